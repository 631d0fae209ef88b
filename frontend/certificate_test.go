package frontend

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// papers are the pages of draws among the samples.
func papers(lang string) map[string]DrawPage {
	pages := map[string]DrawPage{}
	for _, s := range samples(lang) {
		if page, ok := s.page.(DrawPage); ok {
			pages[s.name] = page
		}
	}
	return pages
}

func TestCertificateOfEveryDraw(t *testing.T) {
	renderer := newRenderer(t)
	for _, lang := range Languages {
		for name, page := range papers(lang) {
			t.Run(lang+"/"+name, func(t *testing.T) {
				file, err := renderer.Certificate(page)
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.HasPrefix(file, []byte("%PDF-1.")) || !bytes.Contains(file, []byte("/Lang ("+lang+")")) {
					t.Error("no document in its language")
				}
				again, err := renderer.Certificate(page)
				if err != nil || !bytes.Equal(file, again) {
					t.Error("the same draw gives other bytes")
				}
				if dir := os.Getenv("KERMESSE_KEEP"); dir != "" {
					_ = os.WriteFile(filepath.Join(dir, lang+"-"+name+".pdf"), file, 0o600)
				}
			})
		}
	}
}

// What twenty thousand places, a long title and names from everywhere do to a document.
func TestCertificateStaysSmall(t *testing.T) {
	page := papers("fr")["draw-drawn"]
	page.Contest.Title = strings.Repeat("Gagnez une année de glaces ", 12)
	slots := make([]DrawSlot, 20_000)
	for i := range slots {
		slots[i] = DrawSlot{Slot: i, State: SlotWinner, Alias: fmt.Sprintf("王小明 🎁 Zoë\u202f%d", i), Commitment: sampleHash}
	}
	page.Draw.Prizes[0].Slots = slots
	file, err := newRenderer(t).Certificate(page)
	if err != nil {
		t.Fatal(err)
	}
	const most = 400 << 10
	if len(file) > most {
		t.Errorf("%d bytes", len(file))
	}
}

func BenchmarkCertificate(b *testing.B) {
	renderer, err := New()
	if err != nil {
		b.Fatal(err)
	}
	page := papers("fr")["draw-drawn"]
	for b.Loop() {
		if _, err := renderer.Certificate(page); err != nil {
			b.Fatal(err)
		}
	}
}
