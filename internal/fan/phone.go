package fan

import (
	"github.com/nyaruka/phonenumbers"

	"kermesse/internal/fault"
)

// Region is a country that a form offers for telephone numbers.
type Region struct {
	Code string // ISO 3166-1: "MU"
	Dial string // "+230"
}

// Regions are the countries offered first: Mauritius, France, Senegal, Côte d’Ivoire,
// Réunion. Any other number is accepted with its code.
func Regions() []Region {
	return []Region{{"MU", "+230"}, {"FR", "+33"}, {"SN", "+221"}, {"CI", "+225"}, {"RE", "+262"}}
}

// parsePhone returns a number in E.164. It must be possible in its country's plan.
func parsePhone(s, region string) (string, *fault.Error) {
	if len(s) > 40 {
		return "", ErrPhone
	}
	number, err := phonenumbers.Parse(s, region)
	if err != nil || number.GetExtension() != "" || !phonenumbers.IsValidNumber(number) {
		return "", ErrPhone
	}
	return phonenumbers.Format(number, phonenumbers.E164), nil
}
