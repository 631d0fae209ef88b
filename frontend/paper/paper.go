// Package paper writes documents to print: A4, one brand's colour, headings, numbered steps, tables, fingerprints in
// full and a code to scan. The same content gives the same bytes, so a document can be made again and compared.
package paper

import (
	"bytes"
	"fmt"
	"image/color"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"kermesse/frontend/typeface"
)

// Millimetres of an A4 page.
const (
	pageWidth  = 210.0
	pageHeight = 297.0
	side       = 18.0 // margin left and right
	foot       = 20.0 // margin below
	column     = pageWidth - 2*side
)

const (
	sans  = "sans"
	serif = "serif"
	mono  = "Courier" // one of the fonts that every reader of PDF has: fingerprints are plain letters and digits
)

// Options are what a document begins with.
type Options struct {
	Lang   string
	Title  string // of the file
	Author string
	Foot   string    // at the end of each page, beside its number
	At     time.Time // stated as the time of making
	Ink    Ink
}

// Ink is the brand's colour and what is written on it.
type Ink struct{ Fill, OnFill, Edge color.RGBA }

// Document is a document while it is written. Errors wait for Bytes.
type Document struct {
	pdf *fpdf.Fpdf
	o   Options
}

var (
	textInk  = color.RGBA{0x2a, 0x1f, 0x1a, 255}
	mutedInk = color.RGBA{0x6a, 0x5a, 0x50, 255}
	lineInk  = color.RGBA{0xdd, 0xcf, 0xbe, 255}
	washInk  = color.RGBA{0xff, 0xf9, 0xf0, 255}
)

// New returns a document of one empty page.
func New(o Options) *Document {
	pdf := fpdf.New("P", "mm", "A4", "")
	d := &Document{pdf: pdf, o: o}
	d.begin()
	pdf.SetMargins(side, side, side)
	pdf.SetAutoPageBreak(true, foot)
	pdf.SetHeaderFunc(d.awning)
	pdf.SetFooterFunc(d.foot)
	pdf.AddPage()
	return d
}

// begin states what the file is, and nothing that differs from one making to the next.
func (d *Document) begin() {
	d.pdf.SetCatalogSort(true)
	d.pdf.SetCreationDate(d.o.At.UTC())
	d.pdf.SetModificationDate(d.o.At.UTC())
	d.pdf.SetProducer("Kermesse", true)
	d.pdf.SetTitle(typeface.Drawable(d.o.Title), true)
	d.pdf.SetAuthor(typeface.Drawable(d.o.Author), true)
	d.pdf.SetLang(d.o.Lang)
	d.pdf.AddUTF8FontFromBytes(sans, "", typeface.Sans)
	d.pdf.AddUTF8FontFromBytes(sans, "B", typeface.SansBold)
	d.pdf.AddUTF8FontFromBytes(serif, "B", typeface.SerifBold)
}

// Bytes is the finished document.
func (d *Document) Bytes() ([]byte, error) {
	var out bytes.Buffer
	err := d.pdf.Output(&out)
	return out.Bytes(), err
}

// awning is the cloth of the stall at the head of each page.
func (d *Document) awning() {
	const stripes, cloth = 30, 3.5
	width := pageWidth / stripes
	for i := range stripes {
		if i%2 == 0 {
			d.fill(d.o.Ink.Fill)
		} else {
			d.fill(washInk)
		}
		x := float64(i) * width
		d.pdf.Rect(x, 0, width, cloth, "F")
		d.pdf.Circle(x+width/2, cloth, width/2, "F")
	}
	d.pdf.SetY(side - 2)
}

func (d *Document) foot() {
	d.pdf.SetY(-foot + 6)
	d.font(sans, "", 8)
	d.ink(mutedInk)
	number := fmt.Sprintf("%d", d.pdf.PageNo())
	d.pdf.CellFormat(column-12, 4, d.fit(d.o.Foot, column-14), "", 0, "L", false, 0, "")
	d.pdf.CellFormat(12, 4, number, "", 0, "R", false, 0, "")
}

func (d *Document) font(family, style string, points float64) { d.pdf.SetFont(family, style, points) }

func (d *Document) ink(c color.RGBA) { d.pdf.SetTextColor(int(c.R), int(c.G), int(c.B)) }

func (d *Document) fill(c color.RGBA) { d.pdf.SetFillColor(int(c.R), int(c.G), int(c.B)) }

func (d *Document) stroke(c color.RGBA) { d.pdf.SetDrawColor(int(c.R), int(c.G), int(c.B)) }

// fit is text, drawable, on one line of a width in the present font.
func (d *Document) fit(text string, width float64) string {
	text = typeface.Drawable(text)
	for text != "" && d.pdf.GetStringWidth(text) > width {
		runes := []rune(strings.TrimSuffix(text, "…"))
		text = strings.TrimRight(string(runes[:len(runes)-1]), " ") + "…"
		if len(runes) < 2 {
			return ""
		}
	}
	return text
}

// write sets text in lines of the present font from x on, and leaves the cursor under it.
func (d *Document) write(x, width, height float64, text string) {
	d.pdf.SetX(x)
	d.pdf.MultiCell(width, height, typeface.Drawable(text), "", "L", false)
}

// room begins a new page where less than height is left.
func (d *Document) room(height float64) {
	if d.pdf.GetY()+height > pageHeight-foot {
		d.pdf.AddPage()
	}
}

func intText(n int) string { return fmt.Sprintf("%d", n) }
