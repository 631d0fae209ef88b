package account

import "slices"

// SessionID names one sign-in.
type SessionID string

// SessionKind is where a session lives.
type SessionKind string

// The kinds of session.
const (
	PanelSession SessionKind = "panel" // a cookie in a browser
	APISession   SessionKind = "api"   // access and refresh tokens
)

// Staff is somebody who is signed in, with what they may be in each brand. It is read
// anew for every request, so that a role that was taken away is gone at once.
type Staff struct {
	User        User
	Session     SessionID
	Kind        SessionKind
	Memberships []Membership // by name of the brand
}

// In returns the person as the actor of a brand, or ErrBrandNotFound where they have
// no role in it.
func (s Staff) In(brand BrandID) (Actor, error) {
	i := slices.IndexFunc(s.Memberships, func(m Membership) bool { return m.Brand.ID == brand })
	if i < 0 {
		return Actor{}, ErrBrandNotFound
	}
	return Actor{User: s.User.ID, Name: s.User.Name, Brand: brand, Role: s.Memberships[i].Role, Kind: KindStaff}, nil
}

// InSlug is In by the brand's slug, and returns the brand as well.
func (s Staff) InSlug(slug string) (Actor, Brand, error) {
	i := slices.IndexFunc(s.Memberships, func(m Membership) bool { return m.Brand.Slug == slug })
	if i < 0 {
		return Actor{}, Brand{}, ErrBrandNotFound
	}
	actor, err := s.In(s.Memberships[i].Brand.ID)
	return actor, s.Memberships[i].Brand, err
}

// MayOpenBrand reports whether the person may create brands: owners of one may, and
// whoever has none yet.
func (s Staff) MayOpenBrand() bool {
	return s.User.ID != "" && (len(s.Memberships) == 0 ||
		slices.ContainsFunc(s.Memberships, func(m Membership) bool { return m.Role == Owner }))
}
