package poster

import (
	"bytes"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func sampleInks() Inks {
	grey := func(r, g, b uint8) color.RGBA { return color.RGBA{r, g, b, 255} }
	return Inks{
		Paper: grey(0xff, 0xf9, 0xf0), Text: grey(0x2a, 0x1f, 0x1a), Muted: grey(0x6a, 0x5a, 0x50),
		Fill: grey(0x0b, 0x7a, 0x75), OnFill: grey(255, 255, 255), Stripe: grey(255, 255, 255),
		Sun: grey(0xe9, 0xa8, 0x20), Sea: grey(0x1f, 0x7d, 0x78),
	}
}

func sampleCard() Card {
	return Card{
		Brand: "Les Glaces du Port", Mark: "L", Title: "Gagnez un an de glaces, livrées à Maurice",
		Badge: "Tirage vérifiable par tous", Line: "Jusqu’au 31 décembre 2026", Inks: sampleInks(),
	}
}

// Networks drop pictures over about 300 kB.
const maxBytes = 200_000

func TestPostersOfAllLengths(t *testing.T) {
	short, long, word, foreign := sampleCard(), sampleCard(), sampleCard(), sampleCard()
	short.Title = "Été"
	long.Title = strings.Repeat("Gagnez une année de glaces pour toute la famille ", 6)
	long.Brand, long.Line = strings.Repeat("Les Glaces du Port ", 6), strings.Repeat("jusqu’au soir ", 9)
	word.Title = strings.Repeat("Donaudampfschifffahrt", 12)
	foreign.Title, foreign.Mark = "赢取一年的冰淇淋\u202f! 🎁", ""
	for name, card := range map[string]Card{"usual": sampleCard(), "short": short, "long": long, "word": word, "foreign": foreign} {
		t.Run(name, func(t *testing.T) {
			file, err := Draw(card)
			if err != nil {
				t.Fatal(err)
			}
			keep(t, name, file)
			size, err := png.DecodeConfig(bytes.NewReader(file))
			if err != nil || size.Width != Width || size.Height != Height {
				t.Errorf("%v, %v", size, err)
			}
			if len(file) > maxBytes {
				t.Errorf("%d bytes", len(file))
			}
			again, err := Draw(card)
			if err != nil || !bytes.Equal(file, again) {
				t.Error("the same card gives other bytes")
			}
		})
	}
}

// keep writes the picture where KERMESSE_KEEP names a folder, for a person to look at.
func keep(t *testing.T, name string, file []byte) {
	if dir := os.Getenv("KERMESSE_KEEP"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, "poster-"+name+".png"), file, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTextStaysInsideItsWidth(t *testing.T) {
	face, err := serif(56)
	if err != nil {
		t.Fatal(err)
	}
	const width = 400
	for _, text := range []string{"", "a", strings.Repeat("mot ", 50), strings.Repeat("x", 500)} {
		lines := wrap(face, strings.TrimSpace(text), width)
		for _, line := range append(cut(face, lines, 2, width), fit(face, text, width)) {
			if measure(face, line) > width {
				t.Errorf("%q is %d wide", line, measure(face, line))
			}
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	for b.Loop() {
		if _, err := Draw(sampleCard()); err != nil {
			b.Fatal(err)
		}
	}
}
