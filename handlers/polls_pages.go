package handlers

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/polls"
)

// booth is a poll as one visitor stands before it.
type booth struct {
	poll  polls.Poll
	brand account.Brand
	voter polls.Voter
}

// atBooth wraps a page under /p/:slug.
func (a *App) atBooth(h func(*fiber.Ctx, booth) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		ctx := c.UserContext()
		p, err := a.Polls.Find(ctx, c.Params("slug"))
		if err != nil {
			return err
		}
		brand, err := a.brandShown(ctx, p.Brand)
		if err != nil {
			return err
		}
		voter, err := a.voterOf(c, p)
		if err != nil {
			return err
		}
		a.shows(c, brand.ID, append([]time.Time{p.ProposalsUntil, p.OpensAt, p.ClosesAt, p.Lots.Round.Due}, p.RoundEnds...)...)
		return h(c, booth{poll: p, brand: brand, voter: voter})
	}
}

// voterOf is who asks, as far as a poll can tell.
func (a *App) voterOf(c *fiber.Ctx, p polls.Poll) (polls.Voter, error) {
	f, err := a.fanOf(c, p.Brand)
	voter := polls.Voter{Device: string(a.device(c)), Fan: f, Stub: cookie(c, cookieStub+string(p.ID))}
	switch placeOf(c) {
	case frontend.EmbedPath:
		voter.Source = polls.InFrame
		if _, kept := a.placeKey(c); !kept {
			voter.Unkept, voter.Stub = true, c.Query(queryStub)
		}
	case frontend.KioskPath:
		voter.Source = polls.AtKiosk
	}
	return voter, err
}

// queryStub carries the stub from page to page within a frame whose browser keeps no cookie.
const queryStub = "stub"

// keepStub lets the browser that has just voted read its vote again, where a link or a code
// and no cookie says who votes.
func (a *App) keepStub(c *fiber.Ctx, p polls.Poll, v polls.Vote) {
	if v.Stub != "" && p.Access.Level() >= polls.AccessEmail.Level() {
		a.setCookie(c, cookieStub+string(p.ID), v.Stub, deviceLife)
	}
}

func (a *App) boothFrame(c *fiber.Ctx, b booth) frontend.Frame {
	f := a.frame(c)
	f.Brand = a.brandFor(c, b.brand)
	return f
}

// votePage shows the ballot. Where the vote counts browsers, this one gets its cookie now,
// so that the form can show that cookies are kept.
func (a *App) votePage(c *fiber.Ctx, b booth) error {
	id, err := a.newDevice(c)
	if err != nil {
		return err
	}
	b.voter.Device = string(id)
	values := url.Values{}
	for name, value := range c.Queries() { // a ballot filled in before signing in
		values.Set(name, value)
	}
	return a.renderVote(c, fiber.StatusOK, b, frontend.Form{Values: values})
}

func (a *App) renderVote(c *fiber.Ctx, status int, b booth, form frontend.Form) error {
	offered := a.Polls.Offered(b.poll, b.voter)
	if b.poll.Status(a.Clock.Now()).Choosing() {
		offered = nil // the shortlist is the staff's until the vote is published
	}
	page := frontend.VotePage{
		Frame: a.boothFrame(c, b), Poll: a.pollView(b.poll, offered, lang(c)),
		State: pollState(b.poll.Status(a.Clock.Now())), Form: form, Cancel: cancellation(b.poll), Void: voidance(b.poll),
		Known: b.voter.Fan.Verified(),
	}
	a.takeTurns(c, b, &page.Poll)
	page.Poll.ShareImage = a.pollPicture(c, b)
	said, err := a.decisions(c.UserContext(), b.poll, lang(c))
	if err != nil {
		return err
	}
	if len(said) > 0 {
		page.Decision = &said[0]
	}
	if err := a.fillPicks(c, b, &page); err != nil {
		return err
	}
	page.Work = b.poll.Access == polls.AccessWork && b.voter.Source != polls.AtKiosk || form.Error("work") != ""
	ideas, err := a.ownIdeas(c, b)
	if err != nil {
		return err
	}
	page.Ideas = ideas
	yours, err := a.yourVote(c, b)
	if err != nil {
		return err
	}
	page.YourVote = yours
	if page.Poll.Codes, err = a.codesOf(c.UserContext(), b.poll); err != nil {
		return err
	}
	if page.Notices, err = a.pollNotices(c, b.poll); err != nil {
		return err
	}
	if page.Comments, err = a.someComments(c, b, commentsOnVote); err != nil {
		return err
	}
	if yours != nil {
		filled, err := a.filledIn(c, b)
		if err != nil {
			return err
		}
		switch {
		case !form.Failed() && len(form.Values) == 0:
			page.Form.Values = filled
		case page.Sets != nil && form.Values != nil && !form.Values.Has(fieldComment): // the address says which set, and nothing of the reason
			page.Form.Values.Set(fieldComment, filled.Get(fieldComment))
		}
		page.Fresh = page.Round != nil && !playedNow(filled)
	}
	return a.render(c, status, page)
}

// codesOf is how many codes a poll has in circulation; 0 where none are asked for.
func (a *App) codesOf(ctx context.Context, p polls.Poll) (int, error) {
	if p.Access != polls.AccessCode {
		return 0, nil
	}
	return a.Polls.CountCodes(ctx, p)
}

// yourVote is the visitor's counted vote, or nil.
func (a *App) yourVote(c *fiber.Ctx, b booth) (*frontend.VoteReceipt, error) {
	v, err := a.Polls.FindVote(c.UserContext(), b.poll, b.voter)
	if errors.Is(err, polls.ErrNoBallot) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return receiptView(b.poll, v, lang(c), b.poll.Status(a.Clock.Now()) == polls.Open), nil
}

// filledIn is the form as it would be to cast the visitor's present ballot again.
func (a *App) filledIn(c *fiber.Ctx, b booth) (url.Values, error) {
	v, err := a.Polls.FindVote(c.UserContext(), b.poll, b.voter)
	if err != nil {
		return nil, err
	}
	values := url.Values{}
	for _, id := range v.Ballot.Choices {
		values.Add(fieldChoice, string(id))
	}
	if v.WriteIn != "" && v.WriteInState != polls.ProposalAccepted {
		values.Set(fieldWriteIn, v.WriteIn)
	}
	if v.Comment != nil {
		values.Set(fieldComment, v.Comment.Said)
	}
	for place, group := range v.Ballot.Ranking {
		for _, id := range group {
			values.Set(prefixPlace+string(id), strconv.Itoa(place+1))
		}
	}
	for id, score := range v.Ballot.Scores {
		values.Set(prefixScore+string(id), strconv.FormatInt(score, 10))
	}
	if b.poll.Rounds() > 0 {
		return values, a.roundFilledIn(c, b, v, values)
	}
	return values, nil
}

// castVote takes the ballot of the form.
func (a *App) castVote(c *fiber.Ctx, b booth) error {
	values := formValues(c)
	if b.poll.Access == polls.AccessOpen { // where nothing is asked, cookies are not either
		id, err := a.newDevice(c)
		if err != nil {
			return err
		}
		b.voter.Device = string(id)
	}
	cast, err := a.castOf(c, b, values)
	var vote polls.Vote
	if err == nil {
		vote, err = a.Polls.Vote(c.UserContext(), b.poll, b.voter, cast)
	}
	switch {
	case errors.Is(err, polls.ErrSignIn):
		return a.signInToVote(c, b, values)
	case err != nil:
		return a.refusedVote(c, b, values, err)
	case vote.Outcome == polls.Pending && placeOf(c) == frontend.KioskPath:
		return a.thankVoter(c, b, vote)
	case vote.Outcome == polls.Pending:
		a.rememberSentTo(c, cast.Contact)
		var notice frontend.Notice
		if !vote.MailAt.IsZero() {
			notice = frontend.NoticeMailLater
		}
		return a.redirect(c, frontend.PollPath(b.poll.Slug, "confirm")+"?"+url.Values{"pending": {pendingRef(vote)}}.Encode(), notice)
	}
	a.keepStub(c, b.poll, vote)
	if placeOf(c) == frontend.KioskPath {
		return a.thankVoter(c, b, vote)
	}
	switch {
	case b.voter.Unkept:
		return a.redirect(c, ownReceipt(b, vote), "")
	case vote.Outcome == polls.Quarantined:
		return a.redirect(c, ownReceipt(b, vote), frontend.NoticeVoteAside)
	}
	return a.redirect(c, frontend.PollPath(b.poll.Slug, "results"), voteNotice(vote.Outcome))
}

// withdrawVoteForm takes the visitor's ballot out again.
func (a *App) withdrawVoteForm(c *fiber.Ctx, b booth) error {
	if err := a.Polls.Withdraw(c.UserContext(), b.poll, b.voter); err != nil {
		return a.refusedVote(c, b, url.Values{}, err)
	}
	return a.redirect(c, frontend.PollPath(b.poll.Slug), frontend.NoticeVoteWithdrawn)
}

func voteNotice(outcome polls.Outcome) frontend.Notice {
	switch outcome {
	case polls.Changed:
		return frontend.NoticeVoteChanged
	case polls.Repeated:
		return frontend.NoticeVoteAgain
	}
	return frontend.NoticeVoted
}

// refusedVote shows the form again with what was typed, or the page as it stands where no
// form would help.
func (a *App) refusedVote(c *fiber.Ctx, b booth, values url.Values, err error) error {
	if placeOf(c) == frontend.KioskPath && errors.Is(err, polls.ErrAlreadyVoted) { // somebody went back to the ballot of the person before
		return a.redirect(c, frontend.PollPath(b.poll.Slug), "")
	}
	f := faultOf(err)
	if f.Kind != fault.Invalid && f.Kind != fault.Conflict && f.Kind != fault.Forbidden && f.Kind != fault.Gone && f.Kind != fault.Limited {
		return err
	}
	if f.RetryAfter > 0 {
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(int(f.RetryAfter.Seconds())))
	}
	values.Del(fieldCSRF)
	form := frontend.Form{Values: values, Errors: fieldErrors(c, err)}
	for i := range form.Errors {
		form.Errors[i].Field = pageField(form.Errors[i].Field)
	}
	return a.renderVote(c, kindStatus[f.Kind], b, form)
}

// pageField is the field of the page that a part of a ballot was typed in.
func pageField(name string) string {
	switch polls.Form(name) {
	case polls.Choices:
		return fieldChoice
	case polls.Ranking:
		return "place"
	case polls.Scores:
		return "score"
	case polls.Picks:
		return "best"
	}
	return name
}

// signInToVote sends a visitor to sign in and back, with the ballot they have filled in.
func (a *App) signInToVote(c *fiber.Ctx, b booth, values url.Values) error {
	filled := url.Values{}
	for name, v := range values {
		if name == fieldChoice || name == fieldWriteIn || name == fieldComment || name == fieldRound ||
			strings.HasPrefix(name, prefixPlace) || strings.HasPrefix(name, prefixScore) || strings.HasPrefix(name, prefixBest) {
			filled[name] = v
		}
	}
	back := frontend.LocalPath(lang(c), frontend.PollPath(b.poll.Slug)) + "?" + filled.Encode()
	if placeOf(c) != "" { // who signs in does so on our own page
		return polls.ErrSignIn
	}
	return a.redirect(c, frontend.MemberPath(b.brand.Slug, "sign-in")+"?"+url.Values{"next": {back}}.Encode(), "")
}
