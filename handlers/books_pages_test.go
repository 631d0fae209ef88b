package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"kermesse/internal/db"
)

func TestBooksAreProvedOnThePanel(t *testing.T) {
	const members, books = "/fr/admin/b/glaces/members", "/fr/admin/b/glaces/books"
	w := newTown(t)
	cm := w.programme()
	w.award("awa@exemple.sn", "v-1")
	cm.get(books).wants(200).holds("émission", "−30", "utilisables", "dans les dix minutes")
	cm.submit(books, books+"/prove", url.Values{}).leadsTo(books)
	cm.get(books).wants(200).holds("Les comptes sont justes.", "Comptes prouvés justes")
	cm.get(members).wants(200).holds("Comptes prouvés justes", `href="`+books+`"`)

	err := w.db.InTx(t.Context(), func(tx *db.DB) error {
		return tx.Gorm(t.Context()).Exec("UPDATE ly_wallet SET available = available + 1").Error
	})
	if err != nil {
		t.Fatal(err)
	}
	w.clock.Advance(1e9)
	cm.submit(books, books+"/prove", url.Values{}).leadsTo(books)
	cm.get(books).wants(200).holds("Les comptes sont faux", "ly_wallet", "available 31", "available 30")
	cm.get(members).wants(200).holds("des comptes")

	w.desk("thes").get(books).wants(404)
}

// While a proof runs, here or on another server, the page of the books says so and comes back by
// itself; another press begins no second one.
func TestAProofThatRunsIsWaitedFor(t *testing.T) {
	const books = "/fr/admin/b/glaces/books"
	w := newTown(t)
	cm := w.programme()
	proofs := func() (n int64) {
		t.Helper()
		if err := w.db.Gorm(t.Context()).Raw("SELECT count(*) FROM ly_proof").Scan(&n).Error; err != nil {
			t.Fatal(err)
		}
		return n
	}
	if at := cm.get(books).wants(200).lacks("est en cours").header.Get("Refresh"); at != "" {
		t.Errorf("the page comes back every %s seconds for nothing", at)
	}
	form := url.Values{"csrf": {cm.token(books)}}
	now := w.clock.Now().UnixMilli()
	err := w.db.InTx(t.Context(), func(tx *db.DB) error {
		return tx.Gorm(t.Context()).Exec("INSERT INTO ly_proving (brand, holder, since_at, until_at) VALUES (?, 'another', ?, ?)", string(brandID(w, "glaces")), now, now+60_000).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	press := func() answer {
		return cm.do(http.MethodPost, books+"/prove", "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
	}
	press().leadsTo(books)
	if page := cm.get(books).wants(200).holds("est en cours depuis").lacks("Prouver maintenant"); page.header.Get("Refresh") == "" {
		t.Error("the page does not come back")
	}
	if proofs() != 0 {
		t.Error("a second proof was made")
	}
	w.clock.Advance(time.Minute) // the other server is gone
	press().leadsTo(books)
	if cm.get(books).wants(200).holds("Comptes prouvés justes").lacks("est en cours"); proofs() != 1 {
		t.Errorf("%d proofs", proofs())
	}
}
