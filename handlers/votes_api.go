package handlers

import (
	"context"
	"net/http"
	"time"

	"kermesse/internal/fan"
	"kermesse/polls"
	"kermesse/polls/tally"
)

// ballotBody is a ballot: one of the four, as the poll's ballot says.
type ballotBody struct {
	Choices []string         `json:"choices,omitempty" doc:"Ids of the options named."`
	Ranking [][]string       `json:"ranking,omitempty" doc:"Ids in order, best first; those of a group are equal. Options left out come last."`
	Scores  map[string]int64 `json:"scores,omitempty" doc:"A whole number for each option."`
	Picks   []pickBody       `json:"picks,omitempty" doc:"Answers to sets that this voter was shown, or to the pairs of a bracket's round."`
}

// pickBody is the answer to one small set of options.
type pickBody struct {
	Shown []string `json:"shown" doc:"Ids of the options that were compared, in any order."`
	Best  string   `json:"best,omitempty" doc:"Left out in an answer of a sitting: it is taken back."`
	Worst string   `json:"worst,omitempty" doc:"Of a best–worst set."`
}

func pickedIn(bodies []pickBody) []tally.Pick {
	picks := make([]tally.Pick, len(bodies))
	for i, b := range bodies {
		picks[i] = tally.Pick{Shown: optionIDs(b.Shown), Best: tally.OptionID(b.Best), Worst: tally.OptionID(b.Worst)}
	}
	return picks
}

func tellPicks(picks []tally.Pick) []pickBody {
	var out []pickBody
	for _, p := range picks {
		out = append(out, pickBody{Shown: optionTexts(p.Shown), Best: string(p.Best), Worst: string(p.Worst)})
	}
	return out
}

func (b ballotBody) ballot() tally.Ballot {
	out := tally.Ballot{Choices: optionIDs(b.Choices), Picks: pickedIn(b.Picks)}
	for _, group := range b.Ranking {
		out.Ranking = append(out.Ranking, optionIDs(group))
	}
	for id, score := range b.Scores {
		if out.Scores == nil {
			out.Scores = make(map[tally.OptionID]int64, len(b.Scores))
		}
		out.Scores[tally.OptionID(id)] = score
	}
	return out
}

func optionIDs(ids []string) []tally.OptionID {
	out := make([]tally.OptionID, len(ids))
	for i, id := range ids {
		out[i] = tally.OptionID(id)
	}
	return out
}

func tellBallot(b tally.Ballot) ballotBody {
	out := ballotBody{Choices: optionTexts(b.Choices), Picks: tellPicks(b.Picks)}
	for _, group := range b.Ranking {
		out.Ranking = append(out.Ranking, optionTexts(group))
	}
	for id, score := range b.Scores {
		if out.Scores == nil {
			out.Scores = make(map[string]int64, len(b.Scores))
		}
		out.Scores[string(id)] = score
	}
	return out
}

type voteRequest struct {
	Slug string `path:"slug"`
	Body voteBody
}

// voteBody is a ballot and, where the poll asks for it, an address. Its first fields are
// those of ballotBody, which the schema would leave out if it were embedded.
type voteBody struct {
	Choices []string         `json:"choices,omitempty" doc:"Ids of the options named."`
	Ranking [][]string       `json:"ranking,omitempty" doc:"Ids in order, best first; those of a group are equal. Options left out come last."`
	Scores  map[string]int64 `json:"scores,omitempty" doc:"A whole number for each option."`
	Picks   []pickBody       `json:"picks,omitempty" doc:"Answers to sets that this voter was shown, or to the pairs of a bracket's round."`
	Email   string           `json:"email,omitempty" doc:"For polls by verified e-mail: the vote waits until the address is proved. With proof_of_work, in place of the work."`
	WriteIn string           `json:"write_in,omitempty" doc:"What is not an option, where the poll takes write-ins: held until staff have read it."`
	Comment *string          `json:"comment,omitempty" doc:"Why, up to 300 characters, where the poll takes comments. A vote replaces the one before it, comment included; the very same ballot sent without one leaves it."`
	Code    string           `json:"code,omitempty" doc:"For polls by unique code, as typed."`
	Work    string           `json:"altcha,omitempty" doc:"Proof of work, as ALTCHA clients send it: base64 of JSON with algorithm, challenge, number, salt and signature."`
}

// voteAnswer is a vote as its voter is told about it.
type voteAnswer struct {
	VoteID    string            `json:"vote_id"`
	Status    string            `json:"status" enum:"counted,changed,repeated,pending,quarantined"`
	Receipt   string            `json:"receipt" doc:"Number in the list of votes that were counted; empty while pending. It says nothing of what was chosen."`
	Tracker   string            `json:"tracker,omitempty" doc:"Line of this ballot in the published list, once the poll is closed; told to its voter alone."`
	Ballot    ballotBody        `json:"ballot" doc:"What was recorded."`
	WriteIn   string            `json:"write_in,omitempty"`
	IdeaState string            `json:"write_in_state,omitempty" enum:"held,accepted,merged,declined"`
	Comment   *ownCommentAnswer `json:"comment,omitempty" doc:"The reason given with it."`
	At        time.Time         `json:"at"`
	Points    int64             `json:"points,omitempty" doc:"Loyalty points that this vote has just earned."`
	URL       string            `json:"url,omitempty" doc:"The receipt's page."`
	Challenge string            `json:"challenge,omitempty" doc:"While pending: goes back with the code."`
	MailAt    *time.Time        `json:"mail_at,omitempty" doc:"While pending: the mail leaves then, because many were sent from this network."`
	Aside     bool              `json:"quarantined,omitempty" doc:"Set aside for a review: it does not count as long as it is."`
	Signals   []string          `json:"signals,omitempty" doc:"Why it was set aside: network_cap, velocity, disposable_mail, blocked, no_cookie."`
	Decision  string            `json:"decision,omitempty" enum:"released,kept"`
	Reason    string            `json:"reason,omitempty" doc:"Of the decision."`
	Appeal    string            `json:"appeal,omitempty"`
}

type voteResponse struct {
	Status int
	Body   voteAnswer
}

func (a *App) vote(ctx context.Context, in *voteRequest) (*voteResponse, error) {
	p, err := a.Polls.Recall(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	said := ballotBody{Choices: in.Body.Choices, Ranking: in.Body.Ranking, Scores: in.Body.Scores, Picks: in.Body.Picks}
	cast := polls.Cast{
		Ballot: said.ballot(), Locale: requestFrom(ctx).lang, Network: a.clientNetwork(requestFrom(ctx).c),
		WriteIn: in.Body.WriteIn, Comment: in.Body.Comment, Code: in.Body.Code, Work: in.Body.Work,
	}
	if in.Body.Email != "" {
		if cast.Contact, err = fan.ParseContact(in.Body.Email, "", ""); err != nil {
			return nil, err
		}
	}
	voter, err := a.voterByAPI(ctx, p)
	if err != nil {
		return nil, err
	}
	vote, err := a.Polls.Vote(ctx, p, voter, cast)
	if err == nil {
		a.keepStub(requestFrom(ctx).c, p, vote)
	}
	return a.answerVote(p, vote, err)
}

// voterByAPI gives a client that has no cookie yet one with the answer: a program that
// keeps no cookies is another voter each time, as the level of access says in public.
func (a *App) voterByAPI(ctx context.Context, p polls.Poll) (polls.Voter, error) {
	c := requestFrom(ctx).c
	voter, err := a.voterOf(c, p)
	if err != nil || voter.Device != "" {
		return voter, err
	}
	id, err := a.newDevice(c)
	voter.Device = string(id)
	return voter, err
}

func (a *App) answerVote(p polls.Poll, v polls.Vote, err error) (*voteResponse, error) {
	if err != nil {
		return nil, err
	}
	out := &voteResponse{Status: http.StatusOK, Body: voteAnswer{
		VoteID: v.ID, Status: string(v.Outcome), Receipt: v.Receipt, Tracker: v.Tracker, Ballot: tellBallot(v.Ballot), At: v.At, Points: v.Points,
		WriteIn: v.WriteIn, IdeaState: string(v.WriteInState), Comment: tellOwnComment(v.Comment),
		Challenge: v.Challenge.ID, MailAt: optionalTime(v.MailAt), Aside: v.Aside, Signals: signalNames(v.Signals),
		Decision: string(v.Review), Reason: v.Reason, Appeal: v.Appeal,
	}}
	switch v.Outcome {
	case polls.Counted, polls.Quarantined:
		out.Status = http.StatusCreated
	case polls.Pending:
		out.Status = http.StatusAccepted
	}
	if v.Key != "" {
		out.Body.URL = a.Config.BaseURL + "/p/" + p.Slug + "/receipt/" + v.Key
	}
	return out, nil
}

type confirmVoteRequest struct {
	Slug string `path:"slug"`
	Body struct {
		Token     string `json:"token,omitempty" doc:"From the link in the mail; or:"`
		Challenge string `json:"challenge,omitempty" doc:"From the answer to the vote, with:"`
		Code      string `json:"code,omitempty" doc:"The six digits of the mail."`
	}
}

func (a *App) confirmVoteByAPI(ctx context.Context, in *confirmVoteRequest) (*voteResponse, error) {
	token := in.Body.Token
	if token == "" {
		var err error
		if token, err = a.Fans.Guess(ctx, in.Body.Challenge, in.Body.Code); err != nil {
			return nil, err
		}
	}
	p, vote, err := a.Polls.Confirm(ctx, token)
	if err == nil {
		a.keepStub(requestFrom(ctx).c, p, vote)
	}
	return a.answerVote(p, vote, err)
}

func (a *App) findMyVote(ctx context.Context, in *pollRequest) (*voteResponse, error) {
	p, voter, err := a.pollAndVoter(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	vote, err := a.Polls.FindVote(ctx, p, voter)
	return a.answerVote(p, vote, err)
}

func (a *App) withdrawVote(ctx context.Context, in *pollRequest) (*struct{}, error) {
	p, voter, err := a.pollAndVoter(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	return nil, a.Polls.Withdraw(ctx, p, voter)
}

func (a *App) pollAndVoter(ctx context.Context, slug string) (polls.Poll, polls.Voter, error) {
	p, err := a.Polls.Find(ctx, slug)
	if err != nil {
		return p, polls.Voter{}, err
	}
	voter, err := a.voterOf(requestFrom(ctx).c, p)
	return p, voter, err
}
