package handlers

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// reportOf are the addresses of a poll's report in the panel, and how the files begin.
var reportOf = map[string]string{"report": "<!doctype html>", "report.pdf": "%PDF-1.", "report.xlsx": "PK\x03\x04", "report.json": "{", "results.csv": "\ufeffoption"}

// A brand reads its report as a page, a document, a workbook, a table and JSON; all tell the same figures.
func TestReportOfAVote(t *testing.T) {
	w := newTown(t)
	staff := w.staff("glaces")
	w.openPoll(staff, "gout", nil)
	for i := range 40 {
		if i == 20 {
			w.clock.Set(townNoon.Add(15 * time.Hour)) // another day in Mauritius
		}
		w.visitor().json(http.MethodPost, "/api/v1/polls/gout/votes", choice([]string{"coco", "mangue", "coco", "letchi"}[i%4])).wants(201)
	}
	w.clock.Set(townNoon.Add(25 * time.Hour))
	desk := w.desk("glaces")
	desk.get("/fr/admin/b/glaces/polls/gout").wants(200).holds("/polls/gout/report")
	if err := w.app.Polls.Analyse(t.Context()); err != nil {
		t.Fatal(err)
	}
	for file, begins := range reportOf {
		got := desk.get("/fr/admin/b/glaces/polls/gout/" + file).wants(200)
		if !strings.HasPrefix(strings.TrimSpace(got.body), begins) {
			t.Errorf("%s begins with %.20q", file, got.body)
		}
	}
	page := desk.get("/fr/admin/b/glaces/polls/gout/report").wants(200)
	page.holds("50,0", "Au fil du vote", "recomptages simulés", "ont choisi de répondre", "report.pdf", "report.xlsx")
	table := desk.get("/en/admin/b/glaces/polls/gout/results.csv").wants(200)
	table.holds("coco,", ",20,0.5000,true,0.", "40 votes of people who chose to answer")
	var answer struct {
		Results struct {
			Ballots    int
			Statistics struct {
				Note     string
				Recounts *recountsAnswer
			}
		}
		Periods []periodAnswer
		Days    []dayAnswer
	}
	w.staff("glaces").get("/api/v1/polls/gout/report").wants(200).into(&answer)
	if len(answer.Periods) != 2 || answer.Periods[0].People != 20 || len(answer.Days) != 2 || answer.Results.Ballots != 40 ||
		answer.Results.Statistics.Recounts == nil || answer.Results.Statistics.Note == "" {
		t.Errorf("%+v", answer)
	}
	book := desk.get("/fr/admin/b/glaces/polls/gout/report.xlsx").wants(200)
	if text := unzipped(t, book.body); !strings.Contains(text, "Mangue") || !strings.Contains(text, "ont choisi de répondre") {
		t.Error("the workbook does not tell the figures")
	}
	w.desk("thes").get("/fr/admin/b/thes/polls/gout/report").wants(404)
	w.staff("thes").get("/api/v1/polls/gout/report").wants(404)
	w.visitor().get("/api/v1/polls/gout/report").wants(401)
}

// A sealed poll has no report before its end, in no form.
func TestNoReportOfASealedVote(t *testing.T) {
	w := sealedTown(t)
	desk := w.desk("glaces")
	for file := range reportOf {
		refused := desk.get("/fr/admin/b/glaces/polls/scelle/" + file).wants(403).lacks("coco")
		if figure := regexp.MustCompile(`\b(?:76|43|47|37)\b`).FindString(refused.words()); figure != "" {
			t.Errorf("%s tells %s: %s", file, figure, refused.words())
		}
	}
	w.staff("glaces").get("/api/v1/polls/scelle/report").code(403, "results_hidden")
	desk.get("/fr/admin/b/glaces/polls/scelle").wants(200).lacks("/polls/scelle/report")
}

func unzipped(t *testing.T, file string) (text string) {
	t.Helper()
	box, err := zip.NewReader(bytes.NewReader([]byte(file)), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range box.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		text += fmt.Sprintf("%s\n", part)
	}
	return text
}
