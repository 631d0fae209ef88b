package proof

import (
	"encoding/json"
	"fmt"

	"kermesse/contests/draw"
	"kermesse/contests/internal/exactjson"
)

// Disclosed opens the alias of who took a slot.
type Disclosed struct {
	Place
	Commitment draw.Hash
	draw.Disclosure
}

// encodeDisclosures writes disclosures.json.
func encodeDisclosures(list []Disclosed) ([]byte, error) {
	objects := make([]map[string]any, len(list))
	for i, d := range list {
		objects[i] = map[string]any{
			"alias":               d.Alias,
			"alias_salt":          d.AliasSalt.String(),
			"commitment":          d.Commitment.String(),
			"entry_id":            d.Entry.Hex(),
			"identity_commitment": d.IdentityCommitment.String(),
			"prize":               d.Prize,
			"slot":                d.Slot,
		}
	}
	data, err := json.MarshalIndent(objects, "", " ")
	return append(data, '\n'), err
}

// parseDisclosures reads disclosures.json, which has at most so many.
func parseDisclosures(data []byte, most int) ([]Disclosed, error) {
	var list []Disclosed
	for o, err := range exactjson.EachObject(data) {
		if err != nil {
			return nil, err
		}
		d := Disclosed{
			Place: Place{
				Prize: int(o.Uint("prize", draw.MaxPrizes)),
				Slot:  int(o.Uint("slot", draw.MaxSlots)),
			},
			Commitment: take(o, "commitment", draw.ParseHash),
			Disclosure: draw.Disclosure{
				Entry:              take(o, "entry_id", draw.ParseHexID),
				Alias:              o.Text("alias"),
				AliasSalt:          take(o, "alias_salt", draw.ParseHash),
				IdentityCommitment: take(o, "identity_commitment", draw.ParseHash),
			},
		}
		if o.Err() != nil {
			return nil, fmt.Errorf("disclosure %d: %w", len(list), o.Err())
		}
		if list = append(list, d); len(list) > most {
			return nil, fmt.Errorf("more than %d disclosures", most)
		}
	}
	return list, nil
}

func take[T any](o *exactjson.Object, name string, parse func(string) (T, error)) T {
	v, err := parse(o.Text(name))
	o.Fail(name, err)
	return v
}

// checkDisclosures: each one opens the commitment of the slot it names.
func (v *verification) checkDisclosures() error {
	v.report.Aliases = map[Place]string{}
	for _, d := range v.disclosures {
		s, exists := v.places[d.Place]
		_, twice := v.report.Aliases[d.Place]
		if !exists || twice || s.Index == draw.Vacant || s.Commitment != d.Commitment || !d.Opens(v.close.Draw, d.Commitment) {
			return refuse(CheckDisclosures, say(
				"Le nom affiché pour le lot %d, place %d, n’est pas celui de la participation tirée.",
				"The name shown for prize %d, slot %d, is not that of the entry that was drawn.", d.Prize, d.Slot))
		}
		v.report.Aliases[d.Place] = d.Alias
	}
	return nil
}
