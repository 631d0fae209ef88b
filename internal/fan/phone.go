package fan

import (
	"github.com/nyaruka/phonenumbers"

	"kermesse/internal/fault"
)

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
