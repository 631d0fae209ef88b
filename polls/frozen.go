package polls

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"time"

	"kermesse/internal/db"
	"kermesse/polls/record"
)

// Log is the public event log of the house.
type Log interface {
	// Append adds records in the caller's transaction, as its last act, and returns the
	// index of the first.
	Append(ctx context.Context, tx *db.DB, records ...[]byte) (first int64, err error)
}

// Logged is a record of a poll in the public log.
type Logged struct {
	Kind   record.Kind
	Text   string
	Index  int64     // in the log
	At     time.Time // when it was appended
	Nonce  string    // opens a box that the record hides; empty where it hides none
	Hidden bool
}

// Records lists what the public log says of a poll, the oldest first, without what opens
// hidden boxes. A poll that was published before the house had a log has none.
func (s *Service) Records(ctx context.Context, p Poll) ([]Logged, error) {
	logged, err := selectRecords(ctx, s.db, p.ID)
	for i := range logged {
		logged[i].Nonce = ""
	}
	return logged, err
}

// log appends to the public log what a change of a poll means to it: the last thing that
// its transaction does.
func (s *Service) log(ctx context.Context, tx *db.DB, before, after Poll) error {
	kind := kindOf(before, after)
	if kind == "" {
		return s.logNotices(ctx, tx, after)
	}
	if kind == record.Publish {
		text, err := after.publishRecord()
		if err != nil {
			return err
		}
		return s.append(ctx, tx, after, Logged{Kind: kind, Text: string(text)})
	}
	if err := s.logAct(ctx, tx, after, record.Record{Kind: kind}); err != nil {
		return err
	}
	return s.logNotices(ctx, tx, after)
}

// kindOf is what happened between two states of a poll, if the log is to know it.
func kindOf(before, after Poll) record.Kind {
	switch {
	case before.VoidedAt.IsZero() && !after.VoidedAt.IsZero():
		return record.Void
	case before.State == after.State:
		return ""
	case after.State == StateDraft:
		return record.Unpublish
	case after.State == StateCancelled:
		return record.Cancel
	case after.State == StateClosed:
		return record.Close
	case before.State == StateClosed:
		return record.Reopen
	}
	return record.Publish
}

// logAct appends what came after the publication.
func (s *Service) logAct(ctx context.Context, tx *db.DB, p Poll, r record.Record) error {
	logged, err := selectRecords(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	published := slices.IndexFunc(logged, func(l Logged) bool { return l.Kind == record.Publish })
	if published < 0 {
		return nil // published before the house had a log
	}
	for _, l := range logged {
		switch l.Kind {
		case record.Publish:
			r.Published = record.HashOf([]byte(l.Text))
		case record.Close:
			r.Number++
		}
	}
	r.Poll, r.At = string(p.ID), wholeSecond(s.clock.Now())
	entry := Logged{Kind: r.Kind}
	if err := s.detail(ctx, tx, p, &r, &entry); err != nil {
		return err
	}
	text, err := r.Encode()
	if err != nil {
		return fmt.Errorf("polls: log %s: %w", p.Slug, err)
	}
	entry.Text = string(text)
	return s.append(ctx, tx, p, entry)
}

// detail fills in what a record of its kind says beside the poll and the time.
func (s *Service) detail(ctx context.Context, tx *db.DB, p Poll, r *record.Record, entry *Logged) (err error) {
	switch r.Kind {
	case record.Close:
		r.Number++
		r.Box, err = s.freeze(ctx, tx, p)
		if err == nil && p.Visibility == StaffOnly {
			err = s.hide(r, entry)
		}
	case record.Void:
		r.Reason = record.HashOf([]byte(p.VoidReason))
	case record.Cancel:
		r.Number, r.Reason = 0, record.HashOf([]byte(p.CancelReason))
	case record.Reopen:
		notices, err := selectNotices(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		r.ClosesAt, r.Reason = p.ClosesAt, record.HashOf([]byte(notices[len(notices)-1].Reason))
	default:
		r.Number = 0
	}
	return err
}

// freeze is what lies in the box of a poll whose final count is made.
func (s *Service) freeze(ctx context.Context, tx *db.DB, p Poll) (*record.Box, error) {
	ballots, receipts, err := s.frozenLines(ctx, tx, p)
	if err != nil {
		return nil, err
	}
	row, err := selectSnapshot(ctx, tx, p.ID)
	if err != nil {
		return nil, err
	}
	if row == nil {
		return nil, fmt.Errorf("polls: %s is closed and not counted", p.Slug)
	}
	final, err := row.snapshot()
	if err != nil {
		return nil, err
	}
	return &record.Box{
		Ballots: int64(len(ballots)), Aside: final.Aside, BallotsRoot: rootOf(ballots), ReceiptsRoot: rootOf(receipts),
		Seed: p.Lots.seed, Result: record.HashOf([]byte(record.ResultText(final.Result))),
	}, nil
}

// frozenLines are the leaves of the trees of ballots and of receipts: the ballots as they
// are published.
func (s *Service) frozenLines(ctx context.Context, tx *db.DB, p Poll) (ballots, receipts []string, err error) {
	ideas, err := writtenIn(ctx, tx, p)
	if err != nil {
		return nil, nil, err
	}
	err = eachCounted(ctx, tx, p.ID, func(id, said string) error {
		if ideas != nil {
			b, err := decodeBallot(FormOf(p.Method), said)
			if err != nil {
				return err
			}
			b, _ = ideas.resolve(b)
			if said, err = record.Said(b); err != nil {
				return err
			}
		}
		ballots = append(ballots, string(record.BallotLine(s.trackerOf(p.ID, id), said)))
		receipts = append(receipts, receiptOf(id))
		return nil
	})
	return ballots, receipts, err
}

// rootOf is the root over lines in alphabetical order.
func rootOf(lines []string) record.Hash {
	slices.Sort(lines)
	var tree record.Tree
	for _, l := range lines {
		tree.Add([]byte(l))
	}
	return tree.Root()
}

// hide replaces the box by a commitment: figures that are the staff's alone do not show in
// the log either, nor how many voted.
func (s *Service) hide(r *record.Record, entry *Logged) error {
	var nonce [32]byte
	if _, err := io.ReadFull(s.random, nonce[:]); err != nil {
		return fmt.Errorf("polls: no random numbers: %w", err)
	}
	entry.Nonce = hex.EncodeToString(nonce[:])
	r.Hidden, r.Box = r.Box.Hide(entry.Nonce), nil
	return nil
}

func (s *Service) append(ctx context.Context, tx *db.DB, p Poll, entry Logged) error {
	index, err := s.evlog.Append(ctx, tx, []byte(entry.Text))
	if err != nil {
		return err
	}
	entry.Index, entry.At = index, s.clock.Now()
	return insertRecord(ctx, tx, p.ID, entry)
}

// publishRecord is what the log says of the poll's publication. It is the same as long as
// the poll is not reopened.
func (p Poll) publishRecord() ([]byte, error) {
	terms, err := record.Terms{Method: p.Method, Options: p.optionIDs(), Rules: p.rules()}.Hash()
	if err != nil {
		return nil, err
	}
	lots, err := p.Lots.source()
	if err != nil {
		return nil, err
	}
	text, err := record.Record{
		Kind: record.Publish, Poll: string(p.ID), Terms: terms, Options: len(p.Options), Lots: lots, OpensAt: p.OpensAt, ClosesAt: p.ClosesAt,
		At: wholeSecond(p.PublishedAt),
	}.Encode()
	if err != nil {
		return nil, fmt.Errorf("polls: publish %s: %w", p.Slug, err)
	}
	return text, nil
}
