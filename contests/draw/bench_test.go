package draw

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"testing"
)

// benchSizes are the lists that docs/draw-protocol.md gives figures for.
var benchSizes = []int{100_000, 1_000_000}

// benchEntries makes n entries with 1 to 8 tickets, in no order.
func benchEntries(n int) []Entry {
	entries := make([]Entry, n)
	for i := range entries {
		c := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("bench"), uint64(i)))
		entries[i] = Entry{Commitment: c, Tickets: 1 + uint64(c[31]%8)}
	}
	return entries
}

func benchList(b *testing.B, n int) *List {
	b.Helper()
	list, err := Freeze(benchEntries(n))
	if err != nil {
		b.Fatal(err)
	}
	return list
}

func eachSize(b *testing.B, run func(b *testing.B, n int)) {
	for _, n := range benchSizes {
		b.Run(fmt.Sprintf("N=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			run(b, n)
		})
	}
}

// BenchmarkHashFile is the yardstick: the list's file hashed once with SHA-256.
func BenchmarkHashFile(b *testing.B) {
	eachSize(b, func(b *testing.B, n int) {
		var file bytes.Buffer
		if _, err := benchList(b, n).WriteTo(&file); err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(file.Len()))
		for b.Loop() {
			sha256.Sum256(file.Bytes())
		}
	})
}

// BenchmarkFreeze sorts a list and computes its root.
func BenchmarkFreeze(b *testing.B) {
	eachSize(b, func(b *testing.B, n int) {
		entries := benchEntries(n)
		for b.Loop() {
			if _, err := Freeze(slices.Clone(entries)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkRoot computes the root of a list that is sorted already.
func BenchmarkRoot(b *testing.B) {
	eachSize(b, func(b *testing.B, n int) {
		list := benchList(b, n)
		for b.Loop() {
			var h ListHasher
			for _, e := range list.entries {
				if err := h.Add(e); err != nil {
					b.Fatal(err)
				}
			}
			h.Root()
		}
	})
}

// BenchmarkReadList reads and checks the list's file.
func BenchmarkReadList(b *testing.B) {
	eachSize(b, func(b *testing.B, n int) {
		var file bytes.Buffer
		if _, err := benchList(b, n).WriteTo(&file); err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(file.Len()))
		for b.Loop() {
			if _, err := ReadList(bytes.NewReader(file.Bytes()), n); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkSelect fills the urn and draws.
func BenchmarkSelect(b *testing.B) {
	for _, slots := range []int{100, 10_000} {
		b.Run(fmt.Sprintf("k=%d", slots), func(b *testing.B) {
			eachSize(b, func(b *testing.B, n int) {
				weights := benchList(b, n).Weights()
				for b.Loop() {
					if _, err := Select(Hash{1}, weights, []Prize{{Winners: slots}}, OneWin); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

// BenchmarkProve makes the outline and proves one inclusion.
func BenchmarkProve(b *testing.B) {
	eachSize(b, func(b *testing.B, n int) {
		list := benchList(b, n)
		for b.Loop() {
			outline, err := NewOutline(list.All())
			if err != nil {
				b.Fatal(err)
			}
			if _, found, err := outline.Prove(list.At(n/3).Commitment, blockAt(list, n/3)); err != nil || !found {
				b.Fatal(err)
			}
		}
	})
}
