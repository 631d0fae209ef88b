package polls

import (
	"context"

	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/text"
)

// blocked asks the brand's block list about an address that votes: true where its ballot is
// to be looked at, fan.ErrBlocked where it is refused. Whether a person is on the list is told
// to whoever holds the address and to nobody who has merely typed it: a ballot that waits for
// its proof is taken, and refused when it comes. A domain is no person.
//
// Only ballots that are an address's are asked about. Where a vote counts browsers or codes
// nobody knows who somebody is, and the list keeps nobody from voting.
func (s *Service) blocked(ctx context.Context, d *db.DB, p Poll, c fan.Contact, proved bool) (bool, error) {
	block, found, err := s.fans.Blocked(ctx, d, p.Brand, c)
	switch {
	case err != nil || !found:
		return false, err
	case block.Effect == fan.BlockFlags:
		return true, nil
	case !proved && block.Kind == fan.BlockContact:
		return false, nil
	}
	zone, err := clock.Zone(p.TimeZone)
	if err != nil {
		return false, err
	}
	until := text.Moment(block.Until, zone)
	return false, fan.ErrBlocked.With(until.FR, until.EN, block.Reason)
}
