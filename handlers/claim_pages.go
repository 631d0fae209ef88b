package handlers

import (
	"errors"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests/claims"
	"kermesse/contests/claims/postal"
	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/fault"
)

// claimRoutes are what becomes of prizes: whether a message is real, the page of the winner,
// the public ledger, the counter, the desk, the API.
func (a *App) claimRoutes() {
	r := a.fiber
	a.claimOperations()
	r.Get("/w/:brand", a.kept(a.winnerCheckPage))
	r.Post("/w/:brand", a.checkWinnerMessage)
	r.Get("/w/:brand/:code", a.atClaim(a.claimPage))
	r.Post("/w/:brand/:code/identify", a.atClaim(a.identifyWinner))
	r.Post("/w/:brand/:code/prove", a.atClaim(a.proveWinner))
	r.Post("/w/:brand/:code/answer", a.atClaim(a.answerClaim))
	r.Post("/w/:brand/:code/decline", a.atClaim(a.declineClaim))
	r.Post("/w/:brand/:code/received", a.atClaim(a.confirmReceived))
	r.Post("/w/:brand/:code/leave", a.atClaim(a.leaveClaim))
	r.Get("/c/:slug/prizes", a.kept(a.atContest(a.prizesPage)))
	r.Post("/c/:slug/receipt/:key/word", a.atContest(a.changeWord))
	for _, path := range []string{"/T/:token", "/t/:token"} {
		r.Get(path, a.toCounter)
	}
	a.claimDeskRoutes()
}

// ticket is a claim as a visitor stands before it.
type ticket struct {
	brand   account.Brand
	message claims.Message
	key     claims.Key
}

// cookieClaim keeps the pass of a winner, one cookie per claim, for one sitting.
const cookieClaim = "kermesse_claim_"

func claimCookie(code string) string { return cookieClaim + strings.ReplaceAll(code, "-", "") }

const passSeconds = 2 * 60 * 60

// atClaim wraps a page under /w/:brand/:code. What it shows is for one person: nothing keeps it.
func (a *App) atClaim(h func(*fiber.Ctx, ticket) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderCacheControl, "no-store")
		c.Set("X-Robots-Tag", "noindex")
		ctx := c.UserContext()
		brand, err := a.Accounts.FindBrandBySlug(ctx, c.Params("brand"))
		if err != nil {
			return err
		}
		m, err := a.Contests.Claims().CheckMessage(ctx, brand.ID, c.Params("code"), a.clientNetwork(c))
		if fault.KindOf(err) == fault.Invalid { // no code at all
			return claims.ErrNotFound
		}
		if err != nil {
			return err
		}
		code := m.Claim.Code
		return h(c, ticket{brand: brand, message: m.In(lang(c)), key: claims.Key{Brand: brand.ID, Code: code, Pass: cookie(c, claimCookie(code))}})
	}
}

func (t ticket) path(under ...string) string {
	return frontend.ClaimPath(t.brand.Slug, t.message.Claim.Code, under...)
}

// claimPage is the step that its visitor has got to.
func (a *App) claimPage(c *fiber.Ctx, t ticket) error {
	return a.renderClaim(c, fiber.StatusOK, t, frontend.Form{})
}

func (a *App) renderClaim(c *fiber.Ctx, status int, t ticket, form frontend.Form) error {
	own, err := a.Contests.Claims().Mine(c.UserContext(), t.key)
	switch {
	case err == nil:
		return a.renderOwnClaim(c, status, t, own, form)
	case errors.Is(err, claims.ErrPass):
	default:
		return err
	}
	page := a.claimFrame(c, t, form)
	switch {
	case page.Step == frontend.ClaimOver:
	case c.Query("token") != "":
		if _, err := a.Fans.Preview(c.UserContext(), c.Query("token")); err != nil {
			return err
		}
		page.Step, page.Token = frontend.ClaimLanded, c.Query("token")
	case c.Query("challenge") != "" || formValue(c, "challenge") != "":
		page.Step, page.Challenge, page.Contact = frontend.ClaimProve, c.Query("challenge", formValue(c, "challenge")), sentTo(c)
	}
	return a.render(c, status, page)
}

// claimFrame is what the page of a claim shows to whoever holds its link.
func (a *App) claimFrame(c *fiber.Ctx, t ticket, form frontend.Form) frontend.ClaimPage {
	m, zone := t.message, t.message.Contest.Zone
	page := frontend.ClaimPage{
		Frame: a.frame(c), Step: frontend.ClaimAsk, Code: m.Claim.Code, Standing: frontend.Standing(m.Standing), Contest: m.Contest.Title,
		Slug: m.Contest.Slug, Prize: m.Prize().Name, SentAt: in(m.Claim.ToldAt, zone), Due: in(m.Claim.Due, zone), EndedAt: in(m.Claim.EndedAt, zone),
		ByHand: !m.ByMail, Form: form,
	}
	page.Brand = a.brandFor(c, t.brand)
	if m.Standing == claims.StandsDeclined || m.Standing == claims.StandsExpired || m.Standing == claims.StandsVoid {
		page.Step = frontend.ClaimOver
	}
	if m.Standing == claims.StandsExpired && page.EndedAt.IsZero() {
		page.EndedAt = page.Due
	}
	return page
}

// renderOwnClaim shows a claim to its winner.
func (a *App) renderOwnClaim(c *fiber.Ctx, status int, t ticket, own claims.Own, form frontend.Form) error {
	page := a.claimFrame(c, t, form)
	page.Number, page.State = own.Claim.Number, a.ownClaimView(own)
	changing := c.Query("change", formValue(c, "change")) != ""
	switch {
	case page.Step == frontend.ClaimOver:
	case c.Query("refuse") != "" && page.State.Refusable:
		page.Step = frontend.ClaimRefuse
	case own.Claim.State.Open():
		page.Step = frontend.ClaimAnswer
	case changing && page.State.Changeable:
		page.Step = frontend.ClaimChange
	default:
		page.Step = frontend.ClaimFollow
	}
	if page.Step == frontend.ClaimAnswer || page.Step == frontend.ClaimChange {
		page.Answer = claimForm(c, own)
		if page.Step == frontend.ClaimChange && !form.Failed() {
			page.Form.Values = addressValues(own)
		}
	}
	return a.render(c, status, page)
}

// ownClaimView is where a prize is, for its winner.
func (a *App) ownClaimView(own claims.Own) frontend.ClaimView {
	c, zone := own.Claim, own.Contest.Zone
	v := frontend.ClaimView{
		State: frontend.ClaimState(c.State), Word: own.Word, Method: frontend.ClaimMethod(c.Method), Place: c.Place, Choice: c.Choice,
		Address: own.Address.Label(), Country: own.Address.Country, Carrier: c.Carrier, Tracking: c.Tracking, Token: own.Pickup,
		AcceptedAt: in(c.AcceptedAt, zone), KeptAt: in(c.KeptAt, zone), SentAt: in(c.SentAt, zone), ReceivedAt: in(c.ReceivedAt, zone),
		Changeable: (c.State == claims.Accepted || c.State == claims.ToSend) && c.Method != claims.Arranged,
		Refusable:  c.State.Open() || c.State == claims.Accepted,
		Receivable: c.State == claims.Sent || c.State == claims.ToSend && c.Method != claims.Pickup,
	}
	if own.Pickup != "" {
		v.TokenURL = a.Config.BaseURL + frontend.PickupPath(own.Pickup)
	}
	if len(v.Address) > 0 {
		v.PurgeAt = in(c.PurgeAt, zone)
	}
	return v
}

// claimForm is what a winner is asked: for the method and the country that they have chosen.
func claimForm(c *fiber.Ctx, own claims.Own) frontend.ClaimForm {
	prize := own.Prize()
	chosen := claims.Method(c.Query("method", formValue(c, "method")))
	f := frontend.ClaimForm{
		Asks: prize.Asks, Options: prize.Options, Places: prize.Pickup, MinAge: own.Contest.MinAge, Publicity: own.Contest.AskPublicity,
		KeepDays: own.Contest.KeptFor(),
	}
	methods := prize.Methods()
	if !slices.Contains(methods, chosen) {
		if len(methods) > 1 {
			for _, m := range methods {
				f.Methods = append(f.Methods, frontend.ClaimMethod(m))
			}
			return f
		}
		chosen = methods[0]
	}
	f.Method = frontend.ClaimMethod(chosen)
	if chosen == claims.Delivery {
		f.Countries, f.Country, f.Fields = addressForm(lang(c), own, c.Query("country", formValue(c, "country")))
	}
	return f
}

// addressForm is the address as the chosen country has it: one of those that the prize is
// sent to.
func addressForm(lang string, own claims.Own, chosen string) ([]frontend.Choice, string, []frontend.AddressField) {
	codes := own.Contest.Countries
	if len(codes) == 0 {
		codes = postal.Known()
	}
	if chosen == "" {
		chosen = own.Address.Country
	}
	if !slices.Contains(codes, chosen) {
		chosen = codes[0]
		if slices.Contains(codes, "FR") {
			chosen = "FR"
		}
	}
	format := postal.Of(chosen)
	var fields []frontend.AddressField
	for _, field := range format.Fields() {
		f := frontend.AddressField{Name: string(field), Required: format.Needs(field) == postal.Required}
		if field == postal.Code {
			f.Example = format.Example
		}
		fields = append(fields, f)
	}
	return frontend.CountryChoices(lang, codes), chosen, fields
}

func addressValues(own claims.Own) map[string][]string {
	v := map[string][]string{"choice": {own.Claim.Choice}, "place": {own.Claim.Place}}
	for field, value := range own.Address.Values {
		v["address."+string(field)] = []string{value}
	}
	return v
}

// identifyWinner sends a code to the address of the entry that won.
func (a *App) identifyWinner(c *fiber.Ctx, t ticket) error {
	asked, err := a.Contests.Claims().Identify(c.UserContext(), t.brand.ID, t.key.Code, lang(c))
	if err != nil {
		return a.refuseClaim(c, t, err)
	}
	a.setCookie(c, cookieSentTo, asked.Contact, sentToLife)
	return a.redirect(c, t.path()+"?"+values("challenge", asked.Challenge).Encode(), "")
}

// proveWinner takes a code from the mail, the link in it, or a code given by staff.
func (a *App) proveWinner(c *fiber.Ctx, t ticket) error {
	pass, err := a.provePass(c, t)
	if err != nil {
		return a.refuseClaim(c, t, err)
	}
	a.setCookie(c, claimCookie(t.key.Code), pass, passSeconds)
	return a.redirect(c, t.path(), "")
}

func (a *App) provePass(c *fiber.Ctx, t ticket) (string, error) {
	ctx, token := c.UserContext(), formValue(c, "token")
	if hand := formValue(c, "hand"); hand != "" {
		pass, err := a.Contests.Claims().ProveByHand(ctx, t.brand.ID, t.key.Code, hand)
		if err != nil {
			return "", atField("hand", err)
		}
		return pass, nil
	}
	if token == "" {
		var err error
		if token, err = a.Fans.Guess(ctx, formValue(c, "challenge"), formValue(c, "code")); err != nil {
			return "", atField("code", err)
		}
	}
	return a.Contests.Claims().Prove(ctx, t.brand.ID, t.key.Code, token)
}

// refuseClaim shows the page again where another try may help, and otherwise what the claim
// has come to.
func (a *App) refuseClaim(c *fiber.Ctx, t ticket, err error) error {
	f := faultOf(err)
	if f.Kind == fault.Unauthenticated {
		a.setCookie(c, claimCookie(t.key.Code), "", -1)
		return a.redirect(c, t.path(), "")
	}
	if f.Kind == fault.Gone || f.Kind == fault.Conflict {
		status := kindStatus[f.Kind]
		fresh, findErr := a.Contests.Claims().CheckMessage(c.UserContext(), t.brand.ID, t.key.Code, a.clientNetwork(c))
		if findErr != nil {
			return findErr
		}
		t.message = fresh.In(lang(c))
		return a.renderClaim(c, status, t, frontend.Form{Errors: fieldErrors(c, err)})
	}
	return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderClaim(c, status, t, form) })
}

// answerClaim takes a yes, or another address of a prize that was accepted.
func (a *App) answerClaim(c *fiber.Ctx, t ticket) error {
	send := a.Contests.Claims().Accept
	if formValue(c, "change") != "" {
		send = a.Contests.Claims().Redirect
	}
	answer := claimAnswer(func(name string) string { return formValue(c, name) })
	if err := send(c.UserContext(), t.key, answer); err != nil {
		return a.refuseClaim(c, t, err)
	}
	return a.redirect(c, t.path(), frontend.NoticeSaved)
}

// claimAnswer reads a winner's answer; value gives what stands under a name.
func claimAnswer(value func(name string) string) claims.Answer {
	answer := claims.Answer{
		Method: claims.Method(value("method")), Place: value("place"), Choice: value("choice"),
		Adult: value("adult") == "yes", Publicity: value("publicity") == "yes",
		Address: postal.Address{Country: value("country"), Values: map[postal.Field]string{}},
	}
	for _, field := range postal.Of(answer.Address.Country).Fields() {
		answer.Address.Values[field] = value("address." + string(field))
	}
	return answer
}

func (a *App) declineClaim(c *fiber.Ctx, t ticket) error {
	if err := a.Contests.Claims().Decline(c.UserContext(), t.key); err != nil {
		return a.refuseClaim(c, t, err)
	}
	return a.redirect(c, t.path(), frontend.NoticeSaved)
}

func (a *App) confirmReceived(c *fiber.Ctx, t ticket) error {
	if err := a.Contests.Claims().Confirm(c.UserContext(), t.key); err != nil {
		return a.refuseClaim(c, t, err)
	}
	return a.redirect(c, t.path(), frontend.NoticeSaved)
}

// leaveClaim forgets on this browser who the winner is: phones and shop tablets are shared.
func (a *App) leaveClaim(c *fiber.Ctx, t ticket) error {
	a.setCookie(c, claimCookie(t.key.Code), "", -1)
	return a.redirect(c, frontend.WinnerCheckPath(t.brand.Slug), "")
}
