package tally

import "math/big"

// The worths of Bradley and Terry's model are found in fixed-point integers, so that
// everybody who counts gets the same digits on every machine.

// fixedOne is 1 in fixed point: 24 digits follow the point.
var fixedOne = new(big.Int).Exp(big.NewInt(10), big.NewInt(24), nil)

// A step of Newton's method changes no logarithm of a worth by more than a quarter. Within
// that the curvature of the likelihood changes little enough for every step to climb.
var (
	longestStep  = new(big.Int).Quo(fixedOne, big.NewInt(4))
	smallestStep = new(big.Int).Quo(fixedOne, new(big.Int).Exp(big.NewInt(10), big.NewInt(18), nil))
)

// maxSteps bounds the climb: 500 quarters span worths from e^-125 to e^125.
const maxSteps = 500

// worths returns the worth of each option, in fixed point, that makes the duels most likely,
// each option having half a win and half a defeat more against an average of worth 1.
// It climbs by Newton's method on the logarithms; the prior makes the top unique and finite.
func (c *count) worths(won [][]int64) []*big.Int {
	order := c.all() // the order of lots: how numbers round must not depend on names
	worth := make([]*big.Int, len(won))
	for o := range worth {
		worth[o] = new(big.Int).Set(fixedOne)
	}
	for range maxSteps {
		step := solve(c.slope(won, worth, order))
		longest := new(big.Int)
		for _, d := range step {
			if d.CmpAbs(longest) > 0 {
				longest.Abs(d)
			}
		}
		for i, d := range step {
			if longest.Cmp(longestStep) > 0 {
				d.Mul(d, longestStep).Quo(d, longest)
			}
			grow(worth[order[i]], d)
		}
		if longest.Cmp(smallestStep) < 0 {
			break
		}
	}
	return worth
}

// grow multiplies a worth by e^d, in Padé's approximation (2+d)/(2-d): the climb ends where d
// is 0, so that it need not be better.
func grow(worth, d *big.Int) {
	two := new(big.Int).Lsh(fixedOne, 1)
	worth.Mul(worth, new(big.Int).Add(two, d)).Quo(worth, two.Sub(two, d))
}

// slope returns the curvature (the Hessian, negated) and the gradient of the log-likelihood,
// with duels and halves doubled, rows in the given order.
func (c *count) slope(won [][]int64, worth []*big.Int, order []int) (curve [][]*big.Int, gradient []*big.Int) {
	n := len(order)
	curve, gradient = make([][]*big.Int, n), make([]*big.Int, n)
	for i, a := range order {
		curve[i] = make([]*big.Int, n)
		// The duels against the average: one win of two, in halves.
		chance := share(worth[a], fixedOne)
		curve[i][i] = spread(2*c.scale, chance)
		gradient[i] = excess(c.scale, 2*c.scale, chance)
		for j, b := range order {
			if i == j {
				continue
			}
			met := 2 * (won[a][b] + won[b][a])
			chance := share(worth[a], worth[b])
			bend := spread(met, chance)
			curve[i][i].Add(curve[i][i], bend)
			curve[i][j] = bend.Neg(bend)
			gradient[i].Add(gradient[i], excess(2*won[a][b], met, chance))
		}
	}
	return curve, gradient
}

// share returns a/(a+b) in fixed point.
func share(a, b *big.Int) *big.Int {
	s := new(big.Int).Mul(a, fixedOne)
	return s.Quo(s, new(big.Int).Add(a, b))
}

// spread returns n*chance*(1-chance).
func spread(n int64, chance *big.Int) *big.Int {
	s := new(big.Int).Sub(fixedOne, chance)
	s.Mul(s, chance).Mul(s, big.NewInt(n))
	return s.Quo(s, fixedOne)
}

// excess returns wins less the n*chance that were to be expected.
func excess(wins, n int64, chance *big.Int) *big.Int {
	e := new(big.Int).Mul(big.NewInt(wins), fixedOne)
	return e.Sub(e, new(big.Int).Mul(big.NewInt(n), chance))
}

// solve solves a positive definite system by elimination; it overwrites both arguments.
func solve(m [][]*big.Int, v []*big.Int) []*big.Int {
	n := len(v)
	product := new(big.Int)
	for i := range n {
		for k := i + 1; k < n; k++ {
			if m[k][i].Sign() == 0 {
				continue
			}
			factor := new(big.Int).Mul(m[k][i], fixedOne)
			factor.Quo(factor, m[i][i])
			for j := i; j < n; j++ {
				m[k][j].Sub(m[k][j], product.Quo(product.Mul(factor, m[i][j]), fixedOne))
			}
			v[k].Sub(v[k], product.Quo(product.Mul(factor, v[i]), fixedOne))
		}
	}
	for i := n - 1; i >= 0; i-- {
		for j := i + 1; j < n; j++ {
			v[i].Sub(v[i], product.Quo(product.Mul(m[i][j], v[j]), fixedOne))
		}
		v[i].Mul(v[i], fixedOne).Quo(v[i], m[i][i])
	}
	return v
}
