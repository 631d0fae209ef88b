package handlers

import (
	"slices"
	"strconv"

	"kermesse/frontend"
	"kermesse/polls"
	"kermesse/polls/stats"
	"kermesse/polls/tally"
)

// resultsView explains a count in one language.
func (a *App) resultsView(p polls.Poll, snap polls.Snapshot, lang string) *frontend.ResultsView {
	r, now := snap.Result, a.Clock.Now()
	figures := p.Statistics(snap)
	view := &frontend.ResultsView{
		Version: snap.Version, At: inZone(snap.ComputedAt, p.TimeZone), Final: snap.Final,
		Ballots: int(snap.Ballots()), Blank: int(r.Blank), Winners: labels(p, r.Winners, lang), ByLot: r.LotDecided,
		LotSeed: p.LotSeed(now), Lots: labels(p, p.LotOrder(now), lang),
	}
	if p.Lots.Source == polls.LotBeacon {
		view.LotRound, view.LotAt = strconv.FormatUint(p.Lots.Round.Number, 10), inZone(p.Lots.Round.Due, p.TimeZone)
	}
	if r.NoWinner != "" {
		view.NoWinner = frontend.NoWinnerSentence(lang, string(r.NoWinner), neededFor(p, r.NoWinner))
	}
	if !p.VoidedAt.IsZero() {
		view.Winners = nil
	}
	for _, b := range bars(p, snap) {
		o, _ := p.Option(b.option)
		in := figures.Intervals[b.option]
		view.Bars = append(view.Bars, frontend.ResultBar{
			ID: string(b.option), Label: o.Label.In(lang), Picture: optionPicture(o, lang), Votes: int(b.votes.Int()), Share: b.share,
			Winner: snap.Final && p.VoidedAt.IsZero() && slices.Contains(r.Winners, b.option), Low: in.Low, High: in.High,
		})
	}
	view.Held = int(snap.Held)
	view.Quarantined, view.With = int(snap.Aside), withAside(p, snap, lang)
	view.Statistics = statisticsView(p, snap, figures, lang)
	if snap.Final {
		view.Periods = periodTable(p, snap, lang)
	}
	if p.Method != tally.Plurality {
		for _, group := range r.Ranking {
			view.Ranking = append(view.Ranking, labels(p, group, lang))
		}
	}
	view.Rounds, view.Matrix = roundTable(p, r, lang), pairMatrix(p, r, lang)
	for _, t := range r.TieBreaks {
		view.TieBreaks = append(view.TieBreaks, frontend.TieBreak{
			Where: frontend.TieStage(lang, string(t.Stage), t.Number), Tied: labels(p, t.Tied, lang),
			Rule:     frontend.TieRuleSentence(lang, string(t.Rule)),
			Decision: frontend.TieDecisionSentence(lang, string(t.Stage), labels(p, t.Decision, lang)), ByLot: t.Rule == tally.Lot,
		})
	}
	fillComparisons(view, p, snap, lang)
	return view
}

// withAside shows both counts beside each other, in the order of the first; nil where no
// ballot was set aside.
func withAside(p polls.Poll, snap polls.Snapshot, lang string) *frontend.WithAside {
	if snap.With == nil {
		return nil
	}
	with := map[tally.OptionID]bar{}
	for _, b := range barsOf(p, snap.With.Result, snap.With.First, snap.With.Picked) {
		with[b.option] = b
	}
	view := &frontend.WithAside{Winners: labels(p, snap.With.Result.Winners, lang), Changes: snap.Changes()}
	for _, b := range bars(p, snap) {
		w := with[b.option]
		view.Rows = append(view.Rows, frontend.WithRow{
			Label: label(p, b.option, lang), Votes: int(b.votes.Int()), Share: b.share, WithVotes: int(w.votes.Int()), WithShare: w.share,
		})
	}
	return view
}

// few is the number of answers under which a reader is told that they are few.
const few = 30

// statisticsView says what the figures do and do not say; nil while there are none.
func statisticsView(p polls.Poll, snap polls.Snapshot, s polls.Statistics, lang string) *frontend.PollStatistics {
	if snap.Result.Counted == 0 {
		return nil
	}
	view := &frontend.PollStatistics{FewAnswers: snap.Ballots() < few, Crowds: crowdShares(p, snap, lang), Recounts: snap.Analysis.Crowds.Times}
	if len(snap.Sources) > 1 || snap.Sources[polls.AtKiosk] > 0 {
		for _, source := range polls.Sources() {
			if n := snap.Sources[source]; n > 0 {
				view.Channels = append(view.Channels, frontend.SourceWords(lang, string(source), n))
			}
		}
	}
	view.Kiosk = int(snap.Sources[polls.AtKiosk])
	if s.Verdict != "" {
		view.Lead = map[stats.Verdict]frontend.Lead{
			stats.ClearLead: frontend.LeadClear, stats.Likely: frontend.LeadLikely, stats.TooClose: frontend.LeadClose,
		}[s.Verdict]
		view.First, view.Second = label(p, s.First, lang), label(p, s.Second, lang)
	}
	for _, flag := range s.Flags {
		if sentence := frontend.FlagSentence(lang, string(flag)); sentence != "" {
			view.Warnings = append(view.Warnings, sentence)
		}
	}
	return view
}

func neededFor(p polls.Poll, why tally.NoWinner) int64 {
	if why == tally.QuorumMissed {
		return p.Quorum
	}
	return int64(p.MinShareMilli)
}

// roundTable is a count in rounds, a row an option; nil for counts without rounds.
func roundTable(p polls.Poll, r tally.Result, lang string) *frontend.RoundTable {
	if len(r.Rounds) == 0 || r.Method == tally.Bracket {
		return nil
	}
	table := &frontend.RoundTable{}
	row := make(map[tally.OptionID]*frontend.RoundRow, len(p.Options))
	for _, round := range r.Rounds {
		table.Exhausted = append(table.Exhausted, int(round.Exhausted.Int()))
		table.Notes = append(table.Notes, frontend.RoundSentence(lang, string(round.Action), label(p, round.Option, lang), labels(p, round.Elected, lang)))
		for _, t := range round.Tallies {
			if row[t.Option] == nil {
				row[t.Option] = &frontend.RoundRow{Label: label(p, t.Option, lang), Winner: slices.Contains(r.Winners, t.Option)}
			}
			row[t.Option].Cells = append(row[t.Option].Cells, roundCell(row[t.Option].Cells, t.Votes, r.Counted))
		}
	}
	for _, id := range bestFirst(r) {
		if out := row[id]; out != nil {
			if len(out.Cells) < len(r.Rounds) {
				out.OutIn = len(out.Cells)
			}
			table.Rows = append(table.Rows, *out)
		}
	}
	return table
}

func roundCell(before []frontend.RoundCell, votes tally.Number, counted int64) frontend.RoundCell {
	cell := frontend.RoundCell{Votes: int(votes.Int())}
	if len(before) > 0 {
		cell.Change = cell.Votes - before[len(before)-1].Votes
	}
	if counted > 0 {
		cell.Share = votes.Float() / float64(counted)
	}
	return cell
}

// bestFirst lists the options by rank.
func bestFirst(r tally.Result) []tally.OptionID { return slices.Concat(r.Ranking...) }

// pairMatrix compares the options in pairs, the best first; nil for counts that do not.
func pairMatrix(p polls.Poll, r tally.Result, lang string) *frontend.PairMatrix {
	if r.Pairwise == nil {
		return nil
	}
	place := make(map[tally.OptionID]int, len(r.Pairwise.Options))
	for i, id := range r.Pairwise.Options {
		place[id] = i
	}
	order := bestFirst(r)
	m := &frontend.PairMatrix{Labels: labels(p, order, lang)}
	if r.Pairwise.Winner != "" {
		m.Condorcet = label(p, r.Pairwise.Winner, lang)
	}
	for _, a := range order {
		var row []frontend.PairCell
		var paths []int
		for _, b := range order {
			i, j := place[a], place[b]
			row = append(row, frontend.PairCell{
				For: int(r.Pairwise.Votes[i][j].Int()), Against: int(r.Pairwise.Votes[j][i].Int()), Self: i == j,
			})
			if r.Pairwise.Paths != nil {
				paths = append(paths, int(r.Pairwise.Paths[i][j].Int()))
			}
		}
		m.Rows = append(m.Rows, row)
		if paths != nil {
			m.Paths = append(m.Paths, paths)
		}
	}
	return m
}
