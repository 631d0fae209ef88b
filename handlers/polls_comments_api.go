package handlers

import (
	"context"
	"net/http"

	"kermesse/internal/account"
	"kermesse/polls"
)

func (a *App) pollCommentOperations() {
	op := func(method, path, id, summary string, status int) operation {
		return operation{method: method, path: "/polls/{slug}" + path, id: id, summary: summary, tag: "polls", status: status}
	}
	list := op(http.MethodGet, "/comments", "list-comments", "Read what voters say, where the poll lets this reader see its figures now", 0)
	list.public = true
	register(a, list, a.listComments)
	withdraw := op(http.MethodDelete, "/votes/mine/comment", "withdraw-comment", "Take the reason of one's own vote back, and leave the vote", http.StatusNoContent)
	withdraw.public, withdraw.natural = true, true
	register(a, withdraw, a.withdrawComment)
	appeal := op(http.MethodPost, "/votes/mine/comment/appeal", "appeal-comment", "Say why one's own comment, which was removed, should be shown", 0)
	appeal.public, appeal.natural = true, true
	register(a, appeal, a.appealComment)

	register(a, op(http.MethodGet, "/moderation/comments", "list-comments-to-moderate", "List comments in one state, for moderators", 0), a.listToModerate)
	register(a, op(http.MethodPost, "/moderation/comments/{comment}", "settle-comment", "Publish or remove a comment, hold it again, or let its removal stand", 0), a.settleComment)
	register(a, op(http.MethodPut, "/moderation/comments/{comment}/reply", "reply-to-comment", "Put the brand's public reply under a comment; an empty one takes it back", 0), a.replyToComment)
}

// ownCommentAnswer is a comment as its author is told about it.
type ownCommentAnswer struct {
	Text   string `json:"text"`
	State  string `json:"state" enum:"held,shown,removed"`
	Waits  bool   `json:"waits,omitempty" doc:"For ten other votes: nobody else reads it yet, staff included."`
	Reason string `json:"removal_reason,omitempty" enum:"insult,hate,personal_data,advertising,unlawful,off_topic"`
	Appeal string `json:"appeal,omitempty"`
	Upheld bool   `json:"upheld,omitempty" doc:"The appeal was looked at, and it stays removed."`
	Reply  string `json:"reply,omitempty" doc:"Of the brand, in public."`
}

func tellOwnComment(c *polls.Comment) *ownCommentAnswer {
	if c == nil {
		return nil
	}
	return &ownCommentAnswer{
		Text: c.Said, State: string(c.State), Waits: c.Waits, Reason: string(c.Reason), Appeal: c.Appeal, Upheld: c.Upheld, Reply: c.Reply,
	}
}

type commentsRequest struct {
	Slug   string `path:"slug"`
	Cursor string `query:"cursor" doc:"What next said."`
}

type commentAnswer struct {
	ID    string `json:"id" doc:"It does not lead to a ballot or a receipt."`
	Text  string `json:"text"`
	Lang  string `json:"language" enum:"fr,en" doc:"Of the page it was written on."`
	Reply string `json:"reply,omitempty" doc:"Of the brand."`
}

type commentsResponse struct {
	Body struct {
		Policy   string          `json:"policy" enum:"off,before,after" doc:"When staff read comments: before publication or after."`
		Items    []commentAnswer `json:"items" doc:"In an order that is drawn."`
		Next     string          `json:"next,omitempty" doc:"Empty: the list is whole."`
		Removed  map[string]int  `json:"removed" doc:"How many were removed, by reason."`
		Restored int             `json:"restored" doc:"How many were removed and put back."`
	}
}

func (a *App) listComments(ctx context.Context, in *commentsRequest) (*commentsResponse, error) {
	p, reader, err := a.pollAndReader(requestFrom(ctx).c)
	if err != nil {
		return nil, err
	}
	list, err := a.Polls.ListComments(ctx, p, reader, in.Cursor, commentsOnPage)
	if err != nil {
		return nil, err
	}
	out := &commentsResponse{}
	out.Body.Policy, out.Body.Next, out.Body.Restored = string(p.Comments), list.Next, list.Restored
	out.Body.Items, out.Body.Removed = make([]commentAnswer, len(list.Shown)), map[string]int{}
	for i, c := range list.Shown {
		out.Body.Items[i] = commentAnswer{ID: c.ID, Text: c.Said, Lang: c.Lang, Reply: c.Reply}
	}
	for reason, n := range list.Removed {
		out.Body.Removed[string(reason)] = n
	}
	return out, nil
}

func (a *App) withdrawComment(ctx context.Context, in *pollRequest) (*struct{}, error) {
	p, voter, err := a.pollAndVoter(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	return nil, a.Polls.WithdrawComment(ctx, p, voter)
}

func (a *App) appealComment(ctx context.Context, in *appealRequest) (*voteResponse, error) {
	p, voter, err := a.pollAndVoter(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	if err := a.Polls.AppealComment(ctx, p, voter, in.Body.Appeal); err != nil {
		return nil, err
	}
	vote, err := a.Polls.FindVote(ctx, p, voter)
	return a.answerVote(p, vote, err)
}

type moderateRequest struct {
	Slug   string `path:"slug"`
	State  string `query:"state" enum:"held,shown,removed" default:"held"`
	Cursor string `query:"cursor" doc:"What next said."`
}

// moderatedAnswer is a comment as moderators read it.
type moderatedAnswer struct {
	ID     string `json:"id" doc:"A new one for each text of the same author."`
	Text   string `json:"text"`
	Lang   string `json:"language" enum:"fr,en"`
	State  string `json:"state" enum:"held,shown,removed"`
	Reason string `json:"removal_reason,omitempty"`
	Appeal string `json:"appeal,omitempty"`
	Upheld bool   `json:"upheld,omitempty"`
	Reply  string `json:"reply,omitempty"`
}

func tellModerated(c polls.Comment) moderatedAnswer {
	return moderatedAnswer{
		ID: c.ID, Text: c.Said, Lang: c.Lang, State: string(c.State), Reason: string(c.Reason), Appeal: c.Appeal, Upheld: c.Upheld, Reply: c.Reply,
	}
}

type moderateResponse struct {
	Body struct {
		Items []moderatedAnswer `json:"items" doc:"Of the removed ones, those with an appeal that waits come first."`
		Next  string            `json:"next,omitempty" doc:"Empty: the list is whole."`
	}
}

func (a *App) listToModerate(ctx context.Context, in *moderateRequest) (*moderateResponse, error) {
	p, actor, err := a.atDesk(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	list, more, err := a.Polls.ListToModerate(ctx, actor, p, polls.CommentState(in.State), in.Cursor, commentsOnPage)
	if err != nil {
		return nil, err
	}
	out := &moderateResponse{}
	out.Body.Items = make([]moderatedAnswer, len(list))
	for i, c := range list {
		out.Body.Items[i] = tellModerated(c)
	}
	if more {
		out.Body.Next = list[len(list)-1].ID
	}
	return out, nil
}

// allComments reads the comments of one state, page by page.
func (a *App) allComments(ctx context.Context, actor account.Actor, p polls.Poll, state polls.CommentState) ([]polls.Comment, error) {
	const atOnce = 1000
	var all []polls.Comment
	for after := ""; ; after = all[len(all)-1].ID {
		list, more, err := a.Polls.ListToModerate(ctx, actor, p, state, after, atOnce)
		if all = append(all, list...); err != nil || !more {
			return all, err
		}
	}
}

type settleRequest struct {
	Slug    string `path:"slug"`
	Comment string `path:"comment"`
	Body    struct {
		Act    string `json:"act" enum:"publish,remove,hold,uphold" doc:"uphold: it stays removed, after an appeal."`
		Reason string `json:"reason,omitempty" enum:"insult,hate,personal_data,advertising,unlawful,off_topic" doc:"Of a removal; counted in public, and told to the author."`
	}
}

type moderatedResponse struct {
	Body moderatedAnswer
}

func (a *App) settleComment(ctx context.Context, in *settleRequest) (*moderatedResponse, error) {
	_, actor, err := a.atDesk(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	c, err := a.Polls.Settle(ctx, actor, in.Slug, in.Comment, polls.CommentAct(in.Body.Act), polls.RemovalReason(in.Body.Reason))
	if err != nil {
		return nil, err
	}
	return &moderatedResponse{Body: tellModerated(c)}, nil
}

type replyRequest struct {
	Slug    string `path:"slug"`
	Comment string `path:"comment"`
	Body    struct {
		Reply string `json:"reply" doc:"Up to 500 characters, in the brand's name."`
	}
}

func (a *App) replyToComment(ctx context.Context, in *replyRequest) (*moderatedResponse, error) {
	_, actor, err := a.atDesk(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	c, err := a.Polls.Reply(ctx, actor, in.Slug, in.Comment, in.Body.Reply)
	if err != nil {
		return nil, err
	}
	return &moderatedResponse{Body: tellModerated(c)}, nil
}
