package photos

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/rate"
	"kermesse/internal/secret"
)

// VoteState is what has become of a vote.
type VoteState string

// The states of a vote.
const (
	VotePending VoteState = "pending" // its voter has not proved their address
	VoteCounted VoteState = "counted"
	VoteAside   VoteState = "aside" // staff look at it
	VoteVoid    VoteState = "void"  // taken back, refused, or its photo is gone
)

// Why a vote was set aside.
const (
	WhyDisposable = "disposable-email"
	WhyNetwork    = "network-burst"
	WhyBlocked    = "blocked"
)

// Ballot is a vote as somebody casts it: in the name of a voter who has proved their address,
// or of whoever reads the mail to one.
type Ballot struct {
	As      fan.ID
	Email   string
	Network string // of the voter, as the edge cut it; may be empty
	Locale  string
}

// Vote is a vote that was cast.
type Vote struct {
	ID        string
	Contest   Contest
	Photo     ID
	State     VoteState
	Challenge string // goes back with the code that was mailed
	Contact   string // masked
	Voter     fan.ID // once proved
	CastAt    time.Time
	MailAt    time.Time // pending: when the mail leaves, where many were sent from this network; zero: at once
}

const (
	mailsOfNetwork = 500 // in an hour: beyond, mails that one network has sent leave later
	votesOfNetwork = 50  // for one photo in a day: more are set aside, and looked at
	pendingSubject = "photo-vote:"
)

// Vote votes for a photo. Who has not proved an address is mailed a link and a code first; until
// then nothing counts. Faults: ErrNotFound, ErrVotesClosed, ErrOwnPhoto, ErrVoted, ErrVotesUsed,
// those of an address.
func (s *Service) Vote(ctx context.Context, slug string, id ID, b Ballot) (Vote, error) {
	var v Vote
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := s.host.HoldPhotos(ctx, tx, slug)
		if err != nil {
			return err
		}
		v = Vote{ID: db.NewID(), Contest: c, Photo: id, CastAt: s.clock.Now()}
		if !c.TakesVotes(v.CastAt) {
			return ErrVotesClosed
		}
		if _, err := s.standing(ctx, tx, c, id); err != nil {
			return err
		}
		if b.As == "" {
			return s.ask(ctx, tx, b, &v)
		}
		f, err := s.fans.FindIn(ctx, tx, c.Brand, b.As)
		if err != nil {
			return err
		}
		if !f.Verified() {
			return fan.ErrNotFound
		}
		name, err := s.networkOf(ctx, tx, c, b.Network)
		if err != nil {
			return err
		}
		return s.count(ctx, tx, f, name, &v)
	})
	return v, err
}

func (s *Service) networkOf(ctx context.Context, tx *db.DB, c Contest, network string) (string, error) {
	if network == "" {
		return "", nil
	}
	return s.networks.Of(ctx, tx, c.ID, network)
}

// ask keeps a vote until its voter proves their address, and mails the link and the code.
func (s *Service) ask(ctx context.Context, tx *db.DB, b Ballot, v *Vote) error {
	contact, err := fan.ParseContact(b.Email, "", "")
	if err != nil {
		return err
	}
	if contact.Kind != fan.ContactEmail {
		return fault.Invalids(fan.ErrContactMissing.At("email"))
	}
	name, err := s.networkOf(ctx, tx, v.Contest, b.Network)
	if err != nil {
		return err
	}
	if name != "" {
		n, err := rate.Hit(ctx, tx, rate.NewName(s.keys.rate, "mails", name), time.Hour, v.CastAt)
		if err != nil {
			return err
		}
		v.MailAt = rate.Turn(n, mailsOfNetwork, time.Hour, v.CastAt)
	}
	f, err := s.fans.Ensure(ctx, tx, v.Contest.Brand, contact, true)
	if err != nil {
		return err
	}
	v.State, v.Contact = VotePending, f.Contact.Masked()
	if err := insertVote(ctx, tx, voteRow{
		ID: v.ID, ContestID: v.Contest.ID, PhotoID: string(v.Photo), Voter: string(f.ID), State: string(VotePending),
		Network: name, CastAt: db.Millis(v.CastAt),
	}); err != nil {
		return err
	}
	return s.mailVote(ctx, tx, f.ID, b.Locale, v)
}

func (s *Service) mailVote(ctx context.Context, tx *db.DB, id fan.ID, locale string, v *Vote) error {
	started, err := s.fans.StartVerification(ctx, tx, fan.VerificationRequest{
		Fan: id, Purpose: fan.Vote, Subject: pendingSubject + v.ID, Title: v.Contest.TitleIn(locale), Locale: locale,
		Path: "/c/" + v.Contest.Slug + "/photos/confirm", MailAt: v.MailAt,
	})
	v.Challenge = started.ID
	return err
}

// RemindVote mails another link and code for a vote that waits. Faults: fan.ErrLinkInvalid,
// ErrVotesClosed.
func (s *Service) RemindVote(ctx context.Context, slug, id, locale string) (Vote, error) {
	var v Vote
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := s.host.HoldPhotos(ctx, tx, slug)
		if err != nil {
			return err
		}
		row, found, err := selectVote(ctx, tx, id)
		if err != nil {
			return err
		}
		if !found || row.ContestID != c.ID || row.State != string(VotePending) {
			return fan.ErrLinkInvalid
		}
		v = Vote{ID: id, Contest: c, Photo: ID(row.PhotoID), State: VotePending, CastAt: db.Time(row.CastAt)}
		if !c.TakesVotes(s.clock.Now()) {
			return ErrVotesClosed
		}
		f, err := s.fans.FindIn(ctx, tx, c.Brand, fan.ID(row.Voter))
		if err != nil {
			return err
		}
		v.Contact = f.Contact.Masked()
		return s.mailVote(ctx, tx, f.ID, locale, &v)
	})
	return v, err
}

// ConfirmVote counts the vote that waits for a link, or for the code that fan.Service.Guess
// took. It works once. Faults: those of fan.Service.Verify, and of Vote.
func (s *Service) ConfirmVote(ctx context.Context, slug, token string) (Vote, error) {
	var v Vote
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		proved, err := s.fans.Verify(ctx, tx, token)
		if err != nil {
			return err
		}
		id, ok := strings.CutPrefix(proved.Subject, pendingSubject)
		if proved.Purpose != fan.Vote || !ok {
			return fan.ErrLinkInvalid
		}
		c, err := s.host.HoldPhotos(ctx, tx, slug)
		if err != nil {
			return err
		}
		row, found, err := selectVote(ctx, tx, id)
		if err != nil {
			return err
		}
		if !found || row.ContestID != c.ID || row.Voter != string(proved.Fan.ID) {
			return fan.ErrLinkInvalid
		}
		v = Vote{ID: id, Contest: c, Photo: ID(row.PhotoID), Contact: proved.Fan.Contact.Masked(), CastAt: db.Time(row.CastAt)}
		if row.State != string(VotePending) { // the link again
			v.State, v.Voter = VoteState(row.State), proved.Fan.ID
			return nil
		}
		if !c.TakesVotes(s.clock.Now()) {
			return ErrVotesClosed
		}
		if err := deleteVote(ctx, tx, id); err != nil {
			return err
		}
		return s.count(ctx, tx, proved.Fan, row.Network, &v)
	})
	return v, err
}

// count gives a vote in the name of somebody who has proved to be it. c is held: the contest
// does not close meanwhile.
func (s *Service) count(ctx context.Context, tx *db.DB, f fan.Fan, network string, v *Vote) error {
	c := v.Contest
	p, err := s.standing(ctx, tx, c, v.Photo)
	if err != nil {
		return err
	}
	if p.Fan == f.ID {
		return ErrOwnPhoto
	}
	now := s.clock.Now()
	period := c.period(now)
	given, err := selectGiven(ctx, tx, c.ID, string(f.ID), period)
	if err != nil {
		return err
	}
	nth, err := turn(given, v.Photo, c.Rules.PerPeriod)
	if err != nil {
		return err
	}
	why, err := s.doubt(ctx, tx, c, f, v.Photo, network)
	if err != nil {
		return err
	}
	v.State, v.Voter, v.Contact = VoteCounted, f.ID, f.Contact.Masked()
	if why != "" {
		v.State = VoteAside
	}
	first, err := insertCounted(ctx, tx, voteRow{
		ID: v.ID, ContestID: c.ID, PhotoID: string(v.Photo), Voter: string(f.ID), Period: period, Nth: nth, State: string(v.State), Why: why,
		Network: network, CastAt: db.Millis(v.CastAt), SettledAt: db.Millis(now),
	})
	if err == nil && !first {
		err = ErrVotesUsed // another tab was faster
	}
	return err
}

// turn is the number of the next vote of somebody who has given some.
func turn(given []voteRow, photo ID, most int) (int, error) {
	used := map[int]bool{}
	for _, g := range given {
		if g.PhotoID == string(photo) {
			return 0, ErrVoted
		}
		used[g.Nth] = true
	}
	for nth := range most {
		if !used[nth] {
			return nth, nil
		}
	}
	return 0, ErrVotesUsed
}

// doubt is why staff look at a vote before it counts; empty: they need not.
func (s *Service) doubt(ctx context.Context, tx *db.DB, c Contest, f fan.Fan, photo ID, network string) (string, error) {
	if _, blocked, err := s.fans.Blocked(ctx, tx, c.Brand, f.Contact); err != nil || blocked {
		return WhyBlocked, err
	}
	if f.Disposable {
		return WhyDisposable, nil
	}
	if network == "" {
		return "", nil
	}
	n, err := countOfNetwork(ctx, tx, string(photo), network)
	if err == nil && n >= votesOfNetwork {
		return WhyNetwork, nil
	}
	return "", err
}

// TakeBack takes the vote of a voter for a photo back, in the present period. Faults: ErrNoVote,
// ErrVotesClosed.
func (s *Service) TakeBack(ctx context.Context, slug string, id ID, voter fan.ID) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := s.host.HoldPhotos(ctx, tx, slug)
		if err != nil {
			return err
		}
		now := s.clock.Now()
		if !c.TakesVotes(now) {
			return ErrVotesClosed
		}
		gone, err := updateTakenBack(ctx, tx, string(id), string(voter), c.period(now), now)
		if err == nil && !gone {
			err = ErrNoVote
		}
		return err
	})
}

// Given is what a voter has done in the present period.
type Given struct {
	Contact string // masked
	Photos  []ID
	Left    int // votes that they still have
}

// FindGiven tells what a voter has done in the present period.
func (s *Service) FindGiven(ctx context.Context, c Contest, voter fan.ID) (Given, error) {
	f, err := s.fans.Find(ctx, c.Brand, voter)
	if err != nil {
		return Given{}, err
	}
	rows, err := selectGiven(ctx, s.db, c.ID, string(voter), c.period(s.clock.Now()))
	g := Given{Contact: f.Contact.Masked(), Left: max(c.Rules.PerPeriod-len(rows), 0)}
	for _, r := range rows {
		g.Photos = append(g.Photos, ID(r.PhotoID))
	}
	return g, err
}

// Pass is what a browser keeps of a voter who has proved their address to a contest, so that
// they need not do so for every vote.
func (s *Service) Pass(c Contest, voter fan.ID) string {
	return string(voter) + "." + base64.RawURLEncoding.EncodeToString(secret.MAC(s.keys.voter, "pass", c.ID, string(voter)))
}

// VoterOf reads a pass; the empty ID for one that is not ours, or of somebody who is gone.
func (s *Service) VoterOf(ctx context.Context, c Contest, pass string) (fan.ID, error) {
	id, _, _ := strings.Cut(pass, ".")
	if id == "" || !secret.Equal(pass, s.Pass(c, fan.ID(id))) {
		return "", nil
	}
	f, err := s.fans.Find(ctx, c.Brand, fan.ID(id))
	if errors.Is(err, fan.ErrNotFound) || err == nil && !f.Verified() {
		return "", nil
	}
	return f.ID, err
}

// Aside are votes for one photo that were set aside for one reason.
type Aside struct {
	Photo  Photo
	Why    string
	Votes  int
	First  time.Time
	Latest time.Time
}

// ListAside returns the votes that staff look at. It needs Moderate.
func (s *Service) ListAside(ctx context.Context, actor account.Actor, slug string) (Contest, []Aside, error) {
	c, err := s.findFor(ctx, actor, account.Moderate, slug)
	if err != nil {
		return c, nil, err
	}
	aside, err := selectAside(ctx, s.db, c.ID)
	return c, aside, err
}

// SettleAside lets votes count that were set aside, or refuses them. It needs Moderate. Faults:
// ErrSealed, ErrNoVote.
func (s *Service) SettleAside(ctx context.Context, actor account.Actor, slug string, id ID, why string, release bool) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := s.holdFor(ctx, tx, actor, account.Moderate, slug)
		if err != nil {
			return err
		}
		now := s.clock.Now()
		if c.Closed(now) {
			return ErrSealed
		}
		to := VoteVoid
		if release {
			to = VoteCounted
		}
		n, err := updateAside(ctx, tx, c.ID, string(id), why, to, actor.Name, now)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrNoVote
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "photo.votes_settled", Subject: Photo{ID: id}.subject(c), At: now,
			After: map[string]any{"why": why, "votes": n, "state": to},
		})
	})
}
