package mail

import "kermesse/internal/fault"

// Win is what every letter about a prize names.
type Win struct {
	Brand  string // its name
	Name   string // of the winner, as typed; may be empty
	Title  string // of the contest
	Prize  string
	Number string // of the entry
	Code   string // by which anybody can ask whether the message is real
	Word   string // the secret word of the entry; empty: it has none
}

func (w Win) hello(lang string) string {
	if lang == "fr" {
		return "Bonjour" + titled(w.Name, " ", "") + ", "
	}
	return "Hello" + titled(w.Name, " ", "") + ", "
}

// secretLine repeats the word by which the receiver knows that a message is ours; nil where
// there is none.
func secretLine(lang, brand, word string) []string {
	if word == "" {
		return nil
	}
	if lang == "fr" {
		return []string{"Votre mot secret\u00a0: " + word + ". Chaque vrai message de " + brand + " sur ce jeu le répète\u00a0; un message sans lui n’est pas de nous."}
	}
	return []string{"Your secret word: " + word + ". Every real message from " + brand + " about this contest repeats it; one without it is not ours."}
}

// PrizeWon tells an entrant that a prize is theirs to claim.
type PrizeWon struct {
	Win
	Promote bool       // the winner stood by as an alternate
	Due     fault.Text // until when to answer, in words
	ReplyTo string     // where to write with questions
	Check   string     // address of the page that knows Code
	Link    string     // of the page where the prize is claimed
	Draw    string     // of the draw's page
}

func (PrizeWon) kind() Kind { return "prize-won" }

func (p PrizeWon) sheet(lang string) sheet {
	if lang == "fr" {
		return p.french()
	}
	return p.english()
}

func (p PrizeWon) french() sheet {
	s := sheet{
		From:    p.Brand,
		Subject: "Vous avez gagné\u00a0: " + p.Prize,
		Lines: []string{
			p.hello("fr") + "votre participation " + p.Number + " à «\u00a0" + p.Title + "\u00a0» a gagné\u00a0: " + p.Prize + ".",
			"Pour le recevoir, ouvrez la page ci-dessous avant le " + p.Due.FR + ". C’est gratuit\u00a0: personne ne vous demandera d’argent ni de carte bancaire.",
			"Pour vérifier que ce message vient bien de " + p.Brand + ", tapez ce code sur " + p.Check + "\u00a0:",
		},
		Code:   p.Code,
		Action: action{"Réclamer mon lot", p.Link},
		After: append(secretLine("fr", p.Brand, p.Word),
			"Sans réponse avant cette date, le lot n’est plus à vous.",
			"Le tirage et sa preuve\u00a0: "+p.Draw),
	}
	if p.ReplyTo != "" {
		s.After = append(s.After, "Une question\u00a0? Écrivez à "+p.ReplyTo)
	}
	if p.Promote {
		s.Lines[0] += " Vous étiez suppléant\u00a0; une place s’est libérée."
	}
	return s
}

func (p PrizeWon) english() sheet {
	s := sheet{
		From:    p.Brand,
		Subject: "You have won: " + p.Prize,
		Lines: []string{
			p.hello("en") + "your entry " + p.Number + " in “" + p.Title + "” has won: " + p.Prize + ".",
			"To receive it, open the page below before " + p.Due.EN + ". It is free: nobody will ask you for money or a bank card.",
			"To make sure that this message is really from " + p.Brand + ", type this code at " + p.Check + ":",
		},
		Code:   p.Code,
		Action: action{"Claim my prize", p.Link},
		After: append(secretLine("en", p.Brand, p.Word),
			"Without an answer before that date the prize is no longer yours.",
			"The draw and its proof: "+p.Draw),
	}
	if p.ReplyTo != "" {
		s.After = append(s.After, "A question? Write to "+p.ReplyTo)
	}
	if p.Promote {
		s.Lines[0] += " You stood by as an alternate; a place has come free."
	}
	return s
}

// ClaimReminder tells a winner that their prize still waits for an answer.
type ClaimReminder struct {
	Win
	Due   fault.Text
	Check string
	Link  string
}

func (ClaimReminder) kind() Kind { return "prize-reminder" }

func (r ClaimReminder) sheet(lang string) sheet {
	if lang == "fr" {
		return sheet{
			From: r.Brand, Subject: "Votre lot vous attend encore\u00a0: " + r.Prize, Code: r.Code,
			Lines: []string{
				r.hello("fr") + "vous avez gagné " + r.Prize + " à «\u00a0" + r.Title + "\u00a0» et nous n’avons pas encore votre réponse.",
				"Il reste jusqu’au " + r.Due.FR + " pour dire oui ou non. Ensuite, il n’est plus à vous.",
				"Ce message vient-il bien de nous\u00a0? Tapez ce code sur " + r.Check + "\u00a0:",
			},
			Action: action{"Réclamer mon lot", r.Link},
			After:  append(secretLine("fr", r.Brand, r.Word), "C’est gratuit\u00a0: personne ne vous demandera d’argent ni de carte bancaire."),
		}
	}
	return sheet{
		From: r.Brand, Subject: "Your prize is still waiting: " + r.Prize, Code: r.Code,
		Lines: []string{
			r.hello("en") + "you have won " + r.Prize + " in “" + r.Title + "” and we do not have your answer yet.",
			"You have until " + r.Due.EN + " to say yes or no. After that it is no longer yours.",
			"Is this message really from us? Type this code at " + r.Check + ":",
		},
		Action: action{"Claim my prize", r.Link},
		After:  append(secretLine("en", r.Brand, r.Word), "It is free: nobody will ask you for money or a bank card."),
	}
}

// PrizeAccepted confirms a winner's yes.
type PrizeAccepted struct {
	Win
	Pickup string // where they fetch it; empty: it is sent, or brand and winner agree
	Sent   bool   // it goes to an address
	Link   string // of the page of the claim, with the QR code of a prize to fetch
}

func (PrizeAccepted) kind() Kind { return "prize-accepted" }

func (p PrizeAccepted) sheet(lang string) sheet {
	s := sheet{From: p.Brand, Code: p.Code}
	if lang == "fr" {
		s.Subject = "C’est noté\u00a0: " + p.Prize + " est pour vous"
		s.Lines = []string{p.hello("fr") + "vous avez accepté " + p.Prize + "."}
		s.Action = action{"Suivre mon lot", p.Link}
		s.After = append(secretLine("fr", p.Brand, p.Word), "Ce n’était pas vous\u00a0? Répondez à ce message tout de suite.")
		switch {
		case p.Pickup != "":
			s.Lines = append(s.Lines, "Il est à retirer ici\u00a0: "+p.Pickup+". Montrez le QR code de la page ci-dessous\u00a0; il sert une fois.")
		case p.Sent:
			s.Lines = append(s.Lines, "Nous vous l’envoyons à l’adresse que vous avez donnée. Vous pouvez encore la corriger tant qu’il n’est pas parti.")
		default:
			s.Lines = append(s.Lines, p.Brand+" vous écrit pour convenir de la remise.")
		}
		s.Lines = append(s.Lines, "Code de ce message\u00a0:")
		return s
	}
	s.Subject = "Noted: " + p.Prize + " is for you"
	s.Lines = []string{p.hello("en") + "you have accepted " + p.Prize + "."}
	s.Action = action{"Follow my prize", p.Link}
	s.After = append(secretLine("en", p.Brand, p.Word), "Was this not you? Answer this message at once.")
	switch {
	case p.Pickup != "":
		s.Lines = append(s.Lines, "Fetch it here: "+p.Pickup+". Show the QR code of the page below; it works once.")
	case p.Sent:
		s.Lines = append(s.Lines, "We send it to the address you gave. You can still correct it until it has left.")
	default:
		s.Lines = append(s.Lines, p.Brand+" will write to you to arrange how you get it.")
	}
	s.Lines = append(s.Lines, "Code of this message:")
	return s
}

// PrizeSent tells a winner that their prize is on its way.
type PrizeSent struct {
	Win
	Carrier  string // may be empty
	Tracking string // may be empty
	Link     string // of the page where they say that it has come
}

func (PrizeSent) kind() Kind { return "prize-sent" }

func (p PrizeSent) sheet(lang string) sheet {
	if lang == "fr" {
		s := sheet{
			From: p.Brand, Subject: "Votre lot est parti\u00a0: " + p.Prize, Code: p.Code,
			Lines:  []string{p.hello("fr") + p.Prize + " est en route."},
			Action: action{"Je l’ai reçu", p.Link},
			After:  append(secretLine("fr", p.Brand, p.Word), "Vous n’avez rien à payer à la livraison. Si quelqu’un vous demande de l’argent, ce n’est pas nous."),
		}
		if p.Carrier+p.Tracking != "" {
			s.Lines = append(s.Lines, "Suivi\u00a0: "+titled(p.Carrier, "", " ")+p.Tracking)
		}
		s.Lines = append(s.Lines, "Quand il est arrivé, dites-le nous sur la page ci-dessous. Code de ce message\u00a0:")
		return s
	}
	s := sheet{
		From: p.Brand, Subject: "Your prize has left: " + p.Prize, Code: p.Code,
		Lines:  []string{p.hello("en") + p.Prize + " is on its way."},
		Action: action{"I have received it", p.Link},
		After:  append(secretLine("en", p.Brand, p.Word), "You have nothing to pay on delivery. If somebody asks you for money, it is not us."),
	}
	if p.Carrier+p.Tracking != "" {
		s.Lines = append(s.Lines, "Tracking: "+titled(p.Carrier, "", " ")+p.Tracking)
	}
	s.Lines = append(s.Lines, "When it has arrived, tell us on the page below. Code of this message:")
	return s
}
