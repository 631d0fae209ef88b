package mail

import (
	"fmt"

	"kermesse/internal/fault"
)

// PrizeLost tells somebody that a prize they were told of is theirs no longer.
type PrizeLost struct {
	Brand   string // its name
	Name    string // as typed; may be empty
	Title   string // of the contest
	Prize   string
	Number  string     // of the entry
	Reason  fault.Text // of their disqualification; empty where the winner before them was reinstated
	Contact string     // of the brand, for an appeal
	Until   fault.Text // how long an appeal is possible, in words; empty: there is none
	Link    string     // of the draw's page
	Word    string     // the secret word of the entry; may be empty
}

func (PrizeLost) kind() Kind { return "prize-lost" }

func (p PrizeLost) sheet(lang string) sheet {
	if lang == "fr" {
		s := sheet{
			From:    p.Brand,
			Subject: "Votre lot «\u00a0" + p.Prize + "\u00a0»",
			Lines: []string{
				"Bonjour" + titled(p.Name, " ", "") + ", le lot «\u00a0" + p.Prize + "\u00a0» de «\u00a0" + p.Title + "\u00a0» ne revient plus à votre participation " + p.Number + ".",
				"La personne tirée avant vous a été rétablie\u00a0; vous redevenez suppléant.",
			},
			Action: action{"Voir le tirage", p.Link},
			After:  secretLine("fr", p.Brand, p.Word),
		}
		if p.Reason.FR != "" {
			s.Lines[1] = "Motif\u00a0: " + p.Reason.FR + ". Vous n’êtes pas d’accord\u00a0? Répondez à ce message" + titled(p.Contact, " (", ")") + "\u00a0: la décision peut être annulée."
		}
		if p.Until.FR != "" {
			s.Lines[1] = "Motif\u00a0: " + p.Reason.FR + ". Vous n’êtes pas d’accord\u00a0? Répondez à ce message" + titled(p.Contact, " (", ")") + " au plus tard le " + p.Until.FR +
				"\u00a0: la décision peut être annulée, et d’ici là le lot n’est remis à personne d’autre."
		}
		return s
	}
	s := sheet{
		From:    p.Brand,
		Subject: "Your prize “" + p.Prize + "”",
		Lines: []string{
			"Hello" + titled(p.Name, " ", "") + ", the prize “" + p.Prize + "” of “" + p.Title + "” no longer goes to your entry " + p.Number + ".",
			"The person drawn before you was reinstated; you stand by again as an alternate.",
		},
		Action: action{"See the draw", p.Link},
		After:  secretLine("en", p.Brand, p.Word),
	}
	if p.Reason.EN != "" {
		s.Lines[1] = "Reason: " + p.Reason.EN + ". You do not agree? Answer this message" + titled(p.Contact, " (", ")") + ": the decision can be taken back."
	}
	if p.Until.EN != "" {
		s.Lines[1] = "Reason: " + p.Reason.EN + ". You do not agree? Answer this message" + titled(p.Contact, " (", ")") + " by " + p.Until.EN +
			": the decision can be taken back, and until then nobody else is given the prize."
	}
	return s
}

// KindListSealed is the kind of ListSealed.
const KindListSealed Kind = "list-sealed"

// ListSealed gives an entrant the hash of the close record, before the number exists that
// the draw is held with: whoever keeps the mail can show that the list was there before.
type ListSealed struct {
	Brand   string
	Title   string // of the contest
	Number  string // of the entry
	Commit  string // hash of the close record, hex
	Entries int    // in the list
	DrawnOn string // when the winners are drawn, in words and with the zone
	Link    string // of the entrant's receipt
	Page    string // of the draw
	Word    string // the secret word of the entry
}

func (ListSealed) kind() Kind { return KindListSealed }

func (l ListSealed) sheet(lang string) sheet {
	if lang == "fr" {
		return sheet{
			From: l.Brand, Subject: "La liste de «\u00a0" + l.Title + "\u00a0» est scellée",
			Lines: []string{
				"Les participations à «\u00a0" + l.Title + "\u00a0» sont closes et la liste est scellée\u00a0: " +
					plural(l.Entries, "%d participation.", "%d participations.") + " Plus personne n’y entre ni n’en sort. Tirage\u00a0: " + l.DrawnOn + ".",
				"Voici l’empreinte de cette liste\u00a0:\n" + l.Commit,
				"Gardez ce message\u00a0: il montre que la liste était là avant le tirage. La même empreinte figure sur " + l.Page + ".",
			},
			Action: action{Label: "Vérifier ma participation " + l.Number, URL: l.Link},
			After:  secretLine("fr", l.Brand, l.Word),
		}
	}
	return sheet{
		From: l.Brand, Subject: "The list of “" + l.Title + "” is sealed",
		Lines: []string{
			"Entries in “" + l.Title + "” are closed and the list is sealed: " + plural(l.Entries, "%d entry.", "%d entries.") +
				" Nobody joins it or leaves it any more. Draw: " + l.DrawnOn + ".",
			"This is the fingerprint of that list:\n" + l.Commit,
			"Keep this message: it shows that the list was there before the draw. The same fingerprint is on " + l.Page + ".",
		},
		Action: action{Label: "Check my entry " + l.Number, URL: l.Link},
		After:  secretLine("en", l.Brand, l.Word),
	}
}

// KindRulesAmended is the kind of RulesAmended.
const KindRulesAmended Kind = "rules-amended"

// RulesAmended tells an entrant of an amendment to the rules that they accepted.
type RulesAmended struct {
	Brand  string
	Title  string // of the contest
	Number string // of the entry
	No     int    // of the amendment
	Reason string // in the brand's own words
	Link   string // of the rules
}

func (RulesAmended) kind() Kind { return KindRulesAmended }

func (r RulesAmended) sheet(lang string) sheet {
	if lang == "fr" {
		return sheet{
			From: r.Brand, Subject: fmt.Sprintf("«\u00a0%s\u00a0»\u00a0: avenant n°\u00a0%d au règlement", r.Title, r.No),
			Lines: []string{
				"Le règlement de «\u00a0" + r.Title + "\u00a0», auquel vous participez (" + r.Number + "), a un avenant. Les lots, les dates, vos chances et le tirage restent les mêmes.",
				"Motif\u00a0: " + r.Reason,
				"Si ce changement ne vous convient pas, vous pouvez retirer votre participation depuis votre reçu, jusqu’à la clôture.",
			},
			Action: action{Label: "Lire l’avenant", URL: r.Link},
		}
	}
	return sheet{
		From: r.Brand, Subject: fmt.Sprintf("“%s”: amendment no. %d to the rules", r.Title, r.No),
		Lines: []string{
			"The rules of “" + r.Title + "”, which you have entered (" + r.Number + "), have an amendment. Prizes, dates, your odds and the draw stay the same.",
			"Reason: " + r.Reason,
			"If you do not agree with this change, you can take your entry back from your receipt until the closing.",
		},
		Action: action{Label: "Read the amendment", URL: r.Link},
	}
}

// EntryReceipt confirms an entry in a contest.
type EntryReceipt struct {
	Brand    string
	Contest  string
	Number   string // of the entry, as the fan quotes it
	Tickets  int
	DrawnOn  string // when the winners are drawn, in words and with the zone
	Link     string // of the receipt
	DataLink string // where the fan sees, exports and erases what is held
	Note     string // the receipt record, word for word
	Word     string // by which the entrant knows our messages
}

func (EntryReceipt) kind() Kind { return "entry-receipt" }

func (e EntryReceipt) sheet(lang string) sheet {
	if lang == "fr" {
		return sheet{
			From: e.Brand, Subject: "Votre participation à «\u00a0" + e.Contest + "\u00a0» est enregistrée", Code: e.Number,
			Lines: []string{
				"C’est noté. " + plural(e.Tickets, "Vous avez %d ticket.", "Vous avez %d tickets.") + " Tirage\u00a0: " + e.DrawnOn + ".",
				"Avec ce numéro, chacun peut vérifier que sa participation est dans la liste avant le tirage\u00a0:",
			},
			Action: action{Label: "Voir mon reçu", URL: e.Link},
			After: append(secretLine("fr", e.Brand, e.Word),
				e.Brand+" ne vous demandera jamais d’argent ni votre carte bancaire pour un lot.",
				"Voir, exporter ou effacer vos données\u00a0: "+e.DataLink,
				"Gardez ce message\u00a0: voici votre reçu, mot pour mot.\n\n"+e.Note),
		}
	}
	return sheet{
		From: e.Brand, Subject: "Your entry in “" + e.Contest + "” is recorded", Code: e.Number,
		Lines: []string{
			"It is noted. " + plural(e.Tickets, "You have %d ticket.", "You have %d tickets.") + " Draw: " + e.DrawnOn + ".",
			"With this number anybody can check that their entry is on the list before the draw:",
		},
		Action: action{Label: "See my receipt", URL: e.Link},
		After: append(secretLine("en", e.Brand, e.Word),
			e.Brand+" will never ask you for money or a bank card to get a prize.",
			"See, export or erase your data: "+e.DataLink,
			"Keep this message: here is your receipt, word for word.\n\n"+e.Note),
	}
}

// plural fills the sentence for one, or that for more.
func plural(n int, one, more string) string {
	if n == 1 {
		return fmt.Sprintf(one, n)
	}
	return fmt.Sprintf(more, n)
}

// PublicationRefused tells whoever scheduled the publication of a contest that it did not
// happen.
type PublicationRefused struct {
	Brand string // its name
	Title string // of the contest
	Why   []string
	Link  string // to the checklist in the panel
}

func (PublicationRefused) kind() Kind { return "publication-refused" }

func (p PublicationRefused) sheet(lang string) sheet {
	if lang == "fr" {
		return sheet{
			From: p.Brand, Subject: "Pas publié\u00a0: «\u00a0" + p.Title + "\u00a0»", Action: action{"Voir ce qui manque", p.Link},
			Lines: append([]string{"«\u00a0" + p.Title + "\u00a0» devait être publié maintenant et ne l’a pas été. Voici pourquoi\u00a0:"}, p.Why...),
			After: []string{"Corrigez, puis publiez ou choisissez un nouveau moment. Le brouillon est intact."},
		}
	}
	return sheet{
		From: p.Brand, Subject: "Not published: “" + p.Title + "”", Action: action{"See what is missing", p.Link},
		Lines: append([]string{"“" + p.Title + "” was to be published now and was not. This is why:"}, p.Why...),
		After: []string{"Put it right, then publish it or choose another moment. The draft is untouched."},
	}
}
