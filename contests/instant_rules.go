package contests

import (
	"fmt"

	"kermesse/contests/draw"
	"kermesse/contests/instant"
	"kermesse/internal/fault"
)

// ReasonInstant takes who has won at once out of the draw, where the rules say so.
const ReasonInstant Reason = "instant-winner"

// terms are the game in rules.json; seal is the hash of its schedule.
func (r *InstantRules) terms(seal draw.Hash, terms map[string]any) {
	if r == nil {
		return
	}
	prizes := make([]map[string]any, len(r.Prizes))
	for j, p := range r.Prizes {
		prizes[j] = map[string]any{"name": p.Name, "units": p.Units, "amount_minor": p.ValueMinor, "currency": p.Currency}
	}
	plays := "contest"
	if r.Daily {
		plays = "day"
	}
	terms["instant"] = map[string]any{
		"mode": string(r.Mode), "from_hour": r.FromHour, "to_hour": r.ToHour, "waits_seconds": r.WaitMinutes * 60,
		"plays_per_person": plays, "winners_leave_draw": r.WinnersLeave, "prizes": prizes,
		"distribution": "uniform", "schedule_sha256": seal.String(),
	}
	if reasons, ok := terms["exclusion_reasons"].([]string); ok && r.WinnersLeave {
		terms["exclusion_reasons"] = append(reasons, string(ReasonInstant))
	}
}

// clauses are the game in the rules.
func (r *InstantRules) clauses(w *rulesWriter) {
	if r == nil {
		return
	}
	w.in(chapterInstants)
	w.paragraph("À gagner tout de suite\u00a0:", "To be won at once:")
	for _, p := range r.Prizes {
		units := plural(p.Units, "lot", "lots", "prize", "prizes")
		line := both("- **%s**\u00a0: %s", "- **%s**: %s", literal(p.Name), units)
		if p.ValueMinor > 0 {
			value := moneyWords(p.ValueMinor, p.Currency)
			line.FR += "\u00a0; valeur de chaque lot\u00a0: " + value.FR
			line.EN += "; value of each: " + value.EN
		}
		w.line(line.FR+".", line.EN+".")
	}
	w.line("", "")
	r.who(w)
	r.moments(w)
	w.paragraphf(
		"Le déroulement a été tiré au sort à la publication et gardé chiffré. Son empreinte SHA-256, inscrite dans ce règlement, est %s. Il est révélé à la clôture avec la liste de toutes les parties\u00a0: chacun peut vérifier qui devait gagner, avec la page /c/%s/instant.",
		"The course of the game was drawn at publication and kept encrypted. Its SHA-256 hash, set down in these rules, is %s. It is revealed at closing with the list of all plays: anybody can check who was to win, from the page /c/%s/instant.",
		same("`"+w.instant.String()+"`"), same(w.contest.Slug))
}

// who says who plays, how often, and what winning means for the draw.
func (r *InstantRules) who(w *rulesWriter) {
	if r.Daily {
		w.paragraph("On joue une fois par jour, une fois sa participation confirmée. Le jour change à minuit, heure du jeu-concours.",
			"People play once a day, once their entry is confirmed. The day changes at midnight, by the contest’s time.")
	} else {
		w.paragraph("On joue une fois, une fois sa participation confirmée.", "People play once, once their entry is confirmed.")
	}
	w.paragraph("Une personne qui reprend sa participation, ou la fait effacer, puis participe de nouveau ne rejoue pas\u00a0; deux écritures d’une même adresse e-mail sont une seule personne. Une empreinte chiffrée du contact sert à cela, et s’efface à la clôture.",
		"Whoever takes their entry back, or has it erased, and enters again does not play again; two spellings of one e-mail address are one person. A keyed fingerprint of the contact serves for that, and is erased at closing.")
	w.paragraph("Le résultat est enregistré avant d’être montré. L’animation n’y change rien\u00a0; renvoyer la partie donne le même résultat.",
		"The result is recorded before it is shown. The animation changes nothing about it; sending a play again gives the same result.")
	if r.WinnersLeave {
		w.paragraph("Qui gagne tout de suite ne prend plus part au tirage. Tous les autres y prennent part.",
			"Whoever wins at once no longer takes part in the draw. All others do.")
	} else {
		w.paragraph("Gagner ou perdre tout de suite ne change rien au tirage\u00a0: chaque participation confirmée y prend part.",
			"Winning or losing at once changes nothing about the draw: every confirmed entry takes part in it.")
	}
	w.paragraph("Un lot que son gagnant refuse ou ne demande pas dans le délai n’est pas remis en jeu.",
		"A prize that its winner declines, or does not claim in time, is not played for again.")
}

// moments says which play wins.
func (r *InstantRules) moments(w *rulesWriter) {
	if r.Mode == instant.Everyone {
		w.paragraph("Chaque partie gagne, tant qu’il reste des lots, dans un ordre tiré au sort où tous les ordres ont la même chance.",
			"Every play wins as long as there are prizes, in an order that was drawn, in which every order is as likely as any other.")
		return
	}
	w.paragraphf(
		"Chaque lot a un moment, tiré au sort entre l’ouverture et la clôture, chaque jour %s\u00a0: chaque seconde y a la même chance, et aucun moment n’est hors de ces heures. La première partie valable à partir d’un moment gagne son lot\u00a0; de deux parties simultanées, la première enregistrée.",
		"Each prize has a moment, drawn between opening and closing, each day %s: every second is as likely as any other, and no moment lies outside these hours. The first valid play from a moment on wins its prize; of two at the same time, the one that was recorded first.",
		r.hours())
	if r.WaitMinutes == 0 {
		w.paragraph("Un moment que personne n’a joué attend la partie suivante. Un lot dont le moment n’a vu aucune partie avant la clôture n’est pas attribué.",
			"A moment after which nobody has played waits for the next play. A prize whose moment saw no play before closing is not awarded.")
		return
	}
	w.paragraphf("Un moment attend une partie pendant %s. Passé ce délai son lot n’est pas attribué.",
		"A moment waits for a play for %s. After that its prize is not awarded.", plural(r.WaitMinutes, "minute", "minutes", "minute", "minutes"))
}

func (r *InstantRules) hours() fault.Text {
	return fault.Text{
		FR: fmt.Sprintf("de %d h à %d h", r.FromHour, r.ToHour), EN: fmt.Sprintf("from %d:00 to %d:00", r.FromHour, r.ToHour),
	}
}
