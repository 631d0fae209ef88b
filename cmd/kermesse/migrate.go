package main

import (
	"fmt"

	"kermesse/internal/db"
)

type migrateCmd struct {
	Up     migrateUpCmd     `cmd:"" default:"withargs" help:"Bring the database to the schema of this program."`
	Status migrateStatusCmd `cmd:"" help:"List the steps and which are done."`

	Distribute migrateDistributeCmd `cmd:"" help:"Spread the ballots over the workers of a Citus coordinator."`
}

type migrateUpCmd struct{ databaseSettings }

// Run takes the missing steps.
func (c *migrateUpCmd) Run(rc *runContext) error {
	d, err := db.Open(rc.Ctx, c.database())
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	_, err = fmt.Fprintln(rc.Stdout, "The database has the schema of this program.")
	return err
}

type migrateStatusCmd struct{ databaseSettings }

// Run lists the steps without taking any.
func (c *migrateStatusCmd) Run(rc *runContext) error {
	d, err := db.Connect(rc.Ctx, db.Config{URL: c.DatabaseURL, Dir: c.Data, ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	steps, err := d.Migrations(rc.Ctx)
	if err != nil {
		return err
	}
	for _, s := range steps {
		state := "missing"
		if s.Applied {
			state = "done"
		}
		if _, err := fmt.Fprintf(rc.Stdout, "%-8s %s\n", state, s.Name); err != nil {
			return err
		}
	}
	return nil
}

type migrateDistributeCmd struct{ databaseSettings }

// Run spreads what grows with a crowd over the workers of Citus.
func (c *migrateDistributeCmd) Run(rc *runContext) error {
	d, err := db.Connect(rc.Ctx, c.database())
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	done, err := d.Distribute(rc.Ctx)
	if err != nil {
		return err
	}
	for _, t := range done {
		if _, err := fmt.Fprintf(rc.Stdout, "%s is spread by %s.\n", t.Table, t.Column); err != nil {
			return err
		}
	}
	if len(done) == 0 {
		_, err = fmt.Fprintln(rc.Stdout, "Everything was spread already.")
	}
	return err
}
