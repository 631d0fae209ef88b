package handlers

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"kermesse/internal/account"
)

type journalRequest struct {
	BrandRequest
	User    string    `query:"user" maxLength:"36" doc:"Who did it, by id."`
	Action  string    `query:"action" maxLength:"60" doc:"Exactly, or with a dot at its end all that begin with it: contest."`
	Subject string    `query:"subject" maxLength:"120" doc:"What it was done to: contest:flavour-2026"`
	From    time.Time `query:"from" doc:"This moment included."`
	To      time.Time `query:"to" doc:"This moment excluded."`
	Cursor  string    `query:"cursor" maxLength:"36" doc:"The next of the page before."`
	Limit   int       `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type journalShape struct {
	ID      string                 `json:"id"`
	At      time.Time              `json:"at"`
	Actor   actorShape             `json:"actor"`
	Action  string                 `json:"action" example:"contest.published"`
	Subject string                 `json:"subject" example:"contest:flavour-2026"`
	Changes map[string]changeShape `json:"changes" doc:"By field; fields that did not change are left out."`
}

type actorShape struct {
	Kind string `json:"kind" enum:"staff,system,command"`
	ID   string `json:"id,omitempty"`
	Name string `json:"name"`
}

type changeShape struct {
	Before json.RawMessage `json:"before,omitempty"`
	After  json.RawMessage `json:"after,omitempty"`
}

type journalResponse struct {
	Body struct {
		Items []journalShape `json:"items" doc:"The newest first."`
		Next  string         `json:"next" doc:"Cursor of the next page; empty on the last."`
	}
}

func (a *App) journalAPIRoutes() {
	register(a, operation{method: http.MethodGet, path: "/brands/{brand}/journal", id: "list-journal", summary: "Read a brand's journal", tag: "journal"}, a.listJournal)
}

func (a *App) listJournal(ctx context.Context, in *journalRequest) (*journalResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	page, err := a.Accounts.ListJournal(ctx, actor, account.JournalFilter{
		User: account.UserID(in.User), Action: in.Action, Subject: in.Subject,
		From: in.From, To: in.To, Before: in.Cursor, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	out := &journalResponse{}
	out.Body.Items, out.Body.Next = []journalShape{}, page.Next
	for _, l := range page.Lines {
		line := journalShape{
			ID: l.ID, At: l.At, Action: l.Action, Subject: l.Subject, Changes: map[string]changeShape{},
			Actor: actorShape{Kind: string(l.Kind), ID: string(l.User), Name: l.Name},
		}
		for _, f := range l.Changes {
			line.Changes[f.Field] = changeShape{Before: json.RawMessage(f.Before), After: json.RawMessage(f.After)}
		}
		out.Body.Items = append(out.Body.Items, line)
	}
	return out, nil
}
