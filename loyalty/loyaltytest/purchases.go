package loyaltytest

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"math"
	"slices"
	"strconv"
	"testing"
	"time"

	"kermesse/internal/shareddata"
)

// Purchase is one order of a shop.
type Purchase struct {
	ID       string
	Customer string
	Cents    int64
}

// Day is the orders of one day.
type Day struct {
	Date      time.Time
	Purchases []Purchase
}

// Purchases reads the shop of the shared data (CDNOW, 1997 and 1998) by day.
func Purchases(t testing.TB) []Day {
	t.Helper()
	zipped, err := gzip.NewReader(shareddata.Open(t, "loyalty", "cdnow-purchases.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(zipped).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	byDate := map[string]*Day{}
	for i, row := range rows[1:] {
		day := byDate[row[1]]
		if day == nil {
			date, err := time.Parse(time.DateOnly, row[1])
			if err != nil {
				t.Fatal(err)
			}
			day = &Day{Date: date}
			byDate[row[1]] = day
		}
		dollars, err := strconv.ParseFloat(row[3], 64)
		if err != nil {
			t.Fatal(err)
		}
		day.Purchases = append(day.Purchases, Purchase{
			ID: fmt.Sprintf("order-%d", i+1), Customer: row[0], Cents: int64(math.Round(dollars * 100)),
		})
	}
	days := make([]Day, 0, len(byDate))
	for _, day := range byDate {
		days = append(days, *day)
	}
	slices.SortFunc(days, func(a, b Day) int { return a.Date.Compare(b.Date) })
	return days
}

// Customers lists who bought, each once.
func Customers(days []Day) []string {
	var all []string
	for _, day := range days {
		for _, p := range day.Purchases {
			all = append(all, p.Customer)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
