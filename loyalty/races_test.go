package loyalty_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"kermesse/loyalty/loyaltytest"
)

// races that the workload's file tells in words: how a test plays them is written down
// where they are named.
var racesInWords = map[string]func(*testing.T, loyaltytest.Race){
	"voucher used while its redemption is being reversed": raceUseAgainstReversal,
	"sweeper against customers":                           raceSweeper,
	"kill -9 in the middle":                               func(*testing.T, loyaltytest.Race) {}, // TestKilledUnderLoad of cmd/kermesse
}

// TestRaces plays the races of the workload with as many clients as it says.
func TestRaces(t *testing.T) {
	races := loyaltytest.Load(t, loyaltytest.Files(t)[0]).Races
	if len(races) < 15 {
		t.Fatalf("the workload has %d races, want 15", len(races))
	}
	for _, race := range races {
		t.Run(race.Name, func(t *testing.T) {
			if play, told := racesInWords[race.Name]; told {
				play(t, race)
				return
			}
			playRace(t, race)
		})
	}
}

// track is a brand prepared for one race.
type track struct {
	*house
	race   loyaltytest.Race
	txns   map[string]string // of the setup, by label
	before int64             // transactions when the race begins
}

const raceBrand = "race"

func newTrack(t *testing.T, race loyaltytest.Race) *track {
	t.Helper()
	tr := &track{house: newHouse(t), race: race, txns: map[string]string{}}
	members := map[string]bool{"r1": true}
	for _, act := range slices.Concat(race.Setup, race.Parallel) {
		for _, m := range act.Members(race.Clients) {
			members[m] = true
		}
	}
	if err := tr.Configure(raceBrand, raceProgramme(slices.Sorted(maps.Keys(members)))); err != nil {
		t.Fatal(err)
	}
	for n, act := range race.Setup {
		for i, one := range act.Each() {
			step, err := one.Step(raceBrand, i, 0)
			if err != nil {
				t.Fatal(err)
			}
			step.Idem = fmt.Sprint("setup-", n, "-", i)
			result, txn, err := tr.Do(step, tr.txns[one.Ref()])
			if err != nil || result["status"] != "ok" {
				t.Fatalf("setup: %v (%v)", result, err)
			}
			tr.txns[one.Label()] = txn
		}
	}
	tr.before = tr.count("SELECT count(*) FROM ly_txn")
	return tr
}

// raceProgramme is what the races name.
func raceProgramme(members []string) loyaltytest.Brand {
	to := int64(4_000_000_000)
	return loyaltytest.Brand{
		Clawback: "debt", GraceDays: 7, TierWindow: 365, TierRetention: 120, Members: members,
		Tiers: []loyaltytest.Tier{{Name: "base", EarnBP: 10000}},
		Rules: map[string]loyaltytest.Rule{
			"purchase": {Type: "per_amount", Num: 1, Den: 100, PendingDays: 14, ExpiryDays: new(120), Dedupe: "brand", Qualifying: true},
		},
		Rewards: map[string]loyaltytest.Reward{
			"ten_left": {Cost: 100, Stock: new(int64(10)), From: 1, To: to, VoucherDays: 30},
			"one_each": {Cost: 100, PerMember: 1, From: 1, To: to, VoucherDays: 30},
			"coupon5":  {Cost: 50, From: 1, To: to, VoucherDays: 20},
		},
		PromoCodes: map[string]loyaltytest.Code{
			"TWENTYFIVE": {Kind: "fixed", Value: 500, Total: new(int64(25)), From: 1, To: to},
			"WELCOME10":  {Kind: "percent", Value: 1000, MaxDiscount: 1500, Total: new(int64(30)), PerMember: 1, MinAmount: 2000, From: 1, To: to},
		},
	}
}

func playRace(t *testing.T, race loyaltytest.Race) {
	tr := newTrack(t, race)
	want, err := race.Figures()
	if err != nil {
		t.Fatal(err)
	}
	codes, answers := tr.run()
	if len(want.Answers) > 0 && !maps.Equal(codes, want.Answers) {
		t.Errorf("answers %v, want %v", codes, want.Answers)
	}
	if want.DistinctAnswers != nil && len(answers) != *want.DistinctAnswers {
		t.Errorf("%d different answers, want %d: %v", len(answers), *want.DistinctAnswers, answers)
	}
	if n := tr.count("SELECT count(*) FROM ly_txn") - tr.before; want.LedgerTransactions != nil && int(n) != *want.LedgerTransactions {
		t.Errorf("%d transactions in the books, want %d", n, *want.LedgerTransactions)
	}
	tr.wantBooks(want)
	tr.verify()
}

// run lets all clients go at once. It counts the answers by code, replays as what they
// replay, and gathers the different answers.
func (tr *track) run() (codes map[string]int, answers map[string]bool) {
	codes, answers = map[string]int{}, map[string]bool{}
	var all sync.WaitGroup
	var mu sync.Mutex
	for i := range tr.race.Clients {
		act := tr.race.Parallel[i%len(tr.race.Parallel)]
		all.Go(func() {
			for n := range act.Repeat() {
				step, err := act.Step(raceBrand, i, n)
				if err != nil {
					tr.t.Error(err)
					return
				}
				result, txn, err := tr.Do(step, tr.txns[act.Ref()])
				if err != nil { // a deadlock that the client sees is one of these
					tr.t.Errorf("client %d: %v", i, err)
					return
				}
				mu.Lock()
				codes[codeOf(result)]++
				delete(result, "replayed")
				raw, _ := json.Marshal(result)
				answers[txn+string(raw)] = true
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return codes, answers
}

func codeOf(result map[string]any) string {
	if code, refused := result["code"].(string); refused {
		return code
	}
	return "ok"
}

func (tr *track) wantBooks(want loyaltytest.Outcome) {
	tr.t.Helper()
	figure := func(what string, want map[string]int64, of func(loyaltytest.View) int64) {
		for m, n := range want {
			if got := of(tr.view(m)); got != n {
				tr.t.Errorf("%s has %d %s, want %d", m, got, what, n)
			}
		}
	}
	figure("available", want.Available, func(v loyaltytest.View) int64 { return v.Available })
	figure("pending", want.Pending, func(v loyaltytest.View) int64 { return v.Pending })
	figure("held", want.Held, func(v loyaltytest.View) int64 { return v.Held })
	for m, allowed := range want.AvailableIn {
		if got := tr.view(m).Available; !slices.Contains(allowed, got) {
			tr.t.Errorf("%s has %d available, want one of %d", m, got, allowed)
		}
	}
	for reward, n := range want.Stock {
		if got, err := tr.Stock(raceBrand, reward); err != nil || got == nil || *got != n {
			tr.t.Errorf("stock of %s: want %d (%v)", reward, n, err)
		}
	}
	for code, n := range want.CodeUsed {
		if got, err := tr.CodeUsed(raceBrand, code); err != nil || got != n {
			tr.t.Errorf("%s was used %d times, want %d (%v)", code, got, n, err)
		}
	}
	totals, err := tr.Totals(raceBrand)
	if want.SumAvailable != nil && (err != nil || totals["available"] != *want.SumAvailable) {
		tr.t.Errorf("members have %d, want %d (%v)", totals["available"], *want.SumAvailable, err)
	}
	if want.LeastAvailable != nil {
		if n := tr.count("SELECT count(*) FROM ly_wallet WHERE available < ?", *want.LeastAvailable); n != 0 {
			tr.t.Errorf("%d members have less than %d", n, *want.LeastAvailable)
		}
	}
}

func (tr *track) view(member string) loyaltytest.View {
	tr.t.Helper()
	v, err := tr.View(raceBrand, member)
	if err != nil {
		tr.t.Fatal(err)
	}
	return v
}

// Exactly one of: one use and 450 left, one reversal and 500 left.
func raceUseAgainstReversal(t *testing.T, race loyaltytest.Race) {
	tr := newTrack(t, race)
	codes, _ := tr.run()
	used := tr.count("SELECT count(*) FROM ly_txn WHERE kind = 'voucher_use'")
	reversed := tr.count("SELECT count(*) FROM ly_txn WHERE kind = 'reverse'")
	left := tr.view("r1").Available
	if codes["ok"] != 1 || used+reversed != 1 || left != 450+50*reversed {
		t.Errorf("%d uses, %d reversals, %d left, answers %v", used, reversed, left, codes)
	}
	tr.verify()
}

// Each customer either spends before the end or has it expired at the end, whatever the
// several sweepers that run meanwhile are at.
func raceSweeper(t *testing.T, race loyaltytest.Race) {
	race.Setup[0]["expiry_days"] = 1
	tr := newTrack(t, race)
	end := time.Unix(tr.view("r1").NextExpiry.At, 0)
	tr.SetClock(end.Add(-time.Second))
	var sweepers sync.WaitGroup
	for range 4 {
		sweepers.Go(func() {
			tr.SetClock(end)
			if _, err := tr.Sweep(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	codes, _ := tr.run()
	sweepers.Wait()
	for _, m := range numbered(20) {
		v := tr.view(m)
		if v.Available != 0 || v.Spent+v.Expired != 100 || v.Spent*v.Expired != 0 {
			t.Errorf("%s spent %d, had %d expired and has %d", m, v.Spent, v.Expired, v.Available)
		}
	}
	if codes["ok"]+codes["insufficient_points"] != race.Clients {
		t.Errorf("answers %v", codes)
	}
	tr.verify()
}
