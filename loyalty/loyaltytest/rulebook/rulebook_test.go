package rulebook_test

import (
	"path/filepath"
	"testing"

	"kermesse/loyalty/loyaltytest"
	"kermesse/loyalty/loyaltytest/rulebook"
)

// TestWorkload shows that the rules were understood: the answers and balances that were
// given with them come out.
func TestWorkload(t *testing.T) {
	for _, file := range loyaltytest.Files(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			loyaltytest.Replay(t, loyaltytest.Load(t, file), rulebook.New())
		})
	}
}
