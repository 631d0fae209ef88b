package main

import (
	"bytes"
	"crypto/rand"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
	"kermesse/internal/secret"
	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
	"kermesse/loyalty/loyaltytest"
)

// TestWorkloadThroughTheAPI replays the workloads as a client of a sandbox would.
func TestWorkloadThroughTheAPI(t *testing.T) {
	for _, file := range loyaltytest.Files(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			api, w := newSandbox(t), loyaltytest.Load(t, file)
			loyaltytest.Replay(t, w, api)
			for brand := range w.Config.Brands {
				api.wantProof(brand)
			}
		})
	}
}

// TestVerifyLedgerFindsTampering changes one wallet behind the program's back.
func TestVerifyLedgerFindsTampering(t *testing.T) {
	cfg := dbtest.Config(t)
	d, err := db.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	seedBooks(t, d)
	verify := func() (code int, stdout, stderr string) {
		var out, errs bytes.Buffer
		args := []string{"verify", "ledger", "--lang", "en", "--data", cfg.Dir}
		if cfg.URL != "" {
			args = append(args, "--database-url", cfg.URL)
		}
		code = run(t.Context(), args, strings.NewReader(""), &out, &errs)
		return code, out.String(), errs.String()
	}
	if code, stdout, stderr := verify(); code != 0 || !strings.Contains(stdout, "right") {
		t.Fatalf("books that are right: exit %d, %s%s", code, stdout, stderr)
	}
	err = d.InTx(t.Context(), func(tx *db.DB) error {
		return tx.Gorm(t.Context()).Exec("UPDATE ly_wallet SET available = available + 1").Error
	})
	if err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := verify()
	if code != exitFailed || !strings.Contains(stdout, "WRONG") || !strings.Contains(stderr, "ly_wallet") {
		t.Fatalf("books with a point too many: exit %d, %s%s", code, stdout, stderr)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

// seedBooks makes one brand with one member who has points.
func seedBooks(t *testing.T, d *db.DB) {
	t.Helper()
	brand := account.BrandID(db.NewID())
	err := d.InTx(t.Context(), func(tx *db.DB) error {
		return tx.Gorm(t.Context()).Exec(
			"INSERT INTO brands (id, slug, name, time_zone, currency, locale, created_at) VALUES (?, 'shop', 'Shop', 'UTC', 'EUR', 'fr', 1)", brand).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	key, err := secret.New(strings.Repeat("s", secret.MinLength))
	if err != nil {
		t.Fatal(err)
	}
	s, actor := loyalty.New(loyalty.Options{DB: d, Clock: clock.System, Random: rand.Reader, Secret: key}), account.SystemActor(brand)
	err = s.SetProgramme(t.Context(), actor, brand, loyalty.Programme{
		Terms: ledger.Terms{Clawback: ledger.ToDebt, TierWindow: 365, TierRetention: 365, Zone: time.UTC},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.CreateMembers(t.Context(), actor, brand, []string{"m1"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Do(t.Context(), actor, brand, "k", loyalty.Adjust{Member: "m1", Points: 10, Reason: "seed"}); err != nil {
		t.Fatal(err)
	}
}
