package rulebook

import (
	"strings"
	"time"

	"kermesse/loyalty/loyaltytest"
)

func (a *act) earn() (map[string]any, string) {
	br, m := a.brand, a.member
	rule, ok := br.config.Rules[a.args.Rule]
	if !ok {
		return nil, "unknown_rule"
	}
	source := ""
	switch rule.Dedupe {
	case "brand":
		source = a.args.Rule + "\n" + a.args.SourceID
	case "member":
		source = a.args.Rule + "\n" + a.args.SourceID + "\n" + m.name
	}
	if source != "" && br.sources[source] {
		return nil, "duplicate_source"
	}
	if rule.NoSelf && a.args.SourceID == m.name {
		return nil, "self_referral"
	}
	if a.limited(rule) {
		return nil, "limit_reached"
	}
	points, bought, code := a.worth(rule)
	if code != "" {
		return nil, code
	}
	if source != "" {
		br.sources[source] = true
	}
	m.grants = append(m.grants, grant{a.args.Rule, a.t, points})
	m.earned += points
	br.system["issuance"] -= points
	i := br.grant(m, lot{txn: a.id, kind: "earn", qualifying: rule.Qualifying, points: points}, a.t, rule.PendingDays, rule.ExpiryDays)
	a.record(txn{lot: i, points: points, bought: bought})
	return map[string]any{"points": points}, ""
}

// limited reports whether the member has had as many of the rule today, or this year, as
// there are.
func (a *act) limited(rule loyaltytest.Rule) bool {
	var today, thisYear int64
	for _, g := range a.member.grants {
		if g.rule == a.args.Rule && a.same(g.at, time.DateOnly) {
			today++
		}
		if g.rule == a.args.Rule && a.same(g.at, "2006") {
			thisYear++
		}
	}
	return rule.MaxPerDay != 0 && today >= rule.MaxPerDay || rule.MaxPerYear != 0 && thisYear >= rule.MaxPerYear
}

// same reports whether an earlier moment reads as this one does, in the brand's zone.
func (a *act) same(earlier int64, layout string) bool {
	zone := a.brand.zone
	return time.Unix(earlier, 0).In(zone).Format(layout) == time.Unix(a.t, 0).In(zone).Format(layout)
}

// worth is what an earn by a rule comes to now, after its caps.
func (a *act) worth(rule loyaltytest.Rule) (points int64, bought purchase, code string) {
	br := a.brand
	points = rule.Points
	if rule.Type == "per_amount" {
		tierBP, campaignBP := int64(10000), int64(0)
		if rule.TierMultiplier && len(br.config.Tiers) > 0 {
			tierBP = br.config.Tiers[a.member.tier].EarnBP
		}
		for _, c := range br.config.Campaigns {
			if c.Rule == a.args.Rule && c.From <= a.t && a.t < c.To {
				campaignBP = max(campaignBP, c.BP)
			}
		}
		if campaignBP == 0 {
			campaignBP = 10000
		}
		bought = purchase{amount: a.args.Amount, num: rule.Num, den: rule.Den, tierBP: tierBP, campaignBP: campaignBP}
		points = bought.worth(bought.amount)
	}
	if points == 0 {
		return 0, bought, "no_points"
	}
	if rule.MaxPerOp != 0 {
		points = min(points, rule.MaxPerOp)
	}
	if rule.Group == "" {
		return points, bought, ""
	}
	left := br.config.Groups[rule.Group].PointsPerDay
	for _, g := range a.member.grants {
		if br.config.Rules[g.rule].Group == rule.Group && a.same(g.at, time.DateOnly) {
			left -= g.points
		}
	}
	if left <= 0 {
		return 0, bought, "daily_cap"
	}
	return min(points, left), bought, ""
}

// worth is what so much of the purchase comes to, before caps.
func (p purchase) worth(amount int64) int64 {
	return amount * p.num * p.tierBP * p.campaignBP / (p.den * 1_0000_0000)
}

func (a *act) confirm() (map[string]any, string) {
	of := a.of
	l := &a.member.lots[of.lot]
	if l.pending == 0 {
		return nil, "not_pending"
	}
	points := l.pending
	l.expiresAt = a.brand.endOf(a.t, l.lifeDays)
	a.brand.activate(a.member, of.lot, a.t)
	a.record(txn{lot: -1})
	return map[string]any{"points": points}, ""
}

func (a *act) promoRedeem() (map[string]any, string) {
	br, m := a.brand, a.member
	code := strings.NewReplacer(" ", "", "\t", "", "-", "").Replace(strings.ToUpper(a.args.Code))
	promo, ok := br.config.PromoCodes[code]
	switch {
	case !ok:
		return nil, "unknown_code"
	case a.t < promo.From:
		return nil, "not_started"
	case a.t >= promo.To:
		return nil, "expired_code"
	case a.args.Amount < promo.MinAmount:
		return nil, "min_amount"
	case promo.PerMember != 0 && m.used[code] >= promo.PerMember:
		return nil, "member_limit"
	case promo.Total != nil && br.uses[code] >= *promo.Total:
		return nil, "code_exhausted"
	}
	m.used[code]++
	br.uses[code]++
	made := txn{lot: -1, code: code}
	var points, discount int64
	switch promo.Kind {
	case "percent":
		discount = a.args.Amount * promo.Value / 10000
		if promo.MaxDiscount != 0 {
			discount = min(discount, promo.MaxDiscount)
		}
	case "fixed":
		discount = min(promo.Value, a.args.Amount)
	case "points":
		points = promo.Value
		m.earned += points
		br.system["issuance"] -= points
		made.lot = br.grant(m, lot{txn: a.id, kind: "promo", points: points}, a.t, 0, promo.ExpiryDays)
		made.points = points
	}
	a.record(made)
	return map[string]any{"points": points, "discount": discount}, ""
}

func (a *act) promoRollback() (map[string]any, string) {
	of := a.of
	if of.rolledBack {
		return nil, "already_rolled_back"
	}
	of.rolledBack = true
	a.member.used[of.code]--
	a.brand.uses[of.code]--
	result := map[string]any{"points": of.points}
	if of.lot >= 0 {
		result = a.clawBack(of, of.points, "issuance")
	}
	a.record(txn{lot: -1})
	return result, ""
}
