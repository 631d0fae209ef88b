package handlers

import (
	"net/http"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
)

// What the linter of the document refuses is found here already: an operation in a chapter that
// is not among the chapters, and one that does not say who may call it.
func TestEveryOperationHasAChapterAndSaysWhoMayCallIt(t *testing.T) {
	chapters := map[string]bool{}
	for _, tag := range apiTags {
		chapters[tag.Name] = true
	}
	for path, item := range newTown(t).app.api.OpenAPI().Paths {
		for method, op := range map[string]*huma.Operation{
			http.MethodGet: item.Get, http.MethodPost: item.Post, http.MethodPut: item.Put, http.MethodPatch: item.Patch, http.MethodDelete: item.Delete,
		} {
			if op == nil {
				continue
			}
			if len(op.Tags) != 1 || !chapters[op.Tags[0]] {
				t.Errorf("%s %s is in %q, which is no chapter of apiTags", method, path, op.Tags)
			}
			if op.Security == nil {
				t.Errorf("%s %s does not say who may call it: an empty Security says everybody", method, path)
			}
		}
	}
}

// Two paths are ambiguous where each has a name in the place of the other's parameter: the
// linter refuses them, and so would a reader.
func TestNoTwoPathsAreAmbiguous(t *testing.T) {
	var paths []string
	for path := range newTown(t).app.api.OpenAPI().Paths {
		paths = append(paths, path)
	}
	for i, one := range paths {
		for _, other := range paths[i+1:] {
			if ambiguous(strings.Split(one, "/"), strings.Split(other, "/")) {
				t.Errorf("%s and %s", one, other)
			}
		}
	}
}

func ambiguous(one, other []string) bool {
	if len(one) != len(other) {
		return false
	}
	var wider, narrower bool
	for i := range one {
		free, freeOther := strings.HasPrefix(one[i], "{"), strings.HasPrefix(other[i], "{")
		switch {
		case free && !freeOther:
			wider = true
		case freeOther && !free:
			narrower = true
		case !free && one[i] != other[i]:
			return false
		}
	}
	return wider && narrower
}
