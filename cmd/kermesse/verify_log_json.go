package main

import (
	"encoding/json"
	"fmt"
	"io"

	"kermesse/contests/draw/proof"
	"kermesse/polls/record"
)

// logOutput is the JSON of the verification of a log. Outcome is valid, invalid or
// unchecked.
type logOutput struct {
	Outcome      string         `json:"outcome"`
	Valid        bool           `json:"valid"`
	Reason       *textOutput    `json:"reason,omitempty"`
	Origin       string         `json:"origin,omitempty"`
	Size         int64          `json:"size"`
	Root         string         `json:"root,omitempty"`
	Key          string         `json:"key,omitempty"`
	OwnKey       bool           `json:"own_key"`
	Rotations    int            `json:"rotations"`
	Since        int64          `json:"since,omitempty"`
	Cosigned     []sealOutput   `json:"cosigned"`
	Checkpoints  int64          `json:"checkpoints,omitempty"`
	Cosignatures int64          `json:"cosignatures,omitempty"`
	Draws        int            `json:"draws"`
	Records      map[string]int `json:"records"`
	Polls        map[string]int `json:"polls"` // records of polls, by kind
}

// recordKinds are those that are counted; "other" are records of other protocols.
var recordKinds = []string{
	"publish", "amend", "entries", "exclude", "close", "result", "disqualify", "reinstate", "accept", "cancel", "restart", "fallback", "audit",
}

func printLogJSON(w io.Writer, p *logProof, reason proof.Text, failed error) error {
	out := logOutput{Outcome: "valid", Valid: failed == nil, Cosigned: []sealOutput{}, Draws: p.history.Draws(), Records: map[string]int{}, Polls: map[string]int{}}
	if failed != nil {
		out.Outcome, out.Reason = "unchecked", &textOutput{FR: reason.FR, EN: reason.EN}
		if _, invalid := refusalOf(failed); invalid {
			out.Outcome = "invalid"
		}
	}
	for _, kind := range recordKinds {
		if n := p.history.Count(kind); n > 0 {
			out.Records[kind] = n
		}
	}
	for _, kind := range record.Kinds() {
		if n := p.polls.Count(kind); n > 0 {
			out.Polls[string(kind)] = n
		}
	}
	if n := p.others(); n > 0 {
		out.Records["other"] = n
	}
	if r := p.served; r != nil {
		out.Origin, out.Size, out.Root, out.Key = r.Origin, r.Size, fmt.Sprintf("%x", [32]byte(r.Root)), r.Key.String()
		out.OwnKey, out.Rotations, out.Since = r.OwnKey, r.Rotations, r.Since
		for _, c := range r.Cosignatures {
			out.Cosigned = append(out.Cosigned, sealOutput{Witness: c.Witness, At: c.At})
		}
	}
	if s := p.stored; s != nil {
		out.Size, out.Checkpoints, out.Cosignatures = s.Size, s.Checkpoints, s.Cosignatures
		if failed == nil {
			out.Root = fmt.Sprintf("%x", [32]byte(s.Root))
		}
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}
