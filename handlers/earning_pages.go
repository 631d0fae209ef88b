package handlers

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/internal/text"
	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
)

// earningPage lists the ways to earn points, with a form for one of them.
func (a *App) earningPage(c *fiber.Ctx, d desk) error {
	form := frontend.Form{Values: url.Values{"active": {"yes"}}}
	p, err := a.Loyalty.FindProgramme(c.UserContext(), d.Brand.ID)
	if errors.Is(err, loyalty.ErrNoProgramme) {
		p, err = &loyalty.Programme{}, nil
	}
	if err != nil {
		return err
	}
	editing := ""
	for _, r := range p.Rules {
		if r.ID == c.Query("rule") {
			editing, form.Values = r.ID, ruleValues(lang(c), d.Brand.Currency, r)
		}
	}
	return a.showEarning(c, fiber.StatusOK, d, p, editing, form)
}

func (a *App) showEarning(c *fiber.Ctx, status int, d desk, p *loyalty.Programme, editing string, form frontend.Form) error {
	if err := d.Actor.Require(account.ViewLoyalty, d.Brand.ID); err != nil {
		return err
	}
	page := frontend.AdminEarningRulesPage{
		AdminFrame: a.adminFrame(c, d), Currency: d.Brand.Currency, Editing: editing, Form: form,
		Events: eventChoices(lang(c), form.Value("event"), editing),
	}
	for _, r := range p.Rules {
		page.Rules = append(page.Rules, ruleRow(lang(c), d.Brand.Currency, r))
	}
	if len(p.Terms.Tiers) > 1 {
		counts, err := a.Loyalty.CountTiers(c.UserContext(), d.Actor, d.Brand.ID)
		if err != nil {
			return err
		}
		for level, tier := range p.Terms.Tiers {
			page.Tiers = append(page.Tiers, frontend.TierRow{Name: tier.Name, From: tier.Min, EarnBP: tier.EarnBP, Members: counts[level]})
		}
	}
	return a.render(c, status, page)
}

// Events that a rule can be about; the id of a rule is that of its event. Any other rule
// is applied by whoever asks the API for it.
const (
	eventPurchase = "purchase"
	eventOther    = "other"
)

var eventWords = map[string]fault.Text{
	loyalty.ContestEntry: {FR: "Participation à un jeu-concours, d’office", EN: "Entering a contest, automatically"},
	loyalty.Vote:         {FR: "Vote, d’office", EN: "Voting, automatically"},
	loyalty.Survey:       {FR: "Réponse à une enquête, d’office", EN: "Answering a survey, automatically"},
	eventPurchase:        {FR: "Achat, envoyé par la caisse ou la boutique", EN: "Purchase, sent by the till or the shop"},
	eventOther:           {FR: "Autre événement, envoyé par l’API", EN: "Another event, sent by the API"},
}

func eventOf(rule string) string {
	if _, known := eventWords[rule]; known {
		return rule
	}
	return eventOther
}

// eventChoices offers the events; of a rule that is there its own alone, for another
// event would be another rule.
func eventChoices(lang, chosen, editing string) []frontend.Choice {
	events := []string{loyalty.ContestEntry, loyalty.Vote, loyalty.Survey, eventPurchase, eventOther}
	if editing != "" {
		events = []string{eventOf(editing)}
	}
	choices := make([]frontend.Choice, len(events))
	for i, event := range events {
		choices[i] = frontend.Choice{Value: event, Label: eventWords[event].In(lang)}
	}
	return choices
}

func ruleRow(lang, currency string, r loyalty.Rule) frontend.EarningRuleRow {
	row := frontend.EarningRuleRow{
		ID: r.ID, Name: r.Name, Event: eventWords[eventOf(r.ID)].In(lang), PendingDays: r.PendingDays, ExpiryDays: max(r.ExpiryDays, 0),
		Qualifying: r.Qualifying, Active: r.Active, Limit: limitInWords(lang, r),
	}
	if r.Den > 0 {
		row.Worth = rateInWords(lang, currency, r)
	} else {
		row.Worth = fmt.Sprintf(fault.Text{FR: "%s points", EN: "%s points"}.In(lang), frontend.Int(lang, r.Fixed))
	}
	return row
}

func limitInWords(lang string, r loyalty.Rule) string {
	var limits []string
	add := func(n int64, words fault.Text) {
		if n > 0 {
			limits = append(limits, fmt.Sprintf(words.In(lang), frontend.Int(lang, n)))
		}
	}
	add(r.MaxPerDay, fault.Text{FR: "%s par jour", EN: "%s a day"})
	add(r.MaxPerYear, fault.Text{FR: "%s par an", EN: "%s a year"})
	add(r.MaxPerOp, fault.Text{FR: "%s points au plus à chaque fois", EN: "%s points at most each time"})
	return strings.Join(limits, ", ")
}

func ruleValues(lang, currency string, r loyalty.Rule) url.Values {
	v := values("name", r.Name, "event", eventOf(r.ID))
	number := func(name string, n int64) {
		if n > 0 {
			v.Set(name, strconv.FormatInt(n, 10))
		}
	}
	if r.Den > 0 {
		number("rate_points", r.Num)
		v.Set("rate_minor", frontend.PlainMoney(lang, currency, r.Den))
	} else {
		number("points", r.Fixed)
	}
	number("pending_days", int64(r.PendingDays))
	number("expiry_days", int64(r.ExpiryDays))
	number("max_per_day", r.MaxPerDay)
	number("max_per_year", r.MaxPerYear)
	v["qualifying"], v["active"] = yes(r.Qualifying), yes(r.Active)
	return v
}

func yes(on bool) []string {
	if on {
		return []string{"yes"}
	}
	return nil
}

// saveRuleForm adds a way to earn points, or changes one. What the form does not show of a
// rule stays.
func (a *App) saveRuleForm(c *fiber.Ctx, d desk) error {
	p, err := a.Loyalty.FindProgramme(c.UserContext(), d.Brand.ID)
	if errors.Is(err, loyalty.ErrNoProgramme) {
		p, err = &loyalty.Programme{}, nil
	}
	if err != nil {
		return err
	}
	rule, wrong := readRule(c, d.Brand.Currency, p)
	err = fault.Invalids(wrong...)
	if len(wrong) == 0 {
		err = a.Loyalty.SaveRule(c.UserContext(), d.Actor, d.Brand.ID, rule)
	}
	if err != nil {
		return a.refuseForm(c, ruleFault(err), func(status int, form frontend.Form) error {
			return a.showEarning(c, status, d, p, formValue(c, "id"), form)
		})
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "earning"), frontend.NoticeSaved)
}

// readRule puts the form on top of the rule it is about.
func readRule(c *fiber.Ctx, currency string, p *loyalty.Programme) (loyalty.Rule, []fault.Field) {
	f := formFigures{c: c}
	rule := loyalty.Rule{}
	known := false
	for _, r := range p.Rules {
		if r.ID == formValue(c, "id") {
			rule, known = r, true
		}
	}
	if !known {
		rule = newRule(formValue(c, "event"), formValue(c, "name"))
	}
	rule.Name = strings.TrimSpace(formValue(c, "name"))
	rule.Fixed, rule.Num, rule.Den = f.number("points", 0), f.number("rate_points", 0), 0
	if text := formValue(c, "rate_minor"); text != "" || rule.Num > 0 {
		var ok bool
		if rule.Den, ok = frontend.ParseMoney(text, currency); !ok || rule.Den == 0 {
			f.refuse("rate_minor", errMoney)
		}
	}
	rule.PendingDays, rule.ExpiryDays = int(f.number("pending_days", 0)), int(f.number("expiry_days", ledger.Never))
	rule.MaxPerDay, rule.MaxPerYear = f.number("max_per_day", 0), f.number("max_per_year", 0)
	rule.Qualifying, rule.Active = formValue(c, "qualifying") == "yes", formValue(c, "active") == "yes"
	return rule, f.wrong
}

// newRule is what a rule begins with: an order earns once in the brand, anything else once
// for each member.
func newRule(event, name string) loyalty.Rule {
	rule := loyalty.Rule{Rule: ledger.Rule{ID: event, Dedupe: ledger.PerMember}}
	switch event {
	case eventPurchase:
		rule.Dedupe, rule.TierMultiplier = ledger.PerBrand, true
	case loyalty.ContestEntry, loyalty.Vote, loyalty.Survey:
	default:
		rule.ID = text.Slug(name)
	}
	return rule
}

// ruleFault turns the domain's names of fields into those of the form.
func ruleFault(err error) error {
	f := fault.From(err)
	fields := make([]fault.Field, len(f.Fields))
	for i, field := range f.Fields {
		_, name, found := strings.Cut(field.Name, "].")
		if !found {
			name = field.Name
		}
		if form, renamed := map[string]string{"num": "rate_points", "den": "rate_minor", "id": "name"}[name]; renamed {
			name = form
		}
		fields[i] = field.Fault.At(name)
	}
	if len(fields) == 0 {
		return err
	}
	return fault.Invalids(fields...)
}

var errMoney = fault.New(fault.Invalid, "amount_invalid",
	"Indiquez un montant, par exemple 12,50.", "Give an amount, for example 12.50.")

// formFigures reads the numbers of a form and gathers what is wrong with them.
type formFigures struct {
	c     *fiber.Ctx
	wrong []fault.Field
}

// number reads a field; an empty one means otherwise.
func (f *formFigures) number(name string, otherwise int64) int64 {
	text := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "").Replace(formValue(f.c, name))
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 40)
	if err != nil {
		f.refuse(name, errWholeNumber)
	}
	return int64(n)
}

func (f *formFigures) refuse(name string, why *fault.Error) { f.wrong = append(f.wrong, why.At(name)) }
