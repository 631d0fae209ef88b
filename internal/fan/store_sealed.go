package fan

import (
	"io"

	"kermesse/internal/secret"
)

// Sealed are the columns of this package that are sealed with the keys of a ring.
func Sealed(s secret.Secret, random io.Reader) []secret.Column {
	return []secret.Column{{
		Table: "fan_contacts", Name: "sealed", Key: []string{"id"}, KeyID: "key_id", Box: newVault(s, random).box,
		Row: func(key []any, _ string) string { return key[0].(string) }, //nolint:forcetypeassert // a text
	}}
}
