package frontend

import "net/url"

// sampleActs are all kinds of actions in all their states.
func sampleActs(lang string) ActsView {
	back := at(2026, 11, 19, 0, 0)
	return ActsView{
		Friend: "https://fete.example/fr/c/un-an-de-glaces?friend=q7Zk2q7Zk2q7Zk2q7Zk2qQ", Odds: OddsView{Tickets: 3, All: 20110, At: at(2026, 11, 18, 14, 33)},
		Acts: []ActView{
			{ID: "quiz", Kind: "quiz", Label: either(lang, "Notre premier parfum ?", "Our first flavour?"), Tickets: 2, Mandatory: true, State: "open", Choices: []string{"Coco", "Vanille"}},
			{ID: "day", Kind: "bonus", Label: either(lang, "Un ticket par jour", "A ticket a day"), Tickets: 1, Every: "day", State: "waiting", Times: 1, BackAt: back},
			{ID: "again", Kind: "bonus", Tickets: 1, Every: "week", State: "waiting"},
			{ID: "code", Kind: "code", Label: either(lang, "Le mot de l’affiche", "The word on the poster"), Tickets: 1, State: "open"},
			{ID: "visit", Kind: "visit", Label: either(lang, "Notre carte", "Our menu"), Tickets: 1, State: "open", URL: "https://exemple.sn/carte"},
			{ID: "tier", Kind: "tier", Label: either(lang, "Pour nos membres", "For our members"), Tickets: 3, State: "open", Tier: "Or"},
			{ID: "friends", Kind: "referral", Label: either(lang, "Parlez-en autour de vous", "Tell your friends"), Tickets: 2, State: "open", Times: 1, Most: 5},
			{ID: "photo", Kind: "proof", Label: either(lang, "Votre glace en photo", "A picture of your ice cream"), Tickets: 2, State: "open", Sent: "refused", Reason: either(lang, "On ne voit pas de glace.", "There is no ice cream."), Proof: "picture"},
			{ID: "story", Kind: "proof", Label: either(lang, "Votre souvenir", "Your memory"), Tickets: 1, State: "open", Sent: "review", Proof: "text"},
			{ID: "link", Kind: "proof", Label: either(lang, "Votre recette en ligne", "Your recipe online"), Tickets: 1, State: "open", Proof: "link"},
			{ID: "lost", Kind: "quiz", Label: either(lang, "Combien de parfums ?", "How many flavours?"), Tickets: 1, State: "open", Sent: "wrong"},
			{ID: "done", Kind: "bonus", Label: either(lang, "Un ticket de bienvenue", "A welcome ticket"), Tickets: 1, State: "closed", Times: 1},
			{ID: "last", Kind: "bonus", Label: either(lang, "Le bonus final", "The last bonus"), Tickets: 5, State: "locked"},
		},
	}
}

// entrySamples are the pages of ways to enter and of who may.
func entrySamples(lang string) []sample {
	const path = "/c/un-an-de-glaces"
	contest := sampleContest(lang)
	contest.MinAge, contest.Countries = 18, []string{"MU", "FR"}
	contest.Who = WhoView{Age: 18, Countries: []Choice{{}, {Value: "MU", Label: either(lang, "Maurice", "Mauritius")}, {Value: "other", Label: either(lang, "Un autre pays", "Another country")}}}
	gate := ContestPage{Frame: brandFrame(lang, path), Contest: contest, State: StateOpen, Form: Form{Key: "k", Values: url.Values{"friend": {"abc"}}}}
	tooYoung := gate
	tooYoung.Contest.Who = WhoView{Age: 18, Birth: true}
	tooYoung.Form.Errors = []FieldError{{Field: "who_birth", Message: either(lang, "Il faut avoir 18 ans.", "You must be 18.")}}
	passed := gate
	passed.Contest.Who.Passed, passed.Contest.TakesFiles = true, true
	passed.Form.Values = url.Values{"who_age": {"yes"}, "who_country": {"MU"}, "friend": {"abc"}}
	passed.Contest.Acts = sampleActs(lang).Acts[:1]
	passed.Contest.Questions = []ContestQuestion{
		{ID: "n", Label: either(lang, "Combien de boules ?", "How many scoops?"), Kind: "number", Bounds: either(lang, "Entre 1 et 5.", "Between 1 and 5.")},
		{ID: "d", Label: either(lang, "Depuis quand ?", "Since when?"), Kind: "date"},
		{ID: "p", Label: either(lang, "Une photo", "A picture"), Kind: "picture", Required: true},
	}
	exit := ReceiptPage{Frame: brandFrame(lang, path+"/receipt/q7Zk2"), Contest: contest, State: StateOpen, Entry: sampleEntry(), Acts: sampleActs(lang)}
	missing := exit
	missing.Entry.Status, missing.Acts.Ready, missing.Acts.Missing, missing.Acts.Friend, missing.Acts.Odds = EntryPending, true, 1, "", OddsView{}
	missing.Acts.Wrong, missing.Form = "quiz", Form{Values: url.Values{"answer": {"Coco"}}, Errors: []FieldError{{Field: "answer-quiz", Message: either(lang, "Ce n’est pas la bonne réponse.", "This is not the right answer.")}}}
	one := exit
	one.Acts = ActsView{OneChance: true, Acts: sampleActs(lang).Acts[4:5]}
	one.Acts.Acts[0].Tickets = 0
	desk := sampleDesk(lang, "/admin/b/glaces-du-port/contests/un-an-de-glaces/proofs")
	sent := []SentLine{
		{ID: "p1", Number: "GLA-4F7K-92", Name: "Awa", Asked: either(lang, "Votre souvenir", "Your memory"), Text: "Curepipe, 1998.", SentAt: at(2026, 11, 18, 9, 0)},
		{ID: "p2", Number: "GLA-4F7K-93", Asked: "Instagram", Text: "https://exemple.sn/a", Link: true, SentAt: at(2026, 11, 18, 9, 0)},
		{ID: "p3", Number: "GLA-4F7K-94", Asked: "Photo", Picture: "/admin/x.jpg", Width: 720, Height: 540, SentAt: at(2026, 11, 18, 9, 0)},
	}
	return []sample{
		{"contest-gate", gate},
		{"contest-gate-refused", tooYoung},
		{"contest-passed", passed},
		{"receipt-actions", exit},
		{"receipt-missing", missing},
		{"receipt-one-chance", one},
		{"admin-proofs", AdminProofsPage{AdminFrame: desk, Slug: contest.Slug, Title: contest.Title, Proofs: sent, Next: "?cursor=x"}},
		{"admin-proofs-none", AdminProofsPage{AdminFrame: desk, Slug: contest.Slug, Title: contest.Title, Sealed: true}},
		{"admin-contacts", AdminContactsPage{AdminFrame: desk, Slug: contest.Slug, Title: contest.Title, Draft: true, AskReason: true, Lists: []ContactListLine{{Key: "invited", Contacts: 1200, Used: true}, {Key: "excluded"}}}},
		{"admin-permit-none", AdminPermitPage{AdminFrame: desk, Slug: contest.Slug, Title: contest.Title, Draft: true, Edits: true, MostMB: 10}},
		{"admin-permit", AdminPermitPage{
			AdminFrame: desk, Slug: contest.Slug, Title: contest.Title, Draft: true, Edits: true, Authority: "GRA", Number: "GRA/2026/17", Date: "2026-11-02", MostMB: 10,
			File: &PermitFile{Href: "/admin/permit", Bytes: 184_320, Hash: sampleHash, KeptAt: at(2026, 11, 18, 9, 0)},
			Form: Form{Errors: []FieldError{{Field: "file", Message: either(lang, "Ce fichier n’est rien de tout cela.", "This file is none of these.")}}},
		}},
		{"admin-permit-public", AdminPermitPage{
			AdminFrame: desk, Slug: contest.Slug, Title: contest.Title, Edits: true, Authority: "GRA", Number: "GRA/2026/17", Date: "2026-11-02", Promised: true, MostMB: 10,
			File: &PermitFile{Href: "/admin/permit", Address: "/c/x/permit", Picture: true, Bytes: 84_320, Hash: sampleHash, Public: true, KeptAt: at(2026, 11, 18, 9, 0)},
		}},
		{"admin-contacts-sealed", AdminContactsPage{AdminFrame: desk, Slug: contest.Slug, Title: contest.Title, Sealed: true, Lists: []ContactListLine{{Key: "invited"}}}},
	}
}
