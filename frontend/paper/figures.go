package paper

import "slices"

// Bar is a share of a whole, with its interval of 95 %.
type Bar struct {
	Label, Figure string
	Share         float64 // 0 to 1
	Low, High     float64 // both 0: none
	Strong        bool
}

// Bars draws shares one under the other.
func (d *Document) Bars(bars []Bar) {
	const figure, thick = 42.0, 3.2
	for _, b := range bars {
		d.room(13)
		style := ""
		if b.Strong {
			style = "B"
		}
		d.font(sans, style, 9.5)
		d.ink(textInk)
		d.pdf.SetX(side)
		d.pdf.CellFormat(column-figure, 5, d.fit(b.Label, column-figure-2), "", 0, "L", false, 0, "")
		d.pdf.CellFormat(figure, 5, d.fit(b.Figure, figure), "", 1, "R", false, 0, "")
		y := d.pdf.GetY() + 0.4
		d.fill(lineInk)
		d.pdf.Rect(side, y, column, thick, "F")
		d.fill(mutedInk)
		if b.Strong {
			d.fill(d.o.Ink.Fill)
		}
		d.pdf.Rect(side, y, column*max(0, min(b.Share, 1)), thick, "F")
		if b.High > 0 {
			d.interval(b, y, thick)
		}
		d.pdf.SetY(y + thick + 2.4)
	}
	d.pdf.Ln(1)
}

func (d *Document) interval(b Bar, y, thick float64) {
	d.stroke(textInk)
	d.pdf.SetLineWidth(0.25)
	from, to, middle := side+column*b.Low, side+column*b.High, y+thick/2
	d.pdf.Line(from, middle, to, middle)
	d.pdf.Line(from, middle-0.9, from, middle+0.9)
	d.pdf.Line(to, middle-0.9, to, middle+0.9)
}

// mostColumns is how many columns are still to be read on a page, the first included.
const mostColumns = 9

// Table sets rows under a head that comes again on each page. The first column is of names, the others of figures. Where there
// are more columns than a page can show, the last ones are left out and Table reports false.
func (d *Document) Table(head []string, rows [][]string) (whole bool) {
	shown := min(len(head), mostColumns)
	const widest, names = 34.0, column * 0.3
	figure := min(widest, (column-names)/float64(max(shown-1, 1)))
	widths := slices.Repeat([]float64{figure}, shown)
	widths[0] = column - figure*float64(shown-1)
	d.room(12)
	d.tableHead(head[:shown], widths)
	for _, row := range rows {
		if d.pdf.GetY()+6 > pageHeight-foot {
			d.pdf.AddPage()
			d.tableHead(head[:shown], widths)
		}
		d.tableRow(row[:min(len(row), shown)], widths, "")
	}
	d.pdf.Ln(3)
	return shown == len(head)
}

func (d *Document) tableHead(head []string, widths []float64) {
	d.ink(mutedInk)
	d.tableRow(head, widths, "B")
	d.ink(textInk)
}

func (d *Document) tableRow(cells []string, widths []float64, style string) {
	d.font(sans, style, 8.5)
	d.stroke(lineInk)
	d.pdf.SetLineWidth(0.2)
	d.pdf.SetX(side)
	for i, cell := range cells {
		align := "R"
		if i == 0 {
			align = "L"
		}
		d.pdf.CellFormat(widths[i], 5.6, d.fit(cell, widths[i]-1.5), "B", 0, align, false, 0, "")
	}
	d.pdf.Ln(5.6)
}

// Small is a remark in small letters.
func (d *Document) Small(text string) {
	d.font(sans, "", 8.5)
	d.ink(mutedInk)
	d.write(side, column, 4.2, text)
	d.pdf.Ln(1)
}
