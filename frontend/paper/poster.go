package paper

import (
	"image/color"

	"codeberg.org/go-pdf/fpdf"

	"kermesse/frontend/typeface"
)

// Size is the sheet of a poster.
type Size string

// The sheets. A code is read from ten times its width: from a metre and a half on A4, from more than two on A3.
const (
	A4 Size = "A4"
	A3 Size = "A3"
)

// Poster is a sheet to hang up: a question or a prize, a code to scan and its address in words.
type Poster struct {
	Options
	Size  Size
	Brand string
	Badge string // what it is: « Votez », « Jeu-concours gratuit »
	Call  string // what to do: « Scannez avec l’appareil photo »
	URL   string // in the code
	Typed string // the same as people type it
	Line  string // until when
	Small []string
}

// Bytes is the finished sheet. It is drawn for A4 and grows with the sheet.
func (p Poster) Bytes() ([]byte, error) {
	scale := 1.0
	if p.Size == A3 {
		scale = 1.41421
	}
	size := fpdf.SizeType{Wd: pageWidth * scale, Ht: pageHeight * scale}
	pdf := fpdf.NewCustom(&fpdf.InitType{OrientationStr: "P", UnitStr: "mm", Size: size})
	d := &Document{pdf: pdf, o: p.Options}
	d.begin()
	pdf.SetMargins(0, 0, 0)
	pdf.SetAutoPageBreak(false, 0)
	pdf.AddPage()
	pdf.TransformBegin()
	pdf.TransformScale(scale*100, scale*100, 0, 0)
	err := d.poster(p)
	pdf.TransformEnd()
	if err != nil {
		return nil, err
	}
	return d.Bytes()
}

// posterSizes are tried for the title from the largest, in points.
var posterSizes = []float64{54, 46, 38, 31, 26}

func (d *Document) poster(p Poster) error {
	const left, width, code = 20.0, pageWidth - 2*20.0, 104.0
	d.fill(washInk)
	d.pdf.Rect(0, 0, pageWidth, pageHeight, "F")
	d.bigAwning()
	d.centred(sans, "B", 19, 40, 9, p.Brand, d.o.Ink.Edge)
	d.pill(56, p.Badge)
	bottom := d.posterTitle(left, width, 74, 62)
	top := max(bottom+7, 142.0)
	d.fill(color.RGBA{255, 255, 255, 255})
	d.stroke(d.o.Ink.Edge)
	d.pdf.SetLineWidth(1.2)
	x := (pageWidth - code) / 2
	d.pdf.RoundedRect(x-4, top-4, code+8, code+8, 5, "1234", "FD")
	if err := d.code(x, top, code, p.URL); err != nil {
		return err
	}
	y := top + code + 10
	d.centred(sans, "B", 15, y, 7, p.Call, textInk)
	d.centred(sans, "B", 17, y+8.5, 8, p.Typed, d.o.Ink.Edge)
	d.centred(sans, "", 12.5, y+18, 6, p.Line, mutedInk)
	d.font(sans, "", 7.5)
	d.ink(mutedInk)
	at := pageHeight - 7 - 3.4*float64(len(p.Small))
	for _, line := range p.Small {
		d.pdf.SetXY(left, at)
		d.pdf.CellFormat(width, 3.4, d.fit(line, width), "", 0, "C", false, 0, "")
		at += 3.4
	}
	return nil
}

// posterTitle writes the title as large as the room allows, and returns where it ends.
func (d *Document) posterTitle(left, width, top, height float64) float64 {
	title := typeface.Drawable(d.o.Title)
	for i, size := range posterSizes {
		d.font(serif, "B", size)
		line := size * 0.42
		lines := d.pdf.SplitText(title, width)
		if float64(len(lines))*line > height && i < len(posterSizes)-1 {
			continue
		}
		if most := int(height / line); len(lines) > most {
			lines = append(lines[:most-1], d.fit(lines[most-1]+"…", width))
		}
		d.ink(textInk)
		y := top
		for _, text := range lines {
			d.pdf.SetXY(left, y)
			d.pdf.CellFormat(width, line, text, "", 0, "C", false, 0, "")
			y += line
		}
		return y
	}
	return top
}

func (d *Document) centred(family, style string, points, y, height float64, text string, ink color.RGBA) {
	d.font(family, style, points)
	d.ink(ink)
	d.pdf.SetXY(12, y)
	d.pdf.CellFormat(pageWidth-24, height, d.fit(text, pageWidth-24), "", 0, "C", false, 0, "")
}

// pill says in the brand's colour what the poster is for.
func (d *Document) pill(y float64, text string) {
	d.font(sans, "B", 14)
	text = d.fit(text, pageWidth-60)
	width := d.pdf.GetStringWidth(text) + 14
	d.fill(d.o.Ink.Fill)
	d.pdf.RoundedRect((pageWidth-width)/2, y, width, 11, 5.5, "1234", "F")
	d.ink(d.o.Ink.OnFill)
	d.pdf.SetXY((pageWidth-width)/2, y)
	d.pdf.CellFormat(width, 11, text, "", 0, "C", false, 0, "")
}

// bigAwning is the cloth of the stall over the whole head of the poster.
func (d *Document) bigAwning() {
	const stripes, cloth = 14, 20.0
	width := pageWidth / stripes
	for i := range stripes {
		d.fill(d.o.Ink.Fill)
		if i%2 == 1 {
			d.fill(color.RGBA{255, 255, 255, 255})
		}
		x := float64(i) * width
		d.pdf.Rect(x, 0, width+0.05, cloth, "F")
		d.pdf.Circle(x+width/2, cloth, width/2, "F")
	}
}
