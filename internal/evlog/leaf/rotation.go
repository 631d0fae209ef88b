package leaf

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"kermesse/internal/c2sp"
)

const (
	rotateHead = "kermesse/log/rotate\n"
	timeLayout = "2006-01-02T15:04:05Z"
)

// Rotation is the log's record that another key signs its checkpoints from this record
// on. Both keys sign it: the old one says who comes after it, the new one that somebody
// has it. Whoever trusts the old key follows from one rotation to the next.
type Rotation struct {
	Size     int64     // of the log before the record, which is the record's index
	Root     tlog.Hash // of the log before the record: the last thing the old key vouches for
	Old, New c2sp.LogKey
	At       time.Time // UTC, whole seconds
}

// text is what both keys sign.
func (r Rotation) text() string {
	return rotateHead + "size " + strconv.FormatInt(r.Size, 10) + "\nroot " + r.Root.String() +
		"\nold " + r.Old.String() + "\nnew " + r.New.String() + "\nat " + r.At.UTC().Format(timeLayout) + "\n"
}

// Sign writes the record.
func (r Rotation) Sign(old, next note.Signer) ([]byte, error) {
	return note.Sign(&note.Note{Text: r.text()}, old, next)
}

// IsRotation tells whether a leaf is a rotation.
func IsRotation(leaf []byte) bool { return bytes.HasPrefix(leaf, []byte(rotateHead)) }

// ParseRotation reads a rotation that both of its keys signed. Whether the old key is the
// one that was trusted until then, and whether Size and Root are those of the log, is for
// the caller to compare.
func ParseRotation(leaf []byte) (Rotation, error) {
	text, _, _ := strings.Cut(string(leaf), "\n\n")
	r, err := parseRotationText(text + "\n")
	if err != nil {
		return Rotation{}, fmt.Errorf("a rotation of the log's key: %w", err)
	}
	n, err := c2sp.OpenNote(leaf, r.Old, r.New)
	if err != nil {
		return Rotation{}, fmt.Errorf("a rotation of the log's key: %w", err)
	}
	if len(n.Sigs) != 2 || len(n.UnverifiedSigs) != 0 || n.Sigs[0].Hash != r.Old.KeyHash() || n.Sigs[1].Hash != r.New.KeyHash() {
		return Rotation{}, fmt.Errorf("%w: a rotation is signed by its old and its new key, in this order", ErrFormat)
	}
	return r, nil
}

func parseRotationText(text string) (r Rotation, err error) {
	lines := strings.Split(strings.TrimPrefix(text, rotateHead), "\n")
	keys := []string{"size ", "root ", "old ", "new ", "at "}
	if len(lines) != len(keys)+1 {
		return r, fmt.Errorf("%w: it has %d lines", ErrFormat, len(lines))
	}
	for i, key := range keys {
		lines[i] = strings.TrimPrefix(lines[i], key)
	}
	if r.Size, err = strconv.ParseInt(lines[0], 10, 64); err != nil || r.Size < 0 {
		return r, fmt.Errorf("%w: size %q", ErrFormat, lines[0])
	}
	if r.Root, err = tlog.ParseHash(lines[1]); err != nil {
		return r, err
	}
	if r.Old, err = c2sp.ParseLogKey(lines[2]); err != nil {
		return r, err
	}
	if r.New, err = c2sp.ParseLogKey(lines[3]); err != nil {
		return r, err
	}
	if r.At, err = time.Parse(timeLayout, lines[4]); err != nil {
		return r, err
	}
	if r.text() != text || r.Old.Name() != r.New.Name() || r.Old.String() == r.New.String() {
		return r, fmt.Errorf("%w: it is spelled differently, or not between two keys of one log", ErrFormat)
	}
	return r, nil
}
