package handlers

import (
	"errors"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/contests/draw"
	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/fault"
)

// contestEdit is the form of a contest as it was sent.
type contestEdit struct {
	before  contests.Contest // the zero Contest for a new one
	values  url.Values
	prizes  []frontend.PrizeLine
	picture *contests.Picture
	wrong   []fault.Field
}

// newContestPage shows an empty form.
func (a *App) newContestPage(c *fiber.Ctx, d desk) error {
	if err := d.Actor.Require(account.EditCampaigns, d.Brand.ID); err != nil {
		return err
	}
	e := contestEdit{
		values: values("contact", string(contests.ContactEmail), "mode", string(draw.OneWin), "source", string(a.bestSource()), "fold_aliases", "yes"),
		prizes: []frontend.PrizeLine{{Winners: "1", Alternates: "2"}},
	}
	return a.renderContestEdit(c, fiber.StatusOK, d, e, nil)
}

// bestSource is the one that proves most, of those that this installation has.
func (a *App) bestSource() contests.SourceKind { return a.Contests.Sources()[0] }

// editContestPage shows the form of a draft. What is published cannot be edited.
func (a *App) editContestPage(c *fiber.Ctx, d desk) error {
	contest, err := a.draftAt(c, d)
	if err != nil {
		return err
	}
	if !contest.PublishedAt.IsZero() {
		return a.redirect(c, d.contestPath(contest.Slug), "")
	}
	return a.renderContestEdit(c, fiber.StatusOK, d, contestEditOf(contest), nil)
}

func (a *App) draftAt(c *fiber.Ctx, d desk) (contests.Contest, error) {
	contest, err := a.contestAt(c, d)
	if err != nil {
		return contest, err
	}
	return contest, d.Actor.Require(account.EditCampaigns, d.Brand.ID)
}

// contestEditOf fills the form with a draft as it is kept.
func contestEditOf(contest contests.Contest) contestEdit {
	e := contestEdit{before: contest, picture: contest.Picture, values: values(
		"slug", contest.Slug, "title", contest.Title, "intro", contest.Description,
		"opens_at", contest.OpensAt.In(contest.Location()).Format(clock.LocalLayout),
		"closes_at", contest.ClosesAt.In(contest.Location()).Format(clock.LocalLayout),
		"contact", string(contest.Entry.Contact), "countries", strings.Join(contest.Entry.Countries, ", "),
		"mode", string(contest.Mode), "source", string(contest.Source), "rules", contest.OwnRules,
	)}
	if contest.Picture != nil {
		e.values.Set("picture_alt", contest.Picture.Alt)
	}
	if contest.Entry.MinAge > 0 {
		e.values.Set("min_age", strconv.Itoa(contest.Entry.MinAge))
	}
	if contest.Entry.MaxTickets > 1 {
		e.values.Set("max_tickets", strconv.Itoa(contest.Entry.MaxTickets))
	}
	for name, on := range map[string]bool{"ask_alias": contest.Entry.AskAlias, "fold_aliases": contest.Entry.FoldAliases} {
		if on {
			e.values.Set(name, "yes")
		}
	}
	if len(contest.Entry.Questions) > 0 {
		e.values.Set("question", contest.Entry.Questions[0].Label)
	}
	for _, p := range contest.Prizes {
		e.prizes = append(e.prizes, frontend.PrizeLine{
			Name: p.Name, Winners: strconv.Itoa(p.Winners), Alternates: strconv.Itoa(p.Alternates), Value: typedAmount(p),
		})
	}
	return e
}

func (a *App) renderContestEdit(c *fiber.Ctx, status int, d desk, e contestEdit, wrong []fault.Field) error {
	e.values.Del(fieldCSRF)
	page := frontend.AdminContestEditPage{
		AdminFrame: a.adminFrame(c, d), Slug: e.before.Slug, State: frontend.StateDraft, Zone: d.Brand.TimeZone,
		Currency: d.Brand.Currency, Form: frontend.Form{Values: e.values}, Prizes: slices.Clone(e.prizes),
	}
	for _, source := range a.Contests.Sources() {
		page.Sources = append(page.Sources, frontend.DrawSource(source))
	}
	if e.before.Slug != "" {
		page.Missing, page.SavedAt = a.missingInContest(e.before, d.Brand), in(e.before.UpdatedAt, d.Brand.Location())
		page.Form.Key, page.Zone = strconv.FormatInt(e.before.Version, 10), e.before.TimeZone
		if typed := e.values.Get(fieldFormKey); typed != "" {
			page.Form.Key = typed // the version that the form began with, also when it is shown again
		}
	}
	if e.picture != nil {
		page.Picture = contestPicture(contests.Contest{Picture: e.picture})
	}
	for _, f := range wrong {
		page.Form.Errors = append(page.Form.Errors, prizeError(c, page.Prizes, f))
	}
	return a.render(c, status, page)
}

// prizeError puts a fault at its field of the page; those of a prize are shown in its line.
func prizeError(c *fiber.Ctx, prizes []frontend.PrizeLine, f fault.Field) frontend.FieldError {
	shown := frontend.FieldError{Field: contestField(f.Name), Message: f.Fault.Message.In(lang(c))}
	var i int
	if n, _ := fmt.Sscanf(f.Name, "prizes[%d]", &i); n == 1 && i < len(prizes) {
		prizes[i].Error = shown.Message
		shown.Field = fmt.Sprintf("prize_name-%d", i)
	}
	return shown
}

// contestField is the field of the page that a part of a contest was typed in.
func contestField(name string) string {
	if strings.HasPrefix(name, "entry.questions") {
		return "question"
	}
	if strings.HasPrefix(name, "entry.countries") {
		return "countries"
	}
	switch name {
	case "description":
		return "intro"
	case "own_rules":
		return "rules"
	case "picture.alt":
		return "picture_alt"
	case "prizes":
		return "prize_name-0"
	}
	for _, group := range []string{"entry.", "draw."} {
		if rest, ok := strings.CutPrefix(name, group); ok {
			return rest
		}
	}
	return name
}

// saveNewContest makes a draft of the form.
func (a *App) saveNewContest(c *fiber.Ctx, d desk) error {
	if err := d.Actor.Require(account.EditCampaigns, d.Brand.ID); err != nil {
		return err
	}
	return a.saveContestForm(c, d, contests.Contest{})
}

// saveContest changes a draft by the form.
func (a *App) saveContest(c *fiber.Ctx, d desk) error {
	contest, err := a.draftAt(c, d)
	if err != nil {
		return err
	}
	return a.saveContestForm(c, d, contest)
}

func (a *App) saveContestForm(c *fiber.Ctx, d desk, before contests.Contest) error {
	e, err := a.readContestEdit(c, before)
	if err != nil {
		return err
	}
	act := e.values.Get("act")
	if act == "add_prize" {
		e.prizes = append(e.prizes, frontend.PrizeLine{Winners: "1", Alternates: "1"})
		return a.renderContestEdit(c, fiber.StatusOK, d, e, nil)
	}
	form := e.form(d.Brand)
	saved := before
	switch {
	case len(e.wrong) > 0:
		err = fault.Invalids(e.wrong...)
	case before.Slug == "":
		saved, err = a.Contests.Create(c.UserContext(), d.Actor, form)
	default:
		saved, err = a.Contests.Edit(c.UserContext(), d.Actor, before.Slug, e.version(), form)
	}
	if err != nil {
		return a.refuseContestEdit(c, d, e, err)
	}
	if act == "publish" {
		return a.redirect(c, d.contestPath(saved.Slug, "publish"), "")
	}
	return a.redirect(c, d.contestPath(saved.Slug, "edit"), frontend.NoticeSaved)
}

// refuseContestEdit shows the form again with what was typed, if another try may help.
func (a *App) refuseContestEdit(c *fiber.Ctx, d desk, e contestEdit, err error) error {
	f := faultOf(err)
	if f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return err
	}
	wrong := f.Fields
	if len(wrong) == 0 {
		wrong = []fault.Field{f.At("")}
	}
	return a.renderContestEdit(c, kindStatus[f.Kind], d, e, wrong)
}

// version is the one that the form began with.
func (e contestEdit) version() int64 {
	n, err := strconv.ParseInt(e.values.Get(fieldFormKey), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// readContestEdit reads the form and keeps the picture that came with it, so that it
// survives a mistake elsewhere on the page.
func (a *App) readContestEdit(c *fiber.Ctx, before contests.Contest) (contestEdit, error) {
	e := contestEdit{before: before, values: formValues(c)}
	e.readPrizes()
	sent, err := a.pictureIn(c, "picture")
	switch {
	case fault.KindOf(err) == fault.Invalid || fault.KindOf(err) == fault.TooLarge:
		e.wrong = append(e.wrong, fault.From(err).At("picture"))
	case err != nil:
		return e, err
	case sent != nil:
		e.picture = &contests.Picture{Hash: sent.Hash, Width: sent.Width, Height: sent.Height}
	default:
		e.picture = before.Picture
	}
	return e, nil
}

// readPrizes reads the lines of the prize table; blank ones are skipped.
func (e *contestEdit) readPrizes() {
	at := func(name string, i int) string {
		if v := e.values[name]; i < len(v) {
			return strings.TrimSpace(v[i])
		}
		return ""
	}
	for i := range e.values["prize_name"] {
		line := frontend.PrizeLine{
			Name: at("prize_name", i), Winners: at("prize_winners", i), Alternates: at("prize_alternates", i), Value: at("prize_value", i),
		}
		if line.Name != "" || line.Value != "" {
			e.prizes = append(e.prizes, line)
		}
	}
}

// form is the contest that the page describes, on top of what the page does not show.
func (e *contestEdit) form(brand account.Brand) contests.Form {
	before := e.before
	f := contests.Form{
		Slug: strings.TrimSpace(e.values.Get("slug")), Title: e.values.Get("title"), Description: e.values.Get("intro"),
		Locale: before.Locale, TimeZone: before.TimeZone, OpensAt: e.values.Get("opens_at"), ClosesAt: e.values.Get("closes_at"),
		Mode: draw.Mode(e.values.Get("mode")), Source: contests.SourceKind(e.values.Get("source")),
		ClaimDays: before.ClaimDays, OwnRules: e.values.Get("rules"), Entry: e.entryRules(),
	}
	if before.Source == f.Source {
		f.MarginS = int(before.Margin / time.Second)
	}
	if e.picture != nil {
		f.Picture = &contests.Picture{Hash: e.picture.Hash, Alt: e.values.Get("picture_alt")}
	}
	for i, line := range e.prizes {
		f.Prizes = append(f.Prizes, e.prize(i, line, brand.Currency))
	}
	return f
}

func (e *contestEdit) entryRules() contests.EntryRules {
	r := e.before.Entry
	r.Contact = contests.ContactRule(e.values.Get("contact"))
	r.Confirm = r.Contact == contests.ContactEmail
	r.AskAlias, r.FoldAliases = e.values.Get("ask_alias") == "yes", e.values.Get("fold_aliases") == "yes"
	r.MinAge = e.number("min_age", e.values.Get("min_age"))
	r.MaxTickets = e.number("max_tickets", e.values.Get("max_tickets"))
	r.Countries = strings.FieldsFunc(e.values.Get("countries"), func(r rune) bool { return r == ',' || r == ';' || r == ' ' })
	label := strings.TrimSpace(e.values.Get("question"))
	switch {
	case label == "" && len(r.Questions) <= 1:
		r.Questions = nil
	case len(r.Questions) == 0:
		r.Questions = []contests.Question{{ID: "question", Label: label}}
	default: // the page shows the first of them only
		r.Questions = slices.Clone(r.Questions)
		r.Questions[0].Label = label
	}
	return r
}

func (e *contestEdit) prize(i int, line frontend.PrizeLine, currency string) contests.Prize {
	at := fmt.Sprintf("prizes[%d]", i)
	p := contests.Prize{
		Name: line.Name, Winners: e.number(at, line.Winners), Alternates: e.number(at, line.Alternates),
	}
	if line.Value != "" {
		amount, err := readAmount(line.Value, currency)
		if err != nil {
			e.wrong = append(e.wrong, contests.ErrPrizeValue.At(at))
		}
		p.ValueMinor, p.Currency = amount, currency
	}
	return p
}

func (e *contestEdit) number(name, typed string) int {
	if typed = strings.TrimSpace(typed); typed == "" {
		return 0
	}
	n, err := strconv.Atoi(typed)
	if err != nil {
		e.wrong = append(e.wrong, errNumber.At(name))
	}
	return n
}

var errAmount = errors.New("not an amount of money")

// readAmount reads an amount as people type it: 49,90 or 49.90 or 1 200. The result is in
// minor units.
func readAmount(typed, currency string) (int64, error) {
	typed = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", ",", ".").Replace(typed)
	value, err := strconv.ParseFloat(typed, 64)
	if err != nil || value < 0 || value > 1e10 {
		return 0, errAmount
	}
	return int64(math.Round(value * math.Pow10(contests.MinorDigits(currency)))), nil
}

// typedAmount is readAmount the other way round.
func typedAmount(p contests.Prize) string {
	if p.ValueMinor == 0 {
		return ""
	}
	digits := contests.MinorDigits(p.Currency)
	return strings.Replace(strconv.FormatFloat(float64(p.ValueMinor)/math.Pow10(digits), 'f', digits, 64), ".", ",", 1)
}
