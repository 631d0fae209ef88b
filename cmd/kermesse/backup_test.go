package main

import (
	"bytes"
	"crypto/rand"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
	"kermesse/internal/keyring"
)

// TestABackupIsRestored backs a running server up, with votes in its box and an address sealed
// with a key of its own, restores it elsewhere, and finds everything there. It is refused where
// something is, where the other kind of database is, and where the file is no backup.
func TestABackupIsRestored(t *testing.T) {
	k := &killedCrowd{killed: newKilled(t), told: map[int]voteTold{}}
	change := &keyChange{killed: k.killed}
	change.fill()
	change.wants(0, "Key 2 seals", "rotate")
	k.start()
	k.openPoll()
	const voters = 12
	for voter, cookie := range k.cookies(voters) {
		told, err := k.voteOnce(voter%4, cookie)
		if err != nil {
			t.Fatal(err)
		}
		k.told[voter] = told
	}
	if k.cfg.Dir == "" {
		k.cfg.Dir = t.TempDir()
	}
	file := filepath.Join(t.TempDir(), "b.tar")
	b := backups{t: t, secret: k.secret}
	b.wants(k.cfg, 0, "It does not hold the secret", "backup", file)
	b.wants(k.cfg, 1, "file exists", "backup", file)
	b.wants(k.cfg, 1, "there is already a database here", "restore", file)
	k.stop(os.Interrupt)

	empty := dbtest.Empty(t)
	other := db.Config{Dir: t.TempDir()}
	says := "give --database-url of an empty database"
	if empty.URL == "" {
		other = db.Config{Dir: t.TempDir(), URL: "postgres://nobody@127.0.0.1:1/none"}
		says = "leave --database-url out"
	} else {
		empty.Dir = t.TempDir()
	}
	b.wants(other, 1, says, "restore", file)
	junk := filepath.Join(t.TempDir(), "junk.tar")
	if err := os.WriteFile(junk, []byte(strings.Repeat("no backup ", 200)), 0o600); err != nil {
		t.Fatal(err)
	}
	b.wants(empty, 1, "is not a backup", "restore", junk)
	b.wants(empty, 0, "Restored and verified", "restore", file)
	b.wants(empty, 1, "there is already a database here", "restore", file)

	k.cfg = empty
	k.start() // with the same secret
	k.signIn()
	change.allOpen()
	k.stop(os.Interrupt)
	k.compare(voters)
	d, err := db.Open(t.Context(), empty)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	wrong, err := newKey()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := keyring.Open(t.Context(), keyring.Options{DB: d, Clock: clock.System, Random: rand.Reader, Secret: wrong}); err == nil {
		t.Error("the restored keys open with another secret")
	}
	if _, err := newHouse(t.Context(), plan{db: empty, secret: wrong, clock: clock.System, log: slog.New(slog.DiscardHandler), baseURL: k.base}); err == nil {
		t.Error("a server starts with another secret")
	}
}

// backups are commands run as an operator runs them.
type backups struct {
	t      *testing.T
	secret string
}

func (b backups) wants(cfg db.Config, code int, says string, args ...string) {
	b.t.Helper()
	var out bytes.Buffer
	cmd := exec.Command("kermesse", append(args, "--data", cfg.Dir, "--database-url", cfg.URL)...)
	cmd.Env = append(os.Environ(), "KERMESSE_SECRET="+b.secret)
	cmd.Stdout, cmd.Stderr = &out, &out
	_ = cmd.Run() // its exit code is looked at
	if got := cmd.ProcessState.ExitCode(); got != code || !strings.Contains(out.String(), says) {
		b.t.Fatalf("%s: exit code %d, want %d, and %q:\n%s", strings.Join(args, " "), got, code, says, out.String())
	}
}
