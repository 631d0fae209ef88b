package claims

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/codes"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/secret"
)

const (
	subjectPrefix = "claim:"
	passLife      = 2 * time.Hour
	handLife      = 72 * time.Hour
	maxHandTries  = 5
	handLetters   = 8
)

// Asked is a verification that a winner was sent.
type Asked struct {
	Challenge string // goes back with the code
	Contact   string // masked
}

// Identify mails a link and a code to the address of the entry that won: only whoever reads
// that mailbox answers for the prize, whoever holds the link of the claim.
// Faults: ErrNotFound, ErrNoMail, and why the claim is over: ErrLate, ErrDeclined, ErrVoid.
func (s *Service) Identify(ctx context.Context, brand account.BrandID, code, lang string) (Asked, error) {
	var asked Asked
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		c, at, err := s.findIn(ctx, tx, brand, code)
		if err != nil {
			return err
		}
		if err := c.alive(at, s.clock.Now()); err != nil {
			return err
		}
		if c.Fan == "" {
			return ErrNoMail
		}
		f, err := s.fans.FindIn(ctx, tx, brand, c.Fan)
		if err != nil {
			return err
		}
		if f.Contact.Kind != fan.ContactEmail {
			return ErrNoMail
		}
		b, err := account.FindBrand(ctx, tx, brand)
		if err != nil {
			return err
		}
		word, err := s.host.SecretWord(ctx, tx, c.Entry)
		if err != nil {
			return err
		}
		started, err := s.fans.StartVerification(ctx, tx, fan.VerificationRequest{
			Fan: c.Fan, Purpose: fan.Claim, Subject: subjectPrefix + string(c.ID), Title: at.In(lang).Title, Locale: lang,
			Path: "/w/" + b.Slug + "/" + c.Code, Word: word,
		})
		asked = Asked{Challenge: started.ID, Contact: f.Contact.Masked()}
		return err
	})
	return asked, err
}

// Prove takes the token of a link, or the one that fan.Service.Guess gave for a code, and
// returns a pass with which its holder answers for the prize for two hours. Faults: those of
// fan.Service.Verify, ErrOtherPerson, and why the claim is over.
func (s *Service) Prove(ctx context.Context, brand account.BrandID, code, token string) (pass string, err error) {
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		proved, err := s.fans.Verify(ctx, tx, token)
		if err != nil {
			return err
		}
		c, at, err := s.findIn(ctx, tx, brand, code)
		if err != nil {
			return err
		}
		if proved.Subject != subjectPrefix+string(c.ID) || proved.Fan.ID != c.Fan {
			return ErrOtherPerson
		}
		pass, err = s.identified(ctx, tx, c, at, "", "")
		return err
	})
	return pass, err
}

// ProveByHand takes a code that staff gave to a winner over a network or by telephone. Every
// guess counts, whatever becomes of the rest. Faults: ErrHandCode, ErrHandCodeSpent, and why
// the claim is over.
func (s *Service) ProveByHand(ctx context.Context, brand account.BrandID, code, typed string) (pass string, err error) {
	c, at, err := s.findIn(ctx, s.db, brand, code)
	if err != nil {
		return "", err
	}
	var counted bool
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		counted, err = countHandTry(ctx, tx, c.ID)
		return err
	})
	if err != nil {
		return "", err
	}
	folded, _ := codes.Letters32.Fold(typed)
	switch {
	case len(c.handHash) == 0 || !s.clock.Now().Before(c.handUntil):
		return "", ErrHandCode
	case !counted:
		return "", ErrHandCodeSpent
	case !hmac.Equal(c.handHash, s.handHash(c.ID, folded)):
		return "", ErrHandCode
	}
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		used, err := useHandCode(ctx, tx, c)
		if err != nil {
			return err
		}
		if !used {
			return ErrHandCode
		}
		pass, err = s.identified(ctx, tx, c, at, "", "")
		return err
	})
	return pass, err
}

// identified notes that the winner has shown who they are, and gives them a pass.
func (s *Service) identified(ctx context.Context, tx *db.DB, c Claim, at Contest, by, how string) (string, error) {
	now := s.clock.Now()
	if err := c.alive(at, now); err != nil {
		return "", err
	}
	first, err := updateFrom(ctx, tx, c.ID, columns{"state": string(Identified), "identified_at": db.Millis(now)}, Told)
	if err != nil {
		return "", err
	}
	if first {
		err = s.step(ctx, tx, c, StepKind(Identified), by, how)
	}
	return s.newPass(c.ID, now), err
}

// alive is nil for a claim that can still be answered, or was answered by yes.
func (c Claim) alive(at Contest, now time.Time) error {
	switch c.Standing(now) {
	case StandsExpired:
		when := momentOf(at, c.Due)
		return ErrLate.With(when.FR, when.EN)
	case StandsDeclined:
		when := momentOf(at, c.EndedAt)
		return ErrDeclined.With(when.FR, when.EN)
	case StandsVoid:
		return ErrVoid
	}
	return nil
}

// findIn returns the claim of a code of a brand, and its contest.
func (s *Service) findIn(ctx context.Context, d *db.DB, brand account.BrandID, typed string) (Claim, Contest, error) {
	code, err := readCode(typed)
	if fault.KindOf(err) == fault.Invalid {
		return Claim{}, Contest{}, ErrNotFound
	}
	c, err := selectClaim(ctx, d, "WHERE code = ? AND brand_id = ?", code, string(brand))
	if err != nil {
		return Claim{}, Contest{}, err
	}
	at, err := s.host.Describe(ctx, d, c.Contest)
	return c, at, err
}

// A pass is its last second and our word for it and the claim: nothing is stored, and a
// stolen database makes none.
func (s *Service) newPass(id ID, now time.Time) string {
	var end [8]byte
	binary.BigEndian.PutUint64(end[:], uint64(now.Add(passLife).Unix()))
	encode := base64.RawURLEncoding.EncodeToString
	return encode(end[:]) + "." + encode(s.passSum(id, end[:]))
}

func (s *Service) passSum(id ID, end []byte) []byte {
	return secret.MAC(s.keys.pass, string(id), string(end))[:16]
}

// checkPass is nil for a pass of the claim that has not ended.
func (s *Service) checkPass(id ID, pass string) error {
	plain, sum, _ := strings.Cut(pass, ".")
	end, err := base64.RawURLEncoding.DecodeString(plain)
	if err != nil || len(end) != 8 {
		return ErrPass
	}
	given, err := base64.RawURLEncoding.DecodeString(sum)
	if err != nil || !hmac.Equal(given, s.passSum(id, end)) {
		return ErrPass
	}
	if s.clock.Now().Unix() >= int64(binary.BigEndian.Uint64(end)) {
		return ErrPass
	}
	return nil
}

func (s *Service) handHash(id ID, folded string) []byte {
	return secret.MAC(s.keys.hand, string(id), folded)
}
