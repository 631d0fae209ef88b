// Package evlog is the public append-only log of a house: records of what happened, the
// hashes of a Merkle tree over them (RFC 6962), and for each size that was reached a
// checkpoint, signed by the log and cosigned by its witnesses, in the formats of
// c2sp.org.
//
// A record is appended in the transaction of what it records: both happen or neither,
// and nothing is appended out of turn, whichever node does it. What records mean is the
// business of those who append them.
package evlog

import (
	"context"
	"crypto/cipher"
	"fmt"
	"io"
	"sync/atomic"

	"golang.org/x/mod/sumdb/note"

	"kermesse/internal/c2sp"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/secret"
)

// Options are what a log needs.
type Options struct {
	DB        *db.DB
	Clock     clock.Clock
	Random    io.Reader
	Secret    secret.Secret // seals the private keys; the same on every node
	Origin    string        // of a log that is yet to be made, e.g. "fete.example/log"; "": none is to be made
	Witnesses []Endpoint    // who is asked for cosignatures
}

// Endpoint is a witness and where it answers (c2sp.org/tlog-witness).
type Endpoint struct {
	Witness c2sp.Witness
	URL     string // the submission prefix, without a slash at its end
}

// Log is the log on one database. It is safe for concurrent use.
type Log struct {
	db        *db.DB
	clock     clock.Clock
	random    io.Reader
	seal      cipher.AEAD
	origin    string
	created   bool
	current   atomic.Pointer[c2sp.Signer]
	witnesses []Endpoint
}

// Open opens the log of a database. Where there is none it makes a key and an empty log;
// of several nodes that do so at once, one makes it for all. It fails when the key was
// sealed with another secret.
func Open(ctx context.Context, o Options) (*Log, error) {
	l := &Log{
		db: o.DB, clock: o.Clock, random: o.Random, seal: newSeal(o.Secret), witnesses: o.Witnesses,
	}
	origin, err := selectOrigin(ctx, o.DB)
	if err != nil {
		return nil, fmt.Errorf("evlog: %w", err)
	}
	if origin == "" && o.Origin == "" {
		return nil, ErrNoLog
	}
	if origin == "" {
		if origin, err = l.create(ctx, o.Origin); err != nil {
			return nil, err
		}
	}
	l.origin = origin
	state, err := selectState(ctx, o.DB)
	if err != nil {
		return nil, fmt.Errorf("evlog: %w", err)
	}
	if _, err := l.signerOf(ctx, o.DB, state.VKey); err != nil {
		return nil, err
	}
	return l, nil
}

// create makes the log, unless somebody else did meanwhile, and returns its origin.
func (l *Log) create(ctx context.Context, origin string) (stored string, err error) {
	err = l.db.InTx(ctx, func(tx *db.DB) error {
		now := l.clock.Now()
		if l.created, err = insertOrigin(ctx, tx, origin, now); err != nil {
			return err
		}
		if !l.created {
			stored, err = selectOrigin(ctx, tx)
			return err
		}
		stored = origin
		signer, err := l.newKey(ctx, tx, origin)
		if err != nil {
			return err
		}
		if err := startKey(ctx, tx, signer.Key().String(), 0); err != nil {
			return err
		}
		return l.insertSigned(ctx, tx, signer, 0, emptyRoot, now)
	})
	if err != nil {
		return "", fmt.Errorf("evlog: make the log: %w", err)
	}
	return stored, nil
}

// Created tells whether Open made the log, rather than finding it.
func (l *Log) Created() bool { return l.created }

// Origin is the log's name, for good.
func (l *Log) Origin() string { return l.origin }

// Signer is the key of the log at this moment, for what the log vouches for besides its
// checkpoints, such as receipts. Where another node changed the key it is the old one
// until this node next appends or reads the head.
func (l *Log) Signer() note.Signer { return *l.current.Load() }

// SignerUnder signs with the same key for a tree of its own below the log's name, such as
// the list of one draw.
func (l *Log) SignerUnder(path string) (note.Signer, error) {
	return l.current.Load().Under(path)
}

// VerifierKey is what others verify Signer's signatures with, as text.
func (l *Log) VerifierKey() string { return l.current.Load().Key().String() }

// Witness is one that is asked for cosignatures.
type Witness struct {
	Name        string
	VerifierKey string
}

// Witnesses are those that are asked for cosignatures, in the order of the settings.
func (l *Log) Witnesses() []Witness {
	witnesses := make([]Witness, len(l.witnesses))
	for i, w := range l.witnesses {
		witnesses[i] = Witness{Name: w.Witness.Name(), VerifierKey: w.Witness.String()}
	}
	return witnesses
}
