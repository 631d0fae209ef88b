package claims

import (
	"fmt"
	"slices"
	"strings"

	"kermesse/internal/fault"
	"kermesse/internal/text"
)

const (
	maxPlaces  = 30
	maxOptions = 30
	maxLine    = 120
)

// Check returns how a prize is handed over as it is stored, or what is wrong with it by the
// names pickup, asks and options.
func (h Handing) Check() (Handing, []fault.Field) {
	var wrong []fault.Field
	note := func(name string, f *fault.Error) {
		if f != nil {
			wrong = append(wrong, f.At(name))
		}
	}
	var f *fault.Error
	h.Pickup, f = tidied(h.Pickup)
	note("pickup", f)
	h.Options, f = tidied(h.Options)
	note("options", f)
	h.Asks, f = text.Line(h.Asks, maxLine)
	note("asks", f)
	if len(h.Pickup) > maxPlaces || doubled(h.Pickup) {
		wrong = append(wrong, ErrHandingPlaces.With(maxPlaces).At("pickup"))
	}
	if len(h.Options) == 0 && h.Asks == "" {
		return h, wrong
	}
	if len(h.Options) < 2 || len(h.Options) > maxOptions || doubled(h.Options) || h.Asks == "" {
		wrong = append(wrong, ErrHandingOptions.With(maxOptions).At("options"))
	}
	return h, wrong
}

// tidied are lines as people mean them, without empty ones, and what is wrong with the first
// that is no such line.
func tidied(lines []string) ([]string, *fault.Error) {
	var out []string
	for _, line := range lines {
		read, f := text.Line(line, maxLine)
		if f != nil {
			return nil, f
		}
		if read != "" {
			out = append(out, read)
		}
	}
	return out, nil
}

func doubled(lines []string) bool {
	sorted := slices.Clone(lines)
	slices.Sort(sorted)
	return len(slices.Compact(sorted)) < len(lines)
}

// Terms is what rules.json says of it.
func (h Handing) Terms() map[string]any {
	methods := make([]string, 0, 2)
	for _, m := range h.Methods() {
		methods = append(methods, string(m))
	}
	terms := map[string]any{"methods": methods}
	if len(h.Pickup) > 0 {
		terms["pickup"] = h.Pickup
	}
	if len(h.Options) > 0 {
		terms["options"] = map[string]any{"asks": h.Asks, "choices": h.Options}
	}
	return terms
}

// Text says it in a sentence's part.
func (h Handing) Text() fault.Text {
	places := strings.Join(h.Pickup, ", ")
	switch {
	case h.Delivery && len(h.Pickup) > 0:
		return fault.Text{
			FR: fmt.Sprintf("envoyé sans frais ou à retirer, au choix (%s)", places),
			EN: fmt.Sprintf("sent free of charge or to be fetched, as the winner prefers (%s)", places),
		}
	case h.Delivery:
		return fault.Text{FR: "envoyé sans frais", EN: "sent free of charge"}
	case len(h.Pickup) > 0:
		return fault.Text{FR: fmt.Sprintf("à retirer (%s)", places), EN: fmt.Sprintf("to be fetched (%s)", places)}
	}
	return fault.Text{FR: "remis comme convenu avec le gagnant", EN: "handed over as agreed with the winner"}
}
