package contests

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"kermesse/contests/draw"
	"kermesse/internal/db"
	"kermesse/internal/fan"
)

type entryRow struct {
	ID             string
	ContestID      string
	Holder         string
	FanID          string
	Number         string
	Source         string
	Status         string
	Name           string
	Alias          string
	Author         string
	Locale         string
	Tickets        int64
	Revision       int
	Flags          string
	AnswersJSON    string
	ConsentsJSON   string
	Commitment     []byte
	IdentityCommit []byte
	SecretSealed   []byte
	FormKey        []byte
	ExcludedReason string
	Search         string
	CreatedAt      int64
	AcceptedAt     int64
	RevisedAt      int64
	ListedFrom     int64
	LogSize        int64
	Place          string
	ReadyAt        int64
	ActionTickets  int64
	ReferrerID     string
	Via            string
	WordSealed     []byte

	FormerWordsSealed []byte
}

// newRow is an entry with what only the store and the domain's insides know of it.
type newRow struct {
	Entry
	Holder         string // what makes it one per person: fan:ID, author:KEY, comment:KEY
	IdentityCommit draw.Hash
	SecretSealed   []byte
	Consents       []fan.Consent // given with the form, recorded once the entry counts
	FormKey        []byte
	ready          bool // its contact needs no proof: it counts as soon as its mandatory actions are done
	Via            Via  // which way its entrant came
}

// stored is an entry as it was read back.
type stored struct {
	Entry
	row entryRow
}

func (r entryRow) entry() (stored, error) {
	e := Entry{
		ID: EntryID(r.ID), Contest: ID(r.ContestID), Fan: fan.ID(r.FanID), Number: r.Number,
		Source: EntrySource(r.Source), Place: EntryPlace(r.Place), Status: EntryStatus(r.Status), Name: r.Name, Alias: r.Alias, Author: r.Author,
		Locale: r.Locale, Tickets: uint64(r.Tickets), Revision: r.Revision, Reason: r.ExcludedReason,
		CreatedAt: db.Time(r.CreatedAt), AcceptedAt: db.Time(r.AcceptedAt), RevisedAt: db.Time(r.RevisedAt),
		ReadyAt: db.Time(r.ReadyAt), Referrer: EntryID(r.ReferrerID),
		listedFrom: r.ListedFrom, logSize: r.LogSize, granted: uint64(r.ActionTickets), wordSealed: r.WordSealed, wordsWere: r.FormerWordsSealed,
	}
	copy(e.Commitment[:], r.Commitment)
	e.Flags = readFlags(r.Flags)
	if r.AnswersJSON != "" {
		if err := json.Unmarshal([]byte(r.AnswersJSON), &e.Answers); err != nil {
			return stored{}, err
		}
	}
	return stored{e, r}, nil
}

func (s stored) consents() ([]fan.Consent, error) {
	var consents []fan.Consent
	if s.row.ConsentsJSON == "" {
		return nil, nil
	}
	err := json.Unmarshal([]byte(s.row.ConsentsJSON), &consents)
	return consents, err
}

func (n newRow) row() (entryRow, error) {
	r := entryRow{
		ID: string(n.ID), ContestID: string(n.Contest), Holder: n.Holder, FanID: string(n.Fan), Number: n.Number,
		Source: string(n.Source), Place: string(n.Place), Via: string(n.Via), Status: string(n.Status), Name: n.Name, Alias: n.Alias, Author: n.Author,
		Locale: n.Locale, Tickets: int64(n.Tickets), Revision: n.Revision,
		Commitment: n.Commitment[:], IdentityCommit: n.IdentityCommit[:], SecretSealed: n.SecretSealed, FormKey: n.FormKey,
		Search:    foldText(n.Name + " " + n.Author + " " + n.Number),
		CreatedAt: db.Millis(n.CreatedAt), AcceptedAt: db.Millis(n.AcceptedAt), ListedFrom: n.listedFrom, LogSize: n.logSize,
		ReferrerID: string(n.Referrer),
		WordSealed: n.wordSealed,
	}
	r.Flags = writeFlags(n.Flags)
	var err error
	if len(n.Answers) > 0 {
		if r.AnswersJSON, err = jsonText(n.Answers); err != nil {
			return entryRow{}, err
		}
	}
	if n.Status == EntryPending {
		r.ConsentsJSON, err = jsonText(n.Consents)
	}
	return r, err
}

func jsonText(v any) (string, error) {
	text, err := json.Marshal(v)
	return string(text), err
}

const entryColumns = `id, contest_id, holder, fan_id, number, source, status, name, alias, author, locale, tickets,
	revision, flags, answers_json, consents_json, commitment, identity_commit, secret_sealed, form_key, search, created_at, accepted_at,
	listed_from, log_size, place, referrer_id, via, word_sealed`

func (r entryRow) values() []any {
	return []any{
		r.ID, r.ContestID, r.Holder, r.FanID, r.Number, r.Source, r.Status, r.Name, r.Alias, r.Author, r.Locale, r.Tickets,
		r.Revision, r.Flags, r.AnswersJSON, r.ConsentsJSON, r.Commitment, r.IdentityCommit, r.SecretSealed, r.FormKey,
		r.Search, r.CreatedAt, r.AcceptedAt, r.ListedFrom, r.LogSize, r.Place, r.ReferrerID, r.Via, r.WordSealed,
	}
}

// insertEntry stores an entry unless its holder has one, and reports whether it did.
func insertEntry(ctx context.Context, tx *db.DB, n newRow) (bool, error) {
	inserted, err := insertEntries(ctx, tx, []newRow{n})
	return inserted[n.Holder], err
}

// entriesPerInsert keeps a statement's values far below what either database bears.
const entriesPerInsert = 200

// insertEntries stores those entries whose holders have none, and returns these
// holders. Callers give them in the order of their holders: two imports that meet then
// wait for each other and never both.
func insertEntries(ctx context.Context, tx *db.DB, entries []newRow) (map[string]bool, error) {
	inserted := make(map[string]bool, len(entries))
	for batch := range slices.Chunk(entries, entriesPerInsert) {
		var values []any
		for _, n := range batch {
			row, err := n.row()
			if err != nil {
				return nil, err
			}
			values = append(values, row.values()...)
		}
		marks := "(?" + strings.Repeat(", ?", len(values)/len(batch)-1) + ")"
		var holders []string
		err := tx.Gorm(ctx).Raw("INSERT INTO entries ("+entryColumns+") VALUES "+marks+strings.Repeat(", "+marks, len(batch)-1)+
			" ON CONFLICT (contest_id, holder) DO NOTHING RETURNING holder", values...).Scan(&holders).Error
		if err != nil {
			return nil, err
		}
		for _, holder := range holders {
			inserted[holder] = true
		}
	}
	return inserted, nil
}

func selectEntries(ctx context.Context, d *db.DB, clause string, args ...any) ([]stored, error) {
	var rows []entryRow
	if err := d.Gorm(ctx).Raw("SELECT * FROM entries "+clause, args...).Scan(&rows).Error; err != nil {
		return nil, err
	}
	found := make([]stored, len(rows))
	for i, row := range rows {
		e, err := row.entry()
		if err != nil {
			return nil, err
		}
		found[i] = e
	}
	return found, nil
}

// selectEntry returns the one entry that the clause finds, or ErrEntryNotFound.
func selectEntry(ctx context.Context, d *db.DB, clause string, args ...any) (stored, error) {
	found, err := selectEntries(ctx, d, clause, args...)
	if err != nil {
		return stored{}, err
	}
	if len(found) == 0 {
		return stored{}, ErrEntryNotFound
	}
	return found[0], nil
}

// updateConfirmed makes a pending entry count and reports whether it was pending.
func updateConfirmed(ctx context.Context, tx *db.DB, e Entry) (bool, error) {
	res := tx.Gorm(ctx).Exec(`UPDATE entries SET status = 'confirmed', accepted_at = ?, listed_from = ?, log_size = ?, consents_json = '',
		tickets = ?, action_tickets = ? WHERE id = ? AND status = 'pending'`,
		db.Millis(e.AcceptedAt), e.listedFrom, e.logSize, int64(e.Tickets), int64(e.granted), string(e.ID))
	return res.RowsAffected == 1, res.Error
}

// updatePointTickets counts tickets that points have bought, up to a cap, and reports whether
// they fit.
func updatePointTickets(ctx context.Context, tx *db.DB, id EntryID, n, most int) (bool, error) {
	res := tx.Gorm(ctx).Exec("UPDATE entries SET point_tickets = point_tickets + ? WHERE id = ? AND point_tickets + ? <= ?", n, string(id), n, most)
	return res.RowsAffected == 1, res.Error
}
