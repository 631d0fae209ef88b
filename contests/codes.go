package contests

import (
	"kermesse/internal/fault"
)

// CodeRules say what codes printed on packs are worth in a contest. One code is good once.
type CodeRules struct {
	Required bool   // nobody enters without a code; else it is an extra, and entering needs none
	Tickets  int    // that each code gives, ≥ 1; where codes are required the first code's are those of the entry
	Where    string // for the form: where to find a code, as "Under the lid"; may be empty
}

const maxWhere = 120

func (r *CodeRules) check(most uint64, wrong *problems) {
	if r == nil {
		return
	}
	if r.Tickets == 0 {
		r.Tickets = 1
	}
	if r.Tickets < 1 || r.Tickets > maxTickets || 1+r.extra() > most {
		wrong.add("entry.codes.tickets", ErrCodeTickets.With(most))
	}
	if r.Where != "" {
		r.Where = wrong.line("entry.codes.where", r.Where, maxWhere)
	}
}

// extra is how many tickets the first code adds to the one that every entry has: where
// entering takes a code that one is the code's.
func (r *CodeRules) extra() uint64 {
	if r.Required {
		return uint64(r.Tickets) - 1
	}
	return uint64(r.Tickets)
}

// terms are the codes in rules.json.
func (r *CodeRules) terms(terms map[string]any) {
	if r != nil {
		terms["codes"] = map[string]any{"required": r.Required, "tickets": r.Tickets, "uses": 1}
	}
}

// clauses are the codes in the rules.
func (r *CodeRules) clauses(w *rulesWriter) {
	if r == nil {
		return
	}
	w.in(chapterCodes)
	tickets := plural(r.Tickets, "ticket", "tickets", "ticket", "tickets")
	if r.Required {
		w.paragraphf("Pour participer, il faut un code. Un code donne %s et ne sert qu’une fois\u00a0; d’autres codes ajoutent chacun autant de tickets.",
			"Entering takes a code. A code gives %s and is good once; each further code adds as many.", tickets)
	} else {
		w.paragraphf("Un code n’est pas nécessaire pour participer. Chaque code ajoute %s à la participation et ne sert qu’une fois.",
			"Entering takes no code. Each code adds %s to the entry and is good once.", tickets)
	}
	if r.Where != "" {
		w.paragraphf("Où trouver un code\u00a0: %s", "Where to find a code: %s", literal(r.Where))
	}
	w.paragraph(
		"Un code compte pour la première personne dont la participation est confirmée avec lui. Majuscules, espaces et tirets n’ont pas d’importance. Les codes ne sont gardés que sous forme d’empreintes.",
		"A code counts for the first person whose entry is confirmed with it. Capitals, blanks and hyphens do not matter. Codes are only kept as fingerprints.")
}

// Faults of codes.
var (
	ErrCodeTickets = fault.New(fault.Invalid, "entry_code_tickets",
		"Avec un code, une participation dépasserait %d tickets. Donnez moins de tickets par code, ou relevez le plafond.",
		"With a code, an entry would have more than %d tickets. Give fewer tickets per code, or raise the cap.")
	ErrNoCodes = fault.New(fault.Conflict, "contest_takes_no_codes",
		"Ce jeu-concours ne prend pas de codes.", "This contest takes no codes.")
	ErrCodeMissing = fault.New(fault.Invalid, "entry_code_missing",
		"Saisissez le code\u00a0: il en faut un pour participer.", "Type the code: entering takes one.")
	ErrCodeTypo = fault.New(fault.Invalid, "entry_code_typo",
		"Une lettre ou un chiffre de ce code n’est pas juste. Relisez-le\u00a0: il n’est pas perdu.",
		"A letter or digit of this code is not right. Look at it again: it is not lost.")
	ErrCodeUnknown = fault.New(fault.Invalid, "entry_code_unknown",
		"Nous ne connaissons pas ce code. Relisez-le, ou écrivez à la marque avec une photo du code.",
		"We do not know this code. Look at it again, or write to the brand with a photo of the code.")
	ErrCodeUsed = fault.New(fault.Invalid, "entry_code_used",
		"Ce code a déjà servi. Un code ne sert qu’une fois.", "This code was used before. A code is good once.")
	ErrCodeRevoked = fault.New(fault.Invalid, "entry_code_revoked",
		"Ce code n’est plus valable\u00a0: la marque a annulé la série dont il vient.",
		"This code is no longer good: the brand has revoked the batch that it comes from.")
	ErrTicketsFull = fault.New(fault.Conflict, "entry_tickets_full",
		"Votre participation a déjà tous les tickets qu’elle peut avoir\u00a0: %d. Votre code n’a pas été utilisé.",
		"Your entry has all the tickets that it may have already: %d. Your code was not used.")
	ErrCodesLimited = fault.New(fault.Limited, "entry_codes_limited",
		"Beaucoup de codes inconnus ont été saisis ici. Réessayez dans une heure\u00a0: votre code reste valable.",
		"Many unknown codes were typed here. Try again in an hour: your code stays good.")
	ErrCodesSlowed = fault.New(fault.Limited, "entry_codes_slowed",
		"Quelqu’un essaie beaucoup de codes en ce moment. Réessayez dans une minute\u00a0: votre code reste valable.",
		"Somebody is trying a lot of codes at present. Try again in a minute: your code stays good.")
)
