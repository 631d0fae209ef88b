package mail

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
