package contests

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"

	"kermesse/contests/law"
	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/internal/text"
)

// LegalTerms are what the rules of a contest say about law, and what profiles of
// countries are asked about it.
type LegalTerms struct {
	Profiles  []law.Code // of the laws that govern it; empty: of the brand's seat
	Permit    Permit
	Purchase  Purchase
	Networks  []law.Network // on which it is announced
	Retention law.Retention // days; 0 in a draft: what suits the profile, see Kept
	Organiser Organiser     // as publication froze it; zero for a draft
}

// Permit is what an authority granted. The zero Permit is none.
type Permit struct {
	Authority string
	Number    string
	Date      string // YYYY-MM-DD
	Document  string // address or reference of the document
	Shown     string // SHA-256 of the file that the published rules lead to, hex; empty: none, or a draft
}

// stated reports whether enough of it is known for anybody to ask the authority.
func (p Permit) stated() bool { return p.Authority != "" && p.Number != "" && p.Date != "" }

// Purchase is the mode in which buying something is a way to enter.
type Purchase struct {
	Linked       bool
	Acknowledged bool // the brand takes it upon itself to have had that checked
	FreeWay      bool // what a purchase, a code or a till receipt gives is there for the asking as well: of the same weight, in the same draw
}

// Organiser is who runs the contest, as it was on a day.
type Organiser struct {
	Name, LegalName, Address, Contact string
	account.Legal
}

func organiserOf(b account.Brand) Organiser {
	return Organiser{Name: b.Name, LegalName: b.LegalName, Address: b.LegalAddress, Contact: b.ContactEmail, Legal: b.Legal}
}

// as is the brand as it was when the rules froze who organises.
func (o Organiser) as(b account.Brand) account.Brand {
	if o.Name == "" {
		return b
	}
	b.Name, b.LegalName, b.LegalAddress, b.ContactEmail, b.Legal = o.Name, o.LegalName, o.Address, o.Contact, o.Legal
	return b
}

const (
	maxPermitText = 120
	maxDocument   = 300
)

// check puts the terms right where that is safe and tells every wrong field.
func (t *LegalTerms) check(claimDays int, wrong *problems) {
	for i, code := range t.Profiles {
		if _, known := law.Find(code); !known {
			wrong.add(indexed("law.profiles", i, ""), ErrLawProfile)
		}
	}
	slices.Sort(t.Profiles)
	t.Profiles = slices.Compact(t.Profiles)
	for i, network := range t.Networks {
		if network.Name() == "" {
			wrong.add(indexed("law.networks", i, ""), ErrNetworkUnknown)
		}
	}
	slices.Sort(t.Networks)
	t.Networks = slices.Compact(t.Networks)
	t.Permit.check(wrong)
	if !t.Purchase.Linked {
		t.Purchase.Acknowledged = false
	}
	t.checkRetention(claimDays, wrong)
}

func (p *Permit) check(wrong *problems) {
	for _, field := range []struct {
		name string
		at   *string
		most int
	}{
		{"law.permit.authority", &p.Authority, maxPermitText},
		{"law.permit.number", &p.Number, maxPermitText},
		{"law.permit.document", &p.Document, maxDocument},
	} {
		var f *fault.Error
		*field.at, f = text.Line(*field.at, field.most)
		wrong.add(field.name, f)
	}
	if p.Date = strings.TrimSpace(p.Date); p.Date != "" {
		if _, err := time.Parse(time.DateOnly, p.Date); err != nil {
			wrong.add("law.permit.date", ErrPermitDate)
		}
	}
	if strings.Contains(p.Document, "://") {
		if u, err := url.Parse(p.Document); err != nil || u.Scheme != "https" || u.Host == "" {
			wrong.add("law.permit.document", ErrPermitDocument)
		}
	}
	if *p != (Permit{}) && !p.stated() {
		wrong.add("law.permit.number", ErrPermitIncomplete)
	}
}

// Kept is how long data is kept, where a delay that is left open is one that suits the
// first profile and leaves the time to tell winners and hear appeals.
func (t LegalTerms) Kept(claimDays int) law.Retention {
	code := law.Other
	if len(t.Profiles) > 0 {
		code = t.Profiles[0]
	}
	profile, _ := law.Find(code)
	usual, r := profile.Retention, t.Retention
	r.InvalidDays = cmp.Or(r.InvalidDays, usual.InvalidDays)
	r.LosersDays = cmp.Or(r.LosersDays, max(usual.LosersDays, settleDays(claimDays)))
	r.WinnersDays = cmp.Or(r.WinnersDays, max(usual.WinnersDays, r.LosersDays))
	r.ProofDays = cmp.Or(r.ProofDays, max(usual.ProofDays, r.WinnersDays, r.InvalidDays))
	return r
}

// settleDays is how long a winner may be silent and then appeal.
func settleDays(claimDays int) int {
	claimDays = min(max(claimDays, 0), maxClaimDays) // what is beyond is told of its own field
	return claimDays + min(appealDays, claimDays)
}

// checkRetention: data is kept as long as somebody may still have to be told of a prize or
// may appeal, and proof longest.
func (t LegalTerms) checkRetention(claimDays int, wrong *problems) {
	r, settle := t.Kept(claimDays), settleDays(claimDays)
	for _, bound := range []struct {
		name              string
		days, least, most int
	}{
		{"law.retention.invalid_days", r.InvalidDays, law.LeastDays, law.MostDays},
		{"law.retention.losers_days", r.LosersDays, max(law.LeastDays, settle), law.MostDays},
		{"law.retention.winners_days", r.WinnersDays, max(law.LeastDays, r.LosersDays), law.MostDays},
		{"law.retention.proof_days", r.ProofDays, max(r.WinnersDays, r.InvalidDays), law.MostProofDays},
	} {
		if bound.days < bound.least || bound.days > bound.most {
			wrong.add(bound.name, ErrRetention.With(bound.least, bound.most))
		}
	}
}

// anew are the terms as another contest begins with them: without the permit of this one, and
// to be acknowledged again.
func (t *LegalTerms) anew() *LegalTerms {
	t = t.clone()
	if t != nil {
		t.Permit, t.Purchase.Acknowledged, t.Organiser = Permit{}, false, Organiser{}
	}
	return t
}

func (t *LegalTerms) clone() *LegalTerms {
	if t == nil {
		return nil
	}
	c := *t
	c.Profiles, c.Networks = slices.Clone(t.Profiles), slices.Clone(t.Networks)
	return &c
}

// settledBy completes terms that a form left open by where the brand has its seat.
func (t *LegalTerms) settledBy(b account.Brand) *LegalTerms {
	t = t.clone()
	if t == nil {
		t = &LegalTerms{}
	}
	if len(t.Profiles) == 0 {
		t.Profiles = []law.Code{law.Of(b.Legal.Country)}
	}
	return t
}

// Findings are what the profiles say about the contest as it stands, in a year in which its
// brand runs others; none where it has no legal terms.
func (c Contest) Findings(b account.Brand, year law.Year) []law.Finding {
	if c.Law == nil {
		return nil
	}
	facts := c.lawFacts(b)
	facts.Year = year
	return law.Check(c.Law.Profiles, facts)
}

// concerns reports whether a profile is asked about a contest: it was chosen, or people of its
// country may enter.
func (c Contest) concerns(code law.Code) bool {
	return c.Law != nil && (slices.Contains(c.Law.Profiles, code) ||
		slices.ContainsFunc(c.Entry.Countries, func(country string) bool { return law.Of(country) == code }))
}

// yearOf is the calendar year in which a contest opens, where it is.
func (c Contest) yearOf() int { return c.OpensAt.In(c.Location()).Year() }

// yearWith adds up what a brand promises in the year of a contest to people whom a profile that
// counts by year protects: this contest and those that are published and not cancelled.
func yearWith(c Contest, others []Contest) law.Year {
	year := law.Year{Year: c.yearOf(), Totals: map[string]int64{}}
	for _, one := range append([]Contest{c}, others...) {
		if one.ID == c.ID && year.Contests > 0 || one.yearOf() != year.Year || !one.concerns(law.US) || !one.CancelledAt.IsZero() {
			continue
		}
		year.Contests++
		for currency, total := range one.lawFacts(account.Brand{}).Totals {
			year.Totals[currency] += total
		}
	}
	return year
}

// lawFacts are what profiles look at.
func (c Contest) lawFacts(b account.Brand) law.Facts {
	f := law.Facts{
		Countries: c.Entry.Countries, MinAge: c.Entry.MinAge, Chance: !c.Ranked() || c.Entry.Instant != nil,
		Purchase: c.Law.Purchase.Linked, Acknowledged: c.Law.Purchase.Acknowledged, FreeWay: c.Law.Purchase.FreeWay,
		Codes: c.Entry.Codes != nil, CodeNeeded: c.Entry.Codes != nil && c.Entry.Codes.Required, Slips: c.Entry.Slips != nil, Unfree: !c.Cost().Free(),
		Permitted: c.Law.Permit.stated(), Documented: c.Law.Permit.documented(c.permit), Totals: map[string]int64{}, Largest: map[string]int64{},
		Seat: b.Legal.Country, Images: c.Entry.takesPictures(),
		Organiser: law.Organiser{
			Named: b.ReadyToPublish(), Registered: b.Legal.Form != "" && b.Legal.Registration != "", DataRegistered: b.Legal.DataRegistration != "",
		},
		Wording: c.wording(),
	}
	for _, p := range c.won() { // what is won at once counts as what is drawn does
		f.Unvalued = f.Unvalued || p.ValueMinor == 0
		if p.ValueMinor > 0 {
			f.Totals[p.Currency] += p.ValueMinor * int64(p.Winners)
			f.Largest[p.Currency] = max(f.Largest[p.Currency], p.ValueMinor)
		}
	}
	return f
}

// wording is everything that the brand wrote of a contest and people read, in either language.
func (c Contest) wording() []string {
	said := []string{c.Title, c.Description, c.OwnRules, c.Also.Title, c.Also.Description, c.Also.OwnRules}
	for _, p := range c.won() {
		said = append(said, p.Name, p.Also)
	}
	for _, a := range c.Entry.Actions {
		said = append(said, a.Label)
	}
	for _, q := range c.Entry.Questions {
		said = append(said, q.Label, q.Also.Label)
	}
	return said
}

// takesPictures reports whether entrants send pictures that somebody may be in. Those of till
// receipts are of receipts.
func (r EntryRules) takesPictures() bool {
	return r.Photos != nil || slices.ContainsFunc(r.Questions, func(q Question) bool { return q.Kind == QuestionPicture }) ||
		slices.ContainsFunc(r.Actions, func(a Action) bool { return a.Proof == ProofPicture })
}

// PurchaseLinked reports whether buying something is a way to enter.
func (c Contest) PurchaseLinked() bool { return c.Law != nil && c.Law.Purchase.Linked }
