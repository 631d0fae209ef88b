package relay

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"kermesse/contests/beacon"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func testChain(t *testing.T, secret byte) beacon.TestChain {
	t.Helper()
	c, err := beacon.NewTestChain([32]byte{secret}, time.Unix(1_700_000_000, 0), 3*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// path1 is where the first version of the API has a round.
func path1(c beacon.TestChain, number uint64) string {
	hash := c.Hash()
	return "/" + hex.EncodeToString(hash[:]) + "/public/" + strconv.FormatUint(number, 10)
}

func signed(t *testing.T, c beacon.TestChain, number uint64) string {
	t.Helper()
	r, err := c.Sign(number)
	if err != nil {
		t.Error(err)
	}
	return hex.EncodeToString(r.Signature)
}

// answers with that body whatever is asked.
func answers(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, body) }
}

// honest has one round, at the path of version 1 of the API, and says 404 to all else.
func honest(t *testing.T, c beacon.TestChain, number uint64) http.HandlerFunc {
	body := fmt.Sprintf(`{"round":%d,"signature":%q}`, number, signed(t, c, number))
	return func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Path != path1(c, number) {
			http.NotFound(w, req)
			return
		}
		_, _ = fmt.Fprint(w, body)
	}
}

// silent takes the question and never answers.
func silent(_ http.ResponseWriter, req *http.Request) { <-req.Context().Done() }

func serve(t *testing.T, handlers ...http.HandlerFunc) []string {
	t.Helper()
	var bases []string
	for _, h := range handlers {
		server := httptest.NewServer(h)
		t.Cleanup(server.Close)
		bases = append(bases, server.URL)
	}
	return bases
}

func fetch(t *testing.T, c beacon.TestChain, number uint64, bases []string) (beacon.Round, error) {
	t.Helper()
	relays := New(bases, 200*time.Millisecond)
	t.Cleanup(relays.client.CloseIdleConnections)
	return relays.Fetch(context.Background(), c.Chain, number)
}

const wanted = 77

// faults are the relays that must not be believed, and what is said of each.
func faults(t *testing.T, c beacon.TestChain) map[string]http.HandlerFunc {
	foreign := testChain(t, 99)
	hash := c.Hash()
	return map[string]http.HandlerFunc{
		"silent":             silent,
		"garbage":            answers("<html>hello</html>"),
		"other round":        answers(fmt.Sprintf(`{"round":%d,"signature":%q}`, wanted+1, signed(t, c, wanted+1))),
		"other round, lying": answers(fmt.Sprintf(`{"round":%d,"signature":%q}`, wanted, signed(t, c, wanted+1))),
		"foreign key":        answers(fmt.Sprintf(`{"round":%d,"signature":%q}`, wanted, signed(t, foreign, wanted))),
		"genuine chain hash, foreign key": answers(fmt.Sprintf(
			`{"round":%d,"signature":%q,"chain_hash":"%x","public_key":"%x"}`, wanted, signed(t, foreign, wanted), hash, foreign.Facts().PublicKey)),
		"false randomness": answers(fmt.Sprintf(`{"round":%d,"signature":%q,"randomness":"%064d"}`, wanted, signed(t, c, wanted), 0)),
		"endless":          answers(`{"round":` + strings.Repeat(" ", 1<<20)),
		"broken":           func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		"points elsewhere": func(w http.ResponseWriter, req *http.Request) {
			http.Redirect(w, req, "https://example.org/", http.StatusFound)
		},
		"cuts the line": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	}
}

func TestFaultyRelays(t *testing.T) {
	c := testChain(t, 1)
	var all []http.HandlerFunc
	for why, handler := range faults(t, c) {
		all = append(all, handler)
		if r, err := fetch(t, c, wanted, serve(t, handler)); !errors.Is(err, ErrUnavailable) || errors.Is(err, ErrNotYet) {
			t.Errorf("%s: %+v, %v", why, r, err)
		}
	}
	r, err := fetch(t, c, wanted, serve(t, append(all, honest(t, c, wanted))...))
	if err != nil || hex.EncodeToString(r.Signature) != signed(t, c, wanted) {
		t.Errorf("one honest relay among faulty ones: %+v, %v", r, err)
	}
	if _, err := fetch(t, c, wanted, []string{"http://127.0.0.1:1", "no address"}); !errors.Is(err, ErrUnavailable) {
		t.Errorf("nobody there: %v", err)
	}
	if _, err := fetch(t, c, wanted, nil); !errors.Is(err, ErrUnavailable) {
		t.Errorf("no relays: %v", err)
	}
}

func TestLateRelay(t *testing.T) {
	c := testChain(t, 1)
	var due sync.Map
	bases := serve(t, silent, func(w http.ResponseWriter, req *http.Request) {
		if _, ok := due.Load("round"); !ok {
			w.WriteHeader(http.StatusTooEarly)
			return
		}
		honest(t, c, wanted)(w, req)
	})
	if _, err := fetch(t, c, wanted, bases); !errors.Is(err, ErrNotYet) {
		t.Errorf("before the round: %v", err)
	}
	due.Store("round", true)
	if _, err := fetch(t, c, wanted, bases); err != nil {
		t.Errorf("after it: %v", err)
	}
}

func TestSecondVersionOfTheAPI(t *testing.T) {
	c := testChain(t, 1)
	body := fmt.Sprintf(`{"round":%d,"signature":%q}`, wanted, signed(t, c, wanted))
	bases := serve(t, func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Path != "/v2/beacons/"+beacon.TestChainID+"/rounds/"+strconv.Itoa(wanted) {
			http.NotFound(w, req)
			return
		}
		_, _ = fmt.Fprint(w, body)
	})
	if _, err := fetch(t, c, wanted, bases); err != nil {
		t.Error(err)
	}
}

func TestCallerGivesUp(t *testing.T) {
	c := testChain(t, 1)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := New(serve(t, silent), time.Hour).Fetch(ctx, c.Chain, wanted)
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := New(nil, 0).Fetch(context.Background(), c.Chain, 0); !errors.Is(err, beacon.ErrRound) {
		t.Errorf("round 0: %v", err)
	}
}
