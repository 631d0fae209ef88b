package handlers

import (
	"context"
	"time"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/loyalty/till"
)

// lateBy is from when on something is said to have waited on the telephone.
const lateBy = time.Minute

func tillActView(language string, act till.Act, names loyaltyNames, brand account.Brand) frontend.TillAct {
	view := frontend.TillAct{
		ID: act.ID, Kind: frontend.TillActKind(act.Kind), State: frontend.TillActState(act.State), At: in(act.At, brand.Location()),
		Late: act.ReceivedAt.Sub(act.At) > lateBy, Member: act.Member, About: names.of(act.About), Currency: brand.Currency,
		Amount: act.Amount, Points: act.Points, Discount: act.Discount, Undoable: act.Undoable(),
		Present: act.Kind == till.Earned && act.About != "",
	}
	if act.Refused != nil {
		view.Reason = act.Refused.Message.In(language)
	}
	return view
}

// rewardNames are the names of the brand's rewards by their ids.
func (a *App) rewardNames(ctx context.Context, brand account.BrandID) (loyaltyNames, error) {
	rewards, err := a.Loyalty.ListRewards(ctx, brand)
	names := loyaltyNames{}
	for _, r := range rewards {
		names[r.ID] = r.Name
	}
	return names, err
}
