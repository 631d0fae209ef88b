package handlers

import (
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/picture"
	"kermesse/loyalty"
	"kermesse/loyalty/till"
)

// rewardCard says whether this member can take the reward, and if not, what is in the way.
func (a *App) rewardCard(c *fiber.Ctx, g guest, o loyalty.Offer) (frontend.RewardCard, error) {
	zone := g.Brand.Location()
	card := frontend.RewardCard{
		ID: o.ID, Name: o.Name, Description: o.Description, Cost: o.Cost, Missing: o.Missing, State: frontend.RewardAvailable,
		Tier: o.Tier, StockLeft: -1, From: in(o.From, zone), Until: in(o.To, zone),
	}
	if o.StockLeft != nil {
		card.StockLeft = *o.StockLeft
	}
	switch {
	case o.Refused == nil:
	case o.Soon:
		card.State = frontend.RewardSoon
	case errors.Is(o.Refused, loyalty.ErrTierRequired):
		card.State = frontend.RewardTier
	case errors.Is(o.Refused, loyalty.ErrMemberLimit):
		card.State = frontend.RewardLimit
	case errors.Is(o.Refused, loyalty.ErrOutOfStock):
		card.State = frontend.RewardOut
	default:
		card.State = frontend.RewardMissing
	}
	var err error
	card.Picture, err = a.rewardPicture(c, o.Reward)
	return card, err
}

// rewardPicture is the narrowest file of a reward's picture; nil where it has none.
func (a *App) rewardPicture(c *fiber.Ctx, r loyalty.Reward) (*frontend.Picture, error) {
	if r.Picture == "" {
		return nil, nil
	}
	width, height, err := a.Album.FindSize(c.UserContext(), r.Picture)
	if errors.Is(err, picture.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return smallPicture(r.Picture, r.PictureAlt, width, height), nil
}

func voucherViews(redemptions []loyalty.Redemption, names loyaltyNames, now time.Time, zone *time.Location) []frontend.VoucherView {
	views := make([]frontend.VoucherView, len(redemptions))
	for i, r := range redemptions {
		views[i] = frontend.VoucherView{
			Code: r.Voucher, Reward: names.of(r.Reward),
			State: frontend.VoucherValid, ExpiresAt: in(r.ExpiresAt, zone), UsedAt: in(r.UsedAt, zone), Delivered: r.Delivered,
		}
		if r.Kind != loyalty.RewardCode {
			views[i].Scan = till.MarkVoucher + r.Voucher
		}
		switch {
		case r.Status == loyalty.VoucherUsed:
			views[i].State = frontend.VoucherUsed
		case r.Status == loyalty.VoucherVoid:
			views[i].State = frontend.VoucherVoid
		case !now.Before(r.ExpiresAt):
			views[i].State = frontend.VoucherExpired
		}
	}
	return views
}

// redeemPage says what a reward costs before anything is taken.
func (a *App) redeemPage(c *fiber.Ctx, g guest) error {
	return a.showRedeem(c, fiber.StatusOK, g, frontend.Form{Key: newFormKey()})
}

func (a *App) showRedeem(c *fiber.Ctx, status int, g guest, form frontend.Form) error {
	ctx := c.UserContext()
	offers, err := a.Loyalty.ListOwnOffers(ctx, g.Brand.ID, g.Fan.ID)
	if err != nil {
		return err
	}
	for _, o := range offers {
		if o.ID != c.Params("reward") {
			continue
		}
		page := frontend.RedeemPage{Frame: a.frame(c), VoucherDays: o.VoucherDays, Form: form}
		page.Brand = a.brandFor(c, g.Brand)
		if page.Reward, err = a.rewardCard(c, g, o); err != nil {
			return err
		}
		view, err := a.Loyalty.FindOwn(ctx, g.Brand.ID, g.Fan.ID)
		if err != nil && !errors.Is(err, loyalty.ErrUnknownMember) {
			return err
		}
		page.Balance = view.Available
		return a.render(c, status, page)
	}
	return loyalty.ErrUnknownReward
}

// redeem takes the points and issues the voucher, once however often the form is sent.
func (a *App) redeem(c *fiber.Ctx, g guest) error {
	answer, err := a.Loyalty.RedeemOwn(c.UserContext(), g.Brand.ID, g.Fan.ID, formValue(c, fieldFormKey), c.Params("reward"))
	if err == nil && answer.Refused != nil {
		err = answer.Refused
	}
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			form.Key = newFormKey() // what was refused stays refused under its key
			return a.showRedeem(c, status, g, form)
		})
	}
	return a.redirect(c, frontend.MemberPath(g.Brand.Slug), frontend.NoticeRedeemed)
}
