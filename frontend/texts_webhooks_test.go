package frontend

// The words of webhooks that templates look up.
func init() {
	add := func(group string, values ...any) { groups[group] = append(groups[group], values...) }
	add("notice", NoticeReplayed, NoticeLetters)
	add("todo", TodoWebhook)
	add("tab", "queued", "delivered", "given_up")
	add("webhook_state", WebhookActive, WebhookFailing, WebhookPaused, WebhookDisabled)
	add("delivery", DeliveryQueued, DeliveryDelivered, DeliveryGivenUp)
	for _, part := range []string{"title", "text", "button"} {
		formats["act.%s."+part] = append(formats["act.%s."+part], ActRemoveWebhook)
	}
}
