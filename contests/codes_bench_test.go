package contests_test

import (
	"context"
	"flag"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"kermesse/contests"
)

// manyCodes is how many codes the benchmark makes. A million takes some twenty seconds:
//
//	go test ./contests -run '^$' -bench BenchmarkCodes -benchtime 1x -many-codes 1000000
var manyCodes = flag.Int("many-codes", 100_000, "how many codes BenchmarkCodes generates, and imports half as many of")

// BenchmarkCodes measures a contest with a million codes on packs: made, taken as a file, those
// of somebody else brought in, and then typed by many people at once.
func BenchmarkCodes(b *testing.B) {
	h := newHouse(b)
	f := form("codes")
	f.Entry.MaxTickets, f.Entry.Codes = 1000, &contests.CodeRules{Tickets: 1}
	h.open(b, f)
	b.Run("generate", func(b *testing.B) {
		for b.Loop() {
			_, err := h.IssueCodes(b.Context(), h.manager(), "codes", "Pots", "", *manyCodes)
			must(b, err)
		}
		b.ReportMetric(float64(*manyCodes*b.N)/b.Elapsed().Seconds(), "codes/s")
	})
	var some []string
	b.Run("export", func(b *testing.B) {
		const first = 1 // a batch goes out once
		_, all, err := h.ExportCodes(b.Context(), h.manager(), "codes", first)
		must(b, err)
		for code := range all {
			if len(some) < 100_000 {
				some = append(some, code)
			}
		}
		b.ReportMetric(float64(*manyCodes)/b.Elapsed().Seconds(), "codes/s")
	})
	b.Run("import", func(b *testing.B) {
		for b.Loop() {
			var file strings.Builder
			for i := range *manyCodes / 2 {
				fmt.Fprintf(&file, "EXT%015dX\n", i*7_393_913_300_007%1_000_000_000_000_000)
			}
			_, err := h.ImportCodes(b.Context(), h.manager(), "codes", "Partenaire", strings.NewReader(file.String()))
			must(b, err)
		}
		b.ReportMetric(float64(*manyCodes/2*b.N)/b.Elapsed().Seconds(), "codes/s")
	})
	b.Run("use", func(b *testing.B) {
		keys := make([]string, 64)
		for i := range keys {
			keys[i] = h.player(b, "codes", fmt.Sprintf("fan%d@exemple.sn", i))
		}
		var next atomic.Int64
		b.SetParallelism(16)
		b.ResetTimer()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				i := int(next.Add(1) - 1)
				if i >= len(some) {
					b.Error("there are not enough codes")
					return
				}
				if err := h.UseCode(context.WithoutCancel(b.Context()), "codes", keys[i%len(keys)], contests.CodeForm{Typed: some[i]}); err != nil {
					b.Error(err)
					return
				}
			}
		})
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "codes/s")
	})
}
