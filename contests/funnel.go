package contests

import (
	"cmp"
	"context"
	"slices"
	"time"

	"kermesse/internal/account"
)

// Steps is how many people got how far.
type Steps struct {
	Views     int // of the form, by people and by programs that do not say what they are
	Starts    int
	Entries   int
	Confirmed int
}

func (s *Steps) add(step string, n int) {
	switch step {
	case string(StepView):
		s.Views += n
	case string(StepStart):
		s.Starts += n
	case "entry":
		s.Entries += n
	case "confirmed":
		s.Confirmed += n
	}
}

// WaySteps are the steps of those who came one way.
type WaySteps struct {
	Via Via
	Steps
}

// HourSteps are the steps of one hour.
type HourSteps struct {
	At time.Time // its beginning
	Steps
}

// HourWaySteps are the steps of one hour and one way.
type HourWaySteps struct {
	At  time.Time
	Via Via
	Steps
}

// Before is the contest of the brand that opened before another, at the same age.
type Before struct {
	Contest Contest
	Then    Steps // when it was as old as the other is now
	Whole   Steps // in all
}

// Funnel is who came to a contest, which way, and how far they got.
type Funnel struct {
	Contest Contest
	Total   Steps
	Ways    []WaySteps  // the one with the most entries first
	Hours   []HourSteps // without gaps, from the first to the last in which anything happened
	Lines   []HourWaySteps
	Before  *Before // nil: it is the brand's first
	Flags   map[Flag]int
	Flagged int
	Appeals int
}

// Funnel returns the figures of a contest. It needs account.ViewCampaigns and names nobody.
func (s *Service) Funnel(ctx context.Context, actor account.Actor, slug string) (Funnel, error) {
	c, err := s.find(ctx, s.db, actor, account.ViewCampaigns, slug)
	if err != nil {
		return Funnel{}, err
	}
	rows, err := selectSteps(ctx, s.db, c.ID, time.Time{})
	if err != nil {
		return Funnel{}, err
	}
	f := gather(rows)
	f.Contest = c
	if f.Flags, f.Flagged, err = selectFlagCounts(ctx, s.db, c.ID); err != nil {
		return f, err
	}
	if f.Appeals, err = countAppeals(ctx, s.db, c.ID); err != nil {
		return f, err
	}
	f.Before, err = s.before(ctx, c)
	return f, err
}

// gather sums up what was counted.
func gather(rows []stepRow) Funnel {
	var f Funnel
	ways, hours, lines := map[Via]*Steps{}, map[int64]*Steps{}, map[HourWaySteps]*Steps{}
	for _, r := range rows {
		f.Total.add(r.Step, r.N)
		at := time.UnixMilli(r.Hour).UTC()
		stepsOf(ways, r.Via).add(r.Step, r.N)
		stepsOf(hours, r.Hour).add(r.Step, r.N)
		stepsOf(lines, HourWaySteps{At: at, Via: r.Via}).add(r.Step, r.N)
	}
	for via, steps := range ways {
		f.Ways = append(f.Ways, WaySteps{via, *steps})
	}
	slices.SortFunc(f.Ways, func(a, b WaySteps) int {
		return cmp.Or(cmp.Compare(b.Confirmed, a.Confirmed), cmp.Compare(b.Entries, a.Entries), cmp.Compare(b.Views, a.Views), cmp.Compare(a.Via, b.Via))
	})
	for line, steps := range lines {
		line.Steps = *steps
		f.Lines = append(f.Lines, line)
	}
	slices.SortFunc(f.Lines, func(a, b HourWaySteps) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Via, b.Via)) })
	if len(f.Lines) > 0 {
		for at := f.Lines[0].At; !at.After(f.Lines[len(f.Lines)-1].At); at = at.Add(time.Hour) {
			f.Hours = append(f.Hours, HourSteps{at, *stepsOf(hours, at.UnixMilli())})
		}
	}
	return f
}

func stepsOf[K comparable](all map[K]*Steps, key K) *Steps {
	if all[key] == nil {
		all[key] = &Steps{}
	}
	return all[key]
}

// before returns the contest that the brand opened last before another.
func (s *Service) before(ctx context.Context, c Contest) (*Before, error) {
	found, err := selectContests(ctx, s.db, "WHERE brand_id = ? AND published_at > 0 AND list_json = '' AND opens_at < ? AND id <> ? ORDER BY opens_at DESC, id DESC LIMIT 1",
		string(c.Brand), c.OpensAt.UnixMilli(), string(c.ID))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	b := &Before{Contest: found[0]}
	whole, err := selectSteps(ctx, s.db, b.Contest.ID, time.Time{})
	if err != nil {
		return nil, err
	}
	b.Whole = gather(whole).Total
	age := max(s.clock.Now().Sub(c.OpensAt), 0)
	then, err := selectSteps(ctx, s.db, b.Contest.ID, b.Contest.OpensAt.Add(age))
	b.Then = gather(then).Total
	return b, err
}
