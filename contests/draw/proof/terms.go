package proof

import (
	"slices"
	"time"

	"kermesse/contests/beacon"
	"kermesse/contests/draw"
)

// checkSource: the source was named in advance, and a round by the formula of the rules,
// so that nobody could pick a convenient one.
func (v *verification) checkSource() error {
	named, from, err := v.announced(v.close.Attempt)
	if err != nil {
		return err
	}
	if v.close.Source != named {
		return refuse(CheckTerms, say(
			"La source «\u00a0%s\u00a0» n’est pas celle qui était annoncée, «\u00a0%s\u00a0».",
			"The source “%s” is not the one that was announced, “%s”.", v.close.Source, named))
	}
	if v.close.ClosedAt.Before(v.rules.ClosesAt) {
		if err := v.checkCopy(); err != nil {
			return err
		}
	}
	if named.Kind == draw.SourceDrand {
		if err := v.checkRound(from); err != nil {
			return err
		}
	}
	return v.followFallbacks(&v.attempt)
}

// announced is the source that was named for an attempt, and the time that its round
// counts from: the closing of the rules, or when the attempt was announced.
func (v *verification) announced(number int) (draw.Source, time.Time, error) {
	if number == 1 {
		return v.rules.Source, v.rules.ClosesAt, nil
	}
	restart, ok := v.last(func(e event) bool { return e.Kind == draw.EventRestart && e.Attempt == number })
	if !ok {
		return draw.Source{}, time.Time{}, refuse(CheckTerms, say(
			"La tentative %d n’a pas été annoncée.", "Attempt %d was not announced.", number))
	}
	return restart.Source, restart.At, nil
}

// checkRound: the first attempt takes the first round after the closing and the margin; a
// later one any round at least the margin after it was announced.
func (v *verification) checkRound(from time.Time) error {
	margin, round := v.rules.Margin, v.close.Source.Round
	if v.pinned && margin < draw.MinMargin {
		return refuse(CheckTerms, say(
			"Le règlement ne laisse que %s entre la clôture et le tirage.",
			"The rules leave only %s between the closing and the draw.", margin))
	}
	first := v.chain.FirstRoundAt(from.Add(margin))
	if round != first && (v.close.Attempt == 1 || round < first) {
		return refuse(CheckTerms, say(
			"Le tour %d n’est pas celui que le règlement impose, %d.",
			"Round %d is not the one that the rules require, %d.", round, first))
	}
	if !v.close.ClosedAt.Before(v.due) {
		return refuse(CheckTerms, say(
			"La liste a été gelée le %s, quand le tour du %s existait déjà.",
			"The list was closed at %s, when the round of %s existed already.", clock(v.close.ClosedAt), clock(v.due)))
	}
	return nil
}

// checkCopy: where closing came too late, the list is that of the last entries event on
// record, and the close record copies its numbers and its time. Nobody chooses which.
func (v *verification) checkCopy() error {
	sealed := len(v.records)
	if c, ok := v.last(func(e event) bool { return e.kind == kindClose && e.Attempt == v.close.Attempt }); ok {
		sealed = c.position
	}
	e, ok := v.last(func(e event) bool { return e.Kind == draw.EventEntries && e.position < sealed })
	if !ok {
		return refuse(CheckTerms, say(
			"La liste a été gelée le %s, avant l’heure du règlement, %s.",
			"The list was closed at %s, before the time of the rules, %s.", clock(v.close.ClosedAt), clock(v.rules.ClosesAt)))
	}
	if c := v.close; e.Entries != c.Entries || e.Tickets != c.Tickets || e.Root != c.Root || !e.At.Equal(c.ClosedAt) {
		return refuse(CheckTerms, say(
			"La liste n’est pas celle du dernier relevé du journal, du %s.",
			"The list is not that of the last count on record, of %s.", clock(e.At)))
	}
	v.copied = &e
	return nil
}

// followFallbacks finds the source that counts in the end: the rules' next one, where one
// before it gave no number for as long as the rules say after it was due. A round that
// takes over must not have been due earlier, or somebody could have had both to choose from.
// The operator's own number is never silent: whoever kept it back would choose between two.
func (v *verification) followFallbacks(a *attempt) error {
	due := a.due
	if due.IsZero() {
		due = a.close.ClosedAt
	}
	for _, e := range v.events {
		if e.Kind != draw.EventFallback || e.Attempt != a.close.Attempt {
			continue
		}
		ready := due.Add(v.rules.FallbackAfter)
		next := slices.Index(v.rules.Fallback, a.source) + 1
		if e.From != a.source || e.From.Kind == draw.SourceOperator || next >= len(v.rules.Fallback) || e.To != v.rules.Fallback[next] || e.At.Before(ready) {
			return refuse(CheckTerms, say(
				"Le passage à la source «\u00a0%s\u00a0» n’est pas permis par le règlement.",
				"The rules do not allow the source “%s” to take over.", e.To))
		}
		a.source, due = e.To, e.At
		if e.To.Kind == draw.SourceDrand {
			var err error
			if due, err = a.useChain(e.To); err != nil {
				return err
			}
			if due.Before(ready) {
				return refuse(CheckTerms, say(
					"Le tour %d qui prend la suite existait avant le délai du règlement.",
					"Round %d, which takes over, existed before the rules' term was over.", e.To.Round))
			}
		}
		if a == &v.attempt {
			if err := v.sealBy(due); err != nil {
				return err
			}
			v.noteFallback(e)
		}
	}
	return nil
}

// sealBy: a source without rounds named no time that the list must be sealed before. The
// round that takes over from it does.
func (v *verification) sealBy(due time.Time) error {
	if !v.due.IsZero() || v.source.Kind != draw.SourceDrand {
		return nil
	}
	if v.due = due; !v.close.ClosedAt.Before(due) {
		return refuse(CheckTerms, say(
			"La liste a été gelée le %s, quand le tour du %s existait déjà.",
			"The list was closed at %s, when the round of %s existed already.", clock(v.close.ClosedAt), clock(due)))
	}
	return nil
}

// noteFallback says what nobody can see in a bundle: whether the first source was silent.
func (v *verification) noteFallback(e event) {
	v.report.Fallbacks = append(v.report.Fallbacks, Fallback{From: e.From, To: e.To, At: e.At})
	if e.From.Kind != draw.SourceDrand {
		return
	}
	if _, real := beacon.Pinned(e.From.Chain); !real {
		return
	}
	v.report.note(say(
		"L’organisateur affirme que le tour %d annoncé n’est jamais venu, et la source suivante du règlement a pris sa place. "+
			"S’il existe, ce tirage est faux\u00a0: cherchez-le à l’adresse https://api.drand.sh/%s/public/%d",
		"The organiser says that round %d, which had been named, never came, and the rules' next source took its place. "+
			"If it exists, this draw is false: look for it at https://api.drand.sh/%s/public/%d",
		e.From.Round, e.From.Chain, e.From.Round))
}

// clock writes a time for people.
func clock(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }
