package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"kermesse/internal/c2sp"
)

type witnessNewKeyCmd struct {
	witnessFolder
	Name string `arg:"" help:"Name of the witness, such as temoin.example; it cannot be changed later."`
}

// Run makes the key; a folder that has one keeps it.
func (c *witnessNewKeyCmd) Run(rc *runContext) error {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	cosigner, err := c2sp.NewCosigner(c.Name, private)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(c.keyFile(), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s has a key already", c.Dir)
	}
	if err != nil {
		return err
	}
	_, err = f.WriteString(cosigner.Private() + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintln(rc.Stdout, cosigner.Witness())
	return err
}

type witnessKeyCmd struct{ witnessFolder }

// Run prints the verifier key.
func (c *witnessKeyCmd) Run(rc *runContext) error {
	cosigner, err := c.readKey()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(rc.Stdout, cosigner.Witness())
	return err
}

func (f witnessFolder) keyFile() string { return filepath.Join(f.Dir, "key") }

func (f witnessFolder) readKey() (c2sp.Cosigner, error) {
	text, err := os.ReadFile(f.keyFile())
	if errors.Is(err, fs.ErrNotExist) {
		return c2sp.Cosigner{}, fmt.Errorf("there is no key in %s: make one with `kermesse witness new-key NAME`", f.Dir)
	}
	if err != nil {
		return c2sp.Cosigner{}, err
	}
	cosigner, err := c2sp.ParseCosigner(strings.TrimSpace(string(text)))
	if err != nil {
		return c2sp.Cosigner{}, fmt.Errorf("%s: %w", f.keyFile(), err)
	}
	return cosigner, nil
}
