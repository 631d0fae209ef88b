package proof

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"kermesse/contests/internal/exactjson"
	"kermesse/internal/c2sp"
	"kermesse/internal/evlog/leaf"
)

// Keys are those of a log and its witnesses, as verifier keys "<name>+<hash>+<key>". In
// a bundle they are a convenience: whoever made the bundle could have made the keys as
// well.
type Keys struct {
	Log       string   // of the log
	List      string   // of the list's tree, "" for none; the log's under a longer name
	Witnesses []string // of those who cosign
	// Rotations are the log's records of its changes of key, where one of another key
	// signed what the bundle holds.
	Rotations [][]byte
}

// Encode writes keys.json.
func (k Keys) Encode() ([]byte, error) {
	fields := map[string]any{"log_vkey": k.Log, "witnesses": append([]string{}, k.Witnesses...)}
	if k.List != "" {
		fields["entries_vkey"] = k.List
	}
	if len(k.Rotations) > 0 {
		texts := make([]string, len(k.Rotations))
		for i, r := range k.Rotations {
			texts[i] = string(r)
		}
		fields["rotations"] = texts
	}
	data, err := json.MarshalIndent(fields, "", " ")
	return append(data, '\n'), err
}

// ownKeys are the keys that a bundle brings along.
type ownKeys struct {
	log       c2sp.LogKey
	witnesses []c2sp.Witness
	rotations []leaf.Rotation
}

// parseKeys reads keys.json.
func parseKeys(data []byte) (own ownKeys, err error) {
	o, err := exactjson.ParseObject(data)
	if err != nil {
		return own, err
	}
	if own.log, err = c2sp.ParseLogKey(o.Text("log_vkey")); err != nil {
		return own, err
	}
	if own.witnesses, err = witnessesOf(o); err != nil {
		return own, err
	}
	if o.Has("rotations") {
		for _, text := range o.Texts("rotations") {
			r, err := leaf.ParseRotation([]byte(text))
			if err != nil {
				return own, err
			}
			own.rotations = append(own.rotations, r)
		}
	}
	return own, o.Err()
}

// witnessesOf takes the keys of witnesses. A single one may also be given by name and
// public key.
func witnessesOf(o *exactjson.Object) ([]c2sp.Witness, error) {
	var texts []string
	if o.Has("witnesses") {
		texts = o.Texts("witnesses")
	}
	witnesses, err := parseWitnesses(texts)
	if err != nil || !o.Has("witness_name") {
		return witnesses, err
	}
	public, err := hex.DecodeString(o.Text("witness_pub"))
	if err != nil {
		return nil, err
	}
	w, err := c2sp.NewWitness(o.Text("witness_name"), public)
	return addWitnesses(witnesses, w), err
}

func parseWitnesses(texts []string) ([]c2sp.Witness, error) {
	var witnesses []c2sp.Witness
	for _, text := range texts {
		w, err := c2sp.ParseWitness(text)
		if err != nil {
			return nil, err
		}
		if len(addWitnesses(witnesses, w)) == len(witnesses) {
			return nil, fmt.Errorf("the witness %q is named twice", w.Name())
		}
		witnesses = append(witnesses, w)
	}
	return witnesses, nil
}

// addWitnesses adds those whose name is not taken: from there on a name stands for one
// key, and nobody can cosign under the name of a witness that the verifier knows.
func addWitnesses(known []c2sp.Witness, more ...c2sp.Witness) []c2sp.Witness {
	for _, w := range more {
		if !slices.ContainsFunc(known, func(k c2sp.Witness) bool { return k.Name() == w.Name() }) {
			known = append(known, w)
		}
	}
	return known
}

// keep takes the signatures of other keys out of a signed checkpoint, or out of the one
// at the end of a proof: a reader refuses signatures that nothing tells it how to check.
func (k Keys) keep(text []byte) []byte {
	at := bytes.LastIndex(text, []byte("\n\n"))
	if at < 0 {
		return text
	}
	kept := slices.Clone(text[:at+2])
	for line := range bytes.Lines(text[at+2:]) {
		words := strings.Split(strings.TrimSuffix(string(line), "\n"), " ")
		if len(words) == 3 && k.has(words[1], words[2]) {
			kept = append(kept, line...)
		}
	}
	return kept
}

// has tells whether a signature is by one of the keys, after its name and hash.
func (k Keys) has(name, signature string) bool {
	raw, err := base64.StdEncoding.DecodeString(signature)
	if err != nil || len(raw) < 4 {
		return false
	}
	head := name + "+" + hex.EncodeToString(raw[:4]) + "+"
	is := func(key string) bool { return strings.HasPrefix(key, head) }
	return is(k.Log) || slices.ContainsFunc(k.Witnesses, is) || slices.ContainsFunc(k.Rotations, func(r []byte) bool {
		return bytes.Contains(r, []byte("\nold "+head)) || bytes.Contains(r, []byte("\nnew "+head))
	})
}
