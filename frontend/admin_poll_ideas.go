package frontend

// AdminIdeasPage is "polls"/slug/"ideas": what fans have proposed or written on ballots. Each idea posts to
// "polls"/slug/"ideas"/id. Fields: label, into (an option's id), reason; act is "accept", "merge" or "decline".
type AdminIdeasPage struct {
	AdminFrame
	Slug    string
	Title   string
	Rows    []IdeaRow
	Options []Choice
	Form    Form   // of the idea that was refused
	Wrong   string // its id
}

// Template names the page's template.
func (AdminIdeasPage) Template() string { return "admin/ideas" }

// Section names the entry of the bar that leads here.
func (AdminIdeasPage) Section() string { return "campaigns" }

// IdeaRow is one idea, however it was spelled.
type IdeaRow struct {
	ID     string
	Label  string // as it was first typed
	State  IdeaState
	Into   string // label of the option it was merged with
	Reason string // of not retaining it
	Voters int    // -1: not to be told yet
}

// FormFor is the form of one row: what was typed in it if it was refused.
func (p AdminIdeasPage) FormFor(row IdeaRow) Form {
	if row.ID == p.Wrong {
		return p.Form
	}
	return Form{Values: map[string][]string{"label": {row.Label}}}
}
