package contests_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"kermesse/contests"
	"kermesse/contests/beacon"
	"kermesse/contests/draw"
	"kermesse/contests/draw/history"
	"kermesse/contests/draw/proof"
	"kermesse/internal/db"
	"kermesse/internal/evlog"
	"kermesse/internal/shareddata"
)

// kinds are the kinds of the records of a contest, in the order of the log.
func (h *house) kinds(t testing.TB, slug string) string {
	t.Helper()
	records, err := h.Records(t.Context(), slug)
	must(t, err)
	var kinds []string
	var life history.History
	for _, r := range records {
		kinds = append(kinds, r.Kind)
		if err := life.Add(r.Index, r.Text); err != nil {
			t.Errorf("record %d: %v", r.Index, err)
		}
		stored, err := h.log.Record(t.Context(), r.Index)
		must(t, err)
		if !bytes.Equal(stored, r.Text) {
			t.Errorf("record %d of the log is not the %s of the contest", r.Index, r.Kind)
		}
	}
	return strings.Join(kinds, " ")
}

func (h *house) findDraw(t testing.TB, slug string) contests.Draw {
	t.Helper()
	d, err := h.FindDraw(t.Context(), slug)
	must(t, err)
	return d
}

func TestEveryStepIsInTheLog(t *testing.T) {
	h := newHouse(t)
	c := h.open(t, form("vie"))
	h.enterMany(t, "vie", 8)
	h.runJobs(t, noon)
	h.runJobs(t, noon.Add(20*time.Minute)) // nothing has changed
	h.enter(t, "vie", "tard@exemple.sn")
	h.runJobs(t, noon.Add(25*time.Minute)) // too soon after the last look
	h.runJobs(t, noon.Add(40*time.Minute))
	h.runJobs(t, c.ClosesAt)
	h.runJobs(t, c.DrawAt)
	ctx, boss := t.Context(), h.manager()
	must(t, h.Disqualify(ctx, boss, "vie", contests.Place{}, contests.ReasonNoAnswer))
	must(t, h.Reinstate(ctx, boss, "vie", contests.Place{}, contests.ReasonAppeal))
	must(t, h.Accept(ctx, boss, "vie", contests.Place{}, contests.ReasonClaimed))
	if last := h.rewards.thanks[len(h.rewards.thanks)-1]; !last.Won || last.Fan == "" || last.Slug != "vie" {
		t.Errorf("the winner is thanked with %+v", last)
	}
	want := "publish entries entries close result disqualify reinstate accept"
	if got := h.kinds(t, "vie"); got != want {
		t.Errorf("records %s, want %s", got, want)
	}
	records, err := h.Records(ctx, "vie")
	must(t, err)
	if e := records[1].Event; e.Entries != 8 || e.Tickets != 8 || !e.At.Equal(noon) {
		t.Errorf("first count %+v", e)
	}
	if e := records[2].Event; e.Entries != 9 || !e.At.Equal(noon.Add(40*time.Minute)) {
		t.Errorf("second count %+v", e)
	}
	d := h.findDraw(t, "vie")
	if d.State != contests.StateDrawn || d.CloseIndex != records[3].Index || d.Decisions[2].Index != records[7].Index {
		t.Errorf("%s, sealed at %d, confirmed at %d", d.State, d.CloseIndex, d.Decisions[2].Index)
	}
	report, _ := h.verified(t, "vie")
	if len(report.Accepted) != 1 || len(report.Disqualified) != 0 {
		t.Errorf("%+v", report)
	}
}

// failingLog is a log that refuses to be written, as one does whose transaction dies.
type failingLog struct {
	*evlog.Log
	fails bool
}

func (l *failingLog) Append(ctx context.Context, tx *db.DB, records ...[]byte) (int64, error) {
	if l.fails {
		return 0, errors.New("the power is out")
	}
	return l.Log.Append(ctx, tx, records...)
}

// Whatever step dies before its commit has not happened, and the next run takes it up
// with the same result.
func TestCrashBetweenAnyTwoSteps(t *testing.T) {
	h := newHouse(t)
	log := &failingLog{Log: h.log}
	h.options.Log = log
	h.Service = contests.New(h.options)
	c := h.open(t, form("panne"))
	h.enterMany(t, "panne", 5)
	rows := func() (n int) {
		for _, table := range []string{"contest_records", "contest_closes", "contest_draws", "draw_slots", "mail_outbox"} {
			n += h.count(t, table)
		}
		return n
	}
	for _, step := range []struct {
		dies, again time.Time
		job         func(*contests.Service, context.Context) error
	}{
		{noon.Add(time.Minute), noon.Add(16 * time.Minute), (*contests.Service).ListDue},
		{c.ClosesAt, c.ClosesAt, (*contests.Service).SealDue},
		{c.DrawAt, c.DrawAt, (*contests.Service).DrawDue},
	} {
		before := rows()
		h.clock.Set(step.dies)
		log.fails = true
		if err := step.job(h.Service, t.Context()); err == nil {
			t.Error("done without a log")
		}
		if after := rows(); before != after {
			t.Errorf("%d rows of a step that died", after-before)
		}
		h.clock.Set(step.again)
		log.fails = false
		must(t, step.job(contests.New(h.options), t.Context()))
	}
	if got := h.kinds(t, "panne"); got != "publish entries close result" {
		t.Errorf("records %s", got)
	}
	h.verified(t, "panne")
}

func TestLateCloseTakesTheLastListOnRecord(t *testing.T) {
	h := newHouse(t)
	c := h.open(t, form("retard"))
	h.enterMany(t, "retard", 6)
	out := h.enter(t, "retard", "exclu@exemple.sn")
	back := h.enter(t, "retard", "revenu@exemple.sn")
	h.runJobs(t, noon.Add(time.Minute))
	// What happens after the record changes nothing about it.
	h.clock.Set(noon.Add(10 * time.Minute))
	ctx := t.Context()
	must(t, h.Exclude(ctx, h.manager(), "retard", out.Entry.ID, contests.ReasonDuplicate))
	must(t, h.Exclude(ctx, h.manager(), "retard", back.Entry.ID, contests.ReasonFraud))
	must(t, h.Include(ctx, h.manager(), "retard", back.Entry.ID))
	late := h.enter(t, "retard", "tard@exemple.sn")
	h.runJobs(t, c.DrawAt.AddDate(0, 0, 2)) // nobody was there to seal
	d := h.findDraw(t, "retard")
	records, err := h.Records(ctx, "retard")
	must(t, err)
	last := records[1].Event
	if !d.Late || d.Seal.Entries != 8 || d.Seal.Root != last.Root || !d.Seal.ClosedAt.Equal(last.At) {
		t.Errorf("late %v, %d entries of %s; on record %d of %s", d.Late, d.Seal.Entries, d.Seal.ClosedAt, last.Entries, last.At)
	}
	if got := h.kinds(t, "retard"); got != "publish entries exclude exclude close result" {
		t.Errorf("records %s", got)
	}
	check, err := h.CheckEntry(ctx, "retard", late.Entry.Number)
	must(t, err)
	if check.Proof.Size != 0 {
		t.Error("somebody is in the list who came after it")
	}
	report, _ := h.verified(t, "retard")
	if len(report.Aliases) != 6 {
		t.Errorf("names %v", report.Aliases)
	}
}

func TestNothingOnRecordInTimeIsVoid(t *testing.T) {
	h := newHouse(t)
	c := h.open(t, form("nul"))
	h.enterMany(t, "nul", 6)
	h.runJobs(t, c.DrawAt) // nobody was there before
	d := h.findDraw(t, "nul")
	if d.State != contests.StateVoid || d.Drawn() || d.Contest.Status(h.clock.Now()) != contests.Cancelled {
		t.Errorf("state %s", d.State)
	}
	if !strings.Contains(d.Sentence.FR, "nulle") || !strings.Contains(d.Sentence.EN, "void") {
		t.Errorf("%+v", d.Sentence)
	}
	hands, err := h.NeedsHand(t.Context(), h.manager())
	must(t, err)
	if len(hands) != 1 || hands[0].Why != contests.AttentionVoid {
		t.Errorf("needs a hand: %+v", hands)
	}
	again := h.restart(t, "nul")
	if again.No != 2 || again.Reason != contests.RestartUnsealed || again.Status(h.clock.Now()) != contests.Closed {
		t.Errorf("%+v", again.Attempt)
	}
	h.runJobs(t, again.DrawAt)
	if d = h.findDraw(t, "nul"); d.Seal.Entries != 6 || !d.Counts() {
		t.Errorf("%d entries, %s", d.Seal.Entries, d.State)
	}
	if got := h.kinds(t, "nul"); got != "publish cancel restart close result" {
		t.Errorf("records %s", got)
	}
	h.verified(t, "nul")
}

// restart announces another attempt and checks that its number is still to come.
func (h *house) restart(t testing.TB, slug string) contests.Contest {
	t.Helper()
	c, err := h.Restart(t.Context(), h.manager(), slug, time.Time{})
	must(t, err)
	if c.DrawAt.Before(h.clock.Now().Add(c.Margin)) {
		t.Errorf("the number of attempt %d is due at %s, it is %s", c.No, c.DrawAt, h.clock.Now())
	}
	return c
}

func TestCancelledResultIsShownForEver(t *testing.T) {
	h := newHouse(t)
	first := h.drawn(t, form("annule"), 9)
	ctx := t.Context()
	_, err := h.Restart(ctx, h.manager(), "annule", time.Time{})
	wantFault(t, err, contests.ErrRestartNothing)
	_, err = h.Cancel(ctx, h.manager(), "annule", contests.Cancellation{Code: "bored", Reason: "Un ami n’a pas gagné"})
	wantFields(t, err, "code reason_unknown")
	c, err := h.Cancel(ctx, h.manager(), "annule", contests.Cancellation{Code: contests.CancelPrize, Reason: "Lot volé"})
	must(t, err)
	if c.Status(h.clock.Now()) != contests.Cancelled || h.count(t, "mail_outbox WHERE kind = 'prize-lost'") != 3 {
		t.Error("who was told of a prize was not told of its loss")
	}
	wantFault(t, h.Disqualify(ctx, h.manager(), "annule", contests.Place{}, contests.ReasonFraud), contests.ErrNotDrawn)
	again := h.restart(t, "annule")
	if again.Named == first.Named {
		t.Error("the same number twice")
	}
	h.runJobs(t, again.DrawAt)
	d := h.findDraw(t, "annule")
	shadow := d.Attempts[0]
	if len(d.Attempts) != 2 || !shadow.Shadow() || string(shadow.Result) != string(first.Result) || shadow.CancelReason != "Lot volé" {
		t.Errorf("shadow %+v", shadow.Attempt)
	}
	if d.Seal.Root != shadow.Seal.Root || d.Seal.Commit == shadow.Seal.Commit {
		t.Error("another list")
	}
	report, _ := h.verified(t, "annule")
	if report.Attempt != 2 || len(report.OtherAttempts) != 1 || report.OtherAttempts[0].Result.Seed != first.Seed {
		t.Errorf("%+v", report.OtherAttempts)
	}
}

func TestShadowOfAnAttemptThatWasCancelledBeforeItsNumber(t *testing.T) {
	h := newHouse(t)
	c := h.open(t, form("ombre"))
	h.enterMany(t, "ombre", 7)
	h.clock.Set(c.ClosesAt) // the job that seals has not run yet
	_, err := h.Cancel(t.Context(), h.manager(), "ombre", contests.Cancellation{Reason: "Trop de monde"})
	must(t, err)
	d := h.findDraw(t, "ombre")
	if d.Seal.Entries != 7 || d.Drawn() || !strings.Contains(d.Sentence.EN, "as soon as") {
		t.Errorf("cancelling spared the list its seal: %+v", d.Sentence)
	}
	again := h.restart(t, "ombre")
	h.runJobs(t, c.DrawAt)
	if d = h.findDraw(t, "ombre"); !d.Attempts[0].Shadow() || d.Attempts[0].Randomness == (draw.Hash{}) || d.Drawn() {
		t.Errorf("no shadow: %+v", d.Attempts[0].Attempt)
	}
	h.runJobs(t, again.DrawAt)
	if n := h.count(t, "mail_outbox WHERE kind = 'prize-won'"); n != 3 {
		t.Errorf("%d were told of prizes", n)
	}
	h.verified(t, "ombre")
}

func TestCancelledBeforeClosingIsTheEnd(t *testing.T) {
	h := newHouse(t)
	c := h.open(t, form("fini"))
	h.enterMany(t, "fini", 3)
	_, err := h.Cancel(t.Context(), h.manager(), "fini", contests.Cancellation{Reason: "Pluie"})
	must(t, err)
	h.runJobs(t, c.ClosesAt)
	h.runJobs(t, c.DrawAt)
	_, err = h.Restart(t.Context(), h.manager(), "fini", time.Time{})
	wantFault(t, err, contests.ErrRestartEarly)
	if got := h.kinds(t, "fini"); got != "publish cancel" {
		t.Errorf("records %s", got)
	}
}

func TestOpenPrizesAreDrawnAgain(t *testing.T) {
	h := newHouse(t)
	f := form("reste")
	f.Prizes = []contests.Prize{{Name: "Vélo", Winners: 1}, {Name: "Cornet", Winners: 2, Alternates: 1}}
	first := h.drawn(t, f, 12)
	ctx, boss := t.Context(), h.manager()
	must(t, h.Disqualify(ctx, boss, "reste", contests.Place{}, contests.ReasonDeclined))
	must(t, h.Accept(ctx, boss, "reste", contests.Place{Prize: 1}, contests.ReasonClaimed))
	_, err := h.Restart(ctx, boss, "reste", time.Time{})
	wantFault(t, err, contests.ErrAppealOpen)
	h.clock.Advance(7 * 24 * time.Hour)
	again := h.restart(t, "reste")
	if !slices.Equal(again.Units, []draw.Prize{{Winners: 1}, {}}) || again.Reason != contests.RestartOpen {
		t.Errorf("%+v", again.Attempt)
	}
	wantFault(t, h.Reinstate(ctx, boss, "reste", contests.Place{Attempt: 1}, contests.ReasonAppeal), contests.ErrReinstateLate)
	// The first attempt still counts, and is proven, while the second waits.
	if report, _ := h.verified(t, "reste"); report.Attempt != 1 {
		t.Errorf("attempt %d", report.Attempt)
	}
	h.runJobs(t, again.DrawAt)
	d := h.findDraw(t, "reste")
	if len(d.Slots) != 1 || !d.Slots[0].Holds() || len(d.Holders()) != 3 || !slices.Equal(d.Open(), []int{0, 0}) {
		t.Errorf("slots %+v, open %v", d.Slots, d.Open())
	}
	// Neither who was disqualified nor who has a prize, or may still get one, was in the list.
	if d.Seal.Entries != 12-4 {
		t.Errorf("%d entries", d.Seal.Entries)
	}
	for _, s := range first.Slots {
		if s.Commitment == d.Slots[0].Commitment {
			t.Error("drawn twice")
		}
	}
	report, _ := h.verified(t, "reste")
	if report.Attempt != 2 || len(report.OtherAttempts) != 1 {
		t.Errorf("%+v", report)
	}
}

// TestOneWinAcrossAttempts: an alternate of the first attempt who could also win in the
// second would come to two prizes. They take part once nothing of the first can be theirs.
func TestOneWinAcrossAttempts(t *testing.T) {
	h := newHouse(t)
	f := form("un-seul")
	f.Prizes = []contests.Prize{{Name: "Vélo", Winners: 1}, {Name: "Cornet", Winners: 1, Alternates: 1}}
	first := h.drawn(t, f, 3)
	ctx, boss := t.Context(), h.manager()
	bike, cone := contests.Place{Attempt: 1}, contests.Place{Attempt: 1, Prize: 1}
	must(t, h.Disqualify(ctx, boss, "un-seul", bike, contests.ReasonDeclined))
	h.clock.Advance(8 * 24 * time.Hour)
	_, err := h.Restart(ctx, boss, "un-seul", time.Time{})
	wantFault(t, err, contests.ErrRestartNobody)

	must(t, h.Accept(ctx, boss, "un-seul", cone, contests.ReasonClaimed))
	again := h.restart(t, "un-seul")
	h.runJobs(t, again.DrawAt)
	d := h.findDraw(t, "un-seul")
	if len(d.Slots) != 1 || d.Slots[0].Commitment != first.Slots[2].Commitment {
		t.Errorf("%+v does not have the bicycle", d.Slots)
	}
	wantFault(t, h.Disqualify(ctx, boss, "un-seul", cone, contests.ReasonFraud), contests.ErrAccepted)
	h.verified(t, "un-seul")
}

// stallingLog is a log that keeps whoever writes to it waiting.
type stallingLog struct {
	*evlog.Log
	wait func()
}

func (l stallingLog) Append(ctx context.Context, tx *db.DB, records ...[]byte) (int64, error) {
	l.wait()
	return l.Log.Append(ctx, tx, records...)
}

// TestRestartThatStalls: an attempt that comes to be only when its margin has begun would
// be sealed when its number may exist.
func TestRestartThatStalls(t *testing.T) {
	h := newHouse(t)
	h.drawn(t, form("lent"), 5)
	_, err := h.Cancel(t.Context(), h.manager(), "lent", contests.Cancellation{Reason: "Panne"})
	must(t, err)
	rows := func() int {
		return h.count(t, "contest_attempts") + h.count(t, "contest_records") + h.count(t, "contest_closes")
	}
	before, stall := rows(), time.Duration(0)
	h.options.Log = stallingLog{h.log, func() { h.clock.Advance(stall) }}
	slow := contests.New(h.options)
	stall = time.Minute + 4*time.Second // to announce ahead, and of a round
	_, err = slow.Restart(t.Context(), h.manager(), "lent", time.Time{})
	wantFault(t, err, contests.ErrDrawChanged)
	if after := rows(); after != before {
		t.Errorf("%d rows of an attempt that was refused", after-before)
	}
	stall = 50 * time.Second
	c, err := slow.Restart(t.Context(), h.manager(), "lent", time.Time{})
	must(t, err)
	if c.No != 2 || !c.SealedAt.Before(c.DrawAt.Add(-c.Margin)) {
		t.Errorf("attempt %d sealed at %s for %s", c.No, c.SealedAt, c.DrawAt)
	}
}

func TestRestartOnce(t *testing.T) {
	h := newHouse(t)
	h.drawn(t, form("course"), 5)
	_, err := h.Cancel(t.Context(), h.manager(), "course", contests.Cancellation{Reason: "Panne"})
	must(t, err)
	done := 0
	for _, err := range together(6, func(int) error {
		_, err := h.Restart(t.Context(), h.manager(), "course", time.Time{})
		return err
	}) {
		switch {
		case err == nil:
			done++
		case !errors.Is(err, contests.ErrDrawChanged) && !errors.Is(err, contests.ErrRestartEarly):
			t.Error(err)
		}
	}
	if done != 1 || h.count(t, "contest_attempts") != 2 {
		t.Errorf("restarted %d times", done)
	}
	_, err = h.Restart(t.Context(), h.manager(), "course", h.clock.Now().AddDate(1, 0, 0))
	wantFields(t, err, "draw_at draw_at_too_far")
}

func TestAppealsComeBeforeAlternates(t *testing.T) {
	h := newHouse(t)
	h.drawn(t, form("recours"), 10)
	ctx, boss := t.Context(), h.manager()
	alternate := contests.Place{Slot: 1}
	wantFault(t, h.Accept(ctx, boss, "recours", alternate, contests.ReasonClaimed), contests.ErrNotHeld)
	must(t, h.Disqualify(ctx, boss, "recours", contests.Place{}, contests.ReasonNoAnswer))
	wantFault(t, h.Accept(ctx, boss, "recours", contests.Place{}, contests.ReasonClaimed), contests.ErrNotHeld)
	wantFault(t, h.Accept(ctx, boss, "recours", alternate, contests.ReasonClaimed), contests.ErrAppealOpen)
	wantFields(t, h.Accept(ctx, boss, "recours", alternate, contests.ReasonFraud), "reason reason_unknown")
	h.clock.Advance(7 * 24 * time.Hour)
	must(t, h.Accept(ctx, boss, "recours", alternate, contests.ReasonDelivered))
	wantFault(t, h.Accept(ctx, boss, "recours", alternate, contests.ReasonClaimed), contests.ErrAccepted)
	wantFault(t, h.Disqualify(ctx, boss, "recours", alternate, contests.ReasonFraud), contests.ErrAccepted)
	wantFault(t, h.Reinstate(ctx, boss, "recours", contests.Place{}, contests.ReasonAppeal), contests.ErrReinstateLate)
	_, err := h.Cancel(ctx, boss, "recours", contests.Cancellation{Reason: "Trop tard"})
	wantFault(t, err, contests.ErrAccepted)
	d := h.findDraw(t, "recours")
	if slotAt(d, 0, 0).State != contests.SlotDisqualified || slotAt(d, 0, 1).AcceptedAt.IsZero() {
		t.Errorf("%+v", d.Slots)
	}
	h.verified(t, "recours")
}

// cosigned is a log whose records were seen by witnesses at certain times.
type cosigned struct {
	*evlog.Log
	names []string
	at    []time.Time
}

func (l *cosigned) Witnesses() []evlog.Witness {
	var all []evlog.Witness
	for _, name := range l.names {
		all = append(all, evlog.Witness{Name: name, VerifierKey: name + "+00000000+BA=="})
	}
	return all
}

func (l *cosigned) CosignedBy(context.Context, int64) ([]evlog.Cosignature, error) {
	var all []evlog.Cosignature
	for i, at := range l.at {
		if !at.IsZero() {
			all = append(all, evlog.Cosignature{Witness: l.names[i], Size: 3, At: at})
		}
	}
	return all, nil
}

func TestLabelFollowsFromWhatIsOnRecord(t *testing.T) {
	closes := noon.Add(time.Hour)
	due := closes.Add(10 * time.Minute)
	for why, test := range map[string]struct {
		seen []time.Time
		want proof.Label
	}{
		"nobody":              {make([]time.Time, 3), proof.A2},
		"one of three":        {[]time.Time{closes.Add(time.Second), {}, {}}, proof.A1},
		"one, too late":       {[]time.Time{due, {}, {}}, proof.A2},
		"all, one before the": {[]time.Time{due.Add(time.Hour), due.Add(-time.Second), due}, proof.A1},
	} {
		t.Run(why, func(t *testing.T) {
			h := newHouse(t)
			h.byDrand(t)
			h.options.Log = &cosigned{Log: h.log, names: witnessNames, at: test.seen}
			h.Service = contests.New(h.options)
			c := h.open(t, drandForm("temoins"))
			h.enterMany(t, "temoins", 3)
			if d := h.findDraw(t, "temoins"); d.Label != proof.A2 || len(d.Policy.Witnesses) != 3 {
				t.Errorf("before: %s, %+v", d.Label, d.Policy)
			}
			h.runJobs(t, c.ClosesAt)
			h.runJobs(t, c.DrawAt)
			d := h.findDraw(t, "temoins")
			if d.Label != test.want || !strings.Contains(d.Statement.EN, fmt.Sprint(c.Round)) {
				t.Errorf("label %s, want %s: %s", d.Label, test.want, d.Statement.EN)
			}
		})
	}
}

var witnessNames = []string{"un.example", "deux.example", "trois.example"}

// A draw whose rules ask for witnesses is void without them, and what it would have
// decided is shown all the same.
func TestRulesThatAskForWitnesses(t *testing.T) {
	for why, test := range map[string]struct {
		seen  time.Duration // after closing, by the second witness
		state contests.DrawState
	}{
		"two in time": {time.Minute, contests.StateDrawn},
		"one late":    {time.Hour, contests.StateVoid},
	} {
		t.Run(why, func(t *testing.T) {
			h := newHouse(t)
			h.byDrand(t)
			h.options.WitnessesNeeded = 2
			log := &cosigned{Log: h.log, names: witnessNames, at: []time.Time{noon.Add(61 * time.Minute), noon.Add(time.Hour + test.seen), {}}}
			h.options.Log = log
			h.Service = contests.New(h.options)
			c := h.open(t, drandForm("seuil"))
			h.enterMany(t, "seuil", 4)
			h.runJobs(t, c.ClosesAt)
			h.clock.Set(c.DrawAt)
			must(t, h.WitnessDue(t.Context()))
			_ = h.DrawDue(t.Context())
			h.runJobs(t, c.DrawAt.Add(11*time.Minute))
			h.runJobs(t, c.DrawAt.Add(12*time.Minute))
			d := h.findDraw(t, "seuil")
			if d.State != test.state || d.Randomness == (draw.Hash{}) || d.Counts() != (test.state == contests.StateDrawn) || d.Policy.Need != 2 {
				t.Errorf("%s: %s", d.State, d.Sentence.EN)
			}
			told := h.count(t, "mail_outbox WHERE kind = 'prize-won'")
			if (told > 0) != d.Counts() {
				t.Errorf("%d were told of prizes", told)
			}
		})
	}
}

// byDrand lets contests draw by chains of the tests' own as if they were drand's.
func (h *house) byDrand(t testing.TB) {
	t.Helper()
	chain := h.options.Beacons[contests.SourceTest]
	h.options.Beacons = map[contests.SourceKind]contests.Beacon{contests.SourceDrand: chain}
	h.Service = contests.New(h.options)
}

func drandForm(slug string) contests.Form {
	f := form(slug)
	f.Source = contests.SourceDrand
	return f
}

func TestReceiptsStateTheLogAndTheirRevision(t *testing.T) {
	h := newHouse(t)
	f := form("tickets")
	f.Entry.MaxTickets = 5
	h.open(t, f)
	in := h.enter(t, "tickets", "me@exemple.sn")
	ctx := t.Context()
	first := h.receipt(t, in.Entry.ID)
	if first.Revision != 1 || first.Tickets != 1 || first.LogSize != 1 {
		t.Errorf("%+v", first)
	}
	head, err := h.log.HeadAt(ctx, 1)
	must(t, err)
	if first.LogRoot != draw.Hash(head.Root) {
		t.Error("the receipt states another log")
	}
	h.runJobs(t, noon.Add(time.Minute))
	wantFields(t, h.GiveTickets(ctx, h.manager(), "tickets", in.Entry.ID, 6), "tickets tickets_out_of_range")
	wantFault(t, h.GiveTickets(ctx, h.manager(), "tickets", in.Entry.ID, 1), contests.ErrEntryState)
	must(t, h.GiveTickets(ctx, h.manager(), "tickets", in.Entry.ID, 4))
	wantFields(t, h.GiveTickets(ctx, h.manager(), "tickets", in.Entry.ID, 3), "tickets tickets_out_of_range")
	second := h.receipt(t, in.Entry.ID)
	if second.Revision != 2 || second.Tickets != 4 || second.LogSize != 2 || second.Commitment != first.Commitment {
		t.Errorf("%+v", second)
	}
	if n := len(h.mails(t, "me@exemple.sn", "entry-receipt")); n != 2 {
		t.Errorf("%d receipts were mailed", n)
	}
	// Taken out and back in, the commitment is another one: the old one is out for ever.
	must(t, h.Exclude(ctx, h.manager(), "tickets", in.Entry.ID, contests.ReasonFraud))
	must(t, h.Include(ctx, h.manager(), "tickets", in.Entry.ID))
	third := h.receipt(t, in.Entry.ID)
	if third.Revision != 3 || third.Tickets != 4 || third.Commitment == first.Commitment {
		t.Errorf("%+v", third)
	}
	h.enterMany(t, "tickets", 4)
	c, err := h.Find(ctx, "tickets")
	must(t, err)
	h.runJobs(t, c.ClosesAt)
	wantFault(t, h.GiveTickets(ctx, h.manager(), "tickets", in.Entry.ID, 5), contests.ErrSealed)
	h.runJobs(t, c.DrawAt)
	d := h.findDraw(t, "tickets")
	if d.Seal.Entries != 5 || d.Seal.Tickets != 8 {
		t.Errorf("%d tickets of %d entries", d.Seal.Tickets, d.Seal.Entries)
	}
	h.verified(t, "tickets")
}

// receipt opens the signed receipt of an entry.
func (h *house) receipt(t testing.TB, id contests.EntryID) draw.Receipt {
	t.Helper()
	r, err := h.ReceiptOf(t.Context(), id)
	must(t, err)
	opened, err := note.Open(r.Note, note.VerifierList(h.verifier))
	must(t, err)
	receipt, err := draw.ParseReceipt([]byte(opened.Text))
	must(t, err)
	return receipt
}

func TestWhoLeavesIsOnRecord(t *testing.T) {
	h := newHouse(t)
	h.open(t, form("depart"))
	gone, erased := h.enter(t, "depart", "parti@exemple.sn"), h.enter(t, "depart", "efface@exemple.sn")
	r, err := h.ReceiptOf(t.Context(), gone.Entry.ID)
	must(t, err)
	must(t, h.Withdraw(t.Context(), "depart", r.Key))
	h.erase(t, erased.Entry.Fan)
	records, err := h.Records(t.Context(), "depart")
	must(t, err)
	for i, commitment := range []draw.Hash{gone.Entry.Commitment, erased.Entry.Commitment} {
		e := records[1+i].Event
		if e.Kind != draw.EventExclude || e.Entry != commitment || e.Reason != string(contests.ReasonWithdrawn) {
			t.Errorf("%+v", e)
		}
	}
	if n := h.count(t, "entry_revisions WHERE secret_sealed IS NOT NULL"); n != 1 {
		t.Errorf("%d secrets are kept, want that of whoever only left", n)
	}
}

func TestBeaconPastedByAnybody(t *testing.T) {
	h := newHouse(t)
	source := h.options.Beacons[contests.SourceTest]
	silent := &silentRounds{Rounds: source.Rounds}
	h.options.Beacons = map[contests.SourceKind]contests.Beacon{contests.SourceTest: {Chain: source.Chain, Rounds: silent}}
	h.Service = contests.New(h.options)
	c := h.open(t, form("colle"))
	h.enterMany(t, "colle", 4)
	h.runJobs(t, c.ClosesAt)
	ctx := t.Context()
	paste := func(network string, number uint64, chain beacon.Chain) error {
		round, err := source.Rounds.Fetch(ctx, chain, number)
		must(t, err)
		text, err := beacon.EncodeRound(chain, round)
		must(t, err)
		return h.TakeBeacon(ctx, "colle", network, text)
	}
	wantFault(t, paste("a", c.Round-100, source.Chain), contests.ErrBeaconNotWanted)
	h.clock.Set(c.DrawAt)
	if err := h.DrawDue(ctx); err == nil {
		t.Error("no word of the silence")
	}
	if d := h.findDraw(t, "colle"); d.State != contests.StateWaiting || !strings.Contains(d.Sentence.EN, fmt.Sprint(c.Round)) {
		t.Errorf("%s: %s", d.State, d.Sentence.EN)
	}
	wantFault(t, paste("a", c.Round-1, source.Chain), contests.ErrBeaconWrong)
	wantFault(t, h.TakeBeacon(ctx, "colle", "a", []byte(`{"round":`)), contests.ErrBeaconShape)
	wantFault(t, h.TakeBeacon(ctx, "colle", "a", make([]byte, beacon.MaxRoundBytes+1)), contests.ErrBeaconTooLarge)
	wantFault(t, h.TakeBeacon(ctx, "nulle-part", "a", []byte("{}")), contests.ErrNotFound)
	forger, err := beacon.NewTestChain([32]byte{66}, noon.AddDate(-1, 0, 0), 3*time.Second)
	must(t, err)
	forged, err := forger.Sign(c.Round)
	must(t, err)
	text, err := beacon.EncodeRound(forger.Chain, forged)
	must(t, err)
	wantFault(t, h.TakeBeacon(ctx, "colle", "a", text), contests.ErrBeaconWrong)
	for range 8 {
		_ = h.TakeBeacon(ctx, "colle", "a", text)
	}
	wantFault(t, h.TakeBeacon(ctx, "colle", "a", text), contests.ErrTooManyBeacons)
	must(t, paste("b", c.Round, source.Chain))
	wantFault(t, paste("b", c.Round, source.Chain), contests.ErrBeaconNotWanted)
	if d := h.findDraw(t, "colle"); !d.Drawn() || d.Randomness == (draw.Hash{}) {
		t.Error("the round was not taken")
	}
	h.verified(t, "colle")
}

// realRound is the latest published round of a chain that the shared data hold.
func realRound(t testing.TB, chain string) beacon.Round {
	t.Helper()
	var file struct{ Rounds []json.RawMessage }
	must(t, json.NewDecoder(shareddata.Open(t, "draws", "drand-rounds.json")).Decode(&file))
	for _, text := range slices.Backward(file.Rounds) {
		var facts struct {
			Hash string `json:"chain_hash"`
		}
		must(t, json.Unmarshal(text, &facts))
		if facts.Hash == chain {
			round, err := beacon.ParseRound(text)
			must(t, err)
			return round
		}
	}
	t.Fatalf("no round of %s", chain)
	return beacon.Round{}
}

// onlyRound is a beacon that has one round.
type onlyRound struct{ beacon.Round }

func (o onlyRound) Fetch(_ context.Context, _ beacon.Chain, n uint64) (beacon.Round, error) {
	if n != o.Number {
		return beacon.Round{}, errors.New("another round")
	}
	return o.Round, nil
}

// Quicknet is silent for a week; then the round of drand's older chain that the rules
// named takes over, and every proof is by real keys.
func TestFallbackOnlyAsTheRulesNamedIt(t *testing.T) {
	h := newHouse(t)
	taken := realRound(t, draw.Hash(beacon.Default().Hash()).String())
	comes, err := beacon.Default().TimeOf(taken.Number)
	must(t, err)
	const week, margin = 7 * 24 * time.Hour, 10 * time.Minute
	closes := comes.Add(-week - 2*margin - 6*time.Second)
	h.options.Beacons = map[contests.SourceKind]contests.Beacon{
		contests.SourceDrand: {Chain: beacon.Quicknet(), Rounds: &silentRounds{}},
	}
	h.options.Fallbacks = map[contests.SourceKind][]contests.Beacon{
		contests.SourceDrand: {{Chain: beacon.Default(), Rounds: onlyRound{taken}}},
	}
	h.Service = contests.New(h.options)
	f := form("releve")
	f.Source = "" // drand proves most
	f.OpensAt, f.ClosesAt = closes.Add(-time.Hour).Format(time.RFC3339), closes.Format(time.RFC3339)
	h.clock.Set(closes.Add(-time.Hour))
	c := h.open(t, f)
	h.enterMany(t, "releve", 5)
	h.runJobs(t, c.ClosesAt)
	for _, at := range []time.Time{c.DrawAt, c.DrawAt.Add(week - time.Second)} {
		h.clock.Set(at)
		if err := h.DrawDue(t.Context()); err == nil {
			t.Error("no word of the silence")
		}
	}
	if d := h.findDraw(t, "releve"); d.Round != c.Round || len(d.Policy.Fallback) != 1 || d.Policy.FallbackAfter != week || d.Label != proof.A2 {
		t.Errorf("another source took over before its time: %+v", d.Attempt)
	}
	h.clock.Set(c.DrawAt.Add(week + 5*time.Minute))
	_ = h.DrawDue(t.Context())
	d := h.findDraw(t, "releve")
	if d.Fallback != d.Policy.Fallback[0] || d.Round != taken.Number || !d.DrawAt.Equal(comes) || d.State != contests.StateSealed {
		t.Errorf("%s: %+v", d.State, d.Attempt)
	}
	h.clock.Set(d.DrawAt)
	must(t, h.DrawDue(t.Context()))
	if got := h.kinds(t, "releve"); got != "publish close fallback result" {
		t.Errorf("records %s", got)
	}
	report, _ := h.verified(t, "releve")
	if len(report.Fallbacks) != 1 || report.Label != proof.A2 || !report.Fallbacks[0].At.Equal(d.FallbackAt) {
		t.Errorf("%s, %+v", report.Label, report.Fallbacks)
	}
}

// Of two servers one is an hour ahead and one an hour behind: neither seals a list that
// people may still enter, nor draws with another number.
func TestClocksThatDisagree(t *testing.T) {
	h := newHouse(t)
	c := h.open(t, form("heures"))
	h.enterMany(t, "heures", 4)
	ahead, behind := h.options, h.options
	ahead.Clock, behind.Clock = fixed(c.ClosesAt.Add(10*time.Second)), fixed(noon.Add(30*time.Minute))
	h.clock.Set(noon.Add(50 * time.Minute))
	must(t, contests.New(ahead).SealDue(t.Context())) // for it the contest has closed
	_, err := contests.New(behind).Enter(t.Context(), "heures", entryForm("tard@exemple.sn"))
	wantFault(t, err, contests.ErrClosed)
	must(t, contests.New(behind).ListDue(t.Context()))
	must(t, contests.New(behind).DrawDue(t.Context()))
	late := h.options
	late.Clock = fixed(c.DrawAt.Add(time.Hour))
	_ = contests.New(late).DrawDue(t.Context()) // the beacon of the test keeps h's clock
	if d := h.findDraw(t, "heures"); d.Drawn() || d.Seal.Entries != 4 {
		t.Errorf("%s with %d entries", d.State, d.Seal.Entries)
	}
	h.runJobs(t, c.DrawAt)
	if got := h.kinds(t, "heures"); got != "publish close result" {
		t.Errorf("records %s", got)
	}
	h.verified(t, "heures")
}
