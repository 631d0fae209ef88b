package handlers

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"kermesse/internal/shareddata"
	"kermesse/polls/ballotfile"
	"kermesse/polls/tally"
)

// Five thousand people ranked ten kinds of sushi (Kamishima 2003). Their ballots go through
// the API as 5,000 voters' would, and what comes out is counted again, plainly.
func TestSushiByTheAPI(t *testing.T) {
	rankings, kinds := sushi(t)
	w := newTown(t)
	staff := w.staff("glaces")
	var options []map[string]any
	for _, kind := range kinds {
		options = append(options, map[string]any{"id": kind, "label": kind})
	}
	w.openPoll(staff, "sushi", map[string]any{"method": "irv", "options": options})

	next := make(chan []string, len(rankings))
	for _, ranking := range rankings {
		next <- ranking
	}
	close(next)
	stopWatching := watchVersion(w.visitor(), "sushi")
	began := time.Now()
	var voters sync.WaitGroup
	for range 8 {
		v := w.visitor()
		v.http.Jar = nil // nobody keeps a cookie: every ballot is another voter's
		voters.Go(func() {
			for ranking := range next {
				groups := make([][]string, len(ranking))
				for i, kind := range ranking {
					groups[i] = []string{kind}
				}
				if got := v.json(http.MethodPost, "/api/v1/polls/sushi/votes", map[string]any{"ranking": groups}); got.status != 201 {
					t.Errorf("%d %s", got.status, got.body)
				}
			}
		})
	}
	voters.Wait()
	t.Logf("%d ballots by 8 clients in %s, figures read %d times meanwhile", len(rankings), time.Since(began).Round(time.Millisecond), stopWatching())

	var live toldResults
	w.visitor().get("/api/v1/polls/sushi/results").wants(200).into(&live)
	if live.Ballots != 5000 {
		t.Errorf("%d ballots right after the last answer", live.Ballots)
	}
	w.clock.Set(townNoon.Add(24 * time.Hour))
	var final toldResults
	w.visitor().get("/api/v1/polls/sushi/results").wants(200).into(&final)
	if !final.Final || final.Version <= live.Version || !slices.Equal(final.Winners, plainIRV(rankings, kinds)) {
		t.Errorf("final version %d after %d, winners %v", final.Version, live.Version, final.Winners)
	}
	recountSushi(t, w.visitor().get("/api/v1/polls/sushi/ballots").wants(200).body, rankings, kinds)
}

// watchVersion reads the figures of a poll again and again until it is stopped, and fails the
// test where their version or the number of ballots falls. stop returns how often it has read.
func watchVersion(v *visitor, slug string) (stop func() int) {
	done, reads := make(chan struct{}), make(chan int)
	go func() {
		var last toldResults
		n := 0
		for ; ; n++ {
			select {
			case <-done:
				reads <- n
				return
			default:
			}
			got := v.get("/api/v1/polls/" + slug + "/results")
			var now toldResults
			if err := json.Unmarshal([]byte(got.body), &now); err != nil || got.status != http.StatusOK {
				v.t.Errorf("results: %d, %v", got.status, err)
			}
			if now.Version < last.Version || now.Ballots < last.Ballots {
				v.t.Errorf("version %d with %d ballots after version %d with %d", now.Version, now.Ballots, last.Version, last.Ballots)
			}
			last = now
		}
	}()
	return func() int { close(done); return <-reads }
}

// recountSushi verifies the published ballots as kermesse verify poll does, counts them by
// four methods and compares with plain counts of the people's own table.
func recountSushi(t *testing.T, published string, rankings [][]string, kinds []string) {
	t.Helper()
	election, err := ballotfile.Read(strings.NewReader(published), tally.Rankings)
	if err != nil || len(election.Ballots) != 5000 {
		t.Fatalf("%d ballots, %v", len(election.Ballots), err)
	}
	verified, err := ballotfile.Verify(election, tally.IRV)
	if err == nil {
		err = ballotfile.VerifyFrozen(election, verified, nil)
	}
	if err != nil {
		t.Errorf("verify poll: %v", err)
	}
	for method, want := range map[tally.Method][]string{
		tally.Plurality: {most(plainFirst(rankings))}, tally.Borda: {most(plainBorda(rankings))},
		tally.IRV: plainIRV(rankings, kinds), tally.Schulze: plainSchulze(rankings, kinds),
	} {
		got, err := tally.Count(method, election.Options, election.Ballots, tally.Rules{Lot: election.Rules.Lot})
		if err != nil || !slices.Equal(optionTexts(got.Winners), want) || got.Counted != 5000 {
			t.Errorf("%s: %v of %d, %v; plainly %v", method, got.Winners, got.Counted, err, want)
		}
		plain := map[tally.Method]map[string]int{tally.Plurality: plainFirst(rankings), tally.Borda: plainBorda(rankings)}[method]
		for kind, n := range plain {
			if votes := got.Scores[tally.OptionID(kind)]; votes != tally.Whole(int64(n)) {
				t.Errorf("%s: %s has %s, plainly %d", method, kind, votes, n)
			}
		}
	}
}

// sushi returns the rankings, best first, and the kinds.
func sushi(t *testing.T) (rankings [][]string, kinds []string) {
	t.Helper()
	rows, err := csv.NewReader(shareddata.Open(t, "polls", "sushi-5000-rankings.csv")).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	kinds = rows[0]
	for _, row := range rows[1:] {
		ranking := make([]string, len(kinds))
		for i, cell := range row {
			place, err := strconv.Atoi(cell)
			if err != nil {
				t.Fatal(err)
			}
			ranking[place-1] = kinds[i]
		}
		rankings = append(rankings, ranking)
	}
	return rankings, kinds
}

func plainFirst(rankings [][]string) map[string]int {
	votes := map[string]int{}
	for _, r := range rankings {
		votes[r[0]]++
	}
	return votes
}

func plainBorda(rankings [][]string) map[string]int {
	points := map[string]int{}
	for _, r := range rankings {
		for place, kind := range r {
			points[kind] += len(r) - 1 - place
		}
	}
	return points
}

func most(votes map[string]int) string {
	best := ""
	for kind, n := range votes {
		if best == "" || n > votes[best] {
			best = kind
		}
	}
	return best
}

func plainIRV(rankings [][]string, kinds []string) []string {
	in := slices.Clone(kinds)
	for len(in) > 1 {
		votes := map[string]int{}
		for _, r := range rankings {
			votes[r[slices.IndexFunc(r, func(kind string) bool { return slices.Contains(in, kind) })]]++
		}
		out := slices.MinFunc(in, func(a, b string) int { return votes[a] - votes[b] })
		in = slices.DeleteFunc(in, func(kind string) bool { return kind == out })
	}
	return in
}

func plainSchulze(rankings [][]string, kinds []string) []string {
	path := map[[2]string]int{}
	for _, r := range rankings {
		for i, a := range r {
			for _, b := range r[i+1:] {
				path[[2]string{a, b}]++
			}
		}
	}
	for _, a := range kinds {
		for _, b := range kinds {
			if a < b {
				if path[[2]string{a, b}] > path[[2]string{b, a}] {
					path[[2]string{b, a}] = 0
				} else {
					path[[2]string{a, b}] = 0
				}
			}
		}
	}
	for _, k := range kinds {
		for _, i := range kinds {
			for _, j := range kinds {
				if i != j {
					path[[2]string{i, j}] = max(path[[2]string{i, j}], min(path[[2]string{i, k}], path[[2]string{k, j}]))
				}
			}
		}
	}
	var winners []string
	for _, a := range kinds {
		if !slices.ContainsFunc(kinds, func(b string) bool { return path[[2]string{b, a}] > path[[2]string{a, b}] }) {
			winners = append(winners, a)
		}
	}
	return winners
}
