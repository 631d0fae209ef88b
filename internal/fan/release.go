package fan

import (
	"context"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

// Release erases a fan of whom no domain holds anything any more and who has granted
// nothing beyond rules: what was kept for a contest is not kept without it. Anybody else
// stays. It writes no line of its own into the journal; the caller's act says why.
func (s *Service) Release(ctx context.Context, tx *db.DB, brand account.BrandID, id ID) error {
	erased, err := lockFan(ctx, tx, brand, id)
	if err != nil || erased {
		return err
	}
	idle, err := s.idle(ctx, tx, id)
	if err != nil || !idle {
		return err
	}
	f, _, err := s.findForChallenge(ctx, tx, id)
	if err != nil {
		return err
	}
	return s.wipe(ctx, tx, f)
}

// idle reports whether nothing is left of a fan but their contact.
func (s *Service) idle(ctx context.Context, tx *db.DB, id ID) (bool, error) {
	consents, err := selectConsents(ctx, tx, id)
	if err != nil {
		return false, err
	}
	last := map[string]bool{}
	for _, c := range consents {
		last[c.Purpose] = c.Granted && c.lasting()
	}
	for _, granted := range last {
		if granted {
			return false, nil
		}
	}
	if open, err := countOpenRequests(ctx, tx, id); err != nil || open > 0 {
		return false, err
	}
	for _, h := range s.holders {
		held, err := h.Export(ctx, tx, id)
		if err != nil || held != nil {
			return false, err
		}
	}
	return true, nil
}
