package frontend

// Votes have many values that templates look up by word; their words are in texts of their own.
func init() {
	add := func(group string, values ...any) { groups[group] = append(groups[group], values...) }
	add("notice", NoticeProposed, NoticeCommentGone, NoticeCalled, NoticeModerated)
	add("state", StateCalling, StateSifting)
	add("tab", "held", "shown", "removed")
	add("poll_notice", PollIdeaAccepted, PollIdeaMerged, PollIdeaDeclined)
	add("idea_state", IdeaHeld, IdeaAccepted, IdeaMerged, IdeaDeclined)
	add("ideas_state", IdeaHeld, IdeaAccepted, IdeaMerged, IdeaDeclined)
	add("method", MethodDuels, MethodMaxDiff, MethodBracket)
	add("method.how", MethodDuels, MethodMaxDiff, MethodBracket)
	add("missing", "rounds")
	add("seeds", "lot", "brand")
	add("template", "flavour", "scent", "packaging", "destination", "topic")
	for _, part := range []string{"title", "text", "button"} {
		formats["act.%s."+part] = append(formats["act.%s."+part], ActCallPoll)
	}
}
