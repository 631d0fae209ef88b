package contests

import (
	"context"
	"slices"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/jobs"
)

// Tasks are what the clock makes due in the life of draws. Each finds its work by what
// the one before has committed.
func (s *Service) Tasks() []jobs.Task {
	return slices.Concat([]jobs.Task{
		{Name: "lists.freeze", Every: time.Second, Run: s.FreezeDue},
		{Name: "lists.purge", Every: time.Hour, Run: s.PurgeNameLists},
		{Name: "contests.reveal", Every: 10 * time.Second, Run: s.RevealDue},
		{Name: "contests.slips", Every: time.Hour, Run: s.PurgeSlipPhotos},
		{Name: "contests.codes", Every: 5 * time.Minute, Run: s.FinishCodes},
		{Name: "contests.traffic", Every: 5 * time.Second, Run: s.KeepTraffic},
		{Name: "contests.forget_traces", Every: time.Hour, Run: s.ForgetTraces},
		{Name: "contests.posters", Every: 5 * time.Second, Run: s.DrawPosters},
		{Name: "contests.publish", Every: 2 * time.Second, Run: s.PublishDue},
		{Name: "contests.contacts", Every: time.Hour, Run: s.PurgeContacts},
		{Name: "contests.list", Every: 10 * time.Second, Run: s.ListDue},
		{Name: "contests.seal", Every: time.Second, Run: s.SealDue},
		{Name: "contests.witness", Every: 5 * time.Second, Run: s.WitnessDue},
		{Name: "contests.tell", Every: 2 * time.Second, Run: s.TellSealDue},
		{Name: "contests.draw", Every: time.Second, Run: s.DrawDue},
		{Name: "contests.amended", Every: 10 * time.Second, Run: s.TellAmendmentsDue},
		{Name: "contests.purge", Every: time.Minute, Run: s.PurgeDue},
		{Name: "contests.release", Every: 5 * time.Second, Run: s.ReleaseDue},
	}, s.claims.Tasks(), s.photos.Tasks())
}

// NextMoment is the first moment after another at which a job has to run: a closing or a
// number that is due. Whoever leads a clock stops there, as time does; somebody who
// leaps over a closing is a server that was not there to seal.
func (s *Service) NextMoment(ctx context.Context, after time.Time) (time.Time, bool, error) {
	var next int64
	err := s.db.Gorm(ctx).Raw(`SELECT COALESCE(MIN(due), 0) FROM (
		SELECT closes_at AS due FROM contests WHERE published_at > 0 AND shut_at = 0 AND closes_at > ?
		UNION ALL SELECT publish_at AS due FROM contests WHERE published_at = 0 AND publish_at > ?
		UNION ALL SELECT `+dueAt+` AS due FROM contest_attempts a WHERE a.drawn_at = 0 AND `+dueAt+` > ?) AS moments`,
		db.Millis(after), db.Millis(after), db.Millis(after)).Scan(&next).Error
	if err != nil {
		return time.Time{}, false, err
	}
	claim, some, err := s.claims.NextMoment(ctx, after)
	if some && (next == 0 || claim.Before(db.Time(next))) {
		return claim, true, err
	}
	return db.Time(next), next > 0, err
}
