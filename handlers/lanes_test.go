package handlers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
)

// However many of one network send at once, others have places, and nobody waits for ever.
func TestFilesOfOneNetworkLeaveRoom(t *testing.T) {
	l := newLanes(5, 3)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	enter := func(network string) func() {
		t.Helper()
		leave, err := l.enter(t.Context(), network)
		if err != nil {
			t.Fatal(err)
		}
		return leave
	}
	leave := []func(){enter("a"), enter("a"), enter("a")}
	if _, err := l.enter(ended, "a"); !errors.Is(err, errManyFiles) {
		t.Errorf("the fourth of a network: %v", err)
	}
	leave = append(leave, enter("b"), enter("c"))
	if _, err := l.enter(ended, "d"); !errors.Is(err, errManyFiles) {
		t.Errorf("the sixth: %v", err)
	}
	waiting := make(chan func())
	go func() { waiting <- enter("a") }()
	leave[0]()
	leave[0] = <-waiting
	for _, f := range leave {
		f()
	}
	if len(l.of) != 0 || len(l.all) != 0 {
		t.Errorf("%d networks and %d places are kept", len(l.of), len(l.all))
	}
}

// A file that takes minutes to arrive is answered like any other when it is there.
func TestSlowFilesHaveTime(t *testing.T) {
	var left time.Duration
	a := newEdge(t, io.Discard, func(a *App) {
		a.fiber.Post("/api/v1/contests/:slug/receipts/:key/slips/photo", func(c *fiber.Ctx) error {
			until, _ := c.UserContext().Deadline()
			left = time.Until(until)
			return nil
		})
	})
	base := serve(t, a)
	body := "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b--\r\n"
	resp, err := http.Post(base+"/api/v1/contests/ete/receipts/x/slips/photo", "multipart/form-data; boundary=b", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != 200 || left <= fileTimeout {
		t.Errorf("%s; %v are left for a file that may take %v", fmt.Sprint(resp.StatusCode), left, fileTimeout)
	}
}
