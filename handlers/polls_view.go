package handlers

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/picture"
	"kermesse/polls"
	"kermesse/polls/tally"
)

// pollView shows a poll to one voter, in their language and the poll's time zone.
func (a *App) pollView(p polls.Poll, offered []polls.Option, lang string) frontend.PollView {
	view := frontend.PollView{
		Slug: p.Slug, Title: p.Title.In(lang), Intro: p.Intro.In(lang), Method: frontend.PollMethod(p.Method),
		Shuffled: p.Shuffle, OpensAt: inZone(p.OpensAt, p.TimeZone), ClosesAt: inZone(p.ClosesAt, p.TimeZone),
		Access: frontend.PollAccess(p.Access), Results: frontend.ResultsRule(p.Visibility), Change: p.Changes, Quorum: int(p.Quorum),
		MinShare: float64(p.MinShareMilli) / 1000, Declared: p.Tie == polls.TieDeclare, NetworkCap: p.NetworkCap, WriteIns: p.WriteIns,
		IdeasUntil: inZone(p.ProposalsUntil, p.TimeZone), Called: !p.CalledAt.IsZero(),
	}
	if p.Comments != polls.CommentsOff {
		view.Comments = frontend.CommentPolicy(p.Comments)
	}
	if none, ok := p.Option(p.NoneOption); ok {
		view.None = none.Label.In(lang)
	}
	switch p.Method {
	case tally.Dots:
		view.MaxScore, view.Budget = cmp.Or(p.PointsCap, p.Points), p.Points
	case tally.Score, tally.STAR:
		view.MaxScore = cmp.Or(p.MaxScore, defaultMaxScore)
	}
	for _, o := range offered {
		view.Options = append(view.Options, frontend.PollOption{
			ID: string(o.ID), Label: o.Label.In(lang), Description: o.Note.In(lang), Picture: optionPicture(o, lang),
			Proposed: o.Proposed,
		})
	}
	return view
}

// defaultMaxScore is what package tally takes where a poll says nothing.
const defaultMaxScore = 5

func inZone(t time.Time, zone string) time.Time {
	if place, err := time.LoadLocation(zone); err == nil {
		return t.In(place)
	}
	return t
}

// optionPicture is the narrowest file of an option's picture: it is shown in a card.
func optionPicture(o polls.Option, lang string) *frontend.Picture {
	if o.Picture == nil {
		return nil
	}
	return smallPicture(o.Picture.Hash, o.Picture.Alt.In(lang), o.Picture.Width, o.Picture.Height)
}

// smallPicture is the smallest file of a picture of that width and height.
func smallPicture(hash, alt string, width, height int) *frontend.Picture {
	shown := picture.Widths(width)[0]
	return &frontend.Picture{URL: picture.Path(hash, shown), Alt: alt, Width: shown, Height: max(height*shown/width, 1)}
}

// pollNotices shows what the brand has told about a poll since its publication.
func (a *App) pollNotices(c *fiber.Ctx, p polls.Poll) ([]frontend.PollNotice, error) {
	if p.Unnoticed() {
		return nil, nil
	}
	told, err := a.Polls.Notices(c.UserContext(), p)
	if err != nil {
		return nil, err
	}
	shown := make([]frontend.PollNotice, len(told))
	for i, n := range told {
		shown[i] = frontend.PollNotice{
			Kind: frontend.PollNoticeKind(n.Kind), At: inZone(n.At, p.TimeZone), Reason: n.Reason,
			ClosesAt: inZone(n.ClosesAt, p.TimeZone), FiguresKnown: n.FiguresKnown, Count: int(n.Count),
		}
		for _, r := range n.Rewordings {
			shown[i].Changes = append(shown[i].Changes, frontend.FieldChange{Before: r.Before, After: r.After})
		}
	}
	return shown, nil
}

func voidance(p polls.Poll) *frontend.Cancellation {
	if p.VoidedAt.IsZero() {
		return nil
	}
	return &frontend.Cancellation{At: inZone(p.VoidedAt, p.TimeZone), Reason: p.VoidReason}
}

func cancellation(p polls.Poll) *frontend.Cancellation {
	if p.State != polls.StateCancelled {
		return nil
	}
	return &frontend.Cancellation{At: inZone(p.CancelledAt, p.TimeZone), Reason: p.CancelReason}
}

// receiptView shows a vote to its voter.
func receiptView(p polls.Poll, v polls.Vote, lang string, open bool) *frontend.VoteReceipt {
	view := &frontend.VoteReceipt{
		Number: v.Receipt, Key: v.Key, Tracker: v.Tracker, At: inZone(v.At, p.TimeZone), Pending: v.Outcome == polls.Pending,
		CanChange: p.Changes && open, Points: int(v.Points), Aside: v.Aside, Signals: voteSignals(v.Signals), Review: string(v.Review),
		Reason: v.Reason, Appeal: v.Appeal, Comment: ownComment(v.Comment),
	}
	if v.Key != "" {
		view.Page = frontend.PollPath(p.Slug, "receipt", v.Key)
	}
	for _, group := range v.Ballot.Ranking {
		view.Choices = append(view.Choices, strings.Join(labels(p, group, lang), " = "))
		view.Equal = view.Equal || len(group) > 1
	}
	for _, id := range v.Ballot.Choices {
		if _, option := p.Option(id); !option && v.WriteIn != "" {
			view.Choices, view.WriteIn = append(view.Choices, v.WriteIn), frontend.IdeaState(v.WriteInState)
			continue
		}
		view.Choices = append(view.Choices, label(p, id, lang))
	}
	for _, pick := range v.Ballot.Picks {
		view.Picks = append(view.Picks, pickLine(p, pick, lang))
	}
	for _, o := range p.Options {
		if score, ok := v.Ballot.Scores[o.ID]; ok {
			view.Choices = append(view.Choices, o.Label.In(lang)+" ("+strconv.FormatInt(score, 10)+")")
		}
	}
	return view
}

func labels(p polls.Poll, ids []tally.OptionID, lang string) []string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = label(p, id, lang)
	}
	return names
}

func label(p polls.Poll, id tally.OptionID, lang string) string {
	if o, ok := p.Option(id); ok {
		return o.Label.In(lang)
	}
	return string(id)
}

// bar is one option's share, as pages, streams and the API show it.
type bar struct {
	option tally.OptionID
	votes  tally.Number
	share  float64
}

// bars are votes of all ballots where options are named, first places of all ballots where
// they are ranked, points of all points where they are scored; the largest first. Of options
// that are compared a few at a time they are the times picked best, of all times shown, in the
// order of the count.
func bars(p polls.Poll, snap polls.Snapshot) []bar {
	return barsOf(p, snap.Result, snap.First, snap.Picked)
}

func barsOf(p polls.Poll, r tally.Result, first map[tally.OptionID]int64, picked map[tally.OptionID]polls.Picked) []bar {
	if polls.FormOf(p.Method) == polls.Picks {
		return pickBars(p, r, picked)
	}
	whole := float64(r.Counted)
	if polls.FormOf(p.Method) == polls.Scores {
		whole = 0
		for _, points := range r.Scores {
			whole += points.Float()
		}
	}
	list := make([]bar, len(p.Options))
	for i, o := range p.Options {
		votes := r.Scores[o.ID]
		if first != nil {
			votes = tally.Whole(first[o.ID])
		}
		list[i] = bar{option: o.ID, votes: votes}
		if whole > 0 {
			list[i].share = votes.Float() / whole
		}
	}
	slices.SortStableFunc(list, func(a, b bar) int { return b.votes.Cmp(a.votes) })
	return list
}

func pickBars(p polls.Poll, r tally.Result, picked map[tally.OptionID]polls.Picked) []bar {
	list := make([]bar, 0, len(p.Options))
	for _, id := range bestFirst(r) {
		b := bar{option: id, votes: tally.Whole(picked[id].Best)}
		if shown := picked[id].Shown; shown > 0 {
			b.share = float64(picked[id].Best) / float64(shown)
		}
		list = append(list, b)
	}
	if p.Method == tally.Bracket && p.State != polls.StateClosed { // the ranking is of rounds to come
		slices.SortStableFunc(list, func(a, b bar) int { return b.votes.Cmp(a.votes) })
	}
	return list
}
