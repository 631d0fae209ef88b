package contests

import (
	"errors"
	"io"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Names are people to leave out of a list, by name or by the network's own name for
// their account.
type Names map[nameKey]struct{}

// nameKey is a person as lists compare them. It is a fingerprint: large sets stay small.
type nameKey [16]byte

// Limits of a list of people to leave out.
const (
	MaxNamesBytes = 8 << 20
	MaxNames      = 200_000
)

// ReadNames reads people to leave out: one name a line, or a table of which the column
// of authors counts. It also tells how many people they are, who have a key or two each.
// An empty text is nobody. Faults: those that Import declares for files.
func ReadNames(in io.Reader) (names Names, people int, err error) {
	names = Names{}
	r := newCommentReader(Import{File: in, Per: PerAuthor, Untitled: true}, MaxNames)
	r.keep = func(c comment) error {
		names[keyOf("name", c.author)] = struct{}{}
		names[keyOf("id", c.author)] = struct{}{}
		if c.authorID != "" {
			names[keyOf("id", c.authorID)] = struct{}{}
		}
		return nil
	}
	err = r.run(MaxNamesBytes)
	if errors.Is(err, ErrFileEmpty) {
		err = nil
	}
	return names, r.entries, err
}

func (n Names) hold(people []nameKey) bool {
	for _, key := range people {
		if _, held := n[key]; held {
			return true
		}
	}
	return false
}

// people are the keys that the author of a row may stand under in another list.
func (c columns) people(author string, record []string) []nameKey {
	keys := []nameKey{keyOf("name", author)}
	if id := c.of(c.authorID, record); id != "" {
		keys = append(keys, keyOf("id", id))
	}
	return keys
}

// of is a field without blanks around it; empty where the file has no such column.
func (c columns) of(index int, record []string) string {
	if index < 0 {
		return ""
	}
	return strings.TrimSpace(record[index])
}

// keyOf names a person the same in any file: whatever the case, the @ before a name, and
// the way in which its letters are written.
func keyOf(kind, value string) nameKey {
	if kind == "name" {
		value = strings.ToLower(norm.NFKC.String(strings.TrimPrefix(value, "@")))
	}
	return nameKey(fingerprintOf(kind + " " + value))
}
