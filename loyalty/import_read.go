package loyalty

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/internal/rowguard"
	"kermesse/internal/text"
	"kermesse/loyalty/earning"
)

// Faults of a file of purchases.
var (
	ErrTableColumns = fault.New(fault.Invalid, "purchase_columns_missing",
		"La première ligne doit nommer les colonnes : commande, membre (ou e-mail) et montant ; et si vous les avez : date, boutique, produit, categorie, quantite.",
		"The first line must name the columns: order, member (or email) and amount; and if you have them: date, store, sku, category, quantity.")
	ErrTableText = fault.New(fault.Invalid, "purchase_table_unreadable",
		"Ce fichier n’est pas un tableau CSV en UTF-8. Enregistrez-le de nouveau dans ce format.",
		"This file is no CSV table in UTF-8. Save it again in that format.")
	ErrTableLong = fault.New(fault.TooLarge, "purchase_table_long",
		"Au plus 5 000 commandes et 8 Mo par fichier. Partagez-le : une commande envoyée deux fois compte une fois.",
		"At most 5,000 orders and 8 MB a file. Split it: an order sent twice counts once.")
	ErrTableAmount = fault.New(fault.Invalid, "purchase_amount_invalid",
		"Ce montant ne se lit pas : écrivez par exemple 12,50.", "This amount cannot be read: write for example 12.50.")
	ErrTableDate = fault.New(fault.Invalid, "purchase_date_invalid",
		"Cette date ne se lit pas : écrivez 2026-03-14 ou 2026-03-14 18:30.", "This date cannot be read: write 2026-03-14 or 2026-03-14 18:30.")
	ErrTableQuantity = fault.New(fault.Invalid, "purchase_quantity_invalid",
		"Cette quantité ne se lit pas : écrivez un nombre entier.", "This quantity cannot be read: write a whole number.")
	ErrTableMember = fault.New(fault.Invalid, "purchase_member_differs",
		"Cette commande a déjà un autre membre plus haut dans le fichier.", "This order has another member further up in the file.")
)

// maxOrder is more than any order comes to, in minor units.
const maxOrder = 1000 * maxFigure

// importedOrder is an order of a table.
type importedOrder struct {
	Purchase
	line  int // of its first row
	email string
}

// The columns of a table, by the names that people give them.
const (
	colOrder = iota
	colMember
	colEmail
	colAmount
	colDate
	colStore
	colSKU
	colCategory
	colQuantity
	columnCount
)

var columnNames = map[string]int{
	"order": colOrder, "orderid": colOrder, "ordernumber": colOrder, "commande": colOrder, "numerodecommande": colOrder, "ticket": colOrder,
	"member": colMember, "membernumber": colMember, "membre": colMember, "numerodemembre": colMember, "carte": colMember,
	"email": colEmail, "mail": colEmail, "courriel": colEmail, "adressemail": colEmail,
	"amount": colAmount, "total": colAmount, "montant": colAmount, "prix": colAmount, "price": colAmount,
	"date": colDate, "at": colDate, "jour": colDate, "createdat": colDate,
	"store": colStore, "shop": colStore, "boutique": colStore, "magasin": colStore,
	"sku": colSKU, "product": colSKU, "produit": colSKU, "article": colSKU, "reference": colSKU,
	"category": colCategory, "categorie": colCategory, "rayon": colCategory,
	"quantity": colQuantity, "qty": colQuantity, "quantite": colQuantity, "pieces": colQuantity,
}

// orderTable reads a table row by row.
type orderTable struct {
	brand   account.Brand
	columns [columnCount]int // place of each column; -1: not there
	orders  []importedOrder
	places  map[string]int // of an order in orders; -1: left out
	report  *ImportReport
}

func readOrders(file io.Reader, brand account.Brand, report *ImportReport) ([]importedOrder, error) {
	raw, err := io.ReadAll(io.LimitReader(file, MaxImportBytes+1))
	switch {
	case err != nil:
		return nil, err
	case len(raw) > MaxImportBytes:
		return nil, ErrTableLong
	case !utf8.Valid(raw) || bytes.IndexByte(raw, 0) >= 0:
		return nil, ErrTableText
	}
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	guard := rowguard.New(bytes.NewReader(raw), maxRowBytes)
	rows := csv.NewReader(guard)
	rows.Comma, rows.FieldsPerRecord, rows.LazyQuotes, rows.TrimLeadingSpace = delimiter(raw), -1, true, true
	t := orderTable{brand: brand, places: map[string]int{}, report: report}
	guard.Row()
	header, err := rows.Read()
	if err != nil || !t.readHeader(header) {
		return nil, ErrTableColumns
	}
	for {
		guard.Row()
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return slices.DeleteFunc(t.orders, func(o importedOrder) bool { return o.line == 0 }), nil
		}
		if err != nil {
			return nil, ErrTableText
		}
		line, _ := rows.FieldPos(0)
		if strings.TrimSpace(strings.Join(row, "")) != "" {
			t.readRow(line, row)
		}
		if len(t.orders) > MaxImportOrders {
			return nil, ErrTableLong
		}
	}
}

// delimiter is the sign that the first line has most of.
func delimiter(raw []byte) rune {
	line, _, _ := bytes.Cut(raw, []byte("\n"))
	best := ','
	for _, sign := range ";\t" {
		if bytes.Count(line, []byte(string(sign))) > bytes.Count(line, []byte(string(best))) {
			best = sign
		}
	}
	return best
}

func (t *orderTable) readHeader(header []string) bool {
	for i := range t.columns {
		t.columns[i] = -1
	}
	for place, title := range header {
		if column, known := columnNames[text.Fold(title)]; known && t.columns[column] < 0 {
			t.columns[column] = place
		}
	}
	return t.columns[colOrder] >= 0 && t.columns[colAmount] >= 0 && (t.columns[colMember] >= 0 || t.columns[colEmail] >= 0)
}

func (t *orderTable) cell(row []string, column int) string {
	if place := t.columns[column]; place >= 0 && place < len(row) {
		return strings.TrimSpace(row[place])
	}
	return ""
}

// readRow adds a row to its order. An order with a row that cannot be read is left out whole:
// half of it would earn the wrong points, for ever.
func (t *orderTable) readRow(lineNo int, row []string) {
	number := t.cell(row, colOrder)
	if number == "" {
		t.report.refuse(lineNo, "", text.ErrRequired)
		return
	}
	place, known := t.places[number]
	if known && place < 0 {
		return
	}
	o, why := t.orderOf(row)
	if why == nil && known && (o.Member != t.orders[place].Member || o.email != t.orders[place].email) {
		why = ErrTableMember
	}
	if why != nil {
		t.report.refuse(lineNo, number, why)
		t.drop(number, known)
		return
	}
	if !known {
		o.line = lineNo
		t.places[number] = len(t.orders)
		t.orders = append(t.orders, o)
		return
	}
	t.orders[place].Amount += o.Amount
	t.orders[place].Lines = append(t.orders[place].Lines, o.Lines...)
}

// drop takes out an order that was begun: it keeps its place without a line, so that the places
// of the others stay what they are, until all are read.
func (t *orderTable) drop(number string, begun bool) {
	if begun {
		t.orders[t.places[number]] = importedOrder{}
	}
	t.places[number] = -1
}

func (t *orderTable) orderOf(row []string) (o importedOrder, why *fault.Error) {
	o.Order, o.Member, o.email, o.Store = t.cell(row, colOrder), t.cell(row, colMember), t.cell(row, colEmail), t.cell(row, colStore)
	amount, ok := minorUnits(t.cell(row, colAmount), account.MinorDigits(t.brand.Currency))
	if !ok || amount > maxOrder { // sums of many rows must not overflow
		return o, ErrTableAmount
	}
	o.Amount = amount
	if written := t.cell(row, colDate); written != "" {
		if o.At, ok = momentOf(written, t.brand); !ok {
			return o, ErrTableDate
		}
	}
	line := earning.Line{SKU: t.cell(row, colSKU), Category: t.cell(row, colCategory), Quantity: 1, Amount: amount}
	if written := t.cell(row, colQuantity); written != "" {
		quantity, err := strconv.ParseUint(written, 10, 20)
		if err != nil {
			return o, ErrTableQuantity
		}
		line.Quantity = int64(quantity)
	}
	if line.SKU != "" {
		o.Lines = []earning.Line{line}
	}
	return o, nil
}

// minorUnits reads an amount of a currency with some decimals: 12,50 or 12.50, with blanks between thousands.
func minorUnits(written string, decimals int) (int64, bool) {
	written = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", ",", ".").Replace(written)
	whole, fraction, _ := strings.Cut(written, ".")
	if whole == "" || len(whole) > 12 {
		return 0, false
	}
	if decimals == 0 && (fraction == "0" || fraction == "00") {
		fraction = "" // 1200.00 of a currency without decimals; three noughts are thousands, and no fraction
	}
	if len(fraction) > decimals {
		return 0, false
	}
	n, err := strconv.ParseUint(whole+fraction+strings.Repeat("0", decimals-len(fraction)), 10, 62)
	return int64(min(n, math.MaxInt64)), err == nil
}

// momentOf reads a date, with its hour or without, as the brand's clocks show it.
func momentOf(written string, brand account.Brand) (time.Time, bool) {
	if at, err := time.Parse(time.RFC3339, written); err == nil {
		return at.UTC(), plausible(at)
	}
	written = strings.Replace(written, " ", "T", 1)
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04", "2006-01-02T15:04:05", "02/01/2006", "02/01/2006T15:04"} {
		if at, err := time.ParseInLocation(layout, written, brand.Location()); err == nil {
			return at.UTC(), plausible(at)
		}
	}
	return time.Time{}, false
}

// plausible holds for a moment that somebody may have meant: before it and after it dates are
// slips of the pen, and some cannot even be written in every time zone.
func plausible(at time.Time) bool { return at.UTC().Year() >= 1900 && at.UTC().Year() <= 9999 }
