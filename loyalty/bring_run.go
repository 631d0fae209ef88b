package loyalty

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/jobs"
)

const (
	importKept = 7 * 24 * time.Hour  // a file that nobody lets run
	leftKept   = 30 * 24 * time.Hour // lines that were left out
)

// ImportTask checks and runs imports of members, wherever the last one stopped: each part of
// a file is written in one transaction with the mark that says so.
func (s *Service) ImportTask() jobs.Task {
	return jobs.Task{Name: "loyalty.imports", Every: time.Second, Run: s.WorkImports}
}

// WorkImports does what is left to do of all imports.
func (s *Service) WorkImports(ctx context.Context) error {
	due, err := dueImports(ctx, s.db)
	for _, m := range due {
		if m.State == ImportChecking {
			err = errors.Join(err, s.checkImport(ctx, m))
		} else {
			err = errors.Join(err, s.takeParts(ctx, m))
		}
	}
	now := s.clock.Now()
	return errors.Join(err, s.db.InTx(ctx, func(tx *db.DB) error {
		return purgeImports(ctx, tx, now.Add(-importKept), now.Add(-leftKept))
	}))
}

// checkImport looks at every row and writes nothing but what it found.
func (s *Service) checkImport(ctx context.Context, m MemberImport) error {
	b := books{tx: s.db, brand: m.brand}
	seen := newCensus()
	var all Tally
	for no := range m.parts {
		sealed, err := b.part(ctx, m.ID, no)
		if err != nil || sealed == nil {
			return err // another server was faster
		}
		rows, err := s.openRows(m.ID, no, sealed)
		if err != nil {
			return err
		}
		part := bringing{s: s, books: b, now: s.clock.Now(), census: seen}
		if err := part.look(ctx, rows); err != nil {
			return err
		}
		all.add(part.tally)
		err = s.db.InTx(ctx, func(tx *db.DB) error {
			b := books{tx: tx, brand: m.brand}
			if err := s.keepLeft(ctx, b, m.ID, part.left); err != nil {
				return err
			}
			return b.noteCheck(ctx, m.ID, all)
		})
		if err != nil {
			return err
		}
	}
	return s.db.InTx(ctx, func(tx *db.DB) error { return s.endCheck(ctx, books{tx: tx, brand: m.brand}, m, all) })
}

// endCheck says that an import is checked, and lets it go on where that was asked for and no
// second person has to agree.
func (s *Service) endCheck(ctx context.Context, b books, m MemberImport, all Tally) error {
	if done, err := b.endCheck(ctx, m.ID); err != nil || !done || !m.atOnce {
		return err
	}
	p, err := b.programme(ctx)
	if err != nil {
		return err
	}
	m.Foreseen = all
	if err := s.importAlone(ctx, b, p, m); err != nil {
		if errors.Is(err, ErrSecondPerson) {
			return nil // it waits
		}
		return err
	}
	return s.startImport(ctx, b, m.by(m.authorID, m.Author), m)
}

// by is who an import is done as.
func (m MemberImport) by(user account.UserID, name string) account.Actor {
	return account.Actor{User: user, Name: name, Brand: m.brand, Kind: account.KindStaff}
}

// takeParts writes the parts that are left, each in one transaction.
func (s *Service) takeParts(ctx context.Context, m MemberImport) error {
	for no := m.next; no < m.parts; no++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := s.db.InTx(ctx, func(tx *db.DB) error {
			return s.write(ctx, tx, m.brand, func(b books) error { return s.takePart(ctx, b, m, no) })
		})
		if err != nil {
			return err
		}
	}
	return s.db.InTx(ctx, func(tx *db.DB) error { return s.endImport(ctx, books{tx: tx, brand: m.brand}, m) })
}

// takePart writes one part, unless another server was faster.
func (s *Service) takePart(ctx context.Context, b books, m MemberImport, no int64) error {
	mine, err := b.claimPart(ctx, m.ID, no)
	if err != nil || !mine {
		return err
	}
	sealed, err := b.part(ctx, m.ID, no)
	if err != nil {
		return err
	}
	rows, err := s.openRows(m.ID, no, sealed)
	if err != nil {
		return err
	}
	part := bringing{s: s, books: b, now: s.clock.Now(), actor: m.by(m.runner, m.Runner)}
	if err := part.take(ctx, rows); err != nil {
		return err
	}
	if err := s.keepLeft(ctx, b, m.ID, part.left); err != nil {
		return err
	}
	return b.notePart(ctx, m.ID, no, part.tally)
}

func (s *Service) endImport(ctx context.Context, b books, m MemberImport) error {
	ended, err := b.endImport(ctx, m.ID, s.clock.Now())
	if err != nil || !ended {
		return err
	}
	done, err := b.memberImport(ctx, m.ID)
	if err != nil {
		return err
	}
	t := done.CameTo
	return account.Record(ctx, b.tx, m.by(m.runner, m.Runner), account.Change{
		Action: "members.imported", Subject: "import:" + string(m.ID), At: s.clock.Now(), After: map[string]any{
			"file": m.File, "members": t.Members, "lots": t.Lots, "points": t.Points, "repeated": t.Repeated, "left_out": t.Left,
		},
	})
}

func (s *Service) keepLeft(ctx context.Context, b books, id ImportID, lines []leftLine) error {
	rows := insertion{into: "ly_import_left (import, line, code, sealed)", then: "ON CONFLICT (import, line) DO NOTHING"}
	for _, l := range lines {
		raw, err := json.Marshal(l.cells)
		if err != nil {
			return err
		}
		sealed, err := s.vault.seal(s.random, string(raw), leftRowName(id, l.line))
		if err != nil {
			return err
		}
		rows.add(id, l.line, l.why.Code, sealed)
	}
	return rows.run(ctx, b)
}

type leftLine struct {
	line  int64
	cells []string
	why   *fault.Error
}

// bringing is one part of a file on its way, in a transaction; with a census it is only looked
// at, and the census stands for what the rows before it would have written.
type bringing struct {
	s *Service
	books
	now    time.Time
	actor  account.Actor
	census *census
	tally  Tally
	left   []leftLine
}

// newcomer is whom a row is about.
type newcomer struct {
	id       MemberID // empty: not a member yet
	ref      string   // empty: without a number yet
	contact  fan.Contact
	fan      fan.ID // who has that address; empty: nobody yet
	linked   bool   // the member has the address already, or the row gives none
	identity string // in the census
}

func (g *bringing) leave(row broughtRow, why *fault.Error) {
	g.tally.Left++
	g.left = append(g.left, leftLine{row.Line, row.Cells, why})
}

// look says what the rows would come to.
func (g *bringing) look(ctx context.Context, rows []broughtRow) error {
	var keys []string
	var lots []broughtLot
	var lines []broughtRow
	for _, row := range rows {
		g.tally.Rows++
		who, why, err := g.find(ctx, row)
		if err != nil {
			return err
		}
		if why != nil {
			g.leave(row, why)
			continue
		}
		if g.census.meet(who) {
			g.tally.Members++
		}
		if row.Points > 0 {
			keys = append(keys, broughtKey(who.identity, row.ID))
			lots = append(lots, broughtLot{Member: cmp.Or(who.ref, who.identity), Points: row.Points, ExpiresAt: row.ExpiresAt, Row: row.ID})
			lines = append(lines, row)
		}
	}
	return g.lookAtLots(ctx, keys, lots, lines)
}

// lookAtLots says which balances are new, which counted before, and which are others now.
func (g *bringing) lookAtLots(ctx context.Context, keys []string, lots []broughtLot, lines []broughtRow) error {
	known, err := g.storedRequests(ctx, keys)
	if err != nil {
		return err
	}
	for i, key := range keys {
		print, err := fingerprint(lots[i])
		if err != nil {
			return err
		}
		if before, ok := known[key]; ok {
			g.census.rows[short(key)] = short(string(before))
		}
		switch before, again := g.census.rows[short(key)]; {
		case !again:
			g.census.rows[short(key)] = short(string(print))
			g.tally.Lots++
			g.tally.Points += lots[i].Points
		case before == short(string(print)):
			g.tally.Repeated++
		default:
			g.leave(lines[i], errLineChanged)
		}
	}
	return nil
}

// take writes the rows.
func (g *bringing) take(ctx context.Context, rows []broughtRow) error {
	var requests []errand
	var lines []broughtRow
	for _, row := range rows {
		g.tally.Rows++
		who, why, err := g.find(ctx, row)
		if err != nil {
			return err
		}
		if why != nil {
			g.leave(row, why)
			continue
		}
		if who, err = g.admit(ctx, who); err != nil {
			return err
		}
		if row.Points > 0 {
			lot := broughtLot{Member: who.ref, Points: row.Points, ExpiresAt: row.ExpiresAt, Row: row.ID}
			requests = append(requests, errand{Request{Key: broughtKey(string(who.id), row.ID), Op: lot}, g.actor})
			lines = append(lines, row)
		}
	}
	if len(requests) == 0 {
		return nil
	}
	answers, err := g.s.performAll(ctx, g.books, requests)
	for i, answer := range answers {
		switch {
		case answer.conflict:
			g.leave(lines[i], errLineChanged)
		case answer.Refused != nil:
			g.leave(lines[i], answer.Refused)
		case answer.Replayed:
			g.tally.Repeated++
		default:
			g.tally.Lots++
			g.tally.Points += answer.Points
		}
	}
	return err
}

// admit makes a newcomer a member, and links them to their address.
func (g *bringing) admit(ctx context.Context, who newcomer) (newcomer, error) {
	isNew := who.id == ""
	if !who.linked && who.fan == "" {
		f, err := g.s.fans.Ensure(ctx, g.tx, g.brand, who.contact, false)
		if err != nil {
			return who, err
		}
		who.fan = f.ID
	}
	switch {
	case isNew && who.ref != "":
		if _, err := g.insertMembers(ctx, []string{who.ref}, g.now); err != nil {
			return who, err
		}
	case isNew:
		number, err := newMemberNumber(g.s.random)
		if err != nil {
			return who, err
		}
		if err := g.insertFan(ctx, number, who.fan, g.now); err != nil {
			return who, err
		}
		if who.ref, _, err = g.refOfFan(ctx, who.fan); err != nil {
			return who, err
		}
	}
	if isNew {
		g.tally.Members++
		w, err := g.findWallet(ctx, byRef, who.ref)
		if err != nil {
			return who, err
		}
		who.id = w.id
	}
	if who.linked || isNew && who.fan == "" {
		return who, nil
	}
	return who, g.linkFan(ctx, who.id, who.fan)
}

// find says whom a row is about, or why it is left out. It writes nothing.
func (g *bringing) find(ctx context.Context, row broughtRow) (who newcomer, why *fault.Error, err error) {
	switch {
	case row.Wrong != "":
		return who, importFaults[row.Wrong], nil
	case row.Points > 0 && !row.ExpiresAt.IsZero() && !row.ExpiresAt.After(g.now):
		return who, errLineEnded, nil
	}
	who.ref, who.contact = row.Ref, row.contact()
	who.linked = who.contact.Value == ""
	if who.ref != "" {
		m, found, err := g.memberByRef(ctx, who.ref)
		if err != nil {
			return who, nil, err
		}
		if found && !m.ErasedAt.IsZero() {
			return who, ErrMemberErased, nil
		}
		if found {
			return g.meetMember(ctx, who, m)
		}
	}
	return g.meetAddress(ctx, who)
}

// meetMember holds the address of a row against a member who is there.
func (g *bringing) meetMember(ctx context.Context, who newcomer, m Member) (newcomer, *fault.Error, error) {
	who.id, who.identity = m.ID, string(m.ID)
	if who.linked {
		return who, nil, nil
	}
	f, found, err := g.fanOf(ctx, who.contact)
	switch {
	case err != nil:
		return who, nil, err
	case m.Fan != "" && (!found || f != m.Fan):
		return who, errLineOtherAddress, nil
	case m.Fan != "":
		who.fan, who.linked = f, true
		return who, nil, nil
	case found:
		who.fan = f
		if number, is, err := g.refOfFan(ctx, f); err != nil || is && number != who.ref {
			return who, errLineOtherNumber, err
		}
	}
	return who, g.census.disagrees(who), nil
}

// meetAddress finds the member who has the address of a row.
func (g *bringing) meetAddress(ctx context.Context, who newcomer) (newcomer, *fault.Error, error) {
	if who.linked { // a number that nobody has yet
		who.identity = "number " + who.ref
		return who, g.census.disagrees(who), nil
	}
	f, found, err := g.fanOf(ctx, who.contact)
	if err != nil {
		return who, nil, err
	}
	if found {
		who.fan = f
		number, is, err := g.refOfFan(ctx, f)
		if err != nil {
			return who, nil, err
		}
		if is && who.ref != "" {
			return who, errLineOtherNumber, nil
		}
		if is {
			m, _, err := g.memberByRef(ctx, number)
			who.ref, who.id, who.identity, who.linked = number, m.ID, string(m.ID), true
			return who, nil, err
		}
	}
	who.identity = "number " + who.ref
	if who.ref == "" {
		who.identity = "address " + normalised(who.contact)
		if number, known := g.census.numberOf(who.contact); known {
			who.ref, who.identity = number, "number "+number
		}
	}
	return who, g.census.disagrees(who), nil
}

// fanOf finds the fan who has an address.
func (g *bringing) fanOf(ctx context.Context, contact fan.Contact) (fan.ID, bool, error) {
	f, err := g.s.fans.FindByContact(ctx, g.tx, g.brand, contact)
	if errors.Is(err, fan.ErrNotFound) {
		return "", false, nil
	}
	return f.ID, err == nil, err
}

// census is what the rows before have said, while a file is only looked at. It holds hashes:
// a quarter of a million rows take a few dozen megabytes. A nil census has met nobody.
type census struct {
	met     map[[16]byte]bool
	rows    map[[16]byte][16]byte // balances, and what they say
	address map[[16]byte][16]byte // of a number
	number  map[[16]byte]string   // of an address
}

func newCensus() *census {
	return &census{
		met: map[[16]byte]bool{}, rows: map[[16]byte][16]byte{}, address: map[[16]byte][16]byte{}, number: map[[16]byte]string{},
	}
}

func short(s string) [16]byte {
	sum := sha256.Sum256([]byte(s))
	return [16]byte(sum[:16])
}

// meet notes a row's member and reports whether it makes a new one.
func (c *census) meet(who newcomer) bool {
	if who.ref != "" && who.contact.Value != "" {
		c.address[short(who.ref)] = short(normalised(who.contact))
		c.number[short(normalised(who.contact))] = who.ref
	}
	first := !c.met[short(who.identity)]
	c.met[short(who.identity)] = true
	return first && who.id == ""
}

// disagrees says why a row cannot follow those before it.
func (c *census) disagrees(who newcomer) *fault.Error {
	if c == nil || who.contact.Value == "" {
		return nil
	}
	address := short(normalised(who.contact))
	if before, known := c.address[short(who.ref)]; known && who.ref != "" && before != address {
		return errLineOtherAddress
	}
	if number, known := c.number[address]; known && who.ref != "" && number != who.ref {
		return errLineOtherNumber
	}
	if who.ref != "" && c.met[short("address "+normalised(who.contact))] {
		return errLineOtherNumber // a row before has made a member of that address, with a number of ours
	}
	return nil
}

// numberOf is the number that a row before gave an address.
func (c *census) numberOf(contact fan.Contact) (string, bool) {
	if c == nil {
		return "", false
	}
	number, known := c.number[short(normalised(contact))]
	return number, known
}
