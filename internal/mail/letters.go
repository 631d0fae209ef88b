package mail

import "fmt"

// Purpose is what proving an address is for; it chooses the words of Verification.
type Purpose string

// The purposes that Verification has words for. Any other reads like PurposeSignIn.
const (
	PurposeSignIn  Purpose = "sign-in"
	PurposeEntry   Purpose = "entry"
	PurposeVote    Purpose = "vote"
	PurposeErasure Purpose = "erasure"
)

// Verification carries the link and the code that prove an address.
type Verification struct {
	Brand   string // its name
	Purpose Purpose
	Title   string // of the contest or vote; may be empty
	Code    string // six digits
	Link    string
	Minutes int // how long both are good
}

func (Verification) kind() Kind { return "verification" }

func (v Verification) sheet(lang string) sheet {
	if lang == "fr" {
		return v.french()
	}
	return v.english()
}

func (v Verification) french() sheet {
	s := sheet{From: v.Brand, Code: v.Code, Action: action{URL: v.Link}, After: []string{
		fmt.Sprintf("Le lien et le code servent une seule fois, pendant %d minutes. Ne les donnez à personne, même à %s.", v.Minutes, v.Brand),
		"Vous n’avez rien demandé\u00a0? Ignorez ce message\u00a0: sans vous, rien ne sera confirmé.",
	}}
	switch v.Purpose {
	case PurposeEntry:
		s.Subject = "Confirmez votre participation\u00a0: code " + v.Code
		s.Lines = []string{"Votre participation" + titled(v.Title, " à «\u00a0", "\u00a0»") + " n’est pas encore confirmée. Ouvrez le lien, ou tapez ce code dans la page\u00a0:"}
		s.Action.Label = "Confirmer ma participation"
	case PurposeVote:
		s.Subject = "Confirmez votre vote\u00a0: code " + v.Code
		s.Lines = []string{"Votre vote" + titled(v.Title, " à «\u00a0", "\u00a0»") + " n’est pas encore compté. Ouvrez le lien, ou tapez ce code dans la page\u00a0:"}
		s.Action.Label = "Confirmer mon vote"
	case PurposeErasure:
		s.Subject = "Effacer vos données\u00a0: code " + v.Code
		s.Lines = []string{"Vous avez demandé à " + v.Brand + " d’effacer tout ce qui vous concerne. Cela ne peut pas être annulé. Pour continuer, ouvrez le lien ou tapez ce code dans la page\u00a0:"}
		s.Action.Label = "Continuer l’effacement"
	default:
		s.Subject = "Votre code\u00a0: " + v.Code
		s.Lines = []string{"Pour ouvrir votre espace chez " + v.Brand + ", ouvrez le lien ou tapez ce code dans la page\u00a0:"}
		s.Action.Label = "Ouvrir mon espace"
	}
	return s
}

func (v Verification) english() sheet {
	s := sheet{From: v.Brand, Code: v.Code, Action: action{URL: v.Link}, After: []string{
		fmt.Sprintf("The link and the code work once, for %d minutes. Give them to nobody, not even to %s.", v.Minutes, v.Brand),
		"Did you ask for nothing? Ignore this message: without you, nothing will be confirmed.",
	}}
	switch v.Purpose {
	case PurposeEntry:
		s.Subject = "Confirm your entry: code " + v.Code
		s.Lines = []string{"Your entry" + titled(v.Title, " in “", "”") + " is not confirmed yet. Open the link, or type this code in the page:"}
		s.Action.Label = "Confirm my entry"
	case PurposeVote:
		s.Subject = "Confirm your vote: code " + v.Code
		s.Lines = []string{"Your vote" + titled(v.Title, " in “", "”") + " is not counted yet. Open the link, or type this code in the page:"}
		s.Action.Label = "Confirm my vote"
	case PurposeErasure:
		s.Subject = "Erase your data: code " + v.Code
		s.Lines = []string{"You asked " + v.Brand + " to erase everything about you. This cannot be undone. To go on, open the link or type this code in the page:"}
		s.Action.Label = "Go on with the erasure"
	default:
		s.Subject = "Your code: " + v.Code
		s.Lines = []string{"To open your space at " + v.Brand + ", open the link or type this code in the page:"}
		s.Action.Label = "Open my space"
	}
	return s
}

// titled puts a title between its quotes, or nothing where there is none.
func titled(title, before, after string) string {
	if title == "" {
		return ""
	}
	return before + title + after
}

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
			After: []string{
				e.Brand + " ne vous demandera jamais d’argent ni votre carte bancaire pour un lot.",
				"Voir, exporter ou effacer vos données\u00a0: " + e.DataLink,
				"Gardez ce message\u00a0: voici votre reçu, mot pour mot.\n\n" + e.Note,
			},
		}
	}
	return sheet{
		From: e.Brand, Subject: "Your entry in “" + e.Contest + "” is recorded", Code: e.Number,
		Lines: []string{
			"It is noted. " + plural(e.Tickets, "You have %d ticket.", "You have %d tickets.") + " Draw: " + e.DrawnOn + ".",
			"With this number anybody can check that their entry is on the list before the draw:",
		},
		Action: action{Label: "See my receipt", URL: e.Link},
		After: []string{
			e.Brand + " will never ask you for money or a bank card to get a prize.",
			"See, export or erase your data: " + e.DataLink,
			"Keep this message: here is your receipt, word for word.\n\n" + e.Note,
		},
	}
}

// plural fills the sentence for one, or that for more.
func plural(n int, one, more string) string {
	if n == 1 {
		return fmt.Sprintf(one, n)
	}
	return fmt.Sprintf(more, n)
}
