package polls

import (
	"context"
	"time"

	"kermesse/internal/clock"
	"kermesse/polls/stats"
	"kermesse/polls/tally"
)

// Period is those who voted from one day to another, in the poll's time zone: a day each
// while those are few, then a week, then a month.
type Period struct {
	From, To time.Time // midnight at the beginning of its first and of its last day
	People   int64     // 0 where Display hides them
	Display  stats.Display
	Chosen   map[tally.OptionID]int64 // who chose each option, or put it first
	// Leader compares the share of the option that leads with that of the other periods.
	Leader stats.Difference
}

// castWhen is counted ballots that say the same, first cast in one quarter of an hour.
type castWhen struct {
	at     time.Time
	ballot tally.Ballot
}

// castWhen reads the counted ballots of a poll in order of time.
func (s *Service) castWhen(ctx context.Context, p Poll, ideas written) ([]castWhen, error) {
	same, err := countSameByQuarter(ctx, s.db, p.ID)
	if err != nil {
		return nil, err
	}
	cast := make([]castWhen, len(same))
	for i, b := range same {
		ballot, err := decodeBallot(FormOf(p.Method), b.Content)
		if err != nil {
			return nil, err
		}
		ballot, _ = ideas.resolve(ballot)
		ballot.Count = b.N
		cast[i] = castWhen{b.At, ballot}
	}
	return cast, nil
}

// busiest is the largest number of ballots within one hour of the clock.
func busiest(cast []castWhen) (most int64) {
	hours := map[time.Time]int64{}
	for _, c := range cast {
		if c.ballot.Blank() {
			continue
		}
		hour := c.at.Truncate(time.Hour)
		hours[hour] += c.ballot.Count
		most = max(most, hours[hour])
	}
	return most
}

// mostPeriods is up to how many days, or weeks, are told apart: so many can still be read,
// and the shorter a period the more of it is chance.
const mostPeriods = 10

// periods are the ballots by when they were first cast.
func periods(p Poll, cast []castWhen, counted tally.Result) ([]Period, error) {
	place, err := clock.Zone(p.TimeZone)
	if form := FormOf(p.Method); err != nil || form != Choices && form != Ranking {
		return nil, err // a ballot puts no option first
	}
	for _, first := range []func(time.Time) time.Time{midnight, monday, monthFirst} {
		found := divide(cast, place, first)
		switch {
		case len(found) < 2:
			return nil, nil
		case len(found) <= mostPeriods:
			comparePeriods(found, counted)
			return found, nil
		}
	}
	return nil, nil
}

// divide puts ballots, in order of time, into periods; first is the first day of the one
// that a moment is in.
func divide(cast []castWhen, place *time.Location, first func(time.Time) time.Time) (found []Period) {
	var begun time.Time
	for _, c := range cast {
		if c.ballot.Blank() {
			continue
		}
		at := c.at.In(place)
		if begins := first(at); len(found) == 0 || !begins.Equal(begun) {
			begun = begins
			found = append(found, Period{From: midnight(at), Chosen: map[tally.OptionID]int64{}})
		}
		found[len(found)-1].To = midnight(at)
		found[len(found)-1].add(c.ballot)
	}
	return found
}

func monday(t time.Time) time.Time {
	const week = 7
	return midnight(t).AddDate(0, 0, -(int(t.Weekday())+week-1)%week)
}

func monthFirst(t time.Time) time.Time { return midnight(t).AddDate(0, 0, 1-t.Day()) }

func (d *Period) add(b tally.Ballot) {
	d.People += b.Count
	chosen := b.Choices
	if len(b.Ranking) > 0 {
		chosen = b.Ranking[0]
	}
	for _, id := range chosen {
		d.Chosen[id] += b.Count
	}
}

// comparePeriods tests each period against the others, and hides those of so few people that
// they could be known.
func comparePeriods(periods []Period, counted tally.Result) {
	var leader tally.OptionID
	if len(counted.Ranking) > 0 {
		leader = counted.Ranking[0][0]
	}
	people := make([]int64, len(periods))
	segments := make([]stats.Segment, len(periods))
	for i, d := range periods {
		people[i], segments[i] = d.People, stats.Segment{Chosen: d.Chosen[leader], People: d.People}
	}
	display, differences := stats.DisplayRow(people), stats.Differences(segments)
	for i, d := range periods {
		periods[i].Display, periods[i].Leader = display[i], differences[i]
		if display[i] == stats.Hide {
			periods[i] = Period{From: d.From, To: d.To, Display: stats.Hide}
		}
	}
}
