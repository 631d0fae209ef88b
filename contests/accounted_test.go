package contests_test

import (
	"slices"
	"strings"
	"testing"

	"kermesse/contests"
	"kermesse/contests/instant"
	"kermesse/internal/db"
	"kermesse/internal/picture"
)

// tie is what a table that leads to an entry or to a fan keeps of them, and what the test
// puts there to see it again in the export and nowhere once the entry is forgotten.
type tie struct {
	rows  string // an INSERT of one row; ? stands for the entry, then for the contest. Empty: the house writes one by itself
	shown string // of the row, in the entrant's export
	left  string // a condition on rows of the entry that still lead to a person: none once it is forgotten
	apart string // instead of all that: who else exports and forgets it, or why it leads to nobody
}

// ties are all tables with a column that leads to an entry or to a fan.
var ties = map[string]tie{
	"entries": {shown: "Priya Sharma", left: "id = ? AND name || alias || fan_id || search || answers_json || consents_json || flags || referrer_id <> ''"},
	"entry_revisions": {
		rows: `INSERT INTO entry_revisions (entry_id, contest_id, revision, commitment, identity_commit, tickets, listed_from, listed_until, secret_sealed)
			SELECT ?, ?, 0, commitment, identity_commit, 77, 0, 0, secret_sealed FROM entries LIMIT 1`,
		shown: `"Tickets":77`, left: "entry_id = ? AND secret_sealed IS NOT NULL",
	},
	"entry_acts": {
		rows:  `INSERT INTO entry_acts (entry_id, contest_id, id, action, period, state, proof, reason, acted_at) VALUES (?, ?, 'act1', 'story', '', 'refused', 'https://story.example/awa', 'floue', 1)`,
		shown: "https://story.example/awa", left: "entry_id = ? AND proof || reason <> ''",
	},
	"entry_pictures": {left: "entry_id = ?", shown: `"action:story"`},
	"entry_slips": {
		rows: `INSERT INTO entry_slips (entry_id, contest_id, id, shop, number, twin, amount_minor, bought_on, state, photo, sent_at)
			VALUES (?, ?, 'slip1', 'Super Port', 'A-4711', '1', 250000, '2026-11-21', 'waiting', FALSE, 1)`,
		shown: "A-4711", left: "entry_id = ? AND shop || number <> ''",
	},
	"entry_waiting_codes": {
		rows:  "INSERT INTO entry_waiting_codes (entry_id, hash) SELECT ?, commitment FROM entries WHERE contest_id = ? LIMIT 1",
		shown: `{"UsedAt":null}`, left: "entry_id = ?",
	},
	"contest_codes": {
		rows:  "INSERT INTO contest_codes (entry_id, contest_id, hash, batch, used_at) VALUES (?, ?, '1', 1, 1767225600000)",
		shown: `{"UsedAt":"2026-01-01T00:00:00Z"}`, left: "entry_id = ? AND 1 = 0", // a fingerprint that was used, by nobody known
	},
	"contest_letters": {shown: `"To":"p•••@exemple.sn"`, left: "entry_id = ? AND recipient <> ''"},
	"entry_traces": {
		rows:  "INSERT INTO entry_traces (entry_id, contest_id, kind, trace, seen_at) VALUES (?, ?, 'postal', 'x', 1)",
		shown: `"Kind":"postal"`, left: "entry_id = ?",
	},
	"entry_reviews": {
		rows:  "INSERT INTO entry_reviews (entry_id, contest_id, id, act, reason, flags, decided_at) VALUES (?, ?, 'r1', 'accepted', '', 'same-device', 1)",
		shown: "same-device", left: "entry_id = ? AND flags || reason <> ''",
	},
	"entry_appeals": {
		rows:  "INSERT INTO entry_appeals (entry_id, contest_id, said, made_at) VALUES (?, ?, 'Nous sommes quatre ici', 1)",
		shown: "Nous sommes quatre ici", left: "entry_id = ?",
	},
	"instant_plays": {shown: `"Prize":"Cornet 1"`, left: "entry_id = ? AND 1 = 0"}, // what was won stays won, by nobody known
	"instant_wins":  {shown: `"Prize":"Cornet 1"`, left: "entry_id = ? AND 1 = 0"},
	"draw_slots":    {shown: `"Drawn":[{"Attempt":1,"Prize":"Un an de glaces","Place":1`, left: "entry_id = ? AND 1 = 0"}, // as published
	"claims":        {shown: `"Tracking":"CX-1234"`, left: "entry_id = ? AND fan_id || name || search || tracking || country <> ''"},
	"claim_steps":   {shown: "LaPoste CX-1234", left: "claim_id IN (SELECT id FROM claims WHERE entry_id = ?) AND note <> ''"},
	"winner_years":  {apart: "a keyed hash of a contact beside a prize, forgotten with the fan: see TestWhatAWinnerReceivesInAYear"},
	"contest_disclosures": {
		apart: "opens a published name whose person is forgotten already; goes with the erasure, see TestPurgeGoesByClassOnTheDay",
	},

	"photos":           {apart: "package contests/photos: ExportEntry and Forget, which export and erasure of an entry call"},
	"fan_contacts":     {apart: "package fan"},
	"fan_mailboxes":    {apart: "package fan"},
	"fan_consents":     {apart: "package fan"},
	"fan_requests":     {apart: "package fan"},
	"fan_challenges":   {apart: "package fan"},
	"fan_sessions":     {apart: "package fan"},
	"pending_votes":    {apart: "package polls"},
	"ly_member":        {apart: "package loyalty"},
	"ly_letter":        {apart: "package loyalty"},
	"webhook_messages": {apart: "package webhook: the address goes with the fan"},
}

// leading are the columns that lead to an entry or to a fan.
var leading = []string{"entry_id", "fan_id", "fan", "claim_id", "referrer_id"}

func leadingTables(t testing.TB, d *db.DB) []string {
	t.Helper()
	query := "SELECT DISTINCT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name IN ?"
	if d.Dialect() == db.Postgres {
		query = "SELECT DISTINCT table_name FROM information_schema.columns WHERE table_schema = current_schema() AND column_name IN ?"
	}
	var names []string
	must(t, d.Gorm(t.Context()).Raw(query, leading).Scan(&names).Error)
	return names
}

// TestEveryTableOfAnEntrantIsExportedAndForgotten: whoever adds a table that leads to an
// entry or a fan says here what the entrant reads of it and what is left once they are
// forgotten; and that is seen.
func TestEveryTableOfAnEntrantIsExportedAndForgotten(t *testing.T) {
	h := newHouse(t)
	tables := leadingTables(t, h.db)
	for _, name := range tables {
		if _, known := ties[name]; !known {
			t.Errorf("%s leads to an entry or a fan, and is neither exported nor forgotten: give it a line in ties", name)
		}
	}
	for name := range ties {
		if !slices.Contains(tables, name) {
			t.Errorf("%s is in ties and leads to nobody", name)
		}
	}
	e := h.tied(t)
	held := h.export(t, e.Fan)
	for name, tie := range ties {
		if tie.apart != "" {
			continue
		}
		if h.count(t, name+" WHERE "+strings.Split(tie.left, " AND 1 = 0")[0], string(e.ID)) == 0 {
			t.Errorf("%s: nothing was there to be forgotten", name)
		}
		if !strings.Contains(held, tie.shown) {
			t.Errorf("%s: the export does not hold %q:\n%s", name, tie.shown, held)
		}
	}
	h.erase(t, e.Fan)
	for name, tie := range ties {
		if tie.apart == "" && h.count(t, name+" WHERE "+tie.left, string(e.ID)) != 0 {
			t.Errorf("%s still leads to somebody who was forgotten", name)
		}
	}
}

// tied is an entry with a row in every table that leads to one.
func (h *house) tied(t testing.TB) contests.Entry {
	t.Helper()
	f := game("tout", instant.Everyone, 3)
	f.Prizes = f.Prizes[:1]
	f.Entry.MaxTickets = 6
	f.Entry.Actions = []contests.Action{{ID: "story", Kind: "proof", Label: "Montrez votre glace", Proof: contests.ProofPicture, Tickets: 1}}
	f.Entry.Slips = &contests.SlipRules{PerMinor: 100_000, Currency: "MUR"}
	c := h.open(t, f)
	in := h.enter(t, "tout", "priya@exemple.sn")
	r, err := h.ReceiptOf(t.Context(), in.Entry.ID)
	must(t, err)
	_, err = h.Play(t.Context(), "tout", r.Key)
	must(t, err)
	_, err = h.Act(t.Context(), "tout", r.Key, "story", contests.ActForm{Picture: anyPicture()})
	must(t, err)
	must(t, h.db.InTx(t.Context(), func(tx *db.DB) error {
		must(t, tx.Gorm(t.Context()).Exec("DELETE FROM entry_acts").Error)
		for name, tie := range ties {
			if tie.rows == "" {
				continue
			}
			if err := tx.Gorm(t.Context()).Exec(tie.rows, string(in.Entry.ID), string(c.ID)).Error; err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		return nil
	}))
	h.runJobs(t, c.ClosesAt)
	h.runJobs(t, c.DrawAt)
	must(t, h.db.InTx(t.Context(), func(tx *db.DB) error {
		must(t, tx.Gorm(t.Context()).Exec("UPDATE claims SET carrier = 'LaPoste', tracking = 'CX-1234', country = 'SN' WHERE origin = 'draw'").Error)
		return tx.Gorm(t.Context()).Exec("UPDATE claim_steps SET note = 'LaPoste CX-1234'").Error
	}))
	return in.Entry
}

// TestPurgeOfAWinnerTakesWhatTheySent: the phase that leaves a winner's name and number on
// the page takes all they sent, as the rules say.
func TestPurgeOfAWinnerTakesWhatTheySent(t *testing.T) {
	h := newHouse(t)
	e := h.tied(t)
	c, err := h.Find(t.Context(), "tout")
	must(t, err)
	h.clock.Set(c.DrawAt.AddDate(0, 0, c.Law.Retention.WinnersDays+1))
	must(t, h.PurgeDue(t.Context()))
	if h.count(t, "entries WHERE id = ? AND holder LIKE 'purged:%' AND alias <> '' AND fan_id = '' AND word_sealed IS NULL", string(e.ID)) != 1 {
		t.Fatal("the winner was not purged")
	}
	for _, name := range []string{"entry_pictures", "entry_slips", "entry_acts", "entry_waiting_codes", "entry_traces", "entry_appeals", "entry_reviews", "contest_letters"} {
		if h.count(t, name+" WHERE "+ties[name].left, string(e.ID)) != 0 {
			t.Errorf("%s still leads to the winner", name)
		}
	}
}

func anyPicture() *picture.Picture {
	return &picture.Picture{Files: []picture.File{{Width: 10, Height: 10, JPEG: []byte("jpeg bytes")}}}
}
