package contests_test

import (
	"fmt"
	"testing"
	"time"

	"kermesse/contests"
	"kermesse/internal/account"
)

func TestWaysStayAShortList(t *testing.T) {
	for host, want := range map[string]contests.Via{
		"": contests.ViaDirect, "fete.example": contests.ViaDirect, "www.fete.example": contests.ViaDirect,
		"l.facebook.com": "facebook", "m.facebook.com": "facebook", "l.instagram.com": "instagram", "t.co": "x", "x.com": "x",
		"www.google.co.uk": contests.ViaSearch, "google.com": contests.ViaSearch, "blog.example.org": contests.ViaSite, "t.example.org": contests.ViaSite,
		"facebook": contests.ViaSite,
	} {
		if got := contests.ViaHost(host, "fete.example"); got != want {
			t.Errorf("%q is %s, want %s", host, got, want)
		}
	}
	for source, want := range map[string]contests.Via{
		"": contests.ViaDirect, "Facebook": "facebook", "vitrine": "utm-vitrine", " Lettre.11 ": "utm-lettre.11",
		"<script>": contests.ViaOther, "awa@exemple.sn": contests.ViaOther, "a b": contests.ViaOther,
	} {
		if got := contests.ViaSource(source); got != want {
			t.Errorf("%q is %s, want %s", source, got, want)
		}
	}
	for sent, want := range map[string]contests.Via{"": contests.ViaDirect, "link-7kq2": "link-7kq2", "utm-x": "utm-x", "awa": contests.ViaOther, "instagram": "instagram"} {
		if got := contests.ReadVia(sent); got != want {
			t.Errorf("%q is read as %s, want %s", sent, got, want)
		}
	}
}

func (h *house) funnel(t testing.TB, slug string) contests.Funnel {
	t.Helper()
	must(t, h.KeepTraffic(t.Context()))
	f, err := h.Funnel(t.Context(), h.staff(account.Viewer), slug)
	must(t, err)
	return f
}

func TestTheFunnelCountsByWayAndHourAndIsComparedWithTheContestBefore(t *testing.T) {
	h := newHouse(t)
	c := h.open(t, form("first"))
	walk := func(c contests.Contest, via contests.Via, views, starts int) {
		for range views {
			h.Passed(t.Context(), c, via, contests.StepView)
		}
		for range starts {
			h.Passed(t.Context(), c, via, contests.StepStart)
		}
	}
	enter := func(slug, email string, via contests.Via) {
		t.Helper()
		f := entryForm(email)
		f.Via = via
		_, err := h.Enter(t.Context(), slug, f)
		must(t, err)
	}
	walk(c, "facebook", 5, 3)
	walk(c, "utm-vitrine", 2, 1)
	enter("first", "a@exemple.sn", "facebook")
	enter("first", "b@exemple.sn", "facebook")
	enter("first", "c@exemple.sn", "utm-vitrine")
	f := h.funnel(t, "first")
	if want := (contests.Steps{Views: 7, Starts: 4, Entries: 3, Confirmed: 3}); f.Total != want || f.Before != nil {
		t.Errorf("total %+v, before %+v", f.Total, f.Before)
	}
	if len(f.Ways) != 2 || f.Ways[0].Via != "facebook" || f.Ways[0].Steps != (contests.Steps{Views: 5, Starts: 3, Entries: 2, Confirmed: 2}) {
		t.Errorf("ways %+v", f.Ways)
	}
	if len(f.Hours) != 1 || !f.Hours[0].At.Equal(noon) || f.Hours[0].Steps != f.Total {
		t.Errorf("hours %+v", f.Hours)
	}

	h.clock.Set(noon.Add(48 * time.Hour))
	second := form("second")
	second.OpensAt, second.ClosesAt = h.clock.Now().Format(time.RFC3339), h.clock.Now().Add(72*time.Hour).Format(time.RFC3339)
	second.Entry.Confirm = true
	c = h.open(t, second)
	walk(c, contests.ViaDirect, 1, 0)
	enter("second", "a@exemple.sn", "")
	h.clock.Advance(150 * time.Minute)
	_, err := h.Confirm(t.Context(), "second", h.token(t, "a@exemple.sn"))
	if err == nil {
		t.Error("a link of two hours ago confirms")
	}
	h.enter(t, "second", "a@exemple.sn")
	_, err = h.Confirm(t.Context(), "second", h.token(t, "a@exemple.sn"))
	must(t, err)
	f = h.funnel(t, "second")
	if len(f.Hours) != 3 || f.Hours[0].Entries != 1 || f.Hours[1].Steps != (contests.Steps{}) || f.Hours[2].Confirmed != 1 {
		t.Errorf("hours %+v", f.Hours)
	}
	if f.Before == nil || f.Before.Contest.Slug != "first" || f.Before.Then.Entries != 3 || f.Before.Whole.Views != 7 {
		t.Errorf("before %+v", f.Before)
	}
	_, err = h.Funnel(t.Context(), h.stranger(), "second")
	wantFault(t, err, contests.ErrNotFound)
}

func TestInventedSourcesDoNotFillTheTable(t *testing.T) {
	h := newHouse(t)
	c := h.open(t, form("sources"))
	for i := range 500 {
		h.Passed(t.Context(), c, contests.ViaSource(fmt.Sprintf("s%d", i)), contests.StepView)
	}
	f := h.funnel(t, "sources")
	if len(f.Ways) != 51 || f.Ways[0].Via != contests.ViaOther || f.Ways[0].Views != 450 {
		t.Errorf("%d ways, the first %+v", len(f.Ways), f.Ways[0])
	}
	another := contests.New(h.options) // another server knows what was written
	another.Passed(t.Context(), c, "utm-late", contests.StepView)
	must(t, another.KeepTraffic(t.Context()))
	if f = h.funnel(t, "sources"); len(f.Ways) != 51 || f.Ways[0].Views != 451 {
		t.Errorf("%d ways, the first %+v", len(f.Ways), f.Ways[0])
	}
}

func TestTwoServersCountTogether(t *testing.T) {
	h := newHouse(t)
	c := h.open(t, form("two"))
	servers := []*contests.Service{h.Service, contests.New(h.options)}
	for _, err := range together(20, func(i int) error {
		s := servers[i%2]
		for _, via := range []contests.Via{"facebook", "direct", "utm-x"} {
			s.Passed(t.Context(), c, via, contests.StepView)
		}
		return s.KeepTraffic(t.Context())
	}) {
		must(t, err)
	}
	must(t, servers[1].KeepTraffic(t.Context()))
	if f := h.funnel(t, "two"); f.Total.Views != 60 {
		t.Errorf("%d views, want 60", f.Total.Views)
	}
}
