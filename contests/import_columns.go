package contests

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// ImportColumns name the columns of a file by their titles. Those left empty are
// recognised by the titles that usual exports give them; only the author must be there.
type ImportColumns struct {
	Author   string
	AuthorID string // the network's own name for the account, where there is one
	Content  string
	ID       string // of the comment
	Date     string
}

// usual are the titles of exports, in French and English, without accents, blanks and
// punctuation. Earlier ones win.
var usual = struct{ author, authorID, content, id, date []string }{
	author: []string{
		"author", "auteur", "authorname", "authordisplayname", "nomdelauteur", "username", "nomdutilisateur", "nomutilisateur",
		"utilisateur", "user", "pseudo", "pseudonyme", "handle", "profile", "profil", "name", "nom", "from", "de", "commenter", "participant", "participants",
		"lastname", "nomdefamille", "nomcomplet", "fullname", "nometprenom", "prenometnom", "nomprenom", "prenomnom", "noms", "names",
		"prenom", "firstname",
	},
	authorID: []string{
		"authorid", "idauteur", "auteurid", "authorchannelid", "channelid", "userid", "idutilisateur", "profileid", "idduprofil",
	},
	content: []string{
		"content", "contenu", "comment", "commentaire", "text", "texte", "commenttext", "textedisplay", "textdisplay",
		"textoriginal", "message", "body",
	},
	id: []string{"commentid", "idcommentaire", "idducommentaire", "identifiant", "id", "commenturl", "permalink"},
	date: []string{
		"date", "publishedat", "publiele", "createdat", "createdtime", "creele", "datetime", "dateheure", "dateducommentaire", "commentdate",
		"timestamp", "horodatage", "time", "heure",
	},
}

// familyNames are titles beside which a column of given names makes the whole name.
var (
	familyNames = []string{"nom", "name", "lastname", "nomdefamille"}
	givenNames  = []string{"prenom", "firstname", "givenname"}
)

// columns are where things stand in a row; -1 for what the file does not have.
type columns struct {
	author, given, authorID, content, id, date int
	header                                     []string
}

// findColumns maps a header line. It asks for a column that was named and is not there,
// for the author if no title is recognised, and for what a filter looks at.
func findColumns(header []string, named ImportColumns, filter ImportFilter, wrong *problems) columns {
	c := columns{header: header}
	ask := func(field, given string, usual []string, needed bool, fr, en string) int {
		i := findColumn(header, given, usual)
		if i < 0 && (needed || given != "") {
			wrong.add("columns."+field, ErrColumnUnknown.With(fr, en, titles(header)))
		}
		return i
	}
	c.author = ask("author", named.Author, usual.author, true, "l’auteur", "the author")
	c.given = -1
	if named.Author == "" && c.author >= 0 && slices.Contains(familyNames, foldTitle(header[c.author])) {
		c.given = findColumn(header, "", givenNames)
	}
	c.authorID = ask("author_id", named.AuthorID, usual.authorID, false, "l’identifiant de l’auteur", "the author’s id")
	c.content = ask("content", named.Content, usual.content, filter.readsText(), "le texte du commentaire", "the text of the comment")
	c.id = ask("id", named.ID, usual.id, false, "l’identifiant du commentaire", "the comment’s id")
	c.date = ask("date", named.Date, usual.date, !filter.Before.IsZero(), "la date", "the date")
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
