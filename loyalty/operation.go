package loyalty

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"

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
	// apply decides, then takes what others may want to take too (a business id, a
	// voucher), then changes the wallets that a has opened. So a refusal, which can only
	// come before the change, leaves no trace. Rows that members share it leaves to a.last.
	apply(ctx context.Context, a *act) (Answer, error)
}

// worded is an operation with words that people wrote. They are checked before anything is
// looked at: what no person types is wrong, and no answer of the books.
type worded interface {
	check() error
}

// veiled is an operation whose request has a code in it, which must not stand in the tables:
// not even as a hash that whoever has the tables could find it by.
type veiled interface {
	veiled(v *vault) Operation
}

// oneOfMany is an operation that comes by the thousand: the brand's journal tells of all of
// them in one line.
type oneOfMany interface {
	oneOfMany()
}

// subject is what an operation is about: members by their number, or an earlier
// transaction of one of some kinds, whose member it then is.
type subject struct {
	members []string
	ref     TxnID
	kinds   []ledger.Kind
	source  *namedSource // instead of ref: the business id that the transaction earned under
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
	errands := make([]errand, len(requests))
	for i, r := range requests {
		errands[i] = errand{r, actor}
		if err := actor.Require(r.Op.permission(), brand); err != nil {
			return nil, err
		}
		if r.Key == "" || len(r.Key) > 200 || !storable(r.Key) {
			return nil, ErrKeyRequired
		}
		if op, ok := r.Op.(worded); ok {
			if err := op.check(); err != nil {
				return nil, err
			}
		}
	}
	if s.db.Dialect() != db.SQLite {
		return s.writeAlone(ctx, brand, errands)
	}
	t := &turn{ctx: ctx, brand: brand, errands: errands}
	s.queue.do(t, s.writeTurns)
	return t.answers, t.err
}

// performAll performs requests whose keys are new, and replays the answers of the others.
func (s *Service) performAll(ctx context.Context, b books, requests []errand) ([]Answer, error) {
	prints, err := s.fingerprints(requests)
	if err != nil {
		return nil, err
	}
	first := map[string][]byte{} // the request that a key is claimed for
	for i, r := range requests {
		if first[r.Key] == nil {
			first[r.Key] = prints[i]
		}
	}
	stored, err := b.claimKeys(ctx, first, s.clock.Now())
	if err != nil {
		return nil, err
	}
	if len(requests) > 1 {
		if err := b.lockAll(ctx, membersOf(requests)); err != nil {
			return nil, err
		}
	}
	fresh := map[string]Answer{}
	answers := make([]Answer, len(requests))
	for i, r := range requests {
		if earlier, known := stored[r.Key]; known {
			if answers[i], err = earlier.replay(prints[i]); err == nil {
				err = s.reveal(ctx, b, r.Op, &answers[i])
			}
		} else if answers[i], err = s.perform(ctx, b, r.actor, r.Op); err == nil {
			fresh[r.Key] = answers[i]
			stored[r.Key] = storedAnswer{Answer: answers[i], request: prints[i]}
		}
		if err != nil {
			return nil, err
		}
	}
	return answers, b.storeAnswers(ctx, first, fresh)
}

func (s *Service) fingerprints(requests []errand) ([][]byte, error) {
	prints := make([][]byte, len(requests))
	for i, r := range requests {
		var err error
		op := r.Op
		if hiding, ok := op.(veiled); ok {
			op = hiding.veiled(s.vault)
		}
		if prints[i], err = fingerprint(op); err != nil {
			return nil, err
		}
	}
	return prints, nil
}

func membersOf(requests []errand) []string {
	var refs []string
	for _, r := range requests {
		refs = append(refs, r.Op.subject().members...)
	}
	slices.Sort(refs)
	return slices.Compact(refs)
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
		if a.given != nil {
			answer.Delivered = a.given.shown
		}
	}
	if _, one := op.(oneOfMany); err == nil && !one {
		err = a.journal(ctx, op.kind(), answer)
	}
	if no, ok := refused(err); ok {
		return Answer{Refused: no}, nil
	}
	return answer, err
}
