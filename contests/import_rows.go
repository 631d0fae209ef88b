package contests

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"kermesse/internal/fault"
	"kermesse/internal/text"
)

// take keeps a row that gives an entry and says of any other why not.
func (r *commentReader) take(line int, record []string) error {
	author, f := text.Line(plain(record[r.columns.author]), maxAuthor)
	switch {
	case f != nil:
		r.refuse(line, "", f)
		return nil
	case strings.Trim(author, "@ ") == "":
		r.refuse(line, "", ErrRowAuthor)
		return nil
	}
	if f := r.leaveOut(record); f != nil {
		r.filtered++
		r.refuse(line, author, f)
		return nil
	}
	c := comment{row: line, author: author, holder: r.holder(author, record)}
	if first, repeated := r.seen[c.holder]; repeated {
		r.repeated++
		r.refuse(line, author, ErrRowRepeated.With(first))
		return nil
	}
	if len(r.comments) == MaxImportRows {
		return ErrFileTooLong.With(MaxImportRows)
	}
	r.seen[c.holder] = line
	r.comments = append(r.comments, c)
	return nil
}

func (r *commentReader) leaveOut(record []string) *fault.Error {
	for _, c := range r.exclude {
		if c.met(record) {
			return ErrRowFiltered.With(c.Condition)
		}
	}
	least := r.options.Filter.MinMentions
	if least > 0 && (r.columns.content < 0 || mentions(plain(record[r.columns.content])) < least) {
		return ErrRowMentions.With(least)
	}
	return nil
}

// holder names whom or what the entry stands for, the same for the same row in any file.
func (r *commentReader) holder(author string, record []string) string {
	who := "name " + strings.ToLower(norm.NFKC.String(strings.TrimPrefix(author, "@")))
	if i := r.columns.authorID; i >= 0 && strings.TrimSpace(record[i]) != "" {
		who = "id " + strings.TrimSpace(record[i])
	}
	if r.options.Per == PerAuthor {
		return "author:" + fingerprint(who)
	}
	if i := r.columns.id; i >= 0 && strings.TrimSpace(record[i]) != "" {
		return "comment:" + fingerprint("id "+strings.TrimSpace(record[i]))
	}
	return "comment:" + fingerprint(fmt.Sprintf("%q", record))
}

// fingerprint keeps holders short whatever a file holds.
func fingerprint(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:16])
}

func (r *commentReader) refuse(line int, author string, f *fault.Error) {
	if len(r.refusals) < maxRefusals {
		r.refusals = append(r.refusals, Refusal{Row: line, Author: author, Fault: f})
	}
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
