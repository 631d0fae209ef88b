package main

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
	"kermesse/loyalty"
)

// TestBackupUnderLoad takes a backup while everybody writes, and restores it elsewhere: it holds all that
// had been answered before it began, and proves itself as it stands.
func TestBackupUnderLoad(t *testing.T) {
	f := newFairDay(t, 160)
	done := f.come()
	f.awaits("a few were answered", func() bool { return f.settled.Load() > 60 })
	f.mu.Lock()
	told, entered := maps.Clone(f.told), maps.Clone(f.entered)
	f.mu.Unlock()
	file := filepath.Join(t.TempDir(), "backup.tar")
	f.runs("backup", "--data", f.cfg.Dir, "--database-url", f.cfg.URL, file)
	after := f.settled.Load()
	<-done
	t.Logf("%d answers before the backup, %d at its end, %d in all", len(told)+len(entered), after, f.settled.Load())
	f.proves()

	restored := dbtest.Empty(t)
	if restored.Dir == "" {
		restored.Dir = filepath.Join(t.TempDir(), "restored")
	}
	f.runs("restore", "--data", restored.Dir, "--database-url", restored.URL, file)
	f.holds(restored, told, entered)
}

// runs runs a command of the program as an operator would.
func (k *killed) runs(args ...string) {
	k.t.Helper()
	cmd := exec.Command("kermesse", args...)
	cmd.Env = append(os.Environ(), "KERMESSE_SECRET="+k.secret)
	if out, err := cmd.CombinedOutput(); err != nil {
		k.t.Fatalf("kermesse %s: %v\n%s", args[0], err, out)
	}
}

// holds looks into a restored database.
func (f *fairDay) holds(cfg db.Config, told map[int]voteTold, entered map[int]string) {
	f.t.Helper()
	ctx := f.t.Context()
	d, err := db.Open(ctx, cfg)
	if err != nil {
		f.t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	for voter, vote := range told {
		f.wantRow(d, "SELECT count(*) FROM ballots WHERE id = ?", vote.ID, "the vote of", voter)
	}
	for entrant, number := range entered {
		f.wantRow(d, "SELECT count(*) FROM entries WHERE number = ?", number, "the entry of", entrant)
	}
	var differ []string
	err = d.Gorm(ctx).Raw(`SELECT content FROM (SELECT content, n FROM ballot_tallies UNION ALL SELECT content, -1 AS n FROM ballots) AS both_sides
		GROUP BY content HAVING SUM(n) <> 0`).Scan(&differ).Error
	if err != nil || len(differ) > 0 {
		f.t.Errorf("tallies differ from the box for %v, %v", differ, err)
	}
	brand, err := account.FindBrandBySlug(ctx, d, sandboxBrand)
	if err != nil {
		f.t.Fatal(err)
	}
	report, err := loyalty.Verify(ctx, d, brand.ID)
	if err != nil {
		f.t.Fatal(err)
	}
	for _, p := range report.Problems {
		f.t.Error(p.In("en"))
	}
	if err := d.Verify(ctx); err != nil {
		f.t.Error(err)
	}
}

func (f *fairDay) wantRow(d *db.DB, query string, key any, what string, whose int) {
	f.t.Helper()
	var n int
	if err := d.Gorm(f.t.Context()).Raw(query, key).Scan(&n).Error; err != nil || n != 1 {
		f.t.Errorf("%s %d is there %d times, %v", what, whose, n, err)
	}
}
