package handlers

import (
	"context"
	"net/url"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/internal/webhook"
)

func (a *App) webhookPages() {
	r := a.fiber
	r.Get("/admin/b/:brand/webhooks", a.inBrand(a.webhooksPage))
	r.Get("/admin/b/:brand/webhooks/new", a.inBrand(a.newWebhookPage))
	r.Post("/admin/b/:brand/webhooks/new", a.inBrand(a.saveNewWebhook))
	r.Get("/admin/b/:brand/webhooks/deliveries/:delivery", a.inBrand(a.deliveryPage))
	r.Post("/admin/b/:brand/webhooks/deliveries/:delivery", a.inBrand(a.replayForm))
	r.Get("/admin/b/:brand/webhooks/:webhook", a.inBrand(a.webhookPage))
	r.Get("/admin/b/:brand/webhooks/:webhook/edit", a.inBrand(a.editWebhookPage))
	r.Post("/admin/b/:brand/webhooks/:webhook/edit", a.inBrand(a.saveWebhook))
	r.Get("/admin/b/:brand/webhooks/:webhook/secret", a.inBrand(a.secretPage))
	r.Post("/admin/b/:brand/webhooks/:webhook/secret", a.inBrand(a.rotateForm))
	r.Post("/admin/b/:brand/webhooks/:webhook/test", a.inBrand(a.testForm))
	r.Post("/admin/b/:brand/webhooks/:webhook/replay", a.inBrand(a.replayAllForm))
	r.Get("/admin/b/:brand/webhooks/:webhook/remove", a.inBrand(a.removeWebhookPage))
	r.Post("/admin/b/:brand/webhooks/:webhook/remove", a.inBrand(a.removeWebhookForm))
}

func (a *App) webhooksPage(c *fiber.Ctx, d desk) error {
	list, err := a.Webhooks.List(c.UserContext(), d.Actor)
	if err != nil {
		return err
	}
	trouble, err := a.Webhooks.ListTrouble(c.UserContext(), d.Actor)
	if err != nil {
		return err
	}
	page := frontend.AdminWebhooksPage{AdminFrame: a.adminFrame(c, d)}
	for _, e := range list {
		row := webhookView(e, d.Brand.Location())
		if i := slices.IndexFunc(trouble, func(t webhook.Trouble) bool { return t.Endpoint.ID == e.ID }); i >= 0 {
			row.GivenUp = trouble[i].GivenUp
		}
		page.Rows = append(page.Rows, row)
	}
	return a.render(c, fiber.StatusOK, page)
}

func webhookView(e webhook.Endpoint, zone *time.Location) frontend.WebhookView {
	v := frontend.WebhookView{
		ID: string(e.ID), URL: e.URL, Description: e.Description, All: e.Events.Has(webhook.All), Contacts: e.Contacts,
		State: frontend.WebhookState(e.State), Gone: e.Reason == webhook.ReasonGone, Failures: e.Failures,
		FailingSince: in(e.FailingFrom, zone), DeliveredAt: in(e.DeliveredAt, zone), FormerUntil: in(e.FormerUntil, zone),
	}
	if e.Failing() {
		v.State = frontend.WebhookFailing
	}
	for _, t := range e.Events {
		if t != webhook.All {
			v.Events = append(v.Events, string(t))
		}
	}
	return v
}

func (a *App) newWebhookPage(c *fiber.Ctx, d desk) error {
	if err := d.Actor.Require(account.EditWebhooks, d.Brand.ID); err != nil {
		return err
	}
	return a.showWebhookForm(c, fiber.StatusOK, d, "", frontend.Form{Values: values("all", "yes", "active", "yes")})
}

func (a *App) showWebhookForm(c *fiber.Ctx, status int, d desk, id string, form frontend.Form) error {
	page := frontend.AdminWebhookEditPage{AdminFrame: a.adminFrame(c, d), ID: id, MayContacts: d.Actor.May(account.ExportPeople), Form: form}
	for _, k := range webhook.Kinds() {
		if k.Type != webhook.Test {
			page.Events = append(page.Events, frontend.Choice{Value: string(k.Type), Label: k.About.In(lang(c))})
		}
	}
	return a.render(c, status, page)
}

// webhookForm reads the form of an endpoint.
func webhookForm(c *fiber.Ctx) webhook.Settings {
	form := formValues(c)
	s := webhook.Settings{
		URL: form.Get("url"), Description: form.Get("description"), Contacts: form.Get("contacts") == "yes", Paused: form.Get("active") != "yes",
	}
	if form.Get("all") == "yes" {
		s.Events = webhook.Selection{webhook.All}
		return s
	}
	for _, t := range form["events"] {
		s.Events = append(s.Events, webhook.Type(t))
	}
	return s
}

func (a *App) saveNewWebhook(c *fiber.Ctx, d desk) error {
	e, err := a.Webhooks.Add(c.UserContext(), d.Actor, webhookForm(c))
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.showWebhookForm(c, status, d, "", form) })
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "webhooks", string(e.ID), "secret"), frontend.NoticeCreated)
}

func (a *App) editWebhookPage(c *fiber.Ctx, d desk) error {
	e, err := a.Webhooks.Find(c.UserContext(), d.Actor, endpointOf(c))
	if err != nil {
		return err
	}
	v := values("url", e.URL, "description", e.Description)
	for name, on := range map[string]bool{"all": e.Events.Has(webhook.All), "contacts": e.Contacts, "active": e.State != webhook.StatePaused} {
		if on {
			v.Set(name, "yes")
		}
	}
	for _, t := range e.Events {
		v.Add("events", string(t))
	}
	return a.showWebhookForm(c, fiber.StatusOK, d, string(e.ID), frontend.Form{Values: v})
}

func endpointOf(c *fiber.Ctx) webhook.EndpointID { return webhook.EndpointID(c.Params("webhook")) }

func (a *App) saveWebhook(c *fiber.Ctx, d desk) error {
	e, err := a.Webhooks.Change(c.UserContext(), d.Actor, endpointOf(c), webhookForm(c))
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			return a.showWebhookForm(c, status, d, c.Params("webhook"), form)
		})
	}
	return a.toWebhook(c, d, e.ID, frontend.NoticeSaved)
}

func (a *App) toWebhook(c *fiber.Ctx, d desk, id webhook.EndpointID, notice frontend.Notice) error {
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "webhooks", string(id)), notice)
}

const deliveriesPerPage = 50

// webhookPage is an endpoint with the log of what it was told.
func (a *App) webhookPage(c *fiber.Ctx, d desk) error {
	return a.showWebhook(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) showWebhook(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	ctx, id := c.UserContext(), endpointOf(c)
	e, err := a.Webhooks.Find(ctx, d.Actor, id)
	if err != nil {
		return err
	}
	page := frontend.AdminWebhookPage{AdminFrame: a.adminFrame(c, d), Webhook: webhookView(e, d.Brand.Location()), Form: form}
	counts, err := a.Webhooks.CountDeliveries(ctx, d.Actor, id)
	if err != nil {
		return err
	}
	page.Tabs, page.Webhook.GivenUp = a.deliveryTabs(c, d, id, counts), counts[webhook.GivenUp]
	list, next, err := a.Webhooks.ListDeliveries(ctx, d.Actor, webhook.DeliveryFilter{
		Endpoint: id, State: webhook.DeliveryState(c.Query("state")), After: webhook.DeliveryID(c.Query("after")), Size: deliveriesPerPage,
	})
	if err != nil {
		return err
	}
	for _, one := range list {
		page.Rows = append(page.Rows, deliveryView(one, d.Brand.Location()))
	}
	page.Pager = frontend.Pager{Total: -1, Next: nextPage(c, string(next))}
	return a.render(c, status, page)
}

func (a *App) deliveryTabs(c *fiber.Ctx, d desk, id webhook.EndpointID, counts map[webhook.DeliveryState]int) []frontend.Tab {
	href, current := a.deskHref(c, d, "webhooks", string(id)), c.Query("state")
	all := frontend.Tab{Key: "all", Href: href, Current: current == ""}
	tabs := []frontend.Tab{all}
	for _, state := range []webhook.DeliveryState{webhook.Queued, webhook.Delivered, webhook.GivenUp} {
		tabs[0].Count += counts[state]
		tabs = append(tabs, frontend.Tab{
			Key: string(state), Count: counts[state], Current: current == string(state), Href: href + "?" + url.Values{"state": {string(state)}}.Encode(),
		})
	}
	return tabs
}

func deliveryView(d webhook.Delivery, zone *time.Location) frontend.DeliveryView {
	v := frontend.DeliveryView{
		ID: string(d.ID), Message: d.Message, Event: string(d.Type), At: in(d.At, zone), State: frontend.DeliveryState(d.State), Replay: d.Replay,
		Attempts: d.Attempts, Status: d.Status, Failure: d.Failure, EndedAt: in(d.EndedAt, zone), Until: in(d.Until, zone), Data: d.Data,
	}
	if d.State == webhook.Queued {
		v.DueAt = in(d.DueAt, zone)
	}
	for _, t := range d.Log {
		v.Log = append(v.Log, frontend.AttemptView{No: t.No, At: in(t.At, zone), Took: t.Took, Status: t.Status, Failure: t.Failure, Answer: t.Answer})
	}
	return v
}

func (a *App) deliveryPage(c *fiber.Ctx, d desk) error {
	return a.showDelivery(c, fiber.StatusOK, d, frontend.Form{})
}

func (a *App) showDelivery(c *fiber.Ctx, status int, d desk, form frontend.Form) error {
	one, err := a.Webhooks.FindDelivery(c.UserContext(), d.Actor, webhook.DeliveryID(c.Params("delivery")))
	if err != nil {
		return err
	}
	e, err := a.Webhooks.Find(c.UserContext(), d.Actor, one.Endpoint)
	if err != nil {
		return err
	}
	return a.render(c, status, frontend.AdminDeliveryPage{
		AdminFrame: a.adminFrame(c, d), Webhook: webhookView(e, d.Brand.Location()), Delivery: deliveryView(one, d.Brand.Location()), Form: form,
	})
}

func (a *App) replayForm(c *fiber.Ctx, d desk) error {
	again, err := a.Webhooks.Replay(c.UserContext(), d.Actor, webhook.DeliveryID(c.Params("delivery")))
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.showDelivery(c, status, d, form) })
	}
	return a.toWebhook(c, d, again.Endpoint, frontend.NoticeReplayed)
}

func (a *App) testForm(c *fiber.Ctx, d desk) error {
	return a.webhookAct(c, d, frontend.NoticeReplayed, func(ctx context.Context) error { return a.Webhooks.Try(ctx, d.Actor, endpointOf(c)) })
}

func (a *App) replayAllForm(c *fiber.Ctx, d desk) error {
	return a.webhookAct(c, d, frontend.NoticeReplayed, func(ctx context.Context) error {
		_, err := a.Webhooks.ReplayGivenUp(ctx, d.Actor, endpointOf(c), a.Clock.Now().Add(-webhook.KeepLog))
		return err
	})
}

// webhookAct does something to an endpoint and shows it again.
func (a *App) webhookAct(c *fiber.Ctx, d desk, notice frontend.Notice, act func(context.Context) error) error {
	if err := act(c.UserContext()); err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.showWebhook(c, status, d, form) })
	}
	return a.toWebhook(c, d, endpointOf(c), notice)
}

// secretPage shows what the receiver verifies signatures with, and replaces it.
func (a *App) secretPage(c *fiber.Ctx, d desk) error {
	secret, err := a.Webhooks.Secret(c.UserContext(), d.Actor, endpointOf(c))
	if err != nil {
		return err
	}
	e, err := a.Webhooks.Find(c.UserContext(), d.Actor, endpointOf(c))
	if err != nil {
		return err
	}
	return a.render(c, fiber.StatusOK, frontend.AdminWebhookSecretPage{
		AdminFrame: a.adminFrame(c, d), Webhook: webhookView(e, d.Brand.Location()), Secret: secret,
	})
}

// overlap is how long the old secret signs beside the new one, where it did not leak.
const overlap = 24 * time.Hour

func (a *App) rotateForm(c *fiber.Ctx, d desk) error {
	keep := overlap
	if formValue(c, "leaked") == "yes" {
		keep = 0
	}
	if _, err := a.Webhooks.Rotate(c.UserContext(), d.Actor, endpointOf(c), keep); err != nil {
		return err
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "webhooks", c.Params("webhook"), "secret"), frontend.NoticeSaved)
}

func (a *App) removeWebhookPage(c *fiber.Ctx, d desk) error {
	e, err := a.Webhooks.Find(c.UserContext(), d.Actor, endpointOf(c))
	if err != nil {
		return err
	}
	return a.render(c, fiber.StatusOK, frontend.AdminConfirmPage{
		AdminFrame: a.adminFrame(c, d), Act: frontend.ActRemoveWebhook, Count: 1, Subject: e.URL,
		Back: frontend.AdminBrandPath(d.Brand.Slug, "webhooks", string(e.ID)),
	})
}

func (a *App) removeWebhookForm(c *fiber.Ctx, d desk) error {
	if err := a.Webhooks.Remove(c.UserContext(), d.Actor, endpointOf(c)); err != nil {
		return err
	}
	return a.redirect(c, frontend.AdminBrandPath(d.Brand.Slug, "webhooks"), frontend.NoticeRemoved)
}
