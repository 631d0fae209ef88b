package doccheck

import (
	"go/ast"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"kermesse/internal/gosource"
	"kermesse/internal/shareddata"
)

var environmentName = regexp.MustCompile(`KERMESSE_[A-Z_]+`)

// TestSettings wants docs/operations.md to name the settings of the commands, all of
// them and no others.
func TestSettings(t *testing.T) {
	root := shareddata.ModuleRoot(t)
	told := environmentName.FindAllString(read(t, filepath.Join(root, "docs", "operations.md")), -1)
	packages, err := gosource.Load(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	var real []string
	for _, pkg := range packages {
		if pkg.Path == "cmd/kermesse" {
			real = settings(pkg)
		}
	}
	for _, name := range real {
		if !slices.Contains(told, name) {
			t.Errorf("docs/operations.md does not name %s", name)
		}
	}
	for _, name := range told {
		if !slices.Contains(real, name) {
			t.Errorf("docs/operations.md names %s, which no command reads", name)
		}
	}
}

// settings are the env tags of a package's struct fields.
func settings(pkg gosource.Package) []string {
	var names []string
	for _, file := range pkg.Files {
		ast.Inspect(file.Syntax, func(node ast.Node) bool {
			if field, ok := node.(*ast.Field); ok && field.Tag != nil && !file.Test {
				tag, _ := strconv.Unquote(field.Tag.Value)
				names = append(names, environmentName.FindAllString(reflect.StructTag(tag).Get("env"), -1)...)
			}
			return true
		})
	}
	return names
}
