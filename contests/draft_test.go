package contests_test

import (
	"strings"
	"testing"
	"time"

	"kermesse/contests"
	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/text"
)

func TestCreateTellsEveryWrongFieldAtOnce(t *testing.T) {
	h := newHouse(t)
	_, err := h.Create(t.Context(), h.manager(), contests.Form{
		Slug: "Été", Title: " ", Description: "a\x00b", Locale: "de", TimeZone: "Mars/Olympus",
		OpensAt: "demain", ClosesAt: "2026-13-01T00:00", Mode: "some-win", Source: "dice", ClaimDays: 1000,
		Prizes: []contests.Prize{{Name: "x\u202egpj.exe", Winners: 0, Alternates: -1, ValueMinor: 5, Currency: "euros"}},
		Entry: contests.EntryRules{
			Contact: "pigeon", MinAge: 200, Countries: []string{"MU", "Paris", "ZZ"},
			Questions: []contests.Question{{ID: "Q 1", Label: "", Choices: []string{"a", "a"}}},
		},
	})
	wantFields(t, err,
		"title required", "description control_character", "slug bad_slug", "locale contest_locale_invalid",
		"time_zone contest_time_zone_invalid",
		"prizes[0].name direction_mark", "prizes[0].winners winners_out_of_range",
		"prizes[0].alternates alternates_out_of_range", "prizes[0].value prize_value_invalid",
		"draw.mode draw_mode_invalid", "draw.source draw_source_invalid", "draw.claim_days claim_days_out_of_range",
		"entry.contact entry_contact_invalid", "entry.min_age min_age_out_of_range",
		"entry.countries[1] country_unknown", "entry.countries[2] country_unknown",
		"entry.questions[0].id question_id_invalid", "entry.questions[0].label required",
		"entry.questions[0].choices question_choices_invalid")
}

func TestCreateRefusesDates(t *testing.T) {
	h := newHouse(t)
	for why, test := range map[string]struct{ opens, closes, want string }{
		"hour that clocks jump over": {"2027-03-28T02:30", "2027-04-01T00:00", "opens_at time_skipped"},
		"closing before opening":     {"2027-04-01T00:00", "2027-04-01T00:00", "closes_at contest_closes_before_opening"},
		"two years":                  {"2027-01-01T00:00", "2029-01-01T00:00", "closes_at contest_too_long"},
		"year of a slip":             {"0202-01-01T00:00", "2027-01-01T00:00", "opens_at time_unreadable"},
		"nothing":                    {"", "2027-01-01T00:00", "opens_at time_unreadable"},
	} {
		f := form("dates")
		f.TimeZone, f.OpensAt, f.ClosesAt = "Europe/Paris", test.opens, test.closes
		_, err := h.Create(t.Context(), h.manager(), f)
		t.Run(why, func(t *testing.T) { wantFields(t, err, test.want) })
	}
}

func TestLocalTimesAreThoseOfTheContestsZone(t *testing.T) {
	h := newHouse(t)
	f := form("zone")
	f.OpensAt, f.ClosesAt = "2026-12-24T18:00", "2026-12-31T23:59" // the brand's zone: UTC+4
	c, err := h.Create(t.Context(), h.manager(), f)
	must(t, err)
	if want := time.Date(2026, 12, 31, 19, 59, 0, 0, time.UTC); !c.ClosesAt.Equal(want) {
		t.Errorf("closes at %s, want %s", c.ClosesAt, want)
	}
}

func TestMarginSuitsTheSource(t *testing.T) {
	h := newHouse(t)
	f := form("margin")
	f.Source, f.MarginS = contests.SourceDrand, 599
	_, err := h.Create(t.Context(), h.manager(), f)
	wantFields(t, err, "draw.margin_seconds draw_margin_out_of_range")
	f.Source = contests.SourceTest
	c, err := h.Create(t.Context(), h.manager(), f)
	must(t, err)
	if c.Margin != 599*time.Second || c.Mode != draw.OneWin || c.ClaimDays != 15 {
		t.Errorf("%+v", c)
	}
}

func TestConfirmationNeedsAnAddress(t *testing.T) {
	h := newHouse(t)
	f := form("phone")
	f.Entry = contests.EntryRules{Contact: contests.ContactEither, Confirm: true}
	_, err := h.Create(t.Context(), h.manager(), f)
	wantFields(t, err, "entry.confirm confirmation_needs_email")
}

func TestHostileTitleIsRefusedOrKeptAsText(t *testing.T) {
	h := newHouse(t)
	f := form("long")
	f.Title = strings.Repeat("x", 1<<20)
	_, err := h.Create(t.Context(), h.manager(), f)
	wantFields(t, err, "title "+text.ErrTooLong.Code)
	f.Title = "<script>alert(1)</script>"
	c, err := h.Create(t.Context(), h.manager(), f)
	must(t, err)
	if c.Title != f.Title {
		t.Errorf("title %q", c.Title)
	}
}

func TestSlugIsTakenForEveryBrand(t *testing.T) {
	h := newHouse(t)
	_, err := h.Create(t.Context(), h.manager(), form("glaces-2026"))
	must(t, err)
	_, err = h.Create(t.Context(), h.stranger(), form("glaces-2026"))
	wantFault(t, err, contests.ErrSlugTaken)
	wantFields(t, err, "slug contest_slug_taken")
	f := form("")
	f.Title = "Gagnez l’été !"
	c, err := h.Create(t.Context(), h.manager(), f)
	must(t, err)
	if c.Slug != "gagnez-l-ete" {
		t.Errorf("slug %q", c.Slug)
	}
}

func TestEditOfAnOldVersionOverwritesNothing(t *testing.T) {
	h := newHouse(t)
	first, err := h.Create(t.Context(), h.manager(), form("tabs"))
	must(t, err)
	f := form("tabs")
	f.Title = "Premier onglet"
	second, err := h.Edit(t.Context(), h.manager(), "tabs", first.Version, f)
	must(t, err)
	f.Title = "Second onglet"
	_, err = h.Edit(t.Context(), h.manager(), "tabs", first.Version, f)
	wantFault(t, err, contests.ErrEditedElsewhere)
	_, err = h.Publish(t.Context(), h.manager(), "tabs", first.Version)
	wantFault(t, err, contests.ErrEditedElsewhere)
	c, err := h.Inspect(t.Context(), h.manager(), "tabs")
	must(t, err)
	if c.Title != "Premier onglet" || c.Version != second.Version || len(c.Prizes) != 2 {
		t.Errorf("%+v", c)
	}
}

func TestAnotherBrandsContestDoesNotExist(t *testing.T) {
	h := newHouse(t)
	h.open(t, form("ours"))
	ctx, stranger := t.Context(), h.stranger()
	_, inspect := h.Inspect(ctx, stranger, "ours")
	_, edit := h.Edit(ctx, stranger, "ours", 1, form("ours"))
	_, publish := h.Publish(ctx, stranger, "ours", 0)
	_, cancel := h.Cancel(ctx, stranger, "ours", contests.Cancellation{Reason: "Non"})
	_, entries := h.ListEntries(ctx, stranger, "ours", contests.EntryFilter{})
	_, imported := h.Import(ctx, stranger, "ours", contests.Import{File: strings.NewReader("author\nA\n")})
	_, added := h.AddEntry(ctx, stranger, "ours", entryForm("a@exemple.sn"))
	_, held := h.InspectDraw(ctx, stranger, "ours")
	for name, err := range map[string]error{
		"Inspect": inspect, "Edit": edit, "Publish": publish, "Cancel": cancel, "ListEntries": entries, "Import": imported,
		"AddEntry": added, "InspectDraw": held, "Discard": h.Discard(ctx, stranger, "ours"),
		"Disqualify": h.Disqualify(ctx, stranger, "ours", contests.Place{Prize: 0, Slot: 0}, contests.ReasonFraud),
		"Reinstate":  h.Reinstate(ctx, stranger, "ours", contests.Place{Prize: 0, Slot: 0}, contests.ReasonMistake),
		"Export":     h.ExportEntries(ctx, stranger, "ours", contests.EntryFilter{}, &strings.Builder{}),
	} {
		t.Run(name, func(t *testing.T) { wantFault(t, err, contests.ErrNotFound) })
	}
	page, err := h.List(ctx, stranger, contests.Filter{})
	must(t, err)
	if len(page.Items) != 0 {
		t.Errorf("another brand lists %d of our contests", len(page.Items))
	}
}

func TestRolesDoWhatTheyMay(t *testing.T) {
	h := newHouse(t)
	h.open(t, form("roles"))
	_, err := h.Create(t.Context(), h.staff(account.Moderator), form("no"))
	wantFault(t, err, account.ErrNotAllowed)
	_, err = h.ListEntries(t.Context(), h.staff(account.Viewer), "roles", contests.EntryFilter{})
	wantFault(t, err, account.ErrNotAllowed)
	_, err = h.Inspect(t.Context(), h.staff(account.Witness), "roles")
	must(t, err)
	wantFault(t, h.ExportEntries(t.Context(), h.staff(account.Moderator), "roles", contests.EntryFilter{}, nil), account.ErrNotAllowed)
}

func TestDraftIsDiscarded(t *testing.T) {
	h := newHouse(t)
	_, err := h.Create(t.Context(), h.manager(), form("gone"))
	must(t, err)
	_, err = h.Find(t.Context(), "gone")
	wantFault(t, err, contests.ErrNotFound) // a draft is nobody else's business
	must(t, h.Discard(t.Context(), h.manager(), "gone"))
	_, err = h.Inspect(t.Context(), h.manager(), "gone")
	wantFault(t, err, contests.ErrNotFound)
	h.open(t, form("kept"))
	wantFault(t, h.Discard(t.Context(), h.manager(), "kept"), contests.ErrFrozen)
}

// One transaction draws and tells everybody: there is an end to how many.
func TestSlotsOfAllPrizesAreBounded(t *testing.T) {
	h := newHouse(t)
	f := form("trop")
	f.Prizes = []contests.Prize{{Name: "Un cornet", Winners: 10_000, Alternates: 5_000}, {Name: "Un sorbet", Winners: 5_001}}
	_, err := h.Create(t.Context(), h.manager(), f)
	wantFields(t, err, "prizes slots_too_many")
	f.Prizes[1].Winners--
	_, err = h.Create(t.Context(), h.manager(), f)
	must(t, err)
}
