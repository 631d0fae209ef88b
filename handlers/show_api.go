package handlers

import (
	"context"
	"net/http"
	"time"

	"kermesse/contests"
)

// showOperations lead the stage of a draw, as its console does.
func (a *App) showOperations() {
	staff := func(method, path, id, summary string) operation {
		return operation{method: method, path: "/contests/{slug}/show" + path, id: id, summary: summary, tag: "draws", status: http.StatusNoContent}
	}
	register(a, staff(http.MethodPut, "/names", "hold-names", "Hold the names of winners back for an audience, for some hours after the draw. For those who draw winners"), a.holdNamesByAPI)
	register(a, staff(http.MethodPost, "/names/publish", "publish-names", "Publish the names that are held, now. For those who draw winners"), a.publishNamesByAPI)
	register(a, staff(http.MethodPost, "/cues", "cue-stage", "Tell the stage what to show; a reveal publishes its names. For those who draw winners"), a.cueStageByAPI)
}

type holdNamesRequest struct {
	Slug string `path:"slug"`
	Body struct {
		Hours int `json:"hours" minimum:"0" doc:"After the draw; 0: they are not held."`
	}
}

func (a *App) holdNamesByAPI(ctx context.Context, in *holdNamesRequest) (*struct{}, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	hours := min(in.Body.Hours, int(contests.MaxHold.Hours())+1) // what is longer is told, not multiplied
	return nil, a.Contests.HoldNames(ctx, actor, in.Slug, time.Duration(hours)*time.Hour)
}

func (a *App) publishNamesByAPI(ctx context.Context, in *contestRequest) (*struct{}, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	return nil, a.Contests.PublishNames(ctx, actor, in.Slug)
}

type cueStageRequest struct {
	Slug string `path:"slug"`
	Body struct {
		Phase string `json:"phase" enum:"title,prize,reveal"`
		Step  int    `json:"step,omitempty" minimum:"0" doc:"Of the draw, from 0; counts for prize and reveal."`
	}
}

func (a *App) cueStageByAPI(ctx context.Context, in *cueStageRequest) (*struct{}, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	return nil, a.Contests.CueStage(ctx, actor, in.Slug, contests.Phase(in.Body.Phase), in.Body.Step)
}
