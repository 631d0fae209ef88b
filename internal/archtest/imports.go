package archtest

import (
	"fmt"
	"slices"
	"strings"

	"kermesse/internal/gosource"
)

// outside is what a pure package may not import: each of these reads or changes
// something that is not its argument.
var outside = []string{
	"crypto/rand", "database/sql/...", "log/...", "math/rand/...", "net", "net/http/...", "os/...",
	"runtime/...", "syscall", "testing",
}

// checkImports holds a package's imports of the project against its line in the table.
func (r Rules) checkImports(pkg gosource.Package) []Violation {
	room, listed := r.House[pkg.Path]
	if !listed {
		return nil // reported by checkListed
	}
	var found []Violation
	needed := map[string]bool{}
	for _, file := range pkg.Files {
		for _, imported := range file.Imports() {
			inside, ofProject := strings.CutPrefix(imported.Path, r.Module+"/")
			text := ""
			switch {
			case ofProject && file.Test:
				text = r.testImport(pkg.Path, room, inside)
			case ofProject:
				text = room.projectImport(pkg.Path, inside, needed)
			case !file.Test:
				text = room.foreignImport(imported.Path, needed)
			}
			if text != "" {
				found = append(found, Violation{Rule: "import", File: file.Name, At: file.At(imported.Spec), Text: text})
			}
		}
	}
	for _, need := range room.Needs {
		if !needed[need] {
			found = append(found, Violation{
				Rule: "stale", At: pkg.Path, Text: "is allowed " + need + " and does not import it",
			})
		}
	}
	return found
}

// projectImport returns why the room may not import a package of the project, or "";
// it marks the need that the import met.
func (room Room) projectImport(from, imported string, needed map[string]bool) string {
	if within(imported, from+"/...") || withinAny(imported, room.Kind.May) {
		return ""
	}
	if room.meets(imported, needed) {
		return ""
	}
	return fmt.Sprintf("%s (%s) may not import %s", from, room.Kind.Name, imported)
}

// foreignImport does the same for what is not of the project: a pure package computes
// from what it is given, with the standard library.
func (room Room) foreignImport(imported string, needed map[string]bool) string {
	if !room.Kind.Pure || room.meets(imported, needed) {
		return ""
	}
	if withinAny(imported, outside) || isThirdParty(imported) {
		return fmt.Sprintf("a %s package may not import %s", room.Kind.Name, imported)
	}
	return ""
}

// testImport returns why a test may not import a package of the project: tests may use
// whatever sets the scene, but a domain's tests leave the other domains alone.
func (r Rules) testImport(from string, room Room, imported string) string {
	if room.Kind.Wires || within(imported, from+"/...") || withinAny(imported, room.Kind.May) ||
		withinAny(imported, room.Needs) {
		return ""
	}
	if strings.HasPrefix(imported, "internal/") {
		return ""
	}
	return fmt.Sprintf("a test of %s (%s) may not import %s", from, room.Kind.Name, imported)
}

func (room Room) meets(imported string, needed map[string]bool) bool {
	for _, need := range room.Needs {
		if within(imported, need) {
			needed[need] = true
			return true
		}
	}
	return false
}

// checkLibraries keeps each listed library in the packages that exist for it.
func (r Rules) checkLibraries(packages []gosource.Package) []Violation {
	var found []Violation
	for _, library := range r.Libraries {
		used := make([]bool, len(library.In))
		for _, pkg := range packages {
			for _, file := range pkg.Files {
				for _, imported := range file.Imports() {
					if file.Test || !within(imported.Path, library.Path+"/...") {
						continue
					}
					in := slices.IndexFunc(library.In, func(pattern string) bool { return within(pkg.Path, pattern) })
					if in >= 0 {
						used[in] = true
						continue
					}
					found = append(found, Violation{
						Rule: "library", File: file.Name, At: file.At(imported.Spec),
						Text: fmt.Sprintf("%s belongs in %s", library.Path, strings.Join(library.In, ", ")),
					})
				}
			}
		}
		for i, in := range library.In {
			if !used[i] {
				found = append(found, Violation{Rule: "stale", At: "library " + library.Path, Text: in + " does not import it"})
			}
		}
	}
	return found
}

// isThirdParty tells a module path from the standard library's: only the former has a
// dot in its first element.
func isThirdParty(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return strings.Contains(first, ".")
}
