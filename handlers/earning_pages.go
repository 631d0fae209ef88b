package handlers

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/fault"
	"kermesse/internal/text"
	"kermesse/loyalty"
	"kermesse/loyalty/earning"
	"kermesse/loyalty/ledger"
)

// earningPage lists the ways to earn points, with a form for one of them.
func (a *App) earningPage(c *fiber.Ctx, d desk) error {
	form := frontend.Form{Values: url.Values{"active": {"yes"}, "kind": {kindFixed}}}
	p, err := a.programmeOrNone(c, d)
	if err != nil {
		return err
	}
	editing := ""
	for _, r := range p.Rules {
		if r.ID == c.Query("rule") {
			editing, form.Values = r.ID, ruleValues(lang(c), d, r)
		}
	}
	return a.showEarning(c, fiber.StatusOK, d, p, editing, form, tried{})
}

// tried is what a rule in the form was tried on.
type tried struct {
	preview  *frontend.EarnPreview
	backTest *frontend.BackTestView
}

func (a *App) showEarning(c *fiber.Ctx, status int, d desk, p *loyalty.Programme, editing string, form frontend.Form, t tried) error {
	if err := d.Actor.Require(account.ViewLoyalty, d.Brand.ID); err != nil {
		return err
	}
	page := frontend.AdminEarningRulesPage{
		AdminFrame: a.adminFrame(c, d), Currency: d.Brand.Currency, Zone: d.Brand.TimeZone, Editing: editing, Form: form,
		Events: eventChoices(lang(c), editing, p), Levels: levelChoices(p), Groups: groupChoices(lang(c), p),
		Preview: t.preview, BackTest: t.backTest,
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

// levelChoices are the tiers as a rule or a reward asks for them; none for a programme without.
func levelChoices(p *loyalty.Programme) (choices []frontend.Choice) {
	if len(p.Terms.Tiers) < 2 {
		return nil
	}
	for level, tier := range p.Terms.Tiers {
		choices = append(choices, frontend.Choice{Value: strconv.Itoa(level), Label: tier.Name})
	}
	return choices
}

func groupChoices(lang string, p *loyalty.Programme) (choices []frontend.Choice) {
	for _, g := range p.Groups {
		label := fmt.Sprintf("%s (%s)", g.ID, capInWords(lang, g.Cap))
		choices = append(choices, frontend.Choice{Value: g.ID, Label: label})
	}
	return choices
}

// Events that a rule can be about; the id of a rule is that of its event. Any other rule
// is applied by whoever asks the API for it.
const (
	eventPurchase = "purchase"
	eventOther    = "other"
)

var eventWords = map[string]fault.Text{
	loyalty.ContestEntry: {FR: "Participation à un jeu-concours, d’office", EN: "Entering a contest, automatically"},
	loyalty.ContestWin:   {FR: "Gain d’un lot, d’office", EN: "Winning a prize, automatically"},
	loyalty.Vote:         {FR: "Vote, d’office", EN: "Voting, automatically"},
	loyalty.Survey:       {FR: "Réponse à une enquête, d’office", EN: "Answering a survey, automatically"},
	loyalty.SignUp:       {FR: "Arrivée dans le programme, d’office", EN: "Joining the programme, automatically"},
	loyalty.Birthday:     {FR: "Anniversaire, d’office", EN: "Birthday, automatically"},
	loyalty.Referral:     {FR: "Parrainage confirmé, pour qui parraine", EN: "Confirmed referral, for who sent the friend"},
	loyalty.Referred:     {FR: "Parrainage confirmé, pour l’ami", EN: "Confirmed referral, for the friend"},
	loyalty.CheckIn:      {FR: "Présence à un événement, notée sur place", EN: "Attending an event, noted on the spot"},
	eventPurchase:        {FR: "Achat, envoyé par la caisse ou la boutique", EN: "Purchase, sent by the till or the shop"},
	eventOther:           {FR: "Autre événement, envoyé par l’API", EN: "Another event, sent by the API"},
}

// eventOrder is the order in which they are offered.
var eventOrder = []string{
	eventPurchase, loyalty.ContestEntry, loyalty.Vote, loyalty.Survey, loyalty.SignUp, loyalty.Birthday, loyalty.Referral, loyalty.Referred,
	loyalty.CheckIn, loyalty.ContestWin, eventOther,
}

func eventOf(event string) string {
	if _, known := eventWords[event]; known {
		return event
	}
	return eventOther
}

// eventChoices offers the events; of a rule that is there its own alone, for what it has earned
// stands under it.
func eventChoices(lang, editing string, p *loyalty.Programme) []frontend.Choice {
	events := eventOrder
	for _, r := range p.Rules {
		if r.ID == editing && editing != "" {
			events = []string{eventOf(r.Event())}
		}
	}
	choices := make([]frontend.Choice, len(events))
	for i, event := range events {
		choices[i] = frontend.Choice{Value: event, Label: eventWords[event].In(lang)}
	}
	return choices
}

func ruleRow(lang, currency string, r loyalty.Rule) frontend.EarningRuleRow {
	event := eventWords[eventOf(r.Event())].In(lang)
	if eventOf(r.Event()) == eventOther {
		event += " : " + r.Event()
	}
	row := frontend.EarningRuleRow{
		ID: r.ID, Name: r.Name, Event: event, PendingDays: r.PendingDays, ExpiryDays: max(r.ExpiryDays, 0), ExpiryMonths: r.ExpiryMonths,
		Qualifying: r.Qualifying, Active: r.Active, Limit: limitInWords(lang, r), Conditions: conditionsInWords(lang, currency, r),
	}
	switch {
	case r.PerUnit > 0:
		row.Worth = fmt.Sprintf(fault.Text{FR: "%s points par pièce", EN: "%s points a piece"}.In(lang), frontend.Int(lang, r.PerUnit))
	case r.Den > 0:
		row.Worth = rateInWords(lang, currency, r)
	default:
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
	if r.Cap.Points > 0 {
		limits = append(limits, capInWords(lang, r.Cap))
	}
	if r.Group != "" {
		limits = append(limits, fault.Text{FR: "plafond commun ", EN: "shared cap "}.In(lang)+r.Group)
	}
	return strings.Join(limits, ", ")
}

var periodWords = map[earning.Period]fault.Text{
	earning.Day: {FR: "par jour", EN: "a day"}, earning.Week: {FR: "par semaine", EN: "a week"}, earning.Month: {FR: "par mois", EN: "a month"},
	earning.Year: {FR: "par an", EN: "a year"}, earning.Ever: {FR: "en tout", EN: "in all"},
}

func capInWords(lang string, limit earning.Cap) string {
	per := limit.Per
	if per == "" {
		per = earning.Day
	}
	return fmt.Sprintf(fault.Text{FR: "%s points %s", EN: "%s points %s"}.In(lang), frontend.Int(lang, limit.Points), periodWords[per].In(lang))
}

// conditionsInWords says whom and what a rule is for.
func conditionsInWords(lang, currency string, r loyalty.Rule) []string {
	var list []string
	say := func(on bool, words fault.Text, with ...any) {
		if on {
			list = append(list, fmt.Sprintf(words.In(lang), with...))
		}
	}
	say(len(r.Products) > 0, fault.Text{FR: "produits %s", EN: "products %s"}, strings.Join(r.Products, ", "))
	say(len(r.When.Stores) > 0, fault.Text{FR: "boutiques %s", EN: "stores %s"}, strings.Join(r.When.Stores, ", "))
	say(len(r.When.Segments) > 0, fault.Text{FR: "groupes %s", EN: "segments %s"}, strings.Join(r.When.Segments, ", "))
	say(r.When.FirstOrder, fault.Text{FR: "premier achat", EN: "first purchase"})
	say(r.When.MinAmount > 0, fault.Text{FR: "à partir de %s", EN: "from %s"}, frontend.Money(lang, currency, r.When.MinAmount))
	say(r.TierMultiplier, fault.Text{FR: "multiplié par le palier", EN: "multiplied by the tier"})
	return list
}

// The ways to count a rule's points.
const (
	kindFixed  = "fixed"
	kindAmount = "amount"
	kindPiece  = "piece"
)

func ruleValues(lang string, d desk, r loyalty.Rule) url.Values {
	v := values("name", r.Name, "event", eventOf(r.Event()), "kind", kindFixed, "cap_period", string(r.Cap.Per), "group", r.Group, "dedupe", string(r.Dedupe),
		"products", strings.Join(r.Products, ", "), "stores", strings.Join(r.When.Stores, ", "), "segments", strings.Join(r.When.Segments, ", "))
	number := func(name string, n int64) {
		if n > 0 {
			v.Set(name, strconv.FormatInt(n, 10))
		}
	}
	switch {
	case r.PerUnit > 0:
		v.Set("kind", kindPiece)
		number("per_unit", r.PerUnit)
	case r.Den > 0:
		v.Set("kind", kindAmount)
		number("rate_points", r.Num)
		v.Set("rate_minor", frontend.PlainMoney(lang, d.Brand.Currency, r.Den))
	default:
		number("points", r.Fixed)
	}
	if r.When.MinAmount > 0 {
		v.Set("min_amount", frontend.PlainMoney(lang, d.Brand.Currency, r.When.MinAmount))
	}
	for name, t := range map[string]time.Time{"from": r.When.From, "until": r.When.To} {
		if !t.IsZero() {
			v.Set(name, t.In(d.Brand.Location()).Format(clock.LocalLayout))
		}
	}
	if r.Event() != r.ID {
		v.Set("event_name", r.Event())
	}
	for name, n := range map[string]int64{
		"pending_days": int64(r.PendingDays), "expiry_days": int64(r.ExpiryDays), "expiry_months": int64(r.ExpiryMonths), "max_per_op": r.MaxPerOp,
		"max_per_day": r.MaxPerDay, "max_per_year": r.MaxPerYear, "cap_points": r.Cap.Points, "min_tier": int64(r.When.MinTier),
	} {
		number(name, n)
	}
	for name, on := range map[string]bool{
		"qualifying": r.Qualifying, "active": r.Active, "tier_multiplier": r.TierMultiplier, "first_order": r.When.FirstOrder, "cap_reject": r.Cap.Reject,
	} {
		v[name] = yes(on)
	}
	return v
}

func yes(on bool) []string {
	if on {
		return []string{"yes"}
	}
	return nil
}

// saveRuleForm adds a way to earn points, or changes one; or says what it would earn, or would
// have cost, before it is saved. What the form does not show of a rule stays.
func (a *App) saveRuleForm(c *fiber.Ctx, d desk) error {
	p, err := a.programmeOrNone(c, d)
	if err != nil {
		return err
	}
	rule, wrong := readRule(c, d, p)
	err = fault.Invalids(wrong...)
	var t tried
	if len(wrong) == 0 {
		switch formValue(c, "act") {
		case "preview":
			t.preview, err = a.tryRule(c, d, p, rule)
		case "backtest":
			t.backTest, err = a.backTestRule(c, d, rule)
		default:
			if err = a.Loyalty.SaveRule(c.UserContext(), d.Actor, d.Brand.ID, rule); err == nil {
				return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "earning"), frontend.NoticeSaved)
			}
		}
	}
	if err == nil {
		return a.showEarning(c, fiber.StatusOK, d, p, formValue(c, "id"), frontend.Form{Values: formValues(c)}, t)
	}
	return a.refuseForm(c, ruleFault(err), func(status int, form frontend.Form) error {
		return a.showEarning(c, status, d, p, formValue(c, "id"), form, tried{})
	})
}

// readRule puts the form on top of the rule it is about.
func readRule(c *fiber.Ctx, d desk, p *loyalty.Programme) (loyalty.Rule, []fault.Field) {
	f := formFigures{c: c}
	rule, known := loyalty.Rule{}, false
	for _, r := range p.Rules {
		if r.ID == formValue(c, "id") {
			rule, known = r, true
		}
	}
	if !known {
		rule = newRule(formValue(c, "event"), formValue(c, "event_name"), formValue(c, "name"), p)
	}
	rule.Name = strings.TrimSpace(formValue(c, "name"))
	f.rate(&rule, d.Brand.Currency)
	rule.PendingDays, rule.ExpiryDays = int(f.number("pending_days", 0)), int(f.number("expiry_days", ledger.Never))
	rule.ExpiryMonths = int(f.number("expiry_months", 0))
	rule.MaxPerOp, rule.MaxPerDay, rule.MaxPerYear = f.number("max_per_op", 0), f.number("max_per_day", 0), f.number("max_per_year", 0)
	rule.Qualifying, rule.Active = formValue(c, "qualifying") == "yes", formValue(c, "active") == "yes"
	rule.TierMultiplier, rule.Group = formValue(c, "tier_multiplier") == "yes", formValue(c, "group")
	rule.Products = listOf(formValue(c, "products"))
	rule.When = earning.Condition{
		MinTier: int(f.number("min_tier", 0)), Segments: listOf(formValue(c, "segments")), Stores: listOf(formValue(c, "stores")),
		From: f.moment("from", d.Brand.TimeZone), To: f.moment("until", d.Brand.TimeZone),
		FirstOrder: formValue(c, "first_order") == "yes", MinAmount: f.money("min_amount", d.Brand.Currency),
	}
	rule.Cap = earning.Cap{Points: f.number("cap_points", 0), Per: earning.Period(formValue(c, "cap_period")), Reject: formValue(c, "cap_reject") == "yes"}
	if rule.Cap.Points == 0 {
		rule.Cap = earning.Cap{}
	}
	if dedupe := formValue(c, "dedupe"); dedupe != "" {
		rule.Dedupe = ledger.Dedupe(dedupe)
	}
	return rule, f.wrong
}

// rate reads how the points are counted.
func (f *formFigures) rate(rule *loyalty.Rule, currency string) {
	rule.Fixed, rule.Num, rule.Den, rule.PerUnit = 0, 0, 0, 0
	kind := formValue(f.c, "kind")
	if kind == "" && formValue(f.c, "rate_minor")+formValue(f.c, "rate_points") != "" {
		kind = kindAmount
	}
	switch kind {
	case kindPiece:
		if rule.PerUnit = f.number("per_unit", 0); rule.PerUnit == 0 {
			f.refuse("per_unit", errWholeNumber)
		}
	case kindAmount:
		rule.Num = f.number("rate_points", 0)
		var ok bool
		if rule.Den, ok = frontend.ParseMoney(formValue(f.c, "rate_minor"), currency); !ok || rule.Den == 0 {
			f.refuse("rate_minor", errMoney)
		}
	default:
		rule.Fixed = f.number("points", 0)
	}
}

// money reads an amount; an empty field is 0.
func (f *formFigures) money(name, currency string) int64 {
	text := formValue(f.c, name)
	if text == "" {
		return 0
	}
	minor, ok := frontend.ParseMoney(text, currency)
	if !ok {
		f.refuse(name, errMoney)
	}
	return minor
}

// listOf reads words between commas.
func listOf(text string) (list []string) {
	for word := range strings.SplitSeq(text, ",") {
		if word = strings.TrimSpace(word); word != "" {
			list = append(list, word)
		}
	}
	return list
}

// newRule is what a rule begins with: an order earns once in the brand, anything else once
// for each member. The first rule about an event has its id, others one of their name.
func newRule(event, eventName, name string, p *loyalty.Programme) loyalty.Rule {
	rule := loyalty.Rule{Rule: ledger.Rule{ID: event, Dedupe: ledger.PerMember}}
	switch event {
	case eventPurchase:
		rule.Dedupe = ledger.PerBrand
	case loyalty.Referral, loyalty.Referred:
		rule.Dedupe, rule.NoSelf = ledger.PerBrand, event == loyalty.Referral
	}
	taken := func(id string) bool {
		return slices.ContainsFunc(p.Rules, func(r loyalty.Rule) bool { return r.ID == id })
	}
	if event == eventOther || taken(event) {
		on := event
		if event == eventOther {
			on = text.Slug(eventName)
		}
		rule.ID = text.Slug(name)
		for n := 2; taken(rule.ID) && rule.ID != ""; n++ {
			rule.ID = text.Slug(name) + "-" + strconv.Itoa(n)
		}
		if on != "" && on != rule.ID {
			rule.On = on
		}
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
		if form, renamed := map[string]string{
			"num": "rate_points", "den": "rate_minor", "id": "name", "to": "until", "cap.points": "cap_points", "cap.period": "cap_period", "on": "event_name",
		}[name]; renamed {
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
