package account

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // a bare container must know Indian/Mauritius too

	"golang.org/x/text/currency"
	"golang.org/x/text/language"

	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/mail"
	"kermesse/internal/text"
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
	Tagline      string // one sentence under the name; may be empty
	LegalAddress string
	ContactEmail string
	CreatedAt    time.Time

	Legal Legal
}

// Legal is the organiser's identity beyond name, seat and contact, as rules have to state
// it in most countries. Whatever does not exist somewhere stays empty.
type Legal struct {
	Form             string // SARL, SAS, Ltd
	Capital          string // as it is to be read, with its currency
	Registration     string // in the register of companies, with the register's name
	Country          string // ISO 3166-1 alpha-2 of the seat
	DataRegistration string // with the authority for personal data
	PrivacyContact   string // e-mail for questions about data; empty: the brand's contact
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

// ListBrands returns every brand of the house, by name. d may be a transaction.
func ListBrands(ctx context.Context, d *db.DB) ([]Brand, error) {
	return selectBrands(ctx, d)
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
	return ListBrands(ctx, s.db)
}

// reservedSlugs are first words of the house's own addresses.
var reservedSlugs = []string{
	"admin", "api", "assets", "c", "d", "e", "embed", "en", "fr", "healthz", "how-we-draw", "j", "kiosk", "log", "m",
	"metrics", "oembed", "p", "q", "readyz", "robots", "s", "static", "till", "v", "w",
}

var colourShape = regexp.MustCompile(`^#[0-9a-f]{6}$`)

// tidied returns the brand as it will be stored, or every wrong field at once.
func (b Brand) tidied() (Brand, error) {
	var wrong []fault.Field
	refuse := func(name string, f *fault.Error) {
		if f != nil {
			wrong = append(wrong, f.At(name))
		}
	}
	line := func(name string, value *string, most int) {
		tidy, f := text.Line(*value, most)
		*value = tidy
		refuse(name, f)
	}
	line("slug", &b.Slug, text.MaxSlug)
	line("name", &b.Name, 80)
	line("tagline", &b.Tagline, 160)
	line("legal_name", &b.LegalName, 160)
	line("contact_email", &b.ContactEmail, 254)
	var f *fault.Error
	b.LegalAddress, f = text.Lines(b.LegalAddress, 400)
	refuse("legal_address", f)
	b.Currency, b.Locale, b.Colour = strings.ToUpper(b.Currency), strings.ToLower(b.Locale), strings.ToLower(b.Colour)

	refuse("slug", checkSlug(b.Slug))
	refuse("name", text.Require(b.Name))
	refuse("time_zone", checkTimeZone(b.TimeZone))
	refuse("currency", checkCurrency(b.Currency))
	refuse("locale", checkLocale(b.Locale))
	refuse("colour", checkColour(b.Colour))
	if b.ContactEmail != "" {
		_, f := mail.ParseAddress(b.ContactEmail)
		refuse("contact_email", f)
	}
	b.Legal.check(line, refuse)
	if len(wrong) > 0 {
		return Brand{}, fault.Invalids(wrong...)
	}
	return b, nil
}

func (l *Legal) check(line func(string, *string, int), refuse func(string, *fault.Error)) {
	line("legal_form", &l.Form, 80)
	line("legal_capital", &l.Capital, 80)
	line("registration", &l.Registration, 120)
	line("data_registration", &l.DataRegistration, 120)
	line("privacy_contact", &l.PrivacyContact, 254)
	if l.Country = strings.ToUpper(strings.TrimSpace(l.Country)); l.Country != "" {
		refuse("seat_country", checkCountry(l.Country))
	}
	if l.PrivacyContact != "" {
		_, f := mail.ParseAddress(l.PrivacyContact)
		refuse("privacy_contact", f)
	}
}

func checkCountry(code string) *fault.Error {
	region, err := language.ParseRegion(code)
	if len(code) != 2 || err != nil || !region.IsCountry() || region.String() != code {
		return ErrCountry
	}
	return nil
}

// PrivacyContact is where people write about their data; empty where nothing is stated.
func (b Brand) PrivacyContact() string {
	if b.Legal.PrivacyContact != "" {
		return b.Legal.PrivacyContact
	}
	return b.ContactEmail
}

func checkSlug(slug string) *fault.Error {
	if f := text.CheckSlug(slug); f != nil {
		return f
	}
	if slices.Contains(reservedSlugs, slug) {
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
