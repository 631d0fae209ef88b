package main

import (
	"strings"
	"testing"
	"time"
)

// TestDatabaseIsGone stops PostgreSQL for a while in the middle of it all: everybody is told to come
// again, nobody has to restart the server, and once the database is back all of it goes on.
func TestDatabaseIsGone(t *testing.T) {
	p := newOwnPostgres(t)
	f := newFairDayOn(t, p.create("gone", ""), 160, "--log-level", "info")
	process := f.server.Process.Pid
	rest := f.inTwoParts()
	done := f.come()
	f.awaits("a few were answered", func() bool { return f.settled.Load() > 60 })

	p.stop()
	rest()
	f.awaits("the server says that it is not ready", func() bool { status, code := f.shows("/readyz"); return status == 503 && code == "not_ready" })
	if status, _ := f.shows("/healthz"); status != 200 {
		t.Errorf("/healthz is %d: whoever asks it would restart the server for nothing", status)
	}
	if status, code := f.shows("/api/v1/polls/nobody-has-read-it"); status != 503 || code != "database_away" {
		t.Errorf("a poll that was never read: %d %s", status, code)
	}
	if status, _ := f.shows("/p/crowd"); status != 200 && status != 503 { // the page is kept, or it is told
		t.Errorf("the poll's page: %d", status)
	}
	turnedAway := f.turnedAway.Load()
	f.awaits("many were told to come again", func() bool { return f.turnedAway.Load() > turnedAway+50 })
	time.Sleep(time.Duration(min(tortured(2), 30)) * time.Second) // how long it is gone is the point
	p.start()

	f.awaits("the server is ready again", func() bool { status, _ := f.shows("/readyz"); return status == 200 })
	<-done
	f.awaits("tasks work again", func() bool { return strings.Contains(f.log.String(), "task works again") })
	if f.server.Process.Pid != process {
		t.Error("the server was restarted")
	}
	for _, said := range []string{"task failed", "the database is away", "not ready"} {
		if !strings.Contains(f.log.String(), said) {
			t.Errorf("the log does not say %q", said)
		}
	}
	if strings.Contains(f.log.String(), "request failed") {
		t.Errorf("the log calls it a defect:\n%s", linesWith(f.log.String(), "request failed"))
	}
	f.proves()
}

// linesWith are the first lines of a log that hold a word.
func linesWith(log, word string) string {
	var found []string
	for line := range strings.Lines(log) {
		if strings.Contains(line, word) && len(found) < 10 {
			found = append(found, line[:min(len(line), 500)])
		}
	}
	return strings.Join(found, "\n")
}
