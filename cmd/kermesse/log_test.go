package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kermesse/internal/c2sp"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/evlog"
	"kermesse/internal/evlog/witness"
)

// wantCommand expects an exit code and words on stdout and stderr together.
func wantCommand(t *testing.T, code int, words string, args ...string) (stdout string) {
	t.Helper()
	got, stdout, stderr := command(t, args...)
	if got != code || !strings.Contains(stdout+stderr, words) {
		t.Errorf("kermesse %s: exit %d, %s%s; want exit %d and %q", strings.Join(args, " "), got, stdout, stderr, code, words)
	}
	return stdout
}

// logHouse is a house in a folder, served until the returned function is called.
func logHouse(t *testing.T, dir string, witnesses ...evlog.Endpoint) (h *house, address string, stop func()) {
	t.Helper()
	settings := secretSettings{databaseSettings: databaseSettings{Data: dir}}
	key, err := settings.loadSecret()
	if err != nil {
		t.Fatal(err)
	}
	p := plan{
		db: db.Config{Dir: dir, Unsafe: true}, secret: key, clock: clock.System, log: slog.New(slog.DiscardHandler),
		baseURL: "http://fete.example", witness: witnesses,
	}
	if h, err = newHouse(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- h.serve(ctx, ln) }()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(stop)
	return h, "http://" + ln.Addr().String() + "/log", stop
}

func appendRecords(t *testing.T, h *house, records ...string) {
	t.Helper()
	err := h.db.InTx(t.Context(), func(tx *db.DB) error {
		for _, r := range records {
			if _, err := h.evlog.Append(t.Context(), tx, []byte(r)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

const publication = "vdraw1/publish\ndraw 7b0e6f1c-52a4-4c0e-9d3a-3d6d0c1e9a01\n" +
	"rules 0000000000000000000000000000000000000000000000000000000000000000\n" +
	"source drand 52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971 21000000\npublished 2025-08-21T18:00:00Z\n"

func TestVerifyLog(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "witness")
	vkey := strings.TrimSpace(wantCommand(t, 0, "temoin.example+", "witness", "new-key", "temoin.example", "--dir", folder))
	cosigner, err := witnessFolder{Dir: folder}.readKey()
	if err != nil {
		t.Fatal(err)
	}
	var w *witness.Witness
	watching := httptest.NewUnstartedServer(nil)
	dir := t.TempDir()
	h, address, _ := logHouse(t, dir, evlog.Endpoint{Witness: cosigner.Witness(), URL: "http://" + watching.Listener.Addr().String()})
	key, err := c2sp.ParseLogKey(h.evlog.VerifierKey())
	if err != nil {
		t.Fatal(err)
	}
	wantCommand(t, 2, "begin with --new", "witness", "--dir", folder, "--log", key.String())
	if begun, err := witness.Begin(folder, cosigner, []c2sp.LogKey{key}, clock.System); err != nil || len(begun) != 1 {
		t.Fatal(begun, err)
	}
	wantCommand(t, 2, "start it without --new", "witness", "--new", "--dir", folder, "--log", key.String())
	if w, err = witness.Open(folder, cosigner, []c2sp.LogKey{key}, clock.System); err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	watching.Config.Handler = w.Handler(nil)
	watching.Start()
	defer watching.Close()

	appendRecords(t, h, publication, "kermesse/fair/open\n")
	kept := filepath.Join(t.TempDir(), "checkpoint")
	wantCommand(t, 0, "The log is valid", "verify", "log", address, "--lang=en", "--keep", kept)
	wantCommand(t, 0, "Journal valable", "verify", "log", address, "--lang=fr")
	wantCommand(t, 0, "Note: the key is the one that the log calls its own", "verify", "log", address, "--lang=en")
	appendRecords(t, h, "kermesse/fair/close\n")
	// The server's own job collects the cosignature meanwhile.
	out := wantCommand(t, 0, `"valid": true`, "verify", "log", address, "--json", "--log-key", key.String(), "--witness-key", vkey, "--since", kept)
	var found logOutput
	if err := json.Unmarshal([]byte(out), &found); err != nil {
		t.Fatal(err)
	}
	if found.Outcome != "valid" || found.Size != 3 || found.Since != 2 || found.Draws != 1 || found.OwnKey ||
		len(found.Cosigned) != 1 || found.Records["publish"] != 1 || found.Records["other"] != 2 {
		t.Errorf("%+v", found)
	}
	wantCommand(t, 0, "The database is right", "verify", "log", "--database", "--data", dir, "--lang=en")
	wantCommand(t, 0, key.String(), "log", "key", "--data", dir)
	// Beside a running server SQLite is not ours to write to.
	wantCommand(t, 1, "another Kermesse already uses this data folder", "log", "rotate-key", "--data", dir)

	appendRecords(t, h, publication)
	wantCommand(t, 1, "record 3: the draw 7b0e6f1c-52a4-4c0e-9d3a-3d6d0c1e9a01 is published a second time", "verify", "log", address, "--lang=en")
	wantCommand(t, 1, `"outcome": "invalid"`, "verify", "log", address, "--json")
	wantCommand(t, 1, "enregistrement 3", "verify", "log", "--database", "--data", dir, "--lang=fr")
}

func TestRotateKeyByCommand(t *testing.T) {
	dir := t.TempDir()
	wantCommand(t, 1, "there is no log yet", "log", "rotate-key", "--data", dir)
	wantCommand(t, 0, "has the schema", "migrate", "--data", dir)
	wantCommand(t, 1, "there is no log yet", "log", "key", "--data", dir)
	wantCommand(t, 1, "there is no log yet", "log", "new-key", "--data", dir)
	wantCommand(t, 2, "there is no log yet", "verify", "log", "--database", "--data", dir)

	h, _, stop := logHouse(t, dir)
	first := h.evlog.VerifierKey()
	appendRecords(t, h, publication)
	stop()
	next := strings.TrimSpace(wantCommand(t, 0, "fete.example/log+", "log", "new-key", "--data", dir))
	wantCommand(t, 0, first, "log", "key", "--data", dir)
	wantCommand(t, 0, next+" is prepared", "log", "key", "--all", "--data", dir)
	wantCommand(t, 0, "record 1 of the log says so", "log", "rotate-key", "--data", dir)
	wantCommand(t, 0, next, "log", "key", "--data", dir)
	wantCommand(t, 0, first+" signed from size 0 to 1", "log", "key", "--all", "--data", dir)
	wantCommand(t, 0, "The database is right", "verify", "log", "--database", "--data", dir, "--lang=en")
	wantCommand(t, 1, "does not open: another KERMESSE_SECRET", "log", "rotate-key", "--data", dir, "--secret", strings.Repeat("x", 40))

	h, address, _ := logHouse(t, dir)
	if h.evlog.VerifierKey() != next {
		t.Errorf("the server signs with %s", h.evlog.VerifierKey())
	}
	appendRecords(t, h, "kermesse/fair/open\n")
	wantCommand(t, 0, "Changes of the key: 1", "verify", "log", address, "--log-key", first, "--lang=en")
	wantCommand(t, 0, "The log is valid", "verify", "log", address, "--log-key", next, "--lang=en")
}

func TestVerifyLogThatWasEdited(t *testing.T) {
	dir := t.TempDir()
	h, address, _ := logHouse(t, dir)
	appendRecords(t, h, publication, "kermesse/fair/open\n", "kermesse/fair/close\n")
	err := h.db.InTx(t.Context(), func(tx *db.DB) error {
		for _, s := range []string{"DROP TRIGGER log_events_frozen", "UPDATE log_events SET record = x'ff' WHERE idx = 1"} {
			if err := tx.Gorm(t.Context()).Exec(s).Error; err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	wantCommand(t, 1, "not a valid log: log_events 1: the record is not the one whose hash the log signed",
		"verify", "log", "--database", "--data", dir, "--lang=en")
	wantCommand(t, 1, "is not that of the records", "verify", "log", address, "--lang=en")
}

func TestVerifyLogUsage(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for words, args := range map[string][]string{
		"give the address of a log":    {},
		"or --database":                {"http://fete.example/log", "--database"},
		"goes without keys":            {"--database", "--log-key=x"},
		"is not like https://":         {"fete.example/log"},
		"--log-key: ":                  {"http://fete.example/log", "--log-key=x"},
		"--witness-key: ":              {"http://fete.example/log", "--witness-key=x"},
		"no such file":                 {"http://fete.example/log", "--since", file + "y"},
		"no database here":             {"--database", "--data", filepath.Dir(file) + "/nothing"},
		"unknown flag --nonsense":      {"--nonsense"},
		"the log could not be checked": {"http://127.0.0.1:1/log", "--lang=en"},
	} {
		code, _, stderr := command(t, append([]string{"verify", "log"}, args...)...)
		if want := exitUsage; code != want && words != "unknown flag --nonsense" || !strings.Contains(stderr, words) {
			t.Errorf("%q: exit %d, %s; want %q", args, code, stderr, words)
		}
	}
}
