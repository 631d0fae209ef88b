package handlers

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/loyalty"
)

// movements reads a member's history page by page.
type movements func(ctx context.Context, page loyalty.Page) ([]loyalty.Line, string, error)

// ownStatement is the statement of the fan who is signed in.
func (a *App) ownStatement(c *fiber.Ctx, g guest) (frontend.PointStatement, error) {
	view, err := a.Loyalty.FindOwn(c.UserContext(), g.Brand.ID, g.Fan.ID)
	if err != nil {
		return frontend.PointStatement{}, err
	}
	return a.statementOf(c, g.Brand, view.Ref, func(ctx context.Context, page loyalty.Page) ([]loyalty.Line, string, error) {
		return a.Loyalty.ListOwnHistory(ctx, g.Brand.ID, g.Fan.ID, page)
	})
}

// statementInPanel is the statement of a member, for the brand's staff.
func (a *App) statementInPanel(c *fiber.Ctx, d desk) (frontend.PointStatement, error) {
	ref := c.Params("member")
	if _, err := a.Loyalty.FindMember(c.UserContext(), d.Actor, d.Brand.ID, ref); err != nil {
		return frontend.PointStatement{}, err
	}
	return a.statementOf(c, d.Brand, ref, func(ctx context.Context, page loyalty.Page) ([]loyalty.Line, string, error) {
		return a.Loyalty.ListHistory(ctx, d.Actor, d.Brand.ID, ref, page)
	})
}

var errStatementYear = fault.New(fault.Invalid, "statement_year_invalid",
	"Indiquez une année, comme 2026.", "Give a year, like 2026.")

// statementOf sums a history up to a year and lists that year, the first movement first.
func (a *App) statementOf(c *fiber.Ctx, brand account.Brand, ref string, list movements) (frontend.PointStatement, error) {
	zone := brand.Location()
	s := frontend.PointStatement{
		Brand: *brandView(brand), Number: ref, Year: a.Clock.Now().In(zone).Year(), At: a.Clock.Now().In(zone),
		Page: a.Config.BaseURL + frontend.LocalPath(lang(c), frontend.MemberPath(brand.Slug)),
	}
	if asked := c.Query("year"); asked != "" {
		year, err := strconv.Atoi(asked)
		if err != nil || year < 2000 || year > 2200 {
			return s, errStatementYear
		}
		s.Year = year
	}
	programme, err := a.Loyalty.FindProgramme(c.UserContext(), brand.ID)
	if err != nil {
		return s, err
	}
	names, err := a.loyaltyNames(c.UserContext(), brand.ID, programme)
	if err != nil {
		return s, err
	}
	begin := time.Date(s.Year, 1, 1, 0, 0, 0, 0, zone)
	for page := (loyalty.Page{Size: 200}); ; {
		lines, next, err := list(c.UserContext(), page)
		if err != nil {
			return s, err
		}
		for _, l := range lines {
			switch {
			case l.At.Before(begin):
				s.Opening += l.Points
			case l.At.Before(begin.AddDate(1, 0, 0)) && (l.Points != 0 || l.Pending > 0):
				s.Lines = append(s.Lines, frontend.StatementLine{HistoryLine: historyLine(lang(c), l, names, zone)})
			}
		}
		if next == "" {
			break
		}
		page.After = next
	}
	slices.Reverse(s.Lines)
	balance := s.Opening
	for i := range s.Lines {
		balance += s.Lines[i].Points
		s.Lines[i].Balance = balance
	}
	return s, nil
}

func statementFile(s frontend.PointStatement, ending string) string {
	return s.Brand.Slug + "-" + s.Number + "-" + strconv.Itoa(s.Year) + ending
}

func (a *App) sendStatementPaper(c *fiber.Ctx, s frontend.PointStatement, err error) error {
	if err != nil {
		return err
	}
	file, err := a.Pages.PointStatementPaper(lang(c), s)
	if err != nil {
		return err
	}
	return sendFile(c, statementFile(s, ".pdf"), "application/pdf", file)
}

func (a *App) sendStatementTable(c *fiber.Ctx, s frontend.PointStatement, err error) error {
	if err != nil {
		return err
	}
	return sendCSV(c, statementFile(s, ".csv"), a.Pages.PointStatementTable(lang(c), s))
}

func (a *App) ownStatementPaper(c *fiber.Ctx, g guest) error {
	s, err := a.ownStatement(c, g)
	return a.sendStatementPaper(c, s, err)
}

func (a *App) ownStatementTable(c *fiber.Ctx, g guest) error {
	s, err := a.ownStatement(c, g)
	return a.sendStatementTable(c, s, err)
}

func (a *App) statementPaperInPanel(c *fiber.Ctx, d desk) error {
	s, err := a.statementInPanel(c, d)
	return a.sendStatementPaper(c, s, err)
}

func (a *App) statementTableInPanel(c *fiber.Ctx, d desk) error {
	s, err := a.statementInPanel(c, d)
	return a.sendStatementTable(c, s, err)
}

// statementYears are those of which the pages offer a statement: this year and the one before.
func (a *App) statementYears(brand account.Brand) []int {
	year := a.Clock.Now().In(brand.Location()).Year()
	return []int{year, year - 1}
}
