package db_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
)

// Where the disk is full each caller is told so, nothing is stored by halves, and the next one is
// stored once there is room.
func TestGroupOnAFullDisk(t *testing.T) {
	d := dbtest.Open(t)
	if d.Dialect() != db.SQLite {
		t.Skip("SQLite can be told how large its file may grow; see TestDiskIsFull for both")
	}
	setPages(t, d, 1) // fewer than there are: no more than there are
	g := brands(d, 16, 1000)
	var full, other atomic.Int32
	var wg sync.WaitGroup
	for i := range 400 {
		wg.Go(func() {
			switch err := g.Commit(t.Context(), fmt.Sprintf("b%d-%s", i, strings.Repeat("x", 2000))); {
			case db.Full(err) && db.Away(err):
				full.Add(1)
			case err != nil:
				t.Error(err)
				other.Add(1)
			}
		})
	}
	wg.Wait()
	stored := countBrands(t, d)
	if full.Load() == 0 || stored+int(full.Load()+other.Load()) != 400 {
		t.Errorf("%d of 400 stored, %d told that the disk is full", stored, full.Load())
	}
	setPages(t, d, 1<<30)
	if err := g.Commit(t.Context(), "at last"); err != nil {
		t.Errorf("there is room again: %v", err)
	}
	if n := countBrands(t, d); n != stored+1 {
		t.Errorf("%d stored, want %d", n, stored+1)
	}
}

func setPages(t *testing.T, d *db.DB, most int) {
	t.Helper()
	err := d.InTx(t.Context(), func(tx *db.DB) error {
		return tx.Gorm(t.Context()).Exec(fmt.Sprintf("PRAGMA max_page_count = %d", most)).Error
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestFullIsNotEveryError(t *testing.T) {
	if db.Full(nil) || db.Full(errors.New("full")) || db.Away(nil) {
		t.Error("an error that says nothing of a disk is taken for one that does")
	}
}
