package loyalty

import (
	"context"

	"kermesse/internal/account"
	"kermesse/loyalty/ledger"
)

// Erase forgets a member: points end, debt is written off, vouchers are void, what
// people wrote is gone, and nothing leads to the fan any more. The books stay valid.
type Erase struct {
	Member string
}

func (Erase) kind() ledger.Kind              { return ledger.Erase }
func (Erase) permission() account.Permission { return account.ErasePeople }
func (op Erase) subject() subject            { return subject{members: []string{op.Member}} }

func (Erase) apply(ctx context.Context, a *act) (Answer, error) {
	w, err := a.wallet(ctx)
	if err != nil {
		return Answer{}, err
	}
	end := w.Erase(a.entry)
	return Answer{Points: end.Points, WrittenOff: end.WrittenOff}, a.forgetMember(ctx, w.id, a.entry.At)
}
