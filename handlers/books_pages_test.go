package handlers

import (
	"net/url"
	"testing"

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
