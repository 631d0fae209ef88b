package polls

import (
	"context"
	"strings"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
)

// DecisionPurpose begins the purposes of consents to be told what becomes of a poll:
// "decision:flavour-2026".
const DecisionPurpose = "decision:"

const followSubject = "follow:"

// followers are those who asked to be told what becomes of the poll.
func (p Poll) followers() fan.Asked {
	return fan.Asked{Brand: p.Brand, Purpose: DecisionPurpose + p.Slug}
}

// WishToFollow is the consent to be told, in the words that were shown.
func (p Poll) WishToFollow(text, locale string) fan.Consent {
	return fan.Consent{Purpose: DecisionPurpose + p.Slug, Granted: true, Text: text, Locale: locale, Source: "poll:" + p.Slug}
}

// Follow mails a link and a code by which a fan asks to be told what becomes of the poll:
// nothing is kept of the wish until then. network is the one that asks, as in Cast: one that has
// had its mails of the hour waits for this one.
// Faults: ErrNotFound, ErrOver, fan.ErrContactMissing at email.
func (s *Service) Follow(ctx context.Context, p Poll, contact fan.Contact, network, locale string) (fan.Challenge, error) {
	if contact.Kind != fan.ContactEmail {
		return fan.Challenge{}, fault.Invalids(fan.ErrContactMissing.At("email"))
	}
	if err := p.followed(s.clock.Now()); err != nil {
		return fan.Challenge{}, err
	}
	var c fan.Challenge
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		name, err := s.networkOf(ctx, tx, p.ID, network)
		if err != nil {
			return err
		}
		var leaves time.Time
		if name != "" {
			if leaves, err = s.mailTurn(ctx, tx, name); err != nil {
				return err
			}
		}
		f, err := s.fans.Ensure(ctx, tx, p.Brand, contact, false)
		if err != nil {
			return err
		}
		c, err = s.fans.StartVerification(ctx, tx, fan.VerificationRequest{
			Fan: f.ID, Purpose: fan.Follow, Subject: followSubject + string(p.ID), Title: p.Title.In(locale), Locale: locale,
			Path: "/p/" + p.Slug + "/follow/confirm", MailAt: leaves,
		})
		return err
	})
	return c, err
}

// followed refuses polls of which nothing will be told.
func (p Poll) followed(now time.Time) error {
	switch p.Status(now) {
	case Draft:
		return ErrNotFound
	case Cancelled:
		return ErrOver
	}
	return nil
}

// PreviewFollow tells what a link would confirm. Faults: those of fan.Preview.
func (s *Service) PreviewFollow(ctx context.Context, p Poll, token string) error {
	proved, err := s.fans.Preview(ctx, token)
	if err != nil {
		return err
	}
	return p.follows(proved)
}

func (p Poll) follows(proved fan.Verified) error {
	id, ok := strings.CutPrefix(proved.Subject, followSubject)
	if proved.Purpose != fan.Follow || !ok || ID(id) != p.ID {
		return fan.ErrLinkInvalid
	}
	return nil
}

// ConfirmFollow keeps the wish of whoever holds a link. It works once. Faults: those of
// fan.Verify.
func (s *Service) ConfirmFollow(ctx context.Context, p Poll, token, text, locale string) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		proved, err := s.fans.Verify(ctx, tx, token)
		if err != nil {
			return err
		}
		if err := p.follows(proved); err != nil {
			return err
		}
		return s.fans.RecordConsent(ctx, tx, proved.Fan.ID, p.WishToFollow(text, locale))
	})
}

// FollowAs keeps the wish of a fan who is signed in, once however often it is said.
// Faults: ErrNotFound, ErrOver.
func (s *Service) FollowAs(ctx context.Context, p Poll, f fan.Fan, text, locale string) error {
	if err := p.followed(s.clock.Now()); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		already, err := s.fans.Consents(ctx, tx, f.ID, p.followers().Purpose)
		if err != nil || already {
			return err
		}
		return s.fans.RecordConsent(ctx, tx, f.ID, p.WishToFollow(text, locale))
	})
}

// Follows reports whether a fan asked to be told.
func (s *Service) Follows(ctx context.Context, p Poll, f fan.Fan) (bool, error) {
	if f.ID == "" {
		return false, nil
	}
	return s.fans.Consents(ctx, s.db, f.ID, p.followers().Purpose)
}

// CountFollowers tells staff how many asked to be told. Faults: ErrNotFound, account.ErrNotAllowed.
func (s *Service) CountFollowers(ctx context.Context, actor account.Actor, p Poll) (int64, error) {
	if err := actor.RequireOr(account.ViewCampaigns, p.Brand, ErrNotFound); err != nil {
		return 0, err
	}
	return s.fans.CountAsked(ctx, p.followers())
}
