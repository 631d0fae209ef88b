package handlers

import (
	"context"
	"net/http"
	"time"

	"kermesse/internal/account"
)

// BrandFields are what staff may write of a brand.
//
// Like every type that requests and answers embed it is exported: huma passes over the
// others.
type BrandFields struct {
	Slug         string `json:"slug" maxLength:"60" doc:"In addresses: lower-case letters, digits and hyphens." example:"awa-ices"`
	Name         string `json:"name" maxLength:"80"`
	Tagline      string `json:"tagline,omitempty" maxLength:"160" doc:"One sentence under the name."`
	TimeZone     string `json:"time_zone" maxLength:"60" doc:"IANA name." example:"Indian/Mauritius"`
	Currency     string `json:"currency" maxLength:"3" doc:"ISO 4217." example:"MUR"`
	Locale       string `json:"locale" enum:"fr,en" doc:"What its pages speak first."`
	Colour       string `json:"colour,omitempty" maxLength:"7" doc:"#rrggbb, or empty for the house's." example:"#0b7a75"`
	LegalName    string `json:"legal_name,omitempty" maxLength:"160" doc:"Organiser, as the rules name it."`
	LegalAddress string `json:"legal_address,omitempty" maxLength:"400"`
	ContactEmail string `json:"contact_email,omitempty" maxLength:"254"`

	LegalForm        string `json:"legal_form,omitempty" maxLength:"80" example:"SARL"`
	LegalCapital     string `json:"legal_capital,omitempty" maxLength:"80" doc:"As it is to be read." example:"10 000 €"`
	Registration     string `json:"registration,omitempty" maxLength:"120" doc:"Number in the register of companies, with the register." example:"RCS Paris 123 456 789"`
	SeatCountry      string `json:"seat_country,omitempty" maxLength:"2" doc:"ISO 3166-1; chooses the profile of law of new contests." example:"MU"`
	DataRegistration string `json:"data_registration,omitempty" maxLength:"120" doc:"With the authority for personal data, where one has to be registered."`
	PrivacyContact   string `json:"privacy_contact,omitempty" maxLength:"254" doc:"Where people write about their data. Left out: contact_email."`
}

// brandShape is a brand as staff see it.
type brandShape struct {
	BrandFields
	ID        string    `json:"id"`
	CreatedAt time.Time `json:"created_at"`
	Role      string    `json:"role" enum:"owner,manager,moderator,till,viewer,witness" doc:"The caller's role in it."`
}

type brandResponse struct{ Body brandShape }

type brandsResponse struct {
	Body struct {
		Items []brandShape `json:"items" doc:"Those the caller has a role in, by name."`
		Next  string       `json:"next" doc:"Always empty: the list is whole."`
	}
}

type createBrandRequest struct{ Body BrandFields }

// BrandRequest names the brand that a request is about.
type BrandRequest struct {
	Brand string `path:"brand" maxLength:"60" doc:"The brand's slug."`
}

type editBrandRequest struct {
	BrandRequest
	Body BrandFields
}

func (a *App) brandAPIRoutes() {
	register(a, operation{method: http.MethodGet, path: "/brands", id: "list-brands", summary: "List the caller's brands", tag: "brands"}, a.listBrands)
	register(a, operation{method: http.MethodPost, path: "/brands", id: "create-brand", summary: "Create a brand and own it", tag: "brands", status: 201}, a.createBrandByAPI)
	register(a, operation{method: http.MethodGet, path: "/brands/{brand}", id: "get-brand", summary: "Read a brand", tag: "brands"}, a.findBrand)
	register(a, operation{method: http.MethodPut, path: "/brands/{brand}", id: "edit-brand", summary: "Change a brand", tag: "brands", natural: true}, a.editBrandByAPI)
}

func (a *App) listBrands(ctx context.Context, _ *struct{}) (*brandsResponse, error) {
	staff, err := a.staffFrom(ctx)
	if err != nil {
		return nil, err
	}
	out := &brandsResponse{}
	out.Body.Items = []brandShape{}
	for _, m := range staff.Memberships {
		out.Body.Items = append(out.Body.Items, shapeBrand(m.Brand, m.Role))
	}
	return out, nil
}

func (a *App) createBrandByAPI(ctx context.Context, in *createBrandRequest) (*brandResponse, error) {
	staff, err := a.staffFrom(ctx)
	if err != nil {
		return nil, err
	}
	b, err := a.Accounts.FoundBrand(ctx, staff, in.Body.brand())
	if err != nil {
		return nil, err
	}
	return &brandResponse{shapeBrand(b, account.Owner)}, nil
}

func (a *App) findBrand(ctx context.Context, in *BrandRequest) (*brandResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	return &brandResponse{shapeBrand(brand, actor.Role)}, nil
}

func (a *App) editBrandByAPI(ctx context.Context, in *editBrandRequest) (*brandResponse, error) {
	actor, before, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	b := in.Body.brand()
	b.ID = before.ID
	b, err = a.Accounts.EditBrand(ctx, actor, b)
	if err != nil {
		return nil, err
	}
	return &brandResponse{shapeBrand(b, actor.Role)}, nil
}

func (f BrandFields) brand() account.Brand {
	return account.Brand{
		Slug: f.Slug, Name: f.Name, Tagline: f.Tagline, TimeZone: f.TimeZone, Currency: f.Currency, Locale: f.Locale,
		Colour: f.Colour, LegalName: f.LegalName, LegalAddress: f.LegalAddress, ContactEmail: f.ContactEmail,
		Legal: account.Legal{
			Form: f.LegalForm, Capital: f.LegalCapital, Registration: f.Registration, Country: f.SeatCountry,
			DataRegistration: f.DataRegistration, PrivacyContact: f.PrivacyContact,
		},
	}
}

func shapeBrand(b account.Brand, role account.Role) brandShape {
	return brandShape{
		BrandFields: BrandFields{
			Slug: b.Slug, Name: b.Name, Tagline: b.Tagline, TimeZone: b.TimeZone, Currency: b.Currency, Locale: b.Locale,
			Colour: b.Colour, LegalName: b.LegalName, LegalAddress: b.LegalAddress, ContactEmail: b.ContactEmail,
			LegalForm: b.Legal.Form, LegalCapital: b.Legal.Capital, Registration: b.Legal.Registration, SeatCountry: b.Legal.Country,
			DataRegistration: b.Legal.DataRegistration, PrivacyContact: b.Legal.PrivacyContact,
		},
		ID: string(b.ID), CreatedAt: b.CreatedAt, Role: string(role),
	}
}
