package contests

import (
	"context"
	"errors"
	"fmt"

	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/internal/text"
)

// Begin stores a new draft that may still lack everything but its title, under an address
// that is made of the title and free. Faults: those of Create but ErrSlugTaken.
func (s *Service) Begin(ctx context.Context, actor account.Actor, form Form) (Contest, error) {
	base := text.Slug(form.Title)
	if base == "" {
		return Contest{}, fault.Invalids(ErrTitleMissing.At("title"))
	}
	return s.sketch(ctx, actor, form, base)
}

// sketch stores a draft under the first free address of those that begin with base.
func (s *Service) sketch(ctx context.Context, actor account.Actor, form Form, base string) (Contest, error) {
	form.Unfinished = true
	for n := 1; ; n++ {
		form.Slug = numbered(base, n)
		c, err := s.Create(ctx, actor, form)
		if !errors.Is(err, ErrSlugTaken) || n == maxNumbered {
			return c, err
		}
	}
}

// maxNumbered is how many addresses made of one title are tried.
const maxNumbered = 100

// numbered is the n-th address made of a title: ete, ete-2, ete-3.
func numbered(base string, n int) string {
	if n == 1 && checkSlug(base) == nil {
		return base
	}
	tail := fmt.Sprintf("-%d", n)
	return text.Slug(base[:min(len(base), text.MaxSlug-len(tail))]) + tail
}
