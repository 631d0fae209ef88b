package loyalty

import (
	"strings"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/fault"
)

// Tables that a shop sends: every row that is taken has figures within bounds, and whatever is
// wrong with a table is told.
func FuzzOrders(f *testing.F) {
	for _, seed := range []string{
		"order,member,amount\nA1,M1,12.50\nA1,M1,-1\n", "commande;email;montant;date;quantite\n1;a@exemple.sn;1 200,00;2026-11-22;2\n",
		"\ufefforder\temail\tamount\n1\ta@b.sn\t99999999999999999999\n", "order,member,amount\n\"a", strings.Repeat(",", 100_000), "order,member,amount\n" + strings.Repeat(",", 70_000),
	} {
		f.Add([]byte(seed))
	}
	brand := account.Brand{Currency: "MUR", TimeZone: "Indian/Mauritius"}
	f.Fuzz(func(t *testing.T, table []byte) {
		var report ImportReport
		orders, err := readOrders(strings.NewReader(string(table)), brand, &report)
		if err != nil {
			if fault.KindOf(err) == fault.Internal {
				t.Fatal(err)
			}
			return
		}
		seen := map[string]bool{}
		for _, o := range orders {
			if seen[o.Order] || o.line < 1 {
				t.Errorf("order %q of line %d comes twice or out of nothing", o.Order, o.line)
			}
			seen[o.Order] = true
		}
		if len(orders) > MaxImportOrders {
			t.Errorf("%d orders", len(orders))
		}
	})
}

func FuzzMembers(f *testing.F) {
	for _, seed := range []string{
		"member,email,points,expires\nM1,a@exemple.sn,12,2027-01-31\n", "telephone;solde\n'+23057123456;1 000\n", "email\n" + strings.Repeat(",", 100_000),
		"email,email\n\x00\n", "id,email\n" + strings.Repeat("1", 200) + ",a@exemple.sn\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, table []byte) {
		rows, err := openMemberTable(strings.NewReader(string(table)), time.UTC)
		for err == nil {
			var part []broughtRow
			if part, err = rows.next(partRows); len(part) == 0 {
				break
			}
			for _, r := range part {
				if r.Wrong != "" {
					continue
				}
				if r.Points < 0 || r.Points > maxAdjustment || len(r.Cells) > maxCells || r.Ref == "" && r.Email == "" && r.Phone == "" {
					t.Errorf("a row is taken as %+v", r)
				}
			}
		}
		if err != nil && fault.KindOf(err) == fault.Internal {
			t.Error(err)
		}
	})
}

func FuzzPool(f *testing.F) {
	f.Add("CODE-1\nCODE-2\n\"CODE-3\"\n")
	f.Add("\ufeffa\r\n\r\na\n")
	f.Add("\u202ex\n")
	f.Fuzz(func(t *testing.T, file string) {
		var report PoolReport
		list, err := readPool(strings.NewReader(file), &report)
		if err != nil {
			if fault.KindOf(err) == fault.Internal {
				t.Fatal(err)
			}
			return
		}
		seen := map[string]bool{}
		for _, code := range list {
			if seen[code] || code == "" || !storable(code) {
				t.Errorf("%q is taken, or taken twice", code)
			}
			seen[code] = true
		}
	})
}

// Figures and moments as people write them are themselves when they are written again.
func FuzzFigures(f *testing.F) {
	for _, seed := range []string{"12,50", "1 200.00", "-1", "1e9", "99999999999999", "2026-11-22", "22/11/2026 18:30", "2026-11-22T18:30:00+04:00", "0000-01-01"} {
		f.Add(seed)
	}
	brand := account.Brand{Currency: "EUR", TimeZone: "Indian/Mauritius"}
	f.Fuzz(func(t *testing.T, written string) {
		for decimals := range 4 {
			if n, ok := minorUnits(written, decimals); ok && n < 0 {
				t.Errorf("%q is %d", written, n)
			}
		}
		if at, ok := momentOf(written, brand); ok {
			if again, ok := momentOf(at.Format(time.RFC3339Nano), brand); !ok || !again.Equal(at) {
				t.Errorf("%q is %v, and again %v (%v)", written, at, again, ok)
			}
		}
		if at, ok := endOfPoints(written, brand.Location()); ok && !at.IsZero() {
			if again, ok := endOfPoints(at.Format(time.RFC3339), brand.Location()); !ok || !again.Equal(at) {
				t.Errorf("%q ends at %v, and again at %v (%v)", written, at, again, ok)
			}
		}
		if n, ok := wholePoints(written); ok && (n < 0 || n > maxAdjustment) {
			t.Errorf("%q is %d points", written, n)
		}
		if at, id, err := decodeCursor(written); err == nil {
			if again, same, err := decodeCursor(encodeCursor(time.UnixMilli(at), id)); err != nil || same != id || at > 0 && at < 1<<52 && again != at {
				t.Errorf("cursor %q: %d %q, again %d %q, %v", written, at, id, again, same, err)
			}
		}
	})
}
