package handlers

import (
	"context"
	"net/http"
	"time"

	"kermesse/internal/fan"
)

// requestAnswer is what somebody asks about their data.
type requestAnswer struct {
	ID         string     `json:"id"`
	Kind       string     `json:"kind" enum:"access,correction,erasure,objection,other"`
	Words      string     `json:"words" doc:"Empty once the person was forgotten."`
	Contact    string     `json:"contact,omitempty" doc:"For staff."`
	FanID      string     `json:"fan_id"`
	ByStaff    bool       `json:"by_staff" doc:"It came by another way and staff noted it."`
	CreatedAt  time.Time  `json:"created_at"`
	DueAt      time.Time  `json:"due_at" doc:"A month after it was made."`
	Late       bool       `json:"late"`
	AnsweredAt *time.Time `json:"answered_at"`
	Granted    bool       `json:"granted"`
	Answer     string     `json:"answer,omitempty"`
}

func (a *App) requestAnswerOf(r fan.Request) requestAnswer {
	return requestAnswer{
		ID: r.ID, Kind: string(r.Kind), Words: r.Words, Contact: r.Contact, FanID: string(r.Fan), ByStaff: r.ByStaff, CreatedAt: r.CreatedAt, DueAt: r.DueAt,
		Late: r.Late(a.Clock.Now()), AnsweredAt: optionalTime(r.AnsweredAt), Granted: r.Granted, Answer: r.Answer,
	}
}

type requestsResponse struct {
	Body struct {
		Items []requestAnswer `json:"items"`
	}
}

type askRequest struct {
	BrandRequest
	Body struct {
		Kind  string `json:"kind" enum:"access,correction,erasure,objection,other"`
		Words string `json:"words" maxLength:"4000"`
	}
}

type askForRequest struct {
	BrandRequest
	Body struct {
		Email string `json:"email,omitempty"`
		Phone string `json:"phone,omitempty"`
		Kind  string `json:"kind" enum:"access,correction,erasure,objection,other"`
		Words string `json:"words" maxLength:"4000"`
	}
}

type requestResponse struct{ Body requestAnswer }

type answerAskedRequest struct {
	BrandRequest
	ID   string `path:"id" maxLength:"36"`
	Body struct {
		Granted bool   `json:"granted"`
		Answer  string `json:"answer" maxLength:"4000" doc:"Mailed to the person."`
	}
}

func (a *App) requestOperations() {
	const own, queue = "/brands/{brand}/fans/me/requests", "/brands/{brand}/requests"
	register(a, operation{method: http.MethodGet, path: own, id: "list-own-requests", summary: "What the fan has asked about their data", tag: "fans", public: true}, a.listOwnRequests)
	register(a, operation{method: http.MethodPost, path: own, id: "ask-about-data", summary: "Ask the brand about one's data; the answer is due within a month", tag: "fans", status: http.StatusCreated, public: true, natural: true}, a.askAboutData)
	register(a, operation{method: http.MethodGet, path: queue, id: "list-data-requests", summary: "Requests about personal data, the open ones first, by when they are due", tag: "fans"}, a.listDataRequests)
	register(a, operation{method: http.MethodPost, path: queue, id: "note-data-request", summary: "Note a request that came by another way", tag: "fans", status: http.StatusCreated}, a.noteDataRequest)
	register(a, operation{method: http.MethodPost, path: queue + "/{id}/answer", id: "answer-data-request", summary: "Answer a request; the answer is mailed", tag: "fans", status: http.StatusNoContent}, a.answerDataRequest)
}

func (a *App) listOwnRequests(ctx context.Context, in *BrandRequest) (*requestsResponse, error) {
	g, err := a.guestFrom(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	found, err := a.Fans.OwnRequests(ctx, g.Fan)
	return a.tellRequests(found, err)
}

func (a *App) tellRequests(found []fan.Request, err error) (*requestsResponse, error) {
	if err != nil {
		return nil, err
	}
	out := &requestsResponse{}
	out.Body.Items = []requestAnswer{}
	for _, r := range found {
		out.Body.Items = append(out.Body.Items, a.requestAnswerOf(r))
	}
	return out, nil
}

func (a *App) askAboutData(ctx context.Context, in *askRequest) (*requestResponse, error) {
	g, err := a.guestFrom(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	r, err := a.Fans.Ask(ctx, g.Fan, fan.RequestKind(in.Body.Kind), in.Body.Words)
	if err != nil {
		return nil, err
	}
	return &requestResponse{a.requestAnswerOf(r)}, nil
}

func (a *App) listDataRequests(ctx context.Context, in *BrandRequest) (*requestsResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	found, err := a.Fans.ListRequests(ctx, actor)
	return a.tellRequests(found, err)
}

func (a *App) noteDataRequest(ctx context.Context, in *askForRequest) (*requestResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	contact, err := fan.ParseContact(in.Body.Email, in.Body.Phone, "")
	if err != nil {
		return nil, err
	}
	r, err := a.Fans.AskFor(ctx, actor, contact, fan.RequestKind(in.Body.Kind), in.Body.Words)
	if err != nil {
		return nil, err
	}
	return &requestResponse{a.requestAnswerOf(r)}, nil
}

func (a *App) answerDataRequest(ctx context.Context, in *answerAskedRequest) (*struct{}, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	return nil, a.Fans.Answer(ctx, actor, in.ID, in.Body.Granted, in.Body.Answer)
}
