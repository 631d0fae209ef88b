package frontend

// HowPage is "/how-we-draw": how a draw is made, what nobody can do, and the risks that remain.
type HowPage struct {
	Frame
}

// Template names the page's template.
func (HowPage) Template() string { return "fan/how" }

func (HowPage) sheet() string { return "draw.css" }

// Labels are all that a draw can carry, from the strongest.
func (HowPage) Labels() []DrawLabel {
	return []DrawLabel{LabelA1, LabelA2, LabelB, LabelUnsealed, LabelC, LabelTest}
}

// Risks are what the protocol does not prevent by itself, those that weigh most first; the words are in the texts
// under "how.risk.<value>".
func (HowPage) Risks() []string {
	return []string{"ghosts", "drop", "witness", "doubles", "reasons", "drand", "leak", "page", "prize", "future"}
}

// HowPath is the address of HowPage.
const HowPath = "/how-we-draw"
