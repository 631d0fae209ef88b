package proof

import (
	"slices"
	"time"

	"kermesse/contests/draw"
)

// checkSource: the source was named in advance, and a round by the formula of the rules,
// so that nobody could pick a convenient one.
func (v *verification) checkSource() error {
	named, from := v.rules.Source, v.rules.ClosesAt
	if v.close.Attempt > 1 {
		restart, ok := v.restartOf(v.close.Attempt)
		if !ok {
			return refuse(CheckTerms, say(
				"La tentative %d n’a pas été annoncée.", "Attempt %d was not announced.", v.close.Attempt))
		}
		named, from = restart.Source, restart.At
	}
	if v.close.Source != named {
		return refuse(CheckTerms, say(
			"La source «\u00a0%s\u00a0» n’est pas celle qui était annoncée, «\u00a0%s\u00a0».",
			"The source “%s” is not the one that was announced, “%s”.", v.close.Source, named))
	}
	if v.close.ClosedAt.Before(v.rules.ClosesAt) && !v.copiesEntriesEvent() {
		return refuse(CheckTerms, say(
			"La liste a été gelée le %s, avant l’heure du règlement, %s.",
			"The list was closed at %s, before the time of the rules, %s.", clock(v.close.ClosedAt), clock(v.rules.ClosesAt)))
	}
	if named.Kind != draw.SourceDrand {
		return nil
	}
	return v.checkRound(from)
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

func (v *verification) restartOf(attempt int) (draw.Event, bool) {
	i := slices.IndexFunc(v.events, func(e event) bool {
		return e.kind == string(draw.EventRestart) && e.Attempt == attempt
	})
	if i < 0 {
		return draw.Event{}, false
	}
	return v.events[i].Event, true
}

// copiesEntriesEvent: where closing came too late, the list is that of the last entries
// event, and the close record copies its numbers and its time.
func (v *verification) copiesEntriesEvent() bool {
	return slices.ContainsFunc(v.events, v.isCopied)
}

func (v *verification) isCopied(e event) bool {
	c := v.close
	return e.kind == string(draw.EventEntries) &&
		e.Entries == c.Entries && e.Tickets == c.Tickets && e.Root == c.Root && e.At.Equal(c.ClosedAt)
}

// clock writes a time for people.
func clock(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }
