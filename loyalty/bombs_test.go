package loyalty

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"kermesse/internal/account"
)

// A row of nothing but commas is refused before it is in memory: it would be a hundred times its
// size there.
func TestRowsOfCommasAreRefused(t *testing.T) {
	commas := strings.Repeat(",", 7<<20)
	brand := account.Brand{Currency: "MUR", TimeZone: "Indian/Mauritius"}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for name, table := range map[string]string{"titles": commas, "row": "order,member,amount\n" + commas + "\n"} {
		var report ImportReport
		if _, err := readOrders(strings.NewReader(table), brand, &report); !errors.Is(err, ErrTableText) && !errors.Is(err, ErrTableColumns) {
			t.Errorf("orders, %s: %v", name, err)
		}
	}
	for name, table := range map[string]string{"titles": commas, "row": "email\n" + commas + "\n", "an open quote": "email\n\"" + commas} {
		rows, err := openMemberTable(strings.NewReader(table), time.UTC)
		if err == nil {
			_, err = rows.next(partRows)
		}
		if !errors.Is(err, ErrMemberText) && !errors.Is(err, ErrMemberColumns) {
			t.Errorf("members, %s: %v", name, err)
		}
	}
	runtime.ReadMemStats(&after)
	if made := after.TotalAlloc - before.TotalAlloc; made > 150<<20 {
		t.Errorf("%d MB were made to refuse 35 MB", made>>20)
	}
}

// Orders that are begun and spoilt leave the others as they are, however many they are.
func TestSpoiltOrdersLeaveTheOthers(t *testing.T) {
	var table strings.Builder
	table.WriteString("order,member,amount\n")
	for i := range 4000 {
		fmt.Fprintf(&table, "A%d,M1,10.00\n", i)
		if i%2 == 0 {
			fmt.Fprintf(&table, "A%d,M1,nothing\nA%d,M1,5.00\n", i, i)
		}
	}
	table.WriteString("A1,M1,2.00\n")
	var report ImportReport
	orders, err := readOrders(strings.NewReader(table.String()), account.Brand{Currency: "MUR", TimeZone: "Indian/Mauritius"}, &report)
	if err != nil || len(orders) != 2000 || orders[0].Order != "A1" || orders[0].Amount != 1200 || orders[1999].Order != "A3999" {
		t.Fatalf("%d orders, %v", len(orders), err)
	}
}
