package frontend

import "net/url"

func entryTrustSamples(lang string) []sample {
	frame := func(under string) AdminFrame { return sampleDesk(lang, "/admin/b/glaces-du-port"+under) }
	contest := sampleContest(lang)
	row := EntryRow{
		ID: "0190", Number: "4F7K-92QM-X3", Name: "Priya Sharma", Alias: "Priya S.", Contact: "priya@exemple.sn", Answer: "12, rue des Lilas",
		Status: EntryConfirmed, Tickets: 2, At: at(2026, 11, 20, 19, 4), Source: "page", Flags: []string{either(lang, "Adresse jetable.", "Throw-away address.")},
	}
	reasons := []Choice{{Value: "fraud", Label: either(lang, "Participation frauduleuse.", "Fraudulent entry.")}, {Value: "duplicate-person", Label: either(lang, "Plusieurs participations.", "Several entries.")}}
	doubts := AdminDoubtsPage{
		AdminFrame: frame("/contests/glaces/review"), Slug: contest.Slug, Title: contest.Title, ClosesAt: contest.ClosesAt, Reasons: reasons,
		Tabs:  []Tab{{Label: either(lang, "Toutes", "All"), Count: 12, Href: "?", Current: true}, {Label: either(lang, "Rafale", "Burst"), Count: 9, Href: "?flag=network-burst"}},
		Place: 3, Length: 12, Previous: "?at=1", Next: "?at=2", Done: &DoneDoubt{ID: "0189", Act: "exclude"},
		Doubt: &DoubtView{EntryRow: row, Wave: 9, Why: []DoubtReason{{Text: either(lang, "Rafale depuis un réseau.", "Burst from a network."), Kin: 61}, {Text: either(lang, "Adresse jetable.", "Throw-away address.")}}},
	}
	appeal := doubts
	out := row
	out.Status, out.Reason = EntryExcluded, either(lang, "Participation frauduleuse.", "Fraudulent entry.")
	appeal.Appeals, appeal.Done, appeal.Flag = true, nil, ""
	appeal.Doubt = &DoubtView{EntryRow: out, Appeal: &EntryAppeal{Said: either(lang, "Nous sommes deux sœurs.", "We are two sisters.")}}
	sealed, none := doubts, doubts
	sealed.Sealed = true
	none.Doubt, none.Done = nil, nil
	wave := AdminWavePage{AdminFrame: frame("/contests/glaces/review/wave/1"), Slug: contest.Slug, Title: contest.Title, Rows: []EntryRow{row, row}, Reasons: reasons}
	decided := wave
	decided.Rows = nil
	effects := []Choice{{Value: "flag", Label: either(lang, "Signaler", "Flag")}, {Value: "refuse", Label: either(lang, "Refuser", "Refuse")}}
	blocks := AdminBlocksPage{
		AdminFrame: frame("/blocks"), Effects: effects, Next: "?after=1",
		Rows: []BlockRow{{ID: "1", Label: "a•••@exemple.sn", Effect: "refuse", Reason: either(lang, "revente de lots", "resells prizes"), Until: at(2027, 11, 20, 0, 0)}},
		Form: Form{Values: url.Values{"days": {"365"}}},
	}
	empty := blocks
	empty.Rows, empty.Next = nil, ""
	receipt := func(d EntryDoubt, status EntryStatus) ReceiptPage {
		entry := sampleEntry()
		entry.Status = status
		return ReceiptPage{Frame: brandFrame(lang, "/c/un-an-de-glaces/receipt/k"), Contest: contest, State: StateOpen, Entry: entry, Doubt: &d}
	}
	steps := StepCounts{Views: 812, Starts: 300, Entries: 240, Confirmed: 201}
	live := AdminLivePage{
		AdminFrame: frame("/contests/glaces/live"), Slug: contest.Slug, Title: contest.Title, State: StateOpen, At: at(2026, 11, 21, 9, 0), Total: steps,
		Ways:   []WayRow{{Key: "facebook", StepCounts: steps}, {Key: "utm-vitrine", Name: "vitrine", StepCounts: StepCounts{Entries: 2}}},
		Bars:   NewStepBars([]StepBar{{At: at(2026, 11, 21, 8, 0), StepCounts: steps}, {At: at(2026, 11, 21, 9, 0), StepCounts: StepCounts{Confirmed: 1}}}),
		Before: &BeforeRow{Title: contest.Title, Href: "/x", Then: steps, Whole: steps}, Flagged: 3, Flags: []FlagCount{{Label: either(lang, "Rafale", "Burst"), Href: "?", Count: 3}},
		CSV: "/x.csv", XLSX: "/x.xlsx", Screen: "/screen", Refresh: 10,
	}
	days, quiet := live, live
	days.ByDay, days.Before, days.Refresh = true, nil, 0
	quiet.Ways, quiet.Flagged = nil, 0
	screen := func(state CampaignState, short string) ContestScreenPage {
		return ContestScreenPage{Frame: brandFrame(lang, "/c/un-an-de-glaces/screen"), Contest: contest, State: state, Short: short, Refresh: 5}
	}
	why := []string{either(lang, "Adresse jetable.", "Throw-away address.")}
	return []sample{
		{"admin-doubts", doubts},
		{"admin-doubts-appeal", appeal},
		{"admin-doubts-sealed", sealed},
		{"admin-doubts-none", none},
		{"admin-wave", wave},
		{"admin-wave-decided", decided},
		{"admin-blocks", blocks},
		{"admin-blocks-none", empty},
		{"admin-live", live},
		{"admin-live-days", days},
		{"admin-live-none", quiet},
		{"contest-screen", screen(StateOpen, "HTTPS://FETE.EXAMPLE/Q/7KQ2")},
		{"contest-screen-upcoming", screen(StateUpcoming, "")},
		{"contest-screen-closed", screen(StateClosed, "")},
		{"contest-screen-drawn", screen(StateDrawn, "")},
		{"receipt-doubt", receipt(EntryDoubt{Reasons: why, Open: true, Action: "/c/x/receipt/k/appeal"}, EntryConfirmed)},
		{"receipt-objected", receipt(EntryDoubt{Excluded: true, Reasons: why, Open: true, Appeal: &EntryAppeal{Said: "Non"}, Action: "/c/x/receipt/k/appeal"}, EntryExcluded)},
		{"receipt-objected-answered", receipt(EntryDoubt{Excluded: true, Reasons: why, Sealed: true, Appeal: &EntryAppeal{Answered: true}}, EntryExcluded)},
	}
}
