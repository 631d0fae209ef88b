package polls

import (
	"context"
	"slices"
	"strings"

	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/text"
)

// CommentPolicy says whether a vote may come with a reason, and when staff read it: before
// others do, or after. It is told where one writes, and fixed by publishing.
type CommentPolicy string

// The policies.
const (
	CommentsOff    CommentPolicy = "off"
	CommentsBefore CommentPolicy = "before"
	CommentsAfter  CommentPolicy = "after"
)

// CommentPolicies lists them.
func CommentPolicies() []CommentPolicy {
	return []CommentPolicy{CommentsOff, CommentsBefore, CommentsAfter}
}

// CommentState is where a comment stands.
type CommentState string

// The states.
const (
	CommentHeld    CommentState = "held"    // staff have not read it, and others wait for that
	CommentShown   CommentState = "shown"   // whoever may read the figures reads it
	CommentRemoved CommentState = "removed" // for a reason that its author and, as a number, everybody is told
)

// RemovalReason is why a comment was removed. That it is against something is no reason.
type RemovalReason string

// The closed list of reasons.
const (
	RemovedInsult       RemovalReason = "insult"
	RemovedHate         RemovalReason = "hate"
	RemovedPersonalData RemovalReason = "personal_data"
	RemovedAdvertising  RemovalReason = "advertising"
	RemovedUnlawful     RemovalReason = "unlawful"
	RemovedOffTopic     RemovalReason = "off_topic"
)

// RemovalReasons lists them.
func RemovalReasons() []RemovalReason {
	return []RemovalReason{RemovedInsult, RemovedHate, RemovedPersonalData, RemovedAdvertising, RemovedUnlawful, RemovedOffTopic}
}

// Comment is a reason that came with a vote. It does not say with which: neither its id nor
// its place in a list leads to a ballot.
type Comment struct {
	ID     string
	Said   string
	Lang   string // "fr" or "en": of the page it was written on
	State  CommentState
	Waits  bool          // for other ballots: nobody but its author reads it yet, staff included
	Reason RemovalReason // of removing it
	Appeal string        // what its author says to that
	Upheld bool          // the appeal was looked at, and it stays removed
	Reply  string        // of the brand, in public
}

// Limits of what is said, in characters.
const (
	MaxComment = 300
	MaxReply   = 500
)

// commentGroup is how many ballots come between a comment and its being read, at least. Who
// follows the figures live sees a ballot arrive; if its comment appeared with it, it would
// say whose words go with which choice.
const commentGroup = 10

// readComment puts what a voter gives as a reason into its normal form; nil stays nil.
func (p Poll) readComment(said *string) (*string, error) {
	if said == nil {
		return nil, nil
	}
	read, wrong := text.Lines(strings.TrimSpace(*said), MaxComment)
	switch {
	case wrong != nil:
		return nil, fault.Invalids(wrong.At("comment"))
	case p.Comments == CommentsOff && read != "":
		return nil, fault.Invalids(ErrNoComments.At("comment"))
	case p.Comments == CommentsOff:
		return nil, nil
	}
	return &read, nil
}

// sameComment reports whether a vote that says the same as the ballot that is in the box also
// gives the same reason. One that says nothing about a reason leaves it as it is.
func sameComment(ctx context.Context, tx *db.DB, b ballotRow, said *string) (bool, error) {
	if said == nil {
		return true, nil
	}
	former, err := selectComment(ctx, tx, b.PollID, b.VoterKey)
	return former.Said == *said, err
}

// keepComment stores the reason that comes with a ballot, in the transaction that has just
// taken it. A ballot that was changed without one has none any more.
func (s *Service) keepComment(ctx context.Context, tx *db.DB, p Poll, b ballotRow, said *string, lang string) error {
	if p.Comments == CommentsOff {
		return nil
	}
	former, err := selectComment(ctx, tx, b.PollID, b.VoterKey)
	if err != nil {
		return err
	}
	var now string
	if said != nil {
		now = *said
	}
	if former.Said == now {
		return nil
	}
	next := commentRow{PollID: b.PollID, VoterKey: b.VoterKey, Said: now, Lang: lang, Warned: former.Warned, State: string(CommentHeld)}
	if next.ID, err = s.ballotID(); err != nil {
		return err
	}
	// Nobody has a look at a ballot that was set aside to judge its comment, nor the other way round.
	if p.Comments == CommentsAfter && b.State == ballotCounted && !former.Warned {
		next.State = string(CommentShown)
	}
	counted, err := selectCounted(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	next.Waits = (counted/commentGroup + 2) * commentGroup
	return writeComment(ctx, tx, next)
}

// dropComment takes back what a voter has given as a reason.
func (s *Service) dropComment(ctx context.Context, tx *db.DB, p Poll, b ballotRow) error {
	return s.keepComment(ctx, tx, p, b, nil, "")
}

// WithdrawComment takes back the reason that a voter gave, and leaves the vote. It can be
// done at any time, also after the end: a reason is no part of the count.
// Fault: ErrNoComment.
func (s *Service) WithdrawComment(ctx context.Context, p Poll, voter Voter) error {
	key := s.ownKey(p, voter)
	if key == nil || p.Comments == CommentsOff {
		return ErrNoComment
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		b, err := lockBallot(ctx, tx, string(p.ID), key)
		if err != nil {
			return err
		}
		comment, err := selectComment(ctx, tx, string(p.ID), key)
		if err == nil && (b == nil || comment.Said == "") {
			err = ErrNoComment
		}
		if err != nil {
			return err
		}
		return s.dropComment(ctx, tx, p, *b)
	})
}

// AppealComment keeps what the author of a removed comment says to that. They may say it
// anew until it is looked at. Faults: ErrNoComment, ErrNoCommentAppeal, those of a text.
func (s *Service) AppealComment(ctx context.Context, p Poll, voter Voter, said string) error {
	said, wrong := text.Lines(said, maxAppeal)
	if wrong == nil {
		wrong = text.Require(said)
	}
	if wrong != nil {
		return fault.Invalids(wrong.At("comment_appeal"))
	}
	key := s.ownKey(p, voter)
	if key == nil {
		return ErrNoComment
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		done, err := updateCommentAppeal(ctx, tx, p.ID, key, said)
		if err == nil && !done {
			err = ErrNoCommentAppeal
		}
		return err
	})
}

// withComment puts the voter's own comment beside their vote, to read it back.
func withComment(ctx context.Context, d *db.DB, p Poll, key []byte, vote Vote) (Vote, error) {
	if p.Comments == CommentsOff {
		return vote, nil
	}
	row, err := selectComment(ctx, d, string(p.ID), key)
	if err == nil && row.Said != "" {
		comment := row.comment()
		vote.Comment = &comment
	}
	return vote, err
}

// Comments is what of a poll's comments its readers are told.
type Comments struct {
	Shown []Comment // in an order that is drawn
	Next  string    // where the list goes on; empty: it is whole
	// Removed is how many were removed, by reason; those that were put back are not in it.
	Removed  map[RemovalReason]int
	Restored int // removed, and put back after an appeal or a second look
}

// Empty reports whether there is nothing to tell.
func (c Comments) Empty() bool { return len(c.Shown) == 0 && len(c.Removed) == 0 && c.Restored == 0 }

// ListComments returns comments of a poll to whoever may see its figures, at most limit, those after
// that one. A poll without comments has an empty list.
// Faults: ErrNotFound, ErrHidden.
func (s *Service) ListComments(ctx context.Context, p Poll, reader Reader, after string, limit int) (Comments, error) {
	if err := s.mayRead(ctx, p, reader); err != nil || p.Comments == CommentsOff {
		return Comments{}, err
	}
	over := p.Status(s.clock.Now()).Over()
	rows, err := selectComments(ctx, s.db, p.ID, CommentShown, over, after, limit+1)
	if err != nil {
		return Comments{}, err
	}
	var list Comments
	if len(rows) > limit {
		rows = rows[:limit]
		list.Next = rows[limit-1].ID
	}
	for _, r := range rows {
		list.Shown = append(list.Shown, Comment{ID: r.ID, Said: r.Said, Lang: r.Lang, State: CommentShown, Reply: r.Reply})
	}
	list.Removed, list.Restored, err = countRemovals(ctx, s.db, p.ID)
	return list, err
}

func knownReason(r RemovalReason) bool { return slices.Contains(RemovalReasons(), r) }
