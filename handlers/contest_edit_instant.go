package handlers

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"kermesse/contests"
	"kermesse/contests/instant"
	"kermesse/frontend"
)

// instantSection is what can be won at once.
func instantSection() editSection {
	return editSection{
		key: "instant", faults: []string{"entry.instant"}, fields: instantFields, read: readInstant, field: instantField,
		used: func(c contests.Contest) bool { return c.Entry.Instant != nil },
		page: func(_ *App, e *contestEdit, frame frontend.ContestEditFrame) frontend.Page {
			page := frontend.ContestInstantPage{ContestEditFrame: frame, Currency: prizeCurrency(e)}
			for i := range e.values["instant_name"] {
				row := e.row(i, instantColumns...)
				page.Prizes = append(page.Prizes, frontend.PrizeLine{
					Name: row["instant_name"], Winners: row["instant_units"], Value: row["instant_value"], Error: frame.Form.Error(fmt.Sprintf("instant_name-%d", i)),
				})
			}
			if asksForLine(frame, len(page.Prizes)) {
				page.Prizes = append(page.Prizes, frontend.PrizeLine{Winners: "1"})
			}
			return page
		},
	}
}

var instantColumns = []string{"instant_name", "instant_units", "instant_value"}

func instantFields(c contests.Contest) url.Values {
	r := c.Entry.Instant
	if r == nil {
		return values("instant", "none", "dress", string(contests.DressWheel), "plays", "once", "winners", "stay", "from_hour", "9", "to_hour", "21")
	}
	plays, winners := "once", "stay"
	if r.Daily {
		plays = "daily"
	}
	if r.WinnersLeave {
		winners = "leave"
	}
	v := values("instant", string(r.Mode), "dress", string(r.Dress), "plays", plays, "winners", winners,
		"from_hour", strconv.Itoa(r.FromHour), "to_hour", strconv.Itoa(r.ToHour), "wait_minutes", count(r.WaitMinutes, 0))
	for _, p := range r.Prizes {
		amount := typedAmount(contests.Prize{ValueMinor: p.ValueMinor, Currency: p.Currency})
		for i, value := range []string{p.Name, strconv.Itoa(p.Units), amount} {
			v.Add(instantColumns[i], value)
		}
	}
	return v
}

func readInstant(e *contestEdit, f *contests.Form) {
	mode := instant.Mode(e.values.Get("instant"))
	rows := e.lines(instantColumns, "instant_name", "instant_value")
	if f.Entry.Instant = nil; mode != instant.Moments && mode != instant.Everyone {
		return
	}
	r := &contests.InstantRules{
		Mode: mode, Dress: contests.InstantDress(e.values.Get("dress")), Daily: e.values.Get("plays") == "daily", WinnersLeave: e.values.Get("winners") == "leave",
		FromHour: e.number("entry.instant.from_hour", e.values.Get("from_hour"), 0), ToHour: e.number("entry.instant.to_hour", e.values.Get("to_hour"), 24),
	}
	if mode == instant.Moments {
		r.WaitMinutes = e.number("entry.instant.wait_minutes", e.values.Get("wait_minutes"), 0)
	}
	currency := prizeCurrency(e)
	for i, row := range rows {
		at := fmt.Sprintf("entry.instant.prizes[%d]", i)
		p := contests.InstantPrize{Name: row["instant_name"], Units: e.number(at, row["instant_units"], 1)}
		if typed := row["instant_value"]; typed != "" {
			amount, err := readAmount(typed, currency)
			if err != nil {
				e.wrong = append(e.wrong, contests.ErrPrizeValue.At(at))
			}
			p.ValueMinor, p.Currency = amount, currency
		}
		r.Prizes = append(r.Prizes, p)
	}
	if before := e.before.Entry.Instant; before != nil {
		keepInstantHanding(r.Prizes, before.Prizes)
	}
	f.Entry.Instant = r
}

// instantField is the field of the page: what is wrong with a prize is said at its line.
func instantField(path string) string {
	var i int
	if n, _ := fmt.Sscanf(path, "entry.instant.prizes[%d]", &i); n == 1 {
		return fmt.Sprintf("instant_name-%d", i)
	}
	switch name := strings.TrimPrefix(path, "entry.instant."); name {
	case "mode":
		return "instant"
	case "prizes":
		return "instant_name-0"
	default:
		return name
	}
}
