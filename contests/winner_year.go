package contests

import (
	"context"
	"errors"
	"time"

	"kermesse/contests/claims"
	"kermesse/contests/law"
	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
)

// YearTotal is what one person has won of a brand in a calendar year, in the currency in which
// a law counts it.
type YearTotal struct {
	Year   int
	Prizes int   // that count in it
	Minor  int64 // what they are worth together
	law.Reporting
}

// Reached reports whether the law has the total reported.
func (t YearTotal) Reached() bool { return t.Minor > t.Over }

// reporting is what a law has reported of the winners of a contest; false for none.
func (c Contest) reporting() (law.Reporting, bool) {
	for _, p := range law.Profiles() {
		if p.Reporting.Over > 0 && c.concerns(p.Code) {
			return p.Reporting, true
		}
	}
	return law.Reporting{}, false
}

// addToYear counts a prize that somebody was told of among what they win in its year. A keyed
// hash of their contact is kept for it, until a month after the year.
func (s *Service) addToYear(ctx context.Context, tx *db.DB, c Contest, e Entry, won claims.Claim) error {
	counted, any := c.reporting()
	prize := c.PrizeAt(won.Prize)
	if !any || prize.Currency != counted.Currency || prize.ValueMinor == 0 || e.Fan == "" {
		return nil
	}
	f, err := s.fans.FindIn(ctx, tx, c.Brand, e.Fan)
	if errors.Is(err, fan.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	year := won.ToldAt.In(c.Location()).Year()
	return insertWinnerYear(ctx, tx, c.Brand, s.contactHash(c.Brand, f.Contact), year, won.ID, prize, forgetYearAt(year, c.Location()))
}

// forgetYearAt is when nothing of a year is added up any more: its forms have left by then.
func forgetYearAt(year int, zone *time.Location) time.Time {
	return time.Date(year+1, time.February, 1, 0, 0, 0, 0, zone)
}

// YearOf tells what the winner of a claim has won of the brand in the year of this prize, this
// one included while it is theirs to take; false where no law counts it, or it is forgotten.
// It needs HandPrizes. Faults: claims.ErrNotFound.
func (s *Service) YearOf(ctx context.Context, actor account.Actor, claim claims.Claim) (YearTotal, bool, error) {
	if err := actor.RequireOr(account.HandPrizes, claim.Brand, claims.ErrNotFound); err != nil {
		return YearTotal{}, false, err
	}
	c, err := selectContest(ctx, s.db, "WHERE id = ?", claim.Contest)
	if err != nil {
		return YearTotal{}, false, err
	}
	counted, any := c.reporting()
	if !any {
		return YearTotal{}, false, nil
	}
	total, found, err := selectWinnerYear(ctx, s.db, claim.ID)
	total.Reporting = counted
	return total, found, err
}
