package handlers

import (
	"net/url"
	"strings"
	"time"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/clock"
	"kermesse/internal/text"
)

// basicsSection is what the contest is called, what it says, and when.
func basicsSection() editSection {
	return editSection{
		key:    "basics",
		faults: []string{"title", "also.title", "also.description", "slug", "description", "locale", "time_zone", "opens_at", "closes_at"},
		fields: func(c contests.Contest) url.Values {
			return values("slug", c.Slug, "title", c.Title, "intro", c.Description, "also_title", c.Also.Title, "also_intro", c.Also.Description, "locale", c.Locale, "time_zone", c.TimeZone,
				"opens_at", typedMoment(c.OpensAt, c), "closes_at", typedMoment(c.ClosesAt, c))
		},
		read: readBasics,
		field: func(path string) string {
			switch path {
			case "description":
				return "intro"
			case "also.description":
				return "also_intro"
			}
			return strings.ReplaceAll(path, ".", "_")
		},
		page: func(_ *App, e *contestEdit, frame frontend.ContestEditFrame) frontend.Page {
			return frontend.ContestBasicsPage{ContestEditFrame: frame, Zones: zoneChoices(e.values.Get("time_zone"))}
		},
	}
}

func readBasics(e *contestEdit, f *contests.Form) {
	f.Title, f.Description = e.values.Get("title"), e.values.Get("intro")
	if e.values.Has("also_title") { // both languages were shown
		f.Also.Title, f.Also.Description = e.values.Get("also_title"), e.values.Get("also_intro")
	}
	f.Locale, f.TimeZone = e.values.Get("locale"), e.values.Get("time_zone")
	f.OpensAt, f.ClosesAt = strings.TrimSpace(e.values.Get("opens_at")), strings.TrimSpace(e.values.Get("closes_at"))
	f.Slug = strings.TrimSpace(e.values.Get("slug"))
	if f.Slug == "" && text.Slug(f.Title) == "" {
		f.Slug = e.before.Slug // a draft keeps an address until it has a name to make one of
	}
}

// typedMoment is a date as its field holds it; empty until it is fixed.
func typedMoment(t time.Time, c contests.Contest) string {
	if t.IsZero() {
		return ""
	}
	return t.In(c.Location()).Format(clock.LocalLayout)
}

// zoneChoices are the zones that are offered, and the one that is chosen.
func zoneChoices(chosen string) []frontend.Choice {
	var choices []frontend.Choice
	known := false
	for _, zone := range offeredZones {
		choices = append(choices, frontend.Choice{Value: zone, Label: zone})
		known = known || zone == chosen
	}
	if !known && chosen != "" {
		choices = append([]frontend.Choice{{Value: chosen, Label: chosen}}, choices...)
	}
	return choices
}
