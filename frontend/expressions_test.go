package frontend

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	// an expression of JavaScript, where a value may stand
	expression = regexp.MustCompile(`(?:[(=,:!&|?{;\[]|return)\s*/((?:[^/\\\n\[*]|\\.|\[(?:[^\]\\\n]|\\.)*\])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])*)/[a-z]*`)
	classes    = regexp.MustCompile(`\[(?:[^\]\\]|\\.)*\]|\\.`)
	nested     = regexp.MustCompile(`\((?:\?:)?[^()][+*]\)(?:[+*]|\{\d+,\})`)
	// what is looked for from every place anew, and ends only where it ends
	trailing = regexp.MustCompile(`^[^^].*[+*]\$$|^.[+*]\$$`)
)

// TestExpressionsOfScriptsEnd reads the expressions of all scripts: a browser tries them again and
// again, so that none may repeat what repeats itself, nor look from every place for an end.
func TestExpressionsOfScriptsEnd(t *testing.T) {
	seen := 0
	err := filepath.WalkDir("src", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".js") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, found := range expression.FindAllStringSubmatch(string(text), -1) {
			seen++
			if bare := classes.ReplaceAllString(found[1], "x"); nested.MatchString(bare) || trailing.MatchString(bare) {
				t.Errorf("%s: /%s/ may take as long as the square of what it reads, or longer", path, found[1])
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 20 {
		t.Errorf("only %d expressions were found", seen)
	}
	for text, bad := range map[string]bool{`(x+)+`: true, `^(?:x*)*$`: true, `^x+(-x+)*$`: false, `x+$`: true, `.*$`: true, `^x+$`: false, `\.(a|b)$`: false, `^([0-9]{2})*$`: false} {
		bare := classes.ReplaceAllString(text, "x")
		if got := nested.MatchString(bare) || trailing.MatchString(bare); got != bad {
			t.Errorf("/%s/ is taken for bad: %v", text, got)
		}
	}
}
