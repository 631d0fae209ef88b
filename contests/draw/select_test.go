package draw

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// urnOfTickets is the specification in its plainest form: walk along the tickets that
// are left until the drawn one.
func urnOfTickets(seed Hash, weights []uint64, prizes []Prize, mode Mode) []int {
	left := slices.Clone(weights)
	source := newNumbers(seed, tagPick)
	pick := func(prize, slot int) int {
		var total uint64
		for _, w := range left {
			total += w
		}
		if total == 0 {
			return Vacant
		}
		ticket, _ := source.below(uint32(prize), uint32(slot), total)
		for i, w := range left {
			if ticket < w {
				left[i] = 0
				return i
			}
			ticket -= w
		}
		panic("unreachable: the ticket is below the total")
	}
	var picked []int
	if mode == ManyWins {
		for j, p := range prizes {
			left = slices.Clone(weights)
			for s := range p.Winners + p.Alternates {
				picked = append(picked, pick(j, s))
			}
		}
		return picked
	}
	for j, p := range prizes {
		for s := range p.Winners {
			picked = append(picked, pick(j, s))
		}
	}
	for j, p := range prizes {
		for s := range p.Alternates {
			picked = append(picked, pick(j, p.Winners+s))
		}
	}
	return picked
}

var genWeights = rapid.SliceOfN(rapid.OneOf(
	rapid.Uint64Range(1, 5), rapid.Uint64Range(1, 1<<47),
), 0, 60)

func TestSelectIsTheUrn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed, weights := genHash.Draw(t, "seed"), genWeights.Draw(t, "weights")
		prizes, mode := genPrizes.Draw(t, "prizes"), genMode.Draw(t, "mode")
		slots, err := Select(seed, weights, prizes, mode)
		if err != nil {
			t.Fatal(err)
		}
		var got []int
		for _, s := range slots {
			got = append(got, s.Index)
		}
		if want := urnOfTickets(seed, weights, prizes, mode); !slices.Equal(got, want) {
			t.Fatalf("%v, want %v", got, want)
		}
	})
}

func TestAwards(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		weights := genWeights.Draw(t, "weights")
		prizes, mode := genPrizes.Draw(t, "prizes"), genMode.Draw(t, "mode")
		out := rapid.SliceOfN(rapid.Bool(), len(weights), len(weights)).Draw(t, "disqualified")
		slots, err := Select(genHash.Draw(t, "seed"), weights, prizes, mode)
		if err != nil {
			t.Fatal(err)
		}
		for j, a := range Awards(slots, prizes, func(i int) bool { return out[i] }) {
			var want []Slot
			for s := range prizes[j].Winners + prizes[j].Alternates {
				at := slices.IndexFunc(slots, func(x Slot) bool { return x.Prize == j && x.Slot == s })
				if x := slots[at]; x.Index != Vacant && !out[x.Index] && len(want) < prizes[j].Winners {
					want = append(want, x)
				}
			}
			if a.Prize != j || !slices.Equal(a.Slots, want) || a.Open != prizes[j].Winners-len(want) {
				t.Fatalf("prize %d: %+v, want %v", j, a, want)
			}
		}
	})
}

func TestAuditSample(t *testing.T) {
	weights := []uint64{5, 1, 1, 9, 2}
	sample, err := AuditSample(Hash{1}, weights, 3)
	if err != nil || len(sample) != 3 {
		t.Fatal(sample, err)
	}
	all, err := AuditSample(Hash{1}, weights, 100)
	if err != nil || !slices.Equal(all[:3], sample) {
		t.Errorf("a larger sample %v does not begin with the smaller one %v (%v)", all, sample, err)
	}
	slices.Sort(all)
	if !slices.Equal(all, []int{0, 1, 2, 3, 4}) {
		t.Errorf("a sample of everybody is %v", all)
	}
}

func TestSelectRefusals(t *testing.T) {
	one := []Prize{{Winners: 1}}
	for why, c := range map[string]struct {
		weights []uint64
		prizes  []Prize
		mode    Mode
		want    error
	}{
		"no ticket":        {[]uint64{1, 0}, one, OneWin, ErrTickets},
		"too many tickets": {[]uint64{MaxTickets, 1}, one, OneWin, ErrTickets},
		"no mode":          {[]uint64{1}, one, "", ErrGrammar},
		"no prize":         {[]uint64{1}, nil, OneWin, ErrGrammar},
	} {
		if _, err := Select(Hash{}, c.weights, c.prizes, c.mode); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", why, err)
		}
	}
}

// TestFirstPickIsFair counts 60,000 draws with weights 1 to 6. The seeds are fixed, so the
// test always sees the same draws; 20.5 is the 0.1 % point of chi-square with 5 degrees
// of freedom.
func TestFirstPickIsFair(t *testing.T) {
	const draws = 60_000
	weights := []uint64{1, 2, 3, 4, 5, 6}
	var seen [6]float64
	for n := range uint64(draws) {
		seed := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("fairness"), n))
		slots, err := Select(seed, weights, []Prize{{Winners: 1}}, OneWin)
		if err != nil {
			t.Fatal(err)
		}
		seen[slots[0].Index]++
	}
	var chi2 float64
	for i, w := range weights {
		expected := draws * float64(w) / 21
		chi2 += (seen[i] - expected) * (seen[i] - expected) / expected
	}
	if chi2 > 20.5 {
		t.Errorf("chi-square %.1f: %v", chi2, seen)
	}
}
