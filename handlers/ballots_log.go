package handlers

import (
	"context"
	"encoding/json"

	"kermesse/polls"
)

// loggedRecord is a record of the public log as an export of ballots shows it.
type loggedRecord struct {
	Record string `json:"record" doc:"As it stands in the log."`
	Nonce  string `json:"nonce,omitempty" doc:"Opens a box that the record hides; staff's alone."`
	Index  int64  `json:"log_index"`
	Proof  string `json:"proof" doc:".tlog-proof under a signed checkpoint."`
}

// showLog adds to an export of ballots what the public log says of the poll, with what it
// takes to verify that.
func (a *App) showLog(ctx context.Context, file *ballotsFile, p polls.Poll, records []polls.Logged) error {
	file.Poll, file.Records, file.LogKeys = string(p.ID), []loggedRecord{}, []string{}
	if p.Lots.Proof != "" {
		file.Beacon = json.RawMessage(p.Lots.Proof)
	}
	for _, r := range records {
		head, err := a.Evlog.Covering(ctx, r.Index)
		if err != nil {
			return err
		}
		proof, err := a.Evlog.Proof(ctx, r.Index, head.Size)
		if err != nil {
			return err
		}
		file.Records = append(file.Records, loggedRecord{Record: r.Text, Nonce: r.Nonce, Index: r.Index, Proof: string(proof)})
	}
	keys, err := a.Evlog.Keys(ctx)
	for _, k := range keys {
		if k.Signing {
			file.LogKeys = append(file.LogKeys, k.VerifierKey)
		}
	}
	return err
}
