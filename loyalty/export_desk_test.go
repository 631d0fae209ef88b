package loyalty

import (
	"context"
	"time"

	"kermesse/internal/account"
)

// FoldAll folds a brand's books up to now: tests write nothing while it runs.
func (s *Service) FoldAll(ctx context.Context, brand account.BrandID) error {
	return s.foldBrand(ctx, brand, -time.Minute)
}
