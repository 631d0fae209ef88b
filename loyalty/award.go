package loyalty

import (
	"context"
	"errors"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/loyalty/earning"
)

// Award gives a fan what the rules say an event elsewhere in the house is worth, in the
// caller's transaction: the event and its points are committed together or not at all. The
// fan becomes a member by it. Source names the act; it earns once, so the same award may
// be given again. It returns the points given.
//
// What the books refuse (a limit, a cap, an act that has earned already, a brand without
// a programme or without such a rule) gives no points and is no error: nobody's entry
// fails because of it.
func (s *Service) Award(ctx context.Context, tx *db.DB, brand account.BrandID, to fan.ID, event, source string) (int64, error) {
	if err := tx.RequireTx(); err != nil {
		return 0, err
	}
	var earned Earned
	err := s.write(ctx, tx, brand, func(b books) error {
		p, err := b.programme(ctx)
		if errors.Is(err, ErrNoProgramme) {
			return nil
		}
		if err != nil {
			return err
		}
		if len(p.on(event)) == 0 {
			return nil
		}
		ref, err := s.ensureMember(ctx, b, to)
		if err != nil {
			return err
		}
		earned, err = s.earnOn(ctx, b, actOf(brand), p, event, earning.Event{}, Earn{Member: ref, SourceID: source})
		return err
	})
	return earned.Points, err
}

// RedeemOwn is Redeem for the fan who asks for themselves.
func (s *Service) RedeemOwn(ctx context.Context, brand account.BrandID, id fan.ID, key, reward string) (Answer, error) {
	ref, found, err := books{tx: s.db, brand: brand}.refOfFan(ctx, id)
	if err != nil {
		return Answer{}, err
	}
	if !found {
		return Answer{}, ErrUnknownMember
	}
	return s.Do(ctx, account.SystemActor(brand), brand, "own:"+ref+":"+key, Redeem{Member: ref, Reward: reward})
}

// Holder makes the books part of a fan's export and erasure.
func (s *Service) Holder() fan.Holder { return holder{s} }

type holder struct{ *Service }

// Export returns the fan's memberships with their balances and history; nil for none.
func (h holder) Export(ctx context.Context, tx *db.DB, id fan.ID) (any, error) {
	b, found, err := membershipOf(ctx, tx, id)
	if err != nil || !found {
		return nil, err
	}
	w, p, err := h.peek(ctx, b, byFan, string(id))
	if err != nil {
		return nil, err
	}
	m, err := b.member(ctx, w.id)
	if err != nil {
		return nil, err
	}
	history, err := b.history(ctx, m.ID, Page{Size: maxExported})
	if err != nil {
		return nil, err
	}
	profile, err := h.ownProfile(ctx, b, m.ID)
	return exportOf(viewOf(w.Wallet, p, h.clock.Now()), m, profile, history), err
}

// Erase closes the fan's membership.
func (h holder) Erase(ctx context.Context, tx *db.DB, id fan.ID) error {
	if err := deleteLetters(ctx, tx, id); err != nil {
		return err
	}
	b, found, err := membershipOf(ctx, tx, id)
	if err != nil || !found {
		return err
	}
	ref, _, err := b.refOfFan(ctx, id)
	if err != nil {
		return err
	}
	return h.write(ctx, tx, b.brand, func(b books) error {
		answer, err := h.perform(ctx, b, account.SystemActor(b.brand), Erase{Member: ref})
		if err == nil && answer.Refused != nil && !errors.Is(answer.Refused, ErrMemberErased) {
			return answer.Refused
		}
		return err
	})
}

// maxExported bounds an export's history; nobody has as many lines.
const maxExported = 10_000

// exportOf is what the fan reads: figures and lines, in the words of the member page.
func exportOf(v View, m Member, profile OwnProfile, history []Line) any {
	lots := make([]map[string]any, len(v.Lots))
	for i, l := range v.Lots {
		lots[i] = map[string]any{"points": l.Pending + l.Available + l.Held, "granted": l.Points, "kind": l.Kind}
		if !l.ExpiresAt.IsZero() {
			lots[i]["expires_at"] = l.ExpiresAt
		}
	}
	lines := make([]map[string]any, len(history))
	for i, l := range history {
		lines[i] = map[string]any{"at": l.At, "operation": l.Kind, "points": l.Points, "what": l.Rule, "reason": l.Reason}
	}
	return map[string]any{
		"member_number": m.Ref, "member_since": m.CreatedAt, "tier": v.Tier,
		"first_name": profile.FirstName, "birthday": profile.Birthday,
		"available": v.Available, "pending": v.Pending, "held": v.Held, "owed": v.Debt,
		"point_lots": lots, "history": lines,
	}
}

var _ fan.Holder = holder{}
