package photos

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"kermesse/contests/photos/rank"
	"kermesse/internal/account"
	"kermesse/internal/db"
)

// Ranking is the order that a contest came to, or would come to now.
type Ranking struct {
	Contest Contest
	At      time.Time
	File    []byte // rank.Record, word for word; empty for one of now
	Hash    string // SHA-256 of File
	Places  []Placed
}

// Placed is a place with the photo that has it.
type Placed struct {
	rank.Place
	Shown Photo // without its files once it is withdrawn
}

// order ranks what everybody sees, from what is counted in a view of the database.
func (s *Service) order(ctx context.Context, d *db.DB, c Contest) ([]Placed, error) {
	shown, err := selectPhotos(ctx, d, "WHERE p.contest_id = ? AND "+public+" ORDER BY p.id", c.ID)
	if err != nil {
		return nil, err
	}
	votes, err := countVotes(ctx, d, c.ID, nil)
	if err != nil {
		return nil, err
	}
	marks, jurors, err := sumMarks(ctx, d, c.ID, c.Rules.Marks())
	if err != nil {
		return nil, err
	}
	figures, byID := make([]rank.Photo, len(shown)), map[string]Photo{}
	for i, p := range shown {
		figures[i] = rank.Photo{ID: string(p.ID), Votes: votes[p.ID], Marks: marks[p.ID], Jurors: jurors[p.ID], SentAt: db.Millis(p.SentAt)}
		byID[string(p.ID)] = p
	}
	places := rank.Order(c.Rules.Mix(), figures)
	placed := make([]Placed, len(places))
	for i, p := range places {
		placed[i] = Placed{Place: p, Shown: byID[p.ID]}
	}
	return placed, nil
}

// Close settles the order of a contest that is being shut, in the transaction that shuts it,
// and returns the places of all photos, the best first.
func (s *Service) Close(ctx context.Context, tx *db.DB, c Contest) ([]Placed, error) {
	placed, err := s.order(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	record := rank.Record{Contest: c.ID, Mix: c.Rules.Mix()}
	for _, p := range placed {
		record.Photos = append(record.Photos, p.Photo)
	}
	text := record.Encode()
	sum := sha256.Sum256([]byte(text))
	return placed, insertRanking(ctx, tx, c.ID, text, hex.EncodeToString(sum[:]), s.clock.Now())
}

// FindRanking returns the order that a contest came to. Faults: ErrNoPhotos, ErrNotRanked.
func (s *Service) FindRanking(ctx context.Context, slug string) (Ranking, error) {
	c, err := s.Find(ctx, slug)
	if err != nil {
		return Ranking{}, err
	}
	text, sum, at, err := selectRanking(ctx, s.db, c.ID)
	if err != nil {
		return Ranking{}, err
	}
	if text == "" {
		return Ranking{}, ErrNotRanked
	}
	record, err := rank.Parse(text)
	if err != nil {
		return Ranking{}, fmt.Errorf("photos: the ranking of %s: %w", c.Slug, err)
	}
	r := Ranking{Contest: c, At: at, File: []byte(text), Hash: sum}
	shown, err := selectPhotos(ctx, s.db, "WHERE p.contest_id = ? AND "+public, c.ID)
	if err != nil {
		return Ranking{}, err
	}
	byID := map[string]Photo{}
	for _, p := range shown {
		byID[string(p.ID)] = p
	}
	for _, p := range rank.Order(record.Mix, record.Photos) {
		r.Places = append(r.Places, Placed{Place: p, Shown: byID[p.ID]})
	}
	return r, nil
}

// Preview returns the order that a contest would come to now, or came to. It needs
// ViewCampaigns.
func (s *Service) Preview(ctx context.Context, actor account.Actor, slug string) (Ranking, error) {
	c, err := s.findFor(ctx, actor, account.ViewCampaigns, slug)
	if err != nil {
		return Ranking{}, err
	}
	if c.Shut {
		return s.FindRanking(ctx, slug)
	}
	placed, err := s.order(ctx, s.db, c)
	return Ranking{Contest: c, At: s.clock.Now(), Places: placed}, err
}
