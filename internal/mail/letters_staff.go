package mail

import (
	"fmt"
	"time"
)

// Invitation asks somebody to join the team of a brand.
type Invitation struct {
	Brand string // its name
	From  string // who invites
	Role  string // account.Role as text
	Link  string
	Days  int // how long the link is good
}

func (Invitation) kind() Kind { return "invitation" }

// roleWords are the roles of staff in words.
var roleWords = map[string][2]string{
	"owner":     {"propriétaire", "owner"},
	"manager":   {"responsable", "manager"},
	"moderator": {"modération", "moderator"},
	"till":      {"caisse", "till"},
	"viewer":    {"lecture", "viewer"},
	"witness":   {"témoin", "witness"},
}

func (i Invitation) sheet(lang string) sheet {
	words := roleWords[i.Role]
	if lang == "fr" {
		return sheet{
			Subject: "Rejoignez l’équipe de " + i.Brand,
			Lines:   []string{fmt.Sprintf("%s vous invite dans l’équipe de %s, avec le rôle «\u00a0%s\u00a0».", i.From, i.Brand, words[0])},
			Action:  action{Label: "Rejoindre l’équipe", URL: i.Link},
			After: []string{
				fmt.Sprintf("Le lien sert une seule fois, pendant %d jours.", i.Days),
				"Vous ne connaissez pas cette personne\u00a0? Ignorez ce message.",
			},
		}
	}
	return sheet{
		Subject: "Join the team of " + i.Brand,
		Lines:   []string{fmt.Sprintf("%s invites you to the team of %s, with the role “%s”.", i.From, i.Brand, words[1])},
		Action:  action{Label: "Join the team", URL: i.Link},
		After: []string{
			fmt.Sprintf("The link works once, for %d days.", i.Days),
			"You do not know this person? Ignore this message.",
		},
	}
}

// PasswordReset lets somebody of the staff choose a new password.
type PasswordReset struct {
	Name    string
	Link    string
	Minutes int
}

func (PasswordReset) kind() Kind { return "password-reset" }

func (p PasswordReset) sheet(lang string) sheet {
	if lang == "fr" {
		return sheet{
			Subject: "Choisir un nouveau mot de passe",
			Lines:   []string{"Bonjour " + p.Name + ",", "Quelqu’un, vous sans doute, a demandé un nouveau mot de passe pour l’administration."},
			Action:  action{Label: "Choisir un mot de passe", URL: p.Link},
			After: []string{
				fmt.Sprintf("Le lien sert une seule fois, pendant %d minutes. Toutes vos sessions seront alors fermées.", p.Minutes),
				"Ce n’était pas vous\u00a0? Ignorez ce message\u00a0: rien ne change.",
			},
		}
	}
	return sheet{
		Subject: "Choose a new password",
		Lines:   []string{"Hello " + p.Name + ",", "Somebody, you probably, asked for a new password for the admin panel."},
		Action:  action{Label: "Choose a password", URL: p.Link},
		After: []string{
			fmt.Sprintf("The link works once, for %d minutes. All your sessions will then be ended.", p.Minutes),
			"It was not you? Ignore this message: nothing changes.",
		},
	}
}

// PostReminder reminds somebody of the staff of a post that is to be published.
type PostReminder struct {
	Brand   string // its name
	Title   string
	Channel string    // as agenda.Channels names it
	At      time.Time // in the brand's zone
	Ready   bool      // the text is finished
	Link    string
}

func (PostReminder) kind() Kind { return "post-reminder" }

func (p PostReminder) sheet(lang string) sheet {
	if lang == "fr" {
		s := sheet{
			Subject: "À publier\u00a0: " + p.Title,
			Lines: []string{fmt.Sprintf("%s prévoit la publication «\u00a0%s\u00a0» (%s) le %s à %s.",
				p.Brand, p.Title, p.Channel, p.At.Format("02/01/2006"), p.At.Format("15\u00a0h\u00a004"))},
			Action: action{Label: "Ouvrir la publication", URL: p.Link},
			After:  []string{"Vous recevez ce rappel parce que vous avez planifié cette publication, ou parce que la personne qui l’a planifiée a quitté l’équipe."},
		}
		if !p.Ready {
			s.Lines = append(s.Lines, "Elle n’est pas encore marquée comme prête.")
		}
		return s
	}
	s := sheet{
		Subject: "To be posted: " + p.Title,
		Lines: []string{fmt.Sprintf("%s plans the post “%s” (%s) on %s at %s.",
			p.Brand, p.Title, p.Channel, p.At.Format("2 January 2006"), p.At.Format("15:04"))},
		Action: action{Label: "Open the post", URL: p.Link},
		After:  []string{"You get this reminder because you planned this post, or because who planned it has left the team."},
	}
	if !p.Ready {
		s.Lines = append(s.Lines, "It is not marked as ready yet.")
	}
	return s
}
