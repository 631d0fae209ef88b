package frontend

// AdminCommentsPage is "polls"/slug/"comments": what voters have said, one state at a time. Each comment posts to
// "polls"/slug/"comments"/id. Fields: act ("publish", "hold", "uphold", "reply", or "remove." and a reason), tab, reply.
// The first comment has keys: A publishes, R opens the reasons (then 1 to 6), S skips, Z takes the last act back.
type AdminCommentsPage struct {
	AdminFrame
	Slug      string
	Title     string
	Policy    CommentPolicy
	State     CommentState // of the comments listed
	Tabs      []Tab
	Rows      []AdminCommentRow
	Sealed    bool   // nobody reads any before the end
	Skip      string // address of the list after its first comment; empty: there is no other
	Next      string // address of the rest; empty: the list is whole
	ExportURL string
	Done      *DoneComment // what has just been decided
	Form      Form         // of the comment that was refused
	Wrong     string       // its id
}

// Template names the page's template.
func (AdminCommentsPage) Template() string { return "admin/comments" }

// Section names the entry of the bar that leads here.
func (AdminCommentsPage) Section() string { return "campaigns" }

func (AdminCommentsPage) script() string { return "queue.js" }

// Reasons lists why a comment may be removed.
func (AdminCommentsPage) Reasons() []RemovalReason { return RemovalReasons }

// FormFor is the form of one row: what was typed in it if it was refused.
func (p AdminCommentsPage) FormFor(row AdminCommentRow) Form {
	if row.ID == p.Wrong {
		return p.Form
	}
	return Form{Values: map[string][]string{"reply": {row.Reply}}}
}

// AdminCommentRow is a comment as moderators read it.
type AdminCommentRow struct {
	ID     string
	Said   string
	Lang   string
	Reason RemovalReason // of removing it
	Appeal string
	Upheld bool
	Reply  string
}

// DoneComment is an act that can be taken back.
type DoneComment struct {
	ID   string
	Undo string // the act that takes it back
}
