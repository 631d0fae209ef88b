package fan_test

import (
	"bytes"
	"sync"
	"testing"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
)

func TestOneIdentityPerAddress(t *testing.T) {
	h := newHouse(t)
	first := h.ensure(t, "Awa.Diop@Exemple.SN", false)
	if again := h.ensure(t, "awa.diop@exemple.sn", false); again.ID != first.ID {
		t.Error("the case of an address made a second fan")
	}
	if again := h.ensure(t, "awa.diop@exemple.sn", false); again.Contact.Value != "Awa.Diop@Exemple.SN" {
		t.Errorf("contact = %q, want it as it was first typed", again.Contact.Value)
	}
	if other := h.ensure(t, "awa.diop+2@exemple.sn", false); other.ID == first.ID {
		t.Error("an alias was folded where the campaign did not ask for it")
	}
	if folded := h.ensure(t, "awa.diop+3@exemple.sn", true); folded.ID != first.ID {
		t.Error("an alias made another fan where the campaign folds them")
	}
	if folded := h.ensure(t, "awa.diop+2@exemple.sn", true); folded.ID != first.ID {
		t.Error("an alias that was known by itself was not folded")
	}
}

func TestIdentityIsTheBrandsOwn(t *testing.T) {
	h := newHouse(t)
	accounts := account.New(account.Options{DB: h.db, Clock: h.clock, Outbox: h.outbox, Secret: testSecret(t)})
	other, err := accounts.OpenBrand(t.Context(), account.Brand{
		Slug: "savons", Name: "Savons", TimeZone: "Europe/Paris", Currency: "EUR", Locale: "fr",
	})
	if err != nil {
		t.Fatal(err)
	}
	one := h.ensure(t, "awa@exemple.sn", false)
	h.brand = other
	if two := h.ensure(t, "awa@exemple.sn", false); two.ID == one.ID {
		t.Error("two brands share a fan")
	}
	if _, err := h.fans.Find(t.Context(), other.ID, one.ID); err == nil {
		t.Error("a brand found another brand's fan by id")
	}
}

// Twenty requests with one new address, and with aliases of one mailbox, make one fan.
func TestConcurrentEnsureMakesOneFan(t *testing.T) {
	for name, spell := range map[string]func(i int) (string, bool){
		"same address": func(int) (string, bool) { return "awa@exemple.sn", false },
		"aliases":      func(i int) (string, bool) { return "awa+" + string(rune('a'+i)) + "@gmail.com", true },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			ids := make([]fan.ID, 20)
			var wg sync.WaitGroup
			for i := range ids {
				wg.Go(func() {
					email, fold := spell(i)
					c, err := fan.ParseContact(email, "", "")
					if err != nil {
						t.Error(err)
						return
					}
					err = h.db.InTx(t.Context(), func(tx *db.DB) error {
						f, err := h.fans.Ensure(t.Context(), tx, h.brand.ID, c, fold)
						ids[i] = f.ID
						return err
					})
					if err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			for _, id := range ids {
				if id != ids[0] || id == "" {
					t.Fatalf("fans %q and %q", ids[0], id)
				}
			}
			var n int
			if err := h.db.Gorm(t.Context()).Raw("SELECT count(*) FROM fans").Scan(&n).Error; err != nil || n != 1 {
				t.Errorf("%d fans stored (%v), want 1", n, err)
			}
		})
	}
}

func TestAddressesAreNotStoredInTheClear(t *testing.T) {
	h := newHouse(t)
	h.ensure(t, "awa.diop@exemple.sn", false)
	var rows []struct{ Sealed, Lookup []byte }
	if err := h.db.Gorm(t.Context()).Raw("SELECT sealed, lookup FROM fan_contacts").Scan(&rows).Error; err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if bytes.Contains(row.Sealed, []byte("awa")) || bytes.Contains(row.Lookup, []byte("awa")) {
			t.Error("the address can be read in the table")
		}
	}
	if len(rows) != 1 {
		t.Fatalf("%d contacts, want 1", len(rows))
	}
}
