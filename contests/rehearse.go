package contests

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/fault"
)

// A rehearsal runs a draft with invented people. It reads the draft and writes nothing: no
// entry, no mail, no record. What comes of it is no draw: its seed follows from the draft
// and is known to everybody beforehand.

// RehearsedEntry is what would become of an entry.
type RehearsedEntry struct {
	Contest Contest // as it is rehearsed
	Name    string
	Answers map[string]string // by question
	Confirm bool              // the entry would wait for its address to be confirmed
}

// RehearseEntry reads an entry as Enter would. Faults: those of a form that Enter refuses.
func (s *Service) RehearseEntry(ctx context.Context, actor account.Actor, slug string, form EntryForm) (RehearsedEntry, error) {
	c, err := s.Rehearsed(ctx, actor, slug)
	if err != nil {
		return RehearsedEntry{}, err
	}
	form.As = "" // nobody's account has a part in it
	read, err := s.readEntry(ctx, c, form)
	if err != nil {
		return RehearsedEntry{}, err
	}
	return RehearsedEntry{Contest: c, Name: read.form.Name, Answers: read.answers, Confirm: c.Entry.Confirm}, nil
}

// Rehearsed is a contest as if it were open now: what its draft lacks is invented. Faults:
// ErrListOnly for a draw from a list, which nobody enters.
func (s *Service) Rehearsed(ctx context.Context, actor account.Actor, slug string) (Contest, error) {
	c, err := s.find(ctx, s.db, actor, account.EditCampaigns, slug)
	if err != nil {
		return Contest{}, err
	}
	if c.List != nil {
		return Contest{}, ErrListOnly
	}
	now := s.clock.Now().Truncate(time.Minute)
	if c.OpensAt.IsZero() || c.OpensAt.After(now) {
		c.OpensAt = now
	}
	if !c.ClosesAt.After(now) {
		c.ClosesAt = now.AddDate(0, 0, 14)
	}
	if c.DrawAt.IsZero() {
		c.DrawAt = c.ClosesAt.Add(c.Margin)
	}
	if c.Title == "" {
		c.Title = "…"
	}
	c.Prizes = slices.DeleteFunc(slices.Clone(c.Prizes), func(p Prize) bool { return p.Name == "" })
	return c, nil
}

// RehearsedDraw is what a draw of invented people gives.
type RehearsedDraw struct {
	Contest Contest
	Entries int
	Tickets uint64
	Seed    draw.Hash
	Slots   []RehearsedSlot // in the order of the draw
}

// RehearsedSlot is one place and who got it.
type RehearsedSlot struct {
	Prize     int
	Place     int // among the winners or the alternates of the prize, counted from 0
	Alternate bool
	Number    string // of an invented entry; empty: nobody was left
	Name      string // an invented name
}

// The invented entries of a rehearsal.
const (
	StdRehearsed = 200
	MaxRehearsed = 5000
)

// RehearseDraw draws among n invented entries by the prizes and the rules of a draft; 0: as
// many as suit. The same draft gives the same result each time. Faults: ErrNoPrize; ErrNoDraw;
// ErrRehearsed for more than MaxRehearsed.
func (s *Service) RehearseDraw(ctx context.Context, actor account.Actor, slug string, n int) (RehearsedDraw, error) {
	c, err := s.Rehearsed(ctx, actor, slug)
	if err != nil {
		return RehearsedDraw{}, err
	}
	if n == 0 {
		n = StdRehearsed
	}
	switch {
	case c.Ranked():
		return RehearsedDraw{}, ErrNoDraw
	case n < 1 || n > MaxRehearsed:
		return RehearsedDraw{}, fault.Invalids(ErrRehearsed.With(MaxRehearsed).At("entries"))
	case len(c.Prizes) == 0:
		return RehearsedDraw{}, fault.Invalids(ErrNoPrize.At("prizes"))
	}
	d := RehearsedDraw{Contest: c, Entries: n, Seed: rehearsalSeed(c)}
	weights := make([]uint64, n)
	for i := range weights {
		weights[i] = 1 + uint64(i)%c.Entry.ticketCap()
		d.Tickets += weights[i]
	}
	slots, err := draw.Select(d.Seed, weights, c.drawPrizes(), c.Mode)
	if err != nil {
		return RehearsedDraw{}, err
	}
	for _, slot := range slots {
		d.Slots = append(d.Slots, rehearsedSlot(slot, c.Prizes))
	}
	return d, nil
}

// rehearsalSeed is a number that nobody could take for a random one: it follows from what
// everybody knows.
func rehearsalSeed(c Contest) draw.Hash {
	return sha256.Sum256(fmt.Appendf(nil, "kermesse/rehearsal\n%s\n%d\n", c.ID, c.Version))
}

func rehearsedSlot(slot draw.Slot, prizes []Prize) RehearsedSlot {
	s := RehearsedSlot{Prize: slot.Prize, Place: slot.Slot, Alternate: slot.Alternate}
	if s.Alternate {
		s.Place -= prizes[slot.Prize].Winners
	}
	if slot.Index != draw.Vacant {
		s.Number = fmt.Sprintf("R-%04d", slot.Index+1)
		s.Name = inventedNames[slot.Index%len(inventedNames)]
	}
	return s
}

// inventedNames are people who do not exist.
var inventedNames = []string{
	"Awa R.", "Bintou R.", "Camille R.", "Devi R.", "Élodie R.", "Fatou R.", "Gaël R.", "Hary R.", "Inès R.", "Jonas R.", "Kofi R.", "Léa R.", "Moussa R.",
}
