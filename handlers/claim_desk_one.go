package handlers

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests/claims"
	"kermesse/contests/claims/postal"
	"kermesse/frontend"
	"kermesse/internal/account"
)

// deskClaimPage is one prize with its history, and what can be done next.
func (a *App) deskClaimPage(c *fiber.Ctx, d desk) error {
	return a.renderDeskClaim(c, fiber.StatusOK, d, "", frontend.Form{})
}

func (a *App) renderDeskClaim(c *fiber.Ctx, status int, d desk, hand string, form frontend.Form) error {
	seen, err := a.Contests.Claims().Inspect(c.UserContext(), d.Actor, claims.ID(c.Params("id")))
	if err != nil {
		return err
	}
	claim, zone := seen.Claim, seen.Contest.Zone
	page := frontend.AdminClaimPage{
		AdminFrame: a.adminFrame(c, d), Contest: seen.Contest.Title, Slug: seen.Contest.Slug, Standing: frontend.Standing(seen.Standing),
		Row:  claimRow(claims.Line{Claim: claim, Contest: seen.Contest, Contact: seen.Contact, ByMail: seen.ByMail}, false),
		Word: seen.Word, Address: seen.Address.Label(), Country: seen.Address.Country, Phone: seen.Address.Values[postal.Phone],
		Publicity: claim.Publicity, Carrier: claim.Carrier, Tracking: claim.Tracking, HandedBy: claim.HandedBy, HandedAt: claim.HandedAt,
		ToldAt: in(claim.ToldAt, zone), Acts: stateActs[claim.State], Code: hand, Form: form,
	}
	if len(page.Address) > 0 {
		page.PurgeAt = in(claim.PurgeAt, zone)
	}
	for _, s := range seen.Steps {
		page.Steps = append(page.Steps, frontend.ClaimStepLine{At: in(s.At, zone), Kind: string(s.Kind), Actor: s.Actor, Note: s.Note})
	}
	if seen.Standing == claims.StandsOpen {
		if !seen.ByMail && d.Actor.May(account.ViewPeople) {
			letter := a.Contests.Claims().Letter(d.Brand, seen, hand)
			page.LetterFR, page.LetterEN = letter.FR, letter.EN
		}
		if d.Actor.May(account.ViewPeople) {
			answer := claimForm(c, claims.Own{Message: seen.Message, Address: seen.Address})
			page.Answer = &answer
		}
	}
	if page.Year, err = a.wonInYear(c, d, claim); err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return a.render(c, status, page)
}

// wonInYear is what a winner has won of the brand in the year, once the law has it reported.
func (a *App) wonInYear(c *fiber.Ctx, d desk, claim claims.Claim) (*frontend.WonInYear, error) {
	total, counted, err := a.Contests.YearOf(c.UserContext(), d.Actor, claim)
	if err != nil || !counted || !total.Reached() {
		return nil, err
	}
	return &frontend.WonInYear{
		Year: strconv.Itoa(total.Year), Prizes: total.Prizes, Minor: total.Minor, Currency: total.Currency, Says: total.Says.In(lang(c)),
	}, nil
}

// stateActs are what can be done with a prize that has got so far.
var stateActs = map[claims.State][]frontend.ClaimAct{
	claims.Accepted: {frontend.ActKeepPrize, frontend.ActSendPrize, frontend.ActGavePrize},
	claims.ToSend:   {frontend.ActSendPrize, frontend.ActGavePrize},
	claims.Sent:     {frontend.ActSendPrize, frontend.ActGavePrize},
}

// deskClaimForm does what staff ask for one prize.
func (a *App) deskClaimForm(c *fiber.Ctx, d desk) error {
	ctx, id := c.UserContext(), claims.ID(c.Params("id"))
	var err error
	switch formValue(c, "act") {
	case "code":
		code, err := a.Contests.Claims().MakeHandCode(ctx, d.Actor, id)
		if err != nil {
			return a.refuseDeskClaim(c, d, err)
		}
		return a.renderDeskClaim(c, fiber.StatusOK, d, code, frontend.Form{}) // shown once: it is not redirected to
	case "accept":
		answer := claimAnswer(func(name string) string { return formValue(c, name) })
		err = a.Contests.Claims().Assist(ctx, d.Actor, id, formValue(c, "how"), &answer)
	case "decline":
		err = a.Contests.Claims().Assist(ctx, d.Actor, id, formValue(c, "how"), nil)
	default:
		err = a.Contests.Claims().Do(ctx, d.Actor, id, claimDoing(c))
	}
	if err != nil {
		return a.refuseDeskClaim(c, d, err)
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "claims", string(id)), frontend.NoticeSaved)
}

func (a *App) refuseDeskClaim(c *fiber.Ctx, d desk, err error) error {
	return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderDeskClaim(c, status, d, "", form) })
}
