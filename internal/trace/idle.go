package trace

import (
	"context"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	oteltrace "go.opentelemetry.io/otel/trace"
)

// jobKey is the attribute by which the first span of a job is known.
const jobKey = "kermesse.job"

// mostSteps of one job are held back; what is more is passed on at once.
const mostSteps = 1000

// idleJobs keeps runs of jobs that did nothing from the collector: some fifty tasks look for
// work each second or two. It holds the steps of a job back until it has ended.
type idleJobs struct {
	sdktrace.SpanProcessor
	patience time.Duration

	mu   sync.Mutex
	held map[oteltrace.TraceID][]sdktrace.ReadOnlySpan
}

func newIdleJobs(next sdktrace.SpanProcessor, patience time.Duration) *idleJobs {
	return &idleJobs{SpanProcessor: next, patience: patience, held: map[oteltrace.TraceID][]sdktrace.ReadOnlySpan{}}
}

// OnStart implements sdktrace.SpanProcessor.
func (p *idleJobs) OnStart(ctx context.Context, s sdktrace.ReadWriteSpan) {
	if isJob(s) {
		p.mu.Lock()
		p.held[s.SpanContext().TraceID()] = nil
		p.mu.Unlock()
	}
	p.SpanProcessor.OnStart(ctx, s)
}

// OnEnd implements sdktrace.SpanProcessor.
func (p *idleJobs) OnEnd(s sdktrace.ReadOnlySpan) {
	if isJob(s) {
		p.judge(s)
		return
	}
	if !p.hold(s) {
		p.SpanProcessor.OnEnd(s)
	}
}

// hold reports whether a span waits for the end of its job.
func (p *idleJobs) hold(s sdktrace.ReadOnlySpan) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	id := s.SpanContext().TraceID()
	steps, ok := p.held[id]
	if !ok || len(steps) >= mostSteps {
		return false
	}
	p.held[id] = append(steps, s)
	return true
}

func (p *idleJobs) judge(job sdktrace.ReadOnlySpan) {
	id := job.SpanContext().TraceID()
	p.mu.Lock()
	steps := p.held[id]
	delete(p.held, id)
	p.mu.Unlock()
	if job.Status().Code != codes.Error && job.EndTime().Sub(job.StartTime()) < p.patience {
		return
	}
	for _, s := range steps {
		p.SpanProcessor.OnEnd(s)
	}
	p.SpanProcessor.OnEnd(job)
}

func isJob(s sdktrace.ReadOnlySpan) bool {
	if s.Parent().IsValid() {
		return false
	}
	for _, a := range s.Attributes() {
		if a.Key == attribute.Key(jobKey) {
			return true
		}
	}
	return false
}
