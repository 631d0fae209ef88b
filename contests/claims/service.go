package claims

import (
	"context"
	"io"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/mail"
	"kermesse/internal/secret"
)

// Host is the contests that claims belong to.
type Host interface {
	// Describe returns a contest by its id, FindContest a published one by its slug.
	Describe(ctx context.Context, d *db.DB, id string) (Contest, error)
	FindContest(ctx context.Context, d *db.DB, slug string) (Contest, error)
	// SecretWord is the word by which the entrant knows our messages; empty: they were never
	// told one.
	SecretWord(ctx context.Context, d *db.DB, entry string) (string, error)
	// FormerWords are the words that the entrant had before they changed theirs.
	FormerWords(ctx context.Context, d *db.DB, entry string) ([]string, error)
	// EntryNumbered returns the id of the entry of a brand that has a number; empty: none.
	EntryNumbered(ctx context.Context, d *db.DB, brand account.BrandID, number string) (string, error)
	// Tell tells the brand's own systems what has become of a prize.
	Tell(ctx context.Context, tx *db.DB, what News, c Claim, at time.Time) error
	// Note keeps which mail went to an entrant, for the evidence.
	Note(ctx context.Context, tx *db.DB, c Claim, kind mail.Kind, recipient string) error
}

// News is what the brand's own systems are told.
type News string

// The news.
const (
	NewsAccepted News = "accepted"
	NewsDeclined News = "declined"
	NewsExpired  News = "expired"
	NewsReceived News = "received"
)

// Outcome is why a prize goes on to somebody else.
type Outcome string

// The outcomes.
const (
	OutcomeDeclined Outcome = "declined"
	OutcomeNoAnswer Outcome = "no-answer"
)

// Origin is where prizes are won. Its methods work in the caller's transaction.
type Origin interface {
	// Hold keeps everybody else from deciding about the contest's prizes until the
	// transaction ends. It comes before anything is changed.
	Hold(ctx context.Context, tx *db.DB, w Won) error
	// Keep makes the prize the winner's for good; handed tells that they have it. It says no
	// while somebody who was passed over can still appeal, and does nothing where it is
	// theirs already. It comes last: it may write to the public log.
	Keep(ctx context.Context, tx *db.DB, actor account.Actor, w Won, handed bool) error
	// PassOn takes the prize from its winner and gives it to whoever comes next. It comes
	// last too.
	PassOn(ctx context.Context, tx *db.DB, actor account.Actor, w Won, why Outcome) error
}

// Options are what a Service is made of.
type Options struct {
	DB      *db.DB
	Clock   clock.Clock
	Random  io.Reader // a cryptographic source
	Secret  secret.Secret
	Fans    *fan.Service
	Outbox  *mail.Outbox
	Host    Host
	BaseURL string // of the house, without a slash at the end
}

// Service is claims on one database. It is safe for concurrent use, by several servers at once.
type Service struct {
	db      *db.DB
	clock   clock.Clock
	random  io.Reader
	fans    *fan.Service
	outbox  *mail.Outbox
	host    Host
	origins map[OriginName]Origin
	base    string
	box     secret.Box // addresses
	keys    keys
}

// keys are one for each purpose.
type keys struct {
	pass   []byte // of who has proved to be the winner
	pickup []byte // tokens of QR codes
	hand   []byte // codes that staff give
	rate   []byte // names of limits
}

// New returns a service, to which origins are added.
func New(o Options) *Service {
	return &Service{
		db: o.DB, clock: o.Clock, random: o.Random, fans: o.Fans, outbox: o.Outbox, host: o.Host, base: o.BaseURL,
		origins: map[OriginName]Origin{},
		box:     newBox(o.Secret, o.Random),
		keys: keys{
			pass: o.Secret.Key("claim passes"), pickup: o.Secret.Key("claim pickups"),
			hand: o.Secret.Key("claim codes by hand"), rate: o.Secret.Key("claim limits"),
		},
	}
}

// Register adds an origin of prizes. It is called while the program is wired, before the
// service is used.
func (s *Service) Register(name OriginName, o Origin) { s.origins[name] = o }
