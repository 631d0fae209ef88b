package fan

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net/url"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/mail"
	"kermesse/internal/secret"
)

// Purpose is what proving an address is for.
type Purpose string

// The purposes. A domain may use others; their mails read like that of SignIn.
const (
	SignIn Purpose = "sign-in"
	Entry  Purpose = "entry"
	Vote   Purpose = "vote"
	Follow Purpose = "follow" // to be told what becomes of a vote
	Claim  Purpose = "claim"  // to answer about a prize
)

// Limits of verification.
const (
	ChallengeLife   = 30 * time.Minute
	MaxGuesses      = 5  // of one code
	challengeIDSize = 16 // random bytes
)

// ErrPhoneUnreachable says that nothing can be sent to a telephone number.
var ErrPhoneUnreachable = fault.New(fault.Invalid, "phone_unreachable",
	"Nous ne pouvons pas encore envoyer de code par SMS. Indiquez une adresse e-mail.",
	"We cannot send a code by text message yet. Give an e-mail address.")

// VerificationRequest asks a fan to prove the contact they are known by.
type VerificationRequest struct {
	Fan     ID
	Purpose Purpose
	Subject string    // what it confirms, given back by Verify: "entry:0190…"
	Title   string    // of the contest or vote, named in the mail; may be empty
	Locale  string    // "fr" or "en"
	Path    string    // of the page that the link opens, without language: "/c/flavour/confirm"
	Word    string    // a secret word that the mail repeats, so that its receiver knows whose it is; may be empty
	MailAt  time.Time // when the mail leaves; zero: at once
}

// Challenge is a verification that was started. Its answer to the outside is the same
// whether a mail left or the address has had enough of them.
type Challenge struct {
	ID        string // opaque; goes back with the code
	ExpiresAt time.Time
	MailAt    time.Time // when the mail leaves, where it has to wait for its turn; zero: at once
}

// StartVerification mails a link and a six-digit code, in the caller's transaction. The
// link opens Path, where a POST is needed to confirm: the mail scanners that follow
// links confirm nothing. Where the mailbox has had enough (see Bears) no mail leaves. Faults: ErrNotFound, ErrPhoneUnreachable.
func (s *Service) StartVerification(ctx context.Context, tx *db.DB, r VerificationRequest) (Challenge, error) {
	if err := tx.RequireTx(); err != nil {
		return Challenge{}, err
	}
	f, contactID, err := s.findForChallenge(ctx, tx, r.Fan)
	if err != nil {
		return Challenge{}, err
	}
	if f.Contact.Kind != ContactEmail {
		return Challenge{}, ErrPhoneUnreachable
	}
	now := s.clock.Now()
	expires := now.Add(ChallengeLife)
	if r.MailAt.After(now) {
		expires = r.MailAt.Add(ChallengeLife)
	}
	bears, err := s.Bears(ctx, tx, f.Contact)
	if err != nil {
		return Challenge{}, err
	}
	id, code, err := s.newChallenge()
	if err != nil {
		return Challenge{}, err
	}
	c := challengeRow{
		ID: id, FanID: string(f.ID), ContactID: contactID, Purpose: string(r.Purpose), Subject: r.Subject,
		CodeHash: s.codeHash(id, code), CreatedAt: db.Millis(now), ExpiresAt: db.Millis(expires),
	}
	if !bears {
		c.CodeHash = noCode
	}
	if err := insertChallenge(ctx, tx, c); err != nil {
		return Challenge{}, err
	}
	if r.Locale != "" {
		if err := updateLocale(ctx, tx, f.ID, r.Locale); err != nil {
			return Challenge{}, err
		}
	}
	if bears {
		err = s.mailChallenge(ctx, tx, f, r, id, code)
	}
	return Challenge{ID: id, ExpiresAt: expires, MailAt: r.MailAt}, err
}

// noCode is the hash of no code, for a challenge whose mail did not leave: nobody can know
// its code, and every challenge that has one is worth MaxGuesses more to who guesses.
var noCode = []byte{}

// newChallenge draws an id and a code. 2^64 is no multiple of a million, which favours
// some codes by less than one in ten to the thirteen.
func (s *Service) newChallenge() (id, code string, err error) {
	var bits [challengeIDSize + 8]byte
	if _, err := io.ReadFull(s.random, bits[:]); err != nil {
		return "", "", fmt.Errorf("fan: no random numbers: %w", err)
	}
	id = base64.RawURLEncoding.EncodeToString(bits[:challengeIDSize])
	return id, fmt.Sprintf("%06d", binary.BigEndian.Uint64(bits[challengeIDSize:])%1_000_000), nil
}

func (s *Service) codeHash(id, code string) []byte { return secret.MAC(s.keys.code, id, code) }

func (s *Service) mailChallenge(ctx context.Context, tx *db.DB, f Fan, r VerificationRequest, id, code string) error {
	brand, err := account.FindBrand(ctx, tx, f.Brand)
	if err != nil {
		return err
	}
	lang := r.Locale
	if lang == "" {
		lang = brand.Locale
	}
	m := mail.Compose(mail.Verification{
		Brand: brand.Name, Purpose: mail.Purpose(r.Purpose), Title: r.Title, Code: code,
		Link:    s.base + "/" + lang + r.Path + "?token=" + url.QueryEscape(s.token(id)),
		Minutes: int(ChallengeLife.Minutes()), Word: r.Word,
	}, f.Contact.Value, lang)
	m.Brand, m.ReplyTo, m.NotBefore = string(brand.ID), brand.ContactEmail, r.MailAt
	return s.outbox.Enqueue(ctx, tx, m)
}
