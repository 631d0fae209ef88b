package draw

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// Receipt is what an entrant holds: the organiser's signed word that an entry was
// accepted. It names no person. The checkpoint of the event log that was known at that
// moment makes every entrant a witness of the log; without a log it is that of an empty
// one (EmptyLog).
type Receipt struct {
	Draw       ID
	Entry      ID
	Commitment Hash
	Tickets    uint64
	Revision   int  // from 1; more tickets make a new revision
	Rules      Hash // of the bytes of rules.json
	AcceptedAt time.Time
	LogSize    uint64
	LogRoot    Hash
}

// EmptyLog is the root of a log without events.
var EmptyLog = Hash(sha256.Sum256(nil))

// Encode writes the record, which is the text of the signed note.
func (r Receipt) Encode() ([]byte, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	var w recordWriter
	w.line("vdraw1/receipt")
	w.line("draw", r.Draw.String())
	w.line("entry", r.Entry.Hex())
	w.line("commitment", r.Commitment.String())
	w.uint("tickets", r.Tickets)
	w.int("revision", r.Revision)
	w.line("rules", r.Rules.String())
	w.time("accepted", r.AcceptedAt)
	w.line("log", strconv.FormatUint(r.LogSize, 10), base64.StdEncoding.EncodeToString(r.LogRoot[:]))
	return w.Bytes(), nil
}

func (r Receipt) check() error {
	if r.Tickets < 1 || r.Tickets > MaxTickets || r.Revision < 1 || r.Revision > 1<<31-1 {
		return fmt.Errorf("%w: a receipt for %d tickets, revision %d", ErrGrammar, r.Tickets, r.Revision)
	}
	if r.LogSize > 1<<62 || r.LogSize == 0 && r.LogRoot != EmptyLog {
		return fmt.Errorf("%w: no log of size %d has root %s", ErrGrammar, r.LogSize, r.LogRoot)
	}
	return checkTime(r.AcceptedAt)
}

// ParseReceipt accepts exactly what Encode writes.
func ParseReceipt(text []byte) (Receipt, error) {
	in := newRecordReader(text, "vdraw1/receipt")
	r := Receipt{
		Draw:       in.id("draw"),
		Entry:      check(in, ParseHexID, in.value("entry")),
		Commitment: in.hash("commitment"),
		Tickets:    in.uint("tickets", MaxTickets),
		Revision:   in.int("revision"),
		Rules:      in.hash("rules"),
		AcceptedAt: in.time("accepted"),
	}
	words := in.words("log", 2)
	r.LogSize = check(in, parseUint(1<<62), words[0])
	r.LogRoot = check(in, parseBase64Hash, words[1])
	if err := in.end(); err != nil {
		return Receipt{}, fmt.Errorf("receipt: %w", err)
	}
	if err := canonical(text, r.Encode); err != nil {
		return Receipt{}, fmt.Errorf("receipt: %w", err)
	}
	return r, nil
}

func parseBase64Hash(s string) (Hash, error) {
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil || len(b) != len(Hash{}) || base64.StdEncoding.EncodeToString(b) != s {
		return Hash{}, fmt.Errorf("%w: %q is not 32 bytes in base64", ErrGrammar, s)
	}
	return Hash(b), nil
}

// Sign makes the signed note that an entrant keeps.
func (r Receipt) Sign(signer note.Signer) ([]byte, error) {
	text, err := r.Encode()
	if err != nil {
		return nil, err
	}
	return note.Sign(&note.Note{Text: string(text)}, signer)
}

// OpenReceipt verifies the signature on a receipt, which must be the only one, and
// accepts exactly what Sign returns.
func OpenReceipt(signed []byte, key note.Verifier) (Receipt, error) {
	n, err := note.Open(signed, note.VerifierList(key))
	if err != nil {
		return Receipt{}, fmt.Errorf("receipt: %w", err)
	}
	again, err := note.Sign(&note.Note{Text: n.Text, Sigs: n.Sigs})
	if err != nil || string(again) != string(signed) || !strictSignature(n.Sigs[0].Base64) {
		return Receipt{}, fmt.Errorf("receipt: %w: not one signature in its plain form", ErrGrammar)
	}
	return ParseReceipt([]byte(n.Text))
}

// strictSignature refuses base64 with stray bits or line ends, which decoders skip.
func strictSignature(s string) bool {
	b, err := base64.StdEncoding.DecodeString(s)
	return err == nil && base64.StdEncoding.EncodeToString(b) == s
}
