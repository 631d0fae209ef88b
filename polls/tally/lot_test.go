package tally_test

import (
	"encoding/json"
	"slices"
	"testing"

	"kermesse/internal/shareddata"
	"kermesse/polls/tally"
)

func TestLotOrderVectors(t *testing.T) {
	var file struct {
		Vectors []struct {
			Seed     string
			Options  []tally.OptionID
			LotOrder []tally.OptionID `json:"lot_order"`
		}
	}
	if err := json.NewDecoder(shareddata.Open(t, "polls", "stats", "lot-order-vectors.json")).Decode(&file); err != nil {
		t.Fatal(err)
	}
	if len(file.Vectors) == 0 {
		t.Fatal("no vectors")
	}
	for _, v := range file.Vectors {
		if got := tally.LotOrder(v.Seed, v.Options); !slices.Equal(got, v.LotOrder) {
			t.Errorf("seed %q: %q, want %q", v.Seed, got, v.LotOrder)
		}
	}
}
