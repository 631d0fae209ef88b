package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// tidyTests removes the seeded demo when all tests are over.
type tidyTests struct{ *testing.M }

func (m tidyTests) Run() int {
	code := m.M.Run()
	if demoDir != "" {
		_ = os.RemoveAll(demoDir)
	}
	return code
}

func TestMain(m *testing.M) {
	testscript.Main(tidyTests{m}, map[string]func(){"kermesse": main})
}

// TestCommands runs each script as a user would type it, wrong arguments included.
func TestCommands(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script"})
}
