package account_test

import (
	"errors"
	"strings"
	"testing"

	"kermesse/internal/account"
	"kermesse/internal/fault"
)

// The whole table, written a second time and the other way round: a change of one side
// alone fails here. o owner, m manager, d moderator, t till, v viewer, w witness.
func TestPermissionTable(t *testing.T) {
	table := map[account.Permission]string{
		account.ViewCampaigns: "om d vw",
		account.EditCampaigns: "om",
		account.DrawWinners:   "om",
		account.HandPrizes:    "om d t",
		account.Moderate:      "om d",
		account.ViewPeople:    "om d",
		account.ExportPeople:  "om",
		account.ErasePeople:   "om",
		account.ViewLoyalty:   "om v",
		account.EditLoyalty:   "om",
		account.UseTill:       "om t",
		account.PostPoints:    "om",
		account.AdjustPoints:  "om",
		account.LiftLimits:    "o",
		account.TakeLoyalty:   "o",
		account.ViewEvidence:  "om d vw",
		account.OpenSample:    "om w",
		account.RecordAudit:   "w",
		account.ViewJournal:   "om w",
		account.EditBrand:     "om",
		account.EditWebhooks:  "om",
		account.EditTeam:      "o",
	}
	letters := map[account.Role]string{
		account.Owner: "o", account.Manager: "m", account.Moderator: "d",
		account.Till: "t", account.Viewer: "v", account.Witness: "w",
	}
	for _, perm := range account.Permissions() {
		roles, listed := table[perm]
		if !listed {
			t.Errorf("%s is not in the table", perm)
		}
		for _, role := range account.Roles() {
			if want := strings.Contains(roles, letters[role]); role.Can(perm) != want {
				t.Errorf("%s may %s: %v, want %v", role, perm, !want, want)
			}
		}
	}
	if len(table) != len(account.Permissions()) || len(letters) != len(account.Roles()) {
		t.Error("the table has lines for what does not exist")
	}
}

func TestRequire(t *testing.T) {
	staff := account.Actor{User: "u", Brand: "a", Role: account.Viewer, Kind: account.KindStaff}
	missing := fault.New(fault.NotFound, "contest_not_found", "", "")
	for _, c := range []struct {
		name  string
		actor account.Actor
		perm  account.Permission
		brand account.BrandID
		want  error
	}{
		{"allowed", staff, account.ViewCampaigns, "a", nil},
		{"role", staff, account.EditCampaigns, "a", account.ErrNotAllowed},
		{"other brand", staff, account.ViewCampaigns, "b", missing},
		{"other brand's, whatever the role", staff, account.EditCampaigns, "b", missing},
		{"nobody", account.Actor{}, account.ViewCampaigns, "", missing},
		{"no kind", account.Actor{Brand: "a", Role: account.Owner}, account.ViewCampaigns, "a", account.ErrNotAllowed},
		{"unknown role", account.Actor{Brand: "a", Role: "king", Kind: account.KindStaff}, account.ViewCampaigns, "a", account.ErrNotAllowed},
		{"the house", account.SystemActor("a"), account.DrawWinners, "a", nil},
		{"the house elsewhere", account.SystemActor("a"), account.DrawWinners, "b", missing},
	} {
		if err := c.actor.RequireOr(c.perm, c.brand, missing); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	if err := staff.Require(account.ViewCampaigns, "b"); !errors.Is(err, account.ErrBrandNotFound) {
		t.Errorf("Require in another brand = %v, want ErrBrandNotFound", err)
	}
}
