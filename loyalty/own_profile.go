package loyalty

import (
	"context"
	"strings"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
)

// BirthdayPurpose is the consent that a birthday rests on.
const BirthdayPurpose = "loyalty:birthday"

// BirthdayText is what a fan agrees to who tells their birthday, word for word.
var BirthdayText = fault.Text{
	FR: "Gardez le jour et le mois de mon anniversaire, sans l’année, pour m’offrir des points ce jour-là.",
	EN: "Keep the day and month of my birthday, without the year, to give me points on that day.",
}

// maxFirstName is in characters.
const maxFirstName = 40

// OwnProfile is what a member tells of themselves; all of it may be empty.
type OwnProfile struct {
	FirstName string // said at the till
	Birthday  string // month and day: 03-14
}

// ErrBirthdayConsent refuses a birthday without the consent that it rests on.
var ErrBirthdayConsent = fault.New(fault.Invalid, "birthday_consent",
	"Cochez la case pour que nous puissions garder votre anniversaire, ou laissez-le vide.",
	"Tick the box so that we may keep your birthday, or leave it empty.")

// FindOwnProfile returns what a fan has told of themselves. Fault: ErrUnknownMember.
func (s *Service) FindOwnProfile(ctx context.Context, brand account.BrandID, id fan.ID) (p OwnProfile, err error) {
	err = s.db.Snapshot(ctx, func(view *db.DB) error {
		b := books{tx: view, brand: brand}
		w, err := b.findWallet(ctx, byFan, string(id))
		if err == nil {
			p, err = s.ownProfile(ctx, b, w.id)
		}
		return err
	})
	return p, err
}

func (s *Service) ownProfile(ctx context.Context, b books, member MemberID) (p OwnProfile, err error) {
	if p.Birthday, err = b.birthday(ctx, member); err != nil {
		return p, err
	}
	p.FirstName, err = s.firstName(ctx, b, member)
	return p, err
}

// SetOwnProfile replaces what a fan tells of themselves. A birthday rests on a consent,
// which is recorded in the words of the locale; taking the birthday away withdraws it.
// Faults: fault.ErrInvalid with ErrBirthday, ErrBirthdayConsent or those of a text;
// ErrUnknownMember, ErrMemberErased.
func (s *Service) SetOwnProfile(ctx context.Context, brand account.BrandID, id fan.ID, p OwnProfile, consents bool, locale string) error {
	p.FirstName = strings.Join(strings.Fields(p.FirstName), " ")
	var c checker
	c.optionalLine(p.FirstName, maxFirstName, "first_name")
	c.refuse(!validBirthday(p.Birthday), "birthday", ErrBirthday)
	c.refuse(p.Birthday != "" && !consents, "birthday_consent", ErrBirthdayConsent)
	if err := c.err(); err != nil {
		return err
	}
	return s.atMember(ctx, brand, byFan, string(id), func(b books, member MemberID) error {
		var sealed []byte
		if p.FirstName != "" {
			var err error
			if sealed, err = s.vault.seal(s.random, p.FirstName, string(member)); err != nil {
				return err
			}
		}
		if err := b.updateProfile(ctx, member, sealed, p.Birthday); err != nil {
			return err
		}
		return s.consentToBirthday(ctx, b, id, p.Birthday != "", locale)
	})
}

// consentToBirthday records a change of mind, and nothing where there is none.
func (s *Service) consentToBirthday(ctx context.Context, b books, id fan.ID, granted bool, locale string) error {
	before, err := s.letters.Consents(ctx, b.tx, id, BirthdayPurpose)
	if err != nil || before == granted {
		return err
	}
	return s.letters.RecordConsent(ctx, b.tx, id, fan.Consent{
		Purpose: BirthdayPurpose, Granted: granted, Text: BirthdayText.In(locale), Locale: locale, Source: "profile-page",
	})
}

// firstName is how a member wants to be called; empty where they have not said.
func (s *Service) firstName(ctx context.Context, b books, member MemberID) (string, error) {
	sealed, err := b.sealedFirstName(ctx, member)
	if err != nil || sealed == nil {
		return "", err
	}
	return s.vault.open(sealed, string(member))
}
