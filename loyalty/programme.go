package loyalty

import (
	"context"
	"slices"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/loyalty/earning"
	"kermesse/loyalty/ledger"
)

// Programme is what a brand promises: its terms, and how points are earned. What points
// buy are its rewards and codes.
type Programme struct {
	Terms     ledger.Terms
	Groups    []Group
	Rules     []Rule
	Campaigns []ledger.Campaign
	Social    Social
	Desk      Desk

	version int64
}

// Rule is a way to earn points. The Automatic ones apply by themselves.
type Rule struct {
	ledger.Rule
	earning.Terms
	Name   string // as members read it
	Active bool   // an inactive rule earns nothing
}

// Events that rules can be about. The house itself tells of the Automatic ones; a shop or a
// till tells of the others, and of any that a brand invents.
const (
	ContestEntry  = "contest_entry"
	ContestWin    = "contest_win"
	Vote          = "vote"
	Survey        = "survey"
	SignUp        = "sign_up"
	Birthday      = "birthday"
	Referral      = "referral" // for who sent a friend
	Referred      = "referred" // for the friend
	CheckIn       = "check_in"
	EventPurchase = "purchase"
)

// Automatic reports whether the house itself tells of an event.
func Automatic(event string) bool {
	switch event {
	case ContestEntry, ContestWin, Vote, Survey, SignUp, Birthday, Referral, Referred:
		return true
	}
	return false
}

// whole is the rule as decisions are made by it.
func (r Rule) whole() earning.Rule { return earning.Rule{Rule: r.Rule, Terms: r.Terms} }

// Event is the name of the event that the rule is about.
func (r Rule) Event() string { return r.whole().Event() }

// rated reports whether points depend on an amount or on pieces.
func (r Rule) rated() bool { return r.Den > 0 || r.PerUnit > 0 }

// Group is a cap that several rules share.
type Group struct {
	ID string
	earning.Cap
}

// Rule returns the active rule of that id.
func (p *Programme) Rule(id string) (Rule, bool) {
	i := slices.IndexFunc(p.Rules, func(r Rule) bool { return r.ID == id && r.Active })
	if i < 0 {
		return Rule{}, false
	}
	return p.Rules[i], true
}

// on returns the active rules about an event.
func (p *Programme) on(event string) []Rule {
	return slices.DeleteFunc(slices.Clone(p.Rules), func(r Rule) bool { return !r.Active || r.Event() != event })
}

// groupRules returns the ids of a group's rules.
func (p *Programme) groupRules(id string) (rules []string) {
	for _, rule := range p.Rules {
		if rule.Group == id {
			rules = append(rules, rule.ID)
		}
	}
	return rules
}

// groupCap is the cap that the rules of a group share; zero for no group.
func (p *Programme) groupCap(id string) earning.Cap {
	i := slices.IndexFunc(p.Groups, func(g Group) bool { return g.ID == id })
	if id == "" || i < 0 {
		return earning.Cap{}
	}
	return p.Groups[i].Cap
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
