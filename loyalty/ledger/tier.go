package ledger

import "time"

// Qualifying is the points that count for the tier at t: activated in the window that
// ends at t, less what was taken back of them since. An erased member has none.
func (w *Wallet) Qualifying(t time.Time) int64 {
	if w.Erased {
		return 0
	}
	since := t.Add(-time.Duration(w.Terms.TierWindow) * day)
	var q int64
	for _, a := range w.Activations {
		if a.At.After(since) && !a.At.After(t) {
			q += a.Points
		}
	}
	return q
}

// rise lifts the tier when the qualifying points reach a higher one, and renews one that
// they still reach.
func (w *Wallet) rise(e *Entry) {
	level := w.Terms.Level(w.Qualifying(e.At))
	if level > w.Tier || level == w.Tier && level != 0 {
		w.setTier(e, level, e.At)
	}
}

// fall drops the tier at once when points that carried it are taken back.
func (w *Wallet) fall(e *Entry) {
	if level := w.Terms.Level(w.Qualifying(e.At)); level < w.Tier {
		w.setTier(e, level, e.At)
	}
}

// review decides the tier anew when its time is over.
func (w *Wallet) review(e *Entry) {
	w.setTier(e, w.Terms.Level(w.Qualifying(e.At)), w.TierUntil)
}

// setTier takes a level for the retention, counted from a time. Level 0 needs no review.
func (w *Wallet) setTier(e *Entry, level int, from time.Time) {
	if level != w.Tier {
		if e.Tier == nil {
			e.FormerTier = w.Tier
		}
		e.Tier = &level
	}
	w.Tier, w.TierUntil = level, time.Time{}
	if level > 0 {
		w.TierUntil = from.Add(time.Duration(w.Terms.TierRetention) * day)
	}
}
