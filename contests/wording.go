package contests

import (
	"slices"

	"kermesse/internal/fault"
)

// Wording is what a contest says in the other one of its two languages: French beside
// Locale en, English beside fr. The names of prizes and the words of questions stand with
// them. All empty: the contest is written in one language.
type Wording struct {
	Title       string
	Description string
	OwnRules    string
	Alt         string // of the picture
}

// QuestionWording is a question in the other language, its choices in the same order.
type QuestionWording struct {
	Label   string
	Choices []string
}

// OtherLanguage is the one of Also.
func (c Contest) OtherLanguage() string {
	if c.Locale == "fr" {
		return "en"
	}
	return "fr"
}

// Bilingual reports whether the contest is written in both languages.
func (c Contest) Bilingual() bool {
	if c.Also != (Wording{}) {
		return true
	}
	if slices.ContainsFunc(c.Prizes, func(p Prize) bool { return p.Also != "" }) {
		return true
	}
	if slices.ContainsFunc(c.Entry.Actions, func(a Action) bool { return a.Also.Label != "" || len(a.Also.Choices) > 0 }) {
		return true
	}
	return slices.ContainsFunc(c.Entry.Questions, func(q Question) bool { return q.Also.Label != "" || len(q.Also.Choices) > 0 })
}

// In is the contest with its words in a language, where it has them: what a reader of that
// language is shown. The choices of questions stay, because they are what is answered and
// stored; ChoicesIn are their words. Nothing may be stored of it.
func (c Contest) In(lang string) Contest {
	if lang == c.Locale {
		return c
	}
	c.Title, c.Description = either(c.Also.Title, c.Title), either(c.Also.Description, c.Description)
	c.OwnRules = either(c.Also.OwnRules, c.OwnRules)
	if c.Picture != nil {
		p := *c.Picture
		p.Alt = either(c.Also.Alt, p.Alt)
		c.Picture = &p
	}
	c.Prizes = slices.Clone(c.Prizes)
	for j := range c.Prizes {
		c.Prizes[j].Name = either(c.Prizes[j].Also, c.Prizes[j].Name)
	}
	c.Entry = c.Entry.clone()
	for i, q := range c.Entry.Questions {
		c.Entry.Questions[i].Label = either(q.Also.Label, q.Label)
	}
	for i, a := range c.Entry.Actions {
		c.Entry.Actions[i].Label = either(a.Also.Label, a.Label)
	}
	return c
}

// ChoicesIn are the words of a question's choices in a language, in their order.
func (c Contest) ChoicesIn(lang string, q Question) []string {
	if lang == c.Locale || len(q.Also.Choices) != len(q.Choices) {
		return q.Choices
	}
	return q.Also.Choices
}

// ActChoicesIn are the words of a quiz's choices in a language, in their order.
func (c Contest) ActChoicesIn(lang string, a Action) []string {
	return c.ChoicesIn(lang, Question{Choices: a.Choices, Also: a.Also})
}

func either(first, otherwise string) string {
	if first != "" {
		return first
	}
	return otherwise
}

// both is a text that was typed in the contest's language and perhaps in the other one.
func (c Contest) both(typed, also string) fault.Text {
	also = either(also, typed)
	if c.Locale == "fr" {
		return fault.Text{FR: typed, EN: also}
	}
	return fault.Text{FR: also, EN: typed}
}

// readWording reads the other language. Once there is any of it, publication asks for the
// rest: a page that changes its language in the middle is read by nobody.
func (f Form) readWording(c *Contest, wrong *problems) {
	c.Also.Title = wrong.optional("also.title", f.Also.Title, maxTitle)
	c.Also.Description = wrong.lines("also.description", f.Also.Description, maxDescription)
	c.Also.OwnRules = wrong.lines("also.rules", f.Also.OwnRules, maxOwnRules)
	c.Also.Alt = wrong.optional("also.alt", f.Also.Alt, maxAlt)
	for j := range c.Prizes {
		c.Prizes[j].Also = wrong.optional(indexed("prizes", j, "also"), c.Prizes[j].Also, maxPrizeName)
	}
	for i := range c.Entry.Questions {
		c.Entry.Questions[i].checkWording(i, wrong)
	}
	if c.Bilingual() {
		c.checkBoth(wrong)
	}
}

// checkBoth asks for what is there in one language only.
func (c *Contest) checkBoth(wrong *problems) {
	need := func(name, typed, also string) {
		if typed != "" && also == "" {
			wrong.lack(name, ErrOneLanguage)
		}
	}
	need("also.title", c.Title, c.Also.Title)
	need("also.description", c.Description, c.Also.Description)
	need("also.rules", c.OwnRules, c.Also.OwnRules)
	if c.Picture != nil {
		need("also.alt", c.Picture.Alt, c.Also.Alt)
	}
	for j, p := range c.Prizes {
		need(indexed("prizes", j, "also"), p.Name, p.Also)
	}
	for i, q := range c.Entry.Questions {
		need(indexed("entry.questions", i, "also"), q.Label, q.Also.Label)
		if len(q.Choices) != len(q.Also.Choices) {
			wrong.lack(indexed("entry.questions", i, "also"), ErrChoicesDiffer)
		}
	}
	for i, a := range c.Entry.Actions {
		need(indexed("entry.actions", i, "also"), a.Label, a.Also.Label)
		if len(a.Choices) != len(a.Also.Choices) {
			wrong.lack(indexed("entry.actions", i, "also"), ErrChoicesDiffer)
		}
	}
}

func (q *Question) checkWording(i int, wrong *problems) {
	name := indexed("entry.questions", i, "also")
	q.Also.Label = wrong.optional(name, q.Also.Label, maxLabel)
	if len(q.Also.Choices) > maxChoices {
		wrong.add(name, ErrChoices.With(maxChoices))
		return
	}
	for k, choice := range q.Also.Choices {
		q.Also.Choices[k] = wrong.line(name, choice, maxLabel)
	}
}

// translations are the other language's part of rules.json; absent from the rules of a
// contest in one language.
func (c Contest) translations(terms map[string]any) {
	if !c.Bilingual() {
		return
	}
	prizes := make([]string, len(c.Prizes))
	for j, p := range c.Prizes {
		prizes[j] = p.Also
	}
	questions := make([]map[string]any, len(c.Entry.Questions))
	for i, q := range c.Entry.Questions {
		questions[i] = map[string]any{"id": q.ID, "label": q.Also.Label, "choices": q.Also.Choices}
	}
	words := map[string]any{"title": c.Also.Title, "prizes": prizes, "questions": questions}
	if len(c.Entry.Actions) > 0 {
		actions := make([]map[string]any, len(c.Entry.Actions))
		for i, a := range c.Entry.Actions {
			actions[i] = map[string]any{"id": a.ID, "label": a.Also.Label, "choices": append([]string{}, a.Also.Choices...)}
		}
		words["actions"] = actions
	}
	terms["translations"] = map[string]any{c.OtherLanguage(): words}
}
