// Package poster draws the picture that goes with a shared link: 1200 by 630 pixels, flat colours, a few dozen
// kilobytes. The same card gives the same bytes.
package poster

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"kermesse/frontend/typeface"
)

// Width and Height of a poster in pixels, as networks want them.
const (
	Width  = 1200
	Height = 630
)

// Card is what a poster says. Texts may be of any length: what does not fit is cut with an ellipsis.
type Card struct {
	Brand string // whose it is
	Mark  string // one letter in the brand's round mark
	Title string // the prize, the question: three lines at most
	Badge string // the promise, in a pill: « Tirage vérifiable »
	Line  string // one more line, small
	Inks  Inks
}

// Inks are the colours of a card.
type Inks struct {
	Paper, Text, Muted color.RGBA
	Fill, OnFill       color.RGBA // the brand's, and what is written on it
	Stripe, Sun, Sea   color.RGBA // awning and bunting
}

const (
	margin   = 72
	awning   = 60 // height of its cloth, without the scallops
	titleTop = 186
	footTop  = 436
)

// Draw is the card as a PNG file.
func Draw(card Card) ([]byte, error) {
	faces, err := newFaces()
	if err != nil {
		return nil, err
	}
	c := canvas{RGBA: image.NewRGBA(image.Rect(0, 0, Width, Height)), faces: faces}
	draw.Draw(c.RGBA, c.Bounds(), image.NewUniform(card.Inks.Paper), image.Point{}, draw.Src)
	c.awning(card.Inks)
	c.bunting(card.Inks)
	c.brand(card)
	if err := c.title(card); err != nil {
		return nil, err
	}
	c.foot(card)
	return encode(c.RGBA)
}

// encode writes the picture. Flat colours pack well at any level; the best one takes four times as long for a tenth.
func encode(img image.Image) ([]byte, error) {
	var out bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.DefaultCompression}).Encode(&out, img)
	return out.Bytes(), err
}

// brand writes the round mark and the name.
func (c canvas) brand(card Card) {
	const radius, y = 34, 132
	c.disc(margin+radius, y, radius, card.Inks.Fill)
	mark := typeface.Drawable(card.Mark)
	c.centred(c.faces.mark, mark, margin+radius, y+14, card.Inks.OnFill)
	name := typeface.Drawable(card.Brand)
	c.text(c.faces.brand, fit(c.faces.brand, name, Width-2*margin-2*radius-20), margin+2*radius+20, y+12, card.Inks.Text)
}

// titleSizes are tried from the largest, in pixels.
var titleSizes = []float64{92, 78, 66, 56}

// title writes the title as large as three lines allow.
func (c canvas) title(card Card) error {
	text := typeface.Drawable(card.Title)
	const widest, lowest = Width - 2*margin, footTop - titleTop
	for i, size := range titleSizes {
		face, err := serif(size)
		if err != nil {
			return err
		}
		height := size * 1.14
		room := int(lowest / height)
		lines := wrap(face, text, widest)
		if len(lines) > room && i < len(titleSizes)-1 {
			continue
		}
		lines = cut(face, lines, room, widest)
		// What is shorter than its room stands in the middle of it.
		y := titleTop + (lowest-height*float64(len(lines)))/2 + size*0.86
		for _, line := range lines {
			c.text(face, line, margin, int(y), card.Inks.Text)
			y += height
		}
		return nil
	}
	return nil
}

// foot writes the badge and the line beside it, or under it where there is no room.
func (c canvas) foot(card Card) {
	const height = 68
	badge := fit(c.faces.badge, typeface.Drawable(card.Badge), Width-2*margin-120)
	width := measure(c.faces.badge, badge) + 104
	c.pill(margin, footTop+8, width, height, card.Inks.Fill)
	c.tick(margin+30, footTop+8+height/2, card.Inks.OnFill)
	c.text(c.faces.badge, badge, margin+70, footTop+8+44, card.Inks.OnFill)
	left := margin + width + 28
	if line := typeface.Drawable(card.Line); line != "" && Width-margin-left > 160 {
		c.text(c.faces.line, fit(c.faces.line, line, Width-margin-left), left, footTop+8+43, card.Inks.Muted)
	}
}

type faces struct{ brand, mark, badge, line font.Face }

// parsed are the fonts, read once.
var parsed = sync.OnceValues(func() (fonts struct{ sans, bold, serif *opentype.Font }, err error) {
	if fonts.sans, err = opentype.Parse(typeface.Sans); err != nil {
		return fonts, err
	}
	if fonts.bold, err = opentype.Parse(typeface.SansBold); err != nil {
		return fonts, err
	}
	fonts.serif, err = opentype.Parse(typeface.SerifBold)
	return fonts, err
})

// newFaces are made for each card: a face is not safe for concurrent use.
func newFaces() (faces, error) {
	fonts, err := parsed()
	if err != nil {
		return faces{}, err
	}
	var f faces
	for _, want := range []struct {
		into *font.Face
		of   *opentype.Font
		size float64
	}{{&f.brand, fonts.bold, 36}, {&f.mark, fonts.serif, 38}, {&f.badge, fonts.bold, 32}, {&f.line, fonts.sans, 30}} {
		if *want.into, err = face(want.of, want.size); err != nil {
			return faces{}, err
		}
	}
	return f, nil
}

func serif(size float64) (font.Face, error) {
	fonts, err := parsed()
	if err != nil {
		return nil, err
	}
	return face(fonts.serif, size)
}

// face is a font at a size in pixels.
func face(of *opentype.Font, size float64) (font.Face, error) {
	return opentype.NewFace(of, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
}

func measure(f font.Face, text string) int { return font.MeasureString(f, text).Ceil() }

func at(x, y int) fixed.Point26_6 { return fixed.P(x, y) }
