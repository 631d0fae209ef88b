package loyalty

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/csv"
	"errors"
	"io"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/text"
	"kermesse/loyalty/ledger"
)

// ImportID names members and balances that a brand brings from elsewhere.
type ImportID string

// ImportState is how far an import is.
type ImportState string

// The states. An import is checked first, which changes nothing.
const (
	ImportChecking ImportState = "checking"
	ImportChecked  ImportState = "checked" // waits for somebody to let it run
	ImportRunning  ImportState = "running"
	ImportDone     ImportState = "done"
)

// Tally is what rows of an import came to, or will.
type Tally struct {
	Rows     int64 // looked at
	Members  int64 // new ones
	Lots     int64 // balances that count now
	Points   int64 // in them
	Repeated int64 // balances that counted before
	Left     int64 // rows that were left out
}

func (t *Tally) add(o Tally) {
	t.Rows, t.Members, t.Lots = t.Rows+o.Rows, t.Members+o.Members, t.Lots+o.Lots
	t.Points, t.Repeated, t.Left = t.Points+o.Points, t.Repeated+o.Repeated, t.Left+o.Left
}

// MemberImport is a file of members and their balances on its way into the books.
type MemberImport struct {
	ID        ImportID
	File      string
	Rows      int64 // of the file, without its titles
	State     ImportState
	Foreseen  Tally // by the check
	CameTo    Tally // so far
	Author    string
	Runner    string // empty: nobody has let it run
	CreatedAt time.Time
	EndedAt   time.Time // zero: under way

	titles           []string
	parts, next      int64
	atOnce           bool
	brand            account.BrandID
	authorID, runner account.UserID
}

// Progress is how many rows are taken, or looked at while the file is checked.
func (m MemberImport) Progress() int64 {
	if m.State == ImportRunning || m.State == ImportDone {
		return m.CameTo.Rows
	}
	return m.Foreseen.Rows
}

// LeftOut is a line of an import that gave nothing, and why.
type LeftOut struct {
	Line  int64 // in the file, from 1
	Fault *fault.Error
	Cells []string // as they were sent
}

// Faults of imports of members.
var (
	ErrImportGone = fault.New(fault.NotFound, "import_not_found",
		"Cet import n’existe pas, ou plus.", "There is no such import, or no longer.")
	ErrImportState = fault.New(fault.Conflict, "import_not_ready",
		"Cet import est encore en vérification, ou a déjà été lancé.", "This import is still being checked, or was let run before.")
	ErrSecondPerson = fault.New(fault.Forbidden, "second_person_needed",
		"Au-dessus de la limite du programme, une deuxième personne doit décider : vous ne pouvez pas valider votre propre demande.",
		"Above the programme’s limit a second person has to decide: you cannot approve what you asked for yourself.")
)

// AddImport takes a table of members: number or e-mail or phone; and if there are points,
// expires, id. It is checked by ImportTask; atOnce lets it run after that by itself, unless
// its points are above the limit from which a second person has to agree. A person who is
// new becomes a member without any consent and without points for signing up.
// Faults: ErrNoProgramme, and those of the table as a whole.
func (s *Service) AddImport(
	ctx context.Context, actor account.Actor, brand account.BrandID, name string, file io.Reader, atOnce bool,
) (MemberImport, error) {
	if err := actor.Require(account.EditLoyalty, brand); err != nil {
		return MemberImport{}, err
	}
	p, err := s.FindProgramme(ctx, brand)
	if err != nil {
		return MemberImport{}, err
	}
	table, err := openMemberTable(file, p.Terms.Zone)
	if err != nil {
		return MemberImport{}, err
	}
	m := MemberImport{
		ID: ImportID(db.NewID()), File: fileName(name), titles: table.titles, atOnce: atOnce, brand: brand,
		Author: actor.Name, authorID: actor.User, CreatedAt: s.clock.Now(),
	}
	b := books{tx: s.db, brand: brand}
	if err := s.db.InTx(ctx, func(tx *db.DB) error { return books{tx: tx, brand: brand}.insertImport(ctx, m) }); err != nil {
		return MemberImport{}, err
	}
	if err := s.sendParts(ctx, b, &m, table); err != nil {
		return MemberImport{}, errors.Join(err, s.dropImport(context.WithoutCancel(ctx), b, m.ID))
	}
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		b := books{tx: tx, brand: brand}
		if err := b.startCheck(ctx, m); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "members.import_added", Subject: "import:" + string(m.ID), After: map[string]any{"file": m.File, "rows": m.Rows}, At: s.clock.Now(),
		})
	})
	m.State = ImportChecking
	return m, err
}

// fileName is what a file is called, short enough for a list.
func fileName(name string) string {
	shown, wrong := text.Line(name, 120)
	if wrong != nil || shown == "" {
		return "members.csv"
	}
	return shown
}

// sendParts keeps the rows of a table, each part in a transaction of its own: a slow line
// must hold up nobody.
func (s *Service) sendParts(ctx context.Context, b books, m *MemberImport, table *memberTable) error {
	for {
		rows, err := table.next(partRows)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			break
		}
		sealed, err := s.sealRows(m.ID, m.parts, rows)
		if err != nil {
			return err
		}
		err = s.db.InTx(ctx, func(tx *db.DB) error { return books{tx: tx, brand: b.brand}.insertPart(ctx, m.ID, m.parts, sealed) })
		if err != nil {
			return err
		}
		m.parts, m.Rows = m.parts+1, m.Rows+int64(len(rows))
	}
	if m.Rows == 0 {
		return ErrMemberColumns
	}
	return nil
}

func (s *Service) dropImport(ctx context.Context, b books, id ImportID) error {
	return s.db.InTx(ctx, func(tx *db.DB) error { return books{tx: tx, brand: b.brand}.deleteImport(ctx, id) })
}

// RunImport lets a checked import run. Where its points are above the programme's limit, that
// has to be somebody else than who brought it.
// Faults: ErrImportGone, ErrImportState, ErrSecondPerson.
func (s *Service) RunImport(ctx context.Context, actor account.Actor, brand account.BrandID, id ImportID) (MemberImport, error) {
	if err := actor.Require(account.EditLoyalty, brand); err != nil {
		return MemberImport{}, err
	}
	var m MemberImport
	err := s.db.InTx(ctx, func(tx *db.DB) error {
		b := books{tx: tx, brand: brand}
		var err error
		if m, err = b.memberImport(ctx, id); err != nil {
			return err
		}
		p, err := b.programme(ctx)
		if err != nil {
			return err
		}
		if actor.User == m.authorID {
			if err := s.importAlone(ctx, b, p, m); err != nil {
				return err
			}
		}
		return s.startImport(ctx, b, actor, m)
	})
	if err != nil {
		return MemberImport{}, err
	}
	return s.FindImport(ctx, actor, brand, id)
}

// importAlone lets who brought a file let it run, or returns ErrSecondPerson.
func (s *Service) importAlone(ctx context.Context, b books, p *Programme, m MemberImport) error {
	limit, points, now := p.Desk.FourEyes, m.Foreseen.Points, s.clock.Now()
	if limit == 0 {
		return nil
	}
	err := b.mayAlone(ctx, m.authorID, limit, "", points, now)
	if errors.Is(err, ErrNeedsApproval) {
		return ErrSecondPerson
	}
	if err != nil {
		return err
	}
	return b.noteAlone(ctx, string(m.ID), m.authorID, "", points, now)
}

func (s *Service) startImport(ctx context.Context, b books, actor account.Actor, m MemberImport) error {
	started, err := b.startImport(ctx, m.ID, actor)
	if err != nil {
		return err
	}
	if !started {
		return ErrImportState
	}
	return account.Record(ctx, b.tx, actor, account.Change{
		Action: "members.import_started", Subject: "import:" + string(m.ID), At: s.clock.Now(),
		After: map[string]any{"file": m.File, "rows": m.Rows, "points": m.Foreseen.Points, "members": m.Foreseen.Members},
	})
}

// FindImport returns one of the brand's imports, or ErrImportGone.
func (s *Service) FindImport(ctx context.Context, actor account.Actor, brand account.BrandID, id ImportID) (MemberImport, error) {
	if err := actor.Require(account.EditLoyalty, brand); err != nil {
		return MemberImport{}, err
	}
	return books{tx: s.db, brand: brand}.memberImport(ctx, id)
}

// ListImports returns the brand's imports, the latest first.
func (s *Service) ListImports(ctx context.Context, actor account.Actor, brand account.BrandID) ([]MemberImport, error) {
	if err := actor.Require(account.EditLoyalty, brand); err != nil {
		return nil, err
	}
	return books{tx: s.db, brand: brand}.memberImports(ctx)
}

// ListLeftOut returns lines of an import that were left out, in the order of the file.
func (s *Service) ListLeftOut(
	ctx context.Context, actor account.Actor, brand account.BrandID, id ImportID, afterLine int64, atMost int,
) ([]LeftOut, error) {
	if _, err := s.FindImport(ctx, actor, brand, id); err != nil {
		return nil, err
	}
	rows, err := books{tx: s.db, brand: brand}.leftOut(ctx, id, afterLine, atMost)
	list := make([]LeftOut, 0, len(rows))
	for _, row := range rows {
		if err != nil {
			break
		}
		line := LeftOut{Line: row.Line, Fault: importFaults[row.Code]}
		line.Cells, err = s.openCells(id, row)
		list = append(list, line)
	}
	return list, err
}

// WriteLeftOut writes the lines that were left out as a table: the columns that were sent,
// the line and the reason in a language. Corrected, it can be sent as it is.
func (s *Service) WriteLeftOut(
	ctx context.Context, actor account.Actor, brand account.BrandID, id ImportID, lang string, w io.Writer,
) error {
	m, err := s.FindImport(ctx, actor, brand, id)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	titles := fault.Text{FR: "raison", EN: "reason"}
	if err := out.Write(append(safeCells(m.titles), "line", titles.In(lang))); err != nil {
		return err
	}
	for after := int64(0); ; {
		lines, err := s.ListLeftOut(ctx, actor, brand, id, after, 1000)
		if err != nil || len(lines) == 0 {
			out.Flush()
			return errors.Join(err, out.Error())
		}
		for _, l := range lines {
			cells := make([]string, len(m.titles)) // a row may be shorter, or longer
			copy(cells, safeCells(l.Cells))
			if err := out.Write(append(cells, formatInt(l.Line), l.Fault.Message.In(lang))); err != nil {
				return err
			}
			after = l.Line
		}
	}
}

// safeCells are cells that no spreadsheet takes for a formula.
func safeCells(cells []string) []string {
	safe := make([]string, len(cells))
	for i, cell := range cells {
		safe[i] = text.Cell(cell)
	}
	return safe
}

// broughtLot is a balance that a member had elsewhere, with the end that it had there. It is
// an operation of its own, so that its fields are its fingerprint; the books hold it as an
// adjustment.
type broughtLot struct {
	Member    string
	Points    int64
	ExpiresAt time.Time // zero: never
	Row       string    // its name among those of the member
}

func (broughtLot) kind() ledger.Kind              { return ledger.Adjust }
func (broughtLot) permission() account.Permission { return account.EditLoyalty }
func (op broughtLot) subject() subject            { return subject{members: []string{op.Member}} }
func (broughtLot) oneOfMany()                     {}

func (op broughtLot) apply(_ context.Context, a *act) (Answer, error) {
	a.note.reason, a.note.actor = "import", a.actor.Name
	a.wallets[0].Grant(a.entry, ledger.Grant{
		Lot: ledger.LotAdjusted, Points: op.Points, ExpiryDays: ledger.Never, ExpiresAt: op.ExpiresAt,
	})
	return Answer{Points: op.Points}, nil
}

// broughtKey names a balance for ever, by its member and its row: the same file twice counts
// once, whatever it is called and whichever way it comes in. A member's id is no person's: it
// stays when the person is erased, and leads to nobody.
func broughtKey(member, row string) string {
	sum := sha256.Sum256([]byte(member + "\x00" + row))
	return "import:" + base64.RawURLEncoding.EncodeToString(sum[:])
}
