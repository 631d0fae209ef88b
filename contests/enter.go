package contests

import (
	"bytes"
	"context"
	"crypto/sha256"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/text"
)

// EntryForm is what an entrant sends.
type EntryForm struct {
	Email, Phone string
	Region       string // country of a telephone number typed without its code: "MU"
	As           fan.ID // a fan who is signed in: their proved contact stands for Email and Phone
	Name         string // first name, or any name to go by
	Alias        string // the name to publish, where the contest lets them choose
	Answers      map[string]string
	Rules        Tick
	Newsletter   Tick
	Locale       string // "fr" or "en"
	Source       EntrySource
	Key          string // one-time key of the form, so that sending it twice is seen; may be empty
}

// Tick is a box of a form: whether it was ticked, and the words beside it. Without
// words the standard ones are taken.
type Tick struct {
	Given bool
	Text  string
}

// Entered is how an entry was received.
type Entered struct {
	Contest   Contest
	Entry     Entry
	Challenge string // goes back with the code that was mailed; empty if none was
	Contact   string // masked
	Repeated  bool   // this person had entered already; nothing was added
	Own       bool   // the receipt may be shown: it is new, or the very same form again
}

// Enter takes part in a contest. One person has one entry: entering again, or sending
// the form twice, gives the entry there is. Where the contest asks for it the entry is
// pending until the address is confirmed; until then no consent is recorded and nothing
// is earned. Faults: ErrNotOpen, ErrClosed, ErrCancelled, ErrNotFound, invalid fields.
func (s *Service) Enter(ctx context.Context, slug string, form EntryForm) (Entered, error) {
	c, err := s.Find(ctx, slug)
	if err != nil {
		return Entered{}, err
	}
	read, err := s.readEntry(ctx, c, form)
	if err != nil {
		return Entered{}, err
	}
	var in Entered
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		// The list cannot be sealed from here to the commit: whoever is told that they
		// are in, is in.
		c, err := holdByID(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		if err := c.open(s.clock.Now()); err != nil {
			return err
		}
		in, err = s.enter(ctx, tx, c, read)
		return err
	})
	return in, err
}

// open is nil while people can enter, and otherwise says why they cannot.
func (c Contest) open(now time.Time) error {
	switch c.Status(now) {
	case Open:
		return nil
	case Draft:
		return ErrNotFound
	case Published:
		at := momentWords(c.OpensAt, c.Location())
		return ErrNotOpen.With(at.FR, at.EN)
	case Cancelled:
		return ErrCancelled
	}
	at := momentWords(c.ClosesAt, c.Location())
	return ErrClosed.With(at.FR, at.EN)
}

// entryRead is a form that was found right.
type entryRead struct {
	form    EntryForm
	contact fan.Contact
	answers map[string]string
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
	read.answers = c.Entry.readAnswers(form.Answers, &wrong)
	if !form.Rules.Given {
		wrong.add("consents.rules", ErrRulesNotAccepted)
	}
	if form.Locale != "fr" && form.Locale != "en" {
		read.form.Locale = c.Locale
	}
	return read, wrong.err()
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

func (r EntryRules) readAnswers(given map[string]string, wrong *problems) map[string]string {
	answers := make(map[string]string, len(r.Questions))
	for _, q := range r.Questions {
		answer, f := q.checkAnswer(given[q.ID])
		wrong.add("answers."+q.ID, f)
		if answer != "" {
			answers[q.ID] = answer
		}
	}
	for id := range given {
		if !r.asks(id) {
			wrong.add("answers", ErrQuestionUnknown)
			break
		}
	}
	if len(answers) == 0 {
		return nil
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

// enter stores the entry, or finds the one that the person has.
func (s *Service) enter(ctx context.Context, tx *db.DB, c Contest, read entryRead) (Entered, error) {
	f, err := s.fans.Ensure(ctx, tx, c.Brand, read.contact, c.Entry.FoldAliases)
	if err != nil {
		return Entered{}, err
	}
	n, err := s.newEntry(c, f, read)
	if err != nil {
		return Entered{}, err
	}
	inserted, err := insertEntry(ctx, tx, n)
	if err != nil {
		return Entered{}, err
	}
	in := Entered{Contest: c, Entry: n.Entry, Contact: f.Contact.Masked(), Own: true}
	if !inserted {
		return s.again(ctx, tx, c, f, n)
	}
	if n.Status == EntryPending {
		in.Challenge, err = s.challenge(ctx, tx, c, f, n.Entry)
		return in, err
	}
	return in, s.welcome(ctx, tx, c, f, n.Entry, n.Consents)
}

// again answers somebody who has entered already. Where contacts are proved a code goes
// out again, so that the answer does not tell a stranger who has entered.
func (s *Service) again(ctx context.Context, tx *db.DB, c Contest, f fan.Fan, n newRow) (Entered, error) {
	e, err := selectEntry(ctx, tx, "WHERE contest_id = ? AND holder = ?", string(c.ID), n.Holder)
	if err != nil {
		return Entered{}, err
	}
	in := Entered{Contest: c, Entry: e.Entry, Contact: f.Contact.Masked(), Repeated: true}
	in.Own = len(n.FormKey) > 0 && bytes.Equal(n.FormKey, e.row.FormKey)
	if c.Entry.Confirm && !in.Own {
		in.Challenge, err = s.challenge(ctx, tx, c, f, e.Entry)
	}
	return in, err
}

// newEntry makes the entry of a fan, with a fresh secret.
func (s *Service) newEntry(c Contest, f fan.Fan, read entryRead) (newRow, error) {
	now := s.clock.Now()
	n := newRow{
		Entry: Entry{
			Fan: f.ID, Source: read.form.Source, Status: EntryConfirmed, Name: read.form.Name, Locale: read.form.Locale,
			Answers: read.answers, CreatedAt: now, AcceptedAt: now.Truncate(time.Second),
		},
		Holder:   "fan:" + string(f.ID),
		Consents: c.consents(read.form),
	}
	proved := read.form.As != ""
	if c.Entry.Confirm && !proved && read.form.Source != FromStaff {
		n.Status, n.AcceptedAt = EntryPending, time.Time{}
	}
	if f.Disposable {
		n.Flags = append(n.Flags, FlagDisposable)
	}
	if n.Status == EntryConfirmed && !f.Verified() {
		n.Flags = append(n.Flags, FlagUnproved)
	}
	if read.form.Key != "" {
		sum := sha256.Sum256([]byte(read.form.Key))
		n.FormKey = sum[:]
	}
	name := read.form.Name
	if c.Entry.AskAlias && read.form.Alias != "" {
		name = read.form.Alias
	}
	return n, s.commit(c, &n, Mask(name), identityOf(f.Contact))
}

// commit gives an entry its id, number, secret and commitment. identity is who it is;
// alias is the name that is published, or empty to go by the number.
func (s *Service) commit(c Contest, n *newRow, alias, identity string) error {
	drawID, err := c.drawID()
	if err != nil {
		return err
	}
	n.ID, n.Contest, n.Tickets, n.Revision = EntryID(db.NewID()), c.ID, 1, 1
	entryID, err := draw.ParseID(string(n.ID))
	if err != nil {
		return err
	}
	secret, err := draw.NewSecret(s.random)
	if err != nil {
		return err
	}
	n.Number = numberOf(entryID)
	if n.Alias = norm.NFC.String(alias); n.Alias == "" {
		n.Alias = n.Number
	}
	opening := draw.Opening{Draw: drawID, Entry: entryID, Secret: secret, Alias: n.Alias, Identity: norm.NFC.String(identity)}
	n.Commitment, n.IdentityCommit = opening.Commitment(), opening.Disclose().IdentityCommitment
	n.SecretSealed, err = s.vault.seal(secret[:], secretRow(n.ID))
	return err
}

// secretRow is what an entry's sealed secret is bound to.
func secretRow(id EntryID) string { return "secret of " + string(id) }

// identityOf is the contact as the commitment holds it.
func identityOf(c fan.Contact) string { return strings.ToLower(c.Value) }

// consents are what the form grants, with the words that were shown.
func (c Contest) consents(form EntryForm) []fan.Consent {
	given := []fan.Consent{c.consent("rules:"+c.Slug, form.Rules, form.Locale, rulesTick)}
	if form.Newsletter.Given {
		given = append(given, c.consent("newsletter", form.Newsletter, form.Locale, newsletterTick))
	}
	return given
}

func (c Contest) consent(purpose string, tick Tick, locale string, standard fault.Text) fan.Consent {
	if tick.Text == "" {
		tick.Text = standard.In(locale)
	}
	return fan.Consent{Purpose: purpose, Granted: true, Text: tick.Text, Locale: locale, Source: c.subject()}
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

// AddEntry enters somebody on their behalf: at a counter, by telephone, from a paper
// slip. The entry counts at once and the journal says who typed it. Faults: those of Enter.
func (s *Service) AddEntry(ctx context.Context, actor account.Actor, slug string, form EntryForm) (Entered, error) {
	c, err := s.find(ctx, s.db, actor, account.Moderate, slug)
	if err != nil {
		return Entered{}, err
	}
	form.Source = FromStaff
	read, err := s.readEntry(ctx, c, form)
	if err != nil {
		return Entered{}, err
	}
	var in Entered
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := holdByID(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		if err := c.open(s.clock.Now()); err != nil {
			return err
		}
		if in, err = s.enter(ctx, tx, c, read); err != nil || in.Repeated {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "entry.added", Subject: c.subject(), At: s.clock.Now(),
			After: map[string]any{"entry": in.Entry.ID, "number": in.Entry.Number},
		})
	})
	return in, err
}
