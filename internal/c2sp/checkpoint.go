// Package c2sp writes, reads and checks the formats of transparency logs that c2sp.org
// specifies: the signed checkpoint of a log, a witness's cosignature on it, and the
// proof that a record is in the log. Each accepted text has one spelling: what could be
// written otherwise and still be understood is refused.
package c2sp

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// ErrFormat refuses a text that is not in its one spelling.
var ErrFormat = errors.New("not in the format of c2sp.org")

// maxSize keeps sizes of logs within what proofs compute with.
const maxSize = 1 << 62

// Checkpoint is the state of a log: how many records, and the hash over all of them
// (c2sp.org/tlog-checkpoint).
type Checkpoint struct {
	Origin string
	Size   int64
	Root   tlog.Hash
}

// String is the text that is signed.
func (c Checkpoint) String() string {
	return c.Origin + "\n" + strconv.FormatInt(c.Size, 10) + "\n" + c.Root.String() + "\n"
}

// ParseCheckpoint accepts exactly what String writes; extension lines are refused.
func ParseCheckpoint(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[0] == "" {
		return Checkpoint{}, fmt.Errorf("%w: a checkpoint has three lines", ErrFormat)
	}
	size, err := parseDecimal(lines[1])
	if err != nil {
		return Checkpoint{}, err
	}
	root, err := parseHash(lines[2])
	if err != nil {
		return Checkpoint{}, err
	}
	c := Checkpoint{Origin: lines[0], Size: size, Root: root}
	if c.String() != text {
		return Checkpoint{}, fmt.Errorf("%w: the checkpoint is spelled differently", ErrFormat)
	}
	return c, nil
}

func parseDecimal(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || n > maxSize || strconv.FormatInt(n, 10) != s {
		return 0, fmt.Errorf("%w: %q is not a plain decimal", ErrFormat, s)
	}
	return n, nil
}

func parseHash(s string) (tlog.Hash, error) {
	h, err := tlog.ParseHash(s)
	if err != nil || h.String() != s {
		return tlog.Hash{}, fmt.Errorf("%w: %q is not a hash in base64", ErrFormat, s)
	}
	return h, nil
}

// SignedCheckpoint is a checkpoint whose signatures were verified.
type SignedCheckpoint struct {
	Checkpoint
	Cosignatures []Cosignature // of the known witnesses, in the order of the note
	Strangers    int           // signatures by keys that are not known, which say nothing
}

// Cosignature is a witness's word that it saw the checkpoint at that time and that the
// log had only grown since the witness last saw it.
type Cosignature struct {
	Witness string
	At      time.Time
}

// OpenCheckpoint verifies a signed checkpoint. The log must have signed it, under its
// own name as the origin. Signatures of known witnesses must be right; those of others
// are passed over.
func OpenCheckpoint(signed []byte, log LogKey, witnesses []Witness) (SignedCheckpoint, error) {
	verifiers := []note.Verifier{log}
	for _, w := range witnesses {
		verifiers = append(verifiers, w)
	}
	n, err := OpenNote(signed, verifiers...)
	if err != nil {
		return SignedCheckpoint{}, fmt.Errorf("opening a checkpoint: %w", err)
	}
	c, err := ParseCheckpoint(n.Text)
	if err != nil {
		return SignedCheckpoint{}, err
	}
	s := SignedCheckpoint{Checkpoint: c, Strangers: len(n.UnverifiedSigs)}
	byLog := false
	for _, sig := range n.Sigs {
		if sig.Name == log.Name() && sig.Hash == log.KeyHash() {
			byLog = true
			continue
		}
		s.Cosignatures = append(s.Cosignatures, Cosignature{Witness: sig.Name, At: cosignedAt(sig)})
	}
	if !byLog || c.Origin != log.Name() {
		return SignedCheckpoint{}, fmt.Errorf("the checkpoint of %q is not signed by the log %q", c.Origin, log.Name())
	}
	return s, nil
}

// OpenNote verifies a signed note in its one spelling: at least one of the verifiers must
// have signed, and signatures of all of them must be right.
func OpenNote(signed []byte, verifiers ...note.Verifier) (*note.Note, error) {
	n, err := note.Open(signed, note.VerifierList(verifiers...))
	if err != nil {
		return nil, err
	}
	return n, plainSignatures(signed[len(n.Text)+1:])
}

// SignedBy returns the note with the signature of one verifier alone.
func SignedBy(signed []byte, verifier note.Verifier) ([]byte, error) {
	n, err := OpenNote(signed, verifier)
	if err != nil {
		return nil, err
	}
	return note.Sign(&note.Note{Text: n.Text, Sigs: n.Sigs})
}

// plainSignatures refuses what note.Open passes over: base64 with stray bits, and a line
// that comes twice.
func plainSignatures(block []byte) error {
	lines := bytes.Split(bytes.TrimSuffix(block, []byte("\n")), []byte("\n"))
	seen := map[string]bool{}
	for _, line := range lines {
		words := bytes.Split(line, []byte(" "))
		if len(words) != 3 {
			return fmt.Errorf("%w: a signature line has three words", ErrFormat)
		}
		sig, err := base64.StdEncoding.DecodeString(string(words[2]))
		if err != nil || base64.StdEncoding.EncodeToString(sig) != string(words[2]) || seen[string(line)] {
			return fmt.Errorf("%w: a signature line is spelled differently or comes twice", ErrFormat)
		}
		seen[string(line)] = true
	}
	return nil
}
