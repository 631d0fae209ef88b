package loyalty

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/loyalty/ledger"
)

// act is one operation under way: the wallets it has locked and settled, and the entry
// it writes.
type act struct {
	books
	actor     account.Actor
	random    io.Reader
	programme *Programme
	wallets   []*wallet // in the order of the operation's members
	origin    *origin   // the transaction the operation is about, if any
	txn       TxnID
	entry     *ledger.Entry
	rule      string // rule, reward or code, for the transaction's row
	note      note
	first     []statement // each may refuse: nothing is written before them
	last      []statement // each may refuse: on rows that members share
}

// statement is something to write. It returns a refusal where another was faster.
type statement func(context.Context) error

// wallet is a member's side of the books, locked.
type wallet struct {
	*ledger.Wallet
	id      MemberID
	lastAt  time.Time
	nextDue time.Time // nothing happens by itself before this
	whole   bool      // all open lots and holds are loaded
}

// open finds and locks the wallets of an operation and lets happen what time has done to
// them until now. The clock is read once the locks are got, and does not go back: an
// operation that waited happens after what it waited for.
func (s *Service) open(ctx context.Context, b books, actor account.Actor, op Operation) (*act, error) {
	a := &act{books: b, actor: actor, random: s.random, txn: TxnID(db.NewID())}
	version, err := a.lock(ctx, op.subject())
	if err != nil {
		return nil, err
	}
	if a.programme, err = s.programmeAt(ctx, b, version); err != nil {
		return nil, err
	}
	now := s.clock.Now().Truncate(time.Millisecond)
	for _, w := range a.wallets {
		w.Terms = &a.programme.Terms
		now = later(now, w.lastAt)
	}
	for _, w := range a.wallets {
		if err := a.settle(ctx, w, now); err != nil {
			return nil, err
		}
	}
	for _, w := range a.wallets {
		if w.Erased {
			return nil, ErrMemberErased
		}
	}
	a.entry = a.wallets[0].Begin(op.kind(), now)
	return a, nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// lock finds the members of an operation and locks their wallets.
func (a *act) lock(ctx context.Context, of subject) (version int64, err error) {
	var w *wallet
	switch len(of.members) {
	case 0:
		if a.origin, err = a.findOrigin(ctx, of); err != nil {
			return 0, err
		}
		w, version, err = a.lockWallet(ctx, byID, string(a.origin.member))
	case 1:
		w, version, err = a.lockWallet(ctx, byRef, of.members[0])
	default:
		return a.lockSeveral(ctx, of.members)
	}
	a.wallets = []*wallet{w}
	return version, err
}

// lockSeveral locks wallets in the order of their ids, as everybody does who locks more
// than one, so that two who lock the same never wait for each other.
func (a *act) lockSeveral(ctx context.Context, refs []string) (version int64, err error) {
	ids, err := a.memberIDs(ctx, refs)
	if err != nil {
		return 0, err
	}
	locked := map[string]*wallet{}
	for _, id := range slices.Compact(slices.Sorted(maps.Values(ids))) {
		if locked[id], version, err = a.lockWallet(ctx, byID, id); err != nil {
			return 0, err
		}
	}
	for _, ref := range refs {
		if ids[ref] == "" {
			return 0, ErrUnknownMember
		}
		a.wallets = append(a.wallets, locked[ids[ref]])
	}
	return version, nil
}

// findOrigin returns the transaction an operation is about.
func (a *act) findOrigin(ctx context.Context, of subject) (*origin, error) {
	found, err := a.findTxn(ctx, of.ref)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(of.kinds, found.kind) {
		if of.wrong != nil {
			return nil, of.wrong
		}
		return nil, ErrTxnNotFound
	}
	return found, nil
}

// settle lets happen what is due in a wallet, and writes it down.
func (a *act) settle(ctx context.Context, w *wallet, now time.Time) error {
	if w.nextDue.IsZero() || w.nextDue.After(now) {
		return nil
	}
	if err := a.loadAll(ctx, w); err != nil {
		return err
	}
	w.Settle(now)
	entries := w.Entries
	w.Entries = nil
	for _, entry := range entries {
		if err := a.insertTxn(ctx, txnOf(TxnID(db.NewID()), w.id, entry)); err != nil {
			return err
		}
	}
	return a.saveWallet(ctx, w, now)
}

// loadAll completes a wallet that was loaded in part.
func (a *act) loadAll(ctx context.Context, w *wallet) error {
	if w.whole {
		return nil
	}
	if err := a.loadLots(ctx, w); err != nil {
		return err
	}
	w.whole = true
	return a.loadActivations(ctx, w)
}

// wallet returns the only wallet of the operation, wholly loaded.
func (a *act) wallet(ctx context.Context) (*wallet, error) {
	w := a.wallets[0]
	return w, a.loadAll(ctx, w)
}

// close writes down what the operation did. A business id or a voucher is claimed first.
// Rows that members share are changed by the very last statements, so that nobody waits
// for them longer than a commit takes; where they refuse, all is undone.
func (a *act) close(ctx context.Context, points int64) error {
	if err := runAll(ctx, a.first); err != nil {
		return err
	}
	if len(a.last) == 0 {
		return a.write(ctx, points)
	}
	return a.orUndo(ctx, func() error {
		if err := a.write(ctx, points); err != nil {
			return err
		}
		return runAll(ctx, a.last)
	})
}

func runAll(ctx context.Context, statements []statement) error {
	for _, run := range statements {
		if err := run(ctx); err != nil {
			return err
		}
	}
	return nil
}

// write stores the transaction and the wallets it changed.
func (a *act) write(ctx context.Context, points int64) error {
	for _, w := range a.wallets {
		w.name(a.txn)
	}
	row := txnOf(a.txn, a.wallets[0].id, a.entry)
	row.points, row.rule, row.note = points, a.rule, a.note
	if a.origin != nil {
		row.ref = a.origin.id
	}
	if len(a.wallets) == 2 {
		row.other = a.wallets[1].id
	}
	if err := a.seal(&row); err != nil {
		return err
	}
	if err := a.insertTxn(ctx, row); err != nil {
		return err
	}
	for _, w := range a.wallets {
		if err := a.saveWallet(ctx, w, a.entry.At); err != nil {
			return err
		}
	}
	return nil
}

// name says of what the operation made which transaction made it.
func (w *wallet) name(txn TxnID) {
	for _, lot := range w.Lots {
		if lot.New {
			lot.Txn = string(txn)
		}
	}
	for _, hold := range w.Holds {
		if hold.New {
			hold.Txn = string(txn)
		}
	}
}

// note is what people wrote about a transaction. It can be erased; the books keep only
// its salted hash.
type note struct {
	sourceID, reason, actor string
	salt                    []byte
}

func (n note) empty() bool { return n.sourceID == "" && n.reason == "" && n.actor == "" }

// hash fixes the note: with its row gone nobody can guess the words from it.
func (n note) hash() []byte {
	h := sha256.New()
	for _, part := range []string{string(n.salt), n.sourceID, n.reason, n.actor} {
		_, _ = fmt.Fprintf(h, "%d:%s", len(part), part) // a hash never fails
	}
	return h.Sum(nil)
}

// seal salts the note of a transaction.
func (a *act) seal(row *txn) error {
	if row.note.empty() {
		return nil
	}
	row.note.salt = make([]byte, 16)
	_, err := io.ReadFull(a.random, row.note.salt)
	return err
}
