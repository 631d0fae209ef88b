package draw

import (
	"errors"
	"slices"
	"testing"
)

// blockAt is the block of an outline that an index lies in.
func blockAt(list *List, index int) []Entry {
	from := index / BlockSize * BlockSize
	return list.entries[from:min(from+BlockSize, list.Len())]
}

// TestOutlineAroundBlocks: the sizes at which blocks end and the tree above them grows.
func TestOutlineAroundBlocks(t *testing.T) {
	for _, n := range []int{
		0, 1, 2, BlockSize - 1, BlockSize, BlockSize + 1, 2 * BlockSize, 2*BlockSize + 1, 3*BlockSize - 1, 5*BlockSize + 77,
	} {
		list, err := Freeze(benchEntries(n))
		if err != nil {
			t.Fatal(err)
		}
		o, err := NewOutline(list.All())
		if err != nil || o.Root() != list.Root() || o.Entries() != uint64(n) || o.Tickets() != list.Tickets() {
			t.Fatalf("%d entries: %v, root %s, want %s", n, err, o.Root(), list.Root())
		}
		var start uint64
		for i, e := range list.entries {
			if first, ok := o.Block(e.Commitment); !ok || first != blockAt(list, i)[0].Commitment {
				t.Fatalf("entry %d of %d: block from %s", i, n, first)
			}
			p, found, err := o.Prove(e.Commitment, blockAt(list, i))
			if err != nil || !found || p.Index != i || p.Start != start || p.Check(list.Root()) != nil {
				t.Fatalf("entry %d of %d: %+v, %v, %v", i, n, p, found, err)
			}
			start += e.Tickets
		}
	}
}

func TestOutlineOfAbsence(t *testing.T) {
	list, err := Freeze(benchEntries(3 * BlockSize))
	if err != nil {
		t.Fatal(err)
	}
	o, err := NewOutline(list.All())
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := o.Block(Hash{}); ok {
		t.Error("a block begins before the list")
	}
	if _, found, err := o.Prove(Hash{}, nil); found || err != nil {
		t.Errorf("before the list: %v, %v", found, err)
	}
	absent := list.At(300).Commitment
	absent[31] ^= 1
	if _, found, err := o.Prove(absent, blockAt(list, 300)); found || err != nil {
		t.Errorf("between two entries: %v, %v", found, err)
	}
}

// TestOutlineRefusesOtherEntries: a list that was changed on disk proves nothing any more.
func TestOutlineRefusesOtherEntries(t *testing.T) {
	list, err := Freeze(benchEntries(2*BlockSize + 9))
	if err != nil {
		t.Fatal(err)
	}
	o, err := NewOutline(list.All())
	if err != nil {
		t.Fatal(err)
	}
	for why, change := range map[string]func([]Entry) []Entry{
		"another block": func([]Entry) []Entry { return blockAt(list, 0) },
		"no entries":    func([]Entry) []Entry { return nil },
		"one too few":   func(b []Entry) []Entry { return b[:len(b)-1] },
		"more tickets":  func(b []Entry) []Entry { b[7].Tickets++; return b },
		"other entry":   func(b []Entry) []Entry { b[200].Commitment[0] ^= 1; return b },
	} {
		_, found, err := o.Prove(list.At(BlockSize+3).Commitment, change(slices.Clone(blockAt(list, BlockSize+3))))
		if found || !errors.Is(err, ErrBlock) {
			t.Errorf("%s: %v, %v", why, found, err)
		}
	}
}
