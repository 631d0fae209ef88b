package main

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"

	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/evlog"
)

type logCmd struct {
	Key       logKeyCmd       `cmd:"" help:"Print the key that the public log is verified with."`
	NewKey    logNewKeyCmd    `cmd:"" help:"Prepare the next key of the public log and print it; the present one goes on signing."`
	RotateKey logRotateKeyCmd `cmd:"" help:"Change to the next key. The log records the change; the old private key is destroyed."`
}

type logKeyCmd struct {
	databaseSettings
	All bool `help:"Print every key there was, and the one that is prepared."`
}

// Run prints the keys, also beside a running server.
func (c *logKeyCmd) Run(rc *runContext) (err error) {
	cfg := c.database()
	cfg.ReadOnly = true
	d, err := db.Open(rc.Ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	keys, err := evlog.ListKeys(rc.Ctx, d)
	if err != nil {
		return err
	}
	if len(keys) == 0 {
		return evlog.ErrNoLog
	}
	return c.print(rc.Stdout, keys)
}

func (c *logKeyCmd) print(w io.Writer, keys []evlog.Key) error {
	var page bytes.Buffer
	for i, k := range keys {
		next := slices.IndexFunc(keys[i+1:], func(k evlog.Key) bool { return k.Signing })
		switch {
		case k.Signing && next < 0 && !c.All:
			fmt.Fprintln(&page, k.VerifierKey)
		case !c.All:
		case !k.Signing:
			fmt.Fprintf(&page, "%s is prepared\n", k.VerifierKey)
		case next < 0:
			fmt.Fprintf(&page, "%s signs from size %d on\n", k.VerifierKey, k.FirstSize)
		default:
			fmt.Fprintf(&page, "%s signed from size %d to %d\n", k.VerifierKey, k.FirstSize, keys[i+1].FirstSize-1)
		}
	}
	_, err := page.WriteTo(w)
	return err
}

type logNewKeyCmd struct{ secretSettings }

// Run prepares a key. It works beside a running server on PostgreSQL; on SQLite the
// server must be stopped first.
func (c *logNewKeyCmd) Run(rc *runContext) error {
	return c.withLog(rc, func(l *evlog.Log) error {
		vkey, err := l.PrepareKey(rc.Ctx)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(rc.Stdout, vkey)
		return err
	})
}

type logRotateKeyCmd struct{ secretSettings }

// Run changes the key. It works beside running servers on PostgreSQL, which sign with the
// new key from then on; on SQLite the server must be stopped first.
func (c *logRotateKeyCmd) Run(rc *runContext) error {
	return c.withLog(rc, func(l *evlog.Log) error {
		index, err := l.Rotate(rc.Ctx)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(rc.Stdout, "%s\nsigns from now on; record %d of the log says so. The old private key is destroyed.\n", l.VerifierKey(), index)
		return err
	})
}

// withLog opens the log of a house that was served before.
func (c *secretSettings) withLog(rc *runContext, do func(*evlog.Log) error) (err error) {
	key, err := c.findSecret()
	if errors.Is(err, fs.ErrNotExist) {
		return evlog.ErrNoLog
	}
	if err != nil {
		return err
	}
	d, err := db.Open(rc.Ctx, c.database())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	l, err := evlog.Open(rc.Ctx, evlog.Options{DB: d, Clock: clock.System, Random: rand.Reader, Secret: key})
	if err != nil {
		return err
	}
	return do(l)
}
