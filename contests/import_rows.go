package contests

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html"
	"strings"
	"unicode"

	"kermesse/internal/fault"
	"kermesse/internal/text"
)

// take keeps a row that gives an entry and says of any other why not.
func (r *commentReader) take(line int, record []string) error {
	author, f := text.Line(r.columns.nameOf(record), maxAuthor)
	switch {
	case f != nil:
		return r.refuse(line, "", f)
	case strings.Trim(author, "@ ") == "":
		return r.refuse(line, "", ErrRowAuthor)
	}
	for i := range r.sieves {
		if f := r.sieves[i].judge(author, record); f != nil {
			r.sieves[i].caught++
			r.filtered++
			return r.refuse(line, author, f)
		}
	}
	c := comment{
		row: line, author: author, authorID: r.columns.of(r.columns.authorID, record),
		text: r.columns.of(r.columns.content, record), date: r.columns.of(r.columns.date, record),
	}
	if f := r.again(&c, record); f != nil {
		return r.refuse(line, author, f)
	}
	if r.entries == r.most {
		return ErrFileTooLong.With(r.most)
	}
	r.entries++
	return r.keep(c)
}

// again names whom or what the entry of a row stands for, the same for the same row in
// any file, and refuses a row whose comment or author has its entry already.
func (r *commentReader) again(c *comment, record []string) *fault.Error {
	// Of a mere list of people two rows alike may be two people of one name.
	comments := r.columns.id >= 0 || r.columns.content >= 0
	if r.options.Per == PerEach && !comments {
		c.holder = "row:" + decimal(c.row)
		return nil
	}
	key := r.columns.comment(record)
	if r.options.Per == PerComment || comments {
		if first, seen := r.seen[key]; seen {
			r.duplicates++
			return ErrRowRepeated.With(first)
		}
		r.seen[key] = int32(c.row)
	}
	kind := "comment:"
	if r.options.Per == PerAuthor {
		people := r.columns.people(c.author, record)
		kind, key = "author:", [16]byte(people[len(people)-1])
		if first, seen := r.authors[key]; seen {
			r.repeated++
			return ErrRowRepeated.With(first)
		}
		r.authors[key] = int32(c.row)
	}
	c.holder = kind + hex.EncodeToString(key[:])
	return nil
}

// comment is the fingerprint of a row's comment: of its id, or of the whole row.
func (c columns) comment(record []string) [16]byte {
	if id := c.of(c.id, record); id != "" {
		return fingerprintOf("id " + id)
	}
	return fingerprintOf(fmt.Sprintf("%q", record))
}

// fingerprintOf keeps holders short whatever a file holds.
func fingerprintOf(s string) [16]byte {
	sum := sha256.Sum256([]byte(s))
	return [16]byte(sum[:16])
}

func (r *commentReader) refuse(line int, author string, f *fault.Error) error {
	refusal := Refusal{Row: line, Author: author, Fault: f}
	if r.drop != nil {
		return r.drop(refusal)
	}
	if len(r.refusals) < maxRefusals {
		refusal.Author = strings.Clone(author)
		r.refusals = append(r.refusals, refusal)
	}
	return nil
}

// nameOf is who wrote a row, with the given name in front where it has a column.
func (c columns) nameOf(record []string) string {
	name := plain(record[c.author])
	if c.given >= 0 {
		name = plain(record[c.given]) + " " + name
	}
	return name
}

// plain undoes the HTML that exports leave in texts and drops what cannot be seen, such
// as the byte-order marks that some networks put after every comment.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\u200d':
			return r
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\ufeff', r == '\u200b', r == '\u2060':
			return -1
		}
		return r
	}, html.UnescapeString(s))
}
