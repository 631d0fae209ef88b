package account

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"kermesse/internal/db"
)

// maxJoined is how many lines are looked through for the one to go on with: more than a few
// people write about one subject in the minutes that matter.
const maxJoined = 50

// join adds a change to the line that the same person began about the same fields, and
// reports whether there is one since then. What somebody else did to these fields meanwhile
// stands between the two, and parts them.
func join(ctx context.Context, tx *db.DB, change journalRow, since time.Time) (bool, error) {
	lines, err := selectJournalSince(ctx, tx, change.BrandID, change.Subject, since, maxJoined)
	if err != nil {
		return false, err
	}
	for _, line := range lines {
		if !overlap(line, change) {
			continue
		}
		if line.Action != change.Action || line.ActorKind != change.ActorKind || line.ActorID != change.ActorID {
			return false, nil
		}
		if line.BeforeJSON, line.AfterJSON, err = joined(line, change); err != nil {
			return false, fmt.Errorf("account: %s: %w", change.Action, err)
		}
		return true, updateJournal(ctx, tx, line)
	}
	return false, nil
}

// fields are the names that a line tells a change of.
func (r journalRow) fields() map[string]bool {
	names := map[string]bool{}
	for _, side := range []string{r.BeforeJSON, r.AfterJSON} {
		for name := range decode(side) {
			names[name] = true
		}
	}
	return names
}

// overlap reports whether two lines are about the same thing: they share a field.
func overlap(a, b journalRow) bool {
	of := a.fields()
	for name := range b.fields() {
		if of[name] {
			return true
		}
	}
	return false
}

// joined returns how the fields of two lines were before the first and are after the second,
// without those that are again as they were.
func joined(first, second journalRow) (before, after string, err error) {
	old, now := decode(first.BeforeJSON), decode(first.AfterJSON)
	if old == nil {
		old = map[string]json.RawMessage{}
	}
	if now == nil {
		now = map[string]json.RawMessage{}
	}
	had, has, known := decode(second.BeforeJSON), decode(second.AfterJSON), first.fields()
	for name := range second.fields() {
		if value, was := had[name]; was && !known[name] {
			old[name] = value
		}
		delete(now, name)
		if value, is := has[name]; is {
			now[name] = value
		}
		if was, is := old[name], now[name]; was != nil && bytes.Equal(was, is) {
			delete(old, name)
			delete(now, name)
		}
	}
	if before, err = encode(old); err != nil {
		return "", "", err
	}
	after, err = encode(now)
	return before, after, err
}
