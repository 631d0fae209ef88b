package archtest

import (
	"testing"

	"kermesse/internal/gosource"
	"kermesse/internal/shareddata"
)

// TestHouse holds the whole module against its architecture.
func TestHouse(t *testing.T) {
	packages, err := gosource.Load(t.Context(), shareddata.ModuleRoot(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, violation := range House().Check(packages) {
		t.Error(violation)
	}
}
