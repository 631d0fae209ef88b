package contests

import (
	"context"
	"fmt"

	"kermesse/contests/beacon"
	"kermesse/internal/clock"
	"kermesse/internal/fault"
)

// SourceKind is where a contest takes its random number from.
type SourceKind string

// The sources.
const (
	SourceDrand    SourceKind = "drand"    // a public round that nobody on the platform can choose
	SourceOperator SourceKind = "operator" // a number of this server, committed at publication
	SourceTest     SourceKind = "test"     // a beacon of one key that this installation runs itself
)

// Label is what a draw's randomness is worth; draws.md, section 7, gives the words.
type Label string

// The labels, from the strongest to the weakest.
const (
	LabelA2   Label = "A2"   // a public round, sealed before it according to the organiser alone
	LabelC    Label = "C"    // the organiser's server chose the number
	LabelTest Label = "Test" // not fair, for trying out only
)

var labelTexts = map[Label]fault.Text{
	LabelA2: {
		FR: "Nombre aléatoire public, liste figée avant qu’il n’existe selon le journal de l’organisateur. Chacun peut recalculer les gagnants.",
		EN: "Public random number, list sealed before it existed according to the organiser's own log. Anyone can recompute the winners.",
	},
	LabelC: {
		FR: "Le serveur de l’organisateur a choisi le nombre aléatoire. La preuve montre seulement que la liste et les gagnants n’ont pas changé ensuite. Elle ne montre pas que le nombre était dû au hasard\u00a0: l’organisateur a pu en essayer beaucoup.",
		EN: "The organiser's server chose the random number. The proof only shows that the list and winners were not changed afterwards. It does not show that the number was random: the organiser could have tried many.",
	},
	LabelTest: {
		FR: "Source de démonstration\u00a0: pas équitable, pour essayer seulement.",
		EN: "Demo beacon: not fair, for trying out only.",
	},
}

// Text says the label in words.
func (l Label) Text() fault.Text { return labelTexts[l] }

func labelOf(source SourceKind) Label {
	switch source {
	case SourceDrand:
		return LabelA2
	case SourceTest:
		return LabelTest
	}
	return LabelC
}

const maxMarginS = 7 * 24 * 3600

// sourceTerms are how long a source must wait after closing. A real beacon leaves ten
// minutes for the sealed list to be witnessed before the number exists.
var sourceTerms = map[SourceKind]struct{ leastMarginS, usualMarginS int }{
	SourceDrand:    {600, 600},
	SourceOperator: {1, 30},
	SourceTest:     {1, 30},
}

// Beacon is a drand chain and who hands its rounds out. The zero Beacon has none.
type Beacon struct {
	Chain  beacon.Chain
	Rounds Rounds
}

// Rounds hands out rounds of a chain, one at a time, once they are due. What it returns
// is verified here before it is used. An error means that the round is not to be had
// yet: the draw waits and asks for the same round again.
type Rounds interface {
	Fetch(ctx context.Context, chain beacon.Chain, number uint64) (beacon.Round, error)
}

// NewTestBeacon returns the beacon of a chain of one key, which signs each round when
// c says that it is due and not before.
func NewTestBeacon(chain beacon.TestChain, c clock.Clock) Beacon {
	return Beacon{Chain: chain.Chain, Rounds: testRounds{chain, c}}
}

type testRounds struct {
	chain beacon.TestChain
	clock clock.Clock
}

func (r testRounds) Fetch(_ context.Context, _ beacon.Chain, number uint64) (beacon.Round, error) {
	due, err := r.chain.TimeOf(number)
	if err != nil {
		return beacon.Round{}, err
	}
	if r.clock.Now().Before(due) {
		return beacon.Round{}, fmt.Errorf("contests: round %d of the test chain is due at %s", number, due)
	}
	return r.chain.Sign(number)
}
