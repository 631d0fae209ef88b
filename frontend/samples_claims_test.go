package frontend

import "net/url"

// claimSamples are the pages of prizes on their way to their winners.
func claimSamples(lang string) []sample {
	const path = "/w/glaces-du-port"
	contest := sampleContest(lang)
	check := func(s Standing) WinnerCheckPage {
		p := WinnerCheckPage{Frame: brandFrame(lang, path), Result: &WinnerCheck{
			Code: "K7QM-2F9X-4T", Standing: s, Contest: contest.Title, Slug: contest.Slug, Prize: contest.Prizes[0].Name,
			SentAt: at(2027, 1, 5, 10, 0), ClaimBy: at(2027, 1, 19, 23, 59),
		}}
		if s == StandsOpen {
			p.Result.ClaimHref = ClaimPath("glaces-du-port", "K7QM-2F9X-4T")
		}
		return p
	}
	fake, word, wrong := check(""), WinnerCheckPage{Frame: brandFrame(lang, path)}, WinnerCheckPage{Frame: brandFrame(lang, path)}
	former := word
	word.Match, wrong.Match = &WordCheck{Entry: "4F7K-92QM-X3", Right: true}, &WordCheck{Entry: "4F7K-92QM-X3"}
	former.Match = &WordCheck{Entry: "4F7K-92QM-X3", Former: true}
	return append([]sample{
		{"winner-check", WinnerCheckPage{Frame: brandFrame(lang, path)}},
		{"winner-genuine", check(StandsOpen)},
		{"winner-answered", check(StandsAnswered)},
		{"winner-expired", check(StandsExpired)},
		{"winner-void", check(StandsVoid)},
		{"winner-declined", check(StandsDeclined)},
		{"winner-received", check(StandsReceived)},
		{"winner-fake", fake},
		{"winner-word", word},
		{"winner-word-wrong", wrong},
		{"winner-word-former", former},
	}, ownClaimSamples(lang)...)
}

func ownClaimSamples(lang string) []sample {
	contest := sampleContest(lang)
	page := func(step ClaimStep, state ClaimState) ClaimPage {
		return ClaimPage{
			Frame: brandFrame(lang, "/w/glaces-du-port/K7QM-2F9X-4T"), Step: step, Code: "K7QM-2F9X-4T", Standing: StandsOpen, Contest: contest.Title,
			Slug: contest.Slug, Prize: contest.Prizes[0].Name, SentAt: at(2027, 1, 5, 10, 0), Due: at(2027, 1, 19, 23, 59), Contact: "a•••@exemple.sn",
			Challenge: "x", State: ClaimView{State: state, Word: "mangue tambour", Method: MethodDelivery},
		}
	}
	hand, landed, over := page(ClaimAsk, ClaimTold), page(ClaimLanded, ClaimTold), page(ClaimOver, ClaimExpired)
	hand.ByHand, landed.Token = true, "t.s"
	over.Standing, over.EndedAt = StandsExpired, at(2027, 1, 19, 23, 59)
	choose, address, fetch, arranged := page(ClaimAnswer, ClaimIdentified), page(ClaimAnswer, ClaimIdentified), page(ClaimAnswer, ClaimIdentified), page(ClaimChange, ClaimAccepted)
	choose.Answer = ClaimForm{Methods: []ClaimMethod{MethodDelivery, MethodPickup}, Method: "", KeepDays: 60}
	address.Answer = ClaimForm{
		Method: MethodDelivery, Asks: either(lang, "Taille", "Size"), Options: []string{"M", "L"}, Countries: CountryChoices(lang, []string{"FR", "MU", "SN", "CI"}),
		Country: "SN", MinAge: 18, Publicity: true, KeepDays: 60,
		Fields: []AddressField{{Name: "name", Required: true}, {Name: "quarter", Required: true}, {Name: "postcode", Example: "29200"}, {Name: "phone", Required: true}},
	}
	address.Form = Form{Values: url.Values{"address.name": {"Awa"}}, Errors: []FieldError{{Field: "address.quarter", Message: either(lang, "Ce champ ne peut pas rester vide.", "This cannot be left empty.")}}}
	fetch.Answer = ClaimForm{Method: MethodPickup, Places: []string{"Curepipe", "Port-Louis"}}
	arranged.Answer = ClaimForm{Method: MethodArranged, Places: nil}
	fetched, sent, received := page(ClaimFollow, ClaimToSend), page(ClaimFollow, ClaimSent), page(ClaimFollow, ClaimReceived)
	fetched.State.Method, fetched.State.Place, fetched.State.Token, fetched.State.TokenURL = MethodPickup, "Curepipe", "7KQA-2MNB-XR3T-9P2Q", "https://fete.example/T/7KQA-2MNB-XR3T-9P2Q"
	fetched.State.AcceptedAt, fetched.State.Changeable = at(2027, 1, 6, 8, 0), true
	sent.State.Address, sent.State.Country, sent.State.Receivable = []string{"Awa Diop", "3 rue du Port", "29200 Brest"}, "FR", true
	sent.State.AcceptedAt, sent.State.KeptAt, sent.State.SentAt, sent.State.PurgeAt = at(2027, 1, 6, 8, 0), at(2027, 1, 7, 8, 0), at(2027, 1, 8, 8, 0), at(2027, 3, 9, 8, 0)
	sent.State.Carrier, sent.State.Tracking, sent.State.Choice = "Chronopost", "XY123", "L"
	received.State.AcceptedAt, received.State.ReceivedAt = at(2027, 1, 6, 8, 0), at(2027, 1, 9, 8, 0)
	accepted := page(ClaimFollow, ClaimAccepted)
	accepted.State.AcceptedAt, accepted.State.Refusable = at(2027, 1, 6, 8, 0), true
	kept := page(ClaimFollow, ClaimToSend) // by staff, before the winner has answered
	kept.State.KeptAt, kept.State.Method = at(2027, 1, 7, 8, 0), MethodArranged
	return []sample{
		{"claim-kept", kept},
		{"claim-ask", page(ClaimAsk, ClaimTold)},
		{"claim-hand", hand},
		{"claim-prove", page(ClaimProve, ClaimTold)},
		{"claim-landed", landed},
		{"claim-choose", choose},
		{"claim-address", address},
		{"claim-fetch", fetch},
		{"claim-arranged", arranged},
		{"claim-refuse", page(ClaimRefuse, ClaimIdentified)},
		{"claim-accepted", accepted},
		{"claim-to-fetch", fetched},
		{"claim-sent", sent},
		{"claim-received", received},
		{"claim-over", over},
		{"prizes", LedgerPage{Frame: brandFrame(lang, ContestPath(contest.Slug, "prizes")), Slug: contest.Slug, Title: contest.Title, Ledger: sampleLedger(contest)}},
	}
}

func sampleLedger(contest ContestView) LedgerView {
	lines := []LedgerLine{{Place: 1, State: ClaimReceived, At: at(2027, 1, 9, 8, 0)}}
	for i, s := range []ClaimState{ClaimTold, ClaimIdentified, ClaimAccepted, ClaimToSend, ClaimSent, ClaimDeclined, ClaimExpired} {
		lines = append(lines, LedgerLine{Place: i + 2, State: s, At: at(2027, 1, 5, 8, 0), Instant: i == 0})
	}
	return LedgerView{Units: 9, Handed: 1, Last: at(2027, 1, 9, 8, 0), Prizes: []LedgerPrize{
		{Name: contest.Prizes[0].Name, Units: 8, Handed: 1, Lines: lines}, {Name: contest.Prizes[1].Name, Units: 1},
	}}
}

// claimDeskSamples are the panel's pages of the same.
func claimDeskSamples(lang string) []sample {
	desk := sampleDesk(lang, "/admin/b/glaces-du-port/claims")
	states := []ClaimState{ClaimTold, ClaimIdentified, ClaimAccepted, ClaimToSend, ClaimSent, ClaimReceived, ClaimDeclined, ClaimExpired, ClaimVoid}
	list := AdminClaimsPage{
		AdminFrame: desk, Group: "to-send", Acts: []ClaimAct{ActSendPrize, ActGavePrize}, ExportURL: "/x.csv", Done: 1,
		Refused: []RefusedClaim{{Number: "4F7K-92QM-X3", Message: either(lang, "Ce lot n’en est plus là.", "This prize has gone further.")}},
	}
	for _, key := range []string{"all", "claims_waiting", "claims_accepted", "claims_to-send", "claims_sent", "claims_received", "claims_over"} {
		list.Tabs = append(list.Tabs, Tab{Key: key, Count: 3, Href: "/x", Current: key == "claims_to-send"})
	}
	for i, s := range states {
		list.Rows = append(list.Rows, ClaimRow{
			ID: string(s), Code: "K7QM-2F9X-4T", Number: "4F7K-92QM-X3", Name: "Awa Diop", Contact: "awa@exemple.sn", ByMail: i > 0,
			Contest: sampleContest(lang).Title, Slug: "x", Prize: "Un cornet", Place: i + 1, State: s, Method: []ClaimMethod{MethodDelivery, MethodPickup, MethodArranged}[i%3],
			Where: "FR", At: at(2027, 1, 5, 8, 0), Due: at(2027, 1, 19, 8, 0),
		})
	}
	one := AdminClaimPage{
		AdminFrame: desk, Row: list.Rows[0], Contest: sampleContest(lang).Title, Slug: "x", Standing: StandsOpen, Word: "mangue tambour", ToldAt: at(2027, 1, 5, 8, 0),
		Code: "7KQA-2MNB", LetterFR: "Bonjour Awa…", LetterEN: "Hello Awa…", Answer: &ClaimForm{Method: MethodPickup, Places: []string{"Curepipe"}, MinAge: 18, Publicity: true, Asks: "Taille", Options: []string{"M", "L"}},
	}
	for _, kind := range []string{"told", "identified", "accepted", "to-send", "sent", "received", "declined", "expired", "void", "reminded", "address", "hand-code", "purged", "stays"} {
		one.Steps = append(one.Steps, ClaimStepLine{At: at(2027, 1, 5, 8, 0), Kind: kind, Actor: "Kermesse"})
	}
	one.Year = &WonInYear{Year: "2027", Prizes: 3, Minor: 110_000, Currency: "USD", Says: either(lang, "Au-delà de 600 $, un formulaire.", "Over $600, a form.")}
	sent := one
	sent.Row, sent.Code, sent.LetterFR, sent.LetterEN, sent.Answer = list.Rows[4], "", "", "", nil
	sent.Address, sent.Country, sent.Phone, sent.PurgeAt = []string{"Awa Diop", "3 rue du Port", "29200 Brest"}, "FR", "+33298000000", at(2027, 3, 6, 8, 0)
	sent.Carrier, sent.Tracking, sent.HandedBy, sent.HandedAt, sent.Publicity = "Chronopost", "XY1", "Nadia", "Curepipe", true
	sent.Acts = []ClaimAct{ActKeepPrize, ActSendPrize, ActGavePrize}
	assist := one
	assist.Answer = &ClaimForm{Methods: []ClaimMethod{MethodDelivery, MethodPickup}}
	home := one
	home.Answer = &ClaimForm{Method: MethodDelivery, Country: "FR", Fields: []AddressField{{Name: "name", Required: true}}, KeepDays: 60}
	none := AdminClaimsPage{AdminFrame: desk, Slug: "x", Title: sampleContest(lang).Title, Empty: true}
	counter := AdminCounterPage{AdminFrame: desk, Place: "Curepipe"}
	found, handed, again := counter, counter, counter
	found.Token, found.Prize = "7KQA-2MNB-XR3T-9P2Q", &CounterPrize{Prize: "Un cornet", Choice: "L", Contest: "Un an de glaces", Name: "Awa", Number: "4F7K-92QM-X3", Place: "Curepipe"}
	handed.Handed = &CounterPrize{Prize: "Un cornet", Contest: "Un an de glaces", Number: "4F7K-92QM-X3", At: at(2027, 1, 9, 8, 0)}
	again.Form = Form{Errors: []FieldError{{Field: "token", Message: either(lang, "Ce lot a déjà été remis.", "This prize was handed over already.")}}}
	return []sample{
		{"admin-claims", list},
		{"admin-claims-none", none},
		{"admin-claim", one},
		{"admin-claim-sent", sent},
		{"admin-claim-assist", assist},
		{"admin-claim-assist-home", home},
		{"admin-counter", counter},
		{"admin-counter-found", found},
		{"admin-counter-done", handed},
		{"admin-counter-again", again},
		{"admin-impostors", AdminImpostorsPage{AdminFrame: desk, CheckURL: "https://fete.example/fr/w/glaces-du-port", Warnings: []WarningText{{Network: "Facebook", FR: "Attention…", EN: "Beware…"}, {Network: "X", Most: 280, FR: "Attention…", EN: "Beware…"}}}},
	}
}
