package law

// Class is a group of entries whose personal data is kept equally long.
type Class string

// The classes, in the order in which they usually go.
const (
	Invalid Class = "invalid" // never confirmed, excluded or taken back
	Losers  Class = "losers"  // in the draw, and in no place of it
	Winners Class = "winners" // in a place: winners, and alternates who stood by
	Proof   Class = "proof"   // what is left of winners: the published name and what proves it
)

// Classes returns the classes in their order.
func Classes() []Class { return []Class{Invalid, Losers, Winners, Proof} }

// Retention is for how many days after the draw the personal data of each class is kept;
// for Invalid, after the closing.
type Retention struct {
	InvalidDays, LosersDays, WinnersDays, ProofDays int
}

// Days is the delay of a class.
func (r Retention) Days(c Class) int {
	switch c {
	case Invalid:
		return r.InvalidDays
	case Losers:
		return r.LosersDays
	case Winners:
		return r.WinnersDays
	}
	return r.ProofDays
}

// Bounds of the delays, in days. Contest platforms offer from a week to two years for
// entries; what proves who won may have to answer a claim for longer.
const (
	LeastDays     = 7
	MostDays      = 730
	MostProofDays = 3650
)

// usual are delays that serve their purpose and no more: invalid entries as long as an
// appeal may take, the others until the prizes are handed over, winners for a year of
// guarantees and accounts, proof for five years of claims. They are the house's habit and
// no law's figure.
var usual = Retention{InvalidDays: 30, LosersDays: 90, WinnersDays: 365, ProofDays: 1826}
