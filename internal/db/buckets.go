package db

import (
	"slices"
	"sort"
)

// Buckets count how often a value was at most so much: what a histogram shows.
type Buckets struct {
	Bounds []float64 // ascending
	Counts []int64   // of values up to each bound and above the one before; one more for what is above all
	Sum    float64
}

var (
	batchBounds  = []float64{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024}
	commitBounds = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 5}
)

func newBuckets(bounds []float64) Buckets {
	return Buckets{Bounds: bounds, Counts: make([]int64, len(bounds)+1)}
}

func (b *Buckets) add(v float64) {
	b.Counts[sort.SearchFloat64s(b.Bounds, v)]++
	b.Sum += v
}

// Total is how many values were counted.
func (b Buckets) Total() (n int64) {
	for _, c := range b.Counts {
		n += c
	}
	return n
}

func (b Buckets) clone() Buckets {
	b.Counts = slices.Clone(b.Counts)
	return b
}
