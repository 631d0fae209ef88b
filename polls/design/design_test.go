package design_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"kermesse/polls/design"
)

func seeded(t *rapid.T) *rand.Rand {
	return rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
}

// TestSetsAreBalanced: every option is shown equally often or once more, three times at least,
// in sets of different options, and never much more often at one place than at another.
func TestSetsAreBalanced(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		options := rapid.IntRange(4, 40).Draw(t, "options")
		size := design.SetSize(options)
		sets := design.Sets(seeded(t), options, size, design.SetsFor(options, size))
		shown := make([]int, options)
		places := map[[2]int]int{}
		for _, set := range sets {
			if len(set) != size {
				t.Fatalf("a set of %d", len(set))
			}
			sorted := slices.Sorted(slices.Values(set))
			if len(slices.Compact(sorted)) != len(set) {
				t.Fatalf("an option twice in %v", set)
			}
			for place, o := range set {
				shown[o]++
				places[[2]int{o, place}]++
			}
		}
		if least, most := slices.Min(shown), slices.Max(shown); least < 3 || most > least+1 {
			t.Fatalf("shown between %d and %d times", least, most)
		}
		for at, n := range places {
			if n > 2 {
				t.Fatalf("option %d is %d times at place %d", at[0], n, at[1]+1)
			}
		}
	})
}

// TestSetsMeetEvenly: where all pairs could meet, most do. Thirteen options in sets of four
// meet 60 times in ten sets, of 78 pairs.
func TestSetsMeetEvenly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		met := map[[2]int]int{}
		for _, set := range design.Sets(seeded(t), 13, 4, 10) {
			for i, a := range set {
				for _, b := range set[i+1:] {
					met[[2]int{min(a, b), max(a, b)}]++
				}
			}
		}
		if len(met) < 48 {
			t.Fatalf("only %d different pairs met in 60 meetings", len(met))
		}
	})
}

func TestSizes(t *testing.T) {
	for options, want := range map[int][2]int{2: {0, 0}, 3: {3, 3}, 4: {3, 4}, 5: {4, 4}, 16: {4, 12}, 17: {5, 11}, 30: {5, 18}} {
		if size, sets := design.SetSize(options), design.SetsFor(options, design.SetSize(options)); size != want[0] || sets != want[1] {
			t.Errorf("%d options: %d sets of %d, want %v", options, sets, size, want)
		}
	}
	if sets := design.Sets(rand.New(rand.NewPCG(1, 2)), 2, 3, 5); sets != nil {
		t.Errorf("sets of two options: %v", sets)
	}
}

// TestNoSetTwice: whatever is asked for, no two sets of a voter hold the same options, also where
// there are not as many different ones.
func TestNoSetTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		options := rapid.IntRange(3, 12).Draw(t, "options")
		size := rapid.IntRange(3, min(6, options)).Draw(t, "size")
		seen := map[string]bool{}
		sets := design.Sets(seeded(t), options, size, rapid.IntRange(1, 30).Draw(t, "sets"))
		for _, set := range sets {
			members := fmt.Sprint(slices.Sorted(slices.Values(set)))
			if seen[members] || len(set) != size {
				t.Fatalf("%v in %v", set, sets)
			}
			seen[members] = true
		}
		if len(sets) == 0 {
			t.Fatal("no set at all")
		}
	})
}

// TestPairsEvenOut: whoever comes, the pairs of all voters together stay within one meeting of
// each other as long as no voter has had them all, and no voter has a pair twice.
func TestPairsEvenOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		random := seeded(t)
		options := rapid.IntRange(2, 9).Draw(t, "options")
		met := make([][]int, options)
		for a := range met {
			met[a] = make([]int, options)
		}
		total := options * (options - 1) / 2
		for range rapid.IntRange(1, 12).Draw(t, "voters") {
			first := rapid.IntRange(0, total).Draw(t, "duels")
			had := design.Pairs(random, met, nil, first)
			had = append(had, design.Pairs(random, met, had, total)...)
			if len(had) != total {
				t.Fatalf("%d of %d pairs", len(had), total)
			}
			seen := map[design.Pair]bool{}
			for _, p := range had {
				if p[0] == p[1] || seen[p] || seen[design.Pair{p[1], p[0]}] {
					t.Fatalf("%v twice or with itself", p)
				}
				seen[p] = true
			}
			for _, p := range had[:first] {
				met[p[0]][p[1]]++
				met[p[1]][p[0]]++
			}
		}
		least, most := met[0][1], met[0][1]
		for a := range met {
			for b := range a {
				least, most = min(least, met[a][b]), max(most, met[a][b])
			}
		}
		if most > least+1 {
			t.Fatalf("pairs met between %d and %d times: %v", least, most, met)
		}
	})
}

// TestPairsOfOneVoterSpread: the first duels of a voter do not all show the same option.
func TestPairsOfOneVoterSpread(t *testing.T) {
	met := make([][]int, 10)
	for a := range met {
		met[a] = make([]int, 10)
	}
	shown := map[int]bool{}
	for _, p := range design.Pairs(rand.New(rand.NewPCG(3, 4)), met, nil, 5) {
		shown[p[0]], shown[p[1]] = true, true
	}
	if len(shown) != 10 {
		t.Errorf("five duels show %d of ten options", len(shown))
	}
}
