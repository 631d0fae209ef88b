package keyring

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/secret"
)

type keyRow struct {
	ID        int64
	Sealed    []byte
	MadeAt    int64
	RemovedAt int64
}

var errNoKeys = errors.New("the table sealing_keys is empty")

// selectKeys returns the keys in their order, of which there is at least one.
func selectKeys(ctx context.Context, d *db.DB) ([]keyRow, error) {
	var rows []keyRow
	err := d.Gorm(ctx).Raw("SELECT id, sealed, made_at, removed_at FROM sealing_keys ORDER BY id").Scan(&rows).Error
	if err == nil && len(rows) == 0 {
		err = errNoKeys
	}
	return rows, err
}

// lockKeys keeps others from making a key until the transaction ends, and returns the newest.
func lockKeys(ctx context.Context, tx *db.DB) (secret.KeyID, error) {
	var ids []int64
	err := tx.Gorm(ctx).Raw("SELECT id FROM sealing_keys ORDER BY id" + tx.ForUpdate()).Scan(&ids).Error
	if err != nil || len(ids) == 0 {
		return 0, errors.Join(err, errNoKeys)
	}
	return secret.KeyID(ids[len(ids)-1]), nil
}

func insertKey(ctx context.Context, tx *db.DB, id secret.KeyID, sealed []byte, at time.Time) error {
	return tx.Gorm(ctx).Exec("INSERT INTO sealing_keys (id, sealed, made_at) VALUES (?, ?, ?)", int64(id), sealed, db.Millis(at)).Error
}

func removeKey(ctx context.Context, tx *db.DB, id secret.KeyID, at time.Time) error {
	return tx.Gorm(ctx).Exec("UPDATE sealing_keys SET sealed = NULL, removed_at = ? WHERE id = ?", db.Millis(at), int64(id)).Error
}

// countValues tells how many values each key has sealed.
func countValues(ctx context.Context, d *db.DB, columns []secret.Column) (map[secret.KeyID]int64, error) {
	counts := map[secret.KeyID]int64{}
	for _, c := range columns {
		var rows []struct {
			Mark []byte
			N    int64
		}
		// Of what OriginKey sealed the beginning is random: it is no group of its own.
		err := d.Gorm(ctx).Raw(fmt.Sprintf(`SELECT CASE WHEN substr(%[1]s, 1, %[3]d) = ? THEN substr(%[1]s, 1, %[4]d) END AS mark, count(*) AS n
			FROM %[2]s WHERE %[1]s IS NOT NULL GROUP BY 1`, c.Name, c.Table, secret.MarkSize-4, secret.MarkSize),
			secret.Mark(secret.OriginKey + 1)[:secret.MarkSize-4]).Scan(&rows).Error
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			counts[secret.KeyOf(r.Mark)] += r.N
		}
	}
	return counts, nil
}

// value is one that an older key sealed.
type value struct {
	key    []any
	bind   string
	sealed []byte
	anew   []byte
}

// selectOlder returns the next values of a column that the newest key did not seal, in the
// order of their keys; after nil: the first.
func selectOlder(ctx context.Context, d *db.DB, c secret.Column, newest secret.KeyID, after []any) ([]value, error) {
	bind, limit := c.Bind, batchRows
	if bind == "" {
		bind = "''"
	}
	if c.Large {
		limit = largeBatch
	}
	key := "t." + strings.Join(c.Key, ", t.")
	where, args := "", []any{secret.Mark(newest)}
	if after != nil {
		where = fmt.Sprintf(" AND (%s) > (%s)", key, strings.TrimSuffix(strings.Repeat("?, ", len(c.Key)), ", "))
		args = append(args, after...)
	}
	rows, err := d.Gorm(ctx).Raw(fmt.Sprintf("SELECT %s, %s, t.%s FROM %s t WHERE t.%s IS NOT NULL AND substr(t.%s, 1, %d) <> ?%s ORDER BY %s LIMIT %d",
		key, bind, c.Name, c.Table, c.Name, c.Name, secret.MarkSize, where, key, limit), args...).Rows()
	if err != nil {
		return nil, fmt.Errorf("keyring: %s: %w", c.Table, err)
	}
	defer func() { _ = rows.Close() }()
	var values []value
	for rows.Next() {
		v := value{key: make([]any, len(c.Key))}
		into := make([]any, len(c.Key))
		for i := range v.key {
			into[i] = &v.key[i]
		}
		if err := rows.Scan(append(into, &v.bind, &v.sealed)...); err != nil {
			return nil, fmt.Errorf("keyring: %s: %w", c.Table, err)
		}
		values = append(values, v)
	}
	return values, rows.Err()
}

// updateValue replaces a value, unless it has changed meanwhile.
func updateValue(ctx context.Context, tx *db.DB, c secret.Column, v value) error {
	set, args := c.Name+" = ?", []any{v.anew}
	if c.KeyID != "" {
		set, args = set+", "+c.KeyID+" = ?", append(args, fmt.Sprint(secret.KeyOf(v.anew)))
	}
	where := strings.Join(c.Key, " = ? AND ") + " = ? AND " + c.Name + " = ?"
	args = append(append(args, v.key...), v.sealed)
	if err := tx.Gorm(ctx).Exec(fmt.Sprintf("UPDATE %s SET %s WHERE %s", c.Table, set, where), args...).Error; err != nil {
		return fmt.Errorf("keyring: %s: %w", c.Table, err)
	}
	return nil
}
