package contests

import (
	"io"
	"slices"

	"kermesse/contests/claims"
	"kermesse/contests/photos"
	"kermesse/internal/secret"
)

// Sealed are the columns of contests, of claims and of photos that are sealed with the keys of
// a ring.
func Sealed(s secret.Secret, random io.Reader) []secret.Column {
	box := personalBox(s, random)
	return slices.Concat([]secret.Column{
		{
			Table: "entries", Name: "word_sealed", Key: []string{"id"}, Box: box,
			Row: func(key []any, _ string) string { return wordRow(EntryID(key[0].(string))) }, //nolint:forcetypeassert // a text
		},
		{
			Table: "entries", Name: "former_words_sealed", Key: []string{"id"}, Box: box,
			Row: func(key []any, _ string) string { return formerWordsRow(EntryID(key[0].(string))) }, //nolint:forcetypeassert // a text
		},
		{
			Table: "contest_permits", Name: "file_sealed", Key: []string{"contest_id"}, Box: box, Large: true,
			Row: func(key []any, _ string) string { return permitRow(ID(key[0].(string))) }, //nolint:forcetypeassert // a text
		},
		{
			Table: "entry_pictures", Name: "jpeg_sealed", Key: []string{"entry_id", "field"}, Box: box, Large: true,
			Row: func(key []any, _ string) string {
				return pictureRow(EntryID(key[0].(string)), key[1].(string)) //nolint:forcetypeassert // texts
			},
		},
	}, claims.Sealed(s, random), photos.Sealed(s, random))
}
