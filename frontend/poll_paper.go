package frontend

import (
	"fmt"
	"slices"
	"strings"

	"kermesse/frontend/paper"
)

// PollReport is the report of a vote as a document to print. The same page gives the same bytes.
func (r *Renderer) PollReport(page AdminPollReportPage) ([]byte, error) {
	d := pollPaper{reportWords: reportWords{page, r}}
	return d.write()
}

// reportWords are the sentences that the forms of a report share.
type reportWords struct {
	AdminPollReportPage
	r *Renderer
}

func (w reportWords) say(key string, pairs ...any) string { return w.r.Text(w.Lang, key, pairs...) }

func (w reportWords) count(key string, n int) string {
	said, err := w.r.words[w.Lang].count(key, int64(n))
	if err != nil {
		return Int(w.Lang, int64(n))
	}
	return said
}

// selection is the sentence that stands beside every figure.
func (w reportWords) selection() string { return w.count("stats.selection", w.Results.Ballots) }

// headline is the answer to the question, in one or two sentences.
func (w reportWords) headline() string {
	v := w.Results
	var said []string
	switch {
	case w.Void != nil:
		said = append(said, w.say("report.void"))
	case v.NoWinner != "":
		said = append(said, w.say("results.no_winner")+w.say("certificate.colon")+" "+v.NoWinner)
	case v.Final && len(v.Winners) > 0:
		said = append(said, w.count("results.winner", len(v.Winners))+w.say("certificate.colon")+" "+enumerate(w.Lang, v.Winners)+".")
	default:
		said = append(said, w.say("results.provisional")+".")
	}
	if v.ByLot {
		said = append(said, w.say("results.by_lot"))
	}
	return strings.Join(append(said, w.sureness()...), " ")
}

// sureness is what the figures say about the first place.
func (w reportWords) sureness() (said []string) {
	s := w.Results.Statistics
	if s == nil {
		return nil
	}
	if s.Lead != "" {
		said = append(said, w.say("lead."+string(s.Lead), "First", s.First, "Second", s.Second))
	}
	for _, c := range s.Crowds {
		said = append(said, w.say("stats.stability", "Share", WholePercent(w.Lang, c.Share), "First", c.Label, "Recounts", Int(w.Lang, int64(s.Recounts))))
	}
	return said
}

// remarks are what to know before the figures are used.
func (w reportWords) remarks() []string {
	said := []string{w.selection()}
	if s := w.Results.Statistics; s != nil {
		if s.FewAnswers {
			said = append(said, w.say("stats.few_answers"))
		}
		said = append(said, s.Warnings...)
	}
	for _, n := range []struct {
		key   string
		count int
	}{{"results.pending", w.Results.Pending}, {"results.held", w.Results.Held}, {"results.quarantined", w.Results.Quarantined}} {
		if n.count > 0 {
			said = append(said, w.count(n.key, n.count))
		}
	}
	return append(said, w.say("access."+string(w.Poll.Access)))
}

// facts are the terms of the vote, by name.
func (w reportWords) facts() [][2]string {
	facts := [][2]string{
		{w.say("poll_edit.method"), w.say("method." + string(w.Poll.Method))},
		{w.say("panel.opens_at"), Moment(w.Lang, w.Poll.OpensAt)},
		{w.say("panel.closes_at"), Moment(w.Lang, w.Poll.ClosesAt)},
		{w.say("poll_edit.access"), w.say("access." + string(w.Poll.Access))},
		{w.say("poll_desk.votes"), Int(w.Lang, int64(w.Results.Ballots))},
	}
	if w.Results.Blank > 0 {
		facts = append(facts, [2]string{w.say("report.blank"), Int(w.Lang, int64(w.Results.Blank))})
	}
	if w.Poll.Quorum > 0 {
		facts = append(facts, [2]string{w.say("report.quorum"), Int(w.Lang, int64(w.Poll.Quorum))})
	}
	return facts
}

func (w reportWords) barsTitle() string {
	if w.Poll.Method.Ranked() {
		return w.say("results.first_choices")
	}
	return w.say("results.figures")
}

func (w reportWords) period(p PeriodRow) string {
	if p.Day() {
		return ShortDay(w.Lang, p.From)
	}
	return ShortDay(w.Lang, p.From) + " – " + ShortDay(w.Lang, p.To)
}

// pollPaper is a document while it is written.
type pollPaper struct {
	reportWords
	doc *paper.Document
}

func (d pollPaper) write() ([]byte, error) {
	theme, err := NewTheme(d.Brand.Colour)
	if err != nil {
		theme, _ = NewTheme(houseColour)
	}
	d.doc = paper.New(paper.Options{
		Lang: d.Lang, Title: d.say("report.title", "Title", d.Poll.Title), Author: d.Brand.Name, At: d.Results.At,
		Foot: d.say("report.foot", "Title", d.Poll.Title, "Moment", Moment(d.Lang, d.Results.At)), Ink: theme.ink(),
	})
	if err := d.doc.Head(d.Brand.Name, d.say("report.kind"), Tidy(d.Poll.Title), d.Public, shownAddress(d.Public), d.say("report.scan")); err != nil {
		return nil, err
	}
	d.doc.Paragraph(d.headline())
	d.figures()
	d.counted()
	d.periods()
	d.terms()
	return d.doc.Bytes()
}

func (d pollPaper) figures() {
	d.doc.Heading(d.barsTitle())
	bars := make([]paper.Bar, len(d.Results.Bars))
	for i, b := range d.Results.Bars {
		bars[i] = paper.Bar{
			Label: b.Label, Figure: Percent(d.Lang, b.Share) + " · " + Int(d.Lang, int64(b.Votes)), Share: b.Share, Low: b.Low, High: b.High, Strong: b.Winner,
		}
	}
	d.doc.Bars(bars)
	for _, text := range d.remarks() {
		d.doc.Small(text)
	}
}

func (d pollPaper) counted() {
	v := d.Results
	if v.Rounds == nil && v.Matrix == nil && len(v.TieBreaks) == 0 && len(v.Ranking) == 0 {
		return
	}
	d.doc.Heading(d.say("results.count"))
	for i, group := range v.Ranking {
		d.doc.Paragraph(fmt.Sprintf("%d. %s", i+1, enumerate(d.Lang, group)))
	}
	if v.Rounds != nil {
		d.doc.Small(d.say("results.rounds_more"))
		head, rows := d.rounds()
		d.table(head, rows)
	}
	if v.Matrix != nil {
		d.doc.Small(d.say("results.matrix_more"))
		head, rows := d.matrix()
		d.table(head, rows)
	}
	for _, t := range v.TieBreaks {
		d.doc.Paragraph(t.Where + ". " + d.say("results.tied", "Options", enumerate(d.Lang, t.Tied)) + " " + t.Rule + " " + t.Decision)
	}
}

func (d pollPaper) table(head []string, rows [][]string) {
	if !d.doc.Table(head, rows) {
		d.doc.Small(d.say("report.wide"))
	}
}

func (d pollPaper) rounds() (head []string, rows [][]string) {
	head = []string{d.say("results.option")}
	for _, n := range d.Results.Rounds.RoundNumbers() {
		head = append(head, d.say("results.round", "Round", Int(d.Lang, int64(n))))
	}
	for _, r := range d.Results.Rounds.Rows {
		row := []string{r.Label}
		for _, cell := range r.Cells {
			row = append(row, Int(d.Lang, int64(cell.Votes)))
		}
		for len(row) < len(head) {
			row = append(row, "–")
		}
		rows = append(rows, row)
	}
	exhausted := []string{d.say("results.exhausted")}
	for _, n := range d.Results.Rounds.Exhausted {
		exhausted = append(exhausted, Int(d.Lang, int64(n)))
	}
	return head, append(rows, exhausted)
}

func (d pollPaper) matrix() (head []string, rows [][]string) {
	m := d.Results.Matrix
	head = slices.Concat([]string{d.say("results.option")}, m.Labels)
	for i, cells := range m.Rows {
		row := []string{m.Labels[i]}
		for _, c := range cells {
			if c.Self {
				row = append(row, "·")
				continue
			}
			row = append(row, Int(d.Lang, int64(c.For)))
		}
		rows = append(rows, row)
	}
	return head, rows
}

func (d pollPaper) periods() {
	t := d.Results.Periods
	if t == nil {
		return
	}
	d.doc.Heading(d.say("periods.title"))
	d.doc.Small(d.say("periods.more"))
	head := slices.Concat([]string{d.say("periods.period"), d.say("periods.people")}, t.Labels)
	var rows [][]string
	for _, p := range t.Rows {
		row := []string{d.period(p), Int(d.Lang, int64(p.People))}
		switch {
		case p.Hidden:
			row[1] = d.say("report.masked")
		case p.Few:
			row[1] += " " + d.say("periods.small")
		}
		for _, share := range p.Shares {
			row = append(row, Percent(d.Lang, share))
		}
		rows = append(rows, row)
	}
	d.table(head, rows)
	for _, p := range t.Rows {
		if p.Gap != 0 {
			d.doc.Paragraph(d.period(p) + d.say("periods.gap", "Leader", t.Leader(), "Points", Decimal(d.Lang, p.Gap, 0)))
		}
	}
}

func (d pollPaper) terms() {
	d.doc.Heading(d.say("report.terms"))
	for _, fact := range d.facts() {
		d.doc.Paragraph(fact[0] + d.say("certificate.colon") + " " + fact[1])
	}
	if d.RecountLine != "" {
		d.doc.Heading(d.say("results.recount"))
		d.doc.Paragraph(d.say("results.recount_more"))
		d.doc.Record(d.RecountLine)
	}
}
