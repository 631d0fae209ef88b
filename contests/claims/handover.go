package claims

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/codes"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/secret"
	"kermesse/internal/text"
)

// tokenLetters are eighty bits: nobody guesses a token, and anybody can type one.
const tokenLetters = 16

// pickupToken is what the QR code of a prize carries. It follows from a key, so that its
// winner can see it again; what is stored is its hash.
func (s *Service) pickupToken(id ID) string {
	return codes.Group(crockford.EncodeToString(secret.MAC(s.keys.pickup, string(id))[:10]), 4)
}

func pickupHash(token string) []byte { return secret.Hash(token) }

// readToken takes a token as it was scanned or typed. Fault: ErrPickupUnknown.
func readToken(typed string) (string, error) {
	folded, ok := codes.Letters32.Fold(typed)
	if !ok || len(folded) != tokenLetters {
		return "", ErrPickupUnknown
	}
	return codes.Group(folded, 4), nil
}

// PickupBrand returns the brand whose prize a token fetches, so that a link leads to its
// counter. Faults: ErrPickupUnknown.
func (s *Service) PickupBrand(ctx context.Context, typed string) (account.BrandID, error) {
	c, err := s.findPickup(ctx, s.db, typed)
	return c.Brand, err
}

func (s *Service) findPickup(ctx context.Context, d *db.DB, typed string) (Claim, error) {
	token, err := readToken(typed)
	if err != nil {
		return Claim{}, err
	}
	c, err := selectClaim(ctx, d, "WHERE pickup_hash = ?", pickupHash(token))
	if fault.KindOf(err) == fault.NotFound {
		return Claim{}, ErrPickupUnknown
	}
	return c, err
}

// Scan tells what a token fetches, before it is handed over. It needs HandPrizes.
// Faults: ErrPickupUnknown; ErrHandedOver, with when and where; ErrVoid and the like.
func (s *Service) Scan(ctx context.Context, actor account.Actor, typed string) (Message, error) {
	c, err := s.findPickup(ctx, s.db, typed)
	if err != nil {
		return Message{}, err
	}
	if err := actor.RequireOr(account.HandPrizes, c.Brand, ErrPickupUnknown); err != nil {
		return Message{}, err
	}
	m, err := s.message(ctx, c)
	if err != nil {
		return Message{}, err
	}
	return m, m.Claim.fetchable(m.Contest, s.clock.Now())
}

// fetchable is nil while a prize can be handed over.
func (c Claim) fetchable(at Contest, now time.Time) error {
	if c.State == Received {
		when := text.Moment(c.ReceivedAt, at.Zone)
		return ErrHandedOver.With(when.FR, when.EN, whereFR(c), whereEN(c))
	}
	return c.settled(at, now)
}

func whereFR(c Claim) string {
	switch {
	case c.HandedBy == "":
		return "le gagnant l’a dit lui-même"
	case c.HandedAt == "":
		return "par " + c.HandedBy
	}
	return "par " + c.HandedBy + ", " + c.HandedAt
}

func whereEN(c Claim) string {
	switch {
	case c.HandedBy == "":
		return "as the winner said themselves"
	case c.HandedAt == "":
		return "by " + c.HandedBy
	}
	return "by " + c.HandedBy + ", " + c.HandedAt
}

// HandOver hands the prize of a token over: once, however many tills scan it at once. place
// is where; whoever comes second is told when, where and by whom the first did it. It needs
// HandPrizes, and is journaled. Faults: those of Scan, and of the origin, such as an appeal
// that is still open.
func (s *Service) HandOver(ctx context.Context, actor account.Actor, typed, place string) (Message, error) {
	place, f := text.Line(place, maxLine)
	if f != nil {
		return Message{}, fault.Invalids(f.At("place"))
	}
	var handed Message
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := s.findPickup(ctx, tx, typed)
		if err != nil {
			return err
		}
		if err := actor.RequireOr(account.HandPrizes, c.Brand, ErrPickupUnknown); err != nil {
			return err
		}
		if c, err = s.hold(ctx, tx, c); err != nil {
			return err
		}
		at, err := s.host.Describe(ctx, tx, c.Contest)
		if err != nil {
			return err
		}
		now := s.clock.Now()
		if err := c.fetchable(at, now); err != nil {
			return err
		}
		if place == "" {
			place = c.Place
		}
		if err := s.receive(ctx, tx, actor.Name, c, receipt{place: place}); err != nil {
			return err
		}
		err = account.Record(ctx, tx, actor, account.Change{
			Action: "claim.handed_over", Subject: c.subject(at), At: now, After: map[string]any{"claim": c.ID, "place": place},
		})
		if err != nil {
			return err
		}
		c.State, c.ReceivedAt, c.HandedBy, c.HandedAt = Received, now, actor.Name, place
		handed = Message{Claim: c, Contest: at, Standing: StandsReceived}
		return s.keepInOrigin(ctx, tx, actor, c, true)
	})
	return handed, err
}
