package contests

import (
	"fmt"
	"strings"

	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/fault"
)

// rulesText writes the rules of a contest for people, as Markdown in both languages.
// What a brand typed stands as it was typed, in the brand's language and, where that is
// given, in the other one.
//
// Everything that can be promised writes its own clauses, in whichever chapters it has
// something to say; the order of the chapters is fixed, so the order here is only that of
// clauses within one.
func rulesText(c Contest, b account.Brand, file draw.Rules, game *gameRow) fault.Text {
	w := rulesWriter{contest: c, brand: b, file: file, instant: game.seal()}
	w.organiser()
	if c.List != nil {
		w.listed()
	} else {
		w.dates()
		c.Entry.clauses(&w)
	}
	w.prizes()
	if c.Ranked() {
		w.ranking()
	} else {
		w.drawing()
	}
	w.winners()
	w.claiming()
	w.data()
	w.changes()
	w.own()
	if c.Law != nil {
		c.Law.clauses(&w)
	}
	return w.text()
}

func (w *rulesWriter) organiser() {
	w.in(chapterOrganiser)
	name := w.brand.LegalName
	if name == "" {
		name = w.brand.Name
	}
	w.paragraphf("%s organise le jeu-concours «\u00a0%s\u00a0».", "%s organises the contest “%s”.", literal(name), literalText(w.contest.both(w.contest.Title, w.contest.Also.Title)))
	if w.brand.LegalAddress != "" {
		w.paragraphf("Adresse\u00a0: %s.", "Address: %s.", literal(w.brand.LegalAddress))
	}
	if w.brand.ContactEmail != "" {
		w.paragraphf("Questions et réclamations\u00a0: %s.", "Questions and complaints: %s.", literal(w.brand.ContactEmail))
	}
	w.paragraph(
		"Aucun réseau social ne parraine, n’administre ni n’organise ce jeu-concours.",
		"No social network sponsors, administers or organises this contest.")
}

func (w *rulesWriter) dates() {
	c, loc := w.contest, w.contest.Location()
	w.in(chapterDates)
	w.paragraphf(
		"On participe du %s au %s. À cet instant la liste des participations est figée, sans intervention de personne.",
		"Entries are open from %s to %s. At that moment the list of entries is frozen, without anybody’s doing.",
		momentWords(c.OpensAt, loc), momentWords(c.ClosesAt, loc))
}

func (w *rulesWriter) prizes() {
	w.in(chapterPrizes)
	for j, p := range w.contest.Prizes {
		line := "- **%s**\u00a0: %s, %s"
		args := []fault.Text{
			literalText(w.contest.both(p.Name, p.Also)),
			plural(p.Winners, "gagnant", "gagnants", "winner", "winners"),
			plural(p.Alternates, "suppléant", "suppléants", "alternate", "alternates"),
		}
		english := strings.Replace(line, "\u00a0:", ":", 1)
		if p.ValueMinor > 0 {
			args = append(args, moneyWords(p.ValueMinor, p.Currency))
			line += "\u00a0; valeur de chaque lot\u00a0: %s"
			english += "; value of each: %s"
		}
		end := "."
		if j < len(w.contest.Prizes)-1 {
			end = "\u00a0;"
		}
		w.line(fmt.Sprintf(line, texts(args, "fr")...)+end, fmt.Sprintf(english, texts(args, "en")...)+strings.TrimPrefix(end, "\u00a0"))
	}
	w.paragraph("\nLes gagnants ne paient rien, pas même un timbre.", "\nWinners pay nothing, not even a stamp.")
}

func (w *rulesWriter) data() {
	w.in(chapterData)
	w.paragraphf(
		"%s utilise le contact et les réponses pour organiser le jeu-concours et pour rien d’autre sans consentement séparé. Chacun peut consulter, exporter et effacer ses données, aussi après le tirage\u00a0: la preuve reste valable sans elles.",
		"%s uses contacts and answers to run the contest, and for nothing else without a separate consent. Everybody can see, export and erase their data, after the draw too: the proof stays valid without it.",
		literal(w.brand.Name))
}

func (w *rulesWriter) changes() {
	w.in(chapterChanges)
	if w.contest.Law != nil {
		w.amendable()
		return
	}
	w.paragraph(
		"Ce règlement est figé depuis sa publication\u00a0: il ne change plus. "+cancellation.FR,
		"These rules have been frozen since their publication: they do not change. "+cancellation.EN)
}

var cancellation = fault.Text{
	FR: "Le jeu-concours peut être annulé, avec un motif public, tant qu’aucun gagnant n’est confirmé. Si la liste était figée, le résultat que le tirage aurait eu est calculé et reste publié\u00a0; un nouveau tirage se tient sur la même liste, avec un nombre aléatoire annoncé avant qu’il n’existe.",
	EN: "The contest can be cancelled, with a public reason, as long as no winner is confirmed. If the list was frozen, the result that the draw would have had is computed and stays published; another draw is held on the same list, with a random number announced before it exists.",
}

// own are the clauses that the brand wrote itself.
func (w *rulesWriter) own() {
	if w.contest.OwnRules != "" {
		w.in(chapterOwn)
		clauses := w.contest.both(w.contest.OwnRules, w.contest.Also.OwnRules)
		w.paragraph(clauses.FR, clauses.EN)
	}
}
