package proof

import (
	"bytes"
	"time"

	"kermesse/contests/draw"
)

// checkAttempts computes the shadow results of the other attempts. Each one that the log
// shows as closed must be in the bundle; one that was given up before has none. All of
// them together have no more places than one may have: results are kept, and a bundle
// must not ask for more memory than there is.
func (v *verification) checkAttempts() error {
	v.room = draw.MaxSlots - v.size()
	v.settled = map[int]settled{v.close.Attempt: {v.close.Prizes, v.result.Slots}}
	for _, e := range v.events {
		if e.kind == kindClose && e.Attempt != v.close.Attempt {
			if err := v.checkAttempt(e); err != nil {
				return err
			}
		}
		if e.Kind == draw.EventCancel && e.Attempt != v.close.Attempt {
			v.noteCancelled(e)
		}
	}
	if err := v.checkRestarts(); err != nil {
		return err
	}
	if err := v.checkOneWin(); err != nil {
		return err
	}
	v.noteChangedList()
	return nil
}

// checkAttempt computes the result that an attempt has or would have had. Only a round
// that was due after the one that counts may be missing: it may not exist yet.
func (v *verification) checkAttempt(e event) error {
	a := &attempt{bundle: v.bundle, prefix: attemptFolder(e.Attempt), chain: v.chain}
	for _, take := range []func() error{
		a.readClose,
		func() error { return a.isOnRecord(e) },
		func() error { return v.prizesOf(a) },
		func() error { return v.sourceOf(a) },
		a.readList,
		func() error { return v.shadow(a) },
	} {
		if err := take(); err != nil {
			return err
		}
	}
	v.before, v.settled[e.Attempt] = a, settled{a.close.Prizes, a.result.Slots}
	v.report.OtherAttempts = append(v.report.OtherAttempts, OtherAttempt{Attempt: e.Attempt, Close: a.commit, Result: a.result})
	return nil
}

func (a *attempt) isOnRecord(e event) error {
	if !bytes.Equal(a.text, e.text) {
		return refuse(CheckAttempts, say(
			"Le gel de la tentative %d n’est pas celui du journal.",
			"The close record of attempt %d is not that of the log.", e.Attempt))
	}
	return nil
}

// prizesOf: no attempt gives what the rules do not.
func (v *verification) prizesOf(a *attempt) error {
	if v.room -= a.size(); v.room < 0 {
		return refuse(CheckAttempts, say(
			"Les tentatives ont ensemble plus de %d places.", "The attempts together have more than %d places.", draw.MaxSlots))
	}
	if !prizesAgree(a.close, v.rules) || a.close.Mode != v.rules.Mode {
		return refuse(CheckAttempts, say(
			"Les lots ou le mode de la tentative %d ne sont pas ceux du règlement.",
			"The prizes or the mode of attempt %d are not those of the rules.", a.close.Attempt))
	}
	return nil
}

func (v *verification) sourceOf(a *attempt) error {
	named, _, err := v.announced(a.close.Attempt)
	if err != nil {
		return err
	}
	if a.close.Source != named {
		return refuse(CheckAttempts, say(
			"La source de la tentative %d n’est pas celle qui était annoncée.",
			"The source of attempt %d is not the one that was announced.", a.close.Attempt))
	}
	if err := a.findChain(); err != nil {
		return err
	}
	return v.followFallbacks(a)
}

func (v *verification) shadow(a *attempt) error {
	if a.round == nil && a.due.After(v.counts()) {
		return nil
	}
	if err := a.readRandomness(); err != nil {
		return err
	}
	if err := a.decide(); err != nil {
		return err
	}
	return v.isShadow(a)
}

// counts is when the number that counts was due, or when its list was closed where that
// is not known.
func (v *verification) counts() time.Time {
	if v.due.IsZero() {
		return v.close.ClosedAt
	}
	return v.due
}

// isShadow compares the result with what was published or logged of the attempt, if it was.
func (v *verification) isShadow(a *attempt) error {
	text, err := a.result.Encode()
	if err != nil {
		return err
	}
	wrong := refuse(CheckAttempts, say(
		"Le résultat de la tentative %d n’est pas celui de sa liste et de son nombre.",
		"The result of attempt %d is not that of its list and its number.", a.close.Attempt))
	if name := a.prefix + ResultFile; a.bundle.has(name) {
		published, err := a.bundle.read(name)
		if err != nil {
			return err
		}
		if !bytes.Equal(published, text) {
			return wrong
		}
	}
	for _, e := range v.events {
		if e.kind == kindResult && e.Attempt == a.close.Attempt && !bytes.Equal(e.text, text) {
			return wrong
		}
	}
	return nil
}

// noteCancelled keeps why an attempt was given up, also one without a list.
func (v *verification) noteCancelled(e event) {
	r := v.report
	if n := len(r.OtherAttempts); n > 0 && r.OtherAttempts[n-1].Attempt == e.Attempt {
		r.OtherAttempts[n-1].Cancelled, r.OtherAttempts[n-1].Reason = true, e.Reason
		return
	}
	r.OtherAttempts = append(r.OtherAttempts, OtherAttempt{Attempt: e.Attempt, Void: true, Cancelled: true, Reason: e.Reason})
}

// noteChangedList tells how the list differs from that of the attempt before: to draw
// again among others is allowed, and must be seen.
func (v *verification) noteChangedList() {
	if v.before == nil {
		return
	}
	added, gone := difference(v.before.list, v.list)
	if added+gone > 0 {
		v.report.note(say(
			"La liste n’est pas celle de la tentative %d\u00a0: participations ajoutées ou changées %d, retirées ou changées %d.",
			"The list is not that of attempt %d: entries added or changed %d, taken out or changed %d.",
			v.before.close.Attempt, added, gone))
	}
}

// difference counts the entries that are in one of two lists only.
func difference(before, now *draw.List) (added, gone int) {
	i, j := 0, 0
	for i < before.Len() && j < now.Len() {
		a, b := before.At(i), now.At(j)
		switch order := bytes.Compare(a.Commitment[:], b.Commitment[:]); {
		case order < 0:
			gone, i = gone+1, i+1
		case order > 0:
			added, j = added+1, j+1
		default:
			if a != b {
				added, gone = added+1, gone+1
			}
			i, j = i+1, j+1
		}
	}
	return added + now.Len() - j, gone + before.Len() - i
}
