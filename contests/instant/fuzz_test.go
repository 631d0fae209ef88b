package instant_test

import (
	"bytes"
	"testing"
	"time"

	"kermesse/contests/draw"
	"kermesse/contests/instant"
)

// Whoever checks a game reads what a server that may lie has published: each text has one
// spelling, or is refused.
func FuzzRecords(f *testing.F) {
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	id := draw.ID{1}
	f.Add(instant.EncodePlays(id, []instant.Play{{At: at, Moment: instant.Lost}, {At: at, Token: draw.Hash{7}, Moment: 3}}))
	f.Add(instant.NewReveal(instant.Schedule{}, nil, at).Encode())
	f.Add(instant.Schedule{Plan: instant.Plan{Contest: id, Mode: instant.Moments, Zone: "Europe/Paris", From: 9, To: 21, OpensAt: at, ClosesAt: at.Add(time.Hour), Units: []int{1}}}.Encode())
	f.Add([]byte(`{"instant":{}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if contest, plays, err := instant.ParsePlays(text); err == nil && !bytes.Equal(instant.EncodePlays(contest, plays), text) {
			t.Errorf("plays %q have another spelling", text)
		}
		if r, err := instant.ParseReveal(text); err == nil && !bytes.Equal(r.Encode(), text) {
			t.Errorf("the end %q has another spelling", text)
		}
		if s, err := instant.ParseSchedule(text); err == nil && !bytes.Equal(s.Encode(), text) {
			t.Errorf("the schedule %q has another spelling", text)
		}
		_, _ = instant.ParsePromise(text)
	})
}
