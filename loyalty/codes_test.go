package loyalty_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/fault"
	"kermesse/loyalty"
	"kermesse/loyalty/ledger"
)

// batch makes codes and hands them out.
func (h *house) batch(brand account.BrandID, c loyalty.Code, size int) (loyalty.Code, []string) {
	h.t.Helper()
	if c.Label == "" {
		c.Label = "Pack d’été"
	}
	c, err := h.IssueCodes(h.t.Context(), account.SystemActor(brand), brand, c, size)
	if err != nil {
		h.t.Fatal(err)
	}
	var shown []string
	err = h.ExportCodes(h.t.Context(), account.SystemActor(brand), brand, c.ID, func(_ loyalty.Code, all func(func(string) bool)) error {
		for code := range all {
			shown = append(shown, code)
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return c, shown
}

func pointsCode(points int64) loyalty.Code {
	return loyalty.Code{Kind: loyalty.CodePoints, Value: points, Total: new(int64(1)), ExpiryDays: ledger.Never}
}

func TestBatchOfCodes(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1", "r2")
	c := pointsCode(20)
	c.Pattern = "soleil-####-####-###"
	issued, shown := h.batch(brand, c, 50)
	if len(shown) != 50 || !strings.HasPrefix(shown[0], "SOLEIL-") || issued.ReadyAt.IsZero() {
		t.Fatalf("%d codes like %s, %+v", len(shown), shown[0], issued)
	}
	// Typed as people do: it is the same code.
	typed := strings.ToLower(strings.NewReplacer("-", " ", "0", "O", "1", "l").Replace(shown[7]))
	if a := h.must(brand, "a", loyalty.PromoRedeem{Member: "r1", Code: typed}); a.Points != 20 {
		t.Errorf("%q gave %+v", typed, a)
	}
	if a := h.try(brand, "b", loyalty.PromoRedeem{Member: "r2", Code: shown[7]}); !errors.Is(a.Refused, loyalty.ErrCodeExhausted) {
		t.Errorf("the second use: %v", a.Refused)
	}
	// A letter that is wrong is no other code.
	slip := shown[8][:len(shown[8])-1] + map[bool]string{true: "2", false: "3"}[shown[8][len(shown[8])-1] == '3']
	if a := h.try(brand, "c", loyalty.PromoRedeem{Member: "r2", Code: slip}); !errors.Is(a.Refused, loyalty.ErrUnknownCode) {
		t.Errorf("%s for %s: %v", slip, shown[8], a.Refused)
	}
	err := h.ExportCodes(t.Context(), account.SystemActor(brand), brand, issued.ID, nil)
	if !errors.Is(err, loyalty.ErrExportedOnce) {
		t.Errorf("handed out twice: %v", err)
	}
	if err := h.VoidCodes(t.Context(), account.SystemActor(brand), brand, issued.ID); err != nil {
		t.Fatal(err)
	}
	if a := h.try(brand, "d", loyalty.PromoRedeem{Member: "r2", Code: shown[9]}); !errors.Is(a.Refused, loyalty.ErrCodeVoid) {
		t.Errorf("of a void batch: %v", a.Refused)
	}
	h.verify()
}

// Batches that share a pattern share no code, and no table holds one.
func TestCodesAreKeptAsHashes(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	seen := map[string]bool{}
	for range 2 {
		_, shown := h.batch(brand, pointsCode(5), 300)
		for _, code := range shown {
			seen[code] = true
		}
	}
	if len(seen) != 600 {
		t.Errorf("%d different codes of 600", len(seen))
	}
	h.give(brand, 500, "r1")
	voucher := h.must(brand, "v", loyalty.Redeem{Member: "r1", Reward: "coupon"}).Voucher
	h.must(brand, "p", loyalty.PromoRedeem{Member: "r1", Code: "welcome10", Amount: 5000})
	for code := range seen {
		h.must(brand, "use", loyalty.PromoRedeem{Member: "r1", Code: code})
		h.nowhere(code, strings.ReplaceAll(code, "-", ""))
		break
	}
	h.nowhere(voucher, strings.ReplaceAll(voucher, "-", ""), "WELCOME10")
}

// nowhere fails the test where a table of the books has one of the texts in it.
func (h *house) nowhere(texts ...string) {
	h.t.Helper()
	for table, columns := range map[string]string{
		"ly_idem": "key || answer", "ly_txn": "rule || kind", "ly_redemption": "voucher", "ly_promo": "label || pattern",
		"ly_code_use": "code", "ly_code_plain": "code", "journal": "subject || before_json || after_json",
	} {
		for _, text := range texts {
			if n := h.count("SELECT count(*) FROM " + table + " WHERE " + columns + " LIKE '%" + text + "%'"); n > 0 {
				h.t.Errorf("%s is in %s", text, table)
			}
		}
	}
}

func TestReservedUseOfACode(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1", "r2")
	_, shown := h.batch(brand, pointsCode(20), 1)
	reserve := func(key, member string) loyalty.Answer {
		return h.try(brand, key, loyalty.PromoReserve{Member: member, Code: shown[0], TTL: 600})
	}
	first := reserve("1", "r1")
	if first.Refused != nil || first.Points != 0 || !first.ExpiresAt.Equal(h.clock.Now().Add(10*time.Minute)) {
		t.Fatalf("%+v", first)
	}
	if a := reserve("2", "r2"); !errors.Is(a.Refused, loyalty.ErrCodeExhausted) {
		t.Errorf("while it is reserved: %v", a.Refused)
	}
	h.clock.Advance(10*time.Minute - time.Second)
	if a := h.try(brand, "3", loyalty.PromoRedeem{Member: "r2", Code: shown[0]}); !errors.Is(a.Refused, loyalty.ErrCodeExhausted) {
		t.Errorf("a second before it lapses: %v", a.Refused)
	}
	h.clock.Advance(time.Second)
	if a := h.try(brand, "4", loyalty.PromoConfirm{Ref: first.Txn}); !errors.Is(a.Refused, loyalty.ErrNotReserved) {
		t.Errorf("confirmed after it lapsed: %v", a.Refused)
	}
	second := reserve("5", "r2")
	if second.Refused != nil {
		t.Fatalf("once it has lapsed: %v", second.Refused)
	}
	confirmed := h.must(brand, "6", loyalty.PromoConfirm{Ref: second.Txn})
	if confirmed.Points != 20 {
		t.Errorf("confirmed: %+v", confirmed)
	}
	if a := h.try(brand, "7", loyalty.PromoConfirm{Ref: second.Txn}); !errors.Is(a.Refused, loyalty.ErrNotReserved) {
		t.Errorf("confirmed twice: %v", a.Refused)
	}
	if back := h.must(brand, "8", loyalty.PromoRollback{Ref: confirmed.Txn}); back.Clawback == nil || back.Clawback.FromLot != 20 {
		t.Errorf("rolled back: %+v", back)
	}
	h.must(brand, "9", loyalty.PromoRedeem{Member: "r1", Code: shown[0]})
	h.verify()
}

// Of many who reserve, use and give back one code at once, one has it at a time.
func TestOneCodeReservedByMany(t *testing.T) {
	h := newHouse(t)
	brand := h.open(numbered(30)...)
	_, shown := h.batch(brand, pointsCode(20), 1)
	got := h.race(brand, 30, func(i int) (string, loyalty.Operation) {
		member := fmt.Sprint("r", i+1)
		if i%2 == 0 {
			return fmt.Sprint("k-", i), loyalty.PromoReserve{Member: member, Code: shown[0], TTL: 60}
		}
		return fmt.Sprint("k-", i), loyalty.PromoRedeem{Member: member, Code: shown[0]}
	})
	wantCodes(t, got, map[string]int{"ok": 1, "code_exhausted": 29})
	h.clock.Advance(time.Minute)
	got = h.race(brand, 30, func(i int) (string, loyalty.Operation) {
		return fmt.Sprint("again-", i), loyalty.PromoReserve{Member: fmt.Sprint("r", i+1), Code: shown[0], TTL: 60}
	})
	if n := h.count("SELECT count(*) FROM ly_code_use WHERE NOT rolled_back"); n != 1 || got["ok"] > 1 {
		t.Errorf("%d uses stand of one code: %v", n, got)
	}
	h.verify()
}

func TestCheckCode(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	check := func(code string, amount int64) loyalty.Quote {
		t.Helper()
		q, err := h.CheckCode(t.Context(), account.SystemActor(brand), brand, "r1", code, amount)
		if err != nil {
			t.Fatal(err)
		}
		return q
	}
	if q := check("welcome-10", 5000); q.Refused != nil || q.Discount != 500 {
		t.Errorf("%+v", q)
	}
	h.must(brand, "a", loyalty.PromoRedeem{Member: "r1", Code: "WELCOME10", Amount: 5000})
	if q := check("WELCOME10", 5000); !errors.Is(q.Refused, loyalty.ErrMemberLimit) {
		t.Errorf("used before: %+v", q)
	}
	if n := h.count("SELECT count(*) FROM ly_code_use"); n != 1 {
		t.Errorf("looking has taken something: %d uses", n)
	}
}

// Guessing is limited by member, and no stored answer keeps anybody out for longer.
func TestGuessesOfCodesAreLimited(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1", "r2")
	actor := account.SystemActor(brand)
	for i := range 20 {
		a := h.try(brand, fmt.Sprint("g-", i), loyalty.PromoRedeem{Member: "r1", Code: fmt.Sprint("GUESS", i)})
		if !errors.Is(a.Refused, loyalty.ErrUnknownCode) {
			t.Fatalf("guess %d: %v", i, a.Refused)
		}
	}
	if _, err := h.Do2(brand, "last", loyalty.PromoRedeem{Member: "r1", Code: "WELCOME10", Amount: 5000}); !errors.Is(err, loyalty.ErrTooManyGuesses) {
		t.Errorf("the 21st try: %v", err)
	}
	if _, err := h.CheckCode(t.Context(), actor, brand, "r1", "WELCOME10", 5000); !errors.Is(err, loyalty.ErrTooManyGuesses) {
		t.Errorf("looking: %v", err)
	}
	h.must(brand, "other", loyalty.PromoRedeem{Member: "r2", Code: "WELCOME10", Amount: 5000})
	h.clock.Advance(time.Hour)
	h.must(brand, "last", loyalty.PromoRedeem{Member: "r1", Code: "WELCOME10", Amount: 5000})
}

// Do2 is the service's Do, which the replay's hides.
func (h *house) Do2(brand account.BrandID, key string, op loyalty.Operation) (loyalty.Answer, error) {
	return h.Service.Do(h.t.Context(), account.SystemActor(brand), brand, key, op)
}

func TestVoucherIsFoundAsItIsTyped(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	actor := account.SystemActor(brand)
	h.give(brand, 500, "r1")
	first := h.must(brand, "v", loyalty.Redeem{Member: "r1", Reward: "coupon"})
	again := h.try(brand, "v", loyalty.Redeem{Member: "r1", Reward: "coupon"})
	if first.Voucher == "" || again.Voucher != first.Voucher || !again.Replayed {
		t.Errorf("the voucher is %q, and %q when asked again", first.Voucher, again.Voucher)
	}
	taken, err := h.ListRedemptions(t.Context(), actor, brand, "r1")
	if err != nil || len(taken) != 1 || taken[0].Voucher != first.Voucher {
		t.Errorf("its owner reads %+v, %v", taken, err)
	}
	typed := " " + strings.ToLower(strings.ReplaceAll(first.Voucher, "-", " "))
	found, err := h.FindVoucher(t.Context(), actor, brand, typed)
	if err != nil || found.Txn != first.Txn {
		t.Errorf("%q finds %+v, %v", typed, found, err)
	}
	if a, err := h.UseVoucher(t.Context(), actor, brand, "u", typed, 0); err != nil || a.Refused != nil {
		t.Errorf("used: %+v, %v", a, err)
	}
	if a, err := h.UseVoucher(t.Context(), actor, brand, "u2", typed, 0); err != nil || !errors.Is(a.Refused, loyalty.ErrVoucherUsed) {
		t.Errorf("used twice: %+v, %v", a, err)
	}
	if _, err := h.FindVoucher(t.Context(), account.SystemActor(h.brand("other")), h.brands["other"], typed); !errors.Is(err, loyalty.ErrVoucherUnknown) {
		t.Errorf("another brand's: %v", err)
	}
}

func TestPatternsThatAreRefused(t *testing.T) {
	h := newHouse(t)
	brand := h.open()
	for pattern, want := range map[string]error{"ÉTÉ-####-####": loyalty.ErrCodePattern, "####": loyalty.ErrPatternShort, "A-##": loyalty.ErrCodePattern} {
		c := pointsCode(5)
		c.Pattern, c.Label = pattern, "x"
		_, err := h.IssueCodes(t.Context(), account.SystemActor(brand), brand, c, 100)
		wantField(t, err, "pattern", want)
	}
	c := pointsCode(5)
	c.Label = "x"
	_, err := h.IssueCodes(t.Context(), account.SystemActor(brand), brand, c, loyalty.MaxBatch+1)
	wantField(t, err, "size", loyalty.ErrOutOfRange)
}

// What an earlier version kept in clear is hashed at the next start and works as before.
func TestCodesOfAnEarlierVersionAreHashed(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	h.give(brand, 500, "r1")
	redeemed := h.must(brand, "v", loyalty.Redeem{Member: "r1", Reward: "coupon"})
	used := h.must(brand, "p", loyalty.PromoRedeem{Member: "r1", Code: "WELCOME10", Amount: 5000})
	const voucher = "7KQA2MNBXR" // as they were: ten letters, none of which follows from the others
	h.execAll(
		"UPDATE ly_redemption SET voucher = '"+voucher+"', sealed = NULL",
		`UPDATE ly_idem SET answer = replace(answer, '"Voucher":""', '"Voucher":"`+voucher+`"') WHERE key = 'v'`,
		`INSERT INTO ly_code_plain (id, brand, code, kind, value, max_discount, total, used, per_member, min_amount, expiry_days, from_at, to_at)
			SELECT c.id, c.brand, 'WELCOME10', c.kind, c.value, c.max_discount, c.total, k.used, c.per_member, c.min_amount, c.expiry_days, c.from_at, c.to_at
			FROM ly_promo c JOIN ly_code_key k ON k.code = c.id WHERE k.used > 0`,
		"DELETE FROM ly_code_key WHERE used > 0", "UPDATE ly_code_use SET hash = NULL",
	)
	for range 2 {
		if err := h.HashCodes(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	h.nowhere(voucher, "WELCOME10")
	if again := h.try(brand, "v", loyalty.Redeem{Member: "r1", Reward: "coupon"}); again.Voucher != "7KQA-2MNB-XR" || again.Txn != redeemed.Txn {
		t.Errorf("asked again: %+v", again)
	}
	if _, err := h.FindVoucher(t.Context(), account.SystemActor(brand), brand, "7kqa2mnbxr"); err != nil {
		t.Error(err)
	}
	h.must(brand, "back", loyalty.PromoRollback{Ref: used.Txn})
	h.must(brand, "p2", loyalty.PromoRedeem{Member: "r1", Code: "WELCOME10", Amount: 5000})
	h.verify()
}

func (h *house) execAll(statements ...string) {
	h.t.Helper()
	for _, statement := range statements {
		if err := h.exec(statement); err != nil {
			h.t.Fatalf("%s: %v", statement, err)
		}
	}
}

// wantField fails the test where a fault is not about that field.
func wantField(t *testing.T, err error, field string, want error) {
	t.Helper()
	for _, f := range fault.From(err).Fields {
		if f.Name == field && errors.Is(f.Fault, want) {
			return
		}
	}
	t.Errorf("%v, want %v at %s", err, want, field)
}

// A batch that a crash has left half written is ended: its codes follow from the key.
func TestBatchIsEndedAfterACrash(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	_, shown := h.batch(brand, pointsCode(5), 100)
	h.execAll("DELETE FROM ly_code_key WHERE brand = '"+string(brand)+"' AND code IN (SELECT id FROM ly_promo WHERE pattern <> '')",
		"UPDATE ly_promo SET ready_at = 0 WHERE pattern <> ''")
	if a := h.try(brand, "early", loyalty.PromoRedeem{Member: "r1", Code: shown[3]}); !errors.Is(a.Refused, loyalty.ErrUnknownCode) {
		t.Errorf("of a batch that is not ready: %v", a.Refused)
	}
	h.clock.Advance(time.Hour)
	if err := h.BatchTask().Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.must(brand, "late", loyalty.PromoRedeem{Member: "r1", Code: shown[3]})
}

func BenchmarkIssueMillionCodes(b *testing.B) {
	h := newHouse(b)
	brand := h.open()
	for b.Loop() {
		c := pointsCode(5)
		c.Label = "million"
		if _, err := h.IssueCodes(b.Context(), account.SystemActor(brand), brand, c, loyalty.MaxBatch); err != nil {
			b.Fatal(err)
		}
	}
}

// A use that was reserved and then counted is rolled back by either name, and its points go with
// it: else every reservation would be worth its points again and again.
func TestAConfirmedReservationIsRolledBackWithItsPoints(t *testing.T) {
	h := newHouse(t)
	brand := h.open("r1")
	_, shown := h.batch(brand, pointsCode(20), 1)
	for i := range 3 {
		key := func(step string) string { return fmt.Sprint(step, i) }
		reserved := h.must(brand, key("reserve"), loyalty.PromoReserve{Member: "r1", Code: shown[0], TTL: 600})
		confirmed := h.must(brand, key("confirm"), loyalty.PromoConfirm{Ref: reserved.Txn})
		back := h.must(brand, key("back"), loyalty.PromoRollback{Ref: reserved.Txn})
		if back.Clawback == nil || back.Clawback.FromLot != 20 {
			t.Errorf("rolled back: %+v", back)
		}
		for _, ref := range []loyalty.TxnID{reserved.Txn, confirmed.Txn} {
			if a := h.try(brand, key("twice ")+string(ref), loyalty.PromoRollback{Ref: ref}); !errors.Is(a.Refused, loyalty.ErrAlreadyRolledBack) {
				t.Errorf("rolled back twice: %v", a.Refused)
			}
		}
	}
	h.wantBalances(brand, "r1", ledger.Balances{})
	h.verify()
}
