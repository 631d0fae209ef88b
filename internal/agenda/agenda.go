// Package agenda is the editorial calendar of a brand: the posts that staff plan for its
// networks, the reminders before them, the countries whose key dates it follows, and the
// secret addresses under which a calendar program reads it all.
//
// It guarantees that a reminder is sent at most once for each time a post is planned for,
// whichever node finds it due, and that two people who edit one post notice each other.
// Campaigns stand in the calendar too, but they are their own domains'.
package agenda

import (
	"context"
	"io"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/jobs"
	"kermesse/internal/mail"
	"kermesse/internal/picture"
)

// PostID names a post.
type PostID string

// State is how far a post has come.
type State string

// The states, in the order in which a post goes through them; staff may go back.
const (
	Idea      State = "idea"
	Draft     State = "draft"
	Ready     State = "ready"     // to be published on the day
	Published State = "published" // by a person: nothing here posts to a network
	Dropped   State = "dropped"
)

// States lists the states in their order.
func States() []State { return []State{Idea, Draft, Ready, Published, Dropped} }

// waits reports whether a post of that state is still to be published.
func (s State) waits() bool { return s == Idea || s == Draft || s == Ready }

// Channels lists where posts go: networks by the names that people know, and what is no
// network.
func Channels() []string {
	return []string{"facebook", "instagram", "tiktok", "whatsapp", "youtube", "x", "linkedin", "newsletter", "shop", "elsewhere"}
}

// Terms are what a person decides about a post.
type Terms struct {
	Title      string // for staff: up to 120 characters
	Body       string // what is to be posted: up to 5,000 characters
	Channel    string // one of Channels
	Picture    string // of the album; empty: none
	PictureAlt string // what the picture shows; required with a picture
	At         time.Time
	State      State
	Remind     time.Duration // before At, in whole minutes up to 14 days; 0: no reminder
}

// Post is a planned post.
type Post struct {
	ID    PostID
	Brand account.BrandID
	Terms
	Author     account.UserID // who is reminded: the last who planned it
	RemindedAt time.Time      // when the reminder of At was sent; zero: not
	Revision   int64          // raised by every change
	CreatedAt  time.Time
	UpdatedAt  time.Time
}

// Team tells who works for a brand: account.Service.
type Team interface {
	ListTeam(ctx context.Context, actor account.Actor) ([]account.Member, error)
}

// Options are what a Service is made of.
type Options struct {
	DB      *db.DB
	Clock   clock.Clock
	Random  io.Reader
	Outbox  *mail.Outbox
	Album   *picture.Album
	Team    Team
	BaseURL string
}

// Service is the calendars of all brands on one database. It is safe for concurrent use.
type Service struct {
	db      *db.DB
	clock   clock.Clock
	random  io.Reader
	outbox  *mail.Outbox
	album   *picture.Album
	team    Team
	baseURL string
}

// New makes a Service.
func New(o Options) *Service {
	return &Service{db: o.DB, clock: o.Clock, random: o.Random, outbox: o.Outbox, album: o.Album, team: o.Team, baseURL: o.BaseURL}
}

// Tasks are the jobs of the calendar.
func (s *Service) Tasks() []jobs.Task {
	return []jobs.Task{{Name: "agenda.remind", Every: time.Minute, Run: s.Remind}}
}
