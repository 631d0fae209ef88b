package frontend

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image/color"
	"sync"
	"time"

	"kermesse/frontend/poster"
)

// PosterView is what the picture of a shared link says.
type PosterView struct {
	Lang   string
	Brand  string
	Colour string // "#rrggbb"; empty or unreadable: the colours of Kermesse
	Title  string
	Label  DrawLabel // of a draw
	Vote   bool      // it is a vote
	EndsAt time.Time
}

// Name is the file's name. It changes with what the picture says, because networks keep pictures by their address.
func (v PosterView) Name() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %q %q %q %s %t %d", v.Lang, v.Brand, v.Colour, v.Title, v.Label, v.Vote, v.EndsAt.Unix()))
	return "share-" + hex.EncodeToString(sum[:6]) + ".png"
}

// PosterPicture is the poster as a shared link's picture. path is where the contest or the vote is.
func (r *Renderer) PosterPicture(v PosterView, path string) *Picture {
	return &Picture{
		URL: LocalPath(v.Lang, path+"/"+v.Name()), Alt: r.Text(v.Lang, "poster.alt", "Title", v.Title, "Brand", v.Brand),
		Width: poster.Width, Height: poster.Height,
	}
}

// keptPosters is how many pictures stay in memory, of about 80 kB each.
const keptPosters = 128

// posters keeps the pictures that were drawn: one takes some tenths of a second.
type posters struct {
	mu   sync.Mutex
	kept map[string]func() ([]byte, error)
}

// Poster is the picture as a PNG file. It is drawn once however many ask at the same time.
func (r *Renderer) Poster(v PosterView) ([]byte, error) {
	r.posters.mu.Lock()
	file, ok := r.posters.kept[v.Name()]
	if !ok {
		if len(r.posters.kept) >= keptPosters || r.posters.kept == nil {
			r.posters.kept = map[string]func() ([]byte, error){}
		}
		file = sync.OnceValues(func() ([]byte, error) { return poster.Draw(r.card(v)) })
		r.posters.kept[v.Name()] = file
	}
	r.posters.mu.Unlock()
	return file()
}

// card promises no more than the label does.
func (r *Renderer) card(v PosterView) poster.Card {
	fill := mustHex(houseColour)
	if c, err := parseHex(v.Colour); err == nil {
		fill = c
	}
	return poster.Card{
		Brand: v.Brand, Mark: initial(v.Brand), Title: v.Title,
		Badge: r.Text(v.Lang, v.badge()), Line: r.Text(v.Lang, "poster.until", "Day", Day(v.Lang, v.EndsAt)),
		Inks: poster.Inks{
			Paper: mustHex(lightPage).rgba(), Text: mustHex("#2a1f1a").rgba(), Muted: mustHex("#6a5a50").rgba(),
			Fill: fill.rgba(), OnFill: readableOn(fill).rgba(), Stripe: mustHex(lightCard).rgba(),
			Sun: mustHex("#e9a820").rgba(), Sea: mustHex("#1f7d78").rgba(),
		},
	}
}

func (v PosterView) badge() string {
	switch {
	case v.Vote:
		return "poster.vote"
	case v.Label == LabelC:
		return "poster.frozen"
	case v.Label == LabelTest:
		return "poster.test"
	}
	return "poster.verifiable"
}

// rgba is the colour for pictures, opaque.
func (c rgb) rgba() color.RGBA {
	channel := func(v float64) uint8 { return uint8(v*255 + 0.5) }
	return color.RGBA{channel(c.r), channel(c.g), channel(c.b), 255}
}
