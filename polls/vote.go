package polls

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"kermesse/internal/altcha"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/polls/tally"
)

// Cast is a ballot as it is handed in.
type Cast struct {
	Ballot   tally.Ballot
	WriteIn  string        // what the voter has written beside the options, as typed
	Comment  *string       // why, as typed, where the poll takes reasons; nil: as before with the same ballot, none with another
	Contact  fan.Contact   // where the poll asks for an address and nobody is signed in
	Locale   string        // "fr" or "en": of the page, and of the mail that may follow
	Network  string        // where from, as the edge groups addresses; kept as a hash of the day
	Code     string        // as typed, where the poll asks for one
	Work     string        // proof of work, as the browser sends it
	Consents []fan.Consent // what the voter agreed to on the same page, beside the vote
}

// Outcome is what became of a ballot that was handed in.
type Outcome string

// The outcomes.
const (
	Counted  Outcome = "counted"
	Changed  Outcome = "changed"  // in place of the voter's former ballot
	Repeated Outcome = "repeated" // the same again: a double tap, a resend
	Pending  Outcome = "pending"  // until the address is proved
	// Quarantined is a first ballot that was set aside, for a person to look at.
	Quarantined Outcome = "quarantined"
)

// Vote is a ballot as its voter is told about it.
type Vote struct {
	ID           string
	Outcome      Outcome
	Ballot       tally.Ballot
	WriteIn      string        // what its voter has written beside the options, if they have
	Receipt      string        // number in the list of votes that were counted; empty while pending
	Tracker      string        // line of the ballot in the published list; empty before the poll is closed
	Key          string        // unguessable last part of the receipt's address; empty while pending
	Stub         string        // for the voter's browser to keep, and to show as Voter.Stub; empty while pending
	At           time.Time     // while pending exact, else to the quarter of an hour
	Points       int64         // earned by this vote just now
	WriteInState ProposalState // what became of it
	Comment      *Comment      // the reason that its voter gave; nil: none
	Aside        bool          // set aside: it does not count as long as it is
	Signals      []Signal      // why it was set aside, also once it counts; nil: it never was
	Review       Review        // what was decided about it
	Reason       string        // of the decision
	Appeal       string        // what its voter has said to it
	MailAt       time.Time     // while pending: when the mail will leave; zero: it has
	Challenge    fan.Challenge // while pending: what the code goes with
}

// Vote takes a ballot in a poll that was found before. The same ballot handed in again is
// success, also just after closing: its first answer may have been lost. Another one
// replaces it where the poll lets it.
//
// Faults: ErrNotOpenYet, ErrClosed, ErrCancelled, ErrOutdated, ErrAlreadyVoted, ErrInvalid
// with what is wrong in the ballot, the contact, the code or the proof of work,
// ErrTooManyGuesses, ErrDeviceMissing, ErrSignIn, ErrCrowded, fan.ErrBlocked.
func (s *Service) Vote(ctx context.Context, p Poll, voter Voter, cast Cast) (Vote, error) {
	if p.recalled {
		vote, stored, err := s.voteAtOnce(ctx, p, voter, cast)
		if stored || errors.Is(err, ErrCrowded) {
			return vote, err
		}
		// Whatever else is to be said of it is said by the poll as it is now.
		seen := p.ID
		if p, err = s.Find(ctx, p.Slug); err != nil {
			return Vote{}, err
		}
		if p.ID != seen {
			return Vote{}, ErrNotFound
		}
	}
	in, err := s.read(ctx, p, voter, cast)
	if err != nil {
		return Vote{}, err
	}
	if in.byMail {
		return s.ask(ctx, in)
	}
	if s.plain(in) {
		if vote, stored, err := s.post(ctx, in.poll, in.ballot); err != nil || stored {
			return s.counted(in.poll, vote, err)
		}
	}
	var vote Vote
	err = s.db.InTx(ctx, func(tx *db.DB) (err error) {
		vote, err = s.takeHanded(ctx, tx, in)
		return err
	})
	return s.counted(in.poll, vote, err)
}

// voteAtOnce stores a ballot of the plainest kind, for which nothing has to be read. It reports
// false where that could not be done, for whatever reason; nothing has happened then.
func (s *Service) voteAtOnce(ctx context.Context, p Poll, voter Voter, cast Cast) (Vote, bool, error) {
	if p.Rounds() > 0 || p.InSets() || p.Access != AccessOpen && p.Access != AccessCookie {
		return Vote{}, false, nil
	}
	in, err := s.read(ctx, p, voter, cast)
	if err != nil || !s.plain(in) {
		return Vote{}, false, err
	}
	vote, stored, err := s.post(ctx, in.poll, in.ballot)
	if !stored {
		return Vote{}, false, err
	}
	vote, err = s.counted(in.poll, vote, err)
	return vote, true, err
}

// handed is a ballot that has been read, and may go into the box.
type handed struct {
	pass
	poll   Poll
	ballot ballotRow
	idea   string // what was written beside the options; empty: nothing
	cast   Cast
}

// read makes sense of what is handed in, and asks for what the poll's access demands.
func (s *Service) read(ctx context.Context, p Poll, voter Voter, cast Cast) (handed, error) {
	in := handed{}
	var err error
	if in.idea, err = p.writeIn(&cast); err != nil {
		return in, err
	}
	if cast.Comment, err = p.readComment(cast.Comment); err != nil {
		return in, err
	}
	content, err := p.readBallot(cast.Ballot, in.idea)
	if err != nil {
		return in, err
	}
	if err := s.checkShown(ctx, p, voter, cast.Ballot); err != nil {
		return in, err
	}
	if p, err = s.upToRound(ctx, p); err != nil {
		return in, err
	}
	in.pass, err = s.admit(ctx, p, voter, cast)
	in.poll, in.cast = p, cast
	in.ballot = ballotRow{PollID: string(p.ID), VoterKey: in.key, Content: content, Shown: s.shownTo(p, voter), Source: string(voter.Source)}
	return in, err
}

// takeHanded takes a ballot, and what came along with it.
func (s *Service) takeHanded(ctx context.Context, tx *db.DB, in handed) (Vote, error) {
	if err := s.agree(ctx, tx, in.fan, in.cast.Consents); err != nil {
		return Vote{}, err
	}
	b := in.ballot     // the caller's transaction may begin anew
	if s.watches(in) { // not at a tablet: a stall's Wi-Fi is one network, and so it should be
		var err error
		if b.Network, err = s.networkOf(ctx, tx, in.poll.ID, in.cast.Network); err != nil {
			return Vote{}, err
		}
	}
	if err := s.keep(ctx, tx, in.poll, in.idea); err != nil {
		return Vote{}, err
	}
	return s.takeWithWork(ctx, tx, in.poll, b, in.pass)
}

// pass is what lets a ballot in: whose it is, and what was shown for it.
type pass struct {
	key        []byte           // of the ballot; nil where the address will be the voter
	byMail     bool             // an address has to be proved first
	fan        fan.ID           // who is thanked; empty: nobody is known
	blocked    bool             // the brand has this address looked at
	disposable bool             // the address that was proved is a throw-away one
	code       []byte           // hash of the code; nil: none was asked for
	work       *altcha.Solution // proof of work; nil: none was asked for
	said       *string          // why: what Cast.Comment says, in its normal form
	lang       string
	unkept     bool         // nothing would tell the same browser's next ballot from this one
	round      BracketRound // of a bracket, that the ballot is for
}

// admit looks at what the poll's level of access asks for.
func (s *Service) admit(ctx context.Context, p Poll, voter Voter, cast Cast) (pass, error) {
	in := pass{
		key: s.keyOf(p, voter), fan: voter.fanOf(p), disposable: voter.Fan.Disposable, said: cast.Comment, lang: cast.Locale,
		unkept: voter.Unkept,
	}
	var err error
	if in.key != nil && p.Access.byFan() {
		if in.blocked, err = s.blocked(ctx, s.db, p, voter.Fan.Contact, true); err != nil {
			return in, err
		}
	}
	switch {
	case p.Access == AccessCode:
		in.code, err = s.redeem(ctx, p, voter, cast)
		in.key = s.codeKey(p.ID, in.code)
	case p.Access == AccessEmail && in.key == nil:
		in.byMail = true
	case p.Access == AccessMember && in.key == nil:
		err = ErrSignIn
	case in.key == nil:
		err = ErrDeviceMissing
	case p.Access == AccessWork && voter.Source == AtKiosk: // whoever watches the tablet has let them
	case p.Access == AccessWork && cast.Work == "" && cast.Contact.Kind == fan.ContactEmail:
		in.byMail = true
	case p.Access == AccessWork:
		var solution altcha.Solution
		solution, err = s.checkWork(p, cast.Work)
		in.work = &solution
	}
	return in, err
}

// takeWithWork takes a ballot and spends the proof that came with it, if any.
func (s *Service) takeWithWork(ctx context.Context, tx *db.DB, p Poll, b ballotRow, in pass) (Vote, error) {
	if in.work != nil {
		again, err := s.useWork(ctx, tx, p, *in.work, b, in.said)
		if err != nil {
			return Vote{}, err
		}
		if again {
			former, err := lockBallot(ctx, tx, b.PollID, b.VoterKey)
			if err != nil {
				return Vote{}, err
			}
			vote, err := s.voteOf(p, *former, Repeated)
			if err != nil {
				return Vote{}, err
			}
			return withComment(ctx, tx, p, b.VoterKey, vote)
		}
	}
	return s.takeNamed(ctx, tx, p, b, in)
}

// takeNamed takes a ballot and reads back what its voter has written on it and beside it.
func (s *Service) takeNamed(ctx context.Context, tx *db.DB, p Poll, b ballotRow, in pass) (Vote, error) {
	vote, err := s.take(ctx, tx, p, b, in)
	if err != nil {
		return Vote{}, err
	}
	if vote, err = s.named(ctx, tx, p, vote); err != nil {
		return Vote{}, err
	}
	return withComment(ctx, tx, p, b.VoterKey, vote)
}

// agree records what a fan agreed to; where nobody is known, nobody agrees.
func (s *Service) agree(ctx context.Context, tx *db.DB, who fan.ID, consents []fan.Consent) error {
	if who == "" {
		return nil
	}
	for _, c := range consents {
		if err := s.fans.RecordConsent(ctx, tx, who, c); err != nil {
			return err
		}
	}
	return nil
}

// counted tells those who watch that a ballot has been committed.
func (s *Service) counted(p Poll, vote Vote, err error) (Vote, error) {
	if err != nil {
		return Vote{}, err
	}
	s.live.touch(p.ID)
	return vote, nil
}

// take puts a ballot into the box, in the caller's transaction. That the poll is open is
// looked at by the statement that stores the ballot, under a lock that closing waits for:
// a ballot that waited for its turn past the closing time does not slip in.
func (s *Service) take(ctx context.Context, tx *db.DB, p Poll, b ballotRow, in pass) (Vote, error) {
	now := s.clock.Now()
	var err error
	if b.ID, err = s.ballotID(); err != nil {
		return Vote{}, err
	}
	b.PollID, b.State, b.Revision = string(p.ID), ballotCounted, 1
	b.CastAt, b.ChangedAt = quarterOf(now), quarterOf(now)
	if p.Rounds() > 0 {
		if in.round, err = s.playIn(ctx, tx, p, b.Content, now); err != nil {
			return s.repeated(ctx, tx, p, b, err)
		}
	}
	first, err := insertBallot(ctx, tx, p, b, now)
	if err != nil {
		return Vote{}, err
	}
	if !first {
		return s.takeAgain(ctx, tx, p, b, in, now)
	}
	outcome, err := s.takeFirst(ctx, tx, p, &b, in)
	if err == nil {
		err = s.keepComment(ctx, tx, p, b, in.said, in.lang)
	}
	if err != nil {
		return Vote{}, err
	}
	vote, err := s.voteOf(p, b, outcome)
	// Whoever takes part is thanked, also while somebody looks at their ballot: the thanks must
	// not depend on what becomes of it.
	if err == nil && in.fan != "" && s.reward != nil {
		vote.Points, err = s.reward.RewardVote(ctx, tx, p.Brand, in.fan, p.ID)
	}
	return vote, err
}

// takeFirst does what a voter's first ballot asks for beside itself.
func (s *Service) takeFirst(ctx context.Context, tx *db.DB, p Poll, b *ballotRow, in pass) (Outcome, error) {
	if in.code != nil {
		if err := markCodeUsed(ctx, tx, p.ID, in.code); err != nil {
			return "", err
		}
	}
	signals, err := s.screen(ctx, tx, p, *b, in)
	if err != nil || len(signals) == 0 {
		return Counted, err
	}
	b.State, b.Signals = ballotQuarantined, writeSignals(signals)
	return Quarantined, setAside(ctx, tx, p, *b)
}

// ballotID is an id without a time in it, and quarterOf a time that many ballots share:
// the moment at which a fan earned points for voting must not lead to their ballot.
func (s *Service) ballotID() (string, error) {
	id, err := uuid.NewRandomFromReader(s.random)
	if err != nil {
		return "", fmt.Errorf("polls: no random numbers: %w", err)
	}
	return id.String(), nil
}

func quarterOf(t time.Time) int64 { return db.Millis(t.Truncate(15 * time.Minute)) }

// takeAgain handles a ballot that could not just be added: there is one, or it is too late.
func (s *Service) takeAgain(ctx context.Context, tx *db.DB, p Poll, b ballotRow, in pass, now time.Time) (Vote, error) {
	former, err := lockBallot(ctx, tx, b.PollID, b.VoterKey)
	if err != nil {
		return Vote{}, err
	}
	if former == nil {
		return Vote{}, s.whyNot(ctx, tx, p)
	}
	fresh := false // a round in which this voter has not voted yet
	if in.round.Number > 0 {
		if b.Content, fresh, err = in.round.addTo(former.Content, b.Content); err != nil {
			return Vote{}, err
		}
	}
	sameBallot := former.State != ballotWithdrawn && former.Content == b.Content
	sameReason, err := sameComment(ctx, tx, b, in.said)
	switch {
	case err != nil:
		return Vote{}, err
	case sameBallot && sameReason:
		return s.voteOf(p, *former, Repeated)
	case !p.Changes && !fresh, Source(b.Source) == AtKiosk: // who stands there now is somebody else
		if err := s.notOpen(ctx, tx, p.ID); err != nil {
			return Vote{}, err
		}
		return Vote{}, ErrAlreadyVoted
	}
	b.ID, b.CastAt, b.Revision = former.ID, former.CastAt, former.Revision+1
	b.State, b.Signals, b.Review, b.ReviewReason, b.Appeal = former.State, former.Signals, former.Review, former.ReviewReason, former.Appeal
	if former.State == ballotWithdrawn { // what was noticed is not undone by going out and in again
		b.State = stateOf(b)
	}
	changed, err := updateBallot(ctx, tx, p, b, now)
	if err == nil && !changed {
		err = s.whyNot(ctx, tx, p)
	}
	if err == nil && !(fresh && in.said == nil) { // one more round takes no reason back
		err = s.keepComment(ctx, tx, p, b, in.said, in.lang)
	}
	if err != nil {
		return Vote{}, err
	}
	if fresh {
		return s.voteOf(p, b, Counted)
	}
	return s.voteOf(p, b, Changed)
}

// repeated is the answer to a ballot of a bracket whose round is over: if the box holds what it
// says, its first answer may have been lost. Otherwise it is refused.
func (s *Service) repeated(ctx context.Context, tx *db.DB, p Poll, b ballotRow, refusal error) (Vote, error) {
	former, err := lockBallot(ctx, tx, b.PollID, b.VoterKey)
	if err != nil {
		return Vote{}, err
	}
	if former == nil || former.State == ballotWithdrawn {
		return Vote{}, refusal
	}
	same, err := p.holds(former.Content, b.Content)
	if err == nil && !same {
		err = refusal
	}
	if err != nil {
		return Vote{}, err
	}
	return s.voteOf(p, *former, Repeated)
}

// stateOf is the state of a ballot that is in the box, by what was noticed and decided.
func stateOf(b ballotRow) string {
	if b.Signals != "" && Review(b.Review) != Released {
		return ballotQuarantined
	}
	return ballotCounted
}

// whyNot tells why a ballot was not taken. It is never nil.
func (s *Service) whyNot(ctx context.Context, tx *db.DB, p Poll) error {
	if err := s.notOpen(ctx, tx, p.ID); err != nil {
		return err
	}
	if is, err := selectPollByID(ctx, tx, p.ID); err != nil || is.Round != p.Round {
		return cmp.Or(err, error(ErrRoundOver))
	}
	return ErrOutdated
}

// notOpen tells why a poll takes no ballot now; nil if it does.
func (s *Service) notOpen(ctx context.Context, tx *db.DB, id ID) error {
	p, err := selectPollByID(ctx, tx, id)
	if err != nil {
		return err
	}
	switch p.Status(s.clock.Now()) {
	case Open:
		return nil
	case Published, Calling, Sifting:
		return ErrNotOpenYet
	case Cancelled:
		return ErrCancelled
	case Draft:
		return ErrNotFound
	}
	return ErrClosed
}

func (s *Service) voteOf(p Poll, b ballotRow, outcome Outcome) (Vote, error) {
	ballot, err := decodeBallot(FormOf(p.Method), b.Content)
	vote := Vote{
		ID: b.ID, Outcome: outcome, Ballot: ballot, Receipt: receiptOf(b.ID),
		Key: hex.EncodeToString(b.VoterKey), Stub: s.stubOf(p.ID, b.VoterKey), At: db.Time(b.ChangedAt),
	}
	vote.Aside, vote.Signals, vote.Review = b.State == ballotQuarantined, readSignals(b.Signals), Review(b.Review)
	vote.Reason, vote.Appeal = b.ReviewReason, b.Appeal
	if p.Status(s.clock.Now()).Over() {
		vote.Tracker = s.trackerOf(p.ID, b.ID)
	}
	return vote, err
}
