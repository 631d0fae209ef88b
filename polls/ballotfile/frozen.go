package ballotfile

import (
	"bytes"
	"fmt"
	"time"

	"kermesse/polls/record"
	"kermesse/polls/tally"
)

// Frozen is what a file shows of the public log: the records of its poll, and what it takes
// to verify them.
type Frozen struct {
	Poll    string  // the poll's id
	Entries []Entry // the oldest first; none: the poll is in no log
	Keys    []string
	Notices []record.Told // that the records hold hashes of
	Beacon  []byte        // the round of a beacon that gave the lots, JSON; nil: none did
}

// Entry is one record as it stands in the log.
type Entry struct {
	Record string
	Nonce  string // opens a box that the record hides; "" where it hides none
	Index  int64
	Proof  string // .tlog-proof
}

// ReadRound verifies the JSON of a beacon's round and returns what it says.
type ReadRound func(proof []byte) (chain record.Hash, number uint64, randomness [32]byte, err error)

// VerifyFrozen compares a file, whose ballots gave that result, with the records of the log
// that it shows: the terms and the source of the lots are those that were published, the
// seed follows from it, and the ballots, receipts and result are those that the last close
// froze. That the records stand in the log is for the caller to check, by their proofs.
// It returns nil, ErrNotFrozen where the file shows no records, a *Mismatch, or what
// readRound refuses.
func VerifyFrozen(e Election, result tally.Result, readRound ReadRound) error {
	var published, closed *record.Record
	var publishedText, nonce string
	var noticed int
	var history record.History
	for i, entry := range e.Frozen.Entries {
		if err := history.Add(int64(i), []byte(entry.Record)); err != nil {
			return &Mismatch{CheckFrozen, fmt.Sprintf("records[%d]", i), "a record of its life", err.Error()}
		}
		r, err := record.Parse([]byte(entry.Record))
		if err != nil || r.Poll != e.Frozen.Poll {
			return &Mismatch{CheckFrozen, fmt.Sprintf("records[%d]", i), "poll " + e.Frozen.Poll, "poll " + r.Poll}
		}
		switch r.Kind {
		case record.Publish:
			published, publishedText, closed = &r, entry.Record, nil
		case record.Close:
			closed, nonce = &r, entry.Nonce
		case record.Reopen:
			closed = nil
		case record.Notice:
			if err := e.compareNotice(r); err != nil {
				return err
			}
			noticed++
		}
	}
	if noticed != len(e.Frozen.Notices) && len(e.Frozen.Entries) > 0 {
		return &Mismatch{CheckFrozen, "notices", text(len(e.Frozen.Notices)), text(noticed)}
	}
	if published == nil || closed == nil {
		return ErrNotFrozen
	}
	if err := e.compareTerms(*published, result.Method); err != nil {
		return err
	}
	if err := e.compareLots(*published, publishedText, readRound); err != nil {
		return err
	}
	return e.compareBox(*closed, nonce, result)
}

// compareNotice: what the file tells of a notice is what was told when its record was made.
func (e Election) compareNotice(r record.Record) error {
	what := fmt.Sprintf("notices[%d]", r.Number-1)
	if r.Number > len(e.Frozen.Notices) {
		return &Mismatch{CheckFrozen, what, "nothing", r.Told.String()}
	}
	told := e.Frozen.Notices[r.Number-1]
	hash, err := told.Hash()
	if err != nil {
		return err
	}
	if told.Number != int64(r.Number) || hash != r.Told {
		return &Mismatch{CheckFrozen, what, hash.String(), r.Told.String()}
	}
	return nil
}

func (e Election) compareTerms(published record.Record, method tally.Method) error {
	if published.Options > len(e.Options) {
		return &Mismatch{CheckFrozen, "candidates", text(len(e.Options)), text(published.Options)}
	}
	terms, err := record.Terms{Method: method, Options: e.Options[:published.Options], Rules: e.Rules}.Hash()
	if err != nil {
		return err
	}
	if terms != published.Terms {
		return &Mismatch{CheckFrozen, "rules", terms.String(), published.Terms.String()}
	}
	return nil
}

// compareLots: the seed is what the source named in the publish record gave.
func (e Election) compareLots(published record.Record, text string, readRound ReadRound) error {
	if !published.Lots.Beacon() {
		if said := "committed " + e.LotSource.Commitment; said != published.Lots.String() {
			return &Mismatch{CheckLots, "lot_commitment", said, published.Lots.String()}
		}
		return nil
	}
	chain, number, randomness, err := readRound(e.Frozen.Beacon)
	if err != nil {
		return &Mismatch{CheckLots, "beacon", "a verified round", err.Error()}
	}
	if source := (record.Source{Chain: chain, Round: number}); source != published.Lots {
		return &Mismatch{CheckLots, "beacon", source.String(), published.Lots.String()}
	}
	if seed := record.Seed(record.HashOf([]byte(text)), randomness); seed != e.LotSeed {
		return &Mismatch{CheckLots, "lot_seed", e.LotSeed, seed}
	}
	return nil
}

// compareBox: what the last close froze is what the file holds.
func (e Election) compareBox(closed record.Record, nonce string, result tally.Result) error {
	box := record.Box{
		Ballots: int64(len(e.Receipts)), Aside: e.Aside, Seed: e.LotSeed, Result: record.HashOf([]byte(record.ResultText(result))),
	}
	var ballots, receipts record.Tree
	for i, b := range e.Ballots {
		said, err := record.Said(b)
		if err != nil {
			return err
		}
		var tracker string
		if e.Trackers != nil {
			tracker = e.Trackers[i]
		}
		ballots.Add(record.BallotLine(tracker, said))
	}
	for _, r := range e.Receipts {
		receipts.Add([]byte(r))
	}
	box.BallotsRoot, box.ReceiptsRoot = ballots.Root(), receipts.Root()
	if closed.Box == nil {
		if box.Hide(nonce) != closed.Hidden {
			return &Mismatch{CheckFrozen, "records", box.Hide(nonce).String(), closed.Hidden.String()}
		}
		return nil
	}
	for _, f := range []struct{ name, said, got string }{
		{"ballots", text(box.Ballots), text(closed.Box.Ballots)},
		{"set_aside", text(box.Aside), text(closed.Box.Aside)},
		{"lot_seed", box.Seed, closed.Box.Seed},
		{"ballots", box.BallotsRoot.String(), closed.Box.BallotsRoot.String()},
		{"receipts", box.ReceiptsRoot.String(), closed.Box.ReceiptsRoot.String()},
		{"result", box.Result.String(), closed.Box.Result.String()},
	} {
		if f.said != f.got {
			return &Mismatch{CheckFrozen, f.name, f.said, f.got}
		}
	}
	return nil
}

// frozen is Frozen in a file.
type frozen struct {
	Poll    string   `json:"poll"`
	Records []entry  `json:"records"`
	Notices []notice `json:"notices"`
	LogKeys []string `json:"log_keys"`
	Beacon  raw      `json:"beacon"`
}

type entry struct {
	Record string `json:"record"`
	Nonce  string `json:"nonce"`
	Index  int64  `json:"log_index"`
	Proof  string `json:"proof"`
}

// notice is a record.Told in a file.
type notice struct {
	Number       int64       `json:"number"`
	Kind         string      `json:"kind"`
	At           time.Time   `json:"at"`
	Reason       string      `json:"reason"`
	Rewordings   []rewording `json:"rewordings"`
	FormerClose  time.Time   `json:"former_closes_at"`
	ClosesAt     time.Time   `json:"closes_at"`
	Count        int64       `json:"count"`
	FiguresKnown bool        `json:"figures_known"`
}

type rewording struct {
	Field  string `json:"field"`
	Option string `json:"option"`
	Lang   string `json:"lang"`
	Before string `json:"before"`
	After  string `json:"after"`
}

func (n notice) told() record.Told {
	told := record.Told{
		Number: n.Number, Kind: n.Kind, At: n.At, Reason: n.Reason, FormerClose: n.FormerClose, ClosesAt: n.ClosesAt,
		Count: n.Count, FiguresKnown: n.FiguresKnown,
	}
	for _, r := range n.Rewordings {
		told.Rewordings = append(told.Rewordings, record.Rewording(r))
	}
	return told
}

// raw is a part of a file that others read.
type raw []byte

func (r *raw) UnmarshalJSON(text []byte) error {
	if *r = nil; !bytes.Equal(text, []byte("null")) {
		*r = bytes.Clone(text)
	}
	return nil
}

func (f frozen) frozen() Frozen {
	out := Frozen{Poll: f.Poll, Keys: f.LogKeys, Beacon: f.Beacon}
	for _, r := range f.Records {
		out.Entries = append(out.Entries, Entry(r))
	}
	for _, n := range f.Notices {
		out.Notices = append(out.Notices, n.told())
	}
	return out
}
