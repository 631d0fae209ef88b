package loyalty

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
)

// Member is somebody the brand owes points to.
type Member struct {
	ID        MemberID
	Ref       string // member number: the brand's own, or one we gave
	Fan       fan.ID // empty: not linked to a fan
	CreatedAt time.Time
	ErasedAt  time.Time // zero: still a member
}

// ErrMemberRef refuses a member number.
var ErrMemberRef = fault.New(fault.Invalid, "member_number_invalid",
	"Un numéro de membre a 1 à 64 lettres sans accent, chiffres, points ou tirets, et jamais une adresse e-mail : il reste dans les comptes après l’effacement de la personne.",
	"A member number has 1 to 64 letters, digits, dots, hyphens or underscores, and is never an e-mail address: it stays in the books when the person is erased.")

// refShape leaves out @, by which e-mail addresses would come in.
var refShape = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// maxNewMembers bounds one request.
const maxNewMembers = 50_000

// CreateMembers makes members under the brand's own numbers, and returns how many of
// them are new: those that were there stay as they are.
func (s *Service) CreateMembers(ctx context.Context, actor account.Actor, brand account.BrandID, refs []string) (int, error) {
	if err := actor.Require(account.UseTill, brand); err != nil {
		return 0, err
	}
	var c checker
	c.between(int64(len(refs)), 0, maxNewMembers, "members")
	for i, ref := range refs {
		c.refuse(!refShape.MatchString(ref), fmt.Sprintf("members[%d]", i), ErrMemberRef)
	}
	if err := c.err(); err != nil {
		return 0, err
	}
	made := 0
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		b := books{tx: tx, brand: brand}
		if _, err := b.programme(ctx); err != nil {
			return err
		}
		var err error
		if made, err = b.insertMembers(ctx, refs, s.clock.Now()); err != nil || made == 0 {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "members.created", Subject: "members", After: map[string]any{"members": made}, At: s.clock.Now(),
		})
	})
	return made, err
}

// ensureMember returns the number of a fan's membership and makes one where there is
// none.
func (s *Service) ensureMember(ctx context.Context, b books, id fan.ID) (string, error) {
	ref, found, err := b.refOfFan(ctx, id)
	if err != nil || found {
		return ref, err
	}
	number, err := newMemberNumber(s.random)
	if err != nil {
		return "", err
	}
	if err := b.insertFan(ctx, number, id, s.clock.Now()); err != nil {
		return "", err
	}
	// Where another transaction was faster, its number is the one.
	if ref, _, err = b.refOfFan(ctx, id); err != nil || ref != number {
		return ref, err
	}
	return ref, s.welcome(ctx, b, ref)
}

// newMemberNumber is ten digits, easy to read out at a till.
func newMemberNumber(random io.Reader) (string, error) {
	digits := make([]byte, 10)
	if _, err := io.ReadFull(random, digits); err != nil {
		return "", err
	}
	for i, b := range digits {
		digits[i] = '0' + b%10
	}
	return string(digits), nil
}
