package handlers

import (
	"errors"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/loyalty"
)

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
	if err == nil && answer.Refused != nil && errors.Is(answer.Refused, loyalty.ErrNeedsApproval) {
		return a.askInstead(c, d, op)
	}
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
	names, err := a.namesIn(c, d)
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
	needsSecond := err == nil && answer.Refused != nil && errors.Is(answer.Refused, loyalty.ErrNeedsApproval)
	if needsSecond {
		_, err = a.Loyalty.AskReverse(c.UserContext(), d.Actor, d.Brand.ID, formValue(c, fieldFormKey), op, "")
	} else if err == nil && answer.Refused != nil {
		err = answer.Refused
	}
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			form.Key = newFormKey()
			return a.showReverse(c, status, d, form)
		})
	}
	if needsSecond {
		return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "adjustments"), frontend.NoticeAskedSecond)
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
