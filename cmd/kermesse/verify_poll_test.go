package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// voteAs casts a vote as a browser of its own.
func (s *sandboxAPI) voteAs(slug, choice string) {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	browser := http.Client{Jar: jar}
	look, err := browser.Get(s.base + "/api/v1/polls/" + slug)
	if err != nil {
		s.t.Fatal(err)
	}
	_ = look.Body.Close()
	resp, err := browser.Post(s.base+"/api/v1/polls/"+slug+"/votes", "application/json", strings.NewReader(`{"choices":["`+choice+`"]}`))
	if err != nil {
		s.t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusCreated {
		s.t.Fatalf("vote for %s: %s", choice, resp.Status)
	}
}

// closedPoll runs a poll whose lots a beacon gives, from its draft to its ballots.
func (s *sandboxAPI) closedPoll() string {
	s.t.Helper()
	var told struct {
		Now time.Time `json:"now"`
	}
	s.must("GET", "/sandbox/clock", nil, &told)
	opens, closes := told.Now.Add(time.Hour), told.Now.Add(2*time.Hour)
	s.must("POST", "/brands/"+sandboxBrand+"/polls", map[string]any{
		"slug": "flavour", "title": map[string]string{"en": "Which flavour?"}, "method": "plurality", "opens_at": opens, "closes_at": closes,
		"options": []map[string]any{{"id": "lime", "label": map[string]string{"en": "Lime"}}, {"id": "mango", "label": map[string]string{"en": "Mango"}}},
	}, nil)
	s.must("POST", "/polls/flavour/publish", nil, nil)
	s.must("PUT", "/sandbox/clock", map[string]any{"now": opens}, nil)
	var poll struct {
		Lots struct {
			Source  string    `json:"source"`
			RoundAt time.Time `json:"round_at"`
			Order   []string  `json:"order"`
		} `json:"lots"`
	}
	s.must("GET", "/polls/flavour", nil, &poll)
	if poll.Lots.Source != "beacon" || poll.Lots.RoundAt.After(opens) || len(poll.Lots.Order) != 2 {
		s.t.Fatalf("lots at the opening: %+v", poll.Lots)
	}
	s.voteAs("flavour", "lime")
	s.voteAs("flavour", "mango")
	s.must("PUT", "/sandbox/clock", map[string]any{"now": closes}, nil)
	resp, file, err := s.send("GET", "/polls/flavour/ballots", "", nil)
	if err != nil || resp.StatusCode != http.StatusOK {
		s.t.Fatalf("ballots: %s, %v", file, err)
	}
	return string(file)
}

// TestVerifyPollOfAServer: what a server publishes of a poll with a tie is verified with its
// beacon and the log; whatever is changed in the file is found.
func TestVerifyPollOfAServer(t *testing.T) {
	s := newSandbox(t)
	file := s.closedPoll()
	path := filepath.Join(t.TempDir(), "flavour.json")
	verify := func(text string, args ...string) (code int, out, complaint string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		var stdout, stderr bytes.Buffer
		code = run(t.Context(), append([]string{"verify", "poll", path}, args...), strings.NewReader(""), &stdout, &stderr)
		return code, stdout.String(), stderr.String()
	}
	code, out, complaint := verify(file)
	if code != 0 || !strings.Contains(out, "✓ these records stand in the public log") || !strings.Contains(out, "test beacon") || !strings.Contains(out, "file’s own") {
		t.Fatalf("exit %d\n%s%s", code, out, complaint)
	}
	var keys struct {
		LogKeys []string `json:"log_keys"`
	}
	if err := json.Unmarshal([]byte(file), &keys); err != nil {
		t.Fatal(err)
	}
	if code, out, complaint = verify(file, "--log-key", keys.LogKeys[0]); code != 0 || strings.Contains(out, "file’s own") {
		t.Errorf("with the key: exit %d\n%s%s", code, out, complaint)
	}
	if code, out, _ = verify(file, "--json"); code != 0 || !strings.Contains(out, `"logged": true`) {
		t.Errorf("as JSON: exit %d\n%s", code, out)
	}
	for _, change := range []struct{ name, old, new, says string }{
		{"a ballot", `"choices":["lime"]`, `"choices":["mango"]`, "not a valid count"},
		{"a rule", `"tie":"lot"`, `"tie":"lot","quorum":1`, "rules"},
		{"a round", `"round": `, `"round": 1`, "beacon"},
		{"a round of JSON without spaces", `"round":`, `"round":1`, "beacon"},
		{"the time in a record", `\nat 20`, `\nat 21`, "not a valid count"},
		{"the place in the log", `"log_index":0`, `"log_index":5`, "records[0]"},
		{"the log", `/log\n`, `/lug\n`, "records[0]"},
	} {
		changed := strings.Replace(file, change.old, change.new, 1)
		if changed == file {
			continue // one of two spellings
		}
		if code, _, complaint := verify(changed); code != exitFailed || !strings.Contains(complaint, change.says) {
			t.Errorf("%s changed: exit %d, %s", change.name, code, complaint)
		}
	}
}
