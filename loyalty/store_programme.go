package loyalty

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"kermesse/internal/db"
	"kermesse/loyalty/earning"
	"kermesse/loyalty/ledger"
)

type programmeRow struct {
	Version           int64
	TimeZone          string
	Clawback          string
	GraceDays         int
	TierWindowDays    int
	TierRetentionDays int
	Social            string
	Desk              string
}

// programme reads the brand's programme, or returns ErrNoProgramme.
func (b books) programme(ctx context.Context) (*Programme, error) {
	var rows []programmeRow
	err := b.read(ctx, &rows, `SELECT version, time_zone, clawback, grace_days, tier_window_days, tier_retention_days, social, desk
		FROM ly_programme WHERE brand = ?`, b.brand)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, ErrNoProgramme
	}
	row := rows[0]
	zone, err := time.LoadLocation(row.TimeZone)
	if err != nil {
		return nil, fmt.Errorf("loyalty: programme of brand %s: %w", b.brand, err)
	}
	p := &Programme{version: row.Version, Terms: ledger.Terms{
		Clawback: ledger.Policy(row.Clawback), GraceDays: row.GraceDays,
		TierWindow: row.TierWindowDays, TierRetention: row.TierRetentionDays, Zone: zone,
	}}
	if err := cmp.Or(decodeTerms(row.Social, &p.Social), decodeTerms(row.Desk, &p.Desk)); err != nil {
		return nil, err
	}
	for _, part := range []func(context.Context, *Programme) error{b.tiers, b.groups, b.rules, b.campaigns} {
		if err := part(ctx, p); err != nil {
			return nil, err
		}
	}
	return p, nil
}

func (b books) tiers(ctx context.Context, p *Programme) error {
	return b.read(ctx, &p.Terms.Tiers,
		"SELECT name, min_points AS min, earn_bp FROM ly_tier WHERE brand = ? ORDER BY level", b.brand)
}

func (b books) groups(ctx context.Context, p *Programme) error {
	var rows []struct {
		ID, Per string
		Points  int64
		Reject  bool
	}
	err := b.read(ctx, &rows, "SELECT id, points, period AS per, reject FROM ly_group WHERE brand = ? ORDER BY id", b.brand)
	for _, r := range rows {
		p.Groups = append(p.Groups, Group{ID: r.ID, Cap: earning.Cap{Points: r.Points, Per: earning.Period(r.Per), Reject: r.Reject}})
	}
	return err
}

type ruleRow struct {
	ID             string
	Name           string
	Active         bool
	Num, Den       int64
	Fixed          int64
	TierMultiplier bool
	PendingDays    int
	ExpiryDays     int
	ExpiryMonths   int
	MaxPerOp       int64
	MaxPerDay      int64
	MaxPerYear     int64
	GroupID        string
	Qualifying     bool
	Dedupe         string
	NoSelf         bool
	Terms          string
}

func (b books) rules(ctx context.Context, p *Programme) error {
	var rows []ruleRow
	err := b.read(ctx, &rows, `SELECT id, name, active, num, den, fixed, tier_multiplier, pending_days, expiry_days, expiry_months,
		max_per_op, max_per_day, max_per_year, group_id, qualifying, dedupe, no_self, terms
		FROM ly_rule WHERE brand = ? ORDER BY id`, b.brand)
	for _, r := range rows {
		if err != nil {
			break
		}
		rule := Rule{Name: r.Name, Active: r.Active, Rule: ledger.Rule{
			ID: r.ID, Num: r.Num, Den: r.Den, Fixed: r.Fixed, TierMultiplier: r.TierMultiplier,
			PendingDays: r.PendingDays, ExpiryDays: r.ExpiryDays, ExpiryMonths: r.ExpiryMonths,
			MaxPerOp: r.MaxPerOp, MaxPerDay: r.MaxPerDay, MaxPerYear: r.MaxPerYear,
			Group: r.GroupID, Qualifying: r.Qualifying, Dedupe: ledger.Dedupe(r.Dedupe), NoSelf: r.NoSelf,
		}}
		err = decodeTerms(r.Terms, &rule.Terms)
		p.Rules = append(p.Rules, rule)
	}
	return err
}

func (b books) campaigns(ctx context.Context, p *Programme) error {
	var rows []struct {
		ID, Name     string
		Rule         string
		FromAt, ToAt int64
		BP           int64
	}
	err := b.read(ctx, &rows, "SELECT id, name, rule, from_at, to_at, bp FROM ly_campaign WHERE brand = ? ORDER BY no", b.brand)
	for _, r := range rows {
		p.Campaigns = append(p.Campaigns, ledger.Campaign{ID: r.ID, Name: r.Name, Rule: r.Rule, From: db.Time(r.FromAt), To: db.Time(r.ToAt), BP: r.BP})
	}
	return err
}

// lockProgramme locks the brand's programme against other changes and returns it;
// ErrNoProgramme where there is none.
func (b books) lockProgramme(ctx context.Context) (*Programme, error) {
	var versions []int64
	if err := b.read(ctx, &versions, "SELECT version FROM ly_programme WHERE brand = ?"+b.tx.ForUpdate(), b.brand); err != nil {
		return nil, err
	}
	return b.programme(ctx)
}

// saveProgramme replaces the brand's programme and raises its version.
func (b books) saveProgramme(ctx context.Context, p *Programme) error {
	t := p.Terms
	_, err := b.exec(ctx, `INSERT INTO ly_programme
		(brand, version, time_zone, clawback, grace_days, tier_window_days, tier_retention_days, social, desk) VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (brand) DO UPDATE SET version = ly_programme.version + 1, time_zone = excluded.time_zone,
		clawback = excluded.clawback, grace_days = excluded.grace_days,
		tier_window_days = excluded.tier_window_days, tier_retention_days = excluded.tier_retention_days, social = excluded.social, desk = excluded.desk`,
		b.brand, t.Zone.String(), t.Clawback, t.GraceDays, t.TierWindow, t.TierRetention, encodeTerms(p.Social), encodeTerms(p.Desk))
	if err != nil {
		return err
	}
	for _, table := range []string{"ly_tier", "ly_group", "ly_rule", "ly_campaign"} {
		if _, err := b.exec(ctx, "DELETE FROM "+table+" WHERE brand = ?", b.brand); err != nil {
			return err
		}
	}
	for _, insert := range []func(context.Context, *Programme) error{
		b.insertTiers, b.insertGroups, b.insertRules, b.insertCampaigns,
	} {
		if err := insert(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

func (b books) insertTiers(ctx context.Context, p *Programme) error {
	rows := insertion{into: "ly_tier (brand, level, name, min_points, earn_bp)"}
	for level, tier := range p.Terms.Tiers {
		rows.add(b.brand, level, tier.Name, tier.Min, tier.EarnBP)
	}
	return rows.run(ctx, b)
}

func (b books) insertGroups(ctx context.Context, p *Programme) error {
	rows := insertion{into: "ly_group (brand, id, points, period, reject)"}
	for _, group := range p.Groups {
		rows.add(b.brand, group.ID, group.Points, cmp.Or(group.Per, earning.Day), group.Reject)
	}
	return rows.run(ctx, b)
}

func (b books) insertRules(ctx context.Context, p *Programme) error {
	rows := insertion{into: `ly_rule (brand, id, name, active, num, den, fixed, tier_multiplier, pending_days, expiry_days, expiry_months,
		max_per_op, max_per_day, max_per_year, group_id, qualifying, dedupe, no_self, terms)`}
	for _, r := range p.Rules {
		rows.add(b.brand, r.ID, r.Name, r.Active, r.Num, r.Den, r.Fixed, r.TierMultiplier, r.PendingDays, r.ExpiryDays, r.ExpiryMonths,
			r.MaxPerOp, r.MaxPerDay, r.MaxPerYear, r.Group, r.Qualifying, r.Dedupe, r.NoSelf, encodeTerms(r.Terms))
	}
	return rows.run(ctx, b)
}

func (b books) insertCampaigns(ctx context.Context, p *Programme) error {
	rows := insertion{into: "ly_campaign (brand, no, id, name, rule, from_at, to_at, bp)"}
	for no, c := range p.Campaigns {
		rows.add(b.brand, no, cmp.Or(c.ID, db.NewID()), c.Name, c.Rule, db.Millis(c.From), db.Millis(c.To), c.BP)
	}
	return rows.run(ctx, b)
}

// encodeTerms writes terms that are read whole, and seldom, as JSON: empty for none, which is
// what most rows have.
func encodeTerms[T any](terms T) string {
	text, err := json.Marshal(terms)
	if err != nil {
		panic("loyalty: terms of words and figures cannot fail to encode: " + err.Error())
	}
	var none T
	if nothing, _ := json.Marshal(none); string(nothing) == string(text) {
		return ""
	}
	return string(text)
}

func decodeTerms(text string, into any) error {
	if text == "" {
		return nil
	}
	return json.Unmarshal([]byte(text), into)
}
