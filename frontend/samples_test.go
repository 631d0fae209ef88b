package frontend

import (
	"net/url"
	"time"
)

// sample is one page in one state, with values that look like real ones.
type sample struct {
	name string // address in the preview: "contest-open"
	page Page
}

var mauritius = time.FixedZone("Indian/Mauritius", 4*3600)

func at(year int, month time.Month, day, hour, minute int) time.Time {
	return time.Date(year, month, day, hour, minute, 0, 0, mauritius)
}

func sampleFrame(lang, path string) Frame {
	return Frame{Lang: lang, Path: path, BaseURL: "http://127.0.0.1:8099", CSRF: "csrf-token", Now: at(2027, 1, 2, 12, 0)}
}

func sampleBrand(lang string) *BrandView {
	return &BrandView{
		Slug: "glaces-du-port", Name: "Les Glaces du Port", Colour: "#0b7a75", Loyalty: true,
		Tagline:   either(lang, "Des glaces de fruits de Maurice, tournées chaque matin depuis 1987.", "Ice cream from Mauritian fruit, churned every morning since 1987."),
		LegalName: "Les Glaces du Port SARL, Port-Louis", Contact: "bonjour@glaces.example",
	}
}

func brandFrame(lang, path string) Frame {
	frame := sampleFrame(lang, path)
	frame.Brand = sampleBrand(lang)
	return frame
}

func samplePicture(name, alt string, width, height int) *Picture {
	return &Picture{URL: "/pictures/" + name + ".png", Alt: alt, Width: width, Height: height}
}

func sampleCard(lang string, kind CampaignKind, state CampaignState) CampaignCard {
	card := CampaignCard{
		Kind: kind, State: state, Slug: "un-an-de-glaces", Title: either(lang, "Gagnez un an de glaces", "Win a year of ice cream"),
		OpensAt: at(2026, 11, 1, 9, 0), ClosesAt: at(2026, 12, 31, 23, 59), Participants: 18432, Points: 20,
		Picture: samplePicture("glaces", "", 720, 405),
	}
	if kind == KindPoll {
		card.Slug, card.Title = "parfum-2027", either(lang, "Quel parfum pour l’été 2027 ?", "Which flavour for summer 2027?")
		card.Picture, card.Participants = nil, 812
	}
	return card
}

func sampleContest(lang string) ContestView {
	return ContestView{
		Slug: "un-an-de-glaces", Title: either(lang, "Gagnez un an de glaces", "Win a year of ice cream"),
		Intro: either(lang, "Pour fêter l’été, un an de glaces à partager : deux litres chaque mois, parfum au choix.\n\nÀ retirer dans nos quatre boutiques ou livré à Maurice.",
			"To celebrate summer, a year of ice cream to share: two litres each month, any flavour.\n\nPick it up in our four shops or have it delivered in Mauritius."),
		Picture: samplePicture("glaces", either(lang, "Trois coupes de glace à la mangue", "Three cups of mango ice cream"), 720, 405),
		Prizes: []PrizeView{
			{Name: either(lang, "Un an de glaces (24 litres)", "A year of ice cream (24 litres)"), Winners: 1, Alternates: 2, ValueMinor: 1200000, Currency: "MUR"},
			{Name: either(lang, "Un atelier de glacier pour deux", "An ice cream workshop for two"), Winners: 3, Alternates: 2, ValueMinor: 350050, Currency: "MUR"},
		},
		OpensAt: at(2026, 11, 1, 9, 0), ClosesAt: at(2026, 12, 31, 23, 59), DrawAt: at(2027, 1, 4, 18, 0),
		Contact: ContactEither, AskAlias: true, Countries: []string{either(lang, "Maurice", "Mauritius"), "La Réunion", "France"},
		Question: either(lang, "Quel est votre parfum d’enfance ?", "What flavour did you love as a child?"),
		Entries:  18432, Points: 20, Label: LabelA2, Round: 21000000,
	}
}

const (
	sampleHash = "fd7a9b9c26b7e72875801f2b67801941863848cbb348c4416027289470efa2fa"
	sampleSeed = "9df17378fe25aa2dd672f416924b6676d8968c79c841762d4f68b329bc953049"
)

func sampleEntry() EntryReceipt {
	return EntryReceipt{
		Number: "GLA-4F7K-92", Key: "q7Zk2", Status: EntryConfirmed, FirstName: "Awa", Alias: "Awa D.", Contact: "a•••@exemple.sn", Tickets: 3,
		AcceptedAt: at(2026, 11, 18, 14, 32), Commitment: sampleHash, Points: 20,
		Note: "vdraw1/receipt\ndraw 0198c2f4\nentry 0198c2f5", PrivatePart: "secret 000102030405060708090a0b0c0d0e0f\nalias Awa D.",
	}
}

func sampleDraw(lang string, label DrawLabel) *DrawView {
	return &DrawView{
		Label: label, Round: 21000000, SealedAt: at(2027, 1, 1, 0, 0), RoundAt: at(2027, 1, 4, 18, 0), DrawnAt: at(2027, 1, 4, 18, 0),
		Entries: 18432, Tickets: 20110, Root: sampleHash, CloseHash: sampleHash, RulesHash: sampleSeed, Randomness: sampleHash, Seed: sampleSeed,
		CloseRecord: "vdraw1/close\ndraw 0198c2f4-7d3b-7c11-9d2e-111111111111\nattempt 1\nrules " + sampleSeed + "\nmode one-win\nprize 0 1 2\nentries 18432\ntickets 20110\nroot " + sampleHash + "\n",
		Prizes: []DrawnPrize{
			{Name: either(lang, "Un an de glaces (24 litres)", "A year of ice cream (24 litres)"), Winners: 1, Slots: []DrawSlot{
				{Slot: 0, State: SlotDisqualified, Alias: "Kevin L.", Commitment: sampleHash, Reason: either(lang, "Salarié de l’organisateur (article 3).", "Works for the organiser (article 3).")},
				{Slot: 1, State: SlotPromoted, Alias: "Priya S.", Commitment: sampleSeed, Entry: "GLA-9B2M-11", Contact: "priya@exemple.mu"},
				{Slot: 2, State: SlotAlternate, Alias: "Jean-Christophe de La B.", Commitment: sampleHash},
			}},
			{Name: either(lang, "Un atelier de glacier pour deux", "An ice cream workshop for two"), Winners: 2, Slots: []DrawSlot{
				{Prize: 1, Slot: 0, State: SlotWinner, Alias: "Awa D.", Commitment: sampleSeed, Entry: "GLA-4F7K-92", Contact: "awa@exemple.sn"},
				{Prize: 1, Slot: 1, State: SlotWinner, Commitment: sampleHash},
				{Prize: 1, Slot: 2, State: SlotVacant},
			}},
		},
		Changes:  []DrawChange{{At: at(2027, 1, 6, 10, 12), Prize: either(lang, "Un an de glaces", "A year of ice cream"), Place: 1, Reason: either(lang, "Salarié de l’organisateur (article 3).", "Works for the organiser (article 3).")}},
		Attempts: []DrawAttempt{{Attempt: 1, Cancelled: true, Reason: either(lang, "coupure électrique avant la clôture", "power cut before closing"), CloseHash: sampleHash, Winners: []string{"Marc O.", "Lina P."}}},
	}
}

func wrongForm(lang string) Form {
	return Form{
		Key: "one-time", Values: url.Values{"first_name": {"Awa"}, "email": {"awa@exemple"}, "newsletter": {"yes"}},
		Errors: []FieldError{
			{Field: "email", Message: either(lang, "Indiquez une adresse e-mail complète, comme awa@exemple.sn", "Give a complete e-mail address, like awa@example.org")},
			{Field: "rules", Message: either(lang, "Cochez la case du règlement pour participer", "Tick the rules box to enter")},
		},
	}
}

func contestSamples(lang string) []sample {
	const path = "/c/un-an-de-glaces"
	page := func(state CampaignState, change func(*ContestPage)) ContestPage {
		p := ContestPage{Frame: brandFrame(lang, path), Contest: sampleContest(lang), State: state, Form: Form{Key: "one-time"}}
		if change != nil {
			change(&p)
		}
		return p
	}
	entry := sampleEntry()
	pending := entry
	pending.Status = EntryPending
	excluded := entry
	excluded.Status, excluded.Reason = EntryExcluded, either(lang, "Une autre participation utilise la même adresse.", "Another entry uses the same address.")
	receipt := func(e EntryReceipt) ReceiptPage {
		return ReceiptPage{Frame: brandFrame(lang, path+"/receipt/q7Zk2"), Contest: sampleContest(lang), State: StateOpen, Entry: e, Member: true}
	}
	draw := func(state CampaignState, view *DrawView, check *EntryCheck) DrawPage {
		p := DrawPage{Frame: brandFrame(lang, path+"/draw"), Contest: sampleContest(lang), State: state, Draw: view, Check: check}
		if view != nil {
			p.ProofHref, p.ProofBytes = path+"/draw/proof.zip", 12480
			p.VerifyCommand = "kermesse verify draw https://fete.example/c/un-an-de-glaces/draw/proof.zip"
		}
		if check != nil {
			p.Query = check.Number
		}
		return p
	}
	awaiting := sampleDraw(lang, LabelA2)
	awaiting.Randomness, awaiting.Seed, awaiting.Prizes, awaiting.Changes, awaiting.Attempts = "", "", nil, nil, nil
	operator := sampleDraw(lang, LabelC)
	operator.Randomness = ""
	return []sample{
		{"contest-open", page(StateOpen, nil)},
		{"contest-wrong", page(StateOpen, func(p *ContestPage) { p.Form = wrongForm(lang) })},
		{"contest-entered", page(StateOpen, func(p *ContestPage) { p.Entry = &entry; p.Notice = NoticeEntered })},
		{"contest-pending", page(StateOpen, func(p *ContestPage) { p.Entry = &pending })},
		{"contest-upcoming", page(StateUpcoming, nil)},
		{"contest-closed", page(StateClosed, func(p *ContestPage) { p.Contest.CloseHash = sampleHash })},
		{"contest-drawn", page(StateDrawn, func(p *ContestPage) {
			p.Winners = []WinnerLine{{Prize: p.Contest.Prizes[0].Name, Alias: "Priya S., Curepipe"}, {Prize: p.Contest.Prizes[1].Name, Alias: "Awa D., Dakar"}, {Prize: p.Contest.Prizes[1].Name}}
		})},
		{"contest-cancelled", page(StateCancelled, func(p *ContestPage) {
			p.Cancel = &Cancellation{At: at(2026, 12, 1, 9, 0), Reason: either(lang, "Le lot n’est plus disponible.", "The prize is no longer available.")}
		})},
		{"confirm-code", ConfirmPage{Frame: brandFrame(lang, path+"/confirm"), Kind: KindContest, Slug: "un-an-de-glaces", Title: sampleContest(lang).Title, Contact: "a•••@exemple.sn", Pending: "p1", ValidFor: 30 * time.Minute, Form: Form{Key: "k"}}},
		{"confirm-link", ConfirmPage{Frame: brandFrame(lang, path+"/confirm"), Kind: KindPoll, Slug: "parfum-2027", Title: samplePoll(lang, MethodSingle).Title, Token: "tok"}},
		{"receipt", receipt(entry)},
		{"receipt-pending", receipt(pending)},
		{"receipt-excluded", receipt(excluded)},
		{"rules", RulesPage{Frame: brandFrame(lang, path+"/rules"), Contest: sampleContest(lang), Version: 2, PublishedAt: at(2026, 11, 1, 9, 0), Hash: sampleHash,
			Body: "<h2>1. Organisateur</h2><p>Les Glaces du Port SARL, Port-Louis.</p><h2>2. Dates</h2><p>1 – 31.</p>", Download: path + "/rules.json",
			Amendments: []Amendment{{Version: 2, At: at(2026, 11, 8, 9, 0), Reason: either(lang, "Un lot ajouté.", "One prize added.")}}}},
		{"draw-before", draw(StateOpen, nil, nil)},
		{"draw-awaiting", draw(StateAwaiting, awaiting, nil)},
		{"draw-drawn", draw(StateDrawn, sampleDraw(lang, LabelA2), &EntryCheck{Number: "GLA-4F7K-92", Found: true, Status: EntryConfirmed, Sealed: true, Position: 7312, Tickets: 3, First: 8801, Last: 8803, Commitment: sampleHash})},
		{"draw-operator", draw(StateDrawn, operator, &EntryCheck{Number: "GLA-0000-00"})},
		{"winner-check", WinnerCheckPage{Frame: brandFrame(lang, "/w/glaces-du-port")}},
		{"winner-genuine", WinnerCheckPage{Frame: brandFrame(lang, "/w/glaces-du-port"), Result: &WinnerCheck{Code: "KM-7F2Q-9H", Genuine: true, Contest: sampleContest(lang).Title, Slug: "un-an-de-glaces", Prize: sampleContest(lang).Prizes[0].Name, SentAt: at(2027, 1, 5, 10, 0), ClaimBy: at(2027, 1, 19, 23, 59)}}},
		{"winner-fake", WinnerCheckPage{Frame: brandFrame(lang, "/w/glaces-du-port"), Result: &WinnerCheck{Code: "KM-0000"}}},
	}
}

func samplePoll(lang string, method PollMethod) PollView {
	return PollView{
		Slug: "parfum-2027", Title: either(lang, "Quel parfum pour l’été 2027 ?", "Which flavour for summer 2027?"),
		Intro:  either(lang, "Le parfum choisi sera dans nos quatre boutiques dès le 1er novembre.", "The winning flavour will be in our four shops from 1 November."),
		Method: method, Shuffled: true, OpensAt: at(2026, 11, 10, 9, 0), ClosesAt: at(2026, 11, 30, 20, 0),
		Access: AccessEmail, Results: ResultsAfterVote, Change: true, Ballots: 812, Quorum: 200, Points: 10,
		Options: []PollOption{
			{ID: "mangue", Label: either(lang, "Mangue piment", "Mango and chilli"), Description: either(lang, "Mangue José, une pointe de piment", "José mango, a hint of chilli"), Picture: samplePicture("mangue", either(lang, "Boule de glace orange", "Orange scoop"), 192, 192)},
			{ID: "tamarin", Label: either(lang, "Tamarin citron vert", "Tamarind and lime"), Description: either(lang, "Acidulé, très frais", "Tangy, very fresh"), Picture: samplePicture("tamarin", either(lang, "Boule de glace brune", "Brown scoop"), 192, 192)},
			{ID: "vanille", Label: either(lang, "Vanille de La Réunion torréfiée au feu de bois", "Wood-fire roasted vanilla from Réunion"), Picture: samplePicture("vanille", either(lang, "Boule de glace crème", "Cream scoop"), 192, 192)},
			{ID: "bissap", Label: either(lang, "Bissap framboise", "Hibiscus and raspberry"), Description: either(lang, "Fleurs d’hibiscus de Thiès", "Hibiscus flowers from Thiès")},
		},
	}
}

func sampleResults(lang string, final bool) *ResultsView {
	options := samplePoll(lang, MethodSingle).Options
	bars := []ResultBar{
		{ID: "mangue", Label: options[0].Label, Votes: 312, Share: .3842, Low: .345, High: .425, Winner: final, YourVote: true},
		{ID: "bissap", Label: options[3].Label, Votes: 274, Share: .3374, Low: .300, High: .377},
		{ID: "vanille", Label: options[2].Label, Votes: 226, Share: .2783, Low: .243, High: .316},
		{ID: "tamarin", Label: options[1].Label, Votes: 0, Share: 0, Low: 0, High: .01},
	}
	view := &ResultsView{Version: 7, At: at(2026, 11, 21, 14, 32), Final: final, Ballots: 812, Pending: 14, Quarantined: 1, Bars: bars,
		Statistics: &PollStatistics{Lead: LeadLikely, First: bars[0].Label, Second: bars[1].Label, Stability: .93, Recounts: 1000, Incentive: true,
			Channels: []string{"WhatsApp", either(lang, "QR code en boutique", "QR code in shops")}, Warnings: []string{either(lang, "Plus de la moitié des votes viennent d’un seul lien.", "More than half of the votes came from one link.")}}}
	if final {
		view.Winners = []string{bars[0].Label}
	}
	return view
}

func rankedResults(lang string, method PollMethod) *ResultsView {
	view := sampleResults(lang, true)
	labels := []string{view.Bars[0].Label, view.Bars[1].Label, view.Bars[2].Label, view.Bars[3].Label}
	view.Ranking = [][]string{{labels[0]}, {labels[1], labels[2]}, {labels[3]}}
	view.Lots, view.LotSeed, view.ByLot = []string{labels[2], labels[0], labels[3], labels[1]}, sampleSeed, true
	view.TieBreaks = []TieBreak{{Where: either(lang, "Tour 2", "Round 2"), Tied: labels[1:3], Rule: either(lang, "Le tour précédent ne les départage pas.", "The round before does not separate them."),
		Decision: either(lang, "Le moins bien placé à l’ordre tiré au sort sort.", "The lower one in the order drawn by lot goes out."), ByLot: true}}
	if method == MethodIRV {
		view.Rounds = &RoundTable{
			Rows: []RoundRow{
				{Label: labels[0], Winner: true, Cells: []RoundCell{{Votes: 312}, {Votes: 330, Change: 18}, {Votes: 455, Change: 125}}},
				{Label: labels[1], Cells: []RoundCell{{Votes: 274}, {Votes: 290, Change: 16}, {Votes: 320, Change: 30}}},
				{Label: labels[2], Cells: []RoundCell{{Votes: 186}, {Votes: 182, Change: -4}}, OutIn: 2},
				{Label: labels[3], Cells: []RoundCell{{Votes: 40}}, OutIn: 1},
			},
			Exhausted: []int{0, 10, 37},
			Notes:     []string{either(lang, "Tour 1 : le tamarin sort.", "Round 1: tamarind goes out."), either(lang, "Tour 2 : la vanille sort.", "Round 2: vanilla goes out.")},
		}
		return view
	}
	cell := func(a, b int) PairCell { return PairCell{For: a, Against: b} }
	self := PairCell{Self: true}
	view.Matrix = &PairMatrix{Labels: labels, Rows: [][]PairCell{
		{self, cell(430, 382), cell(401, 411), cell(700, 112)},
		{cell(382, 430), self, cell(420, 392), cell(650, 162)},
		{cell(411, 401), cell(392, 420), self, cell(640, 172)},
		{cell(112, 700), cell(162, 650), cell(172, 640), self},
	}, Paths: [][]int{{0, 430, 420, 700}, {411, 0, 420, 650}, {411, 411, 0, 640}, {0, 0, 0, 0}}}
	return view
}

func pollSamples(lang string) []sample {
	const path = "/p/parfum-2027"
	vote := &VoteReceipt{Number: "V-7KQ2-31", Key: "zz", Choices: []string{samplePoll(lang, MethodSingle).Options[0].Label}, At: at(2026, 11, 18, 14, 32), CanChange: true, Points: 10, Hash: sampleHash}
	ranked := *vote
	ranked.Choices = []string{"Bissap", "Mangue", "Vanille"}
	page := func(state CampaignState, method PollMethod, change func(*VotePage)) VotePage {
		p := VotePage{Frame: brandFrame(lang, path), Poll: samplePoll(lang, method), State: state, Form: Form{Key: "one-time"}}
		if change != nil {
			change(&p)
		}
		return p
	}
	results := func(state CampaignState, method PollMethod, view *ResultsView) ResultsPage {
		p := ResultsPage{Frame: brandFrame(lang, path+"/results"), Poll: samplePoll(lang, method), State: state, Results: view}
		if state == StateClosed {
			p.BallotsHref, p.RecountLine = "/api/v1/polls/parfum-2027/ballots", "kermesse count parfum-2027.json --method "+string(method)
		}
		return p
	}
	wrong := Form{Key: "k", Values: url.Values{"place.mangue": {"1"}, "place.bissap": {"1"}}, Errors: []FieldError{{Field: "place", Message: either(lang, "Deux choix ont la 1re place : donnez une place différente à chacun", "Two options have place 1: give each a different place")}}}
	live := results(StateOpen, MethodSingle, sampleResults(lang, false))
	live.StreamHref, live.SnapshotHref, live.YourVote, live.Notice = "/stream", "/snapshot", vote, NoticeVoted
	hidden := results(StateOpen, MethodSingle, nil)
	hidden.Hidden = true
	none := results(StateClosed, MethodSingle, sampleResults(lang, true))
	none.Results.Winners, none.Results.NoWinner = nil, either(lang, "Il fallait 1 000 votes pour que le résultat vaille.", "1,000 votes were needed for the result to stand.")
	return []sample{
		{"vote-single", page(StateOpen, MethodSingle, func(p *VotePage) { p.Poll.Access = AccessCookie })},
		{"vote-ranking", page(StateOpen, MethodSchulze, nil)},
		{"vote-several", page(StateOpen, MethodApproval, nil)},
		{"vote-scores", page(StateOpen, MethodScore, func(p *VotePage) { p.Poll.MaxScore, p.Form.Values = 5, url.Values{"score.mangue": {"4"}} })},
		{"vote-points", page(StateOpen, MethodDots, func(p *VotePage) { p.Poll.MaxScore, p.Poll.Budget = 10, 10 })},
		{"vote-wrong", page(StateOpen, MethodIRV, func(p *VotePage) { p.Form = wrong })},
		{"vote-voted", page(StateOpen, MethodSingle, func(p *VotePage) { p.YourVote = vote })},
		{"vote-upcoming", page(StateUpcoming, MethodSingle, nil)},
		{"vote-closed", page(StateClosed, MethodSingle, nil)},
		{"vote-cancelled", page(StateCancelled, MethodSingle, func(p *VotePage) {
			p.Cancel = &Cancellation{At: at(2026, 11, 20, 9, 0), Reason: either(lang, "Un parfum ne peut plus être produit.", "One flavour can no longer be made.")}
		})},
		{"vote-receipt", VoteReceiptPage{Frame: brandFrame(lang, path+"/receipt/zz"), Poll: samplePoll(lang, MethodIRV), State: StateOpen, Vote: ranked}},
		{"results-live", live},
		{"results-single", results(StateClosed, MethodSingle, sampleResults(lang, true))},
		{"results-none", none},
		{"results-irv", results(StateClosed, MethodIRV, rankedResults(lang, MethodIRV))},
		{"results-schulze", results(StateClosed, MethodSchulze, rankedResults(lang, MethodSchulze))},
		{"results-hidden", hidden},
	}
}

func sampleMember(lang string) MemberView {
	return MemberView{
		FirstName: "Awa", Contact: "a•••@exemple.sn", Number: "4471 2093", Available: 1240, Pending: 60, Held: 100,
		Expiries: []PointExpiry{{At: at(2027, 3, 1, 0, 0), Points: 240}}, Tier: either(lang, "Cornet", "Cone"), TierUntil: at(2027, 11, 30, 0, 0),
		NextTier: either(lang, "Coupe", "Sundae"), Qualifying: 740, NextAt: 1000, Benefits: []string{either(lang, "Points ×1,25", "Points ×1.25")},
	}
}

func sampleRewards(lang string) []RewardCard {
	return []RewardCard{
		{ID: "boule", Name: either(lang, "Une boule offerte", "A free scoop"), Cost: 200, State: RewardAvailable, StockLeft: -1, Description: either(lang, "Dans nos quatre boutiques.", "In our four shops.")},
		{ID: "litre", Name: either(lang, "Un litre au choix", "A litre of your choice"), Cost: 900, State: RewardAvailable, StockLeft: 3, Picture: samplePicture("litre", either(lang, "Bac de glace", "Tub of ice cream"), 192, 192)},
		{ID: "bon", Name: either(lang, "Bon de 200 Rs", "Rs 200 voucher"), Cost: 1500, State: RewardMissing, Missing: 260, StockLeft: -1},
		{ID: "atelier", Name: either(lang, "Atelier de glacier", "Ice cream workshop"), Cost: 1200, State: RewardTier, Tier: either(lang, "Coupe", "Sundae"), StockLeft: 8},
		{ID: "sac", Name: either(lang, "Sac isotherme", "Cool bag"), Cost: 600, State: RewardOut, StockLeft: 0},
	}
}

func memberSamples(lang string) []sample {
	frame := func(under string) Frame { return brandFrame(lang, "/m/glaces-du-port"+under) }
	vouchers := []VoucherView{
		{Code: "7F2Q-9HKM", Reward: either(lang, "Une boule offerte", "A free scoop"), State: VoucherValid, ExpiresAt: at(2027, 1, 31, 0, 0)},
		{Code: "11AA-22BB", Reward: either(lang, "Une boule offerte", "A free scoop"), State: VoucherUsed, UsedAt: at(2026, 10, 2, 15, 0), ExpiresAt: at(2026, 11, 1, 0, 0)},
	}
	history := []HistoryLine{
		{At: at(2026, 11, 18, 14, 32), Label: either(lang, "Participation : Gagnez un an de glaces", "Entry: Win a year of ice cream"), Points: 20},
		{At: at(2026, 11, 12, 9, 5), Label: either(lang, "Correction par l’équipe", "Correction by the team"), Reason: either(lang, "Achat du 10 novembre non compté", "Purchase of 10 November not counted"), Points: 120},
		{At: at(2026, 10, 1, 18, 45), Label: either(lang, "Récompense : Une boule offerte", "Reward: A free scoop"), Points: -200},
	}
	earn := []WayToEarn{
		{Label: either(lang, "Participer au jeu de l’été", "Enter the summer contest"), Points: 20, Done: true, Path: "/c/un-an-de-glaces"},
		{Label: either(lang, "Voter pour le parfum 2027", "Vote for the 2027 flavour"), Points: 10, Path: "/p/parfum-2027"},
		{Label: either(lang, "Acheter en boutique", "Buy in a shop"), Detail: either(lang, "1 point pour 10 Rs", "1 point for Rs 10")},
	}
	member := sampleMember(lang)
	consents := []ConsentLine{
		{Purpose: "newsletter", Label: either(lang, "Nouveautés par e-mail", "News by e-mail"), Granted: true, Current: true, Text: either(lang, "Je veux recevoir les nouveautés de Les Glaces du Port (facultatif).", "I would like to receive news from Les Glaces du Port (optional)."), At: at(2026, 11, 18, 14, 32)},
		{Purpose: "rules", Label: either(lang, "Règlement du jeu", "Contest rules"), Granted: true, Fixed: true, Text: either(lang, "J’ai lu et j’accepte le règlement.", "I have read and accept the rules."), At: at(2026, 11, 18, 14, 32)},
	}
	data := DataPage{Frame: frame("/data"), FirstName: "Awa", Since: at(2026, 11, 18, 14, 32), Consents: consents, Points: &member, Movements: 12,
		Contacts:  []ContactLine{{Kind: ContactEmail, Value: "awa@exemple.sn", VerifiedAt: at(2026, 11, 18, 14, 35)}, {Kind: ContactPhone, Value: "+221 77 123 45 67"}},
		Entries:   []DataLine{{Title: sampleContest(lang).Title, Detail: "GLA-4F7K-92", At: at(2026, 11, 18, 14, 32), Path: "/c/un-an-de-glaces"}},
		Retention: []RetentionLine{{either(lang, "Participations", "Entries"), either(lang, "Tirer et remettre les lots", "Draw and hand over prizes"), either(lang, "6 mois après le tirage", "6 months after the draw")}}}
	return []sample{
		{"member-sign-in", MemberSignInPage{Frame: frame(""), Choice: ContactEither, Form: Form{Key: "k"}}},
		{"member-code", MemberSignInPage{Frame: frame(""), Contact: "a•••@exemple.sn", Pending: "p", ValidFor: 15 * time.Minute, Form: Form{Key: "k", Errors: []FieldError{{Field: "code", Message: either(lang, "Ce code n’est pas le bon : vérifiez les 6 chiffres", "That is not the code: check the 6 digits")}}}}},
		{"member-link", MemberSignInPage{Frame: frame(""), Token: "tok", Form: Form{Key: "k"}}},
		{"member", MemberPage{Frame: frame(""), Member: member, Earn: earn, Rewards: sampleRewards(lang), Vouchers: vouchers, History: history, Pager: Pager{From: 1, To: 3, Total: 40, Next: "?page=2"}}},
		{"member-new", MemberPage{Frame: frame(""), Member: MemberView{Debt: 30}}},
		{"redeem", RedeemPage{Frame: frame("/rewards/litre"), Reward: sampleRewards(lang)[1], Balance: 1240, VoucherDays: 90, Form: Form{Key: "k"}}},
		{"redeem-missing", RedeemPage{Frame: frame("/rewards/bon"), Reward: sampleRewards(lang)[2], Balance: 1240}},
		{"data", data},
		{"data-empty", DataPage{Frame: frame("/data")}},
		{"erase", ErasePage{Frame: frame("/data/erase"), Entries: 1, Votes: 2, Points: 1240, Held: 1, Form: Form{Key: "k"}}},
		{"erase-done", ErasePage{Frame: frame("/data/erase"), Done: true}},
	}
}

func fanSamples(lang string) []sample {
	home := HomePage{Frame: sampleFrame(lang, "/"), Brands: []BrandCampaigns{
		{Brand: *sampleBrand(lang), Campaigns: []CampaignCard{sampleCard(lang, KindContest, StateOpen), sampleCard(lang, KindPoll, StateOpen)}},
		{Brand: BrandView{Slug: "savane", Name: "Savons Savane"}, Campaigns: []CampaignCard{sampleCard(lang, KindPoll, StateOpen)}},
	}}
	failed := func(status int) sample {
		p := ErrorPage{Frame: sampleFrame(lang, "/x"), Status: status}
		if status == 500 {
			p.RequestID = "K7Q2-19FD"
		}
		if status == 429 {
			p.RetryAfter = 60
		}
		return sample{"error-" + p.Key(), p}
	}
	all := []sample{
		{"home", home},
		{"home-empty", HomePage{Frame: sampleFrame(lang, "/")}},
		{"brand", BrandPage{Frame: brandFrame(lang, "/glaces-du-port"),
			Open:     []CampaignCard{sampleCard(lang, KindContest, StateOpen), sampleCard(lang, KindPoll, StateOpen)},
			Upcoming: []CampaignCard{sampleCard(lang, KindContest, StateUpcoming)},
			Closed:   []CampaignCard{sampleCard(lang, KindContest, StateDrawn), sampleCard(lang, KindPoll, StateClosed), sampleCard(lang, KindContest, StateCancelled), sampleCard(lang, KindContest, StateAwaiting)}}},
		{"brand-empty", BrandPage{Frame: brandFrame(lang, "/glaces-du-port")}},
	}
	all = append(all, contestSamples(lang)...)
	all = append(all, pollSamples(lang)...)
	all = append(all, memberSamples(lang)...)
	for _, status := range []int{400, 403, 404, 405, 410, 413, 422, 429, 500, 502, 503} {
		all = append(all, failed(status))
	}
	return all
}
