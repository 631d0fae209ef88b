package draw

import (
	"fmt"
	"strconv"
)

// Result is the result record: who took which slot, and from which seed.
type Result struct {
	Draw       ID
	Attempt    int
	Close      Hash // hash of the close record
	Randomness Hash
	Seed       Hash
	Slots      []ResultSlot // in the order of picking
}

// ResultSlot is one line of a result. A vacant slot has index Vacant and no commitment.
type ResultSlot struct {
	Prize      int
	Slot       int
	Alternate  bool
	Index      int
	Commitment Hash
}

// Decide computes the result of a closed attempt. list must be the one that the close
// record commits to; extra is the operator's revealed seed and zero otherwise. The slots
// are returned as well, with what explains each pick.
func Decide(c Close, list *List, randomness, extra Hash) (Result, []Slot, error) {
	text, err := c.Encode()
	if err != nil {
		return Result{}, nil, err
	}
	if err := c.Matches(uint64(list.Len()), list.Tickets(), list.Root()); err != nil {
		return Result{}, nil, err
	}
	res := Result{Draw: c.Draw, Attempt: c.Attempt, Close: CommitOf(text), Randomness: randomness}
	res.Seed = Seed(res.Close, randomness, extra)
	slots, err := Select(res.Seed, list.Weights(), c.Prizes, c.Mode)
	if err != nil {
		return Result{}, nil, err
	}
	for _, s := range slots {
		line := ResultSlot{Prize: s.Prize, Slot: s.Slot, Alternate: s.Alternate, Index: s.Index}
		if s.Index != Vacant {
			line.Commitment = list.At(s.Index).Commitment
		}
		res.Slots = append(res.Slots, line)
	}
	return res, slots, nil
}

// Encode writes the record.
func (res Result) Encode() ([]byte, error) {
	if res.Attempt < 1 || len(res.Slots) > MaxSlots {
		return nil, fmt.Errorf("%w: a result of attempt %d with %d slots", ErrGrammar, res.Attempt, len(res.Slots))
	}
	var w recordWriter
	w.line("vdraw1/result")
	w.line("draw", res.Draw.String())
	w.int("attempt", res.Attempt)
	w.line("close", res.Close.String())
	w.line("randomness", res.Randomness.String())
	w.line("seed", res.Seed.String())
	for _, s := range res.Slots {
		w.line(s.words()...)
	}
	return w.Bytes(), nil
}

func (s ResultSlot) words() []string {
	kind, who := "winner", s.Commitment.String()
	if s.Alternate {
		kind = "alternate"
	}
	if s.Index == Vacant {
		who = "-"
	}
	return []string{kind, strconv.Itoa(s.Prize), strconv.Itoa(s.Slot), strconv.Itoa(s.Index), who}
}

// ParseResult accepts exactly what Encode writes. That the slots are the right ones is
// not its business: Decide tells.
func ParseResult(text []byte) (Result, error) {
	r := newRecordReader(text, "vdraw1/result")
	res := Result{
		Draw:       r.id("draw"),
		Attempt:    r.int("attempt"),
		Close:      r.hash("close"),
		Randomness: r.hash("randomness"),
		Seed:       r.hash("seed"),
	}
	for r.has("winner") || r.has("alternate") {
		res.Slots = append(res.Slots, readResultSlot(r))
	}
	if err := r.end(); err != nil {
		return Result{}, fmt.Errorf("result record: %w", err)
	}
	if err := canonical(text, res.Encode); err != nil {
		return Result{}, fmt.Errorf("result record: %w", err)
	}
	return res, nil
}

func readResultSlot(r *recordReader) ResultSlot {
	kind := "winner"
	if r.has("alternate") {
		kind = "alternate"
	}
	words := r.words(kind, 4)
	s := ResultSlot{
		Prize:     check(r, parseNumber, words[0]),
		Slot:      check(r, parseNumber, words[1]),
		Alternate: kind == "alternate",
		Index:     Vacant,
	}
	if words[2] != "-1" {
		s.Index = check(r, parseNumber, words[2])
		s.Commitment = check(r, ParseHash, words[3])
	}
	return s
}
