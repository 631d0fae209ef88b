package handlers

import (
	"strconv"
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
	programme, err := a.Loyalty.FindProgramme(ctx, d.Brand.ID)
	if err != nil {
		return err
	}
	names, err := a.loyaltyNames(ctx, d.Brand.ID, programme)
	if err != nil {
		return err
	}
	if err := a.fillPostings(c, d, names, &page); err != nil {
		return err
	}
	lots, err := a.Loyalty.ListLots(ctx, d.Actor, d.Brand.ID, ref)
	if err != nil {
		return err
	}
	for _, l := range lots {
		page.Lots = append(page.Lots, lotView(lang(c), l, names, zone))
	}
	redemptions, err := a.Loyalty.ListRedemptions(ctx, d.Actor, d.Brand.ID, ref)
	if err != nil {
		return err
	}
	page.Vouchers = voucherViews(redemptions, names, a.Clock.Now(), zone)
	if err := a.fillPerson(c, d, v, &page); err != nil {
		return err
	}
	return a.render(c, status, page)
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
	page.Pager = frontend.Pager{Total: -1, Next: nextPage(c, next)}
	for _, l := range lines {
		page.Postings = append(page.Postings, postingRows(l, names, d.Brand.Location())...)
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
	if l.SourceID != "" {
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

var errWholeNumber = fault.New(fault.Invalid, "whole_number",
	"Indiquez un nombre entier.", "Give a whole number.")

// adjustPoints corrects a member's points by hand, once however often the form is sent.
func (a *App) adjustPoints(c *fiber.Ctx, d desk) error {
	points, err := strconv.ParseInt(strings.NewReplacer("−", "-", " ", "", "\u00a0", "", "\u202f", "", "+", "").Replace(formValue(c, "points")), 10, 64)
	if err != nil {
		return a.refuseAdjust(c, d, fault.Invalids(errWholeNumber.At("points")))
	}
	op := loyalty.Adjust{Member: c.Params("member"), Points: points, Reason: formValue(c, "reason")}
	if text := strings.TrimSpace(formValue(c, "expiry_days")); text != "" {
		days, err := strconv.ParseUint(text, 10, 12)
		if err != nil {
			return a.refuseAdjust(c, d, fault.Invalids(errWholeNumber.At("expiry_days")))
		}
		op.ExpiryDays = new(int(days))
	}
	answer, err := a.Loyalty.Do(c.UserContext(), d.Actor, d.Brand.ID, "panel:"+formValue(c, fieldFormKey), op)
	if err == nil && answer.Refused != nil {
		err = fault.Invalids(answer.Refused.At(adjustField(answer.Refused)))
	}
	if err != nil {
		return a.refuseAdjust(c, d, err)
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "members", op.Member), frontend.NoticeAdjusted)
}

// adjustField is the field that a refusal is about.
func adjustField(no *fault.Error) string {
	if no.Code == loyalty.ErrReasonRequired.Code {
		return "reason"
	}
	return "points"
}

func (a *App) refuseAdjust(c *fiber.Ctx, d desk, err error) error {
	return a.refuseForm(c, err, func(status int, form frontend.Form) error {
		form.Key = newFormKey() // what was refused stays refused under its key
		return a.showLedger(c, status, d, form)
	})
}

// reversePage asks before a transaction is undone.
func (a *App) reversePage(c *fiber.Ctx, d desk) error {
	return a.showReverse(c, fiber.StatusOK, d, frontend.Form{Key: newFormKey()})
}

func (a *App) showReverse(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	if err := d.Actor.Require(account.AdjustPoints, d.Brand.ID); err != nil {
		return err
	}
	line, m, err := a.Loyalty.FindLine(c.UserContext(), d.Actor, d.Brand.ID, loyalty.TxnID(c.Params("txn")))
	if err != nil {
		return err
	}
	if m.Ref != c.Params("member") {
		return loyalty.ErrTxnNotFound
	}
	if line.Left == 0 && !form.Failed() {
		return loyalty.ErrAlreadyReversed
	}
	programme, err := a.Loyalty.FindProgramme(c.UserContext(), d.Brand.ID)
	if err != nil {
		return err
	}
	names, err := a.loyaltyNames(c.UserContext(), d.Brand.ID, programme)
	if err != nil {
		return err
	}
	subject := historyLine(lang(c), line, names, d.Brand.Location())
	return a.render(c, status, frontend.AdminConfirmPage{
		AdminFrame: a.adminFrame(c, d), Act: frontend.ActReverse, Subject: subject.Label + ", " + frontend.Moment(lang(c), subject.At),
		Count: int(line.Left), Back: frontend.AdminBrandPath(d.Brand.Slug, "members", m.Ref), Form: form,
	})
}

// reverseTxn undoes all that is left of a transaction.
func (a *App) reverseTxn(c *fiber.Ctx, d desk) error {
	op := loyalty.Reverse{Ref: loyalty.TxnID(c.Params("txn"))}
	answer, err := a.Loyalty.Do(c.UserContext(), d.Actor, d.Brand.ID, "panel:"+formValue(c, fieldFormKey), op)
	if err == nil && answer.Refused != nil {
		err = answer.Refused
	}
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			form.Key = newFormKey()
			return a.showReverse(c, status, d, form)
		})
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "members", c.Params("member")), frontend.NoticeReversed)
}

// eraseMemberPage says what goes before a person is erased.
func (a *App) eraseMemberPage(c *fiber.Ctx, d desk) error {
	return a.showEraseMember(c, fiber.StatusOK, d, frontend.Form{Key: newFormKey()})
}

func (a *App) showEraseMember(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	if err := d.Actor.Require(account.ErasePeople, d.Brand.ID); err != nil {
		return err
	}
	v, err := a.Loyalty.FindMember(c.UserContext(), d.Actor, d.Brand.ID, c.Params("member"))
	if err != nil {
		return err
	}
	return a.render(c, status, frontend.AdminConfirmPage{
		AdminFrame: a.adminFrame(c, d), Act: frontend.ActEraseMember, Subject: v.Ref, Count: int(v.Available + v.Pending + v.Held),
		Back: frontend.AdminBrandPath(d.Brand.Slug, "members", v.Ref), Form: form,
	})
}

// eraseMember forgets the person wherever the house knows them; a member who is no fan of
// the house is forgotten in the books alone.
func (a *App) eraseMember(c *fiber.Ctx, d desk) error {
	ctx := c.UserContext()
	v, err := a.Loyalty.FindMember(ctx, d.Actor, d.Brand.ID, c.Params("member"))
	if err != nil {
		return err
	}
	if v.Fan != "" {
		err = a.Fans.ForgetFor(ctx, d.Actor, v.Fan)
	} else {
		var answer loyalty.Answer
		answer, err = a.Loyalty.Do(ctx, d.Actor, d.Brand.ID, "panel:"+formValue(c, fieldFormKey), loyalty.Erase{Member: v.Ref})
		if err == nil && answer.Refused != nil {
			err = answer.Refused
		}
	}
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.showEraseMember(c, status, d, form) })
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "members"), frontend.NoticeErased)
}

// exportMember sends everything the house holds about the person.
func (a *App) exportMember(c *fiber.Ctx, d desk) error {
	v, err := a.Loyalty.FindMember(c.UserContext(), d.Actor, d.Brand.ID, c.Params("member"))
	if err != nil {
		return err
	}
	data, err := a.Fans.ExportFor(c.UserContext(), d.Actor, v.Fan)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+v.Ref+`.json"`)
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
	return c.Send(data)
}
