package frontend

import (
	"strconv"
	"time"

	"kermesse/frontend/paper"
)

// PointStatement is what moved a member's points in a year, with the balance after each line.
type PointStatement struct {
	Brand   BrandView
	Number  string // of the member
	Page    string // address of the member's page
	Year    int
	Opening int64 // balance before the first line
	Lines   []StatementLine
	At      time.Time // when it was made
}

// StatementLine is one movement of a statement.
type StatementLine struct {
	HistoryLine
	Balance int64 // after it
}

// Closing is the balance after the last line.
func (s PointStatement) Closing() int64 {
	if n := len(s.Lines); n > 0 {
		return s.Lines[n-1].Balance
	}
	return s.Opening
}

func (r *Renderer) statementTitles(lang string) (what, when, points, balance string) {
	return r.Text(lang, "statement.what"), r.Text(lang, "statement.when"), r.Text(lang, "statement.points"), r.Text(lang, "statement.balance")
}

// PointStatementTable is a statement as rows of a table, titles first.
func (r *Renderer) PointStatementTable(lang string, s PointStatement) [][]string {
	what, when, points, balance := r.statementTitles(lang)
	figure := func(n int64) string { return strconv.FormatInt(n, 10) }
	rows := [][]string{{when, what, r.Text(lang, "statement.reason"), points, balance}}
	rows = append(rows, []string{"", r.Text(lang, "statement.opening"), "", "", figure(s.Opening)})
	for _, l := range s.Lines {
		rows = append(rows, []string{l.At.Format("2006-01-02 15:04"), l.Label, l.Reason, figure(l.Points), figure(l.Balance)})
	}
	return append(rows, []string{"", r.Text(lang, "statement.closing"), "", "", figure(s.Closing())})
}

// PointStatementPaper is a statement as a document to print. The same statement gives the same bytes.
func (r *Renderer) PointStatementPaper(lang string, s PointStatement) ([]byte, error) {
	title := r.Text(lang, "statement.year", "Year", s.Year)
	made := r.Text(lang, "statement.made", "Moment", Moment(lang, s.At))
	doc := paper.New(paper.Options{
		Lang: lang, Title: title, Author: s.Brand.Name, At: s.At, Foot: r.Text(lang, "statement.number", "Number", s.Number), Ink: inkOf(s.Brand.Colour),
	})
	if err := doc.Head(s.Brand.Name, r.Text(lang, "statement.title"), title, s.Page, shownAddress(s.Page), r.Text(lang, "statement.scan")); err != nil {
		return nil, err
	}
	doc.Paragraph(r.Text(lang, "statement.number", "Number", s.Number) + " · " + made)
	what, when, points, balance := r.statementTitles(lang)
	rows := [][]string{{r.Text(lang, "statement.opening"), "", "", Int(lang, s.Opening)}}
	for _, l := range s.Lines {
		label := l.Label
		if l.Reason != "" {
			label += " · " + l.Reason
		}
		rows = append(rows, []string{label, ShortDay(lang, l.At), Signed(lang, l.Points), Int(lang, l.Balance)})
	}
	rows = append(rows, []string{r.Text(lang, "statement.closing"), "", "", Int(lang, s.Closing())})
	doc.Table([]string{what, when, points, balance}, rows)
	doc.Small(r.Text(lang, "statement.more"))
	return doc.Bytes()
}
