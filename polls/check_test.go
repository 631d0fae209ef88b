package polls_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/evlog"
	"kermesse/polls"
	"kermesse/polls/record"
)

// loggedHouse has a closed poll that was corrected, reviewed, reopened and whose result was
// declared void.
func loggedHouse(t *testing.T) (*house, polls.Poll) {
	t.Helper()
	h := newHouse(t)
	p := h.open(t, func(terms *polls.Terms) { terms.Access, terms.NetworkCap = polls.AccessNetwork, 1 })
	terms := flavours(func(terms *polls.Terms) { terms.Access, terms.NetworkCap = polls.AccessNetwork, 1 })
	terms.Title.EN = "Which sumer flavour?"
	terms.OpensAt = p.OpensAt
	if _, err := h.polls.Edit(t.Context(), h.cm, "gout", 0, terms); err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{"a", "b", "c"} {
		cast := one("coco")
		cast.Network = "192.0.2.0/24"
		h.vote(t, "gout", device(who), cast)
	}
	list, _, err := h.polls.ListDoubtful(t.Context(), h.cm, p)
	if err != nil || len(list) != 2 {
		t.Fatalf("%d set aside, %v", len(list), err)
	}
	for i, review := range []polls.Review{polls.Released, polls.Kept} {
		if _, err := h.polls.Decide(t.Context(), h.cm, "gout", polls.Decision{Review: review, Reason: "Une classe", Ballots: []string{list[i].ID}}); err != nil {
			t.Fatal(err)
		}
	}
	h.clock.Set(p.ClosesAt)
	if _, err := h.polls.Reopen(t.Context(), h.cm, "gout", "Panne", p.ClosesAt.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	h.clock.Set(p.ClosesAt.Add(2 * time.Hour))
	if p, err = h.polls.Void(t.Context(), h.cm, "gout", "Fraude"); err != nil {
		t.Fatal(err)
	}
	return h, p
}

// Every notice that fans were told has its record in the log, in the order in which it was
// told, beside those of the acts.
func TestNoticesStandInTheLog(t *testing.T) {
	h, p := loggedHouse(t)
	logged, err := h.polls.Records(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	var history record.History
	for _, l := range logged {
		kinds = append(kinds, string(l.Kind))
		if err := history.Add(l.Index, []byte(l.Text)); err != nil {
			t.Error(err)
		}
	}
	if got := strings.Join(kinds, " "); got != "publish notice notice notice close reopen notice close void notice" {
		t.Errorf("records: %s", got)
	}
	box, err := h.polls.OpenBox(t.Context(), p, polls.Reader{})
	if err != nil || len(box.Notices) != 5 {
		t.Errorf("%d notices in the box, %v", len(box.Notices), err)
	}
	if err := polls.CheckRows(t.Context(), h.db); err != nil {
		t.Errorf("a sound database: %v", err)
	}
}

func TestHistoryOfNotices(t *testing.T) {
	h, p := loggedHouse(t)
	logged, err := h.polls.Records(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	var history record.History
	for _, l := range []int{0, 2} { // one notice is missing
		err = history.Add(int64(l), []byte(logged[l].Text))
	}
	var impossible *record.Impossible
	if !errors.As(err, &impossible) || !strings.Contains(impossible.EN, "number 2") {
		t.Errorf("a notice is missing: %v", err)
	}
}

// Whoever changes a row by hand is told which.
func TestCheckRowsFindsWhatWasChanged(t *testing.T) {
	freed := func(table, statement string) []string {
		return []string{"DROP TRIGGER IF EXISTS " + table + "_frozen", "DROP TRIGGER IF EXISTS " + table + "_kept", statement}
	}
	for what, change := range map[string]struct {
		table      string
		statements []string
	}{
		"a reason":       {"poll_notices", freed("poll_notices", "UPDATE poll_notices SET reason = 'Rien' WHERE kind = 'kept'")},
		"a notice less":  {"poll_notices", freed("poll_notices", "DELETE FROM poll_notices WHERE kind = 'voided'")},
		"a record":       {"poll_records", freed("poll_records", "UPDATE poll_records SET record = replace(record, 'close', 'void') WHERE kind = 'close'")},
		"a rule":         {"polls", []string{"UPDATE polls SET quorum = 7"}},
		"another seed":   {"polls", []string{"UPDATE polls SET lot_seed = 'aa'"}},
		"the figures":    {"poll_snapshots", []string{`UPDATE poll_snapshots SET result = replace(result, 'coco', 'mangue')`}},
		"a ballot less":  {"ballots", []string{"UPDATE ballots SET state = 'withdrawn' WHERE state = 'counted'"}},
		"no final count": {"poll_snapshots", []string{"UPDATE poll_snapshots SET final = FALSE"}},
	} {
		t.Run(what, func(t *testing.T) {
			h, _ := loggedHouse(t)
			h.tampered = true
			if h.db.Dialect() == db.Postgres && strings.HasPrefix(change.statements[0], "DROP") {
				change.statements = []string{"ALTER TABLE " + change.table + " DISABLE TRIGGER USER", change.statements[2]}
			}
			for _, statement := range change.statements {
				if err := h.exec(t, statement); err != nil {
					t.Fatal(err)
				}
			}
			var wrong *evlog.Wrong
			if err := polls.CheckRows(t.Context(), h.db); !errors.As(err, &wrong) || wrong.Table != change.table {
				t.Errorf("%v, want a row of %s", err, change.table)
			}
		})
	}
}
