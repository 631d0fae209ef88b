package survey_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/polls/questionnaire"
	"kermesse/polls/survey"
)

func fields(err error) []string {
	var names []string
	for _, f := range fault.From(err).Fields {
		names = append(names, f.Name+":"+f.Fault.Code)
	}
	return names
}

func TestAnswersAreKeptQuestionByQuestion(t *testing.T) {
	h := newHouse(t)
	v := h.open(t)
	awa := browser(1)
	if _, err := h.surveys.Answer(t.Context(), v, awa, sheet(false, "boutique", "nord")); err != nil {
		t.Fatal(err)
	}
	if _, err := h.surveys.Answer(t.Context(), v, awa, sheet(false, "reco", "3")); err != nil {
		t.Fatal(err)
	}
	back, err := h.surveys.FindResponse(t.Context(), v, awa)
	if err != nil || back.Done || len(back.Answers) != 2 {
		t.Fatalf("%+v, %v", back, err)
	}
	if q, ok := v.Form.Next(back.Answers, "reco"); !ok || q.ID != "pourquoi" {
		t.Errorf("they go on with %q", q.ID)
	}
	// The end without the reason: what is there stays, what is missing is named.
	_, err = h.surveys.Answer(t.Context(), v, awa, sheet(true, "reco", "4"))
	if got := fields(err); !slices.Equal(got, []string{"pourquoi:answer_required"}) {
		t.Errorf("fields %v of %v", got, err)
	}
	if back, _ := h.surveys.FindResponse(t.Context(), v, awa); *back.Answers["reco"].Milli != 4000 {
		t.Error("the changed mark was lost with the refusal")
	}
	done, err := h.surveys.Answer(t.Context(), v, awa, sheet(true, "pourquoi", "Trop froid."))
	if err != nil || !done.Done || done.Points != 0 || !done.FinishedAt.Equal(noon) {
		t.Fatalf("%+v, %v", done, err)
	}
}

func TestWhatIsRefusedLosesNothingElse(t *testing.T) {
	h := newHouse(t)
	v := h.open(t)
	_, err := h.surveys.Answer(t.Context(), v, browser(1), sheet(true, "boutique", "nord", "reco", "11"))
	if got := fields(err); !slices.Equal(got, []string{"reco:answer_range"}) {
		t.Errorf("fields %v of %v", got, err)
	}
	back, _ := h.surveys.FindResponse(t.Context(), v, browser(1))
	if back.Done || back.Answers["boutique"].Empty() {
		t.Errorf("kept %+v", back)
	}
	_, err = h.surveys.Answer(t.Context(), v, browser(1), sheet(false, "prix", "1"))
	wants(t, err, survey.ErrQuestionUnknown)
	_, err = h.surveys.Answer(t.Context(), v, browser(1), sheet(false, "pourquoi", "fini\u202e!"))
	if len(fields(err)) != 1 {
		t.Errorf("a text that turns the line around: %v", err)
	}
}

func TestOneResponseWhateverIsPressed(t *testing.T) {
	h := newHouse(t)
	v := h.open(t)
	last := sheet(true, "boutique", "sud", "reco", "10")
	var wg sync.WaitGroup
	errs := make([]error, 20)
	for i := range errs {
		wg.Go(func() { _, errs[i] = h.surveys.Answer(t.Context(), v, browser(1), last) })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Error(err)
	}
	counts, err := h.surveys.CountResponses(t.Context(), h.cm, []survey.Survey{v})
	if err != nil || counts[v.ID] != (survey.Count{Begun: 1, Taken: 1}) {
		t.Errorf("%+v, %v", counts[v.ID], err)
	}
	_, err = h.surveys.Answer(t.Context(), v, browser(1), sheet(true, "reco", "2"))
	wants(t, err, survey.ErrDone)
}

func TestNothingIsTakenOutsideItsTime(t *testing.T) {
	h := newHouse(t)
	v := h.open(t, func(t *survey.Terms) { t.OpensAt = noon.Add(time.Hour) })
	first := sheet(false, "boutique", "nord")
	_, err := h.surveys.Answer(t.Context(), v, browser(1), first)
	wants(t, err, survey.ErrNotOpenYet)
	h.clock.Set(v.ClosesAt.Add(-time.Millisecond))
	if _, err := h.surveys.Answer(t.Context(), v, browser(1), first); err != nil {
		t.Error(err)
	}
	if _, err := h.surveys.Answer(t.Context(), v, browser(2), sheet(true, "boutique", "nord", "reco", "9")); err != nil {
		t.Error(err)
	}
	h.clock.Set(v.ClosesAt)
	_, err = h.surveys.Answer(t.Context(), v, browser(1), sheet(true, "reco", "9"))
	wants(t, err, survey.ErrClosed)
	_, err = h.surveys.Answer(t.Context(), v, browser(3), first)
	wants(t, err, survey.ErrClosed)
	// A resend of what was taken in time is success.
	if _, err := h.surveys.Answer(t.Context(), v, browser(2), sheet(true, "reco", "9")); err != nil {
		t.Error(err)
	}
	if err := h.surveys.ForgetUnfinished(t.Context()); err != nil {
		t.Fatal(err)
	}
	counts, _ := h.surveys.CountResponses(t.Context(), h.cm, []survey.Survey{v})
	if counts[v.ID] != (survey.Count{Begun: 1, Taken: 1}) {
		t.Errorf("after forgetting %+v", counts[v.ID])
	}
}

func TestQuestionsAreFrozen(t *testing.T) {
	h := newHouse(t)
	v := h.open(t)
	terms := v.Terms
	terms.Thanks = survey.Text{FR: "Merci !"}
	if _, err := h.surveys.Edit(t.Context(), h.cm, v.Slug, v.Revision, terms); err != nil {
		t.Errorf("thanks cannot be reworded: %v", err)
	}
	_, err := h.surveys.Edit(t.Context(), h.cm, v.Slug, v.Revision, terms)
	wants(t, err, survey.ErrChangedMeanwhile)
	terms.Form = slices.Clone(terms.Form)
	terms.Form[1].Required = false
	_, err = h.surveys.Edit(t.Context(), h.cm, v.Slug, 0, terms)
	wants(t, err, survey.ErrFrozen)
	wants(t, h.surveys.Delete(t.Context(), h.cm, v.Slug), survey.ErrFrozen)
}

func TestPublishTellsWhatIsMissing(t *testing.T) {
	h := newHouse(t)
	terms := visit(func(t *survey.Terms) { t.ClosesAt, t.Form[0].Options = time.Time{}, nil })
	if _, err := h.surveys.Create(t.Context(), h.cm, terms); err != nil {
		t.Fatal(err)
	}
	_, err := h.surveys.Publish(t.Context(), h.cm, terms.Slug)
	wants(t, err, survey.ErrIncomplete)
	if got := fields(err); !slices.Equal(got, []string{"closes_at:survey_closing_missing", "questions.boutique:form_options_missing"}) {
		t.Errorf("fields %v", got)
	}
}

func TestBrandsDoNotSeeEachOther(t *testing.T) {
	h := newHouse(t)
	v := h.open(t)
	_, err := h.surveys.FindFor(t.Context(), h.other, v.Slug)
	wants(t, err, survey.ErrNotFound)
	_, err = h.surveys.Report(t.Context(), h.other, v, survey.Filter{})
	wants(t, err, survey.ErrNotFound)
	_, err = h.surveys.Export(t.Context(), h.other, v)
	wants(t, err, survey.ErrNotFound)
	viewer := h.cm
	viewer.Role = account.Viewer
	_, err = h.surveys.Publish(t.Context(), viewer, v.Slug)
	wants(t, err, account.ErrNotAllowed)
}

func TestReportHidesSmallGroups(t *testing.T) {
	h := newHouse(t)
	v := h.open(t)
	for i := range 30 {
		s := sheet(true, "boutique", "nord", "reco", "10")
		if i%3 == 0 {
			s = sheet(true, "boutique", "sud", "reco", "5", "pourquoi", "Trop cher.")
		}
		if i == 0 {
			s.Channel = "affiche"
		}
		if _, err := h.surveys.Answer(t.Context(), v, browser(i), s); err != nil {
			t.Fatal(err)
		}
	}
	report, err := h.surveys.Report(t.Context(), h.cm, v, survey.Filter{Cross: "reco", CrossBy: "boutique"})
	if err != nil || report.Hidden || report.Summaries[0].Bars[1].People != 10 || report.Cross.Columns[1].People != 10 {
		t.Fatalf("%+v, %v", report, err)
	}
	if got := report.Summaries[1].Score.Value; got < 33.2 || got > 33.4 { // 20 promoters, 10 detractors
		t.Errorf("NPS %v", got)
	}
	report, err = h.surveys.Report(t.Context(), h.cm, v, survey.Filter{Question: "boutique", Value: "sud"})
	if err != nil || report.Hidden || report.Shown != 10 || report.Summaries[2].Said[0] != "Trop cher." {
		t.Errorf("%+v, %v", report, err)
	}
	report, err = h.surveys.Report(t.Context(), h.cm, v, survey.Filter{Channel: "affiche"})
	if err != nil || !report.Hidden || report.Summaries != nil || !slices.Equal(report.Channels, []string{"affiche"}) {
		t.Errorf("one person is shown: %+v, %v", report, err)
	}
	lines, err := h.surveys.Export(t.Context(), h.cm, v)
	if err != nil || len(lines) != 30 || !lines[0].FinishedAt.Equal(noon) {
		t.Errorf("%d lines, %v", len(lines), err)
	}
}

func (h *house) member(t *testing.T, email string) fan.Fan {
	t.Helper()
	contact, err := fan.ParseContact(email, "", "")
	if err != nil {
		t.Fatal(err)
	}
	var f fan.Fan
	err = h.db.InTx(t.Context(), func(tx *db.DB) error {
		var err error
		f, err = h.fans.Ensure(t.Context(), tx, h.cm.Brand, contact, false)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	f.VerifiedAt = noon
	return f
}

func TestMembersAreThankedOnceAndForgotten(t *testing.T) {
	h := newHouse(t)
	v := h.open(t, func(t *survey.Terms) { t.Access = survey.AccessMember })
	awa := h.member(t, "awa@exemple.sn")
	who := survey.Respondent{Fan: awa}
	_, err := h.surveys.Answer(t.Context(), v, browser(1), sheet(false, "boutique", "nord"))
	wants(t, err, survey.ErrSignIn)
	last := sheet(true, "boutique", "other", "reco", "2", "pourquoi", "Je suis Awa, de Rose Hill.")
	last.Given["boutique"] = questionnaire.Given{Values: []string{"other"}, Other: "chez moi"}
	done, err := h.surveys.Answer(t.Context(), v, who, last)
	if err != nil || done.Points != 15 {
		t.Fatalf("%+v, %v", done, err)
	}
	if again, err := h.surveys.Answer(t.Context(), v, who, last); err != nil || again.Points != 0 || len(h.thanks.given) != 1 {
		t.Errorf("thanked again: %+v, %v, %v", again, err, h.thanks.given)
	}
	held := h.held(t, awa.ID)
	if len(held.Responses) != 1 || held.Responses[0].Answers["pourquoi"].Words == "" || !held.Responses[0].Done {
		t.Errorf("export %+v", held)
	}
	err = h.db.InTx(t.Context(), func(tx *db.DB) error { return h.surveys.Holder().Erase(t.Context(), tx, awa.ID) })
	if err != nil {
		t.Fatal(err)
	}
	if held := h.held(t, awa.ID); len(held.Responses) != 0 {
		t.Errorf("after erasure %+v", held)
	}
	lines, err := h.surveys.Export(t.Context(), h.cm, v)
	if err != nil || len(lines) != 1 || lines[0].Answers["boutique"].Other != "" || *lines[0].Answers["reco"].Milli != 2000 {
		t.Fatalf("%+v, %v", lines, err)
	}
	if _, kept := lines[0].Answers["pourquoi"]; kept || strings.Contains(lines[0].ID, string(awa.ID)) {
		t.Errorf("the words of a forgotten person are kept: %+v", lines[0])
	}
}

func (h *house) held(t *testing.T, id fan.ID) survey.Holdings {
	t.Helper()
	var held any
	err := h.db.InTx(t.Context(), func(tx *db.DB) error {
		var err error
		held, err = h.surveys.Holder().Export(t.Context(), tx, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return held.(survey.Holdings)
}

func TestCancelledSurveyTakesNothing(t *testing.T) {
	h := newHouse(t)
	v := h.open(t)
	_, err := h.surveys.Cancel(t.Context(), h.cm, v.Slug, " ")
	if got := fields(err); !slices.Equal(got, []string{"reason:survey_reason_missing"}) {
		t.Errorf("fields %v", got)
	}
	if _, err := h.surveys.Cancel(t.Context(), h.cm, v.Slug, "Boutiques fermées."); err != nil {
		t.Fatal(err)
	}
	_, err = h.surveys.Answer(t.Context(), v, browser(1), sheet(false, "boutique", "nord"))
	wants(t, err, survey.ErrCancelled)
}
