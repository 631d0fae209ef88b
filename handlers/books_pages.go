package handlers

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/loyalty"
)

const proofsShown = 30

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

// proveBooks proves the books now.
func (a *App) proveBooks(c *fiber.Ctx, d desk) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), proofTimeout)
	defer cancel()
	p, err := a.Loyalty.Prove(ctx, d.Actor, d.Brand.ID)
	if err != nil {
		return err
	}
	notice := frontend.NoticeProved
	if p.First != nil {
		notice = ""
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "books"), notice)
}
