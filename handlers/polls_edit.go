package handlers

import (
	"errors"
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
	"kermesse/internal/picture"
	"kermesse/internal/text"
	"kermesse/polls"
	"kermesse/polls/tally"
)

var (
	errDate = fault.New(fault.Invalid, "bad_date",
		"Cette date n’est pas lisible. Exemple : 2026-12-31T20:00.", "This date cannot be read. Example: 2026-12-31T20:00.")
	errSkippedHour = fault.New(fault.Invalid, "skipped_hour",
		"Cette heure n’existe pas : les montres avancent cette nuit-là. Choisissez une heure plus tôt ou plus tard.",
		"There is no such hour: the clocks go forward that night. Choose an earlier or a later one.")
	errNumber = fault.New(fault.Invalid, "bad_number",
		"Donnez un nombre entier.", "Give a whole number.")
)

// pollEdit is the form of a poll as it was sent: what it says, and its options with the
// pictures that are kept.
type pollEdit struct {
	brand  account.Brand
	before polls.Poll // the zero Poll for a new one
	values url.Values
	lines  []optionLine
	wrong  []fault.Field
}

type optionLine struct {
	id, label, note, alt string
	kept                 *polls.Picture
}

// newPollPage shows an empty form.
func (a *App) newPollPage(c *fiber.Ctx, d desk) error {
	if err := d.Actor.Require(account.EditCampaigns, d.Brand.ID); err != nil {
		return err
	}
	e := pollEdit{brand: d.Brand, lines: make([]optionLine, 2), values: url.Values{
		"method": {string(tally.Plurality)}, "access": {string(polls.AccessCookie)}, "results": {string(polls.Always)},
		"change": {"yes"}, "shuffle": {"yes"},
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

// editOf fills the form with a poll as it is kept, in the brand's language.
func editOf(brand account.Brand, p polls.Poll) pollEdit {
	local := func(t time.Time) []string {
		if t.IsZero() {
			return nil
		}
		return []string{inZone(t, p.TimeZone).Format(clock.LocalLayout)}
	}
	e := pollEdit{brand: brand, before: p, values: url.Values{
		"slug": {p.Slug}, "title": {p.Title.In(brand.Locale)}, "intro": {p.Intro.In(brand.Locale)},
		"opens_at": local(p.OpensAt), "closes_at": local(p.ClosesAt), "method": {string(p.Method)}, "access": {string(p.Access)},
		"results": {string(p.Visibility)},
	}}
	for name, on := range map[string]bool{"change": p.Changes, "shuffle": p.Shuffle} {
		if on {
			e.values.Set(name, "yes")
		}
	}
	if p.Quorum > 0 {
		e.values.Set("quorum", strconv.FormatInt(p.Quorum, 10))
	}
	for _, o := range p.Options {
		line := optionLine{id: string(o.ID), label: o.Label.In(brand.Locale), note: o.Note.In(brand.Locale), kept: o.Picture}
		if o.Picture != nil {
			line.alt = o.Picture.Alt.In(brand.Locale)
		}
		e.lines = append(e.lines, line)
	}
	return e
}

func (a *App) renderPollEdit(c *fiber.Ctx, status int, d desk, e pollEdit, wrong []fault.Field) error {
	p, now := e.before, a.Clock.Now()
	e.values.Del(fieldCSRF)
	page := frontend.AdminPollEditPage{
		AdminFrame: a.adminFrame(c, d), Slug: p.Slug, State: frontend.StateDraft, Zone: d.Brand.TimeZone,
		Form: frontend.Form{Values: e.values},
	}
	if p.Slug != "" {
		page.State, page.Missing, page.SavedAt = pollState(p.Status(now)), missingParts(p, now), inZone(p.UpdatedAt, d.Brand.TimeZone)
		page.Form.Key, page.Zone = strconv.FormatInt(p.Revision, 10), p.TimeZone
		page.Published, page.Voted = p.State != polls.StateDraft, p.State != polls.StateDraft
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

// revision is the one that the form shows.
func (e pollEdit) revision() int64 {
	n, err := strconv.ParseInt(e.values.Get(fieldFormKey), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// readPollEdit reads the form and keeps the pictures that came with it, so that what was
// chosen survives a mistake elsewhere on the page.
func (a *App) readPollEdit(c *fiber.Ctx, d desk, before polls.Poll) (pollEdit, error) {
	e := pollEdit{brand: d.Brand, before: before, values: formValues(c)}
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

// arrange does what a button of the options asks for: one more, one less, another order.
// It reports false for a button that saves.
func (e *pollEdit) arrange(act string) bool {
	verb, number, _ := strings.Cut(act, ".")
	i, err := strconv.Atoi(number)
	known := err == nil && i >= 0 && i < len(e.lines)
	switch {
	case act == "add_option":
		e.lines = append(e.lines, optionLine{})
	case verb == "up" && known && i > 0:
		e.lines[i-1], e.lines[i] = e.lines[i], e.lines[i-1]
	case verb == "down" && known && i+1 < len(e.lines):
		e.lines[i], e.lines[i+1] = e.lines[i+1], e.lines[i]
	case verb == "remove" && known:
		e.lines = slices.Delete(e.lines, i, i+1)
	default:
		return verb == "up" || verb == "down" || verb == "remove"
	}
	return true
}

// terms are what the form says, on top of what it does not show: the other language, and
// what publishing has fixed.
func (e *pollEdit) terms() polls.Terms {
	t := e.before.Terms
	t.Title, t.Intro = e.said(t.Title, e.values.Get("title")), e.said(t.Intro, e.values.Get("intro"))
	t.Options = e.options()
	if e.before.State == "" || e.before.State == polls.StateDraft {
		e.draftTerms(&t)
	}
	return t
}

// draftTerms are the fields that publishing takes off the form.
func (e *pollEdit) draftTerms(t *polls.Terms) {
	if e.before.Slug == "" {
		t.Seats, t.Tie, t.TimeZone = 1, polls.TieByLot, e.brand.TimeZone
	}
	if t.Slug = strings.TrimSpace(e.values.Get("slug")); t.Slug == "" {
		t.Slug = text.Slug(e.values.Get("title"))
	}
	t.Method, t.Access = tally.Method(e.values.Get("method")), polls.Access(e.values.Get("access"))
	t.Visibility = polls.Visibility(e.values.Get("results"))
	t.Changes, t.Shuffle = e.values.Get("change") == "yes", e.values.Get("shuffle") == "yes"
	t.OpensAt, t.ClosesAt = e.moment("opens_at", t.TimeZone), e.moment("closes_at", t.TimeZone)
	t.Quorum = e.number("quorum")
}

// said replaces the text in the brand's language and leaves the other one.
func (e *pollEdit) said(before polls.Text, typed string) polls.Text {
	if e.brand.Locale == langEN {
		return polls.Text{FR: before.FR, EN: typed}
	}
	return polls.Text{FR: typed, EN: before.EN}
}

// options reads the lines of the form. Empty ones are skipped.
func (e *pollEdit) options() []polls.Option {
	var options []polls.Option
	for _, line := range e.lines {
		if strings.TrimSpace(line.label+line.note+line.alt) == "" && line.kept == nil && line.id == "" {
			continue
		}
		before, _ := e.before.Option(tally.OptionID(line.id))
		o := polls.Option{ID: tally.OptionID(line.id), Label: e.said(before.Label, line.label), Note: e.said(before.Note, line.note)}
		if line.kept != nil {
			p := *line.kept
			p.Alt = e.said(p.Alt, line.alt)
			o.Picture = &p
		}
		options = append(options, o)
	}
	return options
}

// moment reads a date and hour in the poll's zone; the zero time where nothing was typed.
func (e *pollEdit) moment(name, zone string) time.Time {
	value := strings.TrimSpace(e.values.Get(name))
	if value == "" {
		return time.Time{}
	}
	t, err := clock.Local(value, zone)
	switch {
	case errors.Is(err, clock.ErrSkipped):
		e.wrong = append(e.wrong, errSkippedHour.At(name))
	case err != nil:
		e.wrong = append(e.wrong, errDate.At(name))
	}
	return t
}

func (e *pollEdit) number(name string) int64 {
	value := strings.TrimSpace(e.values.Get(name))
	if value == "" {
		return 0
	}
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		e.wrong = append(e.wrong, errNumber.At(name))
	}
	return n
}
