package contests

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"time"

	"kermesse/contests/draw"
	"kermesse/internal/db"
)

// list names a list of a contest that does not change any more: a past state of it, less
// those that a later attempt leaves out. States count from 1 with each entries record,
// and the last one is that of the closing. An entry knows the first state that it is in,
// an earlier revision also its last, so that each state can be read again.
type list struct {
	contest ID
	state   int64
	attempt int // whose left-out entries are missing; 0: nobody's
}

// listOf is the list that an attempt's close record commits to.
func (c Contest) listOf(a Attempt) list {
	return list{contest: c.ID, state: a.Listing, attempt: a.No}
}

// entries yields the entries of the list in its order, as they are read.
func (l list) entries(ctx context.Context, d *db.DB) draw.Entries {
	return l.from(ctx, d, draw.Hash{}, 0)
}

// block returns the entries from a commitment on, as many as stand behind one hash of an
// outline.
func (l list) block(ctx context.Context, d *db.DB, from draw.Hash) ([]draw.Entry, error) {
	block := make([]draw.Entry, 0, draw.BlockSize)
	for e, err := range l.from(ctx, d, from, draw.BlockSize) {
		if err != nil {
			return nil, err
		}
		if block = append(block, e); len(block) == draw.BlockSize {
			break
		}
	}
	return block, nil
}

// from yields the entries from a commitment on, at least as many as asked for if there
// are; 0 asks for all. What has changed since that state is little, and kept in memory;
// the entries themselves are not.
func (l list) from(ctx context.Context, d *db.DB, from draw.Hash, atLeast int) draw.Entries {
	return func(yield func(draw.Entry, error) bool) {
		since, err := selectSuperseded(ctx, d, l, from)
		if err != nil {
			yield(draw.Entry{}, err)
			return
		}
		leftOut, err := selectLeftOut(ctx, d, l)
		if err != nil {
			yield(draw.Entry{}, err)
			return
		}
		limit := 0
		if atLeast > 0 {
			limit = atLeast + len(leftOut)
		}
		without(interleave(selectListed(ctx, d, l, from, limit), since), leftOut)(yield)
	}
}

// interleave yields entries and, between them, some more; both come in order.
func interleave(entries draw.Entries, more []draw.Entry) draw.Entries {
	return func(yield func(draw.Entry, error) bool) {
		for e, err := range entries {
			for ; err == nil && len(more) > 0 && before(more[0], e); more = more[1:] {
				if !yield(more[0], nil) {
					return
				}
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
		for _, e := range more {
			if !yield(e, nil) {
				return
			}
		}
	}
}

func before(a, b draw.Entry) bool { return bytes.Compare(a.Commitment[:], b.Commitment[:]) < 0 }

// without yields entries less those that are left out.
func without(entries draw.Entries, out map[draw.Hash]bool) draw.Entries {
	return func(yield func(draw.Entry, error) bool) {
		for e, err := range entries {
			if err == nil && out[e.Commitment] {
				continue
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

// A list that nobody is waiting for is read in steps of about a millisecond's work, with
// as long a rest after each: whoever asks for a page meanwhile finds a processor free. It
// takes twice the time, of which the margin before the number leaves plenty.
const (
	stepEntries = 200
	stepRest    = time.Millisecond
)

// leisurely yields the same entries, with rests.
func leisurely(ctx context.Context, entries draw.Entries) draw.Entries {
	return func(yield func(draw.Entry, error) bool) {
		rest := time.NewTimer(stepRest)
		defer rest.Stop()
		read := 0
		for e, err := range entries {
			if read++; read%stepEntries == 0 {
				rest.Reset(stepRest)
				select {
				case <-rest.C:
				case <-ctx.Done():
					yield(draw.Entry{}, ctx.Err())
					return
				}
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

func sortedHashes(set map[draw.Hash]bool) []draw.Hash {
	return slices.SortedFunc(maps.Keys(set), func(a, b draw.Hash) int { return bytes.Compare(a[:], b[:]) })
}
