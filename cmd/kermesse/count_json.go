package main

import (
	"encoding/json"
	"io"

	"kermesse/polls/stats"
	"kermesse/polls/tally"
)

// countOutput is the JSON of a count; empty parts are left out, lists of options aside.
type countOutput struct {
	Method  tally.Method     `json:"method"`
	Seats   int              `json:"seats"`
	Winners []tally.OptionID `json:"winners"`
	// Ranking holds groups, best first; the options of a group are equal by the votes.
	Ranking      [][]tally.OptionID `json:"ranking"`
	DecidedByLot bool               `json:"decided_by_lot"`
	CoWinners    bool               `json:"co_winners"`
	NoWinner     tally.NoWinner     `json:"no_winner,omitempty"`
	Leading      []tally.OptionID   `json:"leading,omitempty"`
	Lot          []tally.OptionID   `json:"lot"`
	LotGiven     bool               `json:"lot_given"`

	Counted   int64 `json:"counted"`
	Blank     int64 `json:"blank"`
	Exhausted int64 `json:"exhausted"`

	Scores    map[tally.OptionID]figure `json:"scores,omitempty"`
	Quota     *figure                   `json:"quota,omitempty"`
	Rounds    []roundOutput             `json:"rounds"`
	TieBreaks []tieOutput               `json:"tie_breaks"`
	Stats     *statsOutput              `json:"statistics,omitempty"`
	*pairsOutput
}

// statsOutput says how sure the result is.
type statsOutput struct {
	Intervals map[tally.OptionID][2]float64 `json:"intervals,omitempty"` // of 95 %
	Lead      *leadOutput                   `json:"lead,omitempty"`
	Recounts  int                           `json:"recounts"`
	Wins      map[tally.OptionID]int        `json:"wins"` // in how many of the recounts
	Standing  textOutput                    `json:"standing"`
}

type leadOutput struct {
	First   tally.OptionID `json:"first"`
	Second  tally.OptionID `json:"second"`
	Lead    float64        `json:"lead"`
	Margin  float64        `json:"margin"`
	P       float64        `json:"p"`
	Verdict stats.Verdict  `json:"verdict"`
	Need    int64          `json:"ballots_needed,omitempty"`
}

type roundOutput struct {
	Number    int                       `json:"number"`
	Action    tally.Action              `json:"action"`
	Option    tally.OptionID            `json:"option,omitempty"`
	Tallies   map[tally.OptionID]figure `json:"tallies"`
	Exhausted figure                    `json:"exhausted"`
	Lost      *figure                   `json:"lost_by_rounding,omitempty"`
	Elected   []tally.OptionID          `json:"elected,omitempty"`
}

type tieOutput struct {
	Where    whereOutput      `json:"where"`
	Tied     []tally.OptionID `json:"tied"`
	Rule     tally.TieRule    `json:"rule"`
	Decision []tally.OptionID `json:"decision"`
}

type whereOutput struct {
	Stage  tally.Stage `json:"stage"`
	Number int         `json:"number"`
}

type pairsOutput struct {
	CondorcetWinner *tally.OptionID  `json:"condorcet_winner"`
	CondorcetLoser  *tally.OptionID  `json:"condorcet_loser"`
	SmithSet        []tally.OptionID `json:"smith_set"`
	CompletedBy     tally.Method     `json:"completed_by,omitempty"`
	Agreement       *figure          `json:"agreement,omitempty"`
	Pairwise        matrixOutput     `json:"pairwise"`
	Paths           matrixOutput     `json:"paths,omitempty"`
	Log             []string         `json:"log,omitempty"`
}

type matrixOutput map[tally.OptionID]map[tally.OptionID]figure

// figure is written as a JSON number where a decimal says it exactly, else as "61/3".
type figure tally.Number

func (f figure) MarshalJSON() ([]byte, error) {
	text := tally.Number(f).String()
	if json.Valid([]byte(text)) {
		return []byte(text), nil
	}
	return json.Marshal(text)
}

func (r countReport) printJSON(w io.Writer) error {
	res := r.result
	out := countOutput{
		Method: res.Method, Seats: max(r.rules.Seats, 1), Winners: orEmpty(res.Winners), Ranking: orEmpty(res.Ranking),
		DecidedByLot: res.LotDecided, CoWinners: res.CoWinners, NoWinner: res.NoWinner, Leading: res.Leading, Lot: r.rules.Lot, LotGiven: r.lotGiven,
		Counted: res.Counted, Blank: res.Blank, Exhausted: res.Exhausted,
		Rounds: []roundOutput{}, TieBreaks: []tieOutput{},
	}
	for id, score := range res.Scores {
		if out.Scores == nil {
			out.Scores = make(map[tally.OptionID]figure, len(res.Scores))
		}
		out.Scores[id] = figure(score)
	}
	if res.Quota != (tally.Number{}) {
		quota := figure(res.Quota)
		out.Quota = &quota
	}
	for _, round := range res.Rounds {
		out.Rounds = append(out.Rounds, jsonRound(round, res.Method))
	}
	for _, tie := range res.TieBreaks {
		out.TieBreaks = append(out.TieBreaks, tieOutput{whereOutput{tie.Stage, tie.Number}, tie.Tied, tie.Rule, tie.Decision})
	}
	out.Stats = jsonStats(r.stats)
	if res.Pairwise != nil {
		out.pairsOutput = jsonPairs(res)
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(out)
}

func jsonStats(s *countStats) *statsOutput {
	if s == nil {
		return nil
	}
	out := &statsOutput{Recounts: s.recounts.Times, Wins: s.recounts.Wins, Standing: textOutput{FR: s.standing.FR, EN: s.standing.EN}}
	for id, i := range s.intervals {
		if out.Intervals == nil {
			out.Intervals = make(map[tally.OptionID][2]float64, len(s.intervals))
		}
		out.Intervals[id] = [2]float64{i.Low, i.High}
	}
	if l := s.lead; l != nil {
		out.Lead = &leadOutput{First: s.first, Second: s.second, Lead: l.Lead, Margin: l.Margin, P: l.P, Verdict: l.Verdict, Need: s.need}
	}
	return out
}

// orEmpty makes the list [] and not null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func jsonRound(round tally.Round, method tally.Method) roundOutput {
	out := roundOutput{
		Number: round.Number, Action: round.Action, Option: round.Option, Tallies: make(map[tally.OptionID]figure, len(round.Tallies)),
		Exhausted: figure(round.Exhausted), Elected: round.Elected,
	}
	for _, held := range round.Tallies {
		out.Tallies[held.Option] = figure(held.Votes)
	}
	if method == tally.STV {
		lost := figure(round.Lost)
		out.Lost = &lost
	}
	return out
}

func jsonPairs(res tally.Result) *pairsOutput {
	p := res.Pairwise
	out := &pairsOutput{
		CondorcetWinner: orNull(p.Winner), CondorcetLoser: orNull(p.Loser), SmithSet: p.SmithSet,
		CompletedBy: res.CompletedBy, Pairwise: jsonMatrix(p.Options, p.Votes),
	}
	if p.Paths != nil {
		out.Paths = jsonMatrix(p.Options, p.Paths)
	}
	if p.Agreement != (tally.Number{}) {
		agreement := figure(p.Agreement)
		out.Agreement = &agreement
	}
	for _, lock := range p.Locks {
		out.Log = append(out.Log, lockText(lock))
	}
	return out
}

func orNull(id tally.OptionID) *tally.OptionID {
	if id == "" {
		return nil
	}
	return &id
}

func jsonMatrix(options []tally.OptionID, cells [][]tally.Number) matrixOutput {
	matrix := make(matrixOutput, len(options))
	for a, row := range cells {
		matrix[options[a]] = make(map[tally.OptionID]figure, len(row))
		for b, cell := range row {
			if a != b {
				matrix[options[a]][options[b]] = figure(cell)
			}
		}
	}
	return matrix
}

func lockText(lock tally.Lock) string {
	if lock.Locked {
		return string(lock.Winner + ">" + lock.Loser + " locked")
	}
	return string(lock.Winner + ">" + lock.Loser + " skipped")
}
