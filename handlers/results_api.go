package handlers

import (
	"cmp"
	"context"

	"kermesse/frontend"
	"kermesse/polls"
	"kermesse/polls/stats"
	"kermesse/polls/tally"
)

type resultsResponse struct {
	CacheControl string `header:"Cache-Control"`
	Body         resultsAnswer
}

func (a *App) pollResults(ctx context.Context, in *pollRequest) (*resultsResponse, error) {
	p, err := a.readablePoll(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	reader, err := a.readerOf(ctx, p)
	if err != nil {
		return nil, err
	}
	snap, err := a.Polls.Results(ctx, p, reader)
	if err != nil {
		return nil, err
	}
	return &resultsResponse{CacheControl: "no-store", Body: a.tellResults(p, snap, requestFrom(ctx).lang)}, nil
}

func (a *App) tellResults(p polls.Poll, snap polls.Snapshot, lang string) resultsAnswer {
	r := snap.Result
	answer := resultsAnswer{
		Version: snap.Version, Final: snap.Final, UpdatedAt: snap.ComputedAt, Method: string(p.Method), Ballots: snap.Ballots(),
		Counted: r.Counted, Blank: r.Blank, Exhausted: r.Exhausted, Winners: someTexts(r.Winners), NoWinner: string(r.NoWinner),
		Leading: optionTexts(r.Leading), ByLot: r.LotDecided, CoWinners: r.CoWinners, Ranking: [][]string{}, Options: []optionAnswer{},
		Scores: figures(r.Scores), Rounds: []roundAnswer{}, TieBreaks: []tieBreakAnswer{}, Completed: string(r.CompletedBy),
		Lots: a.tellLots(p), Figures: tellStatistics(p.Statistics(snap), snap, lang),
	}
	answer.Held = snap.Held
	answer.Aside, answer.With = snap.Aside, tellWithAside(p, snap, lang)
	if !p.VoidedAt.IsZero() {
		answer.Leading, answer.Winners, answer.NoWinner = optionTexts(r.Winners), []string{}, string(polls.Void)
	}
	for _, group := range r.Ranking {
		answer.Ranking = append(answer.Ranking, optionTexts(group))
	}
	for _, b := range bars(p, snap) {
		answer.Options = append(answer.Options, optionAnswer{ID: string(b.option), Label: label(p, b.option, lang), Votes: b.votes.Float(), Share: b.share})
	}
	if r.Method == tally.STV {
		quota := figure(r.Quota)
		answer.Quota = &quota
	}
	answer.Picked = tellPicked(snap.Picked)
	for _, round := range r.Rounds {
		answer.Rounds = append(answer.Rounds, tellRound(round))
	}
	if r.Pairwise != nil {
		answer.Condorcet, answer.Smith = string(r.Pairwise.Winner), optionTexts(r.Pairwise.SmithSet)
		answer.Pairwise, answer.Paths = pairs(r.Pairwise.Options, r.Pairwise.Votes), pairs(r.Pairwise.Options, r.Pairwise.Paths)
	}
	for _, t := range r.TieBreaks {
		answer.TieBreaks = append(answer.TieBreaks, tieBreakAnswer{
			Where: tieWhere{string(t.Stage), t.Number}, Tied: someTexts(t.Tied), Rule: string(t.Rule), Decision: someTexts(t.Decision),
		})
	}
	return answer
}

func tellWithAside(p polls.Poll, snap polls.Snapshot, lang string) *withAsideAnswer {
	if snap.With == nil {
		return nil
	}
	r := snap.With.Result
	answer := &withAsideAnswer{Counted: r.Counted, Winners: someTexts(r.Winners), Ranking: [][]string{}, Changes: snap.Changes(), NoWinner: string(r.NoWinner)}
	for _, group := range r.Ranking {
		answer.Ranking = append(answer.Ranking, optionTexts(group))
	}
	for _, b := range barsOf(p, r, snap.With.First, snap.With.Picked) {
		answer.Options = append(answer.Options, optionAnswer{ID: string(b.option), Label: label(p, b.option, lang), Votes: b.votes.Float(), Share: b.share})
	}
	return answer
}

func tellPicked(picked map[tally.OptionID]polls.Picked) map[string]pickedAnswer {
	if picked == nil {
		return nil
	}
	out := make(map[string]pickedAnswer, len(picked))
	for id, n := range picked {
		out[string(id)] = pickedAnswer(n)
	}
	return out
}

// someTexts is never nil: an empty list is written as such.
func someTexts(ids []tally.OptionID) []string {
	if texts := optionTexts(ids); texts != nil {
		return texts
	}
	return []string{}
}

func figures(scores map[tally.OptionID]tally.Number) map[string]figure {
	out := make(map[string]figure, len(scores))
	for id, n := range scores {
		out[string(id)] = figure(n)
	}
	return out
}

func tellRound(r tally.Round) roundAnswer {
	tallies := make(map[tally.OptionID]tally.Number, len(r.Tallies))
	for _, t := range r.Tallies {
		tallies[t.Option] = t.Votes
	}
	return roundAnswer{
		Number: r.Number, Action: string(r.Action), Option: string(r.Option), Tallies: figures(tallies), Exhausted: figure(r.Exhausted),
		Elected: optionTexts(r.Elected),
	}
}

// pairs is nil where the count did not compare in pairs.
func pairs(options []tally.OptionID, cells [][]tally.Number) pairsAnswer {
	if cells == nil {
		return nil
	}
	out := make(pairsAnswer, len(options))
	for i, row := range cells {
		out[string(options[i])] = make(map[string]figure, len(row))
		for j, cell := range row {
			if i != j {
				out[string(options[i])][string(options[j])] = figure(cell)
			}
		}
	}
	return out
}

func tellStatistics(s polls.Statistics, snap polls.Snapshot, lang string) statisticsAnswer {
	answer := statisticsAnswer{Flags: []string{}, Verdict: string(s.Verdict), Note: frontend.SelectionSentence(lang, snap.Ballots())}
	answer.Sources = map[string]int64{}
	for source, n := range snap.Sources {
		answer.Sources[cmp.Or(string(source), "page")] = n
	}
	for id, in := range s.Intervals {
		if answer.Intervals == nil {
			answer.Intervals = make(map[string]intervalAnswer, len(s.Intervals))
		}
		answer.Intervals[string(id)] = intervalAnswer{in.Low, in.High}
	}
	if s.Lead != nil {
		answer.Lead = &leadAnswer{
			First: string(s.First), Second: string(s.Second), Lead: s.Lead.Lead, Margin: s.Lead.Margin, P: s.Lead.P, Verdict: string(s.Lead.Verdict),
		}
	}
	if crowds := snap.Analysis.Crowds; crowds.Times > 0 {
		answer.Recounts = &recountsAnswer{Times: crowds.Times, Wins: make(map[string]float64, len(crowds.Wins))}
		for id := range crowds.Wins {
			answer.Recounts.Wins[string(id)] = crowds.Share(id)
		}
	}
	for _, flag := range s.Flags {
		answer.Flags = append(answer.Flags, string(flag))
	}
	return answer
}

const dayLayout = "2006-01-02"

func tellPeriod(d polls.Period) periodAnswer {
	answer := periodAnswer{
		From: d.From.Format(dayLayout), To: d.To.Format(dayLayout), Hidden: d.Display == stats.Hide, Few: d.Display == stats.Grey, People: d.People,
	}
	if answer.Hidden || d.People == 0 {
		return answer
	}
	answer.P, answer.Shares = new(d.Leader.P), make(map[string]float64, len(d.Chosen))
	for id, n := range d.Chosen {
		answer.Shares[string(id)] = float64(n) / float64(d.People)
	}
	return answer
}
