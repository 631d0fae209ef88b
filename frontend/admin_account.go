package frontend

import "time"

// AdminSignInPage is "/admin/sign-in"; it posts to its own address; fields: email, password, next.
type AdminSignInPage struct {
	Frame
	Next string // path to go to afterwards
	Form Form
}

// Template names the page's template.
func (AdminSignInPage) Template() string { return "admin/sign_in" }

// AdminForgottenPage is "/admin/forgotten": asks for a link to choose a new password. It posts to its own address; field:
// email. Once Sent it says so, whether the address is known or not.
type AdminForgottenPage struct {
	Frame
	Sent bool
	Form Form
}

// Template names the page's template.
func (AdminForgottenPage) Template() string { return "admin/forgotten" }

// AdminResetPage is "/admin/reset": choose a new password by the link that was mailed. It posts to its own address;
// fields: token, password.
type AdminResetPage struct {
	Frame
	Token string
	Form  Form
}

// Template names the page's template.
func (AdminResetPage) Template() string { return "admin/reset" }

// AdminSetupPage is "/admin/setup": the first user, by the one-time link printed at the first start. It posts to its own
// address; fields: token, name, email, password, brand_name, brand_slug, time_zone, currency, locale.
type AdminSetupPage struct {
	Frame
	Token      string
	Zones      []string // offered time zones, IANA names
	Currencies []string // offered ISO 4217 codes
	Form       Form
}

// Template names the page's template.
func (AdminSetupPage) Template() string { return "admin/setup" }

// AdminJoinPage is "/admin/join": an invited person chooses a password. It posts to its own address; fields: token, name,
// password.
type AdminJoinPage struct {
	Frame
	Token string
	Email string
	Role  StaffRole
	Known bool // has an account and is signed in with it: one button is enough
	Form  Form
}

// Template names the page's template.
func (AdminJoinPage) Template() string { return "admin/join" }

// AdminBrandsPage is "/admin/brands": choose a brand or create one. It posts to its own address; fields: brand_name,
// brand_slug, time_zone, currency, locale, colour.
type AdminBrandsPage struct {
	AdminFrame
	MayCreate  bool
	Zones      []string
	Currencies []string
	Form       Form
}

// Template names the page's template.
func (AdminBrandsPage) Template() string { return "admin/brands" }

// Section names the entry of the bar that leads here.
func (AdminBrandsPage) Section() string { return "brands" }

// AdminBrandEditPage is "settings" under a brand: how it looks and who it is. It posts to its own address; fields: name,
// tagline, colour, legal_name, legal_address, contact, time_zone, currency, locale.
type AdminBrandEditPage struct {
	AdminFrame
	Zones      []string
	Currencies []string
	Form       Form
}

// Template names the page's template.
func (AdminBrandEditPage) Template() string { return "admin/brand_edit" }

// Section names the entry of the bar that leads here.
func (AdminBrandEditPage) Section() string { return "settings" }

// AdminAccountPage is "/admin/account". Three forms: AdminPath("account") with name and lang; AdminPath("account",
// "password") with current_password and new_password; AdminPath("account", "sessions") ends all other sessions.
type AdminAccountPage struct {
	AdminFrame
	Form     Form // name and language
	Password Form
	Sessions []SessionLine
}

// Template names the page's template.
func (AdminAccountPage) Template() string { return "admin/account" }

// Section names the entry of the bar that leads here.
func (AdminAccountPage) Section() string { return "account" }

// SessionLine is one place where the person is signed in.
type SessionLine struct {
	Device   string
	LastSeen time.Time
	Current  bool
}

// AdminTeamPage is "team" under a brand. Forms: "team" with email and role invites; "team"/id with role changes it;
// "team"/id/"remove" removes.
type AdminTeamPage struct {
	AdminFrame
	Members []TeamMember
	Invited []Invitation
	Form    Form
}

// Template names the page's template.
func (AdminTeamPage) Template() string { return "admin/team" }

// Section names the entry of the bar that leads here.
func (AdminTeamPage) Section() string { return "team" }

// Roles lists the roles to choose from.
func (AdminTeamPage) Roles() []StaffRole { return StaffRoles }

// TeamMember is a person with a role in the brand.
type TeamMember struct {
	ID       string
	Name     string
	Email    string
	Role     StaffRole
	LastSeen time.Time
	Self     bool
}

// Invitation is a person who has not come yet. Link is set once, right after the invitation was made.
type Invitation struct {
	ID        string
	Email     string
	Role      StaffRole
	ExpiresAt time.Time
	Link      string
}
