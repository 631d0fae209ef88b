package fan

import (
	"errors"
	"fmt"
	"io"
	"strconv"

	"kermesse/internal/secret"
)

// vault seals contacts, each bound to its row.
type vault struct{ box secret.Box }

var errUnseal = errors.New("fan: a sealed contact does not open: another secret, or a changed row")

func newVault(s secret.Secret, random io.Reader) vault {
	return vault{s.Box("fan contacts 1", random)}
}

// seal returns what is stored, and the id of the key.
func (v vault) seal(plain, row string) ([]byte, string, error) {
	sealed, err := v.box.Seal([]byte(plain), row)
	if err != nil {
		return nil, "", fmt.Errorf("fan: %w", err)
	}
	return sealed, keyID(sealed), nil
}

// open returns what was sealed for row.
func (v vault) open(sealed []byte, key, row string) (string, error) {
	if keyID(sealed) != key {
		return "", errUnseal
	}
	plain, err := v.box.Open(sealed, row)
	if err != nil {
		return "", fmt.Errorf("%w (%w)", errUnseal, err)
	}
	return string(plain), nil
}

func keyID(sealed []byte) string { return strconv.FormatUint(uint64(secret.KeyOf(sealed)), 10) }
