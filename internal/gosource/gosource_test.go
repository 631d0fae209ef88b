package gosource

import (
	"go/ast"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// write makes a module of the given files and returns its folder.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestLoad(t *testing.T) {
	root := write(t, map[string]string{
		"go.mod":             "module fair\n\ngo 1.26\n",
		"fair.go":            "package fair\n",
		"stand/stand.go":     "package stand\n",
		"stand/a_test.go":    "package stand\n",
		"stand/b_test.go":    "package stand_test\n",
		"other/go.mod":       "module other\n",
		"other/x.go":         "package other\n",
		"node_modules/x/x.c": "",
	})
	packages, err := Load(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, pkg := range packages {
		for _, file := range pkg.Files {
			name := pkg.Path + " " + file.Name
			if file.Test {
				name += " test"
			}
			got = append(got, name)
		}
	}
	want := []string{
		". ./fair.go", "stand stand/stand.go", "stand stand/a_test.go test", "stand stand/b_test.go test",
	}
	if !slices.Equal(got, want) {
		t.Errorf("loaded %q, want %q", got, want)
	}
}

func TestLoadTellsWhatIsWrong(t *testing.T) {
	root := write(t, map[string]string{"go.mod": "module fair\n\ngo 1.26\n", "fair.go": "package fair\nfunc {"})
	if packages, err := Load(t.Context(), root); err == nil {
		t.Errorf("a broken file was read as %v", packages)
	}
}

func TestUses(t *testing.T) {
	file, err := Parse("stand/stand.go", `package stand
import (
	"time"
	clock "os"
	"example.org/gofiber/v2"
	_ "embed"
)
var a = time.Now
func f(local struct{ Now int }) { clock.Exit(local.Now); gofiber.New() }`)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	file.Uses(func(importPath, name string, node *ast.SelectorExpr) {
		got = append(got, importPath+"."+name+" "+file.At(node))
	})
	want := []string{"time.Now stand/stand.go:8", "os.Exit stand/stand.go:9", "example.org/gofiber/v2.New stand/stand.go:9"}
	if !slices.Equal(got, want) {
		t.Errorf("uses %q, want %q", got, want)
	}
}
