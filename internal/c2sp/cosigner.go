package c2sp

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Cosigner signs the checkpoints of other logs as a witness.
type Cosigner struct {
	witness Witness
	private ed25519.PrivateKey
}

// NewCosigner makes the signer of a witness from its name and its private key.
func NewCosigner(name string, private ed25519.PrivateKey) (Cosigner, error) {
	if len(private) != ed25519.PrivateKeySize {
		return Cosigner{}, fmt.Errorf("%w: not a private key", ErrFormat)
	}
	witness, err := NewWitness(name, private.Public().(ed25519.PublicKey))
	return Cosigner{witness: witness, private: private}, err
}

const privateHead = "PRIVATE+KEY+"

// ParseCosigner reads a private key "PRIVATE+KEY+<name>+<hash>+<key>".
func ParseCosigner(text string) (Cosigner, error) {
	parts := strings.SplitN(strings.TrimPrefix(text, privateHead), "+", 3)
	if len(parts) == 3 {
		key, err := base64.StdEncoding.DecodeString(parts[2])
		if err == nil && len(key) == 1+ed25519.SeedSize && key[0] == typeCosignature {
			c, err := NewCosigner(parts[0], ed25519.NewKeyFromSeed(key[1:]))
			if err == nil && c.Private() == text {
				return c, nil
			}
		}
	}
	return Cosigner{}, fmt.Errorf("%w: not the private key of a witness", ErrFormat)
}

// Private is the private key as text, which ParseCosigner reads.
func (c Cosigner) Private() string {
	key := append([]byte{typeCosignature}, c.private.Seed()...)
	return fmt.Sprintf("%s%s+%08x+%s", privateHead, c.witness.name, c.witness.hash, base64.StdEncoding.EncodeToString(key))
}

// Witness is what others verify with.
func (c Cosigner) Witness() Witness { return c.witness }

// Cosign returns the signature line, with its LF, that says that the log had the text of
// this checkpoint at that time.
func (c Cosigner) Cosign(checkpoint Checkpoint, at time.Time) string {
	message := "cosignature/v1\ntime " + strconv.FormatInt(at.Unix(), 10) + "\n" + checkpoint.String()
	sig := binary.BigEndian.AppendUint32(nil, c.witness.hash)
	sig = binary.BigEndian.AppendUint64(sig, uint64(at.Unix()))
	sig = append(sig, ed25519.Sign(c.private, []byte(message))...)
	return "— " + c.witness.name + " " + base64.StdEncoding.EncodeToString(sig) + "\n"
}

// FindCosignature returns the line of a witness among signature lines on a checkpoint,
// such as a witness answers with, and the time it states. Lines of others are passed over.
func FindCosignature(checkpoint Checkpoint, lines []byte, w Witness) (line string, at time.Time, err error) {
	n, err := OpenNote(append([]byte(checkpoint.String()+"\n"), lines...), w)
	if err != nil {
		return "", time.Time{}, fmt.Errorf("no cosignature of %s: %w", w.Name(), err)
	}
	sig := n.Sigs[0]
	return "— " + sig.Name + " " + sig.Base64 + "\n", cosignedAt(sig), nil
}
