package instant

import (
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"time"
)

// window is a stretch of allowed seconds, from inclusive, to exclusive, in Unix seconds.
type window struct{ from, to int64 }

// windows are the allowed seconds between opening and closing: of each day in the plan's
// zone the hours from From to To. Where clocks are changed a day has an hour more or less,
// as people there live it.
func (p Plan) windows() ([]window, error) {
	zone, err := time.LoadLocation(p.Zone)
	if err != nil {
		return nil, fmt.Errorf("%w: zone %q", ErrPlan, p.Zone)
	}
	var allowed []window
	y, m, d := p.OpensAt.In(zone).Date()
	for day := 0; ; day++ {
		w := window{time.Date(y, m, d+day, p.From, 0, 0, 0, zone).Unix(), time.Date(y, m, d+day, p.To, 0, 0, 0, zone).Unix()}
		if time.Date(y, m, d+day, 0, 0, 0, 0, zone).Unix() >= p.ClosesAt.Unix() {
			break
		}
		w.from, w.to = max(w.from, p.OpensAt.Unix()), min(w.to, p.ClosesAt.Unix())
		if w.from < w.to {
			allowed = append(allowed, w)
		}
	}
	if len(allowed) == 0 {
		return nil, ErrNoHours
	}
	return allowed, nil
}

// allows reports whether a moment may lie there.
func allows(allowed []window, at int64) bool {
	i, _ := slices.BinarySearchFunc(allowed, at, func(w window, at int64) int {
		if w.to <= at {
			return -1
		}
		return 1
	})
	return i < len(allowed) && allowed[i].from <= at
}

// Draw makes the schedule of a game from a cryptographic source of randomness.
//
// The distribution: each unit's moment is drawn by itself, and every allowed second is as
// likely as any other. Busy hours are not favoured and quiet ones not either; that nobody
// wins at four in the morning is for the allowed hours to say. In the mode Everyone all
// moments are the opening, and what is drawn is the order of the prizes, each order as
// likely as any other. Faults: ErrPlan, ErrNoHours.
func Draw(p Plan, random io.Reader) (Schedule, error) {
	if err := p.check(); err != nil {
		return Schedule{}, err
	}
	allowed, err := p.windows()
	if err != nil {
		return Schedule{}, err
	}
	s := Schedule{Plan: p}
	if _, err := io.ReadFull(random, s.Salt[:]); err != nil {
		return Schedule{}, fmt.Errorf("instant: no random numbers: %w", err)
	}
	for prize, units := range p.Units {
		for range units {
			s.Moments = append(s.Moments, Moment{Prize: prize, At: p.OpensAt.UTC()})
		}
	}
	if p.Mode == Everyone {
		err = shuffle(s.Moments, random)
		return s, err
	}
	if err := scatter(s.Moments, allowed, random); err != nil {
		return Schedule{}, err
	}
	// Two moments of one second are won in an order that was drawn as well.
	if err := shuffle(s.Moments, random); err != nil {
		return Schedule{}, err
	}
	slices.SortStableFunc(s.Moments, func(a, b Moment) int { return a.At.Compare(b.At) })
	return s, nil
}

// scatter draws a second for each moment.
func scatter(moments []Moment, allowed []window, random io.Reader) error {
	var total uint64
	for _, w := range allowed {
		total += uint64(w.to - w.from)
	}
	for i := range moments {
		n, err := below(total, random)
		if err != nil {
			return err
		}
		for _, w := range allowed {
			if length := uint64(w.to - w.from); n >= length {
				n -= length
				continue
			}
			moments[i].At = time.Unix(w.from+int64(n), 0).UTC()
			break
		}
	}
	return nil
}

// shuffle is that of Fisher and Yates.
func shuffle(moments []Moment, random io.Reader) error {
	for i := len(moments) - 1; i > 0; i-- {
		k, err := below(uint64(i+1), random)
		if err != nil {
			return err
		}
		moments[i], moments[k] = moments[k], moments[i]
	}
	return nil
}

// below draws a number under n, each as likely as any other: what would favour some is
// drawn again.
func below(n uint64, random io.Reader) (uint64, error) {
	unfair := -n % n
	for {
		var b [8]byte
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return 0, fmt.Errorf("instant: no random numbers: %w", err)
		}
		if x := binary.BigEndian.Uint64(b[:]); x >= unfair {
			return x % n, nil
		}
	}
}
