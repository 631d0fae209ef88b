package handlers

import (
	"errors"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/polls"
)

// How many comments a page shows.
const (
	commentsOnVote    = 3
	commentsOnResults = 10
	commentsOnPage    = 50
	commentsInQueue   = 20
)

func ownComment(c *polls.Comment) *frontend.OwnComment {
	if c == nil {
		return nil
	}
	return &frontend.OwnComment{
		Said: c.Said, State: frontend.CommentState(c.State), Waits: c.Waits, Reason: frontend.RemovalReason(c.Reason),
		Appeal: c.Appeal, Upheld: c.Upheld, Reply: c.Reply,
	}
}

// someComments shows the first comments of a poll to whoever may see its figures; nil to others.
func (a *App) someComments(c *fiber.Ctx, b booth, limit int) (*frontend.CommentsView, error) {
	if b.poll.Comments == polls.CommentsOff {
		return nil, nil
	}
	list, err := a.Polls.ListComments(c.UserContext(), b.poll, polls.Reader{Voter: b.voter}, "", limit)
	if errors.Is(err, polls.ErrHidden) {
		return nil, nil
	}
	view := commentsView(b, list)
	if list.Next != "" {
		view.All = frontend.PollPath(b.poll.Slug, "comments")
	}
	return view, err
}

func commentsView(b booth, list polls.Comments) *frontend.CommentsView {
	view := &frontend.CommentsView{Brand: b.brand.Name, Restored: list.Restored}
	for _, c := range list.Shown {
		view.Lines = append(view.Lines, frontend.CommentLine{Said: c.Said, Lang: c.Lang, Reply: c.Reply})
	}
	for _, reason := range polls.RemovalReasons() {
		if n := list.Removed[reason]; n > 0 {
			view.Removed = append(view.Removed, frontend.RemovalCount{Reason: frontend.RemovalReason(reason), Count: n})
		}
	}
	return view
}

// commentsPage shows all that voters have said.
func (a *App) commentsPage(c *fiber.Ctx, b booth) error {
	if b.poll.Comments == polls.CommentsOff {
		return polls.ErrNotFound
	}
	page := frontend.CommentsPage{
		Frame: a.boothFrame(c, b), Poll: a.pollView(b.poll, nil, lang(c)), State: pollState(b.poll.Status(a.Clock.Now())),
		First: c.Query("after") == "",
	}
	list, err := a.Polls.ListComments(c.UserContext(), b.poll, polls.Reader{Voter: b.voter}, c.Query("after"), commentsOnPage)
	switch {
	case errors.Is(err, polls.ErrHidden):
		page.Hidden = true
	case err != nil:
		return err
	default:
		page.Comments = commentsView(b, list)
		if list.Next != "" {
			page.Comments.All = frontend.PollPath(b.poll.Slug, "comments") + "?" + url.Values{"after": {list.Next}}.Encode()
		}
	}
	return a.render(c, fiber.StatusOK, page)
}

// ownCommentForm takes a voter's reason back, or an appeal against its removal.
func (a *App) ownCommentForm(c *fiber.Ctx, b booth) error {
	ctx, notice := c.UserContext(), frontend.NoticeCommentGone
	var err error
	if formValue(c, "act") == "appeal" {
		notice = frontend.NoticeAppealed
		err = a.Polls.AppealComment(ctx, b.poll, b.voter, formValue(c, "comment_appeal"))
	} else {
		err = a.Polls.WithdrawComment(ctx, b.poll, b.voter)
	}
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			return a.renderOwnReceipt(c, status, b, form)
		})
	}
	vote, err := a.Polls.FindVote(ctx, b.poll, b.voter)
	if err != nil {
		return err
	}
	return a.redirect(c, ownReceipt(b, vote), notice)
}

// unread is how many comments of a poll wait for a moderator.
func (a *App) unread(c *fiber.Ctx, d desk, p polls.Poll) (int, error) {
	if p.Comments == polls.CommentsOff || !d.Actor.May(account.Moderate) {
		return 0, nil
	}
	counts, err := a.Polls.CountComments(c.UserContext(), d.Actor, p)
	if errors.Is(err, polls.ErrHidden) {
		return 0, nil
	}
	return counts.Held + counts.Appeals, err
}

// moderatePage lists comments in one state: those to read first.
func (a *App) moderatePage(c *fiber.Ctx, d desk) error {
	page := frontend.AdminCommentsPage{State: frontend.CommentState(commentTab(c.Query("tab")))}
	if id, undo := c.Query("done"), c.Query("undo"); id != "" && undo != "" {
		page.Done = &frontend.DoneComment{ID: id, Undo: undo}
	}
	return a.renderModeration(c, fiber.StatusOK, d, page)
}

func (a *App) renderModeration(c *fiber.Ctx, status int, d desk, page frontend.AdminCommentsPage) error {
	ctx := c.UserContext()
	p, err := a.pollAt(c, d)
	if err != nil {
		return err
	}
	if p.Comments == polls.CommentsOff {
		return polls.ErrNotFound
	}
	page.AdminFrame, page.Slug, page.Title, page.Policy = a.adminFrame(c, d), p.Slug, p.Title.In(lang(c)), frontend.CommentPolicy(p.Comments)
	counts, err := a.Polls.CountComments(ctx, d.Actor, p)
	if errors.Is(err, polls.ErrHidden) {
		page.Sealed = true
		return a.render(c, status, page)
	}
	if err != nil {
		return err
	}
	list, more, err := a.Polls.ListToModerate(ctx, d.Actor, p, polls.CommentState(page.State), c.Query("after"), commentsInQueue)
	if err != nil {
		return err
	}
	page.Tabs = commentTabs(c, d, p, page.State, counts)
	page.ExportURL = frontend.LocalPath(lang(c), d.pollPath(p.Slug, "comments.csv"))
	for _, said := range list {
		page.Rows = append(page.Rows, frontend.AdminCommentRow{
			ID: said.ID, Said: said.Said, Lang: said.Lang, Reason: frontend.RemovalReason(said.Reason),
			Appeal: said.Appeal, Upheld: said.Upheld, Reply: said.Reply,
		})
	}
	if more {
		page.Next = queueHref(c, d, p, page.State, list[len(list)-1].ID)
	}
	if len(list) > 1 {
		page.Skip = queueHref(c, d, p, page.State, list[0].ID)
	}
	return a.render(c, status, page)
}

func queueHref(c *fiber.Ctx, d desk, p polls.Poll, state frontend.CommentState, after string) string {
	return frontend.LocalPath(lang(c), d.pollPath(p.Slug, "comments")) + "?" + url.Values{"tab": {string(state)}, "after": {after}}.Encode()
}

func commentTabs(c *fiber.Ctx, d desk, p polls.Poll, current frontend.CommentState, counts polls.CommentCounts) []frontend.Tab {
	var tabs []frontend.Tab
	for _, tab := range []struct {
		state polls.CommentState
		count int
	}{{polls.CommentHeld, counts.Held}, {polls.CommentShown, counts.Shown}, {polls.CommentRemoved, counts.Removed}} {
		tabs = append(tabs, frontend.Tab{
			Key: string(tab.state), Count: tab.count, Current: frontend.CommentState(tab.state) == current,
			Href: frontend.LocalPath(lang(c), d.pollPath(p.Slug, "comments")) + "?tab=" + string(tab.state),
		})
	}
	return tabs
}

// commentTab is the state of comments that an address or a form names; those to read first
// where it names none.
func commentTab(named string) polls.CommentState {
	switch state := polls.CommentState(named); state {
	case polls.CommentShown, polls.CommentRemoved:
		return state
	}
	return polls.CommentHeld
}

// moderateForm does something with one comment and leads back to the list, where it can be taken back.
func (a *App) moderateForm(c *fiber.Ctx, d desk) error {
	ctx, slug, id := c.UserContext(), c.Params("slug"), c.Params("comment")
	act, reason, _ := strings.Cut(formValue(c, "act"), ".")
	tab := commentTab(formValue(c, "tab"))
	undo := undoOf(polls.CommentAct(act), tab)
	var err error
	if act == "reply" {
		_, err = a.Polls.Reply(ctx, d.Actor, slug, id, formValue(c, "reply"))
	} else {
		_, err = a.Polls.Settle(ctx, d.Actor, slug, id, polls.CommentAct(act), polls.RemovalReason(reason))
	}
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			return a.renderModeration(c, status, d, frontend.AdminCommentsPage{State: frontend.CommentState(tab), Form: form, Wrong: id})
		})
	}
	back := url.Values{"tab": {string(tab)}}
	if undo != "" {
		back.Set("done", id)
		back.Set("undo", undo)
	}
	return a.redirect(c, d.pollPath(slug, "comments")+"?"+back.Encode(), noticeOf(undo))
}

// noticeOf says that something was done, where the page does not say so itself.
func noticeOf(undo string) frontend.Notice {
	if undo != "" {
		return ""
	}
	return frontend.NoticeModerated
}

// undoOf is the act that takes another one back, by where the comment stood; empty for none.
func undoOf(act polls.CommentAct, was polls.CommentState) string {
	switch {
	case act != polls.CommentPublish && act != polls.CommentRemove:
		return ""
	case was == polls.CommentHeld:
		return string(polls.CommentHold)
	case was == polls.CommentShown:
		return string(polls.CommentPublish)
	}
	return "" // putting back what was removed: another removal asks for its reason
}

// exportComments answers all comments that moderators may read as a table.
func (a *App) exportComments(c *fiber.Ctx, d desk) error {
	p, err := a.pollAt(c, d)
	if err != nil {
		return err
	}
	rows := [][]string{{"comment", "state", "language", "text", "removal_reason", "appeal", "reply"}}
	for _, state := range []polls.CommentState{polls.CommentHeld, polls.CommentShown, polls.CommentRemoved} {
		list, err := a.allComments(c.UserContext(), d.Actor, p, state)
		if err != nil {
			return err
		}
		for _, said := range list {
			rows = append(rows, []string{said.ID, string(said.State), said.Lang, said.Said, string(said.Reason), said.Appeal, said.Reply})
		}
	}
	return sendCSV(c, p.Slug+"-comments.csv", rows)
}
