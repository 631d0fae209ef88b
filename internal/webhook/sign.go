package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// The scheme is that of standardwebhooks.com: three headers, of which the last holds one
// signature per secret that is good now, with blanks between.
const (
	HeaderID        = "webhook-id"
	HeaderTimestamp = "webhook-timestamp" // Unix seconds of this attempt
	HeaderSignature = "webhook-signature"
)

// SecretPrefix begins every secret as people copy it; base64 follows.
const SecretPrefix = "whsec_"

// secretBytes is the length of a secret: the scheme asks for 24 to 64.
const secretBytes = 32

// newSecret makes a secret.
func newSecret(random io.Reader) ([]byte, error) {
	key := make([]byte, secretBytes)
	if _, err := io.ReadFull(random, key); err != nil {
		return nil, fmt.Errorf("webhook: no random numbers: %w", err)
	}
	return key, nil
}

// writeSecret is a secret as people copy it.
func writeSecret(key []byte) string { return SecretPrefix + base64.StdEncoding.EncodeToString(key) }

// Sign returns the signatures of a message under each key: HMAC-SHA256 over its id, the
// moment and the body, with dots between.
func Sign(id string, at time.Time, body []byte, keys ...[]byte) string {
	var signatures []string
	for _, key := range keys {
		mac := hmac.New(sha256.New, key)
		_, _ = io.WriteString(mac, id+"."+strconv.FormatInt(at.Unix(), 10)+".") // a hash never fails
		_, _ = mac.Write(body)
		signatures = append(signatures, "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	}
	return strings.Join(signatures, " ")
}
