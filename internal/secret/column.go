package secret

// Column is a column of values that a Box of a ring sealed: what has to be known of it to
// seal its values anew with another key.
type Column struct {
	Table string
	Name  string
	Key   []string // the primary key
	Box   Box

	// Bind is an expression of SQL, of the table as t, for what a row is bound to and is not
	// in its key; empty: nothing.
	Bind string
	// Row is what a value is bound to. Parts of the key come as the database gives them: text
	// as string, numbers as int64, bytes as []byte.
	Row func(key []any, bind string) string

	KeyID string // a column that names the key once more; empty: there is none
	Large bool   // values of a megabyte
}
