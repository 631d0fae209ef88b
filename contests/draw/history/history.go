// Package history reads the records of a public log in their order and checks that the
// lives of draws that they tell are possible ones: a draw is published once and first,
// its list is sealed before its result, an attempt follows the one before it. What the
// records of one draw amount to is for contests/draw/proof to recompute.
package history

import (
	"bytes"
	"errors"
	"fmt"

	"kermesse/contests/draw"
)

// Impossible says that a record cannot stand where it stands.
type Impossible struct {
	Index  int64 // of the record in the log
	FR, EN string
}

// Error is the English sentence.
func (e *Impossible) Error() string { return fmt.Sprintf("record %d: %s", e.Index, e.EN) }

// History is what was read so far. The zero value has read nothing.
type History struct {
	draws  map[draw.ID]*life
	counts map[string]int
}

// protocol begins every record of a draw.
var protocol = []byte("vdraw1/")

// Add reads the next record. Records of other protocols are counted and passed over. Its
// error is an *Impossible.
func (h *History) Add(index int64, record []byte) error {
	if h.counts == nil {
		h.draws, h.counts = map[draw.ID]*life{}, map[string]int{}
	}
	if !bytes.HasPrefix(record, protocol) {
		h.counts[""]++
		return nil
	}
	kind := draw.RecordKind(record)
	var err error
	switch kind {
	case "close":
		err = h.addClose(record)
	case "result":
		err = h.addResult(record)
	default:
		err = h.addEvent(record)
	}
	var why *Impossible
	switch {
	case errors.As(err, &why):
		why.Index = index
		return why
	case err != nil:
		return &Impossible{index, "il est mal formé (" + err.Error() + ")", "it is malformed (" + err.Error() + ")"}
	}
	h.counts[kind]++
	return nil
}

// Draws is how many draws were published.
func (h *History) Draws() int { return len(h.draws) }

// Count is how many records of a kind there are, named as by draw.RecordKind; "" counts
// those of other protocols.
func (h *History) Count(kind string) int { return h.counts[kind] }

func refuse(fr, en string, args ...any) *Impossible {
	return &Impossible{FR: fmt.Sprintf(fr, args...), EN: fmt.Sprintf(en, args...)}
}

func (h *History) addClose(record []byte) error {
	c, err := draw.ParseClose(record)
	if err != nil {
		return err
	}
	l, err := h.find(c.Draw)
	if err != nil {
		return err
	}
	return l.close(c, draw.CommitOf(record))
}

func (h *History) addResult(record []byte) error {
	res, err := draw.ParseResult(record)
	if err != nil {
		return err
	}
	l, err := h.find(res.Draw)
	if err != nil {
		return err
	}
	return l.decide(res)
}

func (h *History) addEvent(record []byte) error {
	e, err := draw.ParseEvent(record)
	if err != nil {
		return err
	}
	if e.Kind == draw.EventPublish {
		if h.draws[e.Draw] != nil {
			return refuse("le tirage %s est publié une seconde fois", "the draw %s is published a second time", e.Draw)
		}
		h.draws[e.Draw] = newLife(e)
		return nil
	}
	l, err := h.find(e.Draw)
	if err != nil {
		return err
	}
	return l.happen(e)
}

func (h *History) find(id draw.ID) (*life, error) {
	l, ok := h.draws[id]
	if !ok {
		return nil, refuse("le tirage %s n’a pas été publié", "the draw %s was not published", id)
	}
	return l, nil
}
