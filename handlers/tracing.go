package handlers

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"kermesse/internal/trace"
)

// untraced are asked every few seconds by machines.
var untraced = map[string]bool{"/healthz": true, "/readyz": true, "/metrics": true}

// trace begins the trace of a request. A page that is being made for everybody is a step of
// the request that has it made.
func (a *App) trace(ctx context.Context, c *fiber.Ctx, id string) (context.Context, trace.Span) {
	if a.Tracer == nil || untraced[c.Path()] {
		return ctx, trace.Span{}
	}
	if m := makingOf(c); m != nil {
		return trace.Within(trace.For(ctx, m.cause), "page")
	}
	ctx, step := a.Tracer.Request(ctx, c.Method(), c.Get(trace.HeaderParent), c.Get(trace.HeaderState), a.trusted(peerAddr(c)))
	step.Text("kermesse.request_id", id)
	return ctx, step
}
