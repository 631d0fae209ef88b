package handlers

import (
	"crypto/rand"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
)

func (a *App) membersDeskRoutes() {
	r := a.fiber
	r.Get("/admin/b/:brand/members", a.inBrand(a.membersPage))
	r.Get("/admin/b/:brand/members/:member", a.inBrand(a.memberDeskPage))
	r.Post("/admin/b/:brand/members/:member/adjust", a.inBrand(a.adjustMember))
	r.Get("/admin/b/:brand/members/:member/reverse/:txn", a.inBrand(a.reversePage))
	r.Post("/admin/b/:brand/members/:member/reverse/:txn", a.inBrand(a.reverseTxn))
	r.Get("/admin/b/:brand/members/:member/erase", a.inBrand(a.eraseMemberPage))
	r.Post("/admin/b/:brand/members/:member/erase", a.inBrand(a.eraseMember))
}

const membersPerPage = 50

func (a *App) membersPage(c *fiber.Ctx, d desk) error {
	ctx := c.UserContext()
	filter, err := a.memberFilter(c, d)
	if err != nil {
		return err
	}
	found, err := a.Loyalty.ListMembers(ctx, d.Actor, d.Brand.ID, filter, loyalty.Page{After: c.Query("after"), Size: membersPerPage})
	if err != nil {
		return err
	}
	page := frontend.AdminMembersPage{
		AdminFrame: a.adminFrame(c, d), Query: c.Query("q"), Tier: c.Query("tier"),
		Pager: frontend.Pager{Total: found.Total, Next: nextPage(c, found.Next)},
	}
	for _, n := range found.Levels {
		page.Totals.Members += n
	}
	page.Empty = page.Totals.Members == 0 && len(found.Lines) == 0 && page.Query == ""
	if page.Tabs, err = a.tierTabs(c, d, found.Levels); err != nil {
		return err
	}
	if page.Rows, err = a.memberRows(c, d, found.Lines); err != nil {
		return err
	}
	if d.Actor.May(account.ViewLoyalty) {
		totals, err := a.Loyalty.FindTotals(ctx, d.Actor, d.Brand.ID)
		if err != nil {
			return err
		}
		page.Totals.Outstanding, page.Totals.Issued = totals.Outstanding(), -totals[ledger.Issuance]
		page.Totals.Spent, page.Totals.Expired = totals[ledger.Burned], totals[ledger.Expired]
	}
	return a.render(c, fiber.StatusOK, page)
}

// memberFilter reads the search: an address or a number finds one fan, anything else the
// beginning of member numbers.
func (a *App) memberFilter(c *fiber.Ctx, d desk) (loyalty.MemberFilter, error) {
	var f loyalty.MemberFilter
	if level, err := strconv.Atoi(c.Query("tier")); err == nil {
		f.Level = &level
	}
	query := strings.TrimSpace(c.Query("q"))
	if !strings.ContainsAny(query, "@+") {
		f.RefPrefix = query
		return f, nil
	}
	email, phone := query, ""
	if !strings.Contains(query, "@") {
		email, phone = "", query
	}
	f.Fan = "nobody" // what is no address, or nobody's, finds nothing
	contact, err := fan.ParseContact(email, phone, "")
	if err != nil {
		return f, nil
	}
	known, err := a.Fans.LookUp(c.UserContext(), d.Brand.ID, contact)
	if fault.KindOf(err) == fault.NotFound {
		return f, nil
	}
	f.Fan = known.ID
	return f, err
}

func (a *App) tierTabs(c *fiber.Ctx, d desk, levels []int) ([]frontend.Tab, error) {
	programme, err := a.Loyalty.FindProgramme(c.UserContext(), d.Brand.ID)
	if fault.KindOf(err) == fault.NotFound || err == nil && len(programme.Terms.Tiers) < 2 {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	all, tabs := 0, make([]frontend.Tab, 0, len(levels)+1)
	for level, n := range levels {
		all += n
		tabs = append(tabs, frontend.Tab{
			Label: programme.Tier(level).Name, Count: n, Current: c.Query("tier") == strconv.Itoa(level),
			Href: a.deskHref(c, d, "members") + "?" + values("tier", strconv.Itoa(level)).Encode(),
		})
	}
	first := frontend.Tab{Key: "all", Count: all, Href: a.deskHref(c, d, "members"), Current: c.Query("tier") == ""}
	return append([]frontend.Tab{first}, tabs...), nil
}

func (a *App) memberRows(c *fiber.Ctx, d desk, lines []loyalty.MemberLine) ([]frontend.MemberRow, error) {
	ids := make([]fan.ID, 0, len(lines))
	for _, l := range lines {
		if l.Fan != "" {
			ids = append(ids, l.Fan)
		}
	}
	fans, err := a.Fans.FindMany(c.UserContext(), d.Brand.ID, ids)
	if err != nil {
		return nil, err
	}
	rows := make([]frontend.MemberRow, len(lines))
	for i, l := range lines {
		rows[i] = frontend.MemberRow{
			ID: l.Ref, Contact: l.Ref, Tier: l.Tier, Available: l.Available, Pending: l.Pending,
			LastAt: in(l.LastAt, d.Brand.Location()), Erased: l.Erased,
		}
		if f, ok := fans[l.Fan]; ok && f.Contact.Value != "" {
			rows[i].Name, rows[i].Contact = f.Contact.Value, l.Ref
		}
	}
	return rows, nil
}

func (a *App) memberDeskPage(c *fiber.Ctx, d desk) error {
	return a.showMember(c, fiber.StatusOK, d, frontend.Form{Key: rand.Text()})
}

// showMember shows a member with their books: lots, transactions, vouchers.
func (a *App) showMember(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	ctx, ref, zone := c.UserContext(), c.Params("member"), d.Brand.Location()
	view, err := a.Loyalty.FindMember(ctx, d.Actor, d.Brand.ID, ref)
	if err != nil {
		return err
	}
	programme, err := a.Loyalty.FindProgramme(ctx, d.Brand.ID)
	if err != nil {
		return err
	}
	rewards, err := a.Loyalty.ListRewards(ctx, d.Brand.ID)
	if err != nil {
		return err
	}
	page := frontend.AdminMemberPage{
		AdminFrame: a.adminFrame(c, d), ID: view.Ref, Since: view.CreatedAt.In(zone), Erased: view.Erased, Form: form,
	}
	if err := a.whoIs(c, d, view, &page); err != nil {
		return err
	}
	lots, err := a.Loyalty.ListLots(ctx, d.Actor, d.Brand.ID, ref)
	if err != nil {
		return err
	}
	page.Lots = pointLots(lang(c), lots, programme, zone)
	lines, next, err := a.Loyalty.ListHistory(ctx, d.Actor, d.Brand.ID, ref, loyalty.Page{After: c.Query("after"), Size: historyPerPage})
	if err != nil {
		return err
	}
	page.Postings, page.Pager = postingRows(lang(c), lines, programme, rewardNames(rewards), zone), frontend.Pager{Total: -1, Next: nextPage(c, next)}
	taken, err := a.Loyalty.ListRedemptions(ctx, d.Actor, d.Brand.ID, ref)
	if err != nil {
		return err
	}
	page.Vouchers = voucherViews(taken, rewards, a.Clock.Now(), zone)
	return a.render(c, status, page)
}

// whoIs adds the person to a member's page: contact, consents, what they took part in.
func (a *App) whoIs(c *fiber.Ctx, d desk, view loyalty.View, page *frontend.AdminMemberPage) error {
	page.Member = a.memberView(guest{Brand: d.Brand}, view)
	page.Member.Contact, page.Member.Number = view.Ref, view.Ref
	if view.Fan == "" || view.Erased {
		return nil
	}
	held, err := a.Fans.FindData(c.UserContext(), d.Brand.ID, view.Fan)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	g := guest{Brand: d.Brand, Fan: held.Fan}
	page.Name = held.Fan.Contact.Value
	page.Consents = consentLines(c, g, held.Consents)
	page.Entries, page.Votes = takenPart(c, g, held.Domains)
	return nil
}

func pointLots(language string, lots []ledger.PointLot, p *loyalty.Programme, zone *time.Location) []frontend.PointLot {
	shown := make([]frontend.PointLot, len(lots))
	for i, l := range lots {
		shown[i] = frontend.PointLot{
			Seq: l.No, Origin: lotOrigin(language, l, p), Points: l.Points, Pending: l.Pending, Available: l.Available, Held: l.Held,
			Expired: l.Expired, Reversed: l.Reversed, AvailableAt: in(l.AvailableAt, zone), ExpiresAt: in(l.ExpiresAt, zone),
		}
	}
	return shown
}

func lotOrigin(language string, l ledger.PointLot, p *loyalty.Programme) string {
	for _, r := range p.Rules {
		if r.ID == l.Rule {
			return r.Name
		}
	}
	return map[ledger.LotKind]fault.Text{
		ledger.LotEarned: {FR: "Points gagnés", EN: "Points earned"}, ledger.LotPromo: {FR: "Code promo", EN: "Promo code"},
		ledger.LotAdjusted: {FR: "Ajustement", EN: "Adjustment"}, ledger.LotReceived: {FR: "Don reçu", EN: "Gift received"},
		ledger.LotGrace: {FR: "Points rendus", EN: "Points given back"},
	}[l.Kind].In(language)
}

// operationKeys names each kind of transaction as the texts of the panel do.
var operationKeys = map[ledger.Kind]string{
	ledger.HoldTimeout: "release", ledger.Activation: "activate", ledger.Expiry: "expire", ledger.TierReview: "tier",
}

// postingRows shows each posting; the effect on the balance stands on the first of a
// transaction.
func postingRows(language string, lines []loyalty.Line, p *loyalty.Programme, rewards map[string]string, zone *time.Location) []frontend.PostingRow {
	var rows []frontend.PostingRow
	for _, l := range lines {
		operation := operationKeys[l.Kind]
		if operation == "" {
			operation = string(l.Kind)
		}
		for i, posting := range l.Postings {
			row := frontend.PostingRow{
				At: l.At.In(zone), Txn: string(l.Txn), Operation: operation, Detail: lineInWords(language, l, p, rewards), Reason: l.Reason,
				Actor: l.Actor, From: string(posting.Debit), To: string(posting.Credit), Amount: posting.Points,
			}
			if i == 0 {
				row.Points, row.Reversible = l.Points, reversible(l.Kind)
			}
			rows = append(rows, row)
		}
	}
	return rows
}

func reversible(k ledger.Kind) bool {
	switch k {
	case ledger.Earn, ledger.Adjust, ledger.Spend, ledger.Redeem, ledger.Capture:
		return true
	}
	return false
}

func (a *App) adjustMember(c *fiber.Ctx, d desk) error {
	points, pointsErr := strconv.ParseInt(strings.TrimPrefix(strings.TrimSpace(formValue(c, "points")), "+"), 10, 64)
	op := loyalty.Adjust{Member: c.Params("member"), Points: points, Reason: formValue(c, "reason"), Actor: d.Staff.User.Name}
	var err error
	if pointsErr != nil {
		err = fault.Invalids(loyalty.ErrInvalidAmount.At("points"))
	} else if days := strings.TrimSpace(formValue(c, "expiry_days")); days != "" {
		n, daysErr := strconv.Atoi(days)
		if daysErr != nil || n < 1 {
			err = fault.Invalids(loyalty.ErrInvalidAmount.At("expiry_days"))
		}
		op.ExpiryDays = &n
	}
	if err == nil {
		err = a.perform(c, d, op)
	}
	if err != nil {
		return a.refuseForm(c, fieldOf(err, map[string]string{"reason_required": "reason", "invalid_amount": "points", "insufficient_points": "points"}),
			func(status int, form frontend.Form) error {
				form.Key = rand.Text()
				return a.showMember(c, status, d, form)
			})
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "members", op.Member), frontend.NoticeAdjusted)
}

// perform does an operation of the books under the form's key, once.
func (a *App) perform(c *fiber.Ctx, d desk, op loyalty.Operation) error {
	answer, err := a.Loyalty.Do(c.UserContext(), d.Actor, d.Brand.ID, "panel-"+formValue(c, fieldFormKey), op)
	if err == nil && answer.Refused != nil {
		return answer.Refused
	}
	return err
}

// fieldOf puts a refusal of the books beside the field that caused it.
func fieldOf(err error, fields map[string]string) error {
	f := fault.From(err)
	if name := fields[f.Code]; name != "" && len(f.Fields) == 0 {
		return fault.Invalids(f.At(name))
	}
	return err
}

func (a *App) reversePage(c *fiber.Ctx, d desk) error {
	return a.showReverse(c, fiber.StatusOK, d, frontend.Form{Key: rand.Text()})
}

func (a *App) showReverse(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	if err := d.Actor.Require(account.AdjustPoints, d.Brand.ID); err != nil {
		return err
	}
	if _, err := a.Loyalty.FindMember(c.UserContext(), d.Actor, d.Brand.ID, c.Params("member")); err != nil {
		return err
	}
	return a.render(c, status, frontend.AdminConfirmPage{
		AdminFrame: a.adminFrame(c, d), Act: frontend.ActReverse, Subject: c.Params("txn"),
		Back: frontend.AdminBrandPath(d.Brand.Slug, "members", c.Params("member")), Form: form,
	})
}

func (a *App) reverseTxn(c *fiber.Ctx, d desk) error {
	err := a.perform(c, d, loyalty.Reverse{Ref: loyalty.TxnID(c.Params("txn"))})
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			form.Key = rand.Text()
			return a.showReverse(c, status, d, form)
		})
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "members", c.Params("member")), frontend.NoticeReversed)
}

func (a *App) eraseMemberPage(c *fiber.Ctx, d desk) error {
	return a.showEraseMember(c, fiber.StatusOK, d, frontend.Form{Key: rand.Text()})
}

func (a *App) showEraseMember(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	if err := d.Actor.Require(account.ErasePeople, d.Brand.ID); err != nil {
		return err
	}
	view, err := a.Loyalty.FindMember(c.UserContext(), d.Actor, d.Brand.ID, c.Params("member"))
	if err != nil {
		return err
	}
	return a.render(c, status, frontend.AdminConfirmPage{
		AdminFrame: a.adminFrame(c, d), Act: frontend.ActEraseMember, Subject: view.Ref, Count: int(view.Available + view.Pending + view.Held),
		Back: frontend.AdminBrandPath(d.Brand.Slug, "members", view.Ref), Form: form,
	})
}

// eraseMember forgets the person behind a member everywhere; one whom nobody knows as a
// fan is forgotten in the books.
func (a *App) eraseMember(c *fiber.Ctx, d desk) error {
	view, err := a.Loyalty.FindMember(c.UserContext(), d.Actor, d.Brand.ID, c.Params("member"))
	if err != nil {
		return err
	}
	if view.Fan != "" {
		err = a.Fans.ForgetFor(c.UserContext(), d.Actor, view.Fan)
	} else {
		err = a.perform(c, d, loyalty.Erase{Member: view.Ref})
	}
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.showEraseMember(c, status, d, form) })
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "members"), frontend.NoticeRemoved)
}
