package account_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"kermesse/internal/account"
	"kermesse/internal/fault"
)

func TestBrandSlugs(t *testing.T) {
	h := newHouse(t)
	b := firstBrand()
	for _, slug := range []string{"", "Glaces du Port", "glacés", "a--b", "-a", "admin", "api", "c", "m", "fr", "assets", "../x", "a/b"} {
		b.Slug = slug
		if _, err := h.OpenBrand(t.Context(), b); fault.KindOf(err) != fault.Invalid {
			t.Errorf("slug %q: %v, want a refusal", slug, err)
		}
	}
	for _, slug := range []string{"glaces-du-port", "g2", "2026"} {
		b.Slug = slug
		if _, err := h.OpenBrand(t.Context(), b); err != nil {
			t.Errorf("slug %q: %v", slug, err)
		}
	}
}

func TestBrandSlugIsTakenOnce(t *testing.T) {
	h := newHouse(t)
	var opened atomic.Int64
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			if _, err := h.OpenBrand(t.Context(), firstBrand()); err == nil {
				opened.Add(1)
			} else if !errors.Is(err, account.ErrBrandSlugTaken) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if opened.Load() != 1 {
		t.Errorf("%d brands at one address", opened.Load())
	}
}

func TestEditBrandStaysInItsBrand(t *testing.T) {
	h := newHouse(t)
	b, other := h.brand(t, "glaces"), h.brand(t, "savons")
	manager := h.actor(t, b, "manager@exemple.sn", account.Manager)
	moderator := h.actor(t, b, "moderator@exemple.sn", account.Moderator)
	other.Name = "Pris"
	if _, err := h.EditBrand(t.Context(), manager, other); !errors.Is(err, account.ErrBrandNotFound) {
		t.Errorf("another brand: %v, want ErrBrandNotFound", err)
	}
	b.Name = "Glaces du Port"
	if _, err := h.EditBrand(t.Context(), moderator, b); !errors.Is(err, account.ErrNotAllowed) {
		t.Errorf("a moderator: %v, want ErrNotAllowed", err)
	}
	if _, err := h.EditBrand(t.Context(), manager, b); err != nil {
		t.Fatal(err)
	}
	b.Slug = "savons"
	if _, err := h.EditBrand(t.Context(), manager, b); !errors.Is(err, account.ErrBrandSlugTaken) {
		t.Errorf("another brand's slug: %v, want ErrBrandSlugTaken", err)
	}
	found, err := h.FindBrandBySlug(t.Context(), "glaces")
	if err != nil || found.Name != "Glaces du Port" || found.Location().String() != "Indian/Mauritius" {
		t.Errorf("stored %+v, %v", found, err)
	}
}

func TestWhoMayFoundABrand(t *testing.T) {
	h := newHouse(t)
	b := h.brand(t, "glaces")
	h.user(t, "owner@exemple.sn", b.Slug, account.Owner)
	h.user(t, "manager@exemple.sn", b.Slug, account.Manager)
	h.user(t, "free@exemple.sn", "", "")
	for email, want := range map[string]error{
		"owner@exemple.sn": nil, "free@exemple.sn": nil, "manager@exemple.sn": account.ErrNotAllowed,
	} {
		staff, _ := h.signedIn(t, email)
		brand := firstBrand()
		brand.Slug = "marque-de-" + email[:4]
		if _, err := h.FoundBrand(t.Context(), staff, brand); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", email, err, want)
		}
	}
}

// Nobody types a text that pretends to be another one.
func TestHostileNames(t *testing.T) {
	h := newHouse(t)
	for _, name := range []string{"a\x00b", "\u202eabc", "a\nb\x07", "\xff"} {
		b := firstBrand()
		b.Name = name
		if _, err := h.OpenBrand(t.Context(), b); fault.KindOf(err) != fault.Invalid {
			t.Errorf("name %q: %v, want a refusal", name, err)
		}
	}
}
