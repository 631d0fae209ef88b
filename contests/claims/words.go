package claims

import (
	"fmt"
	"strings"

	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/internal/text"
)

// Letter is what a brand writes to a winner whom none of our mails reaches: on the network
// where they entered, or by text message. hand is a code made by MakeHandCode; empty: none yet.
func (s *Service) Letter(b account.Brand, m Inspected, hand string) fault.Text {
	c, due := m.Claim, text.Moment(m.Claim.Due, m.Contest.Zone)
	write := func(lang, hello, won, free, check, claim, own, word string) string {
		lines := []string{
			fmt.Sprintf(hello, name(c.Name), b.Name) + " " + fmt.Sprintf(won, m.In(lang).Prize().Name, m.Contest.In(lang).Title),
			free,
			fmt.Sprintf(check, s.checkPage(b, lang), c.Code),
		}
		if m.Word != "" {
			lines = append(lines, fmt.Sprintf(word, m.Word))
		}
		lines = append(lines, fmt.Sprintf(claim, due.In(lang), s.checkPage(b, lang)+"/"+c.Code))
		if hand != "" {
			lines = append(lines, fmt.Sprintf(own, hand))
		}
		return strings.Join(lines, "\n")
	}
	return fault.Text{
		FR: write("fr", "Bonjour%s, ici %s.", "Vous avez gagné «\u00a0%s\u00a0» à notre jeu «\u00a0%s\u00a0»\u00a0!",
			"C’est gratuit\u00a0: nous ne demandons jamais d’argent, ni carte, ni mot de passe.",
			"Vérifiez que ce message est bien de nous\u00a0: %s, code %s.", "Pour recevoir votre lot, avant le %s\u00a0: %s",
			"Votre code personnel, à taper sur cette page\u00a0: %s. Ne le donnez à personne.", "Votre mot secret\u00a0: %s."),
		EN: write("en", "Hello%s, this is %s.", "You have won “%s” in our contest “%s”!",
			"It is free: we never ask for money, a card or a password.",
			"Check that this message is really from us: %s, code %s.", "To receive your prize, before %s: %s",
			"Your personal code, to be typed on that page: %s. Give it to nobody.", "Your secret word: %s."),
	}
}

func name(s string) string {
	if s == "" {
		return ""
	}
	return " " + s
}

// Warning is a text against impostors, for one network.
type Warning struct {
	Network string // its name, as it writes itself
	Most    int    // characters that the network takes; 0: as many as anybody reads
	Text    fault.Text
}

// Warnings are what a brand publishes when others write to its fans in its name: long where
// people read, short where the network cuts, and without a link where links do not work.
func (s *Service) Warnings(b account.Brand) []Warning {
	shown := func(lang string) string {
		_, address, _ := strings.Cut(s.checkPage(b, lang), "://")
		return address
	}
	long := fault.Text{
		FR: fmt.Sprintf("⚠️ Attention aux faux messages. Des comptes se font passer pour %[1]s et écrivent «\u00a0vous avez gagné\u00a0».\n\n"+
			"Nous ne demandons JAMAIS d’argent, de carte bancaire ni de mot de passe, même pour un envoi. Chaque vrai message de gain porte un code. Tapez-le ici avant de répondre\u00a0: %[2]s\n\n"+
			"Vous avez reçu un faux message\u00a0? Ne cliquez pas, ne payez pas, signalez le compte et montrez-le-nous. Vous avez donné votre carte\u00a0? Appelez votre banque tout de suite.", b.Name, s.checkPage(b, "fr")),
		EN: fmt.Sprintf("⚠️ Beware of fake messages. Accounts pretend to be %[1]s and write “you have won”.\n\n"+
			"We NEVER ask for money, a bank card or a password, not even for shipping. Every real winner’s message has a code. Type it here before you answer: %[2]s\n\n"+
			"You got a fake message? Do not click, do not pay, report the account and show it to us. You gave your card? Call your bank at once.", b.Name, s.checkPage(b, "en")),
	}
	short := fault.Text{
		FR: fmt.Sprintf("⚠️ De faux comptes %[1]s écrivent «\u00a0vous avez gagné\u00a0». Nous ne demandons jamais d’argent ni de carte. Un message de gain\u00a0? Vérifiez son code\u00a0: %[2]s. Signalez les faux.", b.Name, shown("fr")),
		EN: fmt.Sprintf("⚠️ Fake %[1]s accounts write “you have won”. We never ask for money or a card. Got a winner’s message? Check its code: %[2]s. Report the fakes.", b.Name, shown("en")),
	}
	caption := fault.Text{
		FR: fmt.Sprintf("⚠️ FAUX COMPTES\u00a0: si on vous écrit que vous avez gagné, vérifiez d’abord.\n\n👉 Chaque vrai message de %[1]s porte un code\u00a0: tapez-le sur %[2]s (recopiez l’adresse).\n❌ Jamais d’argent, jamais de carte, jamais de mot de passe.\n🚩 Signalez le faux compte et envoyez-nous une capture.", b.Name, shown("fr")),
		EN: fmt.Sprintf("⚠️ FAKE ACCOUNTS: if somebody writes that you have won, check first.\n\n👉 Every real message from %[1]s has a code: type it at %[2]s (copy the address).\n❌ Never money, never a card, never a password.\n🚩 Report the fake account and send us a screenshot.", b.Name, shown("en")),
	}
	return []Warning{
		{Network: "Facebook", Text: long},
		{Network: "Instagram", Most: 2200, Text: caption},
		{Network: "TikTok", Most: 2200, Text: caption},
		{Network: "WhatsApp", Text: long},
		{Network: "X", Most: 280, Text: short},
	}
}
