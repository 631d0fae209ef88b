package polls

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/rate"
)

// ask keeps a ballot until its voter proves the address, and mails the link and the code.
// What was agreed to beside it waits as well: anybody can type somebody else’s address. Its key
// is a browser’s, or nil where the address is the voter.
func (s *Service) ask(ctx context.Context, in handed) (Vote, error) {
	p, cast, content, idea := in.poll, in.cast, in.ballot.Content, in.idea
	if cast.Contact.Kind != fan.ContactEmail {
		return Vote{}, fault.Invalids(fan.ErrContactMissing.At("email"))
	}
	if err := s.notOpen(ctx, s.db, p.ID); err != nil {
		return Vote{}, err
	}
	if _, err := s.blocked(ctx, s.db, p, cast.Contact, false); err != nil {
		return Vote{}, err
	}
	vote := Vote{ID: db.NewID(), Outcome: Pending, At: s.clock.Now()}
	var err error
	if vote.Ballot, err = decodeBallot(FormOf(p.Method), content); err != nil {
		return Vote{}, err
	}
	waiting := pendingRow{
		ID: vote.ID, PollID: string(p.ID), Content: content, Shown: in.ballot.Shown,
		CreatedAt: db.Millis(vote.At), VoterKey: in.key, Locale: cast.Locale, Comment: cast.Comment, Source: in.ballot.Source,
	}
	if waiting.Consents, err = encodeConsents(cast.Consents); err != nil {
		return Vote{}, err
	}
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		if vote.MailAt, err = s.slowDown(ctx, tx, p, cast.Network, &waiting); err != nil {
			return err
		}
		f, err := s.fans.Ensure(ctx, tx, p.Brand, cast.Contact, true)
		if err != nil {
			return err
		}
		waiting.FanID = string(f.ID)
		if err := s.keep(ctx, tx, p, idea); err != nil {
			return err
		}
		if err := insertPending(ctx, tx, waiting); err != nil || !vote.MailAt.IsZero() {
			return err
		}
		vote.Challenge, err = s.mailLink(ctx, tx, p, f.ID, vote.ID, cast.Locale)
		return err
	})
	return vote, err
}

// mailsOfNetwork is how many mails one network may have sent in an hour. It is high,
// because a mobile operator puts a whole town behind one address.
const mailsOfNetwork = 500

// slowDown puts off the mail of a vote from a network that has had its mails of the hour.
// The vote is kept: whoever makes us write to strangers by the thousand is slowed down, and
// nobody is refused for where they are.
func (s *Service) slowDown(ctx context.Context, tx *db.DB, p Poll, network string, waiting *pendingRow) (time.Time, error) {
	name, err := s.networkOf(ctx, tx, p.ID, network)
	if err != nil || name == "" {
		return time.Time{}, err
	}
	if p.Access.watchesNetworks() && Source(waiting.Source) != AtKiosk {
		waiting.Network = name
	}
	later, err := s.mailTurn(ctx, tx, name)
	waiting.MailAt = db.Millis(later)
	return later, err
}

// mailTurn counts one more mail that a network has sent, and tells when it leaves; zero: at once.
func (s *Service) mailTurn(ctx context.Context, tx *db.DB, name string) (time.Time, error) {
	now := s.clock.Now()
	n, err := rate.Hit(ctx, tx, rate.NewName(s.keys.rate, "mails", name), time.Hour, now)
	return rate.Turn(n, mailsOfNetwork, time.Hour, now), err
}

// mailsAtOnce bounds one round of MailDue.
const mailsAtOnce = 200

// MailDue sends the mails that were put off, each once.
func (s *Service) MailDue(ctx context.Context) error {
	due, err := selectUnmailed(ctx, s.db, s.clock.Now(), mailsAtOnce)
	if err != nil {
		return err
	}
	var failed []error
	for _, waiting := range due {
		failed = append(failed, s.db.InTx(ctx, func(tx *db.DB) error {
			mine, err := claimMail(ctx, tx, waiting.ID, s.clock.Now())
			if err != nil || !mine {
				return err
			}
			p, err := selectPollByID(ctx, tx, ID(waiting.PollID))
			if err != nil {
				return err
			}
			_, err = s.mailLink(ctx, tx, p, fan.ID(waiting.FanID), waiting.ID, waiting.Locale)
			return err
		}))
	}
	return errors.Join(failed...)
}

const pendingSubject = "vote:"

// Confirm counts the vote that waits for a link, or for the code that Guess took. It works
// once. Faults: those of fan.Verify, and of Vote; a vote that is refused waits on, and ends
// with its link.
func (s *Service) Confirm(ctx context.Context, token string) (Poll, Vote, error) {
	var p Poll
	var vote Vote
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		proved, err := s.fans.Verify(ctx, tx, token)
		if err != nil {
			return err
		}
		waiting, err := s.waitingFor(ctx, tx, proved)
		if err != nil {
			return err
		}
		if p, err = selectPollByID(ctx, tx, ID(waiting.PollID)); err != nil {
			return err
		}
		watched, err := s.blocked(ctx, tx, p, proved.Fan.Contact, true)
		if err != nil {
			return err
		}
		b := ballotRow{VoterKey: waiting.VoterKey, Content: waiting.Content, Shown: waiting.Shown, Network: waiting.Network, Source: waiting.Source}
		if b.VoterKey == nil {
			b.VoterKey = s.fanKey(p.ID, proved.Fan.ID)
		} else if err := s.useMailbox(ctx, tx, p, proved.Fan.ID, b.VoterKey); err != nil {
			return err
		}
		if vote, err = s.takeNamed(ctx, tx, p, b, pass{
			fan: proved.Fan.ID, blocked: watched, disposable: proved.Fan.Disposable, said: waiting.Comment, lang: waiting.Locale,
		}); err != nil {
			return err
		}
		consents, err := decodeConsents(waiting.Consents)
		if err != nil {
			return err
		}
		if err := s.agree(ctx, tx, proved.Fan.ID, consents); err != nil {
			return err
		}
		return deletePending(ctx, tx, waiting.ID)
	})
	vote, err = s.counted(p, vote, err)
	return p, vote, err
}

// waitingFor returns the vote that a proof is about.
func (s *Service) waitingFor(ctx context.Context, d *db.DB, proved fan.Verified) (pendingRow, error) {
	id, ok := strings.CutPrefix(proved.Subject, pendingSubject)
	if proved.Purpose != fan.Vote || !ok {
		return pendingRow{}, fan.ErrLinkInvalid
	}
	waiting, err := selectPending(ctx, d, id)
	if err == nil && waiting.FanID != string(proved.Fan.ID) {
		err = fan.ErrLinkInvalid
	}
	return waiting, err
}

// ForgetPending deletes the votes whose links have expired without a click.
func (s *Service) ForgetPending(ctx context.Context) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		return deletePendingBefore(ctx, tx, s.clock.Now().Add(-fan.ChallengeLife))
	})
}

// Remind mails another link and code for a vote that waits. Faults: fan.ErrLinkInvalid where
// none waits under that id, and those of a poll that is not open.
func (s *Service) Remind(ctx context.Context, voteID, locale string) (Vote, error) {
	vote := Vote{ID: voteID, Outcome: Pending}
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		waiting, err := selectPending(ctx, tx, voteID)
		if err != nil {
			return err
		}
		if err := s.notOpen(ctx, tx, ID(waiting.PollID)); err != nil {
			return err
		}
		p, err := selectPollByID(ctx, tx, ID(waiting.PollID))
		if err != nil {
			return err
		}
		vote.At = db.Time(waiting.CreatedAt)
		if waiting.MailAt > 0 { // its turn comes
			vote.MailAt = db.Time(waiting.MailAt)
			return nil
		}
		vote.Challenge, err = s.mailLink(ctx, tx, p, fan.ID(waiting.FanID), voteID, locale)
		return err
	})
	return vote, err
}

// mailLink mails the link and the code that confirm a vote.
func (s *Service) mailLink(ctx context.Context, tx *db.DB, p Poll, voter fan.ID, voteID, locale string) (fan.Challenge, error) {
	return s.fans.StartVerification(ctx, tx, fan.VerificationRequest{
		Fan: voter, Purpose: fan.Vote, Subject: pendingSubject + voteID, Title: p.Title.In(locale),
		Locale: locale, Path: "/p/" + p.Slug + "/confirm",
	})
}

// encodeConsents writes what waits for a proof; nothing is the empty text.
func encodeConsents(consents []fan.Consent) (string, error) {
	if len(consents) == 0 {
		return "", nil
	}
	text, err := json.Marshal(consents)
	return string(text), err
}

func decodeConsents(text string) (consents []fan.Consent, err error) {
	if text != "" {
		err = json.Unmarshal([]byte(text), &consents)
	}
	return consents, err
}
