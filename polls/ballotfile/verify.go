package ballotfile

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"

	"kermesse/polls/tally"
)

// Check is one thing that Verify looks at; its text is a stable code.
type Check string

// The checks, in their order.
const (
	CheckReceipts Check = "receipts" // there is a ballot for every receipt, and none twice
	CheckLots     Check = "lots"     // the order of lots follows from the seed, and that was committed to
	CheckRecount  Check = "recount"  // the ballots give the published result
	CheckFrozen   Check = "frozen"   // terms, ballots, receipts and result are those in the records of the public log
	CheckLogged   Check = "logged"   // the records stand in the log
)

// Checks lists them in their order.
func Checks() []Check {
	return []Check{CheckReceipts, CheckLots, CheckRecount, CheckFrozen, CheckLogged}
}

// Mismatch says what in a file is not as the file says.
type Mismatch struct {
	Check     Check
	What      string // the field of the file
	Said, Got string // what the file says, and what follows from the rest of it
}

func (m *Mismatch) Error() string {
	return fmt.Sprintf("%s: %s: the file says %s, and it is %s", m.Check, m.What, m.Said, m.Got)
}

// ErrIncomplete means that a file lacks what it takes to check it.
var ErrIncomplete = errors.New("the file does not hold the ballots, the receipts, the seed of the lots and the result")

// ErrNotFrozen means that a file shows no records of the public log.
var ErrNotFrozen = errors.New("the file shows no records of a public log")

// Verify counts an exported poll again by a method and compares what comes out with what the
// file says. It returns the count, and nil, ErrIncomplete, a *Mismatch, or what package tally
// refuses.
func Verify(e Election, method tally.Method) (tally.Result, error) {
	if e.Ballots == nil || e.Receipts == nil || e.LotSeed == "" || e.Result == nil {
		return tally.Result{}, ErrIncomplete
	}
	if err := e.verifyReceipts(); err != nil {
		return tally.Result{}, err
	}
	if err := e.verifyLots(); err != nil {
		return tally.Result{}, err
	}
	counted, err := tally.Count(method, e.Options, e.Ballots, e.Rules)
	if err != nil {
		return tally.Result{}, err
	}
	return counted, e.Result.compare(counted)
}

func (e Election) verifyReceipts() error {
	var voters int64
	for _, b := range e.Ballots {
		voters += b.Count
	}
	if int64(len(e.Receipts)) != voters {
		return &Mismatch{CheckReceipts, "receipts", text(len(e.Receipts)), text(voters)}
	}
	for _, list := range []struct {
		name string
		ids  []string
	}{{"receipts", e.Receipts}, {"tracker", e.Trackers}} {
		seen := make(map[string]bool, len(list.ids))
		for _, id := range list.ids {
			if seen[id] {
				return &Mismatch{CheckReceipts, list.name, "different ones", fmt.Sprintf("%q twice", id)}
			}
			seen[id] = true
		}
	}
	return nil
}

func (e Election) verifyLots() error {
	if order := tally.LotOrder(e.LotSeed, e.Options); !slices.Equal(order, e.Rules.Lot) {
		return &Mismatch{CheckLots, "lot", text(e.Rules.Lot), text(order)}
	}
	if e.LotSource.Commitment == "" || e.LotSource.Kind == FromBeacon {
		return nil // a beacon's round is VerifyFrozen's
	}
	sum := sha256.Sum256([]byte(e.LotSeed))
	if commitment := hex.EncodeToString(sum[:]); commitment != e.LotSource.Commitment {
		return &Mismatch{CheckLots, "lot_commitment", e.LotSource.Commitment, commitment}
	}
	return nil
}

// compare returns the first difference between what was published and what was counted.
func (p *Published) compare(c tally.Result) error {
	for _, field := range []struct{ name, said, got string }{
		{"counted", text(p.Counted), text(c.Counted)},
		{"blank", text(p.Blank), text(c.Blank)},
		{"exhausted", text(p.Exhausted), text(c.Exhausted)},
		{"winners", text(p.Winners), text(c.Winners)},
		{"no_winner", text(p.NoWinner), text(c.NoWinner)},
		{"decided_by_lot", text(p.ByLot), text(c.LotDecided)},
		{"ranking", text(p.Ranking), text(c.Ranking)},
	} {
		if field.said != field.got {
			return &Mismatch{CheckRecount, field.name, cmp.Or(field.said, "nothing"), cmp.Or(field.got, "nothing")}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(c.Scores)) {
		if said, ok := p.Scores[id]; !ok || said != c.Scores[id] {
			return &Mismatch{CheckRecount, fmt.Sprintf("scores of %q", id), said.String(), c.Scores[id].String()}
		}
	}
	if len(p.Scores) > len(c.Scores) {
		return &Mismatch{CheckRecount, "scores", text(len(p.Scores)), text(len(c.Scores))}
	}
	return nil
}

func text(value any) string { return fmt.Sprint(value) }
