package fan

import (
	"context"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

// Forget erases whoever asks for it: a fan who is signed in and has confirmed. Every
// holder forgets them, their contact, consents, sessions and mails are deleted, and a
// tombstone stays, all in one transaction. A second call changes nothing.
func (s *Service) Forget(ctx context.Context, f Fan) error {
	return s.erase(ctx, account.SystemActor(f.Brand), f.ID, "fan")
}

// ForgetFor erases a fan of the actor's brand at the fan's request. It needs
// ErasePeople. Fault: ErrNotFound.
func (s *Service) ForgetFor(ctx context.Context, actor account.Actor, id ID) error {
	if err := actor.Require(account.ErasePeople, actor.Brand); err != nil {
		return err
	}
	return s.erase(ctx, actor, id, "staff")
}

// erase keeps of the person what the journal says: that somebody with this id was
// forgotten, when, and at whose hand.
func (s *Service) erase(ctx context.Context, actor account.Actor, id ID, by string) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		erased, err := lockFan(ctx, tx, actor.Brand, id)
		if err != nil || erased {
			return err
		}
		for _, h := range s.holders {
			if err := h.Erase(ctx, tx, id); err != nil {
				return err
			}
		}
		f, _, err := s.findForChallenge(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := s.wipe(ctx, tx, f); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "fan.erased", Subject: "fan:" + string(id), After: map[string]any{"by": by}, At: s.clock.Now(),
		})
	})
}

// wipe deletes what the house itself keeps of a fan.
func (s *Service) wipe(ctx context.Context, tx *db.DB, f Fan) error {
	if f.Contact.Kind == ContactEmail {
		if err := s.outbox.Forget(ctx, tx, string(f.Brand), f.Contact.Value); err != nil {
			return err
		}
	}
	return eraseFan(ctx, tx, f.ID, s.clock.Now())
}
