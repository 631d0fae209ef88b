package claims

import (
	"io"

	"kermesse/internal/secret"
)

func newBox(s secret.Secret, random io.Reader) secret.Box { return s.Box("claim addresses", random) }

// Sealed are the columns of this package that are sealed with the keys of a ring.
func Sealed(s secret.Secret, random io.Reader) []secret.Column {
	return []secret.Column{{
		Table: "claims", Name: "address_sealed", Key: []string{"id"}, Box: newBox(s, random),
		Row: func(key []any, _ string) string {
			return Claim{ID: ID(key[0].(string))}.addressRow() //nolint:forcetypeassert // a text
		},
	}}
}
