package loyalty

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/jobs"
	"kermesse/internal/text"
	"kermesse/loyalty/ledger"
)

// RequestID names a correction that waits for a second person.
type RequestID string

// RequestState is what became of a request.
type RequestState string

// The states.
const (
	RequestWaiting  RequestState = "waiting"
	RequestApproved RequestState = "approved"
	RequestRefused  RequestState = "refused"
	RequestLapsed   RequestState = "lapsed" // nobody decided in time, or the member is gone
)

// AdjustRequest is a correction above the programme's limit, which a second person decides.
type AdjustRequest struct {
	ID         RequestID
	Kind       ledger.Kind // ledger.Adjust, Reverse or Refund
	Ref        TxnID       // the transaction that is undone
	Amount     int64       // of a refund, minor units
	Part       *int64      // points of a reversal in part; nil: all that is left
	Member     string      // number
	Points     int64       // signed; of what is undone, as it was when it was asked for
	Reason     string      // empty once the member is erased
	ExpiryDays *int        // of points given; nil: never
	State      RequestState
	Asker      account.UserID
	AskerName  string
	AskedAt    time.Time
	ExpiresAt  time.Time
	Decider    string // name; empty: nobody yet
	DecidedAt  time.Time
	Words      string // why it was refused
	Txn        TxnID  // that the approval made
}

// requestLife is how long a request waits.
const requestLife = 7 * 24 * time.Hour

// Faults of corrections that two people decide.
var (
	ErrNeedsApproval = fault.New(fault.Conflict, "approval_required",
		"C’est au-dessus de la limite du programme : une deuxième personne doit être d’accord. Demandez la correction, elle la validera.",
		"This is above the programme’s limit: a second person has to agree. Ask for the correction, and they will approve it.")
	ErrRequestGone = fault.New(fault.NotFound, "adjustment_request_not_found",
		"Cette demande n’existe pas.", "There is no such request.")
	ErrRequestDecided = fault.New(fault.Conflict, "adjustment_request_decided",
		"Cette demande est déjà décidée, ou a expiré.", "This request is decided already, or has lapsed.")
)

// AskAdjust asks for a correction that a second person then approves or refuses. The same key
// asks once. Faults: ErrReasonRequired, ErrInvalidAmount, ErrUnknownMember, ErrMemberErased,
// ErrIdempotencyConflict for a key that has asked for something else.
func (s *Service) AskAdjust(ctx context.Context, actor account.Actor, brand account.BrandID, key string, op Adjust) (AdjustRequest, error) {
	switch {
	case op.Reason == "":
		return AdjustRequest{}, ErrReasonRequired
	case op.Points == 0 || op.Points > maxAdjustment || op.Points < -maxAdjustment:
		return AdjustRequest{}, ErrInvalidAmount
	}
	return s.askSecond(ctx, actor, brand, key, AdjustRequest{
		Kind: ledger.Adjust, Member: op.Member, Points: op.Points, Reason: op.Reason, ExpiryDays: op.ExpiryDays,
	})
}

// askSecond keeps a request for a second person.
func (s *Service) askSecond(ctx context.Context, actor account.Actor, brand account.BrandID, key string, r AdjustRequest) (AdjustRequest, error) {
	if err := actor.Require(account.AdjustPoints, brand); err != nil {
		return AdjustRequest{}, err
	}
	reason, wrong := text.Lines(r.Reason, 500)
	if wrong != nil {
		return AdjustRequest{}, fault.Invalids(wrong.At("reason"))
	}
	if reason == "" && r.Kind == ledger.Adjust {
		return AdjustRequest{}, ErrReasonRequired
	}
	now := s.clock.Now().Truncate(time.Millisecond)
	sum := sha256.Sum256([]byte(string(brand) + "\x00" + string(actor.User) + "\x00" + key))
	r.ID, r.Reason, r.State = RequestID(hex.EncodeToString(sum[:16])), reason, RequestWaiting
	r.Asker, r.AskerName, r.AskedAt, r.ExpiresAt = actor.User, actor.Name, now, now.Add(requestLife)
	isNew := false
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		b := books{tx: tx, brand: brand}
		w, err := b.findWallet(ctx, byRef, r.Member)
		if err == nil && w.Erased {
			err = ErrMemberErased
		}
		if err != nil {
			return err
		}
		if isNew, err = b.insertRequest(ctx, r, w.id); err != nil || !isNew {
			return err
		}
		return s.recordRequest(ctx, tx, actor, r, "points.second_asked")
	})
	if err != nil {
		return AdjustRequest{}, err
	}
	kept, err := books{tx: s.db, brand: brand}.request(ctx, r.ID)
	if err == nil && !isNew && !kept.asksFor(r) {
		return AdjustRequest{}, ErrIdempotencyConflict
	}
	return kept, err
}

// asksFor reports whether two requests are for the same. The points of what is undone may have
// changed between them, and erasing takes the reason.
func (r AdjustRequest) asksFor(other AdjustRequest) bool {
	same := r.Kind == other.Kind && r.Ref == other.Ref && r.Amount == other.Amount && r.Member == other.Member
	if r.Kind == ledger.Adjust {
		same = same && r.Points == other.Points && (r.Reason == other.Reason || r.Reason == "")
	}
	return same && equal(r.Part, other.Part) && equal(r.ExpiryDays, other.ExpiryDays)
}

func equal[T comparable](a, b *T) bool {
	return a == b || a != nil && b != nil && *a == *b
}

// recordRequest tells the journal, without the reason: it may name a person.
func (s *Service) recordRequest(ctx context.Context, tx *db.DB, actor account.Actor, r AdjustRequest, action string) error {
	return account.Record(ctx, tx, actor, account.Change{
		Action: action, Subject: "member:" + r.Member, At: s.clock.Now(),
		After: map[string]any{"points": r.Points, "request": r.ID, "asked_by": r.AskerName},
	})
}

// ApproveAdjust makes the correction, once, as somebody else than who asked for it. Where the
// books refuse it, that is the answer, and the request goes on waiting.
// Faults: ErrRequestGone, ErrRequestDecided, ErrSecondPerson, and the books' refusals.
func (s *Service) ApproveAdjust(ctx context.Context, actor account.Actor, brand account.BrandID, id RequestID) (AdjustRequest, error) {
	return s.decide(ctx, actor, brand, id, func(b books, r AdjustRequest) error {
		if actor.User == "" || actor.User == r.Asker {
			return ErrSecondPerson
		}
		mine, err := b.settleRequest(ctx, id, RequestApproved, actor, s.clock.Now(), "")
		if err != nil || !mine {
			return orDecided(err)
		}
		op := agreed{Operation: r.operation(), Request: id, reason: r.Reason, by: r.AskerName + " + " + actor.Name}
		answers, err := s.performAll(ctx, b, []errand{{Request{Key: "adjust-request:" + string(id), Op: op}, actor}})
		if err != nil {
			return err
		}
		if answers[0].Refused != nil {
			return answers[0].Refused // all of it is undone, the stored answer too
		}
		if err := b.nameRequestTxn(ctx, id, answers[0].Txn); err != nil {
			return err
		}
		return s.recordRequest(ctx, b.tx, actor, r, "points.second_approved")
	})
}

// RefuseAdjust ends a request without a correction. Who asked may take theirs back.
func (s *Service) RefuseAdjust(ctx context.Context, actor account.Actor, brand account.BrandID, id RequestID, words string) (AdjustRequest, error) {
	said, wrong := text.Lines(words, 300)
	if wrong != nil {
		return AdjustRequest{}, fault.Invalids(wrong.At("words"))
	}
	return s.decide(ctx, actor, brand, id, func(b books, r AdjustRequest) error {
		mine, err := b.settleRequest(ctx, id, RequestRefused, actor, s.clock.Now(), said)
		if err != nil || !mine {
			return orDecided(err)
		}
		return s.recordRequest(ctx, b.tx, actor, r, "points.second_refused")
	})
}

func orDecided(err error) error {
	if err == nil {
		return ErrRequestDecided
	}
	return err
}

func (s *Service) decide(
	ctx context.Context, actor account.Actor, brand account.BrandID, id RequestID, fn func(books, AdjustRequest) error,
) (AdjustRequest, error) {
	if err := actor.Require(account.AdjustPoints, brand); err != nil {
		return AdjustRequest{}, err
	}
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		return s.write(ctx, tx, brand, func(b books) error {
			r, err := b.request(ctx, id)
			if err != nil {
				return err
			}
			return fn(b, r)
		})
	})
	if err != nil {
		return AdjustRequest{}, err
	}
	return books{tx: s.db, brand: brand}.request(ctx, id)
}

// FindAdjustRequest returns one of the brand's requests, or ErrRequestGone.
func (s *Service) FindAdjustRequest(ctx context.Context, actor account.Actor, brand account.BrandID, id RequestID) (AdjustRequest, error) {
	if err := actor.Require(account.AdjustPoints, brand); err != nil {
		return AdjustRequest{}, err
	}
	return books{tx: s.db, brand: brand}.request(ctx, id)
}

// ListAdjustRequests returns the brand's requests, those that wait first, then the latest.
func (s *Service) ListAdjustRequests(ctx context.Context, actor account.Actor, brand account.BrandID) ([]AdjustRequest, error) {
	if err := actor.Require(account.AdjustPoints, brand); err != nil {
		return nil, err
	}
	return books{tx: s.db, brand: brand}.requests(ctx)
}

// LapseTask ends requests that nobody decided in time.
func (s *Service) LapseTask() jobs.Task {
	return jobs.Task{Name: "loyalty.requests", Every: time.Minute, Run: func(ctx context.Context) error {
		return s.db.InTx(ctx, func(tx *db.DB) error {
			lapsed, err := lapseRequests(ctx, tx, s.clock.Now())
			for _, of := range lapsed {
				if err == nil {
					err = s.recordRequest(ctx, tx, account.SystemActor(of.brand), of.AdjustRequest, "points.second_lapsed")
				}
			}
			return err
		})
	}}
}
