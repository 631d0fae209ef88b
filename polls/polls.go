// Package polls is product-choice votes: what a brand asks, who may answer and how often,
// the ballots, and what readers are told while the vote is open and after it.
//
// It guarantees that a voter has one ballot in a poll, whatever they press and how often;
// that no ballot is taken before opening or after closing; that a ballot's row does not
// name who cast it; that the tie-break order is fixed before the first ballot; that
// figures are told to nobody who may not see them yet, that their version never falls, and
// that what is told at closing stays; and that no comment leads to the ballot it came with.
//
// Counting is package tally's, how sure a result is package stats'. Points for voting are
// plugged in as a Rewarder.
package polls

import (
	"context"
	"io"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/jobs"
	"kermesse/internal/network"
	"kermesse/internal/picture"
	"kermesse/internal/secret"
)

// Rewarder thanks a fan for voting, in the transaction that takes the vote. It is told
// that somebody voted and never how. A fan who votes again must not be thanked again.
type Rewarder interface {
	RewardVote(ctx context.Context, tx *db.DB, brand account.BrandID, voter fan.ID, poll ID) (points int64, err error)
}

// Wire carries what is live to the other servers of the house. What it carries may be lost.
type Wire interface {
	Publish(topic string, message []byte) error
	Subscribe(topic string, fn func(message []byte)) error
}

// Service is the polls of all brands on one database. It is safe for concurrent use.
type Service struct {
	db        *db.DB
	clock     clock.Clock
	random    io.Reader
	fans      *fan.Service
	album     *picture.Album
	reward    Rewarder
	announcer Announcer
	evlog     Log
	beacon    Beacon
	keys      keys
	networks  network.Names
	live      *live
	hub       *hub
	wire      Wire
	shown     *shown

	box     *db.Group[*posting]
	finds   db.Shared[string, Poll]
	recent  recent
	patient chan struct{} // seats of those who wait for a count
}

// Options are what a Service is made of.
type Options struct {
	DB        *db.DB
	Clock     clock.Clock
	Random    io.Reader // crypto/rand.Reader, but in tests
	Fans      *fan.Service
	Album     *picture.Album
	Reward    Rewarder  // nil: voting earns nothing
	Announcer Announcer // nil: nobody is told what happens
	Log       Log
	Wire      Wire   // nil: there is one server, or the others look into the database
	Beacon    Beacon // gives the seeds of lots; nil: they are committed to
	Secret    secret.Secret
}

// keys are derived once: each serves one purpose.
type keys struct {
	voter []byte // names voters in ballots
	order []byte // shuffles options
	rate  []byte // names rate counters
	stub  []byte // signs what a browser keeps of its vote

	tracker []byte // hides which line of the published list is whose
	work    []byte // signs proofs of work
	code    []byte // hashes codes
}

// New returns a service.
func New(o Options) *Service {
	s := &Service{
		db: o.DB, clock: o.Clock, random: o.Random, fans: o.Fans, album: o.Album, reward: o.Reward, announcer: o.Announcer, evlog: o.Log, beacon: o.Beacon,
		keys: keys{
			voter: o.Secret.Key("poll voter"), order: o.Secret.Key("poll order"), rate: o.Secret.Key("poll rate"),
			stub: o.Secret.Key("poll stub"), tracker: o.Secret.Key("poll tracker"),
			work: o.Secret.Key("poll work"), code: o.Secret.Key("poll code"),
		},
		networks: network.NewNames(o.Clock, o.Random),
		live:     newLive(), hub: newHub(), wire: o.Wire, shown: newShown(), patient: make(chan struct{}, maxPatient),
	}
	s.box = db.NewGroup(o.DB, postedTogether, postedWaiting, s.storeBatch)
	return s
}

// Tasks is the work that the clock makes due, for the runner.
func (s *Service) Tasks() []jobs.Task {
	return []jobs.Task{
		{Name: "polls.lots", Every: time.Second, Run: s.DrawLots},
		{Name: "polls.rounds", Every: time.Second, Run: s.BeginRounds},
		{Name: "polls.close", Every: time.Second, Run: s.CloseDue},
		{Name: "polls.refresh", Every: 2 * time.Second, Run: s.Refresh},
		{Name: "polls.analyse", Every: 10 * time.Second, Run: s.Analyse},
		{Name: "polls.tell_followers", Every: 5 * time.Second, Run: s.TellFollowers},
		{Name: "polls.reconcile", Every: time.Minute, Run: s.Reconcile},
		{Name: "polls.mail", Every: time.Minute, Run: s.MailDue},
		{Name: "polls.forget", Every: time.Hour, Run: s.ForgetPending},
		{Name: "polls.forget_networks", Every: time.Hour, Run: s.ForgetNetworks},
	}
}
