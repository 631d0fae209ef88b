package db_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
)

// TestDistributeNeedsCitus: without the extension nothing is done, and the answer says what is
// missing.
func TestDistributeNeedsCitus(t *testing.T) {
	if os.Getenv(dbtest.EnvCitusURL) != "" {
		t.Skip("here is Citus")
	}
	done, err := dbtest.Open(t).Distribute(t.Context())
	if !errors.Is(err, db.ErrNoCitus) || len(done) > 0 {
		t.Fatalf("Distribute = %v, %v", done, err)
	}
}

// TestDistributedOnCitus: the tables are spread over the workers, a second time changes nothing,
// and one poll's ballots are on more than one worker.
func TestDistributedOnCitus(t *testing.T) {
	if os.Getenv(dbtest.EnvCitusURL) == "" {
		t.Skip("Citus is not tested: " + dbtest.EnvCitusURL + " names no coordinator")
	}
	d := dbtest.Open(t) // spread already
	done, err := d.Distribute(t.Context())
	if err != nil || len(done) > 0 {
		t.Fatalf("again: %v, %v", done, err)
	}
	err = d.InTx(t.Context(), func(tx *db.DB) error {
		return tx.Gorm(t.Context()).Exec(`INSERT INTO ballots (poll_id, voter_key, id, state, content, shown, revision, cast_at, changed_at)
			SELECT 'p', decode(md5(n::text), 'hex'), n::text, 'counted', '[]', '', 1, 0, 0 FROM generate_series(1, 400) AS n`).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	var places []int64
	err = d.Gorm(t.Context()).Raw(`SELECT sum(result::bigint) FROM run_command_on_shards('ballots', 'SELECT count(*) FROM %s') AS found
		JOIN pg_dist_shard_placement p ON p.shardid = found.shardid GROUP BY p.nodename, p.nodeport`).Scan(&places).Error
	if err != nil || len(places) < 2 || slices.Min(places) == 0 {
		t.Errorf("one poll's ballots are spread as %v, %v", places, err)
	}
}

// TestDistributedTablesStandAlone: whatever makes a row unique contains the column by which rows
// are spread, and no foreign key leads in or out: then one server alone can tell what is unique.
func TestDistributedTablesStandAlone(t *testing.T) {
	d := dbtest.Open(t)
	for _, table := range db.Distributed {
		keys := uniqueKeys(t, d, table.Table)
		if len(keys) == 0 {
			t.Errorf("%s has no key", table.Table)
		}
		for name, columns := range keys {
			if !slices.Contains(columns, table.Column) {
				t.Errorf("%s: %s is unique by %v, without %s", table.Table, name, columns, table.Column)
			}
		}
		if foreign := foreignKeys(t, d, table.Table); len(foreign) > 0 {
			t.Errorf("%s: foreign keys %v", table.Table, foreign)
		}
	}
}

// uniqueKeys are the primary key and the unique indexes of a table, with their columns.
func uniqueKeys(t *testing.T, d *db.DB, table string) map[string][]string {
	t.Helper()
	query := `SELECT i.relname AS name, a.attname AS column FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
		JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = ANY (x.indkey)
		WHERE x.indrelid = ?::regclass AND x.indisunique`
	if d.Dialect() == db.SQLite {
		query = `SELECT l.name AS name, c.name AS "column" FROM pragma_index_list(?) l, pragma_index_info(l.name) c WHERE l."unique" = 1`
	}
	var rows []struct{ Name, Column string }
	if err := d.Gorm(t.Context()).Raw(query, table).Scan(&rows).Error; err != nil {
		t.Fatal(err)
	}
	keys := map[string][]string{}
	for _, r := range rows {
		keys[r.Name] = append(keys[r.Name], r.Column)
	}
	return keys
}

// foreignKeys are the tables that refer to a table, and those that it refers to.
func foreignKeys(t *testing.T, d *db.DB, table string) []string {
	t.Helper()
	query := `SELECT conrelid::regclass::text || ' to ' || confrelid::regclass::text FROM pg_constraint
		WHERE contype = 'f' AND ?::regclass IN (conrelid, confrelid)`
	args := []any{table}
	if d.Dialect() == db.SQLite {
		query = `SELECT m.name || ' to ' || f."table" FROM sqlite_master m, pragma_foreign_key_list(m.name) f
			WHERE m.type = 'table' AND (m.name = ? OR f."table" = ?)`
		args = append(args, table)
	}
	var found []string
	if err := d.Gorm(t.Context()).Raw(query, args...).Scan(&found).Error; err != nil {
		t.Fatal(err)
	}
	return found
}

// TestMigrationsKeepDistributedTables: a migration that came after a table was spread runs on it
// as it is; Citus has no triggers on such tables.
func TestMigrationsKeepDistributedTables(t *testing.T) {
	d := dbtest.Open(t)
	query := "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = ?::regclass"
	if d.Dialect() == db.SQLite {
		query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
	}
	for _, table := range db.Distributed {
		var triggers []string
		if err := d.Gorm(t.Context()).Raw(query, table.Table).Scan(&triggers).Error; err != nil {
			t.Fatal(err)
		}
		triggers = slices.DeleteFunc(triggers, func(name string) bool {
			return strings.HasPrefix(name, "truncate_trigger") || strings.HasPrefix(name, "citus")
		})
		if len(triggers) > 0 {
			t.Errorf("%s has triggers %v", table.Table, triggers)
		}
	}
}
