package frontend

import "net/url"

// codeSamples are pages of codes on packs and of prizes won at once.
func codeSamples(lang string) []sample {
	contest := sampleContest(lang)
	contest.Code = &CodeAsk{Required: true, Where: either(lang, "Sous le couvercle", "Under the lid"), Tickets: 2}
	contest.Instant = true
	path := "/c/" + contest.Slug
	desk := func(under string) AdminFrame {
		return sampleDesk(lang, "/admin/b/glaces-du-port/contests/un-an-de-glaces"+under)
	}
	entry := sampleEntry()
	receipt := func(change func(*ReceiptPage)) ReceiptPage {
		p := ReceiptPage{Frame: brandFrame(lang, path+"/receipt/q7Zk2"), Contest: contest, State: StateOpen, Entry: entry}
		change(&p)
		return p
	}
	play := EntryPlay{Action: path + "/receipt/q7Zk2/play", Dress: "wheel", Left: 12, Prizes: []string{"Cornet", "Un an de glaces"}, Sector: 2}
	open, lost, won := play, play, play
	open.Open = true
	lost.Played, lost.Fresh, lost.Token, lost.Next = true, true, sampleHash, at(2026, 11, 21, 0, 0)
	won.Played, won.Prize, won.Code, won.Token, won.Sector = true, "Cornet", "4F7K-92QM-X3", sampleHash, 0
	lines := []InstantLine{{Name: "Cornet", Units: 200, Left: 12, ValueMinor: 15_000, Currency: "MUR"}, {Name: "Un an de glaces", Units: 1}}
	instant := InstantPage{
		Frame: brandFrame(lang, path+"/instant"), Contest: contest, State: StateOpen, From: 9, To: 21, Prizes: lines, Left: 12, Seal: sampleHash,
	}
	over := instant
	over.Everyone, over.Daily, over.RevealedAt, over.LogHref = true, true, at(2026, 12, 1, 0, 0), "/log/812"
	over.ProofHref, over.VerifyLine = "/instant.zip", "kermesse verify instant https://fete.example/instant.zip"
	waits := instant
	waits.Wait = 30
	codes := AdminPackCodesPage{
		AdminFrame: desk("/codes"), Slug: contest.Slug, Title: contest.Title, Pattern: "####-####-###", Example: "https://fete.example/c/x?code=7KQA-2MNB-XR3",
		Batches: []PackCodesRow{
			{No: 1, Label: "Pots de juin", Pattern: "####-####-###", Size: 1_000_000, Used: 1204, Left: 998_796, Ready: true, CreatedAt: at(2026, 11, 1, 9, 0), CanTake: true, CanUndo: true},
			{No: 2, Label: "Imprimeur", Imported: true, Size: 200, Used: 3, Ready: true, CreatedAt: at(2026, 11, 2, 9, 0), RevokedAt: at(2026, 11, 3, 9, 0)},
			{No: 3, Label: "Flyers", Pattern: "ETE-####-####", Size: 10, Left: 10, Ready: true, CreatedAt: at(2026, 11, 2, 9, 0), ExportedAt: at(2026, 11, 3, 9, 0), CanUndo: true},
			{No: 4, Label: "Bocaux", Pattern: "ETE-####-####", CreatedAt: at(2026, 11, 2, 9, 0)},
		},
		Form: Form{Errors: []FieldError{{Field: "size", Message: either(lang, "Une série a de 1 à 1 000 000 de codes.", "A batch has 1 to 1,000,000 codes.")}}},
	}
	noCodes := AdminPackCodesPage{AdminFrame: desk("/codes"), Slug: contest.Slug, Title: contest.Title, Over: true}
	winners := AdminInstantPage{
		AdminFrame: desk("/instant"), Slug: contest.Slug, Title: contest.Title, Prizes: lines, Left: 12, Public: "https://fete.example/c/x/instant",
		Rows: []InstantWinRow{{At: at(2026, 11, 20, 10, 0), Prize: "Cornet", Number: "4F7K-92QM-X3", Alias: "Priya S.", Code: "9WWE-2MNB-X3"}},
	}
	nobody := winners
	nobody.Rows = nil
	edit := func(key string) ContestEditFrame {
		return ContestEditFrame{
			Locale: lang, Other: either(lang, "en", "fr"), Preview: "/fr/admin/b/glaces-du-port/rehearsal/c/un-an-de-glaces",
			AdminFrame: desk("/edit/" + key), Slug: contest.Slug, Title: contest.Title, Here: key, Zone: "Indian/Mauritius", SavedAt: at(2026, 11, 20, 9, 0),
			Sections: []EditLink{{Key: "codes", Label: "Codes"}, {Key: "instant", Label: "Instants"}}, Form: Form{Key: "k", Values: url.Values{"instant": {"moments"}}},
		}
	}
	form := ContestPage{Frame: brandFrame(lang, path), Contest: contest, State: StateOpen, Form: Form{Key: "k", Values: url.Values{"code": {"ETE-2"}}}}
	line := SlipLine{Shop: "Super Port", Number: "A-1042", AmountMinor: 125_000, Currency: "MUR", BoughtOn: at(2026, 11, 20, 0, 0), State: "waiting", Tickets: 1}
	refused, accepted := line, line
	refused.State, refused.Reason, accepted.State = "refused", either(lang, "La photo est illisible", "The photo cannot be read"), "accepted"
	slips := AdminSlipsPage{
		AdminFrame: desk("/receipts"), Slug: contest.Slug, Title: contest.Title, ClosesAt: contest.ClosesAt, Waiting: 3, Skip: "?after=1",
		Reasons: []Choice{{Value: "unreadable", Label: either(lang, "Illisible", "Unreadable")}},
		Slip:    &SlipView{SlipLine: line, ID: "1", Entry: "4F7K-92QM-X3", Photo: &Picture{URL: "/photo.jpg", Width: 300, Height: 800}, Twins: 1, SentAt: at(2026, 11, 20, 9, 0)},
	}
	noSlips, sealedSlips := slips, slips
	noSlips.Slip, sealedSlips.Sealed = nil, true
	return []sample{
		{"receipt-slips", receipt(func(p *ReceiptPage) {
			p.Slips = &EntrySlips{Action: path + "/receipt/q7Zk2/slips", PerMinor: 100_000, Currency: "MUR", Sent: []SlipLine{line, refused, accepted}}
		})},
		{"receipt-slips-shops", receipt(func(p *ReceiptPage) {
			p.Slips = &EntrySlips{Action: path + "/receipt/q7Zk2/slips", PerMinor: 100_000, Currency: "MUR", Photo: true, Shops: []Choice{{}, {Value: "Port", Label: "Port"}}}
		})},
		{"admin-slips", slips},
		{"admin-slips-none", noSlips},
		{"admin-slips-sealed", sealedSlips},
		{"admin-edit-slips", ContestSlipsPage{edit("slips"), "MUR"}},
		{"contest-code", form},
		{"receipt-codes", receipt(func(p *ReceiptPage) {
			p.Codes = &EntryCodes{Action: path + "/receipt/q7Zk2/codes", Used: 1, Tickets: 2}
		})},
		{"receipt-codes-full", receipt(func(p *ReceiptPage) { p.Codes = &EntryCodes{Used: 5, Tickets: 2, Full: true} })},
		{"receipt-play", receipt(func(p *ReceiptPage) { p.Play = &open })},
		{"receipt-lost", receipt(func(p *ReceiptPage) { p.Play = &lost })},
		{"receipt-won", receipt(func(p *ReceiptPage) { p.Play = &won })},
		{"instant", instant},
		{"instant-over", over},
		{"instant-waits", waits},
		{"admin-pack-codes", codes},
		{"admin-pack-codes-none", noCodes},
		{"admin-instant", winners},
		{"admin-instant-none", nobody},
		{"admin-revoke-codes", AdminConfirmPage{AdminFrame: desk("/codes/1/revoke"), Act: ActRevokeCodes, Subject: "1 Pots de juin", Count: 998_796, Back: "/"}},
		{"admin-edit-codes", ContestCodesPage{edit("codes")}},
		{"admin-edit-instant", ContestInstantPage{ContestEditFrame: edit("instant"), Currency: "MUR", Prizes: []PrizeLine{{Name: "Cornet", Winners: "200", Value: "150,00"}, {Error: either(lang, "Ce champ est vide.", "This is empty.")}}}},
	}
}
