package account

import (
	"context"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"kermesse/internal/fault"
)

// Bounds of a password, in characters.
const (
	MinPassword = 12
	MaxPassword = 200
)

// Faults of passwords.
var (
	ErrPassword = fault.New(fault.Invalid, "password_weak",
		"Choisissez un mot de passe de 12 à 200 caractères, qui ne soit ni votre adresse ni une répétition. Une phrase convient bien.",
		"Choose a password of 12 to 200 characters that is neither your address nor a repetition. A sentence does well.")
	ErrBusy = fault.New(fault.Unavailable, "sign_in_busy",
		"Beaucoup de connexions en même temps. Réessayez dans quelques secondes.",
		"Many people are signing in. Try again in a few seconds.")
)

func checkPassword(password, email string) *fault.Error {
	n := utf8.RuneCountInString(password)
	if n < MinPassword || n > MaxPassword || !utf8.ValidString(password) {
		return ErrPassword
	}
	distinct := map[rune]bool{}
	for _, r := range password {
		distinct[r] = true
	}
	const fewest = 5 // "aaaaaaaaaaaa" and "121212121212" are long, not good
	if len(distinct) < fewest || strings.EqualFold(password, strings.TrimSpace(email)) {
		return ErrPassword
	}
	return nil
}

// Hashing is the cost of one password and how many are worked on at once. Sign-ins
// beyond that wait their turn, so that a flood of them costs time and not memory.
type Hashing struct {
	MemoryKiB uint32
	Passes    uint32
	AtOnce    int
}

// DefaultHashing is 19 MiB and two passes (OWASP Password Storage, argon2id), two at a
// time: at most 38 MiB for sign-ins.
var DefaultHashing = Hashing{MemoryKiB: 19 * 1024, Passes: 2, AtOnce: 2}

// Hasher makes and checks argon2id hashes.
type Hasher struct {
	params argon2id.Params
	slots  chan struct{}
	// decoy is what a password is compared with where there is no account, so that the
	// answer takes as long.
	decoy func() (string, error)
}

// queueLife is how long a sign-in waits for its turn before it is told to come back.
const queueLife = 5 * time.Second

// NewHasher returns a hasher of that cost; the zero Hashing is DefaultHashing.
func NewHasher(h Hashing) *Hasher {
	if h == (Hashing{}) {
		h = DefaultHashing
	}
	params := argon2id.Params{Memory: h.MemoryKiB, Iterations: h.Passes, Parallelism: 1, SaltLength: 16, KeyLength: 32}
	return &Hasher{
		params: params,
		slots:  make(chan struct{}, h.AtOnce),
		decoy:  sync.OnceValues(func() (string, error) { return argon2id.CreateHash("no account has this password", &params) }),
	}
}

// Hash returns the hash of a password, with its parameters and salt. Fault: ErrBusy.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	release, err := h.turn(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	return argon2id.CreateHash(password, &h.params)
}

// Matches compares; an empty hash (no account, or no password yet) never matches and
// costs the same. Fault: ErrBusy.
func (h *Hasher) Matches(ctx context.Context, password, hash string) (bool, error) {
	release, err := h.turn(ctx)
	if err != nil {
		return false, err
	}
	defer release()
	if utf8.RuneCountInString(password) > MaxPassword {
		password = ""
	}
	if hash == "" {
		decoy, err := h.decoy()
		if err != nil {
			return false, err
		}
		_, err = argon2id.ComparePasswordAndHash(password, decoy)
		return false, err
	}
	return argon2id.ComparePasswordAndHash(password, hash)
}

// turn waits for one of the slots; the caller gives it back.
func (h *Hasher) turn(ctx context.Context) (func(), error) {
	ctx, cancel := context.WithTimeout(ctx, queueLife)
	defer cancel()
	select {
	case h.slots <- struct{}{}:
		return func() { <-h.slots }, nil
	case <-ctx.Done():
		return nil, ErrBusy.After(queueLife)
	}
}
