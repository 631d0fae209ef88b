package contests_test

import (
	"slices"
	"testing"
	"time"

	"kermesse/contests"
	"kermesse/contests/claims"
	"kermesse/contests/instant"
	"kermesse/contests/law"
	"kermesse/internal/account"
)

// rulesFound are the rules that have something to say about a draft.
func (h *house) rulesFound(t *testing.T, f contests.Form) []string {
	t.Helper()
	c, err := h.Create(t.Context(), h.manager(), f)
	must(t, err)
	var found []string
	for _, finding := range c.Findings(h.brand, law.Year{}) {
		found = append(found, finding.Rule)
	}
	return found
}

// What is won at once is worth as much to the law as what is drawn: a bond is due for the sum.
func TestPrizesWonAtOnceCountForTheLaw(t *testing.T) {
	h := newHouse(t)
	f := game("us", instant.Everyone, 60)
	f.Law = &contests.LegalTerms{Profiles: []law.Code{law.US}}
	f.Prizes = []contests.Prize{{Name: "Cône", Winners: 1, ValueMinor: 10_00, Currency: "USD"}}
	f.Entry.MinAge = 18
	f.Entry.Instant.Prizes[0].ValueMinor, f.Entry.Instant.Prizes[0].Currency = 100_00, "USD"
	if found := h.rulesFound(t, f); !slices.Contains(found, "us.bond") {
		t.Errorf("6,010 $ of prizes: %v", found)
	}
	f.Slug, f.Entry.Instant.Prizes[0].Units = "us-2", 10
	if found := h.rulesFound(t, f); slices.Contains(found, "us.bond") {
		t.Errorf("1,010 $ of prizes: %v", found)
	}
}

// Laws look at till receipts, at pictures wherever they are asked for, at the
// words of both languages, and at the country of the organiser whatever profile was chosen.
func TestTheLawSeesAllThatIsAsked(t *testing.T) {
	h := newHouse(t)
	h.brand.Legal.Country = "SN"
	for want, change := range map[string]func(*contests.Form){
		"mu.slips": func(f *contests.Form) {
			f.Entry.MaxTickets, f.Entry.Slips = 5, &contests.SlipRules{PerMinor: 100_000, Currency: "MUR"}
		},
		"mu.images": func(f *contests.Form) {
			f.Entry.Questions = []contests.Question{{ID: "photo", Kind: contests.QuestionPicture, Label: "Votre photo"}}
		},
		"mu.wording": func(f *contests.Form) {
			f.Also.Title, f.Prizes[0].Also, f.Prizes[1].Also = "The great lottery", "A year of ice", "A cone"
		},
		"sn.permit": func(*contests.Form) {},
	} {
		f := form("loi-" + want[3:])
		f.Law = &contests.LegalTerms{Profiles: []law.Code{law.MU}}
		change(&f)
		if found := h.rulesFound(t, f); !slices.Contains(found, want) {
			t.Errorf("%s is not told: %v", want, found)
		}
	}
}

// Whoever has just a till gives out prizes: neither a code with which to answer as the winner,
// and read where they live, nor an answer for them.
func TestATillAnswersForNobody(t *testing.T) {
	h := newHouse(t)
	won := h.claimed(t, shopForm("caisse"), 10)["0.0"]
	till := h.staff(account.Till)
	_, err := h.Claims().MakeHandCode(t.Context(), till, won.ID)
	wantFault(t, err, account.ErrNotAllowed)
	answer := toBrest()
	wantFault(t, h.Claims().Assist(t.Context(), till, won.ID, "carte d’identité vue", &answer), account.ErrNotAllowed)
	wantFault(t, h.Claims().Assist(t.Context(), till, won.ID, "par téléphone", nil), account.ErrNotAllowed)
	if state := h.stateOf(t, won.ID); state != claims.Told {
		t.Errorf("the claim is %s", state)
	}
}

// Whoever has won at once and has their prize rests as a winner of the draw does; and no
// moderator brings them back into the draw that the rules took them out of.
func TestAnInstantWinnerRestsAndStaysOut(t *testing.T) {
	h := newHouse(t)
	f := game("jeu", instant.Everyone, 1)
	f.Entry.Instant.WinnersLeave = true
	f.Entry.Who.RestDays = 30
	h.open(t, f)
	in := h.enter(t, "jeu", "awa@exemple.sn")
	played, err := h.Play(t.Context(), "jeu", h.receiptKey(t, in.Entry.ID))
	must(t, err)
	wantFault(t, h.Include(t.Context(), h.manager(), "jeu", in.Entry.ID), contests.ErrEntryState)
	wantFault(t, h.Appeal(t.Context(), "jeu", h.receiptKey(t, in.Entry.ID), "encore"), contests.ErrNoAppeal)
	for _, l := range h.claimsOf(t, "jeu") {
		if l.Code == played.Code {
			must(t, h.Claims().Accept(t.Context(), h.pass(t, l), claims.Answer{}))
			must(t, h.Claims().Do(t.Context(), h.manager(), l.ID, claims.Doing{Act: claims.ActKeep}))
		}
	}
	h.clock.Advance(time.Minute)
	f = form("suivant")
	f.Entry.Who.RestDays = 30
	h.open(t, f)
	_, err = h.Enter(t.Context(), "suivant", entryForm("awa@exemple.sn"))
	wantFault(t, err, contests.ErrResting)
}

// The same code sent from two tabs at once is used once, and neither tab is told otherwise.
func TestOneCodeInTwoTabs(t *testing.T) {
	h := newHouse(t)
	f := coded("codes", false, 1)
	f.Entry.MaxTickets = 9
	h.open(t, f)
	_, codes := h.issue(t, "codes", 3)
	key := h.player(t, "codes", "awa@exemple.sn")
	for _, err := range together(8, func(int) error {
		return h.UseCode(t.Context(), "codes", key, contests.CodeForm{Typed: codes[0], Network: "net"})
	}) {
		must(t, err)
	}
	r, err := h.FindReceipt(t.Context(), "codes", key)
	must(t, err)
	if r.Entry.Tickets != 2 || r.Entry.Revision != 2 {
		t.Errorf("%d tickets, revision %d", r.Entry.Tickets, r.Entry.Revision)
	}
	_, err = h.Enter(t.Context(), "codes", withCode("bob@exemple.sn", codes[0]))
	wantFields(t, err, "code entry_code_used")
}
