package record

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// Told is a notice: what the brand has told about a poll after its publication, as the poll's
// page and its export of ballots show it.
type Told struct {
	Number       int64 // from 1
	Kind         string
	At           time.Time
	Reason       string
	Rewordings   []Rewording
	FormerClose  time.Time // zero: none
	ClosesAt     time.Time // zero: none
	Count        int64
	FiguresKnown bool
}

// Rewording is a text that a notice says has changed.
type Rewording struct {
	Field, Option, Lang, Before, After string
}

// Hash is what a notice record holds: of lines whose order is this for good. Times are
// in whole seconds, texts in JSON.
func (t Told) Hash() (Hash, error) {
	var w bytes.Buffer
	line(&w, "number", fmt.Sprint(t.Number))
	line(&w, "kind", t.Kind)
	line(&w, "at", second(t.At))
	reason, err := json.Marshal(t.Reason)
	if err != nil {
		return Hash{}, fmt.Errorf("a notice: %w", err)
	}
	line(&w, "reason", string(reason))
	line(&w, "count", fmt.Sprint(t.Count))
	line(&w, "former_close", second(t.FormerClose))
	line(&w, "closes", second(t.ClosesAt))
	line(&w, "figures_known", fmt.Sprint(t.FiguresKnown))
	for _, r := range t.Rewordings {
		text, err := json.Marshal([]string{r.Field, r.Option, r.Lang, r.Before, r.After})
		if err != nil {
			return Hash{}, fmt.Errorf("a notice: %w", err)
		}
		line(&w, "rewording", string(text))
	}
	return HashOf(w.Bytes()), nil
}

// second writes a time, or "-" for none.
func second(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Truncate(time.Second).Format(time.RFC3339)
}
