package polls

import (
	"context"
	"fmt"
	"maps"

	"kermesse/internal/db"
)

// CheckTallies holds the tallies of every poll against its ballots, each in one view of the
// database, and returns how many polls differ, with the first of them as the error. It needs
// no rest from voters.
func CheckTallies(ctx context.Context, d *db.DB) (problems int, err error) {
	ids, err := selectTallied(ctx, d)
	if err != nil {
		return 0, err
	}
	var first error
	for _, id := range ids {
		same := false
		err := d.Snapshot(ctx, func(view *db.DB) error {
			counted, err := pilesTallied(ctx, view, id)
			if err != nil {
				return err
			}
			found, err := pilesInBox(ctx, view, id)
			same = maps.Equal(counted, found)
			return err
		})
		if err != nil {
			return problems, err
		}
		if !same {
			if problems++; first == nil {
				first = fmt.Errorf("polls: the tallies of the poll %s are not its ballots", id)
			}
		}
	}
	return problems, first
}
