package handlers

import (
	"context"
	"net/http"
	"time"

	"kermesse/internal/account"
)

type memberShape struct {
	UserID   string     `json:"user_id"`
	Name     string     `json:"name"`
	Email    string     `json:"email"`
	Role     string     `json:"role"`
	JoinedAt time.Time  `json:"joined_at"`
	SeenAt   *time.Time `json:"seen_at,omitempty" doc:"Last use, to a few minutes; absent: never."`
}

type teamResponse struct {
	Body struct {
		Items []memberShape `json:"items" doc:"By name."`
		Next  string        `json:"next" doc:"Always empty: the list is whole."`
	}
}

type invitationShape struct {
	ID        string    `json:"id"`
	Email     string    `json:"email"`
	Role      string    `json:"role"`
	ExpiresAt time.Time `json:"expires_at"`
}

type invitationsResponse struct {
	Body struct {
		Items []invitationShape `json:"items" doc:"Those who have not come yet."`
		Next  string            `json:"next" doc:"Always empty: the list is whole."`
	}
}

type inviteRequest struct {
	BrandRequest
	Body struct {
		Email string `json:"email" maxLength:"254"`
		Role  string `json:"role" enum:"owner,manager,moderator,till,viewer,witness"`
	}
}

type inviteResponse struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		Link string `json:"link" doc:"What was mailed; it is not shown again."`
	}
}

type invitationRequest struct {
	BrandRequest
	ID string `path:"id" maxLength:"36"`
}

// MemberRequest names somebody of the brand's team.
type MemberRequest struct {
	BrandRequest
	User string `path:"user" maxLength:"36"`
}

type changeRoleRequest struct {
	MemberRequest
	Body struct {
		Role string `json:"role" enum:"owner,manager,moderator,till,viewer,witness"`
	}
}

func (a *App) teamAPIRoutes() {
	register(a, operation{method: http.MethodGet, path: "/brands/{brand}/team", id: "list-team", summary: "List a brand's team", tag: "team"}, a.listTeam)
	register(a, operation{method: http.MethodPut, path: "/brands/{brand}/team/{user}", id: "change-role", summary: "Change somebody's role", tag: "team", status: 204, natural: true}, a.changeRoleByAPI)
	register(a, operation{method: http.MethodDelete, path: "/brands/{brand}/team/{user}", id: "remove-member", summary: "Take somebody off the team", tag: "team", status: 204, natural: true}, a.removeMemberByAPI)
	register(a, operation{method: http.MethodGet, path: "/brands/{brand}/invitations", id: "list-invitations", summary: "List who was invited and has not come", tag: "team"}, a.listInvitations)
	// A stored answer would keep the link: another invitation makes the first one void instead.
	register(a, operation{method: http.MethodPost, path: "/brands/{brand}/invitations", id: "invite", summary: "Invite somebody to the team", tag: "team", status: 201, natural: true}, a.inviteByAPI)
	register(a, operation{method: http.MethodDelete, path: "/brands/{brand}/invitations/{id}", id: "uninvite", summary: "Take an invitation back", tag: "team", status: 204, natural: true}, a.uninviteByAPI)
}

func (a *App) listTeam(ctx context.Context, in *BrandRequest) (*teamResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	team, err := a.Accounts.ListTeam(ctx, actor)
	if err != nil {
		return nil, err
	}
	out := &teamResponse{}
	out.Body.Items = []memberShape{}
	for _, m := range team {
		out.Body.Items = append(out.Body.Items, memberShape{
			UserID: string(m.User.ID), Name: m.User.Name, Email: m.User.Email, Role: string(m.Role),
			JoinedAt: m.JoinedAt, SeenAt: optionalTime(m.User.SeenAt),
		})
	}
	return out, nil
}

func (a *App) changeRoleByAPI(ctx context.Context, in *changeRoleRequest) (*struct{}, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	return nil, a.Accounts.ChangeRole(ctx, actor, account.UserID(in.User), account.Role(in.Body.Role))
}

func (a *App) removeMemberByAPI(ctx context.Context, in *MemberRequest) (*struct{}, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	return nil, a.Accounts.RemoveMember(ctx, actor, account.UserID(in.User))
}

func (a *App) listInvitations(ctx context.Context, in *BrandRequest) (*invitationsResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	invited, err := a.Accounts.ListInvitations(ctx, actor)
	if err != nil {
		return nil, err
	}
	out := &invitationsResponse{}
	out.Body.Items = []invitationShape{}
	for _, i := range invited {
		out.Body.Items = append(out.Body.Items, invitationShape{ID: i.ID, Email: i.Email, Role: string(i.Role), ExpiresAt: i.ExpiresAt})
	}
	return out, nil
}

func (a *App) inviteByAPI(ctx context.Context, in *inviteRequest) (*inviteResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	link, err := a.Accounts.Invite(ctx, actor, in.Body.Email, account.Role(in.Body.Role))
	if err != nil {
		return nil, err
	}
	out := &inviteResponse{CacheControl: "no-store"}
	out.Body.Link = link
	return out, nil
}

func (a *App) uninviteByAPI(ctx context.Context, in *invitationRequest) (*struct{}, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	return nil, a.Accounts.Uninvite(ctx, actor, in.ID)
}
