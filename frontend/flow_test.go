package frontend

import (
	"strings"
	"testing"
)

func threeRounds() RoundTable {
	return RoundTable{
		Exhausted: []int{0, 10, 40},
		Rows: []RoundRow{
			{Label: "A", Winner: true, Cells: []RoundCell{{Votes: 50}, {Votes: 60}, {Votes: 90}}},
			{Label: "B", Cells: []RoundCell{{Votes: 60}, {Votes: 60}, {Votes: 70}}},
			{Label: "C", Cells: []RoundCell{{Votes: 50}, {Votes: 70}}, OutIn: 2},
			{Label: "D", Cells: []RoundCell{{Votes: 40}}, OutIn: 1},
		},
	}
}

// Every vote of a round goes somewhere: to its option, to another, or out of the count.
func TestFlowKeepsVotes(t *testing.T) {
	flow := threeRounds().Flow()
	if flow == nil || len(flow.Heads) != 3 || len(flow.Labels) != 4 {
		t.Fatalf("%+v", flow)
	}
	moved := 0
	for _, b := range flow.Bands {
		if b.Class == "moved" {
			moved++
		}
	}
	// D to A, C and the exhausted; C to A, B and the exhausted.
	if moved != 6 {
		t.Errorf("%d bands of moved votes: %+v", moved, flow.Bands)
	}
	for _, b := range flow.Blocks {
		if b.Y+b.Height > float64(flow.Height) || b.X+flowBlock > float64(flow.Width) {
			t.Errorf("block %+v is outside %d × %d", b, flow.Width, flow.Height)
		}
	}
}

func TestNoFlow(t *testing.T) {
	for what, table := range map[string]RoundTable{
		"no rounds":  {},
		"one round":  {Exhausted: []int{0}, Rows: []RoundRow{{Cells: []RoundCell{{Votes: 1}}}}},
		"no votes":   {Exhausted: []int{0, 0}, Rows: []RoundRow{{Cells: []RoundCell{{}, {}}}}},
		"a long one": {Exhausted: make([]int, maxFlow+1), Rows: []RoundRow{{Cells: []RoundCell{{Votes: 1}}}}},
	} {
		if table.Flow() != nil {
			t.Errorf("%s is drawn", what)
		}
	}
}

func TestLongNameInAFlow(t *testing.T) {
	if s := shortened(strings.Repeat("é", 40)); s != strings.Repeat("é", flowLetters-1)+"…" {
		t.Errorf("%q", s)
	}
}
