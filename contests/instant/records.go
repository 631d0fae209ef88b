package instant

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"kermesse/contests/draw"
)

// Records are printable ASCII, LF at the end of every line, single spaces, plain decimals,
// lowercase hex; times are RFC 3339 in UTC and whole seconds. What was read is written
// again and compared, so that two texts never mean the same.
const (
	scheduleHead = "vinstant1/schedule"
	playsHead    = "vinstant1/plays"
	revealHead   = "vinstant1/reveal"
	timeLayout   = "2006-01-02T15:04:05Z"
)

// Encode writes the schedule.
func (s Schedule) Encode() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\ncontest %s\nmode %s\nzone %s\nhours %d %d\n", scheduleHead, s.Contest, s.Mode, s.Zone, s.From, s.To)
	fmt.Fprintf(&b, "opens %s\ncloses %s\nwaits %d\n", clock(s.OpensAt), clock(s.ClosesAt), s.OpenFor/time.Second)
	for j, n := range s.Units {
		fmt.Fprintf(&b, "prize %d %d\n", j, n)
	}
	for i, m := range s.Moments {
		fmt.Fprintf(&b, "moment %d %d %s\n", i, m.Prize, clock(m.At))
	}
	fmt.Fprintf(&b, "salt %x\n", s.Salt)
	return b.Bytes()
}

func clock(t time.Time) string { return t.UTC().Format(timeLayout) }

// ParseSchedule reads a schedule and refuses one that Draw would not make: with moments
// outside the allowed hours, or other units than it says. Faults: ErrGrammar, ErrPlan.
func ParseSchedule(text []byte) (Schedule, error) {
	r := newReader(text, scheduleHead)
	s := Schedule{}
	s.Contest = read(r, r.words("contest", 1)[0], draw.ParseID)
	s.Mode = Mode(r.words("mode", 1)[0])
	s.Zone = r.words("zone", 1)[0]
	hours := r.words("hours", 2)
	s.From, s.To = r.number(hours[0]), r.number(hours[1])
	s.OpensAt = r.time(r.words("opens", 1)[0])
	s.ClosesAt = r.time(r.words("closes", 1)[0])
	s.OpenFor = time.Duration(r.number(r.words("waits", 1)[0])) * time.Second
	for r.has("prize") {
		s.Units = append(s.Units, r.number(r.words("prize", 2)[1]))
	}
	for r.has("moment") {
		words := r.words("moment", 3)
		s.Moments = append(s.Moments, Moment{Prize: r.number(words[1]), At: r.time(words[2])})
	}
	if salt, err := hex.DecodeString(r.words("salt", 1)[0]); err == nil && len(salt) == len(s.Salt) {
		copy(s.Salt[:], salt)
	}
	if err := r.end(); err != nil {
		return Schedule{}, err
	}
	if !bytes.Equal(s.Encode(), text) {
		return Schedule{}, fmt.Errorf("%w: it is spelled differently", ErrGrammar)
	}
	return s, s.sound()
}

// sound reports whether Draw could have made the schedule.
func (s Schedule) sound() error {
	if err := s.check(); err != nil {
		return err
	}
	allowed, err := s.windows()
	if err != nil {
		return err
	}
	units := make([]int, len(s.Units))
	for i, m := range s.Moments {
		switch {
		case m.Prize < 0 || m.Prize >= len(units):
			return fmt.Errorf("%w: moment %d is of no prize", ErrGrammar, i)
		case i > 0 && m.At.Before(s.Moments[i-1].At):
			return fmt.Errorf("%w: moment %d comes before the one before it", ErrGrammar, i)
		case s.Mode == Everyone && !m.At.Equal(s.OpensAt), s.Mode == Moments && !allows(allowed, m.At.Unix()):
			return fmt.Errorf("%w: moment %d lies outside the allowed hours", ErrGrammar, i)
		}
		units[m.Prize]++
	}
	for j, n := range units {
		if n != s.Units[j] {
			return fmt.Errorf("%w: prize %d has %d moments and %d units", ErrGrammar, j, n, s.Units[j])
		}
	}
	return nil
}

// EncodePlays writes all plays of a contest in their order.
func EncodePlays(contest draw.ID, plays []Play) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\ncontest %s\n", playsHead, contest)
	for i, p := range plays {
		moment := "-"
		if p.Moment != Lost {
			moment = strconv.Itoa(p.Moment)
		}
		fmt.Fprintf(&b, "play %d %d %s %s\n", i+1, p.At.UnixMilli(), p.Token, moment)
	}
	return b.Bytes()
}

// ParsePlays reads exactly what EncodePlays writes.
func ParsePlays(text []byte) (draw.ID, []Play, error) {
	r := newReader(text, playsHead)
	contest := read(r, r.words("contest", 1)[0], draw.ParseID)
	var plays []Play
	for r.has("play") {
		words := r.words("play", 4)
		p := Play{At: time.UnixMilli(read(r, words[1], millis)).UTC(), Token: read(r, words[2], draw.ParseHash), Moment: Lost}
		if words[3] != "-" {
			p.Moment = r.number(words[3])
		}
		plays = append(plays, p)
	}
	if err := r.end(); err != nil {
		return draw.ID{}, nil, err
	}
	if !bytes.Equal(EncodePlays(contest, plays), text) {
		return draw.ID{}, nil, fmt.Errorf("%w: the plays are spelled differently", ErrGrammar)
	}
	return contest, plays, nil
}

func millis(s string) (int64, error) { return strconv.ParseInt(s, 10, 64) }

// Reveal is what goes on record when a game is over: which schedule it was played by, and
// which plays there were.
type Reveal struct {
	Contest draw.ID
	Seal    draw.Hash // of the schedule
	Plays   int
	List    draw.Hash // SHA-256 of the plays as EncodePlays writes them
	At      time.Time // whole seconds
}

// NewReveal sums up a game that is over.
func NewReveal(s Schedule, plays []Play, at time.Time) Reveal {
	return Reveal{
		Contest: s.Contest, Seal: Seal(s.Encode()), Plays: len(plays), At: at.UTC().Truncate(time.Second),
		List: sha256.Sum256(EncodePlays(s.Contest, plays)),
	}
}

// Encode writes the record.
func (r Reveal) Encode() []byte {
	return fmt.Appendf(nil, "%s\ncontest %s\nschedule %s\nplays %d\nlist %s\nat %s\n", revealHead, r.Contest, r.Seal, r.Plays, r.List, clock(r.At))
}

// ParseReveal reads exactly what Encode writes.
func ParseReveal(text []byte) (Reveal, error) {
	r := newReader(text, revealHead)
	v := Reveal{
		Contest: read(r, r.words("contest", 1)[0], draw.ParseID), Seal: read(r, r.words("schedule", 1)[0], draw.ParseHash),
		Plays: r.number(r.words("plays", 1)[0]), List: read(r, r.words("list", 1)[0], draw.ParseHash), At: r.time(r.words("at", 1)[0]),
	}
	if err := r.end(); err != nil {
		return Reveal{}, err
	}
	if !bytes.Equal(v.Encode(), text) {
		return Reveal{}, fmt.Errorf("%w: the reveal is spelled differently", ErrGrammar)
	}
	return v, nil
}

// reader takes lines in their order, and keeps the first mistake.
type reader struct {
	rest string
	line int
	err  error
}

func newReader(text []byte, head string) *reader {
	r := &reader{rest: string(text)}
	if r.take() != head {
		r.fail("it does not begin with " + head)
	}
	return r
}

func (r *reader) fail(why string) {
	if r.err == nil {
		r.err = fmt.Errorf("%w: line %d: %s", ErrGrammar, r.line, why)
	}
}

func (r *reader) take() string {
	r.line++
	line, rest, ok := strings.Cut(r.rest, "\n")
	if !ok {
		r.fail("it is missing, or does not end in LF")
	}
	r.rest = rest
	return line
}

func (r *reader) has(key string) bool { return r.err == nil && strings.HasPrefix(r.rest, key+" ") }

// words takes the next line, which must be a key and exactly n words.
func (r *reader) words(key string, n int) []string {
	words := strings.Split(r.take(), " ")
	if len(words) != n+1 || words[0] != key {
		r.fail("it should give " + key)
		return make([]string, n)
	}
	return words[1:]
}

func (r *reader) number(s string) int {
	return read(r, s, func(s string) (int, error) {
		n, err := strconv.ParseUint(s, 10, 31)
		return int(n), err
	})
}

func (r *reader) time(s string) time.Time {
	return read(r, s, func(s string) (time.Time, error) { return time.Parse(timeLayout, s) })
}

func read[T any](r *reader, s string, parse func(string) (T, error)) T {
	v, err := parse(s)
	if err != nil {
		r.fail(fmt.Sprintf("%q: %v", s, err))
	}
	return v
}

func (r *reader) end() error {
	if r.rest != "" {
		r.fail("there is something after it")
	}
	return r.err
}
