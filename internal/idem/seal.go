package idem

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"errors"
	"fmt"

	"kermesse/internal/secret"
)

// sealed is a claim as the table holds it. Answers tell people what is for them alone, a
// receipt or their own address, and outlive its erasure. So they are sealed under a key
// made of what the client sent: with the table and the installation's secret nobody reads
// them without the client's own Idempotency-Key.
type sealed struct {
	principal string
	route     string
	key       string
	bodyHash  []byte
	aead      cipher.AEAD
	nonceKey  []byte
}

var errUnseal = errors.New("idem: a stored answer does not open: another secret, or a changed row")

func (s *Service) seal(r Request) sealed {
	own := secret.MAC(s.key, "answer", r.Principal, r.Route, r.Key)
	block, err := aes.NewCipher(own)
	if err != nil {
		panic(fmt.Sprintf("idem: %v", err)) // a key of the wrong size: not with a MAC of 32 bytes
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(fmt.Sprintf("idem: %v", err))
	}
	return sealed{
		principal: base64.RawURLEncoding.EncodeToString(secret.MAC(s.key, "principal", r.Principal)),
		key:       base64.RawURLEncoding.EncodeToString(secret.MAC(s.key, "key", r.Principal, r.Key)),
		route:     r.Route, bodyHash: secret.MAC(own, "request", r.Path, string(r.Body)),
		aead: aead, nonceKey: secret.MAC(own, "nonce"),
	}
}

// close seals an answer. Its nonce is made of what is sealed: no two answers share one.
func (c sealed) close(answer []byte) string {
	nonce := secret.MAC(c.nonceKey, string(answer))[:c.aead.NonceSize()]
	return base64.RawStdEncoding.EncodeToString(c.aead.Seal(nonce, nonce, answer, nil))
}

func (c sealed) open(stored string) ([]byte, error) {
	box, err := base64.RawStdEncoding.DecodeString(stored)
	if err != nil || len(box) < c.aead.NonceSize() {
		return nil, errUnseal
	}
	answer, err := c.aead.Open(nil, box[:c.aead.NonceSize()], box[c.aead.NonceSize():], nil)
	if err != nil {
		return nil, errUnseal
	}
	return answer, nil
}
