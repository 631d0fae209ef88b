package contests

import (
	"bytes"
	"context"
	"time"

	"kermesse/contests/photos"
	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
)

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
// is earned; so it stays while a mandatory action is missing. Faults: ErrNotOpen, ErrClosed,
// ErrCancelled, ErrNotFound, ErrNotInvited, ErrStaff, ErrResting, ErrCrowded, invalid fields.
func (s *Service) Enter(ctx context.Context, slug string, form EntryForm) (Entered, error) {
	c, err := s.Find(ctx, slug)
	if err != nil {
		return Entered{}, err
	}
	read, err := s.readEntry(ctx, c, form)
	if err == nil {
		read.code, err = s.codeOf(ctx, c, read)
	}
	if err != nil {
		return Entered{}, err
	}
	if read.plain() {
		return s.enterTogether(ctx, c.ID, read)
	}
	var in Entered
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := holdByID(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		in, err = s.enterHeld(ctx, tx, c, read)
		return err
	})
	return in, err
}

// enterHeld enters a contest that is held: its list cannot be sealed from here to the commit,
// so that whoever is told that they are in, is in.
func (s *Service) enterHeld(ctx context.Context, tx *db.DB, c Contest, read entryRead) (Entered, error) {
	if err := c.open(s.clock.Now()); err != nil {
		return Entered{}, err
	}
	return s.enter(ctx, tx, c, read)
}

// open is nil while people can enter, and otherwise says why they cannot.
func (c Contest) open(now time.Time) error {
	switch status := c.Status(now); {
	case status == Draft:
		return ErrNotFound
	case status == Cancelled:
		return ErrCancelled
	case c.List != nil:
		return ErrListOnly
	}
	switch c.Status(now) {
	case Open:
		return nil
	case Published:
		at := momentWords(c.OpensAt, c.Location())
		return ErrNotOpen.With(at.FR, at.EN)
	}
	at := momentWords(c.ClosesAt, c.Location())
	return ErrClosed.With(at.FR, at.EN)
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
	watched, err := s.watched(ctx, tx, c, f, n.Status == EntryPending && !n.ready)
	if err != nil {
		return Entered{}, err
	}
	if n.Status == EntryConfirmed {
		if read.code.hash != nil {
			n.Tickets = c.withCode(n.Tickets)
		}
		if err := s.place(ctx, tx, c, &n.Entry); err != nil {
			return Entered{}, err
		}
	}
	if n.Referrer, err = s.referrer(ctx, tx, c, f, read.form.Friend); err != nil {
		return Entered{}, err
	}
	inserted, err := insertEntry(ctx, tx, n)
	if err != nil {
		return Entered{}, err
	}
	if !inserted {
		return s.again(ctx, tx, c, f, n, read)
	}
	if err := s.takeCode(ctx, tx, c, n.Entry, read.code); err != nil {
		return Entered{}, err
	}
	if n.Flags, err = s.flag(ctx, tx, c, f, n, read, watched); err != nil {
		return Entered{}, err
	}
	return s.entered(ctx, tx, c, f, n, read)
}

// entered does what follows from a new entry: what came with the form is kept, and it counts
// at once or waits for what is missing. Who may enter is asked of lists only where nothing is
// to be proved first: a stranger must not learn from them who won, or works here.
func (s *Service) entered(ctx context.Context, tx *db.DB, c Contest, f fan.Fan, n newRow, read entryRead) (Entered, error) {
	in := Entered{Contest: c, Entry: n.Entry, Contact: f.Contact.Masked(), Own: true}
	if n.Status == EntryConfirmed || n.ready {
		if err := s.barred(ctx, tx, c, f.Contact); err != nil {
			return Entered{}, err
		}
	}
	if err := s.keepSent(ctx, tx, c, n.Entry, read); err != nil {
		return Entered{}, err
	}
	var err error
	switch {
	case n.ready:
		err = s.complete(ctx, tx, f, n.Entry, n.Consents, &in)
	case n.Status == EntryPending:
		in.Challenge, err = s.challenge(ctx, tx, c, f, n.Entry)
	default:
		if err = s.welcome(ctx, tx, c, f, n.Entry, n.Consents); err == nil {
			err = s.creditReferrer(ctx, tx, c, n.Entry)
		}
	}
	return in, err
}

// keepSent keeps the pictures of a form, and what it brought of actions. What is wrong there
// refuses no entry: its own page tells, and lets try again where the rules do.
func (s *Service) keepSent(ctx context.Context, tx *db.DB, c Contest, e Entry, read entryRead) error {
	form := read.form
	for _, q := range c.Entry.Questions {
		sent, ok := form.Pictures[q.ID]
		if !ok || q.Kind != QuestionPicture {
			continue
		}
		if err := s.keepPicture(ctx, tx, e.ID, answerField(q.ID), sent); err != nil {
			return err
		}
	}
	if read.photo != nil {
		if err := s.photos.Keep(ctx, tx, c.Photographed(), string(e.ID), photos.Entrant{Fan: e.Fan, Alias: e.Alias, Locale: e.Locale}, *read.photo); err != nil {
			return err
		}
	}
	for _, a := range c.Entry.Actions {
		answer := form.Acts[a.ID]
		if answer == "" || !a.InForm() {
			continue
		}
		if _, err := s.try(ctx, tx, c, e, a, nil, ActForm{Answer: answer}); err != nil {
			return err
		}
	}
	return nil
}

// again answers somebody who has entered already. Whoever has not proved their address
// gets a code again where the contest asks for one, so that the answer does not tell a
// stranger who has entered; whoever has proved it needs none.
func (s *Service) again(ctx context.Context, tx *db.DB, c Contest, f fan.Fan, n newRow, read entryRead) (Entered, error) {
	proved := read.form.As != ""
	e, err := selectEntry(ctx, tx, "WHERE contest_id = ? AND holder = ?"+tx.ForUpdate(), string(c.ID), n.Holder)
	if err != nil {
		return Entered{}, err
	}
	in := Entered{Contest: c, Entry: e.Entry, Contact: f.Contact.Masked(), Repeated: true}
	in.Own = proved || len(n.FormKey) > 0 && bytes.Equal(n.FormKey, e.row.FormKey)
	if err := s.codeAgain(ctx, tx, c, e, read.code, proved || n.Source == FromStaff); err != nil {
		return Entered{}, err
	}
	pending := e.Status == EntryPending
	switch {
	case proved && pending:
		err = s.confirm(ctx, tx, f, e, &in)
	case c.Entry.Confirm && n.Source != FromStaff && (pending && e.ReadyAt.IsZero() || !in.Own):
		in.Challenge, err = s.challenge(ctx, tx, c, f, e.Entry)
	}
	return in, err
}

// AddEntry enters somebody on their behalf: at a counter, by telephone, from a paper
// slip. The entry counts at once and the journal says who typed it. Faults: those of Enter.
func (s *Service) AddEntry(ctx context.Context, actor account.Actor, slug string, form EntryForm) (Entered, error) {
	c, err := s.find(ctx, s.db, actor, account.Moderate, slug)
	if err != nil {
		return Entered{}, err
	}
	form.Source = FromStaff
	read, err := s.readEntry(ctx, c, form)
	if err == nil {
		read.code, err = s.codeOf(ctx, c, read)
	}
	if err != nil {
		return Entered{}, err
	}
	var in Entered
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := holdByID(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		if in, err = s.enterHeld(ctx, tx, c, read); err != nil || in.Repeated {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "entry.added", Subject: c.subject(), At: s.clock.Now(),
			After: map[string]any{"entry": in.Entry.ID, "number": in.Entry.Number},
		})
	})
	return in, err
}
