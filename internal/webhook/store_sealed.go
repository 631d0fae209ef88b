package webhook

import (
	"io"

	"kermesse/internal/secret"
)

func newBox(s secret.Secret, random io.Reader) secret.Box { return s.Box("webhook secrets", random) }

// Sealed are the columns of this package that are sealed with the keys of a ring.
func Sealed(s secret.Secret, random io.Reader) []secret.Column {
	column := secret.Column{
		Table: "webhook_endpoints", Name: "secret", Key: []string{"id"}, Box: newBox(s, random),
		Row: func(key []any, _ string) string { return key[0].(string) }, //nolint:forcetypeassert // a text
	}
	former := column
	former.Name = "former_secret"
	return []secret.Column{column, former}
}
