// Package draw is the vdraw1 protocol: how a list of entries is frozen, how a public
// number becomes a seed, how the seed becomes winners and alternates, and how each of
// these is written down so that anybody can recompute it.
//
// Everything here is a pure function of its arguments: there is no input or output, no
// clock and no randomness of its own. Every record is a text of printable ASCII whose
// parser serialises what it understood and compares bytes, so that two different texts
// never mean the same thing. The normative description is docs/draw-protocol.md.
//
// What a whole proof is worth is judged by the sub-package proof; whether a public
// number is genuine, by package beacon.
package draw

import (
	"encoding/hex"
	"errors"
	"fmt"
)

// Limits of this implementation. The protocol itself bounds only the tickets.
const (
	// MaxTickets is the greatest total of tickets: exact in a JavaScript Number.
	MaxTickets = 1<<53 - 1
	// MaxPrizes bounds the prize lines of one draw.
	MaxPrizes = 10_000
	// MaxSlots bounds winners and alternates of all prizes together.
	MaxSlots = 1_000_000
)

// ErrGrammar is wrapped by every refusal of a text that is not a canonical record.
var ErrGrammar = errors.New("not a canonical vdraw1 record")

// Hash is a SHA-256 sum or another string of 32 bytes, written as lowercase hex.
type Hash [32]byte

// String returns 64 lowercase hex digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText is String, for JSON.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText accepts exactly what String writes.
func (h *Hash) UnmarshalText(text []byte) error {
	parsed, err := ParseHash(string(text))
	if err == nil {
		*h = parsed
	}
	return err
}

// ParseHash accepts exactly 64 lowercase hex digits.
func ParseHash(s string) (Hash, error) {
	var h Hash
	if err := decodeHex(h[:], s); err != nil {
		return Hash{}, err
	}
	return h, nil
}

// ID names a draw or an entry: the 16 raw bytes of a UUID.
type ID [16]byte

// String returns the UUID in lowercase with hyphens, as records name a draw.
func (id ID) String() string {
	s := id.Hex()
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}

// Hex returns 32 lowercase hex digits, as receipts and disclosures name an entry.
func (id ID) Hex() string { return hex.EncodeToString(id[:]) }

// ParseID accepts exactly what String writes.
func ParseID(s string) (ID, error) {
	var id ID
	if len(s) == 36 {
		plain := s[:8] + s[9:13] + s[14:18] + s[19:23] + s[24:]
		if decodeHex(id[:], plain) == nil && id.String() == s {
			return id, nil
		}
	}
	return ID{}, fmt.Errorf("%w: %q is not a lowercase UUID", ErrGrammar, s)
}

// ParseHexID accepts exactly what Hex writes.
func ParseHexID(s string) (ID, error) {
	var id ID
	if err := decodeHex(id[:], s); err != nil {
		return ID{}, err
	}
	return id, nil
}

// decodeHex fills dst from lowercase hex of exactly its length.
func decodeHex(dst []byte, s string) error {
	if !decodeHexBytes(dst, []byte(s)) {
		return fmt.Errorf("%w: %q is not %d lowercase hex digits", ErrGrammar, s, hex.EncodedLen(len(dst)))
	}
	return nil
}

// decodeHexBytes is decodeHex for millions of lines. Unlike hex.Decode it knows no
// capitals, which would be a second spelling.
func decodeHexBytes(dst, text []byte) bool {
	if len(text) != hex.EncodedLen(len(dst)) {
		return false
	}
	for i := range dst {
		high, low := hexValue[text[2*i]], hexValue[text[2*i+1]]
		if high|low > 15 {
			return false
		}
		dst[i] = high<<4 | low
	}
	return true
}

// hexValue maps lowercase hex digits to their values, and every other byte to 255.
var hexValue = func() (table [256]byte) {
	for c := range table {
		table[c] = 255
	}
	for value, c := range "0123456789abcdef" {
		table[c] = byte(value)
	}
	return table
}()
