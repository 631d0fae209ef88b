package loyalty

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/jobs"
	"kermesse/loyalty/ledger"
)

// Proof is one time that a brand's books were looked through: what there was, and the
// first row that was wrong, if any.
type Proof struct {
	At                                    time.Time
	Members, Transactions, Postings, Lots int64
	Wrong                                 int64
	First                                 *Problem // nil: the books were right
}

// provedAt is the hour of the brand's night at which its books are proved.
const provedAt = 3

// proofsKept is for how long past proofs are kept.
const proofsKept = 400 * 24 * time.Hour

// Prover proves the books of every brand once a night and keeps what it found for the
// panel. Where books are wrong it fails, so that logs and metrics tell the operator, too.
func (s *Service) Prover() jobs.Task {
	return jobs.Task{Name: "loyalty.prove", Every: 10 * time.Minute, Run: s.ProveDue}
}

// nightLasts bounds the proof of one brand's books at night: a disk that hangs must not keep
// the books of the others from being proved.
const nightLasts = time.Hour

// ProveDue proves the books of those brands whose night has come since their last proof.
// Several servers may do it at once: each takes the books that no other has in hand. Books
// that cannot be read do not keep those of other brands from being proved.
func (s *Service) ProveDue(ctx context.Context) error {
	brands, err := listProofs(ctx, s.db)
	now := s.clock.Now()
	for _, b := range brands {
		if ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		if wrong := s.proveTonight(ctx, b, now); wrong != nil {
			err = errors.Join(err, fmt.Errorf("loyalty: books of brand %s: %w", b.Brand, wrong))
		}
	}
	return err
}

func (s *Service) proveTonight(ctx context.Context, b provedBrand, now time.Time) error {
	zone, err := time.LoadLocation(b.TimeZone)
	if err != nil {
		return fmt.Errorf("time zone of the programme: %w", err)
	}
	if !db.Time(b.ProvedAt).Before(lastNight(now, zone)) {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, nightLasts)
	defer cancel()
	p, err := s.prove(ctx, b.Brand)
	switch {
	case errors.Is(err, ErrProofRunning):
		return nil
	case err == nil && p.First != nil:
		return errors.New(p.First.In("en"))
	}
	return err
}

// lastNight is the latest moment at which books had to be proved in a zone.
func lastNight(now time.Time, zone *time.Location) time.Time {
	local := now.In(zone)
	tonight := time.Date(local.Year(), local.Month(), local.Day(), provedAt, 0, 0, 0, zone)
	if tonight.After(now) {
		tonight = time.Date(local.Year(), local.Month(), local.Day()-1, provedAt, 0, 0, 0, zone)
	}
	return tonight
}

// ErrProofRunning refuses a proof of books that are being proved.
var ErrProofRunning = fault.New(fault.Conflict, "proof_running",
	"Une preuve de ces comptes est en cours\u00a0: son résultat s’affichera dès qu’elle sera finie.",
	"These books are being proved: the result shows as soon as that is done.")

// prove verifies a brand's books and keeps what came of it. Large books take minutes: nobody
// proves them twice at the same time, on whatever server.
func (s *Service) prove(ctx context.Context, brand account.BrandID) (Proof, error) {
	release, err := s.takeProof(ctx, brand)
	if err != nil {
		return Proof{}, err
	}
	defer release()
	report, err := Verify(ctx, s.db, brand)
	if err != nil {
		return Proof{}, err
	}
	p := Proof{
		At: s.clock.Now().Truncate(time.Millisecond), Members: report.Members, Transactions: report.Transactions, Postings: report.Postings,
		Lots: report.Lots, Wrong: int64(len(report.Problems)),
	}
	if p.Wrong > 0 {
		p.First = &report.Problems[0]
	}
	return p, s.db.InTx(ctx, func(tx *db.DB) error { return insertProof(ctx, tx, brand, p) })
}

// A proof says every proofBeat that it still runs. Where it has not for proofSilence, its
// server is gone, and somebody else may begin.
const (
	proofBeat    = 30 * time.Second
	proofSilence = 3 * time.Minute
)

// takeProof keeps others from proving a brand's books until release is called.
// Fault: ErrProofRunning.
func (s *Service) takeProof(ctx context.Context, brand account.BrandID) (release func(), err error) {
	holder, taken := db.NewID(), false
	err = s.db.InTx(ctx, func(tx *db.DB) (err error) {
		now := s.clock.Now()
		taken, err = claimProof(ctx, tx, brand, holder, now, now.Add(proofSilence))
		return err
	})
	if err == nil && !taken {
		err = ErrProofRunning
	}
	if err != nil {
		return nil, err
	}
	beating, stop := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Go(func() { s.beat(beating, brand, holder) })
	return func() {
		stop()
		wg.Wait()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), proofBeat)
		defer cancel()
		// What is not given back ends by itself, after proofSilence.
		_ = s.db.InTx(ctx, func(tx *db.DB) error { return endProof(ctx, tx, brand, holder) })
	}, nil
}

// beat says that a proof runs, until ctx is done. One beat that is lost does no harm.
func (s *Service) beat(ctx context.Context, brand account.BrandID, holder string) {
	ticker := time.NewTicker(proofBeat)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			_ = s.db.InTx(ctx, func(tx *db.DB) error { return extendProof(ctx, tx, brand, holder, s.clock.Now().Add(proofSilence)) })
		}
	}
}

// Prove proves the brand's books now, for its staff. It lasts minutes where books are large.
// Fault: ErrProofRunning.
func (s *Service) Prove(ctx context.Context, actor account.Actor, brand account.BrandID) (Proof, error) {
	if err := actor.Require(account.ViewLoyalty, brand); err != nil {
		return Proof{}, err
	}
	return s.prove(ctx, brand)
}

// ProvingSince is when the proof began that runs now; the zero time where none does.
func (s *Service) ProvingSince(ctx context.Context, actor account.Actor, brand account.BrandID) (time.Time, error) {
	if err := actor.Require(account.ViewLoyalty, brand); err != nil {
		return time.Time{}, err
	}
	return selectProving(ctx, s.db, brand, s.clock.Now())
}

// ListProofs returns the latest proofs of the brand's books, the last one first.
func (s *Service) ListProofs(ctx context.Context, actor account.Actor, brand account.BrandID, atMost int) ([]Proof, error) {
	if err := actor.Require(account.ViewLoyalty, brand); err != nil {
		return nil, err
	}
	return selectProofs(ctx, s.db, brand, atMost)
}

// Accounts lists the totals in the order of reports.
func (t Totals) Accounts() []AccountTotal {
	list := make([]AccountTotal, 0, len(t))
	for _, account := range ledger.Accounts() {
		list = append(list, AccountTotal{account, t[account]})
	}
	return list
}

// AccountTotal is the balance of one account: credits less debits.
type AccountTotal struct {
	Account ledger.Account
	Points  int64
}

// BooksState is what the last proofs of all books found, for operators.
type BooksState struct {
	Books  int64     // that were proved
	Wrong  int64     // of these, with something wrong
	Oldest time.Time // of these last proofs; zero: none was made
}

// BooksState tells how the last proofs of all books ended.
func (s *Service) BooksState(ctx context.Context) (BooksState, error) {
	return selectBooksWrong(ctx, s.db)
}
