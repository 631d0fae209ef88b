package contests

import (
	"fmt"
	"time"

	"kermesse/internal/fault"
)

// DrawState is where an attempt stands.
type DrawState string

// The states of an attempt, in the order of its life.
const (
	StateAnnounced DrawState = "announced" // rules and source are frozen; people may enter
	StateClosing   DrawState = "closing"   // closed; the list is being frozen
	StateSealed    DrawState = "sealed"    // the list is frozen and on record; the number is to come
	StateWaiting   DrawState = "waiting"   // the number is due and not here yet
	StateDrawn     DrawState = "drawn"
	StateCancelled DrawState = "cancelled" // given up by the brand
	StateVoid      DrawState = "void"      // given up by the rules: nothing was sealed in time
)

// DrawState tells where an attempt stands at a moment.
func (c Contest) DrawState(a Attempt, now time.Time) DrawState {
	switch {
	case a.Void():
		return StateVoid
	case !a.CancelledAt.IsZero():
		return StateCancelled
	case !a.DrawnAt.IsZero():
		return StateDrawn
	case c.ShutAt.IsZero() && now.Before(c.ClosesAt):
		return StateAnnounced
	case a.SealedAt.IsZero():
		return StateClosing
	case now.Before(a.DrawAt):
		return StateSealed
	}
	return StateWaiting
}

// waits reports whether the present attempt wants a public number that is due.
func (c Contest) waits(now time.Time) bool {
	return c.Round > 0 && !c.SealedAt.IsZero() && c.DrawnAt.IsZero() && !now.Before(c.DrawAt)
}

// sentence says the state of a draw in words that a fan understands.
func (d Draw) sentence() fault.Text {
	c := d.Contest
	at := func(t time.Time) fault.Text { return momentWords(t, c.Location()) }
	if c.Ranked() && d.State != StateCancelled {
		return d.rankedSentence()
	}
	switch d.State {
	case StateAnnounced:
		return both("Le tirage aura lieu le %s. Les participations sont possibles jusqu’au %s.",
			"The draw will be held on %s. Entries are open until %s.", at(c.DrawAt), at(c.ClosesAt))
	case StateClosing:
		return both("Les participations sont closes depuis le %s. La liste est en train d’être figée.",
			"Entries closed on %s. The list is being frozen.", at(c.ClosesAt))
	case StateSealed:
		return both("La liste est figée\u00a0: %s. Le nombre aléatoire qui désigne les gagnants n’existe pas encore\u00a0; il paraît le %s.",
			"The list is frozen: %s. The random number that decides who wins does not exist yet; it comes out on %s.",
			plural(int(d.Seal.Entries), "participation", "participations", "entry", "entries"), at(c.DrawAt))
	case StateWaiting:
		return d.waitingSentence()
	case StateDrawn:
		return both("Le tirage a eu lieu. Les gagnants découlent de la liste figée et d’un nombre publié le %s\u00a0: chacun peut refaire le calcul.",
			"The draw has been held. The winners follow from the frozen list and a number published on %s: anybody can do the calculation again.", at(c.DrawAt))
	case StateVoid:
		if d.CancelCode == CancelUnwitnessed {
			return both("Cette tentative est nulle\u00a0: les témoins que le règlement demande n’avaient pas contresigné la liste quand le nombre aléatoire est paru, le %s. Un nouveau tirage, avec un nombre annoncé d’avance, est nécessaire.",
				"This attempt is void: the witnesses that the rules ask for had not cosigned the list when the random number came out, on %s. Another draw, with a number announced in advance, is needed.", at(c.DrawAt))
		}
		return both("Cette tentative est nulle\u00a0: la liste n’était pas inscrite au journal public quand le nombre aléatoire est paru, le %s. Personne n’a été tiré. Un nouveau tirage, avec un nombre annoncé d’avance, est nécessaire.",
			"This attempt is void: the list was not in the public log when the random number came out, on %s. Nobody was drawn. Another draw, with a number announced in advance, is needed.", at(c.DrawAt))
	}
	return d.cancelledSentence()
}

// rankedSentence is the same of a contest without a draw: its ranking decides.
func (d Draw) rankedSentence() fault.Text {
	at := func(t time.Time) fault.Text { return momentWords(t, d.Contest.Location()) }
	switch d.State {
	case StateAnnounced:
		return both("Les photos seront classées le %s, et les lots attribués le %s. Il n’y a pas de tirage.",
			"The photos will be ranked on %s, and the prizes given on %s. There is no draw.", at(d.Contest.ClosesAt), at(d.Contest.DrawAt))
	case StateDrawn:
		return both("Les lots ont été attribués le %s, selon le classement publié des photos.",
			"The prizes were given on %s, by the published ranking of the photos.", at(d.Contest.DrawnAt))
	}
	return both("Le classement est établi depuis la clôture, le %s. Les lots sont attribués le %s.",
		"The ranking was settled at closing, on %s. The prizes are given on %s.", at(d.Contest.ClosesAt), at(d.Contest.DrawAt))
}

func (d Draw) waitingSentence() fault.Text {
	at := momentWords(d.Contest.DrawAt, d.Contest.Location())
	if d.Contest.Round == 0 {
		return both("Le tirage est en cours de calcul depuis le %s.", "The draw is being computed since %s.", at)
	}
	return both("La liste est figée. Le nombre aléatoire, tour %s, est paru le %s et n’est pas encore arrivé jusqu’ici. Nous le demandons sans cesse\u00a0; aucun autre ne le remplacera. Quiconque l’a trouvé peut le coller ici.",
		"The list is frozen. The random number, round %s, came out on %s and has not reached us yet. We keep asking for it; no other will take its place. Anybody who has found it can paste it here.",
		same(fmt.Sprint(d.Contest.Round)), at)
}

func (d Draw) cancelledSentence() fault.Text {
	c := d.Contest
	words := both("Ce tirage a été annulé le %s. Motif\u00a0: %s.", "This draw was cancelled on %s. Reason: %s.",
		momentWords(c.CancelledAt, c.Location()), c.CancelCode.Text())
	if c.CancelCode == "" { // cancelled before there were codes
		words = both("Ce tirage a été annulé le %s.", "This draw was cancelled on %s.", momentWords(c.CancelledAt, c.Location()))
	}
	switch {
	case d.Seal.Record == nil:
		return words
	case d.Drawn():
		words.FR += " Le résultat qu’il aurait eu reste affiché."
		words.EN += " The result that it would have had stays on this page."
	default:
		words.FR += " Le résultat qu’il aurait eu sera affiché dès que le nombre aléatoire sera paru."
		words.EN += " The result that it would have had will be shown as soon as the random number is out."
	}
	return words
}

// both fills the same verbs in two sentences, each from its language's side.
func both(fr, en string, args ...fault.Text) fault.Text {
	return fault.Text{FR: fmt.Sprintf(fr, texts(args, "fr")...), EN: fmt.Sprintf(en, texts(args, "en")...)}
}
