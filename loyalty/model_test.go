package loyalty_test

import (
	"flag"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kermesse/loyalty"
	"kermesse/loyalty/loyaltytest"
	"kermesse/loyalty/loyaltytest/rulebook"
)

// TestRulebook performs random operations at random moments, most of them next to a
// second at which something happens, on the product and on a second writing of the rules.
// After each step the answers, the balances and lots of every member, the stock, the uses
// of codes and the books must be the same, and the books must prove themselves.
func TestRulebook(t *testing.T) {
	checks(t, rounds(t, 15))
	h := newHouse(t)
	run := 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		c := &comparison{h: h, books: rulebook.New(), brand: fmt.Sprintf("run%d", run), txns: map[string]txnPair{}}
		c.begin(t)
		t.Repeat(map[string]func(*rapid.T){
			"":             c.check,
			"operate":      c.operate,
			"operate more": c.operate,
			"and more":     c.operate,
			"again":        c.again,
			"wait":         c.wait,
			"sweep":        c.sweep,
		})
	})
}

// checks sets how many cases rapid tries, unless the command line says so.
func checks(t *testing.T, n int) {
	t.Helper()
	const name = "rapid.checks"
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == name })
	if given {
		return
	}
	before := flag.Lookup(name).Value.String()
	if err := flag.Set(name, strconv.Itoa(n)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = flag.Lookup(name).Value.Set(before) })
}

// comparison is the product and the rulebook with the same brand.
type comparison struct {
	h      *house
	books  *rulebook.Books
	brand  string
	config loyaltytest.Brand
	now    time.Time
	n      int
	sent   []sent
	txns   map[string]txnPair // by the key of the operation
	byOp   map[string][]string
}

// sent is a request as it went out; of is the key of the operation it refers to.
type sent struct {
	step loyaltytest.Step
	of   string
}

// txnPair is one transaction as both sides name it.
type txnPair struct{ house, books string }

func (c *comparison) begin(t *rapid.T) {
	c.byOp = map[string][]string{}
	c.config = anyBrand.Draw(t, "brand")
	c.at(time.Date(2026, time.Month(rapid.IntRange(1, 12).Draw(t, "month")), 1, 0, 0, 0, 0, time.UTC))
	for _, house := range []loyaltytest.House{c.h, c.books} {
		if err := house.Configure(c.brand, c.config); err != nil {
			t.Fatal(err)
		}
	}
}

func (c *comparison) at(now time.Time) {
	c.now = now
	c.h.SetClock(now)
	c.books.SetClock(now)
}

// wait moves the clock: next to a moment at which something happens, or by any time.
func (c *comparison) wait(t *rapid.T) {
	if edges := c.books.Edges(c.brand, 400*24*time.Hour); rapid.IntRange(0, 3).Draw(t, "edge") > 0 && len(edges) > 0 {
		at := rapid.SampledFrom(edges).Draw(t, "moment").Add(time.Duration(rapid.IntRange(-1, 1).Draw(t, "second")) * time.Second)
		if at.After(c.now) {
			c.at(at)
		}
		return
	}
	c.at(c.now.Add(rapid.SampledFrom([]time.Duration{time.Second, time.Minute, 5 * time.Hour, 26 * time.Hour, 9 * 24 * time.Hour}).Draw(t, "wait")))
}

// sweep writes down what time has done; no answer may depend on it.
func (c *comparison) sweep(t *rapid.T) {
	if _, err := c.h.Sweep(c.h.t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (c *comparison) operate(t *rapid.T) {
	op := operation(t)
	s := sent{step: loyaltytest.Step{Brand: c.brand, Op: op, Idem: fmt.Sprintf("key-%d", c.n)}}
	c.n++
	s.step.Args, s.of = c.args(t, op)
	c.sent = append(c.sent, s)
	if rapid.IntRange(0, 2).Draw(t, "wait first") == 0 {
		c.wait(t)
	}
	c.send(t, s)
}

// again sends an earlier key again: as it was, or with something changed.
func (c *comparison) again(t *rapid.T) {
	if len(c.sent) == 0 {
		return
	}
	s := rapid.SampledFrom(c.sent).Draw(t, "request")
	if rapid.IntRange(0, 3).Draw(t, "changed") == 1 {
		s.step.Op = operation(t)
		s.step.Args, s.of = c.args(t, s.step.Op)
	}
	c.send(t, s)
}

func (c *comparison) send(t *rapid.T, s sent) {
	pair, known := c.txns[s.of]
	if !known {
		pair = txnPair{loyaltytest.UnknownTxn, loyaltytest.UnknownTxn}
	}
	got, houseTxn, err := c.h.Do(s.step, pair.house)
	if err != nil {
		t.Fatalf("%s: %v", s.step.Op, err)
	}
	want, booksTxn, _ := c.books.Do(s.step, pair.books)
	if diff := cmp.Diff(loyaltytest.Numbers(want), loyaltytest.Numbers(got)); diff != "" {
		t.Fatalf("%s %+v of %q at %s (-rulebook +product):\n%s", s.step.Op, s.step.Args, s.of, c.now, diff)
	}
	if booksTxn != "" && want["replayed"] == nil {
		c.txns[s.step.Idem] = txnPair{houseTxn, booksTxn}
		c.byOp[s.step.Op] = append(c.byOp[s.step.Op], s.step.Idem)
	}
}

// check compares everything, and lets the books prove themselves.
func (c *comparison) check(t *rapid.T) {
	for _, m := range c.config.Members {
		same(t, "balances of "+m, c.brand, m, c.books.View, c.h.View)
		same(t, "lots of "+m, c.brand, m, c.books.Lots, c.h.Lots)
	}
	for id := range c.config.Rewards {
		same(t, "stock of "+id, c.brand, id, c.books.Stock, c.h.Stock)
	}
	for code := range c.config.PromoCodes {
		same(t, "uses of "+code, c.brand, code, c.books.CodeUsed, c.h.CodeUsed)
	}
	totals := func(f func(string) (map[string]int64, error)) func(string, string) (map[string]int64, error) {
		return func(brand, _ string) (map[string]int64, error) { return f(brand) }
	}
	same(t, "books", c.brand, "", totals(c.books.Totals), totals(c.h.Totals))
	report, err := loyalty.Verify(c.h.t.Context(), c.h.db, c.h.brands[c.brand])
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range report.Problems {
		t.Fatalf("the books are wrong: %s", p.In("en"))
	}
}

func same[V any](t *rapid.T, what, brand, id string, want, got func(brand, id string) (V, error)) {
	w, err := want(brand, id)
	if err != nil {
		t.Fatal(err)
	}
	g, err := got(brand, id)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(w, g); diff != "" {
		t.Fatalf("%s (-rulebook +product):\n%s", what, diff)
	}
}
