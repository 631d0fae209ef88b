package photos

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"kermesse/internal/secret"
)

// PerPage is how many photos a page of the gallery has.
const PerPage = 24

// Gallery is one page of it.
type Gallery struct {
	Contest Contest
	Photos  []Photo
	Order   string // under which further pages go on
	Page    int    // from 1
	Pages   int
	Total   int
}

// Gallery returns a page of what everybody sees, in an order at random that an order names; an
// empty one is chosen by who asks and the hour, so that every photo is on top for some and
// nobody loses their place by a reload. A page that there is not is the last one.
func (s *Service) Gallery(ctx context.Context, slug, order, visitor string, page int) (Gallery, error) {
	c, err := s.Find(ctx, slug)
	if err != nil {
		return Gallery{}, err
	}
	ids, err := selectIDs(ctx, s.db, c.ID)
	if err != nil {
		return Gallery{}, err
	}
	g := Gallery{Contest: c, Total: len(ids), Order: order, Pages: max((len(ids)+PerPage-1)/PerPage, 1)}
	if g.Order == "" {
		g.Order = s.orderFor(c, visitor)
	}
	g.Page = min(max(page, 1), g.Pages)
	ids = shuffled(ids, g.Order)
	ids = ids[(g.Page-1)*PerPage : min(g.Page*PerPage, len(ids))]
	g.Photos, err = s.inOrder(ctx, c, ids)
	return g, err
}

// orderFor names the order of one visitor for an hour.
func (s *Service) orderFor(c Contest, visitor string) string {
	hour := s.clock.Now().UTC().Truncate(time.Hour).Format(time.RFC3339)
	return hex.EncodeToString(secret.MAC(s.keys.voter, "order", c.ID, hour, visitor)[:4])
}

// shuffled puts ids in the order of their hashes under a name.
func shuffled(ids []string, order string) []string {
	type drawn struct {
		id  string
		sum [sha256.Size]byte
	}
	lots := make([]drawn, len(ids))
	for i, id := range ids {
		lots[i] = drawn{id, sha256.Sum256([]byte(order + "\n" + id))}
	}
	slices.SortFunc(lots, func(a, b drawn) int { return bytes.Compare(a.sum[:], b.sum[:]) })
	for i := range lots {
		ids[i] = lots[i].id
	}
	return ids
}

// inOrder reads photos by their ids, with their votes where everybody may know them.
func (s *Service) inOrder(ctx context.Context, c Contest, ids []string) ([]Photo, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := selectPhotos(ctx, s.db, "WHERE p.id IN ?", ids)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found, func(a, b Photo) int {
		return slices.Index(ids, string(a.ID)) - slices.Index(ids, string(b.ID))
	})
	if !c.ShowsVotes(s.clock.Now()) {
		return found, nil
	}
	return found, s.countOn(ctx, c, found)
}

// countOn fills in the votes that count.
func (s *Service) countOn(ctx context.Context, c Contest, list []Photo) error {
	if len(list) == 0 {
		return nil
	}
	ids := make([]string, len(list))
	for i, p := range list {
		ids[i] = string(p.ID)
	}
	counts, err := countVotes(ctx, s.db, c.ID, ids)
	for i := range list {
		list[i].Votes = counts[list[i].ID]
	}
	return err
}

// FindPhoto returns a photo that everybody sees. Faults: ErrNoPhotos, ErrNotFound.
func (s *Service) FindPhoto(ctx context.Context, slug string, id ID) (Contest, Photo, error) {
	c, err := s.Find(ctx, slug)
	if err != nil {
		return c, Photo{}, err
	}
	p, err := s.standing(ctx, s.db, c, id)
	if err != nil || !c.ShowsVotes(s.clock.Now()) {
		return c, p, err
	}
	list := []Photo{p}
	err = s.countOn(ctx, c, list)
	return c, list[0], err
}

// CountPublic is how many photos everybody sees.
func (s *Service) CountPublic(ctx context.Context, contest string) (int, error) {
	return countPublic(ctx, s.db, contest)
}
