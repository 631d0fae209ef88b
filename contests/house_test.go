package contests_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"kermesse/contests"
	"kermesse/contests/beacon"
	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
	"kermesse/internal/evlog"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/mail"
	"kermesse/internal/picture"
	"kermesse/internal/secret"
)

// noon is when every test begins.
var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// house is what a contest test runs in: two brands, a clock that stands still, an
// outbox, a test beacon.
type house struct {
	*contests.Service
	db       *db.DB
	clock    *clock.Settable
	outbox   *mail.Outbox
	fans     *fan.Service
	accounts *account.Service
	brand    account.Brand
	other    account.Brand
	rewards  *rewards
	options  contests.Options
	log      *evlog.Log
	verifier note.Verifier
}

// rewards remembers whom it thanked; err, if set, is what it says instead.
type rewards struct {
	mu     sync.Mutex
	thanks []contests.Thanks
	err    error
}

func (r *rewards) Award(_ context.Context, tx *db.DB, t contests.Thanks) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := tx.RequireTx(); err != nil {
		return err
	}
	if r.err != nil {
		return r.err
	}
	r.thanks = append(r.thanks, t)
	return nil
}

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{db: dbtest.Open(t), clock: clock.NewSettable(noon), rewards: &rewards{}}
	key, err := secret.New(strings.Repeat("s", 40))
	must(t, err)
	h.outbox = mail.NewOutbox(h.db, h.clock)
	h.accounts = account.New(account.Options{DB: h.db, Clock: h.clock, Outbox: h.outbox, Secret: key, BaseURL: base})
	h.fans = fan.New(fan.Options{DB: h.db, Clock: h.clock, Random: rand.Reader, Outbox: h.outbox, Secret: key, BaseURL: base})
	h.brand, err = h.accounts.OpenBrand(t.Context(), account.Brand{
		Slug: "glaces", Name: "Glaces Awa", TimeZone: "Indian/Mauritius", Currency: "MUR", Locale: "fr",
		LegalName: "Glaces Awa SARL", LegalAddress: "Curepipe", ContactEmail: "bonjour@glaces.example",
	})
	must(t, err)
	h.other, err = h.accounts.OpenBrand(t.Context(), account.Brand{
		Slug: "autre", Name: "Autre", TimeZone: "Europe/Paris", Currency: "EUR", Locale: "fr",
	})
	must(t, err)
	h.log, err = evlog.Open(t.Context(), evlog.Options{
		DB: h.db, Clock: h.clock, Random: rand.Reader, Secret: key, Origin: "fete.example/log",
	})
	must(t, err)
	h.verifier, err = note.NewVerifier(h.log.VerifierKey())
	must(t, err)
	chain, err := beacon.NewTestChain([32]byte{1}, noon.AddDate(-1, 0, 0), 3*time.Second)
	must(t, err)
	h.options = contests.Options{
		DB: h.db, Clock: h.clock, Random: rand.Reader, Secret: key, Fans: h.fans, Outbox: h.outbox,
		Album: picture.NewAlbum(h.db), Reward: h.rewards,
		Beacons: map[contests.SourceKind]contests.Beacon{contests.SourceTest: contests.NewTestBeacon(chain, h.clock)},
		Log:     h.log, BaseURL: base,
	}
	h.Service = contests.New(h.options)
	h.fans.Register("contests", h.Service)
	return h
}

const base = "https://fete.example"

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (h *house) staff(role account.Role) account.Actor {
	return account.Actor{User: "u1", Name: "Nadia", Brand: h.brand.ID, Role: role, Kind: account.KindStaff}
}

// addUser adds somebody of the staff whom mails can reach.
func (h *house) addUser(t testing.TB, email string) account.UserID {
	t.Helper()
	u, err := h.accounts.AddUser(t.Context(), account.NewUser{Email: email, Name: "CM", Locale: "fr", Password: "une longue phrase sure"}, h.brand.Slug, account.Manager)
	must(t, err)
	return u.ID
}

func (h *house) manager() account.Actor { return h.staff(account.Manager) }

func (h *house) stranger() account.Actor {
	return account.Actor{User: "u2", Name: "Paul", Brand: h.other.ID, Role: account.Owner, Kind: account.KindStaff}
}

// form is a contest that opens at noon, for an hour, without confirmation.
func form(slug string) contests.Form {
	return contests.Form{
		Slug: slug, Title: "Un an de glaces", Source: contests.SourceTest,
		OpensAt: noon.Format(time.RFC3339), ClosesAt: noon.Add(time.Hour).Format(time.RFC3339),
		Prizes: []contests.Prize{
			{Name: "Un an de glaces", Winners: 1, Alternates: 2, ValueMinor: 1_200_000, Currency: "MUR"},
			{Name: "Un cornet", Winners: 2, Alternates: 1},
		},
		Entry: contests.EntryRules{Contact: contests.ContactEmail},
	}
}

// open publishes a contest.
func (h *house) open(t testing.TB, f contests.Form) contests.Contest {
	t.Helper()
	_, err := h.Create(t.Context(), h.manager(), f)
	must(t, err)
	c, err := h.Publish(t.Context(), h.manager(), f.Slug, 0)
	must(t, err)
	return c
}

func entryForm(email string) contests.EntryForm {
	return contests.EntryForm{
		Email: email, Name: "Priya Sharma", Rules: contests.Tick{Given: true}, Locale: "fr", Source: contests.FromForm,
	}
}

func (h *house) enter(t testing.TB, slug, email string) contests.Entered {
	t.Helper()
	in, err := h.Enter(t.Context(), slug, entryForm(email))
	must(t, err)
	return in
}

// enterMany enters n people.
func (h *house) enterMany(t testing.TB, slug string, n int) {
	t.Helper()
	for i := range n {
		h.enter(t, slug, fmt.Sprintf("fan%d@exemple.sn", i))
	}
}

// runJobs does what is due at a moment.
func (h *house) runJobs(t testing.TB, at time.Time) {
	t.Helper()
	h.clock.Set(at)
	must(t, h.ListDue(t.Context()))
	must(t, h.SealDue(t.Context()))
	must(t, h.WitnessDue(t.Context()))
	must(t, h.DrawDue(t.Context()))
}

// drawn publishes a contest, enters n people and lets the clock run to its end.
func (h *house) drawn(t testing.TB, f contests.Form, n int) contests.Draw {
	t.Helper()
	c := h.open(t, f)
	h.enterMany(t, f.Slug, n)
	h.runJobs(t, c.ClosesAt)
	h.runJobs(t, c.DrawAt)
	d, err := h.InspectDraw(t.Context(), h.manager(), f.Slug)
	must(t, err)
	return d
}

// ExportEntries takes a table of entries and writes it.
func (h *house) ExportEntries(ctx context.Context, actor account.Actor, slug string, f contests.EntryFilter, w io.Writer) error {
	export, err := h.Service.ExportEntries(ctx, actor, slug, f)
	if err != nil {
		return err
	}
	return export.Write(ctx, w)
}

func wantFault(t testing.TB, err error, want *fault.Error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got %v, want %s", err, want.Code)
	}
}

// wantFields compares the names of the wrong fields, in their order.
func wantFields(t testing.TB, err error, want ...string) {
	t.Helper()
	var got []string
	for _, f := range fault.From(err).Fields {
		got = append(got, f.Name+" "+f.Fault.Code)
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Fatalf("wrong fields:\n%s\nwant:\n%s\n(%v)", strings.Join(got, "\n"), strings.Join(want, "\n"), err)
	}
}

// mails returns the mails to an address, the newest first.
func (h *house) mails(t testing.TB, to string, kind mail.Kind) []mail.Stored {
	t.Helper()
	all, err := h.outbox.Recent(t.Context(), 1000)
	must(t, err)
	var found []mail.Stored
	for _, m := range all {
		if m.To == to && m.Kind == kind {
			found = append(found, m)
		}
	}
	return found
}

var tokenShape = regexp.MustCompile(`\?token=(\S+)`)

// token is the one of the newest verification mail to an address.
func (h *house) token(t testing.TB, to string) string {
	t.Helper()
	mails := h.mails(t, to, "verification")
	if len(mails) == 0 {
		t.Fatalf("no verification was mailed to %s", to)
	}
	match := tokenShape.FindStringSubmatch(mails[0].Text)
	if match == nil {
		t.Fatalf("no link in:\n%s", mails[0].Text)
	}
	return match[1]
}

// count is what a query counts, for what must or must not be stored.
func (h *house) count(t testing.TB, query string, args ...any) int {
	t.Helper()
	var n int
	must(t, h.db.Gorm(t.Context()).Raw("SELECT count(*) FROM "+query, args...).Scan(&n).Error)
	return n
}

// together calls fn n times at once and returns what each said.
func together(n int, fn func(i int) error) []error {
	errs := make([]error, n)
	var ready, done sync.WaitGroup
	ready.Add(1)
	for i := range n {
		done.Go(func() {
			ready.Wait()
			errs[i] = fn(i)
		})
	}
	ready.Done()
	done.Wait()
	return errs
}
