package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kermesse/contests"
	"kermesse/contests/claims"
	"kermesse/contests/photos"
	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db/dbtest"
	"kermesse/internal/webhook"
)

// told is one message that a receiver has taken.
type told struct {
	ID, Type string
	Data     map[string]any
}

// shop is a receiver on the network, as a shop runs one: it checks who sent a message by the
// published scheme alone, is down for the first attempt of each, and keeps what it took.
type shop struct {
	t      *testing.T
	server *httptest.Server
	secret string

	mu    sync.Mutex
	tries map[string]int
	took  []told
}

func newShop(t *testing.T) *shop {
	s := &shop{t: t, tries: map[string]int{}}
	s.server = httptest.NewServer(http.HandlerFunc(s.receive))
	t.Cleanup(s.server.Close)
	return s
}

func (s *shop) receive(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		s.t.Error(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	id := r.Header.Get("webhook-id")
	if !s.genuine(id, r.Header.Get("webhook-timestamp"), body, r.Header.Get("webhook-signature")) {
		s.t.Errorf("message %q is not signed: %s", id, body)
	}
	if s.tries[id]++; s.tries[id] == 1 {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	var message struct {
		Type string
		Data map[string]any
	}
	if err := json.Unmarshal(body, &message); err != nil {
		s.t.Error(err)
	}
	s.took = append(s.took, told{id, message.Type, message.Data})
}

// genuine is the verification of standardwebhooks.com, written from its text.
func (s *shop) genuine(id, timestamp string, body []byte, signatures string) bool {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(s.secret, "whsec_"))
	if err != nil {
		return false
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + timestamp + "."))
	mac.Write(body)
	for _, given := range strings.Fields(signatures) {
		version, sum, _ := strings.Cut(given, ",")
		got, err := base64.StdEncoding.DecodeString(sum)
		if version == "v1" && err == nil && hmac.Equal(got, mac.Sum(nil)) {
			return true
		}
	}
	return false
}

// of are the messages of a type that were taken; each has an id of its own.
func (s *shop) of(kind webhook.Type) []told {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := map[string]bool{}
	var found []told
	for _, m := range s.took {
		if m.Type == string(kind) {
			if seen[m.ID] {
				s.t.Errorf("message %s was taken twice", m.ID)
			}
			seen[m.ID] = true
			found = append(found, m)
		}
	}
	return found
}

// fair is a house with a brand whose shop is told of everything.
type fair struct {
	*house
	t     *testing.T
	clock *clock.Settable
	actor account.Actor
	shop  *shop
}

var fairNoon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func newFair(t *testing.T) *fair {
	t.Helper()
	key, err := newKey()
	must(t, err)
	f := &fair{t: t, clock: clock.NewSettable(fairNoon), shop: newShop(t)}
	f.house, err = newHouse(t.Context(), plan{
		db: dbtest.Config(t), secret: key, clock: f.clock, log: slog.New(slog.DiscardHandler), baseURL: "https://fete.example",
		testBeacon: true, networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
	})
	must(t, err)
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	brand, err := f.accounts.OpenBrand(t.Context(), account.Brand{
		Slug: "glaces", Name: "Glaces du Port", TimeZone: "Indian/Mauritius", Currency: "MUR", Locale: "fr", ContactEmail: "bonjour@glaces.example",
	})
	must(t, err)
	f.actor = account.SystemActor(brand.ID)
	e, err := f.webhooks.Add(t.Context(), f.actor, webhook.Settings{URL: f.shop.server.URL, Events: webhook.Selection{webhook.All}})
	must(t, err)
	f.shop.secret, err = f.webhooks.Secret(t.Context(), f.actor, e.ID)
	must(t, err)
	f.clock.Advance(3 * time.Second) // a new address hears what happens from two seconds later on
	return f
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// open publishes a contest of an hour, after a rehearsal of its entries and its draw.
func (f *fair) open(slug string, rules contests.EntryRules) contests.Contest {
	f.t.Helper()
	ctx, now := f.t.Context(), f.clock.Now()
	_, err := f.contests.Create(ctx, f.actor, contests.Form{
		Slug: slug, Title: "Un an de glaces", Source: contests.SourceTest, Entry: rules,
		OpensAt: now.Format(time.RFC3339), ClosesAt: now.Add(time.Hour).Format(time.RFC3339),
		Prizes: []contests.Prize{{Name: "Un an de glaces", Winners: 1, Alternates: 1}, {Name: "Un cornet", Winners: 1}},
	})
	must(f.t, err)
	if rules.Photos == nil {
		_, err = f.contests.RehearseEntry(ctx, f.actor, slug, entryOf("essai@exemple.sn"))
		must(f.t, err)
	}
	_, err = f.contests.RehearseDraw(ctx, f.actor, slug, 10)
	must(f.t, err)
	c, err := f.contests.Publish(ctx, f.actor, slug, 0)
	must(f.t, err)
	return c
}

func entryOf(email string) contests.EntryForm {
	return contests.EntryForm{Email: email, Name: "Priya", Rules: contests.Tick{Given: true}, Locale: "fr", Source: contests.FromForm}
}

// enter enters somebody, twice as impatient people do.
func (f *fair) enter(slug string, form contests.EntryForm) contests.Entered {
	f.t.Helper()
	in, err := f.contests.Enter(f.t.Context(), slug, form)
	must(f.t, err)
	_, err = f.contests.Enter(f.t.Context(), slug, form)
	must(f.t, err)
	return in
}

// jobs does what is due at a moment, twice over, as two servers do.
func (f *fair) jobs(at time.Time) {
	f.t.Helper()
	f.clock.Set(at)
	for range 2 {
		for _, task := range f.contests.Tasks() {
			must(f.t, task.Run(f.t.Context()))
		}
	}
}

// deliver tells the shop everything, the attempts that it was down for again.
func (f *fair) deliver() {
	f.t.Helper()
	for range 60 {
		must(f.t, f.webhooks.DeliverDue(f.t.Context()))
		f.clock.Advance(20 * time.Second)
	}
}

// The five events of contests are told by the acts themselves: once each, however often a form
// is sent, a job runs or an attempt fails, and never of a rehearsal.

func TestEntryConfirmedIsTold(t *testing.T) {
	f := newFair(t)
	f.open("jeu", contests.EntryRules{Contact: contests.ContactEmail, Confirm: true})
	f.enter("jeu", entryOf("awa@exemple.sn"))
	f.deliver()
	if early := f.shop.of(webhook.EntryConfirmed); len(early) != 0 {
		t.Fatalf("told of an entry that waits: %+v", early)
	}
	in, err := f.contests.Confirm(t.Context(), "jeu", f.tokenOf("awa@exemple.sn"))
	must(t, err)
	f.deliver()
	got := f.shop.of(webhook.EntryConfirmed)
	if len(got) != 1 || got[0].Data["entry"] != in.Entry.Number || got[0].Data["contest"] != "jeu" {
		t.Errorf("told %+v of entry %s", got, in.Entry.Number)
	}
}

func TestContestClosedIsTold(t *testing.T) {
	f := newFair(t)
	c := f.open("jeu", contests.EntryRules{Contact: contests.ContactEmail})
	f.enter("jeu", entryOf("awa@exemple.sn"))
	f.jobs(c.ClosesAt.Add(-time.Second))
	f.deliver()
	if early := f.shop.of(webhook.ContestClosed); len(early) != 0 {
		t.Errorf("told before the closing: %+v", early)
	}
	f.jobs(c.ClosesAt.Add(time.Second))
	f.deliver()
	got := f.shop.of(webhook.ContestClosed)
	if len(got) != 1 || got[0].Data["closed_at"] != c.ClosesAt.UTC().Format(time.RFC3339) {
		t.Errorf("told %+v", got)
	}
}

var tokenInMail = regexp.MustCompile(`\?token=(\S+)`)

// tokenOf is what the last link to an address carries.
func (f *fair) tokenOf(email string) string {
	f.t.Helper()
	mails, err := f.outbox.Recent(f.t.Context(), 100)
	must(f.t, err)
	for _, m := range mails { // the newest first
		if found := tokenInMail.FindStringSubmatch(m.Text); m.To == email && found != nil {
			return found[1]
		}
	}
	f.t.Fatalf("no link was mailed to %s", email)
	return ""
}

// drawn runs a contest of three entries to its draw.
func (f *fair) drawn() contests.Contest {
	f.t.Helper()
	c := f.open("jeu", contests.EntryRules{Contact: contests.ContactEmail})
	for _, email := range []string{"awa@exemple.sn", "ben@exemple.sn", "cleo@exemple.sn"} {
		f.enter("jeu", entryOf(email))
	}
	f.jobs(c.ClosesAt)
	f.jobs(c.DrawAt)
	return c
}

func TestContestDrawnIsTold(t *testing.T) {
	f := newFair(t)
	f.drawn()
	f.deliver()
	got := f.shop.of(webhook.ContestDrawn)
	if len(got) != 1 || got[0].Data["winners"] != 2.0 || got[0].Data["entries"] != 3.0 || got[0].Data["label"] != "Test" {
		t.Errorf("told %+v", got)
	}
	if early := f.shop.of(webhook.WinnerPromoted); len(early) != 0 {
		t.Errorf("told of a promotion: %+v", early)
	}
}

func TestWinnerPromotedIsTold(t *testing.T) {
	f := newFair(t)
	f.drawn()
	out := contests.Place{Prize: 0, Slot: 0}
	must(t, f.contests.Disqualify(t.Context(), f.actor, "jeu", out, contests.ReasonNoAnswer))
	if err := f.contests.Disqualify(t.Context(), f.actor, "jeu", out, contests.ReasonNoAnswer); err == nil {
		t.Error("disqualified twice")
	}
	d, err := f.contests.InspectDraw(t.Context(), f.actor, "jeu")
	must(t, err)
	f.jobs(f.clock.Now())
	f.deliver()
	got := f.shop.of(webhook.WinnerPromoted)
	next := slices.IndexFunc(d.Slots, func(s contests.Slot) bool { return s.State == contests.SlotPromoted })
	if len(got) != 1 || got[0].Data["entry"] != d.Slots[next].Number || got[0].Data["prize"] != "Un an de glaces" || got[0].Data["place"] != 2.0 {
		t.Errorf("told %+v", got)
	}
}

func TestPrizeReceivedIsTold(t *testing.T) {
	f := newFair(t)
	f.drawn()
	page, err := f.contests.Claims().List(t.Context(), f.actor, claims.Filter{Contest: "jeu"})
	must(t, err)
	cone := slices.IndexFunc(page.Lines, func(l claims.Line) bool { return l.Prize == 1 })
	line := page.Lines[cone]
	must(t, f.contests.Claims().Assist(t.Context(), f.actor, line.ID, "au téléphone", &claims.Answer{}))
	done := claims.Doing{Act: claims.ActReceived, Note: "remis en main propre"}
	must(t, f.contests.Claims().Do(t.Context(), f.actor, line.ID, done))
	_ = f.contests.Claims().Do(t.Context(), f.actor, line.ID, done) // pressed twice: refused or not, it is told once
	f.deliver()
	got := f.shop.of(webhook.PrizeReceived)
	if len(got) != 1 || got[0].Data["entry"] != line.Number || got[0].Data["prize"] != "Un cornet" {
		t.Errorf("told %+v of %s", got, line.Number)
	}
	if accepted := f.shop.of(webhook.WinnerAccepted); len(accepted) != 1 {
		t.Errorf("told of acceptance %+v", accepted)
	}
}

func TestPhotosAreTold(t *testing.T) {
	f := newFair(t)
	f.open("photos", contests.EntryRules{Contact: contests.ContactEmail, Photos: &photos.Rules{Top: 2}})
	ids := make([]photos.ID, 2)
	for i, email := range []string{"awa@exemple.sn", "ben@exemple.sn"} {
		form := entryOf(email)
		shot, err := f.contests.Photos().Read(t.Context(), bytes.NewReader(colouredPNG(t, uint8(40*i+20))))
		must(t, err)
		form.Photo = photos.Form{Picture: &shot, Alt: "Un cornet", Rights: photos.Tick{Given: true}, Age: photos.AgeAdult}
		in := f.enter("photos", form)
		r, err := f.contests.ReceiptOf(t.Context(), in.Entry.ID)
		must(t, err)
		own, err := f.contests.Photos().FindOwn(t.Context(), "photos", r.Key)
		must(t, err)
		ids[i] = own.ID
	}
	must(t, f.contests.Photos().Decide(t.Context(), f.actor, "photos", ids[0], true, ""))
	must(t, f.contests.Photos().Decide(t.Context(), f.actor, "photos", ids[1], false, photos.Reasons()[0]))
	f.deliver()
	if got := f.shop.of(webhook.PhotoSubmitted); len(got) != 2 || got[0].Data["photo"] != string(ids[0]) {
		t.Errorf("submitted: %+v", got)
	}
	if got := f.shop.of(webhook.PhotoPublished); len(got) != 1 || got[0].Data["page"] != "https://fete.example/c/photos/photos/"+string(ids[0]) {
		t.Errorf("published: %+v", got)
	}
	if got := f.shop.of(webhook.PhotoRefused); len(got) != 1 || got[0].Data["photo"] != string(ids[1]) || got[0].Data["reason"] != string(photos.Reasons()[0]) {
		t.Errorf("refused: %+v", got)
	}
}

// colouredPNG is a picture of one colour.
func colouredPNG(t *testing.T, shade uint8) []byte {
	t.Helper()
	view := image.NewRGBA(image.Rect(0, 0, 400, 300))
	for i := range view.Pix {
		view.Pix[i] = shade
	}
	view.Set(0, 0, color.White)
	var out bytes.Buffer
	must(t, png.Encode(&out, view))
	return out.Bytes()
}
