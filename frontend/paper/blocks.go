package paper

import (
	"image/color"

	"rsc.io/qr"

	"kermesse/frontend/typeface"
)

// Head is the top of the first page: who, what kind of document, what about, and a code that leads to url, which is shown
// as people type it.
func (d *Document) Head(brand, kind, title, url, shown, caption string) error {
	const code = 34.0
	top := d.pdf.GetY()
	if err := d.code(pageWidth-side-code, top+2, code, url); err != nil {
		return err
	}
	d.pdf.SetXY(pageWidth-side-code-4, top+code+3)
	d.font(sans, "", 7)
	d.ink(mutedInk)
	d.pdf.MultiCell(code+8, 3.2, typeface.Drawable(caption), "", "C", false)
	under := d.pdf.GetY() + 4
	width := column - code - 10
	d.pdf.SetXY(side, top+2)
	d.font(sans, "B", 11)
	d.ink(d.o.Ink.Edge)
	d.write(side, width, 5.5, brand)
	d.font(sans, "", 10)
	d.ink(mutedInk)
	d.write(side, width, 5.5, kind)
	d.pdf.Ln(2)
	d.font(serif, "B", 21)
	d.ink(textInk)
	d.write(side, width, 9, title)
	d.font(sans, "", 8.5)
	d.ink(mutedInk)
	d.pdf.Ln(1.5)
	d.write(side, width, 4.5, shown)
	d.pdf.SetY(max(d.pdf.GetY()+4, under))
	return nil
}

// code draws a QR code as squares, with the quiet zone that readers need.
func (d *Document) code(x, y, size float64, text string) error {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return err
	}
	const quiet = 4
	module := size / float64(code.Size+2*quiet)
	d.fill(color.RGBA{255, 255, 255, 255})
	d.pdf.Rect(x, y, size, size, "F")
	d.fill(color.RGBA{0, 0, 0, 255})
	for row := range code.Size {
		for col := 0; col < code.Size; col++ {
			from := col
			for col < code.Size && code.Black(col, row) {
				col++
			}
			if col > from {
				d.pdf.Rect(x+module*float64(from+quiet), y+module*float64(row+quiet), module*float64(col-from), module*1.01, "F")
			}
		}
	}
	return nil
}

// Worth is what the document is worth: a seal and a sentence, in a frame.
func (d *Document) Worth(seal, sentence string) {
	const left, pad, line = 20.0, 4.0, 4.8
	d.font(sans, "", 9.5)
	lines := len(d.pdf.SplitText(typeface.Drawable(sentence), column-left-2*pad))
	height := max(line*float64(lines), 11) + 2*pad
	d.room(height + 4)
	y := d.pdf.GetY()
	d.fill(washInk)
	d.stroke(d.o.Ink.Edge)
	d.pdf.SetLineWidth(0.5)
	d.pdf.RoundedRect(side, y, column, height, 2.5, "1234", "FD")
	d.font(serif, "B", 16)
	if len(seal) > 4 {
		d.font(serif, "B", 8.5)
	}
	d.ink(d.o.Ink.Edge)
	d.pdf.SetXY(side, y)
	d.pdf.CellFormat(left, height, d.fit(seal, left), "", 0, "C", false, 0, "")
	d.font(sans, "", 9.5)
	d.ink(textInk)
	d.pdf.SetXY(side+left, y+pad)
	d.write(side+left, column-left-pad, line, sentence)
	d.pdf.SetY(y + height + 6)
}

// Heading begins a part. It does not stand alone at the end of a page.
func (d *Document) Heading(text string) {
	d.room(24)
	d.pdf.Ln(3)
	d.font(serif, "B", 13)
	d.ink(textInk)
	d.write(side, column, 6.5, text)
	d.pdf.Ln(1.5)
}

// Paragraph is running text.
func (d *Document) Paragraph(text string) {
	d.font(sans, "", 9.5)
	d.ink(textInk)
	d.write(side, column, 4.8, text)
	d.pdf.Ln(1.5)
}

// Hash is a fingerprint in full, after a word that says of what.
func (d *Document) Hash(label, hash string) { d.hash(side, column, label, hash) }

func (d *Document) hash(x, width float64, label, hash string) {
	d.font(sans, "", 7.5)
	d.ink(mutedInk)
	if label != "" {
		d.write(x, width, 3.8, label)
	}
	if hash == "" {
		return
	}
	d.font(mono, "", 8)
	d.ink(textInk)
	d.pdf.SetX(x)
	d.pdf.MultiCell(width, 4, hash, "", "L", false)
}

// Fingerprint is a hash with the word that says of what.
type Fingerprint struct{ Label, Hash string }

// Step is one of the numbered steps: what happened, in sentences, and the fingerprints that prove it.
func (d *Document) Step(number int, title string, sentences []string, prints []Fingerprint) {
	const left, radius = 12.0, 3.6
	d.room(22 + 8*float64(len(prints)))
	y := d.pdf.GetY()
	d.fill(d.o.Ink.Fill)
	d.pdf.Circle(side+radius, y+radius-0.6, radius, "F")
	d.font(serif, "B", 10)
	d.ink(d.o.Ink.OnFill)
	d.pdf.SetXY(side, y-0.6)
	d.pdf.CellFormat(2*radius, 2*radius, string(rune('0'+number)), "", 0, "C", false, 0, "")
	d.font(sans, "B", 10.5)
	d.ink(textInk)
	d.pdf.SetY(y)
	d.write(side+left, column-left, 5.6, title)
	d.font(sans, "", 9.5)
	for _, sentence := range sentences {
		d.write(side+left, column-left, 4.7, sentence)
	}
	for _, p := range prints {
		d.pdf.Ln(0.8)
		d.hash(side+left, column-left, p.Label, p.Hash)
	}
	d.pdf.Ln(3)
}

// Place is a line of a prize: who, what became of them, and the fingerprint of their entry.
type Place struct {
	Number int
	Name   string
	State  string
	Reason string
	Hash   string
	Strong bool // holds the prize
}

// Places lists the places of a prize.
func (d *Document) Places(prize string, places []Place) {
	d.room(22)
	d.font(sans, "B", 10.5)
	d.ink(d.o.Ink.Edge)
	d.write(side, column, 5.6, prize)
	for _, p := range places {
		d.place(p)
	}
	d.pdf.Ln(3)
}

func (d *Document) place(p Place) {
	const left, state = 9.0, 52.0
	d.room(13)
	d.stroke(lineInk)
	d.pdf.SetLineWidth(0.2)
	y := d.pdf.GetY() + 0.8
	d.pdf.Line(side, y, pageWidth-side, y)
	d.pdf.SetY(y + 0.8)
	d.font(sans, "", 9.5)
	d.ink(mutedInk)
	d.pdf.SetX(side)
	d.pdf.CellFormat(left, 5, intText(p.Number), "", 0, "L", false, 0, "")
	style := ""
	if p.Strong {
		style = "B"
	}
	d.font(sans, style, 9.5)
	d.ink(textInk)
	d.pdf.CellFormat(column-left-state, 5, d.fit(p.Name, column-left-state-2), "", 0, "L", false, 0, "")
	d.font(sans, "", 9)
	d.ink(mutedInk)
	d.pdf.CellFormat(state, 5, d.fit(p.State, state), "", 1, "R", false, 0, "")
	if p.Reason != "" {
		d.font(sans, "", 8.5)
		d.write(side+left, column-left, 4.2, p.Reason)
	}
	if p.Hash != "" {
		d.font(mono, "", 7)
		d.ink(mutedInk)
		d.pdf.SetX(side + left)
		d.pdf.CellFormat(column-left, 3.6, p.Hash, "", 1, "L", false, 0, "")
	}
}

// Record is a text word for word.
func (d *Document) Record(text string) {
	d.font(mono, "", 7.5)
	d.ink(textInk)
	d.fill(washInk)
	d.pdf.SetX(side)
	d.pdf.MultiCell(column, 3.6, text, "", "L", true)
	d.pdf.Ln(2)
}
