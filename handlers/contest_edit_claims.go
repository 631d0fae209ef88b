package handlers

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"kermesse/contests"
	"kermesse/contests/claims"
	"kermesse/frontend"
)

// claimsSection is how each prize gets to its winner, those that are won at once as well, and
// what is kept of them.
func claimsSection() editSection {
	return editSection{
		key: "claims", faults: []string{"entry.claims", "prizes.handing", "entry.instant.prizes.handing"},
		fields: claimFields, read: readClaims, field: claimField,
		page: func(_ *App, e *contestEdit, frame frontend.ContestEditFrame) frontend.Page {
			page := frontend.ContestClaimsPage{ContestEditFrame: frame}
			form := e.before.Form()
			for _, p := range handedOver(&form) {
				typed := func(name string) string { return e.values.Get(name + "-" + p.id) }
				page.Prizes = append(page.Prizes, frontend.HandingLine{
					ID: p.id, Name: p.name, Instant: p.instant, Delivery: typed("delivery") == "yes", Pickup: typed("pickup"), Asks: typed("asks"), Options: typed("options"),
				})
			}
			return page
		},
	}
}

// handed is a prize of a contest, and how it is handed over.
type handed struct {
	id      string // what the names of its fields end with
	name    string
	instant bool
	how     *claims.Handing
}

// handedOver are the prizes that are drawn and then those that are won at once.
func handedOver(f *contests.Form) []handed {
	var all []handed
	for j := range f.Prizes {
		all = append(all, handed{id: strconv.Itoa(j), name: f.Prizes[j].Name, how: &f.Prizes[j].Handing})
	}
	if f.Entry.Instant == nil {
		return all
	}
	for j := range f.Entry.Instant.Prizes {
		p := &f.Entry.Instant.Prizes[j]
		all = append(all, handed{id: fmt.Sprintf("i%d", j), name: p.Name, instant: true, how: &p.Handing})
	}
	return all
}

func claimFields(c contests.Contest) url.Values {
	v := url.Values{}
	form := c.Form()
	for _, p := range handedOver(&form) {
		v.Set("prize-"+p.id, p.name) // so that it is noticed when prizes are moved meanwhile
		if p.how.Delivery {
			v.Set("delivery-"+p.id, "yes")
		}
		v.Set("pickup-"+p.id, strings.Join(p.how.Pickup, "\n"))
		v.Set("asks-"+p.id, p.how.Asks)
		v.Set("options-"+p.id, strings.Join(p.how.Options, ", "))
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
	for _, p := range handedOver(f) {
		typed := func(name string) string { return e.values.Get(name + "-" + p.id) }
		*p.how = claims.Handing{
			Delivery: typed("delivery") == "yes", Pickup: strings.Split(typed("pickup"), "\n"), Asks: typed("asks"),
			Options: strings.Split(typed("options"), ","),
		}
	}
	f.Entry.Claims.KeepDays = e.number("entry.claims.keep_days", e.values.Get("keep_days"), 0)
	f.Entry.Claims.AskPublicity = e.values.Get("ask_publicity") == "yes"
}

// claimField is the field of the page: "options-0" for prizes[0].handing.options[1],
// "options-i0" for a prize that is won at once.
func claimField(path string) string {
	id := ""
	if rest, instant := strings.CutPrefix(path, "entry.instant."); instant {
		path, id = rest, "i"
	}
	var j int
	if n, _ := fmt.Sscanf(path, "prizes[%d]", &j); n == 1 {
		id += strconv.Itoa(j)
	}
	name := indices.ReplaceAllString(path, "")
	if name = name[strings.LastIndexByte(name, '.')+1:]; id != "" {
		return name + "-" + id
	}
	return name
}

// keepHanding gives the prizes of the table how they are handed over, which another part of
// the editor says: by name, or, for one that was renamed, by its line.
func keepHanding(prizes, before []contests.Prize) {
	names, ways := make([]string, len(before)), make([]claims.Handing, len(before))
	for j, p := range before {
		names[j], ways[j] = p.Name, p.Handing
	}
	for j := range prizes {
		prizes[j].Handing = keptWay(names, ways, prizes[j].Name, j)
	}
}

// keepInstantHanding is keepHanding for what is won at once.
func keepInstantHanding(prizes, before []contests.InstantPrize) {
	names, ways := make([]string, len(before)), make([]claims.Handing, len(before))
	for j, p := range before {
		names[j], ways[j] = p.Name, p.Handing
	}
	for j := range prizes {
		prizes[j].Handing = keptWay(names, ways, prizes[j].Name, j)
	}
}

func keptWay(names []string, ways []claims.Handing, name string, line int) claims.Handing {
	for j := range names {
		if names[j] == name {
			return ways[j]
		}
	}
	if line < len(ways) {
		return ways[line]
	}
	return claims.Handing{}
}
