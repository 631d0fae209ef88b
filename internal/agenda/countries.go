package agenda

import (
	"context"
	"slices"
	"strings"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/keydates"
)

// home guesses the country of a brand that has not chosen any by its time zone.
var home = map[string]keydates.Country{
	"Europe/Paris": keydates.France, "Indian/Reunion": keydates.France, "Indian/Mayotte": keydates.France, "America/Martinique": keydates.France,
	"America/Guadeloupe": keydates.France, "Europe/Brussels": keydates.Belgium, "Indian/Mauritius": keydates.Mauritius,
	"Africa/Abidjan": keydates.IvoryCoast, "Africa/Dakar": keydates.Senegal,
}

// Countries are those whose key dates a brand follows: those it has chosen, else that of
// its time zone, else France. A brand may choose none.
func (s *Service) Countries(ctx context.Context, brand account.Brand) ([]keydates.Country, error) {
	chosen, found, err := selectCountries(ctx, s.db, brand.ID)
	if err != nil {
		return nil, err
	}
	if !found {
		if c, known := home[brand.TimeZone]; known {
			return []keydates.Country{c}, nil
		}
		if strings.HasPrefix(brand.TimeZone, "America/") {
			return []keydates.Country{keydates.UnitedStates}, nil
		}
		return []keydates.Country{keydates.France}, nil
	}
	return chosen, nil
}

// ChooseCountries says whose key dates the actor's brand follows. Fault: ErrCountry.
func (s *Service) ChooseCountries(ctx context.Context, actor account.Actor, countries []keydates.Country) error {
	if err := actor.Require(account.EditCampaigns, actor.Brand); err != nil {
		return err
	}
	for _, c := range countries {
		if !c.Known() {
			return fault.Invalids(ErrCountry.At("countries"))
		}
	}
	countries = slices.DeleteFunc(keydates.Countries(), func(c keydates.Country) bool { return !slices.Contains(countries, c) })
	return s.db.InTx(ctx, func(tx *db.DB) error {
		if err := upsertCountries(ctx, tx, actor.Brand, countries); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "calendar.countries_changed", Subject: "calendar", After: map[string]any{"countries": countries}, At: s.clock.Now(),
		})
	})
}
