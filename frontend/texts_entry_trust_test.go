package frontend

// The words of entries to check that templates and handlers look up.
func init() {
	add := func(group string, values ...any) { groups[group] = append(groups[group], values...) }
	add("notice", NoticeBlocked, NoticeBlockLifted, NoticeUndone, NoticeSettled)
	add("todo", TodoAppeals)
	add("doubt_done", "accept", "exclude", "bar", "dismiss")
	add("block_effect", "flag", "refuse")
	formats["todo.%s"] = append(formats["todo.%s"], TodoAppeals)
	add("via", "direct", "search", "site", "embed", "kiosk", "private", "others", "facebook", "instagram", "tiktok", "whatsapp", "youtube", "x", "linkedin", "api", "staff")
	drawnKeys = append(drawnKeys, "doubts.all", "doubts.appeals")
	for _, flag := range []string{
		"blocked", "network-burst", "same-device", "alias-of", "too-fast", "disposable-email", "phone-series", "email-series", "same-address",
	} {
		drawnKeys = append(drawnKeys, "doubt_tab."+flag)
	}
}
