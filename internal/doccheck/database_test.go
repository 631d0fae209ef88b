package doccheck

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"kermesse/internal/shareddata"
)

var (
	tableMade    = regexp.MustCompile(`(?mi)^CREATE TABLE (?:IF NOT EXISTS )?(\w+)`)
	tableDropped = regexp.MustCompile(`(?mi)^DROP TABLE (?:IF EXISTS )?(\w+)`)
	tableTold    = regexp.MustCompile("(?m)^\\| `(\\w+)` \\|")
)

// TestTables wants docs/database.md to have one row for each table that the migrations
// make, and no others.
func TestTables(t *testing.T) {
	root := shareddata.ModuleRoot(t)
	files, err := filepath.Glob(filepath.Join(root, "internal", "db", "migrations", "*.sql"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no migrations: %v", err)
	}
	real := map[string]bool{}
	for _, file := range files {
		for _, made := range tableMade.FindAllStringSubmatch(read(t, file), -1) {
			real[made[1]] = true
		}
		for _, dropped := range tableDropped.FindAllStringSubmatch(read(t, file), -1) {
			delete(real, dropped[1])
		}
	}
	for _, told := range tableTold.FindAllStringSubmatch(read(t, filepath.Join(root, "docs", "database.md")), -1) {
		if !real[told[1]] {
			t.Errorf("docs/database.md tells of %s, which no migration makes", told[1])
		}
		delete(real, told[1])
	}
	for name := range real {
		t.Errorf("docs/database.md does not tell of %s", name)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
