package mail

import "kermesse/internal/fault"

// DataRequested tells a brand that somebody asks about their data.
type DataRequested struct {
	Brand string
	Kind  fault.Text // what is asked
	Due   string     // the day by which it has to be answered
	Link  string     // of the queue
}

func (DataRequested) kind() Kind { return "data-requested" }

func (d DataRequested) sheet(lang string) sheet {
	if lang == "fr" {
		return sheet{
			From: d.Brand, Subject: "Une personne demande\u00a0: " + d.Kind.FR,
			Lines:  []string{"Une demande sur des données personnelles attend votre réponse, avant le " + d.Due + "\u00a0: " + d.Kind.FR + "."},
			Action: action{Label: "Voir la demande", URL: d.Link},
		}
	}
	return sheet{
		From: d.Brand, Subject: "Somebody asks: " + d.Kind.EN,
		Lines:  []string{"A request about personal data waits for your answer, by " + d.Due + ": " + d.Kind.EN + "."},
		Action: action{Label: "See the request", URL: d.Link},
	}
}

// DataAnswered answers somebody who asked about their data.
type DataAnswered struct {
	Brand   string
	Kind    fault.Text // what was asked
	Answer  string     // in the brand's own words
	Contact string     // where to write back; may be empty
}

func (DataAnswered) kind() Kind { return "data-answered" }

func (d DataAnswered) sheet(lang string) sheet {
	if lang == "fr" {
		return sheet{
			From: d.Brand, Subject: "Votre demande\u00a0: " + d.Kind.FR,
			Lines: []string{
				"Vous avez demandé à " + d.Brand + "\u00a0: " + d.Kind.FR + ". Voici sa réponse.", d.Answer,
				"Si elle ne vous convient pas, répondez" + titled(d.Contact, " à ", "") + ", ou adressez-vous à l’autorité de protection des données de votre pays.",
			},
		}
	}
	return sheet{
		From: d.Brand, Subject: "Your request: " + d.Kind.EN,
		Lines: []string{
			"You asked " + d.Brand + ": " + d.Kind.EN + ". This is its answer.", d.Answer,
			"If you do not agree, write back" + titled(d.Contact, " to ", "") + ", or turn to the data protection authority of your country.",
		},
	}
}
