package main

import (
	"context"

	"kermesse/polls"
)

// What voters give as reasons. Those that a moderator removes are among them.
var (
	closedComments = []string{
		"Le carton se recycle dans le bac jaune, enfin.",
		"Je rapporte mes pots en verre à la boutique, ça marche très bien.",
		"Le plastique tient mieux en plage, désolé pour la planète.",
		"Trop cher en verre pour une famille de cinq.",
		"Ceux qui veulent du plastique sont des abrutis",
		"Le papier ciré rappelle les cornets d’avant.",
		"Appelez-moi au 06 00 00 00 00 pour en parler",
		"Franchement, aucun ne me plaît. L’ancien était mieux.",
	}
	openComments = []string{
		"Le goût des vacances chez ma grand-mère.",
		"Un peu trop sucré l’an dernier, moins de sucre cette fois ?",
		"Enfin un parfum de saison !",
		"Ça réveille après la plage.",
		"Bof. Rien de bien nouveau dans cette liste.",
		"Mes enfants ne jurent que par celui-là.",
		"Gagnez de l’argent depuis chez vous, lien dans mon profil",
		"À condition que ce soit de vrais fruits d’ici.",
		"Je l’ai goûté au laboratoire : magnifique.",
		"Pourquoi pas de sorbet sans lait dans le choix ?",
		"Le moins cher des quatre, soyons honnêtes.",
		"Parfait avec un café.",
	}
	removedComments = map[string]polls.RemovalReason{
		closedComments[4]: polls.RemovedInsult, closedComments[6]: polls.RemovedPersonalData, openComments[6]: polls.RemovedAdvertising,
	}
	demoReplies = map[string]string{
		closedComments[7]: "Nous gardons l’ancien pot en boutique pour qui rapporte le sien.",
		openComments[1]:   "Vous avez été nombreux à le dire : la recette de cette année a un quart de sucre en moins.",
		openComments[9]:   "Les sorbets auront leur propre vote en janvier.",
	}
)

// saidOf gives one voter in nine something to say, until all is said; nil: nothing.
func saidOf(comments []string, i int) *string {
	if i%9 != 4 || i/9 >= len(comments) {
		return nil
	}
	return &comments[i/9]
}

// moderate reads the comments of a vote, at most so many: what is left waits for whoever looks on.
func (s *seeder) moderate(slug string, most int) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := s.h.polls.DrawLots(ctx); err != nil {
			return err
		}
		p, err := s.h.polls.FindFor(ctx, s.owner, slug)
		if err != nil {
			return err
		}
		if _, err := s.h.polls.Results(ctx, p, polls.Reader{Staff: s.owner}); err != nil {
			return err // what is counted may be read
		}
		list, _, err := s.h.polls.ListToModerate(ctx, s.owner, p, polls.CommentHeld, "", most)
		for _, c := range list {
			if err := s.readComment(ctx, slug, c); err != nil {
				return err
			}
		}
		return err
	}
}

func (s *seeder) readComment(ctx context.Context, slug string, c polls.Comment) error {
	if reason := removedComments[c.Said]; reason != "" {
		_, err := s.h.polls.Settle(ctx, s.owner, slug, c.ID, polls.CommentRemove, reason)
		return err
	}
	_, err := s.h.polls.Settle(ctx, s.owner, slug, c.ID, polls.CommentPublish, "")
	if reply := demoReplies[c.Said]; err == nil && reply != "" {
		_, err = s.h.polls.Reply(ctx, s.owner, slug, c.ID, reply)
	}
	return err
}
