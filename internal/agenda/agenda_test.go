package agenda_test

import (
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/agenda"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
	"kermesse/internal/fault"
	"kermesse/internal/keydates"
	"kermesse/internal/mail"
	"kermesse/internal/picture"
	"kermesse/internal/secret"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

type house struct {
	db       *db.DB
	clock    *clock.Settable
	outbox   *mail.Outbox
	accounts *account.Service
	agenda   *agenda.Service
	brand    account.Brand
	cm       account.Actor // manager of the brand
	owner    account.Actor
	other    account.Actor // manager of another brand
}

func newHouse(t *testing.T) *house {
	t.Helper()
	key, err := secret.New(strings.Repeat("s", 40))
	if err != nil {
		t.Fatal(err)
	}
	h := &house{db: dbtest.Open(t), clock: clock.NewSettable(noon)}
	h.outbox = mail.NewOutbox(h.db, h.clock)
	h.accounts = account.New(account.Options{
		DB: h.db, Clock: h.clock, Random: rand.Reader, Outbox: h.outbox, Secret: key, BaseURL: "https://fete.example",
		Hashing: account.Hashing{MemoryKiB: 64, Passes: 1, AtOnce: 4},
	})
	h.agenda = agenda.New(agenda.Options{
		DB: h.db, Clock: h.clock, Random: rand.Reader, Outbox: h.outbox, Album: picture.NewAlbum(h.db), Team: h.accounts, BaseURL: "https://fete.example",
	})
	join := func(slug, mail string, role account.Role) account.Actor {
		u, err := h.accounts.AddUser(t.Context(), account.NewUser{Email: mail, Name: "Awa", Password: "une longue phrase de passe"}, slug, role)
		if err != nil {
			t.Fatal(err)
		}
		brand, err := h.accounts.FindBrandBySlug(t.Context(), slug)
		if err != nil {
			t.Fatal(err)
		}
		return account.Actor{User: u.ID, Name: u.Name, Brand: brand.ID, Role: role, Kind: account.KindStaff}
	}
	for _, slug := range []string{"glaces", "thes"} {
		b, err := h.accounts.OpenBrand(t.Context(), account.Brand{Slug: slug, Name: slug, TimeZone: "Indian/Mauritius", Currency: "MUR", Locale: "fr"})
		if err != nil {
			t.Fatal(err)
		}
		if slug == "glaces" {
			h.brand = b
		}
	}
	h.owner, h.cm, h.other = join("glaces", "owner@fete.example", account.Owner), join("glaces", "cm@fete.example", account.Manager), join("thes", "the@fete.example", account.Manager)
	return h
}

// tuesday is a post that can be planned.
func tuesday(change ...func(*agenda.Terms)) agenda.Terms {
	terms := agenda.Terms{
		Title: "Dernier jour", Body: "Plus qu’un jour !", Channel: "instagram", At: noon.Add(48 * time.Hour), State: agenda.Draft, Remind: time.Hour,
	}
	for _, c := range change {
		c(&terms)
	}
	return terms
}

func (h *house) plan(t *testing.T, change ...func(*agenda.Terms)) agenda.Post {
	t.Helper()
	p, err := h.agenda.Plan(t.Context(), h.cm, tuesday(change...))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (h *house) reminders(t *testing.T, to string) int {
	t.Helper()
	mails, err := h.outbox.ListTo(t.Context(), h.db, string(h.brand.ID), to)
	if err != nil {
		t.Fatal(err)
	}
	return len(mails)
}

func TestPostsKeepWhatWasPlanned(t *testing.T) {
	h := newHouse(t)
	p := h.plan(t)
	moved, err := h.agenda.Move(t.Context(), h.cm, p.ID, agenda.Ready)
	if err != nil || moved.State != agenda.Ready || moved.Revision != 2 {
		t.Fatalf("%+v, %v", moved, err)
	}
	kept, err := h.agenda.Find(t.Context(), h.cm, p.ID)
	if err != nil || kept.Terms != moved.Terms || !kept.At.Equal(noon.Add(48*time.Hour)) {
		t.Errorf("%+v, %v", kept, err)
	}
	if _, err := h.agenda.Edit(t.Context(), h.cm, p.ID, 1, tuesday()); !errors.Is(err, agenda.ErrChangedMeanwhile) {
		t.Errorf("an old tab: %v", err)
	}
	list, err := h.agenda.List(t.Context(), h.cm, noon, noon.Add(48*time.Hour))
	if err != nil || len(list) != 0 {
		t.Errorf("the end is not part of a stretch: %d, %v", len(list), err)
	}
	if list, err = h.agenda.List(t.Context(), h.cm, noon.Add(48*time.Hour), noon.Add(49*time.Hour)); err != nil || len(list) != 1 {
		t.Errorf("the beginning is: %d, %v", len(list), err)
	}
	if err := h.agenda.Delete(t.Context(), h.cm, p.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := h.agenda.Find(t.Context(), h.cm, p.ID); !errors.Is(err, agenda.ErrNotFound) {
		t.Errorf("deleted: %v", err)
	}
}

func TestPostsAreTheirBrandsOwn(t *testing.T) {
	h := newHouse(t)
	p := h.plan(t)
	_, found := h.agenda.Find(t.Context(), h.other, p.ID)
	_, edited := h.agenda.Edit(t.Context(), h.other, p.ID, 0, tuesday())
	deleted := h.agenda.Delete(t.Context(), h.other, p.ID)
	for what, err := range map[string]error{"find": found, "edit": edited, "delete": deleted} {
		if !errors.Is(err, agenda.ErrNotFound) {
			t.Errorf("%s another's: %v", what, err)
		}
	}
	viewer := h.cm
	viewer.Role = account.Viewer
	if _, err := h.agenda.Plan(t.Context(), viewer, tuesday()); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a viewer plans: %v", err)
	}
	if list, err := h.agenda.List(t.Context(), h.other, noon, noon.AddDate(1, 0, 0)); err != nil || len(list) != 0 {
		t.Errorf("another's list: %d, %v", len(list), err)
	}
}

func TestWhatCannotBePlanned(t *testing.T) {
	h := newHouse(t)
	for field, change := range map[string]func(*agenda.Terms){
		"title":       func(t *agenda.Terms) { t.Title = "  " },
		"channel":     func(t *agenda.Terms) { t.Channel = "minitel" },
		"state":       func(t *agenda.Terms) { t.State = "viral" },
		"at":          func(t *agenda.Terms) { t.At = time.Time{} },
		"remind":      func(t *agenda.Terms) { t.Remind = 15 * 24 * time.Hour },
		"body":        func(t *agenda.Terms) { t.State, t.Body = agenda.Ready, "" },
		"picture_alt": func(t *agenda.Terms) { t.Picture = strings.Repeat("a", 32) },
	} {
		_, err := h.agenda.Plan(t.Context(), h.cm, tuesday(change))
		var f *fault.Error
		if !errors.As(err, &f) || !slices.ContainsFunc(f.Fields, func(w fault.Field) bool { return w.Name == field }) {
			t.Errorf("%s: %v", field, err)
		}
	}
	_, err := h.agenda.Plan(t.Context(), h.cm, tuesday(func(t *agenda.Terms) { t.Picture, t.PictureAlt = strings.Repeat("a", 32), "Une glace" }))
	if !errors.Is(err, picture.ErrNotFound) {
		t.Errorf("a picture that the album does not hold: %v", err)
	}
}

func TestOneReminderForEachTime(t *testing.T) {
	h := newHouse(t)
	p := h.plan(t)
	remind := func(want int) {
		t.Helper()
		var nodes sync.WaitGroup
		for range 4 {
			nodes.Go(func() {
				if err := h.agenda.Remind(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		nodes.Wait()
		if got := h.reminders(t, "cm@fete.example"); got != want {
			t.Fatalf("%d reminders, want %d", got, want)
		}
	}
	h.clock.Set(p.At.Add(-time.Hour - time.Second))
	remind(0)
	h.clock.Advance(time.Second)
	remind(1)
	remind(1)
	later := tuesday(func(t *agenda.Terms) { t.At = p.At.Add(24 * time.Hour) })
	if _, err := h.agenda.Edit(t.Context(), h.cm, p.ID, 0, later); err != nil {
		t.Fatal(err)
	}
	h.clock.Advance(24 * time.Hour)
	remind(2)
}

func TestNobodyIsRemindedOfWhatIsDone(t *testing.T) {
	h := newHouse(t)
	h.plan(t, func(t *agenda.Terms) { t.State = agenda.Published })
	h.plan(t, func(t *agenda.Terms) { t.State = agenda.Dropped })
	h.plan(t, func(t *agenda.Terms) { t.Remind = 0 })
	h.plan(t) // too long ago by the time of the run
	h.clock.Advance(30 * 24 * time.Hour)
	if err := h.agenda.Remind(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := h.reminders(t, "cm@fete.example"); got != 0 {
		t.Errorf("%d reminders", got)
	}
}

// Who has left the team is told nothing any more; the owners are.
func TestReminderGoesToTheOwnersWhenItsAuthorHasLeft(t *testing.T) {
	h := newHouse(t)
	p := h.plan(t)
	if err := h.accounts.RemoveMember(t.Context(), h.owner, h.cm.User); err != nil {
		t.Fatal(err)
	}
	h.clock.Set(p.At.Add(-time.Minute))
	if err := h.agenda.Remind(t.Context()); err != nil {
		t.Fatal(err)
	}
	if gone, here := h.reminders(t, "cm@fete.example"), h.reminders(t, "owner@fete.example"); gone != 0 || here != 1 {
		t.Errorf("%d to who has left, %d to the owner", gone, here)
	}
}

func TestFeedsWorkAsLongAsTheirOwnerMaySee(t *testing.T) {
	h := newHouse(t)
	token, err := h.agenda.NewFeed(t.Context(), h.cm, "fr")
	if err != nil {
		t.Fatal(err)
	}
	feed, err := h.agenda.OpenFeed(t.Context(), token)
	if err != nil || feed.Actor != h.cm || feed.Locale != "fr" {
		t.Fatalf("%+v, %v", feed, err)
	}
	closed := func(what, token string) {
		t.Helper()
		if _, err := h.agenda.OpenFeed(t.Context(), token); !errors.Is(err, agenda.ErrNoFeed) {
			t.Errorf("%s: %v", what, err)
		}
	}
	closed("nonsense", "x")
	closed("a guess", strings.Repeat("A", len(token)))
	second, err := h.agenda.NewFeed(t.Context(), h.cm, "en")
	if err != nil {
		t.Fatal(err)
	}
	closed("the former address", token)
	if err := h.accounts.RemoveMember(t.Context(), h.owner, h.cm.User); err != nil {
		t.Fatal(err)
	}
	closed("of who has left", second)
	third, err := h.agenda.NewFeed(t.Context(), h.owner, "en")
	if err != nil {
		t.Fatal(err)
	}
	if err := h.agenda.EndFeed(t.Context(), h.owner); err != nil {
		t.Fatal(err)
	}
	closed("ended", third)
}

func TestCountries(t *testing.T) {
	h := newHouse(t)
	follows := func(want ...keydates.Country) {
		t.Helper()
		if got, err := h.agenda.Countries(t.Context(), h.brand); err != nil || !slices.Equal(got, want) {
			t.Errorf("%v, %v; want %v", got, err, want)
		}
	}
	follows(keydates.Mauritius)
	if err := h.agenda.ChooseCountries(t.Context(), h.cm, []keydates.Country{keydates.Senegal, keydates.France, keydates.France}); err != nil {
		t.Fatal(err)
	}
	follows(keydates.France, keydates.Senegal)
	if err := h.agenda.ChooseCountries(t.Context(), h.cm, nil); err != nil {
		t.Fatal(err)
	}
	follows()
	if err := h.agenda.ChooseCountries(t.Context(), h.cm, []keydates.Country{"ZZ"}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("an unknown country: %v", err)
	}
}
