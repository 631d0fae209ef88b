package frontend

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
)

// html/template takes data-one for a script: it looks at what follows "data-", and names that begin
// with "on" are handlers of events. A sentence there would be written as a string of JavaScript, in quotes.
func TestNoAttributeLooksLikeAScript(t *testing.T) {
	looks := regexp.MustCompile(`\sdata-on[\w-]*=`)
	err := fs.WalkDir(templateFiles, "templates", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".html") {
			return err
		}
		text, err := fs.ReadFile(templateFiles, path)
		for _, found := range looks.FindAllString(string(text), -1) {
			t.Errorf("%s has%s: its value is escaped as JavaScript; give it a name that does not begin with “on”", path, found)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
