package webhook

import (
	"encoding/binary"
	"io"
	"time"
)

// How long telling is tried.
const (
	GiveUpAfter  = 3 * 24 * time.Hour  // a delivery is given up so long after it happened
	DisableAfter = 5 * 24 * time.Hour  // an endpoint that only failed for so long is switched off
	KeepLog      = 30 * 24 * time.Hour // what was told, and how it went, is kept so long
)

const (
	firstWait = 5 * time.Second
	longest   = 12 * time.Hour
	longRest  = 5 * time.Minute // of an endpoint that fails, whatever is due
)

// wait is how long to wait after the nth attempt failed, n from 1: four times as long each
// time, up to twelve hours, give or take a fifth, so that what failed together does not
// come back together.
func wait(n int, random io.Reader) (time.Duration, error) {
	return jittered(grown(firstWait, longest, n), random)
}

// rest is for how long an endpoint is left alone after the nth failure in a row: while it
// is down, one delivery at a time asks whether it is back, and not all of them.
func rest(n int, random io.Reader) (time.Duration, error) {
	return jittered(grown(time.Second, longRest, n), random)
}

func grown(first, most time.Duration, n int) time.Duration {
	for d := first; n > 1; n-- {
		if d *= 4; d >= most {
			return most
		}
		first = d
	}
	return first
}

func jittered(d time.Duration, random io.Reader) (time.Duration, error) {
	var bits [8]byte
	if _, err := io.ReadFull(random, bits[:]); err != nil {
		return 0, err
	}
	share := float64(binary.BigEndian.Uint64(bits[:])>>11) / (1 << 53) // 0 ≤ share < 1
	return time.Duration(float64(d) * (0.8 + 0.4*share)), nil
}
