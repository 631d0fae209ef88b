package frontend

import (
	"net/url"
	"time"
)

func calendarSamples(lang string) []sample {
	frame := func(path string) AdminFrame { return sampleDesk(lang, "/admin/b/glaces-du-port"+path) }
	day := func(n int) CalendarDay {
		return CalendarDay{Date: at(2026, 11, 1, 0, 0).AddDate(0, 0, n-1), Outside: n < 1 || n > 30, Today: n == 21}
	}
	var weeks [][]CalendarDay
	for monday := -5; monday <= 30; monday += 7 {
		var week []CalendarDay
		for n := monday; n < monday+7; n++ {
			d := day(n)
			if n == 10 || n == monday && n > 10 && n <= 24 {
				d.Bars = append(d.Bars, CalendarBar{Kind: KindContest, Title: either(lang, "Le grand jeu de Noël", "The great Christmas giveaway"), Href: "/x", State: StateOpen, First: n == 10, Begins: n == 10, Days: min(24, monday+6) - n + 1, Last: monday+6 >= 24})
			}
			if n == 17 || n == monday && n > 17 && n <= 26 {
				d.Bars = append(d.Bars, CalendarBar{}, CalendarBar{Kind: KindPoll, Title: either(lang, "Le parfum de l’hiver", "The winter flavour"), Href: "/y", State: StateDraft, First: n == 17, Begins: n == 17, Days: min(26, monday+6) - n + 1, Last: monday+6 >= 26})
			}
			week = append(week, d)
		}
		weeks = append(weeks, week)
	}
	weeks[1][6].KeyDays = []KeyDay{{Name: "Divali", Holiday: true, Tentative: true, Source: "notice", Countries: "MU"}}
	weeks[4][4].KeyDays = []KeyDay{{Name: "Black Friday", Source: "custom"}}
	weeks[4][1].Points = []CalendarPoint{
		{At: at(2026, 11, 24, 20, 10), Kind: "draw", Title: either(lang, "Le grand jeu de Noël", "The great Christmas giveaway"), Href: "/x/draw"},
		{At: at(2026, 11, 24, 9, 0), Kind: "post", Title: either(lang, "Dernier jour pour jouer", "Last day to enter"), Href: "/p", Post: "ready", Channel: "instagram"},
	}
	month := AdminCalendarPage{
		AdminFrame: frame("/calendar"), Month: at(2026, 11, 1, 0, 0), Previous: "?month=2026-10", Next: "?month=2026-12", Present: "/calendar", Weeks: weeks,
		Agenda:    []CalendarDay{weeks[1][6], weeks[4][1], weeks[4][4]},
		Overlaps:  []CalendarOverlap{{From: at(2026, 11, 17, 9, 0), To: at(2026, 11, 24, 20, 0), Titles: []string{"Le grand jeu", "Le parfum"}}},
		Countries: []CountryTick{{"FR", false}, {"BE", false}, {"MU", true}, {"CI", false}, {"SN", false}, {"US", false}}, ListedTo: 2030,
		Sources: []KeyDay{{Name: "Divali", Source: "notice"}}, FeedSince: at(2026, 11, 2, 9, 0), FeedAddress: "https://kermesse.example/calendar/aZ09-_.ics",
	}
	far := month
	far.Overlaps, far.Agenda, far.Unlisted, far.FeedSince, far.FeedAddress = nil, nil, true, time.Time{}, ""
	post := AdminPostPage{
		AdminFrame: frame("/calendar/posts/p1"), ID: "p1", Zone: "Indian/Mauritius", SavedAt: at(2026, 11, 21, 9, 0), Reminded: at(2026, 11, 23, 9, 0),
		Kept: "0123456789abcdef0123456789abcdef", Picture: &Picture{URL: "/p/x.jpg", Alt: "Glace", Width: 360, Height: 240},
		Form: Form{Key: "3", Values: url.Values{"title": {"Dernier jour"}, "channel": {"instagram"}, "at": {"2026-11-24T09:00"}, "remind": {"60"}, "state": {"ready"}, "picture_alt": {"Une glace"}}},
		Day:  []KeyDay{{Name: "Black Friday"}},
	}
	wrong := AdminPostPage{AdminFrame: frame("/calendar/posts/new"), Zone: "Indian/Mauritius", Form: Form{
		Values: url.Values{"title": {""}}, Errors: []FieldError{{Field: "title", Message: either(lang, "Remplissez ce champ.", "Fill in this field.")}},
	}}
	return []sample{{"calendar", month}, {"calendar-far", far}, {"post", post}, {"post-wrong", wrong}}
}
