package handlers

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"kermesse/internal/shareddata"
)

// An act is named in the past: "contest.published". That is how its name is told from
// a permission in the source.
var actName = regexp.MustCompile(`"((?:brand|user|team|fan|list|sample|audit|evidence|contest|draw|entry|entries|winner|poll|survey|loyalty|members?|points|places|webhook|photo|post|calendar|block|claims?|till)\.(?:[a-z_]*(?:ed|drawn|held|set|sent|made|over|overridden)))"`)

func TestEveryActOfTheJournalHasWords(t *testing.T) {
	source := os.DirFS(shareddata.ModuleRoot(t))
	found := map[string]bool{}
	for _, room := range []string{"contests", "polls", "loyalty", "places", "internal/account", "internal/agenda", "internal/fan", "internal/webhook"} {
		err := fs.WalkDir(source, room, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || name == "internal/webhook/event.go" { // events are named alike
				return err
			}
			text, err := fs.ReadFile(source, name)
			for _, match := range actName.FindAllStringSubmatch(string(text), -1) {
				found[match[1]] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for act := range found {
		if words, ok := actionWords[act]; !ok || words.FR == "" || words.EN == "" {
			t.Errorf("%s has no words", act)
		}
	}
	for act := range actionWords {
		if !found[act] {
			t.Errorf("%s has words, and nothing does it", act)
		}
	}
}
