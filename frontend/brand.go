package frontend

import (
	"fmt"
	"math"
	"strings"
)

// Page backgrounds, written here and in src/site.css (a test compares them): the page, and the cards on it.
const (
	lightPage, lightCard = "#fff9f0", "#ffffff"
	darkPage, darkCard   = "#1a1412", "#251d1a"
)

// houseColour is the fill of pages without brand.
const houseColour = "#bf3b26"

// Tones are the colour tokens that a brand sets, for one colour scheme.
type Tones struct {
	Fill   string // buttons, awning: the brand's colour as given
	OnFill string // text on Fill, contrast 4.5 at least
	Edge   string // border of what is filled, 3 at least against page and cards (WCAG 1.4.11)
	Link   string // links and figures, same hue, 4.5 at least against page, cards and Wash
	Wash   string // background of what is chosen or pointed out
}

// Theme is what one brand colour becomes on the pages.
type Theme struct {
	Light, Dark Tones
	LinkChanged bool // links in the light scheme are not the colour as given: the manager is told why
}

// NewTheme computes the tones of a brand colour "#rrggbb". It refuses only what is no colour: the fill stays as given,
// what must be read is corrected.
func NewTheme(colour string) (Theme, error) {
	c, err := parseHex(colour)
	if err != nil {
		return Theme{}, err
	}
	theme := Theme{
		Light: newTones(c, mustHex(lightPage), mustHex(lightCard), 0.955),
		Dark:  newTones(c, mustHex(darkPage), mustHex(darkCard), 0.27),
	}
	theme.LinkChanged = theme.Light.Link != c.hex()
	return theme, nil
}

// newTones: washLightness is the OKLCH lightness of the wash; its chroma is low, so that text stays the calmest thing.
func newTones(c, page, card rgb, washLightness float64) Tones {
	k := toOKLCH(c)
	wash := oklch{washLightness, math.Min(k.c, 0.035), k.h}.rgb().written()
	return Tones{
		Fill:   c.hex(),
		OnFill: readableOn(c).hex(),
		Edge:   reach(c, 3, page, card, wash).hex(),
		Link:   reach(c, 4.5, page, card, wash).hex(),
		Wash:   wash.hex(),
	}
}

// swatch shows a manager what a colour becomes on one background.
type swatch struct {
	Tones
	Page  string
	Ratio float64 // contrast of links with the page
	Dark  bool
}

// swatches are the light and the dark one; none for what is no colour.
func swatches(colour string) []swatch {
	theme, err := NewTheme(colour)
	if err != nil {
		return nil
	}
	show := func(t Tones, page string, dark bool) swatch {
		return swatch{Tones: t, Page: page, Ratio: contrast(mustHex(t.Link), mustHex(page)), Dark: dark}
	}
	return []swatch{show(theme.Light, lightPage, false), show(theme.Dark, darkPage, true)}
}

// linkChanged tells whether links of that brand are not the colour as given.
func linkChanged(colour string) bool {
	theme, err := NewTheme(colour)
	return err == nil && theme.LinkChanged
}

func (t Tones) declarations() string {
	return fmt.Sprintf(":root{--fill:%s;--on-fill:%s;--edge:%s;--link:%s;--wash:%s}", t.Fill, t.OnFill, t.Edge, t.Link, t.Wash)
}

// CSS is the style block that follows the base sheet on a brand's pages.
func (t Theme) CSS() string {
	var css strings.Builder
	css.WriteString(t.Light.declarations())
	css.WriteString("@media(prefers-color-scheme:dark){")
	css.WriteString(t.Dark.declarations())
	css.WriteString("}")
	return css.String()
}
