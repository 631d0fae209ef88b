package contests_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"kermesse/contests"
	"kermesse/contests/claims"
	"kermesse/contests/draw"
	"kermesse/contests/instant"
	"kermesse/internal/db"
)

// game is a contest of an hour, from noon, at which prizes are won at once.
func game(slug string, mode instant.Mode, units ...int) contests.Form {
	f := form(slug)
	r := &contests.InstantRules{Mode: mode, Dress: contests.DressWheel}
	for j, n := range units {
		r.Prizes = append(r.Prizes, contests.InstantPrize{Name: fmt.Sprintf("Cornet %d", j+1), Units: n, ValueMinor: 15_000, Currency: "MUR"})
	}
	f.Entry.Instant = r
	return f
}

// player enters somebody and returns the key of their receipt.
func (h *house) player(t testing.TB, slug, email string) string {
	t.Helper()
	r, err := h.ReceiptOf(t.Context(), h.enter(t, slug, email).Entry.ID)
	must(t, err)
	return r.Key
}

func (h *house) players(t testing.TB, slug string, n int) []string {
	t.Helper()
	keys := make([]string, n)
	for i := range keys {
		keys[i] = h.player(t, slug, fmt.Sprintf("fan%d@exemple.sn", i))
	}
	return keys
}

// verifyGame closes a contest and checks its game from what is published.
func (h *house) verifyGame(t testing.TB, c contests.Contest) instant.Report {
	t.Helper()
	if _, err := h.FindInstantProof(t.Context(), c.Slug); !errors.Is(err, contests.ErrInstantEarly) {
		t.Errorf("before the end: %v", err)
	}
	h.runJobs(t, c.ClosesAt)
	must(t, h.RevealDue(t.Context()))
	must(t, h.RevealDue(t.Context())) // a second server
	p, err := h.FindInstantProof(t.Context(), c.Slug)
	must(t, err)
	_, report, err := instant.Verify(p.Rules, p.Schedule, p.Plays, p.Reveal)
	must(t, err)
	found, err := h.FindInstants(t.Context(), c.Slug)
	must(t, err)
	logged, err := h.log.Record(t.Context(), found.LogIndex)
	must(t, err)
	if string(logged) != string(p.Reveal) {
		t.Errorf("the log has %s", logged)
	}
	return report
}

func TestFirstPlayAfterAMomentWinsOnce(t *testing.T) {
	h := newHouse(t)
	c := h.open(t, game("glaces", instant.Moments, 3))
	keys := h.players(t, "glaces", 20)
	won := 0
	for i, key := range keys {
		// The last few come when every moment has, wherever chance has put them.
		h.clock.Set(noon.Add(min(time.Duration(i)*4*time.Minute, time.Hour-time.Second)))
		played, err := h.Play(t.Context(), "glaces", key)
		must(t, err)
		again, err := h.Play(t.Context(), "glaces", key)
		must(t, err)
		if again.ID != played.ID || again.Code != played.Code || !again.Repeated || (again.Prize == nil) != (played.Prize == nil) {
			t.Errorf("sent again: %+v, first %+v", again, played)
		}
		seen, err := h.FindPlay(t.Context(), "glaces", key)
		must(t, err)
		if seen.ID != played.ID || !played.Next.IsZero() {
			t.Errorf("%+v", seen)
		}
		if played.Prize == nil {
			continue
		}
		won++
		h.wantTold(t, fmt.Sprintf("fan%d@exemple.sn", i), played)
	}
	found, err := h.FindInstants(t.Context(), "glaces")
	must(t, err)
	if won != 3 || found.Won[0] != 3 || found.AllLeft() != 0 {
		t.Errorf("%d won, %+v", won, found)
	}
	if r := h.verifyGame(t, c); r.Plays != 20 || r.Won[0] != 3 {
		t.Errorf("%+v", r)
	}
	_, err = h.Play(t.Context(), "glaces", keys[0])
	must(t, err) // what came of it is told for good
	late := h.count(t, "instant_plays WHERE no > 0")
	if late != 20 {
		t.Errorf("%d plays", late)
	}
}

// wantTold: a winner has a message that anybody can check.
func (h *house) wantTold(t testing.TB, email string, p contests.Played) {
	t.Helper()
	if mails := h.mails(t, email, "prize-won"); len(mails) != 1 || !strings.Contains(mails[0].Text, p.Code) || p.Code == "" {
		t.Errorf("%s was told %v, code %q", email, mails, p.Code)
	}
	m, err := h.Claims().CheckMessage(t.Context(), h.brand.ID, p.Code, "net")
	must(t, err)
	if m.Prize().Name != p.Prize.Name || m.Standing != claims.StandsOpen {
		t.Errorf("%+v", m)
	}
}

// TestNeverMoreThanTheStock: 64 play at once for five prizes, and for one moment.
func TestNeverMoreThanTheStock(t *testing.T) {
	for name, f := range map[string]contests.Form{
		"everyone": game("tous", instant.Everyone, 3, 2), "moments": game("moments", instant.Moments, 5), "one": game("un", instant.Moments, 1),
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			c := h.open(t, f)
			keys := h.players(t, f.Slug, 64)
			h.clock.Set(c.ClosesAt.Add(-time.Second)) // all moments have come
			won := make([]*contests.Played, len(keys))
			for _, err := range together(len(keys), func(i int) error {
				p, err := h.Play(t.Context(), f.Slug, keys[i])
				won[i] = &p
				return err
			}) {
				must(t, err)
			}
			prizes := map[string]int{}
			for _, p := range won {
				if p.Prize != nil {
					prizes[p.Prize.Name]++
				}
			}
			for _, p := range f.Entry.Instant.Prizes {
				if prizes[p.Name] != p.Units {
					t.Errorf("%v won of %d %s", prizes, p.Units, p.Name)
				}
			}
			if r := h.verifyGame(t, c); r.Plays != 64 {
				t.Errorf("%+v", r)
			}
		})
	}
}

// TestOnePersonManyTabs: one play, however often it is sent at once.
func TestOnePersonManyTabs(t *testing.T) {
	h := newHouse(t)
	h.open(t, game("glaces", instant.Everyone, 9))
	key := h.player(t, "glaces", "awa@exemple.sn")
	ids := make([]string, 16)
	for _, err := range together(16, func(i int) error {
		p, err := h.Play(t.Context(), "glaces", key)
		ids[i] = p.ID
		return err
	}) {
		must(t, err)
	}
	for _, id := range ids {
		if id != ids[0] {
			t.Errorf("plays %v", ids)
		}
	}
	if n := h.count(t, "instant_wins WHERE moment >= 0"); n != 1 {
		t.Errorf("%d prizes", n)
	}
}

func TestOnePlayADay(t *testing.T) {
	h := newHouse(t)
	f := game("glaces", instant.Moments, 1)
	f.Entry.Instant.Daily = true
	f.ClosesAt = noon.Add(48 * time.Hour).Format(time.RFC3339) // the 23rd at 16:00 in Mauritius
	h.open(t, f)
	key := h.player(t, "glaces", "awa@exemple.sn")
	first, err := h.Play(t.Context(), "glaces", key)
	must(t, err)
	midnight := time.Date(2026, 11, 21, 20, 0, 0, 0, time.UTC)
	if !first.Next.Equal(midnight) {
		t.Errorf("they play again at %s", first.Next)
	}
	h.clock.Set(midnight.Add(-time.Second))
	if again, err := h.Play(t.Context(), "glaces", key); err != nil || again.ID != first.ID {
		t.Errorf("a second before: %+v, %v", again, err)
	}
	h.clock.Set(midnight)
	if _, err := h.FindPlay(t.Context(), "glaces", key); !errors.Is(err, contests.ErrNotPlayed) {
		t.Errorf("%v", err)
	}
	second, err := h.Play(t.Context(), "glaces", key)
	must(t, err)
	if second.ID == first.ID || second.Repeated {
		t.Errorf("%+v", second)
	}
	h.clock.Set(midnight.Add(24 * time.Hour))
	third, err := h.Play(t.Context(), "glaces", key)
	must(t, err)
	if !third.Next.IsZero() {
		t.Errorf("on the last day they play again at %s", third.Next)
	}
}

// TestWinnersLeaveTheDraw: on record, with the reason of the rules; who has lost is in.
func TestWinnersLeaveTheDraw(t *testing.T) {
	h := newHouse(t)
	f := game("glaces", instant.Everyone, 2)
	f.Entry.Instant.WinnersLeave = true
	c := h.open(t, f)
	keys := h.players(t, "glaces", 6)
	for _, key := range keys {
		must(t, err2(h.Play(t.Context(), "glaces", key)))
	}
	if r := h.verifyGame(t, c); r.Won[0] != 2 {
		t.Errorf("%+v", r)
	}
	h.runJobs(t, c.DrawAt)
	d, err := h.FindDraw(t.Context(), "glaces")
	must(t, err)
	left := 0
	for _, r := range d.Records {
		if r.Event.Kind == draw.EventExclude && r.Event.Reason == "instant-winner" {
			left++
		}
	}
	if d.Seal.Entries != 4 || left != 2 {
		t.Errorf("%d entries in the draw, %d left it", d.Seal.Entries, left)
	}
	r, err := h.FindReceipt(t.Context(), "glaces", keys[0])
	must(t, err)
	if r.Entry.Reason != string(contests.ReasonInstant) {
		t.Errorf("%+v", r.Entry)
	}
	if p, err := h.FindPlay(t.Context(), "glaces", keys[0]); err != nil || p.Prize == nil {
		t.Errorf("%+v, %v", p, err)
	}
	// The proof of the draw stays valid.
	if got := h.count(t, "contest_records WHERE kind = 'exclude'"); got != 2 {
		t.Errorf("%d records", got)
	}
	h.verified(t, "glaces")
}

func TestWhoMayPlay(t *testing.T) {
	h := newHouse(t)
	f := game("glaces", instant.Moments, 1)
	f.Entry.Confirm = true
	c := h.open(t, f)
	in, err := h.Enter(t.Context(), "glaces", entryForm("awa@exemple.sn"))
	must(t, err)
	r, err := h.ReceiptOf(t.Context(), in.Entry.ID)
	must(t, err)
	_, err = h.Play(t.Context(), "glaces", r.Key)
	wantFault(t, err, contests.ErrPlayUnconfirmed)
	must(t, err2(h.Confirm(t.Context(), "glaces", h.token(t, "awa@exemple.sn"))))
	must(t, h.Exclude(t.Context(), h.manager(), "glaces", in.Entry.ID, contests.ReasonFraud))
	_, err = h.Play(t.Context(), "glaces", r.Key)
	wantFault(t, err, contests.ErrEntryState)
	must(t, h.Include(t.Context(), h.manager(), "glaces", in.Entry.ID))
	h.clock.Set(c.ClosesAt)
	_, err = h.Play(t.Context(), "glaces", r.Key)
	wantFault(t, err, contests.ErrClosed)
	h.open(t, later(form("sans"), c.ClosesAt))
	_, err = h.Play(t.Context(), "sans", h.player(t, "sans", "awa@exemple.sn"))
	wantFault(t, err, contests.ErrNoInstant)
}

func later(f contests.Form, opens time.Time) contests.Form {
	f.OpensAt, f.ClosesAt = opens.Format(time.RFC3339), opens.Add(time.Hour).Format(time.RFC3339)
	return f
}

// TestMomentsAreSealed: the schedule's hash is in the frozen rules, the schedule is nowhere
// in clear before the end, and rows cannot be changed.
func TestMomentsAreSealed(t *testing.T) {
	h := newHouse(t)
	c := h.open(t, game("glaces", instant.Moments, 3))
	_, rules, err := h.FindRules(t.Context(), "glaces")
	must(t, err)
	promise, err := instant.ParsePromise(rules.JSON)
	must(t, err)
	if promise.Units[0] != 3 || promise.To != 24 || !strings.Contains(rules.Text.FR, promise.Seal.String()) || !strings.Contains(rules.Text.EN, promise.Seal.String()) {
		t.Errorf("%+v\n%s", promise, rules.Text.EN)
	}
	if n := h.count(t, "instant_games WHERE schedule = '' AND CAST(schedule_sealed AS TEXT) NOT LIKE '%moment%'"); n != 1 {
		t.Error("the moments can be read")
	}
	for _, change := range []string{
		"UPDATE instant_games SET seal = 'x'", "DELETE FROM instant_games", "DELETE FROM instant_plays", "UPDATE instant_plays SET moment = 0", "DELETE FROM instant_wins",
	} {
		key := h.player(t, "glaces", "p"+fmt.Sprint(len(change))+"@exemple.sn")
		h.clock.Set(c.ClosesAt.Add(-time.Second))
		must(t, err2(h.Play(t.Context(), "glaces", key)))
		h.clock.Set(noon)
		if err := h.exec(t, change); err == nil {
			t.Errorf("%s went through", change)
		}
	}
}

func TestGamesThatCannotBePlayed(t *testing.T) {
	h := newHouse(t)
	for want, change := range map[string]func(*contests.InstantRules){
		"entry.instant.mode instant_mode":          func(r *contests.InstantRules) { r.Mode = "x" },
		"entry.instant.dress instant_dress":        func(r *contests.InstantRules) { r.Dress = "slot" },
		"entry.instant.from_hour instant_hours":    func(r *contests.InstantRules) { r.FromHour, r.ToHour = 9, 9 },
		"entry.instant.from_hour instant_no_hours": func(r *contests.InstantRules) { r.FromHour, r.ToHour = 3, 4 },
		"entry.instant.wait_minutes instant_wait":  func(r *contests.InstantRules) { r.WaitMinutes = -1 },
		"entry.instant.prizes instant_prizes":      func(r *contests.InstantRules) { r.Prizes = nil },
	} {
		f := game("glaces", instant.Moments, 1)
		change(f.Entry.Instant)
		_, err := h.Create(t.Context(), h.manager(), f)
		wantFields(t, err, want)
	}
}

// exec runs a statement, as somebody with the database in hand would.
func (h *house) exec(t testing.TB, statement string) error {
	t.Helper()
	return h.db.InTx(t.Context(), func(tx *db.DB) error { return tx.Gorm(t.Context()).Exec(statement).Error })
}
