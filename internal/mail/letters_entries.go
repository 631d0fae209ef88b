package mail

import (
	"fmt"

	"kermesse/internal/fault"
)

// EntryMissing tells somebody who entered that a mandatory action is missing still.
type EntryMissing struct {
	Brand    string
	Contest  string
	Number   string // of the entry
	ClosesOn string // in words and with the zone
	Link     string // of the page where it is done
}

func (EntryMissing) kind() Kind { return "entry-missing" }

func (e EntryMissing) sheet(lang string) sheet {
	if lang == "fr" {
		return sheet{
			From: e.Brand, Subject: "Il reste une étape pour participer à «\u00a0" + e.Contest + "\u00a0»", Code: e.Number,
			Lines: []string{
				"Votre participation est gardée, et ne compte pas encore\u00a0: le règlement demande une étape de plus.",
				"Vous avez jusqu’au " + e.ClosesOn + ".",
			},
			Action: action{Label: "Voir ce qu’il reste à faire", URL: e.Link},
		}
	}
	return sheet{
		From: e.Brand, Subject: "One step is left to enter “" + e.Contest + "”", Code: e.Number,
		Lines: []string{
			"Your entry is kept, and does not count yet: the rules ask for one more step.",
			"You have until " + e.ClosesOn + ".",
		},
		Action: action{Label: "See what is left to do", URL: e.Link},
	}
}

// ProofRefused tells an entrant why what they sent was not accepted.
type ProofRefused struct {
	Brand   string
	Contest string
	Action  string // what was asked
	Reason  string // in the words of whoever looked at it
	Link    string // where another one is sent
}

func (ProofRefused) kind() Kind { return "proof-refused" }

func (p ProofRefused) sheet(lang string) sheet {
	if lang == "fr" {
		return sheet{
			From: p.Brand, Subject: "Votre envoi pour «\u00a0" + p.Contest + "\u00a0» n’a pas été accepté",
			Lines: []string{
				"Ce que vous avez envoyé pour «\u00a0" + p.Action + "\u00a0» n’a pas été accepté. Le motif\u00a0:", p.Reason,
				"Vous pouvez envoyer autre chose tant que le jeu-concours est ouvert. Votre participation, elle, est gardée.",
			},
			Action: action{Label: "Envoyer autre chose", URL: p.Link},
		}
	}
	return sheet{
		From: p.Brand, Subject: "What you sent for “" + p.Contest + "” was not accepted",
		Lines: []string{
			"What you sent for “" + p.Action + "” was not accepted. The reason:", p.Reason,
			"You can send something else as long as the contest is open. Your entry itself is kept.",
		},
		Action: action{Label: "Send something else", URL: p.Link},
	}
}

// SlipReviewed tells an entrant what was decided about a till receipt that they sent.
type SlipReviewed struct {
	Brand    string
	Contest  string
	Shop     string
	Number   string // of the till receipt
	Accepted bool
	Tickets  int        // that it gave; 0: the entry has all that it may have
	Reason   fault.Text // of a refusal
	Link     string     // of the exit screen
}

func (SlipReviewed) kind() Kind { return "slip-reviewed" }

func (s SlipReviewed) sheet(lang string) sheet {
	if lang == "fr" {
		return s.french()
	}
	return s.english()
}

func (s SlipReviewed) french() sheet {
	slip := "Votre ticket de caisse " + s.Number + " (" + s.Shop + ")"
	out := sheet{From: s.Brand, Subject: slip + "\u00a0: accepté", Action: action{Label: "Voir votre participation", URL: s.Link}}
	switch {
	case !s.Accepted:
		out.Subject = slip + "\u00a0: pas accepté"
		out.Lines = []string{
			slip + " pour «\u00a0" + s.Contest + "\u00a0» n’a pas été accepté. Le motif\u00a0:", s.Reason.FR + ".",
			"Vous pouvez en envoyer un autre tant que le jeu-concours est ouvert. Votre participation, elle, est gardée.",
		}
	case s.Tickets == 0:
		out.Lines = []string{slip + " pour «\u00a0" + s.Contest + "\u00a0» est accepté. Votre participation avait déjà tous les tickets qu’elle peut avoir."}
	case s.Tickets == 1:
		out.Lines = []string{slip + " pour «\u00a0" + s.Contest + "\u00a0» est accepté\u00a0: un ticket de plus. Votre nouveau reçu vous attend."}
	default:
		out.Lines = []string{fmt.Sprintf("%s pour «\u00a0%s\u00a0» est accepté\u00a0: %d tickets de plus. Votre nouveau reçu vous attend.", slip, s.Contest, s.Tickets)}
	}
	return out
}

func (s SlipReviewed) english() sheet {
	slip := "Your till receipt " + s.Number + " (" + s.Shop + ")"
	out := sheet{From: s.Brand, Subject: slip + ": accepted", Action: action{Label: "See your entry", URL: s.Link}}
	switch {
	case !s.Accepted:
		out.Subject = slip + ": not accepted"
		out.Lines = []string{
			slip + " for “" + s.Contest + "” was not accepted. The reason:", s.Reason.EN + ".",
			"You can send another one as long as the contest is open. Your entry is kept.",
		}
	case s.Tickets == 0:
		out.Lines = []string{slip + " for “" + s.Contest + "” is accepted. Your entry had all the tickets that it may have already."}
	case s.Tickets == 1:
		out.Lines = []string{slip + " for “" + s.Contest + "” is accepted: one more ticket. Your new receipt is waiting for you."}
	default:
		out.Lines = []string{fmt.Sprintf("%s for “%s” is accepted: %d more tickets. Your new receipt is waiting for you.", slip, s.Contest, s.Tickets)}
	}
	return out
}
