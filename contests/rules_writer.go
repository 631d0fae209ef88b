package contests

import (
	"fmt"
	"strings"

	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/fault"
)

// chapter is a numbered part of the rules. They stand in this order; those in which nothing
// was written are left out, and the numbers close up.
type chapter int

// The chapters.
const (
	chapterOrganiser chapter = iota
	chapterDates
	chapterEntrants // of a draw from a list
	chapterEntering // who may enter, with what
	chapterTickets  // what more can be done for more tickets
	chapterCodes    // printed codes and receipts of purchases
	chapterPhotos
	chapterInstants // prizes won at once
	chapterPrizes
	chapterDraw
	chapterWinners
	chapterClaims // how a prize gets to its winner
	chapterFairness
	chapterLiability
	chapterData
	chapterChanges
	chapterLaw
	chapterOwn
	chapters // how many there are
)

var chapterTitles = [chapters]fault.Text{
	chapterOrganiser: {FR: "Organisation", EN: "Organiser"},
	chapterDates:     {FR: "Dates", EN: "Dates"},
	chapterEntrants:  {FR: "Participants", EN: "Entrants"},
	chapterEntering:  {FR: "Participation", EN: "Entering"},
	chapterTickets:   {FR: "Tickets supplémentaires", EN: "More tickets"},
	chapterCodes:     {FR: "Codes et tickets de caisse", EN: "Codes and receipts"},
	chapterPhotos:    {FR: "Photos", EN: "Photos"},
	chapterInstants:  {FR: "Instants gagnants", EN: "Instant wins"},
	chapterPrizes:    {FR: "Lots", EN: "Prizes"},
	chapterDraw:      {FR: "Tirage", EN: "Draw"},
	chapterWinners:   {FR: "Gagnants", EN: "Winners"},
	chapterClaims:    {FR: "Remise des lots", EN: "Handing over the prizes"},
	chapterFairness:  {FR: "Loyauté des participations", EN: "Fair entries"},
	chapterLiability: {FR: "Responsabilité", EN: "Liability"},
	chapterData:      {FR: "Données personnelles", EN: "Personal data"},
	chapterChanges:   {FR: "Modification et annulation", EN: "Changes and cancellation"},
	chapterLaw:       {FR: "Droit applicable", EN: "Law"},
	chapterOwn:       {FR: "Dispositions propres à ce jeu-concours", EN: "Clauses of this contest"},
}

// rulesWriter writes both languages side by side, so that no clause is missing in one.
//
// A feature of contests has its clauses(*rulesWriter), called by one line of rulesText or
// of EntryRules.clauses. It begins with in, writes, and may go on in another chapter.
type rulesWriter struct {
	contest Contest
	brand   account.Brand
	file    draw.Rules // what is named of witnesses and other sources
	instant draw.Hash  // of the schedule of what is won at once
	written [chapters]struct{ fr, en strings.Builder }
	at      chapter
}

// in has what follows written at the end of a chapter.
func (w *rulesWriter) in(at chapter) { w.at = at }

// line writes a line that is no paragraph by itself, such as an item of a list.
func (w *rulesWriter) line(fr, en string) {
	ch := &w.written[w.at]
	ch.fr.WriteString(fr + "\n")
	ch.en.WriteString(en + "\n")
}

func (w *rulesWriter) paragraph(fr, en string) { w.line(fr+"\n", en+"\n") }

// paragraphf fills the same verbs in both sentences, each from its language's side.
func (w *rulesWriter) paragraphf(fr, en string, args ...fault.Text) {
	w.paragraph(fmt.Sprintf(fr, texts(args, "fr")...), fmt.Sprintf(en, texts(args, "en")...))
}

// text puts the chapters together.
func (w *rulesWriter) text() fault.Text {
	var fr, en strings.Builder
	number := 0
	for at := range w.written {
		ch, title := &w.written[at], chapterTitles[at]
		if ch.fr.Len() == 0 {
			continue
		}
		number++
		fmt.Fprintf(&fr, "\n## %d. %s\n\n%s", number, title.FR, ch.fr.String())
		fmt.Fprintf(&en, "\n## %d. %s\n\n%s", number, title.EN, ch.en.String())
	}
	return fault.Text{FR: strings.TrimSpace(fr.String()) + "\n", EN: strings.TrimSpace(en.String()) + "\n"}
}

func texts(args []fault.Text, lang string) []any {
	out := make([]any, len(args))
	for i, a := range args {
		out[i] = a.In(lang)
	}
	return out
}

func same(s string) fault.Text { return fault.Text{FR: s, EN: s} }

// markdownEscapes keep a name from turning into markup.
var markdownEscapes = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "#", `\#`, "|", `\|`, "\n", " ",
)

func literal(s string) fault.Text { return literalText(same(s)) }

func literalText(t fault.Text) fault.Text {
	return fault.Text{FR: markdownEscapes.Replace(t.FR), EN: markdownEscapes.Replace(t.EN)}
}
