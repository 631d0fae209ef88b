package evlog

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kermesse/internal/c2sp"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
	"kermesse/internal/evlog/witness"
)

func cosigner(t testing.TB, name string) c2sp.Cosigner {
	t.Helper()
	c, err := c2sp.NewCosigner(name, ed25519.NewKeyFromSeed(bytes.Repeat([]byte(name[:1]), ed25519.SeedSize)))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// serveWitness runs a real witness of the log and counts what it is asked.
func serveWitness(t testing.TB, l *Log, name string, at clock.Clock) (Endpoint, *atomic.Int64) {
	t.Helper()
	key, err := c2sp.ParseLogKey(l.VerifierKey())
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if _, err := witness.Begin(folder, cosigner(t, name), []c2sp.LogKey{key}, at); err != nil {
		t.Fatal(err)
	}
	w, err := witness.Open(folder, cosigner(t, name), []c2sp.LogKey{key}, at)
	if err != nil {
		t.Fatal(err)
	}
	asked := new(atomic.Int64)
	server := httptest.NewServer(w.Handler(func(string, error) { asked.Add(1) }))
	t.Cleanup(func() { server.Close(); _ = w.Close() })
	return Endpoint{Witness: cosigner(t, name).Witness(), URL: server.URL}, asked
}

func TestCollect(t *testing.T) {
	l := newLog(t)
	at := l.clock.(*clock.Settable)
	first, firstAsked := serveWitness(t, l, "a.example", at)
	second, _ := serveWitness(t, l, "b.example", at)
	l.witnesses = []Endpoint{first, second}
	if err := l.Collect(t.Context()); err != nil || firstAsked.Load() != 0 {
		t.Fatalf("an empty log: asked %d times, %v", firstAsked.Load(), err)
	}
	add(t, l, "0\n", "1\n")
	if got, err := l.CosignedBy(t.Context(), 0); err != nil || len(got) != 0 {
		t.Fatalf("before anybody was asked: %+v, %v", got, err)
	}
	for range 3 {
		if err := l.Collect(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if firstAsked.Load() != 1 {
		t.Errorf("asked %d times for one checkpoint", firstAsked.Load())
	}
	at.Advance(time.Minute)
	add(t, l, "2\n")
	if err := l.Collect(t.Context()); err != nil {
		t.Fatal(err)
	}
	for index, size := range []int64{2, 2, 3} {
		got, err := l.CosignedBy(t.Context(), int64(index))
		if err != nil || len(got) != 2 {
			t.Fatalf("record %d: %+v, %v", index, got, err)
		}
		for i, name := range []string{"a.example", "b.example"} {
			when := noon
			if size == 3 {
				when = noon.Add(time.Minute)
			}
			if got[i].Witness != name || got[i].Size != size || !got[i].At.Equal(when) {
				t.Errorf("record %d: %+v, want %s at size %d", index, got[i], name, size)
			}
		}
	}
	head, err := l.HeadAt(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	key, err := c2sp.ParseLogKey(l.VerifierKey())
	if err != nil {
		t.Fatal(err)
	}
	signed, err := c2sp.OpenCheckpoint(head.Note, key, []c2sp.Witness{first.Witness, second.Witness})
	if err != nil || len(signed.Cosignatures) != 2 {
		t.Errorf("%+v, %v", signed, err)
	}
}

// TestWitnessesOfOtherSizes: one that comes later, and one whose memory is ahead of ours.
func TestWitnessesOfOtherSizes(t *testing.T) {
	o := options(t, dbtest.Open(t))
	o.Random = bytes.NewReader(make([]byte, 64))
	l := open(t, o)
	at := l.clock.(*clock.Settable)
	add(t, l, "0\n")
	w, asked := serveWitness(t, l, "a.example", at)
	l.witnesses = []Endpoint{w}
	if err := l.Collect(t.Context()); err != nil {
		t.Fatal(err)
	}
	add(t, l, "1\n")
	// As after a restore: we do not know any more what the witness cosigned.
	err := l.db.InTx(t.Context(), func(tx *db.DB) error {
		return tx.Gorm(t.Context()).Exec("UPDATE log_witnesses SET size = 0").Error
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Collect(t.Context()); err != nil || asked.Load() != 3 {
		t.Fatalf("asked %d times, %v", asked.Load(), err)
	}
	o.DB, o.Random, o.Witnesses = dbtest.Open(t), bytes.NewReader(make([]byte, 64)), l.witnesses
	older := open(t, o)
	add(t, older, "0\n")
	if err := older.Collect(t.Context()); err == nil || !strings.Contains(err.Error(), "cosigned 2 records") {
		t.Errorf("a database older than what the witness saw: %v", err)
	}
}

func TestBadWitnessesHoldUpNobody(t *testing.T) {
	l := newLog(t)
	at := l.clock.(*clock.Settable)
	good, _ := serveWitness(t, l, "quick.example", at)
	liar := cosigner(t, "x.example") // not the key that was agreed on
	var lies atomic.Int64
	lying := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		lies.Add(1)
		fmt.Fprint(w, liar.Cosign(c2sp.Checkpoint{Origin: l.Origin(), Size: 1}, noon))
	}))
	defer lying.Close()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	l.witnesses = []Endpoint{{cosigner(t, "lying.example").Witness(), lying.URL}, {cosigner(t, "dead.example").Witness(), gone.URL}, good}

	add(t, l, "0\n")
	err := l.Collect(t.Context())
	if err == nil || !strings.Contains(err.Error(), "lying.example") || !strings.Contains(err.Error(), "dead.example") ||
		strings.Contains(err.Error(), "quick.example") {
		t.Errorf("%v", err)
	}
	got, err := l.CosignedBy(t.Context(), 0)
	if err != nil || len(got) != 1 || got[0].Witness != "quick.example" {
		t.Errorf("%+v, %v", got, err)
	}
	for _, step := range []struct {
		wait  time.Duration
		asked int64
	}{{time.Second, 1}, {time.Second, 2}, {3 * time.Second, 2}, {time.Second, 3}, {7 * time.Second, 3}, {time.Second, 4}} {
		at.Advance(step.wait)
		_ = l.Collect(t.Context())
		if lies.Load() != step.asked {
			t.Errorf("after %s more the witness was asked %d times, want %d", step.wait, lies.Load(), step.asked)
		}
	}
}

func TestNodesShareTheAsking(t *testing.T) {
	d := dbtest.Open(t)
	nodes := []*Log{open(t, options(t, d)), open(t, options(t, d)), open(t, options(t, d))}
	w, asked := serveWitness(t, nodes[0], "a.example", nodes[0].clock)
	add(t, nodes[0], "0\n")
	var wg sync.WaitGroup
	for _, node := range nodes {
		node.witnesses = []Endpoint{w}
		wg.Go(func() {
			for range 5 {
				if err := node.Collect(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if got, err := nodes[2].CosignedBy(t.Context(), 0); err != nil || len(got) != 1 || asked.Load() != 1 {
		t.Errorf("asked %d times: %+v, %v", asked.Load(), got, err)
	}
}
