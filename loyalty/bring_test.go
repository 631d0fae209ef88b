package loyalty_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/fan"
	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
)

// staff are two people of the brand.
func staff(brand account.BrandID) (ana, ben account.Actor) {
	person := func(name string) account.Actor {
		return account.Actor{User: account.UserID(name), Name: name, Brand: brand, Role: account.Owner, Kind: account.KindStaff}
	}
	return person("Ana"), person("Ben")
}

// bringing is a shop that can bring members in.
func bringing(t testing.TB) (*house, village, account.BrandID) {
	people := village{}
	h := newHouse(t, func(o *loyalty.Options) { o.Fans = people })
	return h, people, h.open()
}

func (h *house) bring(actor account.Actor, table string, atOnce bool) loyalty.MemberImport {
	h.t.Helper()
	m, err := h.AddImport(h.t.Context(), actor, actor.Brand, "members.csv", strings.NewReader(table), atOnce)
	if err == nil {
		err = h.WorkImports(h.t.Context())
	}
	if err == nil && atOnce {
		err = h.WorkImports(h.t.Context())
	}
	if err == nil {
		m, err = h.FindImport(h.t.Context(), actor, actor.Brand, m.ID)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return m
}

const memberTable = "member;e-mail;points;expire;id\n" +
	"c-1;awa@exemple.sn;120;31/12/2026;a\n" +
	"c-1;awa@exemple.sn;30;;b\n" +
	";priya@exemple.mu;1 500;2026-12-31;x\n" +
	"c-2;;0;;\n" +
	"c-3;;50;2026-01-01;\n" + // ended
	"c-4;;douze;;\n" +
	";;10;;\n" +
	"c-1;else@exemple.sn;10;;c\n" +
	"moi@exemple.sn;;10;;\n"

func TestMembersAreBroughtWithTheirBalances(t *testing.T) {
	h, people, brand := bringing(t)
	ana, _ := staff(brand)
	checked := h.bring(ana, memberTable, false)
	foreseen := loyalty.Tally{Rows: 9, Members: 3, Lots: 3, Points: 1650, Left: 5}
	if checked.State != loyalty.ImportChecked || checked.Foreseen != foreseen {
		t.Fatalf("the check: %s %+v, want %+v", checked.State, checked.Foreseen, foreseen)
	}
	if n := h.count("SELECT count(*) FROM ly_member"); n != 0 || len(people) != 0 {
		t.Fatalf("the check made %d members and %d people", n, len(people))
	}
	if _, err := h.RunImport(t.Context(), ana, brand, checked.ID); err != nil {
		t.Fatal(err)
	}
	if err := h.WorkImports(t.Context()); err != nil {
		t.Fatal(err)
	}
	done, err := h.FindImport(t.Context(), ana, brand, checked.ID)
	if err != nil || done.State != loyalty.ImportDone || done.CameTo != foreseen {
		t.Fatalf("the import: %+v, %v", done, err)
	}
	h.wantBalances(brand, "c-1", ledger.Balances{Available: 150})
	h.wantBalances(brand, "c-2", ledger.Balances{})
	h.verify()

	again := h.bring(ana, memberTable, true)
	if want := (loyalty.Tally{Rows: 9, Repeated: 3, Left: 5}); again.State != loyalty.ImportDone || again.CameTo != want || again.Foreseen != want {
		t.Errorf("the same file again: %+v, foreseen %+v, want %+v", again.CameTo, again.Foreseen, want)
	}
	h.wantBalances(brand, "c-1", ledger.Balances{Available: 150})

	h.clock.Set(time.Date(2026, 12, 31, 23, 59, 59, 0, time.UTC))
	h.wantBalances(brand, "c-1", ledger.Balances{Available: 150})
	h.later(time.Second)
	h.wantBalances(brand, "c-1", ledger.Balances{Available: 30})
	h.verify()
	if n := h.count("SELECT count(*) FROM ly_import_part"); n != 0 {
		t.Errorf("%d parts with people's addresses are left", n)
	}
}

func TestLinesLeftOutComeBackToBeCorrected(t *testing.T) {
	h, _, brand := bringing(t)
	ana, _ := staff(brand)
	m := h.bring(ana, memberTable, true)
	var out bytes.Buffer
	if err := h.WriteLeftOut(t.Context(), ana, brand, m.ID, "en", &out); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 6 {
		t.Fatalf("%d rows, %v: %s", len(rows), err, out.String())
	}
	want := [][]string{
		{"member", "e-mail", "points", "expire", "id", "line", "reason"},
		{"c-3", "", "50", "2026-01-01", "", "6", "These points have expired already."},
		{"c-4", "", "douze", "", "", "7", "These points cannot be read: write a whole number, 0 or more."},
		{"", "", "10", "", "", "8", "This line does not say who it is about: it takes a member number, an e-mail address or a phone number."},
		{"c-1", "else@exemple.sn", "10", "", "c", "9", "This member number has another address already."},
	}
	for i, row := range want {
		if fmt.Sprint(rows[i]) != fmt.Sprint(row) {
			t.Errorf("row %d: %q, want %q", i, rows[i], row)
		}
	}
	corrected := strings.Replace(out.String(), "douze", "12", 1)
	if again := h.bring(ana, corrected, true); again.CameTo.Lots != 1 || again.CameTo.Points != 12 {
		t.Errorf("the corrected file: %+v", again.CameTo)
	}
	changed := h.bring(ana, "member,points,id\nc-1,999,a\n", true)
	if changed.CameTo.Left != 1 || changed.Foreseen.Left != 1 || changed.CameTo.Lots != 0 {
		t.Errorf("a row that says something else now: %+v, foreseen %+v", changed.CameTo, changed.Foreseen)
	}
	h.verify()
}

// A file that nobody lets run is forgotten after a week, and what was left out of one that ran
// after thirty days: both name people.
func TestFilesOfImportsAreForgotten(t *testing.T) {
	h, _, brand := bringing(t)
	ana, _ := staff(brand)
	began := h.clock.Now()
	h.bring(ana, "member,points\nc-9,5\n", false)
	h.bring(ana, memberTable, true)
	for _, step := range []struct {
		days         int
		parts, lines bool
		after        time.Duration
	}{
		{days: 7, parts: true, lines: true, after: -time.Second},
		{days: 7, parts: false, lines: true, after: time.Second},
		{days: 30, parts: false, lines: true, after: -time.Second},
		{days: 30, parts: false, lines: false, after: time.Second},
	} {
		h.clock.Set(began.AddDate(0, 0, step.days).Add(step.after))
		if err := h.WorkImports(t.Context()); err != nil {
			t.Fatal(err)
		}
		parts, lines := h.count("SELECT count(*) FROM ly_import_part") > 0, h.count("SELECT count(*) FROM ly_import_left") > 0
		if parts != step.parts || lines != step.lines {
			t.Errorf("after %d days (%s): waiting rows %v, lines left out %v", step.days, step.after, parts, lines)
		}
	}
}

// Rows that say the same without an id are as many balances; sent again they are the same.
func TestRowsAlikeAreSeveralBalances(t *testing.T) {
	h, _, brand := bringing(t)
	ana, _ := staff(brand)
	const alike = "member,points\nm-1,10\nm-1,10\nm-1,10\n"
	h.bring(ana, alike, true)
	h.bring(ana, alike, true)
	h.wantBalances(brand, "m-1", ledger.Balances{Available: 30})
	h.verify()
}

// What the check says holds also where one row depends on another of the same file.
func TestTheCheckSaysWhatTheImportDoes(t *testing.T) {
	h, _, brand := bringing(t)
	ana, _ := staff(brand)
	m := h.bring(ana, "member,email,points,id\n"+
		"n-1,a@exemple.fr,1,1\nn-2,a@exemple.fr,1,1\nn-1,b@exemple.fr,1,2\n,a@exemple.fr,5,9\n,a@exemple.fr,6,9\n,c@exemple.fr,1,1\nn-3,c@exemple.fr,1,1\nn-3,,4,1\n", true)
	if m.Foreseen != m.CameTo {
		t.Errorf("foreseen %+v, came to %+v", m.Foreseen, m.CameTo)
	}
	if want := (loyalty.Tally{Rows: 8, Members: 3, Lots: 4, Points: 11, Left: 4}); m.CameTo != want {
		t.Errorf("came to %+v, want %+v", m.CameTo, want)
	}
	h.verify()
}

// many is a table of n balances of n/2 members, written as it is read.
func many(n int) io.Reader {
	r, w := io.Pipe()
	go func() {
		_, _ = io.WriteString(w, "member,points,expires,id\n")
		for i := range n {
			_, _ = fmt.Fprintf(w, "big-%d,%d,2027-06-%02d,%d\n", i/2, 10+i%7, 1+i%28, i)
		}
		_ = w.Close()
	}()
	return r
}

// An import that is cut off between two parts goes on where it was, and every row counts once.
func TestAnInterruptedImportGoesOn(t *testing.T) {
	h, _, brand := bringing(t)
	ana, _ := staff(brand)
	m, err := h.AddImport(t.Context(), ana, brand, "big.csv", many(3000), true)
	if err != nil {
		t.Fatal(err)
	}
	for cuts := 0; ; cuts++ {
		ctx, cut := context.WithCancel(t.Context())
		go func() {
			for ctx.Err() == nil && h.count("SELECT COALESCE(max(next_part), 0) FROM ly_import") <= int64(cuts) {
				time.Sleep(time.Millisecond)
			}
			cut()
		}()
		err := h.WorkImports(ctx)
		cut()
		m, _ = h.FindImport(t.Context(), ana, brand, m.ID)
		if m.State == loyalty.ImportDone {
			t.Logf("done after %d cuts", cuts)
			break
		}
		if cuts > 100 {
			t.Fatalf("never done: %+v, %v", m, err)
		}
	}
	if m.CameTo.Lots != 3000 || h.count("SELECT count(*) FROM ly_lot WHERE brand = ?", brand) != 3000 {
		t.Errorf("%+v", m.CameTo)
	}
	h.verify()
}

// Two servers at one import share its parts.
func TestTwoServersAtOneImport(t *testing.T) {
	h, _, brand := bringing(t)
	ana, _ := staff(brand)
	m, err := h.AddImport(t.Context(), ana, brand, "big.csv", many(3000), true)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.WorkImports(t.Context()); err != nil {
		t.Fatal(err)
	}
	errs := make(chan error, 2)
	for range 2 {
		go func() { errs <- h.WorkImports(t.Context()) }()
	}
	if err := errors.Join(<-errs, <-errs); err != nil {
		t.Fatal(err)
	}
	m, err = h.FindImport(t.Context(), ana, brand, m.ID)
	if err != nil || m.State != loyalty.ImportDone || m.CameTo.Lots != 3000 || m.CameTo.Rows != 3000 {
		t.Errorf("%+v, %v", m, err)
	}
	h.verify()
}

func TestALargeImportNeedsASecondPerson(t *testing.T) {
	h, _, brand := bringing(t)
	ana, ben := staff(brand)
	h.programme(brand, func(p *loyalty.Programme) { p.Desk.FourEyes = 100 })
	m := h.bring(ana, "member,points\nm-1,60\nm-2,60\n", true)
	if m.State != loyalty.ImportChecked {
		t.Fatalf("it went on by itself: %+v", m)
	}
	if _, err := h.RunImport(t.Context(), ana, brand, m.ID); !errors.Is(err, loyalty.ErrSecondPerson) {
		t.Errorf("who brought it let it run: %v", err)
	}
	if _, err := h.RunImport(t.Context(), ben, brand, m.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := h.RunImport(t.Context(), ben, brand, m.ID); !errors.Is(err, loyalty.ErrImportState) {
		t.Errorf("a second time: %v", err)
	}
}

func TestAFileThatIsNoTableIsRefused(t *testing.T) {
	h, _, brand := bringing(t)
	ana, _ := staff(brand)
	for name, c := range map[string]struct {
		file string
		want error
	}{
		"empty":      {"", loyalty.ErrMemberColumns},
		"no columns": {"a,b\n1,2\n", loyalty.ErrMemberColumns},
		"no rows":    {"member,points\n", loyalty.ErrMemberColumns},
		"no text":    {"member,points\n\xff\xfe,1\n", loyalty.ErrMemberText},
	} {
		if _, err := h.AddImport(t.Context(), ana, brand, name, strings.NewReader(c.file), false); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if _, err := h.AddImport(t.Context(), ana, brand, "long", many(loyalty.MaxMemberRows+1), false); !errors.Is(err, loyalty.ErrMemberLong) {
		t.Errorf("too long: %v", err)
	}
	if n := h.count("SELECT count(*) FROM ly_import_part") + h.count("SELECT count(*) FROM ly_import"); n != 0 {
		t.Errorf("%d rows of refused files are left", n)
	}
}

// BenchmarkImport brings 10⁵ balances and says how fast, and in how much memory.
func BenchmarkImport(b *testing.B) {
	for range b.N {
		h, _, brand := bringing(b)
		ana, _ := staff(brand)
		const rows = 100_000
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		began := time.Now()
		m, err := h.AddImport(b.Context(), ana, brand, "big.csv", many(rows), true)
		if err != nil {
			b.Fatal(err)
		}
		sent := time.Since(began)
		if err := h.WorkImports(b.Context()); err != nil {
			b.Fatal(err)
		}
		checked := time.Since(began) - sent
		peak := uint64(0)
		done := make(chan error, 1)
		go func() { done <- h.WorkImports(b.Context()) }()
		for running := true; running; {
			select {
			case err := <-done:
				if err != nil {
					b.Fatal(err)
				}
				running = false
			case <-time.After(250 * time.Millisecond):
				runtime.ReadMemStats(&after)
				peak = max(peak, after.HeapInuse)
			}
		}
		m, _ = h.FindImport(b.Context(), ana, brand, m.ID)
		b.Logf("%d rows: sent %s, checked %s, imported %s; heap %d MB before, %d MB at most while importing; %+v", rows, sent.Round(time.Millisecond),
			checked.Round(time.Millisecond), (time.Since(began) - sent - checked).Round(time.Millisecond), before.HeapInuse>>20, peak>>20, m.CameTo)
		h.verify()
	}
}

// find is the fan who has an address.
func (c village) find(email string) fan.ID {
	for id, f := range c {
		if f.Contact.Value == email {
			return id
		}
	}
	return ""
}
