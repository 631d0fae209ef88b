package proof

import (
	"testing"
	"time"

	"kermesse/contests/beacon"
	"kermesse/contests/draw"
)

// TestEventsWithoutALog: they count, as the organiser's own record.
func TestEventsWithoutALog(t *testing.T) {
	s, c := testDraw(t, 12, nil)
	at := s.close.ClosedAt.Add(time.Hour)
	winner, second := c.Disclosures[0], c.Disclosures[1]
	decide := func(kind draw.EventKind, d Disclosed, reason string) []byte {
		return encodeEvent(t, draw.Event{
			Kind: kind, Draw: s.rules.Draw, Attempt: 1, Prize: d.Prize, Slot: d.Slot, Entry: d.Commitment, Reason: reason, At: at,
		})
	}
	c.Events = [][]byte{
		s.closeText, c.Result,
		decide(draw.EventDisqualify, second, "no-answer"),
		decide(draw.EventDisqualify, winner, "duplicate-person"),
		decide(draw.EventReinstate, second, "no-answer"),
		decide(draw.EventAccept, second, "no-answer"),
	}
	r, err := verifyFolder(folder(t, c), Options{})
	wantLabel(t, "events", r, err, Test)
	if len(r.Disqualified) != 1 || r.Disqualified[0].Place != winner.Place || r.Disqualified[0].Reason != "duplicate-person" {
		t.Errorf("disqualified %+v", r.Disqualified)
	}
	if got := r.Awards[0].Slots; len(got) != 2 || got[0].Slot != 1 || got[1].Slot != 2 {
		t.Errorf("awarded %+v", got)
	}
	stranger := winner
	stranger.Commitment = s.list.At(0).Commitment
	if stranger.Commitment == winner.Commitment {
		stranger.Commitment = s.list.At(1).Commitment
	}
	for why, record := range map[string][]byte{
		"a reason outside the rules": decide(draw.EventDisqualify, winner, "ugly"),
		"another entry":              decide(draw.EventDisqualify, stranger, "no-answer"),
		"another close record":       otherClose(t, s),
		"rules nobody published":     encodeEvent(t, draw.Event{Kind: draw.EventPublish, Draw: s.rules.Draw, Source: s.rules.Source, At: at}),
		"an excluded entry":          encodeEvent(t, draw.Event{Kind: draw.EventExclude, Draw: s.rules.Draw, Entry: winner.Commitment, Reason: "fraud", At: at}),
		"an event of another draw":   encodeEvent(t, draw.Event{Kind: draw.EventCancel, Draw: draw.ID{99}, Attempt: 1, Reason: "no", At: at}),
	} {
		c.Events = [][]byte{record}
		_, err := verifyFolder(folder(t, c), Options{})
		wantInvalid(t, why, err, CheckEvents)
	}
	c.Events = [][]byte{s.closeText, s.closeText}
	_, err = verifyFolder(folder(t, c), Options{})
	wantInvalid(t, "two close records", err, CheckEvents)
	c.Events = [][]byte{[]byte("vdraw1/party\n")}
	_, err = verifyFolder(folder(t, c), Options{})
	wantInvalid(t, "an unknown event", err, CheckGrammar)
	c.Events = [][]byte{encodeEvent(t, draw.Event{
		Kind: draw.EventFallback, Draw: s.rules.Draw, Attempt: 1, From: s.close.Source, To: draw.Operator(draw.Hash{1}), At: at,
	})}
	_, err = verifyFolder(folder(t, c), Options{})
	wantInvalid(t, "a fallback that the rules do not name", err, CheckTerms)
}

func otherClose(t *testing.T, s *staged) []byte {
	t.Helper()
	other := s.close
	other.ClosedAt = other.ClosedAt.Add(time.Second)
	text, err := other.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestAmendedRules(t *testing.T) {
	s, c := testDraw(t, 4, nil)
	publish := encodeEvent(t, draw.Event{Kind: draw.EventPublish, Draw: s.rules.Draw, Rules: draw.Hash{1}, Source: s.rules.Source, At: opensAt})
	amend := encodeEvent(t, draw.Event{Kind: draw.EventAmend, Draw: s.rules.Draw, Rules: s.close.Rules, Reason: "typing-error", At: opensAt})
	c.Events = [][]byte{publish, amend}
	if _, err := verifyFolder(folder(t, c), Options{}); err != nil {
		t.Error(err)
	}
}

// TestSecondAttempt: the first was cancelled after its round; its result stays visible.
func TestSecondAttempt(t *testing.T) {
	s, first := testDraw(t, 12, nil)
	firstClose := s.closeText
	chain, err := beacon.NewTestChain([32]byte{9}, time.Unix(1_700_000_000, 0), 3*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	restartAt := s.close.ClosedAt.Add(2 * time.Hour)
	number := chain.FirstRoundAt(restartAt.Add(draw.MinMargin)) + 5
	source := draw.Drand(chain.Hash(), number)
	cancel := encodeEvent(t, draw.Event{Kind: draw.EventCancel, Draw: s.rules.Draw, Attempt: 1, Reason: "wrong-list", At: restartAt})
	restart := encodeEvent(t, draw.Event{
		Kind: draw.EventRestart, Draw: s.rules.Draw, Attempt: 2, Previous: 1, Reason: "wrong-list", Source: source, At: restartAt,
	})
	s.closeAs(t, 2, restartAt, source)
	round, err := chain.Sign(number)
	if err != nil {
		t.Fatal(err)
	}
	c := s.content(t, draw.DrandRandomness(round.Signature), draw.Hash{})
	if c.Beacon, err = beacon.EncodeRound(chain.Chain, round); err != nil {
		t.Fatal(err)
	}
	c.Events = [][]byte{firstClose, first.Result, cancel, restart, s.closeText, c.Result}
	files := unpack(t, first)
	c.More = map[string][]byte{
		"attempts/1/close.txt": firstClose, "attempts/1/beacon.json": first.Beacon, "attempts/1/entries.txt": files[EntriesFile],
	}
	r, err := verifyFolder(folder(t, c), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if text, _ := r.OtherAttempts[0].Result.Encode(); len(r.OtherAttempts) != 1 || string(text) != string(first.Result) || r.Cancelled {
		t.Errorf("other attempts %+v, cancelled %v", r.OtherAttempts, r.Cancelled)
	}
	delete(c.More, "attempts/1/beacon.json")
	_, err = verifyFolder(folder(t, c), Options{})
	wantInvalid(t, "the round of the first attempt was left out", err, CheckBeacon)
	delete(c.More, "attempts/1/close.txt")
	_, err = verifyFolder(folder(t, c), Options{})
	wantInvalid(t, "the first attempt was left out", err, CheckGrammar)
	c.Events = [][]byte{restart, s.closeText}
	_, err = verifyFolder(folder(t, c), Options{})
	wantInvalid(t, "files of an attempt without its record", err, CheckEvents)
	c.Events, c.More = nil, nil
	_, err = verifyFolder(folder(t, c), Options{})
	wantInvalid(t, "an attempt that nobody announced", err, CheckTerms)
}

func TestCancelledAttempt(t *testing.T) {
	s, c := testDraw(t, 4, nil)
	c.Events = [][]byte{encodeEvent(t, draw.Event{
		Kind: draw.EventCancel, Draw: s.rules.Draw, Attempt: 1, Reason: "wrong-list", At: s.close.ClosedAt,
	})}
	r, err := verifyFolder(folder(t, c), Options{})
	if err != nil || !r.Cancelled || len(r.Notes) != 1 {
		t.Errorf("%+v, %v", r, err)
	}
}
