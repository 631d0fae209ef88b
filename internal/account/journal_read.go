package account

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/fault"
)

// JournalFilter narrows a journal down. The zero filter takes everything.
type JournalFilter struct {
	User    UserID
	Action  string // exactly, or with a "." at its end all that begin with it: "contest."
	Subject string
	From    time.Time // this moment included
	To      time.Time // this moment excluded
	Before  string    // cursor: the Next of the page before
	Limit   int       // 1 to MaxJournalPage; 0: 50
}

// MaxJournalPage is how many lines one page of a journal has at most.
const MaxJournalPage = 200

// JournalPage is part of a journal, the newest line first.
type JournalPage struct {
	Lines []JournalLine
	Next  string // cursor of the next page; empty: this is the last
}

// JournalLine is one act.
type JournalLine struct {
	ID      string
	At      time.Time
	Kind    ActorKind
	User    UserID
	Name    string
	Action  string
	Subject string
	Changes []FieldChange // by field
}

// FieldChange is what an act changed in one field, as JSON; empty where there was, or
// is, nothing.
type FieldChange struct {
	Field  string
	Before string
	After  string
}

// ErrCursor says that a cursor was not one of ours.
var ErrCursor = fault.New(fault.Malformed, "cursor_invalid",
	"Ce curseur n’est pas celui d’une page précédente. Reprenez la liste depuis le début.",
	"This cursor is not that of a page before. Start the list again.")

// ListJournal returns lines of the journal of the actor's brand. It needs ViewJournal.
func (s *Service) ListJournal(ctx context.Context, actor Actor, f JournalFilter) (JournalPage, error) {
	return ListJournal(ctx, s.db, actor, f)
}

// ListJournal is ListJournal of a Service for a domain that has the database. d may be a
// transaction.
func ListJournal(ctx context.Context, d *db.DB, actor Actor, f JournalFilter) (JournalPage, error) {
	if err := actor.Require(ViewJournal, actor.Brand); err != nil {
		return JournalPage{}, err
	}
	const idLength = 36
	if f.Before != "" && len(f.Before) != idLength {
		return JournalPage{}, ErrCursor
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	f.Limit = min(f.Limit, MaxJournalPage)
	rows, err := selectJournal(ctx, d, actor.Brand, f)
	if err != nil {
		return JournalPage{}, err
	}
	var page JournalPage
	if len(rows) > f.Limit { // one more was read, to know whether there is more
		rows = rows[:f.Limit]
		page.Next = rows[f.Limit-1].ID
	}
	for _, row := range rows {
		page.Lines = append(page.Lines, row.line())
	}
	return page, nil
}

// ListJournalActions returns the actions that occur in the journal of the actor's
// brand, in order: for a filter. It needs ViewJournal.
func (s *Service) ListJournalActions(ctx context.Context, actor Actor) ([]string, error) {
	if err := actor.Require(ViewJournal, actor.Brand); err != nil {
		return nil, err
	}
	return selectJournalActions(ctx, s.db, actor.Brand)
}

// ListJournalActors returns who occurs in the journal of the actor's brand, by name. It
// needs ViewJournal.
func (s *Service) ListJournalActors(ctx context.Context, actor Actor) ([]User, error) {
	if err := actor.Require(ViewJournal, actor.Brand); err != nil {
		return nil, err
	}
	return selectJournalActors(ctx, s.db, actor.Brand)
}

// changes joins both sides of a line by field.
func changes(before, after string) []FieldChange {
	old, now := decode(before), decode(after)
	var fields []string
	for name := range old {
		fields = append(fields, name)
	}
	for name := range now {
		if _, both := old[name]; !both {
			fields = append(fields, name)
		}
	}
	slices.Sort(fields)
	joined := make([]FieldChange, len(fields))
	for i, name := range fields {
		joined[i] = FieldChange{Field: name, Before: string(old[name]), After: string(now[name])}
	}
	return joined
}

func decode(object string) map[string]json.RawMessage {
	var fields map[string]json.RawMessage
	if object != "" {
		// What Record wrote is an object; a line that is not is shown without its fields.
		_ = json.Unmarshal([]byte(object), &fields)
	}
	return fields
}
