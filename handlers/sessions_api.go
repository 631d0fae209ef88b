package handlers

import (
	"context"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"kermesse/internal/account"
)

type signInRequest struct {
	Body struct {
		Email    string `json:"email" maxLength:"254"`
		Password string `json:"password" maxLength:"1024"`
	}
}

type refreshRequest struct {
	Body struct {
		RefreshToken string `json:"refresh_token" maxLength:"200"`
	}
}

type tokensResponse struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		AccessToken  string `json:"access_token" doc:"Send it as Authorization: Bearer."`
		RefreshToken string `json:"refresh_token" doc:"Good for one refresh, which gives the next one. Using it twice ends the session."`
		ExpiresIn    int    `json:"expires_in" doc:"Seconds for which the access token is good."`
	}
}

func (a *App) sessionRoutes() {
	register(a, operation{method: http.MethodPost, path: "/sessions", id: "create-session", summary: "Sign in", tag: "sessions", status: 201, public: true, natural: true}, a.createSession)
	register(a, operation{method: http.MethodPost, path: "/sessions/refresh", id: "refresh-session", summary: "Exchange a refresh token for new tokens", tag: "sessions", public: true, natural: true}, a.refreshSession)
	register(a, operation{method: http.MethodDelete, path: "/sessions", id: "delete-session", summary: "Sign out", tag: "sessions", status: 204, natural: true}, a.deleteSession)
}

func (a *App) createSession(ctx context.Context, in *signInRequest) (*tokensResponse, error) {
	tokens, err := a.Accounts.SignInAPI(ctx, a.credentials(requestFrom(ctx).c, in.Body.Email, in.Body.Password))
	if err != nil {
		return nil, err
	}
	return newTokensResponse(tokens), nil
}

func (a *App) refreshSession(ctx context.Context, in *refreshRequest) (*tokensResponse, error) {
	tokens, err := a.Accounts.Refresh(ctx, in.Body.RefreshToken)
	if err != nil {
		return nil, err
	}
	return newTokensResponse(tokens), nil
}

func (a *App) deleteSession(ctx context.Context, _ *struct{}) (*struct{}, error) {
	staff, err := a.staffFrom(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.Accounts.SignOut(ctx, staff)
}

func newTokensResponse(t account.Tokens) *tokensResponse {
	out := &tokensResponse{CacheControl: "no-store"}
	out.Body.AccessToken, out.Body.RefreshToken, out.Body.ExpiresIn = t.Access, t.Refresh, int(t.ExpiresIn.Seconds())
	return out
}

func (a *App) credentials(c *fiber.Ctx, email, password string) account.Credentials {
	return account.Credentials{
		Email: email, Password: password, Network: a.clientNetwork(c), Device: deviceName(c.Get(fiber.HeaderUserAgent)),
		Browser: c.Cookies(cookieBrowser + a.Accounts.BrowserName(email)),
	}
}

// knowBrowser lets the browser be known where somebody has just proved who they are.
func (a *App) knowBrowser(c *fiber.Ctx, email string) error {
	known, err := a.Accounts.KnowBrowser(email)
	if err == nil {
		a.setCookie(c, cookieBrowser+a.Accounts.BrowserName(email), known, int(account.BrowserLife.Seconds()))
	}
	return err
}
