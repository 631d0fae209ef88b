package loyalty

import (
	"io"

	"kermesse/internal/account"
	"kermesse/internal/secret"
)

// Sealed are the columns of this package that are sealed with the keys of a ring.
func Sealed(s secret.Secret, random io.Reader) []secret.Column {
	box := newVault(s).box.With(random)
	own := func(key []any, _ string) string { return textOf(key[0]) }
	column := func(table, name string, row func([]any, string) string, key ...string) secret.Column {
		return secret.Column{Table: table, Name: name, Key: key, Box: box, Row: row}
	}
	return []secret.Column{
		column("ly_member", "first_name", own, "id"),
		column("ly_promo", "sealed", func(key []any, _ string) string { return textOf(key[1]) }, "brand", "id"),
		column("ly_redemption", "sealed", own, "txn"),
		column("ly_redemption", "delivered", own, "txn"),
		column("ly_pool_code", "sealed", func(key []any, _ string) string {
			return pooledRow(account.BrandID(textOf(key[0])), textOf(key[1]), key[2].([]byte)) //nolint:forcetypeassert // a hash
		}, "brand", "pool", "hash"),
		column("ly_import_part", "sealed", func(key []any, _ string) string {
			return partRow(ImportID(textOf(key[0])), key[1].(int64)) //nolint:forcetypeassert // a number
		}, "import", "no"),
		column("ly_import_left", "sealed", func(key []any, _ string) string {
			return leftRowName(ImportID(textOf(key[0])), key[1].(int64)) //nolint:forcetypeassert // a number
		}, "import", "line"),
	}
}

func textOf(part any) string { return part.(string) } //nolint:forcetypeassert // of a column of texts
