package handlers

import (
	"fmt"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/loyalty"
)

// profilePage is where a member tells how they are called, and when their birthday is.
func (a *App) profilePage(c *fiber.Ctx, g guest) error {
	p, err := a.Loyalty.FindOwnProfile(c.UserContext(), g.Brand.ID, g.Fan.ID)
	if err != nil {
		return err
	}
	form := values("first_name", p.FirstName)
	if month, day, told := strings.Cut(p.Birthday, "-"); told {
		form.Set("month", month)
		form.Set("day", day)
		form.Set("birthday_consent", "yes")
	}
	return a.showProfile(c, fiber.StatusOK, g, frontend.Form{Values: form})
}

func (a *App) showProfile(c *fiber.Ctx, status int, g guest, form frontend.Form) error {
	programme, err := a.Loyalty.FindProgramme(c.UserContext(), g.Brand.ID)
	if err != nil {
		return err
	}
	page := frontend.ProfilePage{Frame: a.frame(c), Consent: loyalty.BirthdayText.In(lang(c)), Birthday: fixedFor(programme, loyalty.Birthday), Form: form}
	page.Brand = a.brandFor(c, g.Brand)
	return a.render(c, status, page)
}

func (a *App) profileForm(c *fiber.Ctx, g guest) error {
	p := loyalty.OwnProfile{FirstName: formValue(c, "first_name"), Birthday: birthdayOf(formValue(c, "month"), formValue(c, "day"))}
	err := a.Loyalty.SetOwnProfile(c.UserContext(), g.Brand.ID, g.Fan.ID, p, formValue(c, "birthday_consent") == "yes", lang(c))
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.showProfile(c, status, g, form) })
	}
	return a.redirect(c, frontend.MemberPath(g.Brand.Slug, "profile"), frontend.NoticeProfile)
}

// birthdayOf is a month and a day as the books write them; empty where both are.
func birthdayOf(month, day string) string {
	month, day = strings.TrimSpace(month), strings.TrimSpace(day)
	if month == "" && day == "" {
		return ""
	}
	return fmt.Sprintf("%02s-%02s", month, day)
}

// missedPage lists what earned a member nothing, and why.
func (a *App) missedPage(c *fiber.Ctx, g guest) error {
	ctx := c.UserContext()
	programme, err := a.Loyalty.FindProgramme(ctx, g.Brand.ID)
	if err != nil {
		return err
	}
	names, err := a.loyaltyNames(ctx, g.Brand.ID, programme)
	if err != nil {
		return err
	}
	missed, err := a.Loyalty.ListOwnRefusals(ctx, g.Brand.ID, g.Fan.ID)
	if err != nil {
		return err
	}
	page := frontend.MissedPage{Frame: a.frame(c)}
	page.Brand = a.brandFor(c, g.Brand)
	for _, r := range missed {
		page.Missed = append(page.Missed, frontend.MissedLine{
			At: in(r.At, g.Brand.Location()), Label: names.of(r.Rule), Why: r.Fault.Message.In(lang(c)), Steps: traceInWords(lang(c), g.Brand.Currency, r.Trace),
		})
	}
	return a.render(c, fiber.StatusOK, page)
}

// changeOwnConsent changes what a fan agreed to, and forgets what rested on it.
func (a *App) changeOwnConsent(c *fiber.Ctx, g guest, purpose string, granted bool) error {
	ctx := c.UserContext()
	if purpose == loyalty.BirthdayPurpose && !granted {
		p, err := a.Loyalty.FindOwnProfile(ctx, g.Brand.ID, g.Fan.ID)
		if err == nil && p.Birthday != "" { // taking it away withdraws the consent
			p.Birthday = ""
			return a.Loyalty.SetOwnProfile(ctx, g.Brand.ID, g.Fan.ID, p, false, lang(c))
		}
	}
	return a.Fans.ChangeConsent(ctx, g.Fan.ID, purpose, granted)
}
