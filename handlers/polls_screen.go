package handlers

import (
	"context"
	"errors"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/polls"
	"kermesse/polls/tally"
)

// reloadSeconds is how often a screen without script asks again.
const reloadSeconds = 30

// screenPage shows the figures of a vote to a room: to nobody's eyes in particular, so what
// only voters or staff may see is not on it.
func (a *App) screenPage(c *fiber.Ctx, b booth) error {
	now := a.Clock.Now()
	page := frontend.ScreenPage{
		Frame: a.boothFrame(c, b), Poll: a.pollView(b.poll, b.poll.Options, lang(c)), State: pollState(b.poll.Status(now)),
		Refresh: reloadSeconds,
	}
	page.Poll.ShareImage = a.pollPicture(c, b)
	status := b.poll.Status(now)
	snap, err := a.Polls.Results(c.UserContext(), b.poll, polls.Reader{})
	switch {
	case errors.Is(err, polls.ErrHidden), errors.Is(err, polls.ErrLotsAwaited):
		page.Hidden = status == polls.Open
	case err != nil:
		return err
	case status == polls.Open || status.Over():
		page.Results = a.resultsView(b.poll, snap, lang(c))
	}
	if status.Over() || status == polls.Cancelled {
		page.Refresh = 0
	}
	if page.Results != nil && status == polls.Open {
		page.StreamHref, page.SnapshotHref = figuresHrefs(lang(c), b.poll)
	}
	return a.render(c, fiber.StatusOK, page)
}

// figuresHrefs are where a page in a language follows the figures, and asks for them once.
func figuresHrefs(lang string, p polls.Poll) (stream, once string) {
	api := "/api/v1/polls/" + p.Slug + "/results/"
	return frontend.LocalPath(lang, api+"stream"), frontend.LocalPath(lang, api+"figures")
}

// frozenView is what the public log says of a poll.
func (a *App) frozenView(ctx context.Context, p polls.Poll) ([]frontend.FrozenRecord, error) {
	logged, err := a.Polls.Records(ctx, p)
	shown := make([]frontend.FrozenRecord, len(logged))
	for i, l := range logged {
		shown[i] = frontend.FrozenRecord{Kind: frontend.LogKind("poll_" + string(l.Kind)), Index: l.Index, At: inZone(l.At, p.TimeZone)}
	}
	return shown, err
}

// crowdShares tells how often each of those that lead wins recounts with similar crowds.
func crowdShares(p polls.Poll, snap polls.Snapshot, lang string) []frontend.CrowdShare {
	if snap.Analysis.Crowds.Times == 0 || snap.Result.Counted < few {
		return nil
	}
	var leading []tally.OptionID
	switch {
	case len(snap.Result.Winners) > 0:
		leading = snap.Result.Winners
	case len(snap.Result.Leading) > 0:
		leading = snap.Result.Leading
	}
	shares := make([]frontend.CrowdShare, len(leading))
	for i, id := range leading {
		shares[i] = frontend.CrowdShare{Label: label(p, id, lang), Share: snap.Analysis.Crowds.Share(id)}
	}
	return shares
}
