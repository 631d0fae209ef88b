package contests

import (
	"context"
	"errors"
	"fmt"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
)

// Illustrator draws what networks show beside a link to a contest.
type Illustrator interface {
	// DrawPoster returns a PNG file and its name, which changes with what the picture says.
	DrawPoster(c Contest, b account.Brand, locale string) (name string, png []byte, err error)
}

// ErrPosterNotFound says that there is no such picture.
var ErrPosterNotFound = fault.New(fault.NotFound, "poster_not_found", "Cette image n’existe pas.", "There is no such picture.")

// posterLocales are the languages of pages.
var posterLocales = []string{"fr", "en"}

// postersAtOnce bounds one round of DrawPosters.
const postersAtOnce = 20

// DrawPosters draws the pictures of contests that were published or amended since: they are
// kept with the contest, so that every server has them, and after a restart too. It is a job,
// and what Publish and Amend leave to it.
func (s *Service) DrawPosters(ctx context.Context) error {
	if s.illustrator == nil {
		return nil
	}
	due, err := selectUnillustrated(ctx, s.db, postersAtOnce)
	if err != nil {
		return err
	}
	var failed error
	for _, c := range due {
		if err := s.drawPosters(ctx, c); err != nil {
			failed = errors.Join(failed, fmt.Errorf("contests: posters of %s: %w", c.Slug, err))
		}
	}
	return failed
}

func (s *Service) drawPosters(ctx context.Context, c Contest) error {
	brand, err := account.FindBrand(ctx, s.db, c.Brand)
	if err != nil {
		return err
	}
	type drawn struct {
		locale, name string
		png          []byte
	}
	var all []drawn
	for _, locale := range posterLocales { // before the transaction: it takes some tenths of a second
		name, png, err := s.illustrator.DrawPoster(c.In(locale), brand, locale)
		if err != nil {
			return err
		}
		all = append(all, drawn{locale, name, png})
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		for _, d := range all {
			if err := upsertPoster(ctx, tx, c, d.locale, d.name, d.png, s.clock.Now()); err != nil {
				return err
			}
		}
		return nil
	})
}

// FindPoster returns a picture that was drawn of a contest. Fault: ErrPosterNotFound.
func (s *Service) FindPoster(ctx context.Context, c Contest, name string) ([]byte, error) {
	return selectPoster(ctx, s.db, c.ID, name)
}

// illustrate draws the pictures of a contest at once. Where that fails the job does it: they
// are no reason to refuse what is published already.
func (s *Service) illustrate(ctx context.Context, c Contest) {
	if s.illustrator != nil {
		_ = s.drawPosters(ctx, c)
	}
}
