package handlers

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
)

const postingsPerPage = 40

// ledgerPage shows a member's books: balances, point lots, every posting.
func (a *App) ledgerPage(c *fiber.Ctx, d desk) error {
	return a.showLedger(c, fiber.StatusOK, d, frontend.Form{Key: newFormKey()})
}

func (a *App) showLedger(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	ctx, ref, zone := c.UserContext(), c.Params("member"), d.Brand.Location()
	if err := d.Actor.Require(account.ViewPeople, d.Brand.ID); err != nil {
		return err
	}
	v, err := a.Loyalty.FindMember(ctx, d.Actor, d.Brand.ID, ref)
	if err != nil {
		return err
	}
	page := frontend.AdminMemberPage{
		AdminFrame: a.adminFrame(c, d), ID: ref, Member: memberView(v, zone), Since: v.CreatedAt.In(zone), Erased: v.Erased, Form: form,
	}
	page.Member.Contact = v.Ref
	names, err := a.namesIn(c, d)
	if err != nil {
		return err
	}
	for _, fill := range []func(*fiber.Ctx, desk, loyaltyNames, *frontend.AdminMemberPage) error{a.fillPostings, a.fillLots, a.fillVouchers} {
		if err := fill(c, d, names, &page); err != nil {
			return err
		}
	}
	if err := a.fillPerson(c, d, v, &page); err != nil {
		return err
	}
	return a.render(c, status, page)
}

// namesIn are the names of the brand's rules and rewards.
func (a *App) namesIn(c *fiber.Ctx, d desk) (loyaltyNames, error) {
	programme, err := a.Loyalty.FindProgramme(c.UserContext(), d.Brand.ID)
	if err != nil {
		return nil, err
	}
	return a.loyaltyNames(c.UserContext(), d.Brand.ID, programme)
}

func (a *App) fillLots(c *fiber.Ctx, d desk, names loyaltyNames, page *frontend.AdminMemberPage) error {
	lots, err := a.Loyalty.ListLots(c.UserContext(), d.Actor, d.Brand.ID, page.ID)
	for _, l := range lots {
		page.Lots = append(page.Lots, lotView(lang(c), l, names, d.Brand.Location()))
	}
	return err
}

func (a *App) fillVouchers(c *fiber.Ctx, d desk, names loyaltyNames, page *frontend.AdminMemberPage) error {
	redemptions, err := a.Loyalty.ListRedemptions(c.UserContext(), d.Actor, d.Brand.ID, page.ID)
	page.Vouchers = voucherViews(redemptions, names, a.Clock.Now(), d.Brand.Location())
	return err
}

// fillPerson adds what the house knows of the fan behind the member.
func (a *App) fillPerson(c *fiber.Ctx, d desk, v loyalty.View, page *frontend.AdminMemberPage) error {
	if v.Fan == "" {
		return nil
	}
	held, err := a.Fans.FindData(c.UserContext(), d.Brand.ID, v.Fan)
	if err != nil {
		return err
	}
	page.Name = held.Fan.Contact.Value
	g := guest{Brand: d.Brand, Fan: held.Fan}
	page.Consents = consentLines(c, g, held.Consents)
	page.Entries, page.Votes = takenPart(c, g, held.Domains)
	if d.Actor.May(account.ExportPeople) {
		page.ExportURL = a.deskHref(c, d, "members", v.Ref, "export.json")
	}
	return nil
}

// fillPostings lists the member's transactions, one row for each posting.
func (a *App) fillPostings(c *fiber.Ctx, d desk, names loyaltyNames, page *frontend.AdminMemberPage) error {
	lines, next, err := a.Loyalty.ListHistory(c.UserContext(), d.Actor, d.Brand.ID, page.ID, loyalty.Page{After: c.Query("after"), Size: postingsPerPage})
	if err != nil {
		return err
	}
	page.Pager, page.Years = frontend.Pager{Total: -1, Next: nextPage(c, next)}, a.statementYears(d.Brand)
	for _, l := range lines {
		rows := postingRows(l, names, d.Brand.Location())
		rows[0].Trace = stepsInWords(lang(c), d.Brand.Currency, l.Trace)
		page.Postings = append(page.Postings, rows...)
	}
	return nil
}

// postingRows are the rows of one transaction. What it did as a whole stands in the first.
func postingRows(l loyalty.Line, names loyaltyNames, zone *time.Location) []frontend.PostingRow {
	first := frontend.PostingRow{
		At: l.At.In(zone), Txn: string(l.Txn), Operation: string(l.Kind), Reason: l.Reason, Actor: l.Actor,
		Points: l.Points, Reversible: l.Left > 0 && !l.Received,
	}
	if l.Rule != "" {
		first.Detail = names.of(l.Rule)
	}
	if l.SourceID != "" && !loyalty.Automatic(l.Rule) { // those are ids of the house
		first.Detail = strings.TrimSpace(first.Detail + " · " + l.SourceID)
	}
	rows := []frontend.PostingRow{first}
	for i, p := range l.Postings {
		if i > 0 {
			rows = append(rows, frontend.PostingRow{At: first.At, Operation: first.Operation})
		}
		rows[i].From, rows[i].To, rows[i].Amount = string(p.Debit), string(p.Credit), p.Points
	}
	return rows
}

// lotWords say where the points of a lot come from, those of rules aside.
var lotWords = map[ledger.LotKind]fault.Text{
	ledger.LotPromo:    {FR: "Code promo", EN: "Promo code"},
	ledger.LotAdjusted: {FR: "Correction", EN: "Adjustment"},
	ledger.LotReceived: {FR: "Points reçus", EN: "Points received"},
	ledger.LotGrace:    {FR: "Points rendus", EN: "Points given back"},
}

func lotView(lang string, l ledger.PointLot, names loyaltyNames, zone *time.Location) frontend.PointLot {
	view := frontend.PointLot{
		Seq: l.No, Origin: lotWords[l.Kind].In(lang), Points: l.Points, Pending: l.Pending, Available: l.Available, Held: l.Held,
		Expired: l.Expired, Reversed: l.Reversed, AvailableAt: in(l.AvailableAt, zone),
	}
	if l.Kind == ledger.LotEarned {
		view.Origin = names.of(l.Rule)
	}
	if !l.ExpiresAt.IsZero() {
		view.ExpiresAt = l.ExpiresAt.Add(-time.Second).In(zone) // the last day on which they can be used
	}
	return view
}
