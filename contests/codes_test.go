package contests_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"kermesse/contests"
	printed "kermesse/internal/codes"
	"kermesse/internal/db"
	"kermesse/internal/fault"
)

// coded is a contest that takes codes: needed or not, each worth some tickets.
func coded(slug string, required bool, tickets int) contests.Form {
	f := form(slug)
	f.Entry.MaxTickets = 10
	f.Entry.Codes = &contests.CodeRules{Required: required, Tickets: tickets, Where: "Sous le couvercle"}
	return f
}

// issue makes codes and hands them out.
func (h *house) issue(t testing.TB, slug string, size int) (contests.CodeBatch, []string) {
	t.Helper()
	b, err := h.IssueCodes(t.Context(), h.manager(), slug, "Pots d’été", "ETE-####-####-###", size)
	must(t, err)
	_, all, err := h.ExportCodes(t.Context(), h.manager(), slug, b.No)
	must(t, err)
	var shown []string
	for code := range all {
		shown = append(shown, code)
	}
	return b, shown
}

func withCode(email, typed string) contests.EntryForm {
	f := entryForm(email)
	f.Code = contests.CodeForm{Typed: typed, Device: "phone of " + email, Network: "192.0.2.0/24"}
	return f
}

func TestCodeGivesAnEntryOnce(t *testing.T) {
	h := newHouse(t)
	h.open(t, coded("pots", true, 1))
	_, shown := h.issue(t, "pots", 20)
	_, err := h.Enter(t.Context(), "pots", entryForm("awa@exemple.sn"))
	wantFields(t, err, "code entry_code_missing")

	// Typed as people do: small letters, blanks, O for 0 and l for 1.
	typed := " " + strings.ToLower(strings.NewReplacer("-", "  ", "0", "O", "1", "l").Replace(shown[3])) + "\u00a0"
	in, err := h.Enter(t.Context(), "pots", withCode("awa@exemple.sn", typed))
	must(t, err)
	if in.Entry.Tickets != 1 || in.Entry.Status != contests.EntryConfirmed {
		t.Errorf("%+v", in.Entry)
	}
	for i, again := range []string{shown[3], strings.ToLower(shown[3])} {
		_, err = h.Enter(t.Context(), "pots", withCode(fmt.Sprintf("moussa%d@exemple.sn", i), again))
		wantFields(t, err, "code entry_code_used")
	}
	if n := h.count(t, "entries WHERE contest_id <> ''"); n != 1 {
		t.Errorf("%d entries", n)
	}
	// A letter that is wrong is found without looking anything up, and costs nothing.
	slip := shown[5][:len(shown[5])-1] + map[bool]string{true: "2", false: "3"}[strings.HasSuffix(shown[5], "3")]
	for range 50 {
		_, err = h.Enter(t.Context(), "pots", withCode("fatou@exemple.sn", slip))
		wantFields(t, err, "code entry_code_typo")
	}
	_, err = h.Enter(t.Context(), "pots", withCode("fatou@exemple.sn", shown[5]))
	must(t, err)
	// Whoever has entered types the next code, in the same form: it adds its ticket.
	_, err = h.Enter(t.Context(), "pots", withCode("fatou@exemple.sn", shown[6]))
	must(t, err)
	if n := h.count(t, "entries WHERE tickets = 2"); n != 1 {
		t.Error("the second code added nothing")
	}
}

func TestCodesAddTickets(t *testing.T) {
	h := newHouse(t)
	h.open(t, coded("pots", false, 4))
	_, shown := h.issue(t, "pots", 5)
	in := h.enter(t, "pots", "awa@exemple.sn")
	r, err := h.ReceiptOf(t.Context(), in.Entry.ID)
	must(t, err)
	use := func(typed string) error {
		return h.UseCode(t.Context(), "pots", r.Key, contests.CodeForm{Typed: typed, Network: "192.0.2.0/24"})
	}
	tickets := func() uint64 {
		t.Helper()
		now, err := h.ReceiptOf(t.Context(), in.Entry.ID)
		must(t, err)
		return now.Entry.Tickets
	}
	must(t, use(shown[0]))
	must(t, use(shown[0])) // sent twice
	if n := tickets(); n != 5 {
		t.Errorf("%d tickets after one code", n)
	}
	must(t, use(shown[1]))
	must(t, use(shown[2]))
	if n := tickets(); n != 10 {
		t.Errorf("%d tickets, above the cap or below", n)
	}
	wantFault(t, use(shown[3]), contests.ErrTicketsFull)
	wantFields(t, use(""), "code entry_code_missing")
	// The code that was not used is still good, for somebody else.
	other, err := h.Enter(t.Context(), "pots", withCode("moussa@exemple.sn", shown[3]))
	must(t, err)
	if other.Entry.Tickets != 5 {
		t.Errorf("an entry with a code has %d tickets", other.Entry.Tickets)
	}
	if again, err := h.ReceiptOf(t.Context(), in.Entry.ID); err != nil || again.Entry.Revision != 4 || again.Codes != 3 {
		t.Errorf("revision %d, %d codes, %v", again.Entry.Revision, again.Codes, err)
	}
}

// TestCodeWaitsForConfirmation: whoever confirms first has the code.
func TestCodeWaitsForConfirmation(t *testing.T) {
	h := newHouse(t)
	f := coded("pots", true, 3)
	f.Entry.Confirm = true
	h.open(t, f)
	_, shown := h.issue(t, "pots", 3)
	for _, email := range []string{"awa@exemple.sn", "faute@exemple.sn"} {
		in, err := h.Enter(t.Context(), "pots", withCode(email, shown[0]))
		must(t, err)
		if in.Entry.Status != contests.EntryPending {
			t.Fatalf("%+v", in.Entry)
		}
	}
	in, err := h.Confirm(t.Context(), "pots", h.token(t, "faute@exemple.sn"))
	must(t, err)
	if in.Entry.Tickets != 3 {
		t.Errorf("%d tickets", in.Entry.Tickets)
	}
	token := h.token(t, "awa@exemple.sn")
	_, err = h.Confirm(t.Context(), "pots", token)
	wantFields(t, err, "code entry_code_used")
	// With another code it is confirmed.
	_, err = h.Enter(t.Context(), "pots", withCode("awa@exemple.sn", shown[1]))
	must(t, err)
	in, err = h.Confirm(t.Context(), "pots", h.token(t, "awa@exemple.sn"))
	must(t, err)
	if in.Entry.Tickets != 3 || in.Entry.Status != contests.EntryConfirmed {
		t.Errorf("%+v", in.Entry)
	}
	// And who is in adds a code by proving who they are once more.
	_, err = h.Enter(t.Context(), "pots", withCode("awa@exemple.sn", shown[2]))
	must(t, err)
	in, err = h.Confirm(t.Context(), "pots", h.token(t, "awa@exemple.sn"))
	must(t, err)
	if r, err := h.ReceiptOf(t.Context(), in.Entry.ID); err != nil || r.Entry.Tickets != 6 {
		t.Errorf("%d tickets, %v", r.Entry.Tickets, err)
	}
}

// TestOneCodeManyHands: of 64 who send one code at once, one has it.
func TestOneCodeManyHands(t *testing.T) {
	h := newHouse(t)
	h.open(t, coded("pots", true, 1))
	_, shown := h.issue(t, "pots", 1)
	errs := together(64, func(i int) error {
		_, err := h.Enter(t.Context(), "pots", withCode(fmt.Sprintf("fan%d@exemple.sn", i), shown[0]))
		return err
	})
	in := 0
	for _, err := range errs {
		if err == nil {
			in++
			continue
		}
		wantFields(t, err, "code entry_code_used")
	}
	if used := h.count(t, "contest_codes WHERE used_at > 0"); in != 1 || used != 1 || h.count(t, "entries WHERE id <> ''") != 1 {
		t.Errorf("%d entries with one code, used %d times", in, used)
	}
}

// TestCodesAreKeptAsHashes: no table has a code in it, and the file goes out once.
func TestCodesAreKeptAsHashes(t *testing.T) {
	h := newHouse(t)
	h.open(t, coded("pots", true, 1))
	b, shown := h.issue(t, "pots", 50)
	for column, table := range map[string]string{"hash": "contest_codes", "after_json": "journal", "pattern": "contest_code_batches"} {
		for _, code := range []string{shown[0], strings.ReplaceAll(shown[0], "-", "")} {
			if n := h.count(t, table+" WHERE CAST("+column+" AS TEXT) LIKE '%"+code+"%'"); n > 0 {
				t.Errorf("%s is in %s", code, table)
			}
		}
	}
	_, _, err := h.ExportCodes(t.Context(), h.manager(), "pots", b.No)
	wantFault(t, err, contests.ErrBatchExported)
	_, _, err = h.ExportCodes(t.Context(), h.stranger(), "pots", b.No)
	wantFault(t, err, contests.ErrNotFound)
}

func TestBatchIsRevoked(t *testing.T) {
	h := newHouse(t)
	h.open(t, coded("pots", true, 1))
	b, shown := h.issue(t, "pots", 10)
	second, more := h.issue(t, "pots", 10)
	_, err := h.Enter(t.Context(), "pots", withCode("awa@exemple.sn", shown[0]))
	must(t, err)
	must(t, h.RevokeCodes(t.Context(), h.manager(), "pots", b.No, "fichier perdu"))
	wantFault(t, h.RevokeCodes(t.Context(), h.manager(), "pots", b.No, "fichier perdu"), contests.ErrBatchRevoked)
	_, err = h.Enter(t.Context(), "pots", withCode("moussa@exemple.sn", shown[1]))
	wantFields(t, err, "code entry_code_revoked")
	_, err = h.Enter(t.Context(), "pots", withCode("moussa@exemple.sn", more[1]))
	must(t, err)
	wantFields(t, h.RevokeCodes(t.Context(), h.manager(), "pots", second.No, " "), "reason required")
	said := h.amendments(t, "pots")
	if len(said) != 1 || said[0].Code != contests.AmendCodes || !strings.Contains(said[0].Said.FR, "n°\u00a01 est annulée, soit 9\u00a0codes") ||
		!strings.Contains(said[0].Said.EN, "Reason: fichier perdu") || !said[0].Told {
		t.Errorf("amendments: %+v", said)
	}
	all, err := h.ListCodes(t.Context(), h.manager(), "pots")
	must(t, err)
	if len(all) != 2 || all[0].Used != 1 || all[0].Left() != 0 || all[1].Used != 1 || all[1].Left() != 9 || all[1].No != second.No {
		t.Errorf("%+v", all)
	}
}

// amendments are what the rules of a contest were amended by.
func (h *house) amendments(t testing.TB, slug string) []contests.Amendment {
	t.Helper()
	said, err := h.Amendments(t.Context(), slug)
	must(t, err)
	return said
}

// Codes of others are good where they cannot be found by trying: as many guesses to one of
// them as for codes made here.
func TestImportedCodesThatCouldBeGuessed(t *testing.T) {
	h := newHouse(t)
	h.open(t, coded("pots", true, 1))
	weak := func(why string, lines func(int) string, n int) {
		t.Helper()
		var file strings.Builder
		for i := range n {
			fmt.Fprintln(&file, lines(i))
		}
		_, err := h.ImportCodes(t.Context(), h.manager(), "pots", "Imprimeur", strings.NewReader(file.String()))
		wantFields(t, err, "file codes_weak")
		if n := h.count(t, "contest_codes WHERE batch > 0"); n != 0 {
			t.Errorf("%s: %d codes are left", why, n)
		}
	}
	weak("six digits", func(i int) string { return fmt.Sprintf("%06d", i*9973%1_000_000) }, 100)
	weak("a long number that counts up", func(i int) string { return fmt.Sprintf("ETE%012d", i) }, 2000)
	weak("one short among long ones", func(i int) string {
		if i < 2 {
			return fmt.Sprintf("77%04d", i*4711)
		}
		return fmt.Sprintf("%016d", i*73_939_133_000_007%1e16)
	}, 50)
}

func TestImportedCodes(t *testing.T) {
	h := newHouse(t)
	h.open(t, coded("pots", true, 1))
	file := "\ufeffCode;Lot\r\nABC-0O1-XYZ;1\r\nabc 001 xyz;2\r\n\r\n\"KLM123\"\r\nshort\r\nçédille77\r\n"
	r, err := h.ImportCodes(t.Context(), h.manager(), "pots", "Imprimeur", strings.NewReader(file))
	must(t, err)
	if r.Batch.Size != 2 || r.Repeated != 1 || r.Wrong != 2 || fmt.Sprint(r.Lines) != "[6 7]" {
		t.Errorf("%+v", r)
	}
	_, err = h.Enter(t.Context(), "pots", withCode("awa@exemple.sn", "abcooixyz"))
	must(t, err)
	_, err = h.Enter(t.Context(), "pots", withCode("moussa@exemple.sn", "k l m 1 2 3"))
	must(t, err)
	_, _, err = h.ExportCodes(t.Context(), h.manager(), "pots", r.Batch.No)
	wantFault(t, err, contests.ErrBatchImported)
	_, err = h.ImportCodes(t.Context(), h.manager(), "pots", "Rien", strings.NewReader("rien\n"))
	wantFields(t, err, "file codes_file")
	_, err = h.ImportCodes(t.Context(), h.manager(), "pots", "Rien", strings.NewReader(strings.Repeat("A", 5000)))
	wantFields(t, err, "file codes_file")
	if n := h.count(t, "contest_code_batches WHERE no > 0"); n != 1 {
		t.Errorf("%d batches are left", n)
	}
}

func TestBatchesThatCouldBeGuessed(t *testing.T) {
	h := newHouse(t)
	h.open(t, coded("pots", true, 1))
	for pattern, want := range map[string]string{
		"####-##": "pattern code_batch_short", "ÉTÉ-####-####": "pattern code_batch_pattern", "AB": "pattern code_batch_pattern",
	} {
		_, err := h.IssueCodes(t.Context(), h.manager(), "pots", "Lot", pattern, 1000)
		wantFields(t, err, want)
	}
	_, err := h.IssueCodes(t.Context(), h.manager(), "pots", "Lot", "", contests.MaxCodes+1)
	wantFields(t, err, "size code_batch_size")
	h.open(t, form("sans"))
	_, err = h.IssueCodes(t.Context(), h.manager(), "sans", "Lot", "", 10)
	wantFault(t, err, contests.ErrNoCodes)
	must(t, err2(h.Enter(t.Context(), "sans", withCode("awa@exemple.sn", "n’importe quoi"))))
}

func err2[T any](_ T, err error) error { return err }

// unknown makes codes that could be good and are not: whoever guesses knows the pattern.
func unknown(t testing.TB) func() string {
	t.Helper()
	pattern, err := printed.ParsePattern("ETE-####-####-###")
	must(t, err)
	series, err := printed.NewSeries([]byte(strings.Repeat("g", 32)), pattern)
	must(t, err)
	var mu sync.Mutex
	n := uint64(0)
	return func() string {
		mu.Lock()
		defer mu.Unlock()
		n++
		shown, _ := series.At(n)
		return shown
	}
}

// TestGuessesArePerPersonAndDevice: another address and no cookie begin anew, and whoever
// waits comes in later with a good code.
func TestGuessesArePerPersonAndDevice(t *testing.T) {
	h := newHouse(t)
	f := coded("pots", true, 1)
	f.ClosesAt = noon.Add(48 * time.Hour).Format(time.RFC3339)
	h.open(t, f)
	_, shown := h.issue(t, "pots", 5)
	guess := unknown(t)
	try := func(email, typed, device string) error {
		f := withCode(email, typed)
		f.Code.Device = device
		return err2(h.Enter(t.Context(), "pots", f))
	}
	for range 10 {
		wantFields(t, try("awa@exemple.sn", guess(), "a"), "code entry_code_unknown")
	}
	wantFault(t, try("awa@exemple.sn", shown[0], "b"), contests.ErrCodesLimited) // also a good one, or it would be told
	for i := range 10 {
		wantFields(t, try(fmt.Sprintf("f%d@exemple.sn", i), guess(), "a"), "code entry_code_unknown")
	}
	wantFault(t, try("autre@exemple.sn", guess(), "a"), contests.ErrCodesLimited)
	must(t, try("moussa@exemple.sn", shown[1], "c"))
	h.clock.Advance(time.Hour)
	must(t, try("awa@exemple.sn", shown[0], "a"))
}

// TestShopIsSlowedAndNotLocked: while somebody guesses from everywhere, the people at a
// shop come in; those on the network of the guesser wait for a minute at most.
func TestShopIsSlowedAndNotLocked(t *testing.T) {
	h := newHouse(t)
	h.open(t, coded("pots", true, 1))
	_, shown := h.issue(t, "pots", 40)
	guess := unknown(t)
	fans := 0
	try := func(network, typed string) error {
		fans++
		f := withCode(fmt.Sprintf("fan%d@exemple.sn", fans), typed)
		f.Code = contests.CodeForm{Typed: typed, Network: network}
		return err2(h.Enter(t.Context(), "pots", f))
	}
	for range 60 {
		wantFields(t, try("198.51.100.0/24", guess()), "code entry_code_unknown")
	}
	wantFault(t, try("198.51.100.0/24", guess()), contests.ErrCodesSlowed)
	for i := range 30 { // thirty customers in a row, while it goes on
		must(t, try("203.0.113.0/24", shown[i]))
	}
	// The guesser moves to the shop's Wi-Fi: one guess a minute, and others wait for its end.
	wantFields(t, try("203.0.113.0/24", guess()), "code entry_code_unknown")
	err := try("203.0.113.0/24", shown[30])
	wantFault(t, err, contests.ErrCodesSlowed)
	if wait := fault.From(err).RetryAfter; wait <= 0 || wait > time.Minute {
		t.Errorf("it has to wait for %s", wait)
	}
	h.clock.Advance(time.Minute)
	must(t, try("203.0.113.0/24", shown[30]))
}

// TestGuessesAtOnceAreLimited: the limit is taken before anything is looked up.
func TestGuessesAtOnceAreLimited(t *testing.T) {
	h := newHouse(t)
	h.open(t, coded("pots", true, 1))
	guess := unknown(t)
	looked := 0
	for _, err := range together(64, func(int) error { return err2(h.Enter(t.Context(), "pots", withCode("awa@exemple.sn", guess()))) }) {
		if !errors.Is(err, contests.ErrCodesLimited) {
			wantFields(t, err, "code entry_code_unknown")
			looked++
		}
	}
	if looked != 10 {
		t.Errorf("%d of 64 guesses at once were looked up, want 10", looked)
	}
}

// TestMillionGuesses: what a million guesses find, and how long they take. Whoever has
// another address and no cookie for each guess meets the limit of the contest, here in ten
// minutes of the clock; the rest is arithmetic.
func TestMillionGuesses(t *testing.T) {
	h := newHouse(t)
	h.open(t, coded("pots", true, 1))
	h.issue(t, "pots", 10)
	guess := unknown(t)
	looked, fans := 0, 0
	for range 10 {
		for refused := 0; refused < 3; fans++ {
			f := entryForm(fmt.Sprintf("fan%d@exemple.sn", fans))
			f.Code = contests.CodeForm{Typed: guess(), Network: "198.51.100.0/24"}
			if errors.Is(err2(h.Enter(t.Context(), "pots", f)), contests.ErrCodesSlowed) {
				refused++
			} else {
				looked++
			}
		}
		h.clock.Advance(time.Minute)
	}
	perDay := float64(looked) / 10 * 24 * 60
	if perDay > 90_000 {
		t.Errorf("%.0f guesses a day are let through", perDay)
	}
	if days := 1e6 / perDay; days < 11 {
		t.Errorf("a million guesses take %.1f days", days)
	}
	pattern, err := printed.ParsePattern(contests.DefaultCodePattern)
	must(t, err)
	// Of a million good codes: what a million guesses find, and what can be guessed in the
	// ninety days of a long contest.
	good := float64(contests.MaxCodes) / float64(pattern.Capacity())
	if chance := -math.Expm1(1e6 * math.Log1p(-good)); chance > 0.001 {
		t.Errorf("a million guesses find a code with a chance of %.5f", chance)
	}
	if chance := -math.Expm1(90 * perDay * math.Log1p(-good)); chance > 0.01 {
		t.Errorf("guessing for ninety days finds a code with a chance of %.5f", chance)
	}
}

func TestRulesTellOfCodes(t *testing.T) {
	h := newHouse(t)
	h.open(t, coded("pots", true, 2))
	_, rules, err := h.FindRules(t.Context(), "pots")
	must(t, err)
	if !strings.Contains(string(rules.JSON), `"codes":{"required":true,"tickets":2,"uses":1}`) {
		t.Errorf("%s", rules.JSON)
	}
	if !strings.Contains(rules.Text.FR, "Sous le couvercle") || !strings.Contains(rules.Text.EN, "good once") {
		t.Error(rules.Text.FR, rules.Text.EN)
	}
	h.open(t, form("sans"))
	if _, rules, err = h.FindRules(t.Context(), "sans"); err != nil || strings.Contains(string(rules.JSON), `"codes"`) {
		t.Errorf("%s, %v", rules.JSON, err)
	}
	bad := coded("trop", false, 10)
	_, err = h.Create(t.Context(), h.manager(), bad)
	wantFields(t, err, "entry.codes.tickets entry_code_tickets")
}

// TestCrashWhileCodesAreWritten: a batch that was left half written is ended, and what is
// left of a file that never came whole goes.
func TestCrashWhileCodesAreWritten(t *testing.T) {
	h := newHouse(t)
	h.open(t, coded("pots", true, 1))
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := h.IssueCodes(ctx, h.manager(), "pots", "Lot", "", 100); err == nil {
		t.Fatal("it was not given up")
	}
	b, shown := h.issue(t, "pots", 40)
	must(t, h.db.InTx(t.Context(), func(tx *db.DB) error {
		if err := tx.Gorm(t.Context()).Exec("DELETE FROM contest_codes WHERE hash IN (SELECT hash FROM contest_codes LIMIT 10)").Error; err != nil {
			return err
		}
		return tx.Gorm(t.Context()).Exec("UPDATE contest_code_batches SET ready_at = 0").Error
	}))
	_, err := h.Enter(t.Context(), "pots", withCode("awa@exemple.sn", shown[0]))
	wantFields(t, err, "code entry_code_unknown")
	h.clock.Advance(11 * time.Minute)
	must(t, h.FinishCodes(t.Context()))
	if n := h.count(t, "contest_codes WHERE batch = "+fmt.Sprint(b.No)); n != 40 {
		t.Errorf("%d codes of 40", n)
	}
	must(t, err2(h.Enter(t.Context(), "pots", withCode("awa@exemple.sn", shown[0]))))
}
