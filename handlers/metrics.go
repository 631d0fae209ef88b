package handlers

import (
	"net/http"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	streams  prometheus.Gauge
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "kermesse_http_request_seconds", Help: "Time to answer, by route pattern.",
			Buckets: []float64{.001, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"method", "route", "status"}),
		streams: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "kermesse_sse_clients", Help: "Live result streams that are open.",
		}),
	}
	m.registry.MustRegister(m.requests, m.streams, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Metrics is where the parts of the house register what they count.
func (a *App) Metrics() prometheus.Registerer { return a.metrics.registry }

// MetricsHandler serves the figures to an operator's own listener.
func (a *App) MetricsHandler() http.Handler {
	return promhttp.HandlerFor(a.metrics.registry, promhttp.HandlerOpts{})
}

// servesMetrics answers on the public listener only to this machine itself: figures of
// a sealed vote are nobody else's business. Behind a proxy on the same machine everybody
// comes from there: what a proxy adds to a request gives it away.
func (a *App) servesMetrics() fiber.Handler {
	serve := adaptor.HTTPHandler(a.MetricsHandler())
	return func(c *fiber.Ctx) error {
		if !peerAddr(c).IsLoopback() || forwarded(c) {
			return errNoRoute
		}
		return serve(c)
	}
}

func forwarded(c *fiber.Ctx) bool {
	for _, name := range []string{
		fiber.HeaderXForwardedFor, fiber.HeaderXForwardedHost, fiber.HeaderXForwardedProto, fiber.HeaderForwarded, fiber.HeaderVia, "X-Real-Ip",
	} {
		if c.Get(name) != "" {
			return true
		}
	}
	return false
}
