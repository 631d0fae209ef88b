package handlers

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
)

// fiberAdapter lets huma register its operations on Fiber v2. It copies what it hands
// out, so that nothing huma keeps is overwritten by the next request, and it keeps
// Fiber v3, which huma's own adapter brings along, out of the binary.
type fiberAdapter struct {
	app *fiber.App
}

// Handle implements huma.Adapter.
func (a fiberAdapter) Handle(op *huma.Operation, handler func(huma.Context)) {
	path := strings.NewReplacer("{", ":", "}", "").Replace(op.Path)
	a.app.Add(op.Method, path, func(c *fiber.Ctx) error {
		handler(&fiberContext{op: op, c: c, ctx: c.UserContext()})
		return nil
	})
}

// ServeHTTP implements huma.Adapter, for huma's own tests of operations.
func (a fiberAdapter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	resp, err := a.app.Test(r, -1)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	defer func() { _ = resp.Body.Close() }()
	for name, values := range resp.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(resp.StatusCode)
	_, _ = io.Copy(w, resp.Body)
}

// fiberContext is one request as huma sees it.
type fiberContext struct {
	op     *huma.Operation
	c      *fiber.Ctx
	ctx    context.Context
	status int
}

func (f *fiberContext) Operation() *huma.Operation { return f.op }
func (f *fiberContext) Context() context.Context   { return f.ctx }
func (f *fiberContext) TLS() *tls.ConnectionState  { return f.c.Context().TLSConnectionState() }
func (f *fiberContext) Version() huma.ProtoVersion { return huma.ProtoVersion{Proto: f.c.Protocol()} }
func (f *fiberContext) Method() string             { return f.c.Method() }
func (f *fiberContext) Host() string               { return strings.Clone(f.c.Hostname()) }
func (f *fiberContext) RemoteAddr() string         { return f.c.Context().RemoteAddr().String() }
func (f *fiberContext) Param(name string) string   { return strings.Clone(f.c.Params(name)) }
func (f *fiberContext) Query(name string) string   { return strings.Clone(f.c.Query(name)) }
func (f *fiberContext) Header(name string) string  { return strings.Clone(f.c.Get(name)) }
func (f *fiberContext) BodyReader() io.Reader      { return bytes.NewReader(f.c.Body()) }
func (f *fiberContext) SetReadDeadline(t time.Time) error {
	return f.c.Context().Conn().SetReadDeadline(t)
}
func (f *fiberContext) Status() int                     { return f.status }
func (f *fiberContext) SetHeader(name, value string)    { f.c.Set(name, value) }
func (f *fiberContext) AppendHeader(name, value string) { f.c.Append(name, value) }
func (f *fiberContext) BodyWriter() io.Writer           { return f.c.Response().BodyWriter() }

func (f *fiberContext) SetStatus(code int) {
	f.status = code
	f.c.Status(code)
}

func (f *fiberContext) URL() url.URL {
	u, err := url.Parse(strings.Clone(f.c.OriginalURL()))
	if err != nil {
		return url.URL{Path: strings.Clone(f.c.Path())}
	}
	return *u
}

func (f *fiberContext) EachHeader(cb func(name, value string)) {
	for name, value := range f.c.Request().Header.All() {
		cb(string(name), string(value))
	}
}

func (f *fiberContext) GetMultipartForm() (*multipart.Form, error) {
	return f.c.MultipartForm()
}
