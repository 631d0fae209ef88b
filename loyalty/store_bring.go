package loyalty

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
)

type importRow struct {
	ID         string
	Brand      account.BrandID
	File       string
	LineCount  int64
	Titles     string
	Parts      int64
	NextPart   int64
	State      string
	AtOnce     bool
	Foreseen   string
	CameTo     string
	Author     string
	AuthorName string
	Runner     string
	RunnerName string
	CreatedAt  int64
	EndedAt    int64
}

func (r importRow) memberImport() (MemberImport, error) {
	m := MemberImport{
		ID: ImportID(r.ID), File: r.File, Rows: r.LineCount, State: ImportState(r.State), Author: r.AuthorName, Runner: r.RunnerName,
		CreatedAt: db.Time(r.CreatedAt), EndedAt: db.Time(r.EndedAt), parts: r.Parts, next: r.NextPart, atOnce: r.AtOnce, brand: r.Brand,
		authorID: account.UserID(r.Author), runner: account.UserID(r.Runner),
	}
	for _, column := range []struct {
		text string
		into any
	}{{r.Titles, &m.titles}, {r.Foreseen, &m.Foreseen}, {r.CameTo, &m.CameTo}} {
		if err := decodeTerms(column.text, column.into); err != nil {
			return m, fmt.Errorf("loyalty: import %s: %w", r.ID, err)
		}
	}
	return m, nil
}

const selectImports = `SELECT id, brand, file, line_count, titles, parts, next_part, state, at_once, foreseen, came_to,
	author, author_name, runner, runner_name, created_at, ended_at FROM ly_import WHERE state <> 'sending' AND `

func (b books) insertImport(ctx context.Context, m MemberImport) error {
	titles, err := json.Marshal(m.titles)
	if err != nil {
		return err
	}
	_, err = b.exec(ctx, `INSERT INTO ly_import (id, brand, file, line_count, titles, parts, next_part, state, at_once, author, author_name, created_at)
		VALUES (?, ?, ?, 0, ?, 0, 0, 'sending', ?, ?, ?, ?)`,
		m.ID, b.brand, m.File, string(titles), m.atOnce, m.authorID, m.Author, db.Millis(m.CreatedAt))
	return err
}

func (b books) insertPart(ctx context.Context, id ImportID, no int64, sealed []byte) error {
	_, err := b.exec(ctx, "INSERT INTO ly_import_part (import, no, sealed) VALUES (?, ?, ?)", id, no, sealed)
	return err
}

func (b books) startCheck(ctx context.Context, m MemberImport) error {
	_, err := b.exec(ctx, "UPDATE ly_import SET state = 'checking', line_count = ?, parts = ? WHERE id = ?", m.Rows, m.parts, m.ID)
	return err
}

func (b books) deleteImport(ctx context.Context, id ImportID) error {
	for _, query := range []string{
		"DELETE FROM ly_import_part WHERE import = ?", "DELETE FROM ly_import_left WHERE import = ?", "DELETE FROM ly_import WHERE id = ?",
	} {
		if _, err := b.exec(ctx, query, id); err != nil {
			return err
		}
	}
	return nil
}

func (b books) memberImport(ctx context.Context, id ImportID) (MemberImport, error) {
	if !storable(string(id)) {
		return MemberImport{}, ErrImportGone
	}
	var rows []importRow
	if err := b.read(ctx, &rows, selectImports+"brand = ? AND id = ?", b.brand, id); err != nil {
		return MemberImport{}, err
	}
	if len(rows) == 0 {
		return MemberImport{}, ErrImportGone
	}
	return rows[0].memberImport()
}

func (b books) memberImports(ctx context.Context) ([]MemberImport, error) {
	var rows []importRow
	if err := b.read(ctx, &rows, selectImports+"brand = ? ORDER BY created_at DESC, id DESC LIMIT 50", b.brand); err != nil {
		return nil, err
	}
	return readImports(rows)
}

func readImports(rows []importRow) ([]MemberImport, error) {
	list := make([]MemberImport, len(rows))
	for i, row := range rows {
		var err error
		if list[i], err = row.memberImport(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// dueImports are those that are to be checked or to go on, of all brands, the oldest first.
func dueImports(ctx context.Context, d *db.DB) ([]MemberImport, error) {
	var rows []importRow
	err := d.Gorm(ctx).Raw(selectImports + "state IN ('checking', 'running') ORDER BY created_at, id").Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	return readImports(rows)
}

// part reads the rows of a file that are still to be taken; nil where they were.
func (b books) part(ctx context.Context, id ImportID, no int64) ([]byte, error) {
	var parts [][]byte
	if err := b.read(ctx, &parts, "SELECT sealed FROM ly_import_part WHERE import = ? AND no = ?", id, no); err != nil || len(parts) == 0 {
		return nil, err
	}
	return parts[0], nil
}

func (b books) noteCheck(ctx context.Context, id ImportID, t Tally) error {
	_, err := b.exec(ctx, "UPDATE ly_import SET foreseen = ? WHERE id = ? AND state = 'checking'", encodeTerms(t), id)
	return err
}

// endCheck reports whether this server ended it.
func (b books) endCheck(ctx context.Context, id ImportID) (bool, error) {
	rows, err := b.exec(ctx, "UPDATE ly_import SET state = 'checked' WHERE id = ? AND state = 'checking'", id)
	return rows == 1, err
}

// startImport lets a checked import run, once. What the check left out is forgotten: the
// import tells it anew.
func (b books) startImport(ctx context.Context, id ImportID, actor account.Actor) (bool, error) {
	rows, err := b.exec(ctx, "UPDATE ly_import SET state = 'running', runner = ?, runner_name = ? WHERE id = ? AND brand = ? AND state = 'checked'",
		actor.User, actor.Name, id, b.brand)
	if err != nil || rows == 0 {
		return false, err
	}
	_, err = b.exec(ctx, "DELETE FROM ly_import_left WHERE import = ?", id)
	return true, err
}

// claimPart takes the next part for this transaction; false where it was taken.
func (b books) claimPart(ctx context.Context, id ImportID, no int64) (bool, error) {
	rows, err := b.exec(ctx, "UPDATE ly_import SET next_part = ? WHERE id = ? AND state = 'running' AND next_part = ?", no+1, id, no)
	return rows == 1, err
}

// notePart adds what a part came to, and forgets its rows: they name people.
func (b books) notePart(ctx context.Context, id ImportID, no int64, t Tally) error {
	m, err := b.memberImport(ctx, id)
	if err != nil {
		return err
	}
	m.CameTo.add(t)
	if _, err := b.exec(ctx, "UPDATE ly_import SET came_to = ? WHERE id = ?", encodeTerms(m.CameTo), id); err != nil {
		return err
	}
	_, err = b.exec(ctx, "DELETE FROM ly_import_part WHERE import = ? AND no = ?", id, no)
	return err
}

func (b books) endImport(ctx context.Context, id ImportID, at time.Time) (bool, error) {
	rows, err := b.exec(ctx, "UPDATE ly_import SET state = 'done', ended_at = ? WHERE id = ? AND state = 'running' AND next_part = parts",
		db.Millis(at), id)
	return rows == 1, err
}

type leftRow struct {
	Line   int64
	Code   string
	Sealed []byte
}

func (b books) leftOut(ctx context.Context, id ImportID, after int64, atMost int) (rows []leftRow, err error) {
	err = b.read(ctx, &rows, "SELECT line, code, sealed FROM ly_import_left WHERE import = ? AND line > ? ORDER BY line LIMIT ?", id, after, atMost)
	return rows, err
}

// purgeImports forgets files that nobody let run, and lines that were left out long ago.
func purgeImports(ctx context.Context, tx *db.DB, idle, left time.Time) error {
	var ids []ImportID
	g := tx.Gorm(ctx)
	err := g.Raw("SELECT id FROM ly_import WHERE state IN ('sending', 'checked') AND created_at < ?", db.Millis(idle)).Scan(&ids).Error
	for _, id := range ids {
		if err == nil {
			err = books{tx: tx}.deleteImport(ctx, id)
		}
	}
	if err != nil {
		return err
	}
	return g.Exec("DELETE FROM ly_import_left WHERE import IN (SELECT id FROM ly_import WHERE state = 'done' AND ended_at < ?)", db.Millis(left)).Error
}

// storedRequests are the fingerprints of requests that came under keys before.
func (b books) storedRequests(ctx context.Context, keys []string) (map[string][]byte, error) {
	known := map[string][]byte{}
	if len(keys) == 0 {
		return known, nil
	}
	var rows []struct {
		Key     string
		Request []byte
	}
	err := b.read(ctx, &rows, "SELECT key, request FROM ly_idem WHERE brand = ? AND key IN ? AND answer <> ''", b.brand, keys)
	for _, row := range rows {
		known[row.Key] = row.Request
	}
	return known, err
}

func (b books) memberByRef(ctx context.Context, ref string) (Member, bool, error) {
	var rows []memberRow
	err := b.read(ctx, &rows, "SELECT id, ref, fan, created_at, erased_at FROM ly_member WHERE brand = ? AND ref = ?", b.brand, ref)
	if err != nil || len(rows) == 0 {
		return Member{}, false, err
	}
	return rows[0].member(), true, nil
}

// linkFan says which fan a member is, where nobody was so far.
func (b books) linkFan(ctx context.Context, member MemberID, id fan.ID) error {
	_, err := b.exec(ctx, "UPDATE ly_member SET fan = ? WHERE id = ? AND fan IS NULL", id, member)
	return err
}
