package frontend

import (
	"maps"
	"net/url"
	"slices"
	"strings"
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
	if kind == KindSurvey {
		card.Slug, card.Title = "visite", either(lang, "Votre dernière visite", "Your last visit")
		card.Picture, card.Participants = nil, 100
	}
	card.Slug += "-" + string(state) // as on a real page, no two campaigns have one address
	return card
}

func sampleContest(lang string) ContestView {
	return ContestView{
		Cost: "nothing", Free: true,
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
		Questions: []ContestQuestion{
			{ID: "taste", Label: either(lang, "Quel est votre parfum d’enfance ?", "What flavour did you love as a child?")},
			{ID: "cone", Label: either(lang, "Cornet ou pot ?", "Cone or cup?"), Choices: []string{either(lang, "Cornet", "Cone"), either(lang, "Pot", "Cup")}, Required: true},
		},
		Entries: 18432, Points: 20, Label: LabelA2, Round: 21000000, Statement: sampleStatement(lang, LabelA2),
	}
}

// sampleStatement is as long as the protocol's own.
func sampleStatement(lang string, label DrawLabel) string {
	if label == LabelC {
		return either(lang, "Le serveur de l’organisateur a choisi le nombre aléatoire. La preuve montre seulement que la liste et les gagnants n’ont pas été changés ensuite.",
			"The organiser’s server chose the random number. The proof only shows that the list and winners were not changed afterwards.")
	}
	return either(lang, "Nombre aléatoire public (drand, tour 21000000), liste scellée avant qu’il n’existe d’après le journal de l’organisateur lui-même. Chacun peut recalculer les gagnants.",
		"Public random number (drand round 21000000), list sealed before it existed according to the organiser’s own log. Anyone can recompute the winners.")
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
		Label: label, Statement: sampleStatement(lang, label), RoundHref: "https://api.drand.sh/v2/beacons/quicknet/rounds/21000000",
		PublishedAt: at(2026, 11, 1, 9, 0), ClosedAt: at(2026, 12, 31, 23, 59), LoggedAt: at(2027, 1, 1, 0, 0), LogIndex: 1042, Witnesses: []Cosigned{{Name: "notaire.example", At: at(2027, 1, 1, 0, 1), InTime: true}, {Name: "club.example", At: at(2027, 1, 5, 0, 0)}},
		Round: 21000000, SealedAt: at(2027, 1, 1, 0, 0), RoundAt: at(2027, 1, 4, 18, 0), DrawnAt: at(2027, 1, 4, 18, 0),
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
		Changes: []DrawChange{{At: at(2027, 1, 6, 10, 12), Prize: either(lang, "Un an de glaces", "A year of ice cream"), Place: 1, Reason: either(lang, "Salarié de l’organisateur (article 3).", "Works for the organiser (article 3).")}},
	}
}

func sampleAttempts(lang string) []DrawAttempt {
	return []DrawAttempt{{
		Attempt: 1, Cancelled: true, At: at(2027, 1, 2, 9, 0), Reason: either(lang, "coupure électrique avant la clôture.", "power cut before closing."), CloseHash: sampleHash,
		Winners: []ShadowWinner{{Prize: either(lang, "Un an de glaces", "A year of ice cream"), Alias: "Marc O."}, {Prize: either(lang, "Un atelier", "A workshop"), Commitment: sampleHash}},
	}}
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
	draw := func(state CampaignState, moment DrawMoment, view *DrawView, check *EntryCheck) DrawPage {
		p := DrawPage{
			Frame: brandFrame(lang, path+"/draw"), Contest: sampleContest(lang), State: state, Moment: moment, Draw: view, Check: check,
			Rules:      DrawRules{Hash: sampleSeed, FrozenAt: at(2026, 10, 30, 17, 0)},
			Exclusions: []Exclusion{{Reason: either(lang, "Plusieurs participations d’une même personne.", "Several entries of one person."), Count: 12}},
			SameList:   []SameList{{Title: either(lang, "Tirage du post", "Draw of the post"), Slug: "du-post", At: at(2026, 10, 1, 9, 0), Cancelled: true}},
		}
		if view != nil {
			p.PaperHref = LocalPath(lang, path+"/draw.pdf")
			p.ProofHref, p.ProofBytes = path+"/draw/proof.zip", 12480
			p.VerifyCommand = "kermesse verify draw https://fete.example/c/un-an-de-glaces/draw/proof.zip"
		}
		if check != nil {
			p.Query = check.Number
		}
		return p
	}
	awaiting := sampleDraw(lang, LabelA2)
	awaiting.Randomness, awaiting.Seed, awaiting.Prizes, awaiting.Changes = "", "", nil, nil
	operator := sampleDraw(lang, LabelC)
	operator.Randomness, operator.Round, operator.LoggedAt, operator.Witnesses = "", 0, time.Time{}, nil
	stage := func(mode StageMode, format StageFormat) StagePage {
		steps := []StageStep{{Prize: sampleContest(lang).Prizes[0].Name, Of: 1}, {Prize: sampleContest(lang).Prizes[1].Name, Of: 1}, {Prize: sampleContest(lang).Prizes[1].Name, Of: 40}}
		if mode == StageRehearsal {
			steps[0].Names, steps[1].Names, steps[2].Names = []string{"Jean-Christophe de La B."}, []string{"Awa D."}, slices.Repeat([]string{"Priya S.", "Kevin L.", "Zoë M."}, 27)
		}
		return StagePage{
			Frame: brandFrame(lang, path+"/draw/stage"), Slug: "un-an-de-glaces", Title: sampleContest(lang).Title, Mode: mode, Format: format,
			Entries: 18432, Fingerprint: sampleHash, Steps: steps, Roll: []string{"Awa", "Priya", "Kevin", "Zoë", "Marc"},
			NamesHref: "/stage", DrawHref: LocalPath(lang, path+"/draw"),
		}
	}
	byOperator := draw(StateDrawn, MomentDrawn, operator, &EntryCheck{Number: "GLA-0000-00"})
	byOperator.Contest.Label, byOperator.Contest.Statement, byOperator.Contest.Round = LabelC, sampleStatement(lang, LabelC), 0
	sealed := draw(StateClosed, MomentSealed, awaiting, nil)
	sealed.HoldHours = 3
	late := *awaiting
	late.Late, late.Fallback = true, &Fallback{At: at(2027, 1, 11, 18, 0), From: "drand", To: "drand (quicknet)"}
	drawn := draw(StateDrawn, MomentDrawn, sampleDraw(lang, LabelA2), &EntryCheck{Number: "GLA-4F7K-92", Found: true, Status: EntryConfirmed, Sealed: true, Position: 7312, Tickets: 3, First: 8801, Last: 8803, Commitment: sampleHash})
	drawn.Attempt, drawn.Attempts = 2, sampleAttempts(lang)
	drawn.StageHref = LocalPath(lang, path+"/draw/stage")
	held := draw(StateDrawn, MomentDrawn, sampleDraw(lang, LabelA2), nil)
	held.StageHref, held.Embargo = drawn.StageHref, &Embargo{Until: at(2027, 1, 5, 18, 0), Held: 3, Shown: 1}
	for i := range held.Draw.Prizes[1].Slots {
		held.Draw.Prizes[1].Slots[i].Alias, held.Draw.Prizes[1].Slots[i].Held = "", true
	}
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
		{"rules", RulesPage{
			Frame: brandFrame(lang, path+"/rules"), Contest: sampleContest(lang), Version: 2, PublishedAt: at(2026, 11, 1, 9, 0), Hash: sampleHash,
			Body: "<h2>1. Organisateur</h2><p>Les Glaces du Port SARL, Port-Louis.</p><h2>2. Dates</h2><p>1 – 31.</p>", Download: path + "/rules.json", Paper: path + "/rules.pdf", Current: 2,
			Amendments: []Amendment{{Version: 2, At: at(2026, 11, 8, 9, 0), Reason: either(lang, "Un lot ajouté.", "One prize added.")}},
		}},
		{"draw-before", draw(StateUpcoming, MomentBefore, nil, nil)},
		{"draw-open", draw(StateOpen, MomentOpen, nil, nil)},
		{"draw-closing", draw(StateClosed, MomentClosing, nil, nil)},
		{"draw-sealed", sealed},
		{"draw-waiting", draw(StateAwaiting, MomentWaiting, &late, nil)},
		{"draw-void", draw(StateClosed, MomentVoid, nil, nil)},
		{"draw-cancelled", draw(StateCancelled, MomentCancelled, awaiting, nil)},
		{"draw-drawn", drawn},
		{"draw-held", held},
		{"draw-operator", byOperator},
		{"stage", stage(StageReplay, StageAuto)},
		{"stage-vertical", stage(StageReplay, StageVertical)},
		{"stage-rehearsal", stage(StageRehearsal, StageAuto)},
		{"stage-nothing", StagePage{Frame: brandFrame(lang, path+"/draw/stage"), Slug: "x", Title: sampleContest(lang).Title, Mode: StageNothing, DrawHref: LocalPath(lang, path+"/draw")}},
	}
}

func fanSamples(lang string) []sample {
	how := HowPage{Frame: sampleFrame(lang, HowPath)}
	home := HomePage{Frame: sampleFrame(lang, "/"), Brands: []BrandCampaigns{
		{Brand: *sampleBrand(lang), Campaigns: []CampaignCard{sampleCard(lang, KindContest, StateOpen), sampleCard(lang, KindPoll, StateOpen)}},
		{Brand: BrandView{Slug: "savane", Name: "Savons Savane"}, Campaigns: []CampaignCard{sampleCard(lang, KindPoll, StateClosed)}},
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
		{"how", how},
		{"log", sampleLog(lang)},
		{"log-empty", LogPage{Frame: sampleFrame(lang, LogPath), Origin: "fete.example/log", Root: strings.Repeat("e3b0c442", 8), Keys: []LogKey{{Key: sampleLogKey}}, VerifyCommand: "kermesse verify log https://fete.example/log", WitnessLine: "kermesse witness"}},
		{"home-empty", HomePage{Frame: sampleFrame(lang, "/")}},
		{"brand", BrandPage{
			Frame:    brandFrame(lang, "/glaces-du-port"),
			Open:     []CampaignCard{sampleCard(lang, KindContest, StateOpen), sampleCard(lang, KindPoll, StateOpen), sampleCard(lang, KindSurvey, StateOpen)},
			Upcoming: []CampaignCard{sampleCard(lang, KindContest, StateUpcoming)},
			Closed:   []CampaignCard{sampleCard(lang, KindContest, StateDrawn), sampleCard(lang, KindPoll, StateClosed), sampleCard(lang, KindContest, StateCancelled), sampleCard(lang, KindContest, StateAwaiting)},
		}},
		{"brand-empty", BrandPage{Frame: brandFrame(lang, "/glaces-du-port")}},
	}
	all = append(all, contestSamples(lang)...)
	all = append(all, pollSamples(lang)...)
	all = append(all, decisionSamples(lang)...)
	for _, name := range slices.Sorted(maps.Keys(reports(lang))) {
		all = append(all, sample{"admin-" + name, reports(lang)[name]})
	}
	all = append(all, surveySamples(lang)...)
	all = append(all, surveyDeskSamples(lang)...)
	all = append(all, calendarSamples(lang)...)
	all = append(all, entryTrustSamples(lang)...)
	all = append(all, codeSamples(lang)...)
	all = append(all, photoSamples(lang)...)
	all = append(all, memberSamples(lang)...)
	for _, status := range []int{400, 403, 404, 405, 410, 413, 422, 429, 500, 502, 503} {
		all = append(all, failed(status))
	}
	return all
}
