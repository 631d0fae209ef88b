package handlers

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"kermesse/contests"
	"kermesse/contests/claims"
	"kermesse/frontend"
)

// claimsSection is how each prize gets to its winner, and what is kept of them.
func claimsSection() editSection {
	return editSection{
		key: claimsKey, faults: []string{"entry.claims"}, fields: claimFields, read: readClaims, field: claimField,
		page: func(_ *App, e *contestEdit, frame frontend.ContestEditFrame) frontend.Page {
			page := frontend.ContestClaimsPage{ContestEditFrame: frame}
			for j, p := range e.before.Prizes {
				page.Prizes = append(page.Prizes, frontend.HandingLine{
					Name: p.Name, Delivery: e.values.Get(handingField("delivery", j)) == "yes", Pickup: e.values.Get(handingField("pickup", j)),
					Asks: e.values.Get(handingField("asks", j)), Options: e.values.Get(handingField("options", j)),
				})
			}
			return page
		},
	}
}

const claimsKey = "claims"

// handingPath is how a prize of the draw is handed over.
var handingPath = regexp.MustCompile(`^prizes\[(\d+)\]\.handing\.(\w+)`)

// claimField is the field of the page that a part of a contest was typed in.
func claimField(path string) string {
	if at := handingPath.FindStringSubmatch(path); at != nil {
		return at[2] + "-" + at[1]
	}
	return strings.TrimPrefix(path, "entry.claims.")
}

func handingField(name string, j int) string { return fmt.Sprintf("%s-%d", name, j) }

func claimFields(c contests.Contest) url.Values {
	v := url.Values{}
	for j, p := range c.Prizes {
		if p.Handing.Delivery {
			v.Set(handingField("delivery", j), "yes")
		}
		v.Set(handingField("pickup", j), strings.Join(p.Handing.Pickup, "\n"))
		v.Set(handingField("asks", j), p.Handing.Asks)
		v.Set(handingField("options", j), strings.Join(p.Handing.Options, ", "))
	}
	if c.Entry.Claims.KeepDays > 0 {
		v.Set("keep_days", strconv.Itoa(c.Entry.Claims.KeepDays))
	}
	if c.Entry.Claims.AskPublicity {
		v.Set("ask_publicity", "yes")
	}
	return v
}

func readClaims(e *contestEdit, f *contests.Form) {
	for j := range f.Prizes {
		typed := func(name string) string { return e.values.Get(handingField(name, j)) }
		f.Prizes[j].Handing = claims.Handing{
			Delivery: typed("delivery") == "yes", Pickup: strings.Split(typed("pickup"), "\n"), Asks: typed("asks"),
			Options: strings.Split(typed("options"), ","),
		}
	}
	f.Entry.Claims.KeepDays = e.number("entry.claims.keep_days", e.values.Get("keep_days"), 0)
	f.Entry.Claims.AskPublicity = e.values.Get("ask_publicity") == "yes"
}

// keepHanding gives the prizes of the table how they are handed over, which another part of
// the editor says: by name, or, for one that was renamed, by its line.
func keepHanding(prizes, before []contests.Prize) {
	byName := map[string]claims.Handing{}
	for _, p := range before {
		byName[p.Name] = p.Handing
	}
	for j := range prizes {
		h, known := byName[prizes[j].Name]
		if !known && j < len(before) {
			h = before[j].Handing
		}
		prizes[j].Handing = h
	}
}
