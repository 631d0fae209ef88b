package contests

import (
	"time"

	"kermesse/contests/law"
	"kermesse/contests/photos"
	"kermesse/contests/tickets"
	"kermesse/internal/account"
	"kermesse/internal/fault"
)

// Template is what a draft begins with, by what a brand is after.
type Template string

// The templates, in the order in which they are offered.
const (
	TemplateGiveaway Template = "giveaway" // leave a contact, win
	TemplateQuestion Template = "question" // answer a question, win
	TemplateQuiz     Template = "quiz"     // find the right answer, win a ticket more
	TemplatePhoto    Template = "photo"    // send a photo, votes, a draw among the best
	TemplateCodes    Template = "codes"    // a code on the pack, win
	TemplateEvent    Template = "event"    // at a stall, in one day
)

// Templates lists them all. A draw among comments begins with a list instead: it has no
// draft of its own.
func Templates() []Template {
	return []Template{TemplateGiveaway, TemplateQuestion, TemplateQuiz, TemplatePhoto, TemplateCodes, TemplateEvent}
}

// templateWords are what a template says, in both languages.
var templateWords = map[Template]struct{ intro, question, where fault.Text }{
	TemplateGiveaway: {intro: fault.Text{
		FR: "Participez gratuitement en une minute. Les gagnants sont tirés au sort parmi toutes les participations confirmées.",
		EN: "Enter for free in a minute. The winners are drawn from all confirmed entries.",
	}},
	TemplateQuestion: {intro: fault.Text{
		FR: "Répondez à notre question et participez gratuitement. Toutes les réponses ont les mêmes chances.",
		EN: "Answer our question and enter for free. All answers have the same chances.",
	}, question: fault.Text{FR: "Quel est votre produit préféré\u00a0?", EN: "Which of our products do you like best?"}},
	TemplateQuiz: {intro: fault.Text{
		FR: "Participez gratuitement. Une bonne réponse au quiz ajoute un ticket.",
		EN: "Enter for free. A right answer to the quiz adds a ticket.",
	}, question: fault.Text{FR: "Combien de parfums faisons-nous\u00a0?", EN: "How many flavours do we make?"}},
	TemplatePhoto: {intro: fault.Text{
		FR: "Envoyez votre plus belle photo, faites voter pour elle\u00a0: les dix premières prennent part au tirage.",
		EN: "Send your best photo and have people vote for it: the first ten take part in the draw.",
	}},
	TemplateCodes: {intro: fault.Text{
		FR: "Participez gratuitement. Chaque code trouvé sur nos produits ajoute un ticket.",
		EN: "Enter for free. Each code found on our products adds a ticket.",
	}, where: fault.Text{FR: "Sur l’emballage", EN: "On the pack"}},
	TemplateEvent: {intro: fault.Text{
		FR: "Participez gratuitement à notre stand. Le tirage a lieu en fin de journée.",
		EN: "Enter for free at our stall. The draw is held at the end of the day.",
	}},
}

// FromTemplate is a form filled in as a template has it, for a brand at a moment: with a
// name in the brand's language and, if also is given, in the other one. What is left to say
// is what there is to win. An unknown template is TemplateGiveaway.
func FromTemplate(t Template, b account.Brand, now time.Time, title, also string) Form {
	words, known := templateWords[t]
	if !known {
		t, words = TemplateGiveaway, templateWords[TemplateGiveaway]
	}
	c := Contest{Locale: b.Locale}
	own, other := b.Locale, c.OtherLanguage()
	f := Form{
		Title: title, Locale: b.Locale, TimeZone: b.TimeZone, Description: words.intro.In(own), Unfinished: true,
		Entry: EntryRules{Contact: ContactEmail, Confirm: true, FoldAliases: true},
	}
	if b.Legal.Country == "" {
		f.Law = &LegalTerms{Profiles: []law.Code{law.Of(countryOfZone[b.TimeZone])}}
	}
	if also != "" {
		f.Also = Wording{Title: also, Description: words.intro.In(other)}
	}
	opens, closes := usualDates(t, now.In(b.Location()))
	f.OpensAt, f.ClosesAt = formMoment(opens), formMoment(closes)
	switch t {
	case TemplateQuestion:
		q := Question{ID: "q1", Label: words.question.In(own), Required: true}
		if also != "" {
			q.Also.Label = words.question.In(other)
		}
		f.Entry.Questions = []Question{q}
	case TemplateQuiz:
		f.Entry.MaxTickets = 2
		f.Entry.Actions = []Action{{ID: "quiz", Kind: tickets.Quiz, Label: words.question.In(own), Tickets: 1, Accept: []string{"12"}, Choices: []string{"6", "12", "24"}}}
	case TemplatePhoto:
		f.Entry.Photos = &photos.Rules{Award: photos.AwardDraw, Top: stdTop, Votes: photos.PerContest, PerPeriod: 1, UploadHours: 48}
	case TemplateCodes:
		f.Entry.MaxTickets = 10
		f.Entry.Codes = &CodeRules{Tickets: 1, Where: words.where.In(own)}
	case TemplateEvent:
		f.Entry.Contact, f.Entry.Confirm = ContactEither, false // the line is long, and phones have no network
	}
	return f
}

// countryOfZone is where a brand most likely is that has not said it, by the zone of its
// times: the box that is ticked in the draft, to be changed there.
var countryOfZone = map[string]string{
	"Europe/Paris": "FR", "Indian/Reunion": "RE", "Europe/Brussels": "BE", "Indian/Mauritius": "MU", "Africa/Dakar": "SN", "Africa/Abidjan": "CI",
	"America/New_York": "US", "America/Chicago": "US", "America/Denver": "US", "America/Los_Angeles": "US",
}

// usualDates are a fortnight that ends in the evening, and for a stall one day.
func usualDates(t Template, now time.Time) (opens, closes time.Time) {
	at := func(day, hour, minute int) time.Time {
		return time.Date(now.Year(), now.Month(), now.Day()+day, hour, minute, 0, 0, now.Location())
	}
	if t == TemplateEvent {
		return at(1, 9, 0), at(1, 18, 0)
	}
	return at(0, now.Hour()+1, 0), at(14, 23, 59)
}
