package handlers

import (
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/contests/claims"
	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/webhook"
	"kermesse/loyalty"
)

// todoSources are the parts of the house in which something may wait for a person. Each
// leaves out what the reader may not decide.
var todoSources = []func(*App, *fiber.Ctx, desk) ([]frontend.Todo, error){
	(*App).todoContests, (*App).todoPrizes, (*App).todoAdjustments, (*App).todoRequests, (*App).todoVotes, (*App).todoWebhooks,
}

// todo is all that waits for the reader, the pressing things first.
func (a *App) todo(c *fiber.Ctx, d desk) ([]frontend.Todo, error) {
	var list []frontend.Todo
	for _, source := range todoSources {
		more, err := source(a, c, d)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	slices.SortStableFunc(list, func(x, y frontend.Todo) int {
		switch {
		case x.Urgent == y.Urgent:
			return 0
		case x.Urgent:
			return -1
		}
		return 1
	})
	return list, nil
}

// contestTodo is how the page tells one reason for which a contest needs a hand.
type contestTodo struct {
	kind   frontend.TodoKind
	room   string // of the contest, where the hand is needed
	urgent bool
	needs  account.Permission // empty: whoever sees the contest is told
}

// contestTodos says each reason of the contests in the words of the page. That winners have
// days left to answer needs nobody's hand: todoPrizes tells when it does.
var contestTodos = map[contests.Attention]contestTodo{
	contests.AttentionVoid:    {kind: frontend.TodoDrawn, room: "draw", urgent: true},
	contests.AttentionBeacon:  {kind: frontend.TodoBeacon, room: "draw", urgent: true},
	contests.AttentionOpen:    {kind: frontend.TodoDrawn, room: "draw", urgent: true},
	contests.AttentionAppeals: {kind: frontend.TodoAppeals, room: "review?appeals=yes", urgent: true},
	contests.AttentionFlags:   {kind: frontend.TodoFlagged, room: "review"},
	contests.AttentionSlips:   {kind: frontend.TodoSlips, room: "receipts", needs: account.Moderate},
	contests.AttentionProofs:  {kind: frontend.TodoProofs, room: "proofs", needs: account.Moderate},
	contests.AttentionRefused: {kind: frontend.TodoRefused, room: "publish", urgent: true},
	contests.AttentionDraft:   {kind: frontend.TodoDraft, room: "edit", needs: account.EditCampaigns},
	contests.AttentionDraw:    {kind: frontend.TodoDraw, room: "draw"},
}

func (a *App) todoContests(c *fiber.Ctx, d desk) ([]frontend.Todo, error) {
	hands, err := a.Contests.NeedsHand(c.UserContext(), d.Actor)
	if err != nil {
		return nil, err
	}
	var list []frontend.Todo
	for _, h := range hands {
		t, told := contestTodos[h.Why]
		if !told || t.needs != "" && !d.Actor.May(t.needs) {
			continue
		}
		list = append(list, frontend.Todo{
			Kind: t.kind, Title: h.Contest.In(lang(c)).Title, Count: h.Count, At: in(h.At, d.Brand.Location()), Urgent: t.urgent,
			Href: a.deskHref(c, d, "contests", h.Contest.Slug) + "/" + t.room,
		})
	}
	return list, nil
}

// claimsEndSoon is how long before its end a claim without an answer is worth a call.
const claimsEndSoon = 3 * 24 * time.Hour

// todoPrizes are prizes whose winners are about to miss their deadline, answers to look at,
// and parcels to send.
func (a *App) todoPrizes(c *fiber.Ctx, d desk) ([]frontend.Todo, error) {
	if !d.Actor.May(account.HandPrizes) {
		return nil, nil
	}
	n, first, err := a.Contests.Claims().Expiring(c.UserContext(), d.Actor, a.Clock.Now().Add(claimsEndSoon))
	if err != nil {
		return nil, err
	}
	counts, err := a.Contests.Claims().Counts(c.UserContext(), d.Actor, "")
	if err != nil {
		return nil, err
	}
	href := a.deskHref(c, d, "claims") + "?group="
	var list []frontend.Todo
	if n > 0 {
		list = append(list, frontend.Todo{Kind: frontend.TodoExpiring, Count: n, At: in(first, d.Brand.Location()), Href: href + string(claims.GroupWaiting), Urgent: true})
	}
	if n := counts[claims.GroupAccepted]; n > 0 {
		list = append(list, frontend.Todo{Kind: frontend.TodoAnswered, Count: n, Href: href + string(claims.GroupAccepted)})
	}
	if n := counts[claims.GroupToSend]; n > 0 {
		list = append(list, frontend.Todo{Kind: frontend.TodoToSend, Count: n, Href: href + string(claims.GroupToSend)})
	}
	return list, nil
}

// todoAdjustments are corrections of points that wait for a second person: this one, where
// somebody else asked.
func (a *App) todoAdjustments(c *fiber.Ctx, d desk) ([]frontend.Todo, error) {
	if !d.Actor.May(account.AdjustPoints) {
		return nil, nil
	}
	asked, err := a.Loyalty.ListAdjustRequests(c.UserContext(), d.Actor, d.Brand.ID)
	if err != nil {
		return nil, err
	}
	t := frontend.Todo{Kind: frontend.TodoAgree, Href: a.deskHref(c, d, "adjustments")}
	for _, r := range asked {
		if r.State != loyalty.RequestWaiting || r.Asker == d.Actor.User {
			continue
		}
		if ends := in(r.ExpiresAt, d.Brand.Location()); t.Count == 0 || ends.Before(t.At) {
			t.At = ends
		}
		t.Count++
	}
	if t.Count == 0 {
		return nil, nil
	}
	return []frontend.Todo{t}, nil
}

// todoRequests are people who asked about their data and have no answer yet; it presses once
// one of them has waited longer than the law lets.
func (a *App) todoRequests(c *fiber.Ctx, d desk) ([]frontend.Todo, error) {
	if !d.Actor.May(account.ViewPeople) {
		return nil, nil
	}
	asked, err := a.Fans.ListRequests(c.UserContext(), d.Actor)
	if err != nil {
		return nil, err
	}
	t := frontend.Todo{Kind: frontend.TodoRequests, Href: a.deskHref(c, d, "requests")}
	for _, r := range asked {
		if !r.AnsweredAt.IsZero() {
			continue
		}
		if t.Count == 0 {
			t.At = in(r.DueAt, d.Brand.Location())
		}
		t.Count++
		t.Urgent = t.Urgent || r.Late(a.Clock.Now())
	}
	if t.Count == 0 {
		return nil, nil
	}
	return []frontend.Todo{t}, nil
}

// todoVotes is what voters have handed in and moderators have to look at: votes that were
// set aside, and comments.
func (a *App) todoVotes(c *fiber.Ctx, d desk) ([]frontend.Todo, error) {
	if !d.Actor.May(account.Moderate) {
		return nil, nil
	}
	waiting, err := a.Polls.ListWaiting(c.UserContext(), d.Actor)
	if err != nil {
		return nil, err
	}
	unread, err := a.Polls.ListUnread(c.UserContext(), d.Actor)
	if err != nil || len(waiting)+len(unread) == 0 {
		return nil, err
	}
	var list []frontend.Todo
	votes, err := a.Polls.List(c.UserContext(), d.Actor)
	for _, p := range votes {
		if n := unread[p.ID]; n > 0 {
			list = append(list, frontend.Todo{
				Kind: frontend.TodoComments, Title: p.Title.In(lang(c)), Count: n, Href: a.deskHref(c, d, "polls", p.Slug, "comments"),
			})
		}
		if n := waiting[p.ID]; n > 0 {
			list = append(list, frontend.Todo{
				Kind: frontend.TodoAside, Title: p.Title.In(lang(c)), Count: n, Href: a.deskHref(c, d, "polls", p.Slug, "review"),
			})
		}
	}
	return list, err
}

// todoWebhooks are addresses that are told nothing any more, or not everything.
func (a *App) todoWebhooks(c *fiber.Ctx, d desk) ([]frontend.Todo, error) {
	if !d.Actor.May(account.EditWebhooks) {
		return nil, nil
	}
	trouble, err := a.Webhooks.ListTrouble(c.UserContext(), d.Actor)
	var list []frontend.Todo
	for _, t := range trouble {
		list = append(list, frontend.Todo{
			Kind: frontend.TodoWebhook, Title: t.Endpoint.URL, Count: t.GivenUp, At: in(t.Endpoint.FailingFrom, d.Brand.Location()),
			Href: a.deskHref(c, d, "webhooks", string(t.Endpoint.ID)), Urgent: t.Endpoint.State == webhook.StateDisabled,
		})
	}
	return list, err
}
