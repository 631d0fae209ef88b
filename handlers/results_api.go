package handlers

import (
	"context"
	"time"

	"kermesse/polls"
	"kermesse/polls/tally"
)

// resultsAnswer is a count as the API tells it.
type resultsAnswer struct {
	Version   int64             `json:"version" doc:"Grows with every change and never falls."`
	Final     bool              `json:"final" doc:"The poll is closed and nothing will change."`
	UpdatedAt time.Time         `json:"updated_at"`
	Method    string            `json:"method"`
	Ballots   int64             `json:"ballots" doc:"In the box, blank ones included."`
	Counted   int64             `json:"counted"`
	Blank     int64             `json:"blank"`
	Exhausted int64             `json:"exhausted"`
	Winners   []string          `json:"winners"`
	NoWinner  string            `json:"no_winner,omitempty" enum:"no_ballots,quorum,minimum_share,none_of_these"`
	Leading   []string          `json:"leading,omitempty" doc:"Who would have won but for no_winner."`
	ByLot     bool              `json:"decided_by_lot"`
	CoWinners bool              `json:"co_winners"`
	Ranking   [][]string        `json:"ranking" doc:"Best first; those of a group are equal."`
	Options   []optionAnswer    `json:"options" doc:"Largest first."`
	Scores    map[string]string `json:"scores,omitempty" doc:"Exact figures of the method: votes, points or stars."`
	Rounds    []roundAnswer     `json:"rounds"`
	Pairwise  *pairwiseAnswer   `json:"pairwise,omitempty"`
	TieBreaks []tieBreakAnswer  `json:"tie_breaks"`
	Lots      lotsAnswer        `json:"lots"`
	Figures   statisticsAnswer  `json:"statistics"`
}

// statisticsAnswer says how much the figures are worth.
type statisticsAnswer struct {
	Intervals map[string]intervalAnswer `json:"intervals,omitempty" doc:"Of 95 %, around the shares of options."`
	Lead      *leadAnswer               `json:"lead,omitempty"`
	Flags     []string                  `json:"flags" doc:"Warnings to print beside the result."`
}

type intervalAnswer struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

type leadAnswer struct {
	First   string  `json:"first"`
	Second  string  `json:"second"`
	Lead    float64 `json:"lead" doc:"Difference of the shares."`
	Margin  float64 `json:"margin" doc:"Of 95 %, around the lead."`
	P       float64 `json:"p"`
	Verdict string  `json:"verdict" enum:"clear_lead,likely,too_close,no_verdict"`
}

func tellStatistics(s polls.Statistics) statisticsAnswer {
	answer := statisticsAnswer{Flags: []string{}}
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
	for _, flag := range s.Flags {
		answer.Flags = append(answer.Flags, string(flag))
	}
	return answer
}

type optionAnswer struct {
	ID    string  `json:"id"`
	Label string  `json:"label"`
	Votes float64 `json:"votes" doc:"Votes, first places or points, by the poll's ballot."`
	Share float64 `json:"share" doc:"From 0 to 1; of approvals it may add up to more."`
}

type roundAnswer struct {
	Action    string            `json:"action"`
	Option    string            `json:"option,omitempty"`
	Tallies   map[string]string `json:"tallies"`
	Exhausted string            `json:"exhausted"`
	Elected   []string          `json:"elected,omitempty"`
}

type pairwiseAnswer struct {
	Options []string   `json:"options"`
	Votes   [][]string `json:"votes" doc:"votes[a][b]: ballots that put a above b."`
	Paths   [][]string `json:"paths,omitempty"`
	Winner  string     `json:"condorcet_winner,omitempty"`
	Smith   []string   `json:"smith_set,omitempty"`
}

type tieBreakAnswer struct {
	Where    string   `json:"where"`
	Number   int      `json:"number"`
	Tied     []string `json:"tied"`
	Rule     string   `json:"rule"`
	Decision []string `json:"decision"`
}

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
	r, now := snap.Result, a.Clock.Now()
	answer := resultsAnswer{
		Version: snap.Version, Final: snap.Final, UpdatedAt: snap.ComputedAt, Method: string(p.Method), Ballots: snap.Ballots(),
		Counted: r.Counted, Blank: r.Blank, Exhausted: r.Exhausted, Winners: someTexts(r.Winners), NoWinner: string(r.NoWinner),
		Leading: optionTexts(r.Leading), ByLot: r.LotDecided, CoWinners: r.CoWinners, Ranking: [][]string{}, Options: []optionAnswer{},
		Scores: figures(r.Scores), Rounds: []roundAnswer{}, TieBreaks: []tieBreakAnswer{}, Pairwise: tellPairwise(r.Pairwise),
		Lots:    lotsAnswer{Source: string(p.Lots.Source), Commitment: p.Lots.Commitment, Seed: p.LotSeed(now), Order: optionTexts(p.LotOrder(now))},
		Figures: tellStatistics(p.Statistics(snap)),
	}
	for _, group := range r.Ranking {
		answer.Ranking = append(answer.Ranking, optionTexts(group))
	}
	for _, b := range bars(p, snap) {
		answer.Options = append(answer.Options, optionAnswer{ID: string(b.option), Label: label(p, b.option, lang), Votes: b.votes.Float(), Share: b.share})
	}
	for _, round := range r.Rounds {
		answer.Rounds = append(answer.Rounds, tellRound(round))
	}
	for _, t := range r.TieBreaks {
		answer.TieBreaks = append(answer.TieBreaks, tieBreakAnswer{
			Where: string(t.Stage), Number: t.Number, Tied: someTexts(t.Tied), Rule: string(t.Rule), Decision: someTexts(t.Decision),
		})
	}
	return answer
}

// someTexts is never nil: an empty list is written as such.
func someTexts(ids []tally.OptionID) []string {
	if texts := optionTexts(ids); texts != nil {
		return texts
	}
	return []string{}
}

func figures(scores map[tally.OptionID]tally.Number) map[string]string {
	out := make(map[string]string, len(scores))
	for id, n := range scores {
		out[string(id)] = n.String()
	}
	return out
}

func tellRound(r tally.Round) roundAnswer {
	tallies := make(map[tally.OptionID]tally.Number, len(r.Tallies))
	for _, t := range r.Tallies {
		tallies[t.Option] = t.Votes
	}
	return roundAnswer{
		Action: string(r.Action), Option: string(r.Option), Tallies: figures(tallies), Exhausted: r.Exhausted.String(), Elected: optionTexts(r.Elected),
	}
}

func tellPairwise(p *tally.Pairwise) *pairwiseAnswer {
	if p == nil {
		return nil
	}
	return &pairwiseAnswer{
		Options: someTexts(p.Options), Votes: table(p.Votes), Paths: table(p.Paths), Winner: string(p.Winner), Smith: optionTexts(p.SmithSet),
	}
}

func table(rows [][]tally.Number) [][]string {
	var out [][]string
	for _, row := range rows {
		texts := make([]string, len(row))
		for i, n := range row {
			texts[i] = n.String()
		}
		out = append(out, texts)
	}
	return out
}
