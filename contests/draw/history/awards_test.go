package history

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"kermesse/contests/draw"
)

// TestAwardsAsDefined: after any decisions in any order, those have the prize whom the
// rule of awards gives it to, and whoever came to it was told of.
func TestAwardsAsDefined(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		winners, n := 1+rng.IntN(4), rng.IntN(9)
		a := attempt{prizes: []draw.Prize{{Winners: winners}}}
		res, picks := draw.Result{}, make([]draw.Slot, n)
		for i := range n {
			res.Slots = append(res.Slots, draw.ResultSlot{Slot: i, Index: i, Commitment: draw.Hash{byte(i + 1)}})
			picks[i] = draw.Slot{Slot: i, Index: i}
		}
		known := map[draw.Hash]bool{}
		note := func(fresh []*slot) {
			for _, s := range fresh {
				known[s.entry] = true
			}
		}
		note(a.award(res))
		out := map[int]bool{}
		for range 20 {
			if n > 0 {
				i := rng.IntN(n)
				s := a.slots[place{0, i}]
				if out[i] = !out[i]; out[i] {
					note(s.lose())
				} else {
					note(s.regain())
				}
			}
			want := map[int]bool{}
			for _, s := range draw.Awards(picks, a.prizes, func(i int) bool { return out[i] })[0].Slots {
				want[s.Index] = true
			}
			for i := range n {
				s := a.slots[place{0, i}]
				if s.holds() != want[i] {
					t.Fatalf("%d winners of %d, out %v: slot %d holds: %v", winners, n, out, i, s.holds())
				}
				if s.holds() && !known[s.entry] {
					t.Fatalf("slot %d came to the prize without a word", i)
				}
			}
		}
	}
}

// oneWinLife is a draw of a bicycle and an ice cream whose alternate, in a second attempt
// for the bicycle, wins it; then the winner of the ice cream is out.
func oneWinLife(t *testing.T, mode draw.Mode, cancelled bool) [][]byte {
	t.Helper()
	var records [][]byte
	add := func(text []byte, err error) []byte {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, text)
		return text
	}
	event := func(e draw.Event) {
		e.Draw, e.At = one, noon
		add(e.Encode())
	}
	hold := func(number int, source draw.Source, prizes []draw.Prize, slots ...draw.ResultSlot) {
		text := add(draw.Close{
			Draw: one, Attempt: number, Rules: draw.Hash{1}, Mode: mode, Prizes: prizes,
			Entries: 3, Tickets: 3, Root: draw.Hash{7}, Source: source, ClosedAt: noon.Add(time.Duration(number) * time.Hour),
		}.Encode())
		add(draw.Result{Draw: one, Attempt: number, Close: draw.CommitOf(text), Slots: slots}.Encode())
	}
	judge := func(prize int, entry draw.Hash) {
		event(draw.Event{Kind: draw.EventDisqualify, Attempt: 1, Prize: prize, Entry: entry, Reason: "no-answer"})
	}
	bike, ice, standby := draw.Hash{11}, draw.Hash{12}, draw.Hash{13}
	event(draw.Event{Kind: draw.EventPublish, Rules: draw.Hash{1}, Source: first})
	hold(1, first, []draw.Prize{{Winners: 1}, {Winners: 1, Alternates: 1}},
		draw.ResultSlot{Index: 0, Commitment: bike}, draw.ResultSlot{Prize: 1, Index: 1, Commitment: ice},
		draw.ResultSlot{Prize: 1, Slot: 1, Alternate: true, Index: 2, Commitment: standby})
	judge(0, bike)
	event(draw.Event{Kind: draw.EventRestart, Attempt: 2, Previous: 1, Reason: "open-prizes", Source: second})
	hold(2, second, []draw.Prize{{Winners: 1}, {}}, draw.ResultSlot{Index: 0, Commitment: standby})
	if cancelled {
		event(draw.Event{Kind: draw.EventCancel, Attempt: 2, Reason: "mistake"})
	}
	judge(1, ice)
	return records
}

func TestAnEntryWinsOnceInAllAttempts(t *testing.T) {
	records := oneWinLife(t, draw.OneWin, false)
	if err := read(records[:len(records)-1]); err != nil {
		t.Error(err)
	}
	var impossible *Impossible
	if err := read(records); !errors.As(err, &impossible) || !strings.Contains(impossible.EN, "a prize of attempt 2 and one of attempt 1") {
		t.Errorf("two prizes: %v", err)
	}
	for why, records := range map[string][][]byte{
		"many wins": oneWinLife(t, draw.ManyWins, false), "the second attempt was cancelled": oneWinLife(t, draw.OneWin, true),
	} {
		if err := read(records); err != nil {
			t.Errorf("%s: %v", why, err)
		}
	}
}
