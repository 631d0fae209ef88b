package jobs_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"kermesse/internal/jobs"
)

// A task that fails at every look is in the log when it begins to, and when it is over.
func TestATroubleIsToldOnce(t *testing.T) {
	var text bytes.Buffer
	away := errors.New("nobody answers")
	said := away
	runner := jobs.NewRunner(slog.New(slog.NewTextHandler(&text, nil)), nil, jobs.Task{
		Name: "mail", Every: time.Hour, Run: func(context.Context) error { return said },
	})
	for range 50 {
		if err := runner.RunOnce(t.Context()); !errors.Is(err, away) {
			t.Fatal(err)
		}
	}
	if n := strings.Count(text.String(), "nobody answers"); n != 1 {
		t.Errorf("told %d times:\n%s", n, text.String())
	}
	said = nil
	for range 2 {
		if err := runner.RunOnce(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := strings.Count(text.String(), "task works again"); n != 1 || !strings.Contains(text.String(), "failed_times=50") {
		t.Errorf("that it is over is told %d times:\n%s", n, text.String())
	}
	said = away
	_ = runner.RunOnce(t.Context())
	if n := strings.Count(text.String(), "nobody answers"); n != 2 {
		t.Errorf("the next trouble is not told:\n%s", text.String())
	}
}

func TestAStopIsNoTrouble(t *testing.T) {
	var text bytes.Buffer
	ctx, stop := context.WithCancel(t.Context())
	runner := jobs.NewRunner(slog.New(slog.NewTextHandler(&text, nil)), nil, jobs.Task{
		Name: "mail", Every: time.Hour, Run: func(ctx context.Context) error { stop(); return ctx.Err() },
	})
	_ = runner.RunOnce(ctx)
	if text.Len() > 0 {
		t.Errorf("a stop is told as a failure:\n%s", text.String())
	}
}
