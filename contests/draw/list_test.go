package draw

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

var genEntries = rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) Entry {
	return Entry{Commitment: genHash.Draw(t, "commitment"), Tickets: rapid.Uint64Range(1, 9).Draw(t, "tickets")}
}), 0, 40, func(e Entry) Hash { return e.Commitment })

func TestFreezeForgetsTheOrderOfArrival(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := genEntries.Draw(t, "entries")
		shuffled := rapid.Permutation(entries).Draw(t, "shuffled")
		a, err := Freeze(slices.Clone(entries))
		if err != nil {
			t.Fatal(err)
		}
		b, err := Freeze(slices.Clone(shuffled))
		if err != nil {
			t.Fatal(err)
		}
		if a.Root() != b.Root() || a.Tickets() != b.Tickets() {
			t.Fatal("two orders of arrival, two lists")
		}
		for _, e := range entries {
			if i, found := a.Find(e.Commitment); !found || a.At(i) != e {
				t.Fatalf("%v is not found", e)
			}
		}
	})
}

// TestRootIsRFC6962 compares with the tree of golang.org/x/mod, over the same leaves.
func TestRootIsRFC6962(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list, err := Freeze(genEntries.Draw(t, "entries"))
		if err != nil {
			t.Fatal(err)
		}
		var stored []tlog.Hash
		read := tlog.HashReaderFunc(func(indexes []int64) (out []tlog.Hash, err error) {
			for _, x := range indexes {
				out = append(out, stored[x])
			}
			return out, nil
		})
		var start uint64
		for i := range list.Len() {
			data := leaf(list.At(i).Commitment, start, list.At(i).Tickets)
			start += list.At(i).Tickets
			more, err := tlog.StoredHashes(int64(i), data[:], read)
			if err != nil {
				t.Fatal(err)
			}
			stored = append(stored, more...)
		}
		want := EmptyLog
		if list.Len() > 0 {
			h, err := tlog.TreeHash(int64(list.Len()), read)
			if err != nil {
				t.Fatal(err)
			}
			want = Hash(h)
		}
		if list.Root() != want {
			t.Fatalf("root %s, want %s", list.Root(), want)
		}
	})
}

func TestInclusion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list, err := Freeze(genEntries.Filter(func(e []Entry) bool { return len(e) > 1 }).Draw(t, "entries"))
		if err != nil {
			t.Fatal(err)
		}
		outline, err := NewOutline(list.All())
		if err != nil {
			t.Fatal(err)
		}
		index := rapid.IntRange(0, list.Len()-1).Draw(t, "index")
		p, found, err := outline.Prove(list.At(index).Commitment, blockAt(list, index))
		if err != nil || !found {
			t.Fatal(found, err)
		}
		if err := p.Check(list.Root()); err != nil {
			t.Fatal(err)
		}
		for why, change := range map[string]func(*Inclusion){
			"more tickets":   func(p *Inclusion) { p.Entry.Tickets++ },
			"other start":    func(p *Inclusion) { p.Start++ },
			"other entry":    func(p *Inclusion) { p.Entry.Commitment[31] ^= 1 },
			"other index":    func(p *Inclusion) { p.Index = (p.Index + 1) % p.Size },
			"negative index": func(p *Inclusion) { p.Index = -1 },
			"other path":     func(p *Inclusion) { p.Path[0][0] ^= 1 },
			"shorter path":   func(p *Inclusion) { p.Path = p.Path[1:] },
			"index outside":  func(p *Inclusion) { p.Index = p.Size },
		} {
			bad := p
			bad.Path = slices.Clone(p.Path)
			change(&bad)
			if bad.Check(list.Root()) == nil {
				t.Errorf("accepted with %s", why)
			}
		}
	})
}

func TestFreezeRefusals(t *testing.T) {
	for why, c := range map[string]struct {
		entries []Entry
		want    error
	}{
		"duplicate":        {[]Entry{{Hash{1}, 1}, {Hash{2}, 1}, {Hash{1}, 2}}, ErrOrder},
		"no ticket":        {[]Entry{{Hash{1}, 0}}, ErrTickets},
		"too many tickets": {[]Entry{{Hash{1}, MaxTickets}, {Hash{2}, 1}}, ErrTickets},
		"overflow":         {[]Entry{{Hash{1}, 2}, {Hash{2}, 1<<64 - 1}}, ErrTickets},
	} {
		if _, err := Freeze(c.entries); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", why, err)
		}
	}
	if _, err := Freeze([]Entry{{Hash{1}, MaxTickets - 1}, {Hash{2}, 1}}); err != nil {
		t.Errorf("the greatest total: %v", err)
	}
}

func TestListFile(t *testing.T) {
	list := exampleList(t)
	var file bytes.Buffer
	if n, err := list.WriteTo(&file); err != nil || n != int64(file.Len()) {
		t.Fatal(n, err)
	}
	if file.String() != readExample(t, "entries.txt") {
		t.Error("the list's file is not the one it was read from")
	}
}

func TestListFileRefusals(t *testing.T) {
	c := strings.Repeat("0a", 32)
	for why, text := range map[string]string{
		"no LF":             c + " 1",
		"empty line":        "\n",
		"leading zero":      c + " 01\n",
		"no tickets":        c + " 0\n",
		"missing tickets":   c + " \n",
		"sign":              c + " +1\n",
		"two spaces":        c + "  1\n",
		"tab":               c + "\t1\n",
		"CR LF":             c + " 1\r\n",
		"upper case":        strings.ToUpper(c) + " 1\n",
		"too many tickets":  c + " 9007199254740992\n",
		"far too long":      c + " " + strings.Repeat("1", 1<<17) + "\n",
		"far too long, raw": strings.Repeat("a", 1<<17),
		"second line bad":   c + " 1\n\n",
	} {
		var err error
		for _, err = range ReadEntries(strings.NewReader(text)) {
			if err != nil {
				break
			}
		}
		if !errors.Is(err, ErrGrammar) {
			t.Errorf("%s: %v", why, err)
		}
	}
}
