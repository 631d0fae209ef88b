package trace

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// Collector is where spans are sent, by OTLP over HTTP. What else the variables of
// OpenTelemetry settle (headers, certificates, sampling, sizes of batches) is read by its
// library.
type Collector struct {
	Endpoint string // of all that OpenTelemetry collects; spans go to /v1/traces below it
	Traces   string // of spans alone, as it is; it goes before Endpoint
	Version  string // of this program
	Log      *slog.Logger
}

// Open returns a tracer, or nil where no collector is named. It does not wait for the
// collector: one that is away costs the spans of these minutes, and nothing else.
func Open(ctx context.Context, c Collector) (*Tracer, error) {
	url := c.Traces
	if url == "" && c.Endpoint != "" {
		url = strings.TrimSuffix(c.Endpoint, "/") + "/v1/traces"
	}
	if url == "" {
		return nil, nil
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(url))
	if err != nil {
		return nil, fmt.Errorf("trace: %w", err)
	}
	about, err := resource.New(ctx,
		resource.WithAttributes(attribute.String("service.name", "kermesse"), attribute.String("service.version", c.Version)),
		resource.WithTelemetrySDK(), resource.WithFromEnv())
	if err != nil {
		return nil, fmt.Errorf("trace: %w", err)
	}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { c.Log.Warn("spans do not reach the collector", "error", err) }))
	provider := sdktrace.NewTracerProvider(
		sdktrace.WithResource(about),
		sdktrace.WithSpanProcessor(newIdleJobs(sdktrace.NewBatchSpanProcessor(exporter), patience)),
	)
	return &Tracer{tracer: provider.Tracer(scope), close: provider.Shutdown}, nil
}

// patience is how long a job may take to be of no interest.
const patience = 100 * time.Millisecond
