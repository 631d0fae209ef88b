package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"kermesse/loyalty/loyaltytest"
)

// histories is a server that is killed, or whose database is cut off, and what its clients asked of it and
// were told, with the moments of both. Whoever looks at it afterwards has to find an order of all that
// was done in which each answer is right, and in which nothing comes before what had ended earlier.
type histories struct {
	*killed
	began time.Time
	mu    sync.Mutex
	ops   []porcupine.Operation
}

// never is when an operation ends whose answer was lost: it may happen at any time after its call, or not
// at all, which is the same as after everything else.
const never = int64(1) << 62

func newHistories(t *testing.T) *histories {
	h := &histories{killed: newKilled(t), began: time.Now()}
	h.start()
	return h
}

func (h *histories) since() int64 { return int64(time.Since(h.began)) }

func (h *histories) note(client int, in any, call int64, out any, back int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ops = append(h.ops, porcupine.Operation{ClientId: client, Input: in, Call: call, Output: out, Return: back})
	if back != never {
		h.settled.Add(1)
	}
}

// check wants an order of what was done. A client whose answer was lost goes on as somebody else, since
// what it did last may still be under way.
func (h *histories) check(model porcupine.Model, kills int) {
	h.t.Helper()
	lost := 0
	for i := range h.ops {
		if h.ops[i].Return == never {
			lost++
			h.ops[i].ClientId = 1000 + lost
		}
	}
	h.t.Logf("%d operations, the answers of %d lost; killed %d times", len(h.ops), lost, kills)
	switch porcupine.CheckOperationsTimeout(model, h.ops, 2*time.Minute) {
	case porcupine.Illegal:
		for _, op := range h.ops {
			h.t.Log(model.DescribeOperation(op.Input, op.Output), op.Call, op.Return)
		}
		h.t.Error("there is no order in which these answers are right")
	case porcupine.Unknown:
		h.t.Log("NOT DECIDED: the search for an order took too long")
	}
	if kills < 1 {
		h.t.Error("never killed")
	}
}

// voteAsked is a ballot that a voter hands in, or a look at what they have handed in.
type voteAsked struct {
	voter  int
	choice string // empty: a look
}

// voteHeard is what came back: the outcome, and for a look what is in the box. An answer that was lost
// is the zero voteHeard.
type voteHeard struct {
	status string
	choice string
}

// votesModel is one voter's place in the box: what they chose last, or nothing.
var votesModel = porcupine.Model{
	Partition: func(all []porcupine.Operation) [][]porcupine.Operation {
		byVoter := map[int][]porcupine.Operation{}
		for _, op := range all {
			voter := op.Input.(voteAsked).voter
			byVoter[voter] = append(byVoter[voter], op)
		}
		var parts [][]porcupine.Operation
		for _, part := range byVoter {
			parts = append(parts, part)
		}
		return parts
	},
	Init: func() any { return "" },
	Step: func(state, input, output any) (bool, any) {
		in, out, has := input.(voteAsked), output.(voteHeard), state.(string)
		if in.choice == "" {
			return out.status == "" || out.choice == has, has
		}
		right := map[string]bool{"": true, "counted": has == "", "repeated": has == in.choice, "changed": has != "" && has != in.choice}
		return right[out.status], in.choice
	},
	DescribeOperation: func(input, output any) string { return fmt.Sprintf("%+v → %+v", input, output) },
}

// TestHistoriesOfVotes lets the tabs of a few browsers vote, vote otherwise and look, all at once.
func TestHistoriesOfVotes(t *testing.T) {
	const browsers, tabs = 6, 3
	h := newHistories(t)
	k := &killedCrowd{killed: h.killed, told: map[int]voteTold{}}
	k.openPoll()
	cookies := k.cookies(browsers)
	var people sync.WaitGroup
	for client := range browsers * tabs {
		random := rand.New(rand.NewPCG(uint64(client), 21))
		voter := client / tabs
		people.Go(func() {
			for range tortured(8) {
				in := voteAsked{voter: voter}
				if random.IntN(3) > 0 {
					in.choice = fmt.Sprint("o", random.IntN(4))
				}
				h.voteOrLook(client, in, cookies[voter])
				time.Sleep(time.Duration(random.IntN(20)) * time.Millisecond)
			}
		})
	}
	done := make(chan struct{})
	go func() { people.Wait(); close(done) }()
	kills := h.killEvery(40, done)
	for voter, cookie := range cookies {
		h.voteOrLook(1_000_000, voteAsked{voter: voter}, cookie)
	}
	h.stop(os.Interrupt)
	h.check(votesModel, kills)
}

func (h *histories) voteOrLook(client int, in voteAsked, cookie string) {
	method, path, body := http.MethodPost, "/polls/crowd/votes", fmt.Sprintf(`{"choices":[%q]}`, in.choice)
	if in.choice == "" {
		method, path, body = http.MethodGet, "/polls/crowd/votes/mine", ""
	}
	call := h.since()
	status, text, err := h.askWith(method, path, body, cookie)
	for ; neverSent(err) && h.t.Context().Err() == nil; time.Sleep(50 * time.Millisecond) {
		call = h.since()
		status, text, err = h.askWith(method, path, body, cookie)
	}
	var told struct {
		Status string
		Ballot struct{ Choices []string }
	}
	switch {
	case err == nil && in.choice == "" && status == http.StatusNotFound:
		h.note(client, in, call, voteHeard{status: "none"}, h.since())
		return
	case err != nil || status >= http.StatusInternalServerError:
		if in.choice != "" {
			h.note(client, in, call, voteHeard{}, never)
		}
		return
	case status >= http.StatusBadRequest || json.Unmarshal(text, &told) != nil || len(told.Ballot.Choices) != 1:
		h.t.Errorf("%s %s: %d %.300s", method, path, status, text)
		return
	}
	if in.choice != "" && told.Ballot.Choices[0] != in.choice {
		h.t.Errorf("a vote for %s was answered %s", in.choice, text)
	}
	h.note(client, in, call, voteHeard{told.Status, told.Ballot.Choices[0]}, h.since())
}

// neverSent reports whether nobody was there to send anything to.
func neverSent(err error) bool {
	var network *net.OpError
	return errors.As(err, &network) && network.Op == "dial"
}

// askWith is send for a browser.
func (h *histories) askWith(method, path, body, cookie string) (int, []byte, error) {
	browser := &sandboxAPI{t: h.t, base: h.base}
	var content any
	if body != "" {
		content = json.RawMessage(body)
	}
	resp, text, err := browser.sendWith(method, path, "", content, &http.Cookie{Name: "kermesse_device", Value: cookie})
	if err != nil {
		return 0, nil, err
	}
	if resp.StatusCode >= http.StatusInternalServerError {
		_ = h.putOff(resp, text)
	}
	return resp.StatusCode, text, nil
}

// booksAsked is an operation on the books of a brand, or a look at what a member has, or at what is left
// of a reward.
type booksAsked struct {
	op     string // adjust, spend, redeem, look, stock
	member int
	points int64
}

type booksHeard struct {
	code   string // of a refusal
	points int64  // available, or left in stock
}

const (
	booksMembers = 3
	booksStock   = 6
	booksCost    = 20
)

// books are what three members have, and what is left of the one reward.
type books struct {
	has  [booksMembers]int64
	left int64
}

var booksModel = porcupine.Model{
	Init: func() any { return books{left: booksStock} },
	Step: func(state, input, output any) (bool, any) {
		in, out, s := input.(booksAsked), output.(booksHeard), state.(books)
		short, none := s.has[in.member] < in.points, s.left == 0
		switch in.op {
		case "look":
			return out.points == s.has[in.member], s
		case "stock":
			return out.points == s.left, s
		case "adjust":
			s.has[in.member] += in.points
			return out.code == "", s
		case "spend":
			if short {
				return out.code == "insufficient_points", s
			}
		case "redeem":
			if short || none {
				return out.code == "insufficient_points" && short || out.code == "out_of_stock" && none, s
			}
			s.left--
		}
		s.has[in.member] -= in.points
		return out.code == "", s
	},
	DescribeOperation: func(input, output any) string { return fmt.Sprintf("%+v → %+v", input, output) },
}

// TestHistoriesOfBooks lets clients give, spend and redeem what a few members have, of a reward of
// which there are six, and look at both. Each sends an operation under its key until it is answered, so
// that it is one operation, however often it was sent.
func TestHistoriesOfBooks(t *testing.T) {
	h := newHistories(t)
	h.openBooks()
	var clients sync.WaitGroup
	for client := range 6 {
		random := rand.New(rand.NewPCG(uint64(client), 22))
		clients.Go(func() {
			for n := range tortured(14) {
				h.book(client, fmt.Sprintf("b-%d-%d", client, n), booksAsked{
					op:     []string{"adjust", "spend", "spend", "redeem", "redeem", "look", "look", "stock"}[random.IntN(8)],
					member: random.IntN(booksMembers), points: int64(1 + random.IntN(30)),
				})
			}
		})
	}
	done := make(chan struct{})
	go func() { clients.Wait(); close(done) }()
	kills := h.killEvery(25, done)
	h.wantProof(sandboxBrand)
	h.stop(os.Interrupt)
	h.check(booksModel, kills)
}

func (h *histories) openBooks() {
	h.t.Helper()
	h.signIn()
	config := loyaltytest.Brand{
		Clawback: "debt", GraceDays: 7, TierWindow: 365, TierRetention: 120, Members: []string{"m0", "m1", "m2"},
		Tiers:   []loyaltytest.Tier{{Name: "base", EarnBP: 10000}},
		Rewards: map[string]loyaltytest.Reward{"few": {Cost: booksCost, Stock: new(int64(booksStock)), From: 1, To: 4_000_000_000, VoucherDays: 30}},
	}
	h.must("PUT", loyaltyAPI(sandboxBrand, "programme"), programmeJSON(config), nil)
	h.must("PUT", loyaltyAPI(sandboxBrand, "rewards", "few"), rewardJSON("few", config.Rewards["few"]), nil)
	h.must("POST", loyaltyAPI(sandboxBrand, "members"), map[string]any{"members": config.Members}, nil)
	for m := range booksMembers {
		h.book(m, fmt.Sprint("seed-", m), booksAsked{op: "adjust", member: m, points: 60})
	}
}

func (h *histories) book(client int, key string, in booksAsked) {
	member := fmt.Sprint("m", in.member)
	call := h.since()
	var out booksHeard
	switch in.op {
	case "look":
		view, err := h.View(sandboxBrand, member)
		if h.lookFailed(err) {
			return
		}
		out.points = view.Available
	case "stock":
		left, err := h.Stock(sandboxBrand, "few")
		if h.lookFailed(err) {
			return
		}
		out.points = *left
	default:
		body := map[string]any{"member": member, "points": in.points, "reason": "fair"}
		if in.op == "redeem" {
			in.points, body = booksCost, map[string]any{"member": member, "reward": "few"}
		}
		if in.op == "spend" {
			delete(body, "reason")
		}
		answer := h.until(key, in.op, body)
		h.settled.Add(-1) // note counts it
		if out.code = answer.Code; out.code == "" && answer.status != http.StatusOK {
			h.t.Errorf("%s was answered %+v", in.op, answer)
		}
	}
	h.note(client, in, call, out, h.since())
}

// lookFailed reports that there was nothing to see, which says nothing of the books.
func (h *histories) lookFailed(err error) bool {
	if err != nil && strings.Contains(err.Error(), ": 4") {
		h.t.Error(err)
	}
	return err != nil
}
