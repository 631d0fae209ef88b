package polls_test

import (
	"fmt"
	"testing"
	"time"

	"kermesse/internal/jobs"
	"kermesse/polls"
)

func TestWatchersGetWholeNewerSnapshots(t *testing.T) {
	h := newHouse(t)
	p := h.open(t)
	there := h.node() // the watcher sits at another node than the voters
	snapshots, stop, err := there.Watch(t.Context(), p, polls.Reader{})
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	if first := <-snapshots; first.Ballots() != 0 {
		t.Errorf("first %+v", first)
	}
	version := int64(0)
	for i := range 3 {
		h.vote(t, "gout", device(fmt.Sprint(i)), one("mangue"))
		refresh(t, h.polls, there)
		snap := <-snapshots
		if snap.Version <= version || snap.Ballots() != int64(i+1) {
			t.Errorf("after %d votes: version %d, %d ballots", i+1, snap.Version, snap.Ballots())
		}
		version = snap.Version
	}
	refresh(t, h.polls, there)
	select {
	case snap := <-snapshots:
		t.Errorf("nothing has changed, and yet: %+v", snap)
	default:
	}
}

// A watcher who does not keep up finds the newest when they look.
func TestSlowWatcherGetsTheNewest(t *testing.T) {
	h := newHouse(t)
	p := h.open(t)
	snapshots, stop, err := h.polls.Watch(t.Context(), p, polls.Reader{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		h.vote(t, "gout", device(fmt.Sprint(i)), one("mangue"))
		refresh(t, h.polls)
	}
	if snap := <-snapshots; snap.Ballots() != 5 {
		t.Errorf("%d ballots", snap.Ballots())
	}
	stop()
	stop() // twice is once
	h.vote(t, "gout", device("late"), one("mangue"))
	refresh(t, h.polls)
	select {
	case snap := <-snapshots:
		t.Errorf("after stop: %+v", snap)
	default:
	}
}

func TestWatchersSeeTheEnd(t *testing.T) {
	h := newHouse(t)
	p := h.open(t)
	snapshots, stop, err := h.polls.Watch(t.Context(), p, polls.Reader{})
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	<-snapshots
	h.clock.Set(p.ClosesAt)
	runner := jobs.NewRunner(nil, nil, h.polls.Tasks()...)
	if err := runner.RunOnce(t.Context()); err != nil {
		t.Fatal(err)
	}
	if snap := <-snapshots; !snap.Final {
		t.Errorf("%+v", snap)
	}
}

// A node that stops after taking a ballot leaves it to the others to count.
func TestBallotOfAStoppedNodeIsCounted(t *testing.T) {
	h := newHouse(t)
	p := h.open(t)
	there := h.node()
	if _, err := there.Results(t.Context(), p, polls.Reader{}); err != nil {
		t.Fatal(err)
	}
	h.vote(t, "gout", device("d1"), one("mangue")) // and h.polls never refreshes
	if err := there.Reconcile(t.Context()); err != nil {
		t.Fatal(err)
	}
	if snap, err := there.Results(t.Context(), p, polls.Reader{}); err != nil || snap.Ballots() != 1 {
		t.Errorf("%d ballots, %v", snap.Ballots(), err)
	}
}

func refresh(t *testing.T, nodes ...*polls.Service) {
	t.Helper()
	for _, node := range nodes {
		if err := node.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// Servers that hear each other show new figures at once, without looking into the database.
func TestFiguresSpread(t *testing.T) {
	h := newHouse(t)
	h.wire = &line{}
	p := h.open(t)
	here, there := h.node(), h.node()
	for _, node := range []*polls.Service{here, there} {
		if err := node.Listen(); err != nil {
			t.Fatal(err)
		}
	}
	snapshots, stop, err := there.Watch(t.Context(), p, polls.Reader{})
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	<-snapshots
	if _, err := here.Vote(t.Context(), p, device("d1"), one("mangue")); err != nil {
		t.Fatal(err)
	}
	refresh(t, here)
	if snap := <-snapshots; snap.Ballots() != 1 {
		t.Errorf("%+v", snap)
	}
	for _, message := range [][]byte{nil, []byte("{"), []byte(`{"PollID":"` + string(p.ID) + `","Version":9,"Result":"no"}`)} {
		if err := h.wire.Publish("kermesse.polls.snapshots", message); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 20 { // quicker than anybody reads: the last one counts
		if _, err := here.Vote(t.Context(), p, device(fmt.Sprint("e", i)), one("mangue")); err != nil {
			t.Fatal(err)
		}
		refresh(t, here)
	}
	h.clock.Advance(time.Second)
	if _, err := here.Vote(t.Context(), p, device("f"), one("mangue")); err != nil {
		t.Fatal(err)
	}
	refresh(t, here)
	if snap := <-snapshots; snap.Ballots() != 22 {
		t.Errorf("%d ballots", snap.Ballots())
	}
}

// line hands each message to all who listen, in the caller's goroutine.
type line struct{ listeners []func([]byte) }

func (l *line) Publish(_ string, message []byte) error {
	for _, fn := range l.listeners {
		fn(message)
	}
	return nil
}

func (l *line) Subscribe(_ string, fn func([]byte)) error {
	l.listeners = append(l.listeners, fn)
	return nil
}
