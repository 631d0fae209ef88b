package contests

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"kermesse/internal/fault"
)

// ImportColumns name the columns of a file by their titles. Those left empty are
// recognised by the titles that usual exports give them; only the author must be there.
type ImportColumns struct {
	Author   string
	AuthorID string // the network's own name for the account, where there is one
	Content  string
	ID       string // of the comment
}

// usual are the titles of exports, in French and English, without accents, blanks and
// punctuation. Earlier ones win.
var usual = struct{ author, authorID, content, id []string }{
	author: []string{
		"author", "auteur", "authorname", "authordisplayname", "nomdelauteur", "username", "nomdutilisateur", "nomutilisateur",
		"utilisateur", "user", "pseudo", "pseudonyme", "handle", "profile", "profil", "name", "nom", "from", "de", "commenter",
	},
	authorID: []string{
		"authorid", "idauteur", "auteurid", "authorchannelid", "channelid", "userid", "idutilisateur", "profileid", "idduprofil",
	},
	content: []string{
		"content", "contenu", "comment", "commentaire", "text", "texte", "commenttext", "textedisplay", "textdisplay",
		"textoriginal", "message", "body",
	},
	id: []string{"commentid", "idcommentaire", "idducommentaire", "identifiant", "id", "commenturl", "permalink"},
}

// columns are where things stand in a row; -1 for what the file does not have.
type columns struct {
	author, authorID, content, id int
	header                        []string
}

// findColumns maps a header line. It asks for a column that was named and is not there,
// and for the author if no title is recognised.
func findColumns(header []string, named ImportColumns, wrong *problems) columns {
	c := columns{header: header}
	ask := func(field, given string, usual []string, needed bool, fr, en string) int {
		i := findColumn(header, given, usual)
		if i < 0 && (needed || given != "") {
			wrong.add("columns."+field, ErrColumnUnknown.With(fr, en, titles(header)))
		}
		return i
	}
	c.author = ask("author", named.Author, usual.author, true, "l’auteur", "the author")
	c.authorID = ask("author_id", named.AuthorID, usual.authorID, false, "l’identifiant de l’auteur", "the author’s id")
	c.content = ask("content", named.Content, usual.content, false, "le texte du commentaire", "the text of the comment")
	c.id = ask("id", named.ID, usual.id, false, "l’identifiant du commentaire", "the comment’s id")
	return c
}

// titles lists a header for people, who need not see all of a file that is none.
func titles(header []string) string {
	const most, maxChars = 30, 40
	shown := make([]string, 0, most+1)
	for i, title := range header {
		if i == most {
			shown = append(shown, "…")
			break
		}
		shown = append(shown, firstRunes(title, maxChars))
	}
	return strings.Join(shown, ", ")
}

func findColumn(header []string, given string, usual []string) int {
	if given != "" {
		return slices.IndexFunc(header, func(title string) bool { return foldTitle(title) == foldTitle(given) })
	}
	for _, name := range usual {
		if i := slices.IndexFunc(header, func(title string) bool { return foldTitle(title) == name }); i >= 0 {
			return i
		}
	}
	return -1
}

// foldTitle reduces a title to its letters and digits: "Nom de l’auteur" and
// "nom_de_lauteur" are the same.
func foldTitle(title string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFD.String(title))
}

// ImportFilter is the stated rule by which rows are left out.
type ImportFilter struct {
	Exclude     []Condition
	MinMentions int // of different people, as @name; 0: none
}

// Condition is met by a row whose column holds, or contains, a value.
type Condition struct {
	Column   string
	Contains bool
	Value    string
}

// String writes the condition as ParseCondition reads it.
func (c Condition) String() string {
	if c.Contains {
		return c.Column + "~" + c.Value
	}
	return c.Column + "=" + c.Value
}

// ParseCondition reads CLASS=1 (equal) or CONTENT~word (contains, whatever the case and
// the accents).
func ParseCondition(s string) (Condition, *fault.Error) {
	i := strings.IndexAny(s, "=~")
	if i < 1 || strings.TrimSpace(s[:i]) == "" || s[i] == '~' && strings.TrimSpace(s[i+1:]) == "" {
		return Condition{}, ErrFilterShape
	}
	return Condition{Column: strings.TrimSpace(s[:i]), Contains: s[i] == '~', Value: strings.TrimSpace(s[i+1:])}, nil
}

// condition is one whose column was found.
type condition struct {
	Condition
	index int
}

func (f ImportFilter) bind(header []string, wrong *problems) []condition {
	bound := make([]condition, len(f.Exclude))
	for i, c := range f.Exclude {
		bound[i] = condition{c, findColumn(header, c.Column, nil)}
		if bound[i].index < 0 {
			wrong.add(indexed("exclude", i, ""), ErrColumnUnknown.With("«\u00a0"+c.Column+"\u00a0»", "“"+c.Column+"”", titles(header)))
		}
	}
	return bound
}

func (c condition) met(record []string) bool {
	value := strings.TrimSpace(record[c.index])
	if c.Contains {
		return strings.Contains(foldText(value), foldText(c.Value))
	}
	return strings.EqualFold(value, c.Value)
}

// foldText makes texts that differ by case or accents the same.
func foldText(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s))
}

// mentions counts the different people that a text names as @somebody.
func mentions(text string) int {
	seen := map[string]bool{}
	for word := range strings.FieldsSeq(text) {
		name := strings.TrimRightFunc(word, func(r rune) bool { return r != '_' && unicode.IsPunct(r) })
		if len(name) > 1 && name[0] == '@' {
			seen[strings.ToLower(name)] = true
		}
	}
	return len(seen)
}
