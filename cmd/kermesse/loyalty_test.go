package main

import (
	"path/filepath"
	"testing"

	"kermesse/loyalty/loyaltytest"
)

// TestWorkloadThroughTheAPI replays the workloads as a client of a sandbox would.
func TestWorkloadThroughTheAPI(t *testing.T) {
	for _, file := range loyaltytest.Files(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			api, w := newSandbox(t), loyaltytest.Load(t, file)
			loyaltytest.Replay(t, w, api)
			for brand := range w.Config.Brands {
				api.wantProof(brand)
			}
		})
	}
}
