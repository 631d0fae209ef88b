package handlers

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/fault"
	"kermesse/loyalty"
)

// actWords say what a friend has to have done, after « quand il a … ».
var actWords = map[string]fault.Text{
	loyalty.SignUp:       {FR: "rejoint le programme", EN: "joined the programme"},
	eventPurchase:        {FR: "fait un premier achat", EN: "made a first purchase"},
	loyalty.Vote:         {FR: "voté une première fois", EN: "voted for the first time"},
	loyalty.ContestEntry: {FR: "participé à un jeu-concours", EN: "entered a contest"},
	loyalty.Survey:       {FR: "répondu à une enquête", EN: "answered a survey"},
	loyalty.CheckIn:      {FR: "participé à un événement", EN: "come to an event"},
	eventOther:           {FR: "fait le premier geste que la marque demande", EN: "done the first act that the brand asks for"},
}

func actInWords(language, event string) string {
	words, ok := actWords[event]
	if !ok {
		words = actWords[eventOther]
	}
	return words.In(language)
}

// fixedFor sums what the active rules about an event give, where that is a number.
func fixedFor(p *loyalty.Programme, event string) (points int64) {
	for _, rule := range p.Rules {
		if rule.Active && rule.Event() == event && rule.Den == 0 {
			points += rule.Fixed
		}
	}
	return points
}

// friendsPage shows a member their referral link and what became of those who came by it.
func (a *App) friendsPage(c *fiber.Ctx, g guest) error {
	ctx := c.UserContext()
	programme, err := a.Loyalty.FindProgramme(ctx, g.Brand.ID)
	if err != nil {
		return err
	}
	code, err := a.Loyalty.ReferralCode(ctx, g.Brand.ID, g.Fan.ID)
	if err != nil {
		return err
	}
	friends, err := a.Loyalty.ListOwnReferrals(ctx, g.Brand.ID, g.Fan.ID)
	if err != nil {
		return err
	}
	page := frontend.FriendsPage{
		Frame: a.frame(c), Link: a.referralLink(g.Brand.Slug, code), Act: actInWords(lang(c), programme.Social.ReferralAct),
		Mine: fixedFor(programme, loyalty.Referral), Theirs: fixedFor(programme, loyalty.Referred),
	}
	page.Brand = a.brandFor(c, g.Brand)
	for _, f := range friends {
		line := frontend.ReferredLine{At: in(f.At, g.Brand.Location()), State: frontend.ReferralState(referralState(f))}
		page.Friends = append(page.Friends, line)
	}
	return a.render(c, fiber.StatusOK, page)
}

func (a *App) referralLink(brand, code string) string {
	return a.Config.BaseURL + frontend.MemberPath(brand, "friend", code)
}

func referralState(f loyalty.ReferredFriend) string {
	switch {
	case !f.RewardedAt.IsZero():
		return string(frontend.ReferralRewarded)
	case !f.ActedAt.IsZero():
		return string(frontend.ReferralActed)
	}
	return string(frontend.ReferralCame)
}

// invitedPage is where a referral link leads. Nothing is noted until the friend has proved
// an address and pressed the button.
func (a *App) invitedPage(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	ctx := c.UserContext()
	brand, err := a.Accounts.FindBrandBySlug(ctx, c.Params("brand"))
	if err != nil {
		return err
	}
	programme, err := a.Loyalty.FindProgramme(ctx, brand.ID)
	if err != nil {
		return err
	}
	page := frontend.InvitedPage{Frame: a.frame(c), Code: c.Params("code"), Welcome: fixedFor(programme, loyalty.SignUp)}
	page.Brand = a.brandFor(c, brand)
	if act := programme.Social.ReferralAct; act != "" {
		page.Act, page.Points = actInWords(lang(c), act), fixedFor(programme, loyalty.Referred)
	}
	f, err := a.fanOf(c, brand.ID)
	if err != nil {
		return err
	}
	if page.SignedIn = f.ID != ""; page.SignedIn {
		_, err := a.Loyalty.FindOwn(ctx, brand.ID, f.ID)
		if err != nil && !errors.Is(err, loyalty.ErrUnknownMember) {
			return err
		}
		page.Member = err == nil
	}
	return a.render(c, fiber.StatusOK, page)
}

// joinForm makes a fan a member, by whose link it may be.
func (a *App) joinForm(c *fiber.Ctx, g guest) error {
	if _, err := a.Loyalty.Join(c.UserContext(), g.Fan, formValue(c, "by")); err != nil {
		return err
	}
	return a.redirect(c, frontend.MemberPath(g.Brand.Slug), frontend.NoticeJoined)
}
