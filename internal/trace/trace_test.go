package trace_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"kermesse/internal/fault"
	"kermesse/internal/trace"
	"kermesse/internal/trace/tracetest"
)

func open(t *testing.T, c *tracetest.Collector) *trace.Tracer {
	t.Helper()
	tracer, err := trace.Open(t.Context(), trace.Collector{Endpoint: c.URL, Version: "v1", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return tracer
}

func closed(t *testing.T, tracer *trace.Tracer) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Minute)
	defer cancel()
	if err := tracer.Close(ctx); err != nil {
		t.Error(err)
	}
}

func named(name string) func(tracetest.Span) bool {
	return func(s tracetest.Span) bool { return s.Name == name }
}

const (
	theirTrace = "4bf92f3577b34da6a3ce929d0e0e4736"
	theirSpan  = "00f067aa0ba902b7"
	theirs     = "00-" + theirTrace + "-" + theirSpan + "-01"
)

// Without a collector there is no tracer, and nothing that is done with it does anything.
func TestOff(t *testing.T) {
	tracer, err := trace.Open(t.Context(), trace.Collector{})
	if tracer != nil || err != nil {
		t.Fatal(tracer, err)
	}
	ctx, span := tracer.Request(t.Context(), "GET", theirs, "", true)
	inner, step := trace.Within(ctx, "step")
	_, job := tracer.Job(ctx, "job")
	_, sending := tracer.Sending(ctx, "mail", theirs)
	for _, s := range []trace.Span{span, step, job, sending} {
		s.Text("k", "v")
		s.Int("n", 1)
		s.Link(step.Cause())
		s.End(errors.New("no"))
		s.Answered("GET", "/", 200)
	}
	if trace.Parent(inner) != "" || inner != ctx || step.Recording() || trace.For(ctx, trace.CauseOf(ctx)) != ctx {
		t.Error("something is traced")
	}
	if n := testing.AllocsPerRun(100, func() { _, s := trace.Within(ctx, "step"); s.Int("n", 1); s.End(nil) }); n > 0 {
		t.Errorf("what is off allocates %v times", n)
	}
	closed(t, tracer)
}

func TestTrustedCallersAreContinuedAndStrangersLinked(t *testing.T) {
	c := tracetest.New(t)
	tracer := open(t, c)
	_, own := tracer.Request(t.Context(), "GET", theirs, "", true)
	own.Answered("GET", "/trusted/:slug", 200)
	_, strange := tracer.Request(t.Context(), "GET", theirs, "", false)
	strange.Answered("GET", "/strange", 503)
	_, junk := tracer.Request(t.Context(), "GET", "00-junk", "a=b", true)
	junk.Answered("GET", "/junk", 404)
	closed(t, tracer)
	if s := c.Wait("the trusted request", named("GET /trusted/:slug")); s.Trace != theirTrace || s.Parent != theirSpan || s.Failed || s.Service != "kermesse" ||
		s.Said["http.route"] != "/trusted/:slug" || s.Said["http.request.method"] != "GET" || s.Said["http.response.status_code"] != "200" {
		t.Errorf("%+v", s)
	}
	if s := c.Wait("the stranger’s", named("GET /strange")); s.Trace == theirTrace || s.Parent != "" || len(s.Links) != 1 || s.Links[0] != theirSpan || !s.Failed {
		t.Errorf("%+v", s)
	}
	if s := c.Wait("the junk", named("GET /junk")); s.Parent != "" || len(s.Links) != 0 || s.Failed {
		t.Errorf("%+v", s)
	}
}

// Of an error the code of its fault is told, since its text may name somebody.
func TestErrorsAreToldByTheirCode(t *testing.T) {
	c := tracetest.New(t)
	tracer := open(t, c)
	ctx, request := tracer.Request(t.Context(), "POST", "", "", false)
	_, failed := trace.Within(ctx, "failed")
	failed.End(errors.New("awa@exemple.sn is taken"))
	_, refused := trace.Within(ctx, "refused")
	refused.End(fault.New(fault.Conflict, "contest_closed", "Clos", "Closed"))
	request.Answered("POST", "/", 409)
	closed(t, tracer)
	if s := c.Wait("failed", named("failed")); !s.Failed || s.Message != "" || s.Events != 0 || strings.Contains(strings.Join(values(s), " "), "awa") {
		t.Errorf("%+v", s)
	}
	if s := c.Wait("refused", named("refused")); s.Failed || s.Said["error.type"] != "contest_closed" {
		t.Errorf("%+v", s)
	}
}

func values(s tracetest.Span) (all []string) {
	for _, v := range s.Said {
		all = append(all, v)
	}
	return all
}

// A run of a job that found nothing to do is not told; one that failed is, with its steps.
func TestIdleJobsAreNotTold(t *testing.T) {
	c := tracetest.New(t)
	tracer := open(t, c)
	for _, failure := range []error{nil, errors.New("away")} {
		ctx, job := tracer.Job(t.Context(), map[bool]string{true: "idle", false: "failing"}[failure == nil])
		_, step := trace.Within(ctx, "step")
		step.End(nil)
		job.End(failure)
	}
	closed(t, tracer)
	job := c.Wait("the job that failed", named("job failing"))
	if spans := c.Spans(); len(spans) != 2 || spans[0].Name != "step" || spans[0].Parent != job.ID {
		t.Errorf("%+v", spans)
	}
}

func TestWhatIsSentIsPartOfItsCause(t *testing.T) {
	c := tracetest.New(t)
	tracer := open(t, c)
	ctx, sending := tracer.Sending(t.Context(), "mail", theirs)
	if parent := trace.Parent(ctx); !strings.HasPrefix(parent, "00-"+theirTrace+"-") || strings.Contains(parent, theirSpan) {
		t.Errorf("it is told to be part of %s", parent)
	}
	sending.End(nil)
	_, alone := tracer.Sending(t.Context(), "alone", "")
	alone.End(nil)
	closed(t, tracer)
	if s := c.Wait("the mail", named("mail")); s.Trace != theirTrace || s.Parent != theirSpan {
		t.Errorf("%+v", s)
	}
	if s := c.Wait("what has no cause", named("alone")); s.Parent != "" {
		t.Errorf("%+v", s)
	}
}

func TestLogsNameTheTrace(t *testing.T) {
	c := tracetest.New(t)
	tracer := open(t, c)
	var out bytes.Buffer
	log := slog.New(trace.Logs(slog.NewTextHandler(&out, nil))).With("node", "a").WithGroup("g")
	ctx, span := tracer.Request(t.Context(), "GET", theirs, "", true)
	log.InfoContext(ctx, "traced", "request_id", "r-1")
	span.Answered("GET", "/", 200)
	log.InfoContext(t.Context(), "not traced")
	closed(t, tracer)
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 2 || !strings.Contains(lines[0], "r-1") || !strings.Contains(lines[0], theirTrace) || strings.Contains(lines[1], "trace_id") {
		t.Errorf("%q", lines)
	}
}
