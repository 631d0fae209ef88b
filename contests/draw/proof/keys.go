package proof

import (
	"encoding/hex"
	"encoding/json"

	"kermesse/contests/internal/exactjson"
	"kermesse/internal/c2sp"
)

// Keys are those of a log and its witness. In a bundle they are a convenience: whoever
// made the bundle could have made the keys as well.
type Keys struct {
	Log     string // verifier key of the log
	List    string // verifier key of the list's tree; the log's under a longer name
	Witness string // name of the witness, "" for none
	Public  []byte // its Ed25519 key
}

// Encode writes keys.json.
func (k Keys) Encode() ([]byte, error) {
	fields := map[string]any{"log_vkey": k.Log}
	if k.List != "" {
		fields["entries_vkey"] = k.List
	}
	if k.Witness != "" {
		fields["witness_name"], fields["witness_pub"] = k.Witness, hex.EncodeToString(k.Public)
	}
	data, err := json.MarshalIndent(fields, "", " ")
	return append(data, '\n'), err
}

// parseKeys reads keys.json.
func parseKeys(data []byte) (log c2sp.LogKey, witnesses []c2sp.Witness, err error) {
	o, err := exactjson.ParseObject(data)
	if err != nil {
		return c2sp.LogKey{}, nil, err
	}
	log, err = c2sp.ParseLogKey(o.Text("log_vkey"))
	if err == nil && o.Has("witness_name") {
		var public []byte
		if public, err = hex.DecodeString(o.Text("witness_pub")); err == nil {
			var w c2sp.Witness
			w, err = c2sp.NewWitness(o.Text("witness_name"), public)
			witnesses = append(witnesses, w)
		}
	}
	if o.Err() != nil {
		err = o.Err()
	}
	return log, witnesses, err
}
