package till

import (
	"context"
	"time"

	"kermesse/internal/account"
)

// Prize is a prize that was won and waits at a counter.
type Prize struct {
	Code     string // that the winner shows
	Name     string
	Contest  string // its title
	Winner   string // as the contest's public page names them
	HandedAt time.Time
	HandedBy string
}

// Prizes hands prizes over. Whoever keeps claims implements it: HandOver is once for ever,
// and a second one returns the fault that says when and by whom. A repeat under the same key
// is no second one.
type Prizes interface {
	FindPrize(ctx context.Context, actor account.Actor, brand account.BrandID, code string) (Prize, error)
	HandOver(ctx context.Context, actor account.Actor, brand account.BrandID, key, code string) (Prize, error)
}

// HandOver hands a prize over, once. Faults: ErrNoPrizes, those of whoever keeps claims.
func (s *Service) HandOver(ctx context.Context, c Clerk, key, code string) (Act, error) {
	if s.prizes == nil {
		return Act{}, ErrNoPrizes
	}
	prize, err := s.prizes.FindPrize(ctx, c.Actor, c.Actor.Brand, code)
	if err != nil {
		return Act{}, err
	}
	draft := Act{Kind: Handed, About: prize.Name, of: prize.Code}
	return s.once(ctx, c, key, draft, func(key string, _ time.Time) (result, error) {
		_, err := s.prizes.HandOver(ctx, c.hand(), c.Actor.Brand, key, code)
		return result{}, err
	})
}
