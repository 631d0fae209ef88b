package contests

import (
	"context"
	"sync"

	"kermesse/contests/draw"
	"kermesse/internal/db"
)

// maxCachedEntries bounds the sealed lists whose trees are kept, all together: about a
// hundred bytes each.
const maxCachedEntries = 1_000_000

// trees keeps the trees of sealed lists, which never change, so that a page that
// everybody may ask for does not read a whole list each time. A tree is made once,
// however many ask for it at the same moment.
type trees struct {
	mu      sync.Mutex
	made    map[ID]*sealedTree
	entries int
}

type sealedTree struct {
	once sync.Once
	tree *draw.Tree
	list *draw.List
	err  error
}

// of returns the list of a sealed contest and its tree.
func (t *trees) of(ctx context.Context, d *db.DB, id ID) (*draw.List, *draw.Tree, error) {
	t.mu.Lock()
	if t.made == nil {
		t.made = map[ID]*sealedTree{}
	}
	s, known := t.made[id]
	if !known {
		s = &sealedTree{}
		t.made[id] = s
	}
	t.mu.Unlock()
	s.once.Do(func() { t.make(ctx, d, id, s) })
	return s.list, s.tree, s.err
}

func (t *trees) make(ctx context.Context, d *db.DB, id ID, s *sealedTree) {
	if s.list, s.err = readList(ctx, d, id); s.err == nil {
		s.tree, s.err = draw.NewTree(s.list)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if s.err != nil || s.list.Len() > maxCachedEntries {
		delete(t.made, id) // a failure is not remembered, a giant not kept
		return
	}
	if t.entries+s.list.Len() > maxCachedEntries {
		t.made, t.entries = map[ID]*sealedTree{id: s}, 0
	}
	t.entries += s.list.Len()
}
