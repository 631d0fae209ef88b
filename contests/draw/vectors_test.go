package draw

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"kermesse/internal/shareddata"
)

// The tests of this file compare with the vectors on which three independent
// implementations of vdraw1 agree.

type vectors struct {
	FieldSalt   struct{ Secret, Name, Salt string }
	FieldCommit struct{ Name, Value, Salt, Commit string }
	Roots       []struct {
		N      int
		Leaves []string
		Root   Hash
	}
	Seed    struct{ CloseText, CloseSHA256, Randomness, Extra, Seed string }
	Uniform struct {
		Seed  Hash
		Cases []struct {
			Prize, Slot, Attempt uint32
			Total, R             string
		}
	}
	Weights []uint64
	Picks   []struct {
		Prize, Slot, Index, Attempt int
		Alternate                   bool
		Commitment                  Hash
		Pool, R                     uint64
	}
}

func loadVectors(t *testing.T) vectors {
	t.Helper()
	raw, err := io.ReadAll(shareddata.Open(t, "draws", "vectors.json"))
	if err != nil {
		t.Fatal(err)
	}
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(raw, &keys); err != nil {
		t.Fatal(err)
	}
	var v vectors
	for key, into := range map[string]any{
		"field_salt": &v.FieldSalt, "field_commit": &v.FieldCommit, "roots": &v.Roots,
		"uniform": &v.Uniform, "weights": &v.Weights, "picks": &v.Picks,
	} {
		if err := json.Unmarshal(keys[key], into); err != nil {
			t.Fatalf("%s: %v", key, err)
		}
	}
	var seed map[string]string
	if err := json.Unmarshal(keys["seed"], &seed); err != nil {
		t.Fatal(err)
	}
	v.Seed.CloseText, v.Seed.CloseSHA256 = seed["close_text"], seed["close_sha256"]
	v.Seed.Randomness, v.Seed.Extra, v.Seed.Seed = seed["randomness"], seed["extra"], seed["seed"]
	return v
}

func mustHash(t testing.TB, s string) Hash {
	t.Helper()
	h, err := ParseHash(s)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestFieldVectors(t *testing.T) {
	v := loadVectors(t)
	secret := Secret(mustHash(t, v.FieldSalt.Secret))
	if salt := secret.Salt(v.FieldSalt.Name); salt.String() != v.FieldSalt.Salt {
		t.Errorf("salt %s, want %s", salt, v.FieldSalt.Salt)
	}
	c := CommitField(v.FieldCommit.Name, mustHash(t, v.FieldCommit.Salt), v.FieldCommit.Value)
	if c.String() != v.FieldCommit.Commit {
		t.Errorf("commitment %s, want %s", c, v.FieldCommit.Commit)
	}
}

func TestRootVectors(t *testing.T) {
	for _, root := range loadVectors(t).Roots {
		var tree treeHasher
		var start uint64
		for i := range root.N {
			c := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("vdraw1/testvector\n"), uint64(i)))
			data := leaf(c, start, 1+uint64(c[31]%8))
			if i < len(root.Leaves) && hex.EncodeToString(data[:]) != root.Leaves[i] {
				t.Errorf("leaf %d is %x, want %s", i, data, root.Leaves[i])
			}
			tree.add(leafHash(data))
			start += 1 + uint64(c[31]%8)
		}
		if got := tree.root(); got != root.Root {
			t.Errorf("root of %d leaves is %s, want %s", root.N, got, root.Root)
		}
	}
}

func TestUniformVectors(t *testing.T) {
	v := loadVectors(t).Uniform
	for _, c := range v.Cases {
		total, _ := strconv.ParseUint(c.Total, 10, 64)
		r, rejected := newNumbers(v.Seed, tagPick).below(c.Prize, c.Slot, total)
		if strconv.FormatUint(r, 10) != c.R || rejected != c.Attempt {
			t.Errorf("prize %d slot %d below %d: %d after %d, want %s after %d", c.Prize, c.Slot, total, r, rejected, c.R, c.Attempt)
		}
	}
}

func TestExampleDraw(t *testing.T) {
	v := loadVectors(t)
	if got := CommitOf([]byte(v.Seed.CloseText)); got.String() != v.Seed.CloseSHA256 {
		t.Errorf("close record hashes to %s, want %s", got, v.Seed.CloseSHA256)
	}
	c, err := ParseClose([]byte(v.Seed.CloseText))
	if err != nil {
		t.Fatal(err)
	}
	list := exampleList(t)
	res, slots, err := Decide(c, list, mustHash(t, v.Seed.Randomness), mustHash(t, v.Seed.Extra))
	if err != nil {
		t.Fatal(err)
	}
	if res.Seed.String() != v.Seed.Seed {
		t.Fatalf("seed %s, want %s", res.Seed, v.Seed.Seed)
	}
	for i, want := range v.Picks {
		s := slots[i]
		if s.Prize != want.Prize || s.Slot != want.Slot || s.Alternate != want.Alternate || s.Index != want.Index ||
			s.Pool != want.Pool || s.Ticket != want.R || s.Rejected != want.Attempt || res.Slots[i].Commitment != want.Commitment {
			t.Errorf("pick %d: %+v, want %+v", i, s, want)
		}
	}
	text, err := res.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if want := readExample(t, "result.txt"); string(text) != want {
		t.Errorf("result record differs:\n%s\nwant\n%s", text, want)
	}
}

func readExample(t testing.TB, name ...string) string {
	t.Helper()
	b, err := io.ReadAll(shareddata.Open(t, append([]string{"draws", "bundle"}, name...)...))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// exampleList reads the example's list and freezes it from a shuffled order.
func exampleList(t testing.TB) *List {
	t.Helper()
	var entries []Entry
	for e, err := range ReadEntries(strings.NewReader(readExample(t, "entries.txt"))) {
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, e)
	}
	rand.Shuffle(len(entries), func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
	list, err := Freeze(entries)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// selectionCase is one line of cases.jsonl; its numbers are strings because they do not
// all fit a JavaScript Number.
type selectionCase struct {
	Seed    Hash
	Weights []string
	Prizes  [][2]int
	Picks   [][7]string
	OneWin  bool `json:"one_win"`
}

func TestSelectionCases(t *testing.T) {
	in := bufio.NewReaderSize(shareddata.Open(t, "draws", "cases.jsonl"), 1<<20)
	dec := json.NewDecoder(in)
	for n := 1; dec.More(); n++ {
		var c selectionCase
		if err := dec.Decode(&c); err != nil {
			t.Fatal(err)
		}
		c.run(t, n)
	}
}

func (c selectionCase) run(t *testing.T, n int) {
	t.Helper()
	weights := make([]uint64, len(c.Weights))
	for i, w := range c.Weights {
		weights[i], _ = strconv.ParseUint(w, 10, 64)
	}
	var prizes []Prize
	for _, p := range c.Prizes {
		prizes = append(prizes, Prize{Winners: p[0], Alternates: p[1]})
	}
	mode := ManyWins
	if c.OneWin {
		mode = OneWin
	}
	slots, err := Select(c.Seed, weights, prizes, mode)
	if err != nil {
		t.Fatalf("case %d: %v", n, err)
	}
	if len(slots) != len(c.Picks) {
		t.Fatalf("case %d: %d slots, want %d", n, len(slots), len(c.Picks))
	}
	for i, s := range slots {
		got := [7]string{
			strconv.Itoa(s.Prize), strconv.Itoa(s.Slot), strconv.FormatBool(s.Alternate), strconv.Itoa(s.Index),
			strconv.FormatUint(s.Pool, 10), strconv.FormatUint(s.Ticket, 10), strconv.Itoa(s.Rejected),
		}
		if got != c.Picks[i] {
			t.Fatalf("case %d, pick %d: %v, want %v", n, i, got, c.Picks[i])
		}
	}
}
