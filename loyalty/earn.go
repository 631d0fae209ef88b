package loyalty

import (
	"cmp"
	"context"
	"crypto/sha256"

	"kermesse/internal/account"
	"kermesse/loyalty/earning"
	"kermesse/loyalty/ledger"
)

// Earn gives a member what a rule says an event is worth.
type Earn struct {
	Member   string
	Rule     string
	SourceID string // business id of the event: an order, a vote; empty only where the rule does not de-duplicate
	Amount   int64  // minor units of money, ≥ 0; for rules per amount
}

func (Earn) kind() ledger.Kind              { return ledger.Earn }
func (Earn) permission() account.Permission { return account.PostPoints }
func (op Earn) subject() subject            { return subject{members: []string{op.Member}} }

func (op Earn) check() error {
	var c checker
	c.text(op.SourceID, 200, "source_id")
	return c.err()
}

func (op Earn) apply(ctx context.Context, a *act) (Answer, error) {
	return a.earn(ctx, op, earning.Event{Amount: op.Amount})
}

// earnFrom is Earn for an event of which more is known than an amount.
type earnFrom struct {
	Earn
	Event earning.Event
}

func (op earnFrom) apply(ctx context.Context, a *act) (Answer, error) {
	return a.earn(ctx, op.Earn, op.Event)
}

func (a *act) earn(ctx context.Context, op Earn, event earning.Event) (Answer, error) {
	rule, ok := a.programme.Rule(op.Rule)
	if !ok {
		return Answer{}, ErrUnknownRule
	}
	if event.At.IsZero() {
		event.At = a.entry.At
	}
	decision, err := a.decide(ctx, rule, op, event)
	if rule.Dedupe != ledger.NoDedupe {
		err = a.claimSource(ctx, rule, op.SourceID, err)
	}
	if err != nil {
		return Answer{}, cmp.Or(a.keepRefusal(ctx, op, err, decision.Trace), err)
	}
	w := a.wallets[0]
	if rule.Qualifying && rule.PendingDays == 0 {
		if err := a.loadActivations(ctx, w); err != nil {
			return Answer{}, err
		}
	}
	if err := a.referralActs(ctx, w.id, rule.Event()); err != nil {
		return Answer{}, err
	}
	a.rule, a.purchase = rule.ID, decision.Bought
	a.note.sourceID, a.note.trace = op.SourceID, encodeTrace(decision.Trace)
	w.Grant(a.entry, ledger.Grant{
		Lot: ledger.LotEarned, Points: decision.Points, Rule: rule.ID, Qualifying: rule.Qualifying,
		PendingDays: rule.PendingDays, ExpiryDays: rule.ExpiryDays, ExpiryMonths: rule.ExpiryMonths,
	})
	return Answer{Points: decision.Points}, nil
}

// claimSource has the business id taken, for ever: it does not earn again when what it
// earned is reversed. It is kept as a hash, for order numbers lead to people.
//
// An id that has earned before is refused for that and for nothing else. So where the
// event is refused anyway, the id is looked up; else taking it will tell.
func (a *act) claimSource(ctx context.Context, rule Rule, id string, refusal error) error {
	if id == "" {
		return ErrSourceRequired
	}
	key := sourceOf(rule, a.wallets[0].id, id)
	if _, no := refused(refusal); no {
		if taken, err := a.sourceTaken(ctx, key); err != nil || taken {
			return cmp.Or(err, error(ErrDuplicateSource))
		}
	}
	if refusal != nil {
		return refusal
	}
	return a.insertSource(ctx, key, a.txn)
}

func sourceOf(rule Rule, member MemberID, id string) source {
	key := source{rule: rule.ID, hash: hashOf(id)}
	if rule.Dedupe == ledger.PerMember {
		key.scope = string(member)
	}
	return key
}

// hashOf is how a business id is kept.
func hashOf(id string) []byte {
	sum := sha256.Sum256([]byte(id))
	return sum[:]
}

// decide says what the event earns by the rule, its conditions, limits and caps.
func (a *act) decide(ctx context.Context, rule Rule, op Earn, event earning.Event) (earning.Decision, error) {
	if rule.NoSelf && op.SourceID == op.Member {
		return earning.Decision{}, ErrSelfReferral
	}
	w := a.wallets[0]
	standing, err := a.standing(ctx, a.programme, w.id, w.Tier, rule, op.SourceID, a.entry.At)
	if err != nil {
		return earning.Decision{}, err
	}
	return earning.Decide(rule.whole(), event, standing, a.programme.Campaigns, a.programme.groupCap(rule.Group))
}

// Confirm makes the pending points of an earn available now.
type Confirm struct {
	Ref TxnID
}

func (Confirm) kind() ledger.Kind              { return ledger.Confirm }
func (Confirm) permission() account.Permission { return account.PostPoints }
func (op Confirm) subject() subject {
	return subject{ref: op.Ref, kinds: []ledger.Kind{ledger.Earn}}
}

func (op Confirm) apply(ctx context.Context, a *act) (Answer, error) {
	w, err := a.wallet(ctx)
	if err != nil {
		return Answer{}, err
	}
	lot, err := a.lotOf(ctx, w, op.Ref)
	if err != nil {
		return Answer{}, err
	}
	points, err := w.Confirm(a.entry, lot)
	return Answer{Points: points}, err
}
