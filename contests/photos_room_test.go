package contests_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
	"time"

	"kermesse/contests/photos"
	"kermesse/internal/db"
	"kermesse/internal/picture"
)

// Whoever announces uploads takes no room by that, and what nobody goes on with makes room for
// who does.
func TestAnnouncedUploadsTakeNoRoom(t *testing.T) {
	h := newHouse(t)
	h.open(t, photoForm("photos"))
	begin := func(network string) (photos.Upload, error) {
		return h.Photos().BeginUpload(t.Context(), "photos", picture.MaxBytes, "image/jpeg", network)
	}
	for i := range 250 { // 2.5 GB, of which nothing comes
		if _, err := begin(fmt.Sprint("net", i)); err != nil {
			t.Fatalf("upload %d: %v", i+1, err)
		}
	}
	u, err := begin("fan")
	must(t, err)
	u, err = h.Photos().AppendUpload(t.Context(), "photos", u.Token, 0, bytes.Repeat([]byte{1}, photos.MaxPart))
	must(t, err)
	// a stranger who really sends: the room is full, and goes to whoever goes on
	must(t, h.db.InTx(t.Context(), func(tx *db.DB) error {
		return tx.Gorm(t.Context()).Exec("UPDATE photo_uploads SET received = bytes WHERE received = 0").Error
	}))
	if _, err := begin("late"); !errors.Is(err, photos.ErrUploadsFull) {
		t.Errorf("there is no room, and: %v", err)
	}
	h.clock.Advance(25 * time.Minute)
	if _, err := begin("later"); err != nil {
		t.Errorf("what nobody has gone on with keeps others out: %v", err)
	}
	if _, err := h.Photos().FindUpload(t.Context(), "photos", u.Token); !errors.Is(err, photos.ErrUploadGone) {
		t.Errorf("an idle upload is kept in place of room: %v", err)
	}
}

// A network that begins very many uploads waits for a minute.
func TestACrowdedNetworkUploadsAMinuteLater(t *testing.T) {
	h := newHouse(t)
	h.open(t, photoForm("photos"))
	begin := func() error {
		_, err := h.Photos().BeginUpload(t.Context(), "photos", 1000, "image/jpeg", "wifi")
		return err
	}
	for i := range 300 {
		if err := begin(); err != nil {
			t.Fatalf("upload %d: %v", i+1, err)
		}
	}
	if err := begin(); !errors.Is(err, photos.ErrUploadsFull) {
		t.Errorf("the next one: %v", err)
	}
	h.clock.Advance(time.Minute)
	must(t, begin())
}
