package frontend

// LettersPage is "/m/{brand}/letters": which mails of the programme the fan wants. It posts to its own address; each letter's kind is
// a field ("yes").
type LettersPage struct {
	Frame
	Contact string // masked
	ByMail  bool   // the fan is known by an e-mail address: nothing can be written to others
	Letters []LetterChoice
}

// Template names the page's template.
func (LettersPage) Template() string { return "fan/letters" }

// LetterChoice is one kind of mail.
type LetterChoice struct {
	Kind  string
	Text  string // word for word what is agreed to
	Asked bool
}
