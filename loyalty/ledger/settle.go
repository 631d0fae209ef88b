package ledger

import (
	"cmp"
	"time"
)

// event is something that time does to a wallet.
type event struct {
	at    time.Time
	order int   // among events of the same moment
	no    int64 // among events of the same kind and moment: creation
	kind  Kind
	apply func(*Entry)
}

// Settle makes happen all that time has done up to t and at t, each at its exact moment:
// holds time out, pending points become available, points end, tiers are reviewed; in this
// order where moments are equal. It does not matter when or how often Settle is called.
// The wallet must be wholly loaded.
func (w *Wallet) Settle(t time.Time) {
	for {
		next, due := w.nextEvent(t)
		if !due {
			return
		}
		next.apply(w.Begin(next.kind, next.at))
	}
}

// nextEvent finds the first event up to t and at t.
func (w *Wallet) nextEvent(t time.Time) (first event, due bool) {
	consider := func(e event) {
		if !e.at.IsZero() && !e.at.After(t) && (!due || e.before(first)) {
			first, due = e, true
		}
	}
	for _, hold := range w.Holds {
		if hold.Open {
			consider(event{hold.ExpiresAt, 1, hold.No, HoldTimeout, func(e *Entry) { w.release(e, hold) }})
		}
	}
	for _, lot := range w.Lots {
		if lot.Pending > 0 {
			consider(event{lot.AvailableAt, 2, lot.No, Activation, func(e *Entry) { w.activate(e, lot) }})
		}
		if lot.Available > 0 {
			consider(event{lot.ExpiresAt, 3, lot.No, Expiry, func(e *Entry) { w.expire(e, lot) }})
		}
	}
	consider(event{w.TierUntil, 4, 0, TierReview, w.review})
	return first, due
}

func (e event) before(other event) bool {
	return cmp.Or(e.at.Compare(other.at), cmp.Compare(e.order, other.order), cmp.Compare(e.no, other.no)) < 0
}

// expire ends what is available of a lot. Held points live on until their hold ends.
func (w *Wallet) expire(e *Entry, lot *PointLot) {
	e.move(w.side(Available, lot), w.side(Expired, lot), lot.Available)
}
