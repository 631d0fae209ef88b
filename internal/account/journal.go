package account

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"kermesse/internal/db"
)

// Change is one line of a brand's journal: what was done, to what, and how it looked
// before and after.
//
// Before and After are anything that marshals to a JSON object, a map[string]any for
// most; fields that did not change are left out of the line, and fields whose name
// speaks of a password, a secret, a token or a hash never get in. Personal data of fans
// does not belong here: the journal outlives them. Name a fan by fan.ID.
type Change struct {
	Action  string // what was done, in the past: "contest.published"
	Subject string // to what: "contest:flavour-2026"
	Before  any    // nil where there was nothing
	After   any    // nil where nothing is left
	At      time.Time

	// Joins is for acts that a page does by itself while somebody types: how long ago a line
	// of the same person, act and fields may have begun for this change to go on with it. That
	// line then says how it was before the first change and how it is after the last. 0: a
	// line of its own, always.
	Joins time.Duration
}

var errChange = errors.New("account: a change needs a brand, an action, a subject and a time")

// Record writes a change into the journal of the actor's brand, in the caller's
// transaction: the change and its line are committed together, and LastChange tells of it.
func Record(ctx context.Context, tx *db.DB, actor Actor, c Change) error {
	if err := tx.RequireTx(); err != nil {
		return err
	}
	if actor.Brand == "" || actor.Kind == "" || c.Action == "" || c.Subject == "" || c.At.IsZero() {
		return errChange
	}
	before, after, err := difference(c.Before, c.After)
	if err != nil {
		return fmt.Errorf("account: %s: %w", c.Action, err)
	}
	tx.Touch(string(actor.Brand))
	row := journalRow{
		ID: db.NewID(), BrandID: string(actor.Brand), At: db.Millis(c.At),
		ActorKind: string(actor.Kind), ActorID: string(actor.User), ActorName: actor.Name,
		Action: c.Action, Subject: c.Subject, BeforeJSON: before, AfterJSON: after,
	}
	if c.Joins > 0 {
		if joined, err := join(ctx, tx, row, c.At.Add(-c.Joins)); err != nil || joined {
			return err
		}
	}
	return insertJournal(ctx, tx, row)
}

// LastChange is the number of the last change of a brand that this process knows of; empty:
// of any brand. It grows with everything that is recorded, before who made the change is
// answered, so that a copy of what a brand shows is as good as new while it stands still.
func (s *Service) LastChange(brand BrandID) uint64 { return s.db.Touched(string(brand)) }

// difference returns both sides as JSON objects without what is the same in both.
func difference(before, after any) (string, string, error) {
	old, err := object(before)
	if err != nil {
		return "", "", err
	}
	now, err := object(after)
	if err != nil {
		return "", "", err
	}
	if old != nil && now != nil {
		for name, value := range old {
			if other, both := now[name]; both && bytes.Equal(value, other) {
				delete(old, name)
				delete(now, name)
			}
		}
	}
	left, err := encode(old)
	if err != nil {
		return "", "", err
	}
	right, err := encode(now)
	return left, right, err
}

// object returns v's fields as JSON, those that must stay secret hidden.
func object(v any) (map[string]json.RawMessage, error) {
	if v == nil {
		return nil, nil
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return nil, fmt.Errorf("not an object: %w", err)
	}
	for name := range fields {
		if secretName(name) {
			delete(fields, name)
		}
	}
	return fields, nil
}

func secretName(name string) bool {
	name = strings.ToLower(name)
	for _, word := range []string{"password", "secret", "token", "passhash", "password_hash", "salt"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}

func encode(fields map[string]json.RawMessage) (string, error) {
	if len(fields) == 0 {
		return "", nil
	}
	raw, err := json.Marshal(fields)
	return string(raw), err
}
