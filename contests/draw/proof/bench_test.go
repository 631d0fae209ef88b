package proof

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"testing"

	"kermesse/contests/draw"
)

// benchContent is a draw of the operator's among n entries, with 100 winners.
func benchContent(b *testing.B, n int) Content {
	b.Helper()
	seed := draw.Hash{42}
	s := stage(b, 0, opensAt.AddDate(0, 0, 1), draw.Operator(draw.OperatorDigest(seed)), func(r *draw.Rules) {
		r.Prizes[0].Prize = draw.Prize{Winners: 100}
	})
	entries := make([]draw.Entry, n)
	for i := range entries {
		c := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("bench"), uint64(i)))
		entries[i] = draw.Entry{Commitment: c, Tickets: 1}
	}
	var err error
	if s.list, err = draw.Freeze(entries); err != nil {
		b.Fatal(err)
	}
	s.closeAs(b, 1, s.rules.ClosesAt, s.rules.Source)
	c := s.content(b, draw.Hash{}, seed)
	c.ServerSeed = &seed
	return c
}

func BenchmarkWriteZip(b *testing.B) {
	for _, n := range []int{100_000, 1_000_000} {
		c := benchContent(b, n)
		b.Run(fmt.Sprintf("N=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := c.WriteZip(io.Discard); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkVerify opens a zip and recomputes all of it.
func BenchmarkVerify(b *testing.B) {
	for _, n := range []int{100_000, 1_000_000} {
		var packed bytes.Buffer
		if err := benchContent(b, n).WriteZip(&packed); err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("N=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				bundle, err := OpenZip(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
				if err != nil {
					b.Fatal(err)
				}
				if _, err := Verify(bundle, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
