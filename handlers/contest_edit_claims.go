package handlers

import (
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
			names, _, keys := handingLines(e.before.Prizes, e.before.Entry.Instant)
			for i, key := range keys {
				page.Prizes = append(page.Prizes, frontend.HandingLine{
					Key: key, Name: names[i], Delivery: e.values.Get(handingField("delivery", key)) == "yes", Pickup: e.values.Get(handingField("pickup", key)),
					Asks: e.values.Get(handingField("asks", key)), Options: e.values.Get(handingField("options", key)),
				})
			}
			return page
		},
	}
}

const claimsKey = "claims"

// handingPath is how a prize is handed over, of the draw or one that is won at once.
var handingPath = regexp.MustCompile(`^(entry\.instant\.)?prizes\[(\d+)\]\.handing\.(\w+)`)

// claimField is the field of the page that a part of a contest was typed in.
func claimField(path string) string {
	if at := handingPath.FindStringSubmatch(path); at != nil {
		line := at[2]
		if at[1] != "" {
			line = atOnce + line
		}
		return handingField(at[3], line)
	}
	return strings.TrimPrefix(path, "entry.claims.")
}

// atOnce begins the names of the lines of prizes that are won at once.
const atOnce = "i"

func handingField(name, line string) string { return name + "-" + line }

// handingLines are the prizes of a contest by the names of their lines in the form: those of the
// draw and then those that are won at once.
func handingLines(prizes []contests.Prize, game *contests.InstantRules) (names []string, lines []*claims.Handing, keys []string) {
	for j := range prizes {
		names, lines, keys = append(names, prizes[j].Name), append(lines, &prizes[j].Handing), append(keys, strconv.Itoa(j))
	}
	if game == nil {
		return names, lines, keys
	}
	for j := range game.Prizes {
		p := &game.Prizes[j]
		names, lines, keys = append(names, p.Name), append(lines, &p.Handing), append(keys, atOnce+strconv.Itoa(j))
	}
	return names, lines, keys
}

func claimFields(c contests.Contest) url.Values {
	v := url.Values{}
	_, lines, keys := handingLines(c.Prizes, c.Entry.Instant)
	for i, key := range keys {
		if lines[i].Delivery {
			v.Set(handingField("delivery", key), "yes")
		}
		v.Set(handingField("pickup", key), strings.Join(lines[i].Pickup, "\n"))
		v.Set(handingField("asks", key), lines[i].Asks)
		v.Set(handingField("options", key), strings.Join(lines[i].Options, ", "))
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
	_, lines, keys := handingLines(f.Prizes, f.Entry.Instant)
	for i, key := range keys {
		typed := func(name string) string { return e.values.Get(handingField(name, key)) }
		*lines[i] = claims.Handing{
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
