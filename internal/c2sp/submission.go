package c2sp

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	// MaxSubmissionBytes bounds what a witness reads.
	MaxSubmissionBytes = 64 << 10
	maxProofLines      = 63
)

// Submission asks a witness to cosign a checkpoint (c2sp.org/tlog-witness,
// add-checkpoint): it shows that the log has only grown since the size Old, which the
// witness cosigned last.
type Submission struct {
	Old        int64
	Proof      []tlog.Hash
	Checkpoint []byte // signed, not yet verified
}

// Encode writes the request's body.
func (s Submission) Encode() []byte {
	var b bytes.Buffer
	b.WriteString("old " + strconv.FormatInt(s.Old, 10) + "\n")
	for _, h := range s.Proof {
		b.WriteString(h.String() + "\n")
	}
	b.WriteByte('\n')
	b.Write(s.Checkpoint)
	return b.Bytes()
}

// ParseSubmission accepts exactly what Encode writes.
func ParseSubmission(body []byte) (Submission, error) {
	head, checkpoint, ok := bytes.Cut(body, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !ok || len(lines) > 1+maxProofLines || len(body) > MaxSubmissionBytes {
		return Submission{}, fmt.Errorf("%w: not a request to cosign", ErrFormat)
	}
	size, found := strings.CutPrefix(lines[0], "old ")
	if !found {
		return Submission{}, fmt.Errorf("%w: the request does not begin with the old size", ErrFormat)
	}
	old, err := parseDecimal(size)
	if err != nil {
		return Submission{}, err
	}
	s := Submission{Old: old, Checkpoint: checkpoint}
	for _, line := range lines[1:] {
		h, err := parseHash(line)
		if err != nil {
			return Submission{}, err
		}
		s.Proof = append(s.Proof, h)
	}
	return s, nil
}

// ParseSize reads the size that a witness answers when it cosigned another one last.
func ParseSize(body []byte) (int64, error) {
	text, ok := strings.CutSuffix(string(body), "\n")
	if !ok {
		return 0, fmt.Errorf("%w: a size ends in LF", ErrFormat)
	}
	return parseDecimal(text)
}

// OriginOf tells which log a signed checkpoint claims to be of, before anything of it is
// verified.
func OriginOf(signed []byte) string {
	origin, _, _ := bytes.Cut(signed, []byte("\n"))
	return string(origin)
}
