package main

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"kermesse/contests"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/keyring"
	"kermesse/internal/secret"
	"kermesse/internal/webhook"
	"kermesse/loyalty"
)

type keysCmd struct {
	List   keysListCmd   `cmd:"" help:"List the keys that personal columns are sealed with, and how many values each has sealed."`
	Rotate keysRotateCmd `cmd:"" help:"Make a new key and seal everything anew with it. What was broken off goes on."`
	Remove keysRemoveCmd `cmd:"" help:"Destroy a key that nothing is sealed with any more."`
}

// sealedColumns are all columns that are sealed with the keys of a ring.
func sealedColumns(s secret.Secret) []secret.Column {
	return slices.Concat(fan.Sealed(s, rand.Reader), contests.Sealed(s, rand.Reader), loyalty.Sealed(s, rand.Reader), webhook.Sealed(s, rand.Reader))
}

// withKeys works on the keys of a house, beside its server.
func (c *secretSettings) withKeys(rc *runContext, do func(*keyring.Keyring, []secret.Column) error) (err error) {
	key, err := c.findSecret()
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("keys: there is no secret here: give --secret, or the --data folder of the server")
	}
	if err != nil {
		return err
	}
	cfg := c.database()
	cfg.Beside = true
	d, err := db.Open(rc.Ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	keys, err := keyring.Open(rc.Ctx, keyring.Options{DB: d, Clock: clock.System, Random: rand.Reader, Secret: key})
	if err != nil {
		return err
	}
	return do(keys, sealedColumns(key.With(keys.Ring())))
}

type keysListCmd struct{ secretSettings }

// Run lists the keys, the oldest first.
func (c *keysListCmd) Run(rc *runContext) error {
	return c.withKeys(rc, func(k *keyring.Keyring, columns []secret.Column) error {
		keys, err := k.List(rc.Ctx, columns)
		if err != nil {
			return err
		}
		var page bytes.Buffer
		for i, key := range keys {
			made := "made with the installation"
			if !key.MadeAt.IsZero() {
				made = "made " + key.MadeAt.Format(time.RFC3339)
			}
			state := "opens"
			switch {
			case !key.RemovedAt.IsZero():
				state = "removed " + key.RemovedAt.Format(time.RFC3339)
			case i == len(keys)-1:
				state = "seals"
			}
			fmt.Fprintf(&page, "%d  %s, %s, %d values\n", key.ID, made, state, key.Values)
		}
		_, err = page.WriteTo(rc.Stdout)
		return err
	})
}

type keysRotateCmd struct {
	secretSettings
	Continue bool          `help:"Make no new key: only seal anew what older keys sealed."`
	Pause    time.Duration `help:"Rest between two batches, to spare a server at work." default:"0s"`
}

// Validate refuses what is no rest; kong calls it.
func (c *keysRotateCmd) Validate() error {
	if c.Pause < 0 {
		return fmt.Errorf("pause: %s is no time to wait", c.Pause)
	}
	return c.secretSettings.Validate()
}

// Run changes the key, or goes on with a change that was broken off.
func (c *keysRotateCmd) Run(rc *runContext) error {
	return c.withKeys(rc, func(k *keyring.Keyring, columns []secret.Column) error {
		if err := c.begin(rc, k, columns); err != nil {
			return err
		}
		bar := newProgress(rc.Stderr, "Sealing anew")
		defer bar.clear()
		work := keyring.Work{Columns: columns, Pause: c.Pause, Told: bar.show}
		if err := k.Reseal(rc.Ctx, work); err != nil {
			return err
		}
		bar.say("Waiting for servers to learn of the key")
		if err := k.Settled(rc.Ctx); err != nil {
			return err
		}
		if err := k.Reseal(rc.Ctx, work); err != nil {
			return err
		}
		bar.clear()
		_, err := fmt.Fprintln(rc.Stdout, "Done: everything is sealed with the newest key. Older ones can be removed: kermesse keys remove NUMBER.")
		return err
	})
}

func (c *keysRotateCmd) begin(rc *runContext, k *keyring.Keyring, columns []secret.Column) error {
	keys, err := k.List(rc.Ctx, columns)
	if err != nil {
		return err
	}
	var older int64
	for _, key := range keys[:len(keys)-1] {
		older += key.Values
	}
	switch {
	case older > 0:
		_, err = fmt.Fprintf(rc.Stdout, "Going on with key %d: %d values are sealed with older ones.\n", keys[len(keys)-1].ID, older)
		return err
	case c.Continue:
		return nil
	}
	id, err := k.New(rc.Ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(rc.Stdout, "Key %d seals from now on.\n", id)
	return err
}

type keysRemoveCmd struct {
	secretSettings
	Number uint32 `arg:"" help:"The key, as kermesse keys list numbers it."`
}

// Run removes a key.
func (c *keysRemoveCmd) Run(rc *runContext) error {
	return c.withKeys(rc, func(k *keyring.Keyring, columns []secret.Column) error {
		if err := k.Remove(rc.Ctx, secret.KeyID(c.Number), columns); err != nil {
			return fmt.Errorf("keys: %d: %w", c.Number, err)
		}
		_, err := fmt.Fprintf(rc.Stdout, "Key %d is removed. What it sealed in older backups opens no more%s.\n", c.Number, exceptOrigin(c.Number))
		return err
	})
}

func exceptOrigin(id uint32) string {
	if secret.KeyID(id) == secret.OriginKey {
		return ", but by restoring them whole: it is made of the secret"
	}
	return ", but by restoring them whole: they hold their keys, sealed with the secret"
}
