// Package tickets decides how many tickets an entry has, from what its entrant has done and
// from nothing else. It knows no clock, no database and no network, so that whoever doubts
// a number can read the whole of the reasoning here.
//
// What it promises: an entry whose mandatory actions are not all done earns nothing and is
// not complete; more done never means fewer tickets; the order in which things were done
// and a thing done twice change nothing; no entry has more tickets than the rules' cap; and
// where the rules say "one person, one chance", actions earn none at all.
package tickets

import "math"

// Kind is what an action asks for, and so how it is found to be done.
type Kind string

// The kinds. None of them claims to know what only a network knows.
const (
	Bonus    Kind = "bonus"    // it is asked for, by one press
	Visit    Kind = "visit"    // a page is opened; nobody checks that it was read
	Code     Kind = "code"     // a secret word is typed
	Quiz     Kind = "quiz"     // a question is answered rightly
	Tier     Kind = "tier"     // the entrant has reached a tier of the loyalty programme
	Referral Kind = "referral" // somebody who came by the entrant's link has an entry that counts
	Proof    Kind = "proof"    // a text, a link or a picture is sent, and staff agree
)

// Kinds lists them.
func Kinds() []Kind { return []Kind{Bonus, Visit, Code, Quiz, Tier, Referral, Proof} }

// Action is one thing that an entrant may do, as far as tickets go.
type Action struct {
	ID        string
	Kind      Kind
	Tickets   int      // for each time that it counts, 0 or more
	Mandatory bool     // without it the entry is not complete
	Every     Every    // how often it counts
	After     []string // actions of the plan before this one that must be done first
	Most      int      // of a referral: how many friends count
}

// Plan is what the rules of a contest say of tickets. An action that comes After one that
// is not in the plan before it never opens.
type Plan struct {
	Actions   []Action
	Cap       uint64 // of an entry, with the ticket that it has for entering; 0 is 1
	OneChance bool   // everybody has one ticket, whatever they do
}

// Done is one thing that was done. In tells apart what may count more than once: the
// period of a repeated action, the friend of a referral; it is empty for any other.
type Done struct{ Action, In string }

// Count is what a plan makes of what was done.
type Count struct {
	Bonus    uint64   // tickets beside the one for entering, within the cap
	Complete bool     // no mandatory action is missing
	Missing  []string // those that are, in the plan's order
}

// Count counts what was done. Things that the plan does not know, that are not open yet or
// that were done more often than they count are left out.
func (p Plan) Count(done []Done) Count {
	times := p.times(done)
	c := Count{Complete: true}
	var sum uint64
	for _, a := range p.Actions {
		n := times[a.ID]
		if a.Mandatory && n == 0 {
			c.Complete, c.Missing = false, append(c.Missing, a.ID)
		}
		sum = add(sum, uint64(max(a.Tickets, 0))*uint64(n))
	}
	if c.Complete && !p.OneChance {
		c.Bonus = min(sum, p.most()-1)
	}
	return c
}

// times is how often each action counts. Actions open in the plan's order, so one pass
// finds them all.
func (p Plan) times(done []Done) map[string]int {
	in := map[string]map[string]bool{}
	for _, d := range done {
		if in[d.Action] == nil {
			in[d.Action] = map[string]bool{}
		}
		in[d.Action][d.In] = true
	}
	times := make(map[string]int, len(p.Actions))
	for _, a := range p.Actions {
		if !open(a, times) {
			continue
		}
		switch n := len(in[a.ID]); {
		case a.Kind == Referral:
			times[a.ID] = min(n, max(a.Most, 0))
		case a.Every == Once:
			times[a.ID] = min(n, 1)
		default:
			times[a.ID] = n
		}
	}
	return times
}

func open(a Action, times map[string]int) bool {
	for _, id := range a.After {
		if times[id] == 0 {
			return false
		}
	}
	return true
}

// most is the cap of the whole entry.
func (p Plan) most() uint64 { return max(p.Cap, 1) }

// Settle says how many tickets an entry has once its actions are worth bonus, and how many
// of these are theirs. tickets is what it has, of which granted came from actions before;
// the others were given, or bought with points. It never takes a ticket away: a receipt
// that was handed out stays true.
func (p Plan) Settle(tickets, granted, bonus uint64) (total, ofActions uint64) {
	others := tickets - min(granted, tickets)
	total = max(tickets, min(add(others, bonus), p.most()))
	return total, total - others
}

// State is how an action stands for one entrant at a moment.
type State string

// The states.
const (
	Locked  State = "locked"  // others come first
	Open    State = "open"    // it can be done
	Waiting State = "waiting" // done for this period; it opens again with the next
	Closed  State = "closed"  // done, as often as it counts
)

// State tells whether an action can be done now. in is the present period of a repeated
// action, and empty for others.
func (p Plan) State(a Action, done []Done, in string) State {
	times := p.times(done)
	switch {
	case !open(a, times):
		return Locked
	case a.Kind == Referral && times[a.ID] < a.Most:
		return Open
	case a.Kind == Referral, a.Every == Once && times[a.ID] > 0:
		return Closed
	}
	for _, d := range done {
		if d.Action == a.ID && d.In == in {
			return Waiting
		}
	}
	return Open
}

// add is a sum that stays at the top instead of turning over.
func add(a, b uint64) uint64 {
	if a > math.MaxUint64-b {
		return math.MaxUint64
	}
	return a + b
}
