package handlers

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/fan"
)

func (a *App) requestDeskRoutes() {
	r := a.fiber
	r.Get("/admin/b/:brand/requests", a.inBrand(a.requestsPage))
	r.Post("/admin/b/:brand/requests", a.inBrand(a.noteRequestForm))
	r.Post("/admin/b/:brand/requests/:id", a.inBrand(a.answerRequestForm))
}

// requestsPage is the queue of what people ask about their data.
func (a *App) requestsPage(c *fiber.Ctx, d desk) error {
	return a.renderRequests(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) renderRequests(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	found, err := a.Fans.ListRequests(c.UserContext(), d.Actor)
	if err != nil {
		return err
	}
	page := frontend.AdminRequestsPage{AdminFrame: a.adminFrame(c, d), Form: form, Kinds: requestKinds(lang(c))}
	now, zone := a.Clock.Now(), d.Brand.Location()
	for _, r := range found {
		line := frontend.AskedLine{
			RequestLine: requestLines([]fan.Request{r}, lang(c), zone)[0], ID: r.ID, Contact: r.Contact, Late: r.Late(now), ByStaff: r.ByStaff, Granted: r.Granted,
		}
		if r.AnsweredAt.IsZero() {
			page.Open = append(page.Open, line)
		} else {
			page.Done = append(page.Done, line)
		}
	}
	return a.render(c, status, page)
}

// noteRequestForm takes a request that came by letter, by telephone or at the counter.
func (a *App) noteRequestForm(c *fiber.Ctx, d desk) error {
	email, phone := strings.TrimSpace(formValue(c, "contact")), ""
	if !strings.Contains(email, "@") {
		email, phone = "", email
	}
	contact, err := fan.ParseContact(email, phone, d.Brand.Legal.Country)
	if err == nil {
		_, err = a.Fans.AskFor(c.UserContext(), d.Actor, contact, fan.RequestKind(formValue(c, "kind")), formValue(c, "words"))
	}
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderRequests(c, status, d, form) })
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "requests"), frontend.NoticeAsked)
}

func (a *App) answerRequestForm(c *fiber.Ctx, d desk) error {
	err := a.Fans.Answer(c.UserContext(), d.Actor, c.Params("id"), formValue(c, "granted") == "yes", formValue(c, "answer"))
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderRequests(c, status, d, form) })
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "requests"), frontend.NoticeAnswered)
}
