package photos

import (
	"io"

	"kermesse/internal/secret"
)

func newBox(s secret.Secret, random io.Reader) secret.Box { return s.Box("contest photos", random) }

// Sealed are the columns of this package that are sealed with the keys of a ring.
func Sealed(s secret.Secret, random io.Reader) []secret.Column {
	box := newBox(s, random)
	return []secret.Column{
		{
			Table: "photo_upload_parts", Name: "sealed", Key: []string{"upload_id", "starts"}, Box: box, Large: true,
			Row: func(key []any, _ string) string { return partRow(key[0].(string), key[1].(int64)) }, //nolint:forcetypeassert // of its table
		},
		{
			Table: "photos", Name: "parent_sealed", Key: []string{"id"}, Box: box,
			Row: func(key []any, _ string) string { return parentRow(Photo{ID: ID(key[0].(string))}) }, //nolint:forcetypeassert // of its table
		},
		{
			Table: "photo_files", Name: "sealed", Key: []string{"owner", "width"}, Box: box, Large: true,
			Bind: `COALESCE((SELECT p.hash FROM photos p WHERE p.id = t.owner), (SELECT u.hash FROM photo_uploads u WHERE u.id = t.owner), '')`,
			Row:  func(key []any, hash string) string { return fileRow(hash, int(key[1].(int64))) }, //nolint:forcetypeassert // of its table
		},
	}
}
