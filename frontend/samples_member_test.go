package frontend

import (
	"net/url"
	"time"
)

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
		{Code: "7F2Q-9HKM", Reward: either(lang, "Une boule offerte", "A free scoop"), State: VoucherValid, ExpiresAt: at(2027, 1, 31, 0, 0), Scan: "KERMESSE:V:7F2Q-9HKM"},
		{Code: "8G3R-1JLN", Reward: either(lang, "Place de cinéma", "Cinema ticket"), State: VoucherValid, ExpiresAt: at(2027, 1, 31, 0, 0), Delivered: "CINE-5521"},
		{Code: "11AA-22BB", Reward: either(lang, "Une boule offerte", "A free scoop"), State: VoucherUsed, UsedAt: at(2026, 10, 2, 15, 0), ExpiresAt: at(2026, 11, 1, 0, 0)},
	}
	history := []HistoryLine{
		{At: at(2026, 11, 18, 14, 32), Label: either(lang, "Participation : Gagnez un an de glaces", "Entry: Win a year of ice cream"), Points: 20, Why: []string{either(lang, "20 points pour ce geste", "20 points for this act")}},
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
	gifts := []GiftView{
		{ID: "g1", Points: 50, Message: either(lang, "Pour ta fête", "For your day"), Link: "https://fete.example/m/glaces-du-port/gift/tok", State: GiftOpen, At: at(2026, 11, 2, 9, 0), ExpiresAt: at(2026, 11, 16, 9, 0)},
		{ID: "g2", Points: 50, State: GiftClaimed, At: at(2026, 11, 2, 9, 0), ClaimedAt: at(2026, 11, 3, 9, 0), ExpiresAt: at(2026, 11, 16, 9, 0)},
		{ID: "g3", Points: 50, State: GiftBack, At: at(2026, 11, 2, 9, 0), ExpiresAt: at(2026, 11, 16, 9, 0)},
	}
	return []sample{
		{"member-sign-in", MemberSignInPage{Frame: frame(""), Choice: ContactEither, Form: Form{Key: "k"}}},
		{"member-code", MemberSignInPage{Frame: frame(""), Contact: "a•••@exemple.sn", Pending: "p", ValidFor: 15 * time.Minute, Form: Form{Key: "k", Errors: []FieldError{{Field: "code", Message: either(lang, "Ce code n’est pas le bon : vérifiez les 6 chiffres", "That is not the code: check the 6 digits")}}}}},
		{"member-link", MemberSignInPage{Frame: frame(""), Token: "tok", Form: Form{Key: "k"}}},
		{"member", MemberPage{Frame: frame(""), Member: member, Earn: earn, Rewards: sampleRewards(lang), Vouchers: vouchers, History: history, Joined: true, Friends: true, Gifts: true, Missed: 2, Pager: Pager{From: 1, To: 3, Total: 40, Next: "?page=2"}}},
		{"member-new", MemberPage{Frame: frame(""), Member: MemberView{Debt: 30}}},
		{"member-card", CardPage{Frame: frame("/card"), FirstName: "Awa", Number: "4471 2093", Scan: "KERMESSE:M:44712093", Available: 10}},
		{"member-card-spend", CardPage{Frame: frame("/card"), Number: "4471 2093", Scan: "KERMESSE:S:44712093:123456", Code: "123456", Until: at(2026, 11, 20, 9, 31), Every: 60}},
		{"member-friends", FriendsPage{Frame: frame("/friends"), Link: "https://fete.example/m/glaces-du-port/friend/7KQ2AB9T", Act: either(lang, "fait un premier achat", "made a first purchase"), Mine: 100, Theirs: 30, Friends: []ReferredLine{{At: at(2026, 11, 2, 9, 0), State: ReferralCame}, {At: at(2026, 10, 2, 9, 0), State: ReferralActed}, {At: at(2026, 9, 2, 9, 0), State: ReferralRewarded}}}},
		{"member-friends-none", FriendsPage{Frame: frame("/friends"), Link: "https://fete.example/m/glaces-du-port/friend/7KQ2AB9T", Act: either(lang, "fait un premier achat", "made a first purchase")}},
		{"invited", InvitedPage{Frame: frame("/friend/7KQ2AB9T"), Code: "7KQ2AB9T", Act: either(lang, "fait un premier achat", "made a first purchase"), Points: 30, Welcome: 20}},
		{"invited-in", InvitedPage{Frame: frame("/friend/7KQ2AB9T"), Code: "7KQ2AB9T", SignedIn: true}},
		{"invited-member", InvitedPage{Frame: frame("/friend/7KQ2AB9T"), Code: "7KQ2AB9T", SignedIn: true, Member: true}},
		{"gifts", GiftsPage{Frame: frame("/gifts"), Available: 1240, PerMonth: 200, Days: 14, Gifts: gifts, Made: &gifts[0], Form: Form{Key: "k"}}},
		{"gifts-none", GiftsPage{Frame: frame("/gifts"), PerMonth: 200, Days: 14}},
		{"gift", GiftPage{Frame: frame("/gift/tok"), Gift: gifts[0], SignIn: "/" + lang + "/m/glaces-du-port?next=x"}},
		{"gift-in", GiftPage{Frame: frame("/gift/tok"), Gift: gifts[0], Form: Form{Key: "k"}}},
		{"gift-claimed", GiftPage{Frame: frame("/gift/tok"), Gift: gifts[1]}},
		{"gift-gone", GiftPage{Frame: frame("/gift/tok"), Gift: gifts[2]}},
		{"profile", ProfilePage{Frame: frame("/profile"), Consent: either(lang, "Gardez mon anniversaire.", "Keep my birthday."), Birthday: 50, Form: Form{Values: url.Values{"first_name": {"Awa"}}, Errors: []FieldError{{Field: "birthday", Message: either(lang, "Indiquez le mois et le jour.", "Give the month and day.")}}}}},
		{"missed", MissedPage{Frame: frame("/missed"), Missed: []MissedLine{{At: at(2026, 11, 2, 9, 0), Label: either(lang, "Achat en boutique", "Purchase"), Why: either(lang, "Ce montant ne rapporte aucun point.", "This amount earns no point."), Steps: []string{either(lang, "0, il fallait 1", "0, and 1 was needed")}}}}},
		{"missed-none", MissedPage{Frame: frame("/missed")}},
		{"redeem", RedeemPage{Frame: frame("/rewards/litre"), Reward: sampleRewards(lang)[1], Balance: 1240, VoucherDays: 90, Form: Form{Key: "k"}}},
		{"redeem-missing", RedeemPage{Frame: frame("/rewards/bon"), Reward: sampleRewards(lang)[2], Balance: 1240}},
		{"data", data},
		{"data-empty", DataPage{Frame: frame("/data")}},
		{"erase", ErasePage{Frame: frame("/data/erase"), Entries: 1, Votes: 2, Points: 1240, Held: 1, Form: Form{Key: "k"}}},
		{"erase-done", ErasePage{Frame: frame("/data/erase"), Done: true}},
	}
}
