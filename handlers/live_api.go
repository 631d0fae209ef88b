package handlers

import (
	"context"
	"net/http"
	"time"

	"kermesse/contests"
)

func (a *App) liveOperations() {
	register(a, operation{
		method: http.MethodGet, path: "/contests/{slug}/live", id: "contest-live", tag: "contests",
		summary: "Who came to a contest, which way, hour by hour, and how far they got; for whoever sees the brand’s campaigns. It names nobody",
	}, a.contestLive)
}

type contestLiveRequest struct {
	Slug string `path:"slug"`
}

type stepsAnswer struct {
	Views     int `json:"views" doc:"Of the form."`
	Starts    int `json:"starts"`
	Entries   int `json:"entries"`
	Confirmed int `json:"confirmed"`
}

type viaAnswer struct {
	Source string      `json:"source" doc:"direct, search, site, a network, utm-…, link-…, embed, kiosk, api, staff, private, others."`
	Steps  stepsAnswer `json:"steps"`
}

type hourAnswer struct {
	Hour   time.Time   `json:"hour" doc:"Its beginning."`
	Source string      `json:"source"`
	Steps  stepsAnswer `json:"steps"`
}

type beforeAnswer struct {
	Slug  string      `json:"slug"`
	Then  stepsAnswer `json:"then" doc:"When it was as old as this one is now."`
	Whole stepsAnswer `json:"whole"`
}

type contestLiveResponse struct {
	Body struct {
		Total    stepsAnswer    `json:"total"`
		BySource []viaAnswer    `json:"by_source"`
		ByHour   []hourAnswer   `json:"by_hour" doc:"Hours and sources in which something happened."`
		Before   *beforeAnswer  `json:"before,omitempty" doc:"The contest that the brand opened last before this one."`
		Flagged  int            `json:"flagged"`
		ByFlag   map[string]int `json:"by_flag"`
		Appeals  int            `json:"appeals"`
	}
}

func stepsAnswerOf(s contests.Steps) stepsAnswer {
	return stepsAnswer{Views: s.Views, Starts: s.Starts, Entries: s.Entries, Confirmed: s.Confirmed}
}

func (a *App) contestLive(ctx context.Context, in *contestLiveRequest) (*contestLiveResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	f, err := a.Contests.Funnel(ctx, actor, in.Slug)
	if err != nil {
		return nil, err
	}
	out := &contestLiveResponse{}
	b := &out.Body
	b.Total, b.Flagged, b.Appeals, b.ByFlag = stepsAnswerOf(f.Total), f.Flagged, f.Appeals, map[string]int{}
	b.BySource, b.ByHour = make([]viaAnswer, len(f.Ways)), make([]hourAnswer, len(f.Lines))
	for i, way := range f.Ways {
		b.BySource[i] = viaAnswer{string(way.Via), stepsAnswerOf(way.Steps)}
	}
	for i, l := range f.Lines {
		b.ByHour[i] = hourAnswer{l.At, string(l.Via), stepsAnswerOf(l.Steps)}
	}
	for flag, n := range f.Flags {
		b.ByFlag[string(flag)] = n
	}
	if f.Before != nil {
		b.Before = &beforeAnswer{f.Before.Contest.Slug, stepsAnswerOf(f.Before.Then), stepsAnswerOf(f.Before.Whole)}
	}
	return out, nil
}
