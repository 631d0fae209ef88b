package network_test

import (
	"context"
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
	"kermesse/internal/network"
)

func TestAHashIsOfOneSubjectAndDayAndItsKeyIsThrownAway(t *testing.T) {
	d, now := dbtest.Open(t), clock.NewSettable(time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC))
	names := network.NewNames(now, rand.Reader)
	of := func(subject, net string) (hash string) {
		t.Helper()
		err := d.InTx(t.Context(), func(tx *db.DB) (err error) {
			hash, err = names.Of(t.Context(), tx, subject, net)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return hash
	}
	first := of("contest", "198.51.100.0/24")
	if len(first) != 12 || strings.Contains(first, "198") || first != of("contest", "198.51.100.0/24") {
		t.Errorf("hash %q", first)
	}
	if first == of("another", "198.51.100.0/24") || first == of("contest", "203.0.113.0/24") || of("contest", "") != "" {
		t.Error("hashes of different things are the same")
	}
	now.Advance(24 * time.Hour)
	if first == of("contest", "198.51.100.0/24") {
		t.Error("another day has the same hash")
	}
	keys := func() (n int) {
		if err := d.InTx(t.Context(), func(tx *db.DB) error { return names.Forget(context.Background(), tx) }); err != nil {
			t.Fatal(err)
		}
		if err := d.Gorm(t.Context()).Raw("SELECT count(*) FROM network_days").Scan(&n).Error; err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := keys(); n != 2 {
		t.Errorf("%d keys the day after, want 2: votes of yesterday may still be written", n)
	}
	now.Advance(48 * time.Hour)
	if n := keys(); n != 0 {
		t.Errorf("%d keys are kept for ever", n)
	}
}
