package frontend

import "time"

// ContestPhotosPage is the part "photos" of a contest's editor. Fields: photos (none, take), photo_award (draw, best),
// photo_top, photo_jury, photo_criteria (one a line), photo_votes (contest, day), photo_per_period, photo_hidden ("yes"),
// photo_upload_hours, photo_vote_hours, photo_minors ("yes"), photo_uses.
type ContestPhotosPage struct{ ContestEditFrame }

// Template names the page's template.
func (ContestPhotosPage) Template() string { return "admin/contest_edit_photos" }

// AdminPhotosPage is "contests"/slug/"photos": photos that wait, one after the other. It posts to itself; fields: photo (its
// id), act (publish, refuse.REASON, undo).
type AdminPhotosPage struct {
	AdminFrame
	Slug    string
	Title   string
	Tabs    []Tab
	Sealed  bool
	Until   time.Time // when the contest closes
	Waiting int
	Photo   *AdminPhoto // nil: nothing waits
	Done    *AdminPhoto // the last one that was decided: it can be undone
	Reasons []Choice
	Skip    string // address of the next one
	Form    Form
}

// AdminPhoto is a photo as staff see it.
type AdminPhoto struct {
	ID      string
	Image   Picture
	Author  string
	Number  string // of the entry
	State   string
	Reason  string
	Minor   bool
	Agreed  time.Time // when the parent agreed
	Twins   int       // others who sent the same picture
	SentAt  time.Time
	Decided time.Time
	By      string
	Votes   int
}

// Template names the page's template.
func (AdminPhotosPage) Template() string { return "admin/photos" }

// Section names the entry of the bar that leads here.
func (AdminPhotosPage) Section() string { return "campaigns" }

func (AdminPhotosPage) script() string { return "queue.js" }

// AdminPhotoListPage is "contests"/slug/"photos"/state: the photos of a state. A form posts to "contests"/slug/"photos";
// fields as in AdminPhotosPage.
type AdminPhotoListPage struct {
	AdminFrame
	Slug    string
	Title   string
	Tabs    []Tab
	State   string
	Sealed  bool
	Photos  []AdminPhoto
	Reasons []Choice
}

// Template names the page's template.
func (AdminPhotoListPage) Template() string { return "admin/photo_list" }

// Section names the entry of the bar that leads here.
func (AdminPhotoListPage) Section() string { return "campaigns" }

// AdminPhotoVotesPage is "contests"/slug/"photos"/"votes": votes that were set aside. It posts to itself; fields: photo, why,
// act (count, refuse).
type AdminPhotoVotesPage struct {
	AdminFrame
	Slug   string
	Title  string
	Tabs   []Tab
	Sealed bool
	Rows   []AsideRow
	Form   Form
}

// AsideRow are votes for one photo that were set aside for one reason.
type AsideRow struct {
	Photo  AdminPhoto
	Why    string // the words are in the texts under "photo_why.<value>"
	Votes  int
	First  time.Time
	Latest time.Time
}

// Template names the page's template.
func (AdminPhotoVotesPage) Template() string { return "admin/photo_votes" }

// Section names the entry of the bar that leads here.
func (AdminPhotoVotesPage) Section() string { return "campaigns" }

// AdminPhotoRankingPage is "contests"/slug/"photos"/"ranking": the order as it is now, and the jury. A form posts to
// "contests"/slug/"photos"/"jury"; fields: name, email; or dismiss (id).
type AdminPhotoRankingPage struct {
	AdminFrame
	Slug    string
	Title   string
	Tabs    []Tab
	Settled bool // it no longer changes
	Places  []PhotoPlace
	Top     int
	HasJury bool
	MayEdit bool
	Sealed  bool
	Jurors  []JurorRow
	Total   int    // photos to mark
	Invited string // link of the juror who was just invited; empty: none
	Public  string // address of the public ranking, once it is out
	Form    Form
}

// JurorRow is a juror.
type JurorRow struct {
	ID        string
	Name      string
	InvitedAt time.Time
	Marked    int
	Dismissed bool
}

// Template names the page's template.
func (AdminPhotoRankingPage) Template() string { return "admin/photo_ranking" }

// Section names the entry of the bar that leads here.
func (AdminPhotoRankingPage) Section() string { return "campaigns" }
