package contests

import (
	"slices"
	"strings"

	"golang.org/x/text/language"

	"kermesse/contests/photos"
	"kermesse/contests/tickets"
)

// ContactRule is how an entrant can be reached.
type ContactRule string

// The contact rules.
const (
	ContactEmail  ContactRule = "email"
	ContactPhone  ContactRule = "phone"
	ContactEither ContactRule = "either"
)

// EntryRules are who may enter and how. One person holds one entry, always.
type EntryRules struct {
	Contact      ContactRule
	Confirm      bool     // an entry counts once its e-mail address is confirmed
	FoldAliases  bool     // awa+a@… and awa+b@… are one person
	MinAge       int      // full years; 0: any age
	Countries    []string // ISO 3166-1 alpha-2, of residence; empty: anywhere
	MaxTickets   int      // of an entry, with all bonuses; 0 or 1: none are given
	PointTickets int      // of these, how many points of the loyalty programme may buy; 0: none
	AskAlias     bool     // let entrants choose the name that is published if they win
	Questions    []Question
	Codes        *CodeRules    // nil: none are taken
	Instant      *InstantRules // nil: nothing is won at once
	Slips        *SlipRules    // nil: no till receipts are taken
	Photos       *photos.Rules // nil: people enter without a photo
	Trust        Trust         // how entries are looked at
	Actions      []Action      // what can be done beside, in the order in which they open
	Again        tickets.Every // who comes back in each period has one more ticket; empty: no
	OneChance    bool          // one person, one chance: nothing earns tickets
	Who          Who
	Claims       ClaimRules
}

const (
	maxAge       = 120
	maxCountries = 250
	maxLabel     = 200
	maxTickets   = 1000 // more would tell an entry from all others
)

// check puts the rules right where that is safe and tells every wrong field.
func (r *EntryRules) check(wrong *problems) {
	if r.Contact == "" {
		r.Contact = ContactEmail
	}
	switch r.Contact {
	case ContactEmail:
	case ContactPhone, ContactEither:
		if r.Confirm {
			wrong.add("entry.confirm", ErrConfirmNeedsEmail)
		}
	default:
		wrong.add("entry.contact", ErrContactRule)
	}
	if r.MinAge < 0 || r.MinAge > maxAge {
		wrong.add("entry.min_age", ErrMinAge.With(maxAge))
	}
	if r.MaxTickets < 0 || r.MaxTickets > maxTickets {
		wrong.add("entry.max_tickets", ErrMaxTickets.With(maxTickets))
	}
	if r.PointTickets < 0 || r.PointTickets > max(r.MaxTickets-1, 0) {
		wrong.add("entry.point_tickets", ErrPointTickets.With(max(r.MaxTickets-1, 0)))
	}
	r.Countries = checkCountries(r.Countries, wrong)
	r.checkQuestions(wrong)
	r.checkActions(wrong)
	r.Codes.check(r.ticketCap(), wrong)
	r.Instant.check(wrong)
	r.Slips.check(r.ticketCap(), wrong)
	r.checkPhotos(wrong)
	r.checkWho(wrong)
	r.Claims.check(wrong)
}

// ticketCap is the most tickets that an entry may have.
func (r EntryRules) ticketCap() uint64 { return uint64(max(r.MaxTickets, 1)) }

// checkCountries returns the codes in capitals, sorted and once each.
func checkCountries(codes []string, wrong *problems) []string {
	if len(codes) > maxCountries {
		wrong.add("entry.countries", ErrCountryUnknown)
		return nil
	}
	sorted := make([]string, 0, len(codes))
	for i, code := range codes {
		code = strings.ToUpper(strings.TrimSpace(code))
		region, err := language.ParseRegion(code)
		if len(code) != 2 || err != nil || !region.IsCountry() || region.String() != code {
			wrong.add(indexed("entry.countries", i, ""), ErrCountryUnknown)
			continue
		}
		sorted = append(sorted, code)
	}
	slices.Sort(sorted)
	return slices.Compact(sorted)
}
