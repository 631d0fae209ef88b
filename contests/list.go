package contests

import (
	"context"
	"slices"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/fault"
)

// Find returns a published contest by its address, for everybody. A draft is
// ErrNotFound: only its brand knows of it. Those of a crowd who ask at the same moment share
// a read.
func (s *Service) Find(ctx context.Context, slug string) (Contest, error) {
	c, err := s.finds.Find(ctx, slug, func(ctx context.Context) (Contest, error) { return selectBySlug(ctx, s.db, slug) })
	if err == nil && c.PublishedAt.IsZero() {
		return Contest{}, ErrNotFound
	}
	c.Prizes, c.Entry, c.Law = slices.Clone(c.Prizes), c.Entry.clone(), c.Law.clone() // each caller has their own
	return c, err
}

// FindByID returns a published contest, as Find does, for links that outlive its slug.
func (s *Service) FindByID(ctx context.Context, id ID) (Contest, error) {
	c, err := selectContest(ctx, s.db, "WHERE id = ?", string(id))
	if err == nil && c.PublishedAt.IsZero() {
		return Contest{}, ErrNotFound
	}
	return c, err
}

// Inspect returns a contest of the actor's brand, drafts included.
func (s *Service) Inspect(ctx context.Context, actor account.Actor, slug string) (Contest, error) {
	return s.find(ctx, s.db, actor, account.ViewCampaigns, slug)
}

// FindRules returns the rules of a published contest that are in force.
func (s *Service) FindRules(ctx context.Context, slug string) (Contest, Rules, error) {
	c, err := s.Find(ctx, slug)
	if err != nil {
		return Contest{}, Rules{}, err
	}
	rules, err := selectRules(ctx, s.db, c.ID)
	return c, rules, err
}

// Preview returns the rules as publication would freeze them now, but for what only
// publication knows. Faults: those of Publish.
func (s *Service) Preview(ctx context.Context, actor account.Actor, slug string) (Contest, Rules, error) {
	c, err := s.Inspect(ctx, actor, slug)
	if err != nil {
		return Contest{}, Rules{}, err
	}
	if err := c.publishable(0, s.clock.Now()); err != nil {
		return c, Rules{}, err
	}
	brand, err := account.FindBrand(ctx, s.db, c.Brand)
	if err != nil {
		return c, Rules{}, err
	}
	c.PublishedAt = s.clock.Now().Truncate(time.Second)
	if _, err := s.announce(&c, Attempt{No: 1, AnnouncedAt: c.PublishedAt}, c.ClosesAt.Add(c.Margin)); err != nil {
		return c, Rules{}, err
	}
	if c.Law != nil {
		c.Law.Retention = c.Law.Kept(c.ClaimDays)
	}
	rules, err := s.freeze(c, brand)
	c.PublishedAt = time.Time{}
	return c, rules, err
}

// DraftRules are the words of a draft's rules as they read now; false while something is
// missing in it. The round and the time of the draw are those that publication would name.
func (s *Service) DraftRules(c Contest, b account.Brand) (fault.Text, bool) {
	missing := c.missing(s.clock.Now())
	if !c.PublishedAt.IsZero() || len(missing.fields) > 0 {
		return fault.Text{}, false
	}
	c.PublishedAt = s.clock.Now().Truncate(time.Second)
	if _, err := s.announce(&c, Attempt{No: 1, AnnouncedAt: c.PublishedAt}, c.ClosesAt.Add(c.Margin)); err != nil {
		return fault.Text{}, false
	}
	if c.Law = c.Law.clone(); c.Law != nil {
		c.Law.Retention = c.Law.Kept(c.ClaimDays)
	}
	rules, err := s.freeze(c, b)
	return rules.Text, err == nil
}

// Filter narrows a list of contests.
type Filter struct {
	Status Status // empty: all
	Query  string // words of title or address, whatever the case and the accents
	Cursor string // Page.Next of the page before
	Limit  int    // 1 to 200; 0: 50
}

// Page is a part of a list, the newest first.
type Page struct {
	Items []Contest
	Next  string // empty at the end
}

const (
	stdLimit = 50
	maxLimit = 200
)

func limitOf(n int) int {
	if n <= 0 {
		return stdLimit
	}
	return min(n, maxLimit)
}

// List returns contests of the actor's brand, drafts included.
func (s *Service) List(ctx context.Context, actor account.Actor, f Filter) (Page, error) {
	if err := actor.Require(account.ViewCampaigns, actor.Brand); err != nil {
		return Page{}, err
	}
	limit := limitOf(f.Limit)
	items, err := selectList(ctx, s.db, actor.Brand, f, s.clock.Now(), limit+1)
	if err != nil {
		return Page{}, err
	}
	page := Page{Items: items}
	if len(items) > limit {
		page.Items, page.Next = items[:limit], string(items[limit-1].ID)
	}
	return page, nil
}

// ListPublic returns what a brand shows everybody: every published contest, the latest
// closing first, at most limit.
func (s *Service) ListPublic(ctx context.Context, brand account.BrandID, limit int) ([]Contest, error) {
	return selectContests(ctx, s.db,
		"WHERE brand_id = ? AND published_at > 0 ORDER BY closes_at DESC, id DESC LIMIT ?", string(brand), limitOf(limit))
}

// BrandOf returns whose contest it is, drafts included, so that the edge knows which of
// the caller's roles counts. It tells nobody that a draft exists: ask again as an actor.
func (s *Service) BrandOf(ctx context.Context, slug string) (account.BrandID, error) {
	c, err := selectBySlug(ctx, s.db, slug)
	return c.Brand, err
}
