package mail

import "kermesse/internal/fault"

// EntryExcluded tells an entrant that their entry is out, why, and what they can do.
type EntryExcluded struct {
	Brand   string // its name
	Title   string // of the contest
	Number  string // of the entry
	Reason  fault.Text
	Answers bool       // it answers what they have said already: the decision is final
	Until   fault.Text // how long they may object, in words
	Contact string     // of the brand; may be empty
	Link    string     // where they object
}

func (EntryExcluded) kind() Kind { return "entry-excluded" }

func (e EntryExcluded) sheet(lang string) sheet {
	if lang == "fr" {
		s := sheet{
			From: e.Brand, Subject: "Votre participation à «\u00a0" + e.Title + "\u00a0» ne compte plus",
			Lines: []string{
				"Votre participation " + e.Number + " à «\u00a0" + e.Title + "\u00a0» a été retirée de la liste du tirage.",
				"Motif\u00a0: " + e.Reason.FR + ".",
				"Vous n’êtes pas d’accord\u00a0? Demandez qu’on regarde à nouveau, avant la clôture, le " + e.Until.FR + ". Un appui suffit\u00a0; vous pouvez aussi vous expliquer en quelques mots.",
			},
			Action: action{Label: "Contester", URL: e.Link},
			After:  []string{"Le retrait et son motif sont inscrits au journal public, sans votre nom."},
		}
		if e.Answers {
			s.Lines[2] = "Nous avons lu ce que vous nous avez écrit, et avons pris cette décision. Une question\u00a0? Répondez à ce message" + titled(e.Contact, " (", ")") + "."
			s.Action.Label = "Voir mon reçu"
		}
		return s
	}
	s := sheet{
		From: e.Brand, Subject: "Your entry in “" + e.Title + "” no longer counts",
		Lines: []string{
			"Your entry " + e.Number + " in “" + e.Title + "” has been taken off the list of the draw.",
			"Reason: " + e.Reason.EN + ".",
			"You do not agree? Ask for it to be looked at again, before closing on " + e.Until.EN + ". One tap is enough; you can also explain in a few words.",
		},
		Action: action{Label: "Object", URL: e.Link},
		After:  []string{"The removal and its reason are in the public log, without your name."},
	}
	if e.Answers {
		s.Lines[2] = "We have read what you wrote to us, and this is what we decided. A question? Answer this message" + titled(e.Contact, " (", ")") + "."
		s.Action.Label = "See my receipt"
	}
	return s
}

// EntryRestored tells an entrant that their entry counts.
type EntryRestored struct {
	Brand  string // its name
	Title  string // of the contest
	Number string // of the entry
	Appeal bool   // they had asked for it
	Link   string // of the receipt
}

func (EntryRestored) kind() Kind { return "entry-restored" }

func (e EntryRestored) sheet(lang string) sheet {
	if lang == "fr" {
		first := "Votre participation " + e.Number + " à «\u00a0" + e.Title + "\u00a0» est dans la liste du tirage."
		if e.Appeal {
			first = "Vous aviez raison. " + first
		} else {
			first = "C’était une erreur, et nous nous en excusons. " + first
		}
		return sheet{
			From: e.Brand, Subject: "Votre participation à «\u00a0" + e.Title + "\u00a0» compte", Lines: []string{first},
			Action: action{Label: "Voir mon reçu", URL: e.Link},
		}
	}
	first := "Your entry " + e.Number + " in “" + e.Title + "” is on the list of the draw."
	if e.Appeal {
		first = "You were right. " + first
	} else {
		first = "It was a mistake, and we are sorry. " + first
	}
	return sheet{
		From: e.Brand, Subject: "Your entry in “" + e.Title + "” counts", Lines: []string{first},
		Action: action{Label: "See my receipt", URL: e.Link},
	}
}

// AppealDismissed tells an entrant that their entry stays excluded.
type AppealDismissed struct {
	Brand   string // its name
	Title   string // of the contest
	Number  string // of the entry
	Reason  fault.Text
	Contact string // of the brand; may be empty
	Link    string // of the receipt
}

func (AppealDismissed) kind() Kind { return "appeal-dismissed" }

func (a AppealDismissed) sheet(lang string) sheet {
	if lang == "fr" {
		return sheet{
			From: a.Brand, Subject: "Votre demande au sujet de «\u00a0" + a.Title + "\u00a0»",
			Lines: []string{
				"Une personne de " + a.Brand + " a regardé à nouveau votre participation " + a.Number + ". Elle reste exclue.",
				"Motif\u00a0: " + a.Reason.FR + ". Une question\u00a0? Répondez à ce message" + titled(a.Contact, " (", ")") + ".",
			},
			Action: action{Label: "Voir mon reçu", URL: a.Link},
		}
	}
	return sheet{
		From: a.Brand, Subject: "Your request about “" + a.Title + "”",
		Lines: []string{
			"Somebody at " + a.Brand + " has looked at your entry " + a.Number + " again. It stays excluded.",
			"Reason: " + a.Reason.EN + ". A question? Answer this message" + titled(a.Contact, " (", ")") + ".",
		},
		Action: action{Label: "See my receipt", URL: a.Link},
	}
}
