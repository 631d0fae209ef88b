package handlers

import (
	"errors"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/fault"
)

// takeEntry takes the entry form.
func (a *App) takeEntry(c *fiber.Ctx, s stand) error {
	typed := formValues(c)
	if typed.Get(fieldGate) == "yes" {
		return a.passGate(c, s, typed)
	}
	form, err := a.entryForm(c, s, typed)
	if err != nil {
		return a.refuseEntry(c, s, typed, err)
	}
	if typed.Get(fieldBegun) == "" {
		a.passed(c, s, form.Via, contests.StepStart)
	}
	in, err := a.enter(c, s, form)
	switch {
	case err != nil:
		return a.refuseEntry(c, s, typed, err)
	case placeOf(c) == frontend.KioskPath:
		return a.thankEntrant(c, s, in)
	case in.Challenge != "":
		return a.askToConfirm(c, in)
	case !in.Own:
		return a.redirect(c, frontend.ContestPath(s.contest.Slug), frontend.NoticeEnteredAgain)
	}
	return a.toReceipt(c, in, frontend.NoticeEntered)
}

// enter takes an entry in the name of whoever stands there. At a tablet that staff hold, it
// is they who type for somebody.
func (a *App) enter(c *fiber.Ctx, s stand, form contests.EntryForm) (contests.Entered, error) {
	k, ok := tabletOf(c)
	if !ok || !k.Assisted {
		return a.Contests.Enter(c.UserContext(), s.contest.Slug, form)
	}
	actor, err := a.Accounts.FindActor(c.UserContext(), k.OpenedBy, s.contest.Brand)
	if err != nil {
		return contests.Entered{}, err
	}
	return a.Contests.AddEntry(c.UserContext(), actor, s.contest.Slug, form)
}

// askToConfirm leads to the page that asks for the code.
func (a *App) askToConfirm(c *fiber.Ctx, in contests.Entered) error {
	pending, err := a.entryPending(in)
	if err != nil {
		return err
	}
	a.rememberMasked(c, in.Contact)
	a.setCookie(c, cookiePending+string(in.Contest.ID), pending, sentToLife)
	query := "?" + url.Values{"pending": {pending}}.Encode()
	return a.redirect(c, frontend.ContestPath(in.Contest.Slug, "confirm")+query, "")
}

// toReceipt leads to the receipt and lets the contest's page remember it.
func (a *App) toReceipt(c *fiber.Ctx, in contests.Entered, notice frontend.Notice) error {
	r, err := a.Contests.ReceiptOf(c.UserContext(), in.Entry.ID)
	if err != nil {
		return err
	}
	const untilClosed = 0 // the browser
	a.setCookie(c, cookieEntry+string(in.Contest.ID), r.Key, untilClosed)
	return a.redirect(c, frontend.ContestPath(in.Contest.Slug, "receipt", r.Key), notice)
}

// entryForm reads the form of the contest's page, in a frame and at a tablet too. What a
// feature asks is one line here, and the place of its fields one in entryField.
func (a *App) entryForm(c *fiber.Ctx, s stand, typed url.Values) (contests.EntryForm, error) {
	if typed.Get(fieldTrap) != "" {
		return contests.EntryForm{}, fault.Invalids(errTrap.At(fieldTrap))
	}
	form := contests.EntryForm{
		Email: typed.Get("email"), Phone: typed.Get("phone"), Region: homeRegion(s.contest),
		Name: typed.Get("first_name"), Alias: typed.Get("alias"), Answers: answersIn(typed),
		Rules: contests.Tick{Given: typed.Get("rules") == "yes", Text: a.tickText(c, s, "contest.rules_box")},
		Newsletter: contests.Tick{
			Given: typed.Get("newsletter") == "yes", Refused: typed.Get("newsletter") == "no", Text: a.tickText(c, s, "law.newsletter"),
		},
		Locale: lang(c), Source: contests.FromForm, Key: typed.Get(fieldFormKey), Place: entryPlace(c),
		Word: typed.Get("word"),
	}
	form.Code = a.codeForm(c)
	form.Via = contests.ReadVia(typed.Get(fieldVia))
	form.Who, form.Acts, form.Friend = whoIn(typed), actsIn(typed), typed.Get("friend")
	var err error
	if form.Pictures, err = a.answerPictures(c, s.contest); err != nil {
		return form, err
	}
	if form.Photo, err = a.photoForm(c, s, typed); err != nil {
		return form, err
	}
	if form.Trail, err = a.trail(c, s); err != nil {
		return form, err
	}
	f, err := a.fanOf(c, s.contest.Brand)
	if err == nil && f.Verified() && strings.EqualFold(f.Contact.Value, strings.TrimSpace(form.Email)) {
		form.As = f.ID // they have proved this address already
	}
	return form, err
}

// tickText is the sentence beside a box, as it was shown, without its link.
func (a *App) tickText(c *fiber.Ctx, s stand, key string) string {
	return strings.NewReplacer("[", "", "]", "").Replace(a.Pages.Text(lang(c), key, "Brand", s.brand.Name))
}

// homeRegion is the country of a telephone number typed without its code: the one
// country that may enter, if there is one.
func homeRegion(c contests.Contest) string {
	if len(c.Entry.Countries) == 1 {
		return c.Entry.Countries[0]
	}
	return map[string]string{
		"Indian/Mauritius": "MU", "Indian/Reunion": "RE", "Europe/Paris": "FR", "Africa/Dakar": "SN", "Africa/Abidjan": "CI",
	}[c.TimeZone]
}

const prefixAnswer = "answer."

func answersIn(typed url.Values) map[string]string {
	answers := map[string]string{}
	for name := range typed {
		if id, ok := strings.CutPrefix(name, prefixAnswer); ok {
			answers[id] = typed.Get(name)
		}
	}
	return answers
}

// refuseEntry shows the form again with what was typed. A contest that has closed in the
// meantime is shown as it is now.
func (a *App) refuseEntry(c *fiber.Ctx, s stand, typed url.Values, err error) error {
	f := faultOf(err)
	if wantsJSON(c) {
		return sendProblem(c, a.newProblem(c.UserContext(), err))
	}
	if f.Kind != fault.Invalid && f.Kind != fault.Conflict && f.Kind != fault.Forbidden && f.Kind != fault.Gone {
		return err
	}
	if f.Kind != fault.Invalid {
		again, findErr := a.Contests.Find(c.UserContext(), s.contest.Slug)
		if findErr != nil {
			return errors.Join(err, findErr)
		}
		s.contest = again
	}
	typed.Del(fieldCSRF)
	typed.Set(fieldGate, gateAfter(f))
	form := frontend.Form{Key: typed.Get(fieldFormKey), Values: typed, Errors: fieldErrors(c, err)}
	for i := range form.Errors {
		form.Errors[i].Field = entryField(form.Errors[i].Field)
	}
	return a.renderContest(c, kindStatus[f.Kind], s, form)
}

// entryField is the field of the page that a part of an entry was typed in.
func entryField(name string) string {
	if id, ok := strings.CutPrefix(name, "answers."); ok {
		return prefixAnswer + id
	}
	if whose, ok := strings.CutPrefix(name, "who."); ok {
		return "who_" + whose
	}
	switch name = photoField(name); name {
	case "name":
		return "first_name"
	case "consents.rules":
		return "rules"
	}
	return name
}
