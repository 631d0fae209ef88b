package frontend

import "net/url"

// placesSamples are campaigns met in places, and the panel's pages of them.
func placesSamples(lang string) []sample {
	poll, contest := samplePoll(lang, MethodSingle), sampleContest(lang)
	frame := func(path string) Frame {
		f := brandFrame(lang, EmbedPath+path)
		f.Within, f.Ancestors = EmbedPath, []string{"https://www.exemple.mu"}
		return f
	}
	desk := sampleDesk(lang, "/admin/b/glaces-du-port/polls/parfum-2027/places")
	share := AdminPlacesPage{
		AdminFrame: desk, Kind: KindPoll, Slug: poll.Slug, Title: poll.Title, Public: "https://fete.example/p/" + poll.Slug,
		Links: []ShortLink{
			{Code: "7KQ2AB", Address: "https://fete.example/Q/7KQ2AB", Hits: 1204, MadeAt: at(2026, 11, 2, 9, 0)},
			{Code: "M4XW9T", Address: "https://fete.example/Q/M4XW9T", Label: either(lang, "Vitrine", "Shop window"), Hits: 87, MadeAt: at(2026, 11, 9, 9, 0)},
		},
		FirstDay: at(2026, 11, 8, 0, 0), Days: sampleDays,
		Embed: EmbedView{BaseURL: "https://fete.example", Lang: lang, Path: PollPath(poll.Slug), Title: poll.Title, Height: EmbedHeight(4)},
		Sites: []string{"https://www.exemple.mu", "*"}, OwnSites: true, KioskOf: KioskStaff, KioskURL: "https://fete.example/kiosk",
		Away: []AwayAct{{Label: either(lang, "Faites venir vos amis", "Bring your friends"), Must: true, Why: either(lang, "le lien est personnel", "the link is one’s own")}},
		Kiosks: []KioskRow{
			{ID: "k1", Code: "P4T9XW", Name: "Stand", Tablets: 2, MadeAt: at(2026, 11, 20, 9, 0)},
			{ID: "k2", Code: "R7M2QA", Name: either(lang, "Caisse", "Till"), Assisted: true, MadeAt: at(2026, 11, 20, 9, 0)},
		},
	}
	closed := share
	closed.KioskOf, closed.Kiosks = KioskMembers, nil
	closed.Sites, closed.OwnSites, closed.Draft, closed.Days = nil, false, true, nil
	wrong := share
	wrong.Act, wrong.Form = "link", Form{Values: url.Values{"label": {""}}, Errors: []FieldError{{Field: "label", Message: either(lang, "Ce champ est vide.", "This field is empty.")}}}
	survey := share
	survey.Kind, survey.Embed = KindSurvey, EmbedView{}
	viewer := sampleDesk(lang, "/admin/b/glaces-du-port/sites")
	viewer.Can.EditBrand = false
	return []sample{
		{"embed/poll", VotePage{Frame: frame(PollPath(poll.Slug)), Poll: poll, State: StateOpen}},
		{"embed/poll-closed", VotePage{Frame: frame(PollPath(poll.Slug)), Poll: poll, State: StateClosed}},
		{"embed/contest", ContestPage{Frame: frame(ContestPath(contest.Slug)), Contest: contest, State: StateOpen}},
		{"embed/error", ErrorPage{Frame: frame(PollPath("rien")), Status: 404, Message: either(lang, "Ce vote n’existe pas.", "There is no such vote.")}},
		{"admin/places", share},
		{"admin/places-draft", closed},
		{"admin/places-wrong", wrong},
		{"admin/places-survey", survey},
		{"admin/sites", AdminSitesPage{AdminFrame: sampleDesk(lang, "/admin/b/glaces-du-port/sites"), Form: Form{Values: url.Values{"sites": {"https://www.exemple.mu"}}}}},
		{"admin/sites-viewer", AdminSitesPage{AdminFrame: viewer, Sites: []string{"https://www.exemple.mu"}}},
		{"admin/sites-none", AdminSitesPage{AdminFrame: viewer}},
	}
}

// kioskSamples are the pages of a tablet.
func kioskSamples(lang string) []sample {
	poll, contest := samplePoll(lang, MethodSingle), sampleContest(lang)
	frame := func(path string) Frame {
		f := brandFrame(lang, KioskPath+path)
		f.Within = KioskPath
		f.Kiosk = &KioskFrame{Name: "Stand", Start: LocalPath(lang, KioskPath+PollPath(poll.Slug)), Leave: LocalPath(lang, KioskPath+"/leave"), Idle: 60, Grace: 20, Reset: 10}
		return f
	}
	assisted := frame(ContestPath(contest.Slug))
	staff := *assisted.Kiosk
	staff.Assisted = true
	assisted.Kiosk = &staff
	door := brandFrame(lang, KioskPath)
	door.Brand = nil
	wrong := Form{Errors: []FieldError{{Field: "pin", Message: either(lang, "Ce n’est pas le bon.", "It is not right.")}}}
	return []sample{
		{"kiosk/poll", VotePage{Frame: frame(PollPath(poll.Slug)), Poll: poll, State: StateOpen}},
		{"kiosk/contest", ContestPage{Frame: assisted, Contest: contest, State: StateOpen}},
		{"kiosk/thanks-vote", ThanksPage{Frame: frame(PollPath(poll.Slug, "thanks")), Kind: KindPoll, Title: poll.Title, Was: ThanksVote}},
		{"kiosk/thanks-entry", ThanksPage{Frame: frame(ContestPath(contest.Slug, "thanks")), Kind: KindContest, Title: contest.Title, Was: ThanksEntry, Number: "4F7K-92QM-X3", Later: []string{either(lang, "Faites venir vos amis", "Bring your friends")}}},
		{"kiosk/thanks-pending", ThanksPage{Frame: frame(ContestPath(contest.Slug, "thanks")), Kind: KindContest, Title: contest.Title, Was: ThanksPending}},
		{"kiosk/leave", KioskLeavePage{Frame: frame("/leave")}},
		{"kiosk/leave-wrong", KioskLeavePage{Frame: frame("/leave"), Form: wrong}},
		{"kiosk/door", KioskDoorPage{Frame: door}},
		{"kiosk/door-wrong", KioskDoorPage{Frame: door, Form: wrong, Left: true}},
	}
}
