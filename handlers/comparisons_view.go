package handlers

import (
	"slices"

	"kermesse/frontend"
	"kermesse/polls"
	"kermesse/polls/stats"
	"kermesse/polls/tally"
)

// fillComparisons explains a count of options that were compared a few at a time: how often
// each was picked, or who met whom in a bracket. Of a bracket that is still played nothing is
// told that later rounds decide.
func fillComparisons(view *frontend.ResultsView, p polls.Poll, snap polls.Snapshot, lang string) {
	if polls.FormOf(p.Method) != polls.Picks {
		return
	}
	if p.Method == tally.Bracket {
		view.Cup = cup(p, snap, lang)
		if !snap.Final {
			view.Ranking, view.TieBreaks, view.ByLot = nil, nil, false
		}
		return
	}
	view.Picks = pickTableView(p, snap, lang)
}

// pickTableView is a row an option, the best first. Figures of best–worst sets are worked out
// from stats.MinExposures showings on.
func pickTableView(p polls.Poll, snap polls.Snapshot, lang string) *frontend.PickTable {
	table := &frontend.PickTable{Duels: p.Method == tally.Duels, Needed: stats.MinExposures}
	order := bestFirst(snap.Result)
	judged := make([]stats.Judged, len(order))
	for i, id := range order {
		judged[i] = stats.Judged(snap.Picked[id])
	}
	utilities := stats.MaxDiff(judged)
	table.Sure = !slices.ContainsFunc(utilities, func(u stats.Utility) bool { return !u.Sure })
	for i, id := range order {
		table.Rows = append(table.Rows, frontend.PickRow{
			Label: label(p, id, lang), Shown: int(judged[i].Shown), Best: int(judged[i].Best), Worst: int(judged[i].Worst),
			Score: snap.Result.Scores[id].Float(), Share: utilities[i].Share,
		})
	}
	return table
}

// cup lists the duels of the rounds that have begun.
func cup(p polls.Poll, snap polls.Snapshot, lang string) []frontend.CupRound {
	playing := p.Round
	if snap.Final {
		playing = p.Rounds()
	}
	var rounds []frontend.CupRound
	for _, r := range snap.Result.Rounds {
		if r.Number > playing {
			continue
		}
		if r.Number > len(rounds) {
			rounds = append(rounds, frontend.CupRound{Number: r.Number, Over: snap.Final || r.Number < playing, Ends: inZone(p.RoundEnd(r.Number), p.TimeZone)})
		}
		duel := frontend.CupDuel{Winner: label(p, r.Elected[0], lang), Bye: r.Action == tally.Bye}
		for i, t := range r.Tallies {
			duel.Labels[i], duel.Votes[i] = label(p, t.Option, lang), int(t.Votes.Int())
		}
		duel.Level = !duel.Bye && duel.Votes[0] == duel.Votes[1]
		last := &rounds[len(rounds)-1]
		last.Duels = append(last.Duels, duel)
	}
	return rounds
}
