package claims

import (
	"context"
	"encoding/base32"
	"io"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/codes"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/mail"
	"kermesse/internal/text"
)

// StepKind is what happened to a claim.
type StepKind string

// The kinds of steps that are no states.
const (
	stepReminded StepKind = "reminded"
	stepAddress  StepKind = "address"   // the winner changed where the prize goes
	stepHandCode StepKind = "hand-code" // staff made a code for a winner without e-mail
	stepPurged   StepKind = "purged"
	stepStays    StepKind = "stays" // the prize could not go on: its winner has another one by the same entry
)

// Winner is who has won: an entry, and the person behind it as far as known.
type Winner struct {
	Entry    string
	Fan      fan.ID
	Number   string
	Name     string
	Locale   string
	Promoted bool // stood by as an alternate
}

// Open tells somebody of a prize: it begins their claim, and writes to those who have an
// e-mail address. Who has none is told by the brand, with the same code. It is part of the
// caller's transaction, so that each message leaves once.
func (s *Service) Open(ctx context.Context, tx *db.DB, w Won, who Winner) (Claim, error) {
	at, err := s.host.Describe(ctx, tx, w.Contest)
	if err != nil {
		return Claim{}, err
	}
	code, err := s.newCode()
	if err != nil {
		return Claim{}, err
	}
	now := s.clock.Now()
	c := Claim{
		Won: w, ID: ID(db.NewID()), Code: code, Brand: at.Brand, Entry: who.Entry, Fan: who.Fan, Number: who.Number, Name: who.Name,
		Locale: who.Locale, Promoted: who.Promoted, State: Told, ToldAt: now, Due: now.In(at.Zone).AddDate(0, 0, at.ClaimDays),
	}
	if c.Locale != "fr" && c.Locale != "en" {
		c.Locale = "fr"
	}
	next := nextReminder(c.ToldAt, c.Due, now)
	if err := insertClaim(ctx, tx, c, next, text.Fold(c.Name+c.Number+c.Code)); err != nil {
		return Claim{}, err
	}
	if err := s.step(ctx, tx, c, StepKind(Told), houseName, ""); err != nil {
		return Claim{}, err
	}
	return c, s.write(ctx, tx, c, func(l letterhead) mail.Letter {
		return mail.PrizeWon{
			Win: winOf(l, c), Promote: c.Promoted, ReplyTo: l.brand.ContactEmail,
			Due: text.Moment(c.Due, at.Zone), Check: s.checkPage(l.brand, c.Locale), Link: s.claimPage(l.brand, c), Draw: s.drawPage(at, c),
		}
	})
}

// Withdraw ends the claim of a prize that has gone to somebody else by a decision, unless it
// has ended already; whoever lost it is told by the origin. It is part of the caller's
// transaction.
func (s *Service) Withdraw(ctx context.Context, tx *db.DB, w Won) error {
	found, err := selectClaims(ctx, tx, liveOf, w.key()...)
	if err != nil || len(found) == 0 {
		return err
	}
	c := found[0]
	set := forgotten().with(columns{"state": string(Void), "ended_at": db.Millis(s.clock.Now())})
	if _, err := updateFrom(ctx, tx, c.ID, set, Told, Identified, Accepted); err != nil {
		return err
	}
	return s.step(ctx, tx, c, StepKind(Void), houseName, "")
}

// Settle follows a decision of the origin by which a prize is its winner's for good; handed
// tells that they have it. It is part of the caller's transaction, and does nothing where
// the claim has got that far already.
func (s *Service) Settle(ctx context.Context, tx *db.DB, actor account.Actor, w Won, handed bool) error {
	found, err := selectClaims(ctx, tx, liveOf, w.key()...)
	if err != nil || len(found) == 0 {
		return err
	}
	c, now := found[0], s.clock.Now()
	if c.State == Told || c.State == Identified || c.State == Accepted {
		if _, err := updateFrom(ctx, tx, c.ID, columns{"state": string(ToSend), "kept_at": db.Millis(now)}, c.State); err != nil {
			return err
		}
		if err := s.step(ctx, tx, c, StepKind(ToSend), actor.Name, ""); err != nil {
			return err
		}
	}
	if !handed || c.State == Received {
		return nil
	}
	return s.receive(ctx, tx, actor.Name, c, receipt{})
}

// Codes returns the codes of the messages about what was won in an attempt, by place.
func (s *Service) Codes(ctx context.Context, d *db.DB, contest string, origin OriginName, attempt int) (map[Won]string, error) {
	found, err := selectClaims(ctx, d, `WHERE contest_id = ? AND origin = ? AND attempt = ? AND state NOT IN ('declined', 'expired', 'void')`,
		contest, string(origin), attempt)
	if err != nil {
		return nil, err
	}
	byPlace := make(map[Won]string, len(found))
	for _, c := range found {
		byPlace[c.Won] = c.Code
	}
	return byPlace, nil
}

// houseName is the house in the history of a claim.
const houseName = "Kermesse"

func (s *Service) step(ctx context.Context, tx *db.DB, c Claim, kind StepKind, actor, note string) error {
	return insertStep(ctx, tx, c.ID, Step{At: s.clock.Now(), Kind: kind, Actor: actor, Note: note})
}

// crockford has no I, L, O or U to be misread.
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

const codeLetters = 10

// newCode draws fifty random bits: far too many to guess one that was sent.
func (s *Service) newCode() (string, error) {
	var bits [7]byte
	if _, err := io.ReadFull(s.random, bits[:]); err != nil {
		return "", err
	}
	return codes.Group(crockford.EncodeToString(bits[:])[:codeLetters], 4), nil
}

// readCode takes a code as people type it. Fault: ErrCodeShape on the field code.
func readCode(typed string) (string, error) {
	folded, ok := codes.Letters32.Fold(typed)
	if !ok || len(folded) != codeLetters {
		return "", fault.Invalids(ErrCodeShape.At("code"))
	}
	return codes.Group(folded, 4), nil
}

// letterhead is what every letter about a claim needs.
type letterhead struct {
	brand account.Brand
	word  string // by which the winner knows that it is from us
	at    Contest
}

// write queues a letter to the winner, if they have an e-mail address, and keeps that it left.
func (s *Service) write(ctx context.Context, tx *db.DB, c Claim, letter func(letterhead) mail.Letter) error {
	if c.Fan == "" {
		return nil
	}
	f, err := s.fans.FindIn(ctx, tx, c.Brand, c.Fan)
	if err != nil || f.Contact.Kind != fan.ContactEmail {
		return err
	}
	head := letterhead{}
	if head.brand, err = account.FindBrand(ctx, tx, c.Brand); err != nil {
		return err
	}
	if head.word, err = s.host.SecretWord(ctx, tx, c.Entry); err != nil {
		return err
	}
	at, err := s.host.Describe(ctx, tx, c.Contest)
	if err != nil {
		return err
	}
	head.at = at.In(c.Locale)
	m := mail.Compose(letter(head), f.Contact.Value, c.Locale)
	m.Brand, m.ReplyTo = string(head.brand.ID), head.brand.ContactEmail
	if err := s.outbox.Enqueue(ctx, tx, m); err != nil {
		return err
	}
	return s.host.Note(ctx, tx, c, m.Kind, f.Contact.Masked())
}

func winOf(l letterhead, c Claim) mail.Win {
	return mail.Win{
		Brand: l.brand.Name, Name: c.Name, Title: l.at.Title, Prize: l.at.Prizes[c.Prize].Name, Number: c.Number, Code: c.Code, Word: l.word,
	}
}

func (s *Service) checkPage(b account.Brand, lang string) string {
	return s.base + "/" + lang + "/w/" + b.Slug
}

func (s *Service) claimPage(b account.Brand, c Claim) string {
	return s.checkPage(b, c.Locale) + "/" + c.Code
}

func (s *Service) drawPage(at Contest, c Claim) string {
	return s.base + "/" + c.Locale + "/c/" + at.Slug + "/draw"
}

// reminderLeads are how long before the deadline winners are reminded, beside half way to it.
var reminderLeads = []time.Duration{48 * time.Hour, 24 * time.Hour}

// nextReminder is the first moment after now at which a winner is reminded; zero: there is
// none. Moments that would come right after the message are left out.
func nextReminder(told, due, now time.Time) time.Time {
	if due.IsZero() {
		return time.Time{}
	}
	moments := []time.Time{told.Add(due.Sub(told) / 2)}
	for _, lead := range reminderLeads {
		moments = append(moments, due.Add(-lead))
	}
	const tooSoon = time.Hour
	var next time.Time
	for _, m := range moments {
		if m.After(now) && m.After(told.Add(tooSoon)) && (next.IsZero() || m.Before(next)) {
			next = m
		}
	}
	return next
}
