package account

import "slices"

// Role is what a user is to one brand.
type Role string

// The roles, from the most to the least powerful.
const (
	Owner     Role = "owner"     // everything, the team and the brand itself included
	Manager   Role = "manager"   // campaigns, people, points; not the team
	Moderator Role = "moderator" // accepts, rejects, answers, hands prizes over
	Till      Role = "till"      // the phone at the counter
	Viewer    Role = "viewer"    // results and reports, no personal data
	Witness   Role = "witness"   // bailiff, regulator, client: rules, proofs, journal
)

// Roles lists the roles, the most powerful first.
func Roles() []Role {
	return []Role{Owner, Manager, Moderator, Till, Viewer, Witness}
}

// Permission is one thing that a role may or may not do.
type Permission string

// The permissions. A domain asks for the one that names the act, never for a role.
const (
	ViewCampaigns Permission = "campaigns.view" // contests and polls, drafts included; names masked
	EditCampaigns Permission = "campaigns.edit" // create, change, publish, cancel
	DrawWinners   Permission = "winners.draw"   // freeze, draw, replace with a reason
	HandPrizes    Permission = "prizes.hand"    // claims and prizes handed over
	Moderate      Permission = "moderate"       // accept, reject, answer, settle appeals
	ViewPeople    Permission = "people.view"    // entries, fans and members with their contacts
	ExportPeople  Permission = "people.export"  // the same, as a file
	ErasePeople   Permission = "people.erase"   // on a fan's request
	ViewLoyalty   Permission = "loyalty.view"   // rules, rewards, books, liability
	EditLoyalty   Permission = "loyalty.edit"   // rules, tiers, rewards, codes
	UseTill       Permission = "till.use"       // scan a member, earn, redeem, within the limits of tills
	PostPoints    Permission = "points.post"    // the books themselves, for the systems of a shop: earn, spend, hold, without a till's limits
	AdjustPoints  Permission = "points.adjust"  // points by hand, with a reason
	LiftLimits    Permission = "loyalty.lift"   // the limit above which two people decide, raised or dropped
	TakeLoyalty   Permission = "loyalty.take"   // all of the programme as files, people and vouchers included
	ViewEvidence  Permission = "evidence.view"  // proofs, frozen rules, evidence file
	OpenSample    Permission = "sample.open"    // the people behind the entries that the beacon chose for an audit
	RecordAudit   Permission = "audit.record"   // state in the public log what an audit found
	ViewJournal   Permission = "journal.view"
	EditBrand     Permission = "brand.edit"    // name, colour, organiser, time zone
	EditWebhooks  Permission = "webhooks.edit" // which systems of the brand are told what, and the log of it
	EditTeam      Permission = "team.edit"     // invite, change roles, remove
)

// Permissions lists every permission there is.
func Permissions() []Permission {
	return []Permission{
		ViewCampaigns, EditCampaigns, DrawWinners, HandPrizes, Moderate,
		ViewPeople, ExportPeople, ErasePeople,
		ViewLoyalty, EditLoyalty, UseTill, PostPoints, AdjustPoints, LiftLimits, TakeLoyalty,
		ViewEvidence, OpenSample, RecordAudit, ViewJournal, EditBrand, EditWebhooks, EditTeam,
	}
}

// granted is the whole of what roles may do: what is not listed is refused. It is
// spelled out, role by role, so that one look answers "who can do this?".
var granted = map[Role][]Permission{
	Owner: {
		ViewCampaigns, EditCampaigns, DrawWinners, HandPrizes, Moderate,
		ViewPeople, ExportPeople, ErasePeople,
		ViewLoyalty, EditLoyalty, UseTill, PostPoints, AdjustPoints, LiftLimits, TakeLoyalty,
		ViewEvidence, OpenSample, ViewJournal, EditBrand, EditWebhooks, EditTeam,
	},
	Manager: {
		ViewCampaigns, EditCampaigns, DrawWinners, HandPrizes, Moderate,
		ViewPeople, ExportPeople, ErasePeople,
		ViewLoyalty, EditLoyalty, UseTill, PostPoints, AdjustPoints,
		ViewEvidence, OpenSample, ViewJournal, EditBrand, EditWebhooks,
	},
	Moderator: {ViewCampaigns, HandPrizes, Moderate, ViewPeople, ViewEvidence},
	Till:      {HandPrizes, UseTill},
	Viewer:    {ViewCampaigns, ViewLoyalty, ViewEvidence},
	Witness:   {ViewCampaigns, ViewEvidence, OpenSample, RecordAudit, ViewJournal},
}

// Valid reports whether r is one of the roles.
func (r Role) Valid() bool {
	_, ok := granted[r]
	return ok
}

// Can reports whether the role carries perm.
func (r Role) Can(perm Permission) bool {
	return slices.Contains(granted[r], perm)
}
