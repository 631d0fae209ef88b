package loyalty

import (
	"context"
	"slices"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/loyalty/ledger"
)

// Programme is what a brand promises: its terms, and how points are earned. What points
// buy are its rewards and codes.
type Programme struct {
	Terms     ledger.Terms
	Groups    []Group
	Rules     []Rule
	Campaigns []ledger.Campaign

	version int64
}

// Rule is a way to earn points. The Automatic ones apply by themselves.
type Rule struct {
	ledger.Rule
	Name   string // as members read it
	Active bool   // an inactive rule earns nothing
}

// Rules that the house itself applies, through Award.
const (
	ContestEntry = "contest_entry"
	Vote         = "vote"
	Survey       = "survey"
)

// Automatic reports whether the house itself applies the rule of that id.
func Automatic(rule string) bool { return rule == ContestEntry || rule == Vote || rule == Survey }

// Group is a daily cap that several rules share.
type Group struct {
	ID           string
	PointsPerDay int64
}

// Rule returns the active rule of that id.
func (p *Programme) Rule(id string) (Rule, bool) {
	i := slices.IndexFunc(p.Rules, func(r Rule) bool { return r.ID == id && r.Active })
	if i < 0 {
		return Rule{}, false
	}
	return p.Rules[i], true
}

// group returns the ids of a group's rules and how many points a day they share.
func (p *Programme) group(id string) (rules []string, pointsPerDay int64) {
	for _, rule := range p.Rules {
		if rule.Group == id {
			rules = append(rules, rule.ID)
		}
	}
	for _, group := range p.Groups {
		if group.ID == id {
			pointsPerDay = group.PointsPerDay
		}
	}
	return rules, pointsPerDay
}

// Tier returns the level's tier; the zero Tier for a programme without tiers.
func (p *Programme) Tier(level int) ledger.Tier {
	if level >= len(p.Terms.Tiers) {
		return ledger.Tier{EarnBP: ledger.One}
	}
	return p.Terms.Tiers[level]
}

// FindProgramme returns a brand's programme, or ErrNoProgramme.
func (s *Service) FindProgramme(ctx context.Context, brand account.BrandID) (*Programme, error) {
	var p *Programme
	err := s.db.Snapshot(ctx, func(view *db.DB) error {
		var err error
		p, err = books{tx: view, brand: brand}.programme(ctx)
		return err
	})
	return p, err
}

// programmeAt returns the brand's programme of a version, which the caller's transaction
// has just read, from memory where it is there.
func (s *Service) programmeAt(ctx context.Context, b books, version int64) (*Programme, error) {
	s.mu.Lock()
	p := s.programmes[b.brand]
	s.mu.Unlock()
	if p != nil && p.version == version {
		return p, nil
	}
	p, err := b.programme(ctx)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.programmes[b.brand] = p
	s.mu.Unlock()
	return p, nil
}
