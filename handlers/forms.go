package handlers

import (
	"crypto/rand"
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/fault"
)

// refuseForm shows a form again with what was typed and what is wrong with it. Faults
// that no change of the form would mend (no such thing, not allowed, our own mistakes)
// are left to the error page.
func (a *App) refuseForm(c *fiber.Ctx, err error, show func(status int, form frontend.Form) error) error {
	f := faultOf(err)
	mendable := []fault.Kind{fault.Invalid, fault.Conflict, fault.Malformed, fault.TooLarge, fault.Limited, fault.Unauthenticated}
	if !slices.Contains(mendable, f.Kind) {
		return err
	}
	status := fiber.StatusUnprocessableEntity
	if f.Kind == fault.Limited {
		status = fiber.StatusTooManyRequests
	}
	return show(status, frontend.Form{Key: formValue(c, fieldFormKey), Values: formValues(c), Errors: fieldErrors(c, err)})
}

// fieldFormKey is the field of a form's one-time key.
const fieldFormKey = "form_key"

// newFormKey names a form that must have its effect once, however often it is sent.
func newFormKey() string { return rand.Text() }

// offeredZones and offeredCurrencies are those that forms list first; the API takes any.
var (
	offeredZones = []string{
		"Europe/Paris", "Europe/Brussels", "Indian/Mauritius", "Indian/Reunion", "Africa/Dakar", "Africa/Abidjan",
		"Africa/Casablanca", "America/Guadeloupe", "America/Martinique", "America/Cayenne", "America/Montreal", "UTC",
	}
	offeredCurrencies = []string{"EUR", "MUR", "XOF", "XAF", "MAD", "CHF", "CAD", "GBP", "USD"}
)

// values makes the content of a form from names and values in turn.
func values(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}
