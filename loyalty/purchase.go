package loyalty

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/loyalty/earning"
)

// Purchase is an order of a shop. It is taken once for ever, by its number.
type Purchase struct {
	Order  string    // the shop's number, 1 to 200 characters
	Member string    // member number
	At     time.Time // when it was made, which dated rules and campaigns go by; zero: now
	Amount int64     // minor units, of all of it
	Store  string
	Lines  []earning.Line // what was bought, for rules about products; may be empty
}

// Outcome is what an event came to by one rule.
type Outcome struct {
	Rule    string
	Txn     TxnID // empty where refused, or only asked about
	Points  int64
	Pending bool         // the points wait
	Refused *fault.Error // why it earned nothing; nil: it did
	Trace   []earning.Step

	counted int64 // of the order, in minor units or pieces; 0: points did not depend on it
}

// Earned is what an event came to by all rules that are about it.
type Earned struct {
	Replayed bool // it was taken before; refused rules are then left out
	Points   int64
	Outcomes []Outcome
}

func (e *Earned) add(o Outcome) {
	e.Points += o.Points
	e.Outcomes = append(e.Outcomes, o)
}

// ErrOrderTaken refuses an order number that came before with another order.
var ErrOrderTaken = fault.New(fault.Conflict, "order_taken",
	"Ce numéro de commande est déjà enregistré, avec un autre contenu.",
	"This order number was recorded before, with other contents.")

// RecordPurchase takes an order and gives its member what every rule about purchases says.
// The same order again gives the same points, once.
// Faults: fault.ErrInvalid with the wrong fields, ErrOrderTaken, ErrUnknownMember.
func (s *Service) RecordPurchase(ctx context.Context, actor account.Actor, brand account.BrandID, p Purchase) (Earned, error) {
	if err := actor.Require(account.PostPoints, brand); err != nil {
		return Earned{}, err
	}
	return s.recordPurchase(ctx, actor, brand, p)
}

func (s *Service) recordPurchase(ctx context.Context, actor account.Actor, brand account.BrandID, p Purchase) (earned Earned, err error) {
	if err := p.check(s.clock.Now()); err != nil {
		return Earned{}, err
	}
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		return s.write(ctx, tx, brand, func(b books) error {
			earned, err = s.takePurchase(ctx, b, actor, p)
			return err
		})
	})
	return earned, err
}

func (p Purchase) check(now time.Time) error {
	var c checker
	c.line(p.Order, 200, "order")
	c.between(p.Amount, 0, maxOrder, "amount")
	c.optionalLine(p.Store, 60, "store")
	c.refuse(p.At.After(now.Add(24*time.Hour)), "at", ErrOrderAhead)
	c.between(int64(len(p.Lines)), 0, 200, "lines")
	for i, line := range p.Lines {
		at := fmt.Sprintf("lines[%d].", i)
		c.line(line.SKU, 60, at+"sku")
		c.optionalLine(line.Category, 60, at+"category")
		c.between(line.Quantity, 0, 1_000_000, at+"quantity")
		c.between(line.Amount, 0, maxOrder, at+"amount")
	}
	return c.err()
}

// ErrOrderAhead refuses a purchase of the day after tomorrow.
var ErrOrderAhead = fault.New(fault.Invalid, "order_ahead",
	"Cette date est à venir.", "This date is still to come.")

// takePurchase claims the order's number, then lets every rule about purchases earn. The
// member's wallet is locked by the first of them.
func (s *Service) takePurchase(ctx context.Context, b books, actor account.Actor, p Purchase) (Earned, error) {
	programme, err := b.programme(ctx)
	if err != nil {
		return Earned{}, err
	}
	w, err := b.findWallet(ctx, byRef, p.Member)
	if err != nil {
		return Earned{}, err
	}
	if w.Erased {
		return b.replayOfErased(ctx, p)
	}
	fresh, err := b.insertPurchase(ctx, w.id, p, s.clock.Now())
	if err != nil {
		return Earned{}, err
	}
	if !fresh {
		return b.replayPurchase(ctx, p)
	}
	event := earning.Event{At: p.At, Amount: p.Amount, Store: p.Store, Lines: p.Lines}
	return s.earnOn(ctx, b, actor, programme, EventPurchase, event, Earn{Member: p.Member, SourceID: p.Order, Amount: p.Amount})
}

// earnOn performs an earn for every active rule about an event.
func (s *Service) earnOn(
	ctx context.Context, b books, actor account.Actor, p *Programme, name string, event earning.Event, earn Earn,
) (all Earned, err error) {
	source := earn.SourceID
	for _, rule := range p.on(name) {
		if earn.Rule = rule.ID; Automatic(name) { // a vote is one act for each who votes, also where a rule's ids are the brand's
			earn.SourceID = sourceFor(rule, source, earn.Member)
		}
		answer, err := s.perform(ctx, b, actor, earnFrom{Earn: earn, Event: event})
		if err != nil {
			return Earned{}, err
		}
		all.add(Outcome{
			Rule: rule.ID, Txn: answer.Txn, Points: answer.Points, Refused: answer.Refused, Pending: rule.PendingDays > 0 && answer.Refused == nil,
		})
	}
	return all, nil
}

// fingerprint is what makes two orders of one number the same.
func (p Purchase) fingerprint() ([]byte, error) {
	if !p.At.IsZero() {
		p.At = p.At.UTC()
	}
	text, err := json.Marshal(p)
	sum := sha256.Sum256(text)
	return sum[:], err
}

// replayOfErased is the answer to an order of somebody who was erased: what it came to before,
// or that there is nobody any more. Its number is not taken.
func (b books) replayOfErased(ctx context.Context, p Purchase) (Earned, error) {
	earned, err := b.replayPurchase(ctx, p)
	if db.IsNotFound(err) {
		return Earned{}, ErrMemberErased
	}
	return earned, err
}

func (b books) replayPurchase(ctx context.Context, p Purchase) (Earned, error) {
	print, err := p.fingerprint()
	if err != nil {
		return Earned{}, err
	}
	request, err := b.purchaseRequest(ctx, p.Order)
	if err != nil {
		return Earned{}, err
	}
	if !bytes.Equal(request, print) {
		return Earned{}, ErrOrderTaken
	}
	outcomes, err := b.earnedFrom(ctx, p.Order)
	earned := Earned{Replayed: true}
	for _, o := range outcomes {
		earned.add(o)
	}
	return earned, err
}

// RecordEvent gives a member what every rule about an event says: a check-in, a review, an
// event of the brand's own. The source names this one; it earns once.
// Faults: those of Do, ErrUnknownMember.
func (s *Service) RecordEvent(ctx context.Context, actor account.Actor, brand account.BrandID, member, event, sourceID string) (Earned, error) {
	if err := actor.Require(account.PostPoints, brand); err != nil {
		return Earned{}, err
	}
	earn := Earn{Member: member, SourceID: sourceID}
	if err := earn.check(); err != nil {
		return Earned{}, err
	}
	var earned Earned
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		return s.write(ctx, tx, brand, func(b books) error {
			p, err := b.programme(ctx)
			if err != nil {
				return err
			}
			if _, err := b.findWallet(ctx, byRef, member); err != nil {
				return err
			}
			earned, err = s.earnOn(ctx, b, actor, p, event, earning.Event{}, earn)
			return err
		})
	})
	return earned, err
}

// RefundPurchase takes back what the part of an order earned for which the money went back:
// by every rule that counted it, whatever the number and the order of refunds. Lines name the
// products that came back, for rules about products.
// Faults: ErrTxnNotFound for an order that earned nothing by its amount.
func (s *Service) RefundPurchase(
	ctx context.Context, actor account.Actor, brand account.BrandID, key, order string, amount int64, lines []earning.Line,
) (Earned, error) {
	if err := actor.Require(account.AdjustPoints, brand); err != nil {
		return Earned{}, err
	}
	b := books{tx: s.db, brand: brand}
	p, err := b.programme(ctx)
	if err != nil {
		return Earned{}, err
	}
	outcomes, err := b.earnedFrom(ctx, order)
	if err != nil {
		return Earned{}, err
	}
	event := earning.Event{Amount: amount, Lines: lines}
	var requests []Request
	var rules []string
	for _, o := range outcomes {
		if back := o.partOf(p, event); back > 0 {
			requests = append(requests, Request{Key: "refund:" + key + ":" + o.Rule, Op: Refund{Ref: o.Txn, Amount: back}})
			rules = append(rules, o.Rule)
		}
	}
	if len(requests) == 0 {
		return Earned{}, ErrTxnNotFound
	}
	answers, err := s.DoAll(ctx, actor, brand, requests)
	if err != nil {
		return Earned{}, err
	}
	var back Earned
	for i, a := range answers {
		back.Replayed = back.Replayed || a.Replayed
		back.add(Outcome{Rule: rules[i], Txn: a.Txn, Points: -a.Points, Refused: a.Refused})
	}
	return back, nil
}

// partOf is how much of what comes back of an order the rule counted that gave this outcome, in
// minor units or pieces. A rule that is no more counted the whole order, for all that is known.
func (o Outcome) partOf(p *Programme, back earning.Event) int64 {
	i := slices.IndexFunc(p.Rules, func(r Rule) bool { return r.ID == o.Rule })
	switch {
	case i >= 0 && p.Rules[i].rated():
		return p.Rules[i].whole().Counted(back)
	case i >= 0:
		return 0
	}
	return min(back.Amount, o.counted)
}
