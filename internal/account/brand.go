package account

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // a bare container must know Indian/Mauritius too

	"golang.org/x/text/currency"

	"kermesse/internal/db"
	"kermesse/internal/fault"
)

// Brand is whoever runs contests, votes and a loyalty programme.
type Brand struct {
	ID           BrandID
	Slug         string // in addresses; never changes meaning once printed on a poster
	Name         string
	TimeZone     string // IANA name
	Currency     string // ISO 4217
	Locale       string // "fr" or "en": what its pages speak first
	Colour       string // "#rrggbb", or empty for the house's
	LegalName    string // organiser, as the rules name it
	LegalAddress string
	ContactEmail string
	CreatedAt    time.Time
}

// Location returns the brand's time zone. Brands are stored with a valid one.
func (b Brand) Location() *time.Location {
	loc, err := time.LoadLocation(b.TimeZone)
	if err != nil {
		return time.UTC
	}
	return loc
}

// ReadyToPublish reports whether the organiser is named: rules without one are void.
func (b Brand) ReadyToPublish() bool {
	return b.LegalName != "" && b.LegalAddress != "" && b.ContactEmail != ""
}

// FindBrand returns a brand, or ErrBrandNotFound. d may be a transaction.
func FindBrand(ctx context.Context, d *db.DB, id BrandID) (Brand, error) {
	return selectBrand(ctx, d, "id", string(id))
}

// FindBrandBySlug returns a brand by the name in its addresses, or ErrBrandNotFound.
func FindBrandBySlug(ctx context.Context, d *db.DB, slug string) (Brand, error) {
	return selectBrand(ctx, d, "slug", slug)
}

// FindBrand returns a brand, or ErrBrandNotFound.
func (s *Service) FindBrand(ctx context.Context, id BrandID) (Brand, error) {
	return FindBrand(ctx, s.db, id)
}

// FindBrandBySlug returns a brand by the name in its addresses, or ErrBrandNotFound.
func (s *Service) FindBrandBySlug(ctx context.Context, slug string) (Brand, error) {
	return FindBrandBySlug(ctx, s.db, slug)
}

// ListBrands returns every brand of the house, by name.
func (s *Service) ListBrands(ctx context.Context) ([]Brand, error) {
	return selectBrands(ctx, s.db)
}

// reservedSlugs are first words of the house's own addresses.
var reservedSlugs = []string{
	"admin", "api", "assets", "c", "d", "e", "embed", "en", "fr", "healthz", "j", "log", "m",
	"metrics", "oembed", "p", "readyz", "robots", "s", "static", "till", "v", "w",
}

var (
	slugShape   = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])$`)
	colourShape = regexp.MustCompile(`^#[0-9a-f]{6}$`)
)

// normalised returns the brand with blanks and cases put right.
func (b Brand) normalised() Brand {
	b.Slug = strings.ToLower(strings.TrimSpace(b.Slug))
	b.Name = strings.TrimSpace(b.Name)
	b.TimeZone = strings.TrimSpace(b.TimeZone)
	b.Currency = strings.ToUpper(strings.TrimSpace(b.Currency))
	b.Locale = strings.ToLower(strings.TrimSpace(b.Locale))
	b.Colour = strings.ToLower(strings.TrimSpace(b.Colour))
	b.LegalName = strings.TrimSpace(b.LegalName)
	b.LegalAddress = strings.TrimSpace(strings.ReplaceAll(b.LegalAddress, "\r\n", "\n"))
	b.ContactEmail = strings.TrimSpace(b.ContactEmail)
	return b
}

// check tells every wrong field at once.
func (b Brand) check() error {
	var wrong []fault.Field
	refuse := func(name string, f *fault.Error) {
		if f != nil {
			wrong = append(wrong, f.At(name))
		}
	}
	refuse("slug", checkSlug(b.Slug))
	refuse("name", checkLine(b.Name, 1, 80))
	refuse("time_zone", checkTimeZone(b.TimeZone))
	refuse("currency", checkCurrency(b.Currency))
	refuse("locale", checkLocale(b.Locale))
	refuse("colour", checkColour(b.Colour))
	refuse("legal_name", checkLine(b.LegalName, 0, 160))
	refuse("legal_address", checkLine(strings.ReplaceAll(b.LegalAddress, "\n", " "), 0, 400))
	if b.ContactEmail != "" {
		refuse("contact_email", checkEmail(b.ContactEmail))
	}
	if len(wrong) > 0 {
		return fault.Invalids(wrong...)
	}
	return nil
}

func checkSlug(slug string) *fault.Error {
	switch {
	case !slugShape.MatchString(slug) || strings.Contains(slug, "--"):
		return ErrBrandSlug
	case slices.Contains(reservedSlugs, slug):
		return ErrBrandSlugReserved
	}
	return nil
}

func checkTimeZone(name string) *fault.Error {
	// "" and "Local" load, and would mean the machine's zone.
	if _, err := time.LoadLocation(name); err != nil || name == "" || name == "Local" {
		return ErrTimeZone
	}
	return nil
}

func checkCurrency(code string) *fault.Error {
	if _, err := currency.ParseISO(code); err != nil {
		return ErrCurrency
	}
	return nil
}

func checkLocale(locale string) *fault.Error {
	if locale != "fr" && locale != "en" {
		return ErrLocale
	}
	return nil
}

func checkColour(colour string) *fault.Error {
	if colour != "" && !colourShape.MatchString(colour) {
		return ErrColour
	}
	return nil
}
