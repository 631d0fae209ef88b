package stats

import (
	"math"
	"math/rand/v2"
)

// binomial draws how many of n trials succeed, each with probability p.
func binomial(random *rand.Rand, n int64, p float64) int64 {
	switch {
	case n <= 0 || p <= 0:
		return 0
	case p >= 1:
		return n
	case p > 0.5:
		return n - binomial(random, n, 1-p)
	case float64(n)*p < 10:
		return binomialByWaiting(random, n, p)
	}
	return binomialByRejection(random, n, p)
}

// binomialByWaiting jumps from success to success: the trials between them are geometric.
func binomialByWaiting(random *rand.Rand, n int64, p float64) int64 {
	logFail := math.Log1p(-p)
	for successes, trials := int64(0), 0.0; ; successes++ {
		trials += 1 + math.Floor(math.Log(1-random.Float64())/logFail)
		if trials > float64(n) {
			return successes
		}
	}
}

// binomialByRejection is Hörmann's algorithm BTRS (1993), for p up to one half and n*p from
// 10 up.
func binomialByRejection(random *rand.Rand, n int64, p float64) int64 {
	trials := float64(n)
	spread := math.Sqrt(trials * p * (1 - p))
	b := 1.15 + 2.53*spread
	a := -0.0873 + 0.0248*b + 0.01*p
	c := trials*p + 0.5
	quick := 0.92 - 4.2/b
	alpha := (2.83 + 5.1/b) * spread
	logOdds := math.Log(p / (1 - p))
	mode := math.Floor((trials + 1) * p)
	height := logFactorial(mode) + logFactorial(trials-mode)
	for {
		u, v := random.Float64()-0.5, random.Float64()
		us := 0.5 - math.Abs(u)
		k := math.Floor((2*a/us+b)*u + c)
		if k < 0 || k > trials {
			continue
		}
		if us >= 0.07 && v <= quick {
			return int64(k)
		}
		v = math.Log(v * alpha / (a/(us*us) + b))
		if v <= height-logFactorial(k)-logFactorial(trials-k)+(k-mode)*logOdds {
			return int64(k)
		}
	}
}

func logFactorial(n float64) float64 {
	l, _ := math.Lgamma(n + 1)
	return l
}
