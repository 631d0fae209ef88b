package handlers

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"kermesse/internal/idem"
)

const (
	headerIdempotencyKey = "Idempotency-Key"
	headerReplayed       = "Idempotency-Replayed"
)

// once gives a repeated write the answer of the first one, where the client sent an
// Idempotency-Key. Operations whose own rules make repeats harmless do without.
func (a *App) once(hc huma.Context, next func(huma.Context)) {
	key := hc.Header(headerIdempotencyKey)
	fc, ok := hc.(*fiberContext)
	if key == "" || !ok {
		next(hc)
		return
	}
	ctx := hc.Context()
	r := idem.Request{
		Principal: a.principal(ctx, fc), Key: key, Path: strings.Clone(fc.c.OriginalURL()),
		Route: fc.op.Method + " " + fc.op.Path, Body: fc.c.Body(),
	}
	stored, err := a.Idem.Begin(ctx, r)
	switch {
	case err != nil:
		a.failOnce(fc, a.newProblem(ctx, err))
	case stored != nil:
		hc.SetHeader(headerReplayed, "true")
		a.sendStored(fc, stored)
	default:
		next(hc)
		a.finishOnce(ctx, fc, r)
	}
}

// principal is whose keys these are: one client's key is not another's. Behind one address
// may stand a whole town, whose browsers our cookies tell apart.
func (a *App) principal(ctx context.Context, fc *fiberContext) string {
	if staff, err := a.staffFrom(ctx); err == nil {
		return "user:" + string(staff.User.ID)
	}
	visitor := "anon:" + a.clientAddr(fc.c).String()
	for name, value := range fc.c.Request().Header.Cookies() {
		if name := string(name); name == cookieDevice || strings.HasPrefix(name, cookieFan) {
			visitor += " " + name + "=" + string(value)
		}
	}
	return visitor
}

func (a *App) finishOnce(ctx context.Context, fc *fiberContext, r idem.Request) {
	status, body := fc.c.Response().StatusCode(), fc.c.Response().Body()
	var err error
	if status == http.StatusTooManyRequests || status >= http.StatusInternalServerError {
		err = a.Idem.Abandon(ctx, r)
	} else {
		err = a.Idem.Finish(ctx, r, idem.Answer{Status: status, Body: body})
	}
	if err != nil {
		// The write is done and its answer goes out; only a repeat would run again.
		a.Log.ErrorContext(ctx, "answer not remembered", "request_id", requestFrom(ctx).id, "error", err)
	}
}

func (a *App) sendStored(fc *fiberContext, stored *idem.Answer) {
	contentType := "application/json"
	if stored.Status >= http.StatusBadRequest {
		contentType = "application/problem+json"
	}
	fc.SetHeader("Content-Type", contentType)
	fc.SetStatus(stored.Status)
	_, _ = fc.BodyWriter().Write(stored.Body)
}

func (a *App) failOnce(fc *fiberContext, p *problem) {
	fc.status = p.Status
	if err := sendProblem(fc.c, p); err != nil {
		a.Log.Error("problem not sent", "error", err)
	}
}
