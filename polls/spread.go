package polls

import (
	"encoding/json"
	"fmt"
	"time"
)

// showPause is how long a poll's figures stand before they move again: quicker, nobody could
// read them.
const showPause = 250 * time.Millisecond

// topicSnapshots is where servers tell each other of new figures.
const topicSnapshots = "kermesse.polls.snapshots"

// spread shows new figures to those who watch here, and sends them to the other servers for
// those who watch there. They are whole and have a version, so one that is lost, late or
// doubled does no harm: Refresh finds in the database what was not heard of.
func (s *Service) spread(row snapshotRow) {
	if !s.hub.mayShow(ID(row.PollID), s.clock.Now()) {
		return
	}
	s.offerRow(row)
	if s.wire == nil {
		return
	}
	if message, err := json.Marshal(row); err == nil {
		_ = s.wire.Publish(topicSnapshots, message) // see above
	}
}

// Listen shows to those who watch here what other servers have counted. It is called once,
// before anybody watches.
func (s *Service) Listen() error {
	if s.wire == nil {
		return nil
	}
	err := s.wire.Subscribe(topicSnapshots, func(message []byte) {
		var row snapshotRow
		if json.Unmarshal(message, &row) == nil {
			s.offerRow(row)
		}
	})
	if err != nil {
		return fmt.Errorf("polls: listen to the other servers: %w", err)
	}
	return nil
}

// offerRow decodes figures only where somebody watches them.
func (s *Service) offerRow(row snapshotRow) {
	if !s.hub.isWatched(ID(row.PollID)) {
		return
	}
	if snap, err := row.snapshot(); err == nil {
		s.hub.offer(snap.Poll, snap)
	}
}
