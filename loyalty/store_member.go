package loyalty

import (
	"context"
	"slices"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/fan"
)

// forgetMember deletes what leads from the books to a person.
func (b books) forgetMember(ctx context.Context, member MemberID, at time.Time) error {
	for _, step := range []struct {
		query string
		args  []any
	}{
		{"DELETE FROM ly_txn_note WHERE txn IN (SELECT id FROM ly_txn WHERE member = ?)", []any{member}},
		{"UPDATE ly_redemption SET status = ? WHERE member = ? AND status = ?", []any{VoucherVoid, member, VoucherIssued}},
		{
			"DELETE FROM ly_code_key WHERE used = 0 AND brand = ? AND hash IN (SELECT code_hash FROM ly_redemption WHERE member = ? AND kind = ?)",
			[]any{b.brand, member, RewardCode},
		},
		{"UPDATE ly_redemption SET delivered = NULL WHERE member = ?", []any{member}},
		{"UPDATE ly_gift SET message = '' WHERE giver = ?", []any{member}},
		{"UPDATE ly_adjust_request SET reason = '', words = '' WHERE member = ?", []any{member}},
		{"UPDATE ly_adjust_request SET state = ? WHERE member = ? AND state = ?", []any{RequestLapsed, member, RequestWaiting}},
		{"DELETE FROM ly_refusal WHERE member = ?", []any{member}},
		{"DELETE FROM ly_card_use WHERE member = ?", []any{member}},
		{"DELETE FROM ly_segment WHERE member = ?", []any{member}},
		{"DELETE FROM ly_referral WHERE friend = ? OR referrer = ?", []any{member, member}},
		{"UPDATE ly_purchase SET store = '', lines = '' WHERE member = ?", []any{member}},
		{"UPDATE ly_member SET fan = NULL, birthday = '', first_name = NULL, referral = NULL, erased_at = ? WHERE id = ?", []any{db.Millis(at), member}},
	} {
		if _, err := b.exec(ctx, step.query, step.args...); err != nil {
			return err
		}
	}
	return nil
}

// insertMembers makes members and their wallets, those aside that are there.
func (b books) insertMembers(ctx context.Context, refs []string, at time.Time) (int, error) {
	const batch = 1000
	made := 0
	for part := range slices.Chunk(slices.Compact(slices.Sorted(slices.Values(refs))), batch) {
		rows := insertion{into: "ly_member (id, brand, ref, created_at)", then: "ON CONFLICT (brand, ref) DO NOTHING"}
		for _, ref := range part {
			rows.add(db.NewID(), b.brand, ref, db.Millis(at))
		}
		n, err := rows.count(ctx, b)
		if err != nil {
			return made, err
		}
		made += n
		if err := b.insertWallets(ctx, "m.ref IN ?", part); err != nil {
			return made, err
		}
	}
	return made, nil
}

// insertWallets opens the wallets of members that have none.
func (b books) insertWallets(ctx context.Context, where string, members any) error {
	_, err := b.exec(ctx, `INSERT INTO ly_wallet (member, brand) SELECT m.id, m.brand FROM ly_member m
		WHERE m.brand = ? AND `+where+` ON CONFLICT (member) DO NOTHING`, b.brand, members)
	return err
}

// refOfFan returns the number of a fan's membership.
func (b books) refOfFan(ctx context.Context, id fan.ID) (ref string, found bool, err error) {
	var refs []string
	if err := b.read(ctx, &refs, "SELECT ref FROM ly_member WHERE brand = ? AND fan = ?", b.brand, id); err != nil {
		return "", false, err
	}
	if len(refs) == 0 {
		return "", false, nil
	}
	return refs[0], true, nil
}

// insertFan makes a fan a member, unless they are one.
func (b books) insertFan(ctx context.Context, ref string, id fan.ID, at time.Time) error {
	_, err := b.exec(ctx, "INSERT INTO ly_member (id, brand, ref, fan, created_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (fan) DO NOTHING",
		db.NewID(), b.brand, ref, id, db.Millis(at))
	if err != nil {
		return err
	}
	return b.insertWallets(ctx, "m.fan = ?", id)
}

type memberRow struct {
	ID        string
	Ref       string
	Fan       *string
	CreatedAt int64
	ErasedAt  int64
}

func (r memberRow) member() Member {
	m := Member{ID: MemberID(r.ID), Ref: r.Ref, CreatedAt: db.Time(r.CreatedAt), ErasedAt: db.Time(r.ErasedAt)}
	if r.Fan != nil {
		m.Fan = fan.ID(*r.Fan)
	}
	return m
}

func (b books) member(ctx context.Context, id MemberID) (Member, error) {
	var row memberRow
	err := b.one(ctx, &row, "SELECT id, ref, fan, created_at, erased_at FROM ly_member WHERE id = ?", id)
	return row.member(), err
}

// membersByID reads who the transactions on the desk are about, to tell of them.
func (b books) membersByID(ctx context.Context, of []done) (map[MemberID]Member, error) {
	var ids []MemberID
	for _, t := range of {
		ids = append(ids, t.member)
		if t.other != "" {
			ids = append(ids, t.other)
		}
	}
	slices.Sort(ids)
	members := map[MemberID]Member{}
	for part := range slices.Chunk(slices.Compact(ids), maxValues) {
		var rows []memberRow
		if err := b.read(ctx, &rows, "SELECT id, ref, fan, created_at, erased_at FROM ly_member WHERE id IN ?", part); err != nil {
			return nil, err
		}
		for _, row := range rows {
			members[MemberID(row.ID)] = row.member()
		}
	}
	return members, nil
}
