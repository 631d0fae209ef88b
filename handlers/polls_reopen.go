package handlers

import (
	"context"
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/clock"
	"kermesse/internal/fault"
	"kermesse/polls"
)

// reopenPollPage asks why and until when a closed poll takes votes again.
func (a *App) reopenPollPage(c *fiber.Ctx, d desk) error {
	return a.renderAfterClose(c, fiber.StatusOK, d, frontend.ActReopenPoll, frontend.Form{})
}

// voidPollPage asks why no result stands.
func (a *App) voidPollPage(c *fiber.Ctx, d desk) error {
	return a.renderAfterClose(c, fiber.StatusOK, d, frontend.ActVoidPoll, frontend.Form{})
}

func (a *App) renderAfterClose(c *fiber.Ctx, status int, d desk, act frontend.Act, form frontend.Form) error {
	p, err := a.pollAt(c, d)
	if err != nil {
		return err
	}
	counts, err := a.Polls.CountBallots(c.UserContext(), d.Actor, []polls.Poll{p})
	if err != nil {
		return err
	}
	page := frontend.AdminConfirmPage{
		AdminFrame: a.adminFrame(c, d), Act: act, Subject: p.Title.In(lang(c)), Count: int(counts[p.ID]),
		AskReason: true, Published: true, Back: d.pollPath(p.Slug), Form: form,
	}
	if act == frontend.ActReopenPoll {
		page.Zone = p.TimeZone
	}
	return a.render(c, status, page)
}

func (a *App) reopenPollForm(c *fiber.Ctx, d desk) error {
	p, err := a.pollAt(c, d)
	if err != nil {
		return err
	}
	until, err := localTime(formValue(c, "closes_at"), p.TimeZone)
	if err == nil {
		_, err = a.Polls.Reopen(c.UserContext(), d.Actor, p.Slug, formValue(c, "reason"), until)
	}
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			return a.renderAfterClose(c, status, d, frontend.ActReopenPoll, form)
		})
	}
	return a.redirect(c, d.pollPath(p.Slug), frontend.NoticeReopened)
}

func (a *App) voidPollForm(c *fiber.Ctx, d desk) error {
	p, err := a.Polls.Void(c.UserContext(), d.Actor, c.Params("slug"), formValue(c, "reason"))
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			return a.renderAfterClose(c, status, d, frontend.ActVoidPoll, form)
		})
	}
	return a.redirect(c, d.pollPath(p.Slug), frontend.NoticeVoided)
}

// localTime reads a new end of a poll, in its zone; the zero time where nothing was typed.
func localTime(typed, zone string) (time.Time, error) {
	if typed == "" {
		return time.Time{}, nil
	}
	t, err := clock.Local(typed, zone)
	switch {
	case errors.Is(err, clock.ErrSkipped):
		return t, fault.Invalids(errSkippedHour.At("closes_at"))
	case err != nil:
		return t, fault.Invalids(errDate.At("closes_at"))
	}
	return t, nil
}

type reopenPollRequest struct {
	Slug string `path:"slug"`
	Body struct {
		Reason   string    `json:"reason" doc:"Published."`
		ClosesAt time.Time `json:"closes_at" doc:"The new end."`
	}
}

func (a *App) reopenPoll(ctx context.Context, in *reopenPollRequest) (*pollResponse, error) {
	_, actor, err := a.atDesk(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	p, err := a.Polls.Reopen(ctx, actor, in.Slug, in.Body.Reason, in.Body.ClosesAt)
	return a.answerPoll(ctx, p, err)
}

type voidPollRequest struct {
	Slug string `path:"slug"`
	Body struct {
		Reason string `json:"reason" doc:"Published."`
	}
}

func (a *App) voidPoll(ctx context.Context, in *voidPollRequest) (*pollResponse, error) {
	_, actor, err := a.atDesk(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	p, err := a.Polls.Void(ctx, actor, in.Slug, in.Body.Reason)
	return a.answerPoll(ctx, p, err)
}

type pollNoticeAnswer struct {
	Number       int64             `json:"number" doc:"From 1."`
	At           time.Time         `json:"at"`
	Kind         string            `json:"kind" enum:"reworded,reopened,voided,released,kept,codes_issued,codes_voided,idea_accepted,idea_merged,idea_declined"`
	Reason       string            `json:"reason,omitempty"`
	Rewordings   []rewordingAnswer `json:"rewordings,omitempty"`
	FormerClose  *time.Time        `json:"former_closes_at,omitempty"`
	ClosesAt     *time.Time        `json:"closes_at,omitempty"`
	Count        int64             `json:"count,omitempty" doc:"Of ballots or codes."`
	FiguresKnown bool              `json:"figures_known,omitempty" doc:"The figures had been told when the poll was reopened."`
}

type rewordingAnswer struct {
	Field  string `json:"field"`
	Option string `json:"option,omitempty" doc:"Id of the option; left out for the poll itself."`
	Lang   string `json:"lang" enum:"fr,en"`
	Before string `json:"before"`
	After  string `json:"after"`
}

type pollNoticesResponse struct {
	Body struct {
		Items []pollNoticeAnswer `json:"items"`
		Next  string             `json:"next,omitempty" doc:"Empty: the list is whole."`
	}
}

// listPollNotices tells what the brand has changed since publication.
func (a *App) listPollNotices(ctx context.Context, in *pollRequest) (*pollNoticesResponse, error) {
	p, err := a.readablePoll(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	told, err := a.Polls.Notices(ctx, p)
	if err != nil {
		return nil, err
	}
	out := &pollNoticesResponse{}
	out.Body.Items = make([]pollNoticeAnswer, len(told))
	for i, n := range told {
		out.Body.Items[i] = tellNotice(n)
	}
	return out, nil
}

func tellNotice(n polls.Notice) pollNoticeAnswer {
	told := pollNoticeAnswer{
		Number: n.No, At: n.At, Kind: string(n.Kind), Reason: n.Reason, Count: n.Count,
		FormerClose: optionalTime(n.FormerClose), ClosesAt: optionalTime(n.ClosesAt), FiguresKnown: n.FiguresKnown,
	}
	for _, r := range n.Rewordings {
		told.Rewordings = append(told.Rewordings, rewordingAnswer(r))
	}
	return told
}
