package loyalty

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/jobs"
	"kermesse/loyalty/ledger"
)

// dayKey is what figures of a day are counted by.
type dayKey struct {
	Day, Kind, Rule, Debit, Credit string
	BP                             int64 // multiplier of a campaign; 0: none
}

// dayFigures are what operations of a day came to.
type dayFigures struct {
	N, Points, Amount, Extra int64
}

func (f *dayFigures) add(o dayFigures) {
	f.N, f.Points, f.Amount, f.Extra = f.N+o.N, f.Points+o.Points, f.Amount+o.Amount, f.Extra+o.Extra
}

// fold is the sum of a stretch of the books.
type fold struct {
	zone   *time.Location
	days   map[dayKey]*dayFigures
	active map[activeKey]bool
	last   string // transaction that was folded last
	n      int
}

type activeKey struct{ month, joined, member string }

func newFold(zone *time.Location) *fold {
	return &fold{zone: zone, days: map[dayKey]*dayFigures{}, active: map[activeKey]bool{}}
}

// The kind under which moves between tiers are counted.
const movedTier = "tier"

// ownActs are what members do themselves, or what is done at their side: who has one is active.
var ownActs = map[ledger.Kind]bool{
	ledger.Earn: true, ledger.Spend: true, ledger.Redeem: true, ledger.Capture: true, ledger.PromoRedeem: true, ledger.Transfer: true,
	ledger.VoucherUse: true,
}

// fallen are operations by which a tier can only fall.
var fallen = map[ledger.Kind]bool{
	ledger.Reverse: true, ledger.Refund: true, ledger.PromoRollback: true, ledger.TierReview: true, ledger.Erase: true,
}

// foldedPosting is a posting with its transaction, as it is folded; without accounts it stands
// for an operation that moved no points.
type foldedPosting struct {
	Txn, Member, Kind, Rule, Debit, Credit string
	At, Ord, Points, TxnPoints             int64
	Joined                                 int64
	Tier                                   *int64
	Amount, Num, Den, TierBP, CampaignBP   *int64
}

func (f *fold) add(p foldedPosting) {
	at := db.Time(p.At).In(f.zone)
	key := dayKey{Day: at.Format(time.DateOnly), Kind: p.Kind, Rule: p.Rule, Debit: p.Debit, Credit: p.Credit}
	figures := dayFigures{Points: p.Points}
	if p.CampaignBP != nil && *p.CampaignBP != ledger.One {
		key.BP = *p.CampaignBP
	}
	if p.Ord == 0 { // what is said of the operation as a whole counts once
		f.n++
		figures.N = 1
		if p.Amount != nil {
			figures.Amount = *p.Amount
		}
		if key.BP != 0 {
			figures.Extra = max(0, p.TxnPoints-p.plain())
		}
		f.moveTier(key.Day, p)
		if ownActs[ledger.Kind(p.Kind)] {
			f.active[activeKey{at.Format(monthLayout), db.Time(p.Joined).In(f.zone).Format(monthLayout), p.Member}] = true
		}
	}
	f.count(key, figures)
	f.last = max(f.last, p.Txn)
}

// plain is what a purchase would have earned without its campaign.
func (p foldedPosting) plain() int64 {
	if p.Amount == nil || p.Den == nil || *p.Den == 0 {
		return p.TxnPoints
	}
	rule := ledger.Rule{Num: *p.Num, Den: *p.Den, TierMultiplier: true}
	return min(p.TxnPoints, rule.Worth(*p.Amount, *p.TierBP, ledger.One))
}

func (f *fold) moveTier(day string, p foldedPosting) {
	if p.Tier == nil {
		return
	}
	way := "up"
	if fallen[ledger.Kind(p.Kind)] {
		way = "down"
	}
	f.count(dayKey{Day: day, Kind: movedTier, Rule: strconv.FormatInt(*p.Tier, 10), Debit: way}, dayFigures{N: 1})
}

func (f *fold) count(key dayKey, figures dayFigures) {
	if f.days[key] == nil {
		f.days[key] = &dayFigures{}
	}
	f.days[key].add(figures)
}

const monthLayout = "2006-01"

// Bounds of folding.
const (
	foldedAtOnce = 20_000           // operations a transaction
	foldLag      = 10 * time.Minute // an operation this old is committed, or never will be
)

// FoldTask keeps the figures by day up to date, from which reports are made.
func (s *Service) FoldTask() jobs.Task {
	return jobs.Task{Name: "loyalty.fold", Every: 5 * time.Minute, Run: s.Fold}
}

// Fold adds to the figures by day what the books took since, but for the last minutes. Ids of
// operations follow their creation and not their commit, so what is folded is what nobody can
// still be writing.
func (s *Service) Fold(ctx context.Context) error {
	brands, err := brandsWithBooks(ctx, s.db)
	for _, brand := range brands {
		err = errors.Join(err, s.foldBrand(ctx, brand, foldLag))
	}
	return err
}

func (s *Service) foldBrand(ctx context.Context, brand account.BrandID, lag time.Duration) error {
	now := db.NewID()
	until, err := idBefore(now, lag)
	if err != nil {
		return err
	}
	settled, err := idBefore(now, foldLag)
	if err != nil {
		return err
	}
	for {
		n := 0
		err := s.db.InTx(ctx, func(tx *db.DB) error {
			b := books{tx: tx, brand: brand}
			p, err := b.programme(ctx)
			if err != nil {
				return err
			}
			upto, err := b.lockFold(ctx)
			if err != nil {
				return err
			}
			if err := b.readRecent(ctx); err != nil {
				return err
			}
			f := newFold(p.Terms.Zone)
			if err := b.foldInto(ctx, f, upto, until, foldedAtOnce); err != nil {
				return err
			}
			if n = f.n; n > 0 {
				if err := b.saveFold(ctx, f); err != nil {
					return err
				}
			}
			if n < foldedAtOnce {
				f.last = max(f.last, settled) // of what is older than that nothing is left
			}
			return b.moveMark(ctx, f.last)
		})
		if err != nil || n < foldedAtOnce {
			return err
		}
	}
}

// idBefore is an id that stands for a moment before that of another: ids begin with their
// milliseconds.
func idBefore(id string, by time.Duration) (string, error) {
	ms, err := strconv.ParseInt(id[:8]+id[9:13], 16, 64)
	if err != nil {
		return "", fmt.Errorf("loyalty: %s is no id of this house: %w", id, err)
	}
	earlier := fmt.Sprintf("%012x", ms-by.Milliseconds())
	return earlier[:8] + "-" + earlier[8:] + "-0000-0000-000000000000", nil
}
