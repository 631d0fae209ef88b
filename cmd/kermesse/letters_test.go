package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/http"
	netmail "net/mail"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
	"kermesse/internal/fan"
	"kermesse/internal/mail/mailtest"
	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
)

// post is a house with a mail server, a brand with a programme, and a fan who can be
// written to.
type post struct {
	*house
	t        *testing.T
	base     string
	clock    *clock.Settable
	receiver *mailtest.Receiver
	brand    account.Brand
	awa      fan.Fan
	seen     int
}

func newPost(t *testing.T) *post {
	t.Helper()
	receiver := mailtest.Start(t)
	return newPostBy(t, receiver, receiver.URL)
}

// newPostBy is newPost with another way to the mail server.
func newPostBy(t *testing.T, receiver *mailtest.Receiver, smtpURL string) *post {
	t.Helper()
	key, err := newKey()
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &post{t: t, base: "http://" + ln.Addr().String(), receiver: receiver, clock: clock.NewSettable(time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC))}
	if p.house, err = newHouse(t.Context(), plan{
		db: dbtest.Config(t), secret: key, clock: p.clock, log: slog.New(slog.NewTextHandler(t.Output(), nil)),
		baseURL: p.base, smtpURL: smtpURL, from: "fete@glaces.example", networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
	}); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- p.app.Serve(ctx, ln) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	p.brand, err = p.accounts.OpenBrand(t.Context(), account.Brand{
		Slug: "glaces", Name: "Glaces du Port", TimeZone: "Indian/Mauritius", Currency: "MUR", Locale: "fr", ContactEmail: "bonjour@glaces.example",
	})
	if err != nil {
		t.Fatal(err)
	}
	p.programme()
	p.signIn()
	return p
}

func (p *post) programme() {
	p.t.Helper()
	ctx, actor := p.t.Context(), account.SystemActor(p.brand.ID)
	err := p.loyalty.SetProgramme(ctx, actor, p.brand.ID, loyalty.Programme{
		Terms: ledger.Terms{
			Clawback: ledger.ToDebt, GraceDays: 7, TierWindow: 365, TierRetention: 365, Zone: p.brand.Location(),
			Tiers: []ledger.Tier{{Name: "Cornet", EarnBP: ledger.One}, {Name: "Coupe", Min: 100, EarnBP: ledger.One}},
		},
		Rules: []loyalty.Rule{{Name: "Achat", Active: true, Rule: ledger.Rule{ID: "purchase", Num: 1, Den: 100, ExpiryDays: 20, Dedupe: ledger.PerBrand, Qualifying: true}}},
	})
	if err == nil {
		err = p.loyalty.SaveReward(ctx, actor, p.brand.ID, loyalty.Reward{ID: "boule", Name: "Une boule", Active: true, Cost: 50, VoucherDays: 30})
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

var sixDigits = regexp.MustCompile(`(?m)^ {4}(\d{6})$`)

// signIn proves the fan's address, as a person does.
func (p *post) signIn() {
	p.t.Helper()
	contact, err := fan.ParseContact("awa@exemple.sn", "", "")
	if err != nil {
		p.t.Fatal(err)
	}
	challenge, err := p.fans.RequestSignIn(p.t.Context(), fan.SignInRequest{Brand: p.brand.ID, Contact: contact, Locale: "fr", Path: "/m/glaces/code"})
	if err != nil {
		p.t.Fatal(err)
	}
	sent, err := p.outbox.Recent(p.t.Context(), 1)
	if err != nil {
		p.t.Fatal(err)
	}
	token, err := p.fans.Guess(p.t.Context(), challenge.ID, sixDigits.FindStringSubmatch(sent[0].Text)[1])
	if err == nil {
		p.awa, _, err = p.fans.SignIn(p.t.Context(), p.brand.ID, token)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	p.mails()
}

// ask has the fan want these letters and no others.
func (p *post) ask(kinds ...loyalty.LetterKind) {
	p.t.Helper()
	wanted := map[loyalty.LetterKind]bool{}
	for _, k := range kinds {
		wanted[k] = true
	}
	if err := p.loyalty.AskLetters(p.t.Context(), p.brand.ID, p.awa.ID, wanted, "fr"); err != nil {
		p.t.Fatal(err)
	}
}

// buy has the fan earn points by an order.
func (p *post) buy(order string, minor int64) {
	p.t.Helper()
	p.clock.Advance(time.Second)
	v, err := p.loyalty.FindOwn(p.t.Context(), p.brand.ID, p.awa.ID)
	if err != nil {
		p.t.Fatal(err)
	}
	answer, err := p.loyalty.Do(p.t.Context(), account.SystemActor(p.brand.ID), p.brand.ID, order, loyalty.Earn{Member: v.Ref, Rule: "purchase", SourceID: order, Amount: minor})
	if err != nil || answer.Refused != nil {
		p.t.Fatal(err, answer.Refused)
	}
}

// mails does what is due and returns the mails that have arrived since.
func (p *post) mails() []mailtest.Mail {
	p.t.Helper()
	if err := p.runner.RunOnce(p.t.Context()); err != nil {
		p.t.Fatal(err)
	}
	if err := p.runner.RunOnce(p.t.Context()); err != nil { // the mail task may have come first
		p.t.Fatal(err)
	}
	all := p.receiver.Mails()
	fresh := all[p.seen:]
	p.seen = len(all)
	return fresh
}

// text is the plain part of a mail.
func (p *post) text(m mailtest.Mail) string {
	p.t.Helper()
	parsed, err := netmail.ReadMessage(strings.NewReader(m.Raw))
	if err != nil {
		p.t.Fatal(err)
	}
	_, params, err := mime.ParseMediaType(parsed.Header.Get("Content-Type"))
	if err != nil {
		p.t.Fatal(err)
	}
	part, err := multipart.NewReader(parsed.Body, params["boundary"]).NextRawPart()
	if err != nil {
		p.t.Fatal(err)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(part))
	if err != nil {
		p.t.Fatal(err)
	}
	return string(body)
}

// wants fails unless exactly one mail arrived that says all this.
func (p *post) wants(mails []mailtest.Mail, what ...string) mailtest.Mail {
	p.t.Helper()
	if len(mails) != 1 {
		p.t.Fatalf("%d mails, want the one that says %q", len(mails), what)
	}
	text := strings.ReplaceAll(p.text(mails[0]), "\u00a0", " ")
	for _, one := range what {
		if !strings.Contains(text, one) {
			p.t.Errorf("the mail does not say %q:\n%s", one, text)
		}
	}
	return mails[0]
}

func TestLettersAreWrittenToWhoAskedForThem(t *testing.T) {
	p := newPost(t)
	// A member by a vote, as most become: nothing was asked for, nothing is written.
	p.join()
	p.buy("order-1", 3_000)
	if mails := p.mails(); len(mails) != 0 {
		t.Fatalf("nobody asked, and %d mails came", len(mails))
	}
	p.ask(loyalty.LetterEarned)
	p.buy("order-2", 1_000)
	p.buy("order-3", 500)
	p.wants(p.mails(), "Vous avez gagné 15 points", "Achat : 15 points", "utiliser 45 points", p.base+"/fr/unsubscribe?token=")
	p.buy("order-4", 100)
	if mails := p.mails(); len(mails) != 0 {
		t.Error("two letters within an hour")
	}
	p.clock.Advance(time.Hour)
	p.wants(p.mails(), "1 point")

	p.ask(loyalty.LetterReward)
	p.buy("order-5", 1_000)
	p.wants(p.mails(), "Une boule", "56 points")
	p.ask(loyalty.LetterTier)
	p.buy("order-6", 10_000)
	p.wants(p.mails(), "Coupe", "21 novembre 2027")
	p.ask(loyalty.LetterEnding)
	p.wants(p.mails(), "156 points jusqu’au 11 décembre 2026 inclus")
	p.clock.Advance(3 * 24 * time.Hour)
	p.buy("order-7", 1_000)
	p.clock.Advance(24 * time.Hour)
	if mails := p.mails(); len(mails) != 0 {
		t.Error("two reminders within a week")
	}
	p.clock.Advance(5 * 24 * time.Hour)
	p.wants(p.mails(), "10 points jusqu’au 14 décembre 2026 inclus")
}

// join makes the fan a member.
func (p *post) join() {
	p.t.Helper()
	if err := p.loyalty.SaveRule(p.t.Context(), account.SystemActor(p.brand.ID), p.brand.ID, loyalty.Rule{
		Name: "Voter", Active: true, Rule: ledger.Rule{ID: loyalty.Vote, Fixed: 1, ExpiryDays: 0, PendingDays: 3000, Dedupe: ledger.PerMember},
	}); err != nil {
		p.t.Fatal(err)
	}
	err := p.db.InTx(p.t.Context(), func(tx *db.DB) error {
		_, err := p.loyalty.Award(p.t.Context(), tx, p.brand.ID, p.awa.ID, loyalty.Vote, "poll:1")
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
}

func TestOnePressUnsubscribes(t *testing.T) {
	p := newPost(t)
	p.join()
	p.ask(loyalty.LetterEarned, loyalty.LetterTier)
	p.buy("order-1", 1_000)
	mail := p.wants(p.mails(), "10 points")
	link := strings.Trim(mail.Header(t, "List-Unsubscribe"), "<>")
	if mail.Header(t, "List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" || !strings.HasPrefix(link, p.base+"/fr/unsubscribe?token=") {
		t.Fatalf("headers %q and %q", link, mail.Header(t, "List-Unsubscribe-Post"))
	}
	// A program that looks into mails opens the link: nothing happens.
	if status, body := p.call(http.MethodGet, link, nil); status != http.StatusOK || !strings.Contains(body, loyalty.LetterEarned.Text().FR) {
		t.Fatalf("GET: %d %s", status, body)
	}
	p.clock.Advance(2 * time.Hour)
	p.buy("order-2", 1_000)
	p.wants(p.mails(), "10 points")

	// The mail program posts what RFC 8058 says, without a cookie.
	oneClick := url.Values{"List-Unsubscribe": {"One-Click"}}
	for range 2 { // twice is once
		if status, body := p.call(http.MethodPost, link, oneClick); status != http.StatusOK || strings.Contains(body, "<form method=\"post\" action=\"/fr/unsubscribe") {
			t.Fatalf("POST: %d %s", status, body)
		}
	}
	p.clock.Advance(2 * time.Hour)
	p.buy("order-3", 1_000)
	if mails := p.mails(); len(mails) != 0 {
		t.Error("a mail after it was refused")
	}
	asked, err := p.loyalty.ListLetters(t.Context(), p.awa.ID)
	if err != nil || asked[loyalty.LetterEarned] || !asked[loyalty.LetterTier] {
		t.Errorf("one press refused %v, %v", asked, err)
	}
	acts, err := p.fans.ListConsents(t.Context(), p.awa.ID)
	if last := acts[len(acts)-1]; err != nil || last.Granted || last.Source != "unsubscribe" || last.Text != loyalty.LetterEarned.Text().FR || len(acts) != 3 {
		t.Errorf("on record: %+v, %v", acts, err)
	}
	p.ask(loyalty.LetterEarned, loyalty.LetterTier) // on the page of their choices
	p.clock.Advance(2 * time.Hour)
	p.buy("order-4", 1_000)
	p.wants(p.mails(), "10 points") // what was earned meanwhile is not told

	// RFC 8058 lets a mailbox send its press as a form of several parts, too.
	parts := "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n"
	if status, body := p.send(http.MethodPost, link, "multipart/form-data; boundary=x", parts); status != http.StatusOK {
		t.Fatalf("POST in parts: %d %s", status, body)
	}
	p.clock.Advance(2 * time.Hour)
	p.buy("order-5", 1_000)
	if mails := p.mails(); len(mails) != 0 {
		t.Error("a mail after it was refused in parts")
	}

	forged := link[:len(link)-8] + "AAAAAAAA"
	if status, _ := p.call(http.MethodPost, forged, oneClick); status == http.StatusOK {
		t.Error("a link that nobody made is taken")
	}
	if err := p.fans.Forget(t.Context(), p.awa); err != nil {
		t.Fatal(err)
	}
	if status, body := p.call(http.MethodGet, link, nil); status == http.StatusInternalServerError || strings.Contains(body, "awa@") {
		t.Errorf("after the erasure: %d %s", status, body)
	}
}

// call asks without cookies and follows no redirect.
func (p *post) call(method, address string, form url.Values) (int, string) {
	p.t.Helper()
	if form == nil {
		return p.send(method, address, "", "")
	}
	return p.send(method, address, "application/x-www-form-urlencoded", form.Encode())
}

func (p *post) send(method, address, contentType, body string) (int, string) {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), method, address, bytes.NewBufferString(body))
	if err != nil {
		p.t.Fatal(err)
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}
