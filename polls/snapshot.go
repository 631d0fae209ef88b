package polls

import (
	"context"
	"slices"
	"time"

	"kermesse/internal/db"
	"kermesse/polls/stats"
	"kermesse/polls/tally"
)

// Snapshot is the count of a poll at one moment: what readers of results get, whole.
type Snapshot struct {
	Poll       ID
	Version    int64 // grows with every change, over restarts and from node to node; from 1
	Final      bool  // made at closing, and the last
	ComputedAt time.Time
	Result     tally.Result
	// First tells, where options are ranked, how many ballots put each one first, alone or
	// beside others; else nil.
	First map[tally.OptionID]int64
	// With is the count with the ballots that were set aside, and Aside how many they are; nil
	// and 0 where there are none.
	With  *WithAside
	Aside int64
	// Above and Below are, where the votes for two options can meet on a ballot, how many
	// ballots prefer the first of the ranking to the second, and the second to the first.
	Above, Below int64
	// Analysis is zero where there is none of these figures yet; while the vote is open it is
	// of figures of a while ago.
	Analysis Analysis
	// Held is how many counted ballots name an idea that nobody has looked at yet.
	Held int64
	// Picked tells, where voters compare a few options at a time, how often each was shown and
	// picked; else nil.
	Picked map[tally.OptionID]Picked
	// Sources tells how many counted ballots came which way.
	Sources map[Source]int64
}

// sinceReview leaves out of ballots that are set aside what they say of a bracket's rounds
// that are over: it does not count if they are released, because the rounds after follow
// from those that were counted.
func sinceReview(ctx context.Context, d *db.DB, p Poll, same []sameBallot) ([]sameBallot, error) {
	if p.Rounds() == 0 || p.Round < 2 || !slices.ContainsFunc(same, func(b sameBallot) bool { return b.Aside }) {
		return same, nil
	}
	round, err := roundOf(ctx, d, p)
	if err != nil {
		return nil, err
	}
	for i, b := range same {
		if b.Aside {
			if same[i].Content, err = round.withoutPlayed(b.Content); err != nil {
				return nil, err
			}
		}
	}
	return same, nil
}

// pilesNow is what is in the box, by what was counted as it came.
func pilesNow(ctx context.Context, d *db.DB, p Poll) (map[pile]int64, error) {
	if p.tallied {
		return pilesTallied(ctx, d, p.ID)
	}
	return pilesInBox(ctx, d, p.ID)
}

// sameOf adds up piles of ballots: by what they say, and by the way they came.
func sameOf(piles map[pile]int64) (same []sameBallot, sources map[Source]int64) {
	type what struct {
		content string
		aside   bool
	}
	by := map[what]int64{}
	sources = map[Source]int64{}
	for k, n := range piles {
		by[what{k.content, k.state == ballotQuarantined}] += n
		if k.state == ballotCounted {
			sources[Source(k.source)] += n
		}
	}
	for w, n := range by {
		same = append(same, sameBallot{Content: w.content, N: n, Aside: w.aside})
	}
	return same, sources
}

// WithAside is a count of ballots together with those that were set aside.
type WithAside struct {
	Result tally.Result
	First  map[tally.OptionID]int64
	Picked map[tally.OptionID]Picked
}

// Changes reports whether the ballots that were set aside would change who wins.
func (s Snapshot) Changes() bool {
	return s.With != nil && !slices.Equal(s.Result.Winners, s.With.Result.Winners)
}

// Ballots is how many ballots were in the box, blank ones included.
func (s Snapshot) Ballots() int64 { return s.Result.Counted + s.Result.Blank }

// tallied is what a count found.
type tallied struct {
	Result    tally.Result
	First     map[tally.OptionID]int64
	With      *WithAside
	Aside     int64
	Held      int64
	Above     int64
	Below     int64
	Picked    map[tally.OptionID]Picked
	Sources   map[Source]int64
	different int // ballots, each counted once however often it was cast
}

// count counts what lies in the box: piles are what pilesNow or pilesInBox found there. d may
// be a transaction.
func count(ctx context.Context, d *db.DB, p Poll, piles map[pile]int64) (tallied, error) {
	same, sources := sameOf(piles)
	ideas, err := writtenIn(ctx, d, p)
	if err != nil {
		return tallied{}, err
	}
	found := tallied{different: len(same), Sources: sources}
	if same, err = sinceReview(ctx, d, p, same); err != nil {
		return tallied{}, err
	}
	var counted []sameBallot
	for _, b := range same {
		if b.Aside {
			found.Aside += b.N
			continue
		}
		counted = append(counted, b)
	}
	if found.Picked, err = p.pickedOn(counted); err != nil {
		return tallied{}, err
	}
	ballots, held, err := p.read(counted, ideas)
	if err != nil {
		return tallied{}, err
	}
	found.Held = held
	if found.Result, found.First, err = p.count(ballots); err != nil {
		return tallied{}, err
	}
	if first, second, ok := p.firstTwo(found.Result); ok {
		found.Above, found.Below = stats.Preferring(ballots, first, second)
	}
	if found.Aside == 0 {
		return found, nil
	}
	all, _, err := p.read(same, ideas)
	if err != nil {
		return tallied{}, err
	}
	found.With = &WithAside{}
	if found.With.Picked, err = p.pickedOn(same); err != nil {
		return tallied{}, err
	}
	found.With.Result, found.With.First, err = p.count(all)
	return found, err
}

// read decodes ballots as they are counted. held is how many name an idea that waits.
func (p Poll) read(same []sameBallot, ideas written) (ballots []tally.Ballot, held int64, err error) {
	if ballots, err = ballotsOf(FormOf(p.Method), same); err != nil {
		return nil, 0, err
	}
	for i, b := range ballots {
		resolved, waits := ideas.resolve(b)
		if ballots[i] = resolved; waits {
			held += b.Count
		}
	}
	return ballots, held, nil
}

func (p Poll) count(ballots []tally.Ballot) (tally.Result, map[tally.OptionID]int64, error) {
	result, err := tally.Count(p.Method, p.optionIDs(), ballots, p.rules())
	return result, firstPlaces(p, ballots), err
}

func firstPlaces(p Poll, ballots []tally.Ballot) map[tally.OptionID]int64 {
	if FormOf(p.Method) != Ranking {
		return nil
	}
	first := make(map[tally.OptionID]int64, len(p.Options))
	for _, b := range ballots {
		for _, id := range b.Ranking[0] {
			first[id] += b.Count
		}
	}
	return first
}

// recount writes a new snapshot if the box says something else than the last one. It
// reports how many different ballots it read, and whether another node was writing at the
// same time: then nothing was written, and what was read may be newer than what is there.
//
// The version is read before the ballots. A later version is therefore never made of
// older ballots.
func (s *Service) recount(ctx context.Context, p Poll) (different int, overtaken bool, err error) {
	last, err := selectSnapshot(ctx, s.db, p.ID)
	if err != nil || last != nil && last.Final {
		return 0, false, err
	}
	piles, err := pilesNow(ctx, s.db, p)
	if err != nil {
		return 0, false, err
	}
	counted, err := count(ctx, s.db, p, piles)
	if err != nil {
		return 0, false, err
	}
	next, err := snapshotOf(p.ID, counted, s.clock.Now())
	if err != nil {
		return 0, false, err
	}
	if last != nil {
		if last.Result == next.Result {
			return counted.different, false, nil
		}
		next.Version = last.Version + 1
	}
	var written bool
	err = s.db.InTx(ctx, func(tx *db.DB) (err error) {
		if written, err = writeSnapshot(ctx, tx, next); err != nil || !written {
			return err
		}
		return releaseComments(ctx, tx, p, next.Ballots)
	})
	if err == nil && written {
		s.spread(next)
	}
	return counted.different, !written, err
}
