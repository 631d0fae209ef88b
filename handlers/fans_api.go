package handlers

import (
	"context"
	"net/http"
	"time"

	"kermesse/frontend"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
)

type challengeRequest struct {
	BrandRequest
	Body struct {
		Email  string `json:"email" maxLength:"254"`
		Locale string `json:"locale,omitempty" enum:"fr,en" doc:"Language of the mail; the request's if absent."`
	}
}

type challengeResponse struct {
	Body struct {
		Challenge string     `json:"challenge" doc:"Goes back with the code that was mailed."`
		ExpiresAt time.Time  `json:"expires_at"`
		MailAt    *time.Time `json:"mail_at,omitempty" doc:"The mail leaves then, because many were sent from this network."`
	}
}

type fanSessionRequest struct {
	BrandRequest
	Body struct {
		Challenge string `json:"challenge,omitempty" maxLength:"64"`
		Code      string `json:"code,omitempty" maxLength:"16" doc:"Six digits."`
		Token     string `json:"token,omitempty" maxLength:"128" doc:"From the mailed link, instead of challenge and code."`
	}
}

type fanSessionResponse struct {
	Body struct {
		FanID     string `json:"fan_id"`
		ExpiresIn int    `json:"expires_in" doc:"Seconds of disuse after which the session ends. The session is in the cookie."`
	}
}

type consentRequest struct {
	BrandRequest
	Purpose string `path:"purpose" maxLength:"120" example:"newsletter"`
	Body    struct {
		Granted bool `json:"granted"`
	}
}

type eraseRequest struct {
	BrandRequest
	Body struct {
		Confirm string `json:"confirm" doc:"The word erase: it cannot be undone." example:"erase"`
	}
}

type exportResponse struct {
	ContentType  string `header:"Content-Type"`
	CacheControl string `header:"Cache-Control"`
	Body         []byte
}

type fanRequest struct {
	BrandRequest
	Fan string `path:"fan" maxLength:"36"`
}

func (a *App) fanAPIRoutes() {
	a.requestOperations()
	const path = "/brands/{brand}/fans"
	register(a, operation{method: http.MethodPost, path: path + "/challenges", id: "create-fan-challenge", summary: "Mail a fan a code", tag: "fans", status: 202, public: true, natural: true}, a.createChallenge)
	register(a, operation{method: http.MethodPost, path: path + "/sessions", id: "create-fan-session", summary: "Sign a fan in by the code", tag: "fans", status: 201, public: true, natural: true}, a.createFanSession)
	register(a, operation{method: http.MethodDelete, path: path + "/sessions", id: "delete-fan-session", summary: "Sign the fan out", tag: "fans", status: 204, public: true, natural: true}, a.deleteFanSession)
	register(a, operation{method: http.MethodGet, path: path + "/me/data", id: "export-own-data", summary: "Everything held about the fan", tag: "fans", public: true}, a.exportOwnData)
	register(a, operation{method: http.MethodPut, path: path + "/me/consents/{purpose}", id: "change-consent", summary: "Grant or withdraw a consent", tag: "fans", status: 204, public: true, natural: true}, a.changeConsentByAPI)
	register(a, operation{method: http.MethodDelete, path: path + "/me", id: "erase-own-data", summary: "Forget the fan", tag: "fans", status: 204, public: true, natural: true}, a.eraseOwnData)
	register(a, operation{method: http.MethodGet, path: path + "/{fan}/data", id: "export-fan-data", summary: "Everything held about a fan, at their request", tag: "fans"}, a.exportFanData)
	register(a, operation{method: http.MethodDelete, path: path + "/{fan}", id: "erase-fan", summary: "Forget a fan, at their request", tag: "fans", status: 204, natural: true}, a.eraseFan)
}

func (a *App) createChallenge(ctx context.Context, in *challengeRequest) (*challengeResponse, error) {
	brand, err := a.Accounts.FindBrandBySlug(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	contact, err := fan.ParseContact(in.Body.Email, "", "")
	if err != nil {
		return nil, err
	}
	r := requestFrom(ctx)
	locale := in.Body.Locale
	if locale == "" {
		locale = r.lang
	}
	challenge, err := a.Fans.RequestSignIn(ctx, fan.SignInRequest{
		Brand: brand.ID, Contact: contact, Locale: locale, Path: frontend.MemberPath(brand.Slug, "code"), Network: a.clientNetwork(r.c),
	})
	if err != nil {
		return nil, err
	}
	out := &challengeResponse{}
	out.Body.Challenge, out.Body.ExpiresAt, out.Body.MailAt = challenge.ID, challenge.ExpiresAt, optionalTime(challenge.MailAt)
	return out, nil
}

func (a *App) createFanSession(ctx context.Context, in *fanSessionRequest) (*fanSessionResponse, error) {
	brand, err := a.Accounts.FindBrandBySlug(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	token := in.Body.Token
	if token == "" {
		if token, err = a.Fans.Guess(ctx, in.Body.Challenge, in.Body.Code); err != nil {
			return nil, err
		}
	}
	f, session, err := a.Fans.SignIn(ctx, brand.ID, token)
	if err != nil {
		return nil, err
	}
	a.signFanIn(requestFrom(ctx).c, brand.ID, session)
	out := &fanSessionResponse{}
	out.Body.FanID, out.Body.ExpiresIn = string(f.ID), int(fan.SessionLife.Seconds())
	return out, nil
}

func (a *App) deleteFanSession(ctx context.Context, in *BrandRequest) (*struct{}, error) {
	brand, err := a.Accounts.FindBrandBySlug(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	c, name := requestFrom(ctx).c, cookieFan+string(brand.ID)
	if err := a.Fans.EndSession(ctx, c.Cookies(name)); err != nil {
		return nil, err
	}
	a.setCookie(c, name, "", -1)
	return nil, nil
}

// guestFrom returns the fan who is signed in to the brand, or fan.ErrSignedOut.
func (a *App) guestFrom(ctx context.Context, brandSlug string) (guest, error) {
	brand, err := a.Accounts.FindBrandBySlug(ctx, brandSlug)
	if err != nil {
		return guest{}, err
	}
	f, err := a.fanOf(requestFrom(ctx).c, brand.ID)
	if err == nil && f.ID == "" {
		err = fan.ErrSignedOut
	}
	return guest{Brand: brand, Fan: f}, err
}

func (a *App) exportOwnData(ctx context.Context, in *BrandRequest) (*exportResponse, error) {
	g, err := a.guestFrom(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	return newExportResponse(a.Fans.Export(ctx, g.Brand.ID, g.Fan.ID))
}

func newExportResponse(body []byte, err error) (*exportResponse, error) {
	if err != nil {
		return nil, err
	}
	return &exportResponse{ContentType: "application/json", CacheControl: "no-store", Body: body}, nil
}

func (a *App) changeConsentByAPI(ctx context.Context, in *consentRequest) (*struct{}, error) {
	g, err := a.guestFrom(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	return nil, a.changeOwnConsent(requestFrom(ctx).c, g, in.Purpose, in.Body.Granted)
}

func (a *App) eraseOwnData(ctx context.Context, in *eraseRequest) (*struct{}, error) {
	g, err := a.guestFrom(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	if in.Body.Confirm != "erase" {
		return nil, fault.Invalids(errEraseUnconfirmed.At("confirm"))
	}
	return nil, a.Fans.Forget(ctx, g.Fan)
}

func (a *App) exportFanData(ctx context.Context, in *fanRequest) (*exportResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	return newExportResponse(a.Fans.ExportFor(ctx, actor, fan.ID(in.Fan)))
}

func (a *App) eraseFan(ctx context.Context, in *fanRequest) (*struct{}, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	return nil, a.Fans.ForgetFor(ctx, actor, fan.ID(in.Fan))
}
