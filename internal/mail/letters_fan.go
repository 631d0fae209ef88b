package mail

import "fmt"

// Purpose is what proving an address is for; it chooses the words of Verification.
type Purpose string

// The purposes that Verification has words for. Any other reads like PurposeSignIn.
const (
	PurposeSignIn Purpose = "sign-in"
	PurposeEntry  Purpose = "entry"
	PurposeVote   Purpose = "vote"
	PurposeFollow Purpose = "follow"
	PurposeClaim  Purpose = "claim"
)

// Verification carries the link and the code that prove an address.
type Verification struct {
	Brand   string // its name
	Purpose Purpose
	Title   string // of the contest or vote; may be empty
	Code    string // six digits
	Link    string
	Minutes int    // how long both are good
	Word    string // the secret word by which the receiver knows our messages; may be empty
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
	case PurposeFollow:
		s.Subject = "Confirmez votre demande\u00a0: code " + v.Code
		s.Lines = []string{"Vous avez demandé à savoir ce que " + v.Brand + " décidera" + titled(v.Title, " après le vote «\u00a0", "\u00a0»") + ". Ouvrez le lien, ou tapez ce code dans la page\u00a0:"}
		s.Action.Label = "Oui, prévenez-moi"
	case PurposeClaim:
		s.Subject = "Votre lot\u00a0: code " + v.Code
		s.Lines = []string{"Pour répondre au sujet de votre lot" + titled(v.Title, " à «\u00a0", "\u00a0»") + ", ouvrez le lien ou tapez ce code dans la page\u00a0:"}
		s.Action.Label = "Oui, c’est moi"
		s.After = append(s.After, secretLine("fr", v.Brand, v.Word)...)
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
	case PurposeFollow:
		s.Subject = "Confirm your wish: code " + v.Code
		s.Lines = []string{"You asked to be told what " + v.Brand + " decides" + titled(v.Title, " after the vote “", "”") + ". Open the link, or type this code in the page:"}
		s.Action.Label = "Yes, tell me"
	case PurposeClaim:
		s.Subject = "Your prize: code " + v.Code
		s.Lines = []string{"To answer about your prize" + titled(v.Title, " in “", "”") + ", open the link or type this code in the page:"}
		s.Action.Label = "Yes, it is me"
		s.After = append(s.After, secretLine("en", v.Brand, v.Word)...)
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
