package frontend

import "time"

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
	data := DataPage{
		Frame: frame("/data"), FirstName: "Awa", Since: at(2026, 11, 18, 14, 32), Consents: consents, Points: &member, Movements: 12,
		Contacts:  []ContactLine{{Kind: ContactEmail, Value: "awa@exemple.sn", VerifiedAt: at(2026, 11, 18, 14, 35)}, {Kind: ContactPhone, Value: "+221 77 123 45 67"}},
		Entries:   []DataLine{{Title: sampleContest(lang).Title, Detail: "GLA-4F7K-92", At: at(2026, 11, 18, 14, 32), Path: "/c/un-an-de-glaces"}},
		Retention: []RetentionLine{{either(lang, "Participations", "Entries"), either(lang, "Tirer et remettre les lots", "Draw and hand over prizes"), either(lang, "6 mois après le tirage", "6 months after the draw")}},
	}
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
