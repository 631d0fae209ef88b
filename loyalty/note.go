package loyalty

import (
	"crypto/sha256"
	"fmt"
	"io"
)

// note is what people wrote about a transaction. It can be erased; the books keep only
// its salted hash.
type note struct {
	sourceID, reason, actor string
	trace                   string // why the points are what they are; JSON
	salt                    []byte
}

func (n note) empty() bool {
	return n.sourceID == "" && n.reason == "" && n.actor == "" && n.trace == ""
}

// hash fixes the note: with its row gone nobody can guess the words from it.
func (n note) hash() []byte {
	h := sha256.New()
	parts := []string{string(n.salt), n.sourceID, n.reason, n.actor}
	if n.trace != "" { // notes of before there were traces keep their hash
		parts = append(parts, n.trace)
	}
	for _, part := range parts {
		_, _ = fmt.Fprintf(h, "%d:%s", len(part), part) // a hash never fails
	}
	return h.Sum(nil)
}

// seal salts the note of a transaction.
func (a *act) seal(row *txn) error {
	if row.note.empty() {
		return nil
	}
	row.note.salt = make([]byte, 16)
	_, err := io.ReadFull(a.random, row.note.salt)
	return err
}
