package rulebook

func (a *act) spend() (map[string]any, string) {
	points := value(a.args.Points)
	switch {
	case points <= 0:
		return nil, "invalid_amount"
	case points > a.member.available():
		return nil, "insufficient_points"
	}
	a.burn(points)
	a.record(txn{lot: -1, parts: a.member.take(points), points: points})
	return map[string]any{"points": points}, ""
}

// burn counts points that are spent for good.
func (a *act) burn(points int64) {
	a.member.spent += points
	a.brand.system["burned"] += points
}

func value(points *int64) int64 {
	if points == nil {
		return 0
	}
	return *points
}

func (a *act) redeem() (map[string]any, string) {
	br, m, id := a.brand, a.member, a.args.Reward
	reward, ok := br.config.Rewards[id]
	_, limited := br.stock[id]
	switch {
	case !ok:
		return nil, "unknown_reward"
	case a.t < reward.From || a.t >= reward.To:
		return nil, "reward_inactive"
	case m.tier < reward.MinTier:
		return nil, "tier_required"
	case reward.PerMember != 0 && m.redeemed[id] >= reward.PerMember:
		return nil, "member_limit"
	case limited && br.stock[id] == 0:
		return nil, "out_of_stock"
	case m.available() < reward.Cost:
		return nil, "insufficient_points"
	}
	if limited {
		br.stock[id]--
	}
	m.redeemed[id]++
	a.burn(reward.Cost)
	until := a.t + int64(reward.VoucherDays)*day
	a.record(txn{
		lot: -1, parts: m.take(reward.Cost), points: reward.Cost, reward: id, voucher: "issued", until: until,
	})
	return map[string]any{"points": reward.Cost, "voucher_expires_at": until}, ""
}

func (a *act) voucherUse() (map[string]any, string) {
	switch {
	case a.of.voucher == "void":
		return nil, "voucher_void"
	case a.of.voucher == "used":
		return nil, "voucher_used"
	case a.t >= a.of.until:
		return nil, "voucher_expired"
	}
	a.of.voucher = "used"
	a.record(txn{lot: -1})
	return map[string]any{}, ""
}

func (a *act) hold() (map[string]any, string) {
	m, points := a.member, value(a.args.Points)
	switch {
	case points <= 0:
		return nil, "invalid_amount"
	case points > m.available():
		return nil, "insufficient_points"
	}
	parts := m.take(points)
	for _, p := range parts {
		m.lots[p.lot].held += p.n
	}
	until := a.t + a.args.TTL
	a.record(txn{lot: -1, parts: parts, open: true, until: until})
	m.holds = append(m.holds, a.id)
	return map[string]any{"points": points, "hold_expires_at": until}, ""
}

func (a *act) capture() (map[string]any, string) {
	var held int64
	for _, p := range a.of.parts {
		held += p.n
	}
	points := held
	if a.args.Points != nil {
		points = *a.args.Points
	}
	switch {
	case !a.of.open:
		return nil, "hold_not_open"
	case points <= 0:
		return nil, "invalid_amount"
	case points > held:
		return nil, "exceeds_hold"
	}
	var spent, rest []part
	left := points
	for _, p := range a.of.parts {
		k := min(left, p.n)
		left -= k
		if k > 0 {
			a.member.lots[p.lot].held -= k
			spent = append(spent, part{lot: p.lot, n: k})
		}
		if p.n > k {
			rest = append(rest, part{lot: p.lot, n: p.n - k})
		}
	}
	a.burn(points)
	a.brand.giveBack(a.member, rest, a.t)
	a.brand.closeHold(a.member, a.ref)
	a.brand.payDebt(a.member)
	a.record(txn{lot: -1, parts: spent, points: points})
	return map[string]any{"points": points}, ""
}

func (a *act) letGo() (map[string]any, string) {
	if !a.of.open {
		return nil, "hold_not_open"
	}
	var points int64
	for _, p := range a.of.parts {
		points += p.n
	}
	a.brand.release(a.member, a.ref, a.t)
	a.record(txn{lot: -1})
	return map[string]any{"points": points}, ""
}

func (a *act) adjust() (map[string]any, string) {
	br, m, points := a.brand, a.member, value(a.args.Points)
	switch {
	case a.args.Reason == "":
		return nil, "reason_required"
	case points == 0:
		return nil, "invalid_amount"
	case points < 0 && -points > m.available():
		return nil, "insufficient_points"
	}
	br.system["adjust"] -= points
	made := txn{lot: -1, points: points}
	if points < 0 {
		made.points = -points
		made.parts = m.take(-points)
	} else {
		made.lot = br.grant(m, lot{txn: a.id, kind: "adjust", points: points}, a.t, 0, a.args.ExpiryDays)
	}
	a.record(made)
	return map[string]any{"points": points}, ""
}

func (a *act) transfer() (map[string]any, string) {
	from, to := a.brand.members[a.args.From], a.brand.members[a.args.To]
	switch {
	case from == nil || to == nil:
		return nil, "unknown_member"
	case from.erased || to.erased:
		return nil, "member_erased"
	}
	a.member = from
	points := value(a.args.Points)
	switch {
	case a.args.From == a.args.To:
		return nil, "self_transfer"
	case points <= 0:
		return nil, "invalid_amount"
	case points > from.available():
		return nil, "insufficient_points"
	}
	for _, p := range from.take(points) {
		a.brand.add(to, lot{
			txn: a.id, kind: "transfer", points: p.n, availableAt: a.t, expiresAt: from.lots[p.lot].expiresAt,
		}, a.t)
	}
	a.record(txn{lot: -1})
	return map[string]any{"points": points}, ""
}

func (a *act) erase() (map[string]any, string) {
	br, m := a.brand, a.member
	for len(m.holds) > 0 {
		br.release(m, m.holds[0], a.t)
	}
	var points int64
	for i := range m.lots {
		l := &m.lots[i]
		points += l.pending + l.available
		br.expireTaken(m, i, l.pending)
		l.pending = 0
		br.expire(m, i, l.available)
	}
	result := map[string]any{"points": points, "written_off": m.debt}
	br.system["writeoff"] -= m.debt
	m.debt, m.tier, m.tierUntil, m.erased = 0, 0, 0, true
	a.record(txn{lot: -1})
	return result, ""
}
