package handlers

import (
	"net/http"
	"strings"
	"testing"
)

// A shop asks what an order would earn, sends it, reads why, takes half of it back.
func TestPurchasesByTheAPI(t *testing.T) {
	w := newTown(t)
	w.programme()
	shop := w.staff("glaces")
	shop.json(http.MethodPost, glacesAPI+"/members", map[string]any{"members": []string{"m1"}}).wants(http.StatusOK)
	shop.json(http.MethodPut, glacesAPI+"/rules/scoops", map[string]any{
		"name": "Par boule", "on": "purchase", "products": []string{"ice"}, "per_unit": 5, "dedupe": "brand",
		"segments": []string{"friends"}, "cap": map[string]any{"points": 20, "period": "week"},
	}).wants(http.StatusOK).holds(`"per_unit":5`, `"period":"week"`)
	lines := []map[string]any{{"sku": "ICE-1", "category": "ice", "quantity": 3, "amount": 9000}}
	order := map[string]any{"order": "o-1", "member": "m1", "amount": 20000, "lines": lines}
	shop.json(http.MethodPost, glacesAPI+"/purchases/preview", map[string]any{"member": "m1", "source_id": "o-1", "amount": 20000, "lines": lines}).
		wants(http.StatusOK).holds(`"points":20`, "earn_segment", `"what":"per_amount"`)
	shop.json(http.MethodPut, glacesAPI+"/members/m1/segments", map[string]any{"segments": []string{"friends"}}).wants(http.StatusOK).holds("friends")
	shop.json(http.MethodPost, glacesAPI+"/purchases", order).wants(http.StatusOK).holds(`"points":35`)
	shop.json(http.MethodPost, glacesAPI+"/purchases", order).wants(http.StatusOK).holds(`"points":35`, `"replayed":true`)
	order["amount"] = 1
	shop.json(http.MethodPost, glacesAPI+"/purchases", order).code(http.StatusConflict, "order_taken")
	shop.get(glacesAPI + "/members/m1/history").wants(http.StatusOK).holds(`"what":"per_piece"`)
	keyed(shop, "r1").json(http.MethodPost, glacesAPI+"/purchases/refund", map[string]any{"order": "o-1", "amount": 10000}).
		wants(http.StatusOK).holds(`"points":-10`)
	shop.get(glacesAPI + "/members/m1").holds(`"available":25`)
	shop.json(http.MethodPost, glacesAPI+"/events", map[string]any{"member": "m1", "event": "vote", "source_id": "v"}).wants(http.StatusOK).holds(`"points":30`)

	table := "order;member;amount\no-2;m1;100,00\no-3;nobody;5,00\n"
	send := func(query string) answer {
		return shop.do(http.MethodPost, glacesAPI+"/purchases/import"+query, "text/csv", strings.NewReader(table))
	}
	send("?dry_run=true").wants(http.StatusOK).holds(`"dry_run":true`, `"recorded":1`, `"points":10`, `"line":3`, "unknown_member")
	shop.get(glacesAPI + "/members/m1").holds(`"available":55`)
	send("").wants(http.StatusOK).holds(`"recorded":1`)
	send("").wants(http.StatusOK).holds(`"recorded":0`, `"repeated":1`)
	shop.get(glacesAPI + "/members/m1").holds(`"available":65`)
	w.visitor().do(http.MethodPost, glacesAPI+"/purchases/import", "text/csv", strings.NewReader(table)).wants(http.StatusUnauthorized)
	w.staff("thes").json(http.MethodPost, glacesAPI+"/purchases", order).wants(http.StatusNotFound)
}

// Rewards of every kind, by the API: what each gives comes with the answer.
func TestRewardsOfEveryKindByTheAPI(t *testing.T) {
	w := newTown(t)
	w.programme()
	shop := w.staff("glaces")
	shop.json(http.MethodPost, glacesAPI+"/members", map[string]any{"members": []string{"m1"}}).wants(http.StatusOK)
	keyed(shop, "seed").json(http.MethodPost, glacesAPI+"/adjust", map[string]any{"member": "m1", "points": 100, "reason": "seed"}).wants(http.StatusOK)
	shop.do(http.MethodPost, glacesAPI+"/pools/cinema/codes?name=Cin%C3%A9ma", "text/plain", strings.NewReader("CINE-1\nCINE-1\n")).
		wants(http.StatusOK).holds(`"added":1`, `"repeated":1`)
	reward := func(id string, gives map[string]any) {
		t.Helper()
		shop.json(http.MethodPut, glacesAPI+"/rewards/"+id, map[string]any{
			"name": id, "cost": 10, "voucher_days": 30, "from": "2026-01-01T00:00:00Z", "to": "2050-01-01T00:00:00Z", "gives": gives,
		}).wants(http.StatusOK).holds(`"kind":"` + gives["kind"].(string) + `"`)
	}
	reward("film", map[string]any{"kind": "pool", "pool": "cinema"})
	reward("five", map[string]any{"kind": "code", "discount": "fixed", "value": 500})
	reward("ten", map[string]any{"kind": "discount", "discount": "percent", "value": 1000, "min_amount": 1000})
	redeem := func(id string) answer {
		t.Helper()
		return keyed(shop, "k-"+id).json(http.MethodPost, glacesAPI+"/redeem", map[string]any{"member": "m1", "reward": id}).wants(http.StatusOK)
	}
	redeem("film").holds(`"delivered":"CINE-1"`)
	redeem("film").holds(`"delivered":"CINE-1"`, `"replayed":true`)
	var five, ten struct{ Delivered, Voucher string }
	redeem("five").into(&five)
	keyed(shop, "promo").json(http.MethodPost, glacesAPI+"/promo_redeem", map[string]any{"member": "m1", "code": strings.ToLower(five.Delivered), "amount": 2000}).
		wants(http.StatusOK).holds(`"discount":500`)
	redeem("ten").into(&ten)
	keyed(shop, "use").json(http.MethodPost, glacesAPI+"/vouchers/use", map[string]any{"voucher": ten.Voucher, "amount": 2000}).
		wants(http.StatusOK).holds(`"discount":200`)
	shop.get(glacesAPI + "/pools").holds(`"left":0`)
	shop.get(glacesAPI+"/codes").lacks(five.Delivered, "CINE-1")
}
