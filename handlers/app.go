// Package handlers is the edge: it decodes a request, calls one method of a domain and
// encodes the answer, as JSON under /api and as pages elsewhere. It holds no rule of
// business, cannot begin a transaction, and is the only place that knows HTTP.
package handlers

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
	"golang.org/x/time/rate"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/agenda"
	"kermesse/internal/clock"
	"kermesse/internal/evlog"
	"kermesse/internal/fan"
	"kermesse/internal/idem"
	"kermesse/internal/kept"
	"kermesse/internal/picture"
	"kermesse/internal/trace"
	"kermesse/internal/webhook"
	"kermesse/loyalty"
	"kermesse/loyalty/till"
	"kermesse/places"
	"kermesse/polls"
	"kermesse/polls/survey"
)

// Config is what the edge must know about where it stands.
type Config struct {
	BaseURL        string         // how fans reach us, without a final slash
	TrustedProxies []netip.Prefix // whose X-Forwarded-For is believed
	Version        string
	Nodes          int // how many servers share the database; what each of them limits by itself is divided by it
	// Connections is how many may be open at a time: fewer than the files that the process may
	// open, since the database needs some. 0: as many as come.
	Connections int
	// PageAge is how old the figures may be on a page that is kept for everybody; 0: pages
	// are made anew for each. What staff change is on them at once in any case.
	PageAge time.Duration
}

// Deps are the services the edge calls.
type Deps struct {
	Config   Config
	Accounts *account.Service
	Fans     *fan.Service
	Idem     *idem.Service
	Contests *contests.Service
	Polls    *polls.Service
	Surveys  *survey.Service
	Places   *places.Service
	Album    *picture.Album
	Loyalty  *loyalty.Service
	Tills    *till.Service
	Webhooks *webhook.Service
	Agenda   *agenda.Service
	Evlog    *evlog.Log
	Pages    *frontend.Renderer
	Clock    clock.Clock
	Log      *slog.Logger
	Tracer   *trace.Tracer                                 // nil: nothing is traced
	Ready    func(context.Context) (ahead bool, err error) // nil when traffic may come; ahead: the database's schema is of a newer program
	Away     func(error) bool                              // an error says that the database cannot be had at the moment; nil: none does
	Full     func(error) bool                              // an error says that there is no room on the disk; nil: none does

	Sandbox *Sandbox // nil but in a sandbox
}

// App is the HTTP side of Kermesse.
type App struct {
	Deps
	fiber     *fiber.App
	api       huma.API
	metrics   *metrics
	seats     *seats
	cues      cueBoard
	closing   chan struct{} // closed when the server is about to stop: streams end
	proofs    queue         // of whoever has a proof made
	lanes     *lanes        // of strangers who send files
	pages     *shelf
	stalls    *kept.Shelf[account.BrandID, stall]
	messages  *kept.Shelf[figuresKey, []byte] // of streams, written once for all readers
	lines     *rate.Limiter                   // about requests, in the log
	unsaid    atomic.Int64                    // requests since the last line that got none
	streaming sync.WaitGroup                  // streams that are open
	underWay  atomic.Int64                    // requests
	door      atomic.Pointer[doorway]         // by which people come, once there is one
	mark      string                          // stands in a page that is kept for what belongs to one visitor
	host      string                          // as BaseURL names it
	answer    fasthttp.RequestHandler         // the whole app
	document  func() ([]byte, error)          // OpenAPI's, written at the first call
}

// New returns the app with all its routes.
func New(deps Deps) *App {
	a := newApp(deps)
	a.routes()
	a.answer = a.fiber.Handler()
	a.document = sync.OnceValues(a.OpenAPI)
	return a
}

func newApp(deps Deps) *App {
	figures := newMetrics()
	a := &App{
		Deps: deps, metrics: figures, seats: newSeats(figures.streams, deps.Config.Nodes), closing: make(chan struct{}), proofs: newQueue(proofsAtOnce, proofsQueued),
		lanes: newLanes(filesAtOnce, filesOfNetwork), lines: rate.NewLimiter(linesASecond, linesAtOnce), pages: newShelf(), stalls: newStalls(),
		messages: newMessages(), mark: rand.Text(),
	}
	if base, err := url.Parse(deps.Config.BaseURL); err == nil {
		a.host = base.Host
	}
	a.fiber = fiber.New(fiber.Config{
		AppName:               "Kermesse",
		CaseSensitive:         true, // /API would be the API's routes under the rules for pages
		Immutable:             true, // strings of a request outlive its handler in logs and queues
		DisableStartupMessage: true,
		ReadTimeout:           10 * time.Second,
		IdleTimeout:           60 * time.Second,
		ReadBufferSize:        8 << 10,
		WriteBufferSize:       16 << 10, // most pages leave in one piece
		BodyLimit:             maxBodyBytes,
		StreamRequestBody:     true, // bodies over BodyLimit reach limitBody instead of memory
		// Forms are read after limitBody has looked at them, not before, onto the disk, at any size.
		DisablePreParseMultipartForm: true,
		ErrorHandler:                 a.handleError,
	})
	a.fiber.Server().CloseOnShutdown = true // who is answered while a stop is under way is told not to ask here again
	a.measureShelf()
	a.measureDoor()
	a.useProblems()
	a.fiber.Use(chooseLanguage, a.begin, a.secureHeaders, a.limitBody, refuseRawBytes, a.keepAtKiosk, a.guardForms)
	a.api = a.newAPI()
	return a
}

// How long a stop waits, at most.
const (
	drainTimeout = 20 * time.Second // for requests under way to end; no less than requestTimeout
	cutTimeout   = 2 * time.Second  // for those to notice that have been cut off
)

// Serve answers on ln until ctx is done, then lets the requests under way end. What is not over
// after drainTimeout, such as a picture on a slow line, is cut off: its sender was not answered.
func (a *App) Serve(ctx context.Context, ln net.Listener) error {
	door := newDoorway(ln, a.Config.Connections, a.Log)
	a.door.Store(door)
	failed := make(chan error, 1)
	go func() { failed <- a.fiber.Listener(door) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	close(a.closing)
	err := a.fiber.ShutdownWithTimeout(drainTimeout)
	if errors.Is(err, context.DeadlineExceeded) {
		a.Log.Warn("requests were still under way at the end of a stop and have been cut off", "connections", door.cut())
		err = nil
	}
	a.streaming.Wait() // which end by themselves
	const look = 10 * time.Millisecond
	for range cutTimeout / look {
		if a.underWay.Load() == 0 {
			break
		}
		time.Sleep(look)
	}
	// A stop that comes before the first Accept does not reach Fiber: close it ourselves.
	if closeErr := door.Close(); closeErr != nil && !errors.Is(closeErr, net.ErrClosed) {
		err = errors.Join(err, closeErr)
	}
	return errors.Join(err, <-failed)
}

// OpenAPI returns the API's document as JSON.
func (a *App) OpenAPI() ([]byte, error) {
	return a.api.OpenAPI().MarshalJSON()
}
