package loyalty

import (
	"cmp"
	"context"
	"crypto/sha256"

	"kermesse/internal/account"
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
func (Earn) permission() account.Permission { return account.UseTill }
func (op Earn) subject() subject            { return subject{members: []string{op.Member}} }

func (op Earn) check() error {
	var c checker
	c.text(op.SourceID, 200, "source_id")
	return c.err()
}

func (op Earn) apply(ctx context.Context, a *act) (Answer, error) {
	rule, ok := a.programme.Rule(op.Rule)
	if !ok {
		return Answer{}, ErrUnknownRule
	}
	points, err := a.worth(ctx, rule, op)
	if rule.Dedupe != ledger.NoDedupe {
		err = a.claimSource(ctx, rule, op.SourceID, err)
	}
	if err != nil {
		return Answer{}, err
	}
	w := a.wallets[0]
	if rule.Qualifying && rule.PendingDays == 0 {
		if err := a.loadActivations(ctx, w); err != nil {
			return Answer{}, err
		}
	}
	a.rule, a.note.sourceID = rule.ID, op.SourceID
	w.Grant(a.entry, ledger.Grant{
		Lot: ledger.LotEarned, Points: points, Rule: rule.ID, Qualifying: rule.Qualifying,
		PendingDays: rule.PendingDays, ExpiryDays: rule.ExpiryDays, ExpiryMonths: rule.ExpiryMonths,
	})
	return Answer{Points: points}, nil
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
	hash := sha256.Sum256([]byte(id))
	key := source{rule: rule.ID, hash: hash[:]}
	if rule.Dedupe == ledger.PerMember {
		key.scope = string(a.wallets[0].id)
	}
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

// worth is what the event earns by the rule, its limits and the group's daily cap.
func (a *act) worth(ctx context.Context, rule Rule, op Earn) (int64, error) {
	w, now := a.wallets[0], a.entry.At
	if rule.NoSelf && op.SourceID == op.Member {
		return 0, ErrSelfReferral
	}
	used, err := a.used(ctx, w.id, rule.Rule, &a.programme.Terms, now)
	if err != nil {
		return 0, err
	}
	if rule.Exhausted(used) {
		return 0, ErrLimitReached
	}
	tierBP, campaignBP := a.programme.Tier(w.Tier).EarnBP, ledger.Multiplier(a.programme.Campaigns, rule.ID, now)
	points := rule.Worth(op.Amount, tierBP, campaignBP)
	if points <= 0 {
		return 0, ErrNoPoints
	}
	points = rule.Cut(points)
	if rule.Den > 0 {
		bought := rule.Bought(op.Amount, tierBP, campaignBP)
		a.purchase = &bought
	}
	if rule.Group == "" {
		return points, nil
	}
	rules, perDay := a.programme.group(rule.Group)
	granted, err := a.granted(ctx, w.id, rules, a.programme.Terms.StartOfDay(now))
	if err != nil {
		return 0, err
	}
	if granted >= perDay {
		return 0, ErrDailyCap
	}
	return min(points, perDay-granted), nil
}

// Confirm makes the pending points of an earn available now.
type Confirm struct {
	Ref TxnID
}

func (Confirm) kind() ledger.Kind              { return ledger.Confirm }
func (Confirm) permission() account.Permission { return account.UseTill }
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
