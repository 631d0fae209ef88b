package loyalty_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/loyalty"
)

// taken is a takeout as whoever receives it reads it.
type taken struct {
	files    map[string]string
	manifest manifest
}

// manifest is what a takeout says of itself.
type manifest struct {
	Format, Brand string
	Files         []struct {
		Name, SHA256 string
		Rows, Bytes  int64
	}
	Totals map[string]int64
}

func (h *house) take(actor account.Actor) taken {
	h.t.Helper()
	var out bytes.Buffer
	if err := h.Takeout(h.t.Context(), actor, actor.Brand, &out); err != nil {
		h.t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		h.t.Fatal(err)
	}
	got := taken{files: map[string]string{}}
	for _, f := range archive.File {
		in, err := f.Open()
		if err != nil {
			h.t.Fatal(err)
		}
		raw, err := io.ReadAll(in)
		if err != nil {
			h.t.Fatal(err)
		}
		got.files[f.Name] = string(raw)
	}
	if err := json.Unmarshal([]byte(got.files["manifest.json"]), &got.manifest); err != nil {
		h.t.Fatal(err)
	}
	return got
}

func (g taken) rows(t *testing.T, name string) []map[string]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(g.files[name])).ReadAll()
	if err != nil || len(rows) == 0 {
		t.Fatalf("%s: %d rows, %v", name, len(rows), err)
	}
	var list []map[string]string
	for _, row := range rows[1:] {
		line := map[string]string{}
		for i, title := range rows[0] {
			line[title] = row[i]
		}
		list = append(list, line)
	}
	return list
}

func TestATakeoutHoldsEverything(t *testing.T) {
	h, people, brand := bringing(t)
	ana, _ := staff(brand)
	awa := people.proved(brand, "awa@exemple.sn")
	h.join(awa, "")
	ref := h.refOf(brand, awa.ID)
	h.must(brand, "a", loyalty.Adjust{Member: ref, Points: 300, Reason: "=SUM(1)"})
	voucher := h.must(brand, "v", loyalty.Redeem{Member: ref, Reward: "coupon"})
	if _, err := h.CreateMembers(t.Context(), ana, brand, []string{"r1"}); err != nil {
		t.Fatal(err)
	}
	h.must(brand, "t", loyalty.Transfer{From: ref, To: "r1", Points: 40})
	got := h.take(ana)

	for _, f := range got.manifest.Files {
		sum := sha256.Sum256([]byte(got.files[f.Name]))
		if hex.EncodeToString(sum[:]) != f.SHA256 || int64(len(got.files[f.Name])) != f.Bytes {
			t.Errorf("%s is not the file of the manifest", f.Name)
		}
		if rows := got.rows(t, f.Name); int64(len(rows)) != f.Rows {
			t.Errorf("%s has %d rows, the manifest says %d", f.Name, len(rows), f.Rows)
		}
	}
	if len(got.manifest.Files) != len(got.files)-1 || got.manifest.Format != loyalty.TakeoutFormat || got.manifest.Brand != "shop" {
		t.Errorf("manifest %+v of %d files", got.manifest, len(got.files))
	}
	var sum, inLots int64
	for _, points := range got.manifest.Totals {
		sum += points
	}
	for _, member := range got.rows(t, "members.csv") {
		if member["member"] == ref && (member["contact"] != "awa@exemple.sn" || member["available"] != "210") {
			t.Errorf("member %v", member)
		}
	}
	for _, lot := range got.rows(t, "lots.csv") {
		n := int64(0)
		for _, digit := range lot["available"] {
			n = n*10 + int64(digit-'0')
		}
		inLots += n
	}
	if sum != 0 || inLots != got.manifest.Totals["available"] {
		t.Errorf("accounts sum to %d; lots hold %d of %d", sum, inLots, got.manifest.Totals["available"])
	}
	if v := got.rows(t, "vouchers.csv"); len(v) != 1 || v[0]["voucher"] != voucher.Voucher || v[0]["status"] != "issued" {
		t.Errorf("vouchers %v", v)
	}
	if !strings.Contains(got.files["transactions.csv"], "'=SUM(1)") {
		t.Error("a reason is a formula, or missing")
	}
	if n := h.count("SELECT count(*) FROM journal WHERE action = 'loyalty.exported'"); n != 1 {
		t.Errorf("%d lines in the journal", n)
	}
}

func (h *house) refOf(brand account.BrandID, who any) (ref string) {
	h.t.Helper()
	if err := h.db.Gorm(h.t.Context()).Raw("SELECT ref FROM ly_member WHERE brand = ? AND fan = ?", brand, who).Scan(&ref).Error; err != nil {
		h.t.Fatal(err)
	}
	return ref
}

func TestATakeoutIsForOwners(t *testing.T) {
	h, _, brand := bringing(t)
	ana, _ := staff(brand)
	for _, role := range []account.Role{account.Manager, account.Moderator, account.Till, account.Viewer, account.Witness} {
		ana.Role = role
		if err := h.Takeout(t.Context(), ana, brand, io.Discard); !errors.Is(err, account.ErrNotAllowed) {
			t.Errorf("%s: %v", role, err)
		}
	}
	if n := h.count("SELECT count(*) FROM journal WHERE action = 'loyalty.exported'"); n != 0 {
		t.Errorf("%d lines in the journal", n)
	}
}

// Erasing keeps the books whole, and what is taken out afterwards holds numbers and nobody.
func TestWhoIsErasedIsInNoTakeout(t *testing.T) {
	h, people, brand := bringing(t)
	ana, _ := staff(brand)
	h.bring(ana, "member,email,points,expires,id\nc-1,awa@exemple.sn,120,2026-12-31,a\nc-1,awa@exemple.sn,30,,b\nc-2,priya@exemple.mu,10,,c\n", true)
	h.must(brand, "a", loyalty.Adjust{Member: "c-1", Points: 100, Reason: "sorry, Awa Diop"})
	h.must(brand, "hold", loyalty.Hold{Member: "c-1", Points: 50, TTL: 3600})
	voucher := h.must(brand, "v", loyalty.Redeem{Member: "c-1", Reward: "coupon"})
	h.verify()
	before := h.take(ana)
	secrets := []string{"awa@exemple.sn", "Awa Diop", voucher.Voucher}
	for _, secret := range secrets {
		if !before.has(secret) {
			t.Errorf("before: no %q", secret)
		}
	}
	awa := people.find("awa@exemple.sn")
	if err := h.db.InTx(t.Context(), func(tx *db.DB) error { return h.Holder().Erase(t.Context(), tx, awa) }); err != nil {
		t.Fatal(err)
	}
	h.verify()
	after := h.take(ana)
	for _, secret := range append(secrets, string(awa)) {
		if after.has(secret) {
			t.Errorf("after: still %q", secret)
		}
	}
	if !after.has("priya@exemple.mu") || !after.has("c-1") {
		t.Error("somebody else is gone too, or the number")
	}
	for account, points := range before.manifest.Totals {
		if account == "issuance" || account == "adjust" {
			if after.manifest.Totals[account] != points {
				t.Errorf("%s was %d, is %d", account, points, after.manifest.Totals[account])
			}
		}
	}
	// The file that brought them does not bring them back.
	again := h.bring(ana, "member,email,points,expires,id\nc-1,awa@exemple.sn,120,2026-12-31,a\n", true)
	if again.CameTo.Left != 1 || again.CameTo.Lots != 0 {
		t.Errorf("brought again: %+v", again.CameTo)
	}
	h.verify()
}

func (g taken) has(text string) bool {
	for _, content := range g.files {
		if strings.Contains(content, text) {
			return true
		}
	}
	return false
}
