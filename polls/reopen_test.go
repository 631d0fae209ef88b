package polls_test

import (
	"testing"
	"time"

	"kermesse/polls"
)

func (h *house) notices(t *testing.T, slug string) []polls.Notice {
	t.Helper()
	notices, err := h.polls.Notices(t.Context(), h.find(t, slug))
	if err != nil {
		t.Fatal(err)
	}
	return notices
}

func TestReopenIsPublicAndKeepsTheBallots(t *testing.T) {
	h := newHouse(t)
	p := h.open(t)
	h.vote(t, "gout", device("a"), one("coco"))
	later := p.ClosesAt.Add(48 * time.Hour)
	_, err := h.polls.Reopen(t.Context(), h.cm, "gout", "Panne", later)
	wants(t, "an open poll", err, polls.ErrNotClosed)
	h.clock.Set(p.ClosesAt)
	_, err = h.polls.Reopen(t.Context(), h.cm, "gout", " ", p.ClosesAt)
	wantsField(t, "no reason", err, "reason", polls.ErrReason)
	wantsField(t, "a time that has passed", err, "closes_at", polls.ErrTimePast)
	_, err = h.polls.Reopen(t.Context(), h.other, "gout", "Panne", later)
	wants(t, "another brand", err, polls.ErrNotFound)
	closed := h.results(t, "gout")
	if _, err := h.polls.Reopen(t.Context(), h.cm, "gout", "Panne le dernier soir", later); err != nil {
		t.Fatal(err)
	}
	h.vote(t, "gout", device("b"), one("mangue"))
	open := h.results(t, "gout")
	if open.Final || open.Ballots() != 2 || open.Version <= closed.Version {
		t.Errorf("after reopening: %+v after version %d", open, closed.Version)
	}
	told := h.notices(t, "gout")
	if len(told) != 1 || told[0].Kind != polls.NoticeReopened || told[0].Reason != "Panne le dernier soir" ||
		!told[0].FormerClose.Equal(p.ClosesAt) || !told[0].ClosesAt.Equal(later) || !told[0].FiguresKnown {
		t.Errorf("told %+v", told)
	}
	h.clock.Set(later)
	final := h.results(t, "gout")
	if !final.Final || final.Ballots() != 2 || final.Version <= open.Version {
		t.Errorf("after the second closing: %+v", final)
	}
	_, err = h.try(t, "gout", device("c"), one("coco"))
	wants(t, "after the second closing", err, polls.ErrClosed)
}

func TestVoidIsFinalAndLeavesTheFigures(t *testing.T) {
	h := newHouse(t)
	p := h.open(t)
	h.vote(t, "gout", device("a"), one("coco"))
	_, err := h.polls.Void(t.Context(), h.cm, "gout", "Fuite de codes")
	wants(t, "an open poll", err, polls.ErrNotClosed)
	h.clock.Set(p.ClosesAt)
	void, err := h.polls.Void(t.Context(), h.cm, "gout", "Fuite de codes")
	if err != nil || void.Status(h.clock.Now()) != polls.Void {
		t.Fatalf("Void = %s, %v", void.Status(h.clock.Now()), err)
	}
	if snap := h.results(t, "gout"); snap.Ballots() != 1 || !snap.Final {
		t.Errorf("figures %+v", snap)
	}
	for what, act := range map[string]func() error{
		"void again": func() error { _, err := h.polls.Void(t.Context(), h.cm, "gout", "Encore"); return err },
		"reopen": func() error {
			_, err := h.polls.Reopen(t.Context(), h.cm, "gout", "Encore", h.clock.Now().Add(time.Hour))
			return err
		},
	} {
		wants(t, what, act(), polls.ErrVoided)
	}
	if told := h.notices(t, "gout"); len(told) != 1 || told[0].Kind != polls.NoticeVoided {
		t.Errorf("told %+v", told)
	}
}

// What fans were told stays, whoever writes to the database.
func TestNoticesAreKept(t *testing.T) {
	h := newHouse(t)
	p := h.open(t)
	h.clock.Set(p.ClosesAt)
	if _, err := h.polls.Void(t.Context(), h.cm, "gout", "Fuite de codes"); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{"UPDATE poll_notices SET reason = 'x'", "DELETE FROM poll_notices"} {
		if err := h.exec(t, statement); err == nil {
			t.Errorf("%s was done", statement)
		}
	}
}

// Nobody sees the figures of a sealed poll before its end, and nothing is counted for them.
func TestSealed(t *testing.T) {
	h := newHouse(t)
	p := h.open(t, func(terms *polls.Terms) { terms.Visibility = polls.Sealed })
	h.vote(t, "gout", device("a"), one("coco"))
	for who, reader := range map[string]polls.Reader{"voter": {Voter: device("a")}, "staff": {Staff: h.cm}} {
		_, err := h.polls.Results(t.Context(), h.find(t, "gout"), reader)
		wants(t, who, err, polls.ErrHidden)
	}
	if err := h.polls.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	var counted int
	if err := h.db.Gorm(t.Context()).Raw("SELECT COUNT(*) FROM poll_snapshots").Scan(&counted).Error; err != nil || counted != 0 {
		t.Errorf("%d snapshots of a sealed poll, %v", counted, err)
	}
	h.clock.Set(p.ClosesAt)
	if snap, err := h.polls.Results(t.Context(), h.find(t, "gout"), polls.Reader{}); err != nil || snap.Ballots() != 1 {
		t.Errorf("after closing: %+v, %v", snap, err)
	}
}

// A sealed poll that is called off stays sealed: nobody cancels one to have a look.
func TestSealedAndCancelled(t *testing.T) {
	h := newHouse(t)
	h.open(t, func(terms *polls.Terms) { terms.Visibility = polls.Sealed })
	h.vote(t, "gout", device("a"), one("coco"))
	if _, err := h.polls.Cancel(t.Context(), h.cm, "gout", "Rupture"); err != nil {
		t.Fatal(err)
	}
	_, err := h.polls.Results(t.Context(), h.find(t, "gout"), polls.Reader{Staff: h.cm})
	wants(t, "staff", err, polls.ErrHidden)
}
