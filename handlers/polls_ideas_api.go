package handlers

import (
	"context"
	"net/http"

	"kermesse/polls"
	"kermesse/polls/tally"
)

func (a *App) pollIdeaOperations() {
	staff := func(method, path, id, summary string, status int) operation {
		return operation{method: method, path: path, id: id, summary: summary, tag: "polls", status: status}
	}
	register(a, staff(http.MethodPost, "/polls/{slug}/call", "call-for-proposals", "Make a draft public for fans to propose options", 0), a.callPoll)
	register(a, staff(http.MethodGet, "/polls/{slug}/proposals", "list-proposals", "List what fans have proposed, or written on ballots", 0), a.listProposals)
	register(a, staff(http.MethodPost, "/polls/{slug}/proposals/{proposal}/accept", "accept-proposal", "Make an option of a proposal", 0), a.acceptProposal)
	register(a, staff(http.MethodPost, "/polls/{slug}/proposals/{proposal}/merge", "merge-proposal", "Count a proposal for the option that says the same", 0), a.mergeProposal)
	register(a, staff(http.MethodPost, "/polls/{slug}/proposals/{proposal}/decline", "decline-proposal", "Count a proposal for nothing, for a reason that is published", 0), a.declineProposal)

	public := staff(http.MethodPost, "/polls/{slug}/proposals", "propose-option", "Propose an option for a vote to come", http.StatusCreated)
	public.public = true
	register(a, public, a.propose)
	templates := staff(http.MethodGet, "/poll-templates", "list-poll-templates", "List polls to begin with", 0)
	templates.public = true
	register(a, templates, a.listPollTemplates)
}

func (a *App) callPoll(ctx context.Context, in *pollRequest) (*pollResponse, error) {
	_, actor, err := a.atDesk(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	p, err := a.Polls.Call(ctx, actor, in.Slug)
	return a.answerPoll(ctx, p, err)
}

type proposalAnswer struct {
	ID     string `json:"id" doc:"Of the option it becomes."`
	Label  string `json:"label" doc:"As it was first typed."`
	State  string `json:"state" enum:"held,accepted,merged,declined"`
	Into   string `json:"into,omitempty" doc:"Id of the option it was merged into."`
	Reason string `json:"reason,omitempty"`
	Voters int64  `json:"voters" doc:"Who proposed it, or wrote it on a ballot; -1 where figures may not be told yet."`
}

func tellProposal(p polls.Proposal) proposalAnswer {
	return proposalAnswer{
		ID: string(p.ID), Label: p.Label, State: string(p.State), Into: string(p.Into), Reason: p.Reason, Voters: p.Voters,
	}
}

type proposalsResponse struct {
	Body struct {
		Items []proposalAnswer `json:"items"`
		Next  string           `json:"next,omitempty" doc:"Empty: the list is whole."`
	}
}

func (a *App) listProposals(ctx context.Context, in *pollRequest) (*proposalsResponse, error) {
	p, actor, err := a.atDesk(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	list, err := a.Polls.ListProposals(ctx, actor, p)
	if err != nil {
		return nil, err
	}
	out := &proposalsResponse{}
	out.Body.Items = make([]proposalAnswer, len(list))
	for i, proposal := range list {
		out.Body.Items[i] = tellProposal(proposal)
	}
	return out, nil
}

type proposeRequest struct {
	Slug string `path:"slug"`
	Body struct {
		Label string `json:"label" doc:"Up to 80 characters. Nobody but staff sees it until they make an option of it."`
	}
}

type proposeResponse struct {
	Body struct {
		Label string `json:"label"`
		State string `json:"state" enum:"held"`
	}
}

func (a *App) propose(ctx context.Context, in *proposeRequest) (*proposeResponse, error) {
	p, err := a.Polls.Find(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	voter, err := a.voterByAPI(ctx, p)
	if err != nil {
		return nil, err
	}
	proposal, err := a.Polls.Propose(ctx, p, voter, in.Body.Label)
	if err != nil {
		return nil, err
	}
	out := &proposeResponse{}
	out.Body.Label, out.Body.State = proposal.Label, string(proposal.State)
	return out, nil
}

type acceptProposalRequest struct {
	Slug     string `path:"slug"`
	Proposal string `path:"proposal"`
	Body     struct {
		Label words `json:"label,omitempty" doc:"Name of the option. Once the vote is published: the proposal as it is written, spelling and a translation aside."`
	}
}

func (a *App) acceptProposal(ctx context.Context, in *acceptProposalRequest) (*pollResponse, error) {
	draft, actor, err := a.atDesk(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	brand, err := a.Accounts.FindBrand(ctx, draft.Brand)
	if err != nil {
		return nil, err
	}
	fr, en := in.Body.Label.in(brand.Locale)
	p, err := a.Polls.Accept(ctx, actor, in.Slug, tally.OptionID(in.Proposal), polls.Text{FR: fr, EN: en})
	return a.answerPoll(ctx, p, err)
}

type mergeProposalRequest struct {
	Slug     string `path:"slug"`
	Proposal string `path:"proposal"`
	Body     struct {
		Into string `json:"into" doc:"Id of an option."`
	}
}

func (a *App) mergeProposal(ctx context.Context, in *mergeProposalRequest) (*pollResponse, error) {
	_, actor, err := a.atDesk(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	p, err := a.Polls.Merge(ctx, actor, in.Slug, tally.OptionID(in.Proposal), tally.OptionID(in.Body.Into))
	return a.answerPoll(ctx, p, err)
}

type declineProposalRequest struct {
	Slug     string `path:"slug"`
	Proposal string `path:"proposal"`
	Body     struct {
		Reason string `json:"reason" doc:"Published; the proposal itself is not."`
	}
}

func (a *App) declineProposal(ctx context.Context, in *declineProposalRequest) (*pollResponse, error) {
	_, actor, err := a.atDesk(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	p, err := a.Polls.Decline(ctx, actor, in.Slug, tally.OptionID(in.Proposal), in.Body.Reason)
	return a.answerPoll(ctx, p, err)
}

// pollTemplateAnswer is a poll to begin with, to be completed and sent to create-poll.
type pollTemplateAnswer struct {
	Key        string               `json:"key" enum:"flavour,scent,packaging,destination,topic"`
	Title      words                `json:"title"`
	Intro      words                `json:"intro"`
	Method     string               `json:"method"`
	Options    []templateOptionBody `json:"options"`
	Access     string               `json:"access"`
	Results    string               `json:"results"`
	NoneOption string               `json:"none_option,omitempty"`
	WriteIns   bool                 `json:"write_ins,omitempty"`
}

type templateOptionBody struct {
	ID    string `json:"id"`
	Label words  `json:"label"`
	Note  words  `json:"note"`
}

type pollTemplatesResponse struct {
	Body struct {
		Items []pollTemplateAnswer `json:"items"`
		Next  string               `json:"next,omitempty" doc:"Empty: the list is whole."`
	}
}

func (a *App) listPollTemplates(context.Context, *struct{}) (*pollTemplatesResponse, error) {
	out := &pollTemplatesResponse{}
	for _, template := range polls.Templates() {
		t := template.Terms
		item := pollTemplateAnswer{
			Key: template.Key, Title: bothWords(t.Title), Intro: bothWords(t.Intro), Method: string(t.Method), Access: string(t.Access),
			Results: string(t.Visibility), NoneOption: string(t.NoneOption), WriteIns: t.WriteIns,
		}
		for _, o := range t.Options {
			item.Options = append(item.Options, templateOptionBody{ID: string(o.ID), Label: bothWords(o.Label), Note: bothWords(o.Note)})
		}
		out.Body.Items = append(out.Body.Items, item)
	}
	return out, nil
}
