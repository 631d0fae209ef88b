package contests

import (
	"context"
	"io"
)

// WriteSealedList writes the list that the present attempt is sealed with, as the file
// entries.txt of its proof will have it: one commitment and its tickets a line, nobody's
// name. It is public from the closing on, so that an entrant need not ask anybody whether
// they are in it. Faults: ErrNotFound, ErrNotSealed.
func (s *Service) WriteSealedList(ctx context.Context, slug string, w io.Writer) error {
	c, err := s.Find(ctx, slug)
	if err != nil {
		return err
	}
	if c.SealedAt.IsZero() {
		return ErrNotSealed
	}
	_, err = c.listOf(c.Attempt).entries(ctx, s.db).WriteTo(w)
	return err
}
