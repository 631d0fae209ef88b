package polls

import (
	"context"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/text"
)

// CommentAct is what staff do with a comment.
type CommentAct string

// The acts.
const (
	CommentPublish CommentAct = "publish" // others read it; also one that was removed
	CommentRemove  CommentAct = "remove"  // for a reason
	CommentHold    CommentAct = "hold"    // back to those that wait: takes another act back
	CommentUphold  CommentAct = "uphold"  // it stays removed, after an appeal
)

// CommentActs lists them.
func CommentActs() []CommentAct {
	return []CommentAct{CommentPublish, CommentRemove, CommentHold, CommentUphold}
}

// commentActions are the acts as the journal names them.
var commentActions = map[CommentAct]string{
	CommentPublish: "poll.comment_published", CommentRemove: "poll.comment_removed",
	CommentHold: "poll.comment_held", CommentUphold: "poll.comment_upheld",
}

// ListToModerate returns comments of a poll in one state to its moderators, at most limit, those
// after that one; of the removed ones those with an appeal that waits come first. more tells
// that there are others. Staff read none before its group of ballots is whole, and none of a
// poll whose figures are sealed: ErrHidden.
func (s *Service) ListToModerate(
	ctx context.Context, actor account.Actor, p Poll, state CommentState, after string, limit int,
) (list []Comment, more bool, err error) {
	if err := s.mayModerate(ctx, actor, p); err != nil {
		return nil, false, err
	}
	rows, err := selectComments(ctx, s.db, p.ID, state, p.Status(s.clock.Now()).Over(), after, limit+1)
	if more = len(rows) > limit; more {
		rows = rows[:limit]
	}
	for _, r := range rows {
		list = append(list, r.comment())
	}
	return list, more, err
}

// FindComment returns one comment of a poll to its moderators. Faults: ErrNoComment, ErrHidden.
func (s *Service) FindComment(ctx context.Context, actor account.Actor, p Poll, id string) (Comment, error) {
	if err := s.mayModerate(ctx, actor, p); err != nil {
		return Comment{}, err
	}
	row, err := selectCommentByID(ctx, s.db, p.ID, id)
	if err == nil && row.Waits > 0 && !p.Status(s.clock.Now()).Over() {
		err = ErrNoComment
	}
	return row.comment(), err
}

// CommentCounts is how many comments of a poll stand where.
type CommentCounts struct {
	Held, Shown, Removed, Appeals int
}

// CountComments counts the comments of a poll that its moderators may read now.
func (s *Service) CountComments(ctx context.Context, actor account.Actor, p Poll) (CommentCounts, error) {
	if err := s.mayModerate(ctx, actor, p); err != nil {
		return CommentCounts{}, err
	}
	return countComments(ctx, s.db, p.ID, p.Status(s.clock.Now()).Over())
}

// ListUnread tells how many comments, appeals included, wait for a moderator in each poll of the actor's brand
// that has some.
func (s *Service) ListUnread(ctx context.Context, actor account.Actor) (map[ID]int, error) {
	if err := actor.Require(account.Moderate, actor.Brand); err != nil {
		return nil, err
	}
	return countUnread(ctx, s.db, string(actor.Brand))
}

// mayModerate is mayRead for those who moderate.
func (s *Service) mayModerate(ctx context.Context, actor account.Actor, p Poll) error {
	if err := actor.RequireOr(account.Moderate, p.Brand, ErrNotFound); err != nil {
		return err
	}
	return s.mayRead(ctx, p, Reader{Staff: actor})
}

// Settle does something with a comment. What was done and why stands in the journal, without
// the words; how many were removed for which reason everybody is told.
// Faults: ErrNoComment, ErrCommentSettled, ErrRemovalReason, ErrCommentAct, ErrHidden.
func (s *Service) Settle(ctx context.Context, actor account.Actor, slug, id string, act CommentAct, reason RemovalReason) (Comment, error) {
	switch {
	case commentActions[act] == "":
		return Comment{}, fault.Invalids(ErrCommentAct.With(join(CommentActs())).At("act"))
	case act == CommentRemove && !knownReason(reason):
		return Comment{}, fault.Invalids(ErrRemovalReason.With(join(RemovalReasons())).At("reason"))
	case act != CommentRemove:
		reason = ""
	}
	return s.onComment(ctx, actor, slug, id, commentActions[act], func(ctx context.Context, tx *db.DB, row *commentRow) (map[string]any, error) {
		was := CommentState(row.State)
		if err := row.settle(act, reason); err != nil {
			return nil, err
		}
		var err error
		switch {
		case act == CommentRemove:
			err = insertRemoval(ctx, tx, *row, s.clock.Now())
		case was == CommentRemoved && act != CommentUphold:
			err = restoreRemoval(ctx, tx, *row, s.clock.Now())
		}
		return map[string]any{"comment": row.ID, "reason": reason}, err
	})
}

// settle changes a row as an act says. Fault: ErrCommentSettled.
func (r *commentRow) settle(act CommentAct, reason RemovalReason) error {
	state := CommentState(r.State)
	switch {
	case act == CommentPublish && state != CommentShown:
		r.State, r.Reason = string(CommentShown), ""
	case act == CommentHold && state != CommentHeld:
		r.State, r.Reason = string(CommentHeld), ""
	case act == CommentRemove && state != CommentRemoved:
		r.State, r.Reason, r.Appeal, r.Warned, r.Upheld = string(CommentRemoved), string(reason), "", true, false
	case act == CommentUphold && state == CommentRemoved && r.Appeal != "" && !r.Upheld:
		r.Upheld = true
	default:
		return ErrCommentSettled
	}
	return nil
}

// Reply puts the brand's answer under a comment that is shown, in place of an earlier one;
// nothing takes it back. Faults: ErrNoComment, ErrCommentNotShown, those of a text.
func (s *Service) Reply(ctx context.Context, actor account.Actor, slug, id, said string) (Comment, error) {
	said, wrong := text.Lines(said, MaxReply)
	if wrong != nil {
		return Comment{}, fault.Invalids(wrong.At("reply"))
	}
	return s.onComment(ctx, actor, slug, id, "poll.comment_replied", func(_ context.Context, _ *db.DB, row *commentRow) (map[string]any, error) {
		if CommentState(row.State) != CommentShown {
			return nil, ErrCommentNotShown
		}
		row.Reply = said
		return map[string]any{"comment": row.ID, "reply": said}, nil
	})
}

// onComment changes one comment and writes the journal, all or nothing. Two moderators come
// one after the other.
func (s *Service) onComment(
	ctx context.Context, actor account.Actor, slug, id, action string,
	fn func(context.Context, *db.DB, *commentRow) (map[string]any, error),
) (Comment, error) {
	var row commentRow
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		p, err := selectPoll(ctx, tx, slug)
		if err != nil {
			return err
		}
		if err := s.mayModerate(ctx, actor, p); err != nil {
			return err
		}
		if row, err = lockComment(ctx, tx, p.ID, id); err != nil {
			return err
		}
		if row.Waits > 0 && !p.Status(s.clock.Now()).Over() {
			return ErrNoComment
		}
		told, err := fn(ctx, tx, &row)
		if err != nil {
			return err
		}
		if err := updateComment(ctx, tx, row); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{Action: action, Subject: "poll:" + p.Slug, At: s.clock.Now(), After: told})
	})
	return row.comment(), err
}
