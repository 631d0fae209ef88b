package handlers

import (
	"time"

	"kermesse/contests"
	"kermesse/contests/law"
)

// LawTerms is what a contest says of law, as clients write it.
//
// Like every type that requests and answers embed it is exported: huma passes over the
// others.
type LawTerms struct {
	Profiles  []string       `json:"profiles,omitempty" enum:"fr,be,mu,ci,sn,us,other" doc:"Laws that govern it; the first one is named in the rules. Left out: of the brand's seat."`
	Permit    *permitBody    `json:"permit,omitempty"`
	Purchase  *purchaseBody  `json:"purchase,omitempty" doc:"Left out: entering takes no purchase, and is free unless it takes a code."`
	Networks  []string       `json:"networks,omitempty" enum:"facebook,instagram,tiktok,youtube,x,linkedin,whatsapp" doc:"On which it is announced: the rules release them."`
	Retention *retentionBody `json:"retention,omitempty" doc:"How long personal data is kept. Left out, or 0: what suits the profile."`
}

type permitBody struct {
	Authority string `json:"authority,omitempty" doc:"Who granted it." example:"GRA"`
	Number    string `json:"number,omitempty"`
	Date      string `json:"date,omitempty" format:"date" example:"2026-11-30"`
	Document  string `json:"document,omitempty" doc:"Its https:// address, or its reference."`
}

type purchaseBody struct {
	Linked       bool `json:"linked,omitempty" doc:"Buying something is a way to enter."`
	Acknowledged bool `json:"acknowledged,omitempty" doc:"The brand has had it checked that this is allowed."`
	FreeWay      bool `json:"free_way,omitempty" doc:"What a purchase, a code or a till receipt gives is there without a purchase for whoever asks: of the same weight, in the same draw. The rules say where to ask."`
}

type retentionBody struct {
	InvalidDays int `json:"invalid_days,omitempty" doc:"After the closing: entries never confirmed, excluded or taken back."`
	LosersDays  int `json:"losers_days,omitempty" doc:"After the draw: entries that were not drawn."`
	WinnersDays int `json:"winners_days,omitempty" doc:"After the draw: name, contact and answers of those who were drawn."`
	ProofDays   int `json:"proof_days,omitempty" doc:"After the draw: their published, masked names and what proves them."`
}

// lawAnswer is the same as it holds now.
type lawAnswer struct {
	LawTerms
	Organiser *organiserAnswer `json:"organiser,omitempty" doc:"As the rules froze it. Absent for a draft."`
	Amended   int              `json:"amended" doc:"How many amendments the rules have."`
}

// organiserAnswer is who runs a contest.
type organiserAnswer struct {
	Name             string `json:"name"`
	LegalName        string `json:"legal_name,omitempty"`
	Address          string `json:"address,omitempty"`
	Contact          string `json:"contact,omitempty"`
	LegalForm        string `json:"legal_form,omitempty"`
	LegalCapital     string `json:"legal_capital,omitempty"`
	Registration     string `json:"registration,omitempty"`
	SeatCountry      string `json:"seat_country,omitempty"`
	DataRegistration string `json:"data_registration,omitempty"`
}

func (b *LawTerms) terms() *contests.LegalTerms {
	if b == nil {
		return nil
	}
	t := &contests.LegalTerms{Retention: b.Retention.days()}
	for _, p := range b.Profiles {
		t.Profiles = append(t.Profiles, law.Code(p))
	}
	for _, n := range b.Networks {
		t.Networks = append(t.Networks, law.Network(n))
	}
	if p := b.Permit.permit(); p != nil {
		t.Permit = *p
	}
	if p := b.Purchase; p != nil {
		t.Purchase = contests.Purchase{Linked: p.Linked, Acknowledged: p.Acknowledged, FreeWay: p.FreeWay}
	}
	return t
}

func (b *permitBody) permit() *contests.Permit {
	if b == nil {
		return nil
	}
	return &contests.Permit{Authority: b.Authority, Number: b.Number, Date: b.Date, Document: b.Document}
}

func (b *retentionBody) days() law.Retention {
	if b == nil {
		return law.Retention{}
	}
	return law.Retention{InvalidDays: b.InvalidDays, LosersDays: b.LosersDays, WinnersDays: b.WinnersDays, ProofDays: b.ProofDays}
}

// lawAnswerOf tells the terms of a contest; nil where it has none.
func lawAnswerOf(c contests.Contest) *lawAnswer {
	t := c.Law
	if t == nil {
		return nil
	}
	kept := t.Kept(c.ClaimDays)
	out := &lawAnswer{Amended: c.Amended, LawTerms: LawTerms{Retention: &retentionBody{
		InvalidDays: kept.InvalidDays, LosersDays: kept.LosersDays, WinnersDays: kept.WinnersDays, ProofDays: kept.ProofDays,
	}}}
	for _, p := range t.Profiles {
		out.Profiles = append(out.Profiles, string(p))
	}
	for _, n := range t.Networks {
		out.Networks = append(out.Networks, string(n))
	}
	if p := t.Permit; p != (contests.Permit{}) {
		out.Permit = &permitBody{Authority: p.Authority, Number: p.Number, Date: p.Date, Document: p.Document}
	}
	if t.Purchase != (contests.Purchase{}) {
		out.Purchase = &purchaseBody{Linked: t.Purchase.Linked, Acknowledged: t.Purchase.Acknowledged, FreeWay: t.Purchase.FreeWay}
	}
	if o := t.Organiser; o.Name != "" {
		out.Organiser = &organiserAnswer{
			Name: o.Name, LegalName: o.LegalName, Address: o.Address, Contact: o.Contact, LegalForm: o.Form, LegalCapital: o.Capital,
			Registration: o.Registration, SeatCountry: o.Country, DataRegistration: o.DataRegistration,
		}
	}
	return out
}

// findingAnswer is what a profile says about a contest.
type findingAnswer struct {
	Profile  string          `json:"profile"`
	Rule     string          `json:"rule" example:"mu.permit"`
	Level    string          `json:"level" enum:"warn,block" doc:"block: publication waits for it to be settled or overridden."`
	Says     string          `json:"says"`
	Stops    bool            `json:"stops" doc:"Publication waits for it now."`
	Override *overrideAnswer `json:"override,omitempty"`
}

type overrideAnswer struct {
	Reason string    `json:"reason"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
}

func findingAnswers(checks []contests.LegalCheck, lang string) []findingAnswer {
	out := make([]findingAnswer, len(checks))
	for i, c := range checks {
		out[i] = findingAnswer{Profile: string(c.Profile), Rule: c.Rule, Level: string(c.Level), Says: c.Says.In(lang), Stops: c.Stops()}
		if o := c.Override; o != nil {
			out[i].Override = &overrideAnswer{o.Reason, o.By, o.At}
		}
	}
	return out
}

// amendmentAnswer is one amendment to published rules.
type amendmentAnswer struct {
	No        int       `json:"no"`
	Version   int       `json:"version" doc:"Of the rules as amended; 1 is what was published."`
	Code      string    `json:"code" enum:"clarification,organiser,permit,longer-claims,shorter-retention,several,codes-revoked,list-changed"`
	Reason    string    `json:"reason"`
	Text      string    `json:"text" doc:"The amendment alone, Markdown."`
	RulesHash string    `json:"rules_hash" doc:"SHA-256 of rules.json as amended, hex; as in the public log."`
	At        time.Time `json:"at" doc:"Whoever enters from here on accepts this version."`
}

func amendmentAnswerOf(a contests.Amendment, lang string) amendmentAnswer {
	return amendmentAnswer{
		No: a.No, Version: a.No + 1, Code: string(a.Code), Reason: a.Reason, Text: a.Said.In(lang), RulesHash: a.Hash.String(), At: a.At,
	}
}

// profileAnswer is what one country asks, with its sources.
type profileAnswer struct {
	Code      string         `json:"code"`
	Name      string         `json:"name"`
	Summary   string         `json:"summary"`
	Authority string         `json:"authority,omitempty" doc:"Who permits what needs a permit."`
	Majority  int            `json:"majority"`
	Retention retentionBody  `json:"retention"`
	Rules     []ruleAnswer   `json:"rules"`
	Sources   []sourceAnswer `json:"sources"`
}

type ruleAnswer struct {
	Rule  string `json:"rule"`
	Level string `json:"level" enum:"warn,block"`
	Says  string `json:"says"`
}

type sourceAnswer struct {
	Says    string `json:"says"`
	At      string `json:"at"`
	Read    string `json:"read" format:"date"`
	Checked bool   `json:"checked" doc:"False: to be checked with counsel or the authority before anybody relies on it."`
}

func profileAnswerOf(p law.Profile, lang string) profileAnswer {
	r := p.Retention
	out := profileAnswer{
		Code: string(p.Code), Name: p.Name.In(lang), Summary: p.Summary.In(lang), Authority: p.Authority.In(lang), Majority: p.Majority,
		Retention: retentionBody{InvalidDays: r.InvalidDays, LosersDays: r.LosersDays, WinnersDays: r.WinnersDays, ProofDays: r.ProofDays},
		Rules:     []ruleAnswer{}, Sources: []sourceAnswer{},
	}
	for _, rule := range p.All() {
		out.Rules = append(out.Rules, ruleAnswer{string(p.Code) + "." + rule.ID, string(rule.Level), rule.Says.In(lang)})
	}
	for _, s := range p.Sources {
		out.Sources = append(out.Sources, sourceAnswer{s.Says.In(lang), s.At, s.Read, s.Checked})
	}
	return out
}
