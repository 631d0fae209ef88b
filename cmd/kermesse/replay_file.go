package main

import (
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// purchases are a shop's file, by day.
type purchases struct {
	days      []shopDay
	customers []string
	count     int
}

type shopDay struct {
	date      time.Time
	purchases []purchase
}

type purchase struct {
	id       string // line of the file: it has no order numbers
	customer string
	cents    int64
}

// readPurchases reads the whole file before anything is sent: half of one would help
// nobody.
func readPurchases(path string) (purchases, error) {
	file, err := os.Open(path)
	if err != nil {
		return purchases{}, err
	}
	defer func() { _ = file.Close() }() // only read
	var content io.Reader = file
	if strings.HasSuffix(path, ".gz") {
		if content, err = gzip.NewReader(file); err != nil {
			return purchases{}, fmt.Errorf("%s: %w", path, err)
		}
	}
	rows := csv.NewReader(content)
	header, err := rows.Read()
	if err != nil {
		return purchases{}, fmt.Errorf("%s: %w", path, err)
	}
	columns, err := findColumns(header, "customer_id", "date", "amount_usd")
	if err != nil {
		return purchases{}, fmt.Errorf("%s: %w", path, err)
	}
	shop, err := collectPurchases(rows, columns)
	if err != nil {
		return purchases{}, fmt.Errorf("%s: %w", path, err)
	}
	return shop, nil
}

// findColumns says where the named columns stand.
func findColumns(header []string, names ...string) ([]int, error) {
	columns := make([]int, len(names))
	for i, name := range names {
		if columns[i] = slices.Index(header, name); columns[i] < 0 {
			return nil, fmt.Errorf("there is no column %q in %q", name, strings.Join(header, ","))
		}
	}
	return columns, nil
}

func collectPurchases(rows *csv.Reader, columns []int) (purchases, error) {
	var shop purchases
	days, known := map[time.Time]*shopDay{}, map[string]bool{}
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return shop, err
		}
		line, _ := rows.FieldPos(0)
		date, p, err := parsePurchase(row, columns)
		if err != nil {
			return shop, fmt.Errorf("line %d: %w", line, err)
		}
		p.id = fmt.Sprintf("line-%d", line)
		if days[date] == nil {
			days[date] = &shopDay{date: date}
		}
		days[date].purchases = append(days[date].purchases, p)
		if !known[p.customer] {
			known[p.customer] = true
			shop.customers = append(shop.customers, p.customer)
		}
		shop.count++
	}
	if shop.count == 0 {
		return shop, errors.New("there is no purchase in it")
	}
	for _, day := range days {
		shop.days = append(shop.days, *day)
	}
	slices.SortFunc(shop.days, func(a, b shopDay) int { return a.date.Compare(b.date) })
	return shop, nil
}

func parsePurchase(row []string, columns []int) (date time.Time, p purchase, err error) {
	if date, err = time.Parse(time.DateOnly, row[columns[1]]); err != nil {
		return date, p, fmt.Errorf("%q is no date like 1997-01-31", row[columns[1]])
	}
	p.customer = row[columns[0]]
	p.cents, err = parseCents(row[columns[2]])
	return date, p, err
}

// parseCents reads an amount of money with up to two decimals, exactly.
func parseCents(text string) (int64, error) {
	whole, decimals, _ := strings.Cut(text, ".")
	units, err := strconv.ParseUint(whole, 10, 40)
	if err == nil && len(decimals) <= 2 {
		var cents uint64
		if cents, err = strconv.ParseUint((decimals + "00")[:2], 10, 8); err == nil {
			return int64(units*100 + cents), nil
		}
	}
	return 0, fmt.Errorf("%q is no amount like 12.50", text)
}
