package handlers

import (
	"errors"
	"math/big"
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/contests/photos"
	"kermesse/contests/photos/rank"
	"kermesse/frontend"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
)

// cookieVoter keeps who votes for photos in this browser, for one sitting and contest.
const cookieVoter = "kermesse_photos_"

// photosPage is the gallery.
func (a *App) photosPage(c *fiber.Ctx, s stand) error {
	number, err := strconv.Atoi(c.Query("page", "1"))
	if err != nil {
		number = 1
	}
	order := c.Query("order")
	if len(order) > 16 {
		order = ""
	}
	g, err := a.Contests.Photos().Gallery(c.UserContext(), s.contest.Slug, order, a.visitorKey(c), number)
	if err != nil {
		return err
	}
	view, err := a.contestView(c.UserContext(), s.contest, lang(c))
	if err != nil {
		return err
	}
	now, zone := a.Clock.Now(), s.contest.Location()
	page := frontend.PhotosPage{
		Frame: a.standFrame(c, s), Contest: view, State: a.standState(s), Total: g.Total, Page: g.Page, Pages: g.Pages,
		Takes: g.Contest.TakesPhotos(now), TakesTill: in(g.Contest.UploadsEnd(), zone), Votes: g.Contest.TakesVotes(now),
		VotesTill: in(g.Contest.VotesEnd(), zone), Hidden: g.Contest.Rules.Hidden, Jury: g.Contest.Rules.JuryPercent, Ranked: g.Contest.Shut,
	}
	for _, p := range g.Photos {
		page.Photos = append(page.Photos, a.photoView(g.Contest, p, 360))
	}
	turn := func(n int) string {
		query := url.Values{"order": {g.Order}, "page": {strconv.Itoa(n)}}
		return frontend.LocalPath(lang(c), frontend.ContestPath(s.contest.Slug, "photos")) + "?" + query.Encode()
	}
	if g.Page > 1 {
		page.Previous = turn(g.Page - 1)
	}
	if g.Page < g.Pages {
		page.Next = turn(g.Page + 1)
	}
	return a.render(c, fiber.StatusOK, page)
}

// visitorKey tells visitors apart for an hour's order of photos; it is kept nowhere.
func (a *App) visitorKey(c *fiber.Ctx) string {
	if binding := c.Cookies(cookieCSRF); binding != "" {
		return binding
	}
	return a.clientNetwork(c) + c.Get(fiber.HeaderUserAgent)
}

func (a *App) photoView(at photos.Contest, p photos.Photo, most int) frontend.PhotoView {
	view := frontend.PhotoView{
		ID: string(p.ID), Href: frontend.ContestPath(at.Slug, "photos", string(p.ID)), Image: photoImage(p, most, ""), Lang: p.Locale,
		Author: p.Author, Votes: p.Votes, Counts: at.ShowsVotes(a.Clock.Now()),
	}
	view.Image.URL = frontend.ContestPath(at.Slug, "photos", string(p.ID), strconv.Itoa(view.Image.Width)+".jpg")
	return view
}

// sendPhotoFile answers a file of a published photo. A browser keeps it for an hour: a photo that
// is withdrawn is gone everywhere soon after.
func (a *App) sendPhotoFile(c *fiber.Ctx, s stand) error {
	width, err := strconv.Atoi(c.Params("width"))
	if err != nil {
		return photos.ErrNotFound
	}
	file, err := a.Contests.Photos().FindFile(c.UserContext(), s.contest.Slug, photos.ID(c.Params("photo")), width)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "image/jpeg")
	c.Set(fiber.HeaderCacheControl, "public, max-age=3600")
	return c.Send(file.JPEG)
}

// photoPage shows one photo, and the vote for it.
func (a *App) photoPage(c *fiber.Ctx, s stand) error {
	return a.renderPhoto(c, fiber.StatusOK, s, frontend.Form{})
}

func (a *App) renderPhoto(c *fiber.Ctx, status int, s stand, form frontend.Form) error {
	at, p, err := a.Contests.Photos().FindPhoto(c.UserContext(), s.contest.Slug, photos.ID(c.Params("photo")))
	if err != nil {
		return err
	}
	view, err := a.contestView(c.UserContext(), s.contest, lang(c))
	if err != nil {
		return err
	}
	page := frontend.PhotoPage{
		Frame: a.standFrame(c, s), Contest: view, Photo: a.photoView(at, p, 720), Ranked: at.Shut,
		Share: a.Config.BaseURL + frontend.LocalPath(lang(c), frontend.ContestPath(at.Slug, "photos", string(p.ID))),
	}
	if at.TakesVotes(a.Clock.Now()) {
		if page.Vote, err = a.photoVote(c, s, at, p, form); err != nil {
			return err
		}
	}
	return a.render(c, status, page)
}

func (a *App) photoVote(c *fiber.Ctx, s stand, at photos.Contest, p photos.Photo, form frontend.Form) (*frontend.PhotoVote, error) {
	vote := &frontend.PhotoVote{
		Action: frontend.ContestPath(at.Slug, "photos", string(p.ID)), Most: at.Rules.PerPeriod, Daily: at.Rules.Votes == photos.PerDay,
		Until: in(at.VotesEnd(), s.contest.Location()), Form: form,
	}
	voter, err := a.photoVoter(c, at)
	if err != nil || voter == "" {
		return vote, err
	}
	given, err := a.Contests.Photos().FindGiven(c.UserContext(), at, voter)
	vote.Voter, vote.Left = given.Contact, given.Left
	for _, id := range given.Photos {
		vote.Voted = vote.Voted || id == p.ID
	}
	return vote, err
}

// photoVoter is who has proved an address to this contest, or to the brand, in this browser;
// empty: nobody.
func (a *App) photoVoter(c *fiber.Ctx, at photos.Contest) (fan.ID, error) {
	voter, err := a.Contests.Photos().VoterOf(c.UserContext(), at, cookie(c, cookieVoter+at.ID))
	if err != nil || voter != "" {
		return voter, err
	}
	f, err := a.fanOf(c, at.Brand)
	if err != nil || !f.Verified() || f.Contact.Kind != fan.ContactEmail {
		return "", err
	}
	return f.ID, nil
}

// photoVoteForm takes a vote, takes one back, or forgets who votes here.
func (a *App) photoVoteForm(c *fiber.Ctx, s stand) error {
	ctx, id := c.UserContext(), photos.ID(c.Params("photo"))
	at, err := a.Contests.Photos().Find(ctx, s.contest.Slug)
	if err != nil {
		return err
	}
	here := frontend.ContestPath(s.contest.Slug, "photos", string(id))
	voter, err := a.photoVoter(c, at)
	if err != nil {
		return err
	}
	switch formValue(c, "act") {
	case "other":
		a.setCookie(c, cookieVoter+at.ID, "", -1)
		if cookie(c, cookieFan+string(at.Brand)) != "" {
			a.setCookie(c, cookieFan+string(at.Brand), "", -1)
		}
		return a.redirect(c, here, "")
	case "back":
		if err := a.Contests.Photos().TakeBack(ctx, s.contest.Slug, id, voter); err != nil {
			return a.refusePhotoVote(c, s, err)
		}
		return a.redirect(c, here, frontend.NoticeVoteWithdrawn)
	}
	if formValue(c, fieldTrap) != "" {
		return a.refusePhotoVote(c, s, fault.Invalids(errTrap.At(fieldTrap)))
	}
	vote, err := a.Contests.Photos().Vote(ctx, s.contest.Slug, id, photos.Ballot{
		As: voter, Email: formValue(c, "email"), Network: a.clientNetwork(c), Locale: lang(c),
	})
	switch {
	case errors.Is(err, photos.ErrVoted):
		return a.redirect(c, here, frontend.NoticeVoteAgain)
	case err != nil:
		return a.refusePhotoVote(c, s, err)
	case vote.State == photos.VotePending:
		return a.askToConfirmPhoto(c, s, vote)
	}
	return a.redirect(c, here, photoNotice(vote))
}

func photoNotice(v photos.Vote) frontend.Notice {
	if v.State == photos.VoteAside {
		return frontend.NoticeVoteAside
	}
	return frontend.NoticeVoted
}

// refusePhotoVote shows the photo again where another try may help.
func (a *App) refusePhotoVote(c *fiber.Ctx, s stand, err error) error {
	return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderPhoto(c, status, s, form) })
}

// askToConfirmPhoto leads to the page that asks for the code.
func (a *App) askToConfirmPhoto(c *fiber.Ctx, s stand, v photos.Vote) error {
	a.rememberMasked(c, v.Contact)
	query := "?" + url.Values{"pending": {v.ID + "." + v.Challenge}}.Encode()
	return a.redirect(c, frontend.ContestPath(s.contest.Slug, "photos", "confirm")+query, mailNotice(v.MailAt, ""))
}

// confirmPhotoPage asks for the code, or, opened by the link of the mail, for one press of a
// button.
func (a *App) confirmPhotoPage(c *fiber.Ctx, s stand) error {
	return a.renderConfirmPhoto(c, fiber.StatusOK, s, c.Query("token"), c.Query("pending"), frontend.Form{})
}

func (a *App) renderConfirmPhoto(c *fiber.Ctx, status int, s stand, token, pending string, form frontend.Form) error {
	if token != "" {
		if _, err := a.Fans.Preview(c.UserContext(), token); err != nil {
			return err
		}
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return a.render(c, status, frontend.ConfirmPage{
		Frame: a.standFrame(c, s), Kind: frontend.KindPoll, Slug: s.contest.Slug, Title: s.contest.Title, Contact: sentTo(c),
		Token: token, Pending: pending, ValidFor: fan.ChallengeLife, Base: frontend.ContestPath(s.contest.Slug, "photos"), Form: form,
	})
}

// confirmPhoto counts the vote that waits for a link or a code, or sends another mail. The
// browser votes in that name from now on.
func (a *App) confirmPhoto(c *fiber.Ctx, s stand) error {
	ctx := c.UserContext()
	pending, token := formValue(c, "pending"), formValue(c, "token")
	waiting, challenge, _ := strings.Cut(pending, ".")
	if formValue(c, "resend") != "" {
		vote, err := a.Contests.Photos().RemindVote(ctx, s.contest.Slug, waiting, lang(c))
		if err != nil {
			return err
		}
		return a.askToConfirmPhoto(c, s, vote)
	}
	if token == "" {
		var err error
		if token, err = a.Fans.Guess(ctx, challenge, formValue(c, "code")); err != nil {
			f := faultOf(err)
			if f.Kind != fault.Invalid && f.Kind != fault.Limited {
				return err
			}
			form := frontend.Form{Errors: []frontend.FieldError{{Field: "code", Message: f.Message.In(lang(c))}}}
			return a.renderConfirmPhoto(c, kindStatus[f.Kind], s, "", pending, form)
		}
	}
	vote, err := a.Contests.Photos().ConfirmVote(ctx, s.contest.Slug, token)
	if err != nil {
		return err
	}
	const untilClosed = 0 // the browser
	a.setCookie(c, cookieVoter+vote.Contest.ID, a.Contests.Photos().Pass(vote.Contest, vote.Voter), untilClosed)
	return a.redirect(c, frontend.ContestPath(s.contest.Slug, "photos", string(vote.Photo)), photoNotice(vote))
}

// photoRankingPage shows the order that a contest came to.
func (a *App) photoRankingPage(c *fiber.Ctx, s stand) error {
	r, err := a.Contests.Photos().FindRanking(c.UserContext(), s.contest.Slug)
	if err != nil {
		return err
	}
	view, err := a.contestView(c.UserContext(), s.contest, lang(c))
	if err != nil {
		return err
	}
	page := frontend.PhotoRankingPage{
		Frame: a.standFrame(c, s), Contest: view, At: in(r.At, s.contest.Location()), Top: r.Contest.Rules.Top, Jury: r.Contest.Rules.JuryPercent,
		Voted: r.Contest.Rules.Votes != photos.NoVotes, Hash: r.Hash, Drawn: !s.contest.DrawnAt.IsZero(),
		File: frontend.LocalPath(lang(c), frontend.ContestPath(s.contest.Slug, "photos", "ranking.txt")), Places: a.photoPlaces(r, lang(c)),
	}
	if s.contest.Ranked() {
		won, err := a.photoPrizes(c, s.contest)
		if err != nil {
			return err
		}
		for i := range page.Places {
			page.Places[i].Prize = won[i]
		}
	}
	return a.render(c, fiber.StatusOK, page)
}

// photoPrizes are the prizes that places of a ranking have won, by their index.
func (a *App) photoPrizes(c *fiber.Ctx, contest contests.Contest) (map[int]string, error) {
	won := map[int]string{}
	if contest.DrawnAt.IsZero() {
		return won, nil
	}
	d, err := a.Contests.FindDraw(c.UserContext(), contest.Slug)
	for _, slot := range d.Slots {
		if slot.Holds() {
			won[slot.Index] = contest.Prizes[slot.Prize].Name
		}
	}
	return won, err
}

func (a *App) photoPlaces(r photos.Ranking, lang string) []frontend.PhotoPlace {
	places := make([]frontend.PhotoPlace, len(r.Places))
	for i, p := range r.Places {
		places[i] = frontend.PhotoPlace{
			Rank: p.Rank, Points: decimalOf(p.Points(), lang), Votes: p.Votes, Drawn: r.Contest.Rules.Award == photos.AwardDraw && p.Rank <= r.Contest.Rules.Top,
		}
		if p.Jurors > 0 {
			places[i].Mean = decimalOf(big.NewRat(int64(p.Marks), int64(p.Jurors*r.Contest.Rules.Marks())), lang)
		}
		if p.Before != rank.ByPoints && p.Before != rank.ByNone {
			places[i].Before = string(p.Before)
		}
		if p.Shown.ID != "" {
			shown := a.photoView(r.Contest, p.Shown, 360)
			places[i].Photo = &shown
		}
	}
	return places
}

// decimalOf writes a fraction with two decimals, as a language does.
func decimalOf(r *big.Rat, lang string) string {
	f, _ := r.Float64()
	return frontend.Decimal(lang, f, 2)
}

// sendRankingFile answers the figures from which anybody can compute a ranking again.
func (a *App) sendRankingFile(c *fiber.Ctx, s stand) error {
	r, err := a.Contests.Photos().FindRanking(c.UserContext(), s.contest.Slug)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextPlainCharsetUTF8)
	return c.Send(r.File)
}

// agreePage asks a parent.
func (a *App) agreePage(c *fiber.Ctx, s stand) error {
	return a.renderAgree(c, fiber.StatusOK, s, frontend.Form{})
}

func (a *App) renderAgree(c *fiber.Ctx, status int, s stand, form frontend.Form) error {
	key := c.Params("key")
	asked, err := a.Contests.Photos().FindAsked(c.UserContext(), s.contest.Slug, key)
	if err != nil {
		return err
	}
	view, err := a.contestView(c.UserContext(), s.contest, lang(c))
	if err != nil {
		return err
	}
	page := frontend.PhotoAgreePage{
		Frame: a.standFrame(c, s), Contest: view, Action: frontend.ContestPath(s.contest.Slug, "photos", "agree", key), Child: asked.Child,
		Words: asked.Words.In(lang(c)), Form: form,
	}
	switch {
	case asked.State == photos.Held:
		shown := photoImage(asked.Photo, 720, frontend.LocalPath(lang(c), page.Action+"/photo.jpg"))
		page.Image = &shown
	case asked.Reason == photos.NoParent:
		page.Answered = "no"
	default:
		page.Answered = "yes"
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set("X-Robots-Tag", "noindex")
	return a.render(c, status, page)
}

func (a *App) agreeForm(c *fiber.Ctx, s stand) error {
	key := c.Params("key")
	err := a.Contests.Photos().Agree(c.UserContext(), s.contest.Slug, key, formValue(c, "answer") == "yes", formValue(c, "agree") == "yes", lang(c))
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderAgree(c, status, s, form) })
	}
	return a.redirect(c, frontend.ContestPath(s.contest.Slug, "photos", "agree", key), "")
}

// sendAskedPhoto answers the photo that a parent is asked about.
func (a *App) sendAskedPhoto(c *fiber.Ctx, s stand) error {
	file, err := a.Contests.Photos().AskedFile(c.UserContext(), s.contest.Slug, c.Params("key"), 720)
	if err != nil {
		return err
	}
	return sendPrivateJPEG(c, file)
}
