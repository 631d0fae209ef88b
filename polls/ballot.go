package polls

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"kermesse/internal/fault"
	"kermesse/internal/text"
	"kermesse/polls/record"
	"kermesse/polls/tally"
)

// readBallot checks a ballot as a voter sends it and returns it as it is stored: one text
// for all ballots that say the same. idea is what the voter has written beside the options.
func (p Poll) readBallot(b tally.Ballot, idea string) (string, error) {
	b.Count, b.WeightMilli = 1, 0
	if b.Blank() {
		return "", p.refuse(ErrBlank)
	}
	known := p
	if idea != "" {
		known.Options = append(slices.Clone(p.Options), Option{ID: proposalID(p.ID, idea)})
	}
	options := known.optionIDs()
	err := tally.ValidateBallot(p.Method, options, b, known.rulesWith(options))
	var wrong *tally.BallotError
	if errors.As(err, &wrong) {
		return "", p.refuse(p.ballotFault(wrong))
	}
	if err != nil {
		return "", fmt.Errorf("polls: %s: %w", p.Slug, err)
	}
	return encodeBallot(FormOf(p.Method), b)
}

// refuse puts a fault on the part of the ballot that the voter filled in.
func (p Poll) refuse(f *fault.Error) error {
	return fault.Invalids(f.At(string(FormOf(p.Method))))
}

func (p Poll) ballotFault(e *tally.BallotError) *fault.Error {
	switch e.Reason {
	case tally.UnknownOption:
		return ErrUnknownOption.With(quotable(e.Option))
	case tally.DuplicateOption:
		return ErrDuplicateOption.With(quotable(e.Option))
	case tally.EmptyGroup:
		return ErrEmptyRank
	case tally.EqualRanks:
		return ErrEqualRanks.With(quotable(e.Option))
	case tally.TooManyChoices:
		return ErrTooManyChoices.With(e.Most)
	case tally.ScoreOutOfRange:
		return ErrScoreOutOfRange.With(quotable(e.Option), e.Most)
	case tally.TooManyPoints:
		return ErrTooManyPoints.With(e.Most)
	case tally.BadPick:
		return ErrBadPick
	case tally.RepeatedPick:
		return ErrRepeatedPick
	}
	return ErrWrongForm.With(string(FormOf(p.Method)))
}

// quotable is an id as a message may repeat it: what a stranger typed is not read back
// where it could deceive.
func quotable(id tally.OptionID) string {
	s, wrong := text.Line(string(id), MaxOptionID)
	if wrong != nil {
		return "…"
	}
	return s
}

// encodeBallot writes a valid ballot. Order counts only between the ranks.
func encodeBallot(form Form, b tally.Ballot) (string, error) {
	var said any
	switch form {
	case Choices:
		said = slices.Sorted(slices.Values(b.Choices))
	case Ranking:
		groups := make([][]tally.OptionID, len(b.Ranking))
		for i, group := range b.Ranking {
			groups[i] = slices.Sorted(slices.Values(group))
		}
		said = groups
	case Scores:
		said = b.Scores // encoding/json sorts the keys
	case Picks:
		return record.Said(b)
	}
	content, err := json.Marshal(said)
	if err != nil {
		return "", fmt.Errorf("polls: encode a ballot: %w", err)
	}
	return string(content), nil
}

// decodeBallot reads what encodeBallot wrote, as one voter's ballot.
func decodeBallot(form Form, content string) (tally.Ballot, error) {
	b := tally.Ballot{Count: 1}
	into := map[Form]any{Choices: &b.Choices, Ranking: &b.Ranking, Scores: &b.Scores}[form]
	if form == Picks {
		return decodePicks(content)
	}
	if err := json.Unmarshal([]byte(content), into); err != nil {
		return tally.Ballot{}, fmt.Errorf("polls: decode a ballot: %w", err)
	}
	return b, nil
}

// sameBallot reports how often one ballot was cast.
type sameBallot struct {
	Content string
	N       int64
	Aside   bool // of ballots that were set aside
}

// ballotsOf turns what was counted by content into ballots, in an order that tells nothing.
func ballotsOf(form Form, same []sameBallot) ([]tally.Ballot, error) {
	slices.SortFunc(same, func(a, b sameBallot) int { return cmp.Compare(a.Content, b.Content) })
	ballots := make([]tally.Ballot, len(same))
	for i, s := range same {
		b, err := decodeBallot(form, s.Content)
		if err != nil {
			return nil, err
		}
		b.Count = s.N
		ballots[i] = b
	}
	return ballots, nil
}
