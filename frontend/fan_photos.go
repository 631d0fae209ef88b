package frontend

import (
	"strings"
	"time"
)

// PhotoAsk is what a form says of the photo that it asks for. Fields: photo (file) or, where the script has sent it in
// parts, upload; photo_alt, photo_age (adult, minor), photo_parent_name, photo_parent_email, photo_rights ("yes"),
// photo_uses ("yes", "no").
type PhotoAsk struct {
	Until   time.Time // when photos are no longer taken
	Ended   bool      // they are no longer
	MaxMB   int
	Accept  string // of the field
	Uploads string // address to which a script sends parts; empty: the photo comes with the form
	Part    int    // bytes of a part
	AsksAge bool
	Minors  bool   // who is under age may enter, with a parent's agreement
	Rights  string // what is ticked
	Uses    string // what may be ticked beside; empty: nothing
}

// MaxBytes is the same in bytes.
func (p PhotoAsk) MaxBytes() int { return p.MaxMB << 20 }

// EntryPhoto is the photo of an entry on the exit screen. The forms post to Action: act = "withdraw", or another photo
// with the fields of PhotoAsk.
type EntryPhoto struct {
	Action string
	State  string // held, waiting, published, refused, withdrawn; empty: none was sent
	Reason string
	Photo  *Picture // nil: its files are gone
	Page   string   // path of its page, once it is published
	Parent string   // address that was asked to agree, masked
	Votes  int
	Counts bool // votes are told
	Open   bool // the contest has not closed
	Ask    *PhotoAsk
	Form   Form
}

// PhotoView is a photo as everybody sees it.
type PhotoView struct {
	ID     string
	Href   string // path of its page
	Image  Picture
	Lang   string // of its words
	Author string
	Votes  int
	Counts bool // votes are told
}

// PhotosPage is "/c/{slug}/photos": the gallery, in an order at random.
type PhotosPage struct {
	Frame
	Contest   ContestView
	State     CampaignState
	Photos    []PhotoView
	Total     int
	Page      int
	Pages     int
	Previous  string // addresses
	Next      string
	Takes     bool // photos are taken
	TakesTill time.Time
	Votes     bool // votes are taken
	VotesTill time.Time
	Hidden    bool // how many votes there are is told at closing
	Jury      int  // what it counts for, of 100
	Ranked    bool // the ranking is out
}

// Template names the page's template.
func (PhotosPage) Template() string { return "fan/photos" }

func (PhotosPage) sheet() string { return "photos.css" }

// PhotoPage is "/c/{slug}/photos/{id}": one photo, and the vote for it.
type PhotoPage struct {
	Frame
	Contest ContestView
	Photo   PhotoView
	Vote    *PhotoVote // nil: votes are not taken now
	Share   string     // address to share
	Ranked  bool
}

// PhotoVote is the form that votes. It posts to Action; fields: act = "vote" with email where Voter is empty, "back" takes
// the vote back, "other" forgets who votes from this browser.
type PhotoVote struct {
	Action string
	Voter  string // masked address, once proved from this browser
	Voted  bool   // for this photo, in this period
	Left   int    // votes that they still have
	Most   int    // of a period
	Daily  bool
	Until  time.Time
	Form   Form
}

// Template names the page's template.
func (PhotoPage) Template() string { return "fan/photo" }

func (PhotoPage) sheet() string { return "photos.css" }

func (p PhotoPage) sharePicture() *Picture {
	shared := p.Photo.Image
	if strings.HasPrefix(shared.URL, "/") {
		shared.URL = p.BaseURL + shared.URL
	}
	return &shared
}

// PhotoRankingPage is "/c/{slug}/photos/ranking": the order that a contest came to.
type PhotoRankingPage struct {
	Frame
	Contest ContestView
	At      time.Time
	Places  []PhotoPlace
	Top     int  // how many take part in the draw; 0: the best win by themselves
	Jury    int  // what it counts for, of 100
	Voted   bool // the public voted
	Hash    string
	File    string // address
	Drawn   bool
}

// Public is what the votes count for, of 100.
func (p PhotoRankingPage) Public() int { return 100 - p.Jury }

// PhotoPlace is a photo and where it stands.
type PhotoPlace struct {
	Rank   int
	Photo  *PhotoView // nil: it was withdrawn since
	Points string     // of 100, as the page's language writes them
	Public string
	Jury   string
	Votes  int
	Mean   string // of the marks; empty: nobody marked it
	Before string // why it stands before the next, where points do not tell; the words are in the texts under "photo_tie.<value>"
	Drawn  bool   // it takes part in the draw
	Prize  string // won by its rank
}

// Template names the page's template.
func (PhotoRankingPage) Template() string { return "fan/photo_ranking" }

func (PhotoRankingPage) sheet() string { return "photos.css" }

// PhotoAgreePage is "/c/{slug}/photos/agree/{key}": a parent is asked. It posts to itself; fields: answer (yes, no),
// agree ("yes").
type PhotoAgreePage struct {
	Frame
	Contest  ContestView
	Action   string // path
	Child    string
	Words    string // what they agree to
	Image    *Picture
	Answered string // yes, no; empty: not yet
	Form     Form
}

// Template names the page's template.
func (PhotoAgreePage) Template() string { return "fan/photo_agree" }

// JuryPage is "/c/{slug}/jury/{key}": photos to mark, without their authors. It posts to itself; fields:
// mark.<photo>.<criterion> (1 to 10, empty: none).
type JuryPage struct {
	Frame
	Contest  ContestView
	Action   string // path
	Name     string
	Photos   []JuryPhoto
	Marked   int
	Total    int
	Page     int
	Pages    int
	Previous string
	Next     string
	Open     bool
	Until    time.Time
	Form     Form
}

// JuryPhoto is a photo before a juror.
type JuryPhoto struct {
	PhotoView
	No    int // on the page, from 1
	Marks []JuryMark
}

// JuryMark is one mark of a photo.
type JuryMark struct {
	Field string
	Label string
	Value string
}

// Options are the marks that can be chosen.
func (JuryMark) Options() []Choice {
	options := []Choice{{Value: "", Label: "–"}}
	for _, mark := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"} {
		options = append(options, Choice{Value: mark, Label: mark})
	}
	return options
}

// Template names the page's template.
func (JuryPage) Template() string { return "fan/jury" }

func (JuryPage) sheet() string { return "photos.css" }

func (p ContestPage) script() string { return p.Contest.uploads(p.State == StateOpen) }

// uploads is the script of pages that ask for a photo.
func (c ContestView) uploads(asked bool) string {
	if asked && c.Photo != nil && c.Photo.Uploads != "" {
		return "upload.js"
	}
	return ""
}
