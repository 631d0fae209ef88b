package frontend

// ContestSharePage is "contests"/slug/"share": the posts for each network, and a look at a text of one's own. It posts to
// its own address; fields: network, text.
type ContestSharePage struct {
	AdminFrame
	Slug, Title string
	Draft       bool
	Posts       []SharePost
	Form        Form
	Looked      bool // a text was looked at
	Length      int  // of it, as the network counts
	Findings    []ShareFinding
}

// Template names the page's template.
func (ContestSharePage) Template() string { return "admin/contest_share" }

// Section names the entry of the bar that leads here.
func (ContestSharePage) Section() string { return "campaigns" }

func (ContestSharePage) script() string { return "lint.js" }

// Networks are those to choose from.
func (p ContestSharePage) Networks() []Choice {
	var choices []Choice
	for _, post := range p.Posts {
		choices = append(choices, Choice{Value: post.Network, Label: post.Name})
	}
	return choices
}

// SharePost is what is posted on one network.
type SharePost struct {
	Network, Name string
	Max           int // characters; 0: no limit that a post reaches
	Texts         []ShareText
}

// ShareText is a post in one language.
type ShareText struct {
	Lang, Text string
	Length     int
	Href       string // of the network's own window; empty where it has none
}

// ShareFinding is something that a text should not say, or lacks; the words are in the texts under "share_rule.<rule>".
type ShareFinding struct {
	Rule      string
	Forbidden bool   // else advised against
	Quote     string // the sentence; empty where something is missing
}
