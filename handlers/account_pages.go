package handlers

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
)

func (a *App) accountRoutes() {
	r := a.fiber
	r.Get("/admin/brands", a.panel(a.brandsPage))
	r.Post("/admin/brands", a.panel(a.createBrand))
	r.Get("/admin/account", a.panel(a.accountPage))
	r.Post("/admin/account", a.panel(a.editAccount))
	r.Post("/admin/account/password", a.panel(a.changePassword))
	r.Post("/admin/account/sessions", a.panel(a.endSessions))
	r.Get("/admin/b/:brand/settings", a.inBrand(a.brandSettingsPage))
	r.Post("/admin/b/:brand/settings", a.inBrand(a.editBrand))
	r.Get("/admin/b/:brand/team", a.inBrand(a.teamPage))
	r.Post("/admin/b/:brand/team", a.inBrand(a.invite))
	r.Post("/admin/b/:brand/team/:user", a.inBrand(a.changeRole))
	r.Get("/admin/b/:brand/team/:user/remove", a.inBrand(a.removeMemberPage))
	r.Post("/admin/b/:brand/team/:user/remove", a.inBrand(a.removeMember))
}

func (a *App) brandsPage(c *fiber.Ctx, staff account.Staff) error {
	return a.showBrands(c, fiber.StatusOK, staff, frontend.Form{})
}

func (a *App) showBrands(c *fiber.Ctx, status int, staff account.Staff, form frontend.Form) error {
	return a.render(c, status, frontend.AdminBrandsPage{
		AdminFrame: a.adminFrame(c, desk{Staff: staff}), MayCreate: staff.MayOpenBrand(),
		Zones: offeredZones, Currencies: offeredCurrencies, Form: form,
	})
}

func (a *App) createBrand(c *fiber.Ctx, staff account.Staff) error {
	brand, err := a.Accounts.FoundBrand(c.UserContext(), staff, account.Brand{
		Name: formValue(c, "brand_name"), Slug: formValue(c, "brand_slug"), TimeZone: formValue(c, "time_zone"),
		Currency: formValue(c, "currency"), Locale: formValue(c, "locale"), Colour: formValue(c, "colour"),
	})
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			return a.showBrands(c, status, staff, prefixed(form, "brand_", "name", "slug"))
		})
	}
	return a.redirect(c, frontend.AdminBrandPath(brand.Slug), frontend.NoticeCreated)
}

// prefixed renames wrong fields that the form calls by a longer name than the domain.
func prefixed(form frontend.Form, prefix string, names ...string) frontend.Form {
	for i := range form.Errors {
		for _, name := range names {
			if form.Errors[i].Field == name {
				form.Errors[i].Field = prefix + name
			}
		}
	}
	return form
}

func (a *App) accountPage(c *fiber.Ctx, staff account.Staff) error {
	form := frontend.Form{Values: values("name", staff.User.Name, "lang", staff.User.Locale)}
	return a.showAccount(c, fiber.StatusOK, staff, form, frontend.Form{})
}

func (a *App) showAccount(c *fiber.Ctx, status int, staff account.Staff, form, password frontend.Form) error {
	sessions, err := a.Accounts.ListSessions(c.UserContext(), staff)
	if err != nil {
		return err
	}
	page := frontend.AdminAccountPage{AdminFrame: a.adminFrame(c, desk{Staff: staff}), Form: form, Password: password}
	for _, s := range sessions {
		page.Sessions = append(page.Sessions, frontend.SessionLine{Device: s.Device, LastSeen: s.SeenAt, Current: s.ID == staff.Session})
	}
	return a.render(c, status, page)
}

func (a *App) editAccount(c *fiber.Ctx, staff account.Staff) error {
	_, err := a.Accounts.EditProfile(c.UserContext(), staff, formValue(c, "name"), formValue(c, "lang"))
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			return a.showAccount(c, status, staff, form, frontend.Form{})
		})
	}
	return a.redirect(c, frontend.AdminPath("account"), frontend.NoticeSaved)
}

func (a *App) changePassword(c *fiber.Ctx, staff account.Staff) error {
	err := a.Accounts.ChangePassword(c.UserContext(), staff, formValue(c, "current_password"), formValue(c, "new_password"))
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			form.Values = nil // passwords are never shown again
			return a.showAccount(c, status, staff, frontend.Form{Values: values("name", staff.User.Name, "lang", staff.User.Locale)}, form)
		})
	}
	return a.redirect(c, frontend.AdminPath("account"), frontend.NoticePassword)
}

func (a *App) endSessions(c *fiber.Ctx, staff account.Staff) error {
	if err := a.Accounts.SignOutElsewhere(c.UserContext(), staff); err != nil {
		return err
	}
	return a.redirect(c, frontend.AdminPath("account"), frontend.NoticeSessionsOut)
}

func (a *App) brandSettingsPage(c *fiber.Ctx, d desk) error {
	if err := d.Actor.Require(account.EditBrand, d.Brand.ID); err != nil {
		return err
	}
	b := d.Brand
	return a.showBrandSettings(c, fiber.StatusOK, d, frontend.Form{Values: values(
		"name", b.Name, "tagline", b.Tagline, "colour", b.Colour, "legal_name", b.LegalName, "legal_address", b.LegalAddress,
		"contact", b.ContactEmail, "time_zone", b.TimeZone, "currency", b.Currency, "locale", b.Locale,
		"legal_form", b.Legal.Form, "legal_capital", b.Legal.Capital, "registration", b.Legal.Registration, "seat_country", b.Legal.Country,
		"data_registration", b.Legal.DataRegistration, "privacy_contact", b.Legal.PrivacyContact,
	)})
}

func (a *App) showBrandSettings(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	return a.render(c, status, frontend.AdminBrandEditPage{
		AdminFrame: a.adminFrame(c, d), Zones: offeredZones, Currencies: offeredCurrencies, Form: form,
	})
}

func (a *App) editBrand(c *fiber.Ctx, d desk) error {
	b := d.Brand
	b.Name, b.Tagline, b.Colour = formValue(c, "name"), formValue(c, "tagline"), formValue(c, "colour")
	b.LegalName, b.LegalAddress = formValue(c, "legal_name"), formValue(c, "legal_address")
	b.ContactEmail, b.TimeZone, b.Currency, b.Locale = formValue(c, "contact"), formValue(c, "time_zone"), formValue(c, "currency"), formValue(c, "locale")
	b.Legal = account.Legal{
		Form: formValue(c, "legal_form"), Capital: formValue(c, "legal_capital"), Registration: formValue(c, "registration"),
		Country: formValue(c, "seat_country"), DataRegistration: formValue(c, "data_registration"), PrivacyContact: formValue(c, "privacy_contact"),
	}
	if _, err := a.Accounts.EditBrand(c.UserContext(), d.Actor, b); err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.showBrandSettings(c, status, d, form) })
	}
	return a.redirect(c, frontend.AdminBrandPath(b.Slug, "settings"), frontend.NoticeSaved)
}

func (a *App) teamPage(c *fiber.Ctx, d desk) error {
	return a.showTeam(c, fiber.StatusOK, d, frontend.Form{}, "")
}

// showTeam lists the team. link is the invitation just made for the form's address: it
// is shown once, for houses without a mail server.
func (a *App) showTeam(c *fiber.Ctx, status int, d desk, form frontend.Form, link string) error {
	members, err := a.Accounts.ListTeam(c.UserContext(), d.Actor)
	if err != nil {
		return err
	}
	invited, err := a.Accounts.ListInvitations(c.UserContext(), d.Actor)
	if err != nil {
		return err
	}
	page := frontend.AdminTeamPage{AdminFrame: a.adminFrame(c, d), Form: form}
	for _, m := range members {
		page.Members = append(page.Members, frontend.TeamMember{
			ID: string(m.User.ID), Name: m.User.Name, Email: m.User.Email, Role: frontend.StaffRole(m.Role),
			LastSeen: m.User.SeenAt.In(d.Brand.Location()), Self: m.User.ID == d.Staff.User.ID,
		})
	}
	for _, i := range invited {
		line := frontend.Invitation{ID: i.ID, Email: i.Email, Role: frontend.StaffRole(i.Role), ExpiresAt: i.ExpiresAt.In(d.Brand.Location())}
		if link != "" && i.Email == form.Value("email") {
			line.Link = link
		}
		page.Invited = append(page.Invited, line)
	}
	return a.render(c, status, page)
}

func (a *App) invite(c *fiber.Ctx, d desk) error {
	email := formValue(c, "email")
	link, err := a.Accounts.Invite(c.UserContext(), d.Actor, email, account.Role(formValue(c, "role")))
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.showTeam(c, status, d, form, "") })
	}
	return a.showTeam(c, fiber.StatusOK, d, frontend.Form{Values: values("email", email)}, link)
}

func (a *App) changeRole(c *fiber.Ctx, d desk) error {
	err := a.Accounts.ChangeRole(c.UserContext(), d.Actor, account.UserID(c.Params("user")), account.Role(formValue(c, "role")))
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.showTeam(c, status, d, form, "") })
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "team"), frontend.NoticeRoleChanged)
}

// removeMemberPage asks before somebody is taken off the team.
func (a *App) removeMemberPage(c *fiber.Ctx, d desk) error {
	return a.showRemoveMember(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) showRemoveMember(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	members, err := a.Accounts.ListTeam(c.UserContext(), d.Actor)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(members, func(m account.Member) bool { return m.User.ID == account.UserID(c.Params("user")) })
	if i < 0 {
		return account.ErrUserNotFound
	}
	return a.render(c, status, frontend.AdminConfirmPage{
		AdminFrame: a.adminFrame(c, d), Act: frontend.ActRemoveStaff, Count: 1,
		Subject: members[i].User.Name + " (" + members[i].User.Email + ")",
		Back:    frontend.AdminBrandPath(d.Brand.Slug, "team"), Form: form,
	})
}

func (a *App) removeMember(c *fiber.Ctx, d desk) error {
	err := a.Accounts.RemoveMember(c.UserContext(), d.Actor, account.UserID(c.Params("user")))
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.showRemoveMember(c, status, d, form) })
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "team"), frontend.NoticeRemoved)
}
