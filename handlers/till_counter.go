package handlers

import (
	"errors"
	"fmt"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/fault"
	"kermesse/loyalty"
	"kermesse/loyalty/till"
)

// counterPage waits for a code, and says what was done a moment ago.
func (a *App) counterPage(c *fiber.Ctx, t counter) error {
	return a.showCounter(c, fiber.StatusOK, t, frontend.Form{})
}

func (a *App) showCounter(c *fiber.Ctx, status int, t counter, form frontend.Form) error {
	page := frontend.TillPage{TillFrame: a.counterFrame(c, t), Form: form}
	if id := c.Query("done"); id != "" {
		act, err := a.Tills.FindAct(c.UserContext(), t.Clerk, id)
		if err == nil {
			views, err := a.tillActs(c, t, []till.Act{act})
			if err != nil {
				return err
			}
			page.Done = &views[0]
		} else if !errors.Is(err, till.ErrActNotFound) {
			return err
		}
	} else if status == fiber.StatusOK {
		c.Set("X-Till", "open") // a page that may be kept on the telephone: it is about nobody
	}
	return a.render(c, status, page)
}

// scanned shows what a code stands for.
func (a *App) scanned(c *fiber.Ctx, t counter) error {
	found, err := a.Tills.Scan(c.UserContext(), t.Clerk, formValue(c, "code"))
	switch {
	case errors.Is(err, till.ErrScan), errors.Is(err, till.ErrNoPrizes), errors.Is(err, loyalty.ErrMemberErased):
		err = fault.Invalids(faultOf(err).At("code"))
		fallthrough
	case err != nil:
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.showCounter(c, status, t, form) })
	case found.Card != nil:
		page := frontend.TillMemberPage{Asked: found.Code != "", Spend: frontend.Form{Values: values("code", found.Code)}}
		return a.showTillMember(c, fiber.StatusOK, t, *found.Card, page)
	case found.Voucher != nil:
		return a.showTillVoucher(c, fiber.StatusOK, t, *found.Voucher, frontend.Form{Key: newFormKey()})
	}
	p := found.Prize
	return a.render(c, fiber.StatusOK, frontend.TillPrizePage{
		TillFrame: a.counterFrame(c, t), Form: frontend.Form{Key: newFormKey()},
		Prize: frontend.TillPrize{Code: p.Code, Name: p.Name, Contest: p.Contest, Winner: p.Winner, HandedAt: in(p.HandedAt, t.Brand.Location()), HandedBy: p.HandedBy},
	})
}

// showTillMember shows a member with the form of a bill and the one of spending.
func (a *App) showTillMember(c *fiber.Ctx, status int, t counter, m loyalty.CardHolder, page frontend.TillMemberPage) error {
	page.TillFrame = a.counterFrame(c, t)
	page.Member = frontend.TillMember{Number: m.Member, FirstName: m.FirstName, Tier: m.Tier, Available: m.Available, Debt: m.Debt}
	for _, r := range m.Ready {
		page.Member.Ready = append(page.Member.Ready, frontend.TillReward{ID: r.ID, Name: r.Name, Cost: r.Cost, Here: till.AtTill(r)})
	}
	page.Form.Key, page.Spend.Key = newFormKey(), newFormKey()
	given, err := a.Tills.ChecksIn(c.UserContext(), t.Brand.ID)
	if err != nil {
		return err
	}
	if given {
		page.PresentKey = newFormKey()
	}
	return a.render(c, status, page)
}

func (a *App) findTillMember(c *fiber.Ctx, t counter) (loyalty.CardHolder, error) {
	return a.Loyalty.FindCard(c.UserContext(), t.Clerk.Actor, t.Brand.ID, formValue(c, "member"))
}

// tillEarn says what a bill would give; with act=give it gives it.
func (a *App) tillEarn(c *fiber.Ctx, t counter) error {
	amount, err := tillMoney(c, t, "amount")
	sale := till.Sale{Member: formValue(c, "member"), Amount: amount, At: a.doneAt(c, t)}
	if err == nil && formValue(c, "act") != "give" {
		return a.previewAtTill(c, t, sale)
	}
	var act till.Act
	if err == nil {
		act, err = a.Tills.Earn(c.UserContext(), t.Clerk, formValue(c, fieldFormKey), sale)
	}
	return a.toldAtTill(c, t, act, err, func(status int, form frontend.Form) error {
		return a.againAtMember(c, status, t, frontend.TillMemberPage{Form: form})
	})
}

func tillMoney(c *fiber.Ctx, t counter, name string) (int64, error) {
	text := strings.TrimSpace(formValue(c, name))
	if text == "" {
		return 0, nil
	}
	minor, ok := frontend.ParseMoney(text, t.Brand.Currency)
	if !ok {
		return 0, fault.Invalids(errMoney.At(name))
	}
	return minor, nil
}

func (a *App) previewAtTill(c *fiber.Ctx, t counter, sale till.Sale) error {
	earned, err := a.Tills.Preview(c.UserContext(), t.Clerk, sale)
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			return a.againAtMember(c, status, t, frontend.TillMemberPage{Form: form})
		})
	}
	preview := &frontend.TillPreview{Amount: sale.Amount, Points: earned.Points}
	if earned.Points == 0 {
		preview.Reason = till.ErrEarnedNothing.Message.In(lang(c))
		for _, o := range earned.Outcomes {
			if o.Refused != nil {
				preview.Reason = o.Refused.Message.In(lang(c))
			}
		}
	}
	return a.againAtMember(c, fiber.StatusOK, t, frontend.TillMemberPage{Preview: preview, Form: frontend.Form{Values: formValues(c)}})
}

// againAtMember shows the member that a form was about.
func (a *App) againAtMember(c *fiber.Ctx, status int, t counter, page frontend.TillMemberPage) error {
	m, err := a.findTillMember(c, t)
	if err != nil {
		return err
	}
	return a.showTillMember(c, status, t, m, page)
}

// tillPresent notes that a member is there.
func (a *App) tillPresent(c *fiber.Ctx, t counter) error {
	act, err := a.Tills.CheckIn(c.UserContext(), t.Clerk, formValue(c, fieldFormKey), till.Visit{Member: formValue(c, "member"), At: a.doneAt(c, t)})
	return a.toldAtTill(c, t, act, err, func(status int, form frontend.Form) error {
		return a.againAtMember(c, status, t, frontend.TillMemberPage{Form: form})
	})
}

// tillSpend takes points, or those of a reward, for the code that the member shows.
func (a *App) tillSpend(c *fiber.Ctx, t counter) error {
	f := formFigures{c: c}
	sp := till.Spending{Member: formValue(c, "member"), Code: digitsOnly(formValue(c, "code")), Reward: formValue(c, "reward"), Points: f.number("points", 0)}
	err := error(fault.Invalids(f.wrong...))
	var act till.Act
	if len(f.wrong) == 0 {
		act, err = a.Tills.Spend(c.UserContext(), t.Clerk, formValue(c, fieldFormKey), sp)
	}
	if err == nil && act.Refused != nil { // what was typed is shown again, and a new key goes with it
		err = fault.Invalids(act.Refused.At(spendField(act.Refused)))
	}
	return a.toldAtTill(c, t, act, err, func(status int, form frontend.Form) error {
		form.Values.Del("code")
		return a.againAtMember(c, status, t, frontend.TillMemberPage{Spend: form, Asked: true})
	})
}

// spendField is the field that a refusal is about.
func spendField(no *fault.Error) string {
	if no.Code == loyalty.ErrCardCode.Code || no.Code == loyalty.ErrCardCodeUsed.Code {
		return "code"
	}
	return "points"
}

func digitsOnly(typed string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, typed)
}

func (a *App) showTillVoucher(c *fiber.Ctx, status int, t counter, v till.Voucher, form frontend.Form) error {
	names := loyaltyNames{v.Reward: v.Gives.Name}
	page := frontend.TillVoucherPage{TillFrame: a.counterFrame(c, t), Form: form, Voucher: frontend.TillVoucher{
		VoucherView: voucherViews([]loyalty.Redemption{v.Redemption}, names, a.Clock.Now(), t.Brand.Location())[0],
		UsedBy:      v.Use.By, Promo: v.Kind == loyalty.RewardCode,
	}}
	if v.Kind == loyalty.RewardDiscount {
		page.Voucher.Bill, page.Voucher.Discount = true, discountInWords(lang(c), t.Brand.Currency, v.Gives.Gives)
	}
	return a.render(c, status, page)
}

// discountInWords says what a reward takes off a bill.
func discountInWords(language, currency string, g loyalty.Gives) string {
	off := frontend.Money(language, currency, g.Value)
	if g.Discount == loyalty.CodePercent {
		off = frontend.Decimal(language, float64(g.Value)/100, 0) + "\u00a0%"
	}
	words := fault.Text{FR: "%s de moins", EN: "%s off"}
	if g.MinAmount > 0 {
		words = fault.Text{FR: "%s de moins à partir de %s", EN: "%s off from %s"}
		return fmt.Sprintf(words.In(language), off, frontend.Money(language, currency, g.MinAmount))
	}
	return fmt.Sprintf(words.In(language), off)
}

// tillVoucher hands over what a voucher is for.
func (a *App) tillVoucher(c *fiber.Ctx, t counter) error {
	amount, err := tillMoney(c, t, "amount")
	var act till.Act
	if err == nil {
		act, err = a.Tills.UseVoucher(c.UserContext(), t.Clerk, formValue(c, fieldFormKey), till.Bill{Voucher: formValue(c, "voucher"), Amount: amount, At: a.doneAt(c, t)})
	}
	return a.toldAtTill(c, t, act, err, func(status int, form frontend.Form) error {
		found, err := a.Tills.Scan(c.UserContext(), t.Clerk, till.MarkVoucher+formValue(c, "voucher"))
		if err != nil {
			return err
		}
		form.Key = newFormKey()
		return a.showTillVoucher(c, status, t, *found.Voucher, form)
	})
}

func (a *App) tillPrize(c *fiber.Ctx, t counter) error {
	act, err := a.Tills.HandOver(c.UserContext(), t.Clerk, formValue(c, fieldFormKey), formValue(c, "code"))
	return a.toldAtTill(c, t, act, err, func(status int, form frontend.Form) error {
		form.Values.Set("code", till.MarkPrize+formValue(c, "code"))
		return a.showCounter(c, status, t, form)
	})
}

// tillTold answers a telephone that has sent what it keeps.
type tillTold struct {
	Said string `json:"said"`
	Next string `json:"next"`
}

// toldAtTill goes on to what was done, or shows the form again. What the books refuse is an
// answer of the form, and for a telephone a problem like any other.
func (a *App) toldAtTill(c *fiber.Ctx, t counter, act till.Act, err error, again func(status int, form frontend.Form) error) error {
	if err == nil && act.Refused != nil {
		err = act.Refused
	}
	switch {
	case err != nil && acceptsJSON(c):
		return err
	case err != nil:
		return a.refuseForm(c, err, again)
	}
	next := frontend.TillPath() + "?" + values("done", act.ID).Encode()
	if acceptsJSON(c) {
		return c.JSON(tillTold{Said: a.saidOf(c, t, act), Next: frontend.LocalPath(lang(c), next)})
	}
	return a.redirect(c, next, "")
}

// saidOf says in a few words what was done, for what has waited.
func (a *App) saidOf(c *fiber.Ctx, t counter, act till.Act) string {
	if act.Kind == till.Earned || act.Kind == till.Spent {
		words := fault.Text{FR: "%s points, membre %s", EN: "%s points, member %s"}
		return fmt.Sprintf(words.In(lang(c)), frontend.Signed(lang(c), act.Points), act.Member)
	}
	what := act.About
	if r, err := a.Loyalty.FindReward(c.UserContext(), t.Brand.ID, act.About); err == nil {
		what = r.Name
	}
	words := fault.Text{FR: "remis\u00a0: %s", EN: "handed over: %s"}
	return fmt.Sprintf(words.In(lang(c)), what)
}

// tillLog lists what this person did today.
func (a *App) tillLog(c *fiber.Ctx, t counter) error {
	return a.showTillLog(c, fiber.StatusOK, t, frontend.Form{})
}

func (a *App) showTillLog(c *fiber.Ctx, status int, t counter, form frontend.Form) error {
	acts, err := a.Tills.ListToday(c.UserContext(), t.Clerk)
	if err != nil {
		return err
	}
	views, err := a.tillActs(c, t, acts)
	if err != nil {
		return err
	}
	return a.render(c, status, frontend.TillLogPage{TillFrame: a.counterFrame(c, t), Acts: views, Form: form})
}

func (a *App) undoAtTill(c *fiber.Ctx, t counter) error {
	act, err := a.Tills.Undo(c.UserContext(), t.Clerk, formValue(c, "act"))
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.showTillLog(c, status, t, form) })
	}
	return a.redirect(c, frontend.TillPath()+"?"+values("done", act.ID).Encode(), "")
}

// tillActs are acts as a page shows them.
func (a *App) tillActs(c *fiber.Ctx, t counter, acts []till.Act) ([]frontend.TillAct, error) {
	names, err := a.rewardNames(c.UserContext(), t.Brand.ID)
	views := make([]frontend.TillAct, len(acts))
	for i, act := range acts {
		views[i] = tillActView(lang(c), act, names, t.Brand)
	}
	return views, err
}
