// Package gosource reads the project's own Go source for the tests that look at it:
// who imports whom, which fault codes exist. It parses and does not type-check, so
// that a rule costs milliseconds; what it reports is syntax, resolved through the
// imports of each file.
package gosource

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// Package is one package of the module, with its tests.
type Package struct {
	Path  string // relative to the module: "contests/draw"; "." for the root
	Files []File
}

// File is one parsed Go file.
type File struct {
	Name   string // relative to the module, with slashes: "contests/draw/shuffle.go"
	Test   bool
	Syntax *ast.File
	fset   *token.FileSet
}

// Load parses every package of the module in root, as `go list ./...` finds them.
func Load(ctx context.Context, root string) ([]Package, error) {
	if err := touch(root); err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, "go", "list", "-json=ImportPath,Dir,Module,GoFiles,TestGoFiles,XTestGoFiles", "./...")
	cmd.Dir = root
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("go list: %w: %s", err, problems.String())
	}
	var packages []Package
	for decoder := json.NewDecoder(&out); ; {
		var listed listedPackage
		if err := decoder.Decode(&listed); errors.Is(err, io.EOF) {
			return packages, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		pkg, err := listed.parse()
		if err != nil {
			return nil, err
		}
		packages = append(packages, pkg)
	}
}

// touch opens every folder of the module: the cache of go test knows which folders a
// test has read but not what the go command read for it, and would go on reporting
// the verdict from before a package was added.
func touch(root string) error {
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case !entry.IsDir() || path == root:
			return nil
		case strings.HasPrefix(entry.Name(), "."), entry.Name() == "node_modules", entry.Name() == "bin":
			return fs.SkipDir
		}
		return nil
	})
}

// listedPackage is what is asked of go list.
type listedPackage struct {
	ImportPath, Dir                    string
	Module                             struct{ Path string }
	GoFiles, TestGoFiles, XTestGoFiles []string
}

func (p listedPackage) parse() (Package, error) {
	pkg := Package{Path: "."}
	if p.ImportPath != p.Module.Path {
		pkg.Path = strings.TrimPrefix(p.ImportPath, p.Module.Path+"/")
	}
	names := append(append(append([]string{}, p.GoFiles...), p.TestGoFiles...), p.XTestGoFiles...)
	for i, name := range names {
		file, err := parse(pkg.Path+"/"+name, filepath.Join(p.Dir, name), nil)
		if err != nil {
			return Package{}, err
		}
		file.Test = i >= len(p.GoFiles)
		pkg.Files = append(pkg.Files, file)
	}
	return pkg, nil
}

// Parse reads one file from its text; a name ending in _test.go makes it a test.
func Parse(name, text string) (File, error) {
	file, err := parse(name, name, text)
	file.Test = strings.HasSuffix(name, "_test.go")
	return file, err
}

func parse(name, path string, text any) (File, error) {
	fset := token.NewFileSet()
	syntax, err := parser.ParseFile(fset, path, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return File{}, err
	}
	return File{Name: name, Syntax: syntax, fset: fset}, nil
}

// Base is the file's name without its folder.
func (f File) Base() string { return f.Name[strings.LastIndexByte(f.Name, '/')+1:] }

// At is where a node stands, as "folder/file.go:12".
func (f File) At(node ast.Node) string {
	return fmt.Sprintf("%s:%d", f.Name, f.fset.Position(node.Pos()).Line)
}

// Import is one import of a file.
type Import struct {
	Path string // as written: "kermesse/internal/db", "time"
	Spec *ast.ImportSpec
}

// Imports lists what the file imports, in its order.
func (f File) Imports() []Import {
	imports := make([]Import, 0, len(f.Syntax.Imports))
	for _, spec := range f.Syntax.Imports {
		// The parser has accepted the literal, so it unquotes.
		path, _ := strconv.Unquote(spec.Path.Value)
		imports = append(imports, Import{Path: path, Spec: spec})
	}
	return imports
}

// Uses calls visit for every mention pkg.Name of a package that the file imports,
// with the package's import path: time.Now under any local name of the import.
func (f File) Uses(visit func(importPath, name string, node *ast.SelectorExpr)) {
	paths := map[string]string{}
	for _, imported := range f.Imports() {
		paths[localName(imported)] = imported.Path
	}
	ast.Inspect(f.Syntax, func(node ast.Node) bool {
		selector, ok := node.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if qualifier, ok := selector.X.(*ast.Ident); ok && paths[qualifier.Name] != "" {
			visit(paths[qualifier.Name], selector.Sel.Name, selector)
		}
		return true
	})
}

// majorVersion is the last element of a module path such as gofiber/fiber/v2.
var majorVersion = regexp.MustCompile(`/v[0-9]+$`)

// localName is the name an import goes by in its file. Without one written there it
// is taken from the path, which holds for the standard library and this module.
func localName(imported Import) string {
	if imported.Spec.Name != nil {
		return imported.Spec.Name.Name
	}
	path := majorVersion.ReplaceAllString(imported.Path, "")
	return path[strings.LastIndexByte(path, '/')+1:]
}
