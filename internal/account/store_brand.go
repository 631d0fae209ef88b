package account

import (
	"context"

	"kermesse/internal/db"
)

type brandRow struct {
	ID           string
	Slug         string
	Name         string
	TimeZone     string
	Currency     string
	Locale       string
	Colour       string
	LegalName    string
	Tagline      string
	LegalAddress string
	ContactEmail string
	CreatedAt    int64

	LegalForm        string
	LegalCapital     string
	Registration     string
	SeatCountry      string
	DataRegistration string
	PrivacyContact   string
}

func (r brandRow) brand() Brand {
	return Brand{
		ID: BrandID(r.ID), Slug: r.Slug, Name: r.Name, TimeZone: r.TimeZone, Currency: r.Currency,
		Locale: r.Locale, Colour: r.Colour, LegalName: r.LegalName, Tagline: r.Tagline, LegalAddress: r.LegalAddress,
		ContactEmail: r.ContactEmail, CreatedAt: db.Time(r.CreatedAt),
		Legal: Legal{
			Form: r.LegalForm, Capital: r.LegalCapital, Registration: r.Registration, Country: r.SeatCountry,
			DataRegistration: r.DataRegistration, PrivacyContact: r.PrivacyContact,
		},
	}
}

// selectBrand finds a brand by a column that is one of ours, never a caller's text.
func selectBrand(ctx context.Context, d *db.DB, column, value string) (Brand, error) {
	var row brandRow
	res := d.Gorm(ctx).Raw("SELECT * FROM brands WHERE "+column+" = ?", value).Scan(&row)
	if res.Error != nil {
		return Brand{}, res.Error
	}
	if res.RowsAffected == 0 {
		return Brand{}, ErrBrandNotFound
	}
	return row.brand(), nil
}

func selectBrands(ctx context.Context, d *db.DB) ([]Brand, error) {
	var rows []brandRow
	if err := d.Gorm(ctx).Raw("SELECT * FROM brands ORDER BY name, id").Scan(&rows).Error; err != nil {
		return nil, err
	}
	brands := make([]Brand, len(rows))
	for i, row := range rows {
		brands[i] = row.brand()
	}
	return brands, nil
}

func insertBrand(ctx context.Context, tx *db.DB, b Brand) error {
	err := tx.Gorm(ctx).Exec(`INSERT INTO brands
		(id, slug, name, time_zone, currency, locale, colour, tagline, legal_name, legal_address, contact_email, created_at,
		legal_form, legal_capital, registration, seat_country, data_registration, privacy_contact)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		string(b.ID), b.Slug, b.Name, b.TimeZone, b.Currency, b.Locale, b.Colour, b.Tagline, b.LegalName, b.LegalAddress,
		b.ContactEmail, db.Millis(b.CreatedAt), b.Legal.Form, b.Legal.Capital, b.Legal.Registration, b.Legal.Country,
		b.Legal.DataRegistration, b.Legal.PrivacyContact).Error
	if db.IsDuplicate(err) {
		return ErrBrandSlugTaken
	}
	return err
}

func updateBrand(ctx context.Context, tx *db.DB, b Brand) error {
	err := tx.Gorm(ctx).Exec(`UPDATE brands SET slug = ?, name = ?, time_zone = ?, currency = ?, locale = ?,
		colour = ?, tagline = ?, legal_name = ?, legal_address = ?, contact_email = ?, legal_form = ?, legal_capital = ?,
		registration = ?, seat_country = ?, data_registration = ?, privacy_contact = ? WHERE id = ?`,
		b.Slug, b.Name, b.TimeZone, b.Currency, b.Locale, b.Colour, b.Tagline, b.LegalName, b.LegalAddress,
		b.ContactEmail, b.Legal.Form, b.Legal.Capital, b.Legal.Registration, b.Legal.Country, b.Legal.DataRegistration,
		b.Legal.PrivacyContact, string(b.ID)).Error
	if db.IsDuplicate(err) {
		return ErrBrandSlugTaken
	}
	return err
}
