package handlers

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/loyalty"
)

// A member's statement of a year begins with what was there before and ends with what is there
// now, as a table and on paper, for the member and for the brand's staff, and for nobody else.
func TestStatementsOfPoints(t *testing.T) {
	w := newTown(t)
	w.programme()
	_, number := w.shopper("awa@fans.example") // 60 points in 2026
	w.clock.Set(time.Date(2027, 1, 31, 12, 0, 0, 0, time.UTC))
	brand := brandID(w, "glaces")
	for i, points := range []int64{15, -20} {
		answer, err := w.app.Loyalty.Do(t.Context(), account.SystemActor(brand), brand, strconv.Itoa(i), loyalty.Adjust{Member: number, Points: points, Reason: "=geste"})
		if err != nil || answer.Refused != nil {
			t.Fatal(err, answer.Refused)
		}
	}
	awa := w.visitor()
	w.signIn(awa, "awa@fans.example", "")
	const own = "/fr/m/glaces/statement"
	awa.get("/fr/m/glaces").wants(200).holds("Relevé de 2027", own+".pdf?year=2027", own+".csv?year=2026")
	table := awa.get(own+".csv").wants(200).holds("Solde au début", "'=geste")
	if !strings.HasPrefix(table.header.Get("Content-Type"), "text/csv") {
		t.Errorf("the table is %s", table.header.Get("Content-Type"))
	}
	var balances []string
	for line := range strings.Lines(table.body) {
		cells := strings.Split(strings.TrimSpace(line), ",")
		balances = append(balances, cells[len(cells)-1])
	}
	if got := strings.Join(balances[1:], " "); got != "60 75 55 55" || w.pointsOf(number) != 55 {
		t.Errorf("balances %s, and %d points now", got, w.pointsOf(number))
	}
	before := awa.get(own + ".csv?year=2026").wants(200).holds("Solde au début,,,0\n")
	if strings.Count(before.body, "\n") != 5 {
		t.Errorf("two movements in 2026:\n%s", before.body)
	}
	desk := w.desk("glaces")
	page := "/fr/admin/b/glaces/members/" + number
	desk.get(page).wants(200).holds(page + "/statement.pdf?year=2027")
	desk.get(page + "/statement.csv").wants(200).holds("'=geste")
	for _, paper := range []answer{awa.get(own + ".pdf?year=2027"), desk.get(page + "/statement.pdf")} {
		if paper.wants(200); !strings.HasPrefix(paper.body, "%PDF-") || paper.header.Get("Content-Type") != "application/pdf" {
			t.Errorf("%s is no document", paper.what)
		}
	}
	awa.get(own + ".csv?year=12").wants(422)
	w.visitor().get(own + ".pdf").leadsTo("/fr/m/glaces?next=")
	w.desk("thes").get(page + "/statement.csv").wants(404)
}
