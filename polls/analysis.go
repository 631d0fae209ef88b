package polls

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"kermesse/internal/db"
	"kermesse/polls/stats"
	"kermesse/polls/tally"
)

// Analysis is what the ballots tell beside their count. It is worked out in the background,
// once for final figures, and kept beside them: no reader waits for it or causes it.
type Analysis struct {
	Crowds  stats.Recounts // who won recounts with similar crowds
	Periods []Period       // the first one first; nil where ballots neither name nor rank, or all came in one
	// Busiest is how many ballots were first cast within the hour of the clock that had most.
	Busiest int64
}

const (
	// crowdWork bounds the recounts of one poll by ballots that differ, times recounts: a
	// closed poll of a million different ballots is recounted leastCrowds times.
	crowdWork = 10_000_000
	// liveWork bounds them while votes come in: they are made anew all the time.
	liveWork    = 500_000
	leastCrowds = 100
	// liveBallots is up to how many ballots a poll is analysed before its end.
	liveBallots = 100_000
)

// Analyse analyses polls: once those whose final figures have no analysis, and those that are
// open, within bounds, where new votes have come. It is called every ten seconds.
func (s *Service) Analyse(ctx context.Context) error {
	due, err := selectUnanalysed(ctx, s.db)
	failed := []error{err}
	for _, row := range due {
		failed = append(failed, s.analyse(ctx, row))
	}
	return errors.Join(failed...)
}

func (s *Service) analyse(ctx context.Context, row snapshotRow) error {
	p, err := selectPollByID(ctx, s.db, ID(row.PollID))
	if err != nil {
		return err
	}
	if p.Visibility == Sealed && p.State != StateClosed {
		return nil // it was reopened: nothing is looked at before the end
	}
	snap, err := row.snapshot()
	if err != nil {
		return err
	}
	var found Analysis
	if snap.Final || snap.Result.Counted <= liveBallots {
		if found, err = s.explore(ctx, p, snap); err != nil {
			return fmt.Errorf("polls: analyse %s: %w", p.Slug, err)
		}
	}
	text, err := json.Marshal(found)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.DB) error { return updateAnalysis(ctx, tx, row, string(text)) })
}

func (s *Service) explore(ctx context.Context, p Poll, snap Snapshot) (Analysis, error) {
	ideas, err := writtenIn(ctx, s.db, p)
	if err != nil {
		return Analysis{}, err
	}
	cast, err := s.castWhen(ctx, p, ideas)
	if err != nil {
		return Analysis{}, err
	}
	found := Analysis{Busiest: busiest(cast)}
	if found.Periods, err = periods(p, cast, snap.Result); err != nil {
		return found, err
	}
	ballots := make([]tally.Ballot, len(cast))
	for i, c := range cast {
		ballots[i] = c.ballot
	}
	ballots = tally.Aggregate(ballots)
	if times := crowdsOf(len(ballots), snap.Final); times > 0 {
		found.Crowds, err = stats.Recount(string(p.ID), times, p.Method, p.optionIDs(), ballots, p.rules())
	}
	return found, err
}

// crowdsOf is how often a poll with so many different ballots is recounted; 0: not at all.
func crowdsOf(different int, final bool) int {
	switch {
	case different == 0:
		return 0
	case final:
		return min(stats.DefaultRecounts, max(leastCrowds, crowdWork/different))
	case liveWork/different < leastCrowds:
		return 0
	}
	return min(stats.DefaultRecounts, liveWork/different)
}
