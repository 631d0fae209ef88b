package polls

import (
	"bytes"
	"context"
	"slices"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/secret"
	"kermesse/internal/text"
)

// Limits of codes.
const (
	MaxCodes       = 100_000 // in a batch
	maxCodeBatches = 100
	maxBatchLabel  = 80
)

// CodeBatch is codes that were made together: for a pack, an invitation, a shop.
type CodeBatch struct {
	No        int // from 1
	Label     string
	Size      int
	Used      int // that have a ballot
	CreatedAt time.Time
	VoidedAt  time.Time // from then on unused codes are worth nothing; zero: they are good
}

// IssueCodes makes codes for a poll and returns them, this once: only keyed hashes are
// kept. How many there are is told to all; those made after publication with a notice, since
// whoever holds the codes holds the votes.
// Faults: ErrNotByCode, ErrOver, ErrRange at count, ErrTooManyBatches.
func (s *Service) IssueCodes(ctx context.Context, actor account.Actor, slug, label string, count int) (CodeBatch, []string, error) {
	var wrong complaints
	label, unfit := text.Line(label, maxBatchLabel)
	wrong.add("label", unfit)
	wrong.add("count", checkRange(count, 1, MaxCodes))
	if len(wrong) > 0 {
		return CodeBatch{}, nil, fault.Invalids(wrong...)
	}
	codes, err := drawCodes(s.random, count)
	if err != nil {
		return CodeBatch{}, nil, err
	}
	batch := CodeBatch{Label: label, Size: count, CreatedAt: s.clock.Now()}
	err = s.atCodes(ctx, actor, slug, func(tx *db.DB, p Poll) error {
		if batch.No, err = nextBatch(ctx, tx, p.ID); err != nil {
			return err
		}
		if batch.No > maxCodeBatches {
			return ErrTooManyBatches.With(maxCodeBatches)
		}
		if err := insertBatch(ctx, tx, p.ID, batch); err != nil {
			return err
		}
		if err := insertCodes(ctx, tx, p.ID, batch.No, s.hashes(p, codes)); err != nil {
			return err
		}
		return s.tellOfCodes(ctx, tx, actor, p, NoticeCodesIssued, "poll.codes_issued", "", batch, count)
	})
	if err != nil {
		return CodeBatch{}, nil, err
	}
	for i, code := range codes {
		codes[i] = showCode(code)
	}
	return batch, codes, nil
}

// VoidCodes makes the unused codes of a batch worthless: the file was lost, or has gone
// round. Ballots that codes of it have cast stay.
// Faults: ErrReason, ErrNoBatch, ErrNotByCode, ErrOver.
func (s *Service) VoidCodes(ctx context.Context, actor account.Actor, slug string, no int, reason string) error {
	reason, wrong := readReason(reason)
	if len(wrong) > 0 {
		return fault.Invalids(wrong...)
	}
	return s.atCodes(ctx, actor, slug, func(tx *db.DB, p Poll) error {
		done, err := voidBatch(ctx, tx, p.ID, no, s.clock.Now())
		if err != nil {
			return err
		}
		if !done {
			return ErrNoBatch
		}
		batches, err := selectBatches(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		batch := batches[slices.IndexFunc(batches, func(b CodeBatch) bool { return b.No == no })]
		return s.tellOfCodes(ctx, tx, actor, p, NoticeCodesVoided, "poll.codes_voided", reason, batch, batch.Size-batch.Used)
	})
}

// ListCodes lists the batches of a poll, the oldest first.
func (s *Service) ListCodes(ctx context.Context, actor account.Actor, p Poll) ([]CodeBatch, error) {
	if err := actor.RequireOr(account.ViewCampaigns, p.Brand, ErrNotFound); err != nil {
		return nil, err
	}
	return selectBatches(ctx, s.db, p.ID)
}

// CountCodes tells how many codes of a poll are good for a vote, used ones included.
func (s *Service) CountCodes(ctx context.Context, p Poll) (int, error) {
	batches, err := selectBatches(ctx, s.db, p.ID)
	total := 0
	for _, b := range batches {
		if b.VoidedAt.IsZero() {
			total += b.Size
		} else {
			total += b.Used
		}
	}
	return total, err
}

func (s *Service) atCodes(ctx context.Context, actor account.Actor, slug string, fn func(tx *db.DB, p Poll) error) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		p, err := lockPoll(ctx, tx, slug)
		if err != nil {
			return err
		}
		if err := actor.RequireOr(account.EditCampaigns, p.Brand, ErrNotFound); err != nil {
			return err
		}
		status := p.Status(s.clock.Now())
		switch {
		case p.Access != AccessCode:
			return ErrNotByCode
		case status == Cancelled || status.Over():
			return ErrOver
		}
		return fn(tx, p)
	})
}

func (s *Service) tellOfCodes(
	ctx context.Context, tx *db.DB, actor account.Actor, p Poll, kind NoticeKind, action, reason string, b CodeBatch, count int,
) error {
	if p.State != StateDraft {
		if err := s.tell(ctx, tx, p, kind, reason, NoticeDetail{Count: int64(count)}); err != nil {
			return err
		}
	}
	err := account.Record(ctx, tx, actor, account.Change{
		Action: action, Subject: "poll:" + p.Slug, At: s.clock.Now(),
		After: map[string]any{"batch": b.No, "label": b.Label, "count": count, "reason": reason},
	})
	if err != nil {
		return err
	}
	return s.logNotices(ctx, tx, p)
}

// hashes are the codes as they are kept, in order: rows that are written in the order of
// their index cost less.
func (s *Service) hashes(p Poll, codes []string) [][]byte {
	hashes := make([][]byte, len(codes))
	for i, code := range codes {
		hashes[i] = s.codeHash(p, code)
	}
	slices.SortFunc(hashes, bytes.Compare)
	return hashes
}

func (s *Service) codeHash(p Poll, code string) []byte {
	return secret.MAC(s.keys.code, string(p.ID), code)[:voterKeySize]
}
