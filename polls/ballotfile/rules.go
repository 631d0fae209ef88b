package ballotfile

import (
	"encoding/json"
	"fmt"
	"math/big"

	"kermesse/polls/tally"
)

// rules is what a file says of the rules of its count, beside seats and lots.
type rules struct {
	Tie          string           `json:"tie"` // "lot" or "declare"
	MaxChoices   int              `json:"max_choices"`
	MaxScore     int64            `json:"max_score"`
	Mean         bool             `json:"mean"`
	Points       int64            `json:"points"`
	PointsCap    int64            `json:"points_cap"`
	Completion   tally.Method     `json:"completion"`
	Seeds        []tally.OptionID `json:"seeds"`
	Quorum       int64            `json:"quorum"`
	MinimumShare json.Number      `json:"minimum_share"` // from 0 to 1
	NoneOption   tally.OptionID   `json:"none_option"`
	AllRounds    bool             `json:"all_rounds"`
}

func (r rules) rules(seats int, lot []tally.OptionID) (tally.Rules, error) {
	share, err := ParseShare(r.MinimumShare.String(), 1)
	if err != nil {
		return tally.Rules{}, fmt.Errorf("\"minimum_share\" %w", err)
	}
	tie := tally.Tie(r.Tie)
	if tie == "lot" {
		tie = tally.ByLot
	}
	return tally.Rules{
		Seats: seats, Lot: lot, Tie: tie, MaxChoices: r.MaxChoices, MaxScore: r.MaxScore, Mean: r.Mean, Points: r.Points,
		PointsCap: r.PointsCap, Completion: r.Completion, Seeds: r.Seeds, Quorum: r.Quorum, MinShareMilli: share, NoneOption: r.NoneOption,
		ToLastTwo: r.AllRounds,
	}, nil
}

// ParseShare reads a share of so much (1, or 100 for per cent) in thousandths of all. An empty
// text is none.
func ParseShare(text string, of int64) (milli int64, err error) {
	if text == "" {
		return 0, nil
	}
	share, ok := new(big.Rat).SetString(text)
	if ok {
		share.Mul(share, big.NewRat(1000, of))
		ok = share.IsInt() && share.Sign() >= 0 && share.Cmp(big.NewRat(1000, 1)) <= 0
	}
	if !ok {
		return 0, fmt.Errorf("must be between 0 and %d, and not finer than a thousandth of it", of)
	}
	return share.Num().Int64(), nil
}

// Published is what was published of a count.
type Published struct {
	Winners                   []tally.OptionID
	Ranking                   [][]tally.OptionID
	NoWinner                  tally.NoWinner
	ByLot                     bool
	Counted, Blank, Exhausted int64
	Scores                    map[tally.OptionID]tally.Number
}

// published is Published in a file.
type published struct {
	Winners   []tally.OptionID          `json:"winners"`
	Ranking   [][]tally.OptionID        `json:"ranking"`
	NoWinner  tally.NoWinner            `json:"no_winner"`
	ByLot     bool                      `json:"decided_by_lot"`
	Counted   int64                     `json:"counted"`
	Blank     int64                     `json:"blank"`
	Exhausted int64                     `json:"exhausted"`
	Scores    map[tally.OptionID]figure `json:"scores"`
}

func (p *published) published() *Published {
	if p == nil {
		return nil
	}
	scores := make(map[tally.OptionID]tally.Number, len(p.Scores))
	for id, score := range p.Scores {
		scores[id] = tally.Number(score)
	}
	return &Published{
		Winners: p.Winners, Ranking: p.Ranking, NoWinner: p.NoWinner, ByLot: p.ByLot,
		Counted: p.Counted, Blank: p.Blank, Exhausted: p.Exhausted, Scores: scores,
	}
}

// figure is a number, or a fraction as text where no decimal is exact.
type figure tally.Number

func (f *figure) UnmarshalJSON(text []byte) error {
	var fraction string
	if json.Unmarshal(text, &fraction) == nil {
		text = []byte(fraction)
	}
	return (*tally.Number)(f).UnmarshalText(text)
}
