package stats_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kermesse/internal/shareddata"
	"kermesse/polls/stats"
)

// readFigures reads one of the published figures of the shared data.
func readFigures(t *testing.T, name string, into any) {
	t.Helper()
	if err := json.NewDecoder(shareddata.Open(t, "polls", "stats", name+".json")).Decode(into); err != nil {
		t.Fatal(err)
	}
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: %.7f, want %.7f", what, got, want)
	}
}

func TestWilsonPublished(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(shareddata.Dir(t), "polls", "stats", "wilson-*.json"))
	if err != nil || len(files) != 12 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var c struct {
			Successes, N int64
			Checks       []struct {
				Options  struct{ Tolerance float64 }
				Expected stats.Interval
			}
		}
		if err := json.Unmarshal(text, &c); err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		for _, check := range c.Checks {
			tolerance := check.Options.Tolerance
			if tolerance == 0 {
				tolerance = 0.00005 // published to four decimals
			}
			got := stats.Wilson(c.Successes, c.N)
			near(t, name+" low", got.Low, check.Expected.Low, tolerance)
			near(t, name+" high", got.High, check.Expected.High, tolerance)
			weighted := stats.WilsonWeighted(float64(c.Successes)/float64(c.N), float64(c.N))
			near(t, name+" weighted", weighted.Low, got.Low, 1e-12)
		}
	}
}

func TestSimultaneousPublished(t *testing.T) {
	var seven struct {
		Counts   []int64
		Expected struct{ Intervals [][2]float64 }
	}
	readFigures(t, "goodman-sison-glaz-1", &seven)
	for i, got := range stats.Simultaneous(seven.Counts) {
		near(t, "low", got.Low, seven.Expected.Intervals[i][0], 0.0005)
		near(t, "high", got.High, seven.Expected.Intervals[i][1], 0.0005)
	}
	var fifty struct {
		Counts   []int64
		Expected struct {
			ByCount map[string][2]float64 `json:"by_count"`
		}
	}
	readFigures(t, "goodman-sison-glaz-3", &fifty)
	for i, got := range stats.Simultaneous(fifty.Counts) {
		count, _ := json.Marshal(fifty.Counts[i])
		want := fifty.Expected.ByCount[string(count)]
		near(t, "low", got.Low, want[0], 0.0005)
		near(t, "high", got.High, want[1], 0.0005)
	}
}

func TestLeadPublished(t *testing.T) {
	var c struct {
		Examples []struct{ First, Second, N int64 }
		Checks   []struct {
			Recomputed struct {
				Results []struct {
					Lead, SE, Z float64
					P           float64 `json:"p_two_sided"`
					Margin      float64 `json:"moe95"`
				}
			}
		}
	}
	readFigures(t, "lead-franklin", &c)
	for i, want := range c.Checks[0].Recomputed.Results {
		e := c.Examples[i]
		got := stats.LeadOf(e.First, e.Second, e.N, 2)
		near(t, "lead", got.Lead, want.Lead, 5e-7)
		near(t, "se", got.SE, want.SE, 5e-7)
		near(t, "z", got.Z, want.Z, 5e-5)
		near(t, "p", got.P, want.P, 5e-7)
		near(t, "margin", got.Margin, want.Margin, 5e-6)
		if got.Verdict != stats.TooClose {
			t.Errorf("%+v is called %s", e, got.Verdict)
		}
	}
}

func TestMaxDiffPublished(t *testing.T) {
	var c struct {
		Items []struct {
			Item string
			stats.Judged
		}
		Expected map[string]struct{ Utility, SE, Share float64 }
	}
	readFigures(t, "maxdiff-issues-13", &c)
	var judged []stats.Judged
	for _, item := range c.Items {
		judged = append(judged, item.Judged)
	}
	for i, got := range stats.MaxDiff(judged) {
		name, want := c.Items[i].Item, c.Expected[c.Items[i].Item]
		near(t, name+" utility", got.Utility, want.Utility, 5e-7)
		near(t, name+" se", got.SE, want.SE, 5e-7)
		near(t, name+" share", got.Share, want.Share, 5e-7)
		if !got.Sure {
			t.Errorf("%s was shown 1,400 times and is not sure", name)
		}
	}
}

func TestRakingPublished(t *testing.T) {
	var c struct {
		Seed          [][]float64
		RowTargets    []float64 `json:"row_targets"`
		ColumnTargets []float64 `json:"column_targets"`
		Checks        []struct {
			Recomputed struct{ Table [][]float64 }
		}
	}
	readFigures(t, "raking-4x4", &c)
	var groups []stats.Group
	for row, cells := range c.Seed {
		for column, people := range cells {
			groups = append(groups, stats.Group{Traits: []int{row, column}, People: people})
		}
	}
	got, err := stats.Rake(groups, [][]float64{c.RowTargets, c.ColumnTargets})
	if err != nil {
		t.Fatal(err)
	}
	// The average weight is 1, so that the table comes out at the size of the sample, 800;
	// the targets add up to 1,000.
	for i, g := range groups {
		want := c.Checks[0].Recomputed.Table[g.Traits[0]][g.Traits[1]]
		near(t, "cell", got.Weights[i]*g.People*1000/800, want, 0.00005)
	}
	if got.Trimmed != 0 || !(got.Effective < 800) {
		t.Errorf("trimmed %d, effective %g", got.Trimmed, got.Effective)
	}
}
