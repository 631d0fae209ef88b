package contests_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"kermesse/contests"
	"kermesse/internal/account"
)

// gated is a contest for those of 18 who live in two countries.
func gated(slug string, birth contests.BirthRule) contests.Form {
	f := form(slug)
	f.Entry.MinAge, f.Entry.Countries = 18, []string{"FR", "MU"}
	f.Entry.Who = contests.Who{Ask: true, Birth: birth}
	return f
}

// Age and country are asked; of the age no more is kept than the rules say.
func TestAgeAndCountryAreAsked(t *testing.T) {
	h := newHouse(t)
	h.open(t, gated("declared", contests.BirthDeclared))
	h.open(t, gated("checked", contests.BirthChecked))
	h.open(t, gated("kept", contests.BirthKept))
	_, err := h.Enter(t.Context(), "declared", entryForm("awa@exemple.sn"))
	wantFields(t, err, "who.age too_young", "who.country country_missing")
	for _, c := range []struct {
		slug string
		who  contests.WhoForm
		kept string
		want []string
	}{
		{"declared", contests.WhoForm{OldEnough: true, Country: "fr"}, "map[who.age:18+ who.country:FR]", nil},
		{"declared", contests.WhoForm{OldEnough: true, Country: contests.OtherCountry}, "", []string{"who.country country_closed"}},
		{"declared", contests.WhoForm{Birth: "1990-01-01", Country: "SN"}, "", []string{"who.age too_young", "who.country country_closed"}},
		{"checked", contests.WhoForm{Birth: "2008-11-21", Country: "MU"}, "map[who.age:18+ who.country:MU]", nil}, // eighteen today
		{"checked", contests.WhoForm{Birth: "2008-11-22", Country: "MU"}, "", []string{"who.birth too_young"}},
		{"checked", contests.WhoForm{Birth: "2008-02-30", Country: "MU"}, "", []string{"who.birth birth_date_invalid"}},
		{"checked", contests.WhoForm{OldEnough: true, Country: "MU"}, "", []string{"who.birth birth_date_invalid"}},
		{"kept", contests.WhoForm{Birth: "1990-12-31", Country: "MU"}, "map[who.age:18+ who.birth:1990-12-31 who.country:MU]", nil},
	} {
		form := entryForm(fmt.Sprintf("fan%d@exemple.sn", h.count(t, "entries")))
		form.Who = c.who
		in, err := h.Enter(t.Context(), c.slug, form)
		if c.want != nil {
			wantFields(t, err, c.want...)
			continue
		}
		must(t, err)
		if got := fmt.Sprint(in.Entry.Answers); got != c.kept {
			t.Errorf("%s: kept %s, want %s", c.slug, got, c.kept)
		}
	}
	if n := h.count(t, "entries WHERE answers_json LIKE '%2008%'"); n != 0 {
		t.Error("a date is kept that is not needed")
	}
}

// The age is that of the contest's zone: a birthday begins there.
func TestBirthdayInTheZone(t *testing.T) {
	h := newHouse(t)
	f := gated("jeu", contests.BirthChecked)
	f.ClosesAt = noon.AddDate(0, 0, 3).Format(time.RFC3339)
	h.open(t, f)
	form := entryForm("awa@exemple.sn")
	form.Who = contests.WhoForm{Birth: "2008-11-22", Country: "MU"}
	h.clock.Set(time.Date(2026, 11, 21, 19, 59, 59, 0, time.UTC)) // 23:59:59 in Mauritius
	_, err := h.Enter(t.Context(), "jeu", form)
	wantFields(t, err, "who.birth too_young")
	h.clock.Advance(time.Second)
	_, err = h.Enter(t.Context(), "jeu", form)
	must(t, err)
}

// Only those who were invited enter; of the list nothing can be read, and it goes after the
// contest.
func TestClosedList(t *testing.T) {
	h := newHouse(t)
	f := form("jeu")
	f.Entry.Contact, f.Entry.Who.Invited = contests.ContactEither, true
	c := h.open(t, f)
	file := "\ufeffE-mail;Nom\nawa@exemple.sn;Awa\n+230 5712 3456\n\nBEN@exemple.sn,Ben\nawa@exemple.sn\n"
	n, err := h.SetContacts(t.Context(), h.manager(), "jeu", contests.ListInvited, "Invités de la fête", strings.NewReader(file))
	must(t, err)
	if n != 3 {
		t.Errorf("%d contacts", n)
	}
	h.enter(t, "jeu", "Awa@exemple.sn")
	form := entryForm("")
	form.Phone = "+23057123456"
	_, err = h.Enter(t.Context(), "jeu", form)
	must(t, err)
	_, err = h.Enter(t.Context(), "jeu", entryForm("eve@exemple.sn"))
	wantFault(t, err, contests.ErrNotInvited)
	_, err = h.SetContacts(t.Context(), h.manager(), "jeu", contests.ListInvited, "Invités de la fête", strings.NewReader("x@exemple.sn\nnot a contact\n"))
	wantFields(t, err, "file contact_list_unreadable")
	_, err = h.SetContacts(t.Context(), h.staff(account.Moderator), "jeu", contests.ListInvited, "Invités de la fête", strings.NewReader(""))
	if err == nil {
		t.Error("a moderator sent a list")
	}
	_, err = h.SetContacts(t.Context(), h.stranger(), "jeu", contests.ListInvited, "Invités de la fête", strings.NewReader(""))
	wantFault(t, err, contests.ErrNotFound)

	h.runJobs(t, c.ClosesAt)
	_, err = h.SetContacts(t.Context(), h.manager(), "jeu", contests.ListInvited, "Invités de la fête", strings.NewReader("x@exemple.sn\n"))
	wantFault(t, err, contests.ErrSealed)
	h.runJobs(t, c.DrawAt)
	h.clock.Set(c.DrawAt.AddDate(0, 0, 15+29))
	must(t, h.PurgeContacts(t.Context()))
	if h.count(t, "contest_contacts") != 3 {
		t.Error("the list went too early")
	}
	h.clock.Set(c.DrawAt.AddDate(0, 0, 15+30).Add(time.Hour))
	must(t, h.PurgeContacts(t.Context()))
	if h.count(t, "contest_contacts") != 0 {
		t.Error("the list outlives the contest")
	}
}

// Staff do not enter: the team, a domain with what is below it, and those on the list.
func TestStaffDoNotEnter(t *testing.T) {
	h := newHouse(t)
	f := form("jeu")
	f.Entry.Who.NoStaff, f.Entry.Who.Domains = true, []string{"@Glaces.example "}
	h.open(t, f)
	_, err := h.SetContacts(t.Context(), h.manager(), "jeu", contests.ListExcluded, "Invités de la fête", strings.NewReader("cousine@exemple.sn\n"))
	must(t, err)
	for _, email := range []string{"nadia@glaces.example", "x@boutique.glaces.example", "cousine@exemple.sn"} {
		_, err := h.Enter(t.Context(), "jeu", entryForm(email))
		wantFault(t, err, contests.ErrStaff)
	}
	h.enter(t, "jeu", "awa@notglaces.example")
}

// A stranger who types somebody's address does not learn from the answer that they work here:
// where an address is confirmed, its holder is told, and nobody else.
func TestListsTellStrangersNothing(t *testing.T) {
	h := newHouse(t)
	f := form("jeu")
	f.Entry.Confirm, f.Entry.Who.Domains = true, []string{"glaces.example"}
	c := h.open(t, f)
	in := h.enter(t, "jeu", "nadia@glaces.example")
	if in.Challenge == "" {
		t.Fatal("the answer differs from that to anybody else")
	}
	_, err := h.Confirm(t.Context(), "jeu", h.token(t, "nadia@glaces.example"))
	wantFault(t, err, contests.ErrStaff)
	if n, err := h.CountConfirmed(t.Context(), c); n != 0 || err != nil {
		t.Errorf("%d entries, %v", n, err)
	}
}

// Whoever won lets others go first, in the contests that say so, for as long as the contest
// that they won says; then nothing is kept of it.
func TestFormerWinnersRest(t *testing.T) {
	h := newHouse(t)
	first := form("premier")
	first.Entry.Who.RestDays = 90
	first.Prizes = first.Prizes[:1]
	c := h.open(t, first)
	h.enter(t, "premier", "awa@exemple.sn")
	h.runJobs(t, c.ClosesAt)
	h.runJobs(t, c.DrawAt)
	if h.count(t, "winner_rests") != 0 {
		t.Error("somebody rests who has not accepted")
	}
	must(t, h.Accept(t.Context(), h.manager(), "premier", contests.Place{}, contests.ReasonClaimed))
	if n := h.count(t, "winner_rests"); n != 1 {
		t.Fatalf("%d rest", n)
	}
	open := func(slug string, rest int) {
		t.Helper()
		f := form(slug)
		now := h.clock.Now()
		f.OpensAt, f.ClosesAt, f.Entry.Who.RestDays = now.Format(time.RFC3339), now.AddDate(0, 0, 120).Format(time.RFC3339), rest
		h.open(t, f)
	}
	open("deuxieme", 60)
	open("libre", 0)
	won := h.clock.Now()
	_, err := h.Enter(t.Context(), "deuxieme", entryForm("Awa@exemple.sn"))
	wantFault(t, err, contests.ErrResting)
	h.enter(t, "libre", "awa@exemple.sn")
	h.clock.Set(won.AddDate(0, 0, 60).Add(-time.Second))
	_, err = h.Enter(t.Context(), "deuxieme", entryForm("awa@exemple.sn"))
	wantFault(t, err, contests.ErrResting)
	h.clock.Set(won.AddDate(0, 0, 60))
	h.enter(t, "deuxieme", "awa@exemple.sn")
	h.clock.Set(won.AddDate(0, 0, 90))
	must(t, h.PurgeContacts(t.Context()))
	if h.count(t, "winner_rests") != 0 {
		t.Error("it is kept longer than the rules say")
	}
}

// Whoever is not eligible any more when drawn is pointed out to staff, who decide.
func TestUnfitAfterTheDraw(t *testing.T) {
	h := newHouse(t)
	f := form("jeu")
	f.Entry.Who.NoStaff = true
	c := h.open(t, f)
	h.enter(t, "jeu", "awa@exemple.sn")
	_, err := h.SetContacts(t.Context(), h.manager(), "jeu", contests.ListExcluded, "Invités de la fête", strings.NewReader("awa@exemple.sn\n"))
	must(t, err)
	h.runJobs(t, c.ClosesAt)
	h.runJobs(t, c.DrawAt)
	found, err := h.FindUnfit(t.Context(), h.manager(), "jeu")
	must(t, err)
	if len(found) != 1 || found[0].Why.Code != contests.ErrStaff.Code {
		t.Errorf("%+v", found)
	}
}

// Erasing somebody erases that they won.
func TestErasureForgetsWins(t *testing.T) {
	h := newHouse(t)
	f := form("jeu")
	f.Entry.Who.RestDays = 90
	f.Prizes = f.Prizes[:1]
	c := h.open(t, f)
	in := h.enter(t, "jeu", "awa@exemple.sn")
	h.runJobs(t, c.ClosesAt)
	h.runJobs(t, c.DrawAt)
	must(t, h.Accept(t.Context(), h.manager(), "jeu", contests.Place{}, contests.ReasonClaimed))
	must(t, h.fans.ForgetFor(t.Context(), h.staff(account.Owner), in.Entry.Fan))
	if h.count(t, "winner_rests") != 0 {
		t.Error("a win outlives the person")
	}
}

// Answers keep within what the rules say.
func TestAnswersWithinBounds(t *testing.T) {
	h := newHouse(t)
	f := form("jeu")
	f.Entry.Questions = []contests.Question{
		{ID: "n", Label: "Combien ?", Kind: contests.QuestionNumber, Min: "1", Max: "10,5"},
		{ID: "d", Label: "Quand ?", Kind: contests.QuestionDate, Min: "2026-01-01", Required: true},
		{ID: "p", Label: "Une photo", Kind: contests.QuestionPicture, Required: true},
	}
	h.open(t, f)
	form := entryForm("awa@exemple.sn")
	for _, c := range []struct{ n, d, want string }{
		{"0", "2025-12-31", "answers.n answer_too_low\nanswers.d answer_too_low\nanswers.p answer_picture_missing"},
		{"11", "31/12/2026", "answers.n answer_too_high\nanswers.d answer_date_invalid\nanswers.p answer_picture_missing"},
		{"dix", "", "answers.n answer_number_invalid\nanswers.d answer_missing\nanswers.p answer_picture_missing"},
	} {
		form.Answers = map[string]string{"n": c.n, "d": c.d}
		_, err := h.Enter(t.Context(), "jeu", form)
		wantFields(t, err, strings.Split(c.want, "\n")...)
	}
	f = impossible(f)
	_, err := h.Create(t.Context(), h.manager(), f)
	wantFields(t, err, "entry.questions[0].min question_bounds_invalid", "entry.questions[1].min question_bounds_invalid", "entry.questions[2].kind question_kind_invalid")
}

// impossible has questions that cannot be.
func impossible(f contests.Form) contests.Form {
	f.Slug = "autre"
	f.Entry.Questions = []contests.Question{
		{ID: "n", Label: "x", Kind: contests.QuestionNumber, Min: "10", Max: "1"},
		{ID: "t", Label: "x", Kind: contests.QuestionText, Max: "3"},
		{ID: "p", Label: "x", Kind: "video"},
	}
	return f
}
