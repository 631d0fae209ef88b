package polls

import (
	"context"
	"fmt"
	"time"

	"kermesse/internal/db"
	"kermesse/polls/record"
)

// NoticeKind is what a notice tells.
type NoticeKind string

// The kinds of notice.
const (
	NoticeReworded NoticeKind = "reworded" // a spelling was corrected
	NoticeReopened NoticeKind = "reopened" // after closing, for more votes
	NoticeVoided   NoticeKind = "voided"   // no result stands

	NoticeReleased NoticeKind = "released" // ballots that were set aside count
	NoticeKept     NoticeKind = "kept"     // ballots that were set aside stay out

	NoticeIdeaAccepted NoticeKind = "idea_accepted" // what fans wrote is an option now
	NoticeIdeaMerged   NoticeKind = "idea_merged"   // what fans wrote counts for an option
	NoticeIdeaDeclined NoticeKind = "idea_declined" // it counts for nothing; it is not told

	NoticeCodesIssued NoticeKind = "codes_issued" // more codes, after publication
	NoticeCodesVoided NoticeKind = "codes_voided" // unused codes are worth nothing any more
)

// Notice is an act of the brand that every voter of a published poll is told, for ever:
// the brand's own journal names who did it.
type Notice struct {
	No     int64 // from 1
	At     time.Time
	Kind   NoticeKind
	Reason string // as fans read it; empty where none is asked
	NoticeDetail
}

// NoticeDetail is what else a notice tells, by its kind.
type NoticeDetail struct {
	Rewordings   []Rewording
	FormerClose  time.Time // when a reopened poll had closed
	ClosesAt     time.Time // and when it closes now
	FiguresKnown bool      // a reopened poll's figures had been told
	Count        int64     // of ballots or codes
}

// Notices lists what the brand has told about a poll, the oldest first.
func (s *Service) Notices(ctx context.Context, p Poll) ([]Notice, error) {
	return selectNotices(ctx, s.db, p.ID)
}

// told is a notice as its record in the log holds it.
func (n Notice) told() record.Told {
	told := record.Told{
		Number: n.No, Kind: string(n.Kind), At: n.At, Reason: n.Reason,
		FormerClose: n.FormerClose, ClosesAt: n.ClosesAt, Count: n.Count, FiguresKnown: n.FiguresKnown,
	}
	for _, r := range n.Rewordings {
		told.Rewordings = append(told.Rewordings, record.Rewording(r))
	}
	return told
}

// logNotices appends to the public log the notices of a poll that it does not hold yet: the
// last thing that a transaction does which told something.
func (s *Service) logNotices(ctx context.Context, tx *db.DB, p Poll) error {
	logged, err := selectRecords(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	var published record.Hash
	held := 0
	for _, l := range logged {
		switch l.Kind {
		case record.Publish:
			published = record.HashOf([]byte(l.Text))
		case record.Notice:
			held++
		}
	}
	notices, err := selectNotices(ctx, tx, p.ID)
	if err != nil || published == (record.Hash{}) || p.State == StateDraft || held >= len(notices) {
		return err // published before the house had a log, or nothing is new
	}
	for _, n := range notices[held:] {
		hash, err := n.told().Hash()
		if err != nil {
			return err
		}
		text, err := record.Record{
			Kind: record.Notice, Poll: string(p.ID), Published: published, Number: int(n.No), Told: hash, At: wholeSecond(s.clock.Now()),
		}.Encode()
		if err != nil {
			return fmt.Errorf("polls: log a notice of %s: %w", p.Slug, err)
		}
		if err := s.append(ctx, tx, p, Logged{Kind: record.Notice, Text: string(text)}); err != nil {
			return err
		}
	}
	return nil
}

// tell adds a notice, in the caller's transaction, which holds the poll's row and
// ends with logNotices.
func (s *Service) tell(ctx context.Context, tx *db.DB, p Poll, kind NoticeKind, reason string, detail NoticeDetail) error {
	return insertNotice(ctx, tx, p.ID, Notice{At: s.clock.Now(), Kind: kind, Reason: reason, NoticeDetail: detail})
}
