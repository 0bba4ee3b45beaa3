package demo

import (
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"time"
)

// random returns a source that is the same for the same names, so that a
// second seed sees what the first saw.
func random(names ...string) *rand.Rand {
	h := fnv.New64a()
	_, _ = h.Write([]byte(strings.Join(names, "/")))
	return rand.New(rand.NewPCG(h.Sum64(), 0x5269616c746f))
}

// stocks returns the stock of a product's variants: most have plenty, one
// product in fourteen is sold out, one in eight is nearly, and of the others
// now and then one variant is.
func stocks(rnd *rand.Rand, variants int) []int {
	list := make([]int, variants)
	fate := rnd.Float64()
	for i := range list {
		n, luck := 4+rnd.IntN(60), rnd.Float64()
		switch {
		case fate < 0.07:
			n = 0
		case fate < 0.19:
			n = 1 + rnd.IntN(3)
		case variants > 1 && luck < 0.11:
			n = 0
		case variants > 1 && luck < 0.20:
			n = 1 + rnd.IntN(3)
		}
		list[i] = n
	}
	return list
}

// before returns the price a product was reduced from, in the units of minor,
// or zero: one product in seven is reduced, by a sixth to a third.
func before(rnd *rand.Rand, minor int64) int64 {
	share := 1.2 + 0.3*rnd.Float64()
	if rnd.Float64() >= 0.15 {
		return 0
	}
	const whole = 100 // 1.00
	return (int64(float64(minor)*share)/whole + 1) * whole
}

// opened is when a store opened: eight to fourteen months ago.
func opened(rnd *rand.Rand, now time.Time) time.Time {
	return now.Add(-time.Duration(240+rnd.IntN(180)) * 24 * time.Hour).Add(-time.Duration(rnd.IntN(86400)) * time.Second)
}

// listed is when a product was listed: within seven months, more of them lately.
func listed(rnd *rand.Rand, now time.Time) time.Time {
	share := rnd.Float64()
	return now.Add(-time.Duration(share * share * 210 * 24 * float64(time.Hour))).Add(-time.Hour)
}
