package contests

import (
	"context"
	"crypto/cipher"
	"io"

	"kermesse/contests/claims"
	"kermesse/contests/photos"
	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/mail"
	"kermesse/internal/network"
	"kermesse/internal/picture"
	"kermesse/internal/secret"
)

// Rewarder thanks a fan for an entry that counts and for a prize that is theirs for good, in
// the transaction of the act: both are committed or neither is. It must bear being called again with the same key.
type Rewarder interface {
	Award(ctx context.Context, tx *db.DB, thanks Thanks) error
}

// Thanks is what a fan is rewarded for.
type Thanks struct {
	Brand   account.BrandID
	Fan     fan.ID
	Contest ID
	Slug    string
	Key     string // names this entry, so that it is rewarded once
	Won     bool   // for a prize; else for entering
}

// Tiers are those of a brand's loyalty programme.
type Tiers interface {
	// ListTiers returns the names of the tiers, the lowest first; none where there is no programme.
	ListTiers(ctx context.Context, brand account.BrandID) ([]string, error)
	// TierOf returns the tier that a fan has now, or "" for somebody who is no member.
	TierOf(ctx context.Context, brand account.BrandID, id fan.ID) (string, error)
}

// Options are what a Service is made of.
type Options struct {
	DB          *db.DB
	Clock       clock.Clock
	Random      io.Reader // a cryptographic source
	Secret      secret.Secret
	Fans        *fan.Service
	Outbox      *mail.Outbox
	Album       *picture.Album
	Reward      Rewarder              // nil: entries earn nothing
	Tiers       Tiers                 // nil: no action can ask for a tier
	Announcer   Announcer             // nil: nobody is told what happens
	Illustrator Illustrator           // nil: links to contests have the pictures that pages draw themselves
	Beacons     map[SourceKind]Beacon // a source without one cannot be published
	BaseURL     string                // of the house, without a slash at the end: links in mails start with it

	// Fallbacks are the beacons that take over from a source's own, in this order, where
	// that gives no number for long. They are named in the rules at publication.
	Fallbacks map[SourceKind][]Beacon
	// WitnessesNeeded is how many witnesses of the log must have cosigned a sealed list
	// before its number exists, for the draw to stand; 0: none must, and the label tells.
	WitnessesNeeded int
	Log             Log // where every step of a draw's life goes on record; its key signs receipts
}

// Service is contests on one database. It is safe for concurrent use, by several
// servers at once.
type Service struct {
	db          *db.DB
	clock       clock.Clock
	random      io.Reader
	fans        *fan.Service
	outbox      *mail.Outbox
	album       *picture.Album
	reward      Rewarder
	tiers       Tiers
	announcer   Announcer
	illustrator Illustrator
	beacons     map[SourceKind]Beacon
	fallbacks   map[SourceKind][]Beacon
	log         Log
	needed      int
	base        string
	vault       secret.Box // of what is frozen
	personal    secret.Box
	links       []byte // key of receipt links
	stages      []byte // key of the keys of stages
	lists       []byte // key of what is published of lists
	codes       []byte // key of the hashes of printed codes
	series      []byte // key of the order in which codes are made
	guesses     []byte // key of the names under which guesses are counted
	traceKey    []byte // hides what entries have in common
	formKey     []byte // signs when a form was shown
	networks    network.Names
	people      []byte // key of the contacts on lists of who may enter
	tries       []byte // key of the counters of tries of actions
	friends     cipher.Block
	tickets     sums
	traffic     traffic
	vias        vias
	words       []byte // key of secret words that nobody chose
	claims      *claims.Service
	door        *db.Group[*arrival]
	finds       db.Shared[string, Contest]
	photos      *photos.Service
	outlines    outlines
	games       games
	samples     samples
	patience    patience
}

// New returns a service.
func New(o Options) *Service {
	s := &Service{
		db: o.DB, clock: o.Clock, random: o.Random, fans: o.Fans, outbox: o.Outbox, album: o.Album, reward: o.Reward,
		tiers: o.Tiers, announcer: o.Announcer, illustrator: o.Illustrator,
		beacons: o.Beacons, fallbacks: o.Fallbacks, log: o.Log, needed: o.WitnessesNeeded, base: o.BaseURL,
		vault: frozenBox(o.Secret, o.Random), personal: personalBox(o.Secret, o.Random),
		links: o.Secret.Key("contest receipt links"), stages: o.Secret.Key("contest stages"),
		codes: o.Secret.Key("contest codes"), series: o.Secret.Key("contest code series"), guesses: o.Secret.Key("contest code guesses"),
		traceKey: o.Secret.Key("contest traces"), formKey: o.Secret.Key("contest forms"),
		networks: network.NewNames(o.Clock, o.Random),
		people:   o.Secret.Key("contest contacts"), tries: o.Secret.Key("contest tries"),
		friends: newFriends(o.Secret.Key("contest friends")),
		lists:   o.Secret.Key("contest lists"), words: o.Secret.Key("contest secret words"),
	}
	s.door = db.NewGroup(o.DB, enteredTogether, enteredWaiting, s.enterBatch).Lanes(enteredBeside)
	s.claims = claims.New(claims.Options{
		DB: o.DB, Clock: o.Clock, Random: o.Random, Secret: o.Secret, Fans: o.Fans, Outbox: o.Outbox, Host: host{s}, BaseURL: o.BaseURL,
	})
	s.photos = photos.New(photos.Options{
		DB: o.DB, Clock: o.Clock, Random: o.Random, Secret: o.Secret, Fans: o.Fans, Outbox: o.Outbox, Album: o.Album, Host: host{s}, BaseURL: o.BaseURL,
	})
	s.claims.Register(claims.FromDraw, host{s})
	s.claims.Register(fromInstant, moments{host{s}})
	return s
}
