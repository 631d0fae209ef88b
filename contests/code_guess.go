package contests

import (
	"context"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/rate"
)

// CodeForm is a code as somebody typed it, and what is known of where it came from. A
// device and a network slow guessing down; they refuse nobody for long and name nobody.
type CodeForm struct {
	Typed   string
	Device  string // id of the browser; empty where it has none
	Network string // that the request came from
}

// Guesses that are let through. A code whose letters do not agree is no guess: it cannot be
// good, and nothing is looked up. What counts is a code that could be one and is none,
// which people who read it off a pack next to never type.
//
// Whoever uses another address and no cookie for each guess meets the limit of the
// contest alone: from then on each network has one guess a minute. So others on the Wi-Fi
// of a shop wait for a minute at most, and only if somebody there has just guessed wrong.
const (
	guessesPerFan     = 10 // in an hour
	guessesPerDevice  = 20 // in an hour
	guessesPerContest = 60 // in a minute, by all together, before networks are slowed down
	guessHour         = time.Hour
	guessMinute       = time.Minute
)

// guess is one code that is looked up, counted in advance: of many that come at once no
// more are looked up than the limits let through.
type guess struct {
	fan, device, contest, network rate.Name
	counted                       []rate.Name // of the hour
	slowed                        bool        // the network was counted in advance as well
	at                            time.Time
}

func (s *Service) newGuess(c Contest, contact string, form CodeForm) *guess {
	g := &guess{at: s.clock.Now()}
	name := func(kind, value string) rate.Name {
		if value == "" {
			return ""
		}
		return rate.NewName(s.guesses, "code", string(c.ID), kind, value)
	}
	g.fan, g.device = name("fan", contact), name("device", form.Device)
	// Also where no network is known: those are one, and wait for each other.
	g.network = rate.NewName(s.guesses, "code", string(c.ID), "network", form.Network)
	g.contest = name("contest", "all")
	return g
}

// begin counts a guess, or refuses it and counts nothing.
func (s *Service) begin(ctx context.Context, g *guess) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		g.counted, g.slowed = nil, false
		for _, limit := range []struct {
			name rate.Name
			most int64
		}{{g.fan, guessesPerFan}, {g.device, guessesPerDevice}} {
			if limit.name == "" {
				continue
			}
			n, err := rate.Hit(ctx, tx, limit.name, guessHour, g.at)
			if err != nil {
				return err
			}
			if n > limit.most {
				return ErrCodesLimited.After(rate.Remaining(guessHour, g.at))
			}
			g.counted = append(g.counted, limit.name)
		}
		return s.slowGuess(ctx, tx, g)
	})
}

// slowGuess holds a network to one guess a minute once the contest has seen too many.
func (s *Service) slowGuess(ctx context.Context, tx *db.DB, g *guess) error {
	all, err := rate.Seen(ctx, tx, g.contest, guessMinute, g.at)
	if err != nil || all < guessesPerContest {
		return err
	}
	n, err := rate.Hit(ctx, tx, g.network, guessMinute, g.at)
	if err == nil && n > 1 {
		return ErrCodesSlowed.After(rate.Remaining(guessMinute, g.at))
	}
	g.slowed = true
	return err
}

// end settles a guess: a right one was none.
func (s *Service) end(ctx context.Context, g *guess, right bool) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		if !right {
			if _, err := rate.Hit(ctx, tx, g.contest, guessMinute, g.at); err != nil || g.slowed {
				return err
			}
			_, err := rate.Hit(ctx, tx, g.network, guessMinute, g.at)
			return err
		}
		for _, name := range g.counted {
			if err := rate.Return(ctx, tx, name, guessHour, g.at); err != nil {
				return err
			}
		}
		if g.slowed {
			return rate.Return(ctx, tx, g.network, guessMinute, g.at)
		}
		return nil
	})
}

// atCode says of which input a fault of a code is; that one has to wait is of none.
func atCode(err error) error {
	if f := fault.From(err); f != nil && f.Kind == fault.Invalid && len(f.Fields) == 0 {
		return fault.Invalids(f.At("code"))
	}
	return err
}
