package handlers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"runtime/debug"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"
	"github.com/valyala/fasthttp"

	"kermesse/internal/fault"
)

// request is what every layer of the edge knows about the request at hand. It travels
// in the context, so that operations registered with huma see it too.
type request struct {
	id     string
	lang   string
	method string
	c      *fiber.Ctx // valid until the handler returns
}

// route is the pattern that answered: paths hold people's receipts and stay out of logs.
func (r request) route() string {
	if r.c == nil {
		return ""
	}
	return r.c.Route().Path
}

type requestKey struct{}

func requestFrom(ctx context.Context) request {
	if r, ok := ctx.Value(requestKey{}).(request); ok {
		return r
	}
	return request{lang: langEN}
}

const (
	headerRequestID = "X-Request-Id"
	requestTimeout  = 20 * time.Second
)

var validRequestID = regexp.MustCompile(`^[A-Za-z0-9_.-]{8,64}$`)

// begin gives a request its id, its deadline and its language, answers its errors, and
// logs and measures how it ended. Fiber's contexts never end by themselves.
func (a *App) begin(c *fiber.Ctx) error {
	id := c.Get(headerRequestID)
	if !validRequestID.MatchString(id) || !a.trusted(peerAddr(c)) {
		id = uuid.NewString()
	}
	c.Set(headerRequestID, id)
	ctx, cancel := context.WithTimeout(context.Background(), requestTimeout)
	defer cancel()
	ctx, step := a.trace(ctx, c, id)
	r := request{id: id, lang: lang(c), method: c.Method(), c: c}
	c.SetUserContext(context.WithValue(ctx, requestKey{}, r))

	start := time.Now()
	if err := a.nextWithRoom(c); err != nil {
		if err := a.handleError(c, err); err != nil {
			return err
		}
	}
	if makingOf(c) == nil { // or it is part of a request that is noted itself
		a.observe(c, id, time.Since(start))
	}
	step.Answered(c.Method(), c.Route().Path, c.Response().StatusCode())
	return nil
}

// mostUnderWay is how many requests may be under way at once. It is more than all that may wait
// for a commit together: where even these do not get on, for want of a quick disk or of a
// database that answers, more of them would fill the memory.
const mostUnderWay = 16 << 10

var errBusy = fault.New(fault.Unavailable, "too_busy",
	"Trop de monde à la fois. Réessayez dans un instant : votre demande peut être renvoyée sans risque.",
	"Too many people at once. Try again in a moment: your request can safely be sent again.")

// nextWithRoom turns away what finds too many others. Whoever asks only whether the process
// lives is told so, or it would be restarted for its crowd.
func (a *App) nextWithRoom(c *fiber.Ctx) error {
	defer a.underWay.Add(-1)
	if !a.stillHeard(c) {
		return errNotReady
	}
	if a.underWay.Add(1) > mostUnderWay && c.Path() != "/healthz" && c.Path() != "/metrics" {
		return errBusy
	}
	return nextRecovered(c)
}

// stillHeard reports whether an answer can reach who asks. When a stop closes the connections that
// rest, a request may just have come by one of them: nothing must be done for it, because its sender
// will never know.
func (a *App) stillHeard(c *fiber.Ctx) bool {
	select {
	case <-a.closing:
	default:
		return true
	}
	time.Sleep(lastLook)
	l, known := c.Context().Conn().(*comer)
	return !known || !l.gone.Load()
}

// lastLook is more than a stop takes from finding that a connection rests to closing it.
const lastLook = 20 * time.Millisecond

// nextRecovered turns a panic into an error, so that one request cannot end the others.
func nextRecovered(c *fiber.Ctx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fault.ErrInternal.Wrap(fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		}
	}()
	return c.Next()
}

// observe logs and measures by the route's pattern, never by the path: paths hold
// people's receipts and are without bound.
func (a *App) observe(c *fiber.Ctx, id string, took time.Duration) {
	status, route := c.Response().StatusCode(), c.Route().Path
	a.metrics.requests.WithLabelValues(c.Method(), route, strconv.Itoa(status)).Observe(took.Seconds())
	level := slog.LevelInfo
	if route == "/healthz" || route == "/readyz" || route == "/metrics" {
		level = slog.LevelDebug
	}
	if !a.Log.Enabled(context.Background(), level) {
		return
	}
	if status < http.StatusInternalServerError && !a.lines.Allow() {
		a.unsaid.Add(1)
		return
	}
	attrs := []slog.Attr{
		slog.String("request_id", id), slog.String("method", c.Method()), slog.String("route", route), slog.Int("status", status),
		slog.Float64("took_ms", float64(took.Microseconds())/1000),
	}
	if n := a.unsaid.Swap(0); n > 0 {
		attrs = append(attrs, slog.Int64("unsaid", n))
	}
	a.Log.LogAttrs(c.UserContext(), level, "request", attrs...)
}

// Lines about requests that the log gets: under a crowd they would tell less and cost more than
// the figures, which count every one. What the server failed at is always said.
const (
	linesASecond = 200
	linesAtOnce  = 1000
)

const maxBodyBytes = 256 << 10 // of an ordinary request

// limitBody reads the body of an ordinary request, up to maxBodyBytes. Bodies arrive as
// streams, so that one over the limit never fills the memory; routes that take files
// read theirs themselves.
func (a *App) limitBody(c *fiber.Ctx) error {
	if len(c.Request().Header.ContentEncoding()) > 0 {
		return errMalformed.With("Content-Encoding") // a few bytes could unpack to more than the memory
	}
	stream := c.Context().RequestBodyStream()
	if stream == nil {
		return c.Next()
	}
	if most := mostBytes(staffSend, c.Path()); most > 0 {
		return a.limitFiles(c, most)
	}
	if mostBytes(fansSend, c.Path()) > 0 && bytes.HasPrefix(c.Request().Header.ContentType(), []byte(fiber.MIMEMultipartForm)) {
		return a.limitFanFiles(c)
	}
	room := bytes.MinRead + min(max(0, c.Request().Header.ContentLength()), maxBodyBytes)
	buf := bytes.NewBuffer(make([]byte, 0, room))
	_, err := buf.ReadFrom(io.LimitReader(stream, maxBodyBytes+1))
	if late, ok := errors.AsType[net.Error](err); ok && late.Timeout() {
		return fiber.ErrRequestTimeout
	}
	if err != nil {
		return errMalformed.With(err.Error())
	}
	body := buf.Bytes()
	if len(body) > maxBodyBytes {
		return refuseBody(c, errTooLarge.With(maxBodyBytes/1000))
	}
	if isJSON(c) && intricate(body) {
		return errIntricate
	}
	c.Request().SetBodyRaw(body)
	return c.Next()
}

const (
	fileTimeout = 3 * time.Minute // a photo by a slow line; ordinary requests have the server's ReadTimeout
	drainBytes  = 64 << 20
)

// limitFiles believes the length that the client announces: the server reads no more. Only
// staff send files: a stranger's is refused before it is on our disk.
func (a *App) limitFiles(c *fiber.Ctx, most int) error {
	length := c.Request().Header.ContentLength()
	_, err := a.staffFrom(c.UserContext())
	switch {
	case length < 0:
		return refuseBody(c, errMalformed.With("Content-Length?"))
	case length > most:
		return refuseBody(c, errTooLarge.With(most/1000))
	case err != nil && length > maxBodyBytes:
		return refuseBody(c, err)
	case err == nil:
		return a.takeTime(c)
	}
	return c.Next()
}

// takeTime goes on with a request whose body may take minutes to arrive, and after that as long
// as any other to be answered.
func (a *App) takeTime(c *fiber.Ctx) error {
	if err := c.Context().Conn().SetReadDeadline(time.Now().Add(fileTimeout)); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), fileTimeout+requestTimeout)
	defer cancel()
	c.SetUserContext(ctx)
	return c.Next()
}

// limitFanFiles is limitFiles for the few forms by which anybody may send a picture.
func (a *App) limitFanFiles(c *fiber.Ctx) error {
	switch length := c.Request().Header.ContentLength(); {
	case length < 0:
		return refuseBody(c, errMalformed.With("Content-Length?"))
	case length > maxFanBytes:
		return refuseBody(c, errTooLarge.With(maxFanBytes/1000))
	}
	leave, err := a.lanes.enter(c.UserContext(), a.clientNetwork(c))
	if err != nil {
		return refuseBody(c, err)
	}
	defer leave()
	return a.takeTime(c)
}

// refuseBody reads what the client still sends, within reason, so that it gets to read our
// answer and not a broken connection; then the connection ends.
func refuseBody(c *fiber.Ctx, f error) error {
	_, _ = io.CopyN(io.Discard, c.Context().RequestBodyStream(), drainBytes)
	c.Set(fiber.HeaderConnection, "close")
	return f
}

// refuseRawBytes refuses what is no text in an address or a form: no field of ours takes
// it, and a database need not be asked to find out.
func refuseRawBytes(c *fiber.Ctx) error {
	args := []*fasthttp.Args{c.Context().QueryArgs()}
	if bytes.HasPrefix(c.Request().Header.ContentType(), []byte(fiber.MIMEApplicationForm)) {
		args = append(args, c.Context().PostArgs())
	}
	texts := [][]byte{c.Context().URI().Path()}
	for i, a := range args {
		if most := [...]int{mostQueryFields, mostFormFields}[i]; a.Len() > most {
			return errIntricate
		}
		for name, value := range a.All() {
			texts = append(texts, name, value)
		}
	}
	for _, text := range texts {
		if !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0 {
			return errMalformed.With("invalid UTF-8")
		}
	}
	return c.Next()
}

const headerResourcePolicy = "Cross-Origin-Resource-Policy"

// forOtherSites says of a public file that pages of other sites may show it.
func forOtherSites(c *fiber.Ctx) { c.Set(headerResourcePolicy, "cross-origin") }

// secureHeaders are those of every answer; a page brings its own Content-Security-Policy.
func (a *App) secureHeaders(c *fiber.Ctx) error {
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(headerResourcePolicy, "same-origin")
	c.Set(fiber.HeaderReferrerPolicy, "strict-origin-when-cross-origin")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; frame-ancestors 'none'")
	if strings.HasPrefix(a.Config.BaseURL, "https://") {
		c.Set(fiber.HeaderStrictTransportSecurity, "max-age=31536000") // of this name alone: what stands beside it is not ours to decide
	}
	return c.Next()
}
