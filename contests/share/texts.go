package share

import (
	"fmt"
	"strings"
)

// Facts are what posts about a contest say.
type Facts struct {
	Lang  string // "fr" or "en"
	Brand string
	Title string
	Prize string // the first one; may be empty
	Ends  string // closing, in words of Lang: « 31 décembre 2026 à 23 h 59 »
	Link  string // of the contest's page

	Unfree bool // entering takes a code or a purchase, and no free way is promised
}

// Text writes a post for a network: what there is to win, until when, that it is free if it
// is, the link, and the release that the network asks for. It is within the network's length, and
// Lint finds nothing in it but what the brand's own words bring along.
func Text(n Network, f Facts) string {
	t := terms[n]
	w := writer{fr: f.Lang == "fr"}
	w.line(f.Title)
	if f.Prize != "" && f.Prize != f.Title {
		w.linef("À gagner\u00a0: %s.", "To be won: %s.", f.Prize)
	}
	if f.Unfree {
		w.linef("Participez jusqu’au %s\u00a0: ce qu’il faut est dans le règlement.", "Enter until %s: the rules say what it takes.", f.Ends)
	} else {
		w.linef("Participez gratuitement jusqu’au %s.", "Enter for free until %s.", f.Ends)
	}
	if t.LinkIsText {
		w.linef("Lien en bio\u00a0: %s", "Link in bio: %s", f.Link)
	} else {
		w.linef("Participation et règlement\u00a0: %s", "Entry and rules: %s", f.Link)
	}
	w.say("Les gagnants sont tirés au sort\u00a0; chacun peut vérifier le tirage.", "Winners are drawn, and anybody can check the draw.")
	if t.Disclaimer {
		w.line("")
		w.linef("Ce jeu-concours n’est ni géré, ni sponsorisé, ni associé à %s, que chaque participant décharge de toute responsabilité.",
			"This contest is in no way sponsored, endorsed, administered by or associated with %s, which every entrant releases from all liability.", t.Name)
		w.linef("Les données sont recueillies par %s, et non par le réseau.", "Data is collected by %s, not by the network.", f.Brand)
	}
	text := strings.TrimSpace(w.String())
	if t.MaxChars > 0 && Length(n, text) > t.MaxChars {
		return shorter(n, f)
	}
	return text
}

// shorter is the post of which nothing can be left out: the title is cut to what is left.
func shorter(n Network, f Facts) string {
	w := writer{fr: f.Lang == "fr"}
	if f.Unfree {
		w.linef("Jusqu’au %s\u00a0: %s", "Until %s: %s", f.Ends, f.Link)
	} else {
		w.linef("Gratuit, jusqu’au %s\u00a0: %s", "Free, until %s: %s", f.Ends, f.Link)
	}
	tail := strings.TrimSpace(w.String())
	title := []rune(f.Title)
	for len(title) > 0 && Length(n, string(title)+"…\n"+tail) > terms[n].MaxChars {
		title = title[:len(title)-1]
	}
	if len(title) < len([]rune(f.Title)) {
		title = append([]rune(strings.TrimSpace(string(title))), '…')
	}
	return string(title) + "\n" + tail
}

// writer writes a text in one of two languages.
type writer struct {
	strings.Builder
	fr bool
}

func (w *writer) line(s string) { w.WriteString(s + "\n") }

func (w *writer) say(fr, en string) {
	if w.fr {
		w.line(fr)
	} else {
		w.line(en)
	}
}

func (w *writer) linef(fr, en string, args ...any) {
	w.say(fmt.Sprintf(fr, args...), fmt.Sprintf(en, args...))
}
