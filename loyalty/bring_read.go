package loyalty

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/mail"
	"kermesse/internal/rowguard"
	"kermesse/internal/text"
	"kermesse/loyalty/ledger"
)

// Bounds of a file of members.
const (
	MaxMemberBytes = 64 << 20
	MaxMemberRows  = 250_000
	partRows       = 500
	maxCells       = 60
	maxCell        = 300 // bytes
	maxRowBytes    = 64 << 10
)

// Faults of a file of members and of its lines.
var (
	ErrMemberColumns = fault.New(fault.Invalid, "member_columns_missing",
		"La première ligne doit nommer les colonnes : membre, e-mail ou téléphone ; et si vous les avez : points, expire, id. Il faut au moins une ligne dessous.",
		"The first line must name the columns: member, email or phone; and if you have them: points, expires, id. There must be at least one line under it.")
	ErrMemberText = fault.New(fault.Invalid, "member_table_unreadable",
		"Ce fichier n’est pas un tableau CSV en UTF-8. Enregistrez-le de nouveau dans ce format.",
		"This file is no CSV table in UTF-8. Save it again in that format.")
	ErrMemberLong = fault.New(fault.TooLarge, "member_table_long",
		"Au plus 250 000 lignes et 64 Mo par fichier. Partagez-le : une ligne envoyée deux fois compte une fois.",
		"At most 250,000 lines and 64 MB a file. Split it: a line sent twice counts once.")
	errLineWho = fault.New(fault.Invalid, "import_nobody",
		"Cette ligne ne dit pas de qui il s’agit : il faut un numéro de membre, une adresse e-mail ou un téléphone.",
		"This line does not say who it is about: it takes a member number, an e-mail address or a phone number.")
	errLineAddress = fault.New(fault.Invalid, "import_address_invalid",
		"Cette adresse ne se lit pas. Une ligne a une adresse e-mail ou un téléphone avec son indicatif, pas les deux.",
		"This address cannot be read. A line has an e-mail address or a phone number with its country code, not both.")
	errLinePoints = fault.New(fault.Invalid, "import_points_invalid",
		"Ces points ne se lisent pas : écrivez un nombre entier, 0 ou plus.",
		"These points cannot be read: write a whole number, 0 or more.")
	errLineDate = fault.New(fault.Invalid, "import_date_invalid",
		"Cette date ne se lit pas : écrivez le dernier jour où les points servent, comme 2027-03-31, ou rien s’ils n’expirent pas.",
		"This date cannot be read: write the last day on which the points can be used, like 2027-03-31, or nothing if they do not expire.")
	errLineEnded = fault.New(fault.Invalid, "import_points_ended",
		"Ces points ont déjà expiré.", "These points have expired already.")
	errLineID = fault.New(fault.Invalid, "import_id_invalid",
		"Un id de ligne a au plus 100 caractères.", "The id of a line has at most 100 characters.")
	errLineOtherAddress = fault.New(fault.Conflict, "import_other_address",
		"Ce numéro de membre a déjà une autre adresse.", "This member number has another address already.")
	errLineOtherNumber = fault.New(fault.Conflict, "import_other_number",
		"Cette adresse a déjà un autre numéro de membre.", "This address has another member number already.")
	errLineChanged = fault.New(fault.Conflict, "import_line_changed",
		"Cette ligne a déjà été importée avec d’autres points ou une autre date.",
		"This line was imported before with other points or another date.")
)

// importFaults are the reasons for which a line is left out, by their codes.
var importFaults = byCode(
	errLineWho, errLineAddress, errLinePoints, errLineDate, errLineEnded, errLineID, errLineOtherAddress, errLineOtherNumber,
	errLineChanged, ErrMemberRef, ErrMemberErased,
)

// broughtRow is a line of a file of members.
type broughtRow struct {
	Line      int64
	Cells     []string // as they were sent
	Ref       string   // member number; empty: not given
	Email     string
	Phone     string
	Points    int64 // 0: only the member
	ExpiresAt time.Time
	ID        string // its name among those of its member
	Wrong     string // code of what is wrong with it by itself; empty: nothing
}

// contact is the address that a row gives; the zero Contact for none.
func (r broughtRow) contact() fan.Contact {
	switch {
	case r.Email != "":
		return fan.Contact{Kind: fan.ContactEmail, Value: r.Email}
	case r.Phone != "":
		return fan.Contact{Kind: fan.ContactPhone, Value: r.Phone}
	}
	return fan.Contact{}
}

// The columns of a table of members, by the names that people give them.
const (
	memberNumber = iota
	memberEmail
	memberPhone
	memberPoints
	memberExpires
	memberRowID
	memberColumns
)

var memberTitles = map[string]int{
	"member": memberNumber, "membernumber": memberNumber, "number": memberNumber, "memberid": memberNumber, "customerid": memberNumber,
	"card": memberNumber, "cardnumber": memberNumber, "externalid": memberNumber, "membre": memberNumber, "numerodemembre": memberNumber,
	"numero": memberNumber, "carte": memberNumber, "client": memberNumber, "ref": memberNumber,
	"email": memberEmail, "mail": memberEmail, "courriel": memberEmail, "adresseemail": memberEmail, "adressemail": memberEmail,
	"emailaddress": memberEmail, "contact": memberEmail,
	"phone": memberPhone, "telephone": memberPhone, "mobile": memberPhone, "tel": memberPhone, "portable": memberPhone,
	"points": memberPoints, "balance": memberPoints, "solde": memberPoints, "available": memberPoints,
	"expires": memberExpires, "expiresat": memberExpires, "expiry": memberExpires, "expire": memberExpires, "expirele": memberExpires,
	"expiration": memberExpires, "validuntil": memberExpires,
	"id": memberRowID, "row": memberRowID, "rowid": memberRowID, "lot": memberRowID, "ligne": memberRowID,
}

// memberTable reads a table of members row by row, in little memory whatever its length.
type memberTable struct {
	rows    *csv.Reader
	guard   *rowguard.Guard
	left    *io.LimitedReader
	titles  []string
	columns [memberColumns]int // place of each column; -1: not there
	zone    *time.Location
	alike   map[[16]byte]int32 // how many rows without an id say the same
	read    int
}

func openMemberTable(file io.Reader, zone *time.Location) (*memberTable, error) {
	left := &io.LimitedReader{R: file, N: MaxMemberBytes + 1}
	buffered := bufio.NewReaderSize(left, 64<<10)
	if head, _ := buffered.Peek(3); bytes.Equal(head, []byte("\xef\xbb\xbf")) {
		_, _ = buffered.Discard(3) // just peeked at
	}
	first, err := buffered.Peek(16 << 10)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	guard := rowguard.New(buffered, maxRowBytes)
	t := &memberTable{rows: csv.NewReader(guard), guard: guard, left: left, zone: zone, alike: map[[16]byte]int32{}}
	t.rows.Comma, t.rows.FieldsPerRecord, t.rows.LazyQuotes, t.rows.TrimLeadingSpace = delimiter(first), -1, true, true
	guard.Row()
	if t.titles, err = t.rows.Read(); err != nil || !t.readTitles() {
		return nil, ErrMemberColumns
	}
	return t, nil
}

func (t *memberTable) readTitles() bool {
	for i := range t.columns {
		t.columns[i] = -1
	}
	if len(t.titles) > maxCells {
		return false
	}
	for place, title := range t.titles {
		if !storable(title) || len(title) > maxCell {
			return false
		}
		if column, known := memberTitles[text.Fold(title)]; known && t.columns[column] < 0 {
			t.columns[column] = place
		}
	}
	return t.columns[memberNumber] >= 0 || t.columns[memberEmail] >= 0 || t.columns[memberPhone] >= 0
}

// next reads up to n rows; none at the end.
func (t *memberTable) next(n int) ([]broughtRow, error) {
	var rows []broughtRow
	for len(rows) < n {
		t.guard.Row()
		cells, err := t.rows.Read()
		switch {
		case t.left.N <= 0 || t.read >= MaxMemberRows && err == nil:
			return nil, ErrMemberLong
		case errors.Is(err, io.EOF):
			return rows, nil
		case err != nil || !readable(cells):
			return nil, ErrMemberText
		}
		if strings.TrimSpace(strings.Join(cells, "")) == "" {
			continue
		}
		line, _ := t.rows.FieldPos(0)
		t.read++
		rows = append(rows, t.row(int64(line), cells))
	}
	return rows, nil
}

func readable(cells []string) bool {
	size := 0
	for _, cell := range cells {
		if !storable(cell) || !utf8.ValidString(cell) {
			return false
		}
		size += len(cell)
	}
	return len(cells) <= maxCells && size <= maxCells*maxCell
}

func (t *memberTable) cell(cells []string, column int) string {
	if place := t.columns[column]; place >= 0 && place < len(cells) {
		return strings.TrimSpace(cells[place])
	}
	return ""
}

// row reads a line by itself: what is wrong with it is kept with it.
func (t *memberTable) row(line int64, cells []string) broughtRow {
	r := broughtRow{Line: line, Cells: cells, Ref: t.cell(cells, memberNumber), ID: t.cell(cells, memberRowID)}
	refuse := func(wrong bool, why *fault.Error) {
		if wrong && r.Wrong == "" {
			r.Wrong = why.Code
		}
	}
	email, phone := t.cell(cells, memberEmail), strings.TrimPrefix(t.cell(cells, memberPhone), "'") // as spreadsheets keep a +
	if email != "" || phone != "" {
		contact, err := fan.ParseContact(email, phone, "")
		refuse(err != nil, errLineAddress)
		if contact.Kind == fan.ContactEmail {
			r.Email = contact.Value
		} else {
			r.Phone = contact.Value
		}
	}
	refuse(r.Ref == "" && email == "" && phone == "", errLineWho)
	refuse(r.Ref != "" && !refShape.MatchString(r.Ref), ErrMemberRef)
	refuse(len(r.ID) > 100, errLineID)
	var ok bool
	r.Points, ok = wholePoints(t.cell(cells, memberPoints))
	refuse(!ok, errLinePoints)
	r.ExpiresAt, ok = endOfPoints(t.cell(cells, memberExpires), t.zone)
	refuse(!ok, errLineDate)
	if r.ID == "" {
		r.ID = t.ownID(r)
	}
	return r
}

// ownID names a row without an id by what it says, and by how many before it say the same.
func (t *memberTable) ownID(r broughtRow) string {
	says := fmt.Sprintf("%d until %s", r.Points, r.ExpiresAt.UTC().Format(time.RFC3339))
	sum := sha256.Sum256([]byte(r.Ref + "\x00" + strings.ToLower(r.Email) + "\x00" + r.Phone + "\x00" + says))
	like := [16]byte(sum[:16])
	t.alike[like]++
	return fmt.Sprintf("%s #%d", says, t.alike[like])
}

// wholePoints reads a number of points, with blanks between thousands; none is 0.
func wholePoints(written string) (int64, bool) {
	written = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "").Replace(written)
	if written == "" {
		return 0, true
	}
	n, err := strconv.ParseUint(written, 10, 62)
	return int64(n), err == nil && n <= maxAdjustment
}

// endOfPoints reads when points end: a day is the last on which they can be used, where the
// brand is; the zero time for never.
func endOfPoints(written string, zone *time.Location) (time.Time, bool) {
	if written == "" {
		return time.Time{}, true
	}
	if at, err := time.Parse(time.RFC3339, written); err == nil {
		return at.UTC().Truncate(time.Second), plausible(at)
	}
	for _, layout := range []string{time.DateOnly, "02/01/2006"} {
		if day, err := time.ParseInLocation(layout, written, zone); err == nil {
			end := (&ledger.Terms{Zone: zone}).EndOfDay(day)
			return end, plausible(end)
		}
	}
	return time.Time{}, false
}

func (s *Service) sealRows(id ImportID, no int64, rows []broughtRow) ([]byte, error) {
	raw, err := json.Marshal(rows)
	if err != nil {
		return nil, err
	}
	return s.vault.seal(s.random, string(raw), partRow(id, no))
}

func (s *Service) openRows(id ImportID, no int64, sealed []byte) (rows []broughtRow, err error) {
	raw, err := s.vault.open(sealed, partRow(id, no))
	if err != nil {
		return nil, err
	}
	return rows, json.Unmarshal([]byte(raw), &rows)
}

func (s *Service) openCells(id ImportID, row leftRow) (cells []string, err error) {
	raw, err := s.vault.open(row.Sealed, leftRowName(id, row.Line))
	if err != nil {
		return nil, err
	}
	return cells, json.Unmarshal([]byte(raw), &cells)
}

// partRow and leftRowName name the rows to which what people are in is sealed.
func partRow(id ImportID, no int64) string { return fmt.Sprintf("import/%s/%d", id, no) }

func leftRowName(id ImportID, line int64) string { return fmt.Sprintf("import/%s/left/%d", id, line) }

func formatInt(n int64) string { return strconv.FormatInt(n, 10) }

// normalised is an address as it tells two rows apart within one file.
func normalised(c fan.Contact) string {
	if a, err := mail.ParseAddress(c.Value); c.Kind == fan.ContactEmail && err == nil {
		return a.String()
	}
	return c.Value
}
