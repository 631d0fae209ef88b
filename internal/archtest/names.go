package archtest

import (
	"go/ast"
	"go/token"
	"regexp"

	"kermesse/internal/gosource"
)

var (
	// emptyName says nothing about what the thing holds or does.
	emptyName = regexp.MustCompile(`^Get[A-Z]|.(Manager|Helper|Util|Utils|Impl)$`)
	// emptyFile likewise: a file is named for what it holds.
	emptyFile = regexp.MustCompile(`^(types|utils?|helpers?|common|misc|models?)(_test)?\.go$`)
	// marked is an interface that is called one.
	marked = regexp.MustCompile(`^I[A-Z][a-z]`)
)

// checkNames refuses the names that stand for nothing in particular.
func checkNames(file gosource.File, report reporter) {
	if emptyFile.MatchString(file.Base()) {
		report("name", file.Syntax.Name, "name the file for what it holds")
	}
	ast.Inspect(file.Syntax, func(node ast.Node) bool {
		switch declared := node.(type) {
		case *ast.FuncDecl:
			if emptyName.MatchString(declared.Name.Name) {
				report("name", declared.Name, declared.Name.Name+": reads are Find and List, deeds a business verb")
			}
		case *ast.TypeSpec:
			_, isInterface := declared.Type.(*ast.InterfaceType)
			if emptyName.MatchString(declared.Name.Name) || isInterface && marked.MatchString(declared.Name.Name) {
				report("name", declared.Name, declared.Name.Name+": name the thing, not the pattern")
			}
		case *ast.GenDecl:
			return declared.Tok == token.TYPE
		}
		return true
	})
}
