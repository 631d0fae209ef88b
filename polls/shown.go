package polls

import (
	"context"
	"sync"

	"kermesse/internal/db"
)

// shown counts how often pairs of options were shown in duels, so that new voters get those
// that met least. It is read from the sittings once and kept in memory: with several nodes
// each knows its own voters since, and the pairs even out a little later.
type shown struct {
	mu    sync.Mutex
	polls map[ID][][]int // how often two options met, by place
}

func newShown() *shown { return &shown{polls: map[ID][][]int{}} }

// of returns a copy of the meetings of a poll.
func (s *shown) of(ctx context.Context, d *db.DB, p Poll) ([][]int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	met, ok := s.polls[p.ID]
	if !ok {
		met = square(len(p.Options))
		err := eachShown(ctx, d, p.ID, func(pairs [][]int) { meet(met, pairs) })
		if err != nil {
			return nil, err
		}
		s.polls[p.ID] = met
	}
	copied := square(len(met))
	for i := range met {
		copy(copied[i], met[i])
	}
	return copied, nil
}

// add counts the pairs that a new voter is shown.
func (s *shown) add(id ID, pairs [][]int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if met, ok := s.polls[id]; ok {
		meet(met, pairs)
	}
}

// forget drops a poll that shows nothing any more.
func (s *shown) forget(id ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.polls, id)
}

func meet(met [][]int, pairs [][]int) {
	for _, pair := range pairs {
		if len(pair) == 2 && min(pair[0], pair[1]) >= 0 && max(pair[0], pair[1]) < len(met) {
			met[pair[0]][pair[1]]++
			met[pair[1]][pair[0]]++
		}
	}
}

func square(n int) [][]int {
	rows := make([][]int, n)
	for i := range rows {
		rows[i] = make([]int, n)
	}
	return rows
}
