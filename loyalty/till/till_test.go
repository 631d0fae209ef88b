package till_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/loyalty"
	"kermesse/loyalty/till"
)

const member = "1000000001"

// The same key, sent by many at once, gives the points of one bill.
func TestABillCountsOnce(t *testing.T) {
	h := newCounter(t)
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() {
			if _, err := h.Earn(t.Context(), h.at(h.fatou), "k", till.Sale{Member: member, Amount: 1200}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := h.available(member); n != 12 {
		t.Errorf("%d points, want 12", n)
	}
	if _, err := h.Earn(t.Context(), h.at(h.fatou), "k", till.Sale{Member: member, Amount: 1300}); !errors.Is(err, loyalty.ErrIdempotencyConflict) {
		t.Errorf("the key with another bill: %v", err)
	}
	acts, err := h.ListToday(t.Context(), h.at(h.fatou))
	if err != nil || len(acts) != 1 || acts[0].State != till.StateDone || acts[0].Points != 12 {
		t.Errorf("%+v, %v", acts, err)
	}
	h.verify()
}

// A limit of a day holds for what comes at the same time, and for small bills as for a large one.
func TestALimitHoldsAtOnce(t *testing.T) {
	h := newCounter(t)
	h.limit(till.Limits{Bill: 5_000, DayBills: 10_000})
	if _, err := h.Earn(t.Context(), h.at(h.fatou), "large", till.Sale{Member: member, Amount: 5_001}); !errors.Is(err, till.ErrLimitOperation) {
		t.Errorf("above the limit of a bill: %v", err)
	}
	var all sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for i := range 20 {
		all.Go(func() {
			_, err := h.Earn(t.Context(), h.at(h.fatou), fmt.Sprint("k", i), till.Sale{Member: member, Amount: 1_000})
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				done++
			} else if !errors.Is(err, till.ErrLimitDay) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if done != 10 || h.available(member) != 100 {
		t.Errorf("%d bills of 10.00 and %d points, want 10 and 100", done, h.available(member))
	}
	h.clock.Set(time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC))
	if _, err := h.Earn(t.Context(), h.at(h.fatou), "tomorrow", till.Sale{Member: member, Amount: 1_000}); err != nil {
		t.Errorf("the next day: %v", err)
	}
	h.verify()
}

// A PIN cannot be tried at leisure: not at one till, not at two, and not by nobody's PIN.
func TestAPINIsGuessedFiveTimes(t *testing.T) {
	h := newCounter(t)
	other, _, err := h.Open(t.Context(), h.fatou, h.brand, "Terrasse")
	h.ok(err)
	for i := range 5 {
		at := []till.Till{h.till, other}[i%2]
		if _, _, err := h.Unlock(t.Context(), at, h.fatou.User, "111222"); fault.KindOf(err) != fault.Invalid {
			t.Fatalf("try %d: %v", i, err)
		}
	}
	if _, _, err := h.Unlock(t.Context(), other, h.fatou.User, pin); !errors.Is(err, till.ErrTooManyPINs) {
		t.Errorf("the right PIN after five wrong ones: %v", err)
	}
	h.clock.Advance(15 * time.Minute)
	if _, _, err := h.Unlock(t.Context(), other, h.fatou.User, pin); err != nil {
		t.Errorf("a quarter of an hour later: %v", err)
	}
	for _, empty := range []string{"", "000000"} {
		if _, _, err := h.Unlock(t.Context(), h.till, h.ben.User, empty); err == nil {
			t.Errorf("somebody without a PIN unlocked by %q", empty)
		}
	}
	if _, _, err := h.Unlock(t.Context(), h.till, "stranger", pin); err == nil {
		t.Error("a stranger unlocked the till")
	}
}

// Many who guess at the same time have five guesses together.
func TestGuessesAtOnceCount(t *testing.T) {
	h := newCounter(t)
	var all sync.WaitGroup
	var mu sync.Mutex
	looked := 0
	for range 20 {
		all.Go(func() {
			_, _, err := h.Unlock(t.Context(), h.till, h.fatou.User, "111222")
			mu.Lock()
			defer mu.Unlock()
			if !errors.Is(err, till.ErrTooManyPINs) {
				looked++
			}
		})
	}
	all.Wait()
	if looked != 5 {
		t.Errorf("%d PINs were looked at, want 5", looked)
	}
}

func TestPINsThatEverybodyTriesAreRefused(t *testing.T) {
	h := newCounter(t)
	for _, bad := range []string{"", "12345", "123456", "987654", "111111", "12345a", "1234567890123", "２７０４１５"} {
		if err := h.SetPIN(t.Context(), h.fatou, h.brand, bad); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// A shift ends by itself, by its lock, by another PIN, and with the till; nothing of another till
// or brand opens it.
func TestWhoStandsThere(t *testing.T) {
	h := newCounter(t)
	unlock := func() string {
		_, cookie, err := h.Unlock(t.Context(), h.till, h.fatou.User, pin)
		h.ok(err)
		return cookie
	}
	locked := func(what, cookie string) {
		t.Helper()
		if _, err := h.FindShift(t.Context(), h.till, cookie); !errors.Is(err, till.ErrLocked) {
			t.Errorf("%s: %v", what, err)
		}
	}
	cookie := unlock()
	h.clock.Advance(till.ShiftIdle)
	if _, err := h.FindShift(t.Context(), h.till, cookie); err != nil {
		t.Errorf("at the last moment: %v", err)
	}
	h.clock.Advance(till.ShiftIdle + time.Millisecond)
	locked("left alone", cookie)
	cookie = unlock()
	for range 24 {
		h.clock.Advance(till.ShiftIdle - time.Millisecond)
		_, _ = h.FindShift(t.Context(), h.till, cookie)
	}
	h.clock.Advance(24 * time.Millisecond)
	locked("after twelve hours", cookie)
	cookie = unlock()
	next := unlock()
	locked("somebody came after", cookie)
	h.ok(h.ForgetPIN(t.Context(), h.ben, h.brand, h.fatou.User))
	locked("without a PIN any more", next)
	h.ok(h.SetPIN(t.Context(), h.fatou, h.brand, pin))
	cookie = unlock()
	other, _, err := h.Open(t.Context(), h.fatou, h.brand, "Terrasse")
	h.ok(err)
	if _, err := h.FindShift(t.Context(), other, cookie); !errors.Is(err, till.ErrLocked) {
		t.Errorf("at another till: %v", err)
	}
	delete(h.team, h.fatou.User)
	locked("gone from the team", cookie)
	h.team[h.fatou.User] = h.fatou
	h.ok(h.Close(t.Context(), h.ben, h.brand, h.till.ID))
	locked("the till is closed", cookie)
}

// What waited comes in the name of whoever did it, with a stamp that nobody can make.
func TestAStampIsOfItsShiftAndTill(t *testing.T) {
	h := newCounter(t)
	shift, _, err := h.Unlock(t.Context(), h.till, h.fatou.User, pin)
	h.ok(err)
	stamp := h.Stamp(shift)
	if found, err := h.FindStamped(t.Context(), h.till, stamp); err != nil || found.Clerk.Actor.User != h.fatou.User {
		t.Errorf("%+v, %v", found.Clerk, err)
	}
	other, _, err := h.Open(t.Context(), h.fatou, h.brand, "Terrasse")
	h.ok(err)
	if _, err := h.FindStamped(t.Context(), other, stamp); !errors.Is(err, till.ErrLocked) {
		t.Errorf("at another till: %v", err)
	}
	for _, forged := range []string{"", ".", shift.ID, shift.ID + ".", stamp + "x", "x" + stamp} {
		if _, err := h.FindStamped(t.Context(), h.till, forged); !errors.Is(err, till.ErrLocked) {
			t.Errorf("%q: %v", forged, err)
		}
	}
	h.clock.Advance(till.ShiftLife + till.LateLife)
	if _, err := h.FindStamped(t.Context(), h.till, stamp); err != nil {
		t.Errorf("a week later: %v", err)
	}
	h.clock.Advance(time.Millisecond)
	if _, err := h.FindStamped(t.Context(), h.till, stamp); !errors.Is(err, till.ErrLocked) {
		t.Errorf("after that: %v", err)
	}
}

// A telephone's clock moves nothing out of its shift.
func TestATelephonesClockStaysInTheShift(t *testing.T) {
	began := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	s := till.Shift{BeganAt: began, EndedAt: began.Add(2 * time.Hour)}
	now := began.Add(100 * time.Hour)
	for _, c := range []struct{ told, want time.Time }{
		{began.Add(time.Hour), began.Add(time.Hour)},
		{began.Add(-time.Hour), began},
		{began.Add(3 * time.Hour), began.Add(2 * time.Hour)},
		{time.Time{}, began.Add(2 * time.Hour)},
		{now.Add(1000 * time.Hour), began.Add(2 * time.Hour)},
	} {
		if got := s.During(c.told, now); !got.Equal(c.want) {
			t.Errorf("told %s: %s, want %s", c.told, got, c.want)
		}
	}
	if got := (till.Shift{BeganAt: began}).During(now, now); !got.Equal(began.Add(till.ShiftLife)) {
		t.Errorf("a shift that nobody ended: %s", got)
	}
}

// One undoes one's own, today, once; what is spent meanwhile is owed.
func TestUndoing(t *testing.T) {
	h := newCounter(t)
	fatou := h.at(h.fatou)
	act, err := h.Earn(t.Context(), fatou, "k", till.Sale{Member: member, Amount: 10_000})
	h.ok(err)
	if _, err := h.Undo(t.Context(), h.at(h.ben), act.ID); !errors.Is(err, till.ErrActNotFound) {
		t.Errorf("somebody else's: %v", err)
	}
	foreign := h.fatou
	foreign.Brand = "another"
	if _, err := h.Undo(t.Context(), till.Clerk{Actor: foreign}, act.ID); err == nil {
		t.Error("another brand's was undone")
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := h.Undo(t.Context(), fatou, act.ID); err != nil && !errors.Is(err, till.ErrUndone) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := h.available(member); n != 0 {
		t.Errorf("%d points are left", n)
	}
	late, err := h.Earn(t.Context(), fatou, "late", till.Sale{Member: member, Amount: 10_000})
	h.ok(err)
	h.clock.Set(time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC))
	if _, err := h.Undo(t.Context(), fatou, late.ID); !errors.Is(err, till.ErrActNotFound) {
		t.Errorf("yesterday's: %v", err)
	}
	h.verify()
}

// A till's own undoing is no correction: it needs no second person.
func TestUndoingIsNoCorrection(t *testing.T) {
	h := newCounter(t)
	p, err := h.points.FindProgramme(t.Context(), h.brand)
	h.ok(err)
	p.Desk.FourEyes = 10
	h.ok(h.points.SetProgramme(t.Context(), account.SystemActor(h.brand), h.brand, *p))
	act, err := h.Earn(t.Context(), h.at(h.fatou), "k", till.Sale{Member: member, Amount: 10_000})
	h.ok(err)
	if _, err := h.Undo(t.Context(), h.at(h.fatou), act.ID); err != nil || h.available(member) != 0 {
		t.Errorf("%v, %d left", err, h.available(member))
	}
}

// Roles and brands that have no business at the till have none.
func TestWhoMayNotIsRefused(t *testing.T) {
	h := newCounter(t)
	for _, role := range []account.Role{account.Moderator, account.Viewer, account.Witness} {
		who := h.fatou
		who.Role = role
		if _, err := h.Earn(t.Context(), h.at(who), "k"+string(role), till.Sale{Member: member, Amount: 100}); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s earned: %v", role, err)
		}
		if err := h.SetPIN(t.Context(), who, h.brand, pin); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s chose a PIN: %v", role, err)
		}
	}
	if err := h.SetLimits(t.Context(), h.fatou, h.brand, h.fatou.User, &till.Limits{}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a till lifted its own limits: %v", err)
	}
	if _, err := h.ListDay(t.Context(), h.fatou, h.brand, h.clock.Now()); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a till read everybody's day: %v", err)
	}
	foreign := h.ben
	foreign.Brand = "another"
	if err := h.Close(t.Context(), foreign, h.brand, h.till.ID); fault.KindOf(err) != fault.NotFound {
		t.Errorf("another brand closed it: %v", err)
	}
}

func TestWhatIsLongOverIsForgotten(t *testing.T) {
	h := newCounter(t)
	shift, _, err := h.Unlock(t.Context(), h.till, h.fatou.User, pin)
	h.ok(err)
	_, err = h.Earn(t.Context(), till.Clerk{Actor: h.fatou, Till: h.till}, "k", till.Sale{Member: member, Amount: 100})
	h.ok(err)
	h.clock.Advance(399 * 24 * time.Hour)
	h.ok(h.Forget(t.Context()))
	if _, err := h.FindStamped(t.Context(), h.till, h.Stamp(shift)); !errors.Is(err, till.ErrLocked) {
		t.Errorf("the shift: %v", err)
	}
	if acts, err := h.ListDay(t.Context(), h.ben, h.brand, time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)); err != nil || len(acts) != 1 {
		t.Errorf("within the year of complaints: %+v, %v", acts, err)
	}
	h.clock.Advance(2 * 24 * time.Hour)
	h.ok(h.Forget(t.Context()))
	if acts, _ := h.ListDay(t.Context(), h.ben, h.brand, time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)); len(acts) != 0 {
		t.Errorf("after it: %+v", acts)
	}
}

// Who gives points to a friend, lets them be spent and undoes the gift has given them all the same:
// where the brand writes off what it cannot take back, that goes on counting against the day.
func TestUndoneLossesCountAgainstTheDay(t *testing.T) {
	h := newCounter(t)
	h.writesOff()
	h.limit(till.Limits{DayBills: 10_000})
	fatou := h.at(h.fatou)
	give := func(key string) (till.Act, error) {
		return h.Earn(t.Context(), fatou, key, till.Sale{Member: member, Amount: 10_000})
	}
	honest, err := give("a")
	h.ok(err)
	_, err = h.Undo(t.Context(), fatou, honest.ID) // a mistake, and the points are still there
	h.ok(err)
	act, err := give("b")
	h.ok(err)
	spent, err := h.points.Do(t.Context(), account.SystemActor(h.brand), h.brand, "spend", loyalty.Spend{Member: member, Points: 100})
	if err != nil || spent.Refused != nil {
		t.Fatal(err, spent.Refused)
	}
	_, err = h.Undo(t.Context(), fatou, act.ID)
	h.ok(err)
	if _, err := give("c"); !errors.Is(err, till.ErrLimitDay) {
		t.Errorf("a second round: %v", err)
	}
	h.verify()
}

func TestPresenceIsNotedOnceADay(t *testing.T) {
	h := newCounter(t)
	fatou := h.at(h.fatou)
	if given, err := h.ChecksIn(t.Context(), h.brand); err != nil || given {
		t.Errorf("before there is a rule: %v, %v", given, err)
	}
	if act, err := h.CheckIn(t.Context(), fatou, "0", till.Visit{Member: member}); err != nil || !errors.Is(act.Refused, till.ErrEarnedNothing) {
		t.Errorf("%+v, %v", act, err)
	}
	h.thanksForPresence(10)
	if given, err := h.ChecksIn(t.Context(), h.brand); err != nil || !given {
		t.Errorf("with a rule: %v, %v", given, err)
	}
	note := func(key, who string) till.Act {
		t.Helper()
		act, err := h.CheckIn(t.Context(), fatou, key, till.Visit{Member: who})
		h.ok(err)
		return act
	}
	first, again := note("a", member), note("a", member)
	if first.Points != 10 || again.ID != first.ID || !again.Replayed {
		t.Errorf("%+v, then %+v", first, again)
	}
	if act := note("b", member); !errors.Is(act.Refused, loyalty.ErrDuplicateSource) {
		t.Errorf("twice on one day: %+v", act)
	}
	if act := note("c", "1000 000002"); act.Points != 10 {
		t.Errorf("another member: %+v", act)
	}
	if act := note("d", "9999999999"); !errors.Is(act.Refused, loyalty.ErrUnknownMember) {
		t.Errorf("nobody's number: %+v", act)
	}
	h.clock.Set(time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC))
	if act := note("e", member); act.Points != 10 {
		t.Errorf("the next day: %+v", act)
	}
	_, err := h.Undo(t.Context(), fatou, note("f", "1000000002").ID)
	h.ok(err)
	if h.available(member) != 20 || h.available("1000000002") != 10 {
		t.Errorf("%d and %d points", h.available(member), h.available("1000000002"))
	}
	viewer := h.fatou
	viewer.Role = account.Viewer
	if _, err := h.CheckIn(t.Context(), h.at(viewer), "v", till.Visit{Member: member}); !errors.Is(err, account.ErrNotAllowed) {
		t.Errorf("who may use no till: %v", err)
	}
	h.verify()
}
