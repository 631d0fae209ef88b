package handlers

import (
	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/contests/claims"
	"kermesse/frontend"
)

// prizesPage is the public ledger of a contest's prizes.
func (a *App) prizesPage(c *fiber.Ctx, s stand) error {
	l, err := a.Contests.Claims().FindLedger(c.UserContext(), s.contest.Slug)
	if err != nil {
		return err
	}
	return a.render(c, fiber.StatusOK, frontend.LedgerPage{
		Frame: a.standFrame(c, s), Slug: s.contest.Slug, Title: s.contest.Title, Ledger: ledgerView(l, lang(c)),
	})
}

// drawLedger is the ledger as the page of the draw sums it up; nil while nobody was told of
// a prize.
func (a *App) drawLedger(c *fiber.Ctx, contest contests.Contest) (*frontend.LedgerView, error) {
	l, err := a.Contests.Claims().FindLedger(c.UserContext(), contest.Slug)
	if err != nil || len(l.Lines) == 0 {
		return nil, err
	}
	view := ledgerView(l, lang(c))
	return &view, nil
}

func ledgerView(l claims.Ledger, lang string) frontend.LedgerView {
	l.Contest = l.Contest.In(lang)
	zone := l.Contest.Zone
	view := frontend.LedgerView{Units: l.Units, Handed: l.HandedOn, Last: in(l.Last, zone)}
	for j, p := range l.Contest.Prizes {
		prize := frontend.LedgerPrize{Name: p.Name, Units: p.Units}
		for _, line := range l.Lines {
			if line.Prize != j {
				continue
			}
			if line.State == claims.Received {
				prize.Handed++
			}
			prize.Lines = append(prize.Lines, frontend.LedgerLine{
				Place: line.Place, Instant: line.Origin != claims.FromDraw, State: frontend.ClaimState(line.State), At: in(line.Since, zone),
			})
		}
		view.Prizes = append(view.Prizes, prize)
	}
	return view
}
