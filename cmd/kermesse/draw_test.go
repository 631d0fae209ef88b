package main

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"kermesse/contests/beacon"
	"kermesse/internal/shareddata"
)

// TestDrawCommands runs the scripts on draws and their proofs as a user would type them,
// beside the worked example and the real comments.
func TestDrawCommands(t *testing.T) {
	data := shareddata.Dir(t)
	testscript.Run(t, testscript.Params{
		Dir: "testdata/draws",
		Setup: func(env *testscript.Env) error {
			env.Setenv("DATA", data)
			return os.CopyFS(filepath.Join(env.WorkDir, "bundle"), os.DirFS(filepath.Join(data, "draws", "bundle")))
		},
	})
}

// example packs the worked example.
func example(t *testing.T) []byte {
	t.Helper()
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	if err := z.AddFS(os.DirFS(filepath.Join(shareddata.Dir(t), "draws", "bundle"))); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

// command runs the program and returns what it answered.
func command(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(context.Background(), args, strings.NewReader(""), &out, &errs)
	return code, out.String(), errs.String()
}

func TestVerifyByAddress(t *testing.T) {
	packed := example(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		switch req.URL.Path {
		case "/proof.zip":
			_, _ = w.Write(packed)
		case "/endless.zip":
			_, _ = io.CopyN(w, zeros{}, 2<<20)
		case "/page":
			_, _ = io.WriteString(w, "<html>sign in</html>")
		default:
			http.NotFound(w, req)
		}
	}))
	defer server.Close()
	for _, c := range []struct {
		path           string
		code           int
		stdout, stderr string
	}{
		{"/proof.zip", 0, "The proof is valid", ""},
		{"/none.zip", 2, "", "404"},
		{"/page", 2, "", "cannot be read"},
		{"/endless.zip", 2, "", "more than 1 MB"},
	} {
		code, stdout, stderr := command(t, "verify", "draw", server.URL+c.path, "--max-mb", "1", "--lang", "en")
		if code != c.code || !strings.Contains(stdout, c.stdout) || !strings.Contains(stderr, c.stderr) {
			t.Errorf("%s: exit %d\n%s\n%s", c.path, code, stdout, stderr)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// stage is a world in which a chain of one key stands for drand, and time passes only
// while the program sleeps.
type stage struct {
	t       *testing.T
	now     time.Time
	chain   beacon.TestChain
	late    time.Duration // how long after its time the relays have a round
	outages int           // questions that nobody answers
	asked   int
}

func newStage(t *testing.T) *stage {
	t.Helper()
	chain, err := beacon.NewTestChain([32]byte{1}, time.Unix(1_700_000_000, 0), 3*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	return &stage{t: t, chain: chain, now: time.Date(2025, 8, 21, 18, 59, 24, 500_000_000, time.UTC)}
}

func (s *stage) outside() outside {
	return outside{
		now:    func() time.Time { return s.now },
		random: bytes.NewReader(bytes.Repeat([]byte("a repeating source of bytes"), 1000)),
		chain:  s.chain.Chain, rounds: s,
		sleep: func(ctx context.Context, d time.Duration) error {
			s.now = s.now.Add(d)
			return ctx.Err()
		},
	}
}

func (s *stage) Fetch(_ context.Context, _ beacon.Chain, number uint64) (beacon.Round, error) {
	s.asked++
	due, err := s.chain.TimeOf(number)
	if err != nil {
		s.t.Error(err)
	}
	if s.now.Before(due) {
		s.t.Errorf("round %d was asked for at %s, before its time", number, s.now)
	}
	if s.asked <= s.outages || s.now.Before(due.Add(s.late)) {
		return beacon.Round{}, errors.New("no relay has it")
	}
	return s.chain.Sign(number)
}

func (s *stage) draw(c drawCmd) (stdout string, err error) {
	s.t.Helper()
	c.Mode, c.OnePerAuthor, c.TimeZone, c.Title, c.Lang = "one-win", true, "UTC", "Tombola", "en"
	if c.Source == "" {
		c.Source = "drand"
	}
	var out bytes.Buffer
	rc := &runContext{Ctx: context.Background(), Stdin: strings.NewReader(""), Stdout: &out, Stderr: io.Discard}
	err = c.run(rc, s.outside())
	return out.String(), err
}

// peopleFile writes a list of people.
func peopleFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "names.csv")
	if err := os.WriteFile(path, []byte("name\nPriya Sharma\nZoé Martin\nAmadou Diop\nLi Wei\nNoor\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestDrawWaitsForItsRound(t *testing.T) {
	s := newStage(t)
	s.late, s.outages = 20*time.Second, 2
	folder := filepath.Join(t.TempDir(), "out")
	out, err := s.draw(drawCmd{Entries: peopleFile(t), Prize: []string{"Panier:1+1"}, Out: folder, Wait: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out, "Publish this hash now, before round") || !strings.Contains(out, "What it is worth – Test") {
		t.Errorf("it says\n%s", out)
	}
	if code, _, stderr := command(t, "verify", "draw", filepath.Join(folder, proofName)); code != 0 {
		t.Errorf("the proof: exit %d, %s", code, stderr)
	}
	if _, err := s.draw(drawCmd{Continue: folder, Wait: time.Minute}); err == nil {
		t.Error("the draw was held twice")
	}
}

func TestDrawTakenUpAgain(t *testing.T) {
	s := newStage(t)
	s.late = time.Hour
	folder := filepath.Join(t.TempDir(), "out")
	_, err := s.draw(drawCmd{Entries: peopleFile(t), Prize: []string{"Panier:1+1"}, Out: folder, Wait: time.Minute})
	if err == nil || !strings.Contains(err.Error(), "--continue") {
		t.Fatalf("the relays are an hour late: %v", err)
	}
	d, err := loadDraw(folder)
	if err != nil {
		t.Fatal(err)
	}
	paste := func(number uint64) string {
		round, err := s.chain.Sign(number)
		if err != nil {
			t.Fatal(err)
		}
		data, err := beacon.EncodeRound(s.chain.Chain, round)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "beacon.json")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	named := d.close.Source.Round
	if _, err := s.draw(drawCmd{Continue: folder, Beacon: paste(named + 1)}); !errors.Is(err, beacon.ErrRound) {
		t.Errorf("the round after the named one: %v", err)
	}
	out, err := s.draw(drawCmd{Continue: folder, Beacon: paste(named)})
	if err != nil || !strings.Contains(out, "The proof is valid") {
		t.Errorf("the named round: %v\n%s", err, out)
	}
}

// TestDrawRefusesAChangedFolder: what was frozen cannot be touched up while it waits.
func TestDrawRefusesAChangedFolder(t *testing.T) {
	for name, change := range map[string]func(string) string{
		"entries.txt": func(s string) string { return s[strings.Index(s, "\n")+1:] },
		"rules.json":  func(s string) string { return strings.Replace(s, "Panier", "Voiture", 1) },
		"close.txt":   func(s string) string { return strings.Replace(s, "prize 0 1 1", "prize 0 1 0", 1) },
	} {
		s := newStage(t)
		folder := filepath.Join(t.TempDir(), "out")
		if _, err := s.draw(drawCmd{Entries: peopleFile(t), Prize: []string{"Panier:1+1"}, Out: folder}); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(folder, name)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(change(string(data))), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := s.draw(drawCmd{Continue: folder, Wait: time.Minute}); err == nil {
			t.Errorf("%s was changed and the draw held", name)
		}
	}
}
