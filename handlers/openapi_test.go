package handlers

import (
	"net/http"
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
