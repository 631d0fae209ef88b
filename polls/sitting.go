package polls

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"kermesse/internal/db"
	"kermesse/internal/secret"
	"kermesse/polls/design"
	"kermesse/polls/tally"
)

// Sitting is what one browser is asked in a poll that shows a few options at a time, and what
// it has answered so far. It is no ballot before it is handed in, and it stays the same when
// the voter leaves and comes back, votes, or changes the vote: nobody asks for other sets
// until some suit them.
type Sitting struct {
	Sets  []Set
	Picks []tally.Pick // one a set; without Best it is not answered
}

// Answered is how many sets have an answer.
func (s Sitting) Answered() (n int) {
	for _, p := range s.Picks {
		if p.Best != "" {
			n++
		}
	}
	return n
}

// Next is the first set from a place on that has no answer; len(Sets) where there is none.
func (s Sitting) Next(from int) int {
	for i := max(from, 0); i < len(s.Picks); i++ {
		if s.Picks[i].Best == "" {
			return i
		}
	}
	return len(s.Sets)
}

// Ballot is what has been answered.
func (s Sitting) Ballot() tally.Ballot {
	b := tally.Ballot{Count: 1}
	for _, p := range s.Picks {
		if p.Best != "" {
			b.Picks = append(b.Picks, p)
		}
	}
	return b
}

// FindSitting returns a voter's sitting. Faults: ErrNoSets, ErrDeviceMissing, ErrNoSitting.
func (s *Service) FindSitting(ctx context.Context, p Poll, voter Voter) (Sitting, error) {
	seat, err := s.seatOf(p, voter)
	if err != nil {
		return Sitting{}, err
	}
	row, err := selectSitting(ctx, s.db, p.ID, seat)
	if err != nil {
		return Sitting{}, err
	}
	if row == nil {
		return Sitting{}, ErrNoSitting
	}
	return p.sitting(*row)
}

// Sit returns a voter's sitting, and begins one where there is none: of duels those that
// were shown least so far, of best–worst sets a balanced handful. Faults: as FindSitting, but
// ErrNoSitting; those of a poll that is not open.
func (s *Service) Sit(ctx context.Context, p Poll, voter Voter) (Sitting, error) {
	sitting, err := s.FindSitting(ctx, p, voter)
	if !errors.Is(err, ErrNoSitting) {
		return sitting, err
	}
	if err := s.notOpen(ctx, s.db, p.ID); err != nil {
		return Sitting{}, err
	}
	seat, err := s.seatOf(p, voter)
	if err != nil {
		return Sitting{}, err
	}
	sets, err := s.chooseSets(ctx, p)
	if err != nil {
		return Sitting{}, err
	}
	row := sittingRow{PollID: string(p.ID), Seat: seat, Shown: writePlaces(sets), ChangedAt: quarterOf(s.clock.Now())}
	var first bool
	err = s.db.InTx(ctx, func(tx *db.DB) (err error) {
		first, err = insertSitting(ctx, tx, row)
		return err
	})
	if err != nil {
		return Sitting{}, err
	}
	if first && p.Method == tally.Duels {
		s.shown.add(p.ID, sets)
	}
	return s.FindSitting(ctx, p, voter) // a second tab may have been faster
}

// Answer keeps answers of a sitting, each in place of a former one to the same set. A pick
// without Best takes an answer back.
// Faults: as FindSitting, ErrInvalid at picks with ErrNotShown or ErrBadPick.
func (s *Service) Answer(ctx context.Context, p Poll, voter Voter, picks []tally.Pick) (Sitting, error) {
	seat, err := s.seatOf(p, voter)
	if err != nil {
		return Sitting{}, err
	}
	if err := s.notOpen(ctx, s.db, p.ID); err != nil {
		return Sitting{}, err
	}
	var sitting Sitting
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		row, err := lockSitting(ctx, tx, p.ID, seat)
		if err != nil {
			return err
		}
		if row == nil {
			return ErrNoSitting
		}
		if sitting, err = p.sitting(*row); err != nil {
			return err
		}
		for _, pick := range picks {
			if err := p.answer(&sitting, pick); err != nil {
				return err
			}
		}
		if row.Content, err = encodePicks(sitting.Ballot().Picks); err != nil {
			return err
		}
		row.ChangedAt = quarterOf(s.clock.Now())
		return updateSitting(ctx, tx, *row)
	})
	return sitting, err
}

func (p Poll) answer(sitting *Sitting, pick tally.Pick) error {
	i := setOf(sitting.Sets, pick)
	if i < 0 {
		return p.refuse(ErrNotShown)
	}
	pick.Shown = sitting.Sets[i]
	if pick.Best != "" {
		_, err := p.readBallot(tally.Ballot{Picks: []tally.Pick{pick}}, "")
		if err != nil {
			return err
		}
	} else if pick.Worst != "" {
		return p.refuse(ErrBadPick)
	}
	sitting.Picks[i] = pick
	return nil
}

// StartOver takes all answers of a sitting back: somebody else votes in the same browser.
// The sets stay. Faults: as Answer.
func (s *Service) StartOver(ctx context.Context, p Poll, voter Voter) (Sitting, error) {
	sitting, err := s.FindSitting(ctx, p, voter)
	if err != nil {
		return Sitting{}, err
	}
	for i := range sitting.Picks {
		sitting.Picks[i].Best, sitting.Picks[i].Worst = "", ""
	}
	return s.Answer(ctx, p, voter, sitting.Picks)
}

// clearSitting takes back what was answered in a browser whose ballot is taken out.
func (s *Service) clearSitting(ctx context.Context, tx *db.DB, p Poll, voter Voter) error {
	if !p.InSets() || voter.seat() == "" {
		return nil
	}
	seat, err := s.seatOf(p, voter)
	if err != nil {
		return err
	}
	return updateSitting(ctx, tx, sittingRow{PollID: string(p.ID), Seat: seat, ChangedAt: quarterOf(s.clock.Now())})
}

// seatOf names a browser in the sittings of one poll.
func (s *Service) seatOf(p Poll, voter Voter) ([]byte, error) {
	switch {
	case !p.InSets():
		return nil, ErrNoSets
	case voter.seat() == "":
		return nil, ErrDeviceMissing
	}
	return secret.MAC(s.keys.voter, string(p.ID), "seat", voter.seat())[:voterKeySize], nil
}

// checkShown refuses a ballot that compares what its voter was not shown.
func (s *Service) checkShown(ctx context.Context, p Poll, voter Voter, b tally.Ballot) error {
	if !p.InSets() {
		return nil
	}
	sitting, err := s.FindSitting(ctx, p, voter)
	if errors.Is(err, ErrNoSitting) && p.Status(s.clock.Now()) != Open {
		return nil // closing forgets what was shown; no other ballot is taken than the one in the box
	}
	if err != nil {
		return err
	}
	for _, pick := range b.Picks {
		if setOf(sitting.Sets, pick) < 0 {
			return p.refuse(ErrNotShown)
		}
	}
	return nil
}

// chooseSets chooses what a new voter is shown, by places of options.
func (s *Service) chooseSets(ctx context.Context, p Poll) ([][]int, error) {
	var seed [design.SeedSize]byte
	if _, err := io.ReadFull(s.random, seed[:]); err != nil {
		return nil, fmt.Errorf("polls: no random numbers: %w", err)
	}
	random := design.Generator(seed)
	if p.Method == tally.MaxDiff {
		return design.Sets(random, len(p.Options), p.optionsPerSet(), p.SetsPerVoter()), nil
	}
	met, err := s.shown.of(ctx, s.db, p)
	if err != nil {
		return nil, err
	}
	var pairs [][]int
	for _, pair := range design.Pairs(random, met, nil, p.SetsPerVoter()) {
		pairs = append(pairs, pair[:])
	}
	return pairs, nil
}

func (p Poll) setAt(places []int) Set {
	set := make(Set, len(places))
	for i, place := range places {
		set[i] = p.Options[place].ID
	}
	return set
}

// sitting reads a row.
func (p Poll) sitting(row sittingRow) (Sitting, error) {
	var sitting Sitting
	for _, places := range readPlaces(row.Shown) {
		if slices.ContainsFunc(places, func(place int) bool { return place < 0 || place >= len(p.Options) }) {
			return Sitting{}, fmt.Errorf("polls: a sitting of %s shows what is not there: %q", p.Slug, row.Shown)
		}
		set := p.setAt(places)
		sitting.Sets, sitting.Picks = append(sitting.Sets, set), append(sitting.Picks, tally.Pick{Shown: set})
	}
	said, err := decodePicks(row.Content)
	if err != nil {
		return Sitting{}, err
	}
	for _, pick := range said.Picks {
		if i := setOf(sitting.Sets, pick); i >= 0 {
			sitting.Picks[i].Best, sitting.Picks[i].Worst = pick.Best, pick.Worst
		}
	}
	return sitting, nil
}
