package contests

import (
	"context"

	"kermesse/internal/db"
)

func selectHeldReceipts(ctx context.Context, tx *db.DB, id EntryID) ([]HeldReceipt, error) {
	var rows []struct {
		Revision   int
		Tickets    int64
		Commitment []byte
	}
	err := tx.Gorm(ctx).Raw("SELECT revision, tickets, commitment FROM entry_revisions WHERE entry_id = ? ORDER BY revision", string(id)).Scan(&rows).Error
	held := make([]HeldReceipt, len(rows))
	for i, r := range rows {
		held[i] = HeldReceipt{Revision: r.Revision, Tickets: uint64(r.Tickets), Commitment: heldCommitment(r.Commitment)}
	}
	return held, err
}

func selectHeldCodes(ctx context.Context, tx *db.DB, id EntryID) ([]HeldCode, error) {
	var used []int64
	err := tx.Gorm(ctx).Raw(`SELECT used_at FROM contest_codes WHERE entry_id = ? AND used_at > 0
		UNION ALL SELECT 0 FROM entry_waiting_codes WHERE entry_id = ? ORDER BY 1`, string(id), string(id)).Scan(&used).Error
	held := make([]HeldCode, len(used))
	for i, at := range used {
		if moment := db.Time(at); at > 0 {
			held[i].UsedAt = &moment
		}
	}
	return held, err
}

func selectHeldMails(ctx context.Context, tx *db.DB, id EntryID) ([]HeldMail, error) {
	var rows []struct {
		Kind, Recipient string
		QueuedAt        int64
	}
	err := tx.Gorm(ctx).Raw("SELECT kind, recipient, queued_at FROM contest_letters WHERE entry_id = ? ORDER BY id", string(id)).Scan(&rows).Error
	held := make([]HeldMail, len(rows))
	for i, r := range rows {
		held[i] = HeldMail{Kind: r.Kind, To: r.Recipient, At: db.Time(r.QueuedAt)}
	}
	return held, err
}

func selectHeldDecisions(ctx context.Context, tx *db.DB, id EntryID) ([]HeldDecision, error) {
	var rows []struct {
		Act, Reason, Flags string
		Appeal             bool
		DecidedAt          int64
	}
	err := tx.Gorm(ctx).Raw("SELECT act, reason, flags, appeal, decided_at FROM entry_reviews WHERE entry_id = ? ORDER BY id", string(id)).Scan(&rows).Error
	held := make([]HeldDecision, len(rows))
	for i, r := range rows {
		held[i] = HeldDecision{Act: r.Act, Reason: Reason(r.Reason), Flags: readFlags(r.Flags), Appeal: r.Appeal, At: db.Time(r.DecidedAt)}
	}
	return held, err
}

func selectHeldTraces(ctx context.Context, tx *db.DB, id EntryID) ([]HeldTrace, error) {
	var rows []struct {
		Kind   string
		SeenAt int64
	}
	err := tx.Gorm(ctx).Raw("SELECT kind, seen_at FROM entry_traces WHERE entry_id = ? ORDER BY kind", string(id)).Scan(&rows).Error
	held := make([]HeldTrace, len(rows))
	for i, r := range rows {
		held[i] = HeldTrace{Kind: r.Kind, At: db.Time(r.SeenAt)}
	}
	return held, err
}

func selectHeldPlaces(ctx context.Context, tx *db.DB, c Contest, id EntryID) ([]HeldPlace, error) {
	var rows []struct {
		Attempt, Prize, Slot int
		Kind, Reason         string
	}
	err := tx.Gorm(ctx).Raw("SELECT attempt, prize, slot, kind, reason FROM draw_slots WHERE entry_id = ? ORDER BY attempt, pick", string(id)).Scan(&rows).Error
	held := make([]HeldPlace, len(rows))
	for i, r := range rows {
		held[i] = HeldPlace{Attempt: r.Attempt, Prize: c.Prizes[r.Prize].Name, Place: r.Slot + 1, Alternate: r.Kind == "alternate", Out: Reason(r.Reason)}
	}
	return held, err
}

// updateSentForgotten deletes what an entrant typed and sent beside the entry itself, and
// what staff noted of it. Nobody is to look at it any more: it waits for nobody.
func updateSentForgotten(ctx context.Context, tx *db.DB, id EntryID) error {
	if err := updateWaitingDropped(ctx, tx, id); err != nil {
		return err
	}
	for _, forget := range []string{
		"UPDATE entry_revisions SET secret_sealed = NULL WHERE entry_id = ?",
		"UPDATE entry_acts SET proof = '', reason = '' WHERE entry_id = ?",
		"DELETE FROM entry_pictures WHERE entry_id = ?",
		"UPDATE entry_slips SET shop = '', number = '', photo = FALSE WHERE entry_id = ?",
		"DELETE FROM entry_waiting_codes WHERE entry_id = ?",
		"UPDATE entry_reviews SET flags = '', reason = '' WHERE entry_id = ?",
	} {
		if err := tx.Gorm(ctx).Exec(forget, string(id)).Error; err != nil {
			return err
		}
	}
	return nil
}

// updateWaitingDropped takes what an entry sent out of the queues of staff: it takes part no
// more, and must not stand in the way of what its person sends with another.
func updateWaitingDropped(ctx context.Context, tx *db.DB, id EntryID) error {
	for _, drop := range []string{
		"UPDATE entry_acts SET state = 'refused' WHERE entry_id = ? AND state = 'review'",
		"UPDATE entry_slips SET state = 'refused' WHERE entry_id = ? AND state = 'waiting'",
	} {
		if err := tx.Gorm(ctx).Exec(drop, string(id)).Error; err != nil {
			return err
		}
	}
	return nil
}
