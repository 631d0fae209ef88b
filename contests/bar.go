package contests

import (
	"context"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
)

// BarDays is how long the entrant of a barred entry is on the block list.
const BarDays = 365

// Bar excludes an entry as Exclude does and puts its entrant on the brand's block list, for
// the same reason, both or neither. It returns the id of the block, which taking the decision
// back does not lift by itself. Faults: those of Exclude and of fan.Service.Block;
// ErrEntryState where nobody's contact is known.
func (s *Service) Bar(ctx context.Context, actor account.Actor, slug string, id EntryID, reason Reason) (string, error) {
	if err := checkReason(reason, ExclusionReasons()); err != nil {
		return "", err
	}
	var block fan.Block
	err := s.settle(ctx, actor, slug, id, "entry.excluded", reason, func(tx *db.DB, c Contest, e stored) (bool, error) {
		if e.Fan == "" {
			return false, nil
		}
		records, changed, err := s.exclude(ctx, tx, c, e, reason)
		if err != nil || !changed {
			return false, err
		}
		if block, err = s.block(ctx, tx, actor, c, e.Fan, reason); err != nil || len(records) == 0 {
			return true, err
		}
		return true, s.publicise(ctx, tx, c.ID, records...)
	})
	return block.ID, err
}

// block refuses somebody the brand's campaigns for a while, in the brand's words.
func (s *Service) block(ctx context.Context, tx *db.DB, actor account.Actor, c Contest, id fan.ID, reason Reason) (fan.Block, error) {
	f, err := s.fans.FindIn(ctx, tx, c.Brand, id)
	if err != nil {
		return fan.Block{}, err
	}
	b, err := account.FindBrand(ctx, tx, c.Brand)
	if err != nil {
		return fan.Block{}, err
	}
	return s.fans.BlockIn(ctx, tx, actor, fan.BlockForm{
		Target: f.Contact.Value, Effect: fan.BlockRefuses, Reason: reason.Text().In(b.Locale), Days: BarDays,
	})
}
