package frontend

import (
	"time"

	"kermesse/frontend/paper"
)

// SheetView is what a poster to print says.
type SheetView struct {
	Lang   string
	Kind   CampaignKind
	Brand  string
	Colour string // "#rrggbb"; empty or unreadable: the colours of Kermesse
	Title  string
	EndsAt time.Time // zero: not said yet
	URL    string    // short address, in the code
	Rules  string    // address of the full rules; empty: there are none
	Legal  string    // who organises
	Unfree bool      // entering takes a code or a purchase, and no free way is promised
}

// Sheet is the poster as a PDF file.
func (r *Renderer) Sheet(v SheetView, size paper.Size) ([]byte, error) {
	p := paper.Poster{
		Options: paper.Options{Lang: v.Lang, Title: Tidy(v.Title), Author: v.Brand, At: v.EndsAt, Ink: inkOf(v.Colour)},
		Size:    size, Brand: v.Brand, Badge: r.Text(v.Lang, "sheet.badge_"+string(v.Kind)+v.unfree()), Call: r.Text(v.Lang, "sheet.scan"),
		URL: v.URL, Typed: shownAddress(v.URL),
	}
	if !v.EndsAt.IsZero() {
		p.Line = r.Text(v.Lang, "sheet.until", "Moment", Moment(v.Lang, v.EndsAt))
	}
	if v.Rules != "" {
		p.Small = append(p.Small, r.Text(v.Lang, "sheet.rules"+v.unfree(), "Address", shownAddress(v.Rules)))
	}
	if v.Legal != "" {
		p.Small = append(p.Small, r.Text(v.Lang, "foot.organiser", "Name", v.Legal))
	}
	return p.Bytes()
}

// unfree ends the names of the words that call nothing free.
func (v SheetView) unfree() string {
	if v.Unfree {
		return "_unfree"
	}
	return ""
}

// inkOf is a brand's colour on paper, which is white: that of the light pages.
func inkOf(colour string) paper.Ink {
	if colour == "" {
		colour = houseColour
	}
	theme, err := NewTheme(colour)
	if err != nil {
		theme, _ = NewTheme(houseColour)
	}
	return theme.ink()
}
