package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// closedGame lets five people play a game of four prizes, ends it, and unpacks its proof.
func (s *sandboxAPI) closedGame() (dir, rulesHash string) {
	s.t.Helper()
	var told struct {
		Now time.Time `json:"now"`
	}
	s.must("GET", "/sandbox/clock", nil, &told)
	opens, closes := told.Now.Add(-time.Hour), told.Now.Add(5*time.Hour)
	s.must("POST", "/brands/"+sandboxBrand+"/contests", map[string]any{
		"slug": "wheel", "title": "A cone at once", "opens_at": opens, "closes_at": closes,
		"prizes": []map[string]any{{"name": "A year of ices", "winners": 1}}, "draw": map[string]any{"source": "test"},
		"entry": map[string]any{
			"contact": "email", "confirm": false, "instant": map[string]any{"mode": "everyone", "prizes": []map[string]any{{"name": "A cone", "units": 4}}},
		},
	}, nil)
	var published struct {
		RulesHash string `json:"rules_hash"`
	}
	s.must("POST", "/contests/wheel/publish", nil, &published)
	for i := range 5 {
		var entry struct {
			ReceiptURL string `json:"receipt_url"`
		}
		s.must("POST", "/contests/wheel/entries", map[string]any{
			"email": fmt.Sprintf("fan%d@fans.example", i), "name": "Awa", "consents": map[string]any{"rules": true},
		}, &entry)
		s.must("POST", "/contests/wheel/receipts/"+path.Base(entry.ReceiptURL)+"/play", nil, nil)
	}
	s.must("PUT", "/sandbox/clock", map[string]any{"now": closes.Add(time.Minute)}, nil)
	resp, packed, err := s.send("GET", "/contests/wheel/instant.zip", "", nil)
	if err != nil || resp.StatusCode != http.StatusOK {
		s.t.Fatalf("instant.zip: %s, %v", packed, err)
	}
	files, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		s.t.Fatal(err)
	}
	dir = s.t.TempDir()
	if err := os.CopyFS(dir, files); err != nil {
		s.t.Fatal(err)
	}
	return dir, published.RulesHash
}

// TestVerifyInstantOfAServer: what a server publishes of a game is verified; whatever is
// changed in it is found and said in both languages, and so is what is no proof at all.
func TestVerifyInstantOfAServer(t *testing.T) {
	s := newSandbox(t)
	dir, rules := s.closedGame()
	verify := func(args ...string) (code int, out, complaint string) {
		t.Helper()
		var stdout, stderr bytes.Buffer
		code = run(t.Context(), append([]string{"verify", "instant"}, args...), strings.NewReader(""), &stdout, &stderr)
		return code, stdout.String(), stderr.String()
	}
	for lang, says := range map[string]string{"fr": "A cone\u00a0: 4 sur 4", "en": "A cone: 4 of 4"} {
		code, out, complaint := verify("--lang", lang, "--rules", strings.ToUpper(rules), dir)
		if code != 0 || !strings.Contains(out, says) || !strings.Contains(out, rules) {
			t.Errorf("exit %d\n%s%s", code, out, complaint)
		}
	}
	for _, wrong := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"--lang", "fr", "--rules", strings.Repeat("0", 64), dir}, exitFailed, "autre règlement"},
		{[]string{"--lang", "en", s.base + "/api/v1/contests/none/instant.zip"}, exitUsage, "404 Not Found"},
		{[]string{"--lang", "en", s.base + "/c/wheel/instant"}, exitUsage, "no zip file"},
		{[]string{"--lang", "fr", filepath.Join(dir, "plays.txt")}, exitUsage, "pas un fichier zip"},
		{[]string{"--lang", "en", filepath.Join(dir, "nothing.zip")}, exitUsage, "there is no file"},
		{[]string{"--lang", "fr", t.TempDir()}, exitUsage, "rules.json n’y est pas"},
		{nil, exitUsage, "<proof>"},
	} {
		if code, _, complaint := verify(wrong.args...); code != wrong.code || !strings.Contains(complaint, wrong.says) {
			t.Errorf("%v: exit %d, %s", wrong.args, code, complaint)
		}
	}
	for _, change := range []struct{ file, old, new, fr, en string }{
		{"schedule.txt", "salt ", "salt 0", "ne sont pas ceux qui étaient scellés", "not those that were sealed"},
		{"plays.txt", "play 1 ", "play 01 ", "n’a pas la forme", "not in the form"},
		{"plays.txt", " -\n", " 0\n", "reveal.txt n’est pas de ces parties", "reveal.txt is not of these plays"},
		{"reveal.txt", "plays 5", "plays 4", "reveal.txt n’est pas de ces parties", "reveal.txt is not of these plays"},
		{"rules.json", `"units":4`, `"units":5`, "schedule.txt n’est pas de ce jeu", "schedule.txt is not of this game"},
	} {
		name := filepath.Join(dir, change.file)
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		changed := strings.Replace(string(text), change.old, change.new, 1)
		if changed == string(text) {
			t.Fatalf("%s has no %q", change.file, change.old)
		}
		if err := os.WriteFile(name, []byte(changed), 0o600); err != nil {
			t.Fatal(err)
		}
		for lang, says := range map[string]string{"fr": change.fr, "en": change.en} {
			if code, _, complaint := verify("--lang", lang, dir); code != exitFailed || !strings.Contains(complaint, says) {
				t.Errorf("%s changed: exit %d, %s", change.file, code, complaint)
			}
		}
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
