package evlog

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"kermesse/internal/c2sp"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
	"kermesse/internal/evlog/leaf"
	"kermesse/internal/secret"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func options(t testing.TB, d *db.DB) Options {
	t.Helper()
	key, err := secret.New(strings.Repeat("s", secret.MinLength))
	if err != nil {
		t.Fatal(err)
	}
	return Options{DB: d, Clock: clock.NewSettable(noon), Random: rand.Reader, Secret: key, Origin: "fete.example/log"}
}

func open(t testing.TB, o Options) *Log {
	t.Helper()
	l, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func newLog(t testing.TB) *Log {
	t.Helper()
	return open(t, options(t, dbtest.Open(t)))
}

// add appends in a transaction of its own.
func add(t testing.TB, l *Log, records ...string) (first int64) {
	t.Helper()
	err := l.db.InTx(t.Context(), func(tx *db.DB) (err error) {
		first, err = l.Append(t.Context(), tx, blobs(records)...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return first
}

func blobs(texts []string) [][]byte {
	all := make([][]byte, len(texts))
	for i, text := range texts {
		all[i] = []byte(text)
	}
	return all
}

// rootOf computes the root by the definition of RFC 6962.
func rootOf(leaves [][]byte) tlog.Hash {
	switch n := len(leaves); n {
	case 0:
		return emptyRoot
	case 1:
		return tlog.RecordHash(leaves[0])
	default:
		k := 1
		for 2*k < n {
			k *= 2
		}
		return tlog.NodeHash(rootOf(leaves[:k]), rootOf(leaves[k:]))
	}
}

func openHead(t testing.TB, l *Log, h Head) c2sp.SignedCheckpoint {
	t.Helper()
	key, err := c2sp.ParseLogKey(l.VerifierKey())
	if err != nil {
		t.Fatal(err)
	}
	signed, err := c2sp.OpenCheckpoint(h.Note, key, nil)
	if err != nil {
		t.Fatal(err)
	}
	if signed.Size != h.Size || signed.Root != tlog.Hash(h.Root) || signed.Origin != l.Origin() {
		t.Fatalf("the checkpoint says %+v, the head %d", signed, h.Size)
	}
	return signed
}

func TestOpenMakesTheLogOnce(t *testing.T) {
	o := options(t, dbtest.Open(t))
	first := open(t, o)
	if !first.Created() {
		t.Error("the log was not made")
	}
	head, err := first.Head(t.Context())
	if err != nil || head.Size != 0 || tlog.Hash(head.Root) != emptyRoot {
		t.Fatalf("%+v, %v", head, err)
	}
	openHead(t, first, head)

	o.Origin = "another.example/log"
	again := open(t, o)
	if again.Created() || again.VerifierKey() != first.VerifierKey() || again.Origin() != "fete.example/log" {
		t.Errorf("opened as %q with %s", again.Origin(), again.VerifierKey())
	}
	if o.Secret, err = secret.New(strings.Repeat("x", secret.MinLength)); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), o); !errors.Is(err, ErrSealed) {
		t.Errorf("with another secret: %v", err)
	}
}

func TestNodesStartingAtOnceMakeOneKey(t *testing.T) {
	o := options(t, dbtest.Open(t))
	const nodes = 6
	keys, created := make([]string, nodes), make([]bool, nodes)
	var wg sync.WaitGroup
	for i := range nodes {
		wg.Go(func() {
			l, err := Open(t.Context(), o)
			if err != nil {
				t.Error(err)
				return
			}
			keys[i], created[i] = l.VerifierKey(), l.Created()
		})
	}
	wg.Wait()
	makers := 0
	for i := range nodes {
		if keys[i] != keys[0] {
			t.Errorf("node %d has the key %q, node 0 %q", i, keys[i], keys[0])
		}
		if created[i] {
			makers++
		}
	}
	if makers != 1 {
		t.Errorf("%d nodes made the log", makers)
	}
}

func TestAppendSignsEverySizeReached(t *testing.T) {
	l := newLog(t)
	var records []string
	for _, n := range []int{1, 1, 3, 1, 600, 2} {
		var added []string
		for range n {
			added = append(added, fmt.Sprintf("record %d\n", len(records)+len(added)))
		}
		if first := add(t, l, added...); first != int64(len(records)) {
			t.Fatalf("appended at %d, not at %d", first, len(records))
		}
		records = append(records, added...)
		head, err := l.Head(t.Context())
		if err != nil || head.Size != int64(len(records)) || tlog.Hash(head.Root) != rootOf(blobs(records)) {
			t.Fatalf("size %d, want %d: %v", head.Size, len(records), err)
		}
		openHead(t, l, head)
	}
	for _, size := range []int64{0, 1, 2, 5, 6, 606, 608} {
		head, err := l.HeadAt(t.Context(), size)
		if err != nil || tlog.Hash(head.Root) != rootOf(blobs(records[:size])) {
			t.Errorf("the head of size %d: %v", size, err)
		}
	}
	if _, err := l.HeadAt(t.Context(), 3); !errors.Is(err, ErrNoCheckpoint) {
		t.Errorf("a size within a transaction: %v", err)
	}
	for i, want := range records {
		if got, err := l.Record(t.Context(), int64(i)); err != nil || string(got) != want {
			t.Fatalf("record %d is %q, %v", i, got, err)
		}
	}
	if _, err := l.Record(t.Context(), int64(len(records))); !errors.Is(err, ErrNoRecord) {
		t.Errorf("a record beyond the end: %v", err)
	}
}

func TestProofs(t *testing.T) {
	l := newLog(t)
	for i := range 9 {
		add(t, l, fmt.Sprintf("record %d\n", i))
	}
	for size := int64(1); size <= 9; size++ {
		head, err := l.HeadAt(t.Context(), size)
		if err != nil {
			t.Fatal(err)
		}
		signed := openHead(t, l, head)
		for index := range size {
			data, err := l.Proof(t.Context(), index, size)
			if err != nil {
				t.Fatal(err)
			}
			p, err := c2sp.ParseProof(data)
			if err != nil || !bytes.Equal(p.Checkpoint, head.Note) {
				t.Fatalf("proof of %d at %d: %v", index, size, err)
			}
			if err := p.Check(fmt.Appendf(nil, "record %d\n", index), signed.Checkpoint); err != nil {
				t.Errorf("proof of %d at %d: %v", index, size, err)
			}
		}
		for from := int64(1); from <= size; from++ {
			older, err := l.HeadAt(t.Context(), from)
			if err != nil {
				t.Fatal(err)
			}
			path, err := l.Consistency(t.Context(), from, size)
			if err == nil {
				err = tlog.CheckTree(path, size, head.Root, from, older.Root)
			}
			if err != nil {
				t.Errorf("from %d to %d: %v", from, size, err)
			}
		}
	}
	if _, err := l.Proof(t.Context(), 9, 9); !errors.Is(err, ErrNoRecord) {
		t.Errorf("proof of a record beyond the size: %v", err)
	}
	if _, err := l.Proof(t.Context(), 0, 10); !errors.Is(err, ErrNoCheckpoint) {
		t.Errorf("proof at a size beyond the end: %v", err)
	}
	if _, err := l.Consistency(t.Context(), 1, 10); !errors.Is(err, ErrNoCheckpoint) {
		t.Errorf("consistency beyond the end: %v", err)
	}
}

func TestLongRecordStandsByItsDigest(t *testing.T) {
	l := newLog(t)
	long := strings.Repeat("x", leaf.MaxBytes+1)
	index := add(t, l, long)
	if got, err := l.Record(t.Context(), index); err != nil || string(got) != long {
		t.Fatalf("%d bytes, %v", len(got), err)
	}
	head, err := l.Head(t.Context())
	if err != nil || tlog.Hash(head.Root) != tlog.RecordHash(leaf.Of([]byte(long))) {
		t.Errorf("the root is not that of the digest: %v", err)
	}
}

func TestAppendRefusals(t *testing.T) {
	l := newLog(t)
	if _, err := l.Append(t.Context(), l.db, []byte("x")); !errors.Is(err, db.ErrNoTx) {
		t.Errorf("outside a transaction: %v", err)
	}
	for why, records := range map[string][][]byte{
		"none":     nil,
		"empty":    {{}},
		"reserved": {[]byte("fine"), []byte("kermesse/log/rotate\n")},
		"too long": {make([]byte, leaf.MaxRecordBytes+1)},
	} {
		err := l.db.InTx(t.Context(), func(tx *db.DB) error {
			_, err := l.Append(t.Context(), tx, records...)
			return err
		})
		if err == nil {
			t.Errorf("%s: appended", why)
		}
	}
	if head, err := l.Head(t.Context()); err != nil || head.Size != 0 {
		t.Errorf("size %d, %v", head.Size, err)
	}
}

var errRollback = errors.New("rolled back")

func TestRollbackLeavesNothing(t *testing.T) {
	l := newLog(t)
	add(t, l, "kept\n")
	err := l.db.InTx(t.Context(), func(tx *db.DB) error {
		if _, err := l.Append(t.Context(), tx, []byte("lost\n")); err != nil {
			return err
		}
		if inside, err := l.HeadIn(t.Context(), tx); err != nil || inside.Size != 2 {
			t.Errorf("inside the transaction the size is %d, %v", inside.Size, err)
		}
		return errRollback
	})
	if !errors.Is(err, errRollback) {
		t.Fatal(err)
	}
	if head, err := l.Head(t.Context()); err != nil || head.Size != 1 {
		t.Fatalf("size %d, %v", head.Size, err)
	}
	if index := add(t, l, "next\n"); index != 1 {
		t.Errorf("the next record is at %d", index)
	}
	head, err := l.Head(t.Context())
	if err != nil || tlog.Hash(head.Root) != rootOf(blobs([]string{"kept\n", "next\n"})) {
		t.Errorf("%v", err)
	}
}

// TestAppendersAtOnce: two nodes, twenty appenders, some of which give up. The log has no
// gap, no record twice, and a right checkpoint at every size.
func TestAppendersAtOnce(t *testing.T) {
	d := dbtest.Open(t)
	nodes := []*Log{open(t, options(t, d)), open(t, options(t, d))}
	const appenders, rounds = 20, 5
	var mu sync.Mutex
	at := map[int64]string{}
	var wg sync.WaitGroup
	for a := range appenders {
		wg.Go(func() {
			for r := range rounds {
				record := fmt.Sprintf("appender %d round %d\n", a, r)
				var index int64
				err := d.InTx(t.Context(), func(tx *db.DB) (err error) {
					if index, err = nodes[a%2].Append(t.Context(), tx, []byte(record)); err == nil && (a+r)%4 == 0 {
						err = errRollback
					}
					return err
				})
				if errors.Is(err, errRollback) {
					continue
				}
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				at[index] = record
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if want := appenders * rounds * 3 / 4; len(at) != want {
		t.Fatalf("%d indexes were given, want %d", len(at), want)
	}
	var leaves [][]byte
	for i := range int64(len(at)) {
		got, err := nodes[0].Record(t.Context(), i)
		if err != nil || string(got) != at[i] {
			t.Fatalf("record %d is %q, its appender was told so of %q: %v", i, got, at[i], err)
		}
		leaves = append(leaves, got)
		head, err := nodes[1].HeadAt(t.Context(), i+1)
		if err != nil || tlog.Hash(head.Root) != rootOf(leaves) {
			t.Fatalf("the checkpoint of size %d: %v", i+1, err)
		}
	}
}

func TestRowsRefuseToChange(t *testing.T) {
	l := newLog(t)
	add(t, l, "record\n")
	err := l.db.InTx(t.Context(), func(tx *db.DB) error {
		return tx.Gorm(t.Context()).Exec(`INSERT INTO log_cosignatures (size, witness, line, cosigned_at) VALUES (1, 'w', 'l', 1)`).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		"UPDATE log_events SET record = 'x'", "DELETE FROM log_events",
		"UPDATE log_hashes SET idx = idx + 9", "DELETE FROM log_hashes",
		"UPDATE log_checkpoints SET note = 'x'", "DELETE FROM log_checkpoints WHERE size = 0",
		"UPDATE log_cosignatures SET line = 'x'", "DELETE FROM log_cosignatures",
		"UPDATE log_state SET origin = 'x'", "DELETE FROM log_state",
		"UPDATE log_keys SET vkey = 'x'", "UPDATE log_keys SET first_size = 7", "UPDATE log_keys SET first_size = NULL",
		"UPDATE log_keys SET sealed = log_keys.vkey" + map[db.Dialect]string{db.Postgres: "::bytea"}[l.db.Dialect()],
		"DELETE FROM log_keys",
	} {
		err := l.db.InTx(t.Context(), func(tx *db.DB) error { return tx.Gorm(t.Context()).Exec(statement).Error })
		if err == nil || !strings.Contains(err.Error(), "does not change") {
			t.Errorf("%s: %v", statement, err)
		}
	}
}

func TestSignerSignsReceiptsAndLists(t *testing.T) {
	l := newLog(t)
	verifier, err := note.NewVerifier(l.VerifierKey())
	if err != nil {
		t.Fatal(err)
	}
	signed, err := note.Sign(&note.Note{Text: "a receipt\n"}, l.Signer())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := note.Open(signed, note.VerifierList(verifier)); err != nil {
		t.Error(err)
	}
	list, err := l.SignerUnder("7b0e6f1c-52a4-4c0e-9d3a-3d6d0c1e9a01/1")
	if err != nil {
		t.Fatal(err)
	}
	key, err := c2sp.ParseLogKey(l.VerifierKey())
	if err != nil {
		t.Fatal(err)
	}
	under, err := key.Under("7b0e6f1c-52a4-4c0e-9d3a-3d6d0c1e9a01/1")
	if err != nil {
		t.Fatal(err)
	}
	c := c2sp.Checkpoint{Origin: list.Name(), Size: 25}
	if signed, err = c.Sign(list); err != nil {
		t.Fatal(err)
	}
	if _, err := c2sp.OpenCheckpoint(signed, under, nil); err != nil {
		t.Error(err)
	}
}
