package loyalty

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/loyalty/ledger"
)

// Operation is one act on the books: Earn, Spend, Redeem and so on. The exported fields
// of an operation are its request: the same key with the same fields is the same
// request.
type Operation interface {
	kind() ledger.Kind
	permission() account.Permission
	subject() subject
	// apply reads and decides. It changes the wallets that a has opened and leaves in a
	// what is to be written; it writes nothing itself, so a refusal leaves no trace.
	apply(ctx context.Context, a *act) (Answer, error)
}

// subject is what an operation is about: members by their number, or an earlier
// transaction of one of some kinds, whose member it then is.
type subject struct {
	members []string
	ref     TxnID
	kinds   []ledger.Kind
	wrong   *fault.Error // refusal for a transaction of another kind; nil: ErrTxnNotFound
}

// Request is an operation under its idempotency key.
type Request struct {
	Key string
	Op  Operation
}

// Do performs an operation, once: the same key with the same operation gives the stored
// answer again, accepted or refused. A refusal of the books is an Answer; an error means
// that nothing was done, and that the same request may be sent again.
//
// Faults: ErrKeyRequired, ErrIdempotencyConflict, and those of account.Actor.Require.
func (s *Service) Do(ctx context.Context, actor account.Actor, brand account.BrandID, key string, op Operation) (Answer, error) {
	answers, err := s.DoAll(ctx, actor, brand, []Request{{key, op}})
	if err != nil {
		return Answer{}, err
	}
	if answers[0].conflict {
		return Answer{}, ErrIdempotencyConflict
	}
	return answers[0], nil
}

// DoAll performs operations in their order and in one transaction, for senders of many.
// Each has its own answer: one that is refused does not hold the others back. A key that
// came with another request before is answered by ErrIdempotencyConflict as a refusal.
func (s *Service) DoAll(ctx context.Context, actor account.Actor, brand account.BrandID, requests []Request) ([]Answer, error) {
	for _, r := range requests {
		if err := actor.Require(r.Op.permission(), brand); err != nil {
			return nil, err
		}
		if r.Key == "" || len(r.Key) > 200 {
			return nil, ErrKeyRequired
		}
	}
	var answers []Answer
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		b := books{tx, brand}
		answers = make([]Answer, len(requests))
		if err := b.lockForBatch(ctx, requests); err != nil {
			return err
		}
		for i, r := range requests {
			var err error
			if answers[i], err = s.once(ctx, b, actor, r); err != nil {
				return err
			}
		}
		return nil
	})
	return answers, err
}

// once performs a request whose key is new, and replays the answer of one that is not.
func (s *Service) once(ctx context.Context, b books, actor account.Actor, r Request) (Answer, error) {
	request, err := fingerprint(r.Op)
	if err != nil {
		return Answer{}, err
	}
	stored, fresh, err := b.claimKey(ctx, r.Key, request, s.clock.Now())
	if err != nil {
		return Answer{}, err
	}
	if !fresh {
		return stored.replay(request)
	}
	answer, err := s.perform(ctx, b, actor, r.Op)
	if err != nil {
		return Answer{}, err
	}
	return answer, b.storeAnswer(ctx, r.Key, answer)
}

// fingerprint is what makes two requests the same: the operation and all its fields.
func fingerprint(op Operation) ([]byte, error) {
	fields, err := json.Marshal(op)
	if err != nil {
		return nil, fmt.Errorf("loyalty: %s: %w", op.kind(), err)
	}
	sum := sha256.Sum256(append([]byte(op.kind()+" "), fields...))
	return sum[:], nil
}

// perform opens what the operation is about, applies it and writes it down, or does
// nothing where it is refused. What time alone has done by now stays done either way.
func (s *Service) perform(ctx context.Context, b books, actor account.Actor, op Operation) (Answer, error) {
	a, err := s.open(ctx, b, actor, op)
	var answer Answer
	if err == nil {
		answer, err = op.apply(ctx, a)
	}
	if err == nil {
		answer.Txn, answer.At = a.txn, a.entry.At
		err = a.close(ctx, answer.Points)
	}
	if no, ok := refused(err); ok {
		return Answer{Refused: no}, nil
	}
	return answer, err
}
