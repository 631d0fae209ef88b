package frontend

// CommentPolicy is whether a vote may come with a comment, and when staff read it; the words are in the texts under
// "comments_policy.<value>" and "comment_rule.<value>".
type CommentPolicy string

// The policies.
const (
	CommentsOff    CommentPolicy = "off"
	CommentsBefore CommentPolicy = "before"
	CommentsAfter  CommentPolicy = "after"
)

// CommentState is where a comment stands; the words are in the texts under "comment_state.<value>".
type CommentState string

// The states.
const (
	CommentHeld    CommentState = "held"
	CommentShown   CommentState = "shown"
	CommentRemoved CommentState = "removed"
)

// RemovalReason is why a comment was removed; the words are in the texts under "removal.<value>".
type RemovalReason string

// The reasons, in the order in which they are offered.
const (
	RemovedInsult       RemovalReason = "insult"
	RemovedHate         RemovalReason = "hate"
	RemovedPersonalData RemovalReason = "personal_data"
	RemovedAdvertising  RemovalReason = "advertising"
	RemovedUnlawful     RemovalReason = "unlawful"
	RemovedOffTopic     RemovalReason = "off_topic"
)

// RemovalReasons lists them.
var RemovalReasons = []RemovalReason{
	RemovedInsult, RemovedHate, RemovedPersonalData, RemovedAdvertising, RemovedUnlawful, RemovedOffTopic,
}

// CommentLine is a comment as others read it.
type CommentLine struct {
	Said  string // as typed
	Lang  string
	Reply string // of the brand; empty: none
}

// RemovalCount is how many comments were removed for a reason.
type RemovalCount struct {
	Reason RemovalReason
	Count  int
}

// CommentsView is what voters have said, in an order that is drawn.
type CommentsView struct {
	Lines    []CommentLine
	Brand    string // who replies
	Removed  []RemovalCount
	Restored int
	All      string // path of the page with all of them, or of its next page; empty: these are all
}

// Total is how many were removed.
func (v CommentsView) Total() int {
	n := 0
	for _, r := range v.Removed {
		n += r.Count
	}
	return n
}

// Shown tells whether there is anything to show.
func (v *CommentsView) Shown() bool {
	return v != nil && (len(v.Lines) > 0 || len(v.Removed) > 0 || v.Restored > 0)
}

// CommentsPage is "/p/{slug}/comments": all that voters have said. Query: after.
type CommentsPage struct {
	Frame
	Poll     PollView
	State    CampaignState
	Hidden   bool // the reader may not see them yet
	Comments *CommentsView
	First    bool // the first page
}

// Template names the page's template.
func (CommentsPage) Template() string { return "fan/comments" }

func (p CommentsPage) sharePicture() *Picture { return p.Poll.sharePicture() }

// OwnComment is a comment as its author reads it.
type OwnComment struct {
	Said   string
	State  CommentState
	Waits  bool // for other votes: nobody else reads it yet
	Reason RemovalReason
	Appeal string // as its author has said
	Upheld bool   // the appeal was looked at, and it stays removed
	Reply  string
}
