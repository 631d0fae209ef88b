package draw

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"kermesse/contests/internal/exactjson"
)

// MinMargin is the least time between the closing and the round that decides, so that
// the close record can be announced and witnessed before the round exists.
const MinMargin = 600 * time.Second

// MaxWitnesses bounds how many witnesses rules name.
const MaxWitnesses = 100

// Rules is what rules.json says about the draw. The file is frozen at publication and
// hashed as bytes; it may say more, in fields that a verifier does not need.
type Rules struct {
	Draw     ID
	Title    string
	OpensAt  time.Time // UTC, whole seconds, as is ClosesAt
	ClosesAt time.Time
	Mode     Mode
	Prizes   []RulesPrize
	Source   Source
	Margin   time.Duration // whole seconds; MinMargin where the file does not say
	Reasons  []string      // the closed list of reasons for exclusion and disqualification

	// Witnesses are the verifier keys of those who cosign the log, and Need how many of
	// them must have seen the sealed list before the number exists; 0 asks for none.
	Witnesses []string
	Need      int
	// Fallback lists the sources that take over, one after the other, each where the one
	// before it gave no number for FallbackAfter (whole seconds) after it was due.
	Fallback      []Source
	FallbackAfter time.Duration

	// Terms is everything else, such as eligibility or the claim period, for Encode.
	Terms map[string]any
}

// RulesPrize is a prize with the name that people know it by.
type RulesPrize struct {
	Name string
	Prize
}

// Encode writes rules.json. It refuses rules that ParseRules would refuse, and terms
// that take the name of a field.
func (r Rules) Encode() ([]byte, error) {
	if err := r.check(); err != nil {
		return nil, fmt.Errorf("rules: %w", err)
	}
	prizes := make([]map[string]any, len(r.Prizes))
	for j, p := range r.Prizes {
		prizes[j] = map[string]any{"name": p.Name, "winners": p.Winners, "alternates": p.Alternates}
	}
	fields := map[string]any{
		"draw": r.Draw.String(), "title": r.Title,
		"opens": r.OpensAt.UTC().Format(timeLayout), "closes": r.ClosesAt.UTC().Format(timeLayout),
		"mode": r.Mode, "prizes": prizes, "source": r.Source.String(),
		"margin_seconds": r.Margin / time.Second, "disqualification_reasons": append([]string{}, r.Reasons...),
		"fallback": sourceTexts(r.Fallback),
	}
	if len(r.Fallback) > 0 {
		fields["fallback_after_seconds"] = r.FallbackAfter / time.Second
	}
	if len(r.Witnesses) > 0 {
		fields["witnesses"], fields["witnesses_needed"] = r.Witnesses, r.Need
	}
	for name := range r.Terms {
		if _, taken := fields[name]; taken {
			return nil, fmt.Errorf("the rules' term %q has the name of a field", name)
		}
	}
	maps.Copy(fields, r.Terms)
	data, err := json.Marshal(fields)
	if err != nil {
		return nil, fmt.Errorf("writing the rules: %w", err)
	}
	if _, err := ParseRules(data); err != nil {
		return nil, err
	}
	return data, nil
}

// ParseRules reads what a verifier needs of rules.json.
func ParseRules(data []byte) (Rules, error) {
	o, err := exactjson.ParseObject(data)
	if err != nil {
		return Rules{}, fmt.Errorf("rules: %w", err)
	}
	r := Rules{
		Draw: field(o, "draw", ParseID), Title: o.Text("title"), Mode: Mode(o.Text("mode")),
		OpensAt: field(o, "opens", parseTime), ClosesAt: field(o, "closes", parseTime),
		Source: field(o, "source", ParseSource), Margin: MinMargin,
		Reasons: o.Texts("disqualification_reasons"),
	}
	if o.Has("margin_seconds") {
		r.Margin = time.Duration(o.Uint("margin_seconds", math.MaxInt32)) * time.Second
	}
	r.parseWitnesses(o)
	r.parseFallback(o)
	for _, p := range o.Objects("prizes") {
		r.Prizes = append(r.Prizes, RulesPrize{Name: p.Text("name"), Prize: Prize{
			Winners: int(p.Uint("winners", MaxSlots)), Alternates: int(p.Uint("alternates", MaxSlots)),
		}})
		o.Fail("prizes", p.Err())
	}
	o.Fail("rules", r.check())
	if o.Err() != nil {
		return Rules{}, fmt.Errorf("rules: %w", o.Err())
	}
	return r, nil
}

func (r *Rules) parseWitnesses(o *exactjson.Object) {
	if o.Has("witnesses") {
		r.Witnesses = o.Texts("witnesses")
	}
	if o.Has("witnesses_needed") {
		r.Need = int(o.Uint("witnesses_needed", MaxWitnesses))
	}
}

func (r *Rules) parseFallback(o *exactjson.Object) {
	if !o.Has("fallback") {
		return
	}
	for _, text := range o.Texts("fallback") {
		source, err := ParseSource(text)
		o.Fail("fallback", err)
		r.Fallback = append(r.Fallback, source)
	}
	if len(r.Fallback) > 0 {
		r.FallbackAfter = time.Duration(o.Uint("fallback_after_seconds", math.MaxInt32)) * time.Second
	}
}

func sourceTexts(sources []Source) []string {
	texts := make([]string, len(sources))
	for i, s := range sources {
		texts[i] = s.String()
	}
	return texts
}

func field[T any](o *exactjson.Object, name string, parse func(string) (T, error)) T {
	v, err := parse(o.Text(name))
	o.Fail(name, err)
	return v
}

func (r Rules) check() error {
	if r.Mode != OneWin && r.Mode != ManyWins {
		return fmt.Errorf("%w: no mode %q", ErrGrammar, r.Mode)
	}
	if r.ClosesAt.Before(r.OpensAt) {
		return errors.New("they close before they open")
	}
	if err := errors.Join(checkTime(r.OpensAt), checkTime(r.ClosesAt)); err != nil {
		return err
	}
	if r.Margin < 0 || r.Margin%time.Second != 0 {
		return fmt.Errorf("%w: a margin of %s is not in whole seconds", ErrGrammar, r.Margin)
	}
	for _, reason := range r.Reasons {
		if len(reason) > maxPhraseBytes || !reasonCode.MatchString(reason) {
			return fmt.Errorf("%w: %q is not the code of a reason", ErrGrammar, reason)
		}
	}
	if len(r.Witnesses) > MaxWitnesses || r.Need < 0 || r.Need > len(r.Witnesses) {
		return fmt.Errorf("%w: %d of %d witnesses", ErrGrammar, r.Need, len(r.Witnesses))
	}
	if err := r.checkFallback(); err != nil {
		return err
	}
	return checkPrizes(r.Counts())
}

func (r Rules) checkFallback() error {
	if r.FallbackAfter < 0 || r.FallbackAfter%time.Second != 0 || len(r.Fallback) == 0 && r.FallbackAfter != 0 {
		return fmt.Errorf("%w: a fallback after %s", ErrGrammar, r.FallbackAfter)
	}
	for i, s := range r.Fallback {
		if err := s.check(); err != nil {
			return err
		}
		if s == r.Source || slices.Contains(r.Fallback[:i], s) {
			return fmt.Errorf("%w: the source %q comes twice", ErrGrammar, s)
		}
	}
	return nil
}

// Counts is the prizes without their names, as a close record lists them.
func (r Rules) Counts() []Prize {
	prizes := make([]Prize, len(r.Prizes))
	for j, p := range r.Prizes {
		prizes[j] = p.Prize
	}
	return prizes
}

// Allows tells whether the rules name a reason.
func (r Rules) Allows(reason string) bool { return slices.Contains(r.Reasons, reason) }

// RulesDigest is the hash of the bytes of rules.json.
func RulesDigest(data []byte) Hash { return sha256.Sum256(data) }
