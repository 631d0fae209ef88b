package frontend

// AdminFrame is what the pages of the panel have around their content.
type AdminFrame struct {
	Frame
	User   StaffView
	Brands []BrandChoice // those the person may switch to, the present one included
	Can    Permissions   // in the present brand; a page shows no button for what is refused anyway
}

// StaffView is the person who is signed in.
type StaffView struct {
	Name  string
	Email string
	Role  StaffRole // in the present brand
}

// StaffRole is a role; the words are in the texts under "role.<value>".
type StaffRole string

// Roles of staff, per brand.
const (
	RoleOwner     StaffRole = "owner"
	RoleManager   StaffRole = "manager"
	RoleModerator StaffRole = "moderator"
	RoleTill      StaffRole = "till"
	RoleViewer    StaffRole = "viewer"
	RoleWitness   StaffRole = "witness"
)

// StaffRoles lists every role, the one with most rights first.
var StaffRoles = []StaffRole{RoleOwner, RoleManager, RoleModerator, RoleTill, RoleViewer, RoleWitness}

// Permissions tells which buttons to show.
type Permissions struct {
	SeeCampaigns  bool
	EditCampaigns bool
	RunDraws      bool // cancel, disqualify
	Moderate      bool // settle what was set aside
	SeeEntries    bool // with personal data
	SeeMembers    bool
	AdjustPoints  bool
	SeeLoyalty    bool // rules and rewards
	EditLoyalty   bool
	SeeEvidence   bool // and take the evidence file
	OpenSample    bool // see the people that a draw's number chose for an audit
	RecordAudit   bool
	SeeJournal    bool
	EditBrand     bool
	ManageTeam    bool
	HandPrizes    bool // claims, and prizes handed over
	EditWebhooks  bool
}

// BrandChoice is one brand in the switch.
type BrandChoice struct {
	Slug, Name, Colour string
	Role               StaffRole
	Current            bool
}

// Link is the address of a page of the present brand in the panel, in the language of the page.
func (f AdminFrame) Link(under ...string) string {
	if f.Brand == nil {
		return f.Href(AdminPath(under...))
	}
	return f.Href(AdminBrandPath(f.Brand.Slug, under...))
}

// Tab is one view of a list, a link with a count.
type Tab struct {
	Key     string // the words are in the texts under "tab.<key>"
	Label   string // instead of Key, for views named by people (tiers)
	Count   int    // -1: not counted
	Href    string
	Current bool
}
