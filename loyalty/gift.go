package loyalty

import (
	"context"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/secret"
	"kermesse/loyalty/earning"
	"kermesse/loyalty/ledger"
)

// Faults of gifts.
var (
	ErrNoGifts = fault.New(fault.Conflict, "no_gifts",
		"Cette marque ne permet pas d’offrir ses points.", "This brand does not let members give points.")
	ErrGiftLimit = fault.New(fault.Conflict, "gift_limit",
		"C’est plus que ce qu’un membre peut offrir ce mois-ci.", "This is more than a member may give this month.")
	ErrGiftUnknown = fault.New(fault.NotFound, "gift_unknown",
		"Ce lien n’est celui d’aucun cadeau. Vérifiez que vous l’avez en entier.", "This link is no gift’s. Check that you have all of it.")
	ErrGiftGone = fault.New(fault.Gone, "gift_gone",
		"Ce cadeau a déjà été pris, ou n’est plus à prendre.", "This gift was taken, or is no longer to be had.")
)

// Gift is points on their way to whoever has the link.
type Gift struct {
	ID        TxnID // of the hold
	Token     string
	Points    int64
	Message   string
	At        time.Time
	ExpiresAt time.Time // the points go back to the giver
	ClaimedAt time.Time // zero: not yet
	Open      bool      // can still be claimed
}

// giveAway holds the points of a gift.
type giveAway struct {
	Member  string
	Points  int64
	Message string
}

func (giveAway) kind() ledger.Kind              { return ledger.HoldPoints }
func (giveAway) permission() account.Permission { return account.UseTill }
func (op giveAway) subject() subject            { return subject{members: []string{op.Member}} }

func (op giveAway) check() error {
	var c checker
	c.text(op.Message, 300, "message")
	return c.err()
}

func (op giveAway) apply(ctx context.Context, a *act) (Answer, error) {
	terms := a.programme.Social.Gifts
	if terms.PerMonth == 0 {
		return Answer{}, ErrNoGifts
	}
	w, err := a.wallet(ctx)
	if err != nil {
		return Answer{}, err
	}
	given, err := a.givenSince(ctx, w.id, earning.Month.Begin(&a.programme.Terms, a.entry.At))
	if err != nil {
		return Answer{}, err
	}
	if given+op.Points > terms.PerMonth {
		return Answer{}, ErrGiftLimit
	}
	hold, err := w.Hold(a.entry, op.Points, time.Duration(terms.Days)*24*time.Hour)
	if err != nil {
		return Answer{}, err
	}
	g := Gift{ID: a.txn, Points: op.Points, Message: op.Message, At: a.entry.At, ExpiresAt: hold.ExpiresAt}
	a.last = append(a.last, func(ctx context.Context) error { return a.insertGift(ctx, w.id, g) })
	return Answer{Points: op.Points, ExpiresAt: hold.ExpiresAt}, nil
}

// Give sets points of a fan aside for whoever opens the link of the token, once however often
// the same key is sent. They come back by themselves where nobody does. A refusal of the
// books is in the answer.
func (s *Service) Give(ctx context.Context, brand account.BrandID, from fan.ID, key string, points int64, message string) (Answer, string, error) {
	ref, found, err := books{tx: s.db, brand: brand}.refOfFan(ctx, from)
	if err != nil {
		return Answer{}, "", err
	}
	if !found {
		return Answer{}, "", ErrUnknownMember
	}
	answer, err := s.Do(ctx, actOf(brand), brand, "gift:"+ref+":"+key, giveAway{Member: ref, Points: points, Message: strings.TrimSpace(message)})
	if err != nil || answer.Refused != nil {
		return answer, "", err
	}
	return answer, s.vault.giftToken(answer.Txn), nil
}

// giftToken is what the link of a gift has in it. It follows from the gift's id under a key,
// so no table holds it.
func (v *vault) giftToken(id TxnID) string {
	return string(id) + "." + base64.RawURLEncoding.EncodeToString(secret.MAC(v.gift, string(id))[:hashSize])
}

func (v *vault) giftOf(token string) (TxnID, bool) {
	id, _, _ := strings.Cut(token, ".")
	return TxnID(id), storable(id) && secret.Equal(token, v.giftToken(TxnID(id)))
}

// FindGift returns the gift of a link, as whoever opens it may see it: not from whom.
// Faults: ErrGiftUnknown.
func (s *Service) FindGift(ctx context.Context, brand account.BrandID, token string) (Gift, error) {
	id, ok := s.vault.giftOf(token)
	if !ok {
		return Gift{}, ErrGiftUnknown
	}
	g, _, err := books{tx: s.db, brand: brand}.gift(ctx, id)
	return s.dated(g), err
}

// dated says whether a gift can be claimed now.
func (s *Service) dated(g Gift) Gift {
	g.Open = g.Open && g.ClaimedAt.IsZero() && s.clock.Now().Before(g.ExpiresAt)
	return g
}

// ListOwnGifts returns what a fan has given, the latest first, with the links of gifts that
// wait.
func (s *Service) ListOwnGifts(ctx context.Context, brand account.BrandID, id fan.ID) (list []Gift, err error) {
	err = s.db.Snapshot(ctx, func(view *db.DB) error {
		b := books{tx: view, brand: brand}
		w, err := b.findWallet(ctx, byFan, string(id))
		if err == nil {
			list, err = b.giftsBy(ctx, w.id)
		}
		return err
	})
	for i := range list {
		if list[i] = s.dated(list[i]); list[i].Open {
			list[i].Token = s.vault.giftToken(list[i].ID)
		}
	}
	return list, err
}

// claimGift moves the points of a gift to who has its link.
type claimGift struct {
	From, To string
	Gift     TxnID
}

func (claimGift) kind() ledger.Kind              { return ledger.Transfer }
func (claimGift) permission() account.Permission { return account.UseTill }
func (op claimGift) subject() subject            { return subject{members: []string{op.From, op.To}} }

// apply ends the hold and sends what it had. Points whose own life has ended meanwhile are
// nobody's any more: a gift lengthens no life.
func (op claimGift) apply(ctx context.Context, a *act) (Answer, error) {
	from, to := a.wallets[0], a.wallets[1]
	if from == to {
		return Answer{}, ErrSelfTransfer
	}
	if err := a.loadAll(ctx, from, to); err != nil {
		return Answer{}, err
	}
	i := slices.IndexFunc(from.Holds, func(h *ledger.Hold) bool { return h.Txn == string(op.Gift) && h.Open })
	if i < 0 {
		return Answer{}, ErrGiftGone
	}
	n := -from.Debt
	for _, slice := range from.Holds[i].Slices {
		if end := slice.Lot.ExpiresAt; end.IsZero() || a.entry.At.Before(end) {
			n += slice.Points
		}
	}
	if n <= 0 {
		return Answer{}, ErrGiftGone
	}
	if err := from.Release(a.entry, from.Holds[i]); err != nil {
		return Answer{}, err
	}
	if err := ledger.Send(a.entry, from.Wallet, to.Wallet, n); err != nil {
		return Answer{}, err
	}
	a.last = append(a.last, func(ctx context.Context) error { return a.markClaimed(ctx, op.Gift, a.txn, a.entry.At) })
	return Answer{Points: n}, nil
}

// ClaimGift gives the points of a link to a fan whose address is proved, and makes them a
// member by it. The same fan may ask again and gets the same answer.
// Faults: ErrGiftUnknown, ErrUnverified.
func (s *Service) ClaimGift(ctx context.Context, who fan.Fan, token string) (Answer, error) {
	id, ok := s.vault.giftOf(token)
	if !ok {
		return Answer{}, ErrGiftUnknown
	}
	b := books{tx: s.db, brand: who.Brand}
	_, giver, err := b.gift(ctx, id)
	if err != nil {
		return Answer{}, err
	}
	ref, err := s.Join(ctx, who, "")
	if err != nil {
		return Answer{}, err
	}
	return s.Do(ctx, actOf(who.Brand), who.Brand, "claim:"+string(id)+":"+ref, claimGift{From: giver, To: ref, Gift: id})
}

// TakeBackGift ends a gift that nobody has claimed; the points go back to the giver.
// Faults: ErrGiftUnknown for one that is not the fan's.
func (s *Service) TakeBackGift(ctx context.Context, brand account.BrandID, from fan.ID, id TxnID) (Answer, error) {
	b := books{tx: s.db, brand: brand}
	ref, _, err := b.refOfFan(ctx, from)
	if err != nil {
		return Answer{}, err
	}
	if _, giver, err := b.gift(ctx, id); err != nil || giver != ref {
		return Answer{}, ErrGiftUnknown
	}
	return s.Do(ctx, actOf(brand), brand, "unclaim:"+string(id), Release{Ref: id})
}
