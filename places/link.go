package places

import (
	"context"
	"errors"
	"maps"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/text"
)

const (
	maxLabel = 80
	maxLinks = 200 // of a campaign
)

// Link is a short address of a campaign. What it leads to never changes.
type Link struct {
	Code      string
	Campaign  Campaign // without slug
	Label     string   // where it hangs: "Vitrine"; empty: the campaign's first link
	CreatedAt time.Time
	Hits      int64 // how often it was followed
}

// FirstLink returns the link that every campaign has, and makes it where there is none
// yet. Whoever asks twice, or twice at once, gets the same one.
func (s *Service) FirstLink(ctx context.Context, c Campaign) (Link, error) {
	l, err := selectFirstLink(ctx, s.db, c)
	if !errors.Is(err, ErrNotFound) {
		return l, err
	}
	err = s.db.InTx(ctx, func(tx *db.DB) (err error) {
		l, err = s.addLink(ctx, tx, c, "")
		return err
	})
	if errors.Is(err, ErrLinkTaken) {
		return selectFirstLink(ctx, s.db, c)
	}
	return l, err
}

// AddLink makes one more link, to be told apart by where it hangs. It needs EditCampaigns.
// Faults: ErrTooManyLinks; at the field label those of a text, ErrLinkTaken.
func (s *Service) AddLink(ctx context.Context, actor account.Actor, c Campaign, label string) (Link, error) {
	if err := actor.Require(account.EditCampaigns, c.Brand); err != nil {
		return Link{}, err
	}
	label, wrong := text.Line(label, maxLabel)
	if wrong == nil {
		wrong = text.Require(label)
	}
	if wrong != nil {
		return Link{}, fault.Invalids(wrong.At("label"))
	}
	var l Link
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		made, err := selectLinks(ctx, tx, c)
		if err != nil {
			return err
		}
		if len(made) >= maxLinks {
			return ErrTooManyLinks.With(maxLinks)
		}
		for _, m := range made {
			if m.Label == label {
				return fault.Invalids(ErrLinkTaken.At("label"))
			}
		}
		if l, err = s.addLink(ctx, tx, c, label); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "places.link_added", Subject: c.subject(), At: s.clock.Now(), After: map[string]any{"link": l.Code, "label": l.Label},
		})
	})
	return l, err
}

// addLink stores a link under a code that no other has or had. Fault: ErrLinkTaken, of a
// first link that somebody else has just made.
func (s *Service) addLink(ctx context.Context, tx *db.DB, c Campaign, label string) (Link, error) {
	const tries = 8 // each fails once in nine hundred million, times the links there are
	for range tries {
		code, err := drawCode(s.random)
		if err != nil {
			return Link{}, err
		}
		l := Link{Code: code, Campaign: Campaign{Kind: c.Kind, ID: c.ID, Brand: c.Brand}, Label: label, CreatedAt: s.clock.Now()}
		stored, err := insertLink(ctx, tx, l)
		if err != nil || stored {
			return l, err
		}
		if label == "" {
			return Link{}, ErrLinkTaken
		}
	}
	return Link{}, errors.New("places: no free code found")
}

// ListLinks returns the links of a campaign, the oldest first. It needs ViewCampaigns.
func (s *Service) ListLinks(ctx context.Context, actor account.Actor, c Campaign) ([]Link, error) {
	if err := actor.Require(account.ViewCampaigns, c.Brand); err != nil {
		return nil, err
	}
	return selectLinks(ctx, s.db, c)
}

// visit is one link in one hour.
type visit struct {
	code string
	hour time.Time
}

// Follow returns what a code leads to, as it was typed or scanned. person says that
// somebody follows it, and no program that looks for a preview: they are counted, and
// nothing else of them is kept. Fault: ErrNotFound.
func (s *Service) Follow(ctx context.Context, typed string, person bool) (Link, error) {
	code := readCode(typed)
	if code == "" {
		return Link{}, ErrNotFound
	}
	l, err := selectLink(ctx, s.db, code)
	if err == nil && person {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.followed[visit{code, s.clock.Now().Truncate(time.Hour)}]++
	}
	return l, err
}

// Flush writes how often links were followed since it was last called.
func (s *Service) Flush(ctx context.Context) error {
	s.mu.Lock()
	visits := s.followed
	s.followed = map[visit]int64{}
	s.mu.Unlock()
	if len(visits) == 0 {
		return nil
	}
	err := s.db.InTx(ctx, func(tx *db.DB) error { return addHits(ctx, tx, visits) })
	if err != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		for v, n := range maps.All(visits) {
			s.followed[v] += n
		}
	}
	return err
}

// CountHits returns how often all links of a campaign were followed in each hour since a
// moment, for a curve.
func (s *Service) CountHits(ctx context.Context, actor account.Actor, c Campaign, since time.Time) (map[time.Time]int64, error) {
	if err := actor.Require(account.ViewCampaigns, c.Brand); err != nil {
		return nil, err
	}
	return selectHits(ctx, s.db, c, since)
}
