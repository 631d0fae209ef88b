// Package record is what the public log says of a poll: when its terms and the source of
// its lots were fixed, what was in the box when it closed, and every act after that. A
// record is text, one field a line, with one spelling: whatever can be read is written back
// to the same bytes.
//
// It computes only. With a poll's published ballots it tells whether they are those that
// the log froze.
package record

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

// Kind is what a record tells.
type Kind string

// The kinds, in the order in which a poll can have them.
const (
	Publish   Kind = "publish"   // the terms and the source of the lots are fixed
	Unpublish Kind = "unpublish" // taken back before it opened
	Cancel    Kind = "cancel"    // ended without a count
	Close     Kind = "close"     // the ballots are frozen and counted
	Reopen    Kind = "reopen"    // takes ballots again after a close
	Void      Kind = "void"      // no result stands
	Notice    Kind = "notice"    // something was told about it, such as a review or a correction
)

// Kinds lists them.
func Kinds() []Kind { return []Kind{Publish, Unpublish, Cancel, Close, Reopen, Void, Notice} }

// Hash is a SHA-256.
type Hash [sha256.Size]byte

// String writes lowercase hexadecimal.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// HashOf hashes a text: a record, a reason, the text of terms.
func HashOf(text []byte) Hash { return sha256.Sum256(text) }

// Record is one record. Which fields count is told by the kind; the others are zero. Times
// are whole seconds in UTC.
type Record struct {
	Kind      Kind
	Poll      string // id, a UUID in lowercase
	Published Hash   // of the publish record; all kinds but publish
	Terms     Hash   // publish: of Terms
	Options   int    // publish: how many there are; what fans write in comes after them
	Lots      Source // publish
	OpensAt   time.Time
	ClosesAt  time.Time // publish, reopen: the end that was announced
	Number    int       // close: from 1, one more for each count; reopen, void: of the last close; notice: from 1
	Box       *Box      // close: what was frozen; nil where it is Hidden
	Hidden    Hash      // close: commits to the box of a poll whose figures are its staff's alone
	Told      Hash      // notice: of what was told
	Reason    Hash      // cancel, reopen, void: of the reason, which is told beside the poll
	At        time.Time
}

// head begins every record of a poll.
const head = "kermesse/poll/"

// maxBytes bounds a record before anything is read from it.
const maxBytes = 4096

// ErrGrammar refuses a text that is no record in its one spelling.
var ErrGrammar = errors.New("not a record of a poll")

// Is tells whether a record of the log is one of a poll, well-formed or not.
func Is(text []byte) bool { return bytes.HasPrefix(text, []byte(head)) }

// Encode writes the record. It refuses one that would not be read back as it is.
func (r Record) Encode() ([]byte, error) {
	fields, ok := grammar[r.Kind]
	if !ok {
		return nil, fmt.Errorf("%w: no kind %q", ErrGrammar, r.Kind)
	}
	var w bytes.Buffer
	w.WriteString(head + string(r.Kind) + "\n")
	for _, f := range fields {
		f.write(&w, &r)
	}
	read, err := parse(w.Bytes())
	if err != nil {
		return nil, err
	}
	if !read.equal(r) {
		return nil, fmt.Errorf("%w: a field does not belong in %q, or is finer than a second", ErrGrammar, r.Kind)
	}
	return w.Bytes(), nil
}

// Parse accepts exactly what Encode writes.
func Parse(text []byte) (Record, error) {
	r, err := parse(text)
	if err != nil {
		return Record{}, err
	}
	again, err := r.Encode()
	if err != nil {
		return Record{}, err
	}
	if !bytes.Equal(again, text) {
		return Record{}, fmt.Errorf("%w: it is spelled differently", ErrGrammar)
	}
	return r, nil
}

func (r Record) equal(o Record) bool {
	same := r.OpensAt.Equal(o.OpensAt) && r.ClosesAt.Equal(o.ClosesAt) && r.At.Equal(o.At) &&
		(r.Box == nil) == (o.Box == nil) && (r.Box == nil || *r.Box == *o.Box)
	r.OpensAt, r.ClosesAt, r.At, r.Box = o.OpensAt, o.ClosesAt, o.At, o.Box
	return same && r == o
}
