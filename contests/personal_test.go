package contests_test

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"kermesse/contests"
	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
)

func (h *house) export(t testing.TB, id fan.ID) string {
	t.Helper()
	var held any
	must(t, h.db.InTx(t.Context(), func(tx *db.DB) (err error) {
		held, err = h.Export(t.Context(), tx, id)
		return err
	}))
	data, err := json.Marshal(held)
	must(t, err)
	return string(data)
}

func (h *house) erase(t testing.TB, id fan.ID) {
	t.Helper()
	must(t, h.db.InTx(t.Context(), func(tx *db.DB) error { return h.Erase(t.Context(), tx, id) }))
}

func TestExportHoldsWhatProvesTheEntry(t *testing.T) {
	h := newHouse(t)
	h.open(t, form("export"))
	in := h.enter(t, "export", "a@exemple.sn")
	h.enter(t, "export", "b@exemple.sn")
	held := h.export(t, in.Entry.Fan)
	for _, want := range []string{in.Entry.Number, in.Entry.Commitment.String(), "Priya Sharma", "identity a@exemple.sn", "/c/export"} {
		if !strings.Contains(held, want) {
			t.Errorf("the export does not hold %q:\n%s", want, held)
		}
	}
	if strings.Contains(held, "b@exemple.sn") {
		t.Error("the export holds somebody else")
	}
}

func TestErasureBeforeClosingLeavesTheContest(t *testing.T) {
	h := newHouse(t)
	c := h.open(t, form("leave"))
	in := h.enter(t, "leave", "a@exemple.sn")
	h.enter(t, "leave", "b@exemple.sn")
	r, err := h.ReceiptOf(t.Context(), in.Entry.ID)
	must(t, err)
	h.erase(t, in.Entry.Fan)
	_, err = h.FindReceipt(t.Context(), "leave", r.Key)
	wantFault(t, err, contests.ErrEntryNotFound)
	h.runJobs(t, c.ClosesAt)
	seal, _, err := h.FindSeal(t.Context(), c)
	must(t, err)
	if seal.Entries != 1 || h.export(t, in.Entry.Fan) != "null" {
		t.Errorf("%d entries in the list; export %s", seal.Entries, h.export(t, in.Entry.Fan))
	}
}

func TestErasureAfterTheDrawLeavesAnAnonymousCommitment(t *testing.T) {
	h := newHouse(t)
	d := h.drawn(t, form("forget"), 6)
	winner := d.Slots[0]
	e, err := h.FindEntry(t.Context(), h.manager(), "forget", winner.Entry)
	must(t, err)
	h.erase(t, e.Fan)
	after, err := h.FindDraw(t.Context(), "forget")
	must(t, err)
	if s := after.Slots[0]; s.Alias != "" || s.Commitment != winner.Commitment || s.State != contests.SlotWinner {
		t.Errorf("%+v", s)
	}
	if n := h.count(t, "entries WHERE id = ? AND (secret_sealed IS NOT NULL OR name || alias || fan_id || search <> '')", string(winner.Entry)); n != 0 {
		t.Error("something is left of the person")
	}
	if string(after.Result) != string(d.Result) || string(after.Seal.Record) != string(d.Seal.Record) {
		t.Error("the proof has changed")
	}
}

func TestListFiltersAndPages(t *testing.T) {
	h := newHouse(t)
	for _, slug := range []string{"un", "deux", "trois"} {
		h.open(t, form(slug))
	}
	f := form("ete-2026")
	f.Title = "L’été à Curepipe"
	_, err := h.Create(t.Context(), h.manager(), f)
	must(t, err)
	var seen []string
	for cursor := ""; ; {
		page, err := h.List(t.Context(), h.manager(), contests.Filter{Cursor: cursor, Limit: 3})
		must(t, err)
		for _, c := range page.Items {
			seen = append(seen, c.Slug)
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	if got := strings.Join(seen, " "); got != "ete-2026 trois deux un" {
		t.Errorf("listed %s", got)
	}
	page, err := h.List(t.Context(), h.manager(), contests.Filter{Query: "ETE curepipe", Status: contests.Draft})
	must(t, err)
	if len(page.Items) != 1 {
		t.Errorf("found %d", len(page.Items))
	}
	page, err = h.List(t.Context(), h.manager(), contests.Filter{Query: "%_"})
	must(t, err)
	if len(page.Items) != 0 {
		t.Error("the query is a pattern")
	}
	public, err := h.ListPublic(t.Context(), h.brand.ID, 0)
	must(t, err)
	if len(public) != 3 {
		t.Errorf("%d public, drafts are not", len(public))
	}
}

func TestEntriesAreFound(t *testing.T) {
	h := newHouse(t)
	c := h.open(t, form("search"))
	h.enterMany(t, "search", 5)
	f := entryForm("zoe@exemple.sn")
	f.Name = "Zoé Ndiaye"
	in, err := h.Enter(t.Context(), "search", f)
	must(t, err)
	for _, query := range []string{"zoe", "NDIAYE zoé", in.Entry.Number, strings.ToLower(in.Entry.Number[:4]), "Zoe@exemple.sn"} {
		page, err := h.ListEntries(t.Context(), h.manager(), "search", contests.EntryFilter{Query: query})
		must(t, err)
		if len(page.Items) != 1 || page.Items[0].ID != in.Entry.ID || page.Items[0].Contact != "zoe@exemple.sn" {
			t.Errorf("%q finds %d", query, len(page.Items))
		}
	}
	page, err := h.ListEntries(t.Context(), h.manager(), "search", contests.EntryFilter{Query: "nobody@exemple.sn"})
	must(t, err)
	if len(page.Items) != 0 {
		t.Errorf("an unknown address finds %d", len(page.Items))
	}
	counts, err := h.Count(t.Context(), c)
	must(t, err)
	days, err := h.CountDays(t.Context(), c, 3)
	must(t, err)
	if counts.Confirmed != 6 || counts.Today != 6 || counts.BySource[contests.FromForm] != 6 || len(days) != 3 || days[2] != 6 {
		t.Errorf("%+v, %v", counts, days)
	}
}

func TestExportedCellsAreNoFormulas(t *testing.T) {
	h := newHouse(t)
	f := form("cells")
	f.Entry.Questions = []contests.Question{{ID: "why", Label: "=Pourquoi"}}
	h.open(t, f)
	e := entryForm("a@exemple.sn")
	e.Name, e.Answers = `=HYPERLINK("http://evil")`, map[string]string{"why": "+1\n\"x\""}
	_, err := h.Enter(t.Context(), "cells", e)
	must(t, err)
	var out strings.Builder
	must(t, h.ExportEntries(t.Context(), h.manager(), "cells", contests.EntryFilter{}, &out))
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), "\ufeff"))).ReadAll()
	must(t, err)
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
				t.Errorf("a spreadsheet would run %q", cell)
			}
		}
	}
	if len(rows) != 2 || rows[1][5] != "a@exemple.sn" || rows[1][13] != "'+1\n\"x\"" {
		t.Errorf("%q", rows)
	}
	if h.count(t, "journal WHERE action = 'entries.exported'") != 1 {
		t.Error("the journal does not say who took the file")
	}
}

func TestJournalTellsBeforeAndAfter(t *testing.T) {
	h := newHouse(t)
	c, err := h.Create(t.Context(), h.staff(account.Owner), form("journal"))
	must(t, err)
	f := form("journal")
	f.Title, f.Mode = "Deux ans de glaces", draw.ManyWins
	_, err = h.Edit(t.Context(), h.manager(), "journal", c.Version, f)
	must(t, err)
	n := h.count(t, `journal WHERE action = 'contest.edited' AND subject = 'contest:journal' AND actor_name = 'Nadia'
		AND before_json LIKE '%"title":"Un an de glaces"%' AND after_json LIKE '%"title":"Deux ans de glaces"%' AND after_json NOT LIKE '%slug%'`)
	if n != 1 {
		t.Error("the journal does not tell what the edit changed")
	}
}

// What staff wrote about somebody goes with them, and nobody's ticket comes back.
func TestErasureOfAnExcludedEntryIsForGood(t *testing.T) {
	h := newHouse(t)
	c := h.open(t, form("fete"))
	in := h.enter(t, "fete", "awa@exemple.sn")
	must(t, h.Exclude(t.Context(), h.manager(), "fete", in.Entry.ID, contests.ReasonNotEligible))
	f, err := h.fans.Find(t.Context(), h.brand.ID, in.Entry.Fan)
	must(t, err)
	must(t, h.fans.Forget(t.Context(), f))
	line, err := h.FindEntry(t.Context(), h.manager(), "fete", in.Entry.ID)
	must(t, err)
	if line.Reason != "" || line.Status != contests.EntryExcluded {
		t.Errorf("after erasure: %+v", line.Entry)
	}
	wantFault(t, h.Include(t.Context(), h.manager(), "fete", in.Entry.ID), contests.ErrEntryState)
	counts, err := h.Count(t.Context(), c)
	must(t, err)
	if counts.Confirmed != 0 {
		t.Errorf("a ticket of nobody: %+v", counts)
	}
}
