// Package shareddata finds the real and worked data that tests are run on: contest
// comments, elections with known results, loyalty workloads, draw vectors.
// The data lies beside the checkout, not in it, because it is large and has its own licences.
package shareddata

import (
	"os"
	"path/filepath"
	"testing"
)

// Dir returns the folder of the shared data: KERMESSE_TESTDATA, or ../shared/data
// beside the module root. Without it a test is skipped with the reason, and fails
// where CI=true, so that nothing is skipped in silence.
func Dir(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("KERMESSE_TESTDATA")
	if dir == "" {
		dir = filepath.Join(ModuleRoot(t), "..", "shared", "data")
	}
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		return dir
	}
	const reason = "the shared test data is not here: set KERMESSE_TESTDATA to its folder"
	if os.Getenv("CI") == "true" {
		t.Fatal(reason)
	}
	t.Skip(reason)
	return ""
}

// Open opens one file of the shared data, to be closed by the test's cleanup.
func Open(t testing.TB, elem ...string) *os.File {
	t.Helper()
	f, err := os.Open(filepath.Join(append([]string{Dir(t)}, elem...)...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// ModuleRoot returns the folder of go.mod above the working directory.
func ModuleRoot(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("no go.mod above the working directory")
		}
		dir = parent
	}
}
