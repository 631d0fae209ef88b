package contests_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kermesse/contests"
	"kermesse/contests/beacon"
	"kermesse/contests/draw"
	"kermesse/contests/draw/proof"
	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/mail"
)

func TestDrawFollowsFromWhatWasPublished(t *testing.T) {
	h := newHouse(t)
	d := h.drawn(t, form("draw"), 10)
	record, err := draw.ParseClose(d.Seal.Record)
	must(t, err)
	if record.Entries != 10 || record.Tickets != 10 || !record.ClosedAt.Equal(d.Contest.ClosesAt) || record.Rules != d.Contest.RulesHash {
		t.Errorf("close record %+v", record)
	}
	round, err := beacon.ParseRound(d.Beacon)
	must(t, err)
	if round.Number != d.Contest.Round || d.Randomness != draw.DrandRandomness(round.Signature) {
		t.Error("the randomness is not that of the round")
	}
	if d.Seed != draw.Seed(d.Seal.Commit, d.Randomness, draw.Hash{}) {
		t.Error("the seed is not that of the record and the round")
	}
	var states []string
	for _, s := range d.Slots {
		states = append(states, fmt.Sprintf("%d.%d %s", s.Prize, s.Slot, s.State))
	}
	want := "0.0 winner, 1.0 winner, 1.1 winner, 0.1 alternate, 0.2 alternate, 1.2 alternate"
	if got := strings.Join(states, ", "); got != want {
		t.Errorf("slots %s, want %s", got, want)
	}
	public, err := h.FindDraw(t.Context(), "draw")
	must(t, err)
	for _, s := range public.Slots {
		if s.Entry != "" || s.Number != "" || s.Code != "" || s.Alias == "" {
			t.Errorf("public slot %+v", s)
		}
	}
}

func TestTwoSchedulersCloseAndDrawOnce(t *testing.T) {
	h := newHouse(t)
	var cs []contests.Contest
	for i := range 3 {
		c := h.open(t, form(fmt.Sprintf("race-%d", i)))
		h.enterMany(t, c.Slug, 5)
		cs = append(cs, c)
	}
	other := contests.New(h.options)
	for _, at := range []time.Time{cs[0].ClosesAt, cs[0].DrawAt} {
		h.clock.Set(at)
		for _, err := range together(8, func(i int) error {
			s := h.Service
			if i%2 == 1 {
				s = other
			}
			return errors.Join(s.ListDue(t.Context()), s.SealDue(t.Context()), s.WitnessDue(t.Context()), s.DrawDue(t.Context()))
		}) {
			must(t, err)
		}
	}
	for table, want := range map[string]int{
		"contest_closes": 3, "contest_draws": 3, "draw_slots": 18, "claims": 9,
		"contest_records WHERE kind = 'close'": 3, "contest_records WHERE kind = 'result'": 3,
		"mail_outbox WHERE kind = 'prize-won'": 9, "journal WHERE action = 'contest.sealed'": 3, "journal WHERE action = 'contest.drawn'": 3,
	} {
		if n := h.count(t, table); n != want {
			t.Errorf("%d rows in %s, want %d", n, table, want)
		}
	}
}

// A server that dies between two steps leaves the work to whoever comes next: each step
// is found by the state that the one before has committed.
func TestStepsCanBeTakenByDifferentServersMuchLater(t *testing.T) {
	h := newHouse(t)
	c := h.open(t, form("crash"))
	h.enterMany(t, "crash", 4)
	h.clock.Set(c.ClosesAt)
	cancelled, stop := context.WithCancel(t.Context())
	stop()
	if err := h.SealDue(cancelled); err == nil {
		t.Error("sealed under a context that was over")
	}
	if n := h.count(t, "contests WHERE shut_at > 0") + h.count(t, "contest_closes"); n != 0 {
		t.Errorf("half a seal: %d", n)
	}
	h.clock.Set(c.DrawAt.Add(-time.Second))
	must(t, h.DrawDue(t.Context())) // nothing is sealed yet: nothing to draw
	must(t, contests.New(h.options).SealDue(t.Context()))
	// Everything was down until long after the draw was due.
	h.clock.Set(c.DrawAt.AddDate(0, 0, 3))
	must(t, contests.New(h.options).DrawDue(t.Context()))
	d, err := h.FindDraw(t.Context(), "crash")
	must(t, err)
	record, err := draw.ParseClose(d.Seal.Record)
	must(t, err)
	if !record.ClosedAt.Equal(c.ClosesAt) || record.Entries != 4 || d.Late {
		t.Errorf("the list is that of the closing time: %+v", record)
	}
}

func TestNobodyEntersOnceTheListIsSealed(t *testing.T) {
	h := newHouse(t)
	f := form("rush")
	f.Prizes = []contests.Prize{{Name: "Un cornet", Winners: 1}}
	c := h.open(t, f)
	// Two servers: the clock of one is a minute ahead and seals while people enter on
	// the other.
	ahead := h.options
	ahead.Clock = fixed(c.ClosesAt)
	sealing := contests.New(ahead)
	h.clock.Set(c.ClosesAt.Add(-time.Minute))
	var mu sync.Mutex
	in := 0
	for i, err := range together(24, func(i int) error {
		if i == 12 {
			return sealing.SealDue(t.Context())
		}
		_, err := h.Enter(t.Context(), "rush", entryForm(fmt.Sprintf("fan%d@exemple.sn", i)))
		if err == nil {
			mu.Lock()
			in++
			mu.Unlock()
		}
		return err
	}) {
		if err != nil && !errors.Is(err, contests.ErrClosed) {
			t.Errorf("%d: %v", i, err)
		}
	}
	seal, sealed, err := h.FindSeal(t.Context(), c)
	must(t, err)
	if !sealed || int(seal.Entries) != in || h.count(t, "entries") != in {
		t.Errorf("%d were told that they are in; the list has %d, the table %d", in, seal.Entries, h.count(t, "entries"))
	}
}

type fixed time.Time

func (f fixed) Now() time.Time { return time.Time(f) }

func TestClockBehindDrawsNothingEarly(t *testing.T) {
	h := newHouse(t)
	c := h.open(t, form("early"))
	h.enterMany(t, "early", 2)
	h.runJobs(t, c.ClosesAt.Add(-time.Millisecond))
	if _, sealed, _ := h.FindSeal(t.Context(), c); sealed {
		t.Error("sealed before closing")
	}
	h.runJobs(t, c.ClosesAt)
	h.runJobs(t, c.DrawAt.Add(-time.Millisecond))
	if d, err := h.FindDraw(t.Context(), "early"); err != nil || d.Drawn() || d.State != contests.StateSealed {
		t.Errorf("drawn before the number was due: %v, %v", d.State, err)
	}
	h.runJobs(t, c.DrawAt)
	if d, err := h.FindDraw(t.Context(), "early"); err != nil || !d.Drawn() {
		t.Errorf("not drawn: %v", err)
	}
}

// silentRounds is a beacon that cannot be reached, until it can.
type silentRounds struct {
	contests.Rounds
	reachable bool
}

func (s *silentRounds) Fetch(ctx context.Context, c beacon.Chain, n uint64) (beacon.Round, error) {
	if !s.reachable {
		return beacon.Round{}, errors.New("no route to any relay")
	}
	return s.Rounds.Fetch(ctx, c, n)
}

func TestDrawWaitsForItsRoundAndTakesNoOther(t *testing.T) {
	h := newHouse(t)
	source := h.options.Beacons[contests.SourceTest]
	silent := &silentRounds{Rounds: source.Rounds}
	source.Rounds = silent
	h.options.Beacons = map[contests.SourceKind]contests.Beacon{contests.SourceTest: source}
	h.Service = contests.New(h.options)
	c := h.open(t, form("wait"))
	h.enterMany(t, "wait", 3)
	h.runJobs(t, c.ClosesAt)
	h.clock.Set(c.DrawAt.Add(time.Hour))
	if err := h.DrawDue(t.Context()); err == nil {
		t.Error("no word of the silence")
	}
	c, err := h.Find(t.Context(), "wait")
	must(t, err)
	if got := c.Status(h.clock.Now()); got != contests.AwaitingBeacon {
		t.Errorf("status %s", got)
	}
	hands, err := h.NeedsHand(t.Context(), h.manager())
	must(t, err)
	if len(hands) != 1 || hands[0].Why != contests.AttentionBeacon {
		t.Errorf("needs a hand: %+v", hands)
	}
	silent.reachable = true
	h.clock.Advance(5 * time.Minute)
	must(t, h.DrawDue(t.Context()))
	d, err := h.FindDraw(t.Context(), "wait")
	must(t, err)
	if round, err := beacon.ParseRound(d.Beacon); err != nil || round.Number != c.Round {
		t.Errorf("round %d, want %d (%v)", round.Number, c.Round, err)
	}
}

// forgedRounds hands out the round of another chain.
type forgedRounds struct{ chain beacon.TestChain }

func (f forgedRounds) Fetch(_ context.Context, _ beacon.Chain, n uint64) (beacon.Round, error) {
	return f.chain.Sign(n)
}

func TestForgedRoundIsNotDrawnWith(t *testing.T) {
	h := newHouse(t)
	forger, err := beacon.NewTestChain([32]byte{66}, noon.AddDate(-1, 0, 0), 3*time.Second)
	must(t, err)
	source := h.options.Beacons[contests.SourceTest]
	source.Rounds = forgedRounds{forger}
	h.options.Beacons = map[contests.SourceKind]contests.Beacon{contests.SourceTest: source}
	h.Service = contests.New(h.options)
	c := h.open(t, form("forged"))
	h.enterMany(t, "forged", 3)
	h.runJobs(t, c.ClosesAt)
	h.clock.Set(c.DrawAt)
	if err := h.DrawDue(t.Context()); err == nil {
		t.Error("drawn with a forged round")
	}
}

func TestEmptyContestIsDrawnWithVacantSlots(t *testing.T) {
	h := newHouse(t)
	d := h.drawn(t, form("empty"), 0)
	for _, s := range d.Slots {
		if s.State != contests.SlotVacant || s.Index != draw.Vacant {
			t.Errorf("%+v", s)
		}
	}
	if open := d.Open(); !slices.Equal(open, []int{1, 2}) {
		t.Errorf("open %v", open)
	}
	wantFault(t, h.Disqualify(t.Context(), h.manager(), "empty", contests.Place{Prize: 0, Slot: 0}, contests.ReasonFraud), contests.ErrSlotNotFound)
}

func TestDisqualifiedWinnerIsReplacedByTheNextOfTheSameDraw(t *testing.T) {
	h := newHouse(t)
	d := h.drawn(t, form("replace"), 10)
	ctx := t.Context()
	must(t, h.Disqualify(ctx, h.manager(), "replace", contests.Place{Prize: 0, Slot: 0}, contests.ReasonNoAnswer))
	after, err := h.InspectDraw(ctx, h.manager(), "replace")
	must(t, err)
	if after.Slots[0].State != contests.SlotDisqualified || after.Slots[3].State != contests.SlotPromoted {
		t.Errorf("%+v", after.Slots)
	}
	if string(after.Result) != string(d.Result) {
		t.Error("the result has changed")
	}
	if len(after.Decisions) != 1 || after.Decisions[0].Reason != contests.ReasonNoAnswer {
		t.Errorf("%+v", after.Decisions)
	}
	event, err := draw.ParseEvent(after.Decisions[0].Record)
	must(t, err)
	if event.Entry != d.Slots[0].Commitment || event.Prize != 0 || event.Slot != 0 {
		t.Errorf("%+v", event)
	}
	if h.count(t, "mail_outbox WHERE kind = 'prize-lost'") != 1 || h.count(t, "mail_outbox WHERE kind = 'prize-won'") != 4 {
		t.Error("the loser and the alternate were not told")
	}
	wantFault(t, h.Disqualify(ctx, h.manager(), "replace", contests.Place{Prize: 0, Slot: 0}, contests.ReasonFraud), contests.ErrDisqualified)

	h.clock.Advance(time.Minute)
	must(t, h.Reinstate(ctx, h.manager(), "replace", contests.Place{Prize: 0, Slot: 0}, contests.ReasonMistake))
	wantFault(t, h.Reinstate(ctx, h.manager(), "replace", contests.Place{Prize: 0, Slot: 0}, contests.ReasonMistake), contests.ErrNotDisqualified)
	back, err := h.InspectDraw(ctx, h.manager(), "replace")
	must(t, err)
	if back.Slots[0].State != contests.SlotWinner || back.Slots[3].State != contests.SlotAlternate || len(back.Decisions) != 2 {
		t.Errorf("%+v", back.Slots)
	}
	if back.Slots[0].Code == d.Slots[0].Code {
		t.Error("a void message is valid again")
	}
}

func TestDisqualifyRefusals(t *testing.T) {
	h := newHouse(t)
	soon := form("soon")
	soon.ClosesAt = noon.Add(5 * time.Hour).Format(time.RFC3339)
	h.open(t, soon)
	h.drawn(t, form("done"), 3)
	ctx := t.Context()
	wantFields(t, h.Disqualify(ctx, h.manager(), "done", contests.Place{Prize: 0, Slot: 0}, "ugly"), "reason reason_unknown")
	wantFault(t, h.Disqualify(ctx, h.manager(), "done", contests.Place{Prize: 0, Slot: 9}, contests.ReasonFraud), contests.ErrSlotNotFound)
	wantFault(t, h.Disqualify(ctx, h.manager(), "done", contests.Place{Prize: -1, Slot: 0}, contests.ReasonFraud), contests.ErrSlotNotFound)
	wantFault(t, h.Disqualify(ctx, h.staff(account.Moderator), "done", contests.Place{Prize: 0, Slot: 0}, contests.ReasonFraud), account.ErrNotAllowed)
	wantFault(t, h.Disqualify(ctx, h.manager(), "nowhere", contests.Place{Prize: 0, Slot: 0}, contests.ReasonFraud), contests.ErrNotFound)
	wantFault(t, h.Disqualify(ctx, h.manager(), "soon", contests.Place{Prize: 0, Slot: 0}, contests.ReasonFraud), contests.ErrNotDrawn)
}

func TestDisqualifyOnce(t *testing.T) {
	h := newHouse(t)
	h.drawn(t, form("judge"), 10)
	done := 0
	for _, err := range together(8, func(int) error {
		return h.Disqualify(t.Context(), h.manager(), "judge", contests.Place{Prize: 0, Slot: 0}, contests.ReasonFraud)
	}) {
		if err == nil {
			done++
			continue
		}
		wantFault(t, err, contests.ErrDisqualified)
	}
	if done != 1 || h.count(t, "contest_records WHERE kind = 'disqualify'") != 1 || h.count(t, "mail_outbox WHERE kind = 'prize-won'") != 4 {
		t.Errorf("disqualified %d times, %d decisions", done, h.count(t, "contest_records WHERE kind = 'disqualify'"))
	}
}

func TestManyWinsDisqualifiesThePersonFromEveryPrize(t *testing.T) {
	h := newHouse(t)
	f := form("many")
	f.Mode = draw.ManyWins
	f.Prizes = []contests.Prize{{Name: "A", Winners: 1}, {Name: "B", Winners: 1}}
	h.drawn(t, f, 1)
	must(t, h.Disqualify(t.Context(), h.manager(), "many", contests.Place{Prize: 0, Slot: 0}, contests.ReasonDuplicate))
	d, err := h.FindDraw(t.Context(), "many")
	must(t, err)
	for _, s := range d.Slots {
		if s.State != contests.SlotDisqualified {
			t.Errorf("%+v", s)
		}
	}
}

func TestOperatorSeedIsCommittedThenRevealed(t *testing.T) {
	h := newHouse(t)
	f := form("operator")
	f.Source = contests.SourceOperator
	d := h.drawn(t, f, 5)
	_, rules, err := h.FindRules(t.Context(), "operator")
	must(t, err)
	parsed, err := draw.ParseRules(rules.JSON)
	must(t, err)
	if parsed.Source != draw.Operator(draw.OperatorDigest(d.OperatorSeed)) || d.Seed != draw.Seed(d.Seal.Commit, draw.Hash{}, d.OperatorSeed) {
		t.Error("the revealed seed is not the one that was committed to")
	}
	if d.Contest.Label() != proof.C {
		t.Errorf("label %s", d.Contest.Label())
	}
}

func TestAChangedListIsNotDrawn(t *testing.T) {
	h := newHouse(t)
	c := h.open(t, form("tampered"))
	h.enterMany(t, "tampered", 3)
	h.runJobs(t, c.ClosesAt)
	for _, statement := range []string{
		"UPDATE entries SET tickets = 50",
		"UPDATE entries SET status = 'excluded'",
		"DELETE FROM entries",
		"UPDATE contest_closes SET root = ''",
	} {
		err := h.db.InTx(t.Context(), func(tx *db.DB) error { return tx.Gorm(t.Context()).Exec(statement).Error })
		if err == nil {
			t.Errorf("%s: done", statement)
		}
	}
	h.runJobs(t, c.DrawAt)
	for _, statement := range []string{
		"UPDATE contest_draws SET seed = ''",
		"UPDATE draw_slots SET list_index = 0",
		"DELETE FROM draw_slots",
	} {
		err := h.db.InTx(t.Context(), func(tx *db.DB) error { return tx.Gorm(t.Context()).Exec(statement).Error })
		if err == nil {
			t.Errorf("%s: done", statement)
		}
	}
}

// TestSealIsMailed: everybody whose address is confirmed has the hash of the close record
// before the number exists, once; afterwards it would prove nothing.
func TestSealIsMailed(t *testing.T) {
	h := newHouse(t)
	f := form("empreinte")
	f.Entry.Confirm = true
	c := h.open(t, f)
	const people = 3
	for i := range people {
		email := fmt.Sprintf("fan%d@exemple.sn", i)
		h.enter(t, "empreinte", email)
		if i == people-1 {
			continue // who never confirms
		}
		_, err := h.Confirm(t.Context(), "empreinte", h.token(t, email))
		must(t, err)
	}
	sealed := func() int { return h.count(t, "mail_outbox WHERE kind = 'list-sealed'") }
	must(t, h.TellSealDue(t.Context()))
	if sealed() != 0 {
		t.Error("told before the list is sealed")
	}
	h.runJobs(t, c.ClosesAt)
	for range 2 {
		must(t, h.TellSealDue(t.Context()))
	}
	if n := sealed(); n != people-1 {
		t.Errorf("%d mails", n)
	}
	d := h.findDraw(t, "empreinte")
	mails := h.mails(t, "fan0@exemple.sn", mail.KindListSealed)
	if len(mails) != 1 || !strings.Contains(mails[0].Text, d.Seal.Commit.String()) || !strings.Contains(mails[0].Text, "/receipt/") {
		t.Errorf("%+v", mails)
	}
	if post := h.Post(d); !strings.Contains(post.FR, d.Seal.Commit.String()) || !strings.Contains(post.EN, base+"/en/c/empreinte/draw") {
		t.Errorf("%+v", post)
	}
	if h.count(t, "contest_letters WHERE kind = 'list-sealed'") != people-1 {
		t.Error("the evidence does not tell of these mails")
	}

	h = newHouse(t)
	c = h.open(t, f)
	h.enter(t, "empreinte", "fan@exemple.sn")
	_, err := h.Confirm(t.Context(), "empreinte", h.token(t, "fan@exemple.sn"))
	must(t, err)
	h.runJobs(t, c.ClosesAt)
	h.clock.Set(c.DrawAt)
	must(t, h.TellSealDue(t.Context()))
	if sealed() != 0 {
		t.Error("told of a seal when the number exists")
	}
}

// TestLostPrizeNamesTheDeadlineOfAnAppeal: who loses a prize reads until when they can
// object.
func TestLostPrizeNamesTheDeadlineOfAnAppeal(t *testing.T) {
	h := newHouse(t)
	f := form("recours")
	f.Entry.Confirm = false
	h.drawn(t, f, 6)
	must(t, h.Disqualify(t.Context(), h.manager(), "recours", contests.Place{}, contests.ReasonNoAnswer))
	var text string
	all, err := h.outbox.Recent(t.Context(), 50)
	must(t, err)
	for _, m := range all {
		if m.Kind == "prize-lost" {
			text = m.Text
		}
	}
	if !strings.Contains(text, "au plus tard le 28\u00a0novembre\u00a02026") {
		t.Errorf("%s", text)
	}
}
