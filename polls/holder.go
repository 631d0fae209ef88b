package polls

import (
	"context"
	"fmt"
	"io"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/polls/tally"
)

// Holdings is what polls hold about a fan, as they read it in their export.
type Holdings struct {
	Votes []HeldVote
	Ideas []HeldIdea // proposed for votes to come
	// Note says in French and English what is not in the list, and why.
	Note Text
}

// HeldIdea is what a fan has proposed before a vote.
type HeldIdea struct {
	Poll  string // address
	Title Text
	Idea  string
}

// HeldVote is one vote of a fan.
type HeldVote struct {
	Poll    string // address
	Title   Text
	Ballot  tally.Ballot
	Receipt string
	CastAt  time.Time
	Counted bool     // false: withdrawn, or set aside
	Comment *Comment // the reason given with it, and what became of that; nil: none
}

var heldNote = Text{
	FR: "Les votes faits sans adresse e-mail ni connexion ne portent que la clé d’un navigateur\u00a0: nous ne pouvons pas savoir lesquels sont les vôtres. " +
		"Si vous demandez l’effacement, vos bulletins quittent les votes encore ouverts\u00a0; dans les votes clos ils restent comptés, et plus rien ne les relie à vous.",
	EN: "Votes cast without an e-mail address or a sign-in carry the key of a browser only: we cannot know which are yours. " +
		"If you ask for erasure, your ballots leave the votes that are still open; in closed votes they stay counted, and nothing links them to you any more.",
}

// Export implements fan.Holder. A ballot does not name its fan; it is found because the
// key that the fan would have in each poll can be computed.
func (s *Service) Export(ctx context.Context, tx *db.DB, id fan.ID) (any, error) {
	polls, ballots, err := s.held(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	held := Holdings{Note: heldNote}
	for _, p := range polls {
		ideas, err := selectOwnProposals(ctx, tx, p.ID, s.fanKey(p.ID, id))
		if err != nil {
			return nil, err
		}
		for _, idea := range ideas {
			held.Ideas = append(held.Ideas, HeldIdea{Poll: "/p/" + p.Slug, Title: p.Title, Idea: idea.Label})
		}
	}
	for _, b := range ballots {
		p := polls[ID(b.PollID)]
		vote := HeldVote{Poll: "/p/" + p.Slug, Title: p.Title, CastAt: db.Time(b.CastAt), Counted: b.State == ballotCounted}
		if b.State != ballotWithdrawn {
			if vote.Ballot, err = decodeBallot(FormOf(p.Method), b.Content); err != nil {
				return nil, err
			}
			vote.Receipt = receiptOf(b.ID)
			held, err := withComment(ctx, tx, p, b.VoterKey, Vote{})
			if err != nil {
				return nil, err
			}
			vote.Comment = held.Comment
		}
		held.Votes = append(held.Votes, vote)
	}
	return held, nil
}

// Erase implements fan.Holder. Ballots leave the polls that are still open: a fan who is
// forgotten may come back as another, and must not vote twice by that. In the others they
// stay in the count under a random key. What the fan gave as reasons is deleted in all, and so
// are votes that wait to be confirmed.
func (s *Service) Erase(ctx context.Context, tx *db.DB, id fan.ID) error {
	polls, ballots, err := s.held(ctx, tx, id)
	if err != nil {
		return err
	}
	for _, b := range ballots {
		if err := s.takeOut(ctx, tx, polls[ID(b.PollID)], b); err != nil {
			return err
		}
		nobody := make([]byte, voterKeySize)
		if _, err := io.ReadFull(s.random, nobody); err != nil {
			return fmt.Errorf("polls: no random numbers: %w", err)
		}
		if err := unlinkBallot(ctx, tx, b.PollID, b.VoterKey, nobody); err != nil {
			return err
		}
	}
	ids, keys := s.keysIn(polls, id)
	if err := deleteComments(ctx, tx, ids, keys); err != nil {
		return err
	}
	for _, p := range polls {
		if err := deleteProposer(ctx, tx, p.ID, s.fanKey(p.ID, id)); err != nil {
			return err
		}
	}
	return deletePendingOf(ctx, tx, id)
}

// keysIn lists polls with the key that a fan has in each.
func (s *Service) keysIn(polls map[ID]Poll, id fan.ID) (ids []string, keys [][]byte) {
	for poll := range polls {
		ids, keys = append(ids, string(poll)), append(keys, s.fanKey(poll, id))
	}
	return ids, keys
}

// takeOut empties a ballot if its poll is open. The figures follow with the next ballot,
// or within a minute.
func (s *Service) takeOut(ctx context.Context, tx *db.DB, p Poll, b ballotRow) error {
	if p.Status(s.clock.Now()) != Open {
		return nil
	}
	p, err := s.emptied(ctx, tx, p, &b)
	if err != nil {
		return err
	}
	b.Revision, b.ChangedAt = b.Revision+1, quarterOf(s.clock.Now())
	taken, err := updateBallot(ctx, tx, p, b, s.clock.Now())
	if taken {
		s.live.touch(p.ID)
	}
	return err
}

// held returns the ballots of a fan and the polls they were cast in.
func (s *Service) held(ctx context.Context, tx *db.DB, id fan.ID) (map[ID]Poll, []ballotRow, error) {
	if err := tx.RequireTx(); err != nil {
		return nil, nil, err
	}
	brand, err := selectBrandOf(ctx, tx, id)
	if err != nil {
		return nil, nil, err
	}
	list, err := selectPolls(ctx, tx, "brand_id = ? AND access IN (?, ?) ORDER BY id", string(brand), string(AccessEmail), string(AccessMember))
	if err != nil {
		return nil, nil, err
	}
	polls := make(map[ID]Poll, len(list))
	ids, keys := make([]string, len(list)), make([][]byte, len(list))
	for i, p := range list {
		polls[p.ID], ids[i], keys[i] = p, string(p.ID), s.fanKey(p.ID, id)
	}
	ballots, err := selectByVoters(ctx, tx, ids, keys)
	return polls, ballots, err
}
