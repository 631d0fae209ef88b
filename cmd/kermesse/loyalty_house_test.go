package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"kermesse/loyalty/loyaltytest"
)

// A sandbox is a house for workloads: every operation and every read goes through the
// API, as it would for a client.
var _ loyaltytest.House = (*sandboxAPI)(nil)

func loyaltyAPI(brand string, under ...string) string {
	return "/brands/" + brand + "/loyalty/" + strings.Join(under, "/")
}

// SetClock implements loyaltytest.House.
func (s *sandboxAPI) SetClock(at time.Time) {
	s.t.Helper()
	s.must("PUT", "/sandbox/clock", map[string]any{"now": at}, nil)
}

// Configure implements loyaltytest.House.
func (s *sandboxAPI) Configure(brand string, c loyaltytest.Brand) error {
	if brand != sandboxBrand {
		err := s.ask("POST", "/brands", map[string]any{"slug": brand, "name": brand, "time_zone": "UTC", "currency": "EUR", "locale": "en"}, nil)
		if err != nil {
			return err
		}
	}
	if err := s.ask("PUT", loyaltyAPI(brand, "programme"), programmeJSON(c), nil); err != nil {
		return err
	}
	for id, r := range c.Rewards {
		if err := s.ask("PUT", loyaltyAPI(brand, "rewards", id), rewardJSON(id, r), nil); err != nil {
			return err
		}
	}
	for code, k := range c.PromoCodes {
		if err := s.ask("PUT", loyaltyAPI(brand, "codes", code), codeJSON(k), nil); err != nil {
			return err
		}
	}
	return s.ask("POST", loyaltyAPI(brand, "members"), map[string]any{"members": c.Members}, nil)
}

// given leaves out what is nil: that is how the API is told "none".
func given(body map[string]any) map[string]any {
	for name, value := range body {
		switch v := value.(type) {
		case *int64:
			if v == nil {
				delete(body, name)
			}
		case *int:
			if v == nil {
				delete(body, name)
			}
		}
	}
	return body
}

func rewardJSON(id string, r loyaltytest.Reward) map[string]any {
	return given(map[string]any{
		"name": id, "cost": r.Cost, "stock": r.Stock, "per_member": r.PerMember, "min_tier": r.MinTier,
		"from": loyaltytest.At(r.From), "to": loyaltytest.At(r.To), "voucher_days": r.VoucherDays,
	})
}

func codeJSON(k loyaltytest.Code) map[string]any {
	return given(map[string]any{
		"kind": k.Kind, "value": k.Value, "max_discount": k.MaxDiscount, "total": k.Total, "per_member": k.PerMember,
		"min_amount": k.MinAmount, "expiry_days": k.ExpiryDays, "from": loyaltytest.At(k.From), "to": loyaltytest.At(k.To),
	})
}

func programmeJSON(c loyaltytest.Brand) map[string]any {
	groups, rules, campaigns := []any{}, []any{}, []any{}
	for id, g := range c.Groups {
		groups = append(groups, map[string]any{"id": id, "points_per_day": g.PointsPerDay})
	}
	for id, r := range c.Rules {
		rules = append(rules, given(map[string]any{
			"id": id, "name": id, "points": r.Points, "num": r.Num, "den": r.Den, "tier_multiplier": r.TierMultiplier,
			"pending_days": r.PendingDays, "expiry_days": r.ExpiryDays,
			"max_per_op": r.MaxPerOp, "max_per_day": r.MaxPerDay, "max_per_year": r.MaxPerYear,
			"group": r.Group, "qualifying": r.Qualifying, "dedupe": r.Dedupe, "no_self": r.NoSelf,
		}))
	}
	for _, k := range c.Campaigns {
		campaigns = append(campaigns, map[string]any{"rule": k.Rule, "from": loyaltytest.At(k.From), "to": loyaltytest.At(k.To), "bp": k.BP})
	}
	tiers := c.Tiers
	if tiers == nil {
		tiers = []loyaltytest.Tier{}
	}
	return map[string]any{
		"clawback": c.Clawback, "grace_days": c.GraceDays, "tier_window_days": c.TierWindow, "tier_retention_days": c.TierRetention,
		"tiers": tiers, "groups": groups, "rules": rules, "campaigns": campaigns,
	}
}

// Do implements loyaltytest.House.
func (s *sandboxAPI) Do(step loyaltytest.Step, ref string) (map[string]any, string, error) {
	if step.Op == "balance" {
		_, err := s.View(step.Brand, step.Args.Member)
		return map[string]any{"status": "ok"}, "", err
	}
	body, built := bodyOf(step, ref)
	if !built {
		return nil, "", loyaltytest.ErrNotBuilt
	}
	resp, text, err := s.send("POST", loyaltyAPI(step.Brand, step.Op), step.Idem, body)
	if err != nil {
		return nil, "", err
	}
	var answer map[string]any
	if err := json.Unmarshal(text, &answer); err != nil {
		return nil, "", err
	}
	if resp.StatusCode >= http.StatusMultipleChoices {
		code, _ := answer["code"].(string)
		if code == "" || code == "invalid" || resp.StatusCode >= http.StatusInternalServerError {
			return nil, "", fmt.Errorf("%d %s", resp.StatusCode, text)
		}
		answer = map[string]any{"status": "rejected", "code": code}
		if resp.Header.Get("Idempotency-Replayed") == "true" {
			answer["replayed"] = true
		}
		return answer, "", nil
	}
	txn, _ := answer["transaction"].(string)
	return answer, txn, inSeconds(answer)
}

// inSeconds makes of an accepted answer what the workload writes: times in seconds, and
// without what the file cannot know.
func inSeconds(answer map[string]any) error {
	for _, name := range []string{"transaction", "at", "voucher"} {
		delete(answer, name)
	}
	for name, value := range answer {
		if text, ok := value.(string); ok && strings.HasSuffix(name, "_expires_at") {
			at, err := time.Parse(time.RFC3339, text)
			if err != nil {
				return err
			}
			answer[name] = at.Unix()
		}
	}
	return nil
}

// takes lists the arguments of each operation.
var takes = map[string]string{
	"earn": "member rule source_id amount", "confirm": "ref", "spend": "member points", "redeem": "member reward",
	"voucher_use": "ref", "hold": "member points ttl", "capture": "ref points", "release": "ref",
	"adjust": "member points reason actor expiry_days", "transfer": "from to points", "reverse": "ref points",
	"promo_redeem": "member code amount", "promo_rollback": "ref", "erase": "member",
}

func bodyOf(s loyaltytest.Step, ref string) (body map[string]any, built bool) {
	a := s.Args
	all := given(map[string]any{
		"member": a.Member, "from": a.From, "to": a.To, "rule": a.Rule, "source_id": a.SourceID, "reward": a.Reward, "code": a.Code,
		"ref": ref, "reason": a.Reason, "actor": a.Actor, "amount": a.Amount, "ttl": a.TTL, "points": a.Points, "expiry_days": a.ExpiryDays,
	})
	names, built := takes[s.Op]
	body = map[string]any{}
	for name := range strings.FieldsSeq(names) {
		if value, ok := all[name]; ok {
			body[name] = value
		}
	}
	return body, built
}

// View implements loyaltytest.House.
func (s *sandboxAPI) View(brand, member string) (loyaltytest.View, error) {
	var v struct {
		loyaltytest.View
		TierUntil  *time.Time `json:"tier_until"`
		NextExpiry *struct {
			At     time.Time `json:"at"`
			Points int64     `json:"points"`
		} `json:"next_expiry"`
	}
	err := s.ask("GET", loyaltyAPI(brand, "members", member), nil, &v)
	v.View.TierUntil = unix(v.TierUntil)
	if v.NextExpiry != nil {
		v.View.NextExpiry = &loyaltytest.Expiry{At: v.NextExpiry.At.Unix(), Points: v.NextExpiry.Points}
	}
	return v.View, err
}

func unix(t *time.Time) *int64 {
	if t == nil {
		return nil
	}
	return new(t.Unix())
}

// Lots implements loyaltytest.House.
func (s *sandboxAPI) Lots(brand, member string) ([]loyaltytest.Lot, error) {
	var list struct {
		Items []struct {
			loyaltytest.Lot
			ExpiresAt *time.Time `json:"expires_at"`
		} `json:"items"`
	}
	err := s.ask("GET", loyaltyAPI(brand, "members", member, "lots"), nil, &list)
	var lots []loyaltytest.Lot
	for _, item := range list.Items {
		item.Lot.ExpiresAt = unix(item.ExpiresAt)
		lots = append(lots, item.Lot)
	}
	return lots, err
}

// Stock implements loyaltytest.House.
func (s *sandboxAPI) Stock(brand, reward string) (*int64, error) {
	var list struct {
		Items []struct {
			ID    string `json:"id"`
			Stock *int64 `json:"stock"`
		} `json:"items"`
	}
	err := s.ask("GET", loyaltyAPI(brand, "rewards"), nil, &list)
	for _, item := range list.Items {
		if item.ID == reward {
			return item.Stock, err
		}
	}
	return nil, fmt.Errorf("no reward %s (%w)", reward, err)
}

// CodeUsed implements loyaltytest.House.
func (s *sandboxAPI) CodeUsed(brand, code string) (int64, error) {
	var list struct {
		Items []struct {
			Code string `json:"code"`
			Used int64  `json:"used"`
		} `json:"items"`
	}
	err := s.ask("GET", loyaltyAPI(brand, "codes"), nil, &list)
	for _, item := range list.Items {
		if item.Code == code {
			return item.Used, err
		}
	}
	return 0, fmt.Errorf("no code %s (%w)", code, err)
}

// Totals implements loyaltytest.House.
func (s *sandboxAPI) Totals(brand string) (map[string]int64, error) {
	books := map[string]int64{}
	err := s.ask("GET", loyaltyAPI(brand, "totals"), nil, &books)
	delete(books, "outstanding")
	return books, err
}

// wantProof fails the test where the books do not prove themselves.
func (s *sandboxAPI) wantProof(brand string) {
	s.t.Helper()
	var proof struct {
		Valid    bool  `json:"valid"`
		Problems []any `json:"problems"`
	}
	s.must("GET", loyaltyAPI(brand, "verification"), nil, &proof)
	if !proof.Valid {
		s.t.Errorf("books of %s: %v", brand, proof.Problems)
	}
}
