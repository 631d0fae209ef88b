package contests

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"kermesse/internal/fault"
)

var frenchMonths = [...]string{
	"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
}

// momentWords writes a moment for rules and mails, where it must leave no doubt: with
// the name of its zone.
func momentWords(t time.Time, loc *time.Location) fault.Text {
	t = t.In(loc)
	day := strconv.Itoa(t.Day())
	if t.Day() == 1 {
		day = "1er"
	}
	return fault.Text{
		FR: fmt.Sprintf("%s\u00a0%s\u00a0%d à %d\u00a0h\u00a0%02d (%s)", day, frenchMonths[t.Month()-1], t.Year(), t.Hour(), t.Minute(), loc),
		EN: fmt.Sprintf("%s at %s (%s)", t.Format("2\u00a0January\u00a02006"), t.Format("15:04"), loc),
	}
}

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
func MinorDigits(code string) int {
	if digits, other := minorDigits[code]; other {
		return digits
	}
	return 2
}

// minorDigits are the currencies of ISO 4217 that have no cents, or more than hundreds
// of them. (CLDR, and golang.org/x/text with it, gives how amounts are rounded in shops
// instead, which for MUR and others is not the same.)
var minorDigits = map[string]int{
	"BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0,
	"VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
	"BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
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
