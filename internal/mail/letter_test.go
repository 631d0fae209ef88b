package mail_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"kermesse/internal/fault"
	"kermesse/internal/mail"
)

// letters are all letters with their variants, each holding hostile text where people
// type it.
func letters() map[string]mail.Letter {
	const evil = `<script>alert(1)</script>`
	all := map[string]mail.Letter{
		"invitation": mail.Invitation{Brand: evil, From: "Awa", Role: "manager", Link: "https://fete.example/j?token=t", Days: 7},
		"reset":      mail.PasswordReset{Name: evil, Link: "https://fete.example/r?token=t", Minutes: 60},
		"receipt": mail.EntryReceipt{
			Brand: evil, Contest: evil, Number: "SAV-4F7K-92", Tickets: 2, DrawnOn: "4/1", Link: "https://fete.example/r", DataLink: "https://fete.example/m", Note: "entry 1\n" + evil,
		},
	}
	all["entry missing"] = mail.EntryMissing{Brand: evil, Contest: evil, Number: "SAV-4F7K-92", ClosesOn: "4/1", Link: "https://fete.example/c/x/receipt/k"}
	all["slip reviewed"] = mail.SlipReviewed{Brand: evil, Contest: evil, Shop: evil, Number: evil, Link: "https://fete.example/c/x/receipt/k"}
	all["photo published"] = mail.PhotoPublished{Brand: evil, Contest: evil, Votes: true, Link: "https://fete.example/c/x/photos/7KQ2M9XW4B"}
	all["photo refused"] = mail.PhotoRefused{Brand: evil, Contest: evil, Reason: fault.Text{FR: "floue", EN: "blurred"}, Again: true, Link: "https://fete.example/c/x/receipt/k"}
	all["parent asked"] = mail.ParentAsked{Brand: evil, Contest: evil, Parent: evil, Child: evil, Link: "https://fete.example/c/x/photos/agree/k"}
	all["juror invited"] = mail.JurorInvited{Brand: evil, Contest: evil, Name: evil, Until: fault.Text{FR: "1er mai", EN: "1 May"}, Link: "https://fete.example/c/x/jury/k"}
	all["proof refused"] = mail.ProofRefused{Brand: evil, Contest: evil, Action: evil, Reason: evil, Link: "https://fete.example/c/x/receipt/k"}
	win := mail.Win{Brand: evil, Name: evil, Title: evil, Prize: evil, Number: "SAV-4F7K-92", Code: "K7Q2", Word: evil}
	due := fault.Text{FR: "1er mai", EN: "1 May"}
	all["prize won"] = mail.PrizeWon{
		Win: win, Promote: true, Due: due, ReplyTo: "a@b.sn", Check: "https://fete.example/w/b", Link: "https://fete.example/w/b/K7Q2", Draw: "https://fete.example/c/x/draw",
	}
	all["prize reminder"] = mail.ClaimReminder{Win: win, Due: due, Check: "https://fete.example/w/b", Link: "https://fete.example/w/b/K7Q2"}
	all["prize to fetch"] = mail.PrizeAccepted{Win: win, Pickup: evil, Link: "https://fete.example/w/b/K7Q2"}
	all["prize to come"] = mail.PrizeAccepted{Win: win, Sent: true, Link: "https://fete.example/w/b/K7Q2"}
	all["prize to arrange"] = mail.PrizeAccepted{Win: win, Link: "https://fete.example/w/b/K7Q2"}
	all["prize sent"] = mail.PrizeSent{Win: win, Carrier: evil, Tracking: evil, Link: "https://fete.example/w/b/K7Q2"}
	all["prize lost"] = mail.PrizeLost{
		Brand: evil, Name: evil, Title: evil, Prize: evil, Number: "SAV-4F7K-92", Contact: "a@b.sn",
		Reason: fault.Text{FR: "âge", EN: "age"}, Until: fault.Text{FR: "1er mai", EN: "1 May"}, Link: "https://fete.example/c/x/draw",
	}
	all["list sealed"] = mail.ListSealed{
		Brand: evil, Title: evil, Number: "SAV-4F7K-92", Commit: strings.Repeat("0f", 32), Entries: 25, DrawnOn: "4/1",
		Link: "https://fete.example/c/x/receipt/k", Page: "https://fete.example/c/x/draw",
	}
	for _, answers := range []bool{false, true} {
		all[fmt.Sprint("entry excluded ", answers)] = mail.EntryExcluded{
			Brand: evil, Title: evil, Number: "4F7K-92QM-X3", Reason: fault.Text{FR: "âge", EN: "age"}, Answers: answers,
			Until: fault.Text{FR: "1er mai", EN: "1 May"}, Contact: "a@b.sn", Link: "https://fete.example/c/x/receipt/k#appeal",
		}
		all[fmt.Sprint("entry restored ", answers)] = mail.EntryRestored{
			Brand: evil, Title: evil, Number: "4F7K-92QM-X3", Appeal: answers, Link: "https://fete.example/c/x/receipt/k",
		}
	}
	all["appeal dismissed"] = mail.AppealDismissed{
		Brand: evil, Title: evil, Number: "4F7K-92QM-X3", Reason: fault.Text{FR: "âge", EN: "age"}, Contact: "a@b.sn", Link: "https://fete.example/c/x/receipt/k",
	}
	all["publication refused"] = mail.PublicationRefused{Brand: evil, Title: evil, Why: []string{evil}, Link: "https://fete.example/fr/admin"}
	all["vote decided"] = mail.VoteDecided{
		Brand: evil, Title: evil, Winner: evil, Decision: evil + "\n\n" + evil, Reason: evil, Link: "https://fete.example/p/x/results", Stop: "https://fete.example/fr/unsubscribe?token=t",
	}
	for _, p := range []mail.Purpose{mail.PurposeSignIn, mail.PurposeEntry, mail.PurposeVote, mail.PurposeFollow, mail.PurposeClaim, "other"} {
		all["verification "+string(p)] = mail.Verification{
			Brand: evil, Purpose: p, Title: evil, Code: "012345", Link: "https://fete.example/v?token=t", Minutes: 30,
		}
	}
	return all
}

func TestLettersInBothLanguages(t *testing.T) {
	for name, letter := range letters() {
		fr, en := mail.Compose(letter, "awa@exemple.sn", "fr"), mail.Compose(letter, "awa@exemple.sn", "en")
		if fr.Subject == en.Subject || fr.Text == en.Text {
			t.Errorf("%s reads the same in both languages", name)
		}
		for lang, m := range map[string]mail.Message{"fr": fr, "en": en} {
			if m.Subject == "" || m.Kind == "" || m.To != "awa@exemple.sn" || !strings.Contains(m.Text, "https://fete.example/") {
				t.Errorf("%s %s is not complete: %+v", name, lang, m)
			}
			for part, text := range map[string]string{"subject": m.Subject, "text": m.Text, "html": m.HTML} {
				if strings.Contains(text, "%!") || strings.Contains(text, "{{") {
					t.Errorf("%s %s: a verb is left in the %s: %s", name, lang, part, text)
				}
			}
			checkHTML(t, name+" "+lang, m.HTML)
		}
		checkFrench(t, name, fr)
	}
}

// checkHTML finds what a person typed and a browser would run, and what would be
// fetched from elsewhere.
func checkHTML(t *testing.T, name, text string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for node := range doc.Descendants() {
		switch node.Data {
		case "script", "img", "link", "iframe", "style":
			if node.Type == html.ElementNode {
				t.Errorf("%s: the HTML holds <%s>", name, node.Data)
			}
		}
	}
}

// checkFrench holds the letter to French typography.
func checkFrench(t *testing.T, name string, m mail.Message) {
	t.Helper()
	for _, text := range []string{m.Subject, m.Text} {
		for _, wrong := range []string{" :", " ?", " !", " ;", "« ", " »", "'", "..."} {
			if strings.Contains(text, wrong) {
				t.Errorf("%s: %q in %q", name, wrong, text)
			}
		}
	}
}

func TestEveryRoleHasWords(t *testing.T) {
	for _, role := range []string{"owner", "manager", "moderator", "till", "viewer", "witness"} {
		for lang, empty := range map[string]string{"fr": "«\u00a0\u00a0»", "en": "“”"} {
			m := mail.Compose(mail.Invitation{Brand: "B", From: "A", Role: role, Link: "https://x.example", Days: 7}, "a@b.sn", lang)
			if strings.Contains(m.Text, empty) {
				t.Errorf("role %s has no word in %s", role, lang)
			}
		}
	}
}
