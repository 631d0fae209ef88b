package handlers

import (
	"net/url"
	"strings"
	"time"

	"kermesse/contests"
	"kermesse/contests/law"
	"kermesse/frontend"
)

// rulesSection is law, as far as a brand has to say something about it, and what the brand
// adds to the rules that are written from all other parts. The rules stand below as they
// read at that moment.
func rulesSection() editSection {
	return editSection{
		key: "rules", faults: []string{"own_rules", "also.rules", "law"},
		fields: rulesFields, read: readRules, field: lawField,
		page: func(a *App, e *contestEdit, frame frontend.ContestEditFrame) frontend.Page {
			return a.rulesEditPage(e, frame)
		},
	}
}

func rulesFields(c contests.Contest) url.Values {
	t := contests.LegalTerms{}
	if c.Law != nil {
		t = *c.Law
	}
	v := values("rules", c.OwnRules, "also_rules", c.Also.OwnRules,
		"authority", t.Permit.Authority, "number", t.Permit.Number, "date", t.Permit.Date, "document", t.Permit.Document,
		"linked", ticked(t.Purchase.Linked), "acknowledged", ticked(t.Purchase.Acknowledged), "free_way", ticked(t.Purchase.FreeWay),
		"invalid_days", count(t.Retention.InvalidDays, 0), "losers_days", count(t.Retention.LosersDays, 0),
		"winners_days", count(t.Retention.WinnersDays, 0), "proof_days", count(t.Retention.ProofDays, 0))
	for _, p := range t.Profiles {
		v.Add("profiles", string(p))
	}
	for _, n := range t.Networks {
		v.Add("networks", string(n))
	}
	return v
}

func readRules(e *contestEdit, f *contests.Form) {
	f.OwnRules = e.values.Get("rules")
	if e.values.Has("also_rules") {
		f.Also.OwnRules = e.values.Get("also_rules")
	}
	t := &contests.LegalTerms{
		Permit: permitIn(e.values),
		Purchase: contests.Purchase{
			Linked: e.values.Get("linked") == "yes", Acknowledged: e.values.Get("acknowledged") == "yes", FreeWay: e.values.Get("free_way") == "yes",
		},
		Retention: law.Retention{
			InvalidDays: e.number("law.retention.invalid_days", e.values.Get("invalid_days"), 0),
			LosersDays:  e.number("law.retention.losers_days", e.values.Get("losers_days"), 0),
			WinnersDays: e.number("law.retention.winners_days", e.values.Get("winners_days"), 0),
			ProofDays:   e.number("law.retention.proof_days", e.values.Get("proof_days"), 0),
		},
	}
	for _, p := range e.values["profiles"] {
		t.Profiles = append(t.Profiles, law.Code(p))
	}
	for _, n := range e.values["networks"] {
		t.Networks = append(t.Networks, law.Network(n))
	}
	f.Law = t
}

func permitIn(v url.Values) contests.Permit {
	return contests.Permit{
		Authority: strings.TrimSpace(v.Get("authority")), Number: strings.TrimSpace(v.Get("number")),
		Date: strings.TrimSpace(v.Get("date")), Document: strings.TrimSpace(v.Get("document")),
	}
}

// lawField is the field of a page that a part of the legal terms was typed in.
func lawField(path string) string {
	switch {
	case path == "own_rules":
		return "rules"
	case path == "also.rules":
		return "also_rules"
	case strings.HasPrefix(path, "law.profiles"):
		return "profiles"
	case strings.HasPrefix(path, "law.networks"):
		return "networks"
	}
	return path[strings.LastIndexByte(path, '.')+1:]
}

func (a *App) rulesEditPage(e *contestEdit, frame frontend.ContestEditFrame) frontend.Page {
	lang := frame.Lang
	page := frontend.ContestRulesPage{ContestEditFrame: frame, Disclaimer: law.Disclaimer.In(lang)}
	chosen := e.values["profiles"]
	for _, p := range law.Profiles() {
		page.Profiles = append(page.Profiles, profileView(p, lang, chosen))
	}
	for _, n := range law.Networks() {
		page.Networks = append(page.Networks, frontend.NetworkBox{
			Choice: frontend.Choice{Value: string(n), Label: n.Name()}, On: hasValue(e.values["networks"], string(n)), Asks: n.Asks().In(lang),
		})
	}
	kept := contests.LegalTerms{}.Kept(e.before.ClaimDays)
	if e.before.Law != nil {
		kept = e.before.Law.Kept(e.before.ClaimDays)
	}
	for _, field := range []struct {
		name  string
		class law.Class
	}{{"invalid_days", law.Invalid}, {"losers_days", law.Losers}, {"winners_days", law.Winners}, {"proof_days", law.Proof}} {
		page.Kept = append(page.Kept, frontend.KeptField{Name: field.name, What: sentenceOf(contests.ClassWords(field.class).In(lang)), Days: kept.Days(field.class)})
	}
	page.Permit = e.permit != nil
	if text, ok := a.Contests.DraftRules(e.before.WithPermit(e.permit), e.desk.Brand); ok {
		if body, err := markdown(text.In(lang)); err == nil {
			page.Preview = body
		}
		if body, err := markdown(text.In(otherLang(lang))); err == nil {
			page.Other = body
		}
	}
	return page
}

func otherLang(lang string) string {
	if lang == "fr" {
		return "en"
	}
	return "fr"
}

func hasValue(values []string, v string) bool {
	for _, value := range values {
		if value == v {
			return true
		}
	}
	return false
}

// profileView is a profile as staff read it, with where that comes from.
func profileView(p law.Profile, lang string, chosen []string) frontend.ProfileBox {
	box := frontend.ProfileBox{
		Choice: frontend.Choice{Value: string(p.Code), Label: p.Name.In(lang)}, On: hasValue(chosen, string(p.Code)),
		Summary: p.Summary.In(lang), Authority: p.Authority.In(lang),
	}
	for _, s := range p.Sources {
		read, _ := time.Parse(time.DateOnly, s.Read) // a test of the profiles holds them to it
		box.Sources = append(box.Sources, frontend.LawSource{Says: s.Says.In(lang), At: s.At, Read: read, Unsure: !s.Checked})
	}
	return box
}
