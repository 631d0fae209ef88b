package main

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"kermesse/internal/db"
	"kermesse/internal/evlog"
	"kermesse/polls"
)

// A backup is a tar file of the database and the secret: one without the other is of
// little use, since addresses are sealed with a key made of the secret.
const (
	sqliteMember   = "kermesse.db"
	postgresMember = "kermesse.pgdump"
)

type backupCmd struct {
	databaseSettings
	File string `arg:"" help:"Backup to write; it must not exist." type:"path"`
}

// Run writes the backup while a server may be running.
func (c *backupCmd) Run(rc *runContext) (err error) {
	work, err := os.MkdirTemp(filepath.Dir(c.File), ".kermesse-backup-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	member := sqliteMember
	if c.DatabaseURL != "" {
		member = postgresMember
		err = postgresTool(rc, "pg_dump", "--format=custom", "--no-owner", "--file="+filepath.Join(work, member), c.DatabaseURL)
	} else {
		err = db.CopySQLite(rc.Ctx, c.database(), filepath.Join(work, member))
	}
	if err != nil {
		return err
	}
	if err := writeBackup(c.File, filepath.Join(work, member), filepath.Join(c.Data, secretFile)); err != nil {
		return err
	}
	_, err = fmt.Fprintf(rc.Stdout, "Wrote %s. %s\n", c.File, c.reminder())
	return err
}

// reminder says what the backup is worth without, since addresses are sealed with keys that
// are sealed with the secret.
func (c *backupCmd) reminder() string {
	if _, err := os.Stat(filepath.Join(c.Data, secretFile)); err == nil {
		return "Keep it as safe as the server: it holds the secret."
	}
	return "It does not hold the secret, which is in your settings: keep KERMESSE_SECRET elsewhere, without it nobody can read the addresses in it."
}

// writeBackup makes the file whole or not at all.
func writeBackup(file string, members ...string) (err error) {
	out, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err = errors.Join(err, out.Close()); err != nil {
			_ = os.Remove(file)
		}
	}()
	archive := tar.NewWriter(out)
	for _, member := range members {
		err := addMember(archive, member)
		if errors.Is(err, fs.ErrNotExist) && filepath.Base(member) == secretFile {
			continue // the secret is in the settings, not in the data folder
		}
		if err != nil {
			return err
		}
	}
	return errors.Join(archive.Close(), out.Sync())
}

func addMember(archive *tar.Writer, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := archive.WriteHeader(&tar.Header{Name: filepath.Base(path), Mode: 0o600, Size: info.Size(), ModTime: info.ModTime()}); err != nil {
		return err
	}
	_, err = io.Copy(archive, f)
	return err
}

type restoreCmd struct {
	databaseSettings
	File string `arg:"" help:"Backup to read." type:"existingfile"`
}

var errNotEmpty = errors.New("restore: there is already a database here; restore into an empty data folder and an empty database")

// Run restores into an empty place, and checks what it restored.
func (c *restoreCmd) Run(rc *runContext) (err error) {
	for _, name := range []string{db.FileName, secretFile} {
		if _, err := os.Stat(filepath.Join(c.Data, name)); err == nil {
			return errNotEmpty
		}
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return err
	}
	work, err := os.MkdirTemp(c.Data, ".kermesse-restore-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	found, err := readBackup(c.File, work)
	if err != nil {
		return err
	}
	if err := c.restoreDatabase(rc, work, found); err != nil {
		return err
	}
	if found[secretFile] {
		if err := os.Rename(filepath.Join(work, secretFile), filepath.Join(c.Data, secretFile)); err != nil {
			return err
		}
	}
	return c.verify(rc, found[secretFile])
}

// verify holds what was restored against itself, and says what else is needed.
func (c *restoreCmd) verify(rc *runContext, secret bool) (err error) {
	cfg := c.database()
	cfg.ReadOnly = true
	d, err := db.Open(rc.Ctx, cfg)
	if err != nil {
		return fmt.Errorf("restore: what was restored does not open: %w", err)
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if steps, err := d.Migrations(rc.Ctx); err != nil {
		return err
	} else if slices.ContainsFunc(steps, func(s db.Migration) bool { return !s.Applied }) {
		_, err := fmt.Fprintln(rc.Stdout, "Restored. It is of an older version: kermesse migrate, or the server when it starts, brings it up to date.")
		return err
	}
	log, err := evlog.Check(rc.Ctx, d, evlog.Checking{})
	if err != nil && !errors.Is(err, evlog.ErrNoLog) {
		return fmt.Errorf("restore: everything is in place, but the public log does not verify: %w", err)
	}
	if _, err := polls.CheckTallies(rc.Ctx, d); err != nil {
		return fmt.Errorf("restore: everything is in place, but %w", err)
	}
	needs := ""
	if !secret {
		needs = " with the KERMESSE_SECRET it had: the backup does not hold it"
	}
	_, err = fmt.Fprintf(rc.Stdout, "Restored and verified: %d records of the public log, and the tallies of all votes. Start the server%s.\n", log.Size, needs)
	return err
}

func (c *restoreCmd) restoreDatabase(rc *runContext, work string, found map[string]bool) error {
	switch {
	case c.DatabaseURL != "" && found[postgresMember]:
		return restorePostgres(rc, c.database(), filepath.Join(work, postgresMember))
	case c.DatabaseURL == "" && found[sqliteMember]:
		if err := checkSQLite(rc.Ctx, work); err != nil {
			return err
		}
		return os.Rename(filepath.Join(work, sqliteMember), filepath.Join(c.Data, db.FileName))
	case found[postgresMember]:
		return errors.New("restore: this backup is of PostgreSQL; give --database-url of an empty database")
	case found[sqliteMember]:
		return errors.New("restore: this backup is of SQLite; leave --database-url out")
	}
	return errors.New("restore: this is no backup of Kermesse")
}

func restorePostgres(rc *runContext, cfg db.Config, dump string) error {
	d, err := db.Connect(rc.Ctx, cfg)
	if err != nil {
		return err
	}
	var tables int
	err = d.Gorm(rc.Ctx).Raw("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'").Scan(&tables).Error
	if err := errors.Join(err, d.Close()); err != nil {
		return err
	}
	if tables > 0 {
		return errNotEmpty
	}
	return postgresTool(rc, "pg_restore", "--single-transaction", "--no-owner", "--dbname="+cfg.URL, dump)
}

func checkSQLite(ctx context.Context, dir string) error {
	d, err := db.Open(ctx, db.Config{Dir: dir, ReadOnly: true})
	if err != nil {
		return err
	}
	return errors.Join(d.Verify(ctx), d.Close())
}

// readBackup unpacks the members we know into dir, and nothing else: names in a file
// that somebody hands us must not choose where we write.
func readBackup(file, dir string) (map[string]bool, error) {
	in, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }()
	found := map[string]bool{}
	archive := tar.NewReader(in)
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return nil, fmt.Errorf("restore: %s is not a backup, or it is cut short: %w", file, err)
		}
		if name := header.Name; name == sqliteMember || name == postgresMember || name == secretFile {
			if err := unpack(filepath.Join(dir, name), archive); err != nil {
				return nil, fmt.Errorf("restore: %w", err)
			}
			found[name] = true
		}
	}
}

func unpack(path string, r io.Reader) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Sync(), f.Close())
}

// postgresTool runs PostgreSQL's own dump tools, which know its types better than we do.
func postgresTool(rc *runContext, name string, args ...string) error {
	path, err := exec.LookPath(name)
	if err != nil {
		return fmt.Errorf("%s is needed for PostgreSQL: install the client programs of your PostgreSQL version", name)
	}
	cmd := exec.CommandContext(rc.Ctx, path, args...)
	cmd.Stderr = rc.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
