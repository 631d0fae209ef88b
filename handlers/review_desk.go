package handlers

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/fan"
)

// doubtsPage shows the entries of a contest with a reason to look twice, one at a time.
func (a *App) doubtsPage(c *fiber.Ctx, d desk) error {
	page := frontend.AdminDoubtsPage{}
	if id, act := c.Query("done"), c.Query("did"); id != "" && slices.Contains([]string{"accept", "exclude", "bar", "dismiss"}, act) {
		page.Done = &frontend.DoneDoubt{ID: id, Act: act, Block: c.Query("block")}
	}
	return a.renderDoubts(c, fiber.StatusOK, d, doubtFilter(c.Query("flag"), c.Query("appeals"), c.Query("at")), page)
}

func doubtFilter(flag, appeals, at string) contests.ReviewFilter {
	f := contests.ReviewFilter{Appeals: appeals != "", At: contests.EntryID(at)}
	if slices.Contains(contests.Flags(), contests.Flag(flag)) && !f.Appeals {
		f.Flag = contests.Flag(flag)
	}
	return f
}

func (a *App) renderDoubts(c *fiber.Ctx, status int, d desk, f contests.ReviewFilter, page frontend.AdminDoubtsPage) error {
	found, err := a.Contests.Review(c.UserContext(), d.Actor, c.Params("slug"), f)
	if err != nil {
		return err
	}
	contest := found.Contest
	page.AdminFrame, page.Slug, page.Title = a.adminFrame(c, d), contest.Slug, contest.Title
	page.Tabs, page.Flag, page.Appeals = a.doubtTabs(c, d, f, found), string(f.Flag), f.Appeals
	page.Place, page.Length = found.Place, found.Length(f)
	page.Sealed, page.ClosesAt = contest.Sealed(a.Clock.Now()), in(contest.ClosesAt, contest.Location())
	page.Reasons = exclusionChoices(lang(c))
	if found.Previous != "" {
		page.Previous = doubtsHref(c, d, f, found.Previous, nil)
	}
	if found.Next != "" {
		page.Next = doubtsHref(c, d, f, found.Next, nil)
	}
	if found.Doubt != nil {
		page.Doubt = doubtView(c, contest, *found.Doubt)
	}
	return a.render(c, status, page)
}

func doubtView(c *fiber.Ctx, contest contests.Contest, e contests.Doubt) *frontend.DoubtView {
	view := &frontend.DoubtView{EntryRow: entryRow(c, contest, e.EntryLine), Wave: e.Wave}
	for _, flag := range e.Doubts() {
		reason := frontend.DoubtReason{Text: flag.Text().In(lang(c))}
		for _, kin := range e.Kin {
			if kin.Flag == flag {
				reason.Kin = kin.Count
			}
		}
		view.Why = append(view.Why, reason)
	}
	if e.Appeal != nil {
		view.Appeal = &frontend.EntryAppeal{Said: e.Appeal.Said, Answered: !e.Appeal.Waits(), Upheld: e.Appeal.Upheld}
	}
	return view
}

func exclusionChoices(lang string) []frontend.Choice {
	var choices []frontend.Choice
	for _, r := range contests.ExclusionReasons() {
		choices = append(choices, frontend.Choice{Value: string(r), Label: reasonWords(r, lang)})
	}
	return choices
}

// doubtTabs are the appeals, all flagged entries, and the flags that there are.
func (a *App) doubtTabs(c *fiber.Ctx, d desk, f contests.ReviewFilter, found contests.ReviewPage) []frontend.Tab {
	tab := func(label string, of contests.ReviewFilter) frontend.Tab {
		return frontend.Tab{
			Label: label, Count: found.Length(of), Href: doubtsHref(c, d, of, "", nil), Current: of.Appeals == f.Appeals && of.Flag == f.Flag,
		}
	}
	tabs := []frontend.Tab{
		tab(a.Pages.Text(lang(c), "doubts.all"), contests.ReviewFilter{}),
		tab(a.Pages.Text(lang(c), "doubts.appeals"), contests.ReviewFilter{Appeals: true}),
	}
	for _, flag := range contests.Flags() {
		if found.ByFlag[flag] > 0 || flag == f.Flag {
			tabs = append(tabs, tab(a.Pages.Text(lang(c), "doubt_tab."+string(flag)), contests.ReviewFilter{Flag: flag}))
		}
	}
	return tabs
}

func doubtsHref(c *fiber.Ctx, d desk, f contests.ReviewFilter, at contests.EntryID, more url.Values) string {
	return frontend.LocalPath(lang(c), doubtsPath(c, d, f, at, more))
}

// doubtsPath is the queue of a filter at an entry.
func doubtsPath(c *fiber.Ctx, d desk, f contests.ReviewFilter, at contests.EntryID, more url.Values) string {
	query := url.Values{}
	if f.Appeals {
		query.Set("appeals", "yes")
	}
	if f.Flag != "" {
		query.Set("flag", string(f.Flag))
	}
	if at != "" {
		query.Set("at", string(at))
	}
	for name := range more {
		query.Set(name, more.Get(name))
	}
	path := d.contestPath(c.Params("slug"), "review")
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}

// doubtsForm decides about one entry and leads on to the next, where the decision can be
// taken back.
func (a *App) doubtsForm(c *fiber.Ctx, d desk) error {
	id := contests.EntryID(formValue(c, "entry"))
	f := doubtFilter(formValue(c, "flag"), formValue(c, "appeals"), string(id))
	act, reason, _ := strings.Cut(formValue(c, "act"), ".")
	block, err := a.decideDoubt(c, d, id, act, contests.Reason(reason))
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			return a.renderDoubts(c, status, d, f, frontend.AdminDoubtsPage{Form: form})
		})
	}
	if act == "undo" {
		return a.redirect(c, doubtsPath(c, d, f, id, nil), frontend.NoticeUndone)
	}
	done := url.Values{"done": {string(id)}, "did": {act}}
	if block != "" {
		done.Set("block", block)
	}
	return a.redirect(c, doubtsPath(c, d, f, id, done), "")
}

// decideDoubt does what a button of the queue says, and returns the block that came of it.
func (a *App) decideDoubt(c *fiber.Ctx, d desk, id contests.EntryID, act string, reason contests.Reason) (block string, err error) {
	ctx, slug := c.UserContext(), c.Params("slug")
	switch act {
	case "accept":
		err = a.Contests.Include(ctx, d.Actor, slug, id)
	case "dismiss":
		err = a.Contests.Dismiss(ctx, d.Actor, slug, id)
	case "undo":
		err = a.undoDoubt(c, d, id)
	case "bar":
		return a.Contests.Bar(ctx, d.Actor, slug, id, reason)
	default:
		err = a.Contests.Exclude(ctx, d.Actor, slug, id, reason)
	}
	return "", err
}

// undoDoubt takes a decision back, and lifts the block that came with it, unless somebody has.
func (a *App) undoDoubt(c *fiber.Ctx, d desk, id contests.EntryID) error {
	if err := a.Contests.Undo(c.UserContext(), d.Actor, c.Params("slug"), id); err != nil {
		return err
	}
	block := formValue(c, "block")
	if block == "" {
		return nil
	}
	if err := a.Fans.Lift(c.UserContext(), d.Actor, block); !errors.Is(err, fan.ErrBlockNotFound) {
		return err
	}
	return nil
}

// wavePage lists the flagged entries of one network and day.
func (a *App) wavePage(c *fiber.Ctx, d desk) error {
	return a.renderWave(c, fiber.StatusOK, d, frontend.Form{Key: newFormKey()})
}

func (a *App) renderWave(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	contest, err := a.contestAt(c, d)
	if err != nil {
		return err
	}
	wave, err := a.Contests.ListWave(c.UserContext(), d.Actor, contest.Slug, contests.EntryID(c.Params("entry")))
	if err != nil {
		return err
	}
	page := frontend.AdminWavePage{
		AdminFrame: a.adminFrame(c, d), Slug: contest.Slug, Title: contest.Title, Reasons: exclusionChoices(lang(c)), Form: form,
	}
	for _, e := range wave {
		page.Rows = append(page.Rows, entryRow(c, contest, e))
	}
	return a.render(c, status, page)
}

func (a *App) waveForm(c *fiber.Ctx, d desk) error {
	act, reason, _ := strings.Cut(formValue(c, "act"), ".")
	v := contests.WaveVerdict{Entry: contests.EntryID(c.Params("entry")), Reason: contests.Reason(reason)}
	if act == "exclude" && reason == "" {
		v.Reason = "none"
	}
	if _, err := a.Contests.SettleWave(c.UserContext(), d.Actor, c.Params("slug"), v); err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderWave(c, status, d, form) })
	}
	return a.redirect(c, d.contestPath(c.Params("slug"), "review"), frontend.NoticeSettled)
}
