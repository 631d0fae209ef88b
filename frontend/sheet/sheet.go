// Package sheet writes workbooks for spreadsheets (XLSX): sheets with a head that stays in sight, figures that the
// spreadsheet can go on counting with, and remarks under them. Text stays text: no cell is a formula, whatever it begins
// with.
package sheet

import (
	"bytes"
	"time"

	"github.com/xuri/excelize/v2"
)

// Share is a part of a whole, from 0 to 1, written as a percentage.
type Share float64

// Day is a date without an hour.
type Day time.Time

// Workbook is a file while it is written. Errors wait for Bytes.
type Workbook struct {
	file   *excelize.File
	sheets int
	looks  map[look]int
	err    error
}

type look int

const (
	plain look = iota
	head
	whole
	part
	date
	remark
)

// New returns a workbook without sheets.
func New(title, author string, at time.Time) *Workbook {
	w := &Workbook{file: excelize.NewFile(), looks: map[look]int{}}
	stated := at.UTC().Format(time.RFC3339)
	w.keep(w.file.SetDocProps(&excelize.DocProperties{Title: title, Creator: author, Created: stated, Modified: stated}))
	percent, thousands, dated := "0.0%", "#,##0", "yyyy-mm-dd"
	for kind, style := range map[look]*excelize.Style{
		head: {
			Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"},
			Border: []excelize.Border{{Type: "bottom", Style: 1, Color: "8C7B6E"}},
		},
		whole: {CustomNumFmt: &thousands}, part: {CustomNumFmt: &percent}, date: {CustomNumFmt: &dated},
		remark: {Font: &excelize.Font{Italic: true, Color: "6A5A50"}},
	} {
		id, err := w.file.NewStyle(style)
		w.keep(err)
		w.looks[kind] = id
	}
	return w
}

func (w *Workbook) keep(err error) {
	if w.err == nil {
		w.err = err
	}
}

// Sheet adds a sheet: a head, rows, and remarks under them. Cells are string, int, float64, Share or Day. The first column is
// as wide as names are; name is at most 31 letters and none of : \ / ? * [ ].
func (w *Workbook) Sheet(name string, titles []string, rows [][]any, remarks ...string) {
	if w.err != nil {
		return
	}
	w.sheets++
	if w.sheets == 1 {
		w.keep(w.file.SetSheetName("Sheet1", name))
	} else {
		_, err := w.file.NewSheet(name)
		w.keep(err)
	}
	out, err := w.file.NewStreamWriter(name)
	if err != nil {
		w.keep(err)
		return
	}
	const names, figures, columns = 34, 15, 64
	w.keep(out.SetColWidth(1, 1, names))
	w.keep(out.SetColWidth(2, columns, figures))
	if len(titles) > 0 {
		w.keep(out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
		w.row(out, 1, cellsOf(titles, w.looks[head]))
	}
	next := 2
	for _, row := range rows {
		w.row(out, next, w.cells(row))
		next++
	}
	for i, text := range remarks {
		w.row(out, next+1+i, cellsOf([]string{text}, w.looks[remark]))
	}
	w.keep(out.Flush())
}

func (w *Workbook) row(out *excelize.StreamWriter, number int, cells []any) {
	at, err := excelize.CoordinatesToCellName(1, number)
	w.keep(err)
	w.keep(out.SetRow(at, cells))
}

func cellsOf(texts []string, style int) []any {
	cells := make([]any, len(texts))
	for i, text := range texts {
		cells[i] = excelize.Cell{StyleID: style, Value: text}
	}
	return cells
}

func (w *Workbook) cells(row []any) []any {
	cells := make([]any, len(row))
	for i, value := range row {
		switch v := value.(type) {
		case string:
			cells[i] = excelize.Cell{Value: v}
		case Share:
			cells[i] = excelize.Cell{StyleID: w.looks[part], Value: float64(v)}
		case Day:
			t := time.Time(v)
			cells[i] = excelize.Cell{StyleID: w.looks[date], Value: time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)}
		case int:
			cells[i] = excelize.Cell{StyleID: w.looks[whole], Value: v}
		default:
			cells[i] = excelize.Cell{Value: v}
		}
	}
	return cells
}

// Bytes is the finished workbook.
func (w *Workbook) Bytes() ([]byte, error) {
	if w.err != nil {
		return nil, w.err
	}
	var out bytes.Buffer
	err := w.file.Write(&out)
	if closed := w.file.Close(); err == nil {
		err = closed
	}
	return out.Bytes(), err
}
