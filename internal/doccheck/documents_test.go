package doccheck

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kermesse/internal/shareddata"
)

// wanted are the documents a reader is promised.
var wanted = []string{"glossary.md", "errors.md", "operations.md", "design.md", "database.md", "adr/0000-template.md"}

func TestDocuments(t *testing.T) {
	docs := filepath.Join(shareddata.ModuleRoot(t), "docs")
	for _, name := range wanted {
		if info, err := os.Stat(filepath.Join(docs, name)); err != nil || info.Size() == 0 {
			t.Errorf("docs/%s is missing or empty: %v", name, err)
		}
	}
}

var (
	recordName  = regexp.MustCompile(`^([0-9]{4})-[a-z0-9-]+\.md$`)
	recordTitle = regexp.MustCompile(`^# ([0-9]{4}) `)
)

// TestDecisionRecords wants docs/adr/NNNN-title.md from 0000 on without a gap, each
// with its number in its title.
func TestDecisionRecords(t *testing.T) {
	dir := filepath.Join(shareddata.ModuleRoot(t), "docs", "adr")
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for i, entry := range entries {
		number := fmt.Sprintf("%04d", i)
		match := recordName.FindStringSubmatch(entry.Name())
		if match == nil || match[1] != number {
			t.Errorf("%s: want %s-title.md here", entry.Name(), number)
			continue
		}
		title := recordTitle.FindStringSubmatch(read(t, filepath.Join(dir, entry.Name())))
		if title == nil || title[1] != number {
			t.Errorf("%s: want a first line that begins with %q", entry.Name(), "# "+number+" ")
		}
	}
}

var link = regexp.MustCompile(`\]\(([^)#:\s]+)(#[^)]*)?\)`)

// TestLinks follows every relative link between the project's documents.
func TestLinks(t *testing.T) {
	root := shareddata.ModuleRoot(t)
	for _, file := range documents(t, root) {
		for _, match := range link.FindAllStringSubmatch(read(t, file), -1) {
			target := filepath.Join(filepath.Dir(file), filepath.FromSlash(match[1]))
			if _, err := os.Stat(target); err != nil {
				name, _ := filepath.Rel(root, file)
				t.Errorf("%s links to %s, which is not there", name, match[1])
			}
		}
	}
}

// documents are the Markdown files of the root and of docs.
func documents(t *testing.T, root string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(filepath.Join(root, "docs"), func(path string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".md") {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
