package loyaltytest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Race is something that many clients do at once, and what must come of it however they
// come to lie. Some races and expectations the file tells in words only: those a test has
// to know by the race's name.
type Race struct {
	Name     string          `json:"name"`
	Setup    Acts            `json:"setup"`
	Clients  int             `json:"clients"`
	Parallel Acts            `json:"parallel"`
	Expect   json.RawMessage `json:"expect"`
}

// Outcome is what a race expects in figures.
type Outcome struct {
	DistinctAnswers    *int             `json:"distinct_answers"`
	LedgerTransactions *int             `json:"ledger_transactions"`
	Available          map[string]int64 `json:"available"`
	Pending            map[string]int64 `json:"pending"`
	Held               map[string]int64 `json:"held"`
	AvailableIn        map[string][]int64
	Stock              map[string]int64 `json:"stock"`
	CodeUsed           map[string]int64 `json:"code_used"`
	SumAvailable       *int64           `json:"sum_available"`
	LeastAvailable     *int64           `json:"every_available_at_least"`
	Answers            map[string]int   `json:"-"` // by code, "ok" for accepted
}

// answerCodes are what an expectation counts by.
var answerCodes = []string{
	"ok", "insufficient_points", "idempotency_conflict", "duplicate_source", "out_of_stock", "member_limit",
	"code_exhausted", "voucher_used", "hold_not_open", "exceeds_remaining",
}

// Figures reads what the race expects.
func (r Race) Figures() (o Outcome, err error) {
	if err := json.Unmarshal(r.Expect, &o); err != nil {
		return o, fmt.Errorf("%s: %w", r.Name, err)
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(r.Expect, &all); err != nil {
		return o, fmt.Errorf("%s: %w", r.Name, err)
	}
	o.Answers = map[string]int{}
	for _, code := range answerCodes {
		if raw, ok := all[code]; ok {
			n, err := strconv.Atoi(string(raw))
			if err != nil {
				return o, fmt.Errorf("%s: %s: %w", r.Name, code, err)
			}
			o.Answers[code] = n
		}
	}
	if raw, ok := all["available_in"]; ok {
		err = json.Unmarshal(raw, &o.AvailableIn)
	}
	return o, err
}

// Acts are operations as a race writes them: one, or a list, in which words may stand
// instead of an operation, which are left out.
type Acts []Act

// Act is one operation with its arguments, in which {i} is the client and {n} the
// repetition.
type Act map[string]any

// UnmarshalJSON reads one act, a list of them, or words.
func (a *Acts) UnmarshalJSON(raw []byte) error {
	var list []any
	switch raw[0] {
	case '{':
		var one Act
		err := json.Unmarshal(raw, &one)
		*a = Acts{one}
		return err
	case '"':
		return nil
	}
	if err := json.Unmarshal(raw, &list); err != nil {
		return err
	}
	for _, entry := range list {
		if act, ok := entry.(map[string]any); ok {
			*a = append(*a, act)
		}
	}
	return nil
}

// Repeat is how often a client does it.
func (a Act) Repeat() int {
	if n, ok := a["repeat"].(float64); ok {
		return int(n)
	}
	return 1
}

// Label is the name by which others refer to the operation; empty: none.
func (a Act) Label() string { return text(a["label"]) }

// Ref is the label of the operation it is about; empty: none.
func (a Act) Ref() string { return text(a["ref"]) }

func text(v any) string {
	s, _ := v.(string)
	return s
}

// Step is the act of a client, for the n-th time.
func (a Act) Step(brand string, i, n int) (Step, error) {
	filled := map[string]any{}
	for name, value := range a {
		if s, ok := value.(string); ok {
			value = fill(s, i, n)
			if sum, err := strconv.ParseInt(text(value), 10, 64); err == nil && name == "points" {
				value = sum
			}
		}
		filled[name] = value
	}
	for _, own := range []string{"repeat", "label", "ref", "clock"} {
		delete(filled, own)
	}
	raw, err := json.Marshal(filled)
	if err != nil {
		return Step{}, err
	}
	step := Step{Brand: brand}
	err = json.Unmarshal(raw, &step)
	if a.Ref() != "" {
		step.Args.Ref = new(int)
	}
	return step, err
}

// Members are the members that the act names, a range of them written out.
func (a Act) Members(clients int) (members []string) {
	for _, name := range []string{"member", "from", "to"} {
		pattern := text(a[name])
		switch low, high, isRange := rangeOf(pattern); {
		case pattern == "":
		case isRange:
			for i := low; i <= high; i++ {
				members = append(members, fmt.Sprint("r", i))
			}
		default:
			for i := range clients {
				members = append(members, fill(pattern, i, 0))
			}
		}
	}
	return members
}

// Each returns the act for every member it names by a range, or itself.
func (a Act) Each() []Act {
	if _, _, isRange := rangeOf(text(a["member"])); !isRange {
		return []Act{a}
	}
	var each []Act
	for _, m := range a.Members(0) {
		one := Act{}
		for name, value := range a {
			one[name] = value
		}
		one["member"] = m
		each = append(each, one)
	}
	return each
}

var (
	memberRange = regexp.MustCompile(`^r\{(\d+)\.\.(\d+)\}$`)
	sumOf       = regexp.MustCompile(`^(\d+)\+(\d+)$`)
	inBraces    = regexp.MustCompile(`\{[^}]*\}`)
)

func rangeOf(pattern string) (low, high int, ok bool) {
	m := memberRange.FindStringSubmatch(pattern)
	if m == nil {
		return 0, 0, false
	}
	low, _ = strconv.Atoi(m[1])
	high, _ = strconv.Atoi(m[2])
	return low, high, true
}

// fill writes the client, counted from 1, and the repetition into a pattern: « r{i} »,
// « t-{i}-{n} », « r{1+(i+1)%8} », « 1+{i} ».
func fill(pattern string, i, n int) string {
	filled := inBraces.ReplaceAllStringFunc(pattern, func(braces string) string {
		switch inside := braces[1 : len(braces)-1]; {
		case inside == "i":
			return strconv.Itoa(i + 1)
		case inside == "n":
			return strconv.Itoa(n)
		case strings.HasPrefix(inside, "1+(i+1)%"):
			return strconv.Itoa(1 + (i+1)%divisor(inside))
		case strings.HasPrefix(inside, "1+i%"):
			return strconv.Itoa(1 + i%divisor(inside))
		}
		return braces
	})
	if m := sumOf.FindStringSubmatch(filled); m != nil {
		a, _ := strconv.Atoi(m[1])
		b, _ := strconv.Atoi(m[2])
		return strconv.Itoa(a + b)
	}
	return filled
}

func divisor(expression string) int {
	_, after, _ := strings.Cut(expression, "%")
	d, err := strconv.Atoi(after)
	if err != nil || d == 0 {
		return 1
	}
	return d
}
