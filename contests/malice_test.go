package contests_test

import (
	"bytes"
	"errors"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"kermesse/contests"
	"kermesse/contests/beacon"
	"kermesse/contests/beacon/relay"
	"kermesse/contests/beacon/relay/relaytest"
	"kermesse/contests/draw"
	"kermesse/contests/draw/proof"
	"kermesse/internal/db"
)

// relayed makes the house ask relays over HTTP for the rounds of its test chain.
func (h *house) relayed(t *testing.T, manner relaytest.Manner) *relaytest.Relay {
	t.Helper()
	chain := testChain(t)
	r := relaytest.New(chain, h.clock)
	r.Behave(manner)
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	h.options.Beacons = map[contests.SourceKind]contests.Beacon{
		contests.SourceTest: {Chain: chain.Chain, Rounds: relay.New([]string{server.URL}, 200*time.Millisecond)},
	}
	h.Service = contests.New(h.options)
	return r
}

// TestDrawThroughHostileRelays: whatever a relay does, the draw waits for the round that
// was named, is never held with another number, and is held once somebody has it.
func TestDrawThroughHostileRelays(t *testing.T) {
	for why, manner := range map[string]relaytest.Manner{
		"late":          relaytest.Ahead(-24 * time.Hour),
		"silent":        relaytest.Silent,
		"lying":         relaytest.Lying,
		"other round":   relaytest.OtherRound,
		"foreign chain": relaytest.ForeignChain,
		"genuine hash":  relaytest.GenuineHash,
		"gigantic":      relaytest.Gigantic,
		"wrong JSON":    relaytest.WrongJSON,
	} {
		h := newHouse(t)
		r := h.relayed(t, manner)
		c := h.open(t, form("relais"))
		h.enterMany(t, "relais", 4)
		h.runJobs(t, c.ClosesAt)
		h.clock.Set(c.DrawAt)
		if err := h.DrawDue(t.Context()); err == nil {
			t.Errorf("%s: drawn", why)
		}
		if now, err := h.Find(t.Context(), "relais"); err != nil || now.Status(h.clock.Now()) != contests.AwaitingBeacon {
			t.Errorf("%s: status %s, %v", why, now.Status(h.clock.Now()), err)
		}
		r.Behave(relaytest.Honest)
		h.clock.Advance(time.Hour)
		must(t, h.DrawDue(t.Context()))
		d, err := h.FindDraw(t.Context(), "relais")
		must(t, err)
		if round, err := beacon.ParseRound(d.Beacon); err != nil || round.Number != c.Round {
			t.Errorf("%s: drawn with round %d, %v", why, round.Number, err)
		}
	}
}

// TestEarlyRelayHastensNothing: a relay that has the round too soon is not even asked.
func TestEarlyRelayHastensNothing(t *testing.T) {
	h := newHouse(t)
	r := h.relayed(t, relaytest.Ahead(24*time.Hour))
	c := h.open(t, form("tot"))
	h.enterMany(t, "tot", 3)
	h.runJobs(t, c.ClosesAt)
	h.runJobs(t, c.DrawAt.Add(-time.Second))
	if d, err := h.FindDraw(t.Context(), "tot"); err != nil || d.Drawn() || len(r.Asked()) > 0 {
		t.Errorf("before its time: drawn %v, %v, asked %v", d.Drawn(), err, r.Asked())
	}
}

// TestOrderOfDisqualificationsDoesNotMatter: a manager cannot steer who replaces whom.
func TestOrderOfDisqualificationsDoesNotMatter(t *testing.T) {
	h := newHouse(t)
	h.drawn(t, form("ordre"), 9)
	holders := func() map[contests.Place]draw.Hash {
		d, err := h.InspectDraw(t.Context(), h.manager(), "ordre")
		must(t, err)
		held := map[contests.Place]draw.Hash{}
		for _, s := range d.Slots {
			if s.Holds() {
				held[contests.Place{Attempt: 1, Prize: s.Prize, Slot: s.Slot}] = s.Commitment
			}
		}
		return held
	}
	out := []contests.Place{{Attempt: 1, Prize: 0, Slot: 0}, {Attempt: 1, Prize: 0, Slot: 1}, {Attempt: 1, Prize: 1, Slot: 0}}
	before := holders()
	var want map[contests.Place]draw.Hash
	for order := range permutations(out) {
		for _, p := range order {
			h.clock.Advance(time.Minute)
			must(t, h.Disqualify(t.Context(), h.manager(), "ordre", p, contests.ReasonNoAnswer))
		}
		got := holders()
		if want == nil {
			want = got
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("in the order %v the prizes go to %v, not %v", order, got, want)
		}
		for _, p := range slices.Backward(order) {
			h.clock.Advance(time.Minute)
			must(t, h.Reinstate(t.Context(), h.manager(), "ordre", p, contests.ReasonMistake))
		}
		if got := holders(); !reflect.DeepEqual(got, before) {
			t.Errorf("all reinstated, the prizes go to %v, not %v", got, before)
		}
	}
	if reflect.DeepEqual(want, before) {
		t.Error("nobody was replaced")
	}
}

// permutations yields every order of some things.
func permutations[T any](things []T) func(func([]T) bool) {
	return func(yield func([]T) bool) {
		var next func(n int) bool
		order := slices.Clone(things)
		next = func(n int) bool {
			if n == len(order) {
				return yield(slices.Clone(order))
			}
			for i := n; i < len(order); i++ {
				order[n], order[i] = order[i], order[n]
				if !next(n + 1) {
					return false
				}
				order[n], order[i] = order[i], order[n]
			}
			return true
		}
		next(0)
	}
}

// dropTriggers removes what keeps the database from being edited.
func (h *house) dropTriggers(t *testing.T) {
	t.Helper()
	query, drop := "SELECT name AS name, '' AS of FROM sqlite_master WHERE type = 'trigger'", "DROP TRIGGER %name"
	if h.db.Dialect() == db.Postgres {
		query = "SELECT t.tgname AS name, c.relname AS of FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal"
		drop = "DROP TRIGGER %name ON %of"
	}
	var triggers []struct{ Name, Of string }
	must(t, h.db.Gorm(t.Context()).Raw(query).Scan(&triggers).Error)
	if len(triggers) == 0 {
		t.Fatal("there are no triggers")
	}
	must(t, h.db.InTx(t.Context(), func(tx *db.DB) error {
		for _, trigger := range triggers {
			if err := tx.Gorm(t.Context()).Exec(strings.NewReplacer("%name", trigger.Name, "%of", trigger.Of).Replace(drop)).Error; err != nil {
				return err
			}
		}
		return nil
	}))
}

// judge verifies the proof that the house gives of a contest.
func (h *house) judge(t *testing.T, slug string) error {
	t.Helper()
	var packed bytes.Buffer
	if err := h.WriteProof(t.Context(), slug, &packed); err != nil {
		return err
	}
	b, err := proof.OpenZip(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
	if err != nil {
		return err
	}
	_, err = proof.Verify(b, proof.Options{})
	return err
}

// scene is what an edit may refer to.
type scene struct {
	winner, nobody draw.Hash // commitments: of the first slot, and of somebody who took none
	seed           string
	beacon         string // beacon.json of the round after
}

// edits are what somebody might change by hand once a draw was held, and the step at
// which a verification finds it.
var edits = []struct {
	why       string
	statement string
	args      func(scene) []any
	check     proof.Check
}{
	{"an entry less", "DELETE FROM entries WHERE commitment = ?", ofNobody, proof.CheckList},
	{"an entry excluded afterwards", "UPDATE entries SET status = 'excluded' WHERE commitment = ?", ofNobody, proof.CheckList},
	{"more tickets", "UPDATE entries SET tickets = tickets + 1 WHERE commitment = ?", ofNobody, proof.CheckList},
	{"another commitment", "UPDATE entries SET commitment = identity_commit WHERE commitment = ?", ofNobody, proof.CheckList},
	{"other rules", "UPDATE contest_rules SET rules_json = REPLACE(rules_json, 'Un cornet', 'Un cornet double')", nil, proof.CheckRules},
	{"fewer entries at the close", "UPDATE contest_closes SET record = REPLACE(record, 'entries 9', 'entries 8')", nil, proof.CheckList},
	{"another prize at the close", "UPDATE contest_closes SET record = REPLACE(record, 'prize 1 2 1', 'prize 1 3 1')", nil, proof.CheckTerms},
	{
		"another round", "UPDATE contest_draws SET beacon_json = ?",
		func(s scene) []any { return []any{s.beacon} }, proof.CheckBeacon,
	},
	{
		"another seed", "UPDATE contest_draws SET result = REPLACE(result, ?, ?)",
		func(s scene) []any { return []any{s.seed, draw.Hash{1}.String()} }, proof.CheckSeed,
	},
	{"another winner", "UPDATE contest_draws SET result = REPLACE(result, 'winner 0 0', 'winner 0 1')", nil, proof.CheckWinners},
	{
		"another name", "UPDATE entries SET alias = 'Paul' WHERE commitment = ?",
		func(s scene) []any { return []any{s.winner[:]} }, proof.CheckDisclosures,
	},
}

func ofNobody(s scene) []any { return []any{s.nobody[:]} }

var errUndone = errors.New("undone")

// TestDatabaseEditedByHand: its triggers refuse it and, where somebody has taken those
// away, whoever verifies the proof learns what was changed.
func TestDatabaseEditedByHand(t *testing.T) {
	for _, e := range edits {
		h := newHouse(t)
		found := h.scene(t, h.drawn(t, form("main"), 9))
		var args []any
		if e.args != nil {
			args = e.args(found)
		}
		must(t, h.judge(t, "main"))
		err := h.db.InTx(t.Context(), func(tx *db.DB) error {
			return errors.Join(tx.Gorm(t.Context()).Exec(e.statement, args...).Error, errUndone)
		})
		// Names may go, since people can ask to be forgotten.
		if refused := !strings.HasPrefix(err.Error(), errUndone.Error()); !refused && e.check != proof.CheckDisclosures {
			t.Errorf("%s: no trigger refuses it", e.why)
		}
		h.dropTriggers(t)
		must(t, h.db.InTx(t.Context(), func(tx *db.DB) error { return tx.Gorm(t.Context()).Exec(e.statement, args...).Error }))
		var invalid *proof.Invalid
		if err := h.judge(t, "main"); !errors.As(err, &invalid) || invalid.Check != e.check {
			t.Errorf("%s: %v, want it found at %q", e.why, err, e.check)
		}
	}
}

func (h *house) scene(t *testing.T, d contests.Draw) scene {
	t.Helper()
	round, err := beacon.ParseRound(d.Beacon)
	must(t, err)
	next, err := testChain(t).Sign(round.Number + 1)
	must(t, err)
	text, err := beacon.EncodeRound(testChain(t).Chain, next)
	must(t, err)
	return scene{winner: d.Slots[0].Commitment, nobody: h.notDrawn(t, d), seed: d.Seed.String(), beacon: string(text)}
}

// testChain is the chain of every house.
func testChain(t *testing.T) beacon.TestChain {
	t.Helper()
	chain, err := beacon.NewTestChain([32]byte{1}, noon.AddDate(-1, 0, 0), 3*time.Second)
	must(t, err)
	return chain
}

// notDrawn is the commitment of somebody who took no slot.
func (h *house) notDrawn(t *testing.T, d contests.Draw) draw.Hash {
	t.Helper()
	var rows []struct{ Commitment []byte }
	must(t, h.db.Gorm(t.Context()).Raw("SELECT commitment FROM entries").Scan(&rows).Error)
	for _, row := range rows {
		c := draw.Hash(row.Commitment)
		if !slices.ContainsFunc(d.Slots, func(s contests.Slot) bool { return s.Commitment == c }) {
			return c
		}
	}
	t.Fatal("everybody was drawn")
	return draw.Hash{}
}

// TestTwoContestsOfOneDraw: a draw's id is its contest's, and there is one of it; what was
// entered in one contest is nothing in another.
func TestTwoContestsOfOneDraw(t *testing.T) {
	h := newHouse(t)
	one, two := h.open(t, form("un")), h.open(t, form("deux"))
	if err := h.db.InTx(t.Context(), func(tx *db.DB) error {
		return tx.Gorm(t.Context()).Exec("UPDATE contests SET id = ? WHERE id = ?", string(one.ID), string(two.ID)).Error
	}); err == nil {
		t.Error("two contests have one id")
	}
	a, b := h.enter(t, "un", "fan@exemple.sn"), h.enter(t, "deux", "fan@exemple.sn")
	if a.Entry.Commitment == b.Entry.Commitment {
		t.Error("the same person has the same commitment in two draws")
	}
	h.dropTriggers(t)
	if err := h.db.InTx(t.Context(), func(tx *db.DB) error {
		return tx.Gorm(t.Context()).Exec("UPDATE entries SET contest_id = ? WHERE contest_id = ?", string(one.ID), string(two.ID)).Error
	}); err == nil {
		t.Error("one person stands in one contest twice")
	}
}
