package handlers

import (
	"context"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
)

const membersPerPage = 50

// membersPage lists the brand's members, who came last first.
func (a *App) membersPage(c *fiber.Ctx, d desk) error {
	page := frontend.AdminMembersPage{AdminFrame: a.adminFrame(c, d), Query: c.Query("q"), Tier: c.Query("tier")}
	filter, err := a.memberFilter(c, d, page.Query, page.Tier)
	if err != nil {
		return err
	}
	programme, err := a.Loyalty.FindProgramme(c.UserContext(), d.Brand.ID)
	if fault.KindOf(err) == fault.NotFound {
		page.Empty = true
		return a.render(c, fiber.StatusOK, page)
	}
	if err != nil {
		return err
	}
	found, err := a.Loyalty.ListMembers(c.UserContext(), d.Actor, d.Brand.ID, filter, loyalty.Page{After: c.Query("after"), Size: membersPerPage})
	if err != nil {
		return err
	}
	page.Pager = frontend.Pager{Total: -1, Next: nextPage(c, found.Next)}
	page.Tabs = a.tierTabs(c, d, programme, found.Levels, page.Tier)
	for _, n := range found.Levels {
		page.Totals.Members += n
	}
	page.Empty = page.Totals.Members == 0 && found.Total == 0
	if page.Rows, err = a.memberRows(c.UserContext(), d, found.Lines); err != nil {
		return err
	}
	if d.Actor.May(account.ExportPeople) {
		page.ExportURL = a.deskHref(c, d, "members", "export.csv")
	}
	if err := a.fillTotals(c.UserContext(), d, &page.Totals); err != nil {
		return err
	}
	if err := a.fillProof(c, d, &page); err != nil {
		return err
	}
	return a.render(c, fiber.StatusOK, page)
}

// fillProof says how the books proved themselves last.
func (a *App) fillProof(c *fiber.Ctx, d desk, page *frontend.AdminMembersPage) error {
	if !d.Actor.May(account.ViewLoyalty) {
		return nil
	}
	last, err := a.proofLines(c, d, 1)
	if len(last) > 0 {
		page.Proof = &last[0]
	}
	return err
}

func (a *App) fillTotals(ctx context.Context, d desk, to *frontend.LedgerTotals) error {
	if !d.Actor.May(account.ViewLoyalty) {
		return nil
	}
	totals, err := a.Loyalty.FindTotals(ctx, d.Actor, d.Brand.ID)
	to.Outstanding, to.Issued, to.Spent, to.Expired = totals.Outstanding(), -totals[ledger.Issuance], totals[ledger.Burned], totals[ledger.Expired]
	return err
}

// memberFilter reads what is searched for: a contact, or the beginning of a number.
func (a *App) memberFilter(c *fiber.Ctx, d desk, query, tier string) (loyalty.MemberFilter, error) {
	filter := loyalty.MemberFilter{}
	if level, err := strconv.Atoi(tier); err == nil {
		filter.Level = &level
	}
	if query == "" {
		return filter, nil
	}
	if contact, err := fan.ParseContact(query, "", ""); err == nil {
		filter.Fan, err = a.fanSearched(c, d, contact)
		return filter, err
	}
	filter.RefPrefix = query
	return filter, nil
}

// fanSearched is the fan of a contact, or one who does not exist.
func (a *App) fanSearched(c *fiber.Ctx, d desk, contact fan.Contact) (fan.ID, error) {
	found, err := a.Fans.LookUp(c.UserContext(), d.Brand.ID, contact)
	if fault.KindOf(err) == fault.NotFound {
		return "nobody", nil
	}
	return found.ID, err
}

func (a *App) tierTabs(c *fiber.Ctx, d desk, p *loyalty.Programme, levels []int, current string) []frontend.Tab {
	if len(p.Terms.Tiers) < 2 {
		return nil
	}
	all := frontend.Tab{Key: "all", Href: a.deskHref(c, d, "members"), Current: current == ""}
	tabs := []frontend.Tab{all}
	for level, n := range levels {
		key := strconv.Itoa(level)
		tabs[0].Count += n
		tabs = append(tabs, frontend.Tab{
			Label: p.Tier(level).Name, Count: n, Href: a.deskHref(c, d, "members") + "?tier=" + key, Current: current == key,
		})
	}
	return tabs
}

func (a *App) memberRows(ctx context.Context, d desk, lines []loyalty.MemberLine) ([]frontend.MemberRow, error) {
	var ids []fan.ID
	for _, m := range lines {
		if m.Fan != "" {
			ids = append(ids, m.Fan)
		}
	}
	fans, err := a.Fans.FindMany(ctx, d.Brand.ID, ids)
	if err != nil {
		return nil, err
	}
	rows := make([]frontend.MemberRow, len(lines))
	for i, m := range lines {
		rows[i] = frontend.MemberRow{
			ID: m.Ref, Contact: m.Ref, Tier: m.Tier, Available: m.Available, Pending: m.Pending,
			LastAt: in(m.LastAt, d.Brand.Location()), Erased: m.Erased,
		}
		if f, ok := fans[m.Fan]; ok {
			rows[i].Name = f.Contact.Value
		}
	}
	return rows, nil
}

// exportMembers sends all members as a table.
func (a *App) exportMembers(c *fiber.Ctx, d desk) error {
	if err := d.Actor.Require(account.ExportPeople, d.Brand.ID); err != nil {
		return err
	}
	rows := [][]string{{"member", "contact", "tier", "available", "pending", "held", "debt", "last_movement"}}
	for page := (loyalty.Page{Size: 500}); ; {
		found, err := a.Loyalty.ListMembers(c.UserContext(), d.Actor, d.Brand.ID, loyalty.MemberFilter{}, page)
		if err != nil {
			return err
		}
		shown, err := a.memberRows(c.UserContext(), d, found.Lines)
		if err != nil {
			return err
		}
		for i, m := range found.Lines {
			rows = append(rows, memberCells(m, shown[i].Name))
		}
		if found.Next == "" {
			return sendCSV(c, d.Brand.Slug+"-members.csv", rows)
		}
		page.After = found.Next
	}
}

func memberCells(m loyalty.MemberLine, contact string) []string {
	last := ""
	if !m.LastAt.IsZero() {
		last = m.LastAt.UTC().Format("2006-01-02 15:04:05")
	}
	figure := func(n int64) string { return strconv.FormatInt(n, 10) }
	return []string{m.Ref, contact, m.Tier, figure(m.Available), figure(m.Pending), figure(m.Held), figure(m.Debt), last}
}
