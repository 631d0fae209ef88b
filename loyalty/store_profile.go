package loyalty

import (
	"context"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

func (b books) segments(ctx context.Context, member MemberID) (segments []string, err error) {
	err = b.read(ctx, &segments, "SELECT segment FROM ly_segment WHERE member = ? ORDER BY segment", member)
	return segments, err
}

func (b books) replaceSegments(ctx context.Context, member MemberID, segments []string) error {
	if _, err := b.exec(ctx, "DELETE FROM ly_segment WHERE member = ?", member); err != nil {
		return err
	}
	rows := insertion{into: "ly_segment (member, brand, segment)"}
	for _, segment := range segments {
		rows.add(member, b.brand, segment)
	}
	return rows.run(ctx, b)
}

func (b books) updateBirthday(ctx context.Context, member MemberID, birthday string) error {
	_, err := b.exec(ctx, "UPDATE ly_member SET birthday = ? WHERE id = ?", birthday, member)
	return err
}

func (b books) updateProfile(ctx context.Context, member MemberID, firstName []byte, birthday string) error {
	_, err := b.exec(ctx, "UPDATE ly_member SET first_name = ?, birthday = ? WHERE id = ?", firstName, birthday, member)
	return err
}

func (b books) birthday(ctx context.Context, member MemberID) (birthday string, err error) {
	err = b.one(ctx, &birthday, "SELECT birthday FROM ly_member WHERE id = ?", member)
	return birthday, err
}

func (b books) sealedFirstName(ctx context.Context, member MemberID) ([]byte, error) {
	var row struct{ FirstName []byte }
	err := b.one(ctx, &row, "SELECT first_name FROM ly_member WHERE id = ?", member)
	return row.FirstName, err
}

// bornOn returns the numbers of the members who have their birthday on one of these days.
func (b books) bornOn(ctx context.Context, days []string) (refs []string, err error) {
	err = b.read(ctx, &refs, "SELECT ref FROM ly_member WHERE birthday IN ? AND brand = ? AND erased_at = 0 ORDER BY ref", days, b.brand)
	return refs, err
}

// brandsWithBirthdays returns the brands that a member has told a birthday.
func brandsWithBirthdays(ctx context.Context, d *db.DB) (brands []account.BrandID, err error) {
	err = d.Gorm(ctx).Raw("SELECT DISTINCT brand FROM ly_member WHERE birthday <> ''").Scan(&brands).Error
	return brands, err
}
