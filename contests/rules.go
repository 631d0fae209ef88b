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
}

// Reason is why a winner may be disqualified: one of a list that is closed at publication.
type Reason string

// The closed list.
const (
	ReasonNotEligible Reason = "not-eligible"
	ReasonNoAnswer    Reason = "no-answer"
	ReasonDuplicate   Reason = "duplicate-person"
	ReasonFraud       Reason = "fraud"
	ReasonDeclined    Reason = "declined"
)

// Reasons lists the closed list in its order.
func Reasons() []Reason {
	return []Reason{ReasonNotEligible, ReasonNoAnswer, ReasonDuplicate, ReasonFraud, ReasonDeclined}
}

var reasonTexts = map[Reason]fault.Text{
	ReasonNotEligible: {FR: "ne remplit pas les conditions du règlement", EN: "does not meet the conditions of the rules"},
	ReasonNoAnswer:    {FR: "pas de réponse dans le délai", EN: "no answer in time"},
	ReasonDuplicate:   {FR: "plusieurs participations d’une même personne", EN: "several entries of one person"},
	ReasonFraud:       {FR: "participation frauduleuse", EN: "fraudulent entry"},
	ReasonDeclined:    {FR: "a refusé le lot", EN: "declined the prize"},
}

// Text says the reason in words, to go inside a sentence.
func (r Reason) Text() fault.Text { return reasonTexts[r] }

// freeze writes the rules of a contest that is about to be published.
func freeze(c Contest, b account.Brand, source draw.Source) (Rules, error) {
	text := rulesText(c, b)
	id, err := c.drawID()
	if err != nil {
		return Rules{}, err
	}
	file := draw.Rules{
		Draw: id, Title: c.Title, OpensAt: c.OpensAt, ClosesAt: c.ClosesAt, Mode: c.Mode, Source: source,
		Margin: c.Margin, Terms: c.terms(b, text),
	}
	for j, p := range c.drawPrizes() {
		file.Prizes = append(file.Prizes, draw.RulesPrize{Name: c.Prizes[j].Name, Prize: p})
	}
	for _, reason := range Reasons() {
		file.Reasons = append(file.Reasons, string(reason))
	}
	bytes, err := file.Encode()
	if err != nil {
		return Rules{}, err
	}
	return Rules{JSON: bytes, Hash: draw.RulesDigest(bytes), Text: text, FrozenAt: c.PublishedAt}, nil
}

// terms are what the rules promise beyond the draw itself.
func (c Contest) terms(b account.Brand, text fault.Text) map[string]any {
	questions := make([]map[string]any, len(c.Entry.Questions))
	for i, q := range c.Entry.Questions {
		questions[i] = map[string]any{"id": q.ID, "label": q.Label, "choices": q.Choices, "required": q.Required}
	}
	values := make([]map[string]any, len(c.Prizes))
	for j, p := range c.Prizes {
		values[j] = map[string]any{"amount_minor": p.ValueMinor, "currency": p.Currency}
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
		"tickets_per_entry":    1,
		"confirmation_grace_s": 0,
		"questions":            questions,
		"prize_values":         values,
		"text_sha256":          map[string]string{"fr": digest(text.FR), "en": digest(text.EN)},
	}
	if c.List != nil {
		terms["list"] = c.List.Terms()
	}
	return terms
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
