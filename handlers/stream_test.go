package handlers

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"kermesse/frontend"
)

// follow opens a stream and hands over its events, by name and data.
func (v *visitor) follow(ctx context.Context, path string) (<-chan [2]string, *http.Response) {
	v.t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, v.base+path, nil)
	if err != nil {
		v.t.Fatal(err)
	}
	resp, err := v.http.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	events := make(chan [2]string, 16)
	go func() {
		defer close(events)
		defer func() { _ = resp.Body.Close() }()
		var event [2]string
		lines := bufio.NewScanner(resp.Body)
		for lines.Scan() {
			name, value, _ := strings.Cut(lines.Text(), ": ")
			switch name {
			case "event":
				event[0] = value
			case "data":
				event[1] = value
			case "":
				if event[0] != "" {
					events <- event
				}
				event = [2]string{}
			}
		}
	}()
	return events, resp
}

func nextFigures(t *testing.T, events <-chan [2]string) figuresMessage {
	t.Helper()
	event, ok := <-events
	if !ok || event[0] != "snapshot" {
		t.Fatalf("got %v, %v", event, ok)
	}
	var m figuresMessage
	if err := json.Unmarshal([]byte(event[1]), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestLiveFigures(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "gout", nil)
	v := w.visitor()
	events, resp := v.follow(t.Context(), "/fr/api/v1/polls/gout/results/stream")
	if resp.StatusCode != 200 || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/event-stream") ||
		resp.Header.Get("Cache-Control") != "no-store" || resp.Header.Get("X-Accel-Buffering") != "no" {
		t.Errorf("%d %v", resp.StatusCode, resp.Header)
	}
	first := nextFigures(t, events)
	v.json(http.MethodPost, "/api/v1/polls/gout/votes", choice("coco")).wants(201)
	if err := w.app.Polls.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	second := nextFigures(t, events)
	if second.Version <= first.Version || second.Ballots != 1 || second.Options[0].ID != "coco" ||
		second.Options[0].Text != frontend.Percent("fr", 1)+" · 1" || second.Total != "1\u00a0vote" {
		t.Errorf("first %+v, second %+v", first, second)
	}
	var asked figuresMessage
	v.get("/fr/api/v1/polls/gout/results/figures").wants(200).into(&asked)
	if asked.Version != second.Version || asked.Total != second.Total {
		t.Errorf("asked %+v", asked)
	}
	w.clock.Set(townNoon.Add(24 * time.Hour))
	if err := w.app.Polls.CloseDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := w.app.Polls.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if last := nextFigures(t, events); !last.Final {
		t.Errorf("last %+v", last)
	}
	if event := <-events; event[0] != "end" {
		t.Errorf("after the end: %v", event)
	}
	if _, more := <-events; more {
		t.Error("the stream goes on")
	}
}

// A message stays small: it is sent again and again to phones that pay by the megabyte.
func TestFiguresAreSmall(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "gout", nil)
	if got := len(w.visitor().get("/fr/api/v1/polls/gout/results/figures").body); got > 300 {
		t.Errorf("%d bytes for three options", got)
	}
}

func TestStreamEndsWithTheServer(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "gout", nil)
	events, _ := w.visitor().follow(context.Background(), "/api/v1/polls/gout/results/stream")
	<-events
	w.stop()
	if _, more := <-events; more {
		t.Error("the stream outlives the server")
	}
}

func TestStreamsOfOneAddressAreBounded(t *testing.T) {
	w := newTown(t)
	w.openPoll(w.staff("glaces"), "gout", nil)
	ctx, leave := context.WithCancel(t.Context())
	events, _ := w.visitor().follow(ctx, "/api/v1/polls/gout/results/stream")
	<-events
	w.app.seats.mu.Lock()
	for addr := range w.app.seats.taken {
		w.app.seats.taken[addr] = maxStreamsByAddr
	}
	w.app.seats.mu.Unlock()
	w.visitor().get("/api/v1/polls/gout/results/stream").code(503, "too_many_streams")
	leave()
}

func TestSeats(t *testing.T) {
	gauge := newMetrics().streams
	s := newSeats(gauge, 1)
	line := func(host uint16) netip.Addr {
		return netip.MustParseAddr(fmt.Sprintf("2001:db8:0:1::%x", host))
	}
	for i := range uint16(maxStreamsByAddr) {
		if !s.take(line(i)) {
			t.Fatalf("stream %d of one line was refused", i)
		}
	}
	if s.take(line(maxStreamsByAddr)) {
		t.Error("one line has as many streams as it has addresses")
	}
	if !s.take(netip.MustParseAddr("2001:db8:0:2::1")) || !s.take(netip.MustParseAddr("203.0.113.9")) {
		t.Error("other lines are refused for the first one's sake")
	}
	for i := range uint16(maxStreamsByAddr) {
		s.leave(line(i))
	}
	if s.all != 2 || len(s.taken) != 2 {
		t.Errorf("%d streams of %d lines are left, want 2 of 2", s.all, len(s.taken))
	}
}

func pngFile(t *testing.T, width, height int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewRGBA(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
