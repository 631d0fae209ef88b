package contests

import (
	"context"
	"time"

	"kermesse/contests/photos"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/picture"
	"kermesse/internal/text"
)

// EntryForm is what an entrant sends.
type EntryForm struct {
	Email, Phone string
	Region       string // country of a telephone number typed without its code: "MU"
	As           fan.ID // a fan who is signed in: their proved contact stands for Email and Phone
	Name         string // first name, or any name to go by
	Alias        string // the name to publish, masked; empty: Name
	Answers      map[string]string
	Pictures     map[string]picture.Picture // answers that are one, by the id of the question
	Who          WhoForm
	Acts         map[string]string // answers to the actions of the form, by the id of the action
	Friend       string            // what the link of somebody who told of the contest carries; may be empty
	Rules        Tick
	Newsletter   Tick
	Locale       string      // "fr" or "en"
	Source       EntrySource // empty: FromForm
	Place        EntryPlace  // empty: the contest's page
	Code         CodeForm    // of a pack; may be empty
	Photo        photos.Form // where the contest takes one
	Word         string      // the secret word that they choose; empty: they are given one
	Key          string      // one-time key of the form, so that sending it twice is seen; may be empty
	Trail        Trail       // how the form came; may be empty
	Via          Via         // which way the entrant came; may be empty
}

// Tick is a box of a form: whether it was ticked, and the words beside it. Without
// words the standard ones are taken.
type Tick struct {
	Given   bool
	Refused bool // "no" was chosen, which is kept as a "yes" is
	Text    string
}

// entryRead is a form that was found right.
type entryRead struct {
	form    EntryForm
	contact fan.Contact
	answers map[string]string // with what is kept of who they are
	code    heldCode          // that came along; the zero heldCode for none
	photo   *photos.Ready     // nil: the contest takes none
}

// readEntry checks a form and tells every wrong field at once.
func (s *Service) readEntry(ctx context.Context, c Contest, form EntryForm) (entryRead, error) {
	var wrong problems
	read := entryRead{form: form}
	read.contact = s.readContact(ctx, c, form, &wrong)
	var f *fault.Error
	read.form.Name, f = text.Line(form.Name, maxName)
	wrong.add("name", f)
	read.form.Alias, f = text.Line(form.Alias, maxName)
	wrong.add("alias", f)
	read.form.Word, f = checkWord(form.Word)
	wrong.add("word", f)
	read.answers = c.readAnswers(form, s.clock.Now(), &wrong)
	if r := c.Entry.Codes; r != nil && r.Required && form.Code.Typed == "" && form.Source != FromStaff {
		wrong.add("code", ErrCodeMissing)
	}
	s.readPhoto(ctx, c, &read, &wrong)
	if !form.Rules.Given {
		wrong.add("consents.rules", ErrRulesNotAccepted)
	}
	if form.Source == "" {
		read.form.Source = FromForm
	}
	if form.Locale != "fr" && form.Locale != "en" {
		read.form.Locale = c.Locale
	}
	if err := wrong.err(); err != nil {
		return read, err
	}
	var err error
	read.form.Via, err = s.vias.admit(ctx, s.db, c.ID, form.Via)
	return read, err
}

func (s *Service) readContact(ctx context.Context, c Contest, form EntryForm, wrong *problems) fan.Contact {
	if form.As != "" {
		f, err := s.fans.Find(ctx, c.Brand, form.As)
		if err == nil && f.Verified() {
			return f.Contact
		}
		wrong.add("email", fan.ErrNotFound)
		return fan.Contact{}
	}
	contact, err := fan.ParseContact(form.Email, form.Phone, form.Region)
	if err != nil {
		wrong.fields = append(wrong.fields, fault.From(err).Fields...)
		return contact
	}
	switch {
	case c.Entry.Contact == ContactEmail && contact.Kind != fan.ContactEmail:
		wrong.add("email", ErrEmailNeeded)
	case c.Entry.Contact == ContactPhone && contact.Kind != fan.ContactPhone:
		wrong.add("phone", ErrPhoneNeeded)
	}
	return contact
}

// readAnswers returns what is kept of the answers, and of who they are.
func (c Contest) readAnswers(form EntryForm, now time.Time, wrong *problems) map[string]string {
	answers := c.admit(form.Who, now, wrong)
	for _, q := range c.Entry.Questions {
		_, sent := form.Pictures[q.ID]
		if q.Kind == QuestionPicture {
			wrong.add("answers."+q.ID, q.checkPicture(sent, form.Answers[q.ID]))
			continue
		}
		answer, f := q.checkAnswer(form.Answers[q.ID])
		wrong.add("answers."+q.ID, f)
		if answer != "" {
			answers[q.ID] = answer
		}
	}
	for id := range form.Answers {
		if !c.Entry.asks(id) {
			wrong.add("answers", ErrQuestionUnknown)
			break
		}
	}
	return answers
}

func (r EntryRules) asks(id string) bool {
	for _, q := range r.Questions {
		if q.ID == id {
			return true
		}
	}
	return false
}

// consents are what the form grants or refuses, with the words and the version of the rules
// that were shown.
func (c Contest) consents(form EntryForm) []fan.Consent {
	rules := c.consent("rules:"+c.Slug, form.Rules, form.Locale, rulesTick)
	rules.Version = c.inForce.String()
	given := []fan.Consent{rules}
	if form.Newsletter.Given || form.Newsletter.Refused {
		given = append(given, c.consent("newsletter", form.Newsletter, form.Locale, newsletterTick))
	}
	return append(given, c.photoConsents(form)...)
}

func (c Contest) consent(purpose string, tick Tick, locale string, standard fault.Text) fan.Consent {
	if tick.Text == "" {
		tick.Text = standard.In(locale)
	}
	return fan.Consent{Purpose: purpose, Granted: tick.Given, Text: tick.Text, Locale: locale, Source: c.subject()}
}

// The words beside the boxes, where a form brings none of its own.
var (
	rulesTick = fault.Text{
		FR: "J’ai lu et j’accepte le règlement du jeu-concours.",
		EN: "I have read and accept the rules of the contest.",
	}
	newsletterTick = fault.Text{
		FR: "Je veux recevoir les nouveautés par e-mail (facultatif).",
		EN: "I want to receive news by e-mail (optional).",
	}
)
