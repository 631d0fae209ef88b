package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"kermesse/internal/db/dbtest"
	"kermesse/internal/shareddata"
)

// TestOldAndNewSideBySide upgrades without an interruption as docs/operations.md says, from the
// program of the commit before the newest migration, built from the history: a crowd votes at a
// server of the old version while the new one migrates the database, then at both, then at the
// new one alone. No vote is refused, none is lost, nobody is counted twice. It builds the old
// program, so it is run where tests may take long: make torture.
func TestOldAndNewSideBySide(t *testing.T) {
	if os.Getenv("KERMESSE_TORTURE") == "" {
		t.Skip("it builds the version before: run it with make torture")
	}
	if os.Getenv(dbtest.EnvURL) == "" {
		t.Skip("SQLite is one node: nobody migrates it beside a server")
	}
	u := newUpgrade(t)
	u.voteWhile("the old server alone", u.old, func() {})
	u.voteWhile("while the new version migrates", u.old, func() { u.run("kermesse", "", "migrate", "--database-url", u.cfg.URL) })
	if body := u.asked(u.old, "/readyz"); !strings.Contains(body, `"schema":"newer"`) {
		t.Errorf("the old server does not know that its database is newer: %s", body)
	}
	u.cfg.Dir = t.TempDir()
	u.addr = freeAddr(t)
	u.base = "http://" + u.addr
	u.start() // the new program beside the old one
	both := append([]string{u.base}, u.old...)
	u.voteWhile("both", both, func() {})
	u.voteWhile("the new server, while the old one ends", []string{u.base}, func() {
		_ = u.oldServer.Process.Signal(os.Interrupt)
		_ = u.oldServer.Wait()
	})
	u.killed.stop(os.Interrupt)
	u.compare(u.voters)
}

// upgrade is an installation that is brought from one version to the next.
type upgrade struct {
	*killedCrowd
	old       []string // address of the old server
	oldServer *exec.Cmd
	voters    int
	cookies   []string
}

const upgradeVoters = 120 // in each step

func newUpgrade(t *testing.T) *upgrade {
	t.Helper()
	k := &killed{cfg: dbtest.Empty(t), secret: "a secret of this test, long enough to be one", answers: map[string]killAnswer{}}
	addr := freeAddr(t)
	k.sandboxAPI = &sandboxAPI{t: t, base: "http://" + addr}
	u := &upgrade{killedCrowd: &killedCrowd{killed: k, told: map[int]voteTold{}}, old: []string{k.base}}
	u.cookies = u.killedCrowd.cookies(4 * upgradeVoters)
	program := u.build()
	u.run(program, sandboxPassword+"\n", "user", "add", "--email", sandboxEmail, "--name", "Awa", "--database-url", k.cfg.URL)
	u.oldServer = exec.Command(program, "serve", "--addr", addr, "--data", t.TempDir(), "--database-url", k.cfg.URL, "--log-level", "error")
	u.oldServer.Env = append(os.Environ(), "KERMESSE_SECRET="+k.secret)
	u.oldServer.Stderr = t.Output()
	if err := u.oldServer.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = u.oldServer.Process.Kill() // it may have ended
		_ = u.oldServer.Wait()
		k.stop(os.Kill)
	})
	for deadline := time.Now().Add(2 * time.Minute); !strings.Contains(u.asked(u.old, "/readyz"), `"status":"ready"`); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the old server does not answer")
		}
	}
	k.signIn()
	k.must("POST", "/brands", map[string]any{"slug": sandboxBrand, "name": "Sandbox", "time_zone": "UTC", "currency": "EUR", "locale": "en"}, nil)
	k.signIn() // with the role in the new brand
	u.openPoll()
	return u
}

// build makes the program of the commit before the one that brought the newest migration.
func (u *upgrade) build() string {
	u.t.Helper()
	root := shareddata.ModuleRoot(u.t)
	git := func(args ...string) string {
		out, err := exec.Command("git", append([]string{"-C", root}, args...)...).Output()
		if err != nil {
			u.t.Skipf("there is no history here to build the version before from: git %s: %v", args[0], err)
		}
		return strings.TrimSpace(string(out))
	}
	commits := strings.Fields(os.Getenv("KERMESSE_OLD_COMMIT"))
	if len(commits) == 0 {
		for _, added := range strings.Fields(git("log", "-4", "--diff-filter=A", "--format=%H", "--", "internal/db/migrations")) {
			commits = append(commits, git("rev-parse", added+"^"))
		}
	}
	program := filepath.Join(u.t.TempDir(), "kermesse-before")
	for _, commit := range commits { // one may be half of a change that does not build
		source := u.t.TempDir()
		build := fmt.Sprintf("git -C '%s' archive %s | tar -x -C '%s' && cd '%s' && go build -o '%s' ./cmd/kermesse", root, commit, source, source, program)
		if out, err := exec.Command("sh", "-c", build).CombinedOutput(); err != nil {
			u.t.Logf("%s does not build: %v\n%s", commit, err, out)
			continue
		}
		u.t.Logf("the version before is %s", git("log", "-1", "--format=%h %s", commit))
		return program
	}
	u.t.Fatal("no version before builds")
	return ""
}

func (u *upgrade) run(program, stdin string, args ...string) {
	u.t.Helper()
	var out bytes.Buffer
	cmd := exec.Command(program, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &out
	if err := cmd.Run(); err != nil {
		u.t.Fatalf("%s %s: %v\n%s", program, args[0], err, out.String())
	}
}

func (u *upgrade) asked(server []string, path string) string {
	resp, err := http.Get(server[0] + path)
	if err != nil {
		return err.Error()
	}
	defer func() { _ = resp.Body.Close() }()
	var body bytes.Buffer
	_, _ = body.ReadFrom(resp.Body) // what arrived is looked at
	return body.String()
}

// voteWhile lets a part of the crowd vote at servers while something is done.
func (u *upgrade) voteWhile(what string, servers []string, do func()) {
	u.t.Helper()
	first := u.voters
	u.voters += upgradeVoters
	var clients sync.WaitGroup
	for client := range killClients {
		random := rand.New(rand.NewPCG(uint64(client), uint64(first)))
		at := &killedCrowd{killed: &killed{sandboxAPI: &sandboxAPI{t: u.t, base: servers[client%len(servers)]}}}
		clients.Go(func() {
			for voter := first + client; voter < first+upgradeVoters; voter += killClients {
				told, err := at.voteOnce(random.IntN(4), u.cookies[voter])
				if err != nil {
					u.t.Errorf("%s: voter %d: %v", what, voter, err)
					continue
				}
				u.mu.Lock()
				u.told[voter] = told
				u.mu.Unlock()
			}
		})
	}
	do()
	clients.Wait()
}
