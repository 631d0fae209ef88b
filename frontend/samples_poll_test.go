package frontend

import "net/url"

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
	view := &ResultsView{
		Version: 7, At: at(2026, 11, 21, 14, 32), Final: final, Ballots: 812, Pending: 14, Quarantined: 1, Bars: bars,
		Statistics: &PollStatistics{
			Lead: LeadLikely, First: bars[0].Label, Second: bars[1].Label, Crowds: []CrowdShare{{bars[0].Label, .93}}, Recounts: 1000, Incentive: true,
			Channels: []string{"WhatsApp", either(lang, "QR code en boutique", "QR code in shops")}, Warnings: []string{either(lang, "Plus de la moitié des votes viennent d’un seul lien.", "More than half of the votes came from one link.")},
		},
	}
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
	view.TieBreaks = []TieBreak{{
		Where: either(lang, "Tour 2", "Round 2"), Tied: labels[1:3], Rule: either(lang, "Le tour précédent ne les départage pas.", "The round before does not separate them."),
		Decision: either(lang, "Le moins bien placé à l’ordre tiré au sort sort.", "The lower one in the order drawn by lot goes out."), ByLot: true,
	}}
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

func sampleComments(lang string) *CommentsView {
	return &CommentsView{
		Brand: "Glaces du Port", All: "/p/parfum-2027/comments?after=x", Restored: 1,
		Removed: []RemovalCount{{RemovedInsult, 2}, {RemovedPersonalData, 1}},
		Lines: []CommentLine{
			{Said: "Ça réveille !\n\nEt c’est le goût des vacances chez ma grand-mère.", Lang: "fr", Reply: either(lang, "Merci, la recette vient justement de là.", "Thank you, that is where the recipe is from.")},
			{Said: "Too sweet last year, please less sugar.", Lang: "en"},
			{Said: "Pasbonpasbonpasbonpasbonpasbonpasbonpasbonpasbonpasbonpasbonpasbonpasbonpasbonpasbonpasbon", Lang: "fr"},
		},
	}
}

func pollSamples(lang string) []sample {
	const path = "/p/parfum-2027"
	vote := &VoteReceipt{Number: "V-7KQ2-31", Key: "zz", Choices: []string{samplePoll(lang, MethodSingle).Options[0].Label}, At: at(2026, 11, 18, 14, 32), CanChange: true, Points: 10}
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
			p.BallotsHref, p.RecountLine = "/api/v1/polls/parfum-2027/ballots", "kermesse verify poll parfum-2027.json"
		}
		return p
	}
	wrong := Form{Key: "k", Values: url.Values{"place.mangue": {"1"}, "place.bissap": {"1"}}, Errors: []FieldError{{Field: "place", Message: either(lang, "Deux choix ont la 1re place : donnez une place différente à chacun", "Two options have place 1: give each a different place")}}}
	live := results(StateOpen, MethodSingle, sampleResults(lang, false))
	live.StreamHref, live.SnapshotHref, live.YourVote, live.Notice = "/stream", "/snapshot", vote, NoticeVoted
	hidden := results(StateOpen, MethodSingle, nil)
	hidden.Hidden = true
	void := &Cancellation{At: at(2026, 12, 2, 9, 0), Reason: either(lang, "Un code a circulé sur un forum.", "A code went round on a forum.")}
	notices := []PollNotice{
		{Kind: PollReworded, At: at(2026, 11, 20, 9, 0), Changes: []FieldChange{{Before: "Mange piment", After: "Mangue piment"}}},
		{Kind: PollReopened, At: at(2026, 12, 1, 9, 0), Reason: either(lang, "Panne le dernier soir.", "An outage on the last evening."), ClosesAt: at(2026, 12, 1, 20, 0), FiguresKnown: true},
		{Kind: PollVoided, At: void.At, Reason: void.Reason},
	}
	wrote := *vote
	wrote.Choices, wrote.WriteIn = []string{"Mangue piment", "Pistache"}, IdeaHeld
	aside := *vote
	aside.Aside, aside.Signals, aside.Appeal, aside.Page = true, []VoteSignal{SignalNetwork, SignalVelocity}, "Le Wi-Fi du lycée.", "/p/parfum-2027/receipt/zz"
	kept := aside
	kept.Review, kept.Reason = "kept", either(lang, "Le même appareil, trois fois.", "The same device, three times.")
	policy := func(p *VotePage) { p.Poll.Comments, p.Poll.Access = CommentsBefore, AccessCookie }
	withComments := results(StateClosed, MethodSingle, sampleResults(lang, true))
	withComments.Comments = sampleComments(lang)
	said := *vote
	said.Comment = &OwnComment{Said: "Ça réveille !", State: CommentShown, Waits: true}
	removed := *vote
	removed.Comment = &OwnComment{Said: "Imbéciles", State: CommentRemoved, Reason: RemovedInsult, Appeal: either(lang, "C’était pour rire.", "It was a joke.")}
	upheld := removed
	upheld.Comment = &OwnComment{Said: "Imbéciles", State: CommentRemoved, Reason: RemovedInsult, Upheld: true}
	withThem := results(StateClosed, MethodSingle, sampleResults(lang, true))
	withThem.Results.Held = 7
	withThem.Results.With = &WithAside{Winners: []string{"Bissap"}, Changes: true, Rows: []WithRow{{Label: "Mangue", Votes: 312, Share: .38, WithVotes: 320, WithShare: .37}, {Label: "Bissap", Votes: 274, Share: .33, WithVotes: 390, WithShare: .42}}}
	voided := results(StateVoid, MethodSingle, sampleResults(lang, true))
	voided.Void, voided.Notices, voided.Results.Winners = void, notices, nil
	sealed := results(StateOpen, MethodSingle, nil)
	sealed.Hidden, sealed.Poll.Results = true, ResultsSealed
	awaited := results(StateOpen, MethodSingle, nil)
	awaited.Hidden, awaited.Awaited = true, true
	decided := results(StateClosed, MethodIRV, rankedResults(lang, MethodIRV))
	decided.Results.LotRound, decided.Results.LotAt, decided.Results.Statistics.Lead = "8765432", at(2026, 11, 10, 8, 50), LeadClose
	decided.Results.Periods = &PeriodTable{Labels: []string{"Mangue piment", "Bissap"}, Rows: []PeriodRow{
		{From: at(2026, 11, 9, 0, 0), To: at(2026, 11, 15, 0, 0), People: 700, Shares: []float64{.41, .3}, Gap: 12},
		{From: at(2026, 11, 16, 0, 0), To: at(2026, 11, 22, 0, 0), People: 34, Few: true, Shares: []float64{.5, .5}},
		{From: at(2026, 11, 23, 0, 0), To: at(2026, 11, 23, 0, 0), Hidden: true},
	}}
	decided.Frozen = []FrozenRecord{{LogPollPublish, 41, at(2026, 11, 9, 9, 0)}, {LogPollClose, 57, at(2026, 11, 30, 20, 0)}}
	screen := func(state CampaignState, view *ResultsView) ScreenPage {
		p := ScreenPage{Frame: brandFrame(lang, path+"/screen"), Poll: samplePoll(lang, MethodSingle), State: state, Results: view, Hidden: view == nil}
		if state == StateOpen {
			p.StreamHref, p.SnapshotHref, p.Refresh = "/stream", "/snapshot", 30
		}
		return p
	}
	none := results(StateClosed, MethodSingle, sampleResults(lang, true))
	none.Results.Winners, none.Results.NoWinner = nil, either(lang, "Il fallait 1 000 votes pour que le résultat vaille.", "1,000 votes were needed for the result to stand.")
	return []sample{
		{"vote-single", page(StateOpen, MethodSingle, func(p *VotePage) { p.Poll.Access = AccessCookie })},
		{"vote-ranking", page(StateOpen, MethodSchulze, nil)},
		{"vote-several", page(StateOpen, MethodApproval, nil)},
		{"vote-scores", page(StateOpen, MethodScore, func(p *VotePage) { p.Poll.MaxScore, p.Form.Values = 5, url.Values{"score.mangue": {"4"}} })},
		{"vote-points", page(StateOpen, MethodDots, func(p *VotePage) { p.Poll.MaxScore, p.Poll.Budget = 4, 10 })},
		{"vote-duels-begin", page(StateOpen, MethodDuels, func(p *VotePage) { p.Sets = &SetsView{Of: 6} })},
		{"vote-duels", page(StateOpen, MethodDuels, func(p *VotePage) { p.Sets = sampleSets(lang, 2, 3) })},
		{"vote-duels-review", page(StateOpen, MethodDuels, func(p *VotePage) { p.Sets, p.Poll.Access = sampleSets(lang, 2, 0), AccessEmail })},
		{"vote-best-worst", page(StateOpen, MethodMaxDiff, func(p *VotePage) {
			p.Sets = sampleSets(lang, 4, 2)
			p.Form.Errors = []FieldError{{Field: "best", Message: either(lang, "Dites aussi le moins bon", "Say which is the worst as well")}}
		})},
		{"vote-compared", page(StateOpen, MethodMaxDiff, func(p *VotePage) {
			compared := *vote
			compared.Choices, compared.Picks = nil, []string{"Mangue plutôt que Bissap", "Tamarin plutôt que Vanille"}
			p.Sets, p.YourVote = sampleSets(lang, 4, 0), &compared
		})},
		{"vote-round", page(StateOpen, MethodBracket, func(p *VotePage) {
			p.Round = &RoundView{Number: 1, Of: 2, Ends: at(2026, 11, 25, 20, 0), Pairs: sampleSets(lang, 2, 0).Items}
		})},
		{"vote-final", page(StateOpen, MethodBracket, func(p *VotePage) {
			p.Round, p.YourVote, p.Fresh = &RoundView{Number: 2, Of: 2, Ends: at(2026, 11, 30, 20, 0), Pairs: sampleSets(lang, 2, 0).Items[:1]}, vote, true
		})},
		{"vote-round-awaited", page(StateOpen, MethodBracket, nil)},
		{"results-duels", results(StateOpen, MethodDuels, comparedResults(lang, MethodDuels))},
		{"results-best-worst", results(StateClosed, MethodMaxDiff, comparedResults(lang, MethodMaxDiff))},
		{"results-bracket", results(StateOpen, MethodBracket, comparedResults(lang, MethodBracket))},
		{"vote-wrong", page(StateOpen, MethodIRV, func(p *VotePage) { p.Form = wrong })},
		{"vote-voted", page(StateOpen, MethodSingle, func(p *VotePage) { p.YourVote = vote })},
		{"vote-upcoming", page(StateUpcoming, MethodSingle, nil)},
		{"vote-closed", page(StateClosed, MethodSingle, nil)},
		{"vote-cancelled", page(StateCancelled, MethodSingle, func(p *VotePage) {
			p.Cancel = &Cancellation{At: at(2026, 11, 20, 9, 0), Reason: either(lang, "Un parfum ne peut plus être produit.", "One flavour can no longer be made.")}
		})},
		{"vote-receipt", VoteReceiptPage{Frame: brandFrame(lang, path+"/receipt/zz"), Poll: samplePoll(lang, MethodIRV), State: StateOpen, Vote: ranked, Own: true}},
		{"vote-receipt-compared", VoteReceiptPage{Frame: brandFrame(lang, path+"/receipt/zz"), Poll: samplePoll(lang, MethodDuels), State: StateOpen, Own: true, Vote: VoteReceipt{Number: vote.Number, At: vote.At, Picks: []string{"Mangue plutôt que Bissap"}}}},
		{"vote-receipt-passed-on", VoteReceiptPage{Frame: brandFrame(lang, path+"/receipt/zz"), Poll: samplePoll(lang, MethodIRV), State: StateOpen, Vote: VoteReceipt{Number: vote.Number, At: vote.At}}},
		{"vote-receipt-closed", VoteReceiptPage{Frame: brandFrame(lang, path+"/receipt/zz"), Poll: samplePoll(lang, MethodIRV), State: StateClosed, Own: true, Vote: VoteReceipt{Number: vote.Number, At: vote.At, Choices: ranked.Choices, Tracker: "K7QA-2MNB-XR3T-9WWE"}}},
		{"vote-write-in", page(StateOpen, MethodSingle, func(p *VotePage) { p.Poll.WriteIns, p.Form.Values = true, url.Values{"write_in": {"Pistache"}} })},
		{"vote-write-in-several", page(StateOpen, MethodApproval, func(p *VotePage) { p.Poll.WriteIns, p.YourVote = true, &wrote })},
		{"vote-calling", page(StateCalling, MethodSingle, func(p *VotePage) {
			p.Poll.Options, p.Poll.Called, p.Poll.IdeasUntil, p.Ideas = nil, true, at(2026, 11, 20, 20, 0), []string{"Pistache", "Yuzu"}
		})},
		{"vote-sifting", page(StateSifting, MethodSingle, func(p *VotePage) {
			p.Poll.Options, p.Poll.Called, p.Poll.IdeasUntil = nil, true, at(2026, 11, 20, 20, 0)
		})},
		{"vote-proposed", page(StateOpen, MethodSingle, func(p *VotePage) {
			p.Poll.Called, p.Poll.IdeasUntil, p.Poll.Options[1].Proposed = true, at(2026, 11, 20, 20, 0), true
		})},
		{"vote-code", page(StateOpen, MethodSingle, func(p *VotePage) { p.Poll.Access, p.Poll.Codes = AccessCode, 12_000 })},
		{"vote-work", page(StateOpen, MethodSingle, func(p *VotePage) { p.Poll.Access, p.Poll.NetworkCap, p.Work = AccessWork, 200, true })},
		{"vote-aside", page(StateOpen, MethodSingle, func(p *VotePage) { p.Poll.Access, p.Poll.NetworkCap, p.YourVote = AccessNetwork, 200, &aside })},
		{"vote-receipt-aside", VoteReceiptPage{Frame: brandFrame(lang, path+"/receipt/zz"), Poll: samplePoll(lang, MethodIRV), State: StateOpen, Vote: aside, Own: true}},
		{"vote-receipt-kept", VoteReceiptPage{Frame: brandFrame(lang, path+"/receipt/zz"), Poll: samplePoll(lang, MethodIRV), State: StateOpen, Vote: kept, Own: true}},
		{"results-with", withThem},
		{"results-comments", withComments},
		{"vote-comment", page(StateOpen, MethodSingle, policy)},
		{"vote-comment-after", page(StateOpen, MethodIRV, func(p *VotePage) {
			p.Poll.Comments, p.Poll.Results, p.Comments, p.YourVote = CommentsAfter, ResultsAlways, sampleComments(lang), &said
		})},
		{"vote-receipt-comment", VoteReceiptPage{Frame: brandFrame(lang, path+"/receipt/zz"), Poll: samplePoll(lang, MethodSingle), State: StateOpen, Vote: said, Own: true}},
		{"vote-receipt-removed", VoteReceiptPage{Frame: brandFrame(lang, path+"/receipt/zz"), Poll: samplePoll(lang, MethodSingle), State: StateOpen, Vote: removed, Own: true}},
		{"vote-receipt-upheld", VoteReceiptPage{Frame: brandFrame(lang, path+"/receipt/zz"), Poll: samplePoll(lang, MethodSingle), State: StateOpen, Vote: upheld, Own: true}},
		{"comments", CommentsPage{Frame: brandFrame(lang, path+"/comments"), Poll: samplePoll(lang, MethodSingle), State: StateOpen, Comments: sampleComments(lang)}},
		{"comments-none", CommentsPage{Frame: brandFrame(lang, path+"/comments"), Poll: samplePoll(lang, MethodSingle), State: StateOpen, First: true}},
		{"comments-hidden", CommentsPage{Frame: brandFrame(lang, path+"/comments"), Poll: samplePoll(lang, MethodSingle), State: StateOpen, Hidden: true}},
		{"vote-void", page(StateVoid, MethodSingle, func(p *VotePage) { p.Void, p.Notices, p.Poll.MinShare, p.Poll.None = void, notices, .4, "Aucun" })},
		{"results-awaited", awaited},
		{"results-periods", decided},
		{"screen-live", screen(StateOpen, sampleResults(lang, false))},
		{"screen-final", screen(StateClosed, sampleResults(lang, true))},
		{"screen-hidden", screen(StateOpen, nil)},
		{"results-void", voided},
		{"results-sealed", sealed},
		{"results-live", live},
		{"results-single", results(StateClosed, MethodSingle, sampleResults(lang, true))},
		{"results-none", none},
		{"results-irv", results(StateClosed, MethodIRV, rankedResults(lang, MethodIRV))},
		{"results-schulze", results(StateClosed, MethodSchulze, rankedResults(lang, MethodSchulze))},
		{"results-hidden", hidden},
	}
}
