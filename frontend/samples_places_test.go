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
		Sites: []string{"https://www.exemple.mu", "*"}, OwnSites: true,
	}
	closed := share
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
