package handlers

import (
	"context"

	"kermesse/internal/keydates"
)

type countriesRequest struct {
	BrandRequest
	Body struct {
		Countries []string `json:"countries" doc:"Whose key dates the calendar shows (ISO 3166-1)."`
	}
}

func (a *App) setCalendarCountries(ctx context.Context, in *countriesRequest) (*struct{}, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	chosen := make([]keydates.Country, len(in.Body.Countries))
	for i, code := range in.Body.Countries {
		chosen[i] = keydates.Country(code)
	}
	return nil, a.Agenda.ChooseCountries(ctx, actor, chosen)
}

type feedResponse struct {
	Body struct {
		URL string `json:"url" doc:"An iCalendar file; whoever has the address reads the calendar. It is told once."`
	}
}

func (a *App) makeCalendarFeed(ctx context.Context, in *BrandRequest) (*feedResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	token, err := a.Agenda.NewFeed(ctx, actor, requestFrom(ctx).lang)
	if err != nil {
		return nil, err
	}
	out := &feedResponse{}
	out.Body.URL = a.Config.BaseURL + feedPath(token)
	return out, nil
}

func (a *App) endCalendarFeed(ctx context.Context, in *BrandRequest) (*struct{}, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	return nil, a.Agenda.EndFeed(ctx, actor)
}
