package draw

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"unicode/utf8"
)

// The names of the two personal fields that an entry commits to.
const (
	// FieldAlias is the masked display name that is published for winners.
	FieldAlias = "alias"
	// FieldIdentity is the normalised e-mail, phone or login; it is never published.
	FieldIdentity = "identity"
)

// Secret blinds the personal fields of one entry. It is known to the entrant and, until
// it is erased, to the organiser; without it a commitment is 32 meaningless bytes.
type Secret [32]byte

// NewSecret draws a secret from rand, which must be a cryptographic source.
func NewSecret(rand io.Reader) (Secret, error) {
	var s Secret
	if _, err := io.ReadFull(rand, s[:]); err != nil {
		return Secret{}, fmt.Errorf("drawing an entry's secret: %w", err)
	}
	return s, nil
}

// Salt derives the blinding value of one field, so that a field can be opened alone.
func (s Secret) Salt(field string) Hash {
	mac := hmac.New(sha256.New, s[:])
	mac.Write([]byte("vdraw1/salt\n" + field))
	return Hash(mac.Sum(nil))
}

// CommitField commits to one personal field. The value is hashed as it stands: callers
// bring it to Unicode NFC first.
func CommitField(field string, salt Hash, value string) Hash {
	b := make([]byte, 0, 64+len(value))
	b = append(b, "vdraw1/field\n"...)
	b = appendPrefixed(b, field)
	b = append(b, salt[:]...)
	b = appendPrefixed(b, value)
	return sha256.Sum256(b)
}

// Commit is the entry commitment C. It names the draw, so that a commitment cannot be
// used again in another one.
func Commit(draw, entry ID, alias, identity Hash) Hash {
	b := make([]byte, 0, 112)
	b = append(b, "vdraw1/entry\n"...)
	b = append(b, draw[:]...)
	b = append(b, entry[:]...)
	b = append(b, alias[:]...)
	b = append(b, identity[:]...)
	return sha256.Sum256(b)
}

// appendPrefixed appends the length of s as 32 bits and then s.
func appendPrefixed(b []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint32(b, uint32(len(s))), s...)
}

// Opening is everything that opens one commitment: the entrant's private part. Alias and
// Identity are UTF-8 in Unicode NFC.
type Opening struct {
	Draw     ID
	Entry    ID
	Secret   Secret
	Alias    string
	Identity string
}

// Commitment is the public value that stands for the entrant in the list.
func (o Opening) Commitment() Hash {
	return Commit(o.Draw, o.Entry,
		CommitField(FieldAlias, o.Secret.Salt(FieldAlias), o.Alias),
		CommitField(FieldIdentity, o.Secret.Salt(FieldIdentity), o.Identity))
}

// Disclose opens the alias of a winner and keeps the identity hidden.
func (o Opening) Disclose() Disclosure {
	return Disclosure{
		Entry:              o.Entry,
		Alias:              o.Alias,
		AliasSalt:          o.Secret.Salt(FieldAlias),
		IdentityCommitment: CommitField(FieldIdentity, o.Secret.Salt(FieldIdentity), o.Identity),
	}
}

// Disclosure shows that an alias belongs to a commitment, and nothing more.
type Disclosure struct {
	Entry              ID
	Alias              string
	AliasSalt          Hash
	IdentityCommitment Hash
}

// Opens tells whether the disclosure opens the commitment in that draw.
func (d Disclosure) Opens(draw ID, commitment Hash) bool {
	alias := CommitField(FieldAlias, d.AliasSalt, d.Alias)
	return utf8.ValidString(d.Alias) && Commit(draw, d.Entry, alias, d.IdentityCommitment) == commitment
}
