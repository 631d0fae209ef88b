package frontend

import "time"

// HomePage is "/": every brand's open campaigns.
type HomePage struct {
	Frame
	Brands []BrandCampaigns // brands without open campaign are left out
}

// Template names the page's template.
func (HomePage) Template() string { return "fan/home" }

// BrandCampaigns is one brand and what it runs now.
type BrandCampaigns struct {
	Brand     BrandView
	Campaigns []CampaignCard
}

// BrandPage is "/{brand}": the campaigns of one brand, open ones first.
type BrandPage struct {
	Frame
	Open     []CampaignCard
	Upcoming []CampaignCard
	Closed   []CampaignCard
}

// Template names the page's template.
func (BrandPage) Template() string { return "fan/brand" }

// CampaignKind tells contests, votes and surveys apart.
type CampaignKind string

// Kinds of campaign.
const (
	KindContest CampaignKind = "contest"
	KindPoll    CampaignKind = "poll"
	KindSurvey  CampaignKind = "survey"
)

// Room names the part of the panel where campaigns of a kind are.
func (k CampaignKind) Room() string { return string(k) + "s" }

// CampaignState is where a campaign stands; the words are in the texts under "state.<value>".
type CampaignState string

// States of a campaign. Drafts are seen by staff alone; awaiting, drawn and counted follow the closing.
const (
	StateDraft     CampaignState = "draft"
	StateUpcoming  CampaignState = "upcoming"
	StateOpen      CampaignState = "open"
	StateClosed    CampaignState = "closed"   // a contest whose draw is to come, a vote that has ended
	StateAwaiting  CampaignState = "awaiting" // sealed list, random number not there yet
	StateDrawn     CampaignState = "drawn"
	StateCancelled CampaignState = "cancelled"
	StateCalling   CampaignState = "calling" // a vote for which fans propose options
	StateSifting   CampaignState = "sifting" // a vote whose options the team is choosing
	StateVoid      CampaignState = "void"    // a vote that has ended and whose result does not stand
)

// CampaignCard is a campaign in a list for fans.
type CampaignCard struct {
	Kind         CampaignKind
	Slug         string
	Title        string
	Picture      *Picture
	State        CampaignState
	OpensAt      time.Time
	ClosesAt     time.Time
	Participants int    // entries or votes; 0 is not shown
	Prize        string // first prize of a contest
	Points       int    // points that taking part earns; 0: none
}

// Path is the address of the campaign: its page, or what came out of it once it is over.
func (c CampaignCard) Path() string {
	over := c.State == StateClosed || c.State == StateDrawn
	switch {
	case c.Kind == KindPoll && over:
		return PollPath(c.Slug, "results")
	case c.Kind == KindPoll:
		return PollPath(c.Slug)
	case c.Kind == KindSurvey:
		return SurveyPath(c.Slug)
	default:
		return ContestPath(c.Slug)
	}
}
