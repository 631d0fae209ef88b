package history

import (
	"time"

	"kermesse/contests/draw"
)

// life is one draw, as far as the log tells.
type life struct {
	rules    draw.Hash
	attempts []attempt // the last one is under way
	counted  count     // by the last entries event
	older    map[count]bool
}

// count is what an entries event puts on record of a list. A close record that came too
// late copies it.
type count struct {
	entries, tickets uint64
	root             draw.Hash
	at               time.Time
}

// attempt is one holding of a draw.
type attempt struct {
	source    draw.Source
	closed    bool
	cancelled bool
	commit    draw.Hash // closed: hash of the close record
	mode      draw.Mode
	prizes    []draw.Prize
	held      bool
	slots     map[place]*slot     // held
	entries   map[draw.Hash]*slot // held: of those who are picked once, the slot
}

type place struct{ prize, slot int }

func newLife(e draw.Event) *life {
	return &life{rules: e.Rules, attempts: []attempt{{source: e.Source}}, older: map[count]bool{}}
}

// at returns an attempt by its number, from 1.
func (l *life) at(number int) (*attempt, error) {
	if number < 1 || number > len(l.attempts) {
		return nil, refuse("la tentative %d n’existe pas", "there is no attempt %d", number)
	}
	return &l.attempts[number-1], nil
}

func (l *life) last() *attempt { return &l.attempts[len(l.attempts)-1] }

func (l *life) close(c draw.Close, commit draw.Hash) error {
	a, err := l.at(c.Attempt)
	switch {
	case err != nil:
		return err
	case a.closed:
		return refuse("la liste de la tentative %d est scellée une seconde fois", "the list of attempt %d is sealed a second time", c.Attempt)
	case a.cancelled:
		return refuse("la tentative %d était annulée", "attempt %d was cancelled", c.Attempt)
	case c.Rules != l.rules:
		return refuse("le règlement n’est pas celui qui a été publié", "the rules are not those that were published")
	case c.Source != a.source:
		return refuse("la source du nombre n’est pas celle qui a été annoncée", "the source of the number is not the one that was announced")
	case l.older[count{c.Entries, c.Tickets, c.Root, c.ClosedAt}]:
		return refuse("la liste est celle d’un ancien relevé, et non du dernier", "the list is that of an old count, and not of the last one")
	}
	a.closed, a.commit, a.mode, a.prizes = true, commit, c.Mode, c.Prizes
	return nil
}

func (l *life) decide(res draw.Result) error {
	a, err := l.at(res.Attempt)
	switch {
	case err != nil:
		return err
	case !a.closed:
		return refuse("la liste de la tentative %d n’était pas scellée", "the list of attempt %d was not sealed", res.Attempt)
	case a.held:
		return refuse("la tentative %d est tirée une seconde fois", "attempt %d is drawn a second time", res.Attempt)
	case res.Close != a.commit:
		return refuse("le résultat est celui d’une autre liste scellée", "the result is that of another sealed list")
	}
	a.held = true
	return l.wins(res.Attempt, a.award(res))
}

// happen takes any other event than the publication.
func (l *life) happen(e draw.Event) error {
	switch e.Kind {
	case draw.EventAmend, draw.EventEntries, draw.EventExclude:
		return l.prepare(e)
	case draw.EventRestart:
		return l.restart(e)
	}
	a, err := l.at(e.Attempt)
	if err != nil {
		return err
	}
	switch e.Kind {
	case draw.EventCancel:
		return a.cancel(e)
	case draw.EventFallback:
		return a.fallBack(e)
	case draw.EventAudit:
		if !a.closed {
			return refuse("la liste de la tentative %d n’était pas scellée", "the list of attempt %d was not sealed", e.Attempt)
		}
		return nil
	}
	fresh, err := a.judge(e)
	if err != nil {
		return err
	}
	return l.wins(e.Attempt, fresh)
}

// prepare: the list and the rules change only until the list is sealed.
func (l *life) prepare(e draw.Event) error {
	if l.last().closed {
		return refuse("la liste était déjà scellée", "the list was sealed already")
	}
	switch e.Kind {
	case draw.EventAmend:
		l.rules = e.Rules
	case draw.EventEntries:
		l.older[l.counted] = true
		l.counted = count{e.Entries, e.Tickets, e.Root, e.At}
		delete(l.older, l.counted)
	}
	return nil
}

func (l *life) restart(e draw.Event) error {
	before := l.last()
	switch {
	case e.Attempt != len(l.attempts)+1 || e.Previous != len(l.attempts):
		return refuse("la tentative %d ne suit pas la tentative %d", "attempt %d does not follow attempt %d", e.Attempt, len(l.attempts))
	case !before.cancelled && !before.held:
		return refuse("la tentative %d n’était ni tirée ni annulée", "attempt %d was neither drawn nor cancelled", e.Previous)
	}
	l.attempts = append(l.attempts, attempt{source: e.Source})
	return nil
}

func (a *attempt) cancel(e draw.Event) error {
	if a.cancelled {
		return refuse("la tentative %d était déjà annulée", "attempt %d was cancelled already", e.Attempt)
	}
	a.cancelled = true
	return nil
}

func (a *attempt) fallBack(e draw.Event) error {
	switch {
	case a.held:
		return refuse("la tentative %d était déjà tirée", "attempt %d was drawn already", e.Attempt)
	case e.From != a.source:
		return refuse("la source remplacée n’est pas celle de la tentative", "the source that is replaced is not that of the attempt")
	}
	a.source = e.To
	return nil
}

// judge takes a decision about a slot of the result, and returns who has a prize by it
// and had none before.
func (a *attempt) judge(e draw.Event) ([]*slot, error) {
	s, ok := a.slots[place{e.Prize, e.Slot}]
	switch {
	case !ok || s.entry != e.Entry:
		return nil, refuse("la décision ne désigne pas la participation tirée pour le lot %d, place %d",
			"the decision does not name the entry drawn for prize %d, slot %d", e.Prize, e.Slot)
	case e.Kind == draw.EventDisqualify && s.disqualified:
		return nil, refuse("cette participation était déjà disqualifiée", "that entry was disqualified already")
	case e.Kind == draw.EventReinstate && !s.disqualified:
		return nil, refuse("cette participation n’était pas disqualifiée", "that entry was not disqualified")
	case e.Kind == draw.EventAccept && s.disqualified:
		return nil, refuse("cette participation était disqualifiée", "that entry was disqualified")
	}
	switch e.Kind {
	case draw.EventDisqualify:
		return s.lose(), nil
	case draw.EventReinstate:
		return s.regain(), nil
	}
	return nil, nil
}
