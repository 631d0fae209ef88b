package handlers

import (
	"encoding/csv"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// Neither the ballots that are published at the end, nor the receipts, nor the comments stand in
// the order in which they came: who noted when somebody voted finds nothing by it.
func TestExportsAreNotInTheOrderOfCasting(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "scelle", map[string]any{"results": "sealed", "comments": "after"})
	var cast []string
	var receipts []string
	for i := range 40 {
		option := []string{"coco", "mangue"}[i/20] // first all of one, then all of the other
		var told struct{ Receipt string }
		w.clock.Set(townNoon.Add(time.Duration(i) * time.Minute))
		w.visitor().json(http.MethodPost, "/api/v1/polls/scelle/votes", reason(option, option)).wants(201).into(&told)
		cast, receipts = append(cast, option), append(receipts, told.Receipt)
	}
	w.clock.Set(townNoon.Add(25 * time.Hour))
	var file struct {
		Ballots []struct {
			Tracker string
			Choices []string
		}
		Receipts []string
	}
	body := w.visitor().get("/api/v1/polls/scelle/ballots").wants(200).into(&file).body
	var order, trackers []string
	for _, b := range file.Ballots {
		order, trackers = append(order, b.Choices[0]), append(trackers, b.Tracker)
	}
	if slices.Equal(order, cast) || len(order) != 40 || !slices.IsSorted(trackers) {
		t.Errorf("ballots stand as they were cast: %v", order)
	}
	if slices.Equal(file.Receipts, receipts) || !slices.IsSorted(file.Receipts) {
		t.Errorf("receipts stand as they were given: %v", file.Receipts)
	}
	if at := regexp.MustCompile(`2026-11-21T12:[0-3][1-9]`).FindString(body); at != "" {
		t.Errorf("the export tells when somebody voted: %s", at)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.visitor().get("/api/v1/polls/scelle/ballots?format=csv").wants(200).body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 41 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	var column []string
	coco := slices.Index(rows[0], "coco")
	for _, row := range rows[1:] {
		column = append(column, map[string]string{"1": "coco", "": "mangue"}[row[coco]])
	}
	if slices.Equal(column, cast) || !slices.Equal(column, order) {
		t.Errorf("the table is in another order than the trackers: %v", column)
	}
	var said struct{ Items []struct{ Text string } }
	w.visitor().get("/api/v1/polls/scelle/comments").wants(200).into(&said)
	var texts []string
	for _, c := range said.Items {
		texts = append(texts, c.Text)
	}
	if len(texts) != 40 || slices.Equal(texts, cast) {
		t.Errorf("comments stand as they came: %v", texts)
	}
}

// The server's own figures have the same names and labels whatever was voted for: they count
// requests, and know no poll and no option.
func TestMetricsKnowNoBallots(t *testing.T) {
	names := func(option string) []string {
		w := newTown(t)
		w.openPoll(w.staff("glaces"), "scelle", map[string]any{"results": "sealed"})
		for range 7 {
			w.visitor().json(http.MethodPost, "/api/v1/polls/scelle/votes", choice(option)).wants(201)
		}
		var names []string
		for line := range strings.Lines(w.visitor().get("/metrics").wants(200).lacks("scelle", option).body) {
			if name, _, ok := strings.Cut(line, " "); ok && !strings.HasPrefix(line, "#") {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		return slices.Compact(names)
	}
	if coco, mangue := names("coco"), names("mangue"); !slices.Equal(coco, mangue) || len(coco) == 0 {
		t.Errorf("metrics differ:\n%v\n%v", coco, mangue)
	}
}
