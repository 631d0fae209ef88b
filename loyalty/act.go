package loyalty

import (
	"context"
	"io"
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
	vault     *vault
	tickets   Tickets
	programme *Programme
	wallets   []*wallet // in the order of the operation's members
	origin    *origin   // the transaction the operation is about, if any
	txn       TxnID
	entry     *ledger.Entry
	rule      string           // rule, reward or code, for the transaction's row
	purchase  *ledger.Purchase // what was bought, or given back, where points depend on an amount
	note      note
	agreed    bool // two people agreed on it, or it is no correction

	given        *delivery   // what a redemption hands over
	voucherUntil time.Time   // end of a voucher that it issues
	last         []statement // on rows that members share; each may refuse
}

// statement is something to write. It returns a refusal where another was faster.
type statement func(context.Context) error

// wallet is a member's side of the books, locked.
type wallet struct {
	*ledger.Wallet
	id        MemberID
	programme int64 // version of the brand's programme
	lastAt    time.Time
	nextDue   time.Time // nothing happens by itself before this

	whole            bool // all open lots and holds are loaded
	knowsActivations bool // so are the qualifying points of the tier window
	changed          bool // something is to be written
}

// open finds and locks the wallets of an operation and lets happen what time has done to
// them until now. The clock is read once the locks are got, and does not go back: an
// operation that waited happens after what it waited for.
func (s *Service) open(ctx context.Context, b books, actor account.Actor, op Operation) (*act, error) {
	a := &act{books: b, actor: actor, random: s.random, vault: s.vault, tickets: s.tickets, txn: TxnID(db.NewID())}
	err := a.lock(ctx, op.subject())
	if err != nil {
		return nil, err
	}
	if a.programme, err = s.programmeAt(ctx, b, a.wallets[0].programme); err != nil {
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
func (a *act) lock(ctx context.Context, of subject) (err error) {
	members, by := of.members, byRef
	switch len(members) {
	case 0:
		if a.origin, err = a.findOrigin(ctx, of); err != nil {
			return err
		}
		members, by = []string{string(a.origin.member)}, byID
	case 1:
	default:
		if err := a.lockAll(ctx, members); err != nil {
			return err
		}
	}
	a.wallets = make([]*wallet, len(members))
	for i, member := range members {
		if a.wallets[i], err = a.lockWallet(ctx, by, member); err != nil {
			return err
		}
	}
	return nil
}

// findOrigin returns the transaction an operation is about.
func (a *act) findOrigin(ctx context.Context, of subject) (*origin, error) {
	var found *origin
	var err error
	if of.source != nil {
		found, err = a.findBySource(ctx, *of.source)
	} else {
		found, err = a.findTxn(ctx, of.ref)
	}
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

// settle lets happen what is due in a wallet, and notes it down.
func (b books) settle(ctx context.Context, w *wallet, now time.Time) error {
	if w.nextDue.IsZero() || w.nextDue.After(now) {
		return nil
	}
	if err := b.loadAll(ctx, w); err != nil {
		return err
	}
	w.Entries = nil // of an operation that was refused
	w.Settle(now)
	for _, entry := range w.Entries {
		b.insertTxn(txnOf(TxnID(db.NewID()), w.id, entry), w)
	}
	w.Entries = nil
	b.touched(w, now)
	return nil
}

// loadAll completes wallets that were loaded in part.
func (b books) loadAll(ctx context.Context, wallets ...*wallet) error {
	wallets = slices.DeleteFunc(slices.Clone(wallets), func(w *wallet) bool { return w.whole })
	if err := b.loadLots(ctx, wallets); err != nil {
		return err
	}
	for _, w := range wallets {
		w.whole = true
		if err := b.loadActivations(ctx, w); err != nil {
			return err
		}
	}
	return nil
}

// wallet returns the only wallet of the operation, wholly loaded.
func (a *act) wallet(ctx context.Context) (*wallet, error) {
	w := a.wallets[0]
	return w, a.loadAll(ctx, w)
}

// close writes down what the operation did. Rows that members share are changed by the
// very last statements, so that nobody waits for them longer than a commit takes; where
// they refuse, all of the operation is undone.
func (a *act) close(ctx context.Context, points int64) error {
	if len(a.last) == 0 {
		return a.record(points)
	}
	told := len(a.desk.done)
	err := a.orUndo(ctx, func() error {
		if err := a.record(points); err != nil {
			return err
		}
		if err := a.flush(ctx); err != nil { // what stays on the desk is not undone
			return err
		}
		for _, run := range a.last {
			if err := run(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		a.drop(a.wallets)
		a.desk.done = a.desk.done[:told]
	}
	return err
}

// record puts the transaction and the wallets it changed on the desk.
func (a *act) record(points int64) error {
	row := txnOf(a.txn, a.wallets[0].id, a.entry)
	if a.actor.Kind == account.KindStaff && a.note.actor == "" && a.entry.Kind != ledger.Erase {
		a.note.actor = a.actor.Name
	}
	row.points, row.rule, row.note, row.purchase, row.voucherUntil = points, a.rule, a.note, a.purchase, a.voucherUntil
	if a.origin != nil {
		row.ref = a.origin.id
	}
	if len(a.wallets) == 2 {
		row.other = a.wallets[1].id
	}
	if err := a.seal(&row); err != nil {
		return err
	}
	a.insertTxn(row, a.wallets[0])
	for _, w := range a.wallets {
		w.name(a.txn)
		w.Entries = nil
		a.touched(w, a.entry.At)
	}
	return nil
}

// journalled are the operations that the brand's journal tells of when somebody does
// them by hand. The others are everyday business: the books tell of them, and by whom.
var journalled = map[ledger.Kind]string{
	ledger.Adjust: "points.adjusted", ledger.Reverse: "points.reversed", ledger.Refund: "points.reversed", ledger.Erase: "member.erased",
}

// journal writes a correction into the brand's journal, without its reason, which may
// name a person: the journal outlives them.
func (a *act) journal(ctx context.Context, kind ledger.Kind, answer Answer) error {
	action, ok := journalled[kind]
	if !ok || a.actor.Kind == account.KindSystem {
		return nil
	}
	m, err := a.member(ctx, a.wallets[0].id)
	if err != nil {
		return err
	}
	return account.Record(ctx, a.tx, a.actor, account.Change{
		Action: action, Subject: "member:" + m.Ref, At: answer.At,
		After: map[string]any{"points": answer.Points, "transaction": answer.Txn},
	})
}

// name says of what the operation made which transaction made it.
func (w *wallet) name(txn TxnID) {
	for _, lot := range w.Lots {
		if lot.Txn == "" {
			lot.Txn = string(txn)
		}
	}
	for _, hold := range w.Holds {
		if hold.Txn == "" {
			hold.Txn = string(txn)
		}
	}
}
