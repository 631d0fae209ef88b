package frontend

import (
	"slices"

	"kermesse/frontend/sheet"
)

// PollWorkbook is the report of a vote as a workbook, a sheet a subject. What is said beside every figure stands under each
// table.
func (r *Renderer) PollWorkbook(page AdminPollReportPage) ([]byte, error) {
	w := reportWords{page, r}
	book := sheet.New(w.say("report.title", "Title", w.Poll.Title), w.Brand.Name, w.Results.At)
	w.resultSheet(book)
	w.roundSheet(book)
	w.pairSheet(book)
	w.periodSheet(book)
	w.daySheet(book)
	w.aboutSheet(book)
	return book.Bytes()
}

func (w reportWords) resultSheet(book *sheet.Workbook) {
	head := []string{
		w.say("results.option"), w.say("poll_desk.votes"), w.say("report.share"), w.say("report.low"), w.say("report.high"), w.say("results.won"),
	}
	var rows [][]any
	for _, b := range w.Results.Bars {
		row := []any{b.Label, b.Votes, sheet.Share(b.Share), "", "", ""}
		if b.High > 0 {
			row[3], row[4] = sheet.Share(b.Low), sheet.Share(b.High)
		}
		if b.Winner {
			row[5] = w.say("report.yes")
		}
		rows = append(rows, row)
	}
	book.Sheet(w.say("report.sheet_result"), head, rows, append([]string{w.headline()}, w.remarks()...)...)
}

func (w reportWords) roundSheet(book *sheet.Workbook) {
	t := w.Results.Rounds
	if t == nil {
		return
	}
	head := []string{w.say("results.option")}
	for _, n := range t.RoundNumbers() {
		head = append(head, w.say("results.round", "Round", Int(w.Lang, int64(n))))
	}
	var rows [][]any
	for _, r := range t.Rows {
		row := []any{r.Label}
		for _, c := range r.Cells {
			row = append(row, c.Votes)
		}
		rows = append(rows, row)
	}
	exhausted := []any{w.say("results.exhausted")}
	for _, n := range t.Exhausted {
		exhausted = append(exhausted, n)
	}
	book.Sheet(w.say("report.sheet_rounds"), head, append(rows, exhausted), slices.Concat(t.Notes, []string{w.selection()})...)
}

func (w reportWords) pairSheet(book *sheet.Workbook) {
	m := w.Results.Matrix
	if m == nil {
		return
	}
	var rows [][]any
	for i, cells := range m.Rows {
		row := []any{m.Labels[i]}
		for _, c := range cells {
			if c.Self {
				row = append(row, "")
				continue
			}
			row = append(row, c.For)
		}
		rows = append(rows, row)
	}
	book.Sheet(w.say("report.sheet_pairs"), slices.Concat([]string{w.say("results.option")}, m.Labels), rows, w.say("results.matrix_more"), w.selection())
}

func (w reportWords) periodSheet(book *sheet.Workbook) {
	t := w.Results.Periods
	if t == nil {
		return
	}
	var rows [][]any
	for _, p := range t.Rows {
		row := []any{sheet.Day(p.From), sheet.Day(p.To), p.People}
		switch {
		case p.Hidden:
			row[2] = w.say("report.masked")
		case p.Few:
			row[2] = Int(w.Lang, int64(p.People)) + " " + w.say("periods.small")
		}
		for _, share := range p.Shares {
			row = append(row, sheet.Share(share))
		}
		rows = append(rows, row)
	}
	head := slices.Concat([]string{w.say("report.from"), w.say("report.to"), w.say("periods.people")}, t.Labels)
	book.Sheet(w.say("report.sheet_periods"), head, rows, w.say("periods.more"), w.selection())
}

func (w reportWords) daySheet(book *sheet.Workbook) {
	var rows [][]any
	for _, d := range w.EveryDay() {
		rows = append(rows, []any{sheet.Day(d.Day), d.Votes})
	}
	book.Sheet(w.say("report.sheet_days"), []string{w.say("report.day"), w.say("report.came")}, rows, w.say("report.came_more"), w.selection())
}

func (w reportWords) aboutSheet(book *sheet.Workbook) {
	rows := [][]any{{w.say("report.question"), w.Poll.Title}}
	for _, fact := range w.facts() {
		rows = append(rows, []any{fact[0], fact[1]})
	}
	rows = append(rows, []any{w.say("report.address"), w.Public}, []any{w.say("report.as_of"), Moment(w.Lang, w.Results.At)})
	book.Sheet(w.say("report.sheet_about"), nil, rows, w.RecountLine)
}
