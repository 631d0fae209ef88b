package loyalty

import (
	"cmp"
	"context"
	"errors"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/rate"
)

// ErrTooManyGuesses refuses to look a code up for somebody who has typed many wrong ones.
// It is no answer of the books and is not stored: the same request may come again.
var ErrTooManyGuesses = fault.New(fault.Limited, "code_guesses_limited",
	"Beaucoup de codes inconnus ont été saisis. Réessayez dans une heure.",
	"Many unknown codes were typed. Try again in an hour.")

// Wrong codes in an hour: a person mistypes a few, and a shop sends those of all its
// customers.
const (
	guessWindow    = time.Hour
	guessesMember  = 20
	guessesOfActor = 2000
)

// guess finds the code that a member typed, or returns ErrUnknownCode and counts it.
func (a *act) guess(ctx context.Context, member MemberID, typed string) (heldCode, error) {
	g := a.guesser(a.vault, a.actor, string(member))
	if err := g.allowed(ctx, a.entry.At); err != nil {
		return heldCode{}, err
	}
	code, err := a.heldCode(ctx, a.vault, typed, a.entry.At)
	if errors.Is(err, ErrUnknownCode) {
		return heldCode{}, cmp.Or(g.count(ctx, a.entry.At), err)
	}
	return code, err
}

// guesser counts the wrong codes of a person and of who sends them.
type guesser struct {
	tx     *db.DB
	person rate.Name
	actor  rate.Name
}

func (b books) guesser(v *vault, actor account.Actor, person string) guesser {
	return guesser{
		tx: b.tx, person: rate.NewName(v.guess, "person", string(b.brand), person),
		actor: rate.NewName(v.guess, "actor", string(b.brand), string(actor.Kind), string(actor.User)),
	}
}

func (g guesser) allowed(ctx context.Context, now time.Time) error {
	for name, most := range map[rate.Name]int64{g.person: guessesMember, g.actor: guessesOfActor} {
		n, err := rate.Seen(ctx, g.tx, name, guessWindow, now)
		if err != nil {
			return err
		}
		if n >= most {
			return ErrTooManyGuesses.After(rate.Remaining(guessWindow, now))
		}
	}
	return nil
}

func (g guesser) count(ctx context.Context, now time.Time) error {
	for _, name := range []rate.Name{g.person, g.actor} {
		if _, err := rate.Hit(ctx, g.tx, name, guessWindow, now); err != nil {
			return err
		}
	}
	return nil
}
