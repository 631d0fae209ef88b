package handlers

import "testing"

func TestCountriesAreFoundByTheirNames(t *testing.T) {
	for typed, want := range map[string]string{
		"fr": "FR", " MU ": "MU", "maurice": "MU", "Île Maurice": "MU", "ile maurice": "MU", "Mauritius": "MU", "cote d'ivoire": "CI", "Côte d’Ivoire": "CI", "Réunion": "RE", "La Réunion": "RE",
		"Sénégal": "SN", "senegal": "SN", "the Gambia": "GM", "United States": "US", "états-unis": "US", "Laos": "LA", "Atlantide": "Atlantide", "XX": "XX", "Léo": "Léo",
	} {
		if got := countryCode(typed); got != want {
			t.Errorf("%q is %q, want %q", typed, got, want)
		}
	}
}
