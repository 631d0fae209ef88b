package till

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
)

// Limits are what a person may do at tills. Zero is no limit.
type Limits struct {
	Bill     int64 // minor units of one purchase
	DayBills int64 // minor units of all purchases of a day
	Spend    int64 // points taken at once
	DaySpend int64 // points taken in a day
}

// maxLimit is more than anybody means.
const maxLimit = 1_000_000_000_000

// everybody is the clerk whose limits hold where a person has none of their own.
const everybody account.UserID = ""

// Allowance is a person and what they may do.
type Allowance struct {
	User   account.UserID // empty: everybody of whom nothing else is said
	Name   string
	Role   account.Role
	HasPIN bool
	Own    bool // they have limits of their own
	Limits Limits
}

// ListAllowances returns the limits of everybody, then the people who may use tills, by
// name. It needs EditLoyalty.
func (s *Service) ListAllowances(ctx context.Context, actor account.Actor, brand account.BrandID) ([]Allowance, error) {
	if err := actor.Require(account.EditLoyalty, brand); err != nil {
		return nil, err
	}
	team, err := s.team.ListTeam(ctx, account.SystemActor(brand))
	if err != nil {
		return nil, err
	}
	clerks, err := selectClerks(ctx, s.db, brand)
	all := []Allowance{{Limits: limitsOf(clerks, everybody), Own: true}}
	for _, m := range team {
		if m.Role.Can(account.UseTill) {
			row := clerks[m.User.ID]
			all = append(all, Allowance{
				User: m.User.ID, Name: m.User.Name, Role: m.Role, HasPIN: row.pin != "", Own: row.limits != nil, Limits: limitsOf(clerks, m.User.ID),
			})
		}
	}
	return all, err
}

func limitsOf(clerks map[account.UserID]clerkRow, user account.UserID) Limits {
	for _, who := range []account.UserID{user, everybody} {
		if own := clerks[who].limits; own != nil {
			return *own
		}
	}
	return Limits{}
}

// SetLimits says what a person may do, or everybody where user is empty; nil: what everybody
// may. It needs EditLoyalty. Faults: ErrLimit at the figure's name.
func (s *Service) SetLimits(ctx context.Context, actor account.Actor, brand account.BrandID, user account.UserID, l *Limits) error {
	if err := actor.Require(account.EditLoyalty, brand); err != nil {
		return err
	}
	if l != nil {
		if wrong := l.wrong(); len(wrong) > 0 {
			return fault.Invalids(wrong...)
		}
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		if err := upsertLimits(ctx, tx, brand, user, l); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "till.limits_set", Subject: "user:" + string(user), At: s.clock.Now(), After: l.journal(),
		})
	})
}

func (l Limits) wrong() (wrong []fault.Field) {
	for _, figure := range []struct {
		name string
		n    int64
	}{{"bill", l.Bill}, {"day_bills", l.DayBills}, {"spend", l.Spend}, {"day_spend", l.DaySpend}} {
		if figure.n < 0 || figure.n > maxLimit {
			wrong = append(wrong, ErrLimit.At(figure.name))
		}
	}
	return wrong
}

func (l *Limits) journal() map[string]any {
	if l == nil {
		return nil
	}
	return map[string]any{"bill": l.Bill, "day_bills": l.DayBills, "spend": l.Spend, "day_spend": l.DaySpend}
}

// allow holds an act against the limits of who does it, with what they did that day. The
// caller has locked the person's row, so that two acts at once see each other.
func (s *Service) allow(ctx context.Context, tx *db.DB, a Act, zone *time.Location) error {
	clerks, err := selectClerks(ctx, tx, a.Brand)
	if err != nil {
		return err
	}
	limits := limitsOf(clerks, a.Clerk)
	once, day, n := limits.Bill, limits.DayBills, a.Amount
	if a.Kind == Spent || a.Kind == Rewarded {
		once, day, n = limits.Spend, limits.DaySpend, a.Points
	} else if a.Kind != Earned {
		return nil
	}
	if once > 0 && n > once {
		return ErrLimitOperation
	}
	if day == 0 {
		return nil
	}
	begin := midnight(a.At, zone)
	done, err := sumActs(ctx, tx, a, begin, begin.AddDate(0, 0, 1))
	if err == nil && done+n > day {
		err = ErrLimitDay
	}
	return err
}

// midnight begins the day of t where the brand is.
func midnight(t time.Time, zone *time.Location) time.Time {
	year, month, day := t.In(zone).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, zone)
}
