package contests

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/fault"
)

// Rules are what was frozen at publication: the file that the draw is checked against,
// and the same in words.
type Rules struct {
	JSON     []byte     // rules.json: the very bytes that were hashed
	Hash     draw.Hash  // of JSON
	Text     fault.Text // for people, Markdown
	FrozenAt time.Time
	Version  int // 1 as published; more once amended

	game *gameRow // what is won at once; nil: nothing, or read back
}

const (
	appealDays    = 7                  // at most: never longer than the winners have to answer
	fallbackAfter = 7 * 24 * time.Hour // how long a number may be missing before the next source takes over
	auditSample   = 30                 // finds one invented entry in ten with 96 percent
)

// AppealPeriod is how long after a disqualification the place is kept for an appeal: the
// alternate who would take it is not confirmed before.
func (c Contest) AppealPeriod() time.Duration {
	return time.Duration(min(appealDays, c.ClaimDays)) * 24 * time.Hour
}

// freeze writes the rules of a contest that is about to be published.
func (s *Service) freeze(c Contest, b account.Brand) (Rules, error) {
	file := draw.Rules{
		Title: c.Title, OpensAt: c.OpensAt, ClosesAt: c.ClosesAt, Mode: c.Mode, Source: c.Named, Margin: c.Margin,
		Reasons: codes(Reasons()),
	}
	if err := s.namePolicy(c, &file); err != nil {
		return Rules{}, err
	}
	game, err := s.newGame(c)
	if err != nil {
		return Rules{}, err
	}
	if c.Law != nil {
		b = c.Law.Organiser.as(b)
	}
	text := rulesText(c, b, file, game)
	if file.Draw, err = c.drawID(); err != nil {
		return Rules{}, err
	}
	for j, p := range c.drawPrizes() {
		file.Prizes = append(file.Prizes, draw.RulesPrize{Name: c.Prizes[j].Name, Prize: p})
	}
	file.Terms = c.terms(b, text)
	c.Entry.Instant.terms(game.seal(), file.Terms)
	bytes, err := file.Encode()
	if err != nil {
		return Rules{}, err
	}
	return Rules{JSON: bytes, Hash: draw.RulesDigest(bytes), Text: text, FrozenAt: c.PublishedAt, Version: 1, game: game}, nil
}

// namePolicy names who witnesses the log, and which source takes over where a public
// number is not to be had: both are settled before anybody has entered.
func (s *Service) namePolicy(c Contest, file *draw.Rules) error {
	for _, w := range s.log.Witnesses() {
		file.Witnesses = append(file.Witnesses, w.VerifierKey)
	}
	file.Need = min(s.needed, len(file.Witnesses))
	due := c.DrawAt
	for _, b := range s.fallbacks[c.Source] {
		// The next number is still to come when the first one is given up.
		next, at, err := b.roundFrom(due.Add(fallbackAfter + c.Margin))
		if err != nil {
			return err
		}
		file.Fallback, file.FallbackAfter = append(file.Fallback, next), fallbackAfter
		due = at
	}
	return nil
}

// terms are what the rules promise beyond the draw itself.
func (c Contest) terms(b account.Brand, text fault.Text) map[string]any {
	questions := make([]map[string]any, len(c.Entry.Questions))
	for i, q := range c.Entry.Questions {
		questions[i] = map[string]any{"id": q.ID, "label": q.Label, "choices": q.Choices, "required": q.Required}
		q.kindTerms(questions[i])
	}
	values := make([]map[string]any, len(c.Prizes))
	for j, p := range c.Prizes {
		values[j] = map[string]any{"amount_minor": p.ValueMinor, "currency": p.Currency}
	}
	tickets := map[string]uint64{"first": 1, "most": c.Entry.ticketCap()}
	if c.Entry.PointTickets > 0 {
		tickets["for_points"] = uint64(c.Entry.PointTickets)
	}
	terms := map[string]any{
		"organiser":  map[string]any{"name": b.Name, "legal_name": b.LegalName, "address": b.LegalAddress, "contact": b.ContactEmail},
		"slug":       c.Slug,
		"time_zone":  c.TimeZone,
		"published":  c.PublishedAt.UTC().Format(time.RFC3339),
		"draw_at":    c.DrawAt.UTC().Format(time.RFC3339),
		"claim_days": c.ClaimDays,
		"eligibility": map[string]any{
			"min_age": c.Entry.MinAge, "countries": c.Entry.Countries, "entries_per_person": 1,
			"aliases_are_one_person": c.Entry.FoldAliases, "contact": string(c.Entry.Contact), "confirmed": c.Entry.Confirm,
		},
		"tickets_per_entry":     tickets,
		"confirmation_grace_s":  0,
		"exclusion_reasons":     append(codes(ExclusionReasons()), string(ReasonWithdrawn)),
		"reinstatement_reasons": codes(ReinstatementReasons()),
		"acceptance_reasons":    codes(AcceptanceReasons()),
		"cancellation_codes":    CancelCodes(),
		"appeal_days":           int(c.AppealPeriod().Hours()) / 24,
		"audit_sample":          auditSample,
		"entries_every_seconds": int(listEvery.Seconds()),
		"questions":             questions,
		"prize_values":          values,
		"text_sha256":           map[string]string{"fr": digest(text.FR), "en": digest(text.EN)},
	}
	c.translations(terms)
	c.Entry.actionTerms(terms)
	c.Entry.whoTerms(terms)
	if c.handsOver() {
		terms["claims"] = c.claimTerms()
	}
	if c.List != nil {
		terms["list"] = c.List.Terms()
	}
	c.Entry.Codes.terms(terms)
	c.Entry.Slips.terms(terms)
	c.photoTerms(terms)
	if c.Law != nil {
		terms["law"] = c.Law.terms(c.Cost())
	}
	c.Entry.Trust.terms(terms)
	return terms
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
