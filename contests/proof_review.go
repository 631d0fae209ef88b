package contests

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/text"
)

// ProofLine is something that an entrant sent, for staff to look at.
type ProofLine struct {
	ID      string
	Entry   Entry
	Action  Action
	Text    string // the text or the link
	Picture string // names it for FindPicture; empty: none
	Width   int    // of the picture, in pixels
	Height  int
	SentAt  time.Time
}

// ProofPage is a part of a queue, the oldest first.
type ProofPage struct {
	Items []ProofLine
	Next  string // empty at the end
}

const maxRefusal = 300

// ListProofs returns what waits for staff. It needs ViewPeople.
func (s *Service) ListProofs(ctx context.Context, actor account.Actor, slug, cursor string, limit int) (ProofPage, error) {
	c, err := s.find(ctx, s.db, actor, account.ViewPeople, slug)
	if err != nil {
		return ProofPage{}, err
	}
	limit = limitOf(limit)
	rows, err := selectReviews(ctx, s.db, c.ID, cursor, limit+1)
	if err != nil {
		return ProofPage{}, err
	}
	page := ProofPage{}
	if len(rows) > limit {
		rows, page.Next = rows[:limit], rows[limit-1].ID
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.EntryID
	}
	entries := map[EntryID]Entry{}
	if len(ids) > 0 {
		found, err := selectEntries(ctx, s.db, "WHERE id IN ?", ids)
		if err != nil {
			return ProofPage{}, err
		}
		for _, e := range found {
			entries[e.ID] = e.Entry
		}
	}
	for _, r := range rows {
		page.Items = append(page.Items, r.proof(c, entries[EntryID(r.EntryID)]))
	}
	return page, s.measureProofs(ctx, page.Items, ids)
}

func (r actRow) proof(c Contest, e Entry) ProofLine {
	a, _ := c.Entry.Action(r.Action)
	a.Accept = nil
	line := ProofLine{ID: r.ID, Entry: e, Action: a, Text: r.Proof, SentAt: db.Time(r.ActedAt)}
	if a.Proof == ProofPicture {
		line.Picture = actionField(r.Action, r.Period)
	}
	return line
}

// measureProofs fills in the size of the pictures.
func (s *Service) measureProofs(ctx context.Context, lines []ProofLine, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	sizes, err := selectPictureSizes(ctx, s.db, ids)
	if err != nil {
		return err
	}
	for i, line := range lines {
		size := sizes[pictureRow(line.Entry.ID, line.Picture)]
		lines[i].Width, lines[i].Height = size.Width, size.Height
	}
	return nil
}

// CountProofs is how many proofs of a contest wait.
func (s *Service) CountProofs(ctx context.Context, c Contest) (int, error) {
	return countReviews(ctx, s.db, c.ID)
}

// ReviewProof accepts what an entrant sent, from where on the action is done and its tickets
// count, or refuses it with a reason that the entrant reads. It needs Moderate. Faults:
// ErrProofNotFound, ErrSealed, ErrRefusalReason on the field reason.
func (s *Service) ReviewProof(ctx context.Context, actor account.Actor, slug, id string, accept bool, reason string) error {
	reason, f := text.Line(reason, maxRefusal)
	if f == nil && !accept && reason == "" {
		f = ErrRefusalReason
	}
	if f != nil {
		var wrong problems
		wrong.add("reason", f)
		return wrong.err()
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := holdBySlug(ctx, tx, slug)
		if err != nil {
			return err
		}
		if err := actor.RequireOr(account.Moderate, c.Brand, ErrNotFound); err != nil {
			return err
		}
		if c.Sealed(s.clock.Now()) {
			return ErrSealed
		}
		act, err := selectAct(ctx, tx, c.ID, id)
		if err != nil {
			return err
		}
		return s.reviewAct(ctx, tx, actor, c, act, accept, reason)
	})
}

func (s *Service) reviewAct(ctx context.Context, tx *db.DB, actor account.Actor, c Contest, act actRow, accept bool, reason string) error {
	e, err := selectEntry(ctx, tx, "WHERE id = ?"+tx.ForUpdate(), act.EntryID)
	if err != nil {
		return err
	}
	now := s.clock.Now()
	action := "entry.proof_accepted"
	act.State, act.Reason, act.ReviewedAt = string(ActDone), "", db.Millis(now)
	if !accept {
		action, act.State, act.Reason = "entry.proof_refused", string(ActRefused), reason
	}
	settled, err := updateReviewed(ctx, tx, act)
	if err != nil {
		return err
	}
	if !settled || e.Fan == "" || e.row.SecretSealed == nil {
		return ErrProofNotFound
	}
	err = account.Record(ctx, tx, actor, account.Change{
		Action: action, Subject: c.subject() + "/entry:" + e.Number, At: now,
		After: map[string]any{"entry": e.ID, "action": act.Action, "reason": act.Reason},
	})
	if err != nil {
		return err
	}
	if !accept {
		a, _ := c.Entry.Action(act.Action)
		return s.mailProofRefused(ctx, tx, c, e.Entry, a, reason)
	}
	if e.Status != EntryPending && e.Status != EntryConfirmed {
		return nil
	}
	return s.recount(ctx, tx, c, e, true)
}
