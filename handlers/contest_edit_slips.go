package handlers

import (
	"net/url"
	"strings"

	"kermesse/contests"
	"kermesse/frontend"
)

// slipsSection is what till receipts are worth.
func slipsSection() editSection {
	return editSection{
		key: "slips", faults: []string{"entry.slips"}, used: func(c contests.Contest) bool { return c.Entry.Slips != nil },
		fields: func(c contests.Contest) url.Values {
			r := c.Entry.Slips
			if r == nil {
				return values("slips", "none", "slips_photo", "yes")
			}
			return values("slips", "take", "slips_per", typedAmount(contests.Prize{ValueMinor: r.PerMinor, Currency: r.Currency}),
				"slips_shops", strings.Join(r.Shops, "\n"), "slips_photo", ticked(r.Photo))
		},
		read: func(e *contestEdit, f *contests.Form) {
			if f.Entry.Slips = nil; e.values.Get("slips") != "take" {
				return
			}
			currency := prizeCurrency(e)
			per, err := readAmount(e.values.Get("slips_per"), currency)
			if err != nil {
				per = 0 // no amount: told at its field
			}
			f.Entry.Slips = &contests.SlipRules{
				PerMinor: per, Currency: currency, Shops: textLines(e.values.Get("slips_shops")), Photo: e.values.Get("slips_photo") == "yes",
			}
		},
		field: func(path string) string {
			if strings.HasPrefix(path, "entry.slips.shops") {
				return "slips_shops"
			}
			return "slips_per"
		},
		page: func(_ *App, e *contestEdit, frame frontend.ContestEditFrame) frontend.Page {
			return frontend.ContestSlipsPage{ContestEditFrame: frame, Currency: prizeCurrency(e)}
		},
	}
}
