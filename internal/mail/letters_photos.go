package mail

import "kermesse/internal/fault"

// PhotoPublished tells an entrant that everybody sees their photo.
type PhotoPublished struct {
	Brand   string
	Contest string
	Votes   bool   // people vote
	Link    string // of the photo's page
}

func (PhotoPublished) kind() Kind { return "photo-published" }

func (p PhotoPublished) sheet(lang string) sheet {
	if lang == "fr" {
		out := sheet{
			From: p.Brand, Subject: "Votre photo est en ligne", Action: action{Label: "Voir votre photo", URL: p.Link},
			Lines: []string{"Votre photo pour «\u00a0" + p.Contest + "\u00a0» est publiée. Tout le monde peut la voir."},
		}
		if p.Votes {
			out.Lines = append(out.Lines, "Partagez sa page\u00a0: on peut y voter. Chaque personne vote avec son adresse e-mail, et vous ne votez pas pour vous.")
		}
		return out
	}
	out := sheet{
		From: p.Brand, Subject: "Your photo is online", Action: action{Label: "See your photo", URL: p.Link},
		Lines: []string{"Your photo for “" + p.Contest + "” is published. Everybody can see it."},
	}
	if p.Votes {
		out.Lines = append(out.Lines, "Share its page: people can vote there. Each person votes with their e-mail address, and you do not vote for yourself.")
	}
	return out
}

// PhotoRefused tells an entrant that their photo is not shown, and why.
type PhotoRefused struct {
	Brand   string
	Contest string
	Reason  fault.Text
	Again   bool   // they can send another one
	Link    string // of the exit screen
}

func (PhotoRefused) kind() Kind { return "photo-refused" }

func (p PhotoRefused) sheet(lang string) sheet {
	if lang == "fr" {
		out := sheet{
			From: p.Brand, Subject: "Votre photo n’a pas été retenue", Action: action{Label: "Voir votre participation", URL: p.Link},
			Lines: []string{"Votre photo pour «\u00a0" + p.Contest + "\u00a0» ne sera pas montrée. Le motif\u00a0:", p.Reason.FR + "."},
		}
		if p.Again {
			out.Lines = append(out.Lines, "Vous pouvez en envoyer une autre depuis la page de votre participation.")
		}
		return out
	}
	out := sheet{
		From: p.Brand, Subject: "Your photo was not accepted", Action: action{Label: "See your entry", URL: p.Link},
		Lines: []string{"Your photo for “" + p.Contest + "” will not be shown. The reason:", p.Reason.EN + "."},
	}
	if p.Again {
		out.Lines = append(out.Lines, "You can send another one from the page of your entry.")
	}
	return out
}

// ParentAsked asks the parent of somebody under age whether their photo may take part.
type ParentAsked struct {
	Brand   string
	Contest string
	Parent  string
	Child   string
	Link    string
}

func (ParentAsked) kind() Kind { return "photo-parent" }

func (p ParentAsked) sheet(lang string) sheet {
	if lang == "fr" {
		return sheet{
			From: p.Brand, Subject: p.Child + " souhaite participer à un concours photo", Action: action{Label: "Voir la photo et répondre", URL: p.Link},
			Lines: []string{
				"Bonjour " + p.Parent + ",",
				p.Child + " a envoyé une photo pour «\u00a0" + p.Contest + "\u00a0», de " + p.Brand + ", et vous a désigné comme parent ou tuteur.",
				"Tant que vous n’avez pas accepté, personne ne voit cette photo. Sans réponse, elle ne participe pas.",
			},
		}
	}
	return sheet{
		From: p.Brand, Subject: p.Child + " would like to take part in a photo contest", Action: action{Label: "See the photo and answer", URL: p.Link},
		Lines: []string{
			"Hello " + p.Parent + ",",
			p.Child + " has sent a photo for “" + p.Contest + "”, by " + p.Brand + ", and named you as parent or guardian.",
			"Until you agree nobody sees this photo. Without an answer it does not take part.",
		},
	}
}

// JurorInvited gives a juror their link.
type JurorInvited struct {
	Brand   string
	Contest string
	Name    string
	Until   fault.Text
	Link    string
}

func (JurorInvited) kind() Kind { return "photo-juror" }

func (j JurorInvited) sheet(lang string) sheet {
	if lang == "fr" {
		return sheet{
			From: j.Brand, Subject: "Vous êtes du jury\u00a0: " + j.Contest, Action: action{Label: "Noter les photos", URL: j.Link},
			Lines: []string{
				"Bonjour " + j.Name + ",",
				j.Brand + " vous invite au jury de «\u00a0" + j.Contest + "\u00a0». Notez les photos de 1 à 10, sans savoir de qui elles sont, jusqu’au " + j.Until.FR + ".",
				"Ce lien est le vôtre\u00a0: ne le transmettez pas.",
			},
		}
	}
	return sheet{
		From: j.Brand, Subject: "You are on the jury: " + j.Contest, Action: action{Label: "Mark the photos", URL: j.Link},
		Lines: []string{
			"Hello " + j.Name + ",",
			j.Brand + " invites you to the jury of “" + j.Contest + "”. Mark the photos from 1 to 10, without knowing whose they are, until " + j.Until.EN + ".",
			"This link is yours: do not pass it on.",
		},
	}
}
