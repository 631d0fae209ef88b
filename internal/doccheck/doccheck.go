// Package doccheck keeps the documents true to the source: every fault code is in
// docs/errors.md with its sentences, the decision records are numbered without gaps,
// and links between documents lead somewhere. Its tests do the checking; the table of
// faults is written by `make docs`.
package doccheck

import (
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kermesse/internal/gosource"
)

// faultPackage is where fault.New is declared, and where it is called without its
// qualifier.
const faultPackage = "internal/fault"

// Declared is one fault as the source declares it.
type Declared struct {
	Kind, Code, FR, EN string
	At                 string // file and line
}

var snakeCase = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)

// Faults returns the faults declared outside tests, by code. It refuses a declaration
// that cannot be read from the source alone, a code that is not snake_case, and a code
// of two kinds. Two domains may say the same code, since neither may import the other,
// each in its own words: the code's sentences are then told one after the other.
func Faults(packages []gosource.Package) ([]Declared, error) {
	var faults []Declared
	var problems []string
	for _, pkg := range packages {
		for _, file := range pkg.Files {
			if file.Test {
				continue
			}
			for _, call := range declarations(pkg, file) {
				declared, err := declaration(call)
				declared.At = file.At(call)
				if err != nil {
					problems = append(problems, declared.At+": "+err.Error())
					continue
				}
				faults = append(faults, declared)
			}
		}
	}
	faults, twofold := merge(faults)
	if problems = append(problems, twofold...); len(problems) > 0 {
		return nil, fmt.Errorf("faults:\n%s", strings.Join(problems, "\n"))
	}
	return faults, nil
}

// merge sorts the faults by code and makes one of those that share it.
func merge(faults []Declared) (merged []Declared, problems []string) {
	slices.SortStableFunc(faults, func(a, b Declared) int { return strings.Compare(a.Code, b.Code) })
	for _, next := range faults {
		if len(merged) == 0 || merged[len(merged)-1].Code != next.Code {
			merged = append(merged, next)
			continue
		}
		last := &merged[len(merged)-1]
		if last.Kind != next.Kind {
			problems = append(problems, fmt.Sprintf("%s: %s is %s here and %s at %s", next.At, next.Code, next.Kind, last.Kind, last.At))
		}
		last.FR, last.EN = join(last.FR, next.FR), join(last.EN, next.EN)
	}
	return merged, problems
}

func join(said, more string) string {
	if strings.Contains(said, more) {
		return said
	}
	return said + " — " + more
}

// declarations are the calls of fault.New in a file.
func declarations(pkg gosource.Package, file gosource.File) []*ast.CallExpr {
	qualified := map[ast.Expr]bool{}
	file.Uses(func(importPath, name string, node *ast.SelectorExpr) {
		if strings.HasSuffix(importPath, "/"+faultPackage) && name == "New" {
			qualified[node] = true
		}
	})
	var calls []*ast.CallExpr
	ast.Inspect(file.Syntax, func(node ast.Node) bool {
		call, ok := node.(*ast.CallExpr)
		if !ok {
			return true
		}
		plain, ok := call.Fun.(*ast.Ident)
		if qualified[call.Fun] || ok && pkg.Path == faultPackage && plain.Name == "New" {
			calls = append(calls, call)
		}
		return true
	})
	return calls
}

// declaration takes kind, code and sentences from the arguments of fault.New.
func declaration(call *ast.CallExpr) (Declared, error) {
	if len(call.Args) != 4 {
		return Declared{}, fmt.Errorf("fault.New with %d arguments", len(call.Args))
	}
	declared := Declared{Kind: lastName(call.Args[0])}
	var ok [3]bool
	declared.Code, ok[0] = text(call.Args[1])
	declared.FR, ok[1] = text(call.Args[2])
	declared.EN, ok[2] = text(call.Args[3])
	switch {
	case !ok[0] || !ok[1] || !ok[2]:
		return declared, fmt.Errorf("code and sentences must be string literals")
	case !snakeCase.MatchString(declared.Code):
		return declared, fmt.Errorf("%q is not snake_case", declared.Code)
	case kindNamed(declared.Kind) == nil:
		return declared, fmt.Errorf("%s: unknown kind %q", declared.Code, declared.Kind)
	}
	return declared, nil
}

// lastName is Conflict for both fault.Conflict and Conflict.
func lastName(expr ast.Expr) string {
	switch named := expr.(type) {
	case *ast.SelectorExpr:
		return named.Sel.Name
	case *ast.Ident:
		return named.Name
	}
	return ""
}

// text evaluates a string literal, or several joined by +.
func text(expr ast.Expr) (string, bool) {
	switch e := expr.(type) {
	case *ast.BasicLit:
		value, err := strconv.Unquote(e.Value)
		return value, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		left, okLeft := text(e.X)
		right, okRight := text(e.Y)
		return left + right, okLeft && okRight && e.Op == token.ADD
	}
	return "", false
}
