package frontend

import "net/url"

// photoSamples are pages of photo contests.
func photoSamples(lang string) []sample {
	contest := sampleContest(lang)
	contest.Photos = true
	path := "/c/" + contest.Slug
	ask := PhotoAsk{
		Until: at(2026, 11, 28, 23, 59), MaxMB: 10, Accept: "image/jpeg", Uploads: "/api/v1/contests/x/photo-uploads", Part: 196608, AsksAge: true, Minors: true,
		Rights: either(lang, "J’ai pris cette photo.", "I took this photo."), Uses: either(lang, "Aussi dans nos boutiques.", "In our shops too."),
	}
	whole := ask
	whole.Uploads, whole.Uses, whole.Minors = "", "", false
	asked, resent, ended := contest, contest, contest
	over := ask
	over.Ended = true
	asked.Photo, resent.Photo, ended.Photo = &ask, &whole, &over
	form := func(c ContestView, values url.Values, wrong ...FieldError) ContestPage {
		return ContestPage{Frame: brandFrame(lang, path), Contest: c, State: StateOpen, Form: Form{Key: "k", Values: values, Errors: wrong}}
	}
	ranked := contest
	ranked.Ranked = true
	entered := sampleEntry()
	own := &entered
	image := Picture{URL: path + "/photos/7KQ2M9XW4B/360.jpg", Alt: either(lang, "Un cornet au soleil", "A cone in the sun"), Width: 360, Height: 270}
	photo := PhotoView{ID: "7KQ2M9XW4B", Href: path + "/photos/7KQ2M9XW4B", Image: image, Lang: lang, Author: "Priya S.", Votes: 12, Counts: true}
	gallery := PhotosPage{
		Frame: brandFrame(lang, path+"/photos"), Contest: contest, State: StateOpen, Photos: []PhotoView{photo, photo}, Total: 30, Page: 1, Pages: 2,
		Next: "?page=2", Takes: true, TakesTill: at(2026, 11, 28, 23, 59), Votes: true, VotesTill: at(2026, 11, 30, 23, 59), Hidden: true,
	}
	last, none := gallery, gallery
	last.Page, last.Previous, last.Next, last.Takes, last.Ranked = 2, "?page=1", "", false, true
	none.Photos, none.Total, none.Pages, none.Next = nil, 0, 1, ""
	one := PhotoPage{Frame: brandFrame(lang, path+"/photos/7KQ2M9XW4B"), Contest: contest, Photo: photo, Share: "https://fete.example" + photo.Href}
	vote := PhotoVote{Action: photo.Href, Left: 1, Most: 1, Until: at(2026, 11, 30, 23, 59)}
	voting := func(change func(*PhotoVote)) PhotoPage {
		v, p := vote, one
		change(&v)
		p.Vote = &v
		return p
	}
	places := []PhotoPlace{
		{Rank: 1, Photo: &photo, Points: "81,5", Votes: 12, Mean: "8,5", Before: "jury", Drawn: true, Prize: "Cornet"},
		{Rank: 2, Points: "60", Votes: 1, Before: "sent-first", Drawn: true},
		{Rank: 3, Photo: &photo, Points: "12", Before: "votes"},
		{Rank: 4, Photo: &photo, Before: "number"},
	}
	ranking := PhotoRankingPage{
		Frame: brandFrame(lang, path+"/photos/ranking"), Contest: contest, At: at(2026, 11, 30, 23, 59), Places: places, Top: 2, Jury: 40, Voted: true, Hash: sampleHash,
		File: path + "/photos/ranking.txt",
	}
	drawn, best, alone, empty := ranking, ranking, ranking, ranking
	drawn.Drawn, drawn.Jury = true, 0
	best.Top, best.Contest = 0, ranked
	alone.Top, alone.Drawn, alone.Jury, alone.Voted = 0, true, 100, false
	empty.Places = nil
	agree := PhotoAgreePage{Frame: brandFrame(lang, path+"/photos/agree/k"), Contest: contest, Action: path + "/photos/agree/k", Child: "Anaïs", Words: ask.Rights, Image: &image}
	agreed, refused := agree, agree
	agreed.Answered, refused.Answered = "yes", "no"
	jury := JuryPage{
		Frame: brandFrame(lang, path+"/jury/k"), Contest: contest, Action: path + "/jury/k", Name: "Mme Ramdin", Marked: 1, Total: 14, Page: 1, Pages: 2, Next: "?page=2", Open: true,
		Until:  at(2026, 11, 30, 23, 59),
		Photos: []JuryPhoto{{PhotoView: photo, No: 1, Marks: []JuryMark{{Field: "mark.7KQ2M9XW4B.0", Label: "Lumière", Value: "7"}, {Field: "mark.7KQ2M9XW4B.1", Label: "Idée"}}}},
	}
	closed, nothing := jury, jury
	closed.Open, closed.Next, closed.Previous, closed.Page = false, "", "?page=1", 2
	nothing.Photos, nothing.Pages = nil, 1
	receipt := func(p EntryPhoto) ReceiptPage {
		p.Action = path + "/receipt/q7Zk2/photo"
		return ReceiptPage{Frame: brandFrame(lang, path+"/receipt/q7Zk2"), Contest: contest, State: StateOpen, Entry: sampleEntry(), Photo: &p}
	}
	return append(photoDeskSamples(lang, contest, places), []sample{
		{"contest-photo", form(asked, nil)},
		{"contest-photo-wrong", form(asked, url.Values{"upload": {"t"}, "photo_age": {"minor"}}, FieldError{Field: "photo_age", Message: either(lang, "Indiquez si vous avez 18 ans.", "Say whether you are 18.")})},
		{"contest-photo-whole", form(resent, url.Values{"upload": {"t"}})},
		{"contest-photo-ended", form(ended, nil)},
		{"contest-photo-ranked", ContestPage{Frame: brandFrame(lang, path), Contest: ranked, State: StateClosed}},
		{"photos", gallery},
		{"photos-last", last},
		{"photos-none", none},
		{"photo", one},
		{"photo-vote", voting(func(*PhotoVote) {})},
		{"photo-vote-daily", voting(func(v *PhotoVote) { v.Daily, v.Most, v.Voter, v.Left = true, 3, "a•••@exemple.sn", 2 })},
		{"photo-voted", voting(func(v *PhotoVote) { v.Voter, v.Voted = "a•••@exemple.sn", true })},
		{"photo-votes-used", voting(func(v *PhotoVote) { v.Voter, v.Left, v.Most = "a•••@exemple.sn", 0, 2 })},
		{"photo-votes-used-today", voting(func(v *PhotoVote) { v.Voter, v.Left, v.Daily = "a•••@exemple.sn", 0, true })},
		{"photo-ranking", ranking},
		{"photo-ranking-drawn", drawn},
		{"photo-ranking-best", best},
		{"photo-ranking-jury", alone},
		{"photo-ranking-empty", empty},
		{"photo-agree", agree},
		{"photo-agreed", agreed},
		{"photo-agree-refused", refused},
		{"jury", jury},
		{"jury-closed", closed},
		{"jury-none", nothing},
		{"receipt-photo-held", receipt(EntryPhoto{State: "held", Parent: "m•••@exemple.sn", Photo: &image, Open: true})},
		{"receipt-photo-waiting", receipt(EntryPhoto{State: "waiting", Photo: &image, Open: true})},
		{"receipt-photo-published", receipt(EntryPhoto{State: "published", Photo: &image, Page: photo.Href, Votes: 3, Counts: true})},
		{"receipt-photo-refused", receipt(EntryPhoto{State: "refused", Reason: either(lang, "Elle fait de la publicité", "It advertises something"), Photo: &image, Ask: &ask, Open: true})},
		{"receipt-photo-withdrawn", receipt(EntryPhoto{State: "withdrawn", Ask: &whole, Open: true})},
		{"receipt-photo-none", receipt(EntryPhoto{})},
		{"receipt-photo-ranked", ReceiptPage{Frame: brandFrame(lang, path+"/receipt/q7Zk2"), Contest: ranked, State: StateOpen, Entry: sampleEntry()}},
		{"contest-photo-entered", ContestPage{Frame: brandFrame(lang, path), Contest: ranked, State: StateOpen, Entry: own}},
		{"rehearsal-entered-ranked", RehearsedEntryPage{Frame: brandFrame(lang, path), Slug: contest.Slug, Title: contest.Title, Ranked: true, ClosesAt: contest.ClosesAt, DrawAt: contest.DrawAt}},
	}...)
}

func photoDeskSamples(lang string, contest ContestView, places []PhotoPlace) []sample {
	desk := func(under string) AdminFrame {
		return sampleDesk(lang, "/admin/b/glaces-du-port/contests/un-an-de-glaces/photos"+under)
	}
	tabs := []Tab{{Label: "Photos", Count: 2, Href: "?a", Current: true}, {Label: "Votes", Count: -1, Href: "?b"}}
	photo := AdminPhoto{
		ID: "7KQ2M9XW4B", Image: Picture{URL: "/admin/x.jpg", Alt: "Cornet", Width: 360, Height: 270}, Author: "Priya S.", Number: "4F7K-92QM-X3", State: "published",
		Minor: true, Agreed: at(2026, 11, 20, 9, 0), Twins: 1, SentAt: at(2026, 11, 20, 9, 0), Decided: at(2026, 11, 20, 10, 0), By: "Nadia", Votes: 3,
	}
	queue := AdminPhotosPage{
		AdminFrame: desk(""), Slug: contest.Slug, Title: contest.Title, Tabs: tabs, Until: at(2026, 11, 30, 23, 59), Waiting: 2, Photo: &photo, Done: &photo,
		Reasons: []Choice{{Value: "people", Label: "Personnes"}}, Skip: "?after=7KQ2M9XW4B",
	}
	none, sealed, undone := queue, queue, queue
	refused := photo
	refused.State, refused.Reason = "refused", "Publicité"
	none.Photo, none.Done = nil, nil
	sealed.Sealed = true
	undone.Done = &refused
	list := AdminPhotoListPage{AdminFrame: desk("/published"), Slug: contest.Slug, Title: contest.Title, Tabs: tabs, State: "published", Photos: []AdminPhoto{photo}, Reasons: queue.Reasons}
	turned, nothing := list, list
	turned.State, turned.Photos = "refused", []AdminPhoto{refused}
	nothing.Photos, nothing.State, nothing.Sealed = nil, "held", true
	votes := AdminPhotoVotesPage{AdminFrame: desk("/votes"), Slug: contest.Slug, Title: contest.Title, Tabs: tabs}
	for _, why := range []string{"disposable-email", "network-burst", "blocked"} {
		votes.Rows = append(votes.Rows, AsideRow{Photo: photo, Why: why, Votes: 4, First: at(2026, 11, 20, 9, 0), Latest: at(2026, 11, 20, 10, 0)})
	}
	calm := votes
	calm.Rows = nil
	order := AdminPhotoRankingPage{
		AdminFrame: desk("/ranking"), Slug: contest.Slug, Title: contest.Title, Tabs: tabs, Places: places, Top: 2, HasJury: true, MayEdit: true, Total: 14,
		Invited: "https://fete.example/c/x/jury/k", Jurors: []JurorRow{{ID: "1", Name: "Mme Ramdin", InvitedAt: at(2026, 11, 20, 9, 0), Marked: 3}, {ID: "2", Name: "Paul", Dismissed: true, InvitedAt: at(2026, 11, 20, 9, 0)}},
	}
	settled, alone := order, order
	settled.Settled, settled.Sealed, settled.Invited, settled.Public, settled.HasJury = true, true, "", "/c/x/photos/ranking", false
	alone.Jurors, alone.Invited = nil, ""
	edit := ContestPhotosPage{ContestEditFrame{
		Locale: lang, Other: either(lang, "en", "fr"), Preview: "/fr/admin/b/glaces-du-port/rehearsal/c/un-an-de-glaces", AdminFrame: desk("/edit/photos"),
		Slug: contest.Slug, Title: contest.Title, Here: "photos", Zone: "Indian/Mauritius", SavedAt: at(2026, 11, 20, 9, 0),
		Sections: []EditLink{{Key: "photos", Label: "Photos"}}, Form: Form{Key: "k", Values: url.Values{"photos": {"take"}}},
	}}
	return []sample{
		{"admin-photos", queue},
		{"admin-photos-none", none},
		{"admin-photos-sealed", sealed},
		{"admin-photos-undone", undone},
		{"admin-photo-list", list},
		{"admin-photo-list-refused", turned},
		{"admin-photo-list-none", nothing},
		{"admin-photo-votes", votes},
		{"admin-photo-votes-none", calm},
		{"admin-photo-ranking", order},
		{"admin-photo-ranking-settled", settled},
		{"admin-photo-ranking-no-jury", alone},
		{"admin-edit-photos", edit},
	}
}
