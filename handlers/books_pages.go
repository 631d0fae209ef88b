package handlers

import (
	"context"
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/loyalty"
)

const proofsShown = 30

// proofPatience is how long who has books proved waits for the result, before the page of the
// books says that it is under way.
const proofPatience = 5 * time.Second

// booksPage shows the brand's books: every account, what is owed by when it ends, and how
// they proved themselves night by night.
func (a *App) booksPage(c *fiber.Ctx, d desk) error {
	if err := d.Actor.Require(account.ViewLoyalty, d.Brand.ID); err != nil {
		return err
	}
	page := frontend.AdminBooksPage{AdminFrame: a.adminFrame(c, d), Form: frontend.Form{Key: newFormKey()}}
	totals, err := a.Loyalty.FindTotals(c.UserContext(), d.Actor, d.Brand.ID)
	if err != nil {
		return err
	}
	for _, line := range totals.Accounts() {
		page.Accounts = append(page.Accounts, frontend.BookAccount{Account: string(line.Account), Points: line.Points})
		page.Sum += line.Points
	}
	if err := a.fillOwed(c, d, &page); err != nil {
		return err
	}
	proving, err := a.Loyalty.ProvingSince(c.UserContext(), d.Actor, d.Brand.ID)
	if err != nil {
		return err
	}
	if page.Proving = in(proving, d.Brand.Location()); !proving.IsZero() {
		c.Set("Refresh", "5") // also without scripts
	}
	if page.Proofs, err = a.proofLines(c, d, proofsShown); err != nil {
		return err
	}
	return a.render(c, fiber.StatusOK, page)
}

func (a *App) fillOwed(c *fiber.Ctx, d desk, page *frontend.AdminBooksPage) error {
	months, err := a.Loyalty.ListLiability(c.UserContext(), d.Actor, d.Brand.ID)
	if fault.KindOf(err) == fault.NotFound {
		return nil // no programme, nothing owed
	}
	for _, m := range months {
		page.Owed = append(page.Owed, frontend.OwedMonth{Month: m.Month, Points: m.Points})
		page.OwedSum += m.Points
	}
	return err
}

// proofLines are the latest proofs as the panel tells them.
func (a *App) proofLines(c *fiber.Ctx, d desk, atMost int) ([]frontend.ProofLine, error) {
	proofs, err := a.Loyalty.ListProofs(c.UserContext(), d.Actor, d.Brand.ID, atMost)
	lines := make([]frontend.ProofLine, len(proofs))
	for i, p := range proofs {
		lines[i] = proofLine(lang(c), p, d)
	}
	return lines, err
}

func proofLine(lang string, p loyalty.Proof, d desk) frontend.ProofLine {
	line := frontend.ProofLine{
		At: p.At.In(d.Brand.Location()), Members: p.Members, Transactions: p.Transactions, Postings: p.Postings, Wrong: int(p.Wrong),
	}
	if p.First != nil {
		line.First = p.First.In(lang)
	}
	return line
}

// proveBooks proves the books now. The proof goes on when whoever asked for it has gone.
func (a *App) proveBooks(c *fiber.Ctx, d desk) error {
	type outcome struct {
		proof loyalty.Proof
		err   error
	}
	ended := make(chan outcome, 1)
	a.aside(c.UserContext(), proofTimeout, func(ctx context.Context) {
		p, err := a.Loyalty.Prove(ctx, d.Actor, d.Brand.ID)
		if err != nil && fault.KindOf(err) == fault.Internal {
			a.Log.ErrorContext(ctx, "books not proved", "brand", d.Brand.Slug, "error", err)
		}
		ended <- outcome{p, err}
	})
	notice := frontend.Notice("")
	select {
	case <-time.After(proofPatience):
	case o := <-ended:
		if o.err != nil && !errors.Is(o.err, loyalty.ErrProofRunning) {
			return o.err
		}
		if o.err == nil && o.proof.First == nil {
			notice = frontend.NoticeProved
		}
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "books"), notice)
}

// aside does work that goes on when whoever asked for it has gone, for so long at most, and
// ends with the server.
func (a *App) aside(ctx context.Context, lasts time.Duration, work func(context.Context)) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lasts)
	a.streaming.Go(func() {
		select {
		case <-a.closing:
		case <-ctx.Done():
		}
		cancel()
	})
	a.streaming.Go(func() {
		defer cancel()
		work(ctx)
	})
}
