package account

// minorDigits are the currencies of ISO 4217 that have no cents, or more than hundreds
// of them. (CLDR, and golang.org/x/text with it, gives how amounts are rounded in shops
// instead, which for MUR and others is not the same.)
var minorDigits = map[string]int{
	"BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0,
	"VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
	"BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
}

// MinorDigits is how many decimals a currency has: 2 for most, 0 for XOF.
func MinorDigits(code string) int {
	if digits, other := minorDigits[code]; other {
		return digits
	}
	return 2
}
