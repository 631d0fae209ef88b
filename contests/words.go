package contests

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/internal/text"
)

// momentWords writes a moment for rules and mails, where it must leave no doubt.
func momentWords(t time.Time, zone *time.Location) fault.Text { return text.Moment(t, zone) }

// dayWords writes a day.
func dayWords(t time.Time) fault.Text { return text.Day(t) }

// moneyWords writes an amount with the code of its currency.
func moneyWords(minor int64, code string) fault.Text {
	digits := MinorDigits(code)
	if digits == 0 {
		amount := fmt.Sprintf("%d\u00a0%s", minor, code)
		return fault.Text{FR: amount, EN: amount}
	}
	scale := int64(math.Pow10(digits))
	return fault.Text{
		FR: fmt.Sprintf("%d,%0*d\u00a0%s", minor/scale, digits, minor%scale, code),
		EN: fmt.Sprintf("%d.%0*d\u00a0%s", minor/scale, digits, minor%scale, code),
	}
}

// MinorDigits is how many decimals a currency has: 2 for most, 0 for XOF.
func MinorDigits(code string) int { return account.MinorDigits(code) }

// countryWords lists countries by name, each language in its own; a code that no name is known
// of stays as it is.
func countryWords(codes []string) fault.Text {
	return fault.Text{FR: countryNames(display.French, codes), EN: countryNames(display.English, codes)}
}

func countryNames(names *display.Dictionary, codes []string) string {
	out := make([]string, len(codes))
	for i, code := range codes {
		out[i] = code
		if region, err := language.ParseRegion(code); err == nil {
			if name := names.Regions().Name(region); name != "" {
				out[i] = name
			}
		}
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// plural writes a number and its word; French counts 0 as one.
func plural(n int, frOne, frMany, enOne, enMany string) fault.Text {
	fr, en := frMany, enMany
	if n < 2 {
		fr = frOne
	}
	if n == 1 {
		en = enOne
	}
	return fault.Text{FR: fmt.Sprintf("%d\u00a0%s", n, fr), EN: fmt.Sprintf("%d\u00a0%s", n, en)}
}
