package handlers

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/polls"
	"kermesse/polls/survey"
)

// campaign is a contest, a poll or a survey where lists hold all. Only the edge knows all.
type campaign struct {
	kind              frontend.CampaignKind
	slug, title       string
	state             frontend.CampaignState
	opensAt, closesAt time.Time
	createdAt         time.Time

	contest contests.Contest
	poll    polls.Poll
	survey  survey.Survey
}

func (a *App) contestCampaign(c contests.Contest, language string) campaign {
	c = c.In(language)
	zone := c.Location()
	return campaign{
		kind: frontend.KindContest, slug: c.Slug, title: c.Title, state: contestState(c.Status(a.Clock.Now())),
		opensAt: c.OpensAt.In(zone), closesAt: c.ClosesAt.In(zone), createdAt: c.CreatedAt, contest: c,
	}
}

func (a *App) pollCampaign(p polls.Poll, language string) campaign {
	zone := pollZone(p)
	closes := p.ClosesAt
	if p.Status(a.Clock.Now()) == polls.Calling {
		closes = p.ProposalsUntil // what ends next
	}
	return campaign{
		kind: frontend.KindPoll, slug: p.Slug, title: p.Title.In(language), state: pollState(p.Status(a.Clock.Now())),
		opensAt: p.OpensAt.In(zone), closesAt: closes.In(zone), createdAt: p.CreatedAt, poll: p,
	}
}

func (a *App) surveyCampaign(v survey.Survey, language string) campaign {
	return campaign{
		kind: frontend.KindSurvey, slug: v.Slug, title: v.Title.In(language), state: surveyState(v.Status(a.Clock.Now())),
		opensAt: inZone(v.OpensAt, v.TimeZone), closesAt: inZone(v.ClosesAt, v.TimeZone), createdAt: v.CreatedAt, survey: v,
	}
}

func contestState(s contests.Status) frontend.CampaignState {
	return map[contests.Status]frontend.CampaignState{
		contests.Draft: frontend.StateDraft, contests.Published: frontend.StateUpcoming, contests.Open: frontend.StateOpen,
		contests.Closed: frontend.StateClosed, contests.AwaitingBeacon: frontend.StateAwaiting,
		contests.Drawn: frontend.StateDrawn, contests.Cancelled: frontend.StateCancelled,
	}[s]
}

func pollState(s polls.Status) frontend.CampaignState {
	return map[polls.Status]frontend.CampaignState{
		polls.Draft: frontend.StateDraft, polls.Published: frontend.StateUpcoming, polls.Open: frontend.StateOpen,
		polls.Closed: frontend.StateClosed, polls.Cancelled: frontend.StateCancelled,
		polls.Void: frontend.StateVoid, polls.Calling: frontend.StateCalling, polls.Sifting: frontend.StateSifting,
	}[s]
}

func pollZone(p polls.Poll) *time.Location {
	zone, err := time.LoadLocation(p.TimeZone)
	if err != nil {
		return time.UTC // polls are stored with a valid zone
	}
	return zone
}

// publicCampaigns lists what a brand shows everybody.
func (a *App) publicCampaigns(ctx context.Context, brand account.BrandID, language string) ([]campaign, error) {
	const most = 100
	giveaways, err := a.Contests.ListPublic(ctx, brand, most)
	if err != nil {
		return nil, err
	}
	votes, err := a.Polls.ListPublic(ctx, brand)
	if err != nil {
		return nil, err
	}
	var all []campaign
	for _, c := range giveaways {
		all = append(all, a.contestCampaign(c, language))
	}
	for _, p := range votes {
		all = append(all, a.pollCampaign(p, language))
	}
	surveys, err := a.Surveys.ListPublic(ctx, brand)
	if err != nil {
		return nil, err
	}
	for _, v := range surveys {
		all = append(all, a.surveyCampaign(v, language))
	}
	return all, nil
}

// staffCampaigns lists everything a brand has, the newest first.
func (a *App) staffCampaigns(ctx context.Context, actor account.Actor, language string) ([]campaign, error) {
	var all []campaign
	for cursor, more := "", true; more; more = cursor != "" {
		page, err := a.Contests.List(ctx, actor, contests.Filter{Cursor: cursor, Limit: 200})
		if err != nil {
			return nil, err
		}
		for _, c := range page.Items {
			all = append(all, a.contestCampaign(c, language))
		}
		cursor = page.Next
	}
	votes, err := a.Polls.List(ctx, actor)
	if err != nil {
		return nil, err
	}
	for _, p := range votes {
		all = append(all, a.pollCampaign(p, language))
	}
	surveys, err := a.Surveys.List(ctx, actor)
	if err != nil {
		return nil, err
	}
	for _, v := range surveys {
		all = append(all, a.surveyCampaign(v, language))
	}
	slices.SortStableFunc(all, func(x, y campaign) int { return y.createdAt.Compare(x.createdAt) })
	return all, nil
}

// card is the campaign for fans.
func (k campaign) card() frontend.CampaignCard {
	card := frontend.CampaignCard{
		Kind: k.kind, Slug: k.slug, Title: k.title, State: k.state, OpensAt: k.opensAt, ClosesAt: k.closesAt,
	}
	if len(k.contest.Prizes) > 0 {
		card.Prize = k.contest.Prizes[0].Name
	}
	return card
}

// byClosing puts what ends first on top.
func byClosing(x, y campaign) int { return cmp.Compare(x.closesAt.UnixMilli(), y.closesAt.UnixMilli()) }

// plain is a text without accents and capitals, for searching.
func plain(s string) string {
	strip := transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC)
	out, _, err := transform.String(strip, s)
	if err != nil {
		out = s
	}
	return cases.Fold().String(out)
}

func (k campaign) matches(query string) bool {
	return strings.Contains(plain(k.title+" "+k.slug), plain(strings.TrimSpace(query)))
}
