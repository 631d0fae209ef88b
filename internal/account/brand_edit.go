package account

import (
	"context"
	"errors"

	"kermesse/internal/db"
)

// OpenBrand creates a brand without staff: for commands, the demo and tests. Its ID
// and CreatedAt are set here. Faults: ErrBrandSlugTaken, or invalid fields.
func (s *Service) OpenBrand(ctx context.Context, b Brand) (Brand, error) {
	b, err := s.newBrand(b)
	if err != nil {
		return Brand{}, err
	}
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		return s.storeBrand(ctx, tx, CommandActor(b.ID), b)
	})
	return b, err
}

func (s *Service) newBrand(b Brand) (Brand, error) {
	b, err := b.tidied()
	if err != nil {
		return Brand{}, err
	}
	b.ID, b.CreatedAt = BrandID(db.NewID()), s.clock.Now()
	return b, nil
}

func (s *Service) storeBrand(ctx context.Context, tx *db.DB, actor Actor, b Brand) error {
	if err := insertBrand(ctx, tx, b); err != nil {
		return slugTaken(err)
	}
	return Record(ctx, tx, actor, Change{
		Action: "brand.created", Subject: "brand:" + b.Slug, After: b.facts(), At: s.clock.Now(),
	})
}

// EditBrand changes everything of a brand but its ID and its age. It needs EditBrand.
func (s *Service) EditBrand(ctx context.Context, actor Actor, b Brand) (Brand, error) {
	if err := actor.Require(EditBrand, b.ID); err != nil {
		return Brand{}, err
	}
	b, err := b.tidied()
	if err != nil {
		return Brand{}, err
	}
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		before, err := FindBrand(ctx, tx, b.ID)
		if err != nil {
			return err
		}
		b.CreatedAt = before.CreatedAt
		if b == before {
			return nil
		}
		if err := updateBrand(ctx, tx, b); err != nil {
			return slugTaken(err)
		}
		return Record(ctx, tx, actor, Change{
			Action: "brand.edited", Subject: "brand:" + b.Slug,
			Before: before.facts(), After: b.facts(), At: s.clock.Now(),
		})
	})
	return b, err
}

// slugTaken tells the field, for forms, and keeps the code that programs look for.
func slugTaken(err error) error {
	if errors.Is(err, ErrBrandSlugTaken) {
		return ErrBrandSlugTaken.Field("slug", ErrBrandSlugTaken)
	}
	return err
}

// facts are what the journal keeps of a brand.
func (b Brand) facts() map[string]any {
	return map[string]any{
		"slug": b.Slug, "name": b.Name, "time_zone": b.TimeZone, "currency": b.Currency, "locale": b.Locale,
		"colour": b.Colour, "tagline": b.Tagline, "legal_name": b.LegalName, "legal_address": b.LegalAddress, "contact_email": b.ContactEmail,
		"legal_form": b.Legal.Form, "legal_capital": b.Legal.Capital, "registration": b.Legal.Registration, "seat_country": b.Legal.Country,
		"data_registration": b.Legal.DataRegistration, "privacy_contact": b.Legal.PrivacyContact,
	}
}
