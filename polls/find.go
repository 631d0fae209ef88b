package polls

import (
	"context"
	"slices"

	"kermesse/internal/account"
	"kermesse/internal/db"
)

// Find returns a poll that is public: called for ideas or published, whether it is open,
// over or cancelled. Its options are not public while Status.Choosing holds.
// Its tie-break seed is told by LotSeed alone. Fault: ErrNotFound.
//
// It is the first thing that every request of a crowd asks: those who ask at the same moment
// share a read.
func (s *Service) Find(ctx context.Context, slug string) (Poll, error) {
	p, err := s.finds.Find(ctx, slug, func(ctx context.Context) (Poll, error) { return selectShown(ctx, s.db, slug) })
	if err == nil && !p.Public() {
		return Poll{}, ErrNotFound
	}
	p.Options, p.RoundEnds = slices.Clone(p.Options), slices.Clone(p.RoundEnds) // each caller has their own
	return p, err
}

// Unnoticed reports whether there were no Notices of a poll when Find returned it. False: it is
// not known.
func (p Poll) Unnoticed() bool { return p.unnoticed }

// Unannounced reports whether there were no Announcements of a poll when Find returned it.
// False: it is not known.
func (p Poll) Unannounced() bool { return p.unannounced }

// Recall is Find for whoever hands a ballot in at once. It may tell what was so up to
// recallFor ago: Vote stores the ballot only if nothing has changed since, and looks again
// otherwise. Fault: ErrNotFound.
func (s *Service) Recall(ctx context.Context, slug string) (Poll, error) {
	return s.recent.find(slug, s.clock.Now(), func() (Poll, error) { return s.Find(ctx, slug) })
}

// FindByID returns a poll that is public, as Find does, for links that outlive its slug.
func (s *Service) FindByID(ctx context.Context, id ID) (Poll, error) {
	p, err := selectPollByID(ctx, s.db, id)
	if err == nil && !p.Public() {
		return Poll{}, ErrNotFound
	}
	return p, err
}

// FindFor returns a poll of the actor's brand, drafts included. Faults: ErrNotFound, also
// for another brand's poll, and account.ErrNotAllowed.
func (s *Service) FindFor(ctx context.Context, actor account.Actor, slug string) (Poll, error) {
	p, err := selectPoll(ctx, s.db, slug)
	if err != nil {
		return Poll{}, err
	}
	if err := actor.RequireOr(account.ViewCampaigns, p.Brand, ErrNotFound); err != nil {
		return Poll{}, err
	}
	return p, nil
}

// List returns the polls of the actor's brand, the newest first.
func (s *Service) List(ctx context.Context, actor account.Actor) ([]Poll, error) {
	if err := actor.Require(account.ViewCampaigns, actor.Brand); err != nil {
		return nil, err
	}
	return selectPolls(ctx, s.db, "brand_id = ? ORDER BY id DESC", string(actor.Brand))
}

// ListPublic returns the published polls of a brand, the newest first, the cancelled ones
// left out.
func (s *Service) ListPublic(ctx context.Context, brand account.BrandID) ([]Poll, error) {
	return selectPolls(ctx, s.db, "brand_id = ? AND (state IN ('published', 'closed') OR state = 'draft' AND called_at > 0) ORDER BY opens_at DESC, id DESC", string(brand))
}

// CountBallots tells how many ballots each of the polls has in the box: for lists that
// staff see. A poll without ballots is not in the map.
func (s *Service) CountBallots(ctx context.Context, actor account.Actor, list []Poll) (map[ID]int64, error) {
	ids := make([]string, 0, len(list))
	for _, p := range list {
		if err := actor.RequireOr(account.ViewCampaigns, p.Brand, ErrNotFound); err != nil {
			return nil, err
		}
		ids = append(ids, string(p.ID))
	}
	return countBallots(ctx, s.db, ids)
}

// Preview tells which vote a link would confirm, and changes nothing.
// Faults: those of fan.Preview.
func (s *Service) Preview(ctx context.Context, token string) (Poll, Vote, error) {
	proved, err := s.fans.Preview(ctx, token)
	if err != nil {
		return Poll{}, Vote{}, err
	}
	waiting, err := s.waitingFor(ctx, s.db, proved)
	if err != nil {
		return Poll{}, Vote{}, err
	}
	p, err := selectPollByID(ctx, s.db, ID(waiting.PollID))
	if err != nil {
		return Poll{}, Vote{}, err
	}
	ballot, err := decodeBallot(FormOf(p.Method), waiting.Content)
	return p, Vote{ID: waiting.ID, Outcome: Pending, Ballot: ballot, At: db.Time(waiting.CreatedAt)}, err
}

// BrandOf returns the brand of a poll, drafts included, for the edge to know as whom its
// caller asks. Fault: ErrNotFound.
func (s *Service) BrandOf(ctx context.Context, slug string) (account.BrandID, error) {
	p, err := selectPoll(ctx, s.db, slug)
	return p.Brand, err
}
