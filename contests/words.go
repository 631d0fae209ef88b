package contests

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"kermesse/internal/account"
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

// dayWords writes a day.
func dayWords(t time.Time) fault.Text {
	day := strconv.Itoa(t.Day())
	if t.Day() == 1 {
		day = "1er"
	}
	return fault.Text{
		FR: fmt.Sprintf("%s\u00a0%s\u00a0%d", day, frenchMonths[t.Month()-1], t.Year()),
		EN: t.Format("2\u00a0January\u00a02006"),
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
func MinorDigits(code string) int { return account.MinorDigits(code) }

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
