package handlers

import (
	"context"
	"slices"
	"strings"
	"time"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/agenda"
	"kermesse/internal/keydates"
)

// span is what a calendar holds from one day to another: campaigns with a beginning and an
// end, what happens at an hour, posts and key dates. All times are in the brand's zone.
type span struct {
	from, to  time.Time // midnights: the first day, and the day after the last
	campaigns []campaign
	events    []calendarEvent
	posts     []agenda.Post
	keyDays   []keydates.Day
	countries []keydates.Country
}

// calendarEvent is the opening, closing or draw of a campaign.
type calendarEvent struct {
	at       time.Time
	kind     string // a word of "milestone"
	campaign campaign
}

// calendarSpan gathers a calendar from one midnight to another.
func (a *App) calendarSpan(ctx context.Context, actor account.Actor, b account.Brand, language string, from, to time.Time) (span, error) {
	s := span{from: from, to: to}
	all, err := a.staffCampaigns(ctx, actor, language)
	if err != nil {
		return s, err
	}
	slices.SortStableFunc(all, func(x, y campaign) int { return x.opensAt.Compare(y.opensAt) })
	for _, k := range all {
		s.add(k, b.Location())
	}
	slices.SortStableFunc(s.events, func(x, y calendarEvent) int { return x.at.Compare(y.at) })
	if s.posts, err = a.Agenda.List(ctx, actor, from, to); err != nil {
		return s, err
	}
	if s.countries, err = a.Agenda.Countries(ctx, b); err != nil {
		return s, err
	}
	s.keyDays = keydates.Between(from, to.AddDate(0, 0, -1), s.countries...)
	return s, nil
}

// add takes a campaign into the calendar if it touches its days. A draft stands there by
// the dates that it has so far.
func (s *span) add(k campaign, zone *time.Location) {
	if k.state == frontend.StateCancelled || k.state == frontend.StateVoid {
		return
	}
	k.opensAt, k.closesAt = in(k.opensAt, zone), in(k.closesAt, zone)
	if !k.opensAt.IsZero() && !k.closesAt.IsZero() && k.opensAt.Before(s.to) && k.closesAt.After(s.from) {
		s.campaigns = append(s.campaigns, k)
	}
	drawAt := in(k.contest.DrawAt, zone)
	for _, e := range []calendarEvent{{k.opensAt, "opens", k}, {k.closesAt, "closes", k}, {drawAt, "draw", k}} {
		if !e.at.IsZero() && !e.at.Before(s.from) && e.at.Before(s.to) {
			s.events = append(s.events, e)
		}
	}
}

// overlaps lists when several campaigns run at once.
func (s span) overlaps() []frontend.CalendarOverlap {
	spans := make([]agenda.Span, len(s.campaigns))
	for i, k := range s.campaigns {
		spans[i] = agenda.Span{From: k.opensAt, To: k.closesAt}
	}
	var lines []frontend.CalendarOverlap
	for _, o := range agenda.Overlaps(spans) {
		if !o.From.Before(s.to) || !o.To.After(s.from) {
			continue
		}
		line := frontend.CalendarOverlap{From: o.From, To: o.To}
		for _, n := range o.Of {
			line.Titles = append(line.Titles, s.campaigns[n].title)
		}
		lines = append(lines, line)
	}
	return lines
}

// lanes gives each campaign the lowest row of the grid that no other takes on its days, so
// that its bar stays at one height.
func (s span) lanes() []int {
	rows := make([]int, len(s.campaigns))
	var freeFrom []time.Time // per lane
	for i, k := range s.campaigns {
		lane := slices.IndexFunc(freeFrom, func(free time.Time) bool { return !midnight(k.opensAt).Before(free) })
		if lane < 0 {
			lane, freeFrom = len(freeFrom), append(freeFrom, time.Time{})
		}
		rows[i], freeFrom[lane] = lane, lastDay(k).AddDate(0, 0, 1)
	}
	return rows
}

// lastDay is the day in which a campaign ends; one that ends at midnight ends the day before.
func lastDay(k campaign) time.Time { return midnight(k.closesAt.Add(-time.Nanosecond)) }

func midnight(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}

func keyDayViews(days []keydates.Day, followed []keydates.Country, language string) []frontend.KeyDay {
	views := make([]frontend.KeyDay, len(days))
	for i, d := range days {
		views[i] = frontend.KeyDay{Name: d.Name.In(language), Holiday: len(d.Holiday) > 0, Tentative: d.Tentative, Source: d.Source.In(language)}
		if len(d.Countries) < len(followed) {
			codes := make([]string, len(d.Countries))
			for n, c := range d.Countries {
				codes[n] = string(c)
			}
			views[i].Countries = strings.Join(codes, ", ")
		}
	}
	return views
}
