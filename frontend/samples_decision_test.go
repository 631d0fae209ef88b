package frontend

import "time"

func init() {
	groups["notice"] = append(groups["notice"], NoticeFollowing, NoticeAnnounced)
}

func decisionSamples(lang string) []sample {
	const path = "/p/parfum-2027"
	said := DecisionView{
		Version: 2, Day: at(2026, 12, 4, 0, 0), At: at(2026, 12, 5, 9, 0), Follows: true, Told: 214,
		Text: either(lang, "Mangue piment sera dans nos quatre boutiques.\n\nBissap framboise aura sa semaine en mai.", "Mango and chilli will be in our four shops.\n\nHibiscus and raspberry gets a week in May."),
	}
	other := said
	other.Follows, other.Reason, other.Telling = false, either(lang, "La récolte de mangues a manqué.", "The mango harvest failed."), true
	results := func(change func(*ResultsPage)) ResultsPage {
		p := ResultsPage{Frame: brandFrame(lang, path+"/results"), Poll: samplePoll(lang, MethodSingle), State: StateClosed, Results: sampleResults(lang, true)}
		change(&p)
		return p
	}
	follow := FollowPage{Frame: brandFrame(lang, path+"/follow/confirm"), Slug: "parfum-2027", Title: samplePoll(lang, MethodSingle).Title, Contact: "a•••@exemple.sn", Pending: "zz", ValidFor: 30 * time.Minute}
	landed := follow
	landed.Token, landed.Pending = "tok", ""
	desk := AdminDecisionPage{
		AdminFrame: sampleDesk(lang, "/admin/b/glaces-du-port/polls/parfum-2027/decision"), Slug: "parfum-2027", Title: samplePoll(lang, MethodSingle).Title,
		Results: sampleResults(lang, true), Followers: 214, Form: Form{Values: map[string][]string{"follows": {"yes"}, "tell": {"yes"}, "decided_on": {"2026-12-04"}}},
	}
	again := desk
	again.Said = []DecisionView{other, said}
	again.Form.Errors = []FieldError{{Field: "reason", Message: either(lang, "Dites pourquoi : la raison est publiée.", "Say why: the reason is published.")}}
	alone := desk
	alone.Followers = 0
	return []sample{
		{"admin-decision-alone", alone},
		{"results-decision", results(func(p *ResultsPage) { p.Decision = &said })},
		{"results-decision-other", results(func(p *ResultsPage) { p.Decision, p.Former = &other, []DecisionView{said} })},
		{"results-decision-hidden", results(func(p *ResultsPage) { p.Results, p.Hidden, p.Poll.Results, p.Decision = nil, true, ResultsStaff, &said })},
		{"results-follow", results(func(p *ResultsPage) { p.Follow = &FollowView{} })},
		{"results-follow-known", results(func(p *ResultsPage) { p.Follow = &FollowView{Known: true} })},
		{"results-following", results(func(p *ResultsPage) { p.Follow, p.Notice = &FollowView{Known: true, Following: true}, NoticeFollowing })},
		{"vote-decision", VotePage{Frame: brandFrame(lang, path), Poll: samplePoll(lang, MethodSingle), State: StateClosed, Decision: &said}},
		{"follow-code", follow},
		{"follow-link", landed},
		{"stop", StopPage{Frame: brandFrame(lang, StopPath), Token: "tok", Text: either(lang, "Écrivez-moi quand Les Glaces du Port aura décidé.", "Write to me when it is decided.")}},
		{"stop-done", StopPage{Frame: sampleFrame(lang, StopPath), Token: "tok", Done: true}},
		{"admin-decision", desk},
		{"admin-decision-again", again},
	}
}
