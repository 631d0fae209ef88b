package tally

import (
	"cmp"
	"math/big"
	"math/bits"
	"strconv"
)

// Number is an exact figure of a count: votes, points, a share, a quota. Most are whole;
// half points, means and the five decimals of STV are fractions.
// The zero value is 0. Two equal Numbers made by this package are ==.
type Number struct {
	num int64
	den int64 // at least 2 where it is not a whole number, else 0
}

// Whole returns n.
func Whole(n int64) Number { return Number{num: n} }

// Ratio returns num/den in lowest terms. den must be positive.
func Ratio(num, den int64) Number {
	d := divisor(num, den)
	if den == d {
		return Number{num: num / d}
	}
	return Number{num: num / d, den: den / d}
}

// divisor returns the greatest common divisor of a and a positive b.
func divisor(a, b int64) int64 {
	if a < 0 {
		a = -a
	}
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// Fraction returns the numerator and the positive denominator, in lowest terms.
func (n Number) Fraction() (num, den int64) { return n.num, max(n.den, 1) }

// Int returns the whole part, truncated towards zero.
func (n Number) Int() int64 { return n.num / max(n.den, 1) }

// Float returns the nearest float, for drawing and for statistics. Nothing is ever
// decided by it.
func (n Number) Float() float64 { return float64(n.num) / float64(max(n.den, 1)) }

// Cmp compares exactly: negative if n < m, 0 if equal, positive if n > m.
func (n Number) Cmp(m Number) int {
	if n.den == m.den {
		return cmp.Compare(n.num, m.num)
	}
	if s, t := sign(n.num), sign(m.num); s != t || s == 0 {
		return cmp.Compare(s, t)
	}
	nh, nl := bits.Mul64(magnitude(n.num), uint64(max(m.den, 1)))
	mh, ml := bits.Mul64(magnitude(m.num), uint64(max(n.den, 1)))
	c := cmp.Compare(nh, mh)
	if c == 0 {
		c = cmp.Compare(nl, ml)
	}
	return c * sign(n.num)
}

// String writes a whole number or a finite decimal in full ("3", "1.5", "31.56") and any
// other fraction as "61/3".
func (n Number) String() string {
	if n.den <= 1 {
		return strconv.FormatInt(n.num, 10)
	}
	r := big.NewRat(n.num, n.den)
	if digits, exact := r.FloatPrec(); exact {
		return r.FloatString(digits)
	}
	return r.RatString()
}

func sign(n int64) int { return cmp.Compare(n, 0) }

func magnitude(n int64) uint64 {
	if n < 0 {
		return uint64(-n)
	}
	return uint64(n)
}
