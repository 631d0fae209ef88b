package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/db/dbtest"
	"kermesse/internal/secret"
	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
	"kermesse/loyalty/loyaltytest"
)

// TestKilledUnderLoad kills a server with SIGKILL, again and again, while clients write
// into the books, and on PostgreSQL its connections, too. Clients send each request under
// the same key until it is answered. In the end every answer that was given stands, each
// key counted exactly once, and the books prove themselves.
func TestKilledUnderLoad(t *testing.T) {
	k := newKilled(t)
	k.start()
	k.prepare()
	var clients sync.WaitGroup
	for client := range killClients {
		random := rand.New(rand.NewPCG(uint64(client), 15))
		clients.Go(func() { k.write(client, random) })
	}
	done := make(chan struct{})
	go func() { clients.Wait(); close(done) }()
	kills := k.killNowAndThen(done)
	t.Logf("%d answers, %d of them after a retry; killed %d times", len(k.answers), k.retried.Load(), kills)
	if kills < 3 {
		t.Errorf("killed %d times, want 3 at least", kills)
	}
	k.askAgain()
	k.stop(os.Interrupt)
	k.count()
}

const (
	killClients = 16
	killMembers = 10
	killSeed    = 1000
)

// tortured is a number of times, multiplied where a test may go on for longer: see make
// torture.
func tortured(n int) int {
	if times, err := strconv.Atoi(os.Getenv("KERMESSE_TORTURE")); err == nil && times > 0 {
		return n * times
	}
	return n
}

// killed is a server in a process of its own, and what its clients were told.
type killed struct {
	*sandboxAPI
	cfg    db.Config
	addr   string
	secret string
	flags  []string // of serve, beside what every test says
	within []string // a command that runs the server's
	server *exec.Cmd
	log    serverLog

	retried atomic.Int64
	settled atomic.Int64 // requests that were answered

	turnedAway atomic.Int64 // answers to come again
	mu         sync.Mutex
	answers    map[string]killAnswer // by key
}

// killAnswer is a request with the answer it got in the end.
type killAnswer struct {
	op          string
	body        map[string]any
	status      int
	Code        string `json:"code"`
	Transaction string `json:"transaction"`
	Points      int64  `json:"points"`
	Replayed    bool   `json:"replayed"`
}

func newKilled(t *testing.T) *killed {
	t.Helper()
	return newKilledOn(t, dbtest.Config(t))
}

// newKilledOn is newKilled on a database that was made for it, without tables.
func newKilledOn(t *testing.T, cfg db.Config) *killed {
	t.Helper()
	cfg.Unsafe = false // what is answered is on the disk
	k := &killed{
		cfg: cfg, addr: freeAddr(t), secret: "a secret of this test, long enough to be one",
		answers: map[string]killAnswer{},
	}
	k.sandboxAPI = &sandboxAPI{t: t, base: "http://" + k.addr}
	key, err := secret.New(k.secret)
	if err != nil {
		t.Fatal(err)
	}
	h, err := newHouse(t.Context(), plan{db: cfg, secret: key, clock: clock.System, log: slog.New(slog.DiscardHandler), baseURL: k.base})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.furnishSandbox(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.stop(os.Kill) })
	return k
}

func freeAddr(t testing.TB) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ln.Close() }()
	return ln.Addr().String()
}

// start runs the program and waits until it answers.
func (k *killed) start() {
	k.t.Helper()
	command := slices.Concat(k.within, []string{"kermesse", "serve", "--addr", k.addr, "--data", k.cfg.Dir, "--database-url", k.cfg.URL, "--log-level", "error"}, k.flags)
	k.server = exec.Command(command[0], command[1:]...)
	k.server.Env = append(os.Environ(), "KERMESSE_SECRET="+k.secret)
	k.server.Stderr = &k.log
	if err := k.server.Start(); err != nil {
		k.t.Fatal(err)
	}
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(20 * time.Millisecond) {
		resp, err := http.Get(k.base + "/readyz")
		if err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return
			}
		}
		if time.Now().After(deadline) {
			k.t.Fatalf("the server does not answer: %v", err)
		}
	}
}

// stop ends the server: by os.Kill with nothing said, as a power cut does.
func (k *killed) stop(how os.Signal) {
	if k.server == nil {
		return
	}
	_ = k.server.Process.Signal(how) // it may have ended
	_ = k.server.Wait()              // a process that was killed says so
	k.server = nil
}

// serverLog is what a server has written about itself.
type serverLog struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write implements io.Writer.
func (l *serverLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *serverLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func (k *killed) prepare() {
	k.t.Helper()
	k.signIn()
	members := make([]string, killMembers)
	for i := range members {
		members[i] = fmt.Sprint("r", i+1)
	}
	config := loyaltytest.Brand{
		Clawback: "debt", GraceDays: 7, TierWindow: 365, TierRetention: 120, Members: members,
		Tiers: []loyaltytest.Tier{{Name: "base", EarnBP: 10000}},
		Rules: map[string]loyaltytest.Rule{"purchase": {Type: "per_amount", Num: 1, Den: 100, ExpiryDays: new(120), Dedupe: "brand"}},
		Rewards: map[string]loyaltytest.Reward{
			"few": {Cost: 30, Stock: new(int64(15)), From: 1, To: 4_000_000_000, VoucherDays: 30},
		},
	}
	if err := k.ask("PUT", loyaltyAPI(sandboxBrand, "programme"), programmeJSON(config), nil); err != nil {
		k.t.Fatal(err)
	}
	k.must("PUT", loyaltyAPI(sandboxBrand, "rewards", "few"), rewardJSON("few", config.Rewards["few"]), nil)
	k.must("POST", loyaltyAPI(sandboxBrand, "members"), map[string]any{"members": members}, nil)
	for _, m := range members {
		k.until("seed-"+m, "adjust", map[string]any{"member": m, "points": killSeed, "reason": "seed"})
	}
}

// write sends mixed writes, one after the other.
func (k *killed) write(client int, random *rand.Rand) {
	for n := range tortured(20) {
		key, member := fmt.Sprintf("w-%d-%d", client, n), fmt.Sprint("r", 1+random.IntN(killMembers))
		points := 1 + random.IntN(40)
		switch random.IntN(5) {
		case 0:
			k.until(key, "earn", map[string]any{"member": member, "rule": "purchase", "source_id": fmt.Sprint(random.IntN(400)), "amount": points * 100})
		case 1:
			k.until(key, "spend", map[string]any{"member": member, "points": points})
		case 2:
			k.until(key, "transfer", map[string]any{"from": member, "to": fmt.Sprint("r", 1+random.IntN(killMembers)), "points": points})
		case 3:
			k.until(key, "redeem", map[string]any{"member": member, "reward": "few"})
		case 4:
			if hold := k.until(key, "hold", map[string]any{"member": member, "points": points, "ttl": 86400}); hold.Transaction != "" {
				k.until(key+"-c", "capture", map[string]any{"ref": hold.Transaction})
			}
		}
	}
}

// until sends a request under its key until there is an answer.
func (k *killed) until(key, op string, body map[string]any) killAnswer {
	for attempt := 0; ; attempt++ {
		if attempt > 0 {
			time.Sleep(time.Duration(10+rand.IntN(30)) * time.Millisecond)
		}
		answer, err := k.once(key, op, body)
		if err != nil && k.t.Context().Err() == nil {
			continue
		}
		if attempt > 0 {
			k.retried.Add(1)
		}
		k.mu.Lock()
		k.answers[key] = answer
		k.mu.Unlock()
		k.settled.Add(1)
		return answer
	}
}

// once sends a request. An error means that it is not known whether it was done.
func (k *killed) once(key, op string, body map[string]any) (killAnswer, error) {
	resp, text, err := k.send("POST", loyaltyAPI(sandboxBrand, op), key, body)
	if err != nil {
		return killAnswer{}, err
	}
	if resp.StatusCode >= http.StatusInternalServerError {
		return killAnswer{}, k.putOff(resp, text)
	}
	answer := killAnswer{op: op, body: body, status: resp.StatusCode}
	return answer, json.Unmarshal(text, &answer)
}

// putOff is the error of an answer to come again: 503, and when.
func (k *killed) putOff(resp *http.Response, text []byte) error {
	if resp.StatusCode != http.StatusServiceUnavailable || resp.Header.Get("Retry-After") == "" {
		k.t.Errorf("%s: %d, Retry-After %q: %.300s", resp.Request.URL.Path, resp.StatusCode, resp.Header.Get("Retry-After"), text)
	}
	k.turnedAway.Add(1)
	return fmt.Errorf("%d %s", resp.StatusCode, text)
}

// killNowAndThen kills the server whenever some more requests were answered.
func (k *killed) killNowAndThen(done <-chan struct{}) (kills int) {
	const between = 70
	return k.killEvery(between, done)
}

func (k *killed) killEvery(between int64, done <-chan struct{}) (kills int) {
	next := k.settled.Load() + between
	for {
		select {
		case <-done:
			return kills
		case <-time.After(5 * time.Millisecond):
		}
		if k.settled.Load() < next {
			continue
		}
		if k.cfg.URL != "" {
			k.cutConnections()
		}
		k.stop(os.Kill)
		kills++
		next = k.settled.Load() + between
		k.start()
	}
}

// cutConnections ends every connection to the database in the middle of what it is at.
func (k *killed) cutConnections() {
	d, err := db.Connect(context.WithoutCancel(k.t.Context()), k.cfg)
	if err != nil {
		k.t.Error(err)
		return
	}
	defer func() { _ = d.Close() }()
	err = d.InTx(k.t.Context(), func(tx *db.DB) error {
		return tx.Gorm(k.t.Context()).Exec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE datname = current_database() AND pid <> pg_backend_pid()`).Error
	})
	if err != nil {
		k.t.Error(err)
	}
}

// askAgain sends every request once more: each gets the answer it got before.
func (k *killed) askAgain() {
	k.t.Helper()
	for _, key := range slices.Sorted(maps.Keys(k.answers)) {
		was := k.answers[key]
		got, err := k.once(key, was.op, was.body)
		if err != nil {
			k.t.Fatal(err)
		}
		if got.status != was.status || got.Code != was.Code || got.Transaction != was.Transaction || got.Points != was.Points {
			k.t.Errorf("%s %s was answered %+v, and now %+v", was.op, key, was, got)
		}
		if got.status == http.StatusOK && !got.Replayed {
			k.t.Errorf("%s %s had been answered, and was done again", was.op, key)
		}
	}
}

// count compares the books with the answers.
func (k *killed) count() {
	k.t.Helper()
	accepted, want := map[string]int{}, loyalty.Totals{}
	for _, a := range k.answers {
		if a.status != http.StatusOK {
			continue
		}
		accepted[a.op]++
		switch a.op {
		case "adjust":
			want[ledger.Adjusted] -= a.Points
		case "earn":
			want[ledger.Issuance] -= a.Points
		case "spend", "redeem", "capture":
			want[ledger.Burned] += a.Points
		}
	}
	d, err := db.Open(k.t.Context(), k.cfg)
	if err != nil {
		k.t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	brand, err := account.FindBrandBySlug(k.t.Context(), d, sandboxBrand)
	if err != nil {
		k.t.Fatal(err)
	}
	var rows []struct {
		Kind string
		N    int
	}
	if err := d.Gorm(k.t.Context()).Raw("SELECT kind, count(*) AS n FROM ly_txn GROUP BY kind").Scan(&rows).Error; err != nil {
		k.t.Fatal(err)
	}
	booked := map[string]int{}
	for _, row := range rows {
		booked[row.Kind] = row.N
	}
	if !maps.Equal(booked, accepted) {
		k.t.Errorf("in the books: %v, answered: %v", booked, accepted)
	}
	report, err := loyalty.Verify(k.t.Context(), d, brand.ID)
	if err != nil {
		k.t.Fatal(err)
	}
	for _, p := range report.Problems {
		k.t.Error(p.In("en"))
	}
	for account, points := range want {
		if report.Totals[account] != points {
			k.t.Errorf("%s is %d, the answers come to %d", account, report.Totals[account], points)
		}
	}
}
