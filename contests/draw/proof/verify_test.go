package proof

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"kermesse/contests/beacon"
	"kermesse/contests/draw"
	"kermesse/internal/c2sp"
	"kermesse/internal/shareddata"
)

func wantInvalid(t *testing.T, why string, err error, check Check) {
	t.Helper()
	var invalid *Invalid
	if !errors.As(err, &invalid) || invalid.Check != check {
		t.Errorf("%s: %v, want it refused at %q", why, err, check)
	}
}

func wantLabel(t *testing.T, why string, r *Report, err error, label Label) {
	t.Helper()
	if err != nil || r.Label != label {
		t.Errorf("%s: label %q (%v), want %q", why, r.Label, err, label)
	}
}

func TestTestChainDraw(t *testing.T) {
	_, c := testDraw(t, 12, nil)
	r, err := verifyFolder(folder(t, c), Options{})
	wantLabel(t, "test chain", r, err, Test)
	if len(r.Aliases) != 4 || r.Aliases[Place{0, 0}] == "" {
		t.Errorf("aliases %v", r.Aliases)
	}
	short := func(rules *draw.Rules) { rules.Margin = time.Second }
	_, c = testDraw(t, 12, short)
	_, err = verifyFolder(folder(t, c), Options{})
	wantInvalid(t, "another round than the rules'", err, CheckTerms)
}

// TestForeignKeyUnderARealChain: the chain hash of quicknet with a round of another key.
func TestForeignKeyUnderARealChain(t *testing.T) {
	closesAt := opensAt.Add(time.Hour)
	number := beacon.Quicknet().FirstRoundAt(closesAt.Add(draw.MinMargin))
	s := stage(t, 5, closesAt, draw.Drand(beacon.Quicknet().Hash(), number), nil)
	test, err := beacon.NewTestChain([32]byte{1}, time.Unix(1692803367, 0), 3*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	round, err := test.Sign(number)
	if err != nil {
		t.Fatal(err)
	}
	c := s.content(t, draw.DrandRandomness(round.Signature), draw.Hash{})
	for why, chain := range map[string]beacon.Chain{"its own facts": test.Chain, "quicknet's facts": beacon.Quicknet()} {
		if c.Beacon, err = beacon.EncodeRound(chain, round); err != nil {
			t.Fatal(err)
		}
		_, err := verifyFolder(folder(t, c), Options{})
		wantInvalid(t, why, err, CheckBeacon)
	}
}

func TestOperatorDraw(t *testing.T) {
	seed := draw.Hash{42}
	s := stage(t, 9, opensAt.Add(time.Hour), draw.Operator(draw.OperatorDigest(seed)), nil)
	c := s.content(t, draw.Hash{}, seed)
	c.ServerSeed = &seed
	r, err := verifyFolder(folder(t, c), Options{})
	wantLabel(t, "operator", r, err, C)
	other := draw.Hash{43}
	c.ServerSeed = &other
	_, err = verifyFolder(folder(t, c), Options{})
	wantInvalid(t, "another seed", err, CheckBeacon)
	f := folder(t, c)
	f[ServerSeedFile] = &fstest.MapFile{Data: []byte(seed.String())}
	_, err = verifyFolder(f, Options{})
	wantInvalid(t, "no LF", err, CheckGrammar)
	delete(f, ServerSeedFile)
	_, err = verifyFolder(f, Options{})
	wantInvalid(t, "no seed", err, CheckGrammar)
}

func TestPublicDraw(t *testing.T) {
	announcement := []byte("Loto du 2025-08-02, numéros dans l’ordre croissant, séparés par des espaces.\n")
	s := stage(t, 9, opensAt.Add(time.Hour), draw.Public(draw.AnnouncementDigest(announcement)), nil)
	c := s.content(t, draw.PublicRandomness("3 9 17 28 41 7"), draw.Hash{})
	c.Announcement, c.Outcome = announcement, "3 9 17 28 41 7"
	r, err := verifyFolder(folder(t, c), Options{})
	wantLabel(t, "public, no log", r, err, Unsealed)
	o := newOrganiser(t, "example.org/draws")
	c.More = map[string][]byte{
		"log/close.tlog-proof":  o.append(s.closeText, time.Time{}),
		"log/result.tlog-proof": o.append(c.Result, time.Time{}),
		LogTreeFile:             o.checkpoint(time.Time{}),
	}
	r, err = verifyFolder(folder(t, c), Options{Log: &o.logKey})
	wantLabel(t, "public, logged", r, err, B)
	c.Outcome = "3 9 17 28 41 8"
	_, err = verifyFolder(folder(t, c), Options{Log: &o.logKey})
	wantInvalid(t, "another outcome", err, CheckSeed)
	c.Announcement = []byte("other")
	_, err = verifyFolder(folder(t, c), Options{Log: &o.logKey})
	wantInvalid(t, "another announcement", err, CheckBeacon)
}

// exampleClosing is when a draw must close to take the example's round of quicknet.
var exampleClosing = time.Date(2025, 8, 21, 18, 59, 24, 0, time.UTC)

// realDraw stages a draw that takes round 21,000,000 of quicknet.
func realDraw(t *testing.T, change func(*draw.Rules)) (*staged, Content) {
	t.Helper()
	s := stage(t, 12, exampleClosing, draw.Drand(beacon.Quicknet().Hash(), 21_000_000), change)
	data, err := io.ReadAll(shareddata.Open(t, "draws", "bundle", BeaconFile))
	if err != nil {
		t.Fatal(err)
	}
	return s, contentOfRound(t, s, data)
}

func contentOfRound(t *testing.T, s *staged, data []byte) Content {
	t.Helper()
	round, err := beacon.ParseRound(data)
	if err != nil {
		t.Fatal(err)
	}
	c := s.content(t, draw.DrandRandomness(round.Signature), draw.Hash{})
	c.Beacon = data
	return c
}

func TestRulesAgainstTheRound(t *testing.T) {
	_, c := realDraw(t, nil)
	r, err := verifyFolder(folder(t, c), Options{})
	wantLabel(t, "no log", r, err, Unsealed)
	_, c = realDraw(t, func(r *draw.Rules) { r.ClosesAt = exampleClosing.Add(-3 * time.Second) })
	_, err = verifyFolder(folder(t, c), Options{})
	wantInvalid(t, "a later round than the first", err, CheckTerms)
	_, c = realDraw(t, func(r *draw.Rules) {
		r.ClosesAt = exampleClosing.Add(9 * time.Minute)
		r.Margin = time.Minute
	})
	_, err = verifyFolder(folder(t, c), Options{})
	wantInvalid(t, "a margin of a minute", err, CheckTerms)
	_, c = realDraw(t, func(r *draw.Rules) {
		r.ClosesAt = exampleClosing.Add(-time.Hour)
		r.Margin = time.Hour + draw.MinMargin
	})
	r, err = verifyFolder(folder(t, c), Options{})
	wantLabel(t, "a longer margin", r, err, Unsealed)
}

func TestClosingTimes(t *testing.T) {
	for why, at := range map[string]time.Time{
		"before the rules' time": exampleClosing.Add(-time.Second),
		"when the round existed": exampleClosing.Add(600 * time.Second),
	} {
		s, c := realDraw(t, nil)
		s.closeAs(t, 1, at, s.close.Source)
		_, err := verifyFolder(folder(t, contentOfRound(t, s, c.Beacon)), Options{})
		wantInvalid(t, why, err, CheckTerms)
	}
	s, c := realDraw(t, nil)
	s.closeAs(t, 1, exampleClosing.Add(599*time.Second), s.close.Source)
	r, err := verifyFolder(folder(t, contentOfRound(t, s, c.Beacon)), Options{})
	wantLabel(t, "late but in time", r, err, Unsealed)
}

// logged adds a log of publish, close and result, witnessed at those times.
func logged(t *testing.T, s *staged, c Content, closeSeen, resultSeen time.Time) (*organiser, Content) {
	t.Helper()
	o := newOrganiser(t, "example.org/draws")
	publish := encodeEvent(t, draw.Event{
		Kind: draw.EventPublish, Draw: s.rules.Draw, Rules: draw.RulesDigest(s.rulesText), Source: s.rules.Source, At: opensAt,
	})
	o.append(publish, time.Time{})
	c.More = map[string][]byte{}
	c.More["log/close.tlog-proof"] = o.append(s.closeText, closeSeen)
	c.More["log/result.tlog-proof"] = o.append(c.Result, resultSeen)
	c.More[LogTreeFile] = o.checkpoint(resultSeen)
	c.Events = [][]byte{publish, s.closeText, c.Result}
	return o, c
}

func TestWitnesses(t *testing.T) {
	due := exampleClosing.Add(600 * time.Second)
	s, c := realDraw(t, nil)
	o, c := logged(t, s, c, due.Add(-time.Second), due.Add(time.Second))
	pinned := Options{Log: &o.logKey, Witnesses: []c2sp.Witness{o.witness}}
	r, err := verifyFolder(folder(t, c), pinned)
	wantLabel(t, "witnessed in time", r, err, A1)
	r, err = verifyFolder(folder(t, c), Options{Log: &o.logKey})
	wantLabel(t, "a witness nobody knows", r, err, A2)
	o, c = logged(t, s, c, due, due.Add(time.Second))
	_, err = verifyFolder(folder(t, c), Options{Log: &o.logKey, Witnesses: []c2sp.Witness{o.witness}})
	wantInvalid(t, "witnessed at the very second of the round", err, CheckLog)
	o, c = logged(t, s, c, time.Time{}, time.Time{})
	r, err = verifyFolder(folder(t, c), Options{Log: &o.logKey})
	wantLabel(t, "no witness", r, err, A2)
	_, err = verifyFolder(folder(t, c), Options{Log: &o.logKey, Witnesses: []c2sp.Witness{o.witness}})
	wantInvalid(t, "the witness is missing", err, CheckLog)
}

// TestLateClosing: the close record came too late and copies the last entries event that
// was witnessed in time.
func TestLateClosing(t *testing.T) {
	due, at := exampleClosing.Add(600*time.Second), exampleClosing.Add(-5*time.Minute)
	s, c := realDraw(t, nil)
	s.closeAs(t, 1, at, s.close.Source)
	c = contentOfRound(t, s, c.Beacon)
	o := newOrganiser(t, "example.org/draws")
	event := draw.Event{
		Kind: draw.EventEntries, Draw: s.rules.Draw, At: at,
		Entries: s.close.Entries, Tickets: s.close.Tickets, Root: s.close.Root,
	}
	entries := encodeEvent(t, event)
	c.More = map[string][]byte{
		"log/entries-1.tlog-proof": o.append(entries, at.Add(3*time.Second)),
		"log/close.tlog-proof":     o.append(s.closeText, due.Add(time.Hour)),
		"log/result.tlog-proof":    o.append(c.Result, due.Add(time.Hour)),
		LogTreeFile:                o.checkpoint(due.Add(time.Hour)),
	}
	c.Events = [][]byte{entries, s.closeText, c.Result}
	opts := Options{Log: &o.logKey, Witnesses: []c2sp.Witness{o.witness}}
	r, err := verifyFolder(folder(t, c), opts)
	wantLabel(t, "the last entries event", r, err, A1)
	if len(r.Sealed) != 1 || !r.Sealed[0].At.Equal(at.Add(3*time.Second)) {
		t.Errorf("sealed %v", r.Sealed)
	}
	event.Tickets++
	c.Events = [][]byte{encodeEvent(t, event), s.closeText, c.Result}
	_, err = verifyFolder(folder(t, c), opts)
	wantInvalid(t, "an entries event with other numbers", err, CheckTerms)
}

// TestPartOfALog: a log of many draws, of which the bundle holds only its own records.
func TestPartOfALog(t *testing.T) {
	due := exampleClosing.Add(600 * time.Second)
	s, c := realDraw(t, nil)
	o := newOrganiser(t, "example.org/draws")
	o.append([]byte("a record of another draw\n"), time.Time{})
	first := s.content(t, draw.DrandRandomness(mustRound(t, c.Beacon).Signature), draw.Hash{}).Disclosures[0]
	out := encodeEvent(t, draw.Event{
		Kind: draw.EventDisqualify, Draw: s.rules.Draw, Attempt: 1, Entry: first.Commitment, Reason: "no-answer", At: due.Add(time.Hour),
	})
	c.More = map[string][]byte{}
	c.More["log/close.tlog-proof"] = o.append(s.closeText, due.Add(-time.Minute))
	c.More["log/result.tlog-proof"] = o.append(c.Result, due)
	proof := o.append(out, due.Add(time.Hour))
	c.More[LogTreeFile] = o.checkpoint(due.Add(time.Hour))
	c.Events = [][]byte{s.closeText, c.Result, out}
	opts := Options{Log: &o.logKey, Witnesses: []c2sp.Witness{o.witness}}
	_, err := verifyFolder(folder(t, c), opts)
	wantInvalid(t, "a disqualification without a proof", err, CheckLog)
	c.More["log/disqualify-1.tlog-proof"] = proof
	c.More["log/disqualify-1.txt"] = out
	r, err := verifyFolder(folder(t, c), opts)
	wantLabel(t, "every record proven", r, err, A1)
	if len(r.Awards[0].Slots) != 2 || r.Awards[0].Slots[0].Slot != 1 || r.Awards[0].Slots[1].Slot != 2 {
		t.Errorf("awards %+v", r.Awards)
	}
}

func mustRound(t *testing.T, data []byte) beacon.Round {
	t.Helper()
	r, err := beacon.ParseRound(data)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestRewrittenLog: a proof from one log, a checkpoint from another with the same key.
func TestRewrittenLog(t *testing.T) {
	due := exampleClosing.Add(600 * time.Second)
	s, c := realDraw(t, nil)
	o, c := logged(t, s, c, due.Add(-time.Second), due.Add(time.Second))
	fork := newOrganiser(t, "example.org/draws")
	fork.append([]byte("another beginning\n"), time.Time{})
	c.More["log/close.tlog-proof"] = fork.append(s.closeText, due.Add(-time.Second))
	_, err := verifyFolder(folder(t, c), Options{Log: &o.logKey})
	wantInvalid(t, "a fork", err, CheckLog)
	c.More["log/close.tlog-proof"] = []byte(strings.Replace(string(c.More["log/close.tlog-proof"]), "index 1", "index 0", 1))
	_, err = verifyFolder(folder(t, c), Options{Log: &o.logKey})
	wantInvalid(t, "another index", err, CheckLog)
}
