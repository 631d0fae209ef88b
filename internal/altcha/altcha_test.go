package altcha_test

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"kermesse/internal/altcha"
	"kermesse/internal/altcha/altchatest"
)

var (
	key  = []byte("0123456789abcdef0123456789abcdef")
	noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
)

func puzzle(t *testing.T) altcha.Puzzle {
	t.Helper()
	p, err := altcha.New(key, rand.Reader, "poll & co", noon.Add(time.Minute), 500)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestSolutionIsTaken(t *testing.T) {
	p := puzzle(t)
	got, err := altcha.Check(key, altchatest.Solve(t, p), "poll & co", noon)
	if err != nil || !got.ExpiresAt.Equal(noon.Add(time.Minute)) {
		t.Fatalf("Check = %+v, %v", got, err)
	}
	again, err := altcha.Check(key, altchatest.Solve(t, p), "poll & co", noon)
	other, otherErr := altcha.Check(key, altchatest.Solve(t, puzzle(t)), "poll & co", noon)
	if err != nil || otherErr != nil || again.Digest != got.Digest || other.Digest == got.Digest {
		t.Error("digests do not tell puzzles apart")
	}
}

func TestWhatIsRefused(t *testing.T) {
	p := puzzle(t)
	good := altchatest.Solve(t, p)
	changed := func(change func(map[string]any)) string {
		raw, err := base64.StdEncoding.DecodeString(good)
		if err != nil {
			t.Fatal(err)
		}
		fields := map[string]any{}
		if err := json.Unmarshal(raw, &fields); err != nil {
			t.Fatal(err)
		}
		change(fields)
		if raw, err = json.Marshal(fields); err != nil {
			t.Fatal(err)
		}
		return base64.StdEncoding.EncodeToString(raw)
	}
	later := strings.Replace(p.Salt, "expires=17", "expires=18", 1)
	for name, test := range map[string]struct {
		payload, subject string
		at               time.Time
		want             error
	}{
		"nothing":            {"", "poll & co", noon, altcha.ErrMalformed},
		"no base64":          {"{}", "poll & co", noon, altcha.ErrMalformed},
		"no number":          {changed(func(f map[string]any) { delete(f, "number") }), "poll & co", noon, altcha.ErrMalformed},
		"a fraction":         {changed(func(f map[string]any) { f["number"] = 1.5 }), "poll & co", noon, altcha.ErrMalformed},
		"too long":           {strings.Repeat("A", 4096), "poll & co", noon, altcha.ErrMalformed},
		"another number":     {changed(func(f map[string]any) { f["number"] = f["number"].(float64) + 1 }), "poll & co", noon, altcha.ErrWrong},
		"another subject":    {good, "poll", noon, altcha.ErrWrong},
		"another algorithm":  {changed(func(f map[string]any) { f["algorithm"] = "SHA-1" }), "poll & co", noon, altcha.ErrWrong},
		"own signature":      {changed(func(f map[string]any) { f["signature"] = strings.Repeat("0", 64) }), "poll & co", noon, altcha.ErrWrong},
		"a longer life":      {changed(func(f map[string]any) { f["salt"] = later }), "poll & co", noon, altcha.ErrWrong},
		"digits of the salt": {changed(func(f map[string]any) { f["salt"] = strings.TrimSuffix(p.Salt, "&") }), "poll & co", noon, altcha.ErrMalformed},
		"too late":           {good, "poll & co", noon.Add(time.Minute), altcha.ErrExpired},
	} {
		if _, err := altcha.Check(key, test.payload, test.subject, test.at); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
	if _, err := altcha.Check([]byte("another key"), good, "poll & co", noon); !errors.Is(err, altcha.ErrWrong) {
		t.Errorf("another key: %v", err)
	}
}

func FuzzCheck(f *testing.F) {
	f.Add("")
	f.Add(base64.StdEncoding.EncodeToString([]byte(`{"algorithm":"SHA-256","challenge":"` + strings.Repeat("0", 64) + `","number":1,"salt":"a?expires=1&","signature":""}`)))
	f.Fuzz(func(t *testing.T, payload string) {
		if _, err := altcha.Check(key, payload, "poll", noon); err == nil {
			t.Error("a solution out of nothing")
		}
	})
}
