package main

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"kermesse/contests"
	"kermesse/contests/beacon"
	"kermesse/contests/beacon/relay"
	"kermesse/frontend"
	"kermesse/handlers"
	"kermesse/internal/account"
	"kermesse/internal/agenda"
	"kermesse/internal/bus"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/evlog"
	"kermesse/internal/fan"
	"kermesse/internal/idem"
	"kermesse/internal/jobs"
	"kermesse/internal/keyring"
	"kermesse/internal/mail"
	"kermesse/internal/picture"
	"kermesse/internal/secret"
	"kermesse/internal/trace"
	"kermesse/internal/webhook"
	"kermesse/loyalty"
	"kermesse/loyalty/till"
	"kermesse/places"
	"kermesse/polls"
	"kermesse/polls/survey"
)

// plan is what a house is built from.
type plan struct {
	db      db.Config
	secret  secret.Secret
	clock   clock.Clock
	log     *slog.Logger
	tracer  *trace.Tracer // nil: nothing is traced
	baseURL string
	proxies []netip.Prefix
	smtpURL string // empty: mails stay in the outbox
	natsURL string // empty: there is one server, or the others look into the database
	nodes   int    // how many servers share the database; 0: one
	witness []evlog.Endpoint
	from    string

	setClock   bool           // the API may set the clock, which is a clock.Settable
	readMails  bool           // the API shows the mails
	testBeacon bool           // contests may draw by a test chain of this installation's own
	networks   []netip.Prefix // not public, and yet called by webhooks
	relays     []string       // of drand; empty: contests cannot draw by it
	needed     int            // witnesses without whom no draw stands
	pageAge    time.Duration  // how old figures on pages may be that are kept for everybody; 0: none are kept
}

// house is one running Kermesse: every service, wired. It is the only place where the
// domains meet.
type house struct {
	db       *db.DB
	clock    clock.Clock
	log      *slog.Logger
	evlog    *evlog.Log
	accounts *account.Service
	fans     *fan.Service
	album    *picture.Album
	contests *contests.Service
	polls    *polls.Service
	surveys  *survey.Service
	loyalty  *loyalty.Service
	tills    *till.Service
	places   *places.Service
	webhooks *webhook.Service
	agenda   *agenda.Service
	outbox   *mail.Outbox
	sender   *mail.Sender // nil: mails stay in the outbox
	tracer   *trace.Tracer
	bus      *bus.Bus // nil: none
	checks   *checks
	runner   *jobs.Runner
	app      *handlers.App
}

// newHouse opens the database and wires everything. Close it when it is no longer used.
func newHouse(ctx context.Context, p plan) (*house, error) {
	d, err := db.Open(ctx, p.db)
	if err != nil {
		return nil, err
	}
	h, err := wire(ctx, d, p)
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return h, nil
}

func wire(ctx context.Context, d *db.DB, p plan) (*house, error) {
	pages, err := frontend.New()
	if err != nil {
		return nil, err
	}
	keys, err := keyring.Open(ctx, keyring.Options{DB: d, Clock: clock.System, Random: rand.Reader, Secret: p.secret})
	if err != nil {
		return nil, err
	}
	p.secret = p.secret.With(keys.Ring())
	outbox := mail.NewOutbox(d, p.clock)
	// Who is at the keyboard is a matter of real time: a sandbox whose clock leaps a year
	// must not sign its owner out at every leap.
	staffClock := p.clock
	if p.setClock {
		staffClock = clock.System
	}
	h := &house{
		db: d, clock: p.clock, log: p.log, outbox: outbox, tracer: p.tracer,
		accounts: account.New(account.Options{DB: d, Clock: staffClock, Random: rand.Reader, Outbox: outbox, Secret: p.secret, BaseURL: p.baseURL}),
		fans:     fan.New(fan.Options{DB: d, Clock: p.clock, Random: rand.Reader, Outbox: outbox, Secret: p.secret, BaseURL: p.baseURL}),
	}
	if h.evlog, err = evlog.Open(ctx, evlog.Options{
		DB: d, Clock: p.clock, Random: rand.Reader, Secret: p.secret, Origin: houseName(p.baseURL) + "/log", Witnesses: p.witness,
	}); err != nil {
		return nil, err
	}
	h.album = picture.NewAlbum(d)
	h.webhooks = webhook.New(webhook.Options{
		DB: d, Clock: p.clock, Random: rand.Reader, Secret: p.secret, Contacts: h.fans, Outbox: outbox, BaseURL: p.baseURL, Networks: p.networks,
		Tracer: p.tracer,
	})
	tell := hooks{webhooks: h.webhooks, base: p.baseURL}
	shop := &tickets{}
	h.loyalty = loyalty.New(loyalty.Options{
		DB: d, Clock: p.clock, Random: rand.Reader, Secret: p.secret, Fans: h.fans, Tickets: shop,
		Announcer: tell, Letters: h.fans, BaseURL: p.baseURL,
	})
	if err := h.loyalty.HashCodes(ctx); err != nil {
		return nil, err
	}
	h.places = places.New(places.Options{DB: d, Clock: p.clock, Random: rand.Reader, Secret: p.secret})
	earn := rewards{h.loyalty}
	beacons, err := beaconsOf(p)
	if err != nil {
		return nil, err
	}
	var wire polls.Wire
	if p.natsURL != "" {
		if h.bus, err = bus.Connect(bus.Options{URL: p.natsURL, Secret: p.secret, Log: p.log}); err != nil {
			return nil, err
		}
		wire = h.bus
		if err := h.shareChanges(); err != nil {
			h.bus.Close()
			return nil, err
		}
	}
	h.polls = polls.New(polls.Options{
		DB: d, Clock: p.clock, Random: rand.Reader, Fans: h.fans, Album: h.album, Reward: earn, Announcer: tell, Secret: p.secret,
		Log: h.evlog, Beacon: lotsOf(beacons), Wire: wire,
	})
	if err := h.polls.Listen(); err != nil {
		h.bus.Close()
		return nil, err
	}
	h.surveys = survey.New(survey.Options{DB: d, Clock: p.clock, Random: rand.Reader, Reward: earn, Secret: p.secret})
	h.contests = contests.New(contests.Options{
		DB: d, Clock: p.clock, Random: rand.Reader, Secret: p.secret, Fans: h.fans, Outbox: outbox, Album: h.album,
		Reward: earn, Tiers: tiers{h.loyalty}, Announcer: tell, Beacons: beacons, Fallbacks: fallbacksOf(p), Log: h.evlog,
		WitnessesNeeded: p.needed, BaseURL: p.baseURL, Illustrator: handlers.Illustrator{Pages: pages},
	})
	h.tills = till.New(till.Options{
		DB: d, Clock: p.clock, Random: rand.Reader, Secret: p.secret, Points: h.loyalty, Team: h.accounts, Prizes: counter{h.contests.Claims()},
	})
	h.agenda = agenda.New(agenda.Options{
		DB: d, Clock: p.clock, Random: rand.Reader, Outbox: outbox, Album: h.album, Team: h.accounts, BaseURL: p.baseURL,
	})
	shop.contests = h.contests
	h.fans.Register("contests", h.contests)
	h.fans.Register("photos", h.contests.Photos())
	h.fans.Register("polls", h.polls)
	h.fans.Register("surveys", h.surveys.Holder())
	h.fans.Register("loyalty", h.loyalty.Holder())
	h.fans.Register("webhooks", h.webhooks.Holder())
	answers := idem.New(d, p.clock, p.secret)

	deps := handlers.Deps{
		Config:   handlers.Config{BaseURL: p.baseURL, TrustedProxies: p.proxies, Version: version, Nodes: p.nodes, PageAge: p.pageAge, Connections: connections()},
		Accounts: h.accounts, Fans: h.fans, Idem: answers,
		Contests: h.contests, Polls: h.polls, Surveys: h.surveys, Places: h.places, Album: h.album, Loyalty: h.loyalty, Tills: h.tills, Agenda: h.agenda,
		Webhooks: h.webhooks, Evlog: h.evlog,
		Pages: pages, Clock: p.clock, Log: p.log, Tracer: p.tracer, Ready: d.Ahead, Away: db.Away, Full: db.Full,
	}
	if p.setClock || p.readMails {
		deps.Sandbox = h.sandbox(p)
	}
	h.app = handlers.New(deps)

	tasks := slices.Concat(
		h.polls.Tasks(),
		h.surveys.Tasks(),
		h.contests.Tasks(),
		h.places.Tasks(),
		h.webhooks.Tasks(),
		h.agenda.Tasks(),
		[]jobs.Task{
			h.loyalty.Sweeper(), h.loyalty.Correspond(), h.loyalty.BatchTask(), h.loyalty.ReferralTask(), h.loyalty.BirthdayTask(),
			h.loyalty.ImportTask(), h.loyalty.LapseTask(), h.loyalty.FoldTask(), h.tills.Task(),
			{Name: "answers.purge", Every: time.Hour, Run: answers.Purge},
			keys.Task(), h.evlog.Task(), h.accounts.Task(), h.fans.Task(), outbox.Purge(),
		},
	)
	h.checks = newChecks(d, p.clock)
	if !p.setClock { // where years pass in seconds, every night would prove all books again
		tasks = append(tasks, h.loyalty.Prover(), h.checks.task())
	}
	if p.smtpURL != "" {
		if h.sender, err = newSender(d, p); err != nil {
			return nil, err
		}
		tasks = append(tasks, h.sender.Task())
	}
	h.runner = jobs.NewRunner(p.log, observeJobs(h.app.Metrics()), traced(p.tracer, tasks)...)
	h.app.Metrics().MustRegister(figures{h})
	return h, nil
}

// pageAge is how old the figures are at most on a page that is kept for everybody.
const pageAge = time.Second

// shareChanges tells the other servers which brands have changed, so that they make their
// pages anew at once. What is lost on the way costs them pageAge.
func (h *house) shareChanges() error {
	const topic = "kermesse.changes"
	h.db.OnTouch(func(brand string) {
		if err := h.bus.Publish(topic, []byte(brand)); err != nil {
			h.log.Debug("a change was not told to the other servers", "error", err)
		}
	})
	return h.bus.Subscribe(topic, func(brand []byte) { h.db.HearTouch(string(brand)) })
}

func newSender(d *db.DB, p plan) (*mail.Sender, error) {
	server, err := mail.ParseServer(p.smtpURL)
	if err != nil {
		return nil, err
	}
	return mail.NewSender(mail.SenderOptions{DB: d, Clock: p.clock, Server: server, From: p.from, Name: "Kermesse", Tracer: p.tracer})
}

// houseName is the address without its scheme, as a key is named.
func houseName(baseURL string) string {
	if _, name, found := strings.Cut(baseURL, "://"); found {
		return strings.TrimRight(name, "/")
	}
	return baseURL
}

// testPeriod is how often the test chain has a round.
const testPeriod = 3 * time.Second

// beaconsOf returns the beacons that contests may name. The test chain begins before any
// time that a sandbox is set to.
func beaconsOf(p plan) (map[contests.SourceKind]contests.Beacon, error) {
	beacons := map[contests.SourceKind]contests.Beacon{}
	if p.testBeacon {
		chain, err := beacon.NewTestChain([32]byte(p.secret.Key("test beacon")), time.Unix(0, 0), testPeriod)
		if err != nil {
			return nil, err
		}
		beacons[contests.SourceTest] = contests.NewTestBeacon(chain, p.clock)
	}
	if len(p.relays) > 0 {
		beacons[contests.SourceDrand] = contests.Beacon{Chain: beacon.Quicknet(), Rounds: relay.New(p.relays, 0)}
	}
	return beacons, nil
}

// fallbacksOf returns what takes over from them, as rules name it: the older chain of the
// League of Entropy, should quicknet be retired before a draw.
func fallbacksOf(p plan) map[contests.SourceKind][]contests.Beacon {
	if len(p.relays) == 0 {
		return nil
	}
	return map[contests.SourceKind][]contests.Beacon{
		contests.SourceDrand: {{Chain: beacon.Default(), Rounds: relay.New(p.relays, 0)}},
	}
}

// traced are the tasks with a trace of each run.
func traced(t *trace.Tracer, tasks []jobs.Task) []jobs.Task {
	if t == nil {
		return tasks
	}
	for i, task := range tasks {
		tasks[i].Run = func(ctx context.Context) (err error) {
			ctx, step := t.Job(ctx, task.Name)
			defer func() { step.End(err) }()
			return task.Run(ctx)
		}
	}
	return tasks
}

func observeJobs(metrics prometheus.Registerer) jobs.Observer {
	seconds := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "kermesse_task_seconds", Help: "Time a task took, by how it ended.", Buckets: prometheus.ExponentialBuckets(.001, 4, 8),
	}, []string{"task", "result"})
	metrics.MustRegister(seconds)
	return func(task string, took time.Duration, err error) {
		result := "done"
		if err != nil {
			result = "failed"
		}
		seconds.WithLabelValues(task, result).Observe(took.Seconds())
	}
}

// serve answers on ln and does what becomes due, until ctx is done. Then HTTP stops
// first, so that nothing new comes in, and the jobs end what they are at.
func (h *house) serve(ctx context.Context, ln net.Listener) error {
	jobsCtx, stopJobs := context.WithCancel(context.WithoutCancel(ctx))
	var wg sync.WaitGroup
	wg.Go(func() { h.runner.Run(jobsCtx) })
	err := h.app.Serve(ctx, ln)
	stopJobs()
	wg.Wait()
	return errors.Join(err, h.places.Stop(context.WithoutCancel(ctx)))
}

// serveMetrics answers Prometheus, and who asks for profiles, on a listener of its own until
// ctx is done.
func (h *house) serveMetrics(ctx context.Context, addr string, profiles bool) error {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: operatorsHandler(h.app.MetricsHandler(), profiles), ReadHeaderTimeout: 5 * time.Second}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	go func() {
		if err := server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			h.log.Error("metrics listener ended", "error", err)
		}
	}()
	return nil
}

// Close closes the database. Everything that writes must have ended.
func (h *house) Close() error {
	h.bus.Close()
	ctx, cancel := context.WithTimeout(context.Background(), lastWrites)
	defer cancel()
	return errors.Join(h.contests.KeepTraffic(ctx), h.db.Close(), h.tracer.Close(ctx))
}

// lastWrites is how long what was gathered in memory may take to be written at the end.
const lastWrites = 5 * time.Second
