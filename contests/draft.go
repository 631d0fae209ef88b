package contests

import (
	"slices"
	"time"

	"golang.org/x/text/currency"

	"kermesse/contests/draw"
	"kermesse/internal/clock"
	"kermesse/internal/fault"
	"kermesse/internal/text"
)

// Form is a contest as a person fills it in. Dates are text, because only here is it
// known which zone they are in, and because all that is wrong is told at once.
type Form struct {
	Slug        string // empty: made from the title
	Title       string
	Description string
	Locale      string // empty: the brand's
	TimeZone    string // empty: the brand's
	OpensAt     string // RFC 3339, or a local time in TimeZone: 2026-12-31T23:59
	ClosesAt    string
	Picture     *Picture // its hash and what it shows; nil: none
	Prizes      []Prize
	Mode        draw.Mode  // empty: one-win
	Source      SourceKind // empty: the one that proves most of those that can be published here
	MarginS     int        // seconds; 0: what suits the source
	ClaimDays   int        // 0: fifteen
	OwnRules    string     // the brand's own clauses, Markdown; may be empty
	Also        Wording    // in the other language; may be empty
	Entry       EntryRules
	Law         *LegalTerms // nil: what suits the brand

	// Unfinished drafts may lack what publication asks for: Service.Missing tells what. What
	// is there must be right all the same.
	Unfinished bool
}

const (
	maxTitle       = 120
	maxDescription = 4000
	maxOwnRules    = 20_000
	maxPrizeName   = 120
	maxAlt         = 160
	maxPrizes      = 100
	maxUnits       = 10_000
	maxSlots       = 20_000 // winners and alternates of all prizes: one transaction draws them and tells the winners
	maxDays        = 400
	maxClaimDays   = 90
	stdClaimDays   = 15
	maxValueMinor  = 1_000_000_000_000
)

// Form is the contest as a person would fill it in: what a draft is edited by.
func (c Contest) Form() Form {
	f := Form{
		Slug: c.Slug, Title: c.Title, Description: c.Description, Locale: c.Locale, TimeZone: c.TimeZone,
		OpensAt: formMoment(c.OpensAt), ClosesAt: formMoment(c.ClosesAt), Prizes: slices.Clone(c.Prizes),
		Mode: c.Mode, Source: c.Source, MarginS: int(c.Margin / time.Second), ClaimDays: c.ClaimDays,
		OwnRules: c.OwnRules, Also: c.Also, Entry: c.Entry.clone(), Law: c.Law.clone(),
	}
	if c.Picture != nil {
		f.Picture = &Picture{Hash: c.Picture.Hash, Alt: c.Picture.Alt}
	}
	return f
}

// formMoment is a moment as parseMoment reads it; empty for one that is not fixed yet.
func formMoment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// contest returns the draft that the form describes, or every field that is wrong.
// Whether the dates lie ahead is asked at publication only: a draft may wait.
func (f Form) contest() (Contest, error) {
	wrong := problems{unfinished: f.Unfinished}
	c := Contest{
		Slug: f.Slug, Locale: f.Locale, TimeZone: f.TimeZone, Mode: f.Mode, Source: f.Source,
		Prizes: slices.Clone(f.Prizes), ClaimDays: f.ClaimDays, Entry: f.Entry.clone(), Law: f.Law.clone(),
	}
	c.Title = wrong.line("title", f.Title, maxTitle)
	c.Description = wrong.lines("description", f.Description, maxDescription)
	c.OwnRules = wrong.lines("own_rules", f.OwnRules, maxOwnRules)
	if c.Slug == "" {
		c.Slug = text.Slug(c.Title)
	}
	wrong.add("slug", checkSlug(c.Slug))
	if c.Locale != "fr" && c.Locale != "en" {
		wrong.add("locale", ErrLocaleUnknown)
	}
	f.readDates(&c, &wrong)
	f.readPicture(&c, &wrong)
	checkPrizes(c.Prizes, &wrong)
	f.readDraw(&c, &wrong)
	c.Entry.check(&wrong)
	if c.Law != nil {
		c.Law.check(c.ClaimDays, &wrong)
	}
	c.checkInstants(&wrong)
	c.checkPhotos(&wrong)
	f.readWording(&c, &wrong)
	return c, wrong.err()
}

// readPicture asks for words for those who do not see the picture; its size is measured
// where it is stored.
func (f Form) readPicture(c *Contest, wrong *problems) {
	if f.Picture != nil {
		c.Picture = &Picture{Hash: f.Picture.Hash, Alt: wrong.line("picture.alt", f.Picture.Alt, maxAlt)}
	}
}

func (f Form) readDates(c *Contest, wrong *problems) {
	if _, err := clock.Zone(f.TimeZone); err != nil {
		wrong.add("time_zone", ErrZoneUnknown)
	}
	opens, closes := f.readMoment("opens_at", f.OpensAt, wrong), f.readMoment("closes_at", f.ClosesAt, wrong)
	c.OpensAt, c.ClosesAt = opens, closes
	if opens.IsZero() || closes.IsZero() {
		return
	}
	if closes.Before(opens.Add(time.Minute)) {
		wrong.add("closes_at", ErrClosesBeforeOpening)
	}
	if closes.After(opens.AddDate(0, 0, maxDays)) {
		wrong.add("closes_at", ErrTooLong.With(maxDays))
	}
}

// readMoment reads a date, which may be fixed later where the draft is not finished.
func (f Form) readMoment(name, value string, wrong *problems) time.Time {
	t, bad := parseMoment(value, f.TimeZone)
	if value == "" {
		wrong.lack(name, bad)
	} else {
		wrong.add(name, bad)
	}
	return t
}

func (f Form) readDraw(c *Contest, wrong *problems) {
	if c.Mode == "" {
		c.Mode = draw.OneWin
	}
	if c.Mode != draw.OneWin && c.Mode != draw.ManyWins {
		wrong.add("draw.mode", ErrModeUnknown)
	}
	if c.Source == "" {
		c.Source = SourceDrand
	}
	terms, known := sourceTerms[c.Source]
	if !known {
		wrong.add("draw.source", ErrSourceUnknown)
	}
	seconds := f.MarginS
	if seconds == 0 {
		seconds = terms.usualMarginS
	}
	if known && (seconds < terms.leastMarginS || seconds > maxMarginS) {
		wrong.add("draw.margin_seconds", ErrMargin.With(terms.leastMarginS, maxMarginS))
	}
	c.Margin = time.Duration(seconds) * time.Second
	if c.ClaimDays == 0 {
		c.ClaimDays = stdClaimDays
	}
	if c.ClaimDays < 1 || c.ClaimDays > maxClaimDays {
		wrong.add("draw.claim_days", ErrClaimDays.With(1, maxClaimDays))
	}
}

// reservedSlugs are words that the panel puts where a slug stands.
var reservedSlugs = []string{"new"}

func checkSlug(slug string) *fault.Error {
	if slices.Contains(reservedSlugs, slug) {
		return ErrSlugReserved
	}
	return text.CheckSlug(slug)
}

func checkPrizes(prizes []Prize, wrong *problems) {
	switch {
	case len(prizes) == 0:
		wrong.lack("prizes", ErrNoPrize)
	case len(prizes) > maxPrizes:
		wrong.add("prizes", ErrTooManyPrizes.With(maxPrizes))
		return
	}
	slots := 0
	for j := range prizes {
		p := &prizes[j]
		slots += max(0, min(p.Winners, maxUnits)) + max(0, min(p.Alternates, maxUnits))
		p.Name = wrong.line(indexed("prizes", j, "name"), p.Name, maxPrizeName)
		if p.Winners < 1 || p.Winners > maxUnits {
			wrong.add(indexed("prizes", j, "winners"), ErrWinners.With(maxUnits))
		}
		if p.Alternates < 0 || p.Alternates > maxUnits {
			wrong.add(indexed("prizes", j, "alternates"), ErrAlternates.With(maxUnits))
		}
		wrong.add(indexed("prizes", j, "value"), p.checkValue())
		p.checkHanding(indexed("prizes", j, ""), wrong)
	}
	if slots > maxSlots {
		wrong.add("prizes", ErrTooManySlots.With(maxSlots))
	}
}

func (p *Prize) checkValue() *fault.Error {
	if p.ValueMinor == 0 {
		p.Currency = ""
		return nil
	}
	unit, err := currency.ParseISO(p.Currency)
	if err != nil || p.ValueMinor < 0 || p.ValueMinor > maxValueMinor {
		return ErrPrizeValue
	}
	p.Currency = unit.String()
	return nil
}

func (r EntryRules) clone() EntryRules {
	r.Countries = slices.Clone(r.Countries)
	r.Codes = copied(r.Codes)
	r.Instant = r.Instant.clone()
	r.Slips = r.Slips.clone()
	r.Photos = r.Photos.Clone()
	r.Questions = slices.Clone(r.Questions)
	for i := range r.Questions {
		r.Questions[i].Choices = slices.Clone(r.Questions[i].Choices)
		r.Questions[i].Also.Choices = slices.Clone(r.Questions[i].Also.Choices)
	}
	r.Actions = slices.Clone(r.Actions)
	for i := range r.Actions {
		r.Actions[i].Also.Choices = slices.Clone(r.Actions[i].Also.Choices)
	}
	r.Who.Domains = slices.Clone(r.Who.Domains)
	return r
}

// copied returns what a pointer leads to as something of its own; nil for nil.
func copied[T any](p *T) *T {
	if p == nil {
		return nil
	}
	return new(*p)
}
