package stats

// Cells of fewer people are hidden, for their privacy; of fewer than the second number they
// are greyed, for their noise.
const (
	HideUnder = 10
	GreyUnder = 50
)

// Display says how the figures of a segment may be shown.
type Display int

// The ways of showing a cell.
const (
	Hide Display = iota
	Grey
	Show
)

// DisplayOf returns how a segment of so many people may be shown. It holds for what a
// second filter leaves as well: a drill-down to fewer than HideUnder is refused.
func DisplayOf(people int64) Display {
	switch {
	case people < HideUnder:
		return Hide
	case people < GreyUnder:
		return Grey
	}
	return Show
}

// DisplayRow returns how the cells of one table row, whose total is shown, may be shown.
// Where the hidden cells could be worked out from the total, being fewer than HideUnder
// people together, the smallest of the others is hidden too.
func DisplayRow(people []int64) []Display {
	display := make([]Display, len(people))
	for i, n := range people {
		display[i] = DisplayOf(n)
	}
	if o, ok := alsoHide(people, display, make([]bool, len(people))); ok {
		display[o] = Hide
	}
	return display
}

// alsoHide returns a cell still shown, if there is one, where the total of a line gives away
// what it hides: one cell alone, or so few people together that they are known. It takes the
// smallest, but first of all a crossed one, where less else has to be hidden for it.
func alsoHide(people []int64, display []Display, crossed []bool) (cell int, needed bool) {
	var hidden int64
	cells, found := 0, false
	for i, n := range people {
		switch {
		case display[i] == Hide:
			hidden += n
			cells++
		case !found || crossed[i] && !crossed[cell] || crossed[i] == crossed[cell] && n < people[cell]:
			cell, found = i, true
		}
	}
	return cell, found && (cells == 1 || cells > 1 && hidden < HideUnder)
}
