package record

import "fmt"

// Impossible says that a record cannot stand where it stands in the log.
type Impossible struct {
	Index  int64
	FR, EN string
}

// Error is the English sentence.
func (e *Impossible) Error() string { return fmt.Sprintf("record %d: %s", e.Index, e.EN) }

// History reads the records of a log in their order and checks that the lives of polls that
// they tell are possible ones. The zero value has read nothing.
type History struct {
	polls map[string]*life
	kinds map[Kind]int
}

// life is where a poll stands.
type life struct {
	published Hash
	last      Kind
	closes    int // counts so far
	notices   int // told so far
}

// follows lists what may come after a kind; a close may be followed by another where a
// ballot that was set aside is released.
var follows = map[Kind][]Kind{
	Publish:   {Unpublish, Cancel, Close},
	Unpublish: {Publish},
	Close:     {Close, Reopen, Void},
	Reopen:    {Cancel, Close},
	Void:      {Close}, // its figures are public as well
}

// Add reads the next record of the log; those of others are passed over. Its error is an
// *Impossible.
func (h *History) Add(index int64, text []byte) error {
	if !Is(text) {
		return nil
	}
	if h.polls == nil {
		h.polls, h.kinds = map[string]*life{}, map[Kind]int{}
	}
	r, err := Parse(text)
	if err != nil {
		return &Impossible{index, "il est mal formé (" + err.Error() + ")", "it is malformed (" + err.Error() + ")"}
	}
	if why := h.add(r, HashOf(text)); why != nil {
		why.Index = index
		return why
	}
	h.kinds[r.Kind]++
	return nil
}

// Polls is how many polls have been published.
func (h *History) Polls() int { return len(h.polls) }

// Count is how many records there are of a kind.
func (h *History) Count(kind Kind) int { return h.kinds[kind] }

func (h *History) add(r Record, hash Hash) *Impossible {
	l, known := h.polls[r.Poll]
	switch {
	case !known && r.Kind != Publish:
		return &Impossible{FR: "le vote n’a pas été publié", EN: "the poll was not published"}
	case !known:
		h.polls[r.Poll] = &life{published: hash, last: Publish}
		return nil
	case !l.allows(r.Kind):
		return &Impossible{
			FR: fmt.Sprintf("«\u00a0%s\u00a0» ne peut pas suivre «\u00a0%s\u00a0»", r.Kind, l.last), EN: fmt.Sprintf("%q cannot follow %q", r.Kind, l.last),
		}
	case r.Kind == Publish:
		l.published = hash
	case r.Published != l.published:
		return &Impossible{FR: "il ne nomme pas la publication du vote", EN: "it does not name the poll’s publication"}
	case r.Kind == Notice && r.Number == l.notices+1:
		l.notices++
		return nil // it changes nothing of where the poll stands
	case r.Kind == Notice, r.Kind == Close && r.Number != l.closes+1, (r.Kind == Reopen || r.Kind == Void) && r.Number != l.closes:
		return &Impossible{FR: fmt.Sprintf("il porte le numéro %d", r.Number), EN: fmt.Sprintf("it has the number %d", r.Number)}
	}
	if l.last = r.Kind; r.Kind == Close {
		l.closes++
	}
	return nil
}

func (l *life) allows(kind Kind) bool {
	if kind == Notice {
		return l.last != Unpublish
	}
	for _, next := range follows[l.last] {
		if next == kind {
			return true
		}
	}
	return false
}
