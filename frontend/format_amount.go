package frontend

import (
	"errors"
	"strconv"
	"strings"
)

// errAmount is returned by ParseAmount; the edge says it in words at the field.
var errAmount = errors.New("not an amount")

// decimalsOf is how many decimals amounts of a currency have.
func decimalsOf(code string) int {
	if decimals, listed := minorDigits[code]; listed {
		return decimals
	}
	return 2
}

// AmountValue writes an amount as a person types it into a field: "12,50", "1200".
func AmountValue(code string, minor int64) string {
	decimals := decimalsOf(code)
	digits := strconv.FormatInt(minor, 10)
	if decimals == 0 {
		return digits
	}
	for len(digits) <= decimals {
		digits = "0" + digits
	}
	whole, fraction := digits[:len(digits)-decimals], digits[len(digits)-decimals:]
	if strings.Trim(fraction, "0") == "" {
		return whole
	}
	return whole + "," + fraction
}

// ParseAmount reads an amount as people type it, spaces and either decimal mark allowed,
// into minor units. It refuses what it would have to round, and negative amounts.
func ParseAmount(code, typed string) (int64, error) {
	text := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", ",", ".").Replace(typed)
	whole, fraction, _ := strings.Cut(text, ".")
	decimals := decimalsOf(code)
	if len(fraction) > decimals {
		return 0, errAmount
	}
	fraction += strings.Repeat("0", decimals-len(fraction))
	minor, err := strconv.ParseUint(whole+fraction, 10, 62)
	if err != nil || whole == "" {
		return 0, errAmount
	}
	return int64(minor), nil
}
