package main

import (
	"context"
	"fmt"
	"time"

	"kermesse/internal/account"
	"kermesse/polls"
)

// planDecision has some fans ask what becomes of the closed vote, and the brand tell them a week
// after its end.
func (s *seeder) planDecision() {
	s.plan(s.evening(-25), func(ctx context.Context) error {
		p, err := s.h.polls.Find(ctx, closedVote)
		if err != nil {
			return err
		}
		for _, f := range s.fans[:7] {
			wish := fmt.Sprintf("Écrivez-moi quand %s aura décidé, après le vote « %s ».", s.brand.Name, p.Title.FR)
			if err := s.h.polls.FollowAs(ctx, p, f, wish, "fr"); err != nil {
				return err
			}
		}
		return nil
	})
	s.plan(s.evening(-19).Add(-8*time.Hour), func(ctx context.Context) error {
		p, err := s.h.polls.Find(ctx, closedVote)
		if err != nil {
			return err
		}
		snap, err := s.h.polls.Results(ctx, p, polls.Reader{Staff: account.SystemActor(p.Brand)})
		if err != nil {
			return err
		}
		won, _ := p.Option(snap.Result.Winners[0])
		_, err = s.h.polls.Announce(ctx, s.owner, closedVote, polls.Announcement{
			Decision: polls.Text{
				FR: won.Label.FR + " : c’est votre choix, et c’est le nôtre.\n\nDans nos trois boutiques dès le printemps, pour toutes les glaces à emporter.",
				EN: won.Label.EN + ": your choice, and ours.\n\nIn our three shops from spring on, for all ices to take away.",
			},
			Follows: true, DecidedOn: s.evening(-20),
		}, true)
		return err
	})
	s.due(s.evening(-19).Add(-7 * time.Hour))
}
