package c2sp

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// The key types of signed notes.
const (
	typeEd25519     = 0x01
	typeCosignature = 0x04
)

// LogKey verifies the checkpoints of one log. It is a note.Verifier.
type LogKey struct {
	verifier note.Verifier
	public   ed25519.PublicKey
}

// ParseLogKey reads a verifier key "<name>+<hash>+<key>" of type Ed25519.
func ParseLogKey(vkey string) (LogKey, error) {
	name, public, err := splitKey(vkey, typeEd25519)
	if err != nil {
		return LogKey{}, err
	}
	return newLogKey(name, public)
}

func newLogKey(name string, public ed25519.PublicKey) (LogKey, error) {
	vkey, err := note.NewEd25519VerifierKey(name, public)
	if err != nil {
		return LogKey{}, err
	}
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return LogKey{}, fmt.Errorf("log key %q: %w", vkey, err)
	}
	return LogKey{verifier: verifier, public: public}, nil
}

// Name is the log's name, which is the origin of its checkpoints.
func (k LogKey) Name() string { return k.verifier.Name() }

// KeyHash is the hash that its signature lines begin with.
func (k LogKey) KeyHash() uint32 { return k.verifier.KeyHash() }

// Verify checks a signature on a text. It makes LogKey a note.Verifier.
func (k LogKey) Verify(text, sig []byte) bool { return k.verifier.Verify(text, sig) }

// Under is the same key for a tree of its own below the log's name, such as the list of
// one draw.
func (k LogKey) Under(path string) (LogKey, error) {
	return newLogKey(k.Name()+"/"+path, k.public)
}

// Witness verifies cosignatures of one witness (c2sp.org/tlog-cosignature, Ed25519).
// It is a note.Verifier.
type Witness struct {
	name   string
	hash   uint32
	public ed25519.PublicKey
}

// NewWitness makes the verifier of a witness from its name and its public key.
func NewWitness(name string, public []byte) (Witness, error) {
	if name == "" || strings.ContainsAny(name, " +\n") || len(public) != ed25519.PublicKeySize {
		return Witness{}, fmt.Errorf("%w: not the key of a witness %q", ErrFormat, name)
	}
	return Witness{name: name, hash: keyHash(name, typeCosignature, public), public: public}, nil
}

// ParseWitness reads a verifier key "<name>+<hash>+<key>" of type cosignature/v1.
func ParseWitness(vkey string) (Witness, error) {
	name, public, err := splitKey(vkey, typeCosignature)
	if err != nil {
		return Witness{}, err
	}
	return NewWitness(name, public)
}

// String is the verifier key that ParseWitness reads.
func (w Witness) String() string {
	key := append([]byte{typeCosignature}, w.public...)
	return fmt.Sprintf("%s+%08x+%s", w.name, w.hash, base64.StdEncoding.EncodeToString(key))
}

// Name is the witness's name.
func (w Witness) Name() string { return w.name }

// KeyHash is the hash that its signature lines begin with.
func (w Witness) KeyHash() uint32 { return w.hash }

const timestampBytes = 8

// Verify checks a timestamped signature on the text of a checkpoint.
func (w Witness) Verify(text, sig []byte) bool {
	if len(sig) != timestampBytes+ed25519.SignatureSize {
		return false
	}
	at := binary.BigEndian.Uint64(sig)
	if at > lastUnix {
		return false
	}
	message := "cosignature/v1\ntime " + strconv.FormatUint(at, 10) + "\n" + string(text)
	return ed25519.Verify(w.public, []byte(message), sig[timestampBytes:])
}

// lastUnix is the end of the year 9999: later times are no times.
const lastUnix = 253402300799

// cosignedAt reads the time of a cosignature that was verified.
func cosignedAt(sig note.Signature) time.Time {
	b, err := base64.StdEncoding.DecodeString(sig.Base64)
	if err != nil || len(b) < 4+timestampBytes {
		return time.Time{}
	}
	return time.Unix(int64(binary.BigEndian.Uint64(b[4:])), 0).UTC()
}

// keyHash identifies a key of a signed note: 32 bits over its name, type and bytes.
func keyHash(name string, keyType byte, public []byte) uint32 {
	sum := sha256.Sum256(append([]byte(name+"\n"+string([]byte{keyType})), public...))
	return binary.BigEndian.Uint32(sum[:])
}

// splitKey takes a verifier key apart and checks its hash.
func splitKey(vkey string, keyType byte) (name string, public ed25519.PublicKey, err error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) == 3 {
		key, err := base64.StdEncoding.DecodeString(parts[2])
		if err == nil && base64.StdEncoding.EncodeToString(key) == parts[2] && len(key) == 1+ed25519.PublicKeySize && key[0] == keyType &&
			parts[1] == fmt.Sprintf("%08x", keyHash(parts[0], keyType, key[1:])) {
			return parts[0], key[1:], nil
		}
	}
	return "", nil, fmt.Errorf("%w: %q is not a verifier key of type %d", ErrFormat, vkey, keyType)
}
