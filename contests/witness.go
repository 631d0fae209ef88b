package contests

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"kermesse/contests/draw"
	"kermesse/internal/db"
	"kermesse/internal/evlog"
)

// cosignPatience is how long after a number is due cosignatures may still arrive here:
// their own times tell whether they were given before it.
const cosignPatience = 24 * time.Hour

// WitnessDue notes of frozen lists when enough witnesses of the rules had cosigned the
// record that seals them, if that was before the number was due. It is a job, and decides
// nothing: it saves every page from asking the log.
func (s *Service) WitnessDue(ctx context.Context) error {
	now := s.clock.Now()
	sealed, err := selectAttempts(ctx, s.db,
		"AS a WHERE close_index >= 0 AND cosigned_at = 0 AND "+dueAt+" > ? ORDER BY contest_id, attempt", db.Millis(now.Add(-cosignPatience)))
	if err != nil {
		return err
	}
	var failed error
	for id, attempts := range sealed {
		for _, a := range attempts {
			failed = errors.Join(failed, s.noteWitnesses(ctx, id, a))
		}
	}
	return failed
}

func (s *Service) noteWitnesses(ctx context.Context, id ID, a Attempt) error {
	frozen, err := selectRules(ctx, s.db, id)
	if err != nil {
		return err
	}
	rules, err := draw.ParseRules(frozen.JSON)
	if err != nil || len(rules.Witnesses) == 0 {
		return err
	}
	cosigned, err := s.cosigned(ctx, id, a)
	if err != nil {
		return err
	}
	at, enough := enough(rules, cosigned)
	if !enough || !at.Before(a.DrawAt) {
		return nil
	}
	return s.db.InTx(ctx, func(tx *db.DB) error { return updateCosigned(ctx, tx, id, a.No, at) })
}

// cosigned returns the cosignatures on the record that seals an attempt's list: its close
// record or, where that came late, the entries record that it copies.
func (s *Service) cosigned(ctx context.Context, id ID, a Attempt) ([]evlog.Cosignature, error) {
	index := a.CloseIndex
	if a.Late {
		last, _, err := lastEntries(ctx, s.db, id)
		if err != nil {
			return nil, err
		}
		index = last.Index
	}
	return s.log.CosignedBy(ctx, index)
}

// enough tells when as many witnesses of the rules as they ask for, or else one of them,
// had cosigned.
func enough(rules draw.Rules, cosigned []evlog.Cosignature) (time.Time, bool) {
	names := map[string]bool{}
	for _, key := range rules.Witnesses {
		name, _, _ := strings.Cut(key, "+")
		names[name] = true
	}
	var times []time.Time
	for _, c := range cosigned {
		if names[c.Witness] {
			times = append(times, c.At)
		}
	}
	need := max(rules.Need, 1)
	if len(times) < need {
		return time.Time{}, false
	}
	slices.SortFunc(times, time.Time.Compare)
	return times[need-1], true
}

// cosignGrace is how long after its number is due a draw waits for cosignatures that were
// given in time and are still on their way, where its rules ask for witnesses.
const cosignGrace = 10 * time.Minute

var errUnwitnessed = errors.New("contests: the witnesses that the rules ask for have not been heard of")

// stands reports whether the rules let the present attempt be drawn: the witnesses that
// they ask for saw the list in time. One that they did not see is void, and its result a
// shadow: nobody may say afterwards which of the two it is to be.
func (s *Service) stands(ctx context.Context, c Contest) (bool, error) {
	if !c.CancelledAt.IsZero() || !c.CosignedAt.IsZero() {
		return true, nil
	}
	frozen, err := selectRules(ctx, s.db, c.ID)
	if err != nil {
		return false, err
	}
	rules, err := draw.ParseRules(frozen.JSON)
	if err != nil || rules.Need == 0 {
		return err == nil, err
	}
	if s.clock.Now().Before(c.DrawAt.Add(cosignGrace)) {
		return false, errUnwitnessed
	}
	return false, s.void(ctx, c, CancelUnwitnessed)
}
