package contests_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"kermesse/contests"
)

// scheduleForm opens after noon plus two hours, and closes a week later.
func scheduleForm(slug string) contests.Form {
	f := form(slug)
	f.OpensAt, f.ClosesAt = noon.Add(2*time.Hour).Format(time.RFC3339), noon.Add(7*24*time.Hour).Format(time.RFC3339)
	return f
}

func TestScheduledDraftIsPublishedOnceByTheClock(t *testing.T) {
	h := newHouse(t)
	_, err := h.Create(t.Context(), h.manager(), scheduleForm("prevu"))
	must(t, err)
	c, err := h.Schedule(t.Context(), h.manager(), "prevu", "2026-11-21T17:00") // the brand's zone: 13:00 UTC
	must(t, err)
	if want := noon.Add(time.Hour); !c.PublishAt.Equal(want) {
		t.Fatalf("due at %s, want %s", c.PublishAt, want)
	}
	must(t, h.PublishDue(t.Context()))
	if _, err := h.Find(t.Context(), "prevu"); err == nil {
		t.Fatal("published before its time")
	}
	next, _, err := h.NextMoment(t.Context(), noon)
	must(t, err)
	if !next.Equal(noon.Add(time.Hour)) {
		t.Errorf("the next moment is %s", next)
	}
	h.clock.Set(noon.Add(time.Hour))
	var wait sync.WaitGroup
	for range 4 { // as many servers
		wait.Go(func() {
			if err := h.PublishDue(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	published, err := h.Find(t.Context(), "prevu")
	must(t, err)
	if !published.PublishedAt.Equal(noon.Add(time.Hour)) {
		t.Errorf("published at %s", published.PublishedAt)
	}
	_, err = h.Schedule(t.Context(), h.manager(), "prevu", "2026-11-22T17:00")
	wantFault(t, err, contests.ErrAlreadyPublished)
}

func TestScheduleRefusesWhatCannotBe(t *testing.T) {
	h := newHouse(t)
	_, err := h.Create(t.Context(), h.manager(), scheduleForm("quand"))
	must(t, err)
	for at, want := range map[string]string{
		"demain":               "publish_at time_unreadable",
		"2026-11-21T12:00:00Z": "publish_at publication_in_past",
		"2026-12-24T18:00":     "publish_at publication_after_closing",
	} {
		_, err := h.Schedule(t.Context(), h.manager(), "quand", at)
		wantFields(t, err, want)
	}
	_, err = h.Begin(t.Context(), h.manager(), contests.Form{Title: "Vide"})
	must(t, err)
	_, err = h.Schedule(t.Context(), h.manager(), "vide", "2026-11-24T18:00")
	wantFields(t, err, "opens_at time_unreadable", "closes_at time_unreadable", "prizes prize_missing")
	_, err = h.Schedule(t.Context(), h.stranger(), "quand", "2026-11-24T18:00")
	wantFault(t, err, contests.ErrNotFound)
}

func TestRefusedPublicationIsToldOnceAndWaitsForAHand(t *testing.T) {
	h := newHouse(t)
	user := h.addUser(t, "cm@glaces.example")
	c, err := h.Create(t.Context(), h.manager(), scheduleForm("casse"))
	must(t, err)
	manager := h.manager()
	manager.User = user
	_, err = h.Schedule(t.Context(), manager, "casse", "2026-11-21T17:00")
	must(t, err)
	f := c.Form()
	f.Unfinished, f.Prizes = true, nil
	_, err = h.Edit(t.Context(), h.manager(), "casse", c.Version, f)
	must(t, err)
	h.clock.Set(noon.Add(time.Hour))
	for range 3 {
		must(t, h.PublishDue(t.Context()))
	}
	draft, err := h.Inspect(t.Context(), h.manager(), "casse")
	must(t, err)
	if !draft.PublishAt.IsZero() || !draft.PublishRefusedAt.Equal(noon.Add(time.Hour)) || !draft.PublishedAt.IsZero() {
		t.Errorf("%+v", draft)
	}
	mails, err := h.outbox.Recent(t.Context(), 10)
	must(t, err)
	if len(mails) != 1 || mails[0].To != "cm@glaces.example" || !strings.Contains(mails[0].Text, "/contests/casse/publish") {
		t.Errorf("%d mails: %+v", len(mails), mails)
	}
	hands, err := h.NeedsHand(t.Context(), h.manager())
	must(t, err)
	if len(hands) != 1 || hands[0].Why != contests.AttentionRefused {
		t.Errorf("%+v", hands)
	}
	_, err = h.Schedule(t.Context(), h.manager(), "casse", "")
	must(t, err)
}
