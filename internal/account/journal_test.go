package account_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

func (h *house) record(t *testing.T, actor account.Actor, c account.Change) {
	t.Helper()
	err := h.db.InTx(t.Context(), func(tx *db.DB) error { return account.Record(t.Context(), tx, actor, c) })
	if err != nil {
		t.Fatal(err)
	}
}

func TestJournalKeepsWhatChangedAndNoSecret(t *testing.T) {
	h := newHouse(t)
	b := h.brand(t, "glaces")
	owner := h.actor(t, b, "owner@exemple.sn", account.Owner)
	h.record(t, owner, account.Change{
		Action: "contest.edited", Subject: "contest:ete", At: h.clock.Now(),
		Before: map[string]any{"title": "Été", "winners": 3, "api_token": "t0k3n", "Password": "hunter2"},
		After:  map[string]any{"title": "Été", "winners": 5, "api_token": "t0k3n2", "Password": "hunter3", "note": "x"},
	})
	page, err := h.ListJournal(t.Context(), owner, account.JournalFilter{Subject: "contest:ete"})
	if err != nil || len(page.Lines) != 1 {
		t.Fatalf("%+v, %v", page, err)
	}
	line := page.Lines[0]
	want := []account.FieldChange{{Field: "note", After: `"x"`}, {Field: "winners", Before: "3", After: "5"}}
	if diff := cmp.Diff(want, line.Changes); diff != "" {
		t.Error(diff)
	}
	if line.User != owner.User || line.Name != owner.Name || !line.At.Equal(h.clock.Now()) || line.Kind != account.KindStaff {
		t.Errorf("line %+v", line)
	}
	var stored string
	if err := h.db.Gorm(t.Context()).Raw("SELECT before_json || after_json FROM journal WHERE subject = 'contest:ete'").Scan(&stored).Error; err != nil || strings.Contains(stored, "t0k3n") || strings.Contains(stored, "hunter") {
		t.Errorf("stored: %s, %v", stored, err)
	}
}

func TestJournalBelongsToTheTransaction(t *testing.T) {
	h := newHouse(t)
	b := h.brand(t, "glaces")
	actor := account.SystemActor(b.ID)
	c := account.Change{Action: "contest.sealed", Subject: "contest:ete", At: h.clock.Now()}
	if err := account.Record(t.Context(), h.db, actor, c); !errors.Is(err, db.ErrNoTx) {
		t.Errorf("outside a transaction: %v, want ErrNoTx", err)
	}
	for name, bad := range map[string]func(*account.Change, *account.Actor){
		"no action":  func(c *account.Change, _ *account.Actor) { c.Action = "" },
		"no subject": func(c *account.Change, _ *account.Actor) { c.Subject = "" },
		"no time":    func(c *account.Change, _ *account.Actor) { c.At = time.Time{} },
		"no brand":   func(_ *account.Change, a *account.Actor) { a.Brand = "" },
		"no object":  func(c *account.Change, _ *account.Actor) { c.After = "text" },
	} {
		c, actor := c, actor
		bad(&c, &actor)
		if err := h.db.InTx(t.Context(), func(tx *db.DB) error { return account.Record(t.Context(), tx, actor, c) }); err == nil {
			t.Errorf("%s: recorded", name)
		}
	}
}

func TestJournalIsReadPageByPage(t *testing.T) {
	h := newHouse(t)
	b, other := h.brand(t, "glaces"), h.brand(t, "savons")
	witness := h.actor(t, b, "witness@exemple.sn", account.Witness)
	begin := h.clock.Now()
	for i := range 25 {
		action := "poll.edited"
		if i%5 == 0 {
			action = "contest.edited"
		}
		h.record(t, account.SystemActor(b.ID), account.Change{Action: action, Subject: "x:" + string(rune('a'+i)), At: h.clock.Advance(time.Minute)})
		h.record(t, account.SystemActor(other.ID), account.Change{Action: action, Subject: "secret", At: h.clock.Now()})
	}
	var subjects []string
	filter := account.JournalFilter{Action: "poll.", Limit: 7}
	for pages := 0; ; pages++ {
		page, err := h.ListJournal(t.Context(), witness, filter)
		if err != nil || pages > 10 {
			t.Fatal(pages, err)
		}
		for _, l := range page.Lines {
			subjects = append(subjects, strings.TrimPrefix(l.Subject, "x:"))
		}
		if filter.Before = page.Next; page.Next == "" {
			break
		}
	}
	if got := strings.Join(subjects, ""); got != "yxwvtsrqonmljihgedcb" {
		t.Errorf("read %s", got)
	}
	page, err := h.ListJournal(t.Context(), witness, account.JournalFilter{From: begin.Add(3 * time.Minute), To: begin.Add(5 * time.Minute)})
	if err != nil || len(page.Lines) != 2 {
		t.Errorf("between two times: %d lines, %v", len(page.Lines), err)
	}
	if _, err := h.ListJournal(t.Context(), witness, account.JournalFilter{Before: "x"}); !errors.Is(err, account.ErrCursor) {
		t.Errorf("a made-up cursor: %v, want ErrCursor", err)
	}
	viewer := h.actor(t, b, "viewer@exemple.sn", account.Viewer)
	if _, err := h.ListJournal(t.Context(), viewer, account.JournalFilter{}); !errors.Is(err, account.ErrNotAllowed) {
		t.Errorf("a viewer reads the journal: %v", err)
	}
}

// What a page saves by itself while one person types is one line: from how it was before the
// first save to how it is after the last. What somebody else does to the same stands between.
func TestSavesOfOneSittingAreOneLine(t *testing.T) {
	h := newHouse(t)
	b := h.brand(t, "glaces")
	awa, kofi := h.actor(t, b, "awa@exemple.sn", account.Owner), h.actor(t, b, "kofi@exemple.sn", account.Owner)
	now := map[string]any{"title": "", "who": 0, "note": "n"}
	edit := func(actor account.Actor, field string, value any) {
		t.Helper()
		before := map[string]any{}
		for k, v := range now {
			before[k] = v
		}
		now[field] = value
		h.record(t, actor, account.Change{
			Action: "contest.edited", Subject: "contest:ete", At: h.clock.Advance(time.Minute), Before: before, After: now, Joins: 10 * time.Minute,
		})
	}
	edit(awa, "title", "G")
	edit(awa, "title", "Gagnez")
	edit(kofi, "who", 18) // another part at the same time: it parts nothing
	edit(awa, "title", "Gagnez une glace")
	edit(kofi, "title", "Une glace") // the same part: it does
	edit(awa, "title", "La glace")
	edit(awa, "note", "m")
	edit(awa, "note", "n") // as it was
	h.clock.Advance(20 * time.Minute)
	edit(awa, "title", "Des glaces")

	page, err := h.ListJournal(t.Context(), awa, account.JournalFilter{Subject: "contest:ete"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range page.Lines {
		line := l.Name
		for _, c := range l.Changes {
			line += " " + c.Field + ":" + c.Before + "→" + c.After
		}
		got = append(got, line)
	}
	want := []string{
		awa.Name + ` title:"La glace"→"Des glaces"`,
		awa.Name,
		awa.Name + ` title:"Une glace"→"La glace"`,
		kofi.Name + ` title:"Gagnez une glace"→"Une glace"`,
		kofi.Name + ` who:0→18`,
		awa.Name + ` title:""→"Gagnez une glace"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if !page.Lines[5].At.Equal(h.clock.Now().Add(-28 * time.Minute)) {
		t.Errorf("the first line is of %v, when the sitting began", page.Lines[5].At)
	}
}

// Every change that this package makes has its line.
func TestStaffActsAreJournalled(t *testing.T) {
	h := newHouse(t)
	b := h.brand(t, "glaces")
	owner := h.actor(t, b, "owner@exemple.sn", account.Owner)
	staff, _ := h.signedIn(t, "owner@exemple.sn")
	b.Tagline, b.LegalName = "Les glaces du port", "Glaces Awa SARL"
	if _, err := h.EditBrand(t.Context(), owner, b); err != nil {
		t.Fatal(err)
	}
	if _, err := h.EditProfile(t.Context(), staff, "Awa D.", "en"); err != nil {
		t.Fatal(err)
	}
	if err := h.ChangePassword(t.Context(), staff, password, "une toute autre phrase"); err != nil {
		t.Fatal(err)
	}
	link, err := h.Invite(t.Context(), owner, "moussa@exemple.sn", account.Viewer)
	if err != nil {
		t.Fatal(err)
	}
	moussa, err := h.Join(t.Context(), tokenIn(t, link), "Moussa", password, "fr")
	if err != nil {
		t.Fatal(err)
	}
	if err := h.ChangeRole(t.Context(), owner, moussa.ID, account.Till); err != nil {
		t.Fatal(err)
	}
	if err := h.RemoveMember(t.Context(), owner, moussa.ID); err != nil {
		t.Fatal(err)
	}
	page, err := h.ListJournal(t.Context(), owner, account.JournalFilter{})
	if err != nil {
		t.Fatal(err)
	}
	var actions []string
	for _, l := range page.Lines {
		actions = append([]string{l.Action}, actions...)
	}
	want := []string{
		"brand.created", "team.joined", "brand.edited", "user.edited", "user.password_changed", "team.invited",
		"team.joined", "team.role_changed", "team.removed",
	}
	if diff := cmp.Diff(want, actions); diff != "" {
		t.Error(diff)
	}
}
