package handlers

import (
	"bytes"
	"encoding/json"
	"html/template"
	"regexp"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"kermesse/docs"
	"kermesse/frontend"
)

// apiDocsPage shows the API's document to people, without anybody else's scripts.
func (a *App) apiDocsPage(c *fiber.Ctx) error {
	page := frontend.APIPage{Frame: a.frame(c), Version: a.Config.Version}
	groups := map[string]*frontend.APIGroup{}
	var names []string
	for path, item := range a.api.OpenAPI().Paths {
		for method, op := range map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete} {
			if op == nil || len(op.Tags) == 0 {
				continue
			}
			group := groups[op.Tags[0]]
			if group == nil {
				group = &frontend.APIGroup{Name: op.Tags[0]}
				groups[group.Name], names = group, append(names, group.Name)
			}
			group.Operations = append(group.Operations, a.describe(method, path, op))
		}
	}
	slices.Sort(names)
	for _, name := range names {
		slices.SortFunc(groups[name].Operations, func(x, y frontend.APIOperation) int {
			return strings.Compare(x.Path+x.Method, y.Path+y.Method)
		})
		page.Groups = append(page.Groups, *groups[name])
	}
	return a.render(c, fiber.StatusOK, page)
}

func (a *App) describe(method, path string, op *huma.Operation) frontend.APIOperation {
	out := frontend.APIOperation{ID: op.OperationID, Method: method, Path: path, Summary: op.Summary, Staff: len(op.Security) > 0}
	if op.RequestBody != nil {
		out.Request = a.schemaText(op.RequestBody.Content)
	}
	for _, status := range []string{"200", "201", "202"} {
		if answer := op.Responses[status]; answer != nil && out.Answer == "" {
			out.Answer = a.schemaText(answer.Content)
		}
	}
	return out
}

// schemaText is the schema of a body, its first level written out.
func (a *App) schemaText(content map[string]*huma.MediaType) string {
	media := content["application/json"]
	if media == nil || media.Schema == nil {
		return ""
	}
	schema := media.Schema
	if schema.Ref != "" {
		schema = a.api.OpenAPI().Components.Schemas.SchemaFromRef(schema.Ref)
	}
	text, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		return ""
	}
	return string(text)
}

var codeCell = regexp.MustCompile(`<td><code>([a-z0-9_]+)</code></td>`)

// apiErrorsPage lists every error, each at the address that a problem's type names.
func (a *App) apiErrorsPage(c *fiber.Ctx) error {
	var out bytes.Buffer
	markdown := goldmark.New(goldmark.WithExtensions(extension.Table))
	if err := markdown.Convert(docs.Errors, &out); err != nil {
		return err
	}
	content := codeCell.ReplaceAllString(out.String(), `<td id="$1"><code>$1</code></td>`)
	content = strings.NewReplacer("<table>", `<div class="scroll" tabindex="0"><table>`, "</table>", "</table></div>").Replace(content)
	// The document is our own file: nothing of it comes from a reader.
	return a.render(c, fiber.StatusOK, frontend.APIErrorsPage{Frame: a.frame(c), Content: template.HTML(content)})
}
