package c2sp

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	proofHead = "c2sp.org/tlog-proof@v1"
	// MaxProofBytes bounds a proof: 62 hashes and a checkpoint with many cosignatures.
	MaxProofBytes = 64 << 10
)

// Proof shows that a record stands in a log (c2sp.org/tlog-proof, without extra data).
// Checkpoint is the signed note, not yet verified.
type Proof struct {
	Index      int64
	Path       []tlog.Hash
	Checkpoint []byte
}

// Encode writes the .tlog-proof.
func (p Proof) Encode() []byte {
	var b bytes.Buffer
	b.WriteString(proofHead + "\nindex " + strconv.FormatInt(p.Index, 10) + "\n")
	for _, h := range p.Path {
		b.WriteString(h.String() + "\n")
	}
	b.WriteByte('\n')
	b.Write(p.Checkpoint)
	return b.Bytes()
}

// ParseProof accepts exactly what Encode writes.
func ParseProof(data []byte) (Proof, error) {
	head, checkpoint, ok := bytes.Cut(data, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !ok || len(data) > MaxProofBytes || lines[0] != proofHead || len(lines) < 2 {
		return Proof{}, fmt.Errorf("%w: not a %s", ErrFormat, proofHead)
	}
	index, found := strings.CutPrefix(lines[1], "index ")
	if !found {
		return Proof{}, fmt.Errorf("%w: the proof has no index", ErrFormat)
	}
	n, err := parseDecimal(index)
	if err != nil {
		return Proof{}, err
	}
	p := Proof{Index: n, Checkpoint: checkpoint}
	for _, line := range lines[2:] {
		h, err := parseHash(line)
		if err != nil {
			return Proof{}, err
		}
		p.Path = append(p.Path, h)
	}
	return p, nil
}

// Check compares the proof with a verified checkpoint, for a record's bytes.
func (p Proof) Check(record []byte, c Checkpoint) error {
	return tlog.CheckRecord(p.Path, c.Size, c.Root, p.Index, tlog.RecordHash(record))
}
