package contests

import (
	"context"
	"time"

	"kermesse/contests/law"
	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
)

// Override is why a brand publishes in spite of a rule.
type Override struct {
	Rule   string
	Reason string
	By     string // name of who decided
	At     time.Time
}

// LegalCheck is a finding and what the brand decided about it.
type LegalCheck struct {
	law.Finding
	Override *Override // nil: none
}

// Stops reports whether publication waits for it.
func (l LegalCheck) Stops() bool { return l.Level == law.Block && l.Override == nil }

// CheckLaw tells what the profiles of a contest say, with the overrides that are on
// record. Of a published contest it says what they would say today.
// Fault: ErrNotFound.
func (s *Service) CheckLaw(ctx context.Context, actor account.Actor, slug string) ([]LegalCheck, error) {
	c, err := s.Inspect(ctx, actor, slug)
	if err != nil {
		return nil, err
	}
	brand, err := account.FindBrand(ctx, s.db, c.Brand)
	if err != nil {
		return nil, err
	}
	return s.legalChecks(ctx, s.db, c, brand)
}

// LegalChecks tells the same of a draft that the caller has; of a published contest nothing.
func (s *Service) LegalChecks(ctx context.Context, c Contest, b account.Brand) ([]LegalCheck, error) {
	if !c.PublishedAt.IsZero() {
		return nil, nil
	}
	return s.legalChecks(ctx, s.db, c, b)
}

func (s *Service) legalChecks(ctx context.Context, d *db.DB, c Contest, b account.Brand) ([]LegalCheck, error) {
	findings, err := s.findings(ctx, d, c, b)
	if err != nil || len(findings) == 0 {
		return nil, err
	}
	overrides, err := selectOverrides(ctx, d, c.ID)
	if err != nil {
		return nil, err
	}
	checks := make([]LegalCheck, len(findings))
	for i, f := range findings {
		checks[i].Finding = f
		if o, ok := overrides[f.Rule]; ok && f.Level == law.Block {
			checks[i].Override = &o
		}
	}
	return checks, nil
}

// findings are what the profiles say about a contest, with what its brand promises in the same
// year where a profile counts that.
func (s *Service) findings(ctx context.Context, d *db.DB, c Contest, b account.Brand) ([]law.Finding, error) {
	var err error
	if c.permit, err = permitOf(ctx, d, c.ID); err != nil {
		return nil, err
	}
	var year law.Year
	if c.concerns(law.US) && !c.OpensAt.IsZero() {
		from := time.Date(c.yearOf(), time.January, 1, 0, 0, 0, 0, c.Location())
		others, err := selectContests(ctx, d, "WHERE brand_id = ? AND published_at > 0 AND id <> ? AND opens_at >= ? AND opens_at < ?",
			string(c.Brand), string(c.ID), db.Millis(from.AddDate(0, 0, -1)), db.Millis(from.AddDate(1, 0, 1)))
		if err != nil {
			return nil, err
		}
		year = yearWith(c, others)
	}
	return c.Findings(b, year), nil
}

const leastOverride = 10 // characters: "ok" is no reason

// OverrideLaw puts on record why a draft is published in spite of a rule that blocks it.
// It goes into the journal and the evidence. It needs EditCampaigns.
// Faults: ErrNotFound, ErrAlreadyPublished, ErrLawRule, invalid fields.
func (s *Service) OverrideLaw(ctx context.Context, actor account.Actor, slug, rule, reason string) error {
	var wrong problems
	reason = wrong.line("reason", reason, maxReason)
	if err := wrong.err(); err != nil {
		return err
	}
	if len([]rune(reason)) < leastOverride {
		return fault.Invalids(ErrOverrideReason.With(leastOverride).At("reason"))
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := lockBySlug(ctx, tx, slug)
		if err != nil {
			return err
		}
		if err := actor.RequireOr(account.EditCampaigns, c.Brand, ErrNotFound); err != nil {
			return err
		}
		if !c.PublishedAt.IsZero() {
			return ErrAlreadyPublished
		}
		brand, err := account.FindBrand(ctx, tx, c.Brand)
		if err != nil {
			return err
		}
		found, err := s.findings(ctx, tx, c, brand)
		if err != nil {
			return err
		}
		if !blocks(found, rule) {
			return ErrLawRule
		}
		now := s.clock.Now()
		if err := insertOverride(ctx, tx, c.ID, actor, Override{Rule: rule, Reason: reason, By: actor.Name, At: now}); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "contest.law_overridden", Subject: c.subject(), At: now, After: map[string]any{"rule": rule, "reason": reason},
		})
	})
}

func blocks(findings []law.Finding, rule string) bool {
	for _, f := range findings {
		if f.Rule == rule && f.Level == law.Block {
			return true
		}
	}
	return false
}

// lawful refuses publication while a rule blocks it that nobody has settled or overridden.
func (s *Service) lawful(ctx context.Context, d *db.DB, c Contest, b account.Brand) error {
	checks, err := s.legalChecks(ctx, d, c, b)
	if err != nil {
		return err
	}
	refused := *ErrLawBlocks
	for _, check := range checks {
		if check.Stops() {
			says := *ErrLawBlocks
			says.Message = fault.Text{FR: check.Says.FR, EN: check.Says.EN}
			refused.Fields = append(refused.Fields, says.At("law."+check.Rule))
		}
	}
	if len(refused.Fields) > 0 {
		return &refused
	}
	return nil
}
