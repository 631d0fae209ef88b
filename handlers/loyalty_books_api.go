package handlers

import (
	"context"

	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
)

// totalsAnswer are the books of a brand: credits less debits of every account.
type totalsAnswer struct {
	Issuance    int64 `json:"issuance" doc:"Points earned and given by codes, less those taken back; negative."`
	Adjust      int64 `json:"adjust" doc:"Corrections by staff."`
	Burned      int64 `json:"burned" doc:"Spent."`
	Expired     int64 `json:"expired" doc:"Ended unspent."`
	Writeoff    int64 `json:"writeoff" doc:"Given up; negative."`
	Available   int64 `json:"available"`
	Pending     int64 `json:"pending"`
	Held        int64 `json:"held"`
	Debt        int64 `json:"debt" doc:"What members owe; negative."`
	Outstanding int64 `json:"outstanding" doc:"What the brand owes its members: available, pending and held."`
}

func tellTotals(t loyalty.Totals) totalsAnswer {
	return totalsAnswer{
		Issuance: t[ledger.Issuance], Adjust: t[ledger.Adjusted], Burned: t[ledger.Burned], Expired: t[ledger.Expired],
		Writeoff: t[ledger.WrittenOff], Available: t[ledger.Available], Pending: t[ledger.Pending], Held: t[ledger.Held],
		Debt: t[ledger.Debt], Outstanding: t.Outstanding(),
	}
}

func (a *App) loyaltyTotals(ctx context.Context, in *BrandRequest) (*struct{ Body totalsAnswer }, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	totals, err := a.Loyalty.FindTotals(ctx, actor, brand.ID)
	if err != nil {
		return nil, err
	}
	return &struct{ Body totalsAnswer }{tellTotals(totals)}, nil
}

type liabilityAnswer struct {
	Month  string `json:"month,omitempty" example:"2026-12" doc:"In which the points end; left out: they do not."`
	Points int64  `json:"points"`
}

type liabilityResponse struct {
	Body struct {
		Items []liabilityAnswer `json:"items" doc:"Soonest first, what never ends last."`
	}
}

func (a *App) loyaltyLiability(ctx context.Context, in *BrandRequest) (*liabilityResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	months, err := a.Loyalty.ListLiability(ctx, actor, brand.ID)
	if err != nil {
		return nil, err
	}
	out := &liabilityResponse{}
	out.Body.Items = []liabilityAnswer{}
	for _, m := range months {
		line := liabilityAnswer{Points: m.Points}
		if !m.Month.IsZero() {
			line.Month = m.Month.Format("2006-01")
		}
		out.Body.Items = append(out.Body.Items, line)
	}
	return out, nil
}

type verificationAnswer struct {
	Valid        bool            `json:"valid"`
	Members      int64           `json:"members"`
	Transactions int64           `json:"transactions"`
	Postings     int64           `json:"postings"`
	Lots         int64           `json:"lots"`
	Problems     []problemAnswer `json:"problems" doc:"Wrong rows, at most 20 for each invariant."`
}

type problemAnswer struct {
	Check string `json:"check" doc:"The invariant that is broken."`
	Table string `json:"table"`
	Row   string `json:"row"`
	Found string `json:"found" doc:"What the row says."`
	Want  string `json:"want" doc:"What the rest of the books says."`
}

func (a *App) verifyLedger(ctx context.Context, in *BrandRequest) (*struct{ Body verificationAnswer }, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	long, cancel := context.WithTimeout(context.WithoutCancel(ctx), proofTimeout)
	defer cancel()
	report, err := a.Loyalty.Verify(long, actor, brand.ID)
	if err != nil {
		return nil, err
	}
	out := verificationAnswer{
		Valid: len(report.Problems) == 0, Members: report.Members, Transactions: report.Transactions,
		Postings: report.Postings, Lots: report.Lots, Problems: []problemAnswer{},
	}
	for _, p := range report.Problems {
		out.Problems = append(out.Problems, problemAnswer{
			Check: p.Check.In(requestFrom(ctx).lang), Table: p.Table, Row: p.Row, Found: p.Found, Want: p.Want,
		})
	}
	return &struct{ Body verificationAnswer }{out}, nil
}
