package photos

import (
	"context"
	"io"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/mail"
	"kermesse/internal/network"
	"kermesse/internal/picture"
	"kermesse/internal/secret"
)

// Host is the contests that photos belong to.
type Host interface {
	// FindPhotos returns a published photo contest. It answers ErrNoPhotos for another one.
	FindPhotos(ctx context.Context, d *db.DB, slug string) (Contest, error)
	// HoldPhotos is FindPhotos, and keeps the contest from closing until the transaction ends.
	HoldPhotos(ctx context.Context, tx *db.DB, slug string) (Contest, error)
	// Entrant tells who entered, and whether their entry counts.
	Entrant(ctx context.Context, d *db.DB, entry string) (Entrant, error)
	// EntryOf returns the entry of whoever holds the key of a receipt.
	EntryOf(ctx context.Context, slug, key string) (entry string, err error)
	// WriteEntrant writes to an entrant who has an e-mail address; link leads to their receipt.
	WriteEntrant(ctx context.Context, tx *db.DB, entry string, letter func(b account.Brand, link string) mail.Letter) error
	// TellPhoto tells the brand's own systems what has become of a photo; reason is of a refusal.
	TellPhoto(ctx context.Context, tx *db.DB, what News, p Photo, reason Reason, at time.Time) error
}

// News is what the brand's own systems are told.
type News string

// The news.
const (
	NewsSubmitted News = "submitted" // it waits for staff, of an entry that counts
	NewsPublished News = "published"
	NewsRefused   News = "refused"
)

// Entrant is who is behind an entry.
type Entrant struct {
	Fan     fan.ID
	Number  string
	Name    string // as typed, to greet them
	Alias   string // as published
	Locale  string
	Counts  bool // the entry is confirmed
	Contact fan.Contact
}

// Options are what a Service is made of.
type Options struct {
	DB      *db.DB
	Clock   clock.Clock
	Random  io.Reader // a cryptographic source
	Secret  secret.Secret
	Fans    *fan.Service
	Outbox  *mail.Outbox
	Album   *picture.Album
	Host    Host
	BaseURL string // of the house, without a slash at the end
}

// Service is photos on one database. It is safe for concurrent use, by several servers at once.
type Service struct {
	db       *db.DB
	clock    clock.Clock
	random   io.Reader
	fans     *fan.Service
	outbox   *mail.Outbox
	album    *picture.Album
	host     Host
	base     string
	networks network.Names
	box      secret.Box // pictures, and who parents are
	keys     keys
}

// keys are one for each purpose.
type keys struct {
	parent []byte // of the links to parents
	voter  []byte // of the passes of voters
	rate   []byte // names of limits
}

// New returns a service.
func New(o Options) *Service {
	return &Service{
		db: o.DB, clock: o.Clock, random: o.Random, fans: o.Fans, outbox: o.Outbox, album: o.Album, host: o.Host, base: o.BaseURL,
		networks: network.NewNames(o.Clock, o.Random),
		box:      newBox(o.Secret, o.Random),
		keys: keys{
			parent: o.Secret.Key("photo parents"), voter: o.Secret.Key("photo voters"), rate: o.Secret.Key("photo limits"),
		},
	}
}

// Find returns a published photo contest. Faults: ErrNoPhotos, and those of contests.
func (s *Service) Find(ctx context.Context, slug string) (Contest, error) {
	return s.host.FindPhotos(ctx, s.db, slug)
}

// findFor is Find for staff who may do something there.
func (s *Service) findFor(ctx context.Context, actor account.Actor, perm account.Permission, slug string) (Contest, error) {
	c, err := s.host.FindPhotos(ctx, s.db, slug)
	if err != nil {
		return Contest{}, err
	}
	return c, actor.RequireOr(perm, c.Brand, ErrNoPhotos)
}

// holdFor is findFor, and keeps the contest from closing.
func (s *Service) holdFor(ctx context.Context, tx *db.DB, actor account.Actor, perm account.Permission, slug string) (Contest, error) {
	c, err := s.host.HoldPhotos(ctx, tx, slug)
	if err != nil {
		return Contest{}, err
	}
	return c, actor.RequireOr(perm, c.Brand, ErrNoPhotos)
}

// page is the absolute address of a page under the contest's.
func (s *Service) page(c Contest, locale, under string) string {
	return s.base + "/" + locale + "/c/" + c.Slug + "/" + under
}
