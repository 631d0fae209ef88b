package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/polls"
	"kermesse/polls/tally"
)

// TestStopLosesNoAcknowledgedVote stops a server in the middle of a flood: every vote
// that was answered 201 is stored, and nothing is stored twice.
func TestStopLosesNoAcknowledgedVote(t *testing.T) {
	h := demoHouse(t)
	poll := openPoll(t, h)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	served := make(chan error, 1)
	go func() { served <- h.serve(ctx, ln) }()

	address := fmt.Sprintf("http://%s/api/v1/polls/%s/votes", ln.Addr(), poll.Slug)
	var acknowledged atomic.Int64
	var flood sync.WaitGroup
	for range 8 {
		flood.Go(func() {
			client := &http.Client{Transport: &http.Transport{}}
			for postVote(client, address) {
				if acknowledged.Add(1) == 60 {
					stop()
				}
			}
		})
	}
	flood.Wait()
	stop()
	if err := <-served; err != nil {
		t.Fatal(err)
	}
	owner := account.Actor{Brand: poll.Brand, Role: account.Owner, Kind: account.KindStaff, Name: "test"}
	counts, err := h.polls.CountBallots(t.Context(), owner, []polls.Poll{poll})
	if err != nil {
		t.Fatal(err)
	}
	if got := acknowledged.Load(); got < 60 || counts[poll.ID] < got {
		t.Fatalf("%d votes were acknowledged and %d are stored", got, counts[poll.ID])
	}
}

// postVote votes as a browser that nobody has seen before; false ends the flood.
func postVote(client *http.Client, address string) bool {
	body, _ := json.Marshal(map[string]any{"choices": []string{"a"}})
	resp, err := client.Post(address, "application/json", bytes.NewReader(body))
	if err != nil {
		return false
	}
	defer func() { _ = resp.Body.Close() }()
	_, err = io.Copy(io.Discard, resp.Body)
	return err == nil && resp.StatusCode == http.StatusCreated
}

func openPoll(t *testing.T, h *house) polls.Poll {
	t.Helper()
	brand, err := h.accounts.FindBrandBySlug(t.Context(), demoBrand)
	if err != nil {
		t.Fatal(err)
	}
	owner := account.Actor{Brand: brand.ID, Role: account.Owner, Kind: account.KindStaff, Name: "test"}
	terms := polls.Terms{
		Slug: "flood", Title: polls.Text{EN: "Which?"}, Method: tally.Plurality, Seats: 1,
		Options:  []polls.Option{{ID: "a", Label: polls.Text{EN: "A"}}, {ID: "b", Label: polls.Text{EN: "B"}}},
		ClosesAt: time.Now().Add(time.Hour), TimeZone: "UTC", Access: polls.AccessOpen, Visibility: polls.Always, Tie: polls.TieByLot,
	}
	if _, err := h.polls.Create(t.Context(), owner, terms); err != nil {
		t.Fatal(err)
	}
	poll, err := h.polls.Publish(t.Context(), owner, "flood")
	if err != nil {
		t.Fatal(err)
	}
	return poll
}
