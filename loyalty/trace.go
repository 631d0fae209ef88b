package loyalty

import (
	"context"
	"encoding/json"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/loyalty/earning"
)

// Refusal is an event that earned a member nothing, and why.
type Refusal struct {
	Rule  string
	At    time.Time
	Fault *fault.Error
	Trace []earning.Step
}

// encodeTrace is a trace as the note keeps it; empty for none.
func encodeTrace(steps []earning.Step) string {
	if len(steps) == 0 {
		return ""
	}
	text, err := json.Marshal(steps)
	if err != nil {
		panic("loyalty: a trace of figures and words cannot fail to encode: " + err.Error())
	}
	return string(text)
}

func decodeTrace(text string) (steps []earning.Step, err error) {
	if text == "" {
		return nil, nil
	}
	err = json.Unmarshal([]byte(text), &steps)
	return steps, err
}

// keepRefusal notes why an event has earned nothing, for whoever asks. It keeps the last
// refusal of an event; of one that has earned before, nothing is to be explained.
func (a *act) keepRefusal(ctx context.Context, op Earn, why error, trace []earning.Step) error {
	no, ok := refused(why)
	if !ok || no.Code == ErrDuplicateSource.Code {
		return nil
	}
	return a.upsertRefusal(ctx, a.wallets[0].id, op.Rule, hashOf(op.SourceID), a.entry.At, no.Code, encodeTrace(trace))
}

// ListRefusals returns the events that earned a member nothing, the latest first, at most 100.
func (s *Service) ListRefusals(ctx context.Context, actor account.Actor, brand account.BrandID, ref string) ([]Refusal, error) {
	if err := actor.Require(account.ViewPeople, brand); err != nil {
		return nil, err
	}
	return s.listRefusals(ctx, brand, byRef, ref)
}

// ListOwnRefusals is ListRefusals for the fan who asks about themselves.
func (s *Service) ListOwnRefusals(ctx context.Context, brand account.BrandID, id fan.ID) ([]Refusal, error) {
	return s.listRefusals(ctx, brand, byFan, string(id))
}

func (s *Service) listRefusals(ctx context.Context, brand account.BrandID, by, member string) (list []Refusal, err error) {
	err = s.db.Snapshot(ctx, func(view *db.DB) error {
		b := books{tx: view, brand: brand}
		w, err := b.findWallet(ctx, by, member)
		if err == nil {
			list, err = b.refusals(ctx, w.id)
		}
		return err
	})
	return list, err
}
