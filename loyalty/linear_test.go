package loyalty_test

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"kermesse/loyalty/loyaltytest"
	"kermesse/loyalty/loyaltytest/rulebook"
)

// TestLinearizable lets 8 to 16 clients work on one to three members at once. There must
// be an order of what they did, in which no operation comes before one that had ended
// before it began, and in which the rulebook gives every one of them the answer it got.
func TestLinearizable(t *testing.T) {
	for round := range rounds(t, 3) {
		t.Run(fmt.Sprint("round ", round), func(t *testing.T) {
			seed := rand.Uint64()
			t.Logf("seed %d", seed)
			random := rand.New(rand.NewPCG(seed, 0))
			c := newCrowd(t, random, 8+random.IntN(9), 1+round%3)
			c.work(random, 10)
			c.check()
			c.h.verify()
		})
	}
}

// EnvTorture multiplies how long the tests go on that find more the longer they run.
const envTorture = "KERMESSE_TORTURE"

// rounds is how often to try.
func rounds(t *testing.T, n int) int {
	t.Helper()
	if times, err := strconv.Atoi(os.Getenv(envTorture)); err == nil && times > 0 {
		return n * times
	}
	return n
}

// asked is a request of a client. It names operations by their keys, which mean the same
// on both sides.
type asked struct {
	step loyaltytest.Step
	of   string
}

// told is the answer: of an operation, or of a look at what a member has.
type told struct {
	result map[string]any
	view   loyaltytest.View
	lots   []loyaltytest.Lot // where nobody else is at work
}

// crowd is clients who work on the same few members.
type crowd struct {
	t       *testing.T
	h       *house
	books   *rulebook.Books // before the clients began
	members []string
	clients int

	mu      sync.Mutex
	txns    map[string]string // of the product, by key
	history []porcupine.Operation
}

const linearBrand = "linear"

func newCrowd(t *testing.T, random *rand.Rand, clients, members int) *crowd {
	c := &crowd{t: t, h: newHouse(t), books: rulebook.New(), members: numbered(members), clients: clients, txns: map[string]string{}}
	config := crowdBrand(c.members, random.IntN(2) == 0)
	for _, side := range []loyaltytest.House{c.h, c.books} {
		side.SetClock(c.h.clock.Now())
		if err := side.Configure(linearBrand, config); err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range c.members {
		for i, op := range []string{"adjust", "spend", "hold", "earn", "redeem"} {
			a := loyaltytest.Args{Member: m, Points: new(int64(60)), Reason: "seed", TTL: 3600, Rule: "order", SourceID: m, Amount: 4000, Reward: "few"}
			if op == "adjust" {
				a.Points = new(int64(200))
			}
			step := loyaltytest.Step{Brand: linearBrand, Op: op, Idem: fmt.Sprintf("seed-%s-%d", m, i), Args: a}
			if got, want := c.do(asked{step: step}), c.model(asked{step: step}); !reflect.DeepEqual(got, want) {
				t.Fatalf("setting up: %v, want %v", got, want)
			}
		}
	}
	return c
}

// crowdBrand has little of everything, so that all want the same.
func crowdBrand(members []string, debt bool) loyaltytest.Brand {
	policy := "clamp"
	if debt {
		policy = "debt"
	}
	to := int64(4_000_000_000)
	return loyaltytest.Brand{
		Clawback: policy, GraceDays: 7, TierWindow: 365, TierRetention: 90, Members: members,
		Tiers:  []loyaltytest.Tier{{Name: "base", EarnBP: 10000}, {Name: "silver", Min: 60, EarnBP: 15000}},
		Groups: map[string]loyaltytest.Group{"fun": {PointsPerDay: 25}},
		Rules: map[string]loyaltytest.Rule{
			"order": {Type: "per_amount", Num: 1, Den: 100, TierMultiplier: true, Qualifying: true, Dedupe: "brand", ExpiryDays: new(30)},
			"vote":  {Type: "fixed", Points: 10, Dedupe: "member", Group: "fun", MaxPerDay: 4},
		},
		Rewards: map[string]loyaltytest.Reward{"few": {Cost: 20, Stock: new(int64(6)), PerMember: 4, From: 1, To: to, VoucherDays: 9}},
		PromoCodes: map[string]loyaltytest.Code{
			"GIFT": {Kind: "points", Value: 15, Total: new(int64(3)), PerMember: 2, From: 1, To: to},
		},
	}
}

// work lets clients ask something at once, some times over. After each time somebody looks
// at everything, alone: so that a wrong order shows where it came about, and the search
// for the right one need not go far. The orders to search grow with the factorial of those
// who want the same member, so some sit out where members are few.
func (c *crowd) work(random *rand.Rand, times int) {
	began := time.Now()
	ask := func(client int, in asked) {
		call := time.Since(began)
		out := c.do(in)
		c.note(porcupine.Operation{ClientId: client, Input: in, Call: int64(call), Output: out, Return: int64(time.Since(began))})
	}
	for n := range times {
		var all sync.WaitGroup
		for _, client := range random.Perm(c.clients)[:min(c.clients, 8+len(c.members))] {
			in := c.request(random, fmt.Sprintf("c%d-%d", client, n))
			all.Go(func() { ask(client, in) })
		}
		all.Wait()
		for _, m := range c.members {
			ask(0, asked{step: loyaltytest.Step{Brand: linearBrand, Op: "balance", Args: loyaltytest.Args{Member: m}}})
		}
	}
}

func (c *crowd) note(op porcupine.Operation) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.history = append(c.history, op)
}

// request draws what a client asks next.
func (c *crowd) request(random *rand.Rand, key string) asked {
	pick := func(from ...string) string { return from[random.IntN(len(from))] }
	m := pick(c.members...)
	op := pick("balance", "balance", "spend", "spend", "hold", "earn", "earn", "redeem", "promo_redeem", "adjust", "transfer",
		"capture", "release", "reverse", "reverse", "voucher_use", "promo_rollback")
	in := asked{step: loyaltytest.Step{Brand: linearBrand, Op: op, Idem: key}}
	if random.IntN(6) == 0 { // a key that others use, too: for the same request or for another
		in.step.Idem = fmt.Sprint("shared-", random.IntN(4))
	}
	points := new(int64(1 + random.IntN(90)))
	a := &in.step.Args
	switch op {
	case "earn":
		*a = loyaltytest.Args{Member: m, Rule: pick("order", "vote"), SourceID: fmt.Sprint(random.IntN(5)), Amount: 3000}
	case "promo_redeem":
		*a = loyaltytest.Args{Member: m, Code: "GIFT"}
	case "redeem":
		*a = loyaltytest.Args{Member: m, Reward: "few"}
	case "transfer":
		*a = loyaltytest.Args{From: m, To: pick(c.members...), Points: points}
	case "capture", "reverse":
		*a = loyaltytest.Args{Ref: new(int), Points: points}
		if random.IntN(2) == 0 {
			a.Points = nil
		}
	case "release", "voucher_use", "promo_rollback":
		a.Ref = new(int)
	default:
		*a = loyaltytest.Args{Member: m, Points: points, Reason: "because", TTL: 60, ExpiryDays: new(random.IntN(3000))}
	}
	if a.Ref != nil {
		in.of = c.earlier(random, op)
	}
	return in
}

// earlier draws the key of an operation that the product has answered already, of a kind
// that can be meant.
func (c *crowd) earlier(random *rand.Rand, op string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var keys []string
	for _, done := range c.history {
		in := done.Input.(asked)
		for _, kind := range refersTo[op] {
			if _, accepted := c.txns[in.step.Idem]; kind == in.step.Op && accepted {
				keys = append(keys, in.step.Idem)
			}
		}
	}
	for i, kind := range []string{"adjust", "spend", "hold", "earn", "redeem"} {
		for _, meant := range refersTo[op] {
			if kind == meant {
				keys = append(keys, fmt.Sprintf("seed-%s-%d", c.members[random.IntN(len(c.members))], i))
			}
		}
	}
	if len(keys) == 0 {
		return "none"
	}
	return keys[random.IntN(len(keys))]
}

// do asks the product.
func (c *crowd) do(in asked) told {
	if in.step.Op == "balance" {
		view, err := c.h.View(linearBrand, in.step.Args.Member)
		if err != nil {
			c.t.Error(err)
		}
		return told{view: view, lots: c.lots(in)}
	}
	c.mu.Lock()
	ref, known := c.txns[in.of]
	c.mu.Unlock()
	if !known {
		ref = loyaltytest.UnknownTxn
	}
	result, txn, err := c.h.Do(in.step, ref)
	if err != nil {
		c.t.Errorf("%s: %v", in.step.Op, err)
	}
	if txn != "" {
		c.mu.Lock()
		c.txns[in.step.Idem] = txn
		c.mu.Unlock()
	}
	return told{result: loyaltytest.Numbers(result)}
}

// lots is all lots of a member. They are another question than the balances, and go with
// them only where nothing can come between.
func (c *crowd) lots(in asked) []loyaltytest.Lot {
	if in.step.Idem != "" {
		return nil
	}
	lots, err := c.h.Lots(linearBrand, in.step.Args.Member)
	if err != nil {
		c.t.Error(err)
	}
	return byEnd(lots)
}

// byEnd sorts lots as they are consumed: lots that were made at once have no other order.
func byEnd(lots []loyaltytest.Lot) []loyaltytest.Lot {
	end := func(l loyaltytest.Lot) int64 {
		if l.ExpiresAt == nil {
			return math.MaxInt64
		}
		return *l.ExpiresAt
	}
	slices.SortStableFunc(lots, func(a, b loyaltytest.Lot) int { return cmp.Compare(end(a), end(b)) })
	return lots
}

// model asks the rulebook, which changes.
func (c *crowd) model(in asked) told { return answerOf(c.books, in) }

func answerOf(books *rulebook.Books, in asked) told {
	if in.step.Op == "balance" {
		view, err := books.View(linearBrand, in.step.Args.Member)
		if err != nil {
			panic(err)
		}
		if in.step.Idem != "" {
			return told{view: view}
		}
		lots, err := books.Lots(linearBrand, in.step.Args.Member)
		if err != nil {
			panic(err)
		}
		return told{view: view, lots: byEnd(lots)}
	}
	result, _, err := books.Do(in.step, rulebook.TxnOf(in.of))
	if err != nil {
		panic(err)
	}
	return told{result: loyaltytest.Numbers(result)}
}

// state is the rulebook at one point of one order.
type state struct {
	*rulebook.Books
	sum uint64
}

func stateOf(books *rulebook.Books) state { return state{books, books.Sum()} }

// check looks for an order that explains every answer.
func (c *crowd) check() {
	c.t.Helper()
	model := porcupine.Model{
		Init: func() any { return stateOf(c.books) },
		Step: func(before, input, output any) (bool, any) {
			books := before.(state).Clone()
			if got := answerOf(books, input.(asked)); !reflect.DeepEqual(got, output.(told)) {
				return false, before
			}
			return true, stateOf(books)
		},
		Equal: func(a, b any) bool { return a.(state).sum == b.(state).sum },
		Hash:  func(s any) uint64 { return s.(state).sum },
		DescribeOperation: func(input, output any) string {
			in := input.(asked)
			return fmt.Sprintf("%s %s %+v of %s: %+v", in.step.Idem, in.step.Op, in.step.Args, in.of, output)
		},
	}
	result, info := porcupine.CheckOperationsVerbose(model, c.history, 5*time.Minute)
	switch result {
	case porcupine.Ok:
	case porcupine.Unknown:
		c.t.Errorf("no order was found for %d operations within five minutes", len(c.history))
	case porcupine.Illegal:
		c.t.Errorf("no order explains these %d operations", len(c.history))
		if file, err := os.CreateTemp("", "kermesse-linear-*.html"); err == nil {
			c.t.Logf("drawn in %s: %v", file.Name(), porcupine.Visualize(model, info, file))
		}
	}
}
