package handlers

import (
	"errors"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/fault"
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
	errPercent = fault.New(fault.Invalid, "bad_percent",
		"Donnez un nombre entre 0 et 100, avec une décimale au plus.", "Give a number from 0 to 100, with one decimal at most.")
	errNumber = fault.New(fault.Invalid, "bad_number",
		"Donnez un nombre entier.", "Give a whole number.")
)

// pollEdit is the form of a poll as it was sent: what it says, and its options with the
// pictures that are kept.
type pollEdit struct {
	brand  account.Brand
	before polls.Poll // the zero Poll for a new one, or the terms of a template
	begun  bool       // before is a template
	values url.Values
	lines  []optionLine
	wrong  []fault.Field
}

type optionLine struct {
	id, label, note, alt string
	kept                 *polls.Picture
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
		"results": {string(p.Visibility)}, "tie": {string(p.Tie)}, "minimum_share": {percentTyped(p.MinShareMilli)},
		"seats": {typed(p.Seats)}, "max_choices": {typed(p.MaxChoices)}, "max_score": {typed(p.MaxScore)}, "points": {typed(p.Points)}, "network_cap": {typed(p.NetworkCap)},
		"proposals_until": local(p.ProposalsUntil), "comments": {orElse(string(p.Comments), string(polls.CommentsOff))},
		"points_cap": {typed(p.PointsCap)}, "sets": {typed(p.Sets)}, "set_size": {typed(p.SetSize)}, "seeds": {string(p.Seeds)},
	}}
	for _, end := range p.RoundEnds {
		e.values["round_end"] = append(e.values["round_end"], local(end)...)
	}
	for name, on := range map[string]bool{"change": p.Changes, "shuffle": p.Shuffle, "write_ins": p.WriteIns} {
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

// revision is the one that the form shows.
func (e pollEdit) revision() int64 {
	n, err := strconv.ParseInt(e.values.Get(fieldFormKey), 10, 64)
	if err != nil {
		return 0
	}
	return n
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
	if t.ProposalsUntil = e.before.ProposalsUntil; e.before.CalledAt.IsZero() {
		t.ProposalsUntil = e.moment("proposals_until", t.TimeZone)
	}
	if t.Slug = strings.TrimSpace(e.values.Get("slug")); t.Slug == "" {
		t.Slug = text.Slug(e.values.Get("title"))
	}
	t.Method, t.Access = tally.Method(e.values.Get("method")), polls.Access(e.values.Get("access"))
	t.Visibility = polls.Visibility(e.values.Get("results"))
	t.Changes, t.Shuffle = e.values.Get("change") == "yes", e.values.Get("shuffle") == "yes"
	t.OpensAt, t.ClosesAt = e.moment("opens_at", t.TimeZone), e.moment("closes_at", t.TimeZone)
	t.Quorum = e.number("quorum")
	t.Tie = polls.Tie(orElse(e.values.Get("tie"), string(polls.TieByLot)))
	t.Seats, t.MaxChoices = int(max(e.number("seats"), 1)), int(e.number("max_choices"))
	t.MaxScore, t.Points = int(e.number("max_score")), int(e.number("points"))
	t.PointsCap, t.Sets, t.SetSize = int(e.number("points_cap")), int(e.number("sets")), int(e.number("set_size"))
	t.Seeds = polls.Seeds(e.values.Get("seeds"))
	e.roundEnds(t)
	t.WriteIns = e.values.Get("write_ins") == "yes"
	t.Comments = polls.CommentPolicy(e.values.Get("comments"))
	t.NetworkCap = int(e.number("network_cap"))
	t.MinShareMilli = e.thousandths("minimum_share")
	if e.values.Get("none") == "yes" && t.NoneOption == "" {
		t.NoneOption = polls.NoneOfThese.ID
		t.Options = append(t.Options, polls.NoneOfThese)
	}
	if _, kept := (polls.Poll{Terms: *t}).Option(t.NoneOption); !kept {
		t.NoneOption = "" // its line was removed
	}
}

// roundEnds reads the ends of a bracket's rounds. Those left empty at the end are none.
func (e *pollEdit) roundEnds(t *polls.Terms) {
	t.RoundEnds = nil
	if t.Method != tally.Bracket {
		return
	}
	for _, typed := range e.values["round_end"] {
		if strings.TrimSpace(typed) == "" {
			continue
		}
		end, err := clock.Local(strings.TrimSpace(typed), t.TimeZone)
		switch {
		case errors.Is(err, clock.ErrSkipped):
			e.wrong = append(e.wrong, errSkippedHour.At("round_ends"))
		case err != nil:
			e.wrong = append(e.wrong, errDate.At("round_ends"))
		}
		t.RoundEnds = append(t.RoundEnds, end)
	}
}

// shownRoundEnds are the fields for the ends of a bracket's rounds: as many as its options
// make, filled in or not; nil for other methods.
func (e *pollEdit) shownRoundEnds() []string {
	named := slices.DeleteFunc(e.options(), func(o polls.Option) bool { return o.Label.Empty() })
	rounds := polls.Terms{Method: tally.Method(e.values.Get("method")), Options: named}.Rounds()
	if rounds < 2 {
		return nil
	}
	ends := make([]string, rounds-1)
	copy(ends, e.values["round_end"])
	return ends
}

// typed writes a number as its field shows it: nothing for none.
func typed(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func percentTyped(milli int) string {
	if milli == 0 {
		return ""
	}
	return strconv.FormatFloat(float64(milli)/10, 'f', -1, 64)
}

// thousandths reads a share that is typed in per cent, with a comma or a point.
func (e *pollEdit) thousandths(name string) int {
	value := strings.Replace(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(e.values.Get(name)), "%")), ",", ".", 1)
	if value == "" {
		return 0
	}
	share, err := strconv.ParseFloat(value, 64)
	if err != nil || !(share >= 0 && share <= 100) {
		e.wrong = append(e.wrong, errPercent.At(name))
		return 0
	}
	return int(math.Round(share * 10))
}

// said replaces the text in the brand's language and leaves the other one.
func (e *pollEdit) said(before polls.Text, typed string) polls.Text {
	if e.begun && before.In(e.brand.Locale) != strings.TrimSpace(typed) {
		before = polls.Text{} // a template's translation is of the template's words
	}
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
	if before := e.kept(name); !before.IsZero() && inZone(before, zone).Format(clock.LocalLayout) == value {
		return before // of an hour that comes twice the form cannot show which one it is
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

// kept is the moment that the poll has now for a field of the form.
func (e *pollEdit) kept(name string) time.Time {
	switch name {
	case "opens_at":
		return e.before.OpensAt
	case "proposals_until":
		return e.before.ProposalsUntil
	}
	return e.before.ClosesAt
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
