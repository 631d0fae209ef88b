package frontend

import "testing"

func BenchmarkRenderContest(b *testing.B) {
	renderer, err := New()
	if err != nil {
		b.Fatal(err)
	}
	page := ContestPage{Frame: brandFrame("fr", "/c/x"), Contest: sampleContest("fr"), State: StateOpen}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := renderer.RenderBytes(page); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		if _, err := New(); err != nil {
			b.Fatal(err)
		}
	}
}
