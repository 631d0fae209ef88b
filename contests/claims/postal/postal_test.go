package postal_test

import (
	"slices"
	"strings"
	"testing"

	"kermesse/contests/claims/postal"
)

func address(country string, pairs ...string) postal.Address {
	a := postal.Address{Country: country, Values: map[postal.Field]string{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		a.Values[postal.Field(pairs[i])] = pairs[i+1]
	}
	return a
}

func TestAddressesByCountry(t *testing.T) {
	for _, test := range []struct {
		name  string
		given postal.Address
		wrong string
		label string
	}{
		{
			"France", address("FR", "name", "Awa Diop", "line1", "3 rue du Port", "postcode", "29200", "city", "Brest"), "",
			"Awa Diop / 3 rue du Port / 29200 Brest",
		},
		{"France without code", address("FR", "name", "Awa", "line1", "3 rue du Port", "city", "Brest"), "postcode missing", ""},
		{"Réunion with a code of Brest", address("RE", "name", "Awa", "line1", "3 rue du Port", "postcode", "29200", "city", "Saint-Denis"), "postcode wrong", ""},
		{
			"Mauritius without code", address("MU", "name", "Priya", "line1", "12 Royal Road", "city", "Curepipe"), "",
			"Priya / 12 Royal Road / Curepipe",
		},
		{
			"Senegal", address("SN", "name", "Awa", "quarter", "Médina, face à la pharmacie", "city", "Dakar", "phone", "+221 77 000 00 00", "postcode", "10000"), "",
			"Awa / Médina, face à la pharmacie / Dakar",
		},
		{"Senegal without a number to call", address("SN", "name", "Awa", "city", "Dakar"), "quarter missing, phone missing", ""},
		{
			"Canada", address("CA", "name", "Zoé", "line1", "1 rue Roy", "postcode", "h2x1y4", "city", "Montréal", "region", "QC"), "",
			"Zoé / 1 rue Roy / Montréal / QC H2X1Y4",
		},
		{"anywhere else", address("JP", "name", "Yui", "line1", "1-1 Chiyoda", "city", "Tokyo"), "", "Yui / 1-1 Chiyoda / Tokyo"},
		{"nothing", address("BE"), "name missing, line1 missing, postcode missing, city missing", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			checked, troubles := test.given.Check()
			var wrong []string
			for _, trouble := range troubles {
				what := " wrong"
				if trouble.Missing {
					what = " missing"
				}
				wrong = append(wrong, string(trouble.Field)+what)
			}
			if got := strings.Join(wrong, ", "); got != test.wrong {
				t.Fatalf("wrong: %q, want %q", got, test.wrong)
			}
			if label := strings.Join(checked.Label(), " / "); test.wrong == "" && label != test.label {
				t.Errorf("label %q, want %q", label, test.label)
			}
			if checked.Values[postal.Code] != "" && !slices.Contains(postal.Of(checked.Country).Fields(), postal.Code) {
				t.Error("a field that the country does not have is kept")
			}
		})
	}
}

// Every country of the table accepts the example that its form shows, and asks for a name
// and a town.
func TestTable(t *testing.T) {
	for _, country := range postal.Known() {
		f := postal.Of(country)
		if f.Needs(postal.Name) != postal.Required || f.Needs(postal.City) != postal.Required {
			t.Errorf("%s: no name or town", country)
		}
		a := postal.Address{Country: country, Values: map[postal.Field]string{}}
		for _, field := range f.Fields() {
			a.Values[field] = "x"
		}
		a.Values[postal.Code] = f.Example
		checked, wrong := a.Check()
		if len(wrong) > 0 {
			t.Errorf("%s refuses its own example %q: %v", country, f.Example, wrong)
		}
		label := strings.Join(checked.Label(), "|")
		for field, value := range checked.Values {
			if field != postal.Phone && !strings.Contains(label, value) {
				t.Errorf("%s: the label leaves out %s", country, field)
			}
		}
	}
}
