package handlers

import (
	"bytes"
	"image/png"
	"regexp"
	"strings"
	"testing"
)

var sharedPicture = regexp.MustCompile(`property="og:image" content="http://fete\.example(/[a-z]{2}/c/partage/share-[0-9a-f]{12}\.png)"`)

func TestSharedLinksHaveAPictureOfTheirOwn(t *testing.T) {
	w := newTown(t)
	w.openContest(w.staff("glaces"), "partage", nil)
	fan := w.visitor()
	seen := map[string]bool{}
	for _, page := range []string{"/fr/c/partage", "/en/c/partage", "/fr/c/partage/draw"} {
		found := sharedPicture.FindStringSubmatch(fan.get(page).wants(200).body)
		if found == nil {
			t.Fatalf("%s has no picture", page)
		}
		seen[found[1]] = true
		answer := fan.get(found[1]).wants(200)
		if got := answer.header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
			t.Errorf("kept as %q", got)
		}
		size, err := png.DecodeConfig(bytes.NewReader([]byte(answer.body)))
		if err != nil || size.Width != 1200 || size.Height != 630 {
			t.Errorf("%s: %v, %v", page, size, err)
		}
	}
	if len(seen) != 2 {
		t.Errorf("%d pictures for two languages", len(seen))
	}
	// What is not this contest's picture costs no drawing.
	fan.get("/fr/c/partage/share-000000000000.png").wants(404)
}

func TestHowWeDraw(t *testing.T) {
	w := newTown(t)
	fan := w.visitor()
	fan.get("/fr/how-we-draw").wants(200).reads().holds("Comment nous tirons au sort", "Des participants fantômes", "étiquette A1")
	fan.get("/en/how-we-draw").wants(200).reads().holds("How we draw", "Ghost entrants", "No witness")
	fan.get("/fr/").wants(200).holds(`href="/fr/how-we-draw"`)
}

func TestCertificateOnPaper(t *testing.T) {
	w := newTown(t)
	w.openContest(w.staff("glaces"), "papier", nil)
	fan := w.visitor()
	fan.get("/fr/c/papier/draw").wants(200).holds(`href="/fr/c/papier/draw.pdf"`)
	for _, lang := range []string{"fr", "en"} {
		answer := fan.get("/" + lang + "/c/papier/draw.pdf").wants(200)
		if got := answer.header.Get("Content-Type"); got != "application/pdf" || !strings.HasPrefix(answer.body, "%PDF-1.") {
			t.Errorf("%s: %s", lang, got)
		}
	}
	fan.get("/fr/c/nowhere/draw.pdf").wants(404)
}
