package typeface

import (
	"testing"

	"golang.org/x/image/font/sfnt"
)

func TestFontsDrawTheSignsOfBothLanguages(t *testing.T) {
	const signs = "AÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸàâæçéèêëîïôœùûüÿ0123456789 \u00a0«»“”‘’…–—·•€×°№%!?;:,.()[]/@&+=ɓɗŋɛɔñłşțЖΩ"
	for name, file := range map[string][]byte{"Sans": Sans, "SansBold": SansBold, "SerifBold": SerifBold} {
		font, err := sfnt.Parse(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range signs + string(Unknown) {
			if !drawn(font, &sfnt.Buffer{}, r) {
				t.Errorf("%s does not draw %q", name, r)
			}
		}
	}
}

func TestDrawable(t *testing.T) {
	for text, want := range map[string]string{
		"Gagnez\u202f! 🎁 Un an de glaces": "Gagnez\u00a0! Un an de glaces",
		"e\u0301te\u0301":                 "été",
		"王小明":                             "\ufffd\ufffd\ufffd",
		"Awa\u200b D.\u202e":              "Awa D.",
		"deux\nlignes":                    "deux lignes",
		"":                                "",
	} {
		if got := Drawable(text); got != want {
			t.Errorf("Drawable(%q) = %q, want %q", text, got, want)
		}
	}
}
