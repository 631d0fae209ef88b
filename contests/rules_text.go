package contests

import (
	"fmt"
	"strings"

	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/fault"
)

// rulesText writes the rules of a contest for people, as Markdown in both languages.
// What a brand typed stands as it was typed, in the brand's language.
func rulesText(c Contest, b account.Brand, file draw.Rules) fault.Text {
	w := rulesWriter{contest: c, brand: b, file: file}
	w.organiser()
	if c.List != nil {
		w.listed()
	} else {
		w.dates()
		w.entering()
	}
	w.prizes()
	w.drawing()
	w.winners()
	w.data()
	w.changes()
	if c.OwnRules != "" {
		w.section("Dispositions propres à ce jeu-concours", "Clauses of this contest")
		w.paragraph(c.OwnRules, c.OwnRules)
	}
	return fault.Text{FR: strings.TrimSpace(w.fr.String()) + "\n", EN: strings.TrimSpace(w.en.String()) + "\n"}
}

// rulesWriter writes both languages side by side, so that no clause is missing in one.
type rulesWriter struct {
	contest Contest
	brand   account.Brand
	file    draw.Rules // what is named of witnesses and other sources
	fr, en  strings.Builder
	number  int
}

func (w *rulesWriter) section(fr, en string) {
	w.number++
	fmt.Fprintf(&w.fr, "\n## %d. %s\n\n", w.number, fr)
	fmt.Fprintf(&w.en, "\n## %d. %s\n\n", w.number, en)
}

func (w *rulesWriter) paragraph(fr, en string) {
	w.fr.WriteString(fr + "\n\n")
	w.en.WriteString(en + "\n\n")
}

// paragraphf fills the same verbs in both sentences, each from its language's side.
func (w *rulesWriter) paragraphf(fr, en string, args ...fault.Text) {
	var inFR, inEN []any
	for _, a := range args {
		inFR, inEN = append(inFR, a.FR), append(inEN, a.EN)
	}
	w.paragraph(fmt.Sprintf(fr, inFR...), fmt.Sprintf(en, inEN...))
}

func same(s string) fault.Text { return fault.Text{FR: s, EN: s} }

// markdownEscapes keep a name from turning into markup.
var markdownEscapes = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "#", `\#`, "|", `\|`, "\n", " ",
)

func literal(s string) fault.Text { return same(markdownEscapes.Replace(s)) }

func (w *rulesWriter) organiser() {
	w.section("Organisation", "Organiser")
	name := w.brand.LegalName
	if name == "" {
		name = w.brand.Name
	}
	w.paragraphf("%s organise le jeu-concours «\u00a0%s\u00a0».", "%s organises the contest “%s”.", literal(name), literal(w.contest.Title))
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
	w.section("Dates", "Dates")
	w.paragraphf(
		"On participe du %s au %s. À cet instant la liste des participations est figée, sans intervention de personne.",
		"Entries are open from %s to %s. At that moment the list of entries is frozen, without anybody’s doing.",
		momentWords(c.OpensAt, loc), momentWords(c.ClosesAt, loc))
}

func (w *rulesWriter) entering() {
	rules := w.contest.Entry
	w.section("Participation", "Entering")
	w.paragraph("La participation est gratuite et sans obligation d’achat.", "Entering is free. No purchase is necessary.")
	if rules.MinAge > 0 {
		age := plural(rules.MinAge, "an", "ans", "year", "years")
		w.paragraphf("Il faut avoir au moins %s. Cocher la case du règlement vaut déclaration.",
			"Entrants must be at least %s old. Ticking the rules box declares it.", age)
	}
	if len(rules.Countries) > 0 {
		w.paragraphf("Il faut résider dans l’un de ces pays\u00a0: %s.", "Entrants must live in one of these countries: %s.",
			same(strings.Join(rules.Countries, ", ")))
	}
	w.paragraph(
		"Chaque personne a une seule participation, qui vaut un ticket. Les membres du personnel de l’organisation et leurs familles ne participent pas.",
		"Each person has one entry, worth one ticket. The organiser’s staff and their families do not enter.")
	if rules.ticketCap() > 1 {
		w.paragraphf("Des tickets supplémentaires peuvent s’y ajouter, jusqu’à %s en tout. Chaque ajout donne un nouveau reçu.",
			"More tickets can be added to it, up to %s in all. Each addition gives a new receipt.",
			plural(rules.MaxTickets, "ticket", "tickets", "ticket", "tickets"))
	}
	if rules.PointTickets > 0 {
		w.paragraphf("De ces tickets, %s au plus peuvent être pris contre des points du programme de fidélité. Ces points s’obtiennent aussi sans achat.",
			"Of these tickets, %s at most can be had for points of the loyalty programme. Such points can also be had without a purchase.",
			plural(rules.PointTickets, "ticket", "tickets", "ticket", "tickets"))
	}
	w.reasons("Avant la clôture, une participation ne peut être exclue que pour l’un de ces motifs, inscrit au journal public\u00a0:",
		"Before closing, an entry can only be excluded for one of these reasons, in the public log:", ExclusionReasons())
	if rules.FoldAliases {
		w.paragraph("Deux adresses de la même boîte aux lettres sont une seule personne.",
			"Two addresses of the same mailbox are one person.")
	}
	if rules.Confirm {
		w.paragraph(
			"Une participation compte une fois confirmée par le lien ou le code envoyé par e-mail, avant la clôture. Il n’y a pas de délai de grâce.",
			"An entry counts once it is confirmed by the link or the code sent by e-mail, before closing. There is no period of grace.")
	}
	for _, q := range rules.Questions {
		w.paragraphf("Le formulaire demande\u00a0: «\u00a0%s\u00a0»", "The form asks: “%s”", literal(q.Label))
	}
}

func (w *rulesWriter) prizes() {
	w.section("Lots", "Prizes")
	for j, p := range w.contest.Prizes {
		line := "- **%s**\u00a0: %s, %s"
		args := []fault.Text{
			literal(p.Name),
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
		w.fr.WriteString(fmt.Sprintf(line, texts(args, "fr")...) + end + "\n")
		w.en.WriteString(fmt.Sprintf(english, texts(args, "en")...) + strings.TrimPrefix(end, "\u00a0") + "\n")
	}
	w.paragraph("\nLes gagnants ne paient rien, pas même un timbre.", "\nWinners pay nothing, not even a stamp.")
}

func texts(args []fault.Text, lang string) []any {
	out := make([]any, len(args))
	for i, a := range args {
		out[i] = a.In(lang)
	}
	return out
}

func (w *rulesWriter) drawing() {
	c := w.contest
	w.section("Tirage", "Draw")
	w.paragraphf("Les gagnants et les suppléants sortent d’un seul tirage, calculé le %s selon le protocole public vdraw1.",
		"Winners and alternates come from one draw, computed on %s by the public protocol vdraw1.", momentWords(c.DrawAt, c.Location()))
	if c.Mode == draw.OneWin {
		w.paragraph("Une même participation obtient au plus un rang dans tout le tirage.",
			"An entry takes at most one place in the whole draw.")
	} else {
		w.paragraph("Une même participation peut obtenir un rang pour chaque lot.", "An entry may take one place for each prize.")
	}
	if c.Source == SourceOperator {
		w.paragraph("Le nombre aléatoire vient du serveur de l’organisation. Son empreinte est publiée avec ce règlement, le nombre après le tirage.",
			"The random number comes from the organiser’s server. Its fingerprint is published with these rules, the number after the draw.")
	} else {
		w.paragraphf("Le nombre aléatoire est le tour %s de la chaîne drand %s, nommé ici avant qu’il n’existe.",
			"The random number is round %s of the drand chain %s, named here before it exists.",
			same(fmt.Sprint(c.Round)), same("`"+c.Chain.String()+"`"))
	}
	w.paragraphf("Ce que vaut ce hasard\u00a0: %s", "What this randomness is worth: %s", c.Statement())
	w.witnesses()
	w.fallback()
}

// witnesses says what is on record before the number exists, and who watches the record.
func (w *rulesWriter) witnesses() {
	w.paragraph(
		"Le nombre de participations et l’empreinte de leur liste sont inscrits toutes les quinze minutes, puis à la clôture, dans un journal public auquel on ne peut qu’ajouter. Si la liste finale n’y est pas avant l’heure du nombre aléatoire, la dernière liste inscrite fait foi\u00a0; s’il n’y en a aucune, le tirage est nul et recommence avec un nombre à venir.",
		"How many entries there are and the fingerprint of their list go on record every fifteen minutes, and at closing, in a public log that can only be added to. If the final list is not in it before the time of the random number, the last recorded list is the one that counts; if there is none, the draw is void and held again with a number to come.")
	if len(w.file.Witnesses) == 0 {
		return
	}
	names := make([]string, len(w.file.Witnesses))
	for i, key := range w.file.Witnesses {
		name, _, _ := strings.Cut(key, "+")
		names[i] = markdownEscapes.Replace(name)
	}
	w.paragraphf("Témoins du journal\u00a0: %s. La page du tirage montre lesquels ont contresigné la liste avant l’heure du nombre aléatoire.",
		"Witnesses of the log: %s. The page of the draw shows which of them cosigned the list before the time of the random number.",
		same(strings.Join(names, ", ")))
	if w.file.Need > 0 {
		w.paragraphf("Si moins de %s l’ont fait, le tirage est nul et recommence avec un nombre à venir.",
			"If fewer than %s did, the draw is void and held again with a number to come.",
			plural(w.file.Need, "témoin", "témoins", "witness", "witnesses"))
	}
}

func (w *rulesWriter) fallback() {
	if len(w.file.Fallback) == 0 {
		w.paragraph("Aucune autre source ne prend sa place.", "No other source can take its place.")
		return
	}
	next := w.file.Fallback[0]
	w.paragraphf("Si ce nombre reste introuvable %s après son heure, et seulement alors, le tour %s de la chaîne drand %s prend sa place. Aucune autre source ne le fait.",
		"If this number is still not to be had %s after its time, and only then, round %s of the drand chain %s takes its place. No other source does.",
		plural(int(w.file.FallbackAfter.Hours())/24, "jour", "jours", "day", "days"), same(fmt.Sprint(next.Round)), same("`"+next.Chain.String()+"`"))
}

// reasons lists reasons with their codes.
func (w *rulesWriter) reasons(fr, en string, closed []Reason) {
	w.paragraph(fr, en)
	for _, r := range closed {
		fmt.Fprintf(&w.fr, "- %s (`%s`)\n", r.Text().FR, r)
		fmt.Fprintf(&w.en, "- %s (`%s`)\n", r.Text().EN, r)
	}
	w.paragraph("", "")
}

func (w *rulesWriter) winners() {
	c := w.contest
	w.section("Gagnants", "Winners")
	reached := fault.Text{FR: "par le moyen de contact qu’ils ont donné", EN: "by the contact they gave"}
	if c.List != nil {
		reached = fault.Text{FR: "par l’organisation, là où elle a constitué la liste,", EN: "by the organiser, where the list was made,"}
	}
	w.paragraphf(
		"Les gagnants sont prévenus %s et ont %s pour répondre. Leur nom est publié masqué, avec la preuve du tirage, à l’adresse /c/%s/draw.",
		"Winners are told %s and have %s to answer. Their name is published masked, with the proof of the draw, at /c/%s/draw.",
		reached, plural(c.ClaimDays, "jour", "jours", "day", "days"), same(c.Slug))
	w.reasons("Un gagnant ne peut être remplacé que pour l’un de ces motifs, publié avec le remplacement\u00a0:",
		"A winner can only be replaced for one of these reasons, published with the replacement:", Reasons())
	w.paragraph("Le lot passe alors au premier suppléant dans l’ordre du tirage.",
		"The prize then goes to the first alternate in the order of the draw.")
	w.paragraphf("La personne écartée est prévenue et peut faire un recours pendant %s\u00a0; le suppléant n’est confirmé qu’ensuite.",
		"Whoever is set aside is told and can appeal for %s; the alternate is confirmed only afterwards.",
		plural(int(c.AppealPeriod().Hours())/24, "jour", "jours", "day", "days"))
	w.paragraph("Si plus personne ne reste pour un lot, il est tiré à nouveau, avec un nombre aléatoire annoncé avant qu’il n’existe, parmi la même liste sans les personnes écartées ni, là où l’on gagne au plus une fois, celles qui ont déjà un lot.",
		"If nobody is left for a prize, it is drawn again, with a random number announced before it exists, from the same list without those who were set aside and, where an entry wins once at most, those who have a prize already.")
}

func (w *rulesWriter) data() {
	w.section("Données personnelles", "Personal data")
	w.paragraphf(
		"%s utilise le contact et les réponses pour organiser le jeu-concours et pour rien d’autre sans consentement séparé. Chacun peut consulter, exporter et effacer ses données, aussi après le tirage\u00a0: la preuve reste valable sans elles.",
		"%s uses contacts and answers to run the contest, and for nothing else without a separate consent. Everybody can see, export and erase their data, after the draw too: the proof stays valid without it.",
		literal(w.brand.Name))
}

func (w *rulesWriter) changes() {
	w.section("Modification et annulation", "Changes and cancellation")
	w.paragraph(
		"Ce règlement est figé depuis sa publication\u00a0: il ne change plus. Le jeu-concours peut être annulé, avec un motif public, tant qu’aucun gagnant n’est confirmé. Si la liste était figée, le résultat que le tirage aurait eu est calculé et reste publié\u00a0; un nouveau tirage se tient sur la même liste, avec un nombre aléatoire annoncé avant qu’il n’existe.",
		"These rules have been frozen since their publication: they do not change. The contest can be cancelled, with a public reason, as long as no winner is confirmed. If the list was frozen, the result that the draw would have had is computed and stays published; another draw is held on the same list, with a random number announced before it exists.")
}
