package contests

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"kermesse/contests/draw"
	"kermesse/contests/law"
	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
)

// AmendCode says in a word what an amendment does, for the public record.
type AmendCode string

// The codes.
const (
	AmendClarified AmendCode = "clarification"
	AmendOrganiser AmendCode = "organiser"
	AmendPermit    AmendCode = "permit"
	AmendClaim     AmendCode = "longer-claims"
	AmendRetention AmendCode = "shorter-retention"
	AmendSeveral   AmendCode = "several"
	AmendCodes     AmendCode = "codes-revoked"
	AmendLists     AmendCode = "list-changed"
)

// AmendForm is an amendment as a person writes it. What is zero stays as it is.
type AmendForm struct {
	Reason        string        // public, in the brand's own words
	ClaimDays     int           // how long a winner has to answer; longer than before
	Retention     law.Retention // days; shorter than before
	Permit        *Permit       // granted since
	Organiser     bool          // takes over seat, contact and registration from the brand's settings
	Clarification string        // one more clause that takes nothing from anybody
	Harmless      bool          // the brand declares just that of the clarification
}

// Amendment is one change of published rules: public, numbered, dated, with its reason.
type Amendment struct {
	No     int // from 1; the rules are then in version No + 1
	Code   AmendCode
	Reason string
	Said   fault.Text // the amendment alone, Markdown
	Hash   draw.Hash  // of rules.json as amended
	At     time.Time  // from here on entrants accept this version
	Told   bool       // every entrant who can be was told

	law       *LegalTerms
	claimDays int
}

// Amend adds an amendment to the rules of a contest that people can still enter. The file
// of the rules stays the same where the draw is concerned: prizes, dates, mode, source and
// reasons are compared, and the text that was frozen stands whole before what is added. It
// goes on record, onto the pages and to everybody who has entered. It needs EditCampaigns.
// Faults: ErrNotFound, ErrNotPublished, ErrCancelled, ErrAmendOld, ErrAmendLate, invalid
// fields.
func (s *Service) Amend(ctx context.Context, actor account.Actor, slug string, form AmendForm) (Amendment, error) {
	var a Amendment
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := lockBySlug(ctx, tx, slug)
		if err != nil {
			return err
		}
		if err := actor.RequireOr(account.EditCampaigns, c.Brand, ErrNotFound); err != nil {
			return err
		}
		// Whoever entered within this second accepted what was there before.
		at := s.clock.Now().Truncate(time.Second).Add(time.Second)
		if err := c.amendable(at); err != nil {
			return err
		}
		a, err = s.amend(ctx, tx, actor, c, form, at)
		return err
	})
	return a, err
}

func (c Contest) amendable(at time.Time) error {
	switch {
	case c.PublishedAt.IsZero():
		return ErrNotPublished
	case !c.CancelledAt.IsZero():
		return ErrCancelled
	case c.Law == nil:
		return ErrAmendOld
	case !at.Before(c.ClosesAt) || !c.ShutAt.IsZero():
		return ErrAmendLate
	}
	return nil
}

// Amendable reports whether the rules can be amended now; the error says why not.
func (s *Service) Amendable(c Contest) error { return c.amendable(s.clock.Now().Add(time.Second)) }

func (s *Service) amend(ctx context.Context, tx *db.DB, actor account.Actor, c Contest, form AmendForm, at time.Time) (Amendment, error) {
	brand, err := account.FindBrand(ctx, tx, c.Brand)
	if err != nil {
		return Amendment{}, err
	}
	change, err := c.changeBy(form, brand)
	if err != nil {
		return Amendment{}, err
	}
	return s.amendBy(ctx, tx, actor, c, change, at)
}

// amendBy stores an amendment and puts it on record.
func (s *Service) amendBy(ctx context.Context, tx *db.DB, actor account.Actor, c Contest, change amended, at time.Time) (Amendment, error) {
	before, err := selectRules(ctx, tx, c.ID)
	if err != nil {
		return Amendment{}, err
	}
	a := Amendment{
		No: c.Amended + 1, Code: change.code, Reason: change.reason, At: at, Told: change.public, law: change.law, claimDays: change.claimDays,
	}
	a.Said = change.said(a.No, at, c.Location())
	text := fault.Text{FR: before.Text.FR + "\n" + a.Said.FR, EN: before.Text.EN + "\n" + a.Said.EN}
	after, err := a.rewrite(before, c, text)
	if err != nil {
		return Amendment{}, err
	}
	a.Hash = after.Hash
	if err := insertAmendment(ctx, tx, c.ID, a, after); err != nil {
		return Amendment{}, err
	}
	r, err := c.event(draw.Event{Kind: draw.EventAmend, Rules: a.Hash, Reason: string(a.Code), At: at})
	if err != nil {
		return Amendment{}, err
	}
	err = account.Record(ctx, tx, actor, account.Change{
		Action: "contest.amended", Subject: c.subject(), At: s.clock.Now(),
		After: map[string]any{"no": a.No, "code": a.Code, "reason": a.Reason, "rules": a.Hash.String()},
	})
	if err != nil {
		return Amendment{}, err
	}
	return a, s.publicise(ctx, tx, c.ID, r)
}

// rewrite makes the amended file of the rules and makes sure that the draw is the same.
func (a Amendment) rewrite(before Rules, c Contest, text fault.Text) (Rules, error) {
	file := map[string]any{}
	d := json.NewDecoder(bytes.NewReader(before.JSON))
	d.UseNumber() // a round has more digits than a float keeps
	if err := d.Decode(&file); err != nil {
		return Rules{}, fmt.Errorf("contests: reading frozen rules: %w", err)
	}
	c.ClaimDays, c.Law = a.claimDays, a.law
	o := c.Law.Organiser
	file["law"], file["claim_days"], file["appeal_days"] = c.Law.terms(c.Cost()), c.ClaimDays, int(c.AppealPeriod().Hours())/24
	file["organiser"] = map[string]any{"name": o.Name, "legal_name": o.LegalName, "address": o.Address, "contact": o.Contact}
	file["text_sha256"] = map[string]string{"fr": digest(text.FR), "en": digest(text.EN)}
	earlier, _ := file["amendments"].([]any)
	file["amendments"] = append(earlier, map[string]any{
		"no": a.No, "at": a.At.UTC().Format(time.RFC3339), "code": a.Code, "reason": a.Reason, "replaces": before.Hash.String(),
	})
	written, err := json.Marshal(file)
	if err != nil {
		return Rules{}, err
	}
	return Rules{JSON: written, Hash: draw.RulesDigest(written), Text: text, FrozenAt: a.At}, sameDraw(before.JSON, written)
}

// sameDraw fails where an amendment would touch what the draw follows from.
func sameDraw(before, after []byte) error {
	was, err := draw.ParseRules(before)
	if err != nil {
		return err
	}
	is, err := draw.ParseRules(after)
	if err != nil {
		return err
	}
	if !reflect.DeepEqual(was, is) {
		return fmt.Errorf("contests: an amendment would change the draw")
	}
	return nil
}

// Amendments returns the amendments of a published contest in their order.
// Fault: ErrNotFound.
func (s *Service) Amendments(ctx context.Context, slug string) ([]Amendment, error) {
	c, err := s.Find(ctx, slug)
	if err != nil || c.Amended == 0 {
		return nil, err
	}
	return selectAmendments(ctx, s.db, c.ID)
}

// FindVersion returns the rules of a published contest as they were in a version: 1 is
// what was published. Faults: ErrNotFound, ErrVersion.
func (s *Service) FindVersion(ctx context.Context, slug string, version int) (Contest, Rules, error) {
	c, err := s.Find(ctx, slug)
	if err != nil {
		return Contest{}, Rules{}, err
	}
	if version < 1 || version > c.Amended+1 {
		return c, Rules{}, ErrVersion
	}
	rules, err := selectVersion(ctx, s.db, c.ID, version)
	return c, rules, err
}

// rulesAt is the hash of the rules that somebody accepted at a moment.
func (s *Service) rulesAt(ctx context.Context, c Contest, at time.Time) (draw.Hash, error) {
	hash := c.RulesHash
	if c.Amended == 0 {
		return hash, nil
	}
	amendments, err := selectAmendments(ctx, s.db, c.ID)
	for _, a := range amendments {
		if !a.At.After(at) {
			hash = a.Hash
		}
	}
	return hash, err
}
