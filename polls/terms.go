package polls

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"kermesse/internal/clock"
	"kermesse/internal/fault"
	"kermesse/internal/text"
	"kermesse/polls/tally"
)

// Limits of a poll's terms, in characters unless they say otherwise.
const (
	MaxTitle    = 200
	MaxIntro    = 2000
	MaxLabel    = 120
	MaxNote     = 200
	MaxAlt      = 250
	MaxOptionID = 64
	MaxOptions  = 100 // options
	maxQuorum   = 1_000_000_000
	maxPoints   = 1000
	maxScore    = 100
	maxSets     = 100
	maxSetSize  = 6
)

// complaints gathers what is wrong with an input, so that all is told at once.
type complaints []fault.Field

func (c *complaints) add(name string, f *fault.Error) {
	if f != nil {
		*c = append(*c, f.At(name))
	}
}

func (c complaints) has(name string) bool {
	return slices.ContainsFunc(c, func(f fault.Field) bool { return f.Name == name })
}

// read puts the terms into their normal form and tells every field that could not even be
// kept in a draft. What is merely missing is missing's.
func (t *Terms) read() []fault.Field {
	var wrong complaints
	t.Slug = strings.TrimSpace(t.Slug)
	wrong.add("slug", text.CheckSlug(t.Slug))
	t.Title = wrong.line("title", t.Title, MaxTitle)
	if t.Title.Empty() && !wrong.has("title") {
		wrong.add("title", text.ErrRequired)
	}
	t.Intro = Text{wrong.lines("intro", t.Intro.FR, MaxIntro), wrong.lines("intro", t.Intro.EN, MaxIntro)}
	t.Options = wrong.options(t.Options)
	wrong = append(wrong, t.wrongTimes()...)
	wrong = append(wrong, t.wrongRules()...)
	wrong = append(wrong, t.wrongSets()...)
	return wrong
}

// place names one of a list of fields: options[2].
func place(list string, i int) string { return list + "[" + strconv.Itoa(i) + "]" }

func (c *complaints) line(name string, t Text, maxChars int) Text {
	fr, wrongFR := text.Line(t.FR, maxChars)
	en, wrongEN := text.Line(t.EN, maxChars)
	if wrongFR != nil {
		c.add(name, wrongFR)
	} else {
		c.add(name, wrongEN)
	}
	return Text{fr, en}
}

func (c *complaints) lines(name, s string, maxChars int) string {
	s, wrong := text.Lines(s, maxChars)
	c.add(name, wrong)
	return s
}

func (c *complaints) options(given []Option) []Option {
	if len(given) > MaxOptions {
		c.add("options", ErrTooManyOptions.With(MaxOptions))
		return nil
	}
	options := make([]Option, len(given))
	taken := map[tally.OptionID]bool{}
	for i, o := range given {
		at := place("options", i)
		o.Label = c.line(at+".label", o.Label, MaxLabel)
		o.Note = c.line(at+".note", o.Note, MaxNote)
		if o.Picture != nil {
			p := *o.Picture
			p.Alt = c.line(at+".image.alt", p.Alt, MaxAlt)
			o.Picture = &p
		}
		if o.ID == "" {
			o.ID = freeID(o.Label, i, given, taken)
		}
		c.add(at+".id", checkOptionID(o.ID, taken))
		taken[o.ID] = true
		options[i] = o
	}
	c.sameLabels(options)
	return options
}

func checkOptionID(id tally.OptionID, taken map[tally.OptionID]bool) *fault.Error {
	s, wrong := text.Line(string(id), MaxOptionID)
	odd := strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r) && !strings.ContainsRune(" _-.", r)
	})
	switch {
	case wrong != nil || odd || s == "" || s != string(id):
		return ErrOptionID.With(MaxOptionID)
	case taken[id]:
		return ErrDuplicateOption.With(id)
	}
	return nil
}

// freeID makes an id for an option that was given none: its name as an address, numbered
// where that is taken by another.
func freeID(label Text, place int, given []Option, taken map[tally.OptionID]bool) tally.OptionID {
	used := func(id tally.OptionID) bool {
		for _, o := range given {
			if o.ID == id {
				return true
			}
		}
		return taken[id]
	}
	stem := text.Slug(label.In("fr"))
	if stem == "" {
		stem = "option-" + strconv.Itoa(place+1)
	}
	id := tally.OptionID(stem)
	for n := 2; used(id); n++ {
		id = tally.OptionID(stem + "-" + strconv.Itoa(n))
	}
	return id
}

// sameLabels refuses two options that a voter could not tell apart.
func (c *complaints) sameLabels(options []Option) {
	for _, lang := range []string{"fr", "en"} {
		first := map[string]bool{}
		for i, o := range options {
			label := strings.ToLower(o.Label.In(lang))
			if label != "" && first[label] {
				c.add(place("options", i)+".label", ErrSameLabel)
				continue
			}
			first[label] = true
		}
		if len(*c) > 0 {
			return
		}
	}
}

func (t *Terms) wrongTimes() []fault.Field {
	var wrong complaints
	if _, err := clock.Zone(t.TimeZone); err != nil {
		wrong.add("time_zone", ErrZone)
	}
	wrong.add("opens_at", checkTime(t.OpensAt))
	wrong.add("closes_at", checkTime(t.ClosesAt))
	wrong.add("proposals_until", checkTime(t.ProposalsUntil))
	t.OpensAt, t.ClosesAt, t.ProposalsUntil = wholeSecond(t.OpensAt), wholeSecond(t.ClosesAt), wholeSecond(t.ProposalsUntil)
	for _, later := range []time.Time{t.OpensAt, t.ClosesAt} {
		if !t.ProposalsUntil.IsZero() && !later.IsZero() && later.Before(t.ProposalsUntil) && !wrong.has("proposals_until") {
			wrong.add("proposals_until", ErrProposalsOrder)
		}
	}
	if !t.OpensAt.IsZero() && !t.ClosesAt.IsZero() && !t.OpensAt.Before(t.ClosesAt) {
		wrong.add("closes_at", ErrTimeOrder)
	}
	return wrong
}

// wholeSecond leaves out what no page shows.
func wholeSecond(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.UTC().Truncate(time.Second)
}

// checkTime keeps out times that are typed by mistake, and whose arithmetic overflows.
func checkTime(t time.Time) *fault.Error {
	if !t.IsZero() && (t.Year() < 2000 || t.Year() > 2200) {
		return ErrTime
	}
	return nil
}

func (t *Terms) wrongRules() []fault.Field {
	var wrong complaints
	if FormOf(t.Method) == "" {
		wrong.add("method", ErrMethod.With(join(Methods())))
	}
	if t.Access.Level() < 0 {
		wrong.add("access", ErrAccess.With(join(Accesses())))
	}
	wrong.add("network_cap", checkRange(t.NetworkCap, 0, maxNetworkCap))
	switch {
	case !t.Access.watchesNetworks():
		t.NetworkCap = 0
	case t.NetworkCap == 0:
		t.NetworkCap = defaultNetworkCap
	}
	if !slices.Contains(Visibilities(), t.Visibility) {
		wrong.add("results", ErrVisibility.With(join(Visibilities())))
	}
	if t.Tie != TieByLot && t.Tie != TieDeclare {
		wrong.add("tie", ErrTie)
	}
	if t.Comments == "" {
		t.Comments = CommentsOff
	}
	if !slices.Contains(CommentPolicies(), t.Comments) {
		wrong.add("comments", ErrComments.With(join(CommentPolicies())))
	}
	if t.WriteIns && FormOf(t.Method) != Choices {
		wrong.add("write_ins", ErrWriteInsForm)
	}
	wrong.add("seats", checkRange(t.Seats, 1, max(len(t.Options), 1)))
	wrong.add("max_choices", checkRange(t.MaxChoices, 0, max(len(t.Options), 1)))
	wrong.add("max_score", checkRange(t.MaxScore, 0, maxScore))
	wrong.add("points", checkRange(t.Points, 0, maxPoints))
	wrong.add("quorum", checkRange(t.Quorum, 0, maxQuorum))
	wrong.add("minimum_share", checkRange(t.MinShareMilli, 0, 1000))
	if t.NoneOption != "" && !slices.Contains(t.optionIDs(), t.NoneOption) {
		wrong.add("none_option", ErrNoneOption)
	}
	return wrong
}

func checkRange[N int | int64](n, low, high N) *fault.Error {
	if n < low || n > high {
		return ErrRange.With(low, high)
	}
	return nil
}

// Missing tells what the poll still needs before it can be published at that time.
func (p Poll) Missing(now time.Time) []fault.Field {
	var missing complaints
	if p.Title.Empty() {
		missing.add("title", text.ErrRequired)
	}
	if len(p.Options) < 2 {
		missing.add("options", ErrTooFewOptions)
	}
	for i, o := range p.Options {
		if o.Label.Empty() {
			missing.add(place("options", i)+".label", text.ErrRequired)
		}
		if o.Picture != nil && o.Picture.Alt.Empty() {
			missing.add(place("options", i)+".image.alt", ErrAltMissing)
		}
	}
	switch {
	case p.ClosesAt.IsZero():
		missing.add("closes_at", ErrTimeMissing)
	case !p.ClosesAt.After(now):
		missing.add("closes_at", ErrTimePast)
	}
	if p.Method == tally.Dots && p.Points == 0 {
		missing.add("points", ErrRange.With(1, maxPoints))
	}
	missing = append(missing, p.missingSets()...)
	if len(missing) == 0 {
		missing.add("method", p.misfit())
	}
	return missing
}

// misfit asks the count itself whether it could be made.
func (p Poll) misfit() *fault.Error {
	if _, err := tally.Count(p.Method, p.optionIDs(), nil, p.rules()); err != nil {
		return ErrSettings.Wrap(err)
	}
	return nil
}

func join[T ~string](list []T) string {
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = string(v)
	}
	return strings.Join(texts, ", ")
}
