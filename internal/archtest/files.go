package archtest

import (
	"go/ast"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"kermesse/internal/gosource"
)

// checkFile applies the rules on what may stand in which file. Tests are not checked.
func checkFile(pkg string, file gosource.File) []Violation {
	var found []Violation
	report := func(rule string, node ast.Node, text string) {
		found = append(found, Violation{Rule: rule, File: file.Name, At: file.At(node), Text: text})
	}
	checkGORM(pkg, file, report)
	checkTags(pkg, file, report)
	checkUses(pkg, file, report)
	checkNames(file, report)
	return found
}

type reporter func(rule string, node ast.Node, text string)

// checkGORM: rows and queries stand in store files, so that what a domain decides can
// be read without how it is stored.
func checkGORM(pkg string, file gosource.File, report reporter) {
	if within(pkg, "internal/db/...") || strings.HasPrefix(file.Base(), "store") {
		return
	}
	for _, imported := range file.Imports() {
		if within(imported.Path, "gorm.io/...") {
			report("gorm", imported.Spec, "GORM stands only in files named store*.go and in internal/db")
		}
	}
}

// checkTags: the API's shapes are the edge's, so that a domain value can change
// without the API and the API without the domain.
func checkTags(pkg string, file gosource.File, report reporter) {
	ast.Inspect(file.Syntax, func(node ast.Node) bool {
		field, ok := node.(*ast.Field)
		if !ok || field.Tag == nil {
			return true
		}
		text, _ := strconv.Unquote(field.Tag.Value)
		tag := reflect.StructTag(text)
		if _, ok := tag.Lookup("json"); ok && !within(pkg, "handlers/...") {
			report("json", field, "JSON tags stand only in handlers")
		}
		if _, ok := tag.Lookup("gorm"); ok && !strings.HasPrefix(file.Base(), "store") && !within(pkg, "internal/db/...") {
			report("gorm", field, "GORM tags stand only in files named store*.go and in internal/db")
		}
		return true
	})
}

// A use is a function that only some packages may call.
type use struct {
	rule  string
	path  string
	names []string // none means all
	in    []string
	text  string
}

var uses = []use{
	{
		"process", "os",
		[]string{"Getenv", "LookupEnv", "Environ", "ExpandEnv", "Setenv", "Exit", "Args"},
		[]string{"cmd/..."},
		"environment, arguments and exit are cmd's: take a parameter",
	},
	{"process", "flag", nil, []string{"cmd/..."}, "flags are cmd's: take a parameter"},
	{
		"process", "log",
		[]string{"Fatal", "Fatalf", "Fatalln"},
		[]string{"cmd/..."},
		"only cmd ends the process: return an error",
	},
	{
		"clock", "time",
		[]string{"Now", "Since", "Until"},
		[]string{"cmd/...", "internal/clock"},
		"time is given: take a clock.Clock",
	},
	{"randomness", "math/rand", nil, []string{"cmd/..."}, "randomness is given: take a reader or a seed"},
	{"randomness", "math/rand/v2", nil, []string{"cmd/..."}, "randomness is given: take a reader or a seed"},
	{"randomness", "crypto/rand", nil, []string{"cmd/...", "handlers"}, "randomness is given: take an io.Reader"},
	{
		"schema", "gorm.io/gorm",
		[]string{"DeletedAt", "Model"},
		nil,
		"no soft delete: what is deleted is gone, what must stay is a state",
	},
}

// checkUses looks at every pkg.Name of the file.
func checkUses(pkg string, file gosource.File, report reporter) {
	file.Uses(func(imported, name string, node *ast.SelectorExpr) {
		for _, u := range uses {
			if u.path == imported && (u.names == nil || slices.Contains(u.names, name)) && !withinAny(pkg, u.in) {
				report(u.rule, node, imported+"."+name+": "+u.text)
			}
		}
	})
	checkMigrate(file, report)
}

// checkMigrate: the schema is what the numbered migrations say, and a row is written
// by a statement that names what it changes.
func checkMigrate(file gosource.File, report reporter) {
	ast.Inspect(file.Syntax, func(node ast.Node) bool {
		call, ok := node.(*ast.CallExpr)
		if !ok {
			return true
		}
		if selector, ok := call.Fun.(*ast.SelectorExpr); ok && selector.Sel.Name == "AutoMigrate" {
			report("schema", selector, "tables are made by the migrations alone")
		}
		return true
	})
}
