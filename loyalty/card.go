package loyalty

import (
	"context"
	"encoding/binary"
	"fmt"
	"strconv"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/rate"
	"kermesse/internal/secret"
	"kermesse/loyalty/ledger"
)

// A member's card has two faces. Its number stays, and is enough to be given points. To
// spend, the member shows a code that lives for a minute or two and pays once: whoever has
// photographed the card has the number, and not the points.
const (
	// CardStep is how long one code is shown. It is taken as long again, so that nobody
	// has to hurry: a code lives at most twice that.
	CardStep = time.Minute

	cardCodes = 1_000_000 // six digits

	// Wrong codes of one member in a cardWindow. Two codes are good at a time, so a
	// guess hits once in half a million.
	cardGuesses = 5
	cardWindow  = 15 * time.Minute
)

// Faults of a card's code.
var (
	ErrCardCode = fault.New(fault.Conflict, "card_code_wrong",
		"Ce code n’est pas le bon, ou n’est plus valable. Demandez au membre d’en afficher un nouveau.",
		"This code is wrong or too old. Ask the member to show a new one.")
	ErrCardCodeUsed = fault.New(fault.Conflict, "card_code_used",
		"Ce code a déjà servi. Le suivant s’affiche dans la minute.",
		"This code has been used already. The next one shows within a minute.")
	ErrCardGuesses = fault.New(fault.Limited, "card_guesses_limited",
		"Trop de codes faux pour ce membre. Réessayez dans un quart d’heure.",
		"Too many wrong codes for this member. Try again in a quarter of an hour.")
)

// CardFace is what a member shows to spend.
type CardFace struct {
	Member string // number
	Code   string // six digits
	Until  time.Time
}

// FindOwnCard returns the card of a fan with the code of this minute. Fault:
// ErrUnknownMember.
func (s *Service) FindOwnCard(ctx context.Context, brand account.BrandID, id fan.ID) (CardFace, error) {
	b := books{tx: s.db, brand: brand}
	w, err := b.findWallet(ctx, byFan, string(id))
	if err != nil {
		return CardFace{}, err
	}
	m, err := b.member(ctx, w.id)
	step := cardStep(s.clock.Now())
	return CardFace{Member: m.Ref, Code: s.vault.cardCode(w.id, step), Until: time.Unix(0, 0).Add(time.Duration(step+2) * CardStep).UTC()}, err
}

func cardStep(t time.Time) int64 { return t.Unix() / int64(CardStep/time.Second) }

// cardCode is the code of a member in a step: the HMAC of both under a key of the
// installation, shortened to six digits. The 64 bits that are divided favour no code by
// more than 1 in 10¹³.
func (v *vault) cardCode(member MemberID, step int64) string {
	mac := secret.MAC(v.card, string(member), strconv.FormatInt(step, 10))
	return fmt.Sprintf("%06d", binary.BigEndian.Uint64(mac)%cardCodes)
}

// present takes the code that a member shows, once: no other operation gets it, unless this
// one is refused.
func (a *act) present(ctx context.Context, typed string) error {
	member, now := a.wallets[0].id, cardStep(a.entry.At)
	name := rate.NewName(a.vault.guess, "card", string(member))
	n, err := rate.Seen(ctx, a.tx, name, cardWindow, a.entry.At)
	if err != nil {
		return err
	}
	if n >= cardGuesses {
		return ErrCardGuesses.After(rate.Remaining(cardWindow, a.entry.At))
	}
	for _, step := range []int64{now, now - 1} {
		if secret.Equal(typed, a.vault.cardCode(member, step)) {
			a.last = append(a.last, func(ctx context.Context) error { return a.useCard(ctx, member, step, a.txn) })
			return a.cardUnused(ctx, member, step)
		}
	}
	if _, err := rate.Hit(ctx, a.tx, name, cardWindow, a.entry.At); err != nil {
		return err
	}
	return ErrCardCode
}

// CardSpend is Spend with the code that the member shows.
type CardSpend struct {
	Member, Code string
	Points       int64
}

func (CardSpend) kind() ledger.Kind              { return ledger.Spend }
func (CardSpend) permission() account.Permission { return account.UseTill }
func (op CardSpend) subject() subject            { return subject{members: []string{op.Member}} }
func (op CardSpend) veiled(v *vault) Operation   { op.Code = v.veil(op.Code); return op }

func (op CardSpend) apply(ctx context.Context, a *act) (Answer, error) {
	if err := a.present(ctx, op.Code); err != nil {
		return Answer{}, err
	}
	return Spend{Member: op.Member, Points: op.Points}.apply(ctx, a)
}

// CardRedeem is Redeem with the code that the member shows.
type CardRedeem struct {
	Member, Code string
	Reward       string
}

func (CardRedeem) kind() ledger.Kind              { return ledger.Redeem }
func (CardRedeem) permission() account.Permission { return account.UseTill }
func (op CardRedeem) subject() subject            { return subject{members: []string{op.Member}} }
func (op CardRedeem) veiled(v *vault) Operation   { op.Code = v.veil(op.Code); return op }

func (op CardRedeem) apply(ctx context.Context, a *act) (Answer, error) {
	if err := a.present(ctx, op.Code); err != nil {
		return Answer{}, err
	}
	return Redeem{Member: op.Member, Reward: op.Reward}.apply(ctx, a)
}

// CardHolder is a member as a till sees them, and no more.
type CardHolder struct {
	Member    string // number
	FirstName string // empty: not told
	Tier      string
	Available int64
	Debt      int64
	Ready     []Reward // that they could take now, cheapest first
}

// FindCard returns the member of a number as a till sees them. Faults: ErrUnknownMember,
// ErrMemberErased.
func (s *Service) FindCard(ctx context.Context, actor account.Actor, brand account.BrandID, ref string) (holder CardHolder, err error) {
	if err := actor.Require(account.UseTill, brand); err != nil {
		return CardHolder{}, err
	}
	err = s.db.Snapshot(ctx, func(view *db.DB) error {
		b := books{tx: view, brand: brand}
		w, p, err := s.peek(ctx, b, byRef, ref)
		if err != nil {
			return err
		}
		if w.Erased {
			return ErrMemberErased
		}
		holder = CardHolder{Member: ref, Tier: p.Tier(w.Tier).Name, Available: w.Available, Debt: w.Debt}
		if holder.FirstName, err = s.firstName(ctx, b, w.id); err != nil {
			return err
		}
		offers, err := s.offers(ctx, b, w, p)
		for _, o := range offers {
			if o.Refused == nil {
				holder.Ready = append(holder.Ready, o.Reward)
			}
		}
		return err
	})
	return holder, err
}
