package contests_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"kermesse/contests"
	"kermesse/internal/account"
	"kermesse/internal/fault"
)

// heldDraw is a draw of ten entries whose names are held for three hours.
func (h *house) heldDraw(t *testing.T, slug string) contests.Contest {
	t.Helper()
	c := h.open(t, form(slug))
	h.enterMany(t, slug, 10)
	must(t, h.HoldNames(t.Context(), h.manager(), slug, 3*time.Hour))
	h.runJobs(t, c.ClosesAt)
	h.runJobs(t, c.DrawAt)
	return c
}

// names are the published names of a draw, by how many slots have one and how many are held.
func (h *house) names(t *testing.T, slug string) (public, held int) {
	t.Helper()
	d, err := h.FindDraw(t.Context(), slug)
	must(t, err)
	for _, s := range d.Slots {
		if s.Alias != "" {
			public++
		}
		if s.Held {
			held++
		}
	}
	return public, held
}

func TestHeldNamesArePublicOnceShownAndByTheClock(t *testing.T) {
	h := newHouse(t)
	c := h.heldDraw(t, "show")
	if public, held := h.names(t, "show"); public != 0 || held != 6 {
		t.Fatalf("%d public, %d held of 6", public, held)
	}
	// What decides is public all the same, and a proof without names is a proof.
	var proof bytes.Buffer
	must(t, h.WriteProof(t.Context(), "show", &proof))
	if n := h.count(t, "claims"); n != 0 {
		t.Errorf("%d winners were told before the show", n)
	}

	actor := h.manager()
	must(t, h.CueStage(t.Context(), actor, "show", contests.PhaseReveal, 0))
	if public, _ := h.names(t, "show"); public != 0 {
		t.Error("the page was faster than the stage")
	}
	h.clock.Advance(12 * time.Second)
	if public, held := h.names(t, "show"); public != 1 || held != 5 {
		t.Errorf("%d public, %d held after one reveal", public, held)
	}
	must(t, h.ReleaseDue(t.Context()))
	if n := h.count(t, "claims"); n != 1 {
		t.Errorf("%d winners told after one reveal", n)
	}

	h.clock.Set(c.DrawAt.Add(3 * time.Hour))
	if public, held := h.names(t, "show"); public != 6 || held != 0 {
		t.Errorf("%d public, %d held after the time", public, held)
	}
	for range 2 {
		must(t, h.ReleaseDue(t.Context()))
	}
	if n := h.count(t, "claims"); n != 3 {
		t.Errorf("%d winners told, want 3", n)
	}
}

// TestExportKeepsTheShow: the result is public when names are not yet, so that a file with
// commitments beside names would tell who has won.
func TestExportKeepsTheShow(t *testing.T) {
	h := newHouse(t)
	c := h.open(t, form("fichier"))
	h.enterMany(t, "fichier", 10)
	commitments := func() (n int) {
		var out strings.Builder
		must(t, h.ExportEntries(t.Context(), h.manager(), "fichier", contests.EntryFilter{}, &out))
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), "\ufeff"))).ReadAll()
		must(t, err)
		for _, row := range rows[1:] {
			if row[12] != "" {
				n++
			}
		}
		return n
	}
	if n := commitments(); n != 10 {
		t.Errorf("%d commitments where nothing is held", n)
	}
	must(t, h.HoldNames(t.Context(), h.manager(), "fichier", 3*time.Hour))
	for _, at := range []time.Time{noon, c.ClosesAt, c.DrawAt, c.DrawAt.Add(2 * time.Hour)} {
		h.runJobs(t, at)
		if n := commitments(); n != 0 {
			t.Errorf("%s: %d commitments beside names", at, n)
		}
	}
	h.clock.Set(c.DrawAt.Add(3 * time.Hour))
	if n := commitments(); n != 10 {
		t.Errorf("%d commitments once all names are public", n)
	}
}

func TestNamesCanBePublishedEarlyAndNeverHeldAfterwards(t *testing.T) {
	h := newHouse(t)
	h.heldDraw(t, "early")
	actor := h.manager()
	must(t, h.PublishNames(t.Context(), actor, "early"))
	must(t, h.PublishNames(t.Context(), actor, "early"))
	if public, _ := h.names(t, "early"); public != 6 {
		t.Errorf("%d names public, want 6", public)
	}
	wantFault(t, h.HoldNames(t.Context(), actor, "early", time.Hour), contests.ErrNamesPublic)
	if n := h.count(t, "journal WHERE action = 'draw.names_published'"); n != 1 {
		t.Errorf("published %d times", n)
	}
}

func TestHoldNamesRefusals(t *testing.T) {
	h := newHouse(t)
	h.open(t, form("hold"))
	wantFields(t, h.HoldNames(t.Context(), h.manager(), "hold", contests.MaxHold+time.Second), "hours hold_too_long")
	wantFields(t, h.HoldNames(t.Context(), h.manager(), "hold", -time.Second), "hours hold_too_long")
	wantFault(t, h.HoldNames(t.Context(), h.stranger(), "hold", time.Hour), contests.ErrNotFound)
	wantFault(t, h.CueStage(t.Context(), h.manager(), "hold", contests.PhaseReveal, 0), contests.ErrNotDrawn)
	wantFault(t, h.PublishNames(t.Context(), h.manager(), "hold"), contests.ErrNotDrawn)
	if err := h.HoldNames(t.Context(), h.staff(account.Viewer), "hold", time.Hour); !errors.As(err, new(*fault.Error)) {
		t.Errorf("somebody who only looks held names: %v", err)
	}
}

func TestStageFollowsTheConsole(t *testing.T) {
	h := newHouse(t)
	c := h.heldDraw(t, "stage")
	key, actor := h.StageKey(c), h.manager()
	shown, fresh, err := h.Watch(t.Context(), "stage", key, 0)
	must(t, err)
	if !fresh || shown.Phase != contests.PhaseTitle {
		t.Fatalf("at first %+v", shown)
	}
	_, err = h.NamesOf(t.Context(), "stage", 0)
	wantFault(t, err, contests.ErrNamesHeld)

	must(t, h.CueStage(t.Context(), actor, "stage", contests.PhasePrize, 0))
	must(t, h.CueStage(t.Context(), actor, "stage", contests.PhaseReveal, 0))
	room, fresh, err := h.Watch(t.Context(), "stage", key, shown.Version)
	must(t, err)
	if !fresh || room.Phase != contests.PhaseReveal || len(room.Names) != 1 || room.Names[0].Alias == "" || room.Names[0].Number != "" {
		t.Errorf("the room sees %+v", room)
	}
	public, _, err := h.Watch(t.Context(), "stage", "wrong key", 0)
	must(t, err)
	if public.Phase != contests.PhasePrize || public.Names != nil {
		t.Errorf("everybody sees %+v before the room has", public)
	}
	h.clock.Advance(12 * time.Second)
	later, fresh, err := h.Watch(t.Context(), "stage", "", public.Version)
	must(t, err)
	if !fresh || later.Phase != contests.PhaseReveal || later.Names[0].Alias != room.Names[0].Alias {
		t.Errorf("everybody sees %+v afterwards", later)
	}
	if _, fresh, err = h.Watch(t.Context(), "stage", key, room.Version); err != nil || fresh {
		t.Errorf("nothing new is told again: %v", err)
	}
	if _, err := h.NamesOf(t.Context(), "stage", 0); err != nil {
		t.Errorf("a name that was shown is refused: %v", err)
	}
	for _, step := range []int{-1, 3, 1 << 40} {
		_, err := h.NamesOf(t.Context(), "stage", step)
		wantFault(t, err, contests.ErrStepNotFound)
		wantFault(t, h.CueStage(t.Context(), actor, "stage", contests.PhaseReveal, step), contests.ErrStepNotFound)
	}
	wantFault(t, h.CueStage(t.Context(), actor, "stage", "applause", 0), contests.ErrStepNotFound)
}

// A cue is about the names of its moment: whoever takes a prize over afterwards is shown
// by a cue of their own.
func TestStageDoesNotShowWhoTookOver(t *testing.T) {
	h := newHouse(t)
	c := h.heldDraw(t, "heir")
	actor := h.manager()
	must(t, h.CueStage(t.Context(), actor, "heir", contests.PhaseReveal, 0))
	h.clock.Advance(12 * time.Second)
	must(t, h.Disqualify(t.Context(), actor, "heir", contests.Place{}, contests.ReasonNoAnswer))
	for _, key := range []string{"", h.StageKey(c)} {
		shown, _, err := h.Watch(t.Context(), "heir", key, 0)
		must(t, err)
		if shown.Phase != contests.PhasePrize || shown.Names != nil {
			t.Errorf("with key %q the stage shows %+v", key, shown)
		}
	}
	must(t, h.CueStage(t.Context(), actor, "heir", contests.PhaseReveal, 0))
	if shown, _, err := h.Watch(t.Context(), "heir", h.StageKey(c), 0); err != nil || len(shown.Names) != 1 {
		t.Errorf("after its own cue the stage shows %+v, %v", shown, err)
	}
}

// Whatever the show does, nothing is drawn again and a name is revealed once.
func TestShowDecidesNothing(t *testing.T) {
	h := newHouse(t)
	h.heldDraw(t, "calm")
	before, err := h.InspectDraw(t.Context(), h.manager(), "calm")
	must(t, err)
	for _, err := range together(8, func(i int) error {
		return h.CueStage(t.Context(), h.manager(), "calm", contests.PhaseReveal, i%3)
	}) {
		must(t, err)
	}
	after, err := h.InspectDraw(t.Context(), h.manager(), "calm")
	must(t, err)
	if !bytes.Equal(before.Result, after.Result) {
		t.Error("the result changed")
	}
	if n := h.count(t, "draw_reveals"); n != 3 {
		t.Errorf("%d reveals, want 3", n)
	}
	if n := h.count(t, "journal WHERE action = 'draw.revealed'"); n != 3 {
		t.Errorf("%d reveals in the journal, want 3", n)
	}
}

func TestStageSaysThatItIsThere(t *testing.T) {
	h := newHouse(t)
	c := h.open(t, form("seen"))
	must(t, h.StageSeen(t.Context(), "seen", h.StageKey(c), 1))
	wantFault(t, h.StageSeen(t.Context(), "seen", "", 9), contests.ErrNotFound)
	show, err := h.FindShow(t.Context(), h.manager(), "seen")
	must(t, err)
	if !show.SeenAt.Equal(h.clock.Now()) || show.SeenCue != 1 {
		t.Errorf("%+v", show)
	}
}

func TestNamesThatRunPast(t *testing.T) {
	h := newHouse(t)
	d := h.drawn(t, form("roll"), 10)
	roll, err := h.RollNames(t.Context(), d.Contest)
	must(t, err)
	seen := map[string]bool{}
	for _, name := range roll {
		if seen[name] || name == "" {
			t.Errorf("%q runs past twice, or is nobody", name)
		}
		seen[name] = true
	}
	if !slices.IsSorted(roll) {
		t.Errorf("%q tells by its order whose entry is which", roll)
	}
	wheel, err := h.WheelNames(t.Context(), d.Contest, d.Seal)
	must(t, err)
	if len(wheel) != 10 || !slices.IsSorted(wheel) {
		t.Errorf("a wheel of %q, want 10 names whose order tells nothing", wheel)
	}
	big := d.Seal
	big.Entries = 25
	if wheel, _ := h.WheelNames(t.Context(), d.Contest, big); wheel != nil {
		t.Error("a wheel that nobody can read")
	}
}
