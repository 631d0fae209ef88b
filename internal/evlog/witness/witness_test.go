package witness

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"kermesse/internal/c2sp"
	"kermesse/internal/clock"
	"kermesse/internal/filelock"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func seed(b byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{b}, ed25519.SeedSize))
}

// book is a log in memory.
type book struct {
	signer c2sp.Signer
	hashes []tlog.Hash
	size   int64
}

func newBook(t testing.TB, name string, key byte, records ...string) *book {
	t.Helper()
	signer, err := c2sp.NewSigner(name, seed(key))
	if err != nil {
		t.Fatal(err)
	}
	b := &book{signer: signer}
	b.add(t, records...)
	return b
}

func (b *book) read(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = b.hashes[x]
	}
	return out, nil
}

func (b *book) add(t testing.TB, records ...string) {
	t.Helper()
	for _, r := range records {
		more, err := tlog.StoredHashes(b.size, []byte(r), tlog.HashReaderFunc(b.read))
		if err != nil {
			t.Fatal(err)
		}
		b.hashes = append(b.hashes, more...)
		b.size++
	}
}

func (b *book) checkpoint(t testing.TB, size int64) c2sp.Checkpoint {
	t.Helper()
	root := emptyRoot
	if size > 0 {
		var err error
		if root, err = tlog.TreeHash(size, tlog.HashReaderFunc(b.read)); err != nil {
			t.Fatal(err)
		}
	}
	return c2sp.Checkpoint{Origin: b.signer.Name(), Size: size, Root: root}
}

// submission asks to cosign size after old.
func (b *book) submission(t testing.TB, old, size int64) c2sp.Submission {
	t.Helper()
	s := c2sp.Submission{Old: old}
	var err error
	if s.Checkpoint, err = b.checkpoint(t, size).Sign(b.signer); err != nil {
		t.Fatal(err)
	}
	if old > 0 && old < size {
		if s.Proof, err = tlog.ProveTree(size, old, tlog.HashReaderFunc(b.read)); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func cosigner(t testing.TB) c2sp.Cosigner {
	t.Helper()
	c, err := c2sp.NewCosigner("temoin.example", seed('w'))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func open(t testing.TB, dir string, keys ...c2sp.LogKey) *Witness {
	t.Helper()
	if _, err := Begin(dir, cosigner(t), keys, clock.NewSettable(noon)); err != nil {
		t.Fatal(err)
	}
	w, err := Open(dir, cosigner(t), keys, clock.NewSettable(noon))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return w
}

func mustCosign(t testing.TB, w *Witness, b *book, old, size int64) {
	t.Helper()
	line, err := w.Cosign(b.submission(t, old, size))
	if err != nil {
		t.Fatalf("from %d to %d: %v", old, size, err)
	}
	_, at, err := c2sp.FindCosignature(b.checkpoint(t, size), []byte(line), cosigner(t).Witness())
	if err != nil || !at.Equal(noon) {
		t.Fatalf("%q at %s: %v", line, at, err)
	}
}

func TestCosignWhatContinues(t *testing.T) {
	log := newBook(t, "fete.example/log", 'l', "a", "b", "c", "d", "e", "f", "g")
	dir := t.TempDir()
	w := open(t, dir, log.signer.Key())
	for _, step := range [][2]int64{{0, 0}, {0, 1}, {1, 1}, {1, 4}, {4, 7}} {
		mustCosign(t, w, log, step[0], step[1])
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, dir, log.signer.Key())
	var stale *StaleError
	if _, err := again.Cosign(log.submission(t, 4, 7)); !errors.As(err, &stale) || stale.Size != 7 {
		t.Errorf("after a restart: %v", err)
	}
	note := again.Checkpoint("fete.example/log")
	signed, err := c2sp.OpenCheckpoint(note, log.signer.Key(), []c2sp.Witness{cosigner(t).Witness()})
	if err != nil || signed.Size != 7 || len(signed.Cosignatures) != 1 {
		t.Errorf("the last checkpoint: %+v, %v", signed, err)
	}
}

func TestRefusals(t *testing.T) {
	log := newBook(t, "fete.example/log", 'l', "a", "b", "c", "d", "e")
	forked := newBook(t, "fete.example/log", 'l', "a", "X", "c", "d", "e")
	stranger := newBook(t, "fete.example/log", 's', "a", "b", "c", "d", "e")
	unknown := newBook(t, "other.example/log", 'l', "a", "b", "c", "d", "e")
	w := open(t, t.TempDir(), log.signer.Key())
	mustCosign(t, w, log, 0, 3)

	wrongProof := log.submission(t, 3, 5)
	wrongProof.Proof[0][0] ^= 1
	noProof := log.submission(t, 3, 5)
	noProof.Proof = nil
	proofFromNothing := log.submission(t, 3, 3)
	proofFromNothing.Proof = []tlog.Hash{{}}
	broken := log.submission(t, 3, 5)
	broken.Checkpoint = bytes.Replace(broken.Checkpoint, []byte("\n5\n"), []byte("\n4\n"), 1)
	for why, c := range map[string]struct {
		submission c2sp.Submission
		want       error
	}{
		"a fork of the same size":  {forked.submission(t, 3, 3), ErrFork},
		"a rewritten history":      {forked.submission(t, 3, 5), ErrHistory},
		"a wrong proof":            {wrongProof, ErrHistory},
		"no proof":                 {noProof, ErrHistory},
		"a proof of nothing":       {proofFromNothing, ErrHistory},
		"another key":              {stranger.submission(t, 3, 5), ErrSignature},
		"a wrong signature":        {broken, ErrSignature},
		"another log":              {unknown.submission(t, 0, 5), ErrUnknownLog},
		"an old size beyond":       {c2sp.Submission{Old: 6, Checkpoint: log.submission(t, 0, 5).Checkpoint}, ErrOldSize},
		"a shorter log":            {c2sp.Submission{Old: 3, Checkpoint: log.submission(t, 0, 2).Checkpoint}, ErrOldSize},
		"a shorter log, in denial": {log.submission(t, 0, 2), &StaleError{3}},
	} {
		line, err := w.Cosign(c.submission)
		var stale *StaleError
		if line != "" || !errors.Is(err, c.want) && !(errors.As(err, &stale) && errors.As(c.want, &stale)) {
			t.Errorf("%s: %q, %v", why, line, err)
		}
	}
	mustCosign(t, w, log, 3, 5) // none of it left a trace
}

func TestEmptyLogWithAnotherRoot(t *testing.T) {
	log := newBook(t, "fete.example/log", 'l')
	w := open(t, t.TempDir(), log.signer.Key())
	signed, err := c2sp.Checkpoint{Origin: log.signer.Name(), Root: tlog.Hash{1}}.Sign(log.signer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Cosign(c2sp.Submission{Checkpoint: signed}); !errors.Is(err, ErrHistory) {
		t.Errorf("%v", err)
	}
}

func TestSeveralKeysOfOneLog(t *testing.T) {
	log := newBook(t, "fete.example/log", 'l', "a", "b")
	next, err := c2sp.NewSigner(log.signer.Name(), seed('n'))
	if err != nil {
		t.Fatal(err)
	}
	w := open(t, t.TempDir(), log.signer.Key(), next.Key())
	mustCosign(t, w, log, 0, 1)
	log.signer = next
	mustCosign(t, w, log, 1, 2)
	if got := w.Origins(); len(got) != 1 {
		t.Errorf("logs %q", got)
	}
}

func TestOpenRefusals(t *testing.T) {
	log := newBook(t, "fete.example/log", 'l', "a")
	dir := t.TempDir()
	w := open(t, dir, log.signer.Key())
	mustCosign(t, w, log, 0, 1)
	if _, err := Open(dir, cosigner(t), nil, clock.System); !errors.Is(err, filelock.ErrTaken) {
		t.Errorf("a second witness in the folder: %v", err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	states, err := filepath.Glob(filepath.Join(dir, "*.checkpoint"))
	if err != nil || len(states) != 1 {
		t.Fatalf("%q, %v", states, err)
	}
	state, err := os.ReadFile(states[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(states[0], bytes.Replace(state, []byte("\n1\n"), []byte("\n0\n"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, cosigner(t), []c2sp.LogKey{log.signer.Key()}, clock.System); err == nil {
		t.Error("a state that was edited was taken")
	}
}

// TestALostStateIsNotBegunAnew: a witness that forgot what it cosigned would cosign another
// history, so that it says so and does nothing.
func TestALostStateIsNotBegunAnew(t *testing.T) {
	log := newBook(t, "fete.example/log", 'l', "a", "b")
	dir, keys := t.TempDir(), []c2sp.LogKey{log.signer.Key()}
	if _, err := Open(dir, cosigner(t), keys, clock.System); !errors.Is(err, ErrNoState) || !strings.Contains(err.Error(), "fete.example/log") {
		t.Errorf("begun without being told to: %v", err)
	}
	w := open(t, dir, keys...)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	// It was begun, and may be started again before it has cosigned anything.
	w, err := Open(dir, cosigner(t), keys, clock.NewSettable(noon))
	if err != nil {
		t.Fatal(err)
	}
	if w.Checkpoint("fete.example/log") != nil {
		t.Error("a checkpoint before any was cosigned")
	}
	mustCosign(t, w, log, 0, 2)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if begun, err := Begin(dir, cosigner(t), keys, clock.System); err != nil || len(begun) != 0 {
		t.Errorf("begun twice: %q, %v", begun, err)
	}
	other := newBook(t, "autre.example/log", 'o')
	if begun, err := Begin(dir, cosigner(t), append(keys, other.signer.Key()), clock.System); err != nil || strings.Join(begun, " ") != "autre.example/log" {
		t.Errorf("begun %q, %v", begun, err)
	}
	if w = open(t, dir, keys...); w.logs["fete.example/log"].last.Size != 2 {
		t.Error("what was cosigned is forgotten")
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	states, err := filepath.Glob(filepath.Join(dir, "*.checkpoint"))
	if err != nil {
		t.Fatal(err)
	}
	for _, state := range states {
		if err := os.Remove(state); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Open(dir, cosigner(t), keys, clock.System); !errors.Is(err, ErrNoState) {
		t.Errorf("begun anew without a word: %v", err)
	}
}

// TestAtOnce: of many who ask for different continuations at once, only one history is
// ever cosigned.
func TestAtOnce(t *testing.T) {
	w := open(t, t.TempDir(), newBook(t, "fete.example/log", 'l').signer.Key())
	var mu sync.Mutex
	cosigned := map[int64]tlog.Hash{}
	var wg sync.WaitGroup
	for i := range 20 {
		log := newBook(t, "fete.example/log", 'l', fmt.Sprint(i%2), "b", "c")
		wg.Go(func() {
			for size := int64(1); size <= 3; size++ {
				if _, err := w.Cosign(log.submission(t, size-1, size)); err != nil {
					continue
				}
				mu.Lock()
				root := log.checkpoint(t, size).Root
				if before, ok := cosigned[size]; ok && before != root {
					t.Errorf("size %d was cosigned with two roots", size)
				}
				cosigned[size] = root
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if len(cosigned) == 0 {
		t.Error("nothing was cosigned")
	}
}

func TestHTTP(t *testing.T) {
	log := newBook(t, "fete.example/log", 'l', "a", "b", "c")
	forked := newBook(t, "fete.example/log", 'l', "a", "X", "c")
	w := open(t, t.TempDir(), log.signer.Key())
	var reported []error
	server := httptest.NewServer(w.Handler(func(_ string, err error) { reported = append(reported, err) }))
	defer server.Close()

	lines, err := Ask(t.Context(), server.URL, log.submission(t, 0, 2))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := c2sp.FindCosignature(log.checkpoint(t, 2), lines, cosigner(t).Witness()); err != nil {
		t.Error(err)
	}
	var stale *StaleError
	if _, err := Ask(t.Context(), server.URL, log.submission(t, 0, 3)); !errors.As(err, &stale) || stale.Size != 2 {
		t.Errorf("%v", err)
	}
	for why, c := range map[string]struct {
		body        string
		status      int
		contentType string
	}{
		"unknown log":  {string(newBook(t, "x.example", 'l', "a").submission(t, 0, 1).Encode()), 404, ""},
		"foreign key":  {string(newBook(t, "fete.example/log", 's', "a", "b", "c").submission(t, 2, 3).Encode()), 403, ""},
		"fork":         {string(forked.submission(t, 2, 3).Encode()), 422, ""},
		"stale":        {string(log.submission(t, 1, 3).Encode()), 409, "text/x.tlog.size"},
		"old too much": {strings.Replace(string(log.submission(t, 2, 3).Encode()), "old 2", "old 9", 1), 400, ""},
		"garbage":      {"garbage", 400, ""},
		"too long":     {strings.Repeat("x", c2sp.MaxSubmissionBytes+1), 400, ""},
	} {
		res, err := http.Post(server.URL+"/add-checkpoint", "", strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		if res.StatusCode != c.status || c.contentType != "" && res.Header.Get("Content-Type") != c.contentType {
			t.Errorf("%s: %d %s", why, res.StatusCode, res.Header.Get("Content-Type"))
		}
		_ = res.Body.Close()
	}
	if len(reported) != 8 {
		t.Errorf("%d requests were reported", len(reported))
	}
	for path, status := range map[string]int{
		fmt.Sprintf("/%x/checkpoint", sha256.Sum256([]byte("fete.example/log"))): 200,
		fmt.Sprintf("/%x/checkpoint", sha256.Sum256([]byte("x.example"))):        404,
		"/": 200, "/add-checkpoint": 405, "/x": 404,
	} {
		res, err := http.Get(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		if res.StatusCode != status {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
		_ = res.Body.Close()
	}
}

// TestAskBadWitnesses: whatever answers, asking ends with an error.
func TestAskBadWitnesses(t *testing.T) {
	for why, handler := range map[string]http.HandlerFunc{
		"endless": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, strings.Repeat("x", maxAnswerBytes+1)) },
		"elsewhere": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/again", http.StatusTemporaryRedirect)
		},
		"no size":  func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusConflict) },
		"refusing": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) },
	} {
		server := httptest.NewServer(handler)
		if lines, err := Ask(t.Context(), server.URL, c2sp.Submission{}); err == nil {
			t.Errorf("%s: %q", why, lines)
		}
		server.Close()
	}
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // only then does the server notice that the other side left
		<-r.Context().Done()
	}))
	defer silent.Close()
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	if _, err := Ask(ctx, silent.URL, c2sp.Submission{}); !errors.Is(err, context.Canceled) {
		t.Errorf("silent: %v", err)
	}
}
