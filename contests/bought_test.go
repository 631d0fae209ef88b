package contests_test

import (
	"sync"
	"testing"
	"time"

	"kermesse/contests"
	"kermesse/internal/db"
	"kermesse/internal/fan"
)

// buy buys tickets for a fan, in a transaction as points do.
func (h *house) buy(t *testing.T, who fan.ID, slug string, n int) error {
	t.Helper()
	return h.db.InTx(t.Context(), func(tx *db.DB) error { return h.BuyTickets(t.Context(), tx, h.brand.ID, who, slug, n) })
}

// Points buy tickets up to the number that the rules say, whatever bonuses there are beside.
func TestPointsBuyTicketsUpToTheRules(t *testing.T) {
	h := newHouse(t)
	f := form("tickets")
	f.Entry.MaxTickets, f.Entry.PointTickets = 5, 5
	_, err := h.Create(t.Context(), h.manager(), f)
	wantFields(t, err, "entry.point_tickets entry_point_tickets_invalid")
	f.Entry.PointTickets = 3
	h.open(t, f)
	in := h.enter(t, "tickets", "me@exemple.sn")
	me := in.Entry.Fan
	wantFields(t, h.buy(t, me, "tickets", 4), "tickets tickets_out_of_range")
	wantFields(t, h.buy(t, me, "tickets", 0), "tickets tickets_out_of_range")
	must(t, h.buy(t, me, "tickets", 2))
	if r := h.receipt(t, in.Entry.ID); r.Tickets != 3 || r.Revision != 2 {
		t.Errorf("%+v", r)
	}
	wantFields(t, h.buy(t, me, "tickets", 2), "tickets tickets_out_of_range")
	must(t, h.GiveTickets(t.Context(), h.manager(), "tickets", in.Entry.ID, 5))
	wantFields(t, h.buy(t, me, "tickets", 1), "tickets tickets_out_of_range") // the cap of the entry
	wantFault(t, h.buy(t, fan.ID(db.NewID()), "tickets", 1), contests.ErrEntryNotFound)
	c, err := h.Find(t.Context(), "tickets")
	must(t, err)
	h.clock.Set(c.ClosesAt.Add(time.Second))
	wantFault(t, h.buy(t, me, "tickets", 1), contests.ErrSealed)
}

// Of two who buy the last ticket for one entry at once, one has it.
func TestLastTicketForPoints(t *testing.T) {
	h := newHouse(t)
	f := form("tickets")
	f.Entry.MaxTickets, f.Entry.PointTickets = 5, 2
	h.open(t, f)
	in := h.enter(t, "tickets", "me@exemple.sn")
	var wg sync.WaitGroup
	var mu sync.Mutex
	bought := 0
	for range 8 {
		wg.Go(func() {
			if h.buy(t, in.Entry.Fan, "tickets", 1) == nil {
				mu.Lock()
				defer mu.Unlock()
				bought++
			}
		})
	}
	wg.Wait()
	if r := h.receipt(t, in.Entry.ID); bought != 2 || r.Tickets != 3 {
		t.Errorf("%d were bought, the entry has %d", bought, r.Tickets)
	}
}
