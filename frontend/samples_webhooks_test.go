package frontend

import "time"

func webhookSamples(lang string) []sample {
	frame := func(under string) AdminFrame { return sampleDesk(lang, "/admin/b/glaces-du-port/webhooks"+under) }
	ok := WebhookView{ID: "w1", URL: "https://boutique.glaces.example/kermesse", Description: either(lang, "Caisse en ligne", "Online till"), All: true, State: WebhookActive, DeliveredAt: at(2026, 11, 20, 16, 5)}
	failing := WebhookView{ID: "w2", URL: "https://crm.example/hooks/9f2", Events: []string{"points.earned", "tier.reached"}, Contacts: true, State: WebhookFailing, Failures: 12, FailingSince: at(2026, 11, 18, 9, 0), GivenUp: 3, FormerUntil: at(2026, 11, 21, 9, 0)}
	off := failing
	off.State = WebhookDisabled
	gone := off
	gone.Gone, gone.GivenUp = true, 0
	waits := DeliveryView{
		ID: "d1", Message: "msg_019aa5b0-7d3f-7c3e-8a37-1f0b2c3d4e5f", Event: "points.earned", At: at(2026, 11, 20, 16, 5), State: DeliveryQueued, Attempts: 2, Status: 502,
		Failure: "the answer is no success", DueAt: at(2026, 11, 20, 18, 0), Until: at(2026, 11, 23, 16, 5), Data: `{"member":"4012887341","points":20}`,
		Log: []AttemptView{{No: 1, At: at(2026, 11, 20, 16, 5), Took: 15 * time.Second, Failure: "no answer in time"}, {No: 2, At: at(2026, 11, 20, 16, 6), Took: 240 * time.Millisecond, Status: 502, Failure: "the answer is no success", Answer: "Bad Gateway"}},
	}
	done := waits
	done.ID, done.State, done.Status, done.Failure, done.Attempts, done.Replay = "d2", DeliveryDelivered, 204, "", 1, true
	done.DueAt, done.EndedAt, done.Log = time.Time{}, at(2026, 11, 20, 16, 5), nil
	lost := waits
	lost.ID, lost.State, lost.DueAt, lost.EndedAt = "d3", DeliveryGivenUp, time.Time{}, at(2026, 11, 23, 16, 5)
	tabs := []Tab{{Key: "all", Count: 3, Href: "?", Current: true}, {Key: "queued", Count: 1, Href: "?"}, {Key: "delivered", Count: 1, Href: "?"}, {Key: "given_up", Count: 1, Href: "?"}}
	events := []Choice{{Value: "points.earned", Label: either(lang, "Un membre a gagné des points.", "A member earned points.")}, {Value: "tier.reached", Label: either(lang, "Un membre est monté de palier.", "A member rose to a tier.")}}
	return []sample{
		{"admin-webhooks", AdminWebhooksPage{AdminFrame: frame(""), Rows: []WebhookView{ok, failing, off}}},
		{"admin-webhooks-empty", AdminWebhooksPage{AdminFrame: frame("")}},
		{"admin-webhook", AdminWebhookPage{AdminFrame: frame("/w2"), Webhook: failing, Tabs: tabs, Rows: []DeliveryView{waits, done, lost}}},
		{"admin-webhook-new", AdminWebhookPage{AdminFrame: frame("/w1"), Webhook: ok, Tabs: tabs[:1]}},
		{"admin-webhook-off", AdminWebhookPage{AdminFrame: frame("/w2"), Webhook: off, Tabs: tabs[:1]}},
		{"admin-webhook-gone", AdminWebhookPage{AdminFrame: frame("/w2"), Webhook: gone, Tabs: tabs[:1]}},
		{"admin-webhook-edit", AdminWebhookEditPage{AdminFrame: frame("/new"), Events: events, MayContacts: true}},
		{"admin-webhook-secret", AdminWebhookSecretPage{AdminFrame: frame("/w2/secret"), Webhook: failing, Secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="}},
		{"admin-delivery", AdminDeliveryPage{AdminFrame: frame("/deliveries/d1"), Webhook: failing, Delivery: waits}},
		{"admin-delivery-done", AdminDeliveryPage{AdminFrame: frame("/deliveries/d2"), Webhook: ok, Delivery: done}},
	}
}
