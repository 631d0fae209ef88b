package share_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kermesse/contests/share"
)

func TestTextsPassTheirOwnLint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := share.Facts{
			Lang:  rapid.SampledFrom([]string{"fr", "en"}).Draw(t, "lang"),
			Brand: "Glaces Awa", Link: link,
			Title: rapid.StringMatching(`[A-Zé][a-zé ]{1,119}`).Draw(t, "title"),
			Prize: rapid.StringMatching(`([a-z0-9 ]{1,119})?`).Draw(t, "prize"),
			Ends:  rapid.SampledFrom([]string{"31 décembre 2026 à 23 h 59 (heure de Maurice)", "31 December 2026 at 11.59 pm"}).Draw(t, "ends"),
		}
		for _, n := range share.Networks() {
			text := share.Text(n, f)
			for _, found := range share.Lint(share.Post{Text: text, Network: n, Link: link, Countries: []string{"MU", "FR"}}) {
				if found.Quote == "" || !strings.Contains(f.Title+f.Prize, found.Quote) {
					t.Errorf("%s: %+v in\n%s", n, found, text)
				}
			}
			if !strings.Contains(text, link) {
				t.Errorf("%s: no link in\n%s", n, text)
			}
		}
	})
}

func TestLongTitleIsCutForShortPosts(t *testing.T) {
	f := share.Facts{Lang: "fr", Brand: "Awa", Title: strings.Repeat("Glaces ", 80), Ends: "31 décembre", Link: link}
	text := share.Text(share.X, f)
	if share.Length(share.X, text) > 280 || !strings.Contains(text, "…\n") || !strings.HasSuffix(text, link) {
		t.Errorf("%d characters: %s", share.Length(share.X, text), text)
	}
}
