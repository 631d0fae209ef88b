package handlers

import (
	"bytes"
	"errors"
	"html/template"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"

	"kermesse/contests"
	"kermesse/contests/draw"
	"kermesse/frontend"
)

// contestFile is the address of a file of the API about a contest.
func contestFile(c contests.Contest, name string) string {
	return "/api/v1/contests/" + c.Slug + "/" + name
}

var rulesPolicy = bluemonday.UGCPolicy().AllowElements("h2", "h3")

// markdown turns rules into HTML. What a brand typed among them cannot bring scripts,
// pictures of elsewhere or styles along.
func markdown(text string) (template.HTML, error) {
	var out bytes.Buffer
	if err := goldmark.Convert([]byte(text), &out); err != nil {
		return "", err
	}
	return template.HTML(rulesPolicy.SanitizeBytes(out.Bytes())), nil //nolint:gosec // sanitised right here
}

// atDraw is atContest for pages about a draw. Those of a contest without one lead to the
// ranking that decides instead.
func (a *App) atDraw(h func(*fiber.Ctx, stand) error) fiber.Handler {
	return a.atContest(func(c *fiber.Ctx, s stand) error {
		if s.contest.Ranked() {
			return a.redirect(c, frontend.ContestPath(s.contest.Slug, "photos", "ranking"), "")
		}
		return h(c, s)
	})
}

// drawPage is the certificate of a draw before, while and after it is held, and answers
// about one entry.
func (a *App) drawPage(c *fiber.Ctx, s stand) error {
	return a.renderDraw(c, fiber.StatusOK, s, frontend.Form{})
}

// shownPlaces is how many places of a prize one page lists.
const shownPlaces = 100

func (a *App) renderDraw(c *fiber.Ctx, status int, s stand, paste frontend.Form) error {
	page, err := a.certificate(c, s)
	if err != nil {
		return err
	}
	page.Paste = paste
	if page.Draw != nil && page.Draw.MostPlaces() > shownPlaces {
		page.Pager = placesPager(c, page.Draw)
	}
	if page.Query = c.Query("entry"); page.Query != "" {
		if page.Check, err = a.checkEntry(c, s); err != nil {
			return err
		}
	}
	return a.render(c, status, page)
}

// placesPager cuts the page that was asked for out of the places of every prize.
func placesPager(c *fiber.Ctx, v *frontend.DrawView) frontend.Pager {
	_, pager := pageOf(c, make([]struct{}, v.MostPlaces()), shownPlaces)
	v.Cut(pager.From-1, pager.To)
	for _, link := range []*string{&pager.Previous, &pager.Next} {
		if *link != "" {
			*link += "#winners"
		}
	}
	return pager
}

// takeBeacon takes the number that a draw waits for from anybody: it proves itself.
func (a *App) takeBeacon(c *fiber.Ctx, s stand) error {
	err := a.Contests.TakeBeacon(c.UserContext(), s.contest.Slug, a.clientNetwork(c), []byte(formValue(c, "beacon")))
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderDraw(c, status, s, form) })
	}
	return a.redirect(c, frontend.ContestPath(s.contest.Slug, "draw"), frontend.NoticeDrawn)
}

// certificate is what the page and the document say alike.
func (a *App) certificate(c *fiber.Ctx, s stand) (frontend.DrawPage, error) {
	ctx := c.UserContext()
	view, err := a.contestView(ctx, s.contest, lang(c))
	if err != nil {
		return frontend.DrawPage{}, err
	}
	view.ShareImage = a.sharePicture(c, s)
	d, err := a.Contests.DrawOf(ctx, s.contest)
	if err != nil {
		return frontend.DrawPage{}, err
	}
	page := frontend.DrawPage{
		Frame: a.standFrame(c, s), Contest: view, State: a.standState(s), Moment: momentOf(d, a.Clock.Now()),
		Rules: frontend.DrawRules{Hash: s.contest.RulesHash.String(), FrozenAt: in(s.contest.PublishedAt, s.contest.Location())},
		Draw:  drawView(d, lang(c)), Exclusions: exclusionViews(d, lang(c)), Attempt: d.No, Attempts: attemptViews(d, lang(c)),
		SameList: sameListViews(d.Twins, s.contest.Location()),
	}
	page.PaperHref = page.Href(frontend.ContestPath(s.contest.Slug, "draw.pdf"))
	if d.Drawn() {
		page.ProofHref = contestFile(s.contest, "proof.zip")
		page.VerifyCommand = verifyLine(a.Config.BaseURL, s.contest)
	}
	if d.Counts() {
		page.StageHref = page.Href(frontend.ContestPath(s.contest.Slug, "draw", "stage"))
		page.Embargo = embargoView(d)
		if page.Ledger, err = a.drawLedger(c, s.contest); err != nil {
			return frontend.DrawPage{}, err
		}
	} else if d.Show.HoldFor > 0 {
		page.HoldHours = int(d.Show.HoldFor.Hours())
	}
	return page, nil
}

func sameListViews(twins []contests.Twin, zone *time.Location) []frontend.SameList {
	views := make([]frontend.SameList, len(twins))
	for i, t := range twins {
		views[i] = frontend.SameList{Title: t.Title, Slug: t.Slug, At: in(t.PublishedAt, zone), Cancelled: !t.CancelledAt.IsZero()}
	}
	return views
}

// sendCertificate answers the certificate as a document to print.
func (a *App) sendCertificate(c *fiber.Ctx, s stand) error {
	page, err := a.certificate(c, s)
	if err != nil {
		return err
	}
	file, err := a.Pages.Certificate(page)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-cache")
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, `inline; filename="`+s.contest.Slug+`-`+lang(c)+`.pdf"`)
	return c.Send(file)
}

// momentOf tells how far the draw has got.
func momentOf(d contests.Draw, now time.Time) frontend.DrawMoment {
	if d.State == contests.StateAnnounced {
		if now.Before(d.Contest.OpensAt) {
			return frontend.MomentBefore
		}
		return frontend.MomentOpen
	}
	return frontend.DrawMoment(d.State)
}

// embargoView says which names wait for an audience; nil where none does.
func embargoView(d contests.Draw) *frontend.Embargo {
	e := frontend.Embargo{Until: in(d.Show.Until(d.Attempt), d.Contest.Location())}
	for _, s := range d.Slots {
		switch {
		case s.Held:
			e.Held++
		case s.Alias != "":
			e.Shown++
		}
	}
	if e.Held == 0 {
		return nil
	}
	return &e
}

// exclusionViews count the entries that were taken out before closing, by reason.
func exclusionViews(d contests.Draw, lang string) []frontend.Exclusion {
	counts := map[contests.Reason]int{}
	for _, r := range d.Records {
		if r.Event.Kind == draw.EventExclude {
			counts[contests.Reason(r.Event.Reason)]++
		}
	}
	var views []frontend.Exclusion
	for _, reason := range append(contests.ExclusionReasons(), contests.ReasonWithdrawn) {
		if n := counts[reason]; n > 0 {
			views = append(views, frontend.Exclusion{Reason: reasonWords(reason, lang), Count: n})
		}
	}
	return views
}

func verifyLine(base string, c contests.Contest) string {
	return "kermesse verify draw " + base + contestFile(c, "proof.zip")
}

func (a *App) checkEntry(c *fiber.Ctx, s stand) (*frontend.EntryCheck, error) {
	check, err := a.Contests.CheckEntry(c.UserContext(), s.contest.Slug, c.Query("entry"))
	if errors.Is(err, contests.ErrEntryNotFound) {
		return &frontend.EntryCheck{Number: c.Query("entry")}, nil
	}
	if err != nil {
		return nil, err
	}
	return entryCheck(s.contest, check), nil
}
