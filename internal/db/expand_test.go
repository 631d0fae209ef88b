package db_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"kermesse/internal/shareddata"
)

// expandsSince is the step from which on migrations run beside servers of the version before.
const expandsSince = 74

// breaking is what a server of the version before would not survive.
var breaking = regexp.MustCompile(`(?i)\b(DROP\s+TABLE|DROP\s+COLUMN|RENAME\s+(TO|COLUMN)|SET\s+NOT\s+NULL|ALTER\s+COLUMN\s+\w+\s+TYPE|ADD\s+COLUMN[^,;]*\bNOT\s+NULL(?:[^,;]*\bDEFAULT\b)?)`)

// TestMigrationsOnlyExpand: a step adds and takes nothing away, so that old and new servers run
// side by side. What an older version has ceased to use is taken away by a later one, and the
// step says so in a line "-- contract: why nobody misses it".
func TestMigrationsOnlyExpand(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(shareddata.ModuleRoot(t), "internal", "db", "migrations", "*.sql"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no migrations: %v", err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		number, err := strconv.Atoi(name[:4])
		if err != nil {
			t.Fatal(err)
		}
		if number < expandsSince || strings.HasSuffix(name, ".sqlite.sql") { // SQLite is one node
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range breaks(string(text)) {
			t.Errorf("%s: a server of the version before does not survive %q", name, found)
		}
	}
}

func breaks(step string) (found []string) {
	if strings.Contains(step, "-- contract: ") {
		return nil
	}
	step = regexp.MustCompile(`--.*`).ReplaceAllString(step, "")
	for _, match := range breaking.FindAllString(step, -1) {
		if !strings.Contains(strings.ToUpper(match), "DEFAULT") {
			found = append(found, match)
		}
	}
	return found
}

func TestBreakingSteps(t *testing.T) {
	for step, want := range map[string]bool{
		"ALTER TABLE polls ADD COLUMN a TEXT NOT NULL DEFAULT '';":                           false,
		"ALTER TABLE polls ADD COLUMN a BYTEA;":                                              false,
		"ALTER TABLE polls ADD COLUMN a TEXT NOT NULL;":                                      true,
		"ALTER TABLE polls DROP COLUMN a;":                                                   true,
		"ALTER TABLE polls RENAME TO votes;":                                                 true,
		"ALTER TABLE polls ALTER COLUMN a TYPE BIGINT;":                                      true,
		"DROP TABLE polls;":                                                                  true,
		"-- contract: version 2 reads it no more\nALTER TABLE polls DROP COLUMN a;":          false,
		"CREATE TABLE a (id TEXT NOT NULL); -- not to DROP TABLE\nCREATE INDEX b ON a (id);": false,
	} {
		if got := len(breaks(step)) > 0; got != want {
			t.Errorf("%s: %v", step, got)
		}
	}
}
