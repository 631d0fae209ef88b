// Package altcha makes and checks puzzles that cost a browser a second of work and a server
// two hashes: to find the number that, written behind a salt, has a given SHA-256. Puzzle and
// solution have the shape of ALTCHA's proof of work, version 1 (altcha.org), so that its
// clients solve them; nobody else is asked or told anything.
//
// A solution says for itself what it is for and until when it holds. That it is used once is
// for the caller to see to, by its digest.
package altcha

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Algorithm is the only hash of puzzles made here.
const Algorithm = "SHA-256"

// Puzzle is what a client gets. It looks for a number from 0 to MaxNumber, both included,
// such that hex(SHA-256(Salt + number)) is Challenge.
type Puzzle struct {
	Algorithm string
	Challenge string // 64 hex digits
	Salt      string // random digits, a question mark, and what the puzzle is for
	MaxNumber int64
	Signature string // of Challenge: 64 hex digits
}

// What is wrong with a solution.
var (
	ErrMalformed = errors.New("altcha: not a solution")
	ErrWrong     = errors.New("altcha: the number is wrong, or the puzzle is not ours")
	ErrExpired   = errors.New("altcha: the puzzle has expired")
)

const (
	saltBytes       = 16
	maxPayloadBytes = 2048
	subjectKey      = "for"
	expiryKey       = "expires" // in seconds of Unix time, as ALTCHA has it
)

// New makes a puzzle for a subject, whose solution holds until a time. Its number is drawn
// from 0 to maxNumber: half of them must be tried on average.
func New(key []byte, random io.Reader, subject string, expires time.Time, maxNumber int64) (Puzzle, error) {
	var bits [saltBytes + 8]byte
	if _, err := io.ReadFull(random, bits[:]); err != nil {
		return Puzzle{}, fmt.Errorf("altcha: no random numbers: %w", err)
	}
	number := int64(binary.BigEndian.Uint64(bits[saltBytes:]) % uint64(maxNumber+1))
	about := url.Values{expiryKey: {strconv.FormatInt(expires.Unix(), 10)}, subjectKey: {subject}}
	// The last & ends the parameters: without it digits of the number could be read as theirs.
	salt := hex.EncodeToString(bits[:saltBytes]) + "?" + about.Encode() + "&"
	challenge := digest(salt, number)
	return Puzzle{
		Algorithm: Algorithm, Challenge: challenge, Salt: salt, MaxNumber: maxNumber, Signature: sign(key, challenge),
	}, nil
}

// Solution is a number that was found.
type Solution struct {
	Digest    [sha256.Size]byte // of the puzzle: no two have the same
	ExpiresAt time.Time
}

// Check reads what a client sends back (base64 of JSON) and reports whether it solves a
// puzzle of this key for the subject. Its errors are the three of this package.
func Check(key []byte, payload, subject string, now time.Time) (Solution, error) {
	sent, err := read(payload)
	if err != nil {
		return Solution{}, err
	}
	_, query, _ := strings.Cut(sent.Salt, "?")
	about, err := url.ParseQuery(strings.TrimSuffix(query, "&"))
	if err != nil || !strings.HasSuffix(sent.Salt, "&") {
		return Solution{}, ErrMalformed
	}
	expires, err := strconv.ParseInt(about.Get(expiryKey), 10, 64)
	switch {
	case err != nil:
		return Solution{}, ErrMalformed
	case sent.Algorithm != Algorithm || about.Get(subjectKey) != subject,
		!hmac.Equal([]byte(sent.Signature), []byte(sign(key, sent.Challenge))), // ours, before any work is done for it
		digest(sent.Salt, *sent.Number) != sent.Challenge:
		return Solution{}, ErrWrong
	case now.Unix() >= expires:
		return Solution{}, ErrExpired
	}
	solution := Solution{ExpiresAt: time.Unix(expires, 0).UTC()}
	_, err = hex.Decode(solution.Digest[:], []byte(sent.Challenge))
	return solution, err
}

// payload is a solution as clients write it: its fields in small letters.
type payload struct {
	Algorithm, Challenge, Salt, Signature string
	Number                                *int64
}

func read(text string) (payload, error) {
	var sent payload
	if len(text) > maxPayloadBytes {
		return sent, ErrMalformed
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return sent, ErrMalformed
	}
	if err := json.Unmarshal(raw, &sent); err != nil || sent.Number == nil || len(sent.Challenge) != hex.EncodedLen(sha256.Size) {
		return sent, ErrMalformed
	}
	return sent, nil
}

func digest(salt string, number int64) string {
	sum := sha256.Sum256([]byte(salt + strconv.FormatInt(number, 10)))
	return hex.EncodeToString(sum[:])
}

func sign(key []byte, challenge string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(challenge))
	return hex.EncodeToString(mac.Sum(nil))
}
