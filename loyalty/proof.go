package loyalty

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
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

// ProveDue proves the books of those brands whose night has come since their last proof.
// Several servers may do it at once: a proof twice is one too many, and no harm.
func (s *Service) ProveDue(ctx context.Context) error {
	brands, err := listProofs(ctx, s.db)
	if err != nil {
		return err
	}
	var wrong error
	now := s.clock.Now()
	for _, b := range brands {
		zone, err := time.LoadLocation(b.TimeZone)
		if err != nil {
			return fmt.Errorf("loyalty: time zone of a programme: %w", err)
		}
		if !db.Time(b.ProvedAt).Before(lastNight(now, zone)) {
			continue
		}
		p, err := s.prove(ctx, b.Brand)
		if err != nil {
			return err
		}
		if p.First != nil {
			wrong = errors.Join(wrong, fmt.Errorf("loyalty: books of brand %s: %s", b.Brand, p.First.In("en")))
		}
	}
	return wrong
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

// prove verifies a brand's books and keeps what came of it.
func (s *Service) prove(ctx context.Context, brand account.BrandID) (Proof, error) {
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

// Prove proves the brand's books now, for its staff.
func (s *Service) Prove(ctx context.Context, actor account.Actor, brand account.BrandID) (Proof, error) {
	if err := actor.Require(account.ViewLoyalty, brand); err != nil {
		return Proof{}, err
	}
	return s.prove(ctx, brand)
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
