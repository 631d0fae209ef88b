package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kermesse/internal/shareddata"
)

// TestReplayOfAShop gives points for every purchase of a real shop over a year and a
// half, through the API of a sandbox, and compares what it owes with sums made from the
// file alone.
func TestReplayOfAShop(t *testing.T) {
	file := filepath.Join(shareddata.Dir(t), "loyalty", "cdnow-purchases.csv.gz")
	shop, err := readPurchases(file)
	if err != nil {
		t.Fatal(err)
	}
	if shop.count != 69_659 || len(shop.customers) != 23_570 {
		t.Fatalf("the file has %d purchases of %d customers", shop.count, len(shop.customers))
	}
	api := newSandbox(t)
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), []string{"replay", "purchases", file, "--url", api.base, "--json"}, strings.NewReader(""), &stdout, &stderr); code != 0 {
		t.Fatalf("exit %d: %s", code, stderr.String())
	}
	var found replayFound
	if err := json.Unmarshal(stdout.Bytes(), &found); err != nil {
		t.Fatal(err)
	}
	months, liability := sumByHand(shop, 365)
	if diff := cmp.Diff(months, found.Months); diff != "" {
		t.Errorf("months (-by hand +replayed):\n%s", diff)
	}
	if diff := cmp.Diff(liability, found.Liability); diff != "" {
		t.Errorf("liability (-by hand +replayed):\n%s", diff)
	}
	if !found.Proof.Valid || found.Proof.Members != 23_570 || found.Proof.Lots != int64(shop.count-found.Refused) {
		t.Errorf("proof %+v with %d refused", found.Proof, found.Refused)
	}
}

// sumByHand computes the same figures without any of the program: a point per whole
// dollar, gone with the day that comes a number of days later.
func sumByHand(shop purchases, expiryDays int) (months []replayMonth, owed []monthPoints) {
	first := firstOfNextMonth(shop.days[0].date)
	last := firstOfNextMonth(shop.days[len(shop.days)-1].date)
	for next := first; !next.After(last); next = next.AddDate(0, 1, 0) {
		m := replayMonth{Month: next.AddDate(0, -1, 0).Format("2006-01")}
		for _, day := range shop.days {
			if !day.date.Before(next) {
				break
			}
			gone := !day.date.AddDate(0, 0, expiryDays+1).After(next)
			for _, p := range day.purchases {
				if !day.date.Before(next.AddDate(0, -1, 0)) {
					m.Purchases++
				}
				m.Issued += p.cents / 100
				if gone {
					m.Expired += p.cents / 100
				}
			}
		}
		m.Outstanding = m.Issued - m.Expired
		months = append(months, m)
	}
	for ends := last; len(owed) == 0 || sum(owed) < months[len(months)-1].Outstanding; ends = ends.AddDate(0, 1, 0) {
		owed = append(owed, monthPoints{Month: ends.Format("2006-01"), Points: endingIn(shop, ends, expiryDays)})
	}
	return months, owed
}

// endingIn sums the points whose last day lies in the month that begins at a date.
func endingIn(shop purchases, month time.Time, expiryDays int) (points int64) {
	for _, day := range shop.days {
		lastDay := day.date.AddDate(0, 0, expiryDays)
		if !lastDay.Before(month) && lastDay.Before(month.AddDate(0, 1, 0)) {
			for _, p := range day.purchases {
				points += p.cents / 100
			}
		}
	}
	return points
}

func sum(list []monthPoints) (points int64) {
	for _, m := range list {
		points += m.Points
	}
	return points
}

func TestPurchasesFileIsReadWholeOrNotAtAll(t *testing.T) {
	tests := map[string]string{
		"customer_id,date,amount_usd\n1,1997-01-02,12.5\n": "",
		"":                                 "EOF",
		"customer_id,date\n1,1997-01-02\n": `no column "amount_usd"`,
		"customer_id,date,amount_usd\n":    "no purchase",
		"customer_id,date,amount_usd\n1,02/01/1997,12.50\n":        "line 2",
		"customer_id,date,amount_usd\n1,1997-01-02,-5\n":           "no amount",
		"customer_id,date,amount_usd\n1,1997-01-02,5.999\n":        "no amount",
		"customer_id,date,amount_usd\n1,1997-01-02,5\n2,1997-0":    "wrong number of fields",
		"customer_id,date,amount_usd\n1,1997-01-02,99999999999999": "no amount",
	}
	for content, want := range tests {
		path := filepath.Join(t.TempDir(), "shop.csv")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		shop, err := readPurchases(path)
		switch {
		case want == "" && (err != nil || shop.days[0].purchases[0].cents != 1250):
			t.Errorf("%q: %+v, %v", content, shop, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%q: %v, want %q", content, err, want)
		}
	}
}
