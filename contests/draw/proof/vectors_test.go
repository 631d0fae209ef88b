package proof

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strconv"
	"testing"

	"kermesse/contests/beacon"
	"kermesse/contests/draw"
	"kermesse/internal/shareddata"
)

// computation is a part of the protocol that the other verifiers are asked to compute.
type computation struct {
	asked map[string]any
	want  any
	name  string
}

// TestVerifiersComputeTheVectors: what three implementations had agreed on before any of
// these programs was written.
func TestVerifiersComputeTheVectors(t *testing.T) {
	var all []computation
	all = append(all, unitVectors(t)...)
	all = append(all, givenSelections(t)...)
	all = append(all, drawnSelections(t)...)
	all = append(all, givenRounds(t)...)
	for name, command := range verifiers {
		t.Run(name, func(t *testing.T) { compute(t, command, all) })
	}
}

func compute(t *testing.T, command []string, all []computation) {
	t.Helper()
	asked := make([]any, len(all))
	for i, c := range all {
		asked[i] = c.asked
	}
	for i, line := range converse(t, command, asked) {
		want, err := json.Marshal(all[i].want)
		if err != nil {
			t.Fatal(err)
		}
		var a, b any
		if json.Unmarshal(line, &a) != nil || json.Unmarshal(want, &b) != nil || !reflect.DeepEqual(a, b) {
			t.Errorf("%s: %s, want %s", all[i].name, line, want)
		}
	}
}

func unitVectors(t *testing.T) []computation {
	t.Helper()
	var v struct {
		Salt   struct{ Secret, Name, Salt string } `json:"field_salt"`
		Commit struct{ Value, Commit string }      `json:"field_commit"`
		Roots  []struct {
			N      int
			Leaves []string
			Root   string
		} `json:"roots"`
		Uniform struct {
			Seed  string
			Cases []struct {
				Prize, Slot int
				Total, R    string
			}
		}
	}
	if err := json.NewDecoder(shareddata.Open(t, "draws", "vectors.json")).Decode(&v); err != nil {
		t.Fatal(err)
	}
	all := []computation{{
		map[string]any{"compute": "field", "secret": v.Salt.Secret, "name": v.Salt.Name, "value": v.Commit.Value},
		[]string{v.Salt.Salt, v.Commit.Commit},
		"field",
	}}
	for _, r := range v.Roots {
		if r.Leaves == nil {
			r.Leaves = leavesOf(r.N)
		}
		all = append(all, computation{map[string]any{"compute": "root", "leaves": r.Leaves}, r.Root, fmt.Sprintf("root of %d", len(r.Leaves))})
	}
	for _, c := range v.Uniform.Cases {
		all = append(all, computation{
			map[string]any{"compute": "uniform", "seed": v.Uniform.Seed, "prize": c.Prize, "slot": c.Slot, "total": c.Total}, c.R, "uniform below " + c.Total,
		})
	}
	return all
}

// leavesOf are the leaves of the greater roots, which the file does not list.
func leavesOf(n int) []string {
	leaves := make([]string, n)
	var start uint64
	for i := range leaves {
		c := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("vdraw1/testvector\n"), uint64(i)))
		tickets := uint64(1 + c[31]%8)
		leaves[i] = hex.EncodeToString(binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(c[:], start), tickets))
		start += tickets
	}
	return leaves
}

// givenSelections are the cases of cases.jsonl.
func givenSelections(t *testing.T) []computation {
	t.Helper()
	var all []computation
	in := bufio.NewScanner(shareddata.Open(t, "draws", "cases.jsonl"))
	in.Buffer(nil, 1<<24)
	for in.Scan() {
		var c struct {
			OneWin  bool `json:"one_win"`
			Picks   [][]string
			Prizes  [][2]int
			Seed    string
			Weights []string
		}
		if err := json.Unmarshal(in.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		mode := draw.ManyWins
		if c.OneWin {
			mode = draw.OneWin
		}
		var want []int
		for _, p := range c.Picks {
			index, err := strconv.Atoi(p[3])
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, index)
		}
		all = append(all, selection(c.Seed, c.Weights, c.Prizes, mode, want, fmt.Sprintf("case %d", len(all)+1)))
	}
	if len(all) < 400 {
		t.Fatalf("%d cases", len(all))
	}
	return all
}

func selection(seed string, weights []string, prizes [][2]int, mode draw.Mode, want []int, name string) computation {
	return computation{map[string]any{"compute": "select", "seed": seed, "weights": weights, "prizes": prizes, "mode": mode}, want, name}
}

// drawnSelections are 200 cases of a fixed random source, some with totals near 2^53.
func drawnSelections(t *testing.T) []computation {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	var all []computation
	for n := range 200 {
		var seed draw.Hash
		for i := range seed {
			seed[i] = byte(random.Uint32())
		}
		most := uint64(1 + random.IntN(9))
		entries := 1 + random.IntN(300)
		if n%10 == 0 {
			most = draw.MaxTickets / uint64(entries)
		}
		weights, texts := make([]uint64, entries), make([]string, entries)
		for i := range weights {
			weights[i] = 1 + random.Uint64N(most)
			texts[i] = strconv.FormatUint(weights[i], 10)
		}
		var prizes []draw.Prize
		var pairs [][2]int
		for range 1 + random.IntN(4) {
			p := draw.Prize{Winners: 1 + random.IntN(12), Alternates: random.IntN(6)}
			prizes, pairs = append(prizes, p), append(pairs, [2]int{p.Winners, p.Alternates})
		}
		mode := []draw.Mode{draw.OneWin, draw.ManyWins}[n%2]
		slots, err := draw.Select(seed, weights, prizes, mode)
		if err != nil {
			t.Fatal(err)
		}
		want := make([]int, len(slots))
		for i, s := range slots {
			want[i] = s.Index
		}
		all = append(all, selection(seed.String(), texts, pairs, mode, want, fmt.Sprintf("drawn case %d", n)))
	}
	return all
}

// givenRounds are rounds of both real chains, and those that must fail.
func givenRounds(t *testing.T) []computation {
	t.Helper()
	type round struct {
		Chain, Why, Randomness, Signature string
		Round                             json.Number
		Previous                          string `json:"previous_signature"`
	}
	var file struct {
		Rounds   []round
		MustFail []round `json:"must_fail"`
	}
	if err := json.NewDecoder(shareddata.Open(t, "draws", "drand-rounds.json")).Decode(&file); err != nil {
		t.Fatal(err)
	}
	chains := map[string]draw.Hash{"quicknet": beacon.Quicknet().Hash(), "default": beacon.Default().Hash()}
	var all []computation
	add := func(r round, want, name string) {
		previous := r.Previous
		if r.Chain == "quicknet" {
			previous = ""
		}
		all = append(all, computation{map[string]any{
			"compute": "round", "chain": chains[r.Chain], "round": r.Round, "signature": r.Signature, "previous": previous,
		}, want, name})
	}
	for i, r := range file.Rounds {
		if i%50 == 0 { // a pairing takes verify.py a second
			add(r, r.Randomness, fmt.Sprintf("round %s of %s", r.Round, r.Chain))
		}
	}
	for _, r := range file.MustFail {
		add(r, "", r.Why)
	}
	return all
}
