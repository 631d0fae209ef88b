package audit_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"kermesse/internal/c2sp"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
	"kermesse/internal/evlog"
	"kermesse/internal/evlog/audit"
	"kermesse/internal/evlog/leaf"
	"kermesse/internal/evlog/witness"
	"kermesse/internal/secret"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// house is a log, and its files as they are served.
type house struct {
	t   testing.TB
	db  *db.DB
	log *evlog.Log
}

func newHouse(t testing.TB, witnesses ...evlog.Endpoint) *house {
	t.Helper()
	key, err := secret.New(strings.Repeat("s", secret.MinLength))
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, db: dbtest.Open(t)}
	h.log, err = evlog.Open(t.Context(), evlog.Options{
		DB: h.db, Clock: clock.NewSettable(noon), Random: rand.Reader, Secret: key, Origin: "fete.example/log", Witnesses: witnesses,
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *house) add(records ...string) {
	h.t.Helper()
	err := h.db.InTx(h.t.Context(), func(tx *db.DB) error {
		blobs := make([][]byte, len(records))
		for i, r := range records {
			blobs[i] = []byte(r)
		}
		_, err := h.log.Append(h.t.Context(), tx, blobs...)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) rotate() {
	h.t.Helper()
	if _, err := h.log.Rotate(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) key() *c2sp.LogKey {
	h.t.Helper()
	key, err := c2sp.ParseLogKey(h.log.VerifierKey())
	if err != nil {
		h.t.Fatal(err)
	}
	return &key
}

func (h *house) checkpoint() []byte {
	h.t.Helper()
	head, err := h.log.Head(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	return head.Note
}

// Read implements audit.Source.
func (h *house) Read(ctx context.Context, path string, _ int64) ([]byte, error) {
	switch {
	case path == "checkpoint":
		return h.checkpoint(), nil
	case path == "keys":
		keys, err := h.log.Keys(ctx)
		return []byte(keys[0].VerifierKey + "\n"), err
	case strings.HasPrefix(path, "record/"):
		index, err := strconv.ParseInt(path[len("record/"):], 10, 64)
		if err != nil {
			return nil, err
		}
		return h.log.Record(ctx, index)
	}
	tile, err := c2sp.ParseTilePath(path)
	if err != nil {
		return nil, err
	}
	return h.log.Tile(ctx, tile)
}

// forged serves a log with some files changed.
type forged struct {
	audit.Source
	change func(path string, data []byte) []byte
}

func (f forged) Read(ctx context.Context, path string, most int64) ([]byte, error) {
	data, err := f.Source.Read(ctx, path, most)
	if err == nil {
		data = f.change(path, bytes.Clone(data))
	}
	return data, err
}

func mustVerify(t testing.TB, source audit.Source, o audit.Options) *audit.Report {
	t.Helper()
	report, err := audit.Verify(t.Context(), source, o)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// wantInvalid expects the reason to hold some words.
func wantInvalid(t testing.TB, source audit.Source, o audit.Options, words string) {
	t.Helper()
	_, err := audit.Verify(t.Context(), source, o)
	var invalid *audit.Invalid
	if !errors.As(err, &invalid) || !strings.Contains(invalid.Reason.EN, words) || invalid.Reason.FR == "" {
		t.Errorf("%v, want an invalid log because of %q", err, words)
	}
}

func TestTreeIsThatOfTlog(t *testing.T) {
	var tree audit.Tree
	var stored []tlog.Hash
	read := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, x := range indexes {
			out[i] = stored[x]
		}
		return out, nil
	})
	for n := range int64(300) {
		root, err := tlog.TreeHash(n, read)
		if err != nil || tree.Root() != root || tree.Size() != n {
			t.Fatalf("size %d: %v", n, err)
		}
		record := fmt.Appendf(nil, "%d", n)
		want, err := tlog.StoredHashes(n, record, read)
		if err != nil {
			t.Fatal(err)
		}
		for i, node := range tree.Add(record) {
			if node.Hash != want[i] || tlog.StoredHashIndex(node.Level, node.Index) != int64(len(stored)) {
				t.Fatalf("leaf %d: %+v", n, node)
			}
			stored = append(stored, node.Hash)
		}
	}
}

func TestVerify(t *testing.T) {
	h := newHouse(t)
	key := h.key()
	if r := mustVerify(t, h, audit.Options{Key: key}); r.Size != 0 {
		t.Errorf("an empty log has %d records", r.Size)
	}
	var records []string
	for i := range 600 {
		records = append(records, fmt.Sprintf("record %d\n", i))
	}
	records[300] = strings.Repeat("x", leaf.MaxBytes+1)
	h.add(records...)
	var read int64
	var last [2]int64
	r := mustVerify(t, h, audit.Options{
		Key: key, Progress: func(done, total int64) { last = [2]int64{done, total} },
		Each: func(index int64, record []byte) error {
			if index != read || string(record) != records[index] {
				t.Errorf("record %d is %.20q", index, record)
			}
			read++
			return nil
		},
	})
	if r.Size != 600 || read != 600 || last != [2]int64{600, 600} || r.OwnKey || r.Origin != "fete.example/log" || r.Key.String() != key.String() {
		t.Errorf("%+v, %d read", r, read)
	}
	if r := mustVerify(t, h, audit.Options{}); !r.OwnKey {
		t.Error("the log's own key was taken for one that was given")
	}
	refused := audit.Refuse("non", "no")
	if _, err := audit.Verify(t.Context(), h, audit.Options{Each: func(int64, []byte) error { return refused }}); !errors.Is(err, refused) {
		t.Errorf("%v", err)
	}
}

func TestChangedFiles(t *testing.T) {
	h := newHouse(t)
	for i := range 300 {
		h.add(fmt.Sprintf("record %d\n", i))
	}
	h.add(strings.Repeat("x", leaf.MaxBytes+1))
	o := audit.Options{Key: h.key()}
	flip := func(file string, at int) audit.Source {
		return forged{h, func(path string, data []byte) []byte {
			if path == file {
				data[at] ^= 1
			}
			return data
		}}
	}
	wantInvalid(t, flip("tile/entries/000", 10), o, "tile/0/000 is not that of the records")
	wantInvalid(t, flip("tile/0/000", 40), o, "tile/0/000 is not that of the records")
	wantInvalid(t, flip("tile/0/001.p/45", 40), o, "tile/0/001.p/45 is not")
	wantInvalid(t, flip("tile/1/000.p/1", 3), o, "tile/1/000.p/1 is not")
	wantInvalid(t, flip("tile/entries/001.p/45", 1), o, "bundle of records 1 is malformed")
	wantInvalid(t, flip("record/300", 9), o, "Record 300 is not the one whose digest")
	wantInvalid(t, flip("checkpoint", 1), o, "This is the log")
	wantInvalid(t, forged{h, func(path string, data []byte) []byte {
		if path == "checkpoint" {
			return bytes.Replace(data, []byte("= "), []byte("=  "), 1)[:20]
		}
		return data
	}}, o, "malformed")
	wantInvalid(t, forged{h, func(path string, data []byte) []byte {
		if path == "checkpoint" { // an older size with a root of its own
			return bytes.Replace(data, []byte("\n301\n"), []byte("\n300\n"), 1)
		}
		return data
	}}, o, "signature is wrong")
	other := newHouse(t)
	wantInvalid(t, h, audit.Options{Key: other.key()}, "signature is wrong")
	missing := forged{h, func(_ string, data []byte) []byte { return data }}
	missing.Source = lacking{h, "tile/entries/001.p/45"}
	if _, err := audit.Verify(t.Context(), missing, o); !errors.Is(err, audit.ErrNoFile) {
		t.Errorf("%v", err)
	}
}

// lacking is a log without some files.
type lacking struct {
	audit.Source
	file string
}

func (l lacking) Read(ctx context.Context, path string, most int64) ([]byte, error) {
	if strings.HasPrefix(path, strings.Split(l.file, ".")[0]) {
		return nil, audit.ErrNoFile
	}
	return l.Source.Read(ctx, path, most)
}

func TestRewrittenHistory(t *testing.T) {
	h := newHouse(t)
	h.add("0\n", "1\n")
	before := h.checkpoint()
	h.add("2\n")
	o := audit.Options{Key: h.key(), Since: before}
	if r := mustVerify(t, h, o); r.Since != 2 {
		t.Errorf("%+v", r)
	}
	longer := h.checkpoint()
	h.rotate()
	h.add("4\n")
	mustVerify(t, h, audit.Options{Since: longer}) // signed by the key before

	// The same keeper, the same key, another past.
	rewritten := newHouse(t)
	rewritten.add("0\n", "X\n", "2\n")
	o = audit.Options{Key: rewritten.key()}
	mustVerify(t, rewritten, o)
	head, err := rewritten.log.HeadAt(t.Context(), 3)
	if err != nil {
		t.Fatal(err)
	}
	o.Since, err = c2sp.Checkpoint{Origin: "fete.example/log", Size: 2, Root: tlog.Hash(head.Root)}.Sign(rewritten.log.Signer())
	if err != nil {
		t.Fatal(err)
	}
	wantInvalid(t, rewritten, o, "it was rewritten")
	if o.Since, err = (c2sp.Checkpoint{Origin: "fete.example/log", Size: 9}).Sign(rewritten.log.Signer()); err != nil {
		t.Fatal(err)
	}
	wantInvalid(t, rewritten, o, "it was shortened")
	for why, since := range map[string][]byte{
		"another signer": before, "garbage": []byte("garbage"),
		"another log": bytes.ReplaceAll(before, []byte("fete"), []byte("bete")),
	} {
		o.Since = since
		if _, err := audit.Verify(t.Context(), rewritten, o); err == nil {
			t.Errorf("%s: accepted", why)
		}
	}
}

func TestRotations(t *testing.T) {
	h := newHouse(t)
	keys := []*c2sp.LogKey{h.key()}
	h.add("0\n")
	h.rotate()
	keys = append(keys, h.key())
	h.add("2\n", "3\n")
	h.rotate()
	h.add("5\n")
	keys = append(keys, h.key())
	for i, key := range keys {
		r := mustVerify(t, h, audit.Options{Key: key})
		if r.Key.String() != keys[2].String() || r.Rotations != 2 || r.Size != 6 {
			t.Errorf("from key %d: %+v", i, r)
		}
	}
	stranger := newHouse(t)
	wantInvalid(t, h, audit.Options{Key: stranger.key()}, "does not lead to the one that signs")
	if r := mustVerify(t, h, audit.Options{}); r.Rotations != 2 {
		t.Errorf("%+v", r)
	}
	// Somebody who has neither key writes a rotation of their own.
	swap := forged{h, func(path string, data []byte) []byte {
		if strings.HasPrefix(path, "tile/entries/") {
			data = bytes.Replace(data, []byte("size 1\n"), []byte("size 2\n"), 1)
		}
		return data
	}}
	wantInvalid(t, swap, audit.Options{Key: keys[0]}, "change of key in record 1 is not valid")
}

func TestCosignatures(t *testing.T) {
	key, err := c2sp.NewCosigner("temoin.example", ed25519.NewKeyFromSeed(bytes.Repeat([]byte("w"), ed25519.SeedSize)))
	if err != nil {
		t.Fatal(err)
	}
	var w *witness.Witness
	server := httptest.NewServer(http.HandlerFunc(func(res http.ResponseWriter, req *http.Request) { w.Handler(nil).ServeHTTP(res, req) }))
	defer server.Close()
	h := newHouse(t, evlog.Endpoint{Witness: key.Witness(), URL: server.URL})
	folder, keys, at := t.TempDir(), []c2sp.LogKey{*h.key()}, clock.NewSettable(noon)
	if _, err := witness.Begin(folder, key, keys, at); err != nil {
		t.Fatal(err)
	}
	if w, err = witness.Open(folder, key, keys, at); err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	h.add("0\n")
	o := audit.Options{Key: h.key(), Witnesses: []c2sp.Witness{key.Witness()}}
	if _, err := audit.Verify(t.Context(), h, o); !errors.Is(err, audit.ErrNotCosigned) {
		t.Errorf("before it cosigned: %v", err)
	}
	asked := 0
	o.Patience = 5 * time.Second
	r := mustVerify(t, forged{h, func(path string, data []byte) []byte {
		if asked++; asked == 1 { // it is cosigned while somebody waits for it
			if err := h.log.Collect(t.Context()); err != nil {
				t.Error(err)
			}
		}
		return data
	}}, o)
	if len(r.Cosignatures) != 1 || r.Cosignatures[0].Witness != "temoin.example" || !r.Cosignatures[0].At.Equal(noon) {
		t.Errorf("%+v", r.Cosignatures)
	}
	wantInvalid(t, forged{h, func(path string, data []byte) []byte {
		if path == "checkpoint" {
			i := bytes.LastIndexByte(data, ' ') + 20
			data[i] = map[bool]byte{true: 'A', false: 'B'}[data[i] != 'A']
		}
		return data
	}}, audit.Options{Key: h.key(), Witnesses: o.Witnesses}, "cosignature on the checkpoint is wrong")
}

func TestAt(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/log/checkpoint":
			fmt.Fprint(w, "hello")
		case "/log/busy":
			w.WriteHeader(http.StatusServiceUnavailable)
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	source := audit.At(server.URL + "/log/")
	if data, err := source.Read(t.Context(), "checkpoint", 5); err != nil || string(data) != "hello" {
		t.Errorf("%q, %v", data, err)
	}
	if _, err := source.Read(t.Context(), "checkpoint", 4); err == nil {
		t.Error("more than was asked for was read")
	}
	if _, err := source.Read(t.Context(), "nothing", 5); !errors.Is(err, audit.ErrNoFile) {
		t.Errorf("%v", err)
	}
	if _, err := source.Read(t.Context(), "busy", 5); err == nil || errors.Is(err, audit.ErrNoFile) {
		t.Errorf("%v", err)
	}
}
