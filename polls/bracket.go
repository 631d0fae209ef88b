package polls

import (
	"context"
	"errors"
	"math/bits"
	"slices"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/polls/tally"
)

// A bracket is one poll of several rounds. In each the options that are left meet in pairs;
// what the ballots of a round say is fixed when its time is over, because who meets in the
// next one follows from it. A voter has one ballot all the same: a round adds to it.

// Rounds is how many rounds a bracket has; 0 for other polls.
func (t Terms) Rounds() int {
	if t.Method != tally.Bracket || len(t.Options) < 2 {
		return 0
	}
	return bits.Len(uint(len(t.Options) - 1))
}

// RoundEnd is the first instant after a round, from 1.
func (t Terms) RoundEnd(number int) time.Time {
	if number >= 1 && number <= len(t.RoundEnds) {
		return t.RoundEnds[number-1]
	}
	return t.ClosesAt
}

// roundAt is the round that the clock has reached; 0 before the opening and for other polls.
func (p Poll) roundAt(now time.Time) int {
	if p.Rounds() == 0 || now.Before(p.OpensAt) {
		return 0
	}
	number := 1
	for number < p.Rounds() && !now.Before(p.RoundEnd(number)) {
		number++
	}
	return number
}

// roundEnds spells out the ends of rounds that are equally long.
func (t Terms) roundEnds() []time.Time {
	rounds := t.Rounds()
	if rounds < 2 || len(t.RoundEnds) > 0 {
		return t.RoundEnds
	}
	ends, all := make([]time.Time, rounds-1), t.ClosesAt.Sub(t.OpensAt)
	for i := range ends {
		ends[i] = wholeSecond(t.OpensAt.Add(all / time.Duration(rounds) * time.Duration(i+1)))
	}
	return ends
}

const shortestRound = time.Minute

func (t *Terms) wrongRounds() []fault.Field {
	var wrong complaints
	if t.Method != tally.Bracket {
		t.Seeds, t.RoundEnds = "", nil
		return nil
	}
	if t.Seeds == "" {
		t.Seeds = SeedsByLot
	}
	if t.Seeds != SeedsByLot && t.Seeds != SeedsByBrand {
		wrong.add("seeds", ErrSeeds)
	}
	if t.Visibility == Sealed {
		wrong.add("results", ErrBracketSealed)
	}
	for i, end := range t.RoundEnds {
		wrong.add("round_ends", checkTime(end))
		t.RoundEnds[i] = wholeSecond(end)
	}
	return wrong
}

// missingRounds tells whether the rounds fit between opening and closing.
func (p Poll) missingRounds() []fault.Field {
	var missing complaints
	rounds := p.Rounds()
	if rounds == 0 || p.ClosesAt.IsZero() || p.OpensAt.IsZero() {
		return nil
	}
	if p.ClosesAt.Sub(p.OpensAt) < time.Duration(rounds)*shortestRound {
		missing.add("closes_at", ErrRoundsShort.With(rounds))
		return missing
	}
	ends := slices.Concat(p.RoundEnds, []time.Time{p.ClosesAt})
	if len(p.RoundEnds) > 0 && (len(ends) != rounds || !follow(p.OpensAt, ends)) {
		missing.add("round_ends", ErrRoundEnds.With(len(p.Options), rounds, rounds-1))
	}
	return missing
}

// follow reports whether each time is after the one before.
func follow(from time.Time, times []time.Time) bool {
	for _, t := range times {
		if !from.Before(t) {
			return false
		}
		from = t
	}
	return true
}

// BracketRound is a round of a bracket that has begun.
type BracketRound struct {
	Number int // from 1
	Pairs  []Set
	Ends   time.Time
}

// Playing returns the round of a bracket that ballots are taken for, and begins it if the
// clock has reached it and nobody has.
// Faults: ErrNoSets for other polls, ErrRoundAwaited, those of a poll that is not open.
func (s *Service) Playing(ctx context.Context, p Poll) (BracketRound, error) {
	if p.Rounds() == 0 {
		return BracketRound{}, ErrNoSets
	}
	if p.Status(s.clock.Now()) != Open {
		return BracketRound{}, s.whyNot(ctx, s.db, p)
	}
	p, err := s.upToRound(ctx, p)
	if err != nil {
		return BracketRound{}, err
	}
	return roundOf(ctx, s.db, p)
}

// roundOf returns the round that a poll as it was read takes ballots for. d may be a
// transaction.
func roundOf(ctx context.Context, d *db.DB, p Poll) (BracketRound, error) {
	pairs, err := selectRound(ctx, d, p.ID, p.Round)
	if err == nil && pairs == nil {
		err = ErrRoundAwaited
	}
	return BracketRound{Number: p.Round, Pairs: pairs, Ends: p.RoundEnd(p.Round)}, err
}

// upToRound begins the round that the clock has reached. Whoever votes waits for it, as for
// closing: no ballot of a round is taken once the next one has begun.
func (s *Service) upToRound(ctx context.Context, p Poll) (Poll, error) {
	if p.roundAt(s.clock.Now()) == p.Round || p.State != StatePublished {
		return p, nil
	}
	err := s.db.InTx(ctx, func(tx *db.DB) (err error) {
		if p, err = lockPollByID(ctx, tx, p.ID); err != nil {
			return err
		}
		if p.State != StatePublished {
			return nil
		}
		if p.Lots.awaited() && p.Seeds == SeedsByLot {
			return ErrRoundAwaited
		}
		return s.beginRounds(ctx, tx, &p)
	})
	return p, err
}

// beginRounds begins one round after the other up to the one that the clock has reached.
// After a standstill that may be several: in those in between nobody voted, and the better
// seeds go on.
func (s *Service) beginRounds(ctx context.Context, tx *db.DB, p *Poll) error {
	for now := s.clock.Now(); p.Round < p.roundAt(now); {
		piles, err := pilesInBox(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		counted, err := count(ctx, tx, *p, piles)
		if err != nil {
			return err
		}
		if err := insertRound(ctx, tx, p.ID, p.Round+1, p.pairsOf(counted.Result, p.Round+1), now); err != nil {
			return err
		}
		p.Round++
	}
	return setRound(ctx, tx, *p)
}

// pairsOf are the pairs that meet in a round, by a count of the rounds before, the better seed
// first.
func (p Poll) pairsOf(r tally.Result, number int) []Set {
	rules, pairs := p.rules(), []Set{}
	seeds := rules.Seeds
	if len(seeds) == 0 {
		seeds = rules.Lot
	}
	for _, round := range r.Rounds {
		if round.Number == number && round.Action == tally.Duel {
			pair := Set{round.Tallies[0].Option, round.Tallies[1].Option}
			slices.SortFunc(pair, func(a, b tally.OptionID) int { return slices.Index(seeds, a) - slices.Index(seeds, b) })
			pairs = append(pairs, pair)
		}
	}
	slices.SortFunc(pairs, func(a, b Set) int { return slices.Index(seeds, a[0]) - slices.Index(seeds, b[0]) })
	return pairs
}

// BeginRounds begins the rounds of brackets that are due. It is called every second.
func (s *Service) BeginRounds(ctx context.Context) error {
	now := s.clock.Now()
	open, err := selectPolls(ctx, s.db, "method = ? AND state = 'published' AND opens_at <= ? AND closes_at > ?", string(tally.Bracket), db.Millis(now), db.Millis(now))
	failed := []error{err}
	for _, p := range open {
		if _, err := s.upToRound(ctx, p); !errors.Is(err, ErrRoundAwaited) {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

// played splits picks into those of rounds that are over, which stay, and those of the round
// at hand.
func (r BracketRound) played(picks []tally.Pick) (before, now []tally.Pick) {
	for _, pick := range picks {
		if setOf(r.Pairs, pick) < 0 {
			before = append(before, pick)
		} else {
			now = append(now, pick)
		}
	}
	return before, now
}

// playIn checks that the picks of a new ballot are of the round at hand, and that it is not
// over. The statement that stores the ballot looks at the round again, under a lock.
func (s *Service) playIn(ctx context.Context, tx *db.DB, p Poll, content string, now time.Time) (BracketRound, error) {
	if p.Status(now) != Open {
		return BracketRound{}, s.whyNot(ctx, tx, p)
	}
	round, err := roundOf(ctx, tx, p)
	if err != nil {
		return round, err
	}
	b, err := decodePicks(content)
	if err != nil {
		return round, err
	}
	before, _ := round.played(b.Picks)
	switch {
	case p.roundAt(now) != p.Round:
		return round, ErrRoundOver
	case len(before) == 0:
		return round, nil
	}
	begun, err := selectRounds(ctx, tx, p.ID)
	if err != nil {
		return round, err
	}
	for _, earlier := range begun {
		if setOf(earlier, before[0]) >= 0 {
			return round, ErrRoundOver
		}
	}
	return round, p.refuse(ErrNotShown)
}

// withoutPlayed is a ballot's content without what it says of rounds that are over.
func (r BracketRound) withoutPlayed(content string) (string, error) {
	b, err := decodePicks(content)
	if err != nil {
		return "", err
	}
	_, now := r.played(b.Picks)
	return encodePicks(now)
}

// onlyPlayed is what of a ballot's content can no longer be taken out.
func (r BracketRound) onlyPlayed(content string) (string, error) {
	b, err := decodePicks(content)
	if err != nil {
		return "", err
	}
	before, _ := r.played(b.Picks)
	return encodePicks(before)
}

// addTo puts the picks of this round into a ballot, in place of former ones of this round.
// fresh reports that there were none.
func (r BracketRound) addTo(former, picks string) (content string, fresh bool, err error) {
	was, err := decodePicks(former)
	if err != nil {
		return "", false, err
	}
	is, err := decodePicks(picks)
	if err != nil {
		return "", false, err
	}
	before, now := r.played(was.Picks)
	content, err = encodePicks(slices.Concat(before, is.Picks))
	return content, len(now) == 0, err
}

// holds reports whether a ballot says all that another one does. A bracket's says more: what its
// voter picked in other rounds.
func (p Poll) holds(former, said string) (bool, error) {
	if p.Rounds() == 0 {
		return former == said, nil
	}
	was, err := decodePicks(former)
	if err != nil {
		return false, err
	}
	is, err := decodePicks(said)
	if err != nil {
		return false, err
	}
	return !slices.ContainsFunc(is.Picks, func(pick tally.Pick) bool {
		return !slices.ContainsFunc(was.Picks, func(w tally.Pick) bool { return w.Best == pick.Best && sameOptions(w.Shown, pick.Shown) })
	}), nil
}
