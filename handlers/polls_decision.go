package handlers

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/fault"
	"kermesse/polls"
)

// decisionPage asks what the brand has decided after a vote.
func (a *App) decisionPage(c *fiber.Ctx, d desk) error {
	form := frontend.Form{Values: map[string][]string{
		"follows": {"yes"}, "tell": {"yes"}, "decided_on": {a.Clock.Now().In(d.Brand.Location()).Format(time.DateOnly)},
	}}
	return a.renderDecision(c, fiber.StatusOK, d, form)
}

func (a *App) renderDecision(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	p, err := a.pollAt(c, d)
	if err != nil {
		return err
	}
	if !p.Status(a.Clock.Now()).Over() {
		return polls.ErrNotClosed
	}
	page := frontend.AdminDecisionPage{AdminFrame: a.adminFrame(c, d), Slug: p.Slug, Title: p.Title.In(lang(c)), Form: form}
	snap, err := a.Polls.Results(c.UserContext(), p, polls.Reader{Staff: d.Actor})
	if err != nil {
		return err
	}
	page.Results = a.resultsView(p, snap, lang(c))
	followers, err := a.Polls.CountFollowers(c.UserContext(), d.Actor, p)
	if err != nil {
		return err
	}
	page.Followers = int(followers)
	if page.Said, err = a.decisions(c.UserContext(), p, lang(c)); err != nil {
		return err
	}
	return a.render(c, status, page)
}

// saveDecision publishes it.
func (a *App) saveDecision(c *fiber.Ctx, d desk) error {
	slug := c.Params("slug")
	said := polls.Announcement{
		Decision: polls.Text{FR: formValue(c, "decision"), EN: formValue(c, "decision_en")}, Follows: formValue(c, "follows") == "yes",
		Reason: polls.Text{FR: formValue(c, "reason"), EN: formValue(c, "reason_en")},
	}
	var err error
	if typed := formValue(c, "decided_on"); typed != "" {
		if said.DecidedOn, err = time.Parse(time.DateOnly, typed); err != nil {
			err = fault.Invalids(errDate.At("decided_on"))
		}
	}
	if err == nil {
		_, err = a.Polls.Announce(c.UserContext(), d.Actor, slug, said, formValue(c, "tell") == "yes")
	}
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderDecision(c, status, d, form) })
	}
	return a.redirect(c, d.pollPath(slug), frontend.NoticeAnnounced)
}

// decisions is what the brand has said, the latest first.
func (a *App) decisions(ctx context.Context, p polls.Poll, lang string) ([]frontend.DecisionView, error) {
	if p.Unannounced() {
		return nil, nil
	}
	said, err := a.Polls.Announcements(ctx, p)
	views := make([]frontend.DecisionView, len(said))
	for i, s := range said {
		views[i] = frontend.DecisionView{
			Version: s.Version, Text: s.Decision.In(lang), Follows: s.Follows, Reason: s.Reason.In(lang), Day: s.DecidedOn, At: inZone(s.At, p.TimeZone),
			Told: int(s.Mailing.Told), Telling: !s.Mailing.Done,
		}
	}
	return views, err
}

// fillDecision shows what was decided, or the way to be told. form is that of an address that was refused.
func (a *App) fillDecision(c *fiber.Ctx, b booth, page *frontend.ResultsPage, form frontend.Form) error {
	said, err := a.decisions(c.UserContext(), b.poll, lang(c))
	if err != nil {
		return err
	}
	if len(said) > 0 {
		page.Decision, page.Former = &said[0], said[1:]
		return nil
	}
	if b.poll.Status(a.Clock.Now()) == polls.Cancelled {
		return nil
	}
	page.Follow = &frontend.FollowView{Known: b.voter.Fan.Verified() && b.voter.Fan.Contact.Value != "", Form: form}
	page.Follow.Following, err = a.Polls.Follows(c.UserContext(), b.poll, b.voter.Fan)
	return err
}

type announcementBody struct {
	Decision  words  `json:"decision"`
	FollowsIt bool   `json:"follows_result" doc:"The decision is what the vote chose."`
	Reason    *words `json:"reason,omitempty" doc:"Why it is not; needed if so."`
	DecidedOn string `json:"decided_on" format:"date"`
	TellThem  bool   `json:"tell,omitempty" doc:"Write to those who asked to be told."`
}

type announceRequest struct {
	Slug string `path:"slug"`
	Body announcementBody
}

type announcementAnswer struct {
	Version   int64     `json:"version"`
	Decision  words     `json:"decision"`
	FollowsIt bool      `json:"follows_result"`
	Reason    *words    `json:"reason,omitempty"`
	DecidedOn string    `json:"decided_on" format:"date"`
	At        time.Time `json:"at"`
}

type announcementResponse struct {
	Body announcementAnswer
}

func (a *App) announceDecision(ctx context.Context, in *announceRequest) (*announcementResponse, error) {
	p, actor, err := a.atDesk(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	brand, err := a.Accounts.FindBrand(ctx, p.Brand)
	if err != nil {
		return nil, err
	}
	day, err := time.Parse(time.DateOnly, in.Body.DecidedOn)
	if err != nil {
		return nil, fault.Invalids(errDate.At("decided_on"))
	}
	announced := polls.Announcement{Follows: in.Body.FollowsIt, DecidedOn: day}
	announced.Decision.FR, announced.Decision.EN = in.Body.Decision.in(brand.Locale)
	if in.Body.Reason != nil {
		announced.Reason.FR, announced.Reason.EN = in.Body.Reason.in(brand.Locale)
	}
	said, err := a.Polls.Announce(ctx, actor, in.Slug, announced, in.Body.TellThem)
	if err != nil {
		return nil, err
	}
	return &announcementResponse{Body: tellAnnouncement(said)}, nil
}

type announcementsResponse struct {
	Body struct {
		Items []announcementAnswer `json:"items"`
		Next  string               `json:"next,omitempty" doc:"Empty: the list is whole."`
	}
}

func (a *App) listAnnouncements(ctx context.Context, in *pollRequest) (*announcementsResponse, error) {
	p, err := a.readablePoll(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	said, err := a.Polls.Announcements(ctx, p)
	if err != nil {
		return nil, err
	}
	out := &announcementsResponse{}
	out.Body.Items = make([]announcementAnswer, len(said))
	for i, s := range said {
		out.Body.Items[i] = tellAnnouncement(s)
	}
	return out, nil
}

func tellAnnouncement(s polls.Announcement) announcementAnswer {
	answer := announcementAnswer{
		Version: s.Version, Decision: bothWords(s.Decision), FollowsIt: s.Follows, DecidedOn: s.DecidedOn.Format(time.DateOnly), At: s.At,
	}
	if !s.Reason.Empty() {
		answer.Reason = new(bothWords(s.Reason))
	}
	return answer
}
