// Package survey is questionnaires that a brand puts to its fans: what is asked and when,
// the answers as they come in, question by question, and what staff may read of them.
//
// It guarantees that a respondent has one response in a survey, whatever they press and
// how often; that what was answered is kept until they come back; that nothing is taken
// before opening or after closing; that the questions do not change once they are
// published; and that a response's row does not name who gave it.
//
// The path through the questions and the figures are package questionnaire's.
package survey

import (
	"io"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/clock"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/jobs"
	"kermesse/internal/secret"
	"kermesse/polls/questionnaire"
)

// ID names a survey.
type ID string

// Text is said in French, in English, or in both.
type Text = questionnaire.Text

// Access is who may answer, and what stops them from answering twice. It is stated in
// public.
type Access string

// The levels.
const (
	AccessBrowser Access = "cookie" // one response per browser
	AccessMember  Access = "member" // one response per member, who is thanked with points
)

// Accesses lists the levels, the most open first.
func Accesses() []Access { return []Access{AccessBrowser, AccessMember} }

// Terms are what a brand decides about a survey: all that is fixed by publishing it, but
// for the spelling.
type Terms struct {
	Slug     string
	Title    Text
	Intro    Text
	Thanks   Text // said after the last answer
	Form     questionnaire.Form
	OpensAt  time.Time
	ClosesAt time.Time // the first instant at which no answer is taken
	TimeZone string    // IANA name: the zone in which times are said
	Access   Access
	OneByOne bool // a page for each question; else one page for all
}

// State is what staff have made of a survey; the rest is the clock's.
type State string

// The states, as stored.
const (
	StateDraft     State = "draft"
	StatePublished State = "published"
	StateCancelled State = "cancelled"
)

// Status is where a survey stands at a moment.
type Status string

// The statuses.
const (
	Draft     Status = "draft"
	Published Status = "published" // and not open yet
	Open      Status = "open"
	Closed    Status = "closed"
	Cancelled Status = "cancelled"
)

// Survey is a questionnaire and its life.
type Survey struct {
	ID    ID
	Brand account.BrandID
	Terms
	State        State
	Revision     int64 // raised by every change
	PublishedAt  time.Time
	CancelledAt  time.Time
	CancelReason string
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// Status tells where the survey stands at a moment.
func (s Survey) Status(now time.Time) Status {
	switch {
	case s.State == StateDraft:
		return Draft
	case s.State == StateCancelled:
		return Cancelled
	case !now.Before(s.ClosesAt):
		return Closed
	case now.Before(s.OpensAt):
		return Published
	}
	return Open
}

// Service is the surveys of all brands on one database. It is safe for concurrent use.
type Service struct {
	db      *db.DB
	clock   clock.Clock
	random  io.Reader
	reward  Rewarder
	respond []byte // key that names respondents
}

// Options are what a Service is made of.
type Options struct {
	DB     *db.DB
	Clock  clock.Clock
	Random io.Reader // crypto/rand.Reader, but in tests
	Reward Rewarder  // nil: answering earns nothing
	Secret secret.Secret
}

// New returns a service.
func New(o Options) *Service {
	return &Service{db: o.DB, clock: o.Clock, random: o.Random, reward: o.Reward, respond: o.Secret.Key("survey respondent")}
}

// Tasks is the work that the clock makes due, for the runner.
func (s *Service) Tasks() []jobs.Task {
	return []jobs.Task{{Name: "surveys.forget", Every: time.Hour, Run: s.ForgetUnfinished}}
}

// Respondent is who answers, as far as the edge knows.
type Respondent struct {
	Device string  // id in the browser's signed cookie; empty: there is none
	Fan    fan.Fan // who is signed in; the zero Fan: nobody is
}

// fanOf is the respondent as a fan of the survey's brand; empty where they are none, or
// have not proved who they are.
func (r Respondent) fanOf(s Survey) fan.ID {
	if r.Fan.Brand != s.Brand || !r.Fan.Verified() || !r.Fan.ErasedAt.IsZero() {
		return ""
	}
	return r.Fan.ID
}

// keySize is the length of a respondent's key, in bytes.
const keySize = 16

// keyOf names the respondent in one survey by what its access counts. The key of the same
// person in another survey has nothing in common with it. It is nil where the respondent
// lacks what is counted.
func (s *Service) keyOf(v Survey, r Respondent) []byte {
	switch {
	case v.Access == AccessMember && r.fanOf(v) != "":
		return s.fanKey(v.ID, r.fanOf(v))
	case v.Access == AccessBrowser && r.Device != "":
		return secret.MAC(s.respond, string(v.ID), "device", r.Device)[:keySize]
	}
	return nil
}

func (s *Service) fanKey(id ID, who fan.ID) []byte {
	return secret.MAC(s.respond, string(id), "fan", string(who))[:keySize]
}
