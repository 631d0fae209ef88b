package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/fault"
)

// problem is an error of the API as RFC 9457 problem details.
type problem struct {
	Type      string         `json:"type" doc:"About this kind of error; the code as a fragment." example:"/api/docs/errors#contest_closed"`
	Title     string         `json:"title" doc:"The status in words." example:"Conflict"`
	Status    int            `json:"status" doc:"The HTTP status." example:"409"`
	Code      string         `json:"code" doc:"Stable name of the error, for programs." example:"contest_closed"`
	Detail    string         `json:"detail" doc:"What is wrong and what to do, in the language asked for."`
	RequestID string         `json:"request_id" doc:"Quote it when you ask for help."`
	Errors    []problemField `json:"errors,omitempty" doc:"Every wrong field at once."`

	retryAfter time.Duration
}

// problemField is one wrong input.
type problemField struct {
	Field  string `json:"field" doc:"Path of the input." example:"prizes[0].winners"`
	Code   string `json:"code" doc:"Stable name of what is wrong."`
	Detail string `json:"detail" doc:"What is wrong and what to do."`
}

// Error implements error.
func (p *problem) Error() string { return p.Code + ": " + p.Detail }

// GetStatus implements huma.StatusError.
func (p *problem) GetStatus() int { return p.Status }

// ContentType implements huma.ContentTypeFilter.
func (p *problem) ContentType(string) string { return "application/problem+json" }

// GetHeaders implements huma.HeadersError.
func (p *problem) GetHeaders() http.Header {
	h := http.Header{"Cache-Control": {"no-store"}}
	if p.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(int((p.retryAfter+time.Second-1)/time.Second)))
	}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="kermesse"`)
	}
	return h
}

var kindStatus = map[fault.Kind]int{
	fault.Internal:        http.StatusInternalServerError,
	fault.Malformed:       http.StatusBadRequest,
	fault.Unauthenticated: http.StatusUnauthorized,
	fault.Forbidden:       http.StatusForbidden,
	fault.NotFound:        http.StatusNotFound,
	fault.Conflict:        http.StatusConflict,
	fault.Gone:            http.StatusGone,
	fault.TooLarge:        http.StatusRequestEntityTooLarge,
	fault.Invalid:         http.StatusUnprocessableEntity,
	fault.Limited:         http.StatusTooManyRequests,
	fault.Unavailable:     http.StatusServiceUnavailable,
}

// Faults of the edge itself.
var (
	errNoRoute = fault.New(fault.NotFound, "not_found",
		"Cette page n’existe pas, ou n’existe plus.", "There is no such page, or not any more.")
	errMethod = fault.New(fault.Malformed, "method_not_allowed",
		"Cette adresse ne répond pas à cette méthode.", "This address does not answer that method.")
	errMalformed = fault.New(fault.Malformed, "malformed_request",
		"La demande n’est pas lisible : %s.", "The request cannot be read: %s.")
	errTooLarge = fault.New(fault.TooLarge, "request_too_large",
		"L’envoi dépasse la taille permise (%d Ko).", "The upload is over the limit (%d kB).")
	errSchema = fault.New(fault.Invalid, "schema_mismatch",
		"%s", "%s")
	errTooSlow = fault.New(fault.Unavailable, "timed_out",
		"Le serveur met trop de temps à répondre. Réessayez dans un instant : votre demande peut être renvoyée sans risque.",
		"The server takes too long to answer. Try again in a moment: your request can safely be sent again.")
	errAway = fault.New(fault.Unavailable, "database_away",
		"Le service est interrompu un instant. Réessayez : votre demande peut être renvoyée sans risque.",
		"The service is interrupted for a moment. Try again: your request can safely be sent again.")
)

var errFull = fault.New(fault.Unavailable, "storage_full",
	"Nous ne pouvons rien enregistrer pour le moment. Réessayez dans quelques minutes : votre demande peut être renvoyée sans risque.",
	"We cannot store anything at the moment. Try again in a few minutes: your request can safely be sent again.")

// whenRoom is when to come again where somebody has to make room first.
const whenRoom = 30 * time.Second

// newProblem turns err into what a client of the API may see. What is internal is
// logged here, once, and shown as nothing but a request id.
func (a *App) newProblem(ctx context.Context, err error) *problem {
	f := a.faultOf(err)
	r := requestFrom(ctx)
	a.logFault(ctx, f, err)
	p := &problem{
		Type: "/api/docs/errors#" + f.Code, Status: kindStatus[f.Kind], Code: f.Code,
		Detail: f.Message.In(r.lang), RequestID: r.id, retryAfter: f.RetryAfter,
	}
	p.Title = http.StatusText(p.Status)
	for _, field := range f.Fields {
		p.Errors = append(p.Errors, problemField{Field: field.Name, Code: field.Fault.Code, Detail: field.Fault.Message.In(r.lang)})
	}
	return p
}

func (a *App) logFault(ctx context.Context, f *fault.Error, err error) {
	r := requestFrom(ctx)
	if f.Kind == fault.Internal {
		a.Log.ErrorContext(ctx, "request failed", "request_id", r.id, "method", r.method, "route", r.route(), "error", err)
		return
	}
	if f.Code == errFull.Code {
		a.Log.ErrorContext(ctx, "the disk is full: nothing can be stored", "request_id", r.id, "method", r.method, "route", r.route(), "error", err)
		return
	}
	if f.Code == errAway.Code {
		a.Log.WarnContext(ctx, "the database is away", "request_id", r.id, "method", r.method, "route", r.route(), "error", err)
		return
	}
	a.Log.DebugContext(ctx, "request refused", "request_id", r.id, "method", r.method, "route", r.route(), "code", f.Code)
}

// faultOf is faultOf for an answer: what failed because the database is away, or has no room, may
// be sent again later, and is no defect of ours. Who is to come again is told when.
func (a *App) faultOf(err error) *fault.Error {
	f := faultOf(err)
	if f.Kind == fault.Internal && a.Full != nil && a.Full(err) {
		f = errFull.Wrap(err).After(whenRoom)
	}
	if f.Kind == fault.Internal && a.Away != nil && a.Away(err) {
		f = errAway.Wrap(err)
	}
	if f.Kind == fault.Unavailable && f.RetryAfter == 0 {
		f = f.After(comeAgain)
	}
	return f
}

// comeAgain is when to ask again where the fault does not know.
const comeAgain = 2 * time.Second

// faultOf classifies err; Fiber's own errors (no route, body too large) become faults.
func faultOf(err error) *fault.Error {
	var fe *fiber.Error
	switch {
	case errors.As(err, &fe):
		return faultOfFiber(fe)
	case errors.Is(err, context.DeadlineExceeded):
		return errTooSlow.Wrap(err)
	}
	return fault.From(err)
}

func faultOfFiber(e *fiber.Error) *fault.Error {
	switch e.Code {
	case fiber.StatusNotFound:
		return errNoRoute
	case fiber.StatusMethodNotAllowed:
		return errMethod
	case fiber.StatusRequestEntityTooLarge:
		return errTooLarge.With(maxBodyBytes / 1000)
	}
	if e.Code >= 500 {
		return fault.ErrInternal.Wrap(e)
	}
	return errMalformed.With(e.Message)
}

// useProblems makes huma answer its own findings (schema, unreadable JSON) in our shape.
func (a *App) useProblems() {
	huma.NewErrorWithContext = func(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
		return a.newProblem(ctx.Context(), faultOfSchema(status, msg, errs))
	}
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		return a.newProblem(context.Background(), faultOfSchema(status, msg, errs))
	}
}

func faultOfSchema(status int, msg string, errs []error) error {
	if status >= 500 {
		return fault.ErrInternal.Wrap(errors.Join(append(errs, errors.New(msg))...))
	}
	if status == http.StatusRequestEntityTooLarge {
		return errTooLarge.With(maxBodyBytes / 1000)
	}
	f := fault.ErrInvalid
	if status == http.StatusBadRequest {
		f = errMalformed.With(msg)
	}
	for _, err := range errs[:min(len(errs), mostFindings)] {
		name, detail := "", err.Error()
		if d, ok := err.(huma.ErrorDetailer); ok {
			name, detail = trimLocation(d.ErrorDetail().Location), d.ErrorDetail().Message
		}
		f = f.Field(name, errSchema.With(detail))
	}
	return f
}

// mostFindings is how many findings of one request are told. A body of ordinary size has room
// for a hundred thousand of them, and each costs as much as those before it together.
const mostFindings = 20

// handleError answers what no handler answered: problem JSON under /api, a page elsewhere.
func (a *App) handleError(c *fiber.Ctx, err error) error {
	ctx := c.UserContext()
	if errors.Is(err, fiber.ErrRequestTimeout) {
		// Who says nothing in time gets no page made for them: there may be a hundred thousand.
		c.Set(fiber.HeaderConnection, "close")
		return c.SendStatus(fiber.StatusRequestTimeout)
	}
	if isAPI(c.Path()) {
		return sendProblem(c, a.newProblem(ctx, err))
	}
	f := a.faultOf(err)
	a.logFault(ctx, f, err)
	page := frontend.ErrorPage{
		Frame: a.frame(c), Status: kindStatus[f.Kind], Message: f.Message.In(lang(c)),
		RetryAfter: int(f.RetryAfter / time.Second), Admin: isAdmin(c.Path()),
	}
	if f.Kind == fault.Internal {
		page.RequestID = requestFrom(ctx).id
	}
	if f.RetryAfter > 0 {
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(page.RetryAfter))
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return a.render(c, page.Status, page)
}

func sendProblem(c *fiber.Ctx, p *problem) error {
	for name, values := range p.GetHeaders() {
		c.Set(name, values[0])
	}
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, p.ContentType(""))
	return c.Status(p.Status).Send(body)
}
