package contests

import (
	"context"
	"time"

	"golang.org/x/mod/sumdb/note"

	"kermesse/contests/draw"
	"kermesse/internal/db"
	"kermesse/internal/evlog"
)

// Log is the public event log, as much of it as contests need. It is an *evlog.Log.
type Log interface {
	Append(ctx context.Context, tx *db.DB, records ...[]byte) (first int64, err error)
	Head(ctx context.Context) (evlog.Head, error)
	HeadIn(ctx context.Context, tx *db.DB) (evlog.Head, error)
	HeadAt(ctx context.Context, size int64) (evlog.Head, error)
	Record(ctx context.Context, index int64) ([]byte, error)
	Proof(ctx context.Context, index, size int64) ([]byte, error)
	CosignedBy(ctx context.Context, index int64) ([]evlog.Cosignature, error)
	Witnesses() []evlog.Witness
	Keys(ctx context.Context) ([]evlog.Key, error)
	Signer() note.Signer
	SignerUnder(path string) (note.Signer, error)
	VerifierKey() string
}

var _ Log = (*evlog.Log)(nil)

// Record is a public record of a contest and its place in the log.
type Record struct {
	Kind     string // as in its first line: publish, entries, close, …
	Attempt  int    // 0: of the contest as a whole
	Text     []byte // word for word
	Index    int64  // in the log, from 0; below 0 for one that was made before there was a log
	LoggedAt time.Time
	Event    draw.Event // read; zero for close and result records

	listing int64 // entries: the state of the list that it tells of
}

// Logged reports whether the log has the record.
func (r Record) Logged() bool { return r.Index >= 0 }

// event makes a record of an event of a contest.
func (c Contest) event(e draw.Event) (Record, error) {
	var err error
	if e.Draw, err = c.drawID(); err != nil {
		return Record{}, err
	}
	text, err := e.Encode()
	return Record{Kind: string(e.Kind), Attempt: e.Attempt, Text: text, Event: e}, err
}

// publicise appends records to the log and keeps each with its place in it. It is the
// last thing that a transaction does: from here on every other writer of the log waits.
func (s *Service) publicise(ctx context.Context, tx *db.DB, id ID, records ...Record) error {
	texts := make([][]byte, len(records))
	for i, r := range records {
		texts[i] = r.Text
	}
	first, err := s.log.Append(ctx, tx, texts...)
	if err != nil {
		return err
	}
	now := s.clock.Now()
	for i := range records {
		records[i].Index, records[i].LoggedAt = first+int64(i), now
		if err := insertRecord(ctx, tx, id, records[i]); err != nil {
			return err
		}
	}
	return nil
}

// Records returns the public records of a published contest in the order of the log.
// Faults: ErrNotFound.
func (s *Service) Records(ctx context.Context, slug string) ([]Record, error) {
	c, err := s.Find(ctx, slug)
	if err != nil {
		return nil, err
	}
	return selectRecords(ctx, s.db, c.ID, "")
}

// PublicationIndex is where the log has the publication of a contest; -1: nowhere.
func (s *Service) PublicationIndex(ctx context.Context, c Contest) (int64, error) {
	records, err := selectRecords(ctx, s.db, c.ID, "AND kind = ?", string(draw.EventPublish))
	if err != nil || len(records) == 0 {
		return -1, err
	}
	return records[0].Index, nil
}
