package till

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/loyalty"
)

// Kind is what was done at a till.
type Kind string

// The kinds of act.
const (
	Earned   Kind = "earn"    // points for a bill
	Spent    Kind = "spend"   // points for a member's code
	Rewarded Kind = "reward"  // a reward, taken for a member's code and handed over at once
	Redeemed Kind = "voucher" // handed over for a voucher
	Handed   Kind = "prize"   // a prize that was won
)

// State is what became of an act.
type State string

// The states. What is open was taken, and its answer is not known: it is sent again.
const (
	StateOpen    State = "open"
	StateDone    State = "done"
	StateRefused State = "refused"
	StateUndone  State = "undone"
)

// Act is one thing that somebody did at a till.
type Act struct {
	ID         string
	Brand      account.BrandID
	Till       ID // empty: by the API
	Clerk      account.UserID
	Kind       Kind
	Member     string // number; empty: not told to a till
	About      string // the reward or the prize; loyalty.CheckIn where points are for being present
	Amount     int64  // of the bill, minor units
	Points     int64  // given or taken; never negative
	Discount   int64  // minor units that a voucher took off the bill
	At         time.Time
	ReceivedAt time.Time // later than At for what waited on the telephone
	State      State
	Refused    *fault.Error // why, where it was refused
	Replayed   bool         // this is the answer that was given before

	lost int64  // points of an undone act that the brand could not take back
	of   string // what it is about, where no other field says: a voucher, a prize
	code string
	txns []loyalty.TxnID
}

// Undoable reports whether the person may take it back on the same day.
func (a Act) Undoable() bool { return a.State == StateDone && (a.Kind == Earned || a.Kind == Spent) }

// result is what an act came to in the books.
type result struct {
	points, discount int64
	member, about    string
	txns             []loyalty.TxnID
	refused          *fault.Error
}

// once performs an act under its key: the same key with the same request gets the first
// answer again. The act is written down before it is done, so that limits hold for what
// comes at the same time, and do is repeated after a crash: it goes by the key itself.
func (s *Service) once(ctx context.Context, c Clerk, key string, draft Act, do func(key string, at time.Time) (result, error)) (Act, error) {
	if key == "" || len(key) > 128 {
		return Act{}, loyalty.ErrKeyRequired
	}
	a, err := s.claim(ctx, c, key, draft)
	if err != nil || a.State != StateOpen {
		return a, err
	}
	r, err := do(fmt.Sprintf("till:%s:%s", a.Clerk, key), a.At)
	if err != nil {
		// Nothing was done, and the same request may come again.
		return Act{}, s.drop(ctx, a, err)
	}
	a.State, a.Points, a.Discount, a.txns = StateDone, r.points, r.discount, r.txns
	if r.member != "" {
		a.Member = r.member
	}
	if r.about != "" {
		a.About = r.about
	}
	if r.refused != nil {
		a.State, a.Refused, a.code, a.Points = StateRefused, r.refused, r.refused.Code, 0
	}
	return a, s.db.InTx(ctx, func(tx *db.DB) error { return updateAct(ctx, tx, a) })
}

// claim writes an act down, or returns the one that the key stands for.
func (s *Service) claim(ctx context.Context, c Clerk, key string, a Act) (Act, error) {
	if err := c.Actor.Require(account.UseTill, c.Actor.Brand); err != nil {
		return Act{}, err
	}
	now := s.clock.Now()
	a.ID, a.Brand, a.Till, a.Clerk, a.State, a.ReceivedAt = db.NewID(), c.Actor.Brand, c.Till.ID, c.Actor.User, StateOpen, now
	if a.At.IsZero() {
		a.At = now
	}
	a.At = a.At.UTC().Truncate(time.Millisecond) // as it is kept: a repeat must say the same
	zone, err := s.zone(ctx, a.Brand)
	if err != nil {
		return Act{}, err
	}
	print := a.fingerprint()
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		if err := lockClerk(ctx, tx, a.Brand, a.Clerk); err != nil {
			return err
		}
		earlier, request, err := selectActByKey(ctx, tx, a.Brand, a.Clerk, key)
		if err != nil {
			return err
		}
		if earlier.ID != "" {
			if !bytes.Equal(request, print) {
				return loyalty.ErrIdempotencyConflict
			}
			a = earlier
			a.Replayed = a.State != StateOpen
			return nil
		}
		if err := s.allow(ctx, tx, a, zone); err != nil {
			return err
		}
		return insertAct(ctx, tx, a, key, print)
	})
	return a, err
}

// fingerprint is what makes two requests the same. The moment is no part of it: a
// telephone may tell it more or less exactly.
func (a Act) fingerprint() []byte {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %q %q %q %d %d", a.Kind, a.Member, a.About, a.of, a.Amount, a.Points))
	return sum[:]
}

func (s *Service) drop(ctx context.Context, a Act, why error) error {
	if err := s.db.InTx(ctx, func(tx *db.DB) error { return deleteAct(ctx, tx, a.ID) }); err != nil {
		return err
	}
	return why
}

// zone is where the brand's days begin.
func (s *Service) zone(ctx context.Context, brand account.BrandID) (*time.Location, error) {
	b, err := account.FindBrand(ctx, s.db, brand)
	if err != nil {
		return nil, err
	}
	return b.Location(), nil
}

// ListToday returns what a person did today at the tills of their brand, the latest first.
func (s *Service) ListToday(ctx context.Context, c Clerk) ([]Act, error) {
	zone, err := s.zone(ctx, c.Actor.Brand)
	if err != nil {
		return nil, err
	}
	begin := midnight(s.clock.Now(), zone)
	return selectActs(ctx, s.db, c.Actor.Brand, c.Actor.User, begin, begin.AddDate(0, 0, 1))
}

// FindAct returns one act of a person of today. Fault: ErrActNotFound.
func (s *Service) FindAct(ctx context.Context, c Clerk, id string) (Act, error) {
	today, err := s.ListToday(ctx, c)
	for _, a := range today {
		if a.ID == id {
			return a, err
		}
	}
	if err == nil {
		err = ErrActNotFound
	}
	return Act{}, err
}

// ListDay returns what was done at all tills of a brand on one day, the latest first. It
// needs EditLoyalty.
func (s *Service) ListDay(ctx context.Context, actor account.Actor, brand account.BrandID, day time.Time) ([]Act, error) {
	if err := actor.Require(account.EditLoyalty, brand); err != nil {
		return nil, err
	}
	zone, err := s.zone(ctx, brand)
	if err != nil {
		return nil, err
	}
	begin := midnight(day, zone)
	return selectActs(ctx, s.db, brand, "", begin, begin.AddDate(0, 0, 1))
}
