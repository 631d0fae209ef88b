package frontend

import "html/template"

// ScreenPage is "/p/{slug}/screen": the figures of a vote for a room, with nothing to press. Its stream is that of
// ResultsPage; when the vote is over it loads anew.
type ScreenPage struct {
	Frame
	Poll         PollView
	State        CampaignState
	Hidden       bool // figures are not to be seen yet
	Results      *ResultsView
	StreamHref   string
	SnapshotHref string
	Refresh      int // seconds until it loads anew by itself, without script; 0: it need not
}

// Template names the page's template.
func (ScreenPage) Template() string { return "fan/screen" }

func (ScreenPage) sheet() string { return "screen.css" }

func (p ScreenPage) sharePicture() *Picture { return p.Poll.sharePicture() }

// VoteHref is where the code leads, without language: each phone has its own.
func (p ScreenPage) VoteHref() string { return p.BaseURL + PollPath(p.Poll.Slug) }

// Code is VoteHref to scan.
func (p ScreenPage) Code() (template.HTML, error) { return codeSVG(p.VoteHref()) }

// Address is VoteHref in words.
func (p ScreenPage) Address() string { return shownAddress(p.VoteHref()) }
