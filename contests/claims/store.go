package claims

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
)

type claimRow struct {
	ID            string
	Code          string
	BrandID       string
	ContestID     string
	Origin        string
	Attempt       int
	Prize         int
	Slot          int
	EntryID       string
	FanID         string
	Number        string
	Name          string
	Search        string
	Locale        string
	Promoted      bool
	State         string
	ToldAt        int64
	DueAt         int64
	RemindAt      int64
	IdentifiedAt  int64
	AcceptedAt    int64
	KeptAt        int64
	SentAt        int64
	ReceivedAt    int64
	EndedAt       int64
	Method        string
	Place         string
	Choice        string
	Country       string
	AddressSealed []byte
	Publicity     bool
	Carrier       string
	Tracking      string
	HandedBy      string
	HandedWhere   string
	HandHash      []byte
	HandUntil     int64
	PurgeAt       int64
	PurgedAt      int64
}

func (r claimRow) claim() Claim {
	return Claim{
		Won: Won{Contest: r.ContestID, Origin: OriginName(r.Origin), Attempt: r.Attempt, Prize: r.Prize, Slot: r.Slot},
		ID:  ID(r.ID), Code: r.Code, Brand: account.BrandID(r.BrandID), Entry: r.EntryID, Fan: fan.ID(r.FanID),
		Number: r.Number, Name: r.Name, Locale: r.Locale, Promoted: r.Promoted, State: State(r.State),
		ToldAt: db.Time(r.ToldAt), Due: db.Time(r.DueAt), IdentifiedAt: db.Time(r.IdentifiedAt), AcceptedAt: db.Time(r.AcceptedAt),
		KeptAt: db.Time(r.KeptAt), SentAt: db.Time(r.SentAt), ReceivedAt: db.Time(r.ReceivedAt), EndedAt: db.Time(r.EndedAt),
		Method: Method(r.Method), Place: r.Place, Choice: r.Choice, Country: r.Country, Publicity: r.Publicity,
		Carrier: r.Carrier, Tracking: r.Tracking, HandedBy: r.HandedBy, HandedAt: r.HandedWhere,
		PurgeAt: db.Time(r.PurgeAt), PurgedAt: db.Time(r.PurgedAt),
		sealed: r.AddressSealed, handHash: r.HandHash, handUntil: db.Time(r.HandUntil),
	}
}

// selectClaims returns the claims that the clause after FROM claims finds.
func selectClaims(ctx context.Context, d *db.DB, clause string, args ...any) ([]Claim, error) {
	var rows []claimRow
	if err := d.Gorm(ctx).Raw("SELECT * FROM claims "+clause, args...).Scan(&rows).Error; err != nil {
		return nil, err
	}
	found := make([]Claim, len(rows))
	for i, row := range rows {
		found[i] = row.claim()
	}
	return found, nil
}

// selectClaim returns the one claim that the clause finds, or ErrNotFound.
func selectClaim(ctx context.Context, d *db.DB, clause string, args ...any) (Claim, error) {
	found, err := selectClaims(ctx, d, clause, args...)
	if err != nil {
		return Claim{}, err
	}
	if len(found) == 0 {
		return Claim{}, ErrNotFound
	}
	return found[0], nil
}

// liveOf is a condition that finds the claim of what was won, unless it has ended; its
// arguments are those of key.
const liveOf = `WHERE contest_id = ? AND origin = ? AND attempt = ? AND prize = ? AND slot = ?
	AND state NOT IN ('declined', 'expired', 'void')`

func (w Won) key() []any { return []any{w.Contest, string(w.Origin), w.Attempt, w.Prize, w.Slot} }

func insertClaim(ctx context.Context, tx *db.DB, c Claim, remindAt time.Time, search string) error {
	return tx.Gorm(ctx).Exec(`INSERT INTO claims (id, code, brand_id, contest_id, origin, attempt, prize, slot, entry_id, fan_id,
		number, name, search, locale, promoted, state, told_at, due_at, remind_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		string(c.ID), c.Code, string(c.Brand), c.Contest, string(c.Origin), c.Attempt, c.Prize, c.Slot, c.Entry, string(c.Fan),
		c.Number, c.Name, search, c.Locale, c.Promoted, string(c.State), db.Millis(c.ToldAt), db.Millis(c.Due), db.Millis(remindAt)).Error
}

// columns are what a change sets, by name.
type columns map[string]any

// updateFrom changes a claim that is in one of some states, and reports whether it was.
func updateFrom(ctx context.Context, tx *db.DB, id ID, set columns, from ...State) (bool, error) {
	names := make([]string, len(from))
	for i, state := range from {
		names[i] = string(state)
	}
	res := tx.Gorm(ctx).Table("claims").Where("id = ? AND state IN ?", string(id), names).Updates(map[string]any(set))
	return res.RowsAffected == 1, res.Error
}

// forgotten are the columns that lead to a person, emptied.
func forgotten() columns {
	return columns{"address_sealed": nil, "name": "", "search": "", "pickup_hash": nil, "hand_hash": nil}
}

// with adds to columns.
func (c columns) with(more columns) columns {
	for name, value := range more {
		c[name] = value
	}
	return c
}

// Step is one thing that happened to a claim.
type Step struct {
	At    time.Time
	Kind  StepKind
	Actor string // empty: the winner
	Note  string
}

func insertStep(ctx context.Context, tx *db.DB, id ID, s Step) error {
	return tx.Gorm(ctx).Exec("INSERT INTO claim_steps (id, claim_id, at, step, actor, note) VALUES (?, ?, ?, ?, ?, ?)",
		db.NewID(), string(id), db.Millis(s.At), string(s.Kind), s.Actor, s.Note).Error
}

func selectSteps(ctx context.Context, d *db.DB, id ID) ([]Step, error) {
	var rows []struct {
		At                int64
		Step, Actor, Note string
	}
	err := d.Gorm(ctx).Raw("SELECT at, step, actor, note FROM claim_steps WHERE claim_id = ? ORDER BY id", string(id)).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	steps := make([]Step, len(rows))
	for i, r := range rows {
		steps[i] = Step{At: db.Time(r.At), Kind: StepKind(r.Step), Actor: r.Actor, Note: r.Note}
	}
	return steps, nil
}

// selectDue returns ids of claims that a condition finds, a few hundred at most: the job
// that asks comes again.
func selectDue(ctx context.Context, d *db.DB, condition string, args ...any) ([]ID, error) {
	var ids []ID
	err := d.Gorm(ctx).Raw("SELECT id FROM claims WHERE "+condition+" LIMIT 500", args...).Scan(&ids).Error
	return ids, err
}
