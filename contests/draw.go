package contests

import (
	"context"
	"time"

	"kermesse/contests/claims"
	"kermesse/contests/draw"
	"kermesse/contests/draw/proof"
	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
)

// Draw is the draw of a contest as it stands: what was announced, frozen and decided in
// each of its attempts, and every public record of it. The embedded Holding is its present
// attempt, which may not have been drawn yet.
type Draw struct {
	Contest Contest
	Holding
	Attempts []Holding // all of them, the present one last
	Records  []Record  // in the order of the log; without the periodic counts, see Service.Records
	State    DrawState
	Sentence fault.Text // the state, for a fan
	Policy   Policy
	Show     Show   // how its names are shown
	Twins    []Twin // of a draw from a list: the others that share it
}

// Policy is what the frozen rules say about witnesses and other sources.
type Policy struct {
	Witnesses     []string // verifier keys of those who cosign the log
	Need          int      // of them, before the number exists
	Fallback      []draw.Source
	FallbackAfter time.Duration
}

// Holding is an attempt with all that is known of it.
type Holding struct {
	Attempt
	Label        proof.Label
	Statement    fault.Text
	Seal         Seal        // the zero Seal until the list is frozen
	Witnessed    []Witnessed // who cosigned the seal
	Result       []byte      // vdraw1/result; empty until it is drawn
	Beacon       []byte      // beacon.json; empty for an operator's number
	OperatorSeed draw.Hash   // revealed; zero for a beacon
	Randomness   draw.Hash
	Seed         draw.Hash
	Slots        []Slot // in the order of picking
	Decisions    []Decision
}

// Witnessed is a witness's word that it saw the seal in the log.
type Witnessed struct {
	Name   string
	At     time.Time // by the witness's clock
	InTime bool      // before the number was due
}

// Drawn reports whether the attempt's number is known, so that everybody can tell who
// wins, or would have won.
func (h Holding) Drawn() bool { return !h.DrawnAt.IsZero() }

// Decision is what was decided about a slot, for ever on the public page.
type Decision struct {
	Kind       draw.EventKind // disqualify, reinstate or accept
	Attempt    int
	Prize      int
	Slot       int
	Commitment draw.Hash
	Reason     Reason
	Record     []byte // word for word
	Index      int64  // in the log; below 0 for one that was taken before there was a log
	At         time.Time
}

// Reinstated reports whether the decision takes a disqualification back.
func (d Decision) Reinstated() bool { return d.Kind == draw.EventReinstate }

// FindDraw returns the draw of a published contest in whichever state it is, as everybody
// may see it: without what leads to entrants, and without names that are still to be shown.
// Faults: ErrNotFound.
func (s *Service) FindDraw(ctx context.Context, slug string) (Draw, error) {
	c, err := s.Find(ctx, slug)
	if err != nil {
		return Draw{}, err
	}
	return s.DrawOf(ctx, c)
}

// DrawOf is FindDraw for a contest that Find has just returned.
func (s *Service) DrawOf(ctx context.Context, c Contest) (Draw, error) {
	d, err := s.draw(ctx, c)
	if err != nil {
		return Draw{}, err
	}
	now := s.clock.Now()
	d.Holding = d.Holding.public(d.Show, now)
	for i := range d.Attempts {
		d.Attempts[i] = d.Attempts[i].public(d.Show, now)
	}
	return d, nil
}

func (h Holding) public(show Show, now time.Time) Holding {
	h.Slots = show.hide(h.Attempt, h.Slots, now)
	slots := make([]Slot, len(h.Slots))
	for i, s := range h.Slots {
		slots[i] = s.public()
	}
	h.Slots = slots
	return h
}

// InspectDraw is FindDraw for staff, with the numbers of the winners' entries and
// messages. Names that are still to be shown to an audience are not shown to staff either. It needs ViewPeople. Faults: ErrNotFound, ErrNotPublished.
func (s *Service) InspectDraw(ctx context.Context, actor account.Actor, slug string) (Draw, error) {
	c, err := s.find(ctx, s.db, actor, account.ViewPeople, slug)
	if err != nil {
		return Draw{}, err
	}
	if c.PublishedAt.IsZero() {
		return Draw{}, ErrNotPublished
	}
	d, err := s.draw(ctx, c)
	if err != nil {
		return Draw{}, err
	}
	now := s.clock.Now()
	d.Slots = d.Show.hideFromStaff(d.Attempt, d.Slots, now)
	for i, h := range d.Attempts {
		d.Attempts[i].Slots = d.Show.hideFromStaff(h.Attempt, h.Slots, now)
	}
	return d, nil
}

// nameMessages puts the codes of the winners' messages to the slots that they tell of.
func (s *Service) nameMessages(ctx context.Context, d *db.DB, c Contest, held []Holding) error {
	for _, h := range held {
		named, err := s.claims.Codes(ctx, d, string(c.ID), claims.FromDraw, h.No)
		if err != nil {
			return err
		}
		for i, slot := range h.Slots {
			h.Slots[i].Code = named[c.wonAt(h.No, slot)]
		}
	}
	return nil
}

// draw reads everything from one view of the database, so that it agrees.
func (s *Service) draw(ctx context.Context, c Contest) (d Draw, err error) {
	err = s.db.Snapshot(ctx, func(view *db.DB) error {
		if c, err = selectShown(ctx, view, "c.id = ?", string(c.ID)); err != nil {
			return err
		}
		d.Contest = c
		if d.Attempts, err = s.holdings(ctx, view, c); err != nil {
			return err
		}
		if err := s.nameMessages(ctx, view, c, d.Attempts); err != nil {
			return err
		}
		if d.Show, err = selectShow(ctx, view, c.ID); err != nil {
			return err
		}
		if d.Records, err = selectRecords(ctx, view, c.ID, "AND kind <> ?", string(draw.EventEntries)); err != nil {
			return err
		}
		if d.Twins, err = twinsOf(ctx, view, c); err != nil {
			return err
		}
		frozen, err := selectRules(ctx, view, c.ID)
		if err != nil {
			return err
		}
		rules, err := draw.ParseRules(frozen.JSON)
		d.Policy = Policy{Witnesses: rules.Witnesses, Need: rules.Need, Fallback: rules.Fallback, FallbackAfter: rules.FallbackAfter}
		return err
	})
	if err != nil {
		return Draw{}, err
	}
	if err := s.witness(ctx, c.ID, d.Attempts); err != nil {
		return Draw{}, err
	}
	d.Holding = d.Attempts[len(d.Attempts)-1]
	d.State = c.DrawState(c.Attempt, s.clock.Now())
	d.Sentence = d.sentence()
	return d, nil
}

// holdings returns all attempts of a contest, with all but their witnesses.
func (s *Service) holdings(ctx context.Context, d *db.DB, c Contest) ([]Holding, error) {
	attempts, err := attemptsOf(ctx, d, c.ID)
	if err != nil {
		return nil, err
	}
	held := make([]Holding, len(attempts))
	for i, a := range attempts {
		if held[i], err = s.holding(ctx, d, c, a); err != nil {
			return nil, err
		}
	}
	return held, nil
}

func (s *Service) holding(ctx context.Context, d *db.DB, c Contest, a Attempt) (Holding, error) {
	h := Holding{Attempt: a, Label: c.LabelOf(a), Statement: c.StatementOf(a)}
	var err error
	if h.Seal, _, err = selectSeal(ctx, d, c.ID, a.No); err != nil {
		return Holding{}, err
	}
	row, drawn, err := selectDraw(ctx, d, c.ID, a.No)
	if err != nil || !drawn {
		return h, err
	}
	if row.Result != "" { // empty: a ranking has decided
		if err := h.read(row); err != nil {
			return Holding{}, err
		}
	}
	if h.Decisions, err = selectDecisions(ctx, d, c.ID, a.No); err != nil {
		return Holding{}, err
	}
	h.Slots, err = slotsOf(ctx, d, c, a)
	return h, err
}

// read takes a stored result.
func (h *Holding) read(row drawRow) error {
	h.Result, h.Beacon = []byte(row.Result), []byte(row.BeaconJSON)
	result, err := draw.ParseResult(h.Result)
	if err != nil {
		return err
	}
	h.Randomness, h.Seed = result.Randomness, result.Seed
	if row.OperatorSeed != "" {
		h.OperatorSeed, err = draw.ParseHash(row.OperatorSeed)
	}
	return err
}

// witness fills in who cosigned the seals of attempts.
func (s *Service) witness(ctx context.Context, id ID, held []Holding) error {
	for i, h := range held {
		if h.CloseIndex < 0 {
			continue
		}
		cosigned, err := s.cosigned(ctx, id, h.Attempt)
		if err != nil {
			return err
		}
		for _, c := range cosigned {
			held[i].Witnessed = append(held[i].Witnessed, Witnessed{Name: c.Witness, At: c.At, InTime: c.At.Before(h.DrawAt)})
		}
	}
	return nil
}

// Open is how many units of each prize nobody is left to receive. Units for which an
// attempt is still to be drawn are open.
func (d Draw) Open() []int { return openOf(d.Contest, d.Attempts) }

func openOf(c Contest, held []Holding) []int {
	open := make([]int, len(c.Prizes))
	for j, p := range c.Prizes {
		open[j] = p.Winners
	}
	for _, h := range held {
		if !h.Counts() {
			continue
		}
		for _, s := range h.Slots {
			if s.Holds() {
				open[s.Prize]--
			}
		}
	}
	return open
}

// Holders are the slots that have a prize now, in all attempts that count.
func (d Draw) Holders() []Slot {
	var holders []Slot
	for _, h := range d.Attempts {
		if !h.Counts() {
			continue
		}
		for _, s := range h.Slots {
			if s.Holds() {
				holders = append(holders, s)
			}
		}
	}
	return holders
}
