package polls_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

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
	"kermesse/polls"
	"kermesse/polls/tally"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// house is what a poll test runs in: two brands, a clock that stands still, an outbox.
type house struct {
	db     *db.DB
	clock  *clock.Settable
	outbox *mail.Outbox
	fans   *fan.Service
	album  *picture.Album
	polls  *polls.Service
	thanks *thanks
	log    *evlog.Log
	beacon polls.Beacon  // nil: there is none
	cm     account.Actor // manager of the brand
	other  account.Actor // manager of another brand
	key    secret.Secret

	wire     polls.Wire
	tampered bool // rows were changed behind the service's back
}

// thanks remembers who was rewarded for what.
type thanks struct {
	given []string
	fail  error
}

func (r *thanks) RewardVote(ctx context.Context, tx *db.DB, _ account.BrandID, voter fan.ID, poll polls.ID) (int64, error) {
	if err := tx.RequireTx(); err != nil || r.fail != nil {
		return 0, errors.Join(err, r.fail)
	}
	r.given = append(r.given, fmt.Sprint(voter, " ", poll))
	return 10, nil
}

func newHouse(t *testing.T) *house {
	t.Helper()
	key, err := secret.New(strings.Repeat("s", 40))
	if err != nil {
		t.Fatal(err)
	}
	h := &house{db: dbtest.Open(t), clock: clock.NewSettable(noon), thanks: &thanks{}, key: key}
	t.Cleanup(func() {
		if !h.tampered {
			talliesAgree(t, h.db)
		}
	})
	h.outbox, h.album = mail.NewOutbox(h.db, h.clock), picture.NewAlbum(h.db)
	h.fans = fan.New(fan.Options{
		DB: h.db, Clock: h.clock, Random: rand.Reader, Outbox: h.outbox, Secret: key, BaseURL: "https://fete.example",
	})
	h.log, err = evlog.Open(t.Context(), evlog.Options{
		DB: h.db, Clock: h.clock, Random: rand.Reader, Secret: key, Origin: "fete.example/log",
	})
	if err != nil {
		t.Fatal(err)
	}
	h.polls = h.node()
	h.cm, h.other = h.manager(t, "glaces"), h.manager(t, "thes")
	return h
}

// node is one more server on the same database.
func (h *house) node() *polls.Service {
	return polls.New(polls.Options{
		DB: h.db, Clock: h.clock, Random: rand.Reader, Fans: h.fans, Album: h.album, Reward: h.thanks, Secret: h.key,
		Log: h.log, Beacon: h.beacon, Wire: h.wire,
	})
}

func (h *house) manager(t *testing.T, slug string) account.Actor {
	t.Helper()
	accounts := account.New(account.Options{DB: h.db, Clock: h.clock, Outbox: h.outbox, Secret: h.key, BaseURL: "https://fete.example"})
	brand, err := accounts.OpenBrand(t.Context(), account.Brand{
		Slug: slug, Name: slug, TimeZone: "Indian/Mauritius", Currency: "MUR", Locale: "fr",
	})
	if err != nil {
		t.Fatal(err)
	}
	return account.Actor{User: "u1", Name: "Awa", Brand: brand.ID, Role: account.Manager, Kind: account.KindStaff}
}

// flavours are terms that can be published.
func flavours(change ...func(*polls.Terms)) polls.Terms {
	terms := polls.Terms{
		Slug: "gout", Title: polls.Text{FR: "Quel goût pour l’été ?", EN: "Which summer flavour?"},
		Method: tally.Plurality, Seats: 1, Tie: polls.TieByLot,
		Options: []polls.Option{
			{ID: "mangue", Label: polls.Text{FR: "Mangue piment", EN: "Mango chilli"}},
			{ID: "letchi", Label: polls.Text{FR: "Letchi", EN: "Lychee"}},
			{ID: "coco", Label: polls.Text{FR: "Coco", EN: "Coconut"}},
		},
		ClosesAt: noon.Add(24 * time.Hour), TimeZone: "Indian/Mauritius",
		Access: polls.AccessCookie, Visibility: polls.Always, Changes: true, Shuffle: true,
	}
	for _, fn := range change {
		fn(&terms)
	}
	return terms
}

// open publishes a poll that opens at once.
func (h *house) open(t *testing.T, change ...func(*polls.Terms)) polls.Poll {
	t.Helper()
	terms := flavours(change...)
	if _, err := h.polls.Create(t.Context(), h.cm, terms); err != nil {
		t.Fatal(err)
	}
	p, err := h.polls.Publish(t.Context(), h.cm, terms.Slug)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (h *house) exec(t *testing.T, statement string, args ...any) error {
	t.Helper()
	return h.db.InTx(t.Context(), func(tx *db.DB) error { return tx.Gorm(t.Context()).Exec(statement, args...).Error })
}

func device(id string) polls.Voter { return polls.Voter{Device: id} }

func one(id tally.OptionID) polls.Cast {
	return polls.Cast{Ballot: tally.Ballot{Choices: []tally.OptionID{id}}, Locale: "fr"}
}

func ranked(ids ...tally.OptionID) polls.Cast {
	var cast polls.Cast
	for _, id := range ids {
		cast.Ballot.Ranking = append(cast.Ballot.Ranking, []tally.OptionID{id})
	}
	return cast
}

func (h *house) vote(t *testing.T, slug string, v polls.Voter, cast polls.Cast) polls.Vote {
	t.Helper()
	vote, err := h.try(t, slug, v, cast)
	if err != nil {
		t.Fatal(err)
	}
	return vote
}

// try votes in a poll as it stands in public, or for staff where it does not.
func (h *house) try(t *testing.T, slug string, v polls.Voter, cast polls.Cast) (polls.Vote, error) {
	t.Helper()
	return h.polls.Vote(t.Context(), h.find(t, slug), v, cast)
}

func (h *house) find(t *testing.T, slug string) polls.Poll {
	t.Helper()
	p, err := h.polls.FindFor(t.Context(), h.cm, slug)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (h *house) results(t *testing.T, slug string) polls.Snapshot {
	t.Helper()
	p, err := h.polls.Find(t.Context(), slug)
	if err != nil {
		t.Fatal(err)
	}
	snap, err := h.polls.Results(t.Context(), p, polls.Reader{Staff: h.cm})
	if err != nil {
		t.Fatal(err)
	}
	return snap
}

// member is a fan of a brand who has proved an address.
func (h *house) member(t *testing.T, brand account.BrandID, email string) fan.Fan {
	t.Helper()
	contact, err := fan.ParseContact(email, "", "")
	if err != nil {
		t.Fatal(err)
	}
	var f fan.Fan
	err = h.db.InTx(t.Context(), func(tx *db.DB) (err error) {
		f, err = h.fans.Ensure(t.Context(), tx, brand, contact, true)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	f.VerifiedAt = h.clock.Now()
	return f
}

var (
	codeShape = regexp.MustCompile(`(?m)^ {4}(\d{6})$`)
	linkShape = regexp.MustCompile(`https://fete\.example/fr/p/\S+\?token=(\S+)`)
)

// mailed reads the code and the token of the newest mail.
func (h *house) mailed(t *testing.T) (code, token string) {
	t.Helper()
	mails, err := h.outbox.Recent(t.Context(), 1)
	if err != nil || len(mails) == 0 {
		t.Fatalf("no mail (%v)", err)
	}
	c, l := codeShape.FindStringSubmatch(mails[0].Text), linkShape.FindStringSubmatch(mails[0].Text)
	if c == nil || l == nil {
		t.Fatalf("no code or link in:\n%s", mails[0].Text)
	}
	return c[1], l[1]
}

// wants fails unless err is that fault.
func wants(t *testing.T, what string, err error, want *fault.Error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %s", what, err, want.Code)
	}
}

// wantsField fails unless err says exactly that about a field.
func wantsField(t *testing.T, what string, err error, field string, want *fault.Error) {
	t.Helper()
	for _, f := range fault.From(err).Fields {
		if f.Name == field && errors.Is(f.Fault, want) {
			return
		}
	}
	t.Errorf("%s: %v, want %s at %s", what, err, want.Code, field)
}

// wantsCode is wantsField for a table of codes.
func wantsCode(t *testing.T, what string, err error, field, code string) {
	t.Helper()
	wantsField(t, what, err, field, &fault.Error{Code: code})
}

func readPicture(t *testing.T, h *house, file []byte) picture.Picture {
	t.Helper()
	p, err := h.album.Read(t.Context(), bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if err := h.db.InTx(t.Context(), func(tx *db.DB) error { return h.album.Keep(t.Context(), tx, p) }); err != nil {
		t.Fatal(err)
	}
	return p
}

// diff compares two results; exact numbers compare as text.
func diff(a, b tally.Result) string {
	asText := cmp.Transformer("text", func(n tally.Number) string { return n.String() })
	return cmp.Diff(a, b, asText, cmpopts.EquateEmpty())
}
