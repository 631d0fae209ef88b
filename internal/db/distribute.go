package db

import (
	"context"
	"errors"
	"fmt"
)

// Faults of Distribute.
var (
	ErrNoCitus    = errors.New("db: this database has no extension citus: ask for CREATE EXTENSION citus on the coordinator and on each worker first")
	ErrNoWorkers  = errors.New("db: citus knows no worker here: SELECT citus_add_node('host', 5432) on the coordinator first")
	ErrUnmigrated = errors.New("db: the schema is not the one of this program: run kermesse migrate first")
)

// Distribution is a table whose rows are spread over several servers by one of its columns.
// Every constraint that makes a row unique contains that column, so that one server alone can
// tell; nothing refers to the table, and the table to nothing.
type Distribution struct {
	Table  string
	Column string
}

// Distributed are the tables that grow with a crowd. Ballots go by the key of the voter, which
// is a hash of the poll and of who votes: one hot poll is on all servers. A server of ours
// writes its tallies in a slot of its own, and so in one place. All other tables are small, are
// joined with these in no statement that runs on a worker, and stay on the coordinator.
var Distributed = []Distribution{
	{"ballots", "voter_key"},
	{"ballot_tallies", "slot"},
}

// Distribute spreads the tables of Distributed over the workers of a Citus coordinator, in one
// transaction, and returns those that it has spread just now. Nobody can vote meanwhile. What
// is spread already is left as it is. Faults: ErrNoCitus, ErrNoWorkers, ErrUnmigrated.
func (d *DB) Distribute(ctx context.Context) ([]Distribution, error) {
	if err := d.checkDistributable(ctx); err != nil {
		return nil, err
	}
	var done []Distribution
	err := d.InTx(ctx, func(tx *DB) error {
		done = nil
		for _, t := range Distributed {
			spread, err := tx.distribute(ctx, t)
			if err != nil {
				return fmt.Errorf("db: distribute %s: %w", t.Table, err)
			}
			if spread {
				done = append(done, t)
			}
		}
		return nil
	})
	return done, err
}

func (d *DB) checkDistributable(ctx context.Context) error {
	if d.dialect != Postgres {
		return ErrNoCitus
	}
	var version []string
	if err := d.Gorm(ctx).Raw("SELECT extversion FROM pg_extension WHERE extname = 'citus'").Scan(&version).Error; err != nil {
		return fmt.Errorf("db: %w", err)
	}
	if len(version) == 0 {
		return ErrNoCitus
	}
	var workers int
	if err := d.Gorm(ctx).Raw("SELECT count(*) FROM citus_get_active_worker_nodes()").Scan(&workers).Error; err != nil {
		return fmt.Errorf("db: %w", err)
	}
	if workers == 0 {
		return ErrNoWorkers
	}
	provider, err := d.provider()
	if err != nil {
		return err
	}
	if missing, err := provider.HasPending(ctx); err != nil || missing {
		return errors.Join(ErrUnmigrated, err)
	}
	return d.checkVersion(ctx)
}

// distribute reports false where the table is spread already. One that is cut into partitions
// is put together first: the workers' shards are parts enough.
func (d *DB) distribute(ctx context.Context, t Distribution) (bool, error) {
	var known []string
	g := d.Gorm(ctx)
	if err := g.Raw("SELECT table_name::text FROM citus_tables WHERE table_name = ?::regclass", t.Table).Scan(&known).Error; err != nil || len(known) > 0 {
		return false, err
	}
	var partitioned bool
	if err := g.Raw("SELECT relkind = 'p' FROM pg_class WHERE oid = ?::regclass", t.Table).Scan(&partitioned).Error; err != nil {
		return false, err
	}
	steps := []string{"SET LOCAL statement_timeout = 0", "SET LOCAL citus.multi_shard_modify_mode = 'sequential'"}
	if partitioned {
		steps = append(steps,
			"ALTER TABLE "+t.Table+" RENAME TO "+t.Table+"_before",
			"CREATE TABLE "+t.Table+" (LIKE "+t.Table+"_before INCLUDING ALL)",
			"INSERT INTO "+t.Table+" SELECT * FROM "+t.Table+"_before",
			"DROP TABLE "+t.Table+"_before")
	}
	steps = append(steps, "SELECT create_distributed_table('"+t.Table+"', '"+t.Column+"', colocate_with => 'none')")
	for _, step := range steps {
		if err := g.Exec(step).Error; err != nil {
			return false, err
		}
	}
	return true, nil
}
