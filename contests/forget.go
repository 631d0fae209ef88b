package contests

import (
	"context"

	"kermesse/contests/photos"
	"kermesse/internal/db"
)

// forget deletes all that leads from an entry to a person, wherever contests keep it: on
// an erasure as on a purge. The commitment stays, and proves nothing about anybody.
func forget(ctx context.Context, tx *db.DB, id EntryID) error {
	for _, take := range []func(context.Context, *db.DB, EntryID) error{
		updateForgotten, updateSentForgotten, updateLettersForgotten, updateReviewsForgotten, deleteDisclosures, forgetPhotos,
	} {
		if err := take(ctx, tx, id); err != nil {
			return err
		}
	}
	return nil
}

func forgetPhotos(ctx context.Context, tx *db.DB, id EntryID) error {
	return photos.Forget(ctx, tx, string(id))
}
