package frontend

import (
	"math"
	"strconv"
	"strings"
)

// Int writes a whole number: 18 432 in French, 18,432 in English.
func Int(lang string, n int64) string {
	digits := strconv.FormatInt(n, 10)
	digits, negative := strings.CutPrefix(digits, "-")
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + thousands(lang) + digits[i:]
	}
	if negative {
		return "−" + digits
	}
	return digits
}

// Signed writes a whole number with its sign, as movements of points are shown.
func Signed(lang string, n int64) string {
	if n > 0 {
		return "+" + Int(lang, n)
	}
	return Int(lang, n)
}

// Percent writes a share between 0 and 1 with one decimal: 42,3 % in French, 42.3% in English.
func Percent(lang string, share float64) string {
	return Decimal(lang, share*100, 1) + percentSign(lang)
}

// WholePercent writes a share between 0 and 1 without decimals.
func WholePercent(lang string, share float64) string {
	return Int(lang, int64(math.Round(share*100))) + percentSign(lang)
}

// Decimal writes v with that many decimals.
func Decimal(lang string, v float64, decimals int) string {
	text := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	whole, fraction, found := strings.Cut(text, ".")
	n, _ := strconv.ParseInt(whole, 10, 64)
	text = Int(lang, n)
	if found {
		text += decimalMark(lang) + fraction
	}
	if v < 0 {
		return "−" + text
	}
	return text
}

// currencySymbols are the signs readers know; every other currency is written by its ISO code.
var currencySymbols = map[string]string{
	"EUR": "€", "MUR": "Rs", "XOF": "F" + nnbsp + "CFA", "XAF": "F" + nnbsp + "CFA", "USD": "$", "GBP": "£",
}

// Money writes an amount of minor units of an ISO 4217 currency: 12 500,50 Rs in French, Rs 12,500.50 in English.
// Whole amounts carry no decimals; currencies without minor unit (XOF) never do.
func Money(lang, code string, minor int64) string {
	number := amount(lang, code, minor)
	symbol, known := currencySymbols[code]
	if !known {
		symbol = code
	}
	switch {
	case lang == "fr":
		return number + nbsp + symbol
	case symbol == "€" || symbol == "$" || symbol == "£":
		return strings.Replace(symbol+number, symbol+"−", "−"+symbol, 1)
	default:
		return symbol + nbsp + number
	}
}

// minorDigits are the decimals of the ISO 4217 currencies that have not two.
var minorDigits = map[string]int{
	"BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0, "UYI": 0,
	"VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
	"BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3, "CLF": 4, "UYW": 4,
}

// digitsOf is the number of decimals of a currency.
func digitsOf(code string) int {
	if decimals, listed := minorDigits[code]; listed {
		return decimals
	}
	return 2
}

// PlainMoney writes an amount for a field of a form, without sign or separators: "12,50" in French.
func PlainMoney(lang, code string, minor int64) string {
	text := amount(lang, code, minor)
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(nbsp+nnbsp, r) || lang != "fr" && r == ',' {
			return -1
		}
		return r
	}, text)
}

// ParseMoney reads an amount as people type it, "12,50" or "12.5" or "1 200", in minor units of the currency. It refuses
// what has more decimals than the currency, signs and anything else.
func ParseMoney(text, code string) (minor int64, ok bool) {
	text = strings.NewReplacer(" ", "", nbsp, "", nnbsp, "", ",", ".").Replace(strings.TrimSpace(text))
	whole, fraction, _ := strings.Cut(text, ".")
	decimals := digitsOf(code)
	if len(fraction) > decimals || len(whole) > 12 {
		return 0, false
	}
	n, err := strconv.ParseUint(whole+fraction+strings.Repeat("0", decimals-len(fraction)), 10, 62)
	if err != nil || whole == "" {
		return 0, false
	}
	return int64(n), true
}

func amount(lang, code string, minor int64) string {
	decimals := digitsOf(code)
	scale := int64(math.Pow10(decimals))
	if minor%scale == 0 {
		return Int(lang, minor/scale)
	}
	whole, fraction := minor/scale, minor%scale
	sign := ""
	if minor < 0 {
		sign, whole, fraction = "−", -whole, -fraction
	}
	digits := strconv.FormatInt(scale+fraction, 10)[1:]
	return sign + Int(lang, whole) + decimalMark(lang) + digits
}

// Bytes writes a file size in units of 1,000.
func Bytes(lang string, n int64) string {
	kilo, mega := "kB", "MB"
	if lang == "fr" {
		kilo, mega = "ko", "Mo"
	}
	switch {
	case n < 1_000_000:
		return Int(lang, max(1, (n+500)/1000)) + nbsp + kilo
	case n < 10_000_000:
		return Decimal(lang, float64(n)/1e6, 1) + nbsp + mega
	default:
		return Int(lang, (n+500_000)/1_000_000) + nbsp + mega
	}
}

func thousands(lang string) string {
	if lang == "fr" {
		return nnbsp
	}
	return ","
}

func decimalMark(lang string) string {
	if lang == "fr" {
		return ","
	}
	return "."
}

func percentSign(lang string) string {
	if lang == "fr" {
		return nbsp + "%"
	}
	return "%"
}

// PlainDecimal is a number as it stands in a field, with at most two decimals: « 1,5 », "1.5".
func PlainDecimal(lang string, v float64) string {
	text := strings.TrimRight(strings.TrimRight(strconv.FormatFloat(v, 'f', 2, 64), "0"), ".")
	if lang == "fr" {
		return strings.Replace(text, ".", ",", 1)
	}
	return text
}
