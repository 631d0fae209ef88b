package polls_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kermesse/internal/clock"
	"kermesse/polls"
	"kermesse/polls/record"
	"kermesse/polls/tally"
)

// ticker is a beacon with a round a minute whose numbers are their hashes.
type ticker struct {
	clock clock.Clock
	down  bool
}

func (b *ticker) Name(t time.Time) (polls.Round, error) {
	number := uint64(t.Unix()+59) / 60
	return polls.Round{Chain: record.HashOf([]byte("ticker")), Number: number, Due: time.Unix(int64(number)*60, 0)}, nil
}

func (b *ticker) Fetch(_ context.Context, r polls.Round) ([32]byte, []byte, error) {
	if b.down || b.clock.Now().Before(r.Due) {
		return [32]byte{}, nil, errors.New("not yet")
	}
	return sha256.Sum256(fmt.Append(nil, r.Number)), []byte(`{"round":` + fmt.Sprint(r.Number) + `}`), nil
}

// withBeacon restarts the house with a beacon.
func (h *house) withBeacon() *ticker {
	b := &ticker{clock: h.clock}
	h.beacon = b
	h.polls = h.node()
	return b
}

func later(terms *polls.Terms) { terms.OpensAt = noon.Add(time.Hour) }

func (h *house) run(t *testing.T, task func(context.Context) error) {
	t.Helper()
	if err := task(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (h *house) records(t *testing.T, slug string) []record.Record {
	t.Helper()
	logged, err := h.polls.Records(t.Context(), h.find(t, slug))
	if err != nil {
		t.Fatal(err)
	}
	records := make([]record.Record, len(logged))
	for i, l := range logged {
		if records[i], err = record.Parse([]byte(l.Text)); err != nil {
			t.Fatalf("record %d: %v", i, err)
		}
		stored, err := h.log.Record(t.Context(), l.Index)
		if err != nil || string(stored) != l.Text {
			t.Errorf("record %d is not in the log at %d: %v", i, l.Index, err)
		}
	}
	return records
}

func TestLotsFromABeacon(t *testing.T) {
	h := newHouse(t)
	h.withBeacon()
	p := h.open(t, later)
	if p.Lots.Source != polls.LotBeacon || !p.Lots.Round.Due.After(noon) || p.Lots.Round.Due.After(p.OpensAt) {
		t.Fatalf("lots %+v, opening at %s", p.Lots, p.OpensAt)
	}
	h.run(t, h.polls.DrawLots)
	if seed := h.find(t, "gout").LotSeed(h.clock.Now()); seed != "" {
		t.Fatalf("a seed before its round: %s", seed)
	}
	h.clock.Set(p.Lots.Round.Due)
	h.run(t, h.polls.DrawLots)
	drawn := h.find(t, "gout")
	published, err := h.log.Record(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	want := record.Seed(record.HashOf(published), sha256.Sum256(fmt.Append(nil, p.Lots.Round.Number)))
	if seed := drawn.LotSeed(h.clock.Now()); seed != want || drawn.Lots.Proof == "" {
		t.Errorf("seed %s, want %s", seed, want)
	}
	if order := drawn.LotOrder(h.clock.Now()); !slices.Equal(order, tally.LotOrder(want, []tally.OptionID{"mangue", "letchi", "coco"})) {
		t.Errorf("order %v", order)
	}
	_, err = h.polls.Unpublish(t.Context(), h.cm, "gout")
	wants(t, "unpublish when the lots are known", err, polls.ErrLotsDrawn)
}

// Where the opening is too near for a round, the seed is committed to as without a beacon.
func TestNoRoundBeforeTheOpening(t *testing.T) {
	h := newHouse(t)
	h.withBeacon()
	if p := h.open(t); p.Lots.Source != polls.LotCommitted || p.LotSeed(noon) == "" {
		t.Errorf("lots %+v", p.Lots)
	}
}

// A beacon that does not answer keeps nobody from voting; figures and closing wait for its
// round, and for no other.
func TestBeaconDown(t *testing.T) {
	h := newHouse(t)
	beacon := h.withBeacon()
	p := h.open(t, later)
	beacon.down = true
	h.clock.Set(p.OpensAt)
	if err := h.polls.DrawLots(t.Context()); err == nil {
		t.Error("a beacon that is down gave a round")
	}
	h.vote(t, "gout", device("a"), one("coco"))
	reader := polls.Reader{Staff: h.cm}
	_, err := h.polls.Results(t.Context(), h.find(t, "gout"), reader)
	wants(t, "figures", err, polls.ErrLotsAwaited)
	h.run(t, h.polls.Refresh)
	h.clock.Set(p.ClosesAt)
	h.run(t, h.polls.CloseDue)
	_, err = h.polls.OpenBox(t.Context(), h.find(t, "gout"), reader)
	wants(t, "ballots", err, polls.ErrLotsAwaited)
	beacon.down = false
	h.run(t, h.polls.DrawLots)
	if snap := h.results(t, "gout"); !snap.Final || snap.Ballots() != 1 {
		t.Errorf("after the round: %+v", snap)
	}
}

func TestLifeInTheLog(t *testing.T) {
	h := newHouse(t)
	p := h.open(t)
	h.vote(t, "gout", device("a"), one("coco"))
	vote := h.vote(t, "gout", device("b"), one("mangue"))
	h.clock.Set(p.ClosesAt)
	h.run(t, h.polls.CloseDue)
	if _, err := h.polls.Reopen(t.Context(), h.cm, "gout", "Panne", p.ClosesAt.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	h.clock.Set(p.ClosesAt.Add(time.Hour))
	h.run(t, h.polls.CloseDue)
	if _, err := h.polls.Void(t.Context(), h.cm, "gout", "Fuite"); err != nil {
		t.Fatal(err)
	}
	records := h.records(t, "gout")
	var history record.History
	for i := range records {
		text, err := records[i].Encode()
		if err != nil {
			t.Fatal(err)
		}
		if err := history.Add(int64(i), text); err != nil {
			t.Errorf("%v\n%s", err, text)
		}
	}
	if history.Count(record.Notice) != 2 {
		t.Errorf("%d notices", history.Count(record.Notice))
	}
	records = slices.DeleteFunc(records, func(r record.Record) bool { return r.Kind == record.Notice })
	if len(records) != 5 || history.Count(record.Close) != 2 || records[4].Number != 2 || records[2].Reason != record.HashOf([]byte("Panne")) {
		t.Fatalf("records %+v", records)
	}
	box, err := h.polls.OpenBox(t.Context(), h.find(t, "gout"), polls.Reader{})
	if err != nil {
		t.Fatal(err)
	}
	frozen := records[3].Box
	var ballots, receipts record.Tree
	for i, b := range box.Ballots {
		said, err := record.Said(b.Ballot)
		if err != nil {
			t.Fatal(err)
		}
		ballots.Add(record.BallotLine(b.Tracker, said))
		receipts.Add([]byte(box.Receipts[i]))
	}
	final := h.results(t, "gout")
	if frozen == nil || frozen.Ballots != 2 || frozen.BallotsRoot != ballots.Root() || frozen.ReceiptsRoot != receipts.Root() ||
		frozen.Result != record.HashOf([]byte(record.ResultText(final.Result))) || frozen.Seed != p.LotSeed(h.clock.Now()) {
		t.Errorf("frozen %+v", frozen)
	}
	if !slices.Contains(box.Receipts, vote.Receipt) {
		t.Errorf("no receipt %s in %v", vote.Receipt, box.Receipts)
	}
}

func TestUnpublishedAndCancelledInTheLog(t *testing.T) {
	h := newHouse(t)
	h.open(t, later)
	if _, err := h.polls.Unpublish(t.Context(), h.cm, "gout"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.polls.Publish(t.Context(), h.cm, "gout"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.polls.Cancel(t.Context(), h.cm, "gout", "Rupture"); err != nil {
		t.Fatal(err)
	}
	var kinds []record.Kind
	for _, r := range h.records(t, "gout") {
		kinds = append(kinds, r.Kind)
	}
	if want := []record.Kind{record.Publish, record.Unpublish, record.Publish, record.Cancel}; !slices.Equal(kinds, want) {
		t.Errorf("logged %v", kinds)
	}
}

// The log of a poll whose figures are its staff's alone shows neither them nor how many
// voted; its staff can open what it holds.
func TestStaffOnlyHidesItsBox(t *testing.T) {
	h := newHouse(t)
	p := h.open(t, func(terms *polls.Terms) { terms.Visibility = polls.StaffOnly })
	h.vote(t, "gout", device("a"), one("coco"))
	h.clock.Set(p.ClosesAt)
	h.run(t, h.polls.CloseDue)
	closed := h.records(t, "gout")[1]
	text, err := closed.Encode()
	if err != nil || closed.Box != nil || strings.Contains(string(text), "ballots") {
		t.Errorf("logged\n%s%v", text, err)
	}
	public, err := h.polls.Records(t.Context(), h.find(t, "gout"))
	if err != nil || public[1].Nonce != "" || !public[1].Hidden {
		t.Errorf("told %+v, %v", public[1], err)
	}
	box, err := h.polls.OpenBox(t.Context(), h.find(t, "gout"), polls.Reader{Staff: h.cm})
	if err != nil {
		t.Fatal(err)
	}
	said, err := record.Said(box.Ballots[0].Ballot)
	if err != nil {
		t.Fatal(err)
	}
	var ballots, receipts record.Tree
	ballots.Add(record.BallotLine(box.Ballots[0].Tracker, said))
	receipts.Add([]byte(box.Receipts[0]))
	opened := record.Box{
		Ballots: 1, BallotsRoot: ballots.Root(), ReceiptsRoot: receipts.Root(), Seed: p.LotSeed(h.clock.Now()),
		Result: record.HashOf([]byte(record.ResultText(h.results(t, "gout").Result))),
	}
	if opened.Hide(box.Records[1].Nonce) != closed.Hidden {
		t.Error("the box does not open")
	}
}

func TestRecordsAreKept(t *testing.T) {
	h := newHouse(t)
	h.open(t)
	for _, statement := range []string{"UPDATE poll_records SET record = 'x'", "DELETE FROM poll_records"} {
		if err := h.exec(t, statement); err == nil {
			t.Errorf("%s was done", statement)
		}
	}
}

// An idea that becomes an option after closing is counted by another close record: it freezes
// the ballots as they are then published, and the terms stay those of the publication.
func TestIdeaAcceptedAfterClosing(t *testing.T) {
	h := newHouse(t)
	p := writeInPoll(t, h)
	h.vote(t, "gout", device("a"), writing("Pistache"))
	h.clock.Set(p.ClosesAt)
	h.run(t, h.polls.CloseDue)
	if _, err := h.polls.Accept(t.Context(), h.cm, "gout", h.ideas(t, "gout")[0].ID, polls.Text{}); err != nil {
		t.Fatal(err)
	}
	records := slices.DeleteFunc(h.records(t, "gout"), func(r record.Record) bool { return r.Kind == record.Notice })
	if len(records) != 3 || records[0].Options != 3 || records[2].Number != 2 || records[1].Box.BallotsRoot == records[2].Box.BallotsRoot {
		t.Fatalf("records %+v", records)
	}
	box, err := h.polls.OpenBox(t.Context(), h.find(t, "gout"), polls.Reader{})
	if err != nil || len(box.Ballots) != 1 {
		t.Fatalf("box %+v, %v", box, err)
	}
	said, err := record.Said(box.Ballots[0].Ballot)
	var ballots record.Tree
	ballots.Add(record.BallotLine(box.Ballots[0].Tracker, said))
	if err != nil || ballots.Root() != records[2].Box.BallotsRoot {
		t.Errorf("published %s, frozen otherwise", said)
	}
}
