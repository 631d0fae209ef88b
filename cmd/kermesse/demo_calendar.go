package main

import (
	"context"
	"time"

	"kermesse/internal/agenda"
)

// planPosts has what the team is about to post, and what it has posted.
func (s *seeder) planPosts() {
	s.plan(s.before(2*day), func(ctx context.Context) error {
		for _, p := range []struct {
			title, body, channel string
			at                   time.Time
			state                agenda.State
		}{
			{"Le vote est ouvert", "Citron, passion ou coco ? C’est vous qui décidez du parfum de l’hiver.", "facebook", s.before(2 * day), agenda.Published},
			{"Trois jours pour jouer", "Il reste trois jours pour tenter votre chance. Le règlement et le tirage sont publics.", "instagram", s.evening(1), agenda.Ready},
			{"Coulisses de l’atelier", "", "tiktok", s.evening(4), agenda.Idea},
		} {
			if _, err := s.h.agenda.Plan(ctx, s.owner, agenda.Terms{
				Title: p.title, Body: p.body, Channel: p.channel, At: p.at, State: p.state, Remind: time.Hour,
			}); err != nil {
				return err
			}
		}
		return nil
	})
}
