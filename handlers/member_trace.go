package handlers

import (
	"fmt"

	"kermesse/frontend"
	"kermesse/internal/fault"
	"kermesse/loyalty/earning"
)

// traceInWords says the steps by which points came about.
func traceInWords(language, currency string, steps []earning.Step) []string {
	lines := make([]string, 0, len(steps))
	for _, s := range steps {
		lines = append(lines, stepInWords(language, currency, s))
	}
	return lines
}

func stepInWords(language, currency string, s earning.Step) string {
	whole := func(n int64) string { return frontend.Int(language, n) }
	money := func(n int64) string { return frontend.Money(language, currency, n) }
	factor := func(bp int64) string { return "×\u00a0" + frontend.Decimal(language, float64(bp)/10000, 2) }
	say := func(fr, en string, args ...any) string {
		return fmt.Sprintf(fault.Text{FR: fr, EN: en}.In(language), args...)
	}
	switch s.What {
	case earning.Fixed:
		return say("%s points pour ce geste", "%s points for this act", whole(s.N))
	case earning.PerAmount:
		return say("%s pour %s\u00a0: %s points", "%s for each %s: %s points", whole(s.N), money(s.Of), whole(s.Points))
	case earning.PerPiece:
		return say("%s par produit, %s produits\u00a0: %s points", "%s for each product, %s products: %s points", whole(s.N), whole(s.Of), whole(s.Points))
	case earning.OfAmount:
		return say("%s comptent, sur %s", "%s count, of %s", money(s.N), money(s.Of))
	case earning.TierBonus:
		return say("votre palier %s\u00a0: %s points", "your tier %s: %s points", factor(s.N), whole(s.Points))
	case earning.Campaign:
		return say("opération en cours %s\u00a0: %s points", "campaign %s: %s points", factor(s.N), whole(s.Points))
	case earning.CutOnce:
		return say("au plus %s en une fois\u00a0: %s points", "at most %s at once: %s points", whole(s.N), whole(s.Points))
	case earning.CutCap, earning.CutGroup:
		return say("%s sur %s déjà gagnés pour la période\u00a0: %s points", "%s of %s earned in the period already: %s points", whole(s.N), whole(s.Of), whole(s.Points))
	}
	if s.Of == 0 {
		return say("la condition n’est pas remplie", "the condition is not met")
	}
	return say("%s, il fallait %s", "%s, and %s was needed", whole(s.N), whole(s.Of))
}
