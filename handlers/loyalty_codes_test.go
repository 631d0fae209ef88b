package handlers

import (
	"net/http"
	"strings"
	"testing"
)

// A shop makes codes, takes them once, asks what one would give, and reserves it while the
// order is paid.
func TestPromoCodesByTheAPI(t *testing.T) {
	w := newTown(t)
	w.programme()
	shop := w.staff("glaces")
	shop.json(http.MethodPost, glacesAPI+"/members", map[string]any{"members": []string{"m1", "m2"}}).wants(http.StatusOK)
	made := shop.json(http.MethodPost, glacesAPI+"/codes/batches", map[string]any{
		"label": "Pack d’été", "pattern": "ete-####-####-###", "size": 3, "kind": "percent", "value": 1000, "total": 1,
	}).wants(http.StatusCreated)
	var issued struct{ ID string }
	made.into(&issued)
	batch := issued.ID
	file := shop.json(http.MethodPost, glacesAPI+"/codes/batches/"+batch+"/export", nil).wants(http.StatusOK)
	lines := strings.Fields(file.body)
	if len(lines) != 4 || lines[0] != "code" || !strings.HasPrefix(lines[1], "ETE-") || file.header.Get("Cache-Control") != "no-store" {
		t.Fatalf("the file: %q", file.body)
	}
	shop.json(http.MethodPost, glacesAPI+"/codes/batches/"+batch+"/export", nil).code(http.StatusGone, "codes_exported")
	typed := strings.ToLower(strings.ReplaceAll(lines[1], "-", " "))
	shop.json(http.MethodPost, glacesAPI+"/codes/check", map[string]any{"member": "m1", "code": typed, "amount": 5000}).
		wants(http.StatusOK).holds(`"valid":true`, `"discount":500`)
	reserved := keyed(shop, "r").json(http.MethodPost, glacesAPI+"/promo_reserve", map[string]any{"member": "m1", "code": typed, "amount": 5000, "ttl": 600})
	reserved.wants(http.StatusOK).holds(`"discount":500`, "reserved_until")
	var held struct{ Transaction string }
	reserved.into(&held)
	shop.json(http.MethodPost, glacesAPI+"/codes/check", map[string]any{"member": "m2", "code": lines[1], "amount": 5000}).
		wants(http.StatusOK).holds(`"valid":false`, "code_exhausted")
	keyed(shop, "c").json(http.MethodPost, glacesAPI+"/promo_confirm", map[string]any{"ref": held.Transaction}).wants(http.StatusOK)
	list := shop.get(glacesAPI+"/codes").wants(http.StatusOK).holds("ETE-####-####-###", `"used":1`)
	if strings.Contains(list.body, lines[1]) {
		t.Error("the list tells a code")
	}
	shop.json(http.MethodPost, glacesAPI+"/codes/batches/"+batch+"/void", nil).wants(http.StatusOK)
	shop.json(http.MethodPost, glacesAPI+"/codes/check", map[string]any{"member": "m2", "code": lines[2], "amount": 5000}).
		wants(http.StatusOK).holds("code_void")
	shop.json(http.MethodPost, glacesAPI+"/vouchers/find", map[string]any{"voucher": "7KQA-2MNB-XR3"}).code(http.StatusNotFound, "voucher_unknown")
}

// keyed is the same caller, whose next write has that key.
func keyed(v *visitor, key string) *visitor {
	next := *v
	next.header = v.header.Clone()
	next.header.Set("Idempotency-Key", key)
	return &next
}
