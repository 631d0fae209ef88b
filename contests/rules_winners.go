package contests

import (
	"fmt"
	"strings"

	"kermesse/contests/draw"
	"kermesse/internal/fault"
)

func (w *rulesWriter) drawing() {
	c := w.contest
	w.in(chapterDraw)
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
		w.line(fmt.Sprintf("- %s (`%s`)", r.Text().FR, r), fmt.Sprintf("- %s (`%s`)", r.Text().EN, r))
	}
	w.paragraph("", "")
}

func (w *rulesWriter) winners() {
	c := w.contest
	w.in(chapterWinners)
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
