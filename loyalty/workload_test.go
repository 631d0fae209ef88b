package loyalty_test

import (
	"path/filepath"
	"testing"

	"kermesse/loyalty/loyaltytest"
)

// TestWorkload replays every operation of the workloads and compares each answer, the
// balances after it and the books.
func TestWorkload(t *testing.T) {
	for _, file := range loyaltytest.Files(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			h := newHouse(t)
			loyaltytest.Replay(t, loyaltytest.Load(t, file), h)
			h.verify()
		})
	}
}
