package tally_test

import (
	"encoding/csv"
	"slices"
	"strconv"
	"testing"

	"kermesse/internal/shareddata"
	"kermesse/polls/tally"
)

// sushi is 5,000 people's places of ten kinds, 1 the best.
type sushi struct {
	kinds  []tally.OptionID
	places [][]int // by person, then kind
}

func readSushi(t testing.TB) sushi {
	t.Helper()
	rows, err := csv.NewReader(shareddata.Open(t, "polls", "sushi-5000-rankings.csv")).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var s sushi
	for _, name := range rows[0] {
		s.kinds = append(s.kinds, tally.OptionID(name))
	}
	for _, row := range rows[1:] {
		places := make([]int, len(row))
		for i, cell := range row {
			if places[i], err = strconv.Atoi(cell); err != nil {
				t.Fatal(err)
			}
		}
		s.places = append(s.places, places)
	}
	if len(s.places) != 5000 || len(s.kinds) != 10 {
		t.Fatalf("%d people, %d kinds", len(s.places), len(s.kinds))
	}
	return s
}

func (s sushi) ballots() []tally.Ballot {
	ballots := make([]tally.Ballot, len(s.places))
	for i, places := range s.places {
		ranking := make([][]tally.OptionID, len(places))
		for kind, place := range places {
			ranking[place-1] = []tally.OptionID{s.kinds[kind]}
		}
		ballots[i] = tally.Ballot{Ranking: ranking, Count: 1}
	}
	return ballots
}

// TestSushi counts a real product choice and compares it with recounts that share nothing
// with the package: they look at the places as they stand in the file, person by person.
func TestSushi(t *testing.T) {
	s := readSushi(t)
	ballots := s.ballots()
	count := func(method tally.Method) tally.Result {
		res, err := tally.Count(method, s.kinds, ballots, tally.Rules{Lot: s.kinds})
		if err != nil {
			t.Fatal(err)
		}
		if len(res.Winners) != 1 || res.LotDecided || res.Counted != 5000 {
			t.Errorf("%s: winners %q, by lot %v, counted %d", method, res.Winners, res.LotDecided, res.Counted)
		}
		return res
	}
	t.Run("plurality", func(t *testing.T) { s.compareScores(t, count(tally.Plurality), s.firsts()) })
	t.Run("borda", func(t *testing.T) { s.compareScores(t, count(tally.Borda), s.pointsByPlace()) })
	t.Run("irv", func(t *testing.T) {
		res, want := count(tally.IRV), s.eliminate()
		var got []tally.OptionID
		for _, round := range res.Rounds[1:] {
			got = append(got, round.Option)
		}
		if !slices.Equal(append(got, res.Winners[0]), want) {
			t.Errorf("out in turn, then the winner: %q %q, want %q", got, res.Winners, want)
		}
	})
	t.Run("schulze", func(t *testing.T) {
		if res := count(tally.Schulze); !slices.Equal(res.Winners, s.unbeatenByPath()) {
			t.Errorf("winners %q, want %q", res.Winners, s.unbeatenByPath())
		}
	})
}

func (s sushi) compareScores(t *testing.T, res tally.Result, want map[tally.OptionID]int64) {
	t.Helper()
	best := s.kinds[0]
	for kind, points := range want {
		if got := res.Scores[kind]; got != tally.Whole(points) {
			t.Errorf("%s has %s, want %d", kind, got, points)
		}
		if points > want[best] {
			best = kind
		}
	}
	if res.Winners[0] != best {
		t.Errorf("winner %q, want %q", res.Winners[0], best)
	}
}

func (s sushi) firsts() map[tally.OptionID]int64 {
	firsts := map[tally.OptionID]int64{}
	for _, places := range s.places {
		firsts[s.kinds[slices.Index(places, 1)]]++
	}
	return firsts
}

func (s sushi) pointsByPlace() map[tally.OptionID]int64 {
	points := map[tally.OptionID]int64{}
	for _, places := range s.places {
		for kind, place := range places {
			points[s.kinds[kind]] += int64(10 - place)
		}
	}
	return points
}

// eliminate takes the kind that fewest people like best of those left, until more than half
// of the people like one best; it returns them in turn and then the winner.
func (s sushi) eliminate() []tally.OptionID {
	var out []tally.OptionID
	for {
		likes := map[tally.OptionID]int{}
		for _, kind := range s.kinds {
			if !slices.Contains(out, kind) {
				likes[kind] = 0
			}
		}
		for _, places := range s.places {
			best := tally.OptionID("")
			for place := 1; best == ""; place++ {
				if kind := s.kinds[slices.Index(places, place)]; !slices.Contains(out, kind) {
					best = kind
				}
			}
			likes[best]++
		}
		var worst tally.OptionID
		for kind, people := range likes {
			if 2*people > len(s.places) {
				return append(out, kind)
			}
			if worst == "" || people < likes[worst] {
				worst = kind
			}
		}
		out = append(out, worst)
	}
}

// unbeatenByPath finds Schulze's winners by asking for each strength whether victories at
// least so strong lead from one kind to another.
func (s sushi) unbeatenByPath() []tally.OptionID {
	prefer := func(a, b int) (people int) {
		for _, places := range s.places {
			if places[a] < places[b] {
				people++
			}
		}
		return people
	}
	const kinds = 10
	var table [kinds][kinds]int
	for a := range kinds {
		for b := range kinds {
			table[a][b] = prefer(a, b)
		}
	}
	reaches := func(from, to, strength int) bool {
		seen, queue := map[int]bool{from: true}, []int{from}
		for ; len(queue) > 0; queue = queue[1:] {
			for next := range kinds {
				won := table[queue[0]][next] > table[next][queue[0]] && table[queue[0]][next] >= strength
				if won && !seen[next] {
					seen[next], queue = true, append(queue, next)
				}
			}
		}
		return seen[to]
	}
	strongest := func(from, to int) int {
		strength := 0
		for reaches(from, to, strength+1) {
			strength++
		}
		return strength
	}
	var winners []tally.OptionID
	for a := range kinds {
		beaten := false
		for b := range kinds {
			beaten = beaten || a != b && strongest(b, a) > strongest(a, b)
		}
		if !beaten {
			winners = append(winners, s.kinds[a])
		}
	}
	return winners
}
