// Package trace tells a collector of OpenTelemetry what the program was asked, what it did
// about it, and how long each step took: requests, transactions, jobs, mails and webhooks.
//
// It is off unless an operator names a collector, and then costs a look into a context. It
// guarantees that no personal data leaves: a span has the pattern of a route and never an
// address, the code of a fault and never the text of an error, and no statement of SQL.
package trace

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	oteltrace "go.opentelemetry.io/otel/trace"

	"kermesse/internal/fault"
)

const scope = "kermesse"

// Tracer begins what nothing was before: a request, a job, a mail. A nil Tracer records
// nothing.
type Tracer struct {
	tracer oteltrace.Tracer
	close  func(context.Context) error
}

// Span is a step that is under way. The zero Span is that of a tracer that is off, and all
// its methods do nothing.
type Span struct{ span oteltrace.Span }

// Within begins a step of what ctx is part of. Where that is not recorded, neither is the
// step.
func Within(ctx context.Context, name string) (context.Context, Span) {
	parent := oteltrace.SpanFromContext(ctx)
	if !parent.IsRecording() {
		return ctx, Span{}
	}
	ctx, span := parent.TracerProvider().Tracer(scope).Start(ctx, name)
	return ctx, Span{span}
}

// Request begins to answer a request that came with a traceparent and a tracestate, both of
// which may be empty. What a caller says whom we trust is continued; what a stranger says is
// only linked, since whether we record is not theirs to decide.
func (t *Tracer) Request(ctx context.Context, method, parent, state string, trusted bool) (context.Context, Span) {
	if t == nil {
		return ctx, Span{}
	}
	options := []oteltrace.SpanStartOption{oteltrace.WithSpanKind(oteltrace.SpanKindServer)}
	if said := spanContext(parent, state); said.IsValid() {
		if trusted {
			ctx = oteltrace.ContextWithRemoteSpanContext(ctx, said)
		} else {
			options = append(options, oteltrace.WithLinks(oteltrace.Link{SpanContext: said}))
		}
	}
	ctx, span := t.tracer.Start(ctx, method, options...)
	return ctx, Span{span}
}

// Job begins a run of a task of the clock. It is told to the collector, with all its steps,
// where it failed or took long (see patience): most runs find nothing to do.
func (t *Tracer) Job(ctx context.Context, task string) (context.Context, Span) {
	if t == nil {
		return ctx, Span{}
	}
	ctx, span := t.tracer.Start(ctx, "job "+task, oteltrace.WithNewRoot(), oteltrace.WithAttributes(attribute.String(jobKey, task)))
	return ctx, Span{span}
}

// Sending begins to hand something to another server that was caused by what a Parent
// tells; empty: it is not known.
func (t *Tracer) Sending(ctx context.Context, name, parent string) (context.Context, Span) {
	if t == nil {
		return ctx, Span{}
	}
	options := []oteltrace.SpanStartOption{oteltrace.WithSpanKind(oteltrace.SpanKindClient)}
	if cause := spanContext(parent, ""); cause.IsValid() {
		ctx = oteltrace.ContextWithRemoteSpanContext(ctx, cause)
	} else {
		options = append(options, oteltrace.WithNewRoot())
	}
	ctx, span := t.tracer.Start(ctx, name, options...)
	return ctx, Span{span}
}

// Close tells the collector what it has not been told yet.
func (t *Tracer) Close(ctx context.Context) error {
	if t == nil {
		return nil
	}
	return t.close(ctx)
}

// Headers of the Trace Context of the W3C.
const (
	HeaderParent = "traceparent"
	HeaderState  = "tracestate"
)

// Parent is what ctx is part of, as the value of a traceparent; empty where nothing is
// traced.
func Parent(ctx context.Context) string {
	if !oteltrace.SpanContextFromContext(ctx).IsValid() {
		return ""
	}
	header := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, header)
	return header[HeaderParent]
}

func spanContext(parent, state string) oteltrace.SpanContext {
	if parent == "" {
		return oteltrace.SpanContext{}
	}
	header := propagation.MapCarrier{HeaderParent: parent, HeaderState: state}
	return oteltrace.SpanContextFromContext(propagation.TraceContext{}.Extract(context.Background(), header))
}

// Cause is what a step was begun for.
type Cause struct{ span oteltrace.Span }

// CauseOf is what ctx is part of.
func CauseOf(ctx context.Context) Cause { return Cause{oteltrace.SpanFromContext(ctx)} }

// For is ctx for work that is done for another cause: one transaction stores what many asked.
func For(ctx context.Context, c Cause) context.Context {
	if c.span == nil || !c.span.SpanContext().IsValid() {
		return ctx
	}
	return oteltrace.ContextWithSpan(ctx, c.span)
}

// Recording reports whether anything said of the step is kept.
func (s Span) Recording() bool { return s.span != nil && s.span.IsRecording() }

// Text says something of the step that is no personal data.
func (s Span) Text(key, value string) {
	if s.span != nil {
		s.span.SetAttributes(attribute.String(key, value))
	}
}

// Int says something of the step.
func (s Span) Int(key string, value int) {
	if s.span != nil {
		s.span.SetAttributes(attribute.Int(key, value))
	}
}

// Link says that the step is done for these causes, too.
func (s Span) Link(causes ...Cause) {
	for _, c := range causes {
		if s.span != nil && c.span != nil && c.span.SpanContext().IsValid() {
			s.span.AddLink(oteltrace.Link{SpanContext: c.span.SpanContext()})
		}
	}
}

// Cause is the step itself, as the cause of others.
func (s Span) Cause() Cause { return Cause(s) }

// Answered ends a request: by the pattern of its route, never by its address, which may hold
// what belongs to one person.
func (s Span) Answered(method, route string, status int) {
	if s.span == nil {
		return
	}
	s.span.SetName(method + " " + route)
	s.span.SetAttributes(attribute.String("http.request.method", method), attribute.String("http.route", route),
		attribute.Int("http.response.status_code", status))
	if status >= 500 {
		s.span.SetStatus(codes.Error, "")
	}
	s.span.End()
}

// End ends the step. Of an error the code of its fault is told: its text may name somebody.
// That a rule refused something is no failure of the program.
func (s Span) End(err error) {
	if s.span == nil {
		return
	}
	if err != nil {
		f := fault.From(err)
		s.span.SetAttributes(attribute.String("error.type", f.Code))
		if f.Kind == fault.Internal {
			s.span.SetStatus(codes.Error, "")
		}
	}
	s.span.End()
}
