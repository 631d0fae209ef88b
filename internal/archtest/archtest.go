// Package archtest holds the project's architecture as rules that a test can break
// on: which package may import which, and which things may only stand in certain
// files. The tables are in house.go; a package nobody listed there fails, and so does
// a line that no longer stands for anything.
package archtest

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"kermesse/internal/gosource"
)

// Rules is an architecture: what is checked, and the stated exceptions.
type Rules struct {
	Module     string
	House      map[string]Room // every package, by its path in the module
	Libraries  []Library
	Exceptions []Exception
}

// Room is what one package may import of the project, tests left aside.
type Room struct {
	Kind  Kind
	Needs []string // beyond what its kind allows; a line that is not needed fails
}

// Kind is what a package is, which decides what it may import.
type Kind struct {
	Name string
	// May lists packages of the module; "contests/..." means contests and all below.
	// A package may always import what lies below it.
	May []string
	// Pure forbids what reaches outside the process: files, network, databases, logs.
	Pure bool
	// Wires marks the package that plugs all others together: its tests may import
	// anything, while those of other packages leave foreign domains alone.
	Wires bool
}

// Library keeps a third-party module to the packages that exist for it.
type Library struct {
	Path string   // module or package path, with all below it
	In   []string // packages of the module, "..." allowed
}

// Exception excuses files from one rule. An exception that excuses nothing fails.
type Exception struct {
	Rule   string
	Files  string // pattern of path.Match on the file's name in the module
	Reason string
}

// Violation is one broken rule.
type Violation struct {
	Rule string
	File string // "" where no file is at fault
	At   string // what is at fault: "contests/store.go:7", or a line of a table
	Text string
}

// String tells where, which rule and why.
func (v Violation) String() string { return fmt.Sprintf("%s: %s: %s", v.At, v.Rule, v.Text) }

// Check returns every broken rule of the packages, in their order, and every line of
// the tables that stands for nothing.
func (r Rules) Check(packages []gosource.Package) []Violation {
	var found []Violation
	for _, pkg := range packages {
		found = append(found, r.checkImports(pkg)...)
		for _, file := range pkg.Files {
			if !file.Test {
				found = append(found, checkFile(pkg.Path, file)...)
			}
		}
	}
	found = append(found, r.checkLibraries(packages)...)
	found = append(found, r.checkListed(packages)...)
	return r.excuse(found)
}

// excuse takes out what an exception covers and adds the exceptions that cover nothing.
func (r Rules) excuse(found []Violation) []Violation {
	used := make([]bool, len(r.Exceptions))
	left := slices.DeleteFunc(found, func(v Violation) bool {
		for i, exception := range r.Exceptions {
			if ok, _ := path.Match(exception.Files, v.File); ok && exception.Rule == v.Rule {
				used[i] = true
				return true
			}
		}
		return false
	})
	for i, exception := range r.Exceptions {
		if !used[i] {
			left = append(left, Violation{
				Rule: "stale", At: "exception " + exception.Rule + " for " + exception.Files,
				Text: "excuses nothing: take the line out",
			})
		}
	}
	return left
}

// checkListed compares the table of the house with the packages there are.
func (r Rules) checkListed(packages []gosource.Package) []Violation {
	var found []Violation
	there := map[string]bool{}
	for _, pkg := range packages {
		there[pkg.Path] = true
		if _, ok := r.House[pkg.Path]; !ok {
			found = append(found, Violation{
				Rule: "unlisted", At: pkg.Path,
				Text: "new package: add its line to the table in internal/archtest/house.go",
			})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.House)) {
		if !there[name] {
			found = append(found, Violation{Rule: "stale", At: name, Text: "listed, but there is no such package"})
		}
	}
	return found
}

// within reports whether a path is the pattern's, or below it where it ends in "/...".
func within(name, pattern string) bool {
	tree, below := strings.CutSuffix(pattern, "/...")
	return name == tree || below && strings.HasPrefix(name, tree+"/")
}

func withinAny(name string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool { return within(name, pattern) })
}
