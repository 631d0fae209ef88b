package proof

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"kermesse/contests/beacon"
	"kermesse/contests/draw"
	"kermesse/internal/c2sp"
	"kermesse/internal/evlog/leaf"
)

// organiser runs draws for the tests: it keeps a log, signs it and has it witnessed at
// times of its choice.
type organiser struct {
	t           testing.TB
	signer      note.Signer
	vkey        string
	logKey      c2sp.LogKey
	witness     c2sp.Witness   // the first one
	witnesses   []c2sp.Witness // of witness.test, second.test and third.test
	witnessKeys []ed25519.PrivateKey
	records     [][]byte
	hashes      []tlog.Hash
}

func newOrganiser(t testing.TB, name string) *organiser {
	t.Helper()
	private, public, err := note.GenerateKey(strings.NewReader(strings.Repeat("k", 32)), name)
	if err != nil {
		t.Fatal(err)
	}
	o := &organiser{t: t, vkey: public}
	if o.signer, err = note.NewSigner(private); err != nil {
		t.Fatal(err)
	}
	if o.logKey, err = c2sp.ParseLogKey(public); err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"witness.test", "second.test", "third.test"} {
		o.addWitness(name, strings.Repeat(string(rune('w'+i)), 32))
	}
	o.witness = o.witnesses[0]
	return o
}

func (o *organiser) addWitness(name, seed string) {
	key := ed25519.NewKeyFromSeed([]byte(seed))
	w, err := c2sp.NewWitness(name, key.Public().(ed25519.PublicKey))
	if err != nil {
		o.t.Fatal(err)
	}
	o.witnesses, o.witnessKeys = append(o.witnesses, w), append(o.witnessKeys, key)
}

// rotate changes the log's key and returns the record of it.
func (o *organiser) rotate(at time.Time) []byte {
	o.t.Helper()
	private, public, err := note.GenerateKey(strings.NewReader(strings.Repeat("K", 32)), o.logKey.Name())
	if err != nil {
		o.t.Fatal(err)
	}
	next, err := note.NewSigner(private)
	if err != nil {
		o.t.Fatal(err)
	}
	root, err := tlog.TreeHash(int64(len(o.records)), o)
	if err != nil {
		o.t.Fatal(err)
	}
	r := leaf.Rotation{Size: int64(len(o.records)), Root: root, Old: o.logKey, At: at}
	if r.New, err = c2sp.ParseLogKey(public); err != nil {
		o.t.Fatal(err)
	}
	record, err := r.Sign(o.signer, next)
	if err != nil {
		o.t.Fatal(err)
	}
	o.signer, o.vkey, o.logKey = next, public, r.New
	return record
}

// vkeys are the verifier keys of the witnesses.
func (o *organiser) vkeys() []string {
	var keys []string
	for _, w := range o.witnesses {
		keys = append(keys, w.String())
	}
	return keys
}

func (o *organiser) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = o.hashes[x]
	}
	return out, nil
}

// append logs a record and returns its proof, cosigned by each witness at its time; the
// zero time means not at all.
func (o *organiser) append(record []byte, cosigned ...time.Time) []byte {
	o.t.Helper()
	more, err := tlog.StoredHashes(int64(len(o.records)), record, o)
	if err != nil {
		o.t.Fatal(err)
	}
	o.hashes = append(o.hashes, more...)
	o.records = append(o.records, record)
	size := int64(len(o.records))
	path, err := tlog.ProveRecord(size, size-1, o)
	if err != nil {
		o.t.Fatal(err)
	}
	return c2sp.Proof{Index: size - 1, Path: path, Checkpoint: o.checkpoint(cosigned...)}.Encode()
}

func (o *organiser) checkpoint(cosigned ...time.Time) []byte {
	o.t.Helper()
	root, err := tlog.TreeHash(int64(len(o.records)), o)
	if err != nil {
		o.t.Fatal(err)
	}
	text := c2sp.Checkpoint{Origin: o.logKey.Name(), Size: int64(len(o.records)), Root: root}.String()
	signers := []note.Signer{o.signer}
	for i, at := range cosigned {
		if !at.IsZero() {
			signers = append(signers, cosigner{o.witnesses[i], o.witnessKeys[i], at})
		}
	}
	signed, err := note.Sign(&note.Note{Text: text}, signers...)
	if err != nil {
		o.t.Fatal(err)
	}
	return signed
}

// cosigner signs as a witness, at a time.
type cosigner struct {
	c2sp.Witness
	key ed25519.PrivateKey
	at  time.Time
}

func (c cosigner) Sign(text []byte) ([]byte, error) {
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", c.at.Unix(), text)
	return append(binary.BigEndian.AppendUint64(nil, uint64(c.at.Unix())), ed25519.Sign(c.key, []byte(message))...), nil
}

// staged is a draw among a few people, ready to be bundled.
type staged struct {
	rules     draw.Rules
	rulesText []byte
	close     draw.Close
	closeText []byte
	list      *draw.List
	people    map[draw.Hash]draw.Opening
}

var opensAt = time.Date(2025, 8, 1, 10, 0, 0, 0, time.UTC)

// stage closes a draw among n people.
func stage(t testing.TB, n int, closesAt time.Time, source draw.Source, change func(*draw.Rules)) *staged {
	t.Helper()
	s := &staged{people: map[draw.Hash]draw.Opening{}, rules: draw.Rules{
		Draw: draw.ID{7}, Title: "Tombola", OpensAt: opensAt, ClosesAt: closesAt, Mode: draw.OneWin,
		Prizes: []draw.RulesPrize{{Name: "Panier", Prize: draw.Prize{Winners: 2, Alternates: 2}}},
		Source: source, Margin: draw.MinMargin, Reasons: []string{"no-answer", "duplicate-person"},
	}}
	if change != nil {
		change(&s.rules)
	}
	var err error
	if s.rulesText, err = s.rules.Encode(); err != nil {
		t.Fatal(err)
	}
	var entries []draw.Entry
	for i := range n {
		id := sha256.Sum256([]byte{byte(i)})
		p := draw.Opening{
			Draw: s.rules.Draw, Entry: draw.ID(id[:16]), Secret: draw.Secret(id),
			Alias: fmt.Sprintf("Personne %d", i), Identity: fmt.Sprintf("p%d@example.org", i),
		}
		s.people[p.Commitment()] = p
		entries = append(entries, draw.Entry{Commitment: p.Commitment(), Tickets: uint64(1 + i%3)})
	}
	if s.list, err = draw.Freeze(entries); err != nil {
		t.Fatal(err)
	}
	s.closeAs(t, 1, closesAt, s.rules.Source)
	return s
}

func (s *staged) closeAs(t testing.TB, attempt int, at time.Time, source draw.Source) {
	t.Helper()
	s.close = draw.Close{
		Draw: s.rules.Draw, Attempt: attempt, Rules: draw.RulesDigest(s.rulesText), Mode: s.rules.Mode, Prizes: s.rules.Counts(),
		Entries: uint64(s.list.Len()), Tickets: s.list.Tickets(), Root: s.list.Root(), Source: source, ClosedAt: at,
	}
	var err error
	if s.closeText, err = s.close.Encode(); err != nil {
		t.Fatal(err)
	}
}

// content draws with that number and discloses everybody who took a slot.
func (s *staged) content(t testing.TB, randomness, extra draw.Hash) Content {
	t.Helper()
	res, _, err := draw.Decide(s.close, s.list, randomness, extra)
	if err != nil {
		t.Fatal(err)
	}
	c := Content{Rules: s.rulesText, Close: s.closeText, List: s.list}
	if c.Result, err = res.Encode(); err != nil {
		t.Fatal(err)
	}
	for _, slot := range res.Slots {
		if _, known := s.people[slot.Commitment]; known {
			c.Disclosures = append(c.Disclosures, Disclosed{
				Place: Place{slot.Prize, slot.Slot}, Commitment: slot.Commitment, Disclosure: s.people[slot.Commitment].Disclose(),
			})
		}
	}
	return c
}

// testDraw stages a draw from a test chain and returns its content.
func testDraw(t testing.TB, n int, change func(*draw.Rules)) (*staged, Content) {
	t.Helper()
	chain, err := beacon.NewTestChain([32]byte{9}, time.Unix(1_700_000_000, 0), 3*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	closesAt := opensAt.Add(24 * time.Hour)
	number := chain.FirstRoundAt(closesAt.Add(draw.MinMargin))
	s := stage(t, n, closesAt, draw.Drand(chain.Hash(), number), change)
	round, err := chain.Sign(s.close.Source.Round)
	if err != nil {
		t.Fatal(err)
	}
	randomness, err := round.Verify(chain.Chain, round.Number)
	if err != nil {
		t.Fatal(err)
	}
	c := s.content(t, randomness, draw.Hash{})
	if c.Beacon, err = beacon.EncodeRound(chain.Chain, round); err != nil {
		t.Fatal(err)
	}
	return s, c
}

// folder writes a content into memory.
func folder(t testing.TB, c Content) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	for name, data := range unpack(t, c) {
		out[name] = &fstest.MapFile{Data: data}
	}
	return out
}

func encodeEvent(t testing.TB, e draw.Event) []byte {
	t.Helper()
	text, err := e.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return text
}
