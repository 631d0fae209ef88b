package ballotfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"kermesse/polls/tally"
)

// document is the part of a JSON file that is read; other fields are left alone.
type document struct {
	Title         string                                      `json:"title"`
	Method        string                                      `json:"method"`
	Candidates    []tally.OptionID                            `json:"candidates"`
	Seats         int                                         `json:"seats"`
	Rules         rules                                       `json:"rules"`
	Lot           []tally.OptionID                            `json:"lot"`
	LotSeed       string                                      `json:"lot_seed"`
	LotSource     string                                      `json:"lot_source"`
	LotCommitment string                                      `json:"lot_commitment"`
	TotalBallots  *int64                                      `json:"total_ballots"`
	Ballots       []ballot                                    `json:"ballots"`
	Pairwise      map[tally.OptionID]map[tally.OptionID]int64 `json:"pairwise"`
	Receipts      []string                                    `json:"receipts"`
	Result        *published                                  `json:"result"`
	Aside         int64                                       `json:"set_aside"`
	frozen
}

type ballot struct {
	Tracker   string             `json:"tracker"`
	Ranking   [][]tally.OptionID `json:"ranking"`
	Approvals []tally.OptionID   `json:"approvals"`
	Choices   []tally.OptionID   `json:"choices"`
	Scores    scores             `json:"scores"`
	Picks     []pick             `json:"picks"`
	Count     *int64             `json:"count"`
	Weight    int64              `json:"weight_milli"`
}

type pick struct {
	Shown []tally.OptionID `json:"shown"`
	Best  tally.OptionID   `json:"best"`
	Worst tally.OptionID   `json:"worst"`
}

// scores is an object in which a repeated key is a fault, not the last one's victory.
type scores map[tally.OptionID]int64

func (s *scores) UnmarshalJSON(text []byte) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	open, err := dec.Token()
	if err != nil {
		return err
	}
	if open == nil {
		return nil
	}
	if open != json.Delim('{') {
		return fmt.Errorf("scores must be an object of options and whole numbers")
	}
	*s = scores{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return err
		}
		name, _ := key.(string) // keys of an object are strings
		id := tally.OptionID(name)
		if _, twice := (*s)[id]; twice {
			return fmt.Errorf("option %q is scored twice on one ballot", id)
		}
		var score int64
		if err := dec.Decode(&score); err != nil {
			return fmt.Errorf("the score of option %q must be a whole number", id)
		}
		(*s)[id] = score
	}
	return nil
}

func readJSON(text []byte) (Election, error) {
	text = withoutInfinities(text)
	dec := json.NewDecoder(bytes.NewReader(text))
	var doc document
	if err := dec.Decode(&doc); err != nil {
		return Election{}, located(text, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Election{}, fmt.Errorf("line %d: something follows the end of the election", lineOf(text, int(dec.InputOffset())))
	}
	e := Election{
		Title: doc.Title, Method: doc.Method, Options: doc.Candidates, Receipts: doc.Receipts,
		LotSeed: doc.LotSeed, LotSource: LotSource{doc.LotSource, doc.LotCommitment}, Result: doc.Result.published(),
		Aside: doc.Aside, Frozen: doc.frozen.frozen(),
	}
	var err error
	if e.Rules, err = doc.Rules.rules(doc.Seats, doc.Lot); err != nil {
		return Election{}, err
	}
	switch {
	case len(e.Options) == 0:
		return Election{}, errors.New("the file has no \"candidates\"")
	case doc.Ballots == nil && doc.Pairwise == nil:
		return Election{}, errors.New("the file has no \"ballots\"")
	case doc.Ballots == nil:
		e.Duels, err = duels(e.Options, doc.Pairwise)
		return e, err
	}
	return e, e.take(doc)
}

// take converts the ballots and compares their number with what the file says.
func (e *Election) take(doc document) error {
	var total int64
	e.Ballots = make([]tally.Ballot, len(doc.Ballots))
	for i, b := range doc.Ballots {
		if b.Approvals != nil && b.Choices != nil {
			return fmt.Errorf("ballot %d: has both approvals and choices", i+1)
		}
		voters := int64(1)
		if b.Count != nil {
			voters = *b.Count
		}
		e.Ballots[i] = tally.Ballot{
			Ranking: b.Ranking, Choices: append(b.Approvals, b.Choices...), Scores: b.Scores, Count: voters, WeightMilli: b.Weight,
		}
		if b.Tracker != "" && e.Trackers == nil {
			e.Trackers = make([]string, len(doc.Ballots))
		}
		if e.Trackers != nil {
			e.Trackers[i] = b.Tracker
		}
		for _, p := range b.Picks {
			e.Ballots[i].Picks = append(e.Ballots[i].Picks, tally.Pick(p))
		}
		total += voters
	}
	if doc.TotalBallots != nil && *doc.TotalBallots != total {
		return fmt.Errorf("the file announces %d ballots and holds %d", *doc.TotalBallots, total)
	}
	return nil
}

// duels turns a published table of comparisons into rows and columns.
func duels(options []tally.OptionID, table map[tally.OptionID]map[tally.OptionID]int64) ([][]int64, error) {
	votes := make([][]int64, len(options))
	for a, first := range options {
		votes[a] = make([]int64, len(options))
		for b, second := range options {
			if a == b {
				continue
			}
			n, ok := table[first][second]
			if !ok {
				return nil, fmt.Errorf("the table of comparisons lacks %q against %q", first, second)
			}
			votes[a][b] = n
		}
	}
	return votes, nil
}

// located says on which line the text stops being the JSON that is expected.
func located(text []byte, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("line %d: not JSON: %w", lineOf(text, int(syntax.Offset)), err)
	case errors.As(err, &kind):
		return fmt.Errorf("line %d: %q cannot be a JSON %s", lineOf(text, int(kind.Offset)), kind.Field, kind.Value)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("line %d: the file ends in the middle", lineOf(text, len(text)))
	}
	return err
}

// withoutInfinities replaces the Infinity and NaN that some programs write, though JSON has
// no such numbers, by an empty string: they stand in figures of a published count, which are
// not read, and are refused where a number is.
func withoutInfinities(text []byte) []byte {
	text = bytes.Clone(text)
	inString := false
	for at := 0; at < len(text); at++ {
		switch c := text[at]; {
		case inString && c == '\\':
			at++
		case c == '"':
			inString = !inString
		case !inString && (c == 'I' || c == 'N' || c == '-'):
			for _, word := range []string{"-Infinity", "Infinity", "NaN"} {
				if bytes.HasPrefix(text[at:], []byte(word)) {
					copy(text[at:], `""       `[:len(word)])
					at += len(word) - 1
					break
				}
			}
		}
	}
	return text
}
