package frontend

import (
	"html/template"
	"net/url"
	"strings"
)

// document is what a layout shows: the parts of a page, already written, and what belongs around them.
type document struct {
	Page
	Frame
	Title template.HTML
	About template.HTML
	Head  template.HTML
	Main  template.HTML
	Base  template.CSS
	Own   template.CSS // of this page alone, "" for most
	Place template.CSS // of the place in which it is shown, "" for most
	Theme template.CSS
	Admin *AdminFrame // nil outside the panel
	Till  *TillView   // nil but on an open till
	Part  string      // of the panel, "" outside
}

// Languages lists the languages in which the page exists.
func (document) Languages() []string { return Languages }

// unlisted are the pages that belong to one person or lead nowhere: search engines are told to leave them.
var unlisted = map[string]bool{
	"fan/confirm": true, "fan/receipt": true, "fan/vote_receipt": true, "fan/member_sign_in": true, "fan/member": true,
	"fan/redeem": true, "fan/card": true, "fan/friends": true, "fan/invited": true, "fan/gifts": true, "fan/gift": true, "fan/profile": true, "fan/missed": true, "fan/follow": true, "fan/stop": true, "fan/data": true, "fan/erase": true, "fan/error": true,
}

// Unlisted tells whether search engines must leave the page alone.
func (d document) Unlisted() bool { return unlisted[d.Template()] }

// wide are the pages that show cards side by side where there is room.
var wide = map[string]bool{"fan/home": true, "fan/brand": true, "fan/member": true}

// Wide tells whether the page is wider than a column of text.
func (d document) Wide() bool { return wide[d.Template()] }

// Share is the picture that goes with a shared link, with its absolute address.
func (d document) Share() (Picture, error) {
	if page, ok := d.Page.(interface{ sharePicture() *Picture }); ok {
		if picture := page.sharePicture(); picture != nil {
			return picture.absolute(d.BaseURL), nil
		}
	}
	address, err := loadedAssets().address("share.png")
	return Picture{URL: d.BaseURL + address, Alt: "Kermesse", Width: 1200, Height: 630}, err
}

// OEmbed is where other sites learn how to show the page; "" for pages that are shown nowhere else.
func (d document) OEmbed() string {
	switch d.Page.(type) {
	case VotePage, ContestPage:
		return d.BaseURL + "/oembed?url=" + url.QueryEscape(d.Canonical())
	}
	return ""
}

// absolute is the picture at its absolute address.
func (p Picture) absolute(base string) Picture {
	if strings.HasPrefix(p.URL, "/") {
		p.URL = base + p.URL
	}
	return p
}

// inPanel is a page behind the sign-in of the panel.
type inPanel interface {
	Page
	Section() string
	adminFrame() AdminFrame
}

func (f AdminFrame) adminFrame() AdminFrame { return f }

// Script is the source of a script that only this page needs; "" for most.
func (d document) Script() string {
	if page, ok := d.Page.(interface{ script() string }); ok {
		return page.script()
	}
	return ""
}

// layout chooses what goes around the page: the fair's stall, the panel, or the door to the panel.
func (d *document) layout() string {
	if page, ok := d.Page.(inPanel); ok {
		frame := page.adminFrame()
		d.Admin, d.Part = &frame, page.Section()
		return "layout/panel"
	}
	if page, ok := d.Page.(interface{ counter() TillView }); ok {
		till := page.counter()
		d.Till = &till
	}
	if strings.HasPrefix(d.Template(), "till/") {
		return "layout/till"
	}
	if strings.HasPrefix(d.Template(), "admin/") {
		return "layout/door"
	}
	if d.Within == KioskPath {
		return "layout/kiosk"
	}
	if d.Within != "" || d.Rehearsal {
		return "layout/within"
	}
	if d.Template() == "fan/stage" {
		return "layout/stage"
	}
	if d.Template() == "fan/screen" || d.Template() == "fan/contest_screen" {
		return "layout/screen"
	}
	return "layout/fan"
}
