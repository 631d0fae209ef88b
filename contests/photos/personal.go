package photos

import (
	"context"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/fan"
)

// Kept is a photo as its own author reads it in an export.
type Kept struct {
	ID        ID
	Shows     string
	State     State
	SentAt    time.Time
	DecidedAt *time.Time
	Reason    string
	Minor     bool
	Parent    string // who was asked to agree
	Agreed    string // what they agreed to
	Picture   []byte // JPEG
}

// KeptVote is a vote as its voter reads it in an export.
type KeptVote struct {
	Photo ID
	State VoteState
	At    time.Time
}

// Service is a fan.Holder of the votes for photos: photos belong to entries.
var _ fan.Holder = (*Service)(nil)

// ExportEntry returns the photos of an entry.
func (s *Service) ExportEntry(ctx context.Context, tx *db.DB, entry string) ([]Kept, error) {
	found, err := selectPhotos(ctx, tx, "WHERE p.entry_id = ? ORDER BY p.sent_at, p.id", entry)
	if err != nil {
		return nil, err
	}
	kept := make([]Kept, len(found))
	for i, p := range found {
		kept[i] = Kept{ID: p.ID, Shows: p.Alt, State: p.State, SentAt: p.SentAt, Reason: p.Reason.Text().In(p.Locale), Minor: p.Minor, Agreed: p.agreed}
		if !p.DecidedAt.IsZero() {
			kept[i].DecidedAt = &p.DecidedAt
		}
		parent, err := s.parentOf(p)
		if err != nil {
			return nil, err
		}
		if parent.Name != "" {
			kept[i].Parent = parent.Name + " <" + parent.Email + ">"
		}
		sealed, _, there, err := selectFile(ctx, tx, string(p.ID), p.Width)
		if err != nil {
			return nil, err
		}
		if there {
			if kept[i].Picture, err = s.box.Open(sealed, fileRow(p.Hash, p.Width)); err != nil {
				return nil, err
			}
		}
	}
	return kept, nil
}

// Export returns the votes of a fan for photos.
func (s *Service) Export(ctx context.Context, tx *db.DB, id fan.ID) (any, error) {
	rows, err := selectVotesOf(ctx, tx, string(id))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	kept := make([]KeptVote, len(rows))
	for i, r := range rows {
		kept[i] = KeptVote{Photo: ID(r.PhotoID), State: VoteState(r.State), At: db.Time(r.CastAt)}
	}
	return kept, nil
}

// Erase lets go of a fan as a voter; their photos go with their entries, by Forget.
func (s *Service) Erase(ctx context.Context, tx *db.DB, id fan.ID) error {
	return updateVoterForgotten(ctx, tx, string(id), s.clock.Now())
}

// ForgetVoters takes who voted from the votes of a contest whose data has been kept as long as
// its rules say, and returns who that was. It is part of the caller's transaction.
func (s *Service) ForgetVoters(ctx context.Context, tx *db.DB, contest string) ([]fan.ID, error) {
	voters, err := selectVoters(ctx, tx, contest)
	if err != nil {
		return nil, err
	}
	return voters, updateVotersForgotten(ctx, tx, contest)
}
