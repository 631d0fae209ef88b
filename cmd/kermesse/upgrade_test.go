package main

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"

	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
)

// TestServesBesideANewerProgram migrates the database as the next version would, by a step that
// only adds, while a crowd votes at a server of this one: no vote fails, the server stays ready
// and tells that the schema is newer, and a second server of this version does not start.
func TestServesBesideANewerProgram(t *testing.T) {
	if os.Getenv(dbtest.EnvURL) == "" {
		t.Skip("SQLite is one node: nobody migrates it beside a server")
	}
	k := &killedCrowd{killed: newKilled(t), told: map[int]voteTold{}}
	k.start()
	k.openPoll()
	const voters = 240
	cookies := k.cookies(voters)
	half := make(chan struct{})
	var clients sync.WaitGroup
	for client := range killClients {
		random := rand.New(rand.NewPCG(uint64(client), 18))
		clients.Go(func() {
			for voter := client; voter < voters; voter += killClients {
				if voter >= voters/2 {
					<-half
				}
				told, err := k.voteOnce(random.IntN(4), cookies[voter])
				if err != nil {
					t.Errorf("voter %d: %v", voter, err)
				}
				k.mu.Lock()
				k.told[voter] = told
				k.mu.Unlock()
			}
		})
	}
	k.migrateOn()
	close(half)
	clients.Wait()

	resp, err := http.Get(k.base + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if body, _ := io.ReadAll(resp.Body); resp.StatusCode != http.StatusOK || !strings.Contains(string(body), `"schema":"newer"`) {
		t.Errorf("beside a newer program: %d %s", resp.StatusCode, body)
	}
	if d, err := db.Open(t.Context(), k.cfg); !errors.Is(err, db.ErrNewerSchema) {
		t.Errorf("a second server of this version: %v, %v", d, err)
	}
	k.stop(os.Interrupt)
	k.migrateBack()
	k.compare(voters)
}

// nextStep is what a migration may do while servers of the version before still run.
var nextStep = []string{
	"ALTER TABLE polls ADD COLUMN next_version TEXT NOT NULL DEFAULT ''",
	"ALTER TABLE ballots ADD COLUMN next_version TEXT NOT NULL DEFAULT ''",
	"ALTER TABLE brands ADD COLUMN next_version BIGINT NOT NULL DEFAULT 0",
	"ALTER TABLE poll_snapshots ADD COLUMN next_version BIGINT NOT NULL DEFAULT 0",
	"CREATE TABLE next_version (id TEXT PRIMARY KEY)",
	"INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, TRUE)",
}

func (k *killedCrowd) migrateOn() { k.onDatabase(nextStep...) }

// migrateBack lets this program open the database again.
func (k *killedCrowd) migrateBack() {
	k.onDatabase("DELETE FROM goose_db_version WHERE version_id = 99999")
}

func (k *killedCrowd) onDatabase(statements ...string) {
	k.t.Helper()
	ctx := context.WithoutCancel(k.t.Context())
	d, err := db.Connect(ctx, k.cfg)
	if err != nil {
		k.t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	for _, s := range statements { // each on its own, as short as can be
		if err := d.InTx(ctx, func(tx *db.DB) error { return tx.Gorm(ctx).Exec(s).Error }); err != nil {
			k.t.Fatal(err)
		}
	}
}
