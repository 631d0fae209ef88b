package fan

import (
	"crypto/hmac"
	"encoding/base64"
	"fmt"
	"io"
	"strings"

	"kermesse/internal/secret"
)

// DeviceID names a browser that has been here: for "already entered on this device" and
// for votes that ask for no more than a cookie. It is random, identifies nobody, and
// whoever deletes their cookies gets another one.
type DeviceID string

// NewDevice returns a new device and the value of its cookie, which carries our
// signature: ids that were not given out here are not counted as devices.
func (s *Service) NewDevice() (DeviceID, string, error) {
	var bits [16]byte
	if _, err := io.ReadFull(s.random, bits[:]); err != nil {
		return "", "", fmt.Errorf("fan: no random numbers: %w", err)
	}
	id := DeviceID(base64.RawURLEncoding.EncodeToString(bits[:]))
	return id, string(id) + "." + s.deviceSignature(id), nil
}

// Device reads the cookie of a device; false where it is not one of ours.
func (s *Service) Device(cookie string) (DeviceID, bool) {
	id, signature, ok := strings.Cut(cookie, ".")
	if !ok || !hmac.Equal([]byte(signature), []byte(s.deviceSignature(DeviceID(id)))) {
		return "", false
	}
	return DeviceID(id), true
}

func (s *Service) deviceSignature(id DeviceID) string {
	return base64.RawURLEncoding.EncodeToString(secret.MAC(s.keys.device, string(id))[:16])
}
