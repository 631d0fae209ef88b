package loyaltytest

import (
	"errors"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// House is the product as a replay sees it.
type House interface {
	SetClock(at time.Time)
	Configure(brand string, config Brand) error
	// Do performs a step's operation. ref is the transaction that the step's ref came
	// to. It returns the answer as the workload writes it, without the transaction,
	// which it returns beside; ErrNotBuilt where the house knows no such operation.
	Do(step Step, ref string) (result map[string]any, txn string, err error)
	View(brand, member string) (View, error)
	Lots(brand, member string) ([]Lot, error) // Seq and Origin may be zero
	Stock(brand, reward string) (*int64, error)
	CodeUsed(brand, code string) (int64, error)
	Totals(brand string) (map[string]int64, error)
}

// ErrNotBuilt says that the house knows no operation of that name.
var ErrNotBuilt = errors.New("loyaltytest: operation not built")

// UnknownTxn is what is sent for a reference to an operation that was refused or never
// was: a well-formed id that does not exist.
const UnknownTxn = "00000000-0000-7000-8000-000000000000"

// Replay performs a workload and reports each difference as a failure of the test.
// Operations that the house does not have are listed by name.
func Replay(t *testing.T, w Workload, house House) {
	t.Helper()
	house.SetClock(At(w.Start))
	for _, name := range slices.Sorted(maps.Keys(w.Config.Brands)) {
		if err := house.Configure(name, w.Config.Brands[name]); err != nil {
			t.Fatalf("configure %s: %v", name, err)
		}
	}
	r := replay{t: t, house: house, txns: map[int]string{}, notBuilt: map[string]int{}}
	for _, step := range w.Ops {
		house.SetClock(At(step.T))
		if step.IsCheck {
			r.totals("checkpoint", step.Totals)
		} else {
			r.step(step)
		}
		if t.Failed() && r.differences >= maxDifferences {
			t.Fatalf("stopped after %d differences", r.differences)
		}
	}
	r.final(w.Final)
	for name, n := range r.notBuilt {
		t.Errorf("operation not built: %s (%d times)", name, n)
	}
}

// maxDifferences is where a replay stops: what follows a wrong balance is wrong too.
const maxDifferences = 50

type replay struct {
	t           *testing.T
	house       House
	txns        map[int]string // transactions of accepted operations
	notBuilt    map[string]int
	differences int
}

func (r *replay) differ(format string, args ...any) {
	r.t.Helper()
	r.differences++
	r.t.Errorf(format, args...)
}

func (r *replay) step(s Step) {
	r.t.Helper()
	ref := ""
	if s.Args.Ref != nil {
		var ok bool
		if ref, ok = r.txns[*s.Args.Ref]; !ok {
			ref = UnknownTxn
		}
	}
	result, txn, err := r.house.Do(s, ref)
	switch {
	case errors.Is(err, ErrNotBuilt):
		r.notBuilt[s.Op]++
		return
	case err != nil:
		r.differ("op %d %s: %v", s.I, s.Op, err)
		return
	}
	if txn != "" {
		r.txns[s.I] = txn
	}
	if diff := cmp.Diff(Numbers(s.Expect.Result), Numbers(result)); diff != "" {
		r.differ("op %d %s of %s: answer (-want +got):\n%s", s.I, s.Op, s.Brand, diff)
	}
	r.after(s)
}

func (r *replay) after(s Step) {
	r.t.Helper()
	for member, want := range s.Expect.After {
		got, err := r.house.View(s.Brand, member)
		if err != nil {
			r.differ("op %d: view of %s: %v", s.I, member, err)
		} else if diff := cmp.Diff(want, got); diff != "" {
			r.differ("op %d %s of %s: member %s (-want +got):\n%s", s.I, s.Op, s.Brand, member, diff)
		}
	}
	for reward, want := range s.Expect.Stock {
		got, err := r.house.Stock(s.Brand, reward)
		if err != nil || !reflect.DeepEqual(got, want) {
			r.differ("op %d: stock of %s is %v, want %v (%v)", s.I, reward, show(got), show(want), err)
		}
	}
	for code, want := range s.Expect.CodeUsed {
		got, err := r.house.CodeUsed(s.Brand, code)
		if err != nil || got != want {
			r.differ("op %d: code %s was used %d times, want %d (%v)", s.I, code, got, want, err)
		}
	}
}

func (r *replay) totals(when string, want map[string]map[string]int64) {
	r.t.Helper()
	for brand, books := range want {
		got, err := r.house.Totals(brand)
		if err != nil {
			r.differ("%s: books of %s: %v", when, brand, err)
		} else if diff := cmp.Diff(books, got); diff != "" {
			r.differ("%s: books of %s (-want +got):\n%s", when, brand, diff)
		}
	}
}

func (r *replay) final(f Final) {
	r.t.Helper()
	r.house.SetClock(At(f.T))
	for brand, members := range f.Members {
		for member, want := range members {
			r.finalMember(brand, member, want)
		}
		r.after(Step{I: -1, Op: "final", Brand: brand, Expect: Expect{Stock: f.Stock[brand], CodeUsed: f.Codes[brand]}})
	}
	r.totals("final", f.Totals)
}

func (r *replay) finalMember(brand, member string, want FinalMember) {
	r.t.Helper()
	r.after(Step{I: -1, Op: "final", Brand: brand, Expect: Expect{After: map[string]View{member: want.View}}})
	got, err := r.house.Lots(brand, member)
	if err != nil {
		r.differ("final: lots of %s: %v", member, err)
		return
	}
	for i := range want.Lots {
		want.Lots[i].Seq, want.Lots[i].Origin = 0, 0
	}
	if diff := cmp.Diff(want.Lots, got); diff != "" && len(want.Lots)+len(got) > 0 {
		r.differ("final: lots of %s (-want +got):\n%s", member, diff)
	}
}

// Numbers makes every number of an answer comparable, whatever read it.
func Numbers(answer map[string]any) map[string]any {
	same := make(map[string]any, len(answer))
	for name, value := range answer {
		switch n := value.(type) {
		case int64:
			same[name] = float64(n)
		case int:
			same[name] = float64(n)
		default:
			same[name] = value
		}
	}
	return same
}

func show(n *int64) any {
	if n == nil {
		return "unlimited"
	}
	return *n
}
