package contests

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"

	"kermesse/contests/draw"
	"kermesse/contests/tickets"
	"kermesse/internal/db"
	"kermesse/internal/fan"
)

// newFriends makes the cipher of referral codes: one block, which is one id.
func newFriends(key []byte) cipher.Block {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(fmt.Sprintf("contests: %v", err)) // the key's length is fixed by package secret
	}
	return block
}

// Referral is the action of a contest that thanks for bringing friends, if it has one.
func (r EntryRules) Referral() (Action, bool) {
	i := slices.IndexFunc(r.Actions, func(a Action) bool { return a.Kind == tickets.Referral })
	if i < 0 {
		return Action{}, false
	}
	return r.Actions[i], true
}

// friendCode is what the link of an entrant carries: the entry's id, encrypted, so that
// whoever gets the link learns neither the id nor the number of the one who sent it.
func (s *Service) friendCode(id EntryID) string {
	plain, err := draw.ParseID(string(id))
	if err != nil {
		return ""
	}
	var sealed [aes.BlockSize]byte
	s.friends.Encrypt(sealed[:], plain[:])
	return base64.RawURLEncoding.EncodeToString(sealed[:])
}

func (s *Service) readFriendCode(code string) (EntryID, bool) {
	sealed, err := base64.RawURLEncoding.DecodeString(code)
	if err != nil || len(sealed) != aes.BlockSize {
		return "", false
	}
	var plain draw.ID
	s.friends.Decrypt(plain[:], sealed)
	return EntryID(plain.String()), true
}

// referrer is the entry by whose link somebody came. It is nobody's where the link is not one
// of this contest, or where it is one's own: the same person, or another spelling of the same
// mailbox.
func (s *Service) referrer(ctx context.Context, tx *db.DB, c Contest, f fan.Fan, code string) (EntryID, error) {
	id, ok := s.readFriendCode(code)
	if _, thanks := c.Entry.Referral(); !ok || !thanks {
		return "", nil
	}
	e, err := selectEntry(ctx, tx, "WHERE id = ? AND contest_id = ?", string(id), string(c.ID))
	if errors.Is(err, ErrEntryNotFound) || err == nil && (e.Fan == "" || e.Fan == f.ID) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	other, err := s.fans.FindIn(ctx, tx, c.Brand, e.Fan)
	if err != nil || other.Contact.SameMailbox(f.Contact) {
		return "", err
	}
	return id, nil
}

// friendOnce reports whether somebody counts as a friend for the first time: not after they
// left and came back by a link, theirs or another's.
func (s *Service) friendOnce(ctx context.Context, tx *db.DB, c Contest, friend Entry) (bool, error) {
	who, known, err := s.entrant(ctx, tx, c, friend)
	if err != nil || !known {
		return false, err
	}
	return s.once(ctx, tx, c, who, deedFriend, "")
}

// creditReferrer counts an entry for the one who brought it, now that it counts itself. The
// row of the older entry is taken after that of the newer one, always: two who meet wait for
// each other and never both.
func (s *Service) creditReferrer(ctx context.Context, tx *db.DB, c Contest, friend Entry) error {
	a, thanks := c.Entry.Referral()
	if friend.Referrer == "" || !thanks {
		return nil
	}
	e, err := selectEntry(ctx, tx, "WHERE id = ? AND contest_id = ?"+tx.ForUpdate(), string(friend.Referrer), string(c.ID))
	if err != nil {
		return err
	}
	if e.Status != EntryPending && e.Status != EntryConfirmed || e.row.SecretSealed == nil {
		return nil
	}
	acts, err := selectActs(ctx, tx, e.ID)
	if err != nil || acts.times(a.ID) >= a.Most {
		return err
	}
	if first, err := s.friendOnce(ctx, tx, c, friend); err != nil || !first {
		return err
	}
	err = upsertAct(ctx, tx, actRow{
		ID: db.NewID(), ContestID: string(c.ID), EntryID: string(e.ID), Action: a.ID, Period: string(friend.ID),
		State: string(ActDone), ActedAt: db.Millis(s.clock.Now()),
	})
	if err != nil {
		return err
	}
	return s.recount(ctx, tx, c, e, true)
}
