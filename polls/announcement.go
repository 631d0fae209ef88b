package polls

import (
	"context"
	"errors"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/mail"
	"kermesse/internal/text"
)

// Announcement is what a brand says that it decided after a poll: "you said, we did". What it has
// said stays; what it says later comes before it.
type Announcement struct {
	Version   int64     // from 1
	Decision  Text      // paragraphs
	Follows   bool      // the decision is the result of the vote
	Reason    Text      // why it is not; empty where it is
	DecidedOn time.Time // a day, at midnight in UTC
	At        time.Time // when it was said
	Mailing   Mailing
}

// Mailing is how far those who asked have been told of an announcement.
type Mailing struct {
	Told int64
	Done bool // nobody is left, or nobody is to be told
}

// MaxAnnouncement bounds what is said in one language, in characters.
const MaxAnnouncement = 2000

// Announce says what the brand has decided after a poll that is closed, and has those who asked
// told of it if tell is set. Decision is needed in one language at least, and so is Reason where
// the decision is not the result. The version and the times are given here.
// Faults: ErrInvalid at decision, reason and decided_on; ErrNotClosed.
func (s *Service) Announce(ctx context.Context, actor account.Actor, slug string, o Announcement, tell bool) (Announcement, error) {
	if err := s.checkAnnouncement(&o); err != nil {
		return Announcement{}, err
	}
	p, err := s.FindFor(ctx, actor, slug)
	if err != nil {
		return Announcement{}, err
	}
	if err := actor.RequireOr(account.EditCampaigns, p.Brand, ErrNotFound); err != nil {
		return Announcement{}, err
	}
	if err := s.close(ctx, p.ID); err != nil {
		return Announcement{}, err
	}
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		p, err := lockPollByID(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		if p.State != StateClosed {
			return ErrNotClosed
		}
		o.At, o.Mailing = s.clock.Now(), Mailing{Done: !tell}
		if o.Version, err = insertAnnouncement(ctx, tx, p.ID, o); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "poll.announced", Subject: "poll:" + p.Slug, At: o.At,
			After: map[string]any{"decision": o.Decision, "follows": o.Follows, "reason": o.Reason, "decided_on": o.DecidedOn.Format(time.DateOnly), "told": tell},
		})
	})
	return o, err
}

// checkAnnouncement tidies what was typed.
func (s *Service) checkAnnouncement(o *Announcement) error {
	var wrong complaints
	o.Decision = Text{wrong.lines("decision", o.Decision.FR, MaxAnnouncement), wrong.lines("decision", o.Decision.EN, MaxAnnouncement)}
	if o.Decision.Empty() && !wrong.has("decision") {
		wrong.add("decision", text.ErrRequired)
	}
	if o.Follows {
		o.Reason = Text{}
	}
	o.Reason = Text{wrong.lines("reason", o.Reason.FR, MaxAnnouncement), wrong.lines("reason", o.Reason.EN, MaxAnnouncement)}
	if !o.Follows && o.Reason.Empty() && !wrong.has("reason") {
		wrong.add("reason", ErrReason)
	}
	switch {
	case o.DecidedOn.IsZero():
		wrong.add("decided_on", ErrTimeMissing)
	case o.DecidedOn.After(s.clock.Now().AddDate(0, 0, 1)) || checkTime(o.DecidedOn) != nil: // it may be tomorrow elsewhere
		wrong.add("decided_on", ErrTime)
	}
	if len(wrong) > 0 {
		return fault.Invalids(wrong...)
	}
	return nil
}

// Announcements lists what the brand has said, the latest first. It holds no figures: who may read
// the poll may read it.
func (s *Service) Announcements(ctx context.Context, p Poll) ([]Announcement, error) {
	return selectAnnouncements(ctx, s.db, p.ID)
}

// toldAtOnce is how many fans are written to in one transaction.
const toldAtOnce = 200

// TellFollowers writes to those who asked what became of a poll, a batch of each. A batch and how
// far it has got are one transaction: nobody is written to twice, whoever else is at it and
// whenever the server stops. It is called every five seconds.
func (s *Service) TellFollowers(ctx context.Context) error {
	due, err := selectMailings(ctx, s.db)
	failed := []error{err}
	for _, m := range due {
		failed = append(failed, s.db.InTx(ctx, func(tx *db.DB) error { return s.tellSome(ctx, tx, m) }))
	}
	return errors.Join(failed...)
}

func (s *Service) tellSome(ctx context.Context, tx *db.DB, m mailingRow) error {
	p, err := selectPollByID(ctx, tx, ID(m.PollID))
	if err != nil {
		return err
	}
	fans, err := s.fans.ListAsked(ctx, tx, p.followers(), fan.ID(m.LastFan), toldAtOnce)
	if err != nil {
		return err
	}
	next := mailingRow{PollID: m.PollID, Version: m.Version, LastFan: m.LastFan, Told: m.Told + int64(len(fans)), Done: len(fans) < toldAtOnce}
	if len(fans) > 0 {
		next.LastFan = string(fans[len(fans)-1].ID)
	}
	mine, err := advanceMailing(ctx, tx, m, next)
	if err != nil || !mine || len(fans) == 0 {
		return err
	}
	letter, brand, err := s.letterOf(ctx, tx, p, m.Version)
	if err != nil {
		return err
	}
	for _, f := range fans {
		if err := s.fans.Tell(ctx, tx, brand, f, letter); err != nil {
			return err
		}
	}
	return nil
}

// letterOf is the mail about an announcement. It names the winner only where all may see the result.
func (s *Service) letterOf(ctx context.Context, tx *db.DB, p Poll, version int64) (fan.Letter, account.Brand, error) {
	brand, err := account.FindBrand(ctx, tx, p.Brand)
	if err != nil {
		return fan.Letter{}, brand, err
	}
	o, err := selectAnnouncement(ctx, tx, p.ID, version)
	if err != nil {
		return fan.Letter{}, brand, err
	}
	winner := func(string) string { return "" }
	if s.mayRead(ctx, p, Reader{}) == nil && p.VoidedAt.IsZero() {
		row, err := selectSnapshot(ctx, tx, p.ID)
		if err != nil {
			return fan.Letter{}, brand, err
		}
		winner = p.winnersIn(row)
	}
	return fan.Letter{
		Purpose: p.followers().Purpose, Path: "/p/" + p.Slug + "/results",
		Write: func(lang, link, stop string) mail.Letter {
			return mail.VoteDecided{
				Brand: brand.Name, Title: p.Title.In(lang), Winner: winner(lang), Decision: o.Decision.In(lang), Reason: o.Reason.In(lang),
				Link: link, Stop: stop,
			}
		},
	}, brand, nil
}

// winnersIn names those that a final snapshot has winning.
func (p Poll) winnersIn(row *snapshotRow) func(lang string) string {
	return func(lang string) (names string) {
		if row == nil || !row.Final {
			return ""
		}
		snap, err := row.snapshot()
		if err != nil {
			return ""
		}
		for i, id := range snap.Result.Winners {
			if o, ok := p.Option(id); ok {
				if i > 0 {
					names += ", "
				}
				names += o.Label.In(lang)
			}
		}
		return names
	}
}
