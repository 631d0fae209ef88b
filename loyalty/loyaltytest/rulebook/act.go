package rulebook

import "kermesse/loyalty/loyaltytest"

// act is one operation being performed.
type act struct {
	brand  *brand
	t      int64
	args   loyaltytest.Args
	ref    string
	id     string // of the transaction it will be
	op     string
	member *member
	of     *txn // that ref names
}

// perform returns the answer or the code of the refusal, which changes nothing.
func (a *act) perform(op string) (map[string]any, string) {
	a.op = op
	switch op {
	case "confirm":
		return a.about(a.confirm, "earn")
	case "voucher_use":
		return a.about(a.voucherUse, "redeem")
	case "capture":
		return a.about(a.capture, "hold")
	case "release":
		return a.about(a.letGo, "hold")
	case "promo_rollback":
		return a.about(a.promoRollback, "promo_redeem")
	case "refund":
		return a.about(a.refund, "earn")
	case "reverse":
		return a.about(a.reverse)
	case "transfer":
		return a.transfer()
	}
	if code := a.find(a.args.Member); code != "" {
		return nil, code
	}
	switch op {
	case "earn":
		return a.earn()
	case "spend":
		return a.spend()
	case "redeem":
		return a.redeem()
	case "hold":
		return a.hold()
	case "adjust":
		return a.adjust()
	case "promo_redeem":
		return a.promoRedeem()
	case "erase":
		return a.erase()
	}
	panic("rulebook: no operation " + op)
}

// about performs what is done to an earlier operation: one of the kinds named, if any are.
func (a *act) about(do func() (map[string]any, string), kinds ...string) (map[string]any, string) {
	of, ok := a.brand.txns[a.ref]
	for _, kind := range kinds {
		ok = ok && of.op == kind
	}
	if !ok {
		return nil, "not_found"
	}
	a.of, a.member = of, a.brand.members[of.member]
	if a.op == "reverse" && !of.reversible() {
		return nil, "not_reversible"
	}
	if a.member.erased {
		return nil, "member_erased"
	}
	return do()
}

func (a *act) find(name string) (code string) {
	m, ok := a.brand.members[name]
	switch {
	case !ok:
		return "unknown_member"
	case m.erased:
		return "member_erased"
	}
	a.member = m
	return ""
}

// record makes the operation known to later ones.
func (a *act) record(x txn) {
	x.op, x.member = a.op, a.member.name
	a.brand.txns[a.id] = &x
}
