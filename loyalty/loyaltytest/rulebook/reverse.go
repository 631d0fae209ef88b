package rulebook

// reversible reports whether the operation is of a kind that can be reversed.
func (x *txn) reversible() bool {
	switch x.op {
	case "earn", "adjust", "spend", "redeem", "capture":
		return true
	}
	return false
}

func (a *act) reverse() (map[string]any, string) {
	of := a.of
	left := of.points - of.reversed
	points := left
	if a.args.Points != nil {
		points = *a.args.Points
	}
	switch {
	case of.voucher == "used":
		return nil, "voucher_used"
	case of.op == "redeem" && a.args.Points != nil:
		return nil, "invalid_amount"
	case left == 0:
		return nil, "already_reversed"
	case points <= 0:
		return nil, "invalid_amount"
	case points > left:
		return nil, "exceeds_remaining"
	}
	defer a.record(txn{lot: -1})
	switch {
	case of.lot >= 0 && of.op == "earn":
		return a.clawBack(of, points, "issuance"), ""
	case of.lot >= 0:
		return a.clawBack(of, points, "adjust"), ""
	}
	return a.restore(of, points), ""
}

// refund takes back so much that what is left is what the part of the order that is kept
// would have earned, by the rule and the multipliers of its own time.
func (a *act) refund() (map[string]any, string) {
	of, amount := a.of, a.args.Amount
	kept := of.bought.amount - of.bought.refunded
	switch {
	case of.bought.den == 0:
		return nil, "not_refundable"
	case kept == 0:
		return nil, "already_reversed"
	case amount <= 0:
		return nil, "invalid_amount"
	case amount > kept:
		return nil, "exceeds_remaining"
	}
	defer a.record(txn{lot: -1})
	of.bought.refunded += amount
	target := min(of.points, of.bought.worth(kept-amount))
	return a.clawBack(of, max(0, of.points-of.reversed-target), "issuance"), ""
}

// clawBack takes back p points that an operation granted; account is where they came from.
func (a *act) clawBack(of *txn, p int64, account string) map[string]any {
	br, m := a.brand, a.member
	if p == 0 { // a refund of less than a point
		return map[string]any{
			"points": p, "from_pending": p, "from_lot": p, "from_expired": p, "from_other_lots": p, "to_debt": p, "written_off": p,
		}
	}
	l := &m.lots[of.lot]
	of.reversed += p
	l.reversed += p
	m.clawedBack += p
	br.system[account] += p
	if l.activatedAt != 0 {
		l.reversedAfter += p
	}

	rest := p
	portion := func(most int64) int64 {
		n := min(rest, most)
		rest -= n
		return n
	}
	fromPending := portion(l.pending)
	l.pending -= fromPending
	fromLot := portion(l.available)
	l.available -= fromLot
	fromExpired := portion(l.expired)
	l.expired -= fromExpired
	m.expired -= fromExpired
	br.system["expired"] -= fromExpired
	fromOthers := portion(m.available())
	m.take(fromOthers)
	var toDebt, writtenOff int64
	if br.config.Clawback == "debt" {
		toDebt = rest
		m.debt += rest
	} else {
		writtenOff = rest
		br.system["writeoff"] -= rest
	}
	if l.qualifying && l.activatedAt != 0 {
		br.tierDown(m, a.t)
	}
	return map[string]any{
		"points": p, "from_pending": fromPending, "from_lot": fromLot, "from_expired": fromExpired,
		"from_other_lots": fromOthers, "to_debt": toDebt, "written_off": writtenOff,
	}
}

// restore gives back p points that an operation took, the last taken first.
func (a *act) restore(of *txn, p int64) map[string]any {
	br, m := a.brand, a.member
	of.reversed += p
	m.restored += p
	if of.op == "adjust" {
		br.system["adjust"] -= p
	} else {
		br.system["burned"] -= p
	}
	if of.op == "redeem" {
		of.voucher = "void"
		m.redeemed[of.reward]--
		if _, limited := br.stock[of.reward]; limited {
			br.stock[of.reward]++
		}
	}

	var toLots, toGrace, expired int64
	for i := len(of.parts) - 1; i >= 0; i-- {
		part := &of.parts[i]
		n := min(p, part.n-part.restored)
		p -= n
		part.restored += n
		switch l := &m.lots[part.lot]; {
		case a.t < l.expiresAt:
			l.available += n
			toLots += n
		case br.config.GraceDays > 0:
			toGrace += n
		default:
			br.expireTaken(m, part.lot, n)
			expired += n
		}
	}
	if toGrace > 0 {
		grace := br.config.GraceDays
		br.grant(m, lot{txn: a.id, kind: "grace", points: toGrace}, a.t, 0, &grace)
	}
	br.payDebt(m)
	return map[string]any{"points": toLots + toGrace + expired, "to_lots": toLots, "to_grace_lot": toGrace, "expired_at_once": expired}
}
