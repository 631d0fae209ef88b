package handlers

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/fault"
	"kermesse/internal/picture"
	"kermesse/polls"
	"kermesse/polls/tally"
)

// newPollPage shows an empty form.
func (a *App) newPollPage(c *fiber.Ctx, d desk) error {
	if err := d.Actor.Require(account.EditCampaigns, d.Brand.ID); err != nil {
		return err
	}
	if template, ok := polls.FindTemplate(c.Query("template")); ok {
		e := editOf(d.Brand, polls.Poll{Terms: template.Terms})
		e.values.Set("template", template.Key)
		return a.renderPollEdit(c, fiber.StatusOK, d, e, nil)
	}
	e := pollEdit{brand: d.Brand, lines: make([]optionLine, 2), values: url.Values{
		"method": {string(tally.Plurality)}, "access": {string(polls.AccessCookie)}, "results": {string(polls.Always)},
		"change": {"yes"}, "shuffle": {"yes"}, "tie": {string(polls.TieByLot)},
	}}
	return a.renderPollEdit(c, fiber.StatusOK, d, e, nil)
}

// editPollPage shows the form of a poll.
func (a *App) editPollPage(c *fiber.Ctx, d desk) error {
	p, err := a.pollAt(c, d)
	if err != nil {
		return err
	}
	if err := d.Actor.Require(account.EditCampaigns, d.Brand.ID); err != nil {
		return err
	}
	return a.renderPollEdit(c, fiber.StatusOK, d, editOf(d.Brand, p), nil)
}

func (a *App) renderPollEdit(c *fiber.Ctx, status int, d desk, e pollEdit, wrong []fault.Field) error {
	p, now := e.before, a.Clock.Now()
	e.values.Del(fieldCSRF)
	page := frontend.AdminPollEditPage{
		AdminFrame: a.adminFrame(c, d), Slug: p.Slug, State: frontend.StateDraft, Zone: d.Brand.TimeZone,
		Form: frontend.Form{Values: e.values}, Missing: missingParts(polls.Poll{State: polls.StateDraft, Terms: p.Terms}, now),
	}
	if p.Slug != "" {
		page.State, page.Missing, page.SavedAt = pollState(p.Status(now)), missingParts(p, now), inZone(p.UpdatedAt, d.Brand.TimeZone)
		page.Form.Key, page.Zone = strconv.FormatInt(p.Revision, 10), p.TimeZone
		page.Published, page.Voted = p.State != polls.StateDraft, p.State != polls.StateDraft
	}
	for _, t := range []time.Time{p.OpensAt, p.ClosesAt} {
		if clock.Twice(t, p.TimeZone) {
			page.Twice = append(page.Twice, inZone(t, p.TimeZone))
		}
	}
	page.RoundEnds = e.shownRoundEnds()
	page.NoNone, page.Called = p.NoneOption == "", !p.CalledAt.IsZero()
	if p.Slug == "" {
		for _, template := range polls.Templates() {
			page.Templates = append(page.Templates, template.Key)
		}
	}
	for _, line := range e.lines {
		shown := frontend.OptionLine{ID: line.id, Label: line.label, Description: line.note, Alt: line.alt}
		if line.kept != nil {
			shown.Kept = line.kept.Hash
			shown.Picture = optionPicture(polls.Option{Picture: line.kept}, lang(c))
		}
		page.Options = append(page.Options, shown)
	}
	for _, f := range wrong {
		page.Form.Errors = append(page.Form.Errors, a.optionError(c, &page, f))
	}
	return a.render(c, status, page)
}

// optionError puts a fault at its field; those of an option are shown in its line.
func (a *App) optionError(c *fiber.Ctx, page *frontend.AdminPollEditPage, f fault.Field) frontend.FieldError {
	shown := frontend.FieldError{Field: f.Name, Message: f.Fault.Message.In(lang(c))}
	var i int
	if n, _ := fmt.Sscanf(f.Name, "options[%d]", &i); n == 1 && i < len(page.Options) {
		page.Options[i].Error = shown.Message
		shown.Field = fmt.Sprintf("option_label-%d", i)
	}
	return shown
}

// saveNewPoll makes a draft of the form.
func (a *App) saveNewPoll(c *fiber.Ctx, d desk) error {
	if err := d.Actor.Require(account.EditCampaigns, d.Brand.ID); err != nil {
		return err
	}
	return a.savePollForm(c, d, polls.Poll{})
}

// savePoll changes a poll by the form.
func (a *App) savePoll(c *fiber.Ctx, d desk) error {
	p, err := a.pollAt(c, d)
	if err != nil {
		return err
	}
	if err := d.Actor.Require(account.EditCampaigns, d.Brand.ID); err != nil {
		return err
	}
	return a.savePollForm(c, d, p)
}

func (a *App) savePollForm(c *fiber.Ctx, d desk, before polls.Poll) error {
	e, err := a.readPollEdit(c, d, before)
	if err != nil {
		return err
	}
	act := e.values.Get("act")
	if moved := e.arrange(act); moved {
		return a.renderPollEdit(c, fiber.StatusOK, d, e, e.wrong)
	}
	terms := e.terms()
	p, err := before, error(fault.Invalids(e.wrong...))
	switch {
	case len(e.wrong) > 0:
	case before.Slug == "":
		p, err = a.Polls.Create(c.UserContext(), d.Actor, terms)
	default:
		p, err = a.Polls.Edit(c.UserContext(), d.Actor, before.Slug, e.revision(), terms)
	}
	if err != nil {
		return a.refusedEdit(c, d, e, err)
	}
	if act == "publish" && p.State == polls.StateDraft {
		return a.redirect(c, d.pollPath(p.Slug, "publish"), "")
	}
	return a.redirect(c, d.pollPath(p.Slug, "edit"), frontend.NoticeSaved)
}

// refusedEdit shows the form again with what was typed, if another try may help.
func (a *App) refusedEdit(c *fiber.Ctx, d desk, e pollEdit, err error) error {
	f := faultOf(err)
	if f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return err
	}
	wrong := f.Fields
	if errors.Is(err, polls.ErrSlugTaken) {
		wrong = []fault.Field{f.At("slug")}
	}
	if len(wrong) == 0 {
		wrong = []fault.Field{f.At("")}
	}
	return a.renderPollEdit(c, kindStatus[f.Kind], d, e, wrong)
}

// readPollEdit reads the form and keeps the pictures that came with it, so that what was
// chosen survives a mistake elsewhere on the page.
func (a *App) readPollEdit(c *fiber.Ctx, d desk, before polls.Poll) (pollEdit, error) {
	e := pollEdit{brand: d.Brand, before: before, values: formValues(c)}
	if template, ok := polls.FindTemplate(e.values.Get("template")); ok && before.Slug == "" {
		e.before, e.begun = polls.Poll{Terms: template.Terms}, true
	}
	at := func(name string, i int) string {
		if v := e.values[name]; i < len(v) {
			return v[i]
		}
		return ""
	}
	for i := range min(len(e.values["option_label"]), polls.MaxOptions) {
		line := optionLine{
			id: at("option_id", i), label: at("option_label", i), note: at("option_description", i), alt: at("option_alt", i),
		}
		sent, err := a.pictureIn(c, fmt.Sprintf("option_picture.%d", i))
		switch {
		case fault.KindOf(err) == fault.Invalid || fault.KindOf(err) == fault.TooLarge:
			e.wrong = append(e.wrong, fault.From(err).At(fmt.Sprintf("options[%d].image", i)))
		case err != nil:
			return e, err
		case sent != nil:
			line.kept = &polls.Picture{Hash: sent.Hash, Width: sent.Width, Height: sent.Height}
		default:
			if line.kept, err = a.keptPicture(c, before, at("option_kept", i)); err != nil {
				return e, err
			}
		}
		e.lines = append(e.lines, line)
	}
	return e, nil
}

// keptPicture is the picture that an earlier round of the form has kept; nil for none.
func (a *App) keptPicture(c *fiber.Ctx, before polls.Poll, hash string) (*polls.Picture, error) {
	if hash == "" {
		return nil, nil
	}
	for _, o := range before.Options {
		if o.Picture != nil && o.Picture.Hash == hash {
			return o.Picture, nil
		}
	}
	width, height, err := a.Album.FindSize(c.UserContext(), hash)
	if errors.Is(err, picture.ErrNotFound) {
		return nil, nil
	}
	return &polls.Picture{Hash: hash, Width: width, Height: height}, err
}
