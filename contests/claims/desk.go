package claims

import (
	"context"
	"strings"
	"time"

	"kermesse/contests/claims/postal"
	"kermesse/internal/account"
	"kermesse/internal/codes"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/mail"
	"kermesse/internal/text"
)

// Act is what staff do with a claim.
type Act string

// The acts.
const (
	ActKeep     Act = "keep"     // the winner meets the conditions: the prize is theirs for good, and is to be sent
	ActSend     Act = "send"     // it has left
	ActReceived Act = "received" // the winner has it
)

// Acts lists the acts.
func Acts() []Act { return []Act{ActKeep, ActSend, ActReceived} }

// Doing is an act with what goes with it.
type Doing struct {
	Act      Act
	Carrier  string // ActSend: may be empty
	Tracking string // ActSend: may be empty
	Note     string // ActReceived: how staff know; needed
}

const (
	maxNote    = 300
	maxCarrier = 60
	maxBatch   = 500
)

// check returns the doing as it is stored.
func (d Doing) check() (Doing, error) {
	var wrong []fault.Field
	read := func(name, value string, most int) string {
		value, f := text.Line(value, most)
		if f != nil {
			wrong = append(wrong, f.At(name))
		}
		return value
	}
	d.Carrier, d.Tracking = read("carrier", d.Carrier, maxCarrier), read("tracking", d.Tracking, maxCarrier)
	d.Note = read("note", d.Note, maxNote)
	switch d.Act {
	case ActKeep, ActSend:
	case ActReceived:
		if d.Note == "" {
			wrong = append(wrong, ErrNoteMissing.At("note"))
		}
	default:
		wrong = append(wrong, ErrActUnknown.At("act"))
	}
	if len(wrong) > 0 {
		return d, fault.Invalids(wrong...)
	}
	return d, nil
}

// Refusal is a claim of a batch for which an act was refused.
type Refusal struct {
	Claim Claim
	Fault *fault.Error
}

// Do does an act with one claim. It needs HandPrizes. Faults: ErrNotFound, ErrNotYet,
// ErrTooFar, ErrVoid and the like, those of the origin, invalid fields.
func (s *Service) Do(ctx context.Context, actor account.Actor, id ID, d Doing) error {
	d, err := d.check()
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		c, at, err := s.forStaff(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		return s.do(ctx, tx, actor, c, at, d)
	})
}

// DoAll does an act with many claims, each by itself: what is refused for one does not stop
// the others. It needs HandPrizes.
func (s *Service) DoAll(ctx context.Context, actor account.Actor, ids []ID, d Doing) (done int, refused []Refusal, err error) {
	if _, err := d.check(); err != nil {
		return 0, nil, err
	}
	for _, id := range ids[:min(len(ids), maxBatch)] {
		err := s.Do(ctx, actor, id, d)
		f := fault.From(err)
		switch {
		case err == nil:
			done++
		case f.Kind == fault.Internal || f.Kind == fault.Forbidden:
			return done, refused, err
		default:
			c, _ := selectClaim(ctx, s.db, "WHERE id = ? AND brand_id = ?", string(id), string(actor.Brand))
			refused = append(refused, Refusal{Claim: c, Fault: f})
		}
	}
	return done, refused, nil
}

// forStaff returns a claim of the actor's brand, held, and its contest.
func (s *Service) forStaff(ctx context.Context, tx *db.DB, actor account.Actor, id ID) (Claim, Contest, error) {
	c, err := selectClaim(ctx, tx, "WHERE id = ?", string(id))
	if err != nil {
		return Claim{}, Contest{}, err
	}
	if err := actor.RequireOr(account.HandPrizes, c.Brand, ErrNotFound); err != nil {
		return Claim{}, Contest{}, err
	}
	if c, err = s.hold(ctx, tx, c); err != nil {
		return Claim{}, Contest{}, err
	}
	at, err := s.host.Describe(ctx, tx, c.Contest)
	return c, at, err
}

func (s *Service) do(ctx context.Context, tx *db.DB, actor account.Actor, c Claim, at Contest, d Doing) error {
	if err := c.settled(at, s.clock.Now()); err != nil {
		return err
	}
	switch d.Act {
	case ActKeep:
		if c.State != Accepted {
			return ErrTooFar
		}
		return s.keep(ctx, tx, actor, c)
	case ActSend:
		return s.send(ctx, tx, actor, c, at, d)
	}
	if c.State == Received {
		return ErrTooFar
	}
	if err := s.receive(ctx, tx, actor.Name, c, receipt{note: d.Note}); err != nil {
		return err
	}
	return s.keepInOrigin(ctx, tx, actor, c, true)
}

// settled is nil for a claim that its winner has answered by yes.
func (c Claim) settled(at Contest, now time.Time) error {
	if c.State.Open() && !c.Late(now) {
		return ErrNotYet
	}
	return c.alive(at, now)
}

// keep makes a prize its winner's for good.
func (s *Service) keep(ctx context.Context, tx *db.DB, actor account.Actor, c Claim) error {
	now := s.clock.Now()
	moved, err := updateFrom(ctx, tx, c.ID, columns{"state": string(ToSend), "kept_at": db.Millis(now)}, Accepted)
	if err != nil {
		return err
	}
	if !moved {
		return ErrTooFar
	}
	if err := s.step(ctx, tx, c, StepKind(ToSend), actor.Name, ""); err != nil {
		return err
	}
	return s.keepInOrigin(ctx, tx, actor, c, false)
}

// keepInOrigin tells the origin that a prize is its winner's for good, unless it knows.
func (s *Service) keepInOrigin(ctx context.Context, tx *db.DB, actor account.Actor, c Claim, handed bool) error {
	if !c.KeptAt.IsZero() {
		return nil
	}
	origin, err := s.origin(c)
	if err != nil {
		return err
	}
	return origin.Keep(ctx, tx, actor, c.Won, handed)
}

// send notes that a prize has left, and tells its winner. Sending it again corrects the
// tracking.
func (s *Service) send(ctx context.Context, tx *db.DB, actor account.Actor, c Claim, at Contest, d Doing) error {
	now := s.clock.Now()
	set := columns{"state": string(Sent), "carrier": d.Carrier, "tracking": d.Tracking, "purge_at": db.Millis(at.purgeAfter(now))}
	if c.SentAt.IsZero() {
		set["sent_at"] = db.Millis(now)
	}
	if c.KeptAt.IsZero() {
		set["kept_at"] = db.Millis(now)
	}
	moved, err := updateFrom(ctx, tx, c.ID, set, Accepted, ToSend, Sent)
	if err != nil {
		return err
	}
	if !moved {
		return ErrTooFar
	}
	if err := s.step(ctx, tx, c, StepKind(Sent), actor.Name, strings.TrimSpace(d.Carrier+" "+d.Tracking)); err != nil {
		return err
	}
	err = account.Record(ctx, tx, actor, account.Change{
		Action: "claim.sent", Subject: c.subject(at), At: now,
		After: map[string]any{"claim": c.ID, "carrier": d.Carrier}, // the journal stays when the address goes
	})
	if err != nil {
		return err
	}
	err = s.write(ctx, tx, c, func(l letterhead) mail.Letter {
		return mail.PrizeSent{Win: winOf(l, c), Carrier: d.Carrier, Tracking: d.Tracking, Link: s.claimPage(l.brand, c)}
	})
	if err != nil {
		return err
	}
	return s.keepInOrigin(ctx, tx, actor, c, false)
}

// receipt is how it is known that somebody has their prize.
type receipt struct {
	note  string // by staff
	place string // handed over here
}

// receive notes that a winner has their prize; actor is empty where they say so themselves.
// It is once for ever: whoever comes second is told.
func (s *Service) receive(ctx context.Context, tx *db.DB, actor string, c Claim, how receipt) error {
	at, err := s.host.Describe(ctx, tx, c.Contest)
	if err != nil {
		return err
	}
	now := s.clock.Now()
	set := columns{
		"state": string(Received), "received_at": db.Millis(now), "handed_by": actor, "handed_where": how.place,
		"purge_at": db.Millis(at.purgeAfter(now)),
	}
	if c.KeptAt.IsZero() {
		set["kept_at"] = db.Millis(now)
	}
	moved, err := updateFrom(ctx, tx, c.ID, set, Accepted, ToSend, Sent)
	if err != nil {
		return err
	}
	if !moved {
		return ErrTooFar
	}
	note := how.note
	if how.place != "" {
		note = how.place
	}
	if err := s.step(ctx, tx, c, StepKind(Received), actor, note); err != nil {
		return err
	}
	c.ReceivedAt = now
	return s.host.Tell(ctx, tx, NewsReceived, c, now)
}

// Inspected is a claim as staff see it.
type Inspected struct {
	Message
	Contact string         // empty for those who may not know it
	Address postal.Address // likewise
	Steps   []Step
	Word    string // by which the winner knows our messages; for those who write them
}

// Inspect returns a claim to staff. It needs HandPrizes; contact, address and secret word are
// for those who may see people. Faults: ErrNotFound.
func (s *Service) Inspect(ctx context.Context, actor account.Actor, id ID) (Inspected, error) {
	c, err := selectClaim(ctx, s.db, "WHERE id = ?", string(id))
	if err != nil {
		return Inspected{}, err
	}
	if err := actor.RequireOr(account.HandPrizes, c.Brand, ErrNotFound); err != nil {
		return Inspected{}, err
	}
	in := Inspected{}
	if in.Message, err = s.message(ctx, c); err != nil {
		return in, err
	}
	if in.Steps, err = selectSteps(ctx, s.db, c.ID); err != nil {
		return in, err
	}
	if c.Fan != "" {
		f, err := s.fans.Find(ctx, c.Brand, c.Fan)
		if err != nil {
			return in, err
		}
		if actor.May(account.ViewPeople) {
			in.Contact = f.Contact.Value
		}
	}
	if !actor.May(account.ViewPeople) {
		in.Claim.Name = ""
		return in, nil
	}
	if in.Address, err = s.address(c); err != nil {
		return in, err
	}
	in.Word, err = s.host.SecretWord(ctx, s.db, c.Entry)
	return in, err
}

// MakeHandCode makes a code that identifies a winner whom no e-mail reaches: staff give it to
// them where they are known, on the network or by telephone. It is shown once, works once and
// for three days; another one ends it. Whoever has it answers as the winner and reads what the
// winner may: it needs HandPrizes and ViewPeople, and is journaled.
func (s *Service) MakeHandCode(ctx context.Context, actor account.Actor, id ID) (string, error) {
	if err := actor.Require(account.ViewPeople, actor.Brand); err != nil {
		return "", err
	}
	drawn, err := codes.Letters32.Draw(s.random, 1, handLetters)
	if err != nil {
		return "", err
	}
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		c, at, err := s.forStaff(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		now := s.clock.Now()
		if err := c.alive(at, now); err != nil {
			return err
		}
		c.handHash, c.handUntil = s.handHash(c.ID, drawn[0]), now.Add(handLife)
		if err := updateHandCode(ctx, tx, c); err != nil {
			return err
		}
		if err := s.step(ctx, tx, c, stepHandCode, actor.Name, ""); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "claim.code_made", Subject: c.subject(at), At: now, After: map[string]any{"claim": c.ID},
		})
	})
	return codes.Group(drawn[0], 4), err
}

// Assist answers for a winner who cannot do it alone: at the counter, by telephone. how is how
// staff know that it is them, and is kept in the journal. accept nil is a no. It needs
// HandPrizes and, since it says where a prize goes and whether it goes on, ViewPeople: whoever
// has just a till hands over what its winner has accepted. Faults: those of Accept and Decline,
// ErrNoteMissing on the field how.
func (s *Service) Assist(ctx context.Context, actor account.Actor, id ID, how string, accept *Answer) error {
	if err := actor.Require(account.ViewPeople, actor.Brand); err != nil {
		return err
	}
	how, f := text.Line(how, maxNote)
	if f == nil && how == "" {
		f = ErrNoteMissing
	}
	if f != nil {
		return fault.Invalids(f.At("how"))
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		c, at, err := s.forStaff(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if _, err := s.identified(ctx, tx, c, at, actor.Name, how); err != nil {
			return err
		}
		err = account.Record(ctx, tx, actor, account.Change{
			Action: "claim.assisted", Subject: c.subject(at), At: s.clock.Now(),
			After: map[string]any{"claim": c.ID, "accepted": accept != nil, "how": how},
		})
		if err != nil {
			return err
		}
		if accept == nil {
			return s.decline(ctx, tx, actor, actor.Name, how, c, at)
		}
		return s.accept(ctx, tx, actor.Name, c, at, *accept)
	})
}
