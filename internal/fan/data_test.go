package fan_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
)

// points is a domain that holds something about fans, in a table of the house.
type points struct {
	held    map[fan.ID]string
	refuses error
	erased  int
}

func (p *points) Export(_ context.Context, tx *db.DB, id fan.ID) (any, error) {
	if err := tx.RequireTx(); err != nil {
		return nil, err
	}
	if p.held[id] == "" {
		return nil, nil
	}
	return map[string]any{"balance": p.held[id]}, nil
}

func (p *points) Erase(_ context.Context, tx *db.DB, id fan.ID) error {
	p.erased++
	return errors.Join(tx.RequireTx(), p.refuses)
}

func consenting(t *testing.T, h *house) fan.Fan {
	t.Helper()
	f := h.ensure(t, "awa@exemple.sn", false)
	h.challenge(t, f, fan.Entry)
	h.inTx(t, func(tx *db.DB) error {
		for _, c := range []fan.Consent{
			{Purpose: "rules:glaces", Granted: true, Text: "J’accepte le règlement.", Locale: "fr", Source: "contest:glaces"},
			{Purpose: "newsletter", Granted: true, Text: "Je veux recevoir les nouveautés.", Locale: "fr", Source: "contest:glaces"},
		} {
			if err := h.fans.RecordConsent(t.Context(), tx, f.ID, c); err != nil {
				return err
			}
		}
		return nil
	})
	return f
}

func TestExportTellsEverything(t *testing.T) {
	h := newHouse(t)
	f := consenting(t, h)
	h.fans.Register("loyalty", &points{held: map[fan.ID]string{f.ID: "12"}})
	h.fans.Register("polls", &points{})
	raw, err := h.fans.Export(t.Context(), h.brand.ID, f.ID)
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	for _, must := range []string{"awa@exemple.sn", "Je veux recevoir les nouveautés.", "contest:glaces", `"balance": "12"`, "verification"} {
		if !strings.Contains(string(raw), must) {
			t.Errorf("the export lacks %q", must)
		}
	}
	if _, there := doc["polls"]; there {
		t.Error("a domain that holds nothing is in the export")
	}
	if _, err := h.fans.Export(t.Context(), "other", f.ID); !errors.Is(err, fan.ErrNotFound) {
		t.Errorf("another brand's export: %v, want ErrNotFound", err)
	}
}

func TestForgetLeavesATombstone(t *testing.T) {
	h := newHouse(t)
	f := consenting(t, h)
	token := h.signIn(t, "awa@exemple.sn")
	_, cookie, err := h.fans.SignIn(t.Context(), h.brand.ID, token)
	if err != nil {
		t.Fatal(err)
	}
	domain := &points{}
	h.fans.Register("loyalty", domain)
	var wg sync.WaitGroup
	for range 10 { // a double tap, and more
		wg.Go(func() {
			if err := h.fans.Forget(t.Context(), f); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if domain.erased != 1 {
		t.Errorf("the domain was asked %d times to forget, want 1", domain.erased)
	}
	gone, err := h.fans.Find(t.Context(), h.brand.ID, f.ID)
	if err != nil || gone.ErasedAt.IsZero() || gone.Contact != (fan.Contact{}) || gone.Locale != "" {
		t.Errorf("left: %+v, %v; want a bare tombstone", gone, err)
	}
	if _, err := h.fans.FindSession(t.Context(), h.brand.ID, cookie); !errors.Is(err, fan.ErrSignedOut) {
		t.Errorf("the session: %v, want ErrSignedOut", err)
	}
	if _, err := h.fans.FindData(t.Context(), h.brand.ID, f.ID); !errors.Is(err, fan.ErrNotFound) {
		t.Errorf("the data: %v, want ErrNotFound", err)
	}
	for _, table := range []string{"fan_contacts", "fan_mailboxes", "fan_consents", "fan_challenges", "fan_sessions", "mail_outbox"} {
		var n int
		if err := h.db.Gorm(t.Context()).Raw("SELECT count(*) FROM " + table).Scan(&n).Error; err != nil || n != 0 {
			t.Errorf("%s keeps %d rows (%v)", table, n, err)
		}
	}
	if again := h.ensure(t, "awa@exemple.sn", true); again.ID == f.ID {
		t.Error("the same address is the forgotten fan again")
	}
	var lines []struct{ Action, Subject, BeforeJSON, AfterJSON string }
	err = h.db.Gorm(t.Context()).Raw("SELECT * FROM journal WHERE action = 'fan.erased'").Scan(&lines).Error
	if err != nil || len(lines) != 1 || lines[0].Subject != "fan:"+string(f.ID) || strings.Contains(lines[0].AfterJSON, "awa") {
		t.Errorf("journal: %+v, %v; want one line without personal data", lines, err)
	}
}

func TestForgetIsAllOrNothing(t *testing.T) {
	h := newHouse(t)
	f := consenting(t, h)
	boom := errors.New("boom")
	h.fans.Register("loyalty", &points{refuses: boom})
	if err := h.fans.Forget(t.Context(), f); !errors.Is(err, boom) {
		t.Fatalf("Forget = %v, want the domain's error", err)
	}
	d, err := h.fans.FindData(t.Context(), h.brand.ID, f.ID)
	if err != nil || len(d.Consents) != 2 || d.Fan.Contact.Value != "awa@exemple.sn" {
		t.Errorf("half of the fan is gone: %+v, %v", d, err)
	}
}

func TestStaffForgetsOnRequestOnly(t *testing.T) {
	h := newHouse(t)
	f := consenting(t, h)
	for _, c := range []struct {
		name  string
		actor account.Actor
		want  error
	}{
		{"moderator", account.Actor{User: "u", Brand: h.brand.ID, Role: account.Moderator, Kind: account.KindStaff}, account.ErrNotAllowed},
		{"another brand's owner", account.Actor{User: "u", Brand: "other", Role: account.Owner, Kind: account.KindStaff}, fan.ErrNotFound},
		{"manager", account.Actor{User: "u", Name: "M", Brand: h.brand.ID, Role: account.Manager, Kind: account.KindStaff}, nil},
	} {
		if err := h.fans.ForgetFor(t.Context(), c.actor, f.ID); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

func TestConsentsAreOnlyAddedTo(t *testing.T) {
	h := newHouse(t)
	f := consenting(t, h)
	change := func(purpose string, granted bool) error {
		return h.fans.ChangeConsent(t.Context(), f.ID, purpose, granted)
	}
	if err := change("newsletter", false); err != nil {
		t.Fatal(err)
	}
	if err := change("newsletter", false); err != nil { // a double tap adds nothing
		t.Fatal(err)
	}
	if err := change("rules:glaces", false); !errors.Is(err, fan.ErrConsentFixed) {
		t.Errorf("rules: %v, want ErrConsentFixed", err)
	}
	if err := change("profiling", true); !errors.Is(err, fan.ErrConsentUnknown) {
		t.Errorf("a purpose never asked about: %v, want ErrConsentUnknown", err)
	}
	consents, err := h.fans.ListConsents(t.Context(), f.ID)
	if err != nil || len(consents) != 3 {
		t.Fatalf("%d acts (%v), want 3", len(consents), err)
	}
	first, last := consents[1], consents[2]
	if !first.Granted || last.Granted || last.Text != first.Text || last.Source != "data-page" {
		t.Errorf("granted %+v, withdrawn %+v", first, last)
	}
	if granted, err := h.fans.Consents(t.Context(), h.db, f.ID, "newsletter"); err != nil || granted {
		t.Errorf("newsletter: %v, %v; want withdrawn", granted, err)
	}
}
