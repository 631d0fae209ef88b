package handlers

import (
	"kermesse/contests"
	"kermesse/contests/tickets"
)

// actionBody is something that entrants may or must do.
type actionBody struct {
	ID        string   `json:"id" doc:"Lower-case letters, digits and underscores."`
	Kind      string   `json:"kind" enum:"bonus,visit,code,quiz,tier,referral,proof" doc:"None pretends to know what a network hides: there is no follow, like, share or tag."`
	Label     string   `json:"label" doc:"What is asked, in your words. A condition that Facebook or Instagram forbids is refused, with the reason."`
	Tickets   int      `json:"tickets,omitempty" doc:"Each time that it counts, up to max_tickets in all."`
	Mandatory bool     `json:"mandatory,omitempty" doc:"Without it the entry stays pending."`
	Every     string   `json:"every,omitempty" enum:"day,week" doc:"Left out: it counts once. Days and weeks are those of the contest's zone."`
	After     []string `json:"after,omitempty" doc:"Ids of earlier actions that must be done first."`
	Most      int      `json:"friends_at_most,omitempty" doc:"Of a referral."`
	URL       string   `json:"url,omitempty" doc:"Of a visit."`
	Accept    []string `json:"accept,omitempty" doc:"Of a code or a quiz: what is right, whatever the case and the accents. Write-only: it is never told again, so send it with every edit."`
	Choices   []string `json:"choices,omitempty" doc:"Of a quiz. Left out: a free answer."`
	Retry     bool     `json:"another_try,omitempty" doc:"Of a quiz: a wrong answer may be followed by another."`
	Tier      string   `json:"tier,omitempty" doc:"Name of a tier of the loyalty programme: this one or a higher one."`
	Proof     string   `json:"proof,omitempty" enum:"text,link,picture" doc:"What is sent for staff to look at."`

	Also *actionAlsoBody `json:"also,omitempty" doc:"In the other language."`
}

// actionAlsoBody is an action in the contest's other language.
type actionAlsoBody struct {
	Label   string   `json:"label"`
	Choices []string `json:"choices,omitempty" doc:"In the same order."`
}

func (b *actionAlsoBody) wording() contests.QuestionWording {
	if b == nil {
		return contests.QuestionWording{}
	}
	return contests.QuestionWording{Label: b.Label, Choices: b.Choices}
}

func actionAlsoOf(w contests.QuestionWording) *actionAlsoBody {
	if w.Label == "" && len(w.Choices) == 0 {
		return nil
	}
	return &actionAlsoBody{Label: w.Label, Choices: w.Choices}
}

// whoBody is who may enter, beyond age and country.
type whoBody struct {
	Ask      bool     `json:"ask,omitempty" doc:"Age and country are asked before the form. Left out: ticking the rules' box declares them."`
	Birth    string   `json:"birth_date,omitempty" enum:"check,keep" doc:"Ask the date of birth and forget it (check), or keep it because it is needed (keep). Left out: a yes or no."`
	Invited  bool     `json:"invited_only,omitempty" doc:"Only those on the list that PUT …/contacts/invited sent."`
	NoStaff  bool     `json:"no_staff,omitempty" doc:"The brand's team here and those on the list that PUT …/contacts/excluded sent do not enter."`
	Domains  []string `json:"no_domains,omitempty" doc:"Nor do addresses of these domains."`
	RestDays int      `json:"winners_rest_days,omitempty" doc:"Whoever won a contest of the brand in so many days before does not enter."`
}

func (b entryBody) actions() []contests.Action {
	var actions []contests.Action
	for _, a := range b.Actions {
		actions = append(actions, contests.Action{
			ID: a.ID, Kind: tickets.Kind(a.Kind), Label: a.Label, Tickets: a.Tickets, Mandatory: a.Mandatory, Every: tickets.Every(a.Every),
			After: a.After, Most: a.Most, URL: a.URL, Accept: a.Accept, Choices: a.Choices, Retry: a.Retry, Tier: a.Tier, Proof: contests.ProofKind(a.Proof),
			Also: a.Also.wording(),
		})
	}
	return actions
}

// actionBodies are actions without what entrants must not read.
func actionBodies(actions []contests.Action) []actionBody {
	var bodies []actionBody
	for _, a := range actions {
		bodies = append(bodies, actionBody{
			ID: a.ID, Kind: string(a.Kind), Label: a.Label, Tickets: a.Tickets, Mandatory: a.Mandatory, Every: string(a.Every),
			After: a.After, Most: a.Most, URL: a.URL, Choices: a.Choices, Retry: a.Retry, Tier: a.Tier, Proof: string(a.Proof),
			Also: actionAlsoOf(a.Also),
		})
	}
	return bodies
}

func (b *whoBody) terms() contests.Who {
	if b == nil {
		return contests.Who{}
	}
	return contests.Who{
		Ask: b.Ask, Birth: contests.BirthRule(b.Birth), Invited: b.Invited, NoStaff: b.NoStaff, Domains: b.Domains, RestDays: b.RestDays,
	}
}

func whoBodyOf(w contests.Who) *whoBody {
	b := whoBody{Ask: w.Ask, Birth: string(w.Birth), Invited: w.Invited, NoStaff: w.NoStaff, Domains: w.Domains, RestDays: w.RestDays}
	if !w.Ask && w.Birth == "" && !w.Invited && !w.NoStaff && len(w.Domains) == 0 && w.RestDays == 0 {
		return nil
	}
	return &b
}
