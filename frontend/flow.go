package frontend

import (
	"fmt"
	"unicode/utf8"
)

// Flow is the drawing of a count in rounds: a column a round, a block an option, as high as its votes, and bands for the votes
// that stay and those that move. It says nothing that the table of rounds does not.
type Flow struct {
	Width, Height int
	Heads         []FlowText // numbers of the rounds
	Blocks        []FlowBlock
	Bands         []FlowBand
	Labels        []FlowText
}

// FlowBlock is an option's votes in one round, or the exhausted ballots.
type FlowBlock struct {
	X, Y, Height float64
	Class        string // of the style sheet
}

// FlowBand is votes on their way from one round to the next.
type FlowBand struct {
	Path  string
	Class string
}

// FlowText is a label and where it begins.
type FlowText struct {
	X, Y float64
	Text string
}

const (
	flowLabels  = 180.0 // width of the names, left of the first round
	flowRounds  = 352.0 // from the first round to the last, where that leaves room between them
	flowStep    = 80.0  // the least from one round to the next
	flowWide    = 150.0 // the most
	flowBlock   = 16.0  // width of a block
	flowTall    = 300.0 // height of all votes together
	flowGap     = 14.0  // between two blocks
	flowTop     = 30.0  // for the numbers of the rounds
	flowLetters = 22    // of a name
	maxFlow     = 12    // rounds that are drawn
)

// Flow draws the table; nil for one round, or for too many to be seen.
func (t RoundTable) Flow() *Flow {
	rounds := len(t.Exhausted)
	total := t.heaviest()
	if rounds < 2 || rounds > maxFlow || total == 0 {
		return nil
	}
	step := min(max(flowRounds/float64(rounds-1), flowStep), flowWide)
	d := flowDrawing{table: t, scale: flowTall / float64(total), step: step, flow: &Flow{
		Width:  int(flowLabels + step*float64(rounds-1) + flowBlock + 16),
		Height: int(flowTop + flowTall + flowGap*float64(len(t.Rows)) + 20),
	}}
	for round := range rounds {
		d.column(round)
	}
	for round := range rounds - 1 {
		d.bands(round)
	}
	return d.flow
}

// heaviest is the number of votes in the round that has most.
func (t RoundTable) heaviest() (most int) {
	for round, exhausted := range t.Exhausted {
		all := exhausted
		for _, row := range t.Rows {
			all += row.votes(round)
		}
		most = max(most, all)
	}
	return most
}

// votes is what an option holds in a round, counted from 0; nothing once it is out.
func (r RoundRow) votes(round int) int {
	if round < len(r.Cells) {
		return max(r.Cells[round].Votes, 0)
	}
	return 0
}

// flowDrawing places blocks and remembers where.
type flowDrawing struct {
	table RoundTable
	scale float64 // of votes
	step  float64 // from round to round
	flow  *Flow
	tops  [][]float64 // by round and row; the last is the exhausted ballots
}

func (d *flowDrawing) x(round int) float64 { return flowLabels + d.step*float64(round) }

func (d *flowDrawing) column(round int) {
	tops := make([]float64, 0, len(d.table.Rows)+1)
	d.flow.Heads = append(d.flow.Heads, FlowText{X: d.x(round) + flowBlock/2, Y: flowTop - 12, Text: fmt.Sprint(round + 1)})
	y := flowTop
	place := func(votes int, class, label string) {
		tops = append(tops, y)
		if votes == 0 {
			return
		}
		height := float64(votes) * d.scale
		d.flow.Blocks = append(d.flow.Blocks, FlowBlock{X: d.x(round), Y: y, Height: max(height, 1), Class: class})
		if round == 0 && label != "" {
			d.flow.Labels = append(d.flow.Labels, FlowText{X: flowLabels - 8, Y: y + max(height/2, 4) + 5, Text: shortened(label)})
		}
		y += height + flowGap
	}
	for _, row := range d.table.Rows {
		place(row.votes(round), row.flowClass(), row.Label)
	}
	place(d.table.Exhausted[round], "gone", "")
	d.tops = append(d.tops, tops)
}

func (r RoundRow) flowClass() string {
	if r.Winner {
		return "won"
	}
	return "other"
}

// bands draws what stays with each option, and what those that lost votes passed on.
func (d *flowDrawing) bands(round int) {
	holds := make([][2]int, 0, len(d.table.Rows)+1)
	classes := make([]string, 0, cap(holds))
	for _, row := range d.table.Rows {
		holds, classes = append(holds, [2]int{row.votes(round), row.votes(round + 1)}), append(classes, row.flowClass())
	}
	holds, classes = append(holds, [2]int{d.table.Exhausted[round], d.table.Exhausted[round+1]}), append(classes, "gone")
	left, right := make([]float64, len(holds)), make([]float64, len(holds)) // how far each side is used up
	lost, won := 0, make([]int, len(holds))
	for i, h := range holds {
		stays := min(h[0], h[1])
		d.band(round, i, i, stays, left, right, classes[i])
		lost += h[0] - stays
		won[i] = h[1] - stays
	}
	for from, h := range holds {
		given := h[0] - min(h[0], h[1])
		for to := range holds {
			if given > 0 && won[to] > 0 { // of several who lose votes each passes on its part
				d.band(round, from, to, (won[to]*given+lost/2)/lost, left, right, "moved")
			}
		}
	}
}

func (d *flowDrawing) band(round, from, to, votes int, left, right []float64, class string) {
	if votes == 0 {
		return
	}
	thick := float64(votes) * d.scale
	x0, x1 := d.x(round)+flowBlock, d.x(round+1)
	y0, y1 := d.tops[round][from]+left[from], d.tops[round+1][to]+right[to]
	left[from], right[to] = left[from]+thick, right[to]+thick
	middle := (x0 + x1) / 2
	d.flow.Bands = append(d.flow.Bands, FlowBand{Class: class, Path: fmt.Sprintf(
		"M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1fV%.1fC%.1f %.1f %.1f %.1f %.1f %.1fZ",
		x0, y0, middle, y0, middle, y1, x1, y1, y1+thick, middle, y1+thick, middle, y0+thick, x0, y0+thick,
	)})
}

// shortened is a name that fits beside the drawing.
func shortened(name string) string {
	if utf8.RuneCountInString(name) <= flowLetters {
		return name
	}
	return string([]rune(name)[:flowLetters-1]) + "…"
}
