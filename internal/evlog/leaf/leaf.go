// Package leaf tells what stands in the log for a record, for those who check a log as
// for the one that writes it. It is the record itself; of a record that the tiles of
// c2sp.org/tlog-tiles have no room for it is a digest, and the record is published
// beside the tiles.
package leaf

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
)

const (
	// MaxBytes is the longest leaf: tiles give lengths in 16 bits.
	MaxBytes = 1<<16 - 1
	// MaxRecordBytes is the longest record.
	MaxRecordBytes = 16 << 20

	digestHead = "kermesse/log/digest\n"
)

// reserved begins the records that a log writes about itself.
var reserved = []byte("kermesse/log/")

// ErrFormat refuses a text that is not in its one spelling.
var ErrFormat = errors.New("not a record of the log about itself")

// Reserved tells whether only the log itself may write such a record.
func Reserved(record []byte) bool { return bytes.HasPrefix(record, reserved) }

// Of returns the leaf of a record: the record, or its digest if it is longer than
// MaxBytes.
func Of(record []byte) []byte {
	if len(record) <= MaxBytes {
		return record
	}
	return DigestOf(record).Encode()
}

// Digest stands for a long record.
type Digest struct {
	Bytes  int64
	SHA256 [sha256.Size]byte
}

// DigestOf returns the digest of a record of any length.
func DigestOf(record []byte) Digest {
	return Digest{Bytes: int64(len(record)), SHA256: sha256.Sum256(record)}
}

// Encode writes the leaf.
func (d Digest) Encode() []byte {
	return fmt.Appendf(nil, digestHead+"bytes %d\nsha256 %x\n", d.Bytes, d.SHA256[:])
}

// IsDigest tells whether a leaf stands for a longer record.
func IsDigest(leaf []byte) bool { return bytes.HasPrefix(leaf, []byte(digestHead)) }

// ParseDigest accepts exactly what Encode writes for records that need it.
func ParseDigest(leaf []byte) (Digest, error) {
	lines := bytes.Split(bytes.TrimPrefix(leaf, []byte(digestHead)), []byte("\n"))
	if len(lines) != 3 {
		return Digest{}, fmt.Errorf("%w: a digest has three lines", ErrFormat)
	}
	n, err := strconv.ParseInt(string(bytes.TrimPrefix(lines[0], []byte("bytes "))), 10, 64)
	if err != nil || n <= MaxBytes || n > MaxRecordBytes {
		return Digest{}, fmt.Errorf("%w: a digest of %q bytes", ErrFormat, lines[0])
	}
	d := Digest{Bytes: n}
	sum := bytes.TrimPrefix(lines[1], []byte("sha256 "))
	if len(sum) != hex.EncodedLen(len(d.SHA256)) {
		return Digest{}, fmt.Errorf("%w: no hash", ErrFormat)
	}
	if _, err := hex.Decode(d.SHA256[:], sum); err != nil || !bytes.Equal(d.Encode(), leaf) {
		return Digest{}, fmt.Errorf("%w: the digest is spelled differently", ErrFormat)
	}
	return d, nil
}
