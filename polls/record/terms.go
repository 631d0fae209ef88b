package record

import (
	"bytes"
	"encoding/json"
	"fmt"

	"kermesse/polls/tally"
)

// Terms are what of a poll decides its count, lots aside.
type Terms struct {
	Method  tally.Method
	Options []tally.OptionID // in the brand's order
	Rules   tally.Rules      // Lot is left out
}

// Hash is what the publish record holds: of JSON lines whose fields have this order for
// good.
func (t Terms) Hash() (Hash, error) {
	options, err := json.Marshal(t.Options)
	if err != nil {
		return Hash{}, fmt.Errorf("terms: %w", err)
	}
	none, err := json.Marshal(t.Rules.NoneOption)
	if err != nil {
		return Hash{}, fmt.Errorf("terms: %w", err)
	}
	tie := "lot"
	if t.Rules.Tie == tally.Declare {
		tie = "declare"
	}
	var w bytes.Buffer
	line(&w, "method", string(t.Method))
	line(&w, "options", string(options))
	for _, n := range []struct {
		key   string
		value int64
	}{
		{"seats", int64(max(t.Rules.Seats, 1))},
		{"max_choices", int64(t.Rules.MaxChoices)},
		{"max_score", t.Rules.MaxScore},
		{"points", t.Rules.Points},
		{"quorum", t.Rules.Quorum},
		{"minimum_share_milli", t.Rules.MinShareMilli},
	} {
		line(&w, n.key, fmt.Sprint(n.value))
	}
	line(&w, "none_option", string(none))
	line(&w, "tie", tie)
	if t.Rules.PointsCap > 0 { // polls without have the hash that they had before there were caps
		line(&w, "points_cap", fmt.Sprint(t.Rules.PointsCap))
	}
	if len(t.Rules.Seeds) > 0 {
		seeds, err := json.Marshal(t.Rules.Seeds)
		if err != nil {
			return Hash{}, fmt.Errorf("terms: %w", err)
		}
		line(&w, "seeds", string(seeds))
	}
	return HashOf(w.Bytes()), nil
}
