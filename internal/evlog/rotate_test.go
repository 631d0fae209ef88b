package evlog

import (
	"errors"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"kermesse/internal/c2sp"
	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
	"kermesse/internal/evlog/leaf"
)

func TestRotate(t *testing.T) {
	d := dbtest.Open(t)
	l, other := open(t, options(t, d)), open(t, options(t, d))
	add(t, l, "0\n", "1\n")
	first := l.VerifierKey()
	before, err := l.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}

	prepared, err := other.PrepareKey(t.Context())
	if err != nil || prepared == first {
		t.Fatalf("%q, %v", prepared, err)
	}
	if again, err := l.PrepareKey(t.Context()); err != nil || again != prepared {
		t.Errorf("prepared %q and then %q, %v", prepared, again, err)
	}
	if l.VerifierKey() != first {
		t.Error("a prepared key signs")
	}
	index, err := l.Rotate(t.Context())
	if err != nil || index != 2 || l.VerifierKey() != prepared {
		t.Fatalf("at %d, signing with %q, %v", index, l.VerifierKey(), err)
	}

	record, err := l.Record(t.Context(), index)
	if err != nil {
		t.Fatal(err)
	}
	r, err := leaf.ParseRotation(record)
	if err != nil || r.Old.String() != first || r.New.String() != prepared || r.Size != 2 || r.Root != tlog.Hash(before.Root) || !r.At.Equal(noon) {
		t.Errorf("%+v, %v", r, err)
	}
	for size, vkey := range map[int64]string{0: first, 2: first, 3: prepared} {
		head, err := l.HeadAt(t.Context(), size)
		if err != nil {
			t.Fatal(err)
		}
		key, err := c2sp.ParseLogKey(vkey)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c2sp.OpenCheckpoint(head.Note, key, nil); err != nil {
			t.Errorf("the checkpoint of size %d: %v", size, err)
		}
	}
	add(t, other, "3\n") // a node that was not told
	if head, err := other.Head(t.Context()); err != nil || other.VerifierKey() != prepared {
		t.Errorf("the other node signs with %q, %v", other.VerifierKey(), err)
	} else {
		openHead(t, other, head)
	}
	if l2 := open(t, options(t, d)); l2.VerifierKey() != prepared {
		t.Errorf("a new node signs with %q", l2.VerifierKey())
	}

	if _, err := l.Rotate(t.Context()); err != nil { // without a prepared key
		t.Fatal(err)
	}
	keys, err := l.Keys(t.Context())
	if err != nil || len(keys) != 3 || keys[0].VerifierKey != first || keys[1].VerifierKey != prepared ||
		keys[2].VerifierKey != l.VerifierKey() || keys[1].FirstSize != 3 || keys[2].FirstSize != 5 || !keys[2].Signing {
		t.Errorf("%+v, %v", keys, err)
	}
}

func TestRotateDestroysTheOldKey(t *testing.T) {
	l := newLog(t)
	old := l.VerifierKey()
	if _, err := l.Rotate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if sealed, err := selectSealed(t.Context(), l.db, old); err != nil || sealed != nil {
		t.Errorf("%d bytes of the old key are left, %v", len(sealed), err)
	}
	err := l.db.InTx(t.Context(), func(tx *db.DB) error {
		return tx.Gorm(t.Context()).Exec("UPDATE log_keys SET sealed = ? WHERE vkey = ?", []byte("x"), old).Error
	})
	if err == nil {
		t.Error("a destroyed key was given back")
	}
}

func TestOpenMakesNoLogWithoutAName(t *testing.T) {
	o := options(t, dbtest.Open(t))
	o.Origin = ""
	if _, err := Open(t.Context(), o); !errors.Is(err, ErrNoLog) {
		t.Errorf("%v", err)
	}
	if keys, err := ListKeys(t.Context(), o.DB); err != nil || len(keys) != 0 {
		t.Errorf("%+v, %v", keys, err)
	}
}
