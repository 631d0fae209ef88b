package handlers

import (
	"encoding/json"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kermesse/polls/tally"
)

// resultsAnswer is a count as the API tells it.
type resultsAnswer struct {
	Version   int64                   `json:"version" doc:"Grows with every change and never falls."`
	Final     bool                    `json:"final" doc:"The poll is closed and nothing will change."`
	UpdatedAt time.Time               `json:"updated_at"`
	Method    string                  `json:"method"`
	Ballots   int64                   `json:"ballots" doc:"In the box, blank ones included."`
	Counted   int64                   `json:"counted"`
	Blank     int64                   `json:"blank"`
	Exhausted int64                   `json:"exhausted"`
	Winners   []string                `json:"winners"`
	Held      int64                   `json:"write_ins_held" doc:"Ballots that name a write-in which nobody has read yet; they count as blank."`
	Aside     int64                   `json:"quarantined" doc:"Ballots set aside: out of this count, and in the one beside it."`
	With      *withAsideAnswer        `json:"with_quarantined,omitempty" doc:"The count with them."`
	NoWinner  string                  `json:"no_winner,omitempty" enum:"no_ballots,quorum,minimum_share,none_of_these,void"`
	Leading   []string                `json:"leading,omitempty" doc:"Who would have won but for no_winner."`
	ByLot     bool                    `json:"decided_by_lot"`
	CoWinners bool                    `json:"co_winners"`
	Ranking   [][]string              `json:"ranking" doc:"Best first; those of a group are equal."`
	Options   []optionAnswer          `json:"options" doc:"Largest first."`
	Scores    map[string]figure       `json:"scores,omitempty" doc:"Exact figures of the method: votes, points or stars."`
	Picked    map[string]pickedAnswer `json:"picked,omitempty" doc:"Of options that are compared a few at a time: how often each was shown and picked."`
	Quota     *figure                 `json:"quota,omitempty" doc:"Votes that elect, in a count with several winners."`
	Rounds    []roundAnswer           `json:"rounds"`
	Condorcet string                  `json:"condorcet_winner,omitempty" doc:"The option that beats all others one to one."`
	Smith     []string                `json:"smith_set,omitempty"`
	Completed string                  `json:"completed_by,omitempty" doc:"The method that decided where no option beats all others."`
	Pairwise  pairsAnswer             `json:"pairwise,omitempty" doc:"pairwise[a][b]: ballots that put a above b."`
	Paths     pairsAnswer             `json:"paths,omitempty" doc:"paths[a][b]: strength of the strongest path from a to b."`
	TieBreaks []tieBreakAnswer        `json:"tie_breaks"`
	Lots      lotsAnswer              `json:"lots"`
	Figures   statisticsAnswer        `json:"statistics"`
}

// withAsideAnswer is the count with the ballots that were set aside.
type withAsideAnswer struct {
	Counted  int64          `json:"counted"`
	Winners  []string       `json:"winners"`
	Ranking  [][]string     `json:"ranking"`
	Options  []optionAnswer `json:"options" doc:"Largest first."`
	Changes  bool           `json:"changes_winner"`
	NoWinner string         `json:"no_winner,omitempty"`
}

// pickedAnswer is how often an option was compared, and how that went.
type pickedAnswer struct {
	Shown int64 `json:"shown"`
	Best  int64 `json:"best"`
	Worst int64 `json:"worst"`
}

// statisticsAnswer says how much the figures are worth.
type statisticsAnswer struct {
	Intervals map[string]intervalAnswer `json:"intervals,omitempty" doc:"Of 95 %, around the shares of options."`
	Lead      *leadAnswer               `json:"lead,omitempty"`
	Verdict   string                    `json:"verdict,omitempty" enum:"clear_lead,likely,too_close,no_verdict" doc:"Whether the first is really ahead of the second."`
	Recounts  *recountsAnswer           `json:"recounts,omitempty" doc:"Recounts with similar crowds; worked out in the background, within seconds of the end."`
	Sources   map[string]int64          `json:"sources" doc:"How many counted ballots came which way: page (or API), embed, kiosk."`
	Flags     []string                  `json:"flags" doc:"Warnings to print beside the result."`
	Note      string                    `json:"note" doc:"The sentence to print beside the result, in the language of the request."`
}

type recountsAnswer struct {
	Times int                `json:"times"`
	Wins  map[string]float64 `json:"wins" doc:"In what share of them an option wins."`
}

// pollReportAnswer is all that staff read about a poll.
type pollReportAnswer struct {
	Poll    pollAnswer     `json:"poll"`
	Results resultsAnswer  `json:"results"`
	Periods []periodAnswer `json:"periods" doc:"The first ballots first; empty where all came in one day or options are scored."`
	Days    []dayAnswer    `json:"days" doc:"Ballots first cast on each day, withdrawn ones included."`
}

type periodAnswer struct {
	From   string             `json:"from" format:"date"`
	To     string             `json:"to" format:"date"`
	Hidden bool               `json:"hidden" doc:"Its people are fewer than 10, or would give such a period away: no figures."`
	Few    bool               `json:"few" doc:"Fewer than 50: the figures are mostly chance."`
	People int64              `json:"people,omitempty"`
	Shares map[string]float64 `json:"shares,omitempty"`
	P      *float64           `json:"p,omitempty" doc:"Of the leader's share against that of the others, corrected for their number (Holm)."`
}

type dayAnswer struct {
	Day     string `json:"day" format:"date"`
	Ballots int    `json:"ballots"`
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

type optionAnswer struct {
	ID    string  `json:"id"`
	Label string  `json:"label"`
	Votes float64 `json:"votes" doc:"Votes, first places, points or times picked best, by the poll's ballot."`
	Share float64 `json:"share" doc:"From 0 to 1; of approvals it may add up to more."`
}

type roundAnswer struct {
	Number    int               `json:"number"`
	Action    string            `json:"action"`
	Option    string            `json:"option,omitempty"`
	Tallies   map[string]figure `json:"tallies"`
	Exhausted figure            `json:"exhausted"`
	Elected   []string          `json:"elected,omitempty"`
}

// pairsAnswer is a figure for each pair of options.
type pairsAnswer map[string]map[string]figure

type tieBreakAnswer struct {
	Where    tieWhere `json:"where"`
	Tied     []string `json:"tied"`
	Rule     string   `json:"rule" doc:"What broke the tie; lot where nothing but the published order could."`
	Decision []string `json:"decision"`
}

type tieWhere struct {
	Stage  string `json:"stage"`
	Number int    `json:"number" doc:"The place, seat or round, from 1."`
}

// figure is an exact number of a count: a JSON number where a decimal says it exactly,
// else a text as "61/3". It is written as kermesse count writes it.
type figure tally.Number

// MarshalJSON implements json.Marshaler.
func (f figure) MarshalJSON() ([]byte, error) {
	text := tally.Number(f).String()
	if json.Valid([]byte(text)) {
		return []byte(text), nil
	}
	return json.Marshal(text)
}

// Schema implements huma.SchemaProvider.
func (figure) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Description: "An exact figure: a number, or a fraction as text where no decimal is exact.",
		OneOf:       []*huma.Schema{{Type: huma.TypeNumber}, {Type: huma.TypeString, Pattern: `^-?[0-9]+/[0-9]+$`}},
	}
}
