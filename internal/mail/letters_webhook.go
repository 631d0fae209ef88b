package mail

import (
	"fmt"
	"time"
)

// WebhookDisabled tells the owners of a brand that one of its webhooks was switched off.
type WebhookDisabled struct {
	Brand string // its name
	URL   string
	Gone  bool      // it answered that it wants to be told nothing any more
	Since time.Time // when it began to fail, in the brand's time zone
	Link  string    // to the webhook in the panel
}

func (WebhookDisabled) kind() Kind { return "webhook-disabled" }

func (w WebhookDisabled) sheet(lang string) sheet {
	if lang == "fr" {
		s := sheet{
			Subject: "Les envois automatiques de " + w.Brand + " sont arrêtés",
			Action:  action{Label: "Voir ce qui s’est passé", URL: w.Link},
			After:   []string{"Vous recevez ce message parce que vous êtes propriétaire de la marque " + w.Brand + "."},
		}
		why := fmt.Sprintf("n’a accepté aucun envoi depuis le %s", w.Since.Format("02/01/2006 à 15:04"))
		if w.Gone {
			why = "a répondu qu’elle ne veut plus rien recevoir"
		}
		s.Lines = []string{
			fmt.Sprintf("L’adresse %s %s. Kermesse ne lui envoie plus rien.", w.URL, why),
			"Réparez-la, puis reprenez les envois\u00a0: ce qui a été abandonné ces trente derniers jours peut être renvoyé.",
		}
		return s
	}
	s := sheet{
		Subject: "The webhooks of " + w.Brand + " were switched off",
		Action:  action{Label: "See what happened", URL: w.Link},
		After:   []string{"You get this message because you own the brand " + w.Brand + "."},
	}
	why := fmt.Sprintf("has taken nothing since %s", w.Since.Format("2 January 2006 at 15:04"))
	if w.Gone {
		why = "answered that it wants to be told nothing any more"
	}
	s.Lines = []string{
		fmt.Sprintf("The address %s %s. Kermesse tells it nothing any more.", w.URL, why),
		"Mend it, then switch it on again: what was given up in the last thirty days can be told again.",
	}
	return s
}
