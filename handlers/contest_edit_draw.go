package handlers

import (
	"net/url"
	"strconv"
	"time"

	"kermesse/contests"
	"kermesse/contests/draw"
	"kermesse/frontend"
)

// drawSection is how the winners are drawn and how long they have to answer.
func drawSection() editSection {
	return editSection{
		key: "draw", faults: []string{"draw"},
		fields: func(c contests.Contest) url.Values {
			return values("mode", string(c.Mode), "source", string(c.Source), "margin_minutes", marginMinutes(c), "claim_days", strconv.Itoa(c.ClaimDays))
		},
		read: readDraw,
		field: func(path string) string {
			switch path {
			case "draw.margin_seconds":
				return "margin_minutes"
			case "draw.source", "draw.claim_days", "draw.mode":
				return path[len("draw."):]
			}
			return "source"
		},
		page: func(a *App, _ *contestEdit, frame frontend.ContestEditFrame) frontend.Page {
			page := frontend.ContestDrawPage{ContestEditFrame: frame}
			for _, source := range a.Contests.Sources() {
				page.Sources = append(page.Sources, frontend.DrawSource(source))
			}
			return page
		},
	}
}

// marginMinutes is the time from closing to the number; one of less than a minute is the
// usual one of its source, which an empty field stands for.
func marginMinutes(c contests.Contest) string {
	return count(int(c.Margin/time.Minute), 0)
}

func readDraw(e *contestEdit, f *contests.Form) {
	f.Mode = draw.Mode(e.values.Get("mode"))
	f.ClaimDays = e.number("draw.claim_days", e.values.Get("claim_days"), 0)
	source := contests.SourceKind(e.values.Get("source"))
	switch typed := e.values.Get("margin_minutes"); {
	case typed != marginMinutes(e.before):
		f.MarginS = 60 * e.number("draw.margin_seconds", typed, 0)
	case source != f.Source:
		f.MarginS = 0 // what suits the other source
	}
	f.Source = source
}
