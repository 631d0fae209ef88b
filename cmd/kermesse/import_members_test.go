package main

import (
	"archive/zip"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A file of members goes in at a terminal, once however often, and everything comes out again.
func TestMembersGoInAndEverythingComesOut(t *testing.T) {
	api := newSandbox(t)
	s := "--url=" + api.base
	api.must("PUT", "/brands/"+sandboxBrand+"/loyalty/programme", map[string]any{"tiers": []any{}}, nil)
	stop := api.tick()
	defer stop()
	dir := t.TempDir()
	file, left, archive := filepath.Join(dir, "m.csv"), filepath.Join(dir, "left.csv"), filepath.Join(dir, "all.zip")
	table := "member,email,points,expires\nc-1,awa@exemple.sn,120,2099-12-31\nc-1,awa@exemple.sn,30,\nc-2,,many,\n"
	if err := os.WriteFile(file, []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := command(t, "import", "members", file, "--brand", sandboxBrand, "--dry-run", s)
	if code != 0 || !strings.HasPrefix(stdout, "3 rows: 150 points in 2 lots to import, 1 new members, 0 lots counted already, 1 rows left out.\nline 4: ") {
		t.Fatalf("dry run: exit %d %s%s", code, stdout, stderr)
	}
	code, stdout, stderr = command(t, "import", "members", file, "--brand", sandboxBrand, "--left-out", left, s)
	if code != 0 || !strings.HasPrefix(stdout, "3 rows: 150 points in 2 lots imported, 1 new members,") {
		t.Fatalf("exit %d %s%s", code, stdout, stderr)
	}
	if raw, err := os.ReadFile(left); err != nil || !strings.Contains(string(raw), "c-2,,many,,4,\"These points cannot be read") {
		t.Errorf("left out: %s, %v", raw, err)
	}
	code, stdout, _ = command(t, "import", "members", file, "--brand", sandboxBrand, "--json", s)
	var again memberImport
	if err := json.Unmarshal([]byte(stdout), &again); err != nil || code != 0 || again.CameTo != (memberTally{Rows: 3, Repeated: 2, LeftOut: 1}) {
		t.Errorf("the same file again: exit %d %s", code, stdout)
	}
	if code, stdout, stderr = command(t, "export", "loyalty", archive, "--brand", sandboxBrand, s); code != 0 {
		t.Fatalf("exit %d %s%s", code, stdout, stderr)
	}
	z, err := zip.OpenReader(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = z.Close() }()
	if n := len(z.File); n < 12 {
		t.Errorf("%d files", n)
	}
	if code, _, stderr = command(t, "export", "loyalty", archive, "--brand", sandboxBrand, s); code != 1 || !strings.Contains(stderr, "exists") {
		t.Errorf("over another file: exit %d %s", code, stderr)
	}
}

// tick sets the sandbox's clock again and again, by which its tasks run, until stop is called.
func (s *sandboxAPI) tick() (stop func()) {
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-done:
				return
			case <-time.After(100 * time.Millisecond):
				s.must("PUT", "/sandbox/clock", map[string]any{"now": time.Now()}, nil)
			}
		}
	}()
	return func() {
		close(done)
		<-ended
	}
}
