package account

import (
	"crypto/hmac"
	"encoding/base64"
	"strings"

	"kermesse/internal/secret"
)

// FormToken returns the token that every form of a browser sends back: a signed double
// submit. binding is what the browser is known by and another site cannot choose (the
// cookie of a session or of a device); a token of one binding is refused for another.
// Each call gives another text, so that compressed pages do not give it away.
func (s *Service) FormToken(binding string) (string, error) {
	nonce, err := secret.Token(s.random)
	if err != nil {
		return "", err
	}
	return nonce + "." + s.formSignature(binding, nonce), nil
}

// CheckFormToken reports whether a token was made by FormToken for this binding.
func (s *Service) CheckFormToken(binding, token string) bool {
	nonce, signature, ok := strings.Cut(token, ".")
	return ok && binding != "" && hmac.Equal([]byte(signature), []byte(s.formSignature(binding, nonce)))
}

func (s *Service) formSignature(binding, nonce string) string {
	return base64.RawURLEncoding.EncodeToString(secret.MAC(s.keys.form, binding, nonce))
}
