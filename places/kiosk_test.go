package places_test

import (
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/places"
)

const pin = "270415"

func (h *house) kiosk(t *testing.T, id string) places.Kiosk {
	t.Helper()
	k, err := h.OpenKiosk(t.Context(), h.owner, h.campaign(id), places.NewKiosk{Name: "Stand du marché", PIN: pin})
	must(t, err)
	return k
}

func TestATabletIsUnlockedAndLeftByItsPIN(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	k := h.kiosk(t, "1")
	opened, session, err := h.Unlock(ctx, " "+k.Code[:3]+"-"+k.Code[3:]+" ", pin)
	must(t, err)
	if opened.ID != k.ID || opened.Campaign.ID != "1" || opened.OpenedBy != h.owner.User {
		t.Errorf("unlocked %+v", opened)
	}
	found, err := h.Tablet(ctx, session)
	must(t, err)
	if found.Code != k.Code || found.Assisted {
		t.Errorf("the tablet is of %+v", found)
	}
	for _, cookie := range []string{"", session + "x", k.Code} {
		_, err := h.Tablet(ctx, cookie)
		wants(t, err, places.ErrTabletLocked)
	}
	_, err = h.Leave(ctx, session, "999998")
	wantsField(t, err, "pin", places.ErrPIN)
	_, err = h.Tablet(ctx, session)
	must(t, err)
	_, err = h.Leave(ctx, session, pin)
	must(t, err)
	_, err = h.Tablet(ctx, session)
	wants(t, err, places.ErrTabletLocked)
	_, err = h.Leave(ctx, session, pin)
	wants(t, err, places.ErrTabletLocked)
}

func TestAPINCannotBeGuessedAtLeisure(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	k, other := h.kiosk(t, "1"), h.kiosk(t, "2")
	for range 5 {
		_, _, err := h.Unlock(ctx, k.Code, "111112")
		wantsField(t, err, "pin", places.ErrPIN)
	}
	_, _, err := h.Unlock(ctx, k.Code, pin)
	wants(t, err, places.ErrTooManyPINs)
	_, session, err := h.Unlock(ctx, other.Code, pin)
	must(t, err)
	h.clock.Advance(15 * time.Minute)
	_, tablet, err := h.Unlock(ctx, k.Code, pin)
	must(t, err)
	for range 5 { // whoever plays with one tablet
		_, err := h.Leave(ctx, tablet, "111112")
		wantsField(t, err, "pin", places.ErrPIN)
	}
	_, err = h.Leave(ctx, tablet, pin)
	wants(t, err, places.ErrTooManyPINs)
	_, err = h.Leave(ctx, session, pin) // does not lock the others
	must(t, err)
	for range 6 { // codes of nobody are limited alike, and tell nothing
		_, _, err = h.Unlock(ctx, "ZZZZZZ", pin)
	}
	wants(t, err, places.ErrTooManyPINs)
	_, _, err = h.Unlock(ctx, "no code", pin)
	wantsField(t, err, "pin", places.ErrPIN)
}

func TestAClosedKioskLocksItsTablets(t *testing.T) {
	h := newHouse(t)
	ctx, c := t.Context(), h.campaign("1")
	k := h.kiosk(t, "1")
	_, session, err := h.Unlock(ctx, k.Code, pin)
	must(t, err)
	_, late, err := h.Unlock(ctx, k.Code, pin)
	must(t, err)
	open, err := h.ListKiosks(ctx, h.owner, c)
	must(t, err)
	if len(open) != 1 || open[0].Tablets != 2 || open[0].Name != "Stand du marché" {
		t.Errorf("%+v", open)
	}
	wants(t, h.CloseKiosk(ctx, h.owner, h.campaign("2"), k.ID), places.ErrKioskNotFound)
	wants(t, h.CloseKiosk(ctx, h.other, c, k.ID), account.ErrBrandNotFound)
	must(t, h.CloseKiosk(ctx, h.owner, c, k.ID))
	wants(t, h.CloseKiosk(ctx, h.owner, c, k.ID), places.ErrKioskNotFound)
	_, err = h.Tablet(ctx, session)
	wants(t, err, places.ErrTabletLocked)
	_, _, err = h.Unlock(ctx, k.Code, pin)
	wantsField(t, err, "pin", places.ErrPIN)
	_, err = h.Tablet(ctx, late)
	wants(t, err, places.ErrTabletLocked)

	again := h.kiosk(t, "1")
	_, session, err = h.Unlock(ctx, again.Code, pin)
	must(t, err)
	h.clock.Advance(18 * time.Hour)
	_, err = h.Tablet(ctx, session)
	wants(t, err, places.ErrTabletLocked)
	must(t, h.ForgetTablets(ctx))
}

func TestWhatAKioskIsMadeOf(t *testing.T) {
	h := newHouse(t)
	ctx, c := t.Context(), h.campaign("1")
	for _, bad := range []string{"", "12345", "123456", "987654", "000000", "27041x", "1234567890123", "２７０４１５"} {
		_, err := h.OpenKiosk(ctx, h.owner, c, places.NewKiosk{Name: "Stand", PIN: bad})
		wantsField(t, err, "pin", places.ErrPINShape)
	}
	if _, err := h.OpenKiosk(ctx, h.owner, c, places.NewKiosk{PIN: pin}); err == nil {
		t.Error("a kiosk without a name")
	}
	_, err := h.OpenKiosk(ctx, h.other, c, places.NewKiosk{Name: "Stand", PIN: pin})
	wants(t, err, account.ErrBrandNotFound)
	k := h.kiosk(t, "1")
	var stored struct{ Pin []byte }
	must(t, h.db.Gorm(ctx).Raw("SELECT pin FROM kiosks WHERE id = ?", k.ID).Scan(&stored).Error)
	if len(stored.Pin) != 32 {
		t.Errorf("the PIN is stored as %q", stored.Pin)
	}
	lines := h.journal(t)
	if lines[0].Action != "places.kiosk_opened" {
		t.Errorf("%+v", lines[0])
	}
	for _, change := range lines[0].Changes {
		if change.After == `"`+pin+`"` {
			t.Error("the journal tells the PIN")
		}
	}
}
