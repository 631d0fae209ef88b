package handlers

import (
	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/account"
)

// stand is a contest as a visitor stands before it.
type stand struct {
	contest contests.Contest
	brand   account.Brand
}

// atContest wraps a page under /c/:slug.
func (a *App) atContest(h func(*fiber.Ctx, stand) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		contest, err := a.Contests.Find(c.UserContext(), c.Params("slug"))
		if err != nil {
			return err
		}
		brand, err := a.brandShown(c.UserContext(), contest.Brand)
		if err != nil {
			return err
		}
		a.shows(c, brand.ID, contest.OpensAt, contest.ClosesAt, contest.DrawAt)
		return h(c, stand{contest.In(lang(c)), brand})
	}
}

func (a *App) standFrame(c *fiber.Ctx, s stand) frontend.Frame {
	f := a.frame(c)
	f.Brand = a.brandFor(c, s.brand)
	return f
}

func (a *App) standState(s stand) frontend.CampaignState {
	return contestState(s.contest.Status(a.Clock.Now()))
}

// contestPage shows the contest, whatever its state.
func (a *App) contestPage(c *fiber.Ctx, s stand) error {
	form := frontend.Form{}
	if code := c.Query("code"); code != "" { // a QR code on a pack
		form.Values = values("code", code)
	}
	return a.renderContest(c, fiber.StatusOK, s, form)
}

func (a *App) renderContest(c *fiber.Ctx, status int, s stand, form frontend.Form) error {
	ctx := c.UserContext()
	view, err := a.contestView(ctx, s.contest, lang(c))
	if err != nil {
		return err
	}
	view.ShareImage = a.sharePicture(c, s)
	view.Photo = a.photoAsk(c, s)
	view.TakesFiles = view.TakesFiles || view.Photo != nil
	if form.Key == "" {
		form.Key = a.own(c, a.newEntryKey)
	}
	page := frontend.ContestPage{
		Frame: a.standFrame(c, s), Contest: view, State: a.standState(s), Form: form, Cancel: contestCancellation(s.contest),
	}
	if page.Amendments, err = a.amendmentViews(c, s.contest); err != nil {
		return err
	}
	if !form.Failed() && c.Query("person") != "new" && form.Values.Get(fieldGate) != gatePassed {
		page.Entry = a.entryHere(c, s)
	}
	if page.State == frontend.StateOpen && page.Entry == nil {
		page.Via, page.Begun = a.comeBy(c, s)
	}
	page.Contest.Who.Passed = form.Values.Get(fieldGate) == gatePassed
	if friend := c.Query("friend"); friend != "" && !form.Failed() {
		page.Form.Values = withValue(page.Form.Values, "friend", friend)
	}
	if page.Contest.Instant && page.State == frontend.StateOpen {
		game, err := a.Contests.FindInstants(ctx, s.contest.Slug)
		if err != nil {
			return err
		}
		page.Contest.InstantLeft = game.AllLeft()
	}
	if page.State == frontend.StateDrawn {
		held, err := a.Contests.DrawOf(ctx, s.contest)
		if err != nil {
			return err
		}
		page.Winners = winnerLines(held, lang(c))
	}
	return a.render(c, status, page)
}

// newEntryKey is the one-time key of an entry form. Without one a form that is sent twice is
// taken for two, of which the second finds that its sender has entered.
func (a *App) newEntryKey(*fiber.Ctx) string {
	key, err := a.Contests.NewFormKey()
	if err != nil {
		a.Log.Error("no key for an entry form", "error", err)
	}
	return key
}

// cookieEntry keeps the receipt's key in the browser that entered, for one sitting: a
// phone that several people share forgets it when it is put away.
const cookieEntry = "kermesse_entry_"

// entryHere is the receipt of somebody who entered from this browser; nil for none.
func (a *App) entryHere(c *fiber.Ctx, s stand) *frontend.EntryReceipt {
	key := cookie(c, cookieEntry+string(s.contest.ID))
	if key == "" {
		return nil
	}
	r, err := a.Contests.FindReceipt(c.UserContext(), s.contest.Slug, key)
	if err != nil { // withdrawn, forgotten, or not ours: the form is shown instead
		return nil
	}
	view := entryReceipt(r, lang(c))
	return &view
}
