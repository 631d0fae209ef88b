package frontend

import (
	"bytes"
	"net/url"
	"testing"
)

// tillSamples are the telephone at a counter, and the panel's page of it.
func tillSamples(lang string) []sample {
	frame := func(under ...string) TillFrame {
		return TillFrame{Frame: brandFrame(lang, TillPath(under...)), Till: TillView{Name: either(lang, "Comptoir", "Counter"), Clerk: "Fatou", Stamp: "s.1", Currency: "EUR", Clock: 1795341600000}}
	}
	locked := frame()
	locked.Till.Clerk = ""
	wrong := func(field string) Form {
		return Form{Key: "k", Values: url.Values{}, Errors: []FieldError{{Field: field, Message: either(lang, "Ce n’est pas le bon PIN.", "This is not the right PIN.")}}}
	}
	member := TillMember{
		Number: "0427193358", FirstName: "Awa", Tier: either(lang, "Cornet", "Cone"), Available: 640, Debt: 0,
		Ready: []TillReward{{ID: "boule", Name: either(lang, "Une boule", "A scoop"), Cost: 100, Here: true}, {ID: "code", Name: either(lang, "Un code", "A code"), Cost: 300}},
	}
	act := func(kind TillActKind, state TillActState) TillAct {
		return TillAct{ID: "a1", Kind: kind, State: state, At: at(2026, 11, 20, 16, 5), Late: state == TillDone, Who: "Fatou", Where: either(lang, "Comptoir", "Counter"), Member: "0427193358", About: either(lang, "Une boule", "A scoop"), Currency: "EUR", Amount: 1250, Points: 12, Discount: 200, Reason: either(lang, "Ce bon a été annulé.", "This voucher was cancelled."), Undoable: kind == TillEarn && state == TillDone}
	}
	done := act(TillEarn, TillDone)
	present := act(TillEarn, TillDone)
	present.Present, present.Amount, present.Points = true, 0, 10
	refused := act(TillUse, TillRefused)
	acts := []TillAct{done, present, act(TillSpend, TillUndone), act(TillRewards, TillDone), refused, act(TillHand, TillOpen)}
	voucher := TillVoucher{VoucherView: VoucherView{Code: "7KQA-2MNB-XR3", Reward: either(lang, "Une boule", "A scoop"), State: VoucherValid, ExpiresAt: at(2026, 12, 20, 0, 0)}}
	used, bill, promo := voucher, voucher, voucher
	used.State, used.UsedAt, used.UsedBy = VoucherUsed, at(2026, 11, 20, 16, 5), "Ines · "+either(lang, "Terrasse", "Terrace")
	bill.Bill, bill.Discount = true, either(lang, "2 € de moins", "€2 off")
	promo.Promo = true
	limits := []TillLimit{{Name: "bill", Money: true, N: 20_000}, {Name: "day_bills", Money: true}, {Name: "spend", N: 500}, {Name: "day_spend"}}
	desk := AdminTillsPage{
		AdminFrame: sampleDesk(lang, "/admin/b/glaces-du-port/tills"), Currency: "EUR", Day: at(2026, 11, 20, 9, 0), Acts: acts, Address: "https://fete.example/till",
		Tills:    []TillRow{{ID: "t1", Name: either(lang, "Comptoir", "Counter"), By: "Nadia", OpenedAt: at(2026, 11, 2, 9, 0), SeenAt: at(2026, 11, 20, 16, 0)}},
		Everyone: TillPerson{Limits: limits, Own: true},
		People:   []TillPerson{{ID: "u1", Name: "Fatou", Role: RoleTill, HasPIN: true, Own: true, Limits: limits, Form: Form{Values: url.Values{"own": {"yes"}}}}},
	}
	prize := TillPrize{Code: "P1", Name: either(lang, "Un an de glaces", "A year of ice cream"), Contest: either(lang, "Jeu de l’été", "Summer contest"), Winner: "Awa D."}
	handed := prize
	handed.HandedAt, handed.HandedBy = at(2026, 11, 20, 16, 5), "Ines"
	return []sample{
		{"till/door", TillDoorPage{Frame: sampleFrame(lang, TillPath())}},
		{"till/door-open", TillDoorPage{Frame: sampleFrame(lang, TillPath()), Staff: "Fatou", Brands: []BrandChoice{{Slug: "glaces-du-port", Name: "Les Glaces du Port"}}}},
		{"till/door-brands", TillDoorPage{Frame: sampleFrame(lang, TillPath()), Staff: "Fatou", HasPIN: true, Brands: []BrandChoice{{Slug: "glaces-du-port", Name: "Les Glaces du Port"}, {Slug: "savane", Name: "Savons"}}}},
		{"till/door-no", TillDoorPage{Frame: sampleFrame(lang, TillPath()), Staff: "Lou"}},
		{"till/unlock", TillUnlockPage{TillFrame: locked, People: []Choice{{Value: "u1", Label: "Fatou"}}, Form: wrong("pin")}},
		{"till/unlock-nobody", TillUnlockPage{TillFrame: locked}},
		{"till/counter", TillPage{TillFrame: frame()}},
		{"till/counter-done", TillPage{TillFrame: frame(), Done: &done}},
		{"till/counter-refused", TillPage{TillFrame: frame(), Done: &refused, Form: wrong("code")}},
		{"till/member", TillMemberPage{TillFrame: frame("found"), Member: member, Form: Form{Key: "k"}, Spend: Form{Key: "s"}, PresentKey: "p"}},
		{"till/member-new", TillMemberPage{TillFrame: frame("found"), Member: TillMember{Number: "1", Debt: 5}, Form: wrong("amount"), Spend: Form{Key: "s"}}},
		{"till/member-preview", TillMemberPage{TillFrame: frame("earn"), Member: member, Preview: &TillPreview{Amount: 1250, Points: 12}, Form: Form{Key: "k", Values: url.Values{"amount": {"12,50"}}}, Spend: wrong("points"), Asked: true}},
		{"till/member-nothing", TillMemberPage{TillFrame: frame("earn"), Member: member, Preview: &TillPreview{Amount: 1, Reason: either(lang, "Ce montant ne rapporte aucun point.", "This amount earns no point.")}, Spend: Form{Key: "s"}}},
		{"till/voucher", TillVoucherPage{TillFrame: frame("found"), Voucher: voucher, Form: Form{Key: "k"}}},
		{"till/voucher-used", TillVoucherPage{TillFrame: frame("found"), Voucher: used}},
		{"till/voucher-bill", TillVoucherPage{TillFrame: frame("found"), Voucher: bill, Form: wrong("amount")}},
		{"till/voucher-promo", TillVoucherPage{TillFrame: frame("found"), Voucher: promo}},
		{"till/prize", TillPrizePage{TillFrame: frame("found"), Prize: prize, Form: Form{Key: "k"}}},
		{"till/prize-handed", TillPrizePage{TillFrame: frame("found"), Prize: handed}},
		{"till/log", TillLogPage{TillFrame: frame("log"), Acts: acts}},
		{"till/log-none", TillLogPage{TillFrame: frame("log")}},
		{"till/leave", TillLeavePage{TillFrame: frame("leave")}},
		{"admin/tills", desk},
		{"admin/tills-none", AdminTillsPage{AdminFrame: desk.AdminFrame, Day: desk.Day, Everyone: TillPerson{Limits: limits}}},
	}
}

// maxTillBytes is what a till page may weigh compressed, with its script and before the
// decoder that some browsers load to read codes.
const maxTillBytes = 20_000

func TestTillPagesAreLight(t *testing.T) {
	renderer := newRenderer(t)
	script, err := Source("till.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range Languages {
		for _, s := range tillSamples(lang) {
			page, err := renderer.RenderBytes(s.page)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Contains(page, []byte("till.")) || bytes.Contains(page, []byte("admin.")) {
				continue
			}
			if weight := len(compressed(page)) + len(script.Gzip); weight > maxTillBytes {
				t.Errorf("%s in %s weighs %d bytes", s.name, lang, weight)
			} else if s.name == "till/counter" {
				t.Logf("%s in %s weighs %d bytes", s.name, lang, weight)
			}
		}
	}
}
