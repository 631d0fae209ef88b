package handlers

import (
	"context"
	"net/http"
	"time"

	"kermesse/polls"
)

// sittingOperations are polls that show a few options at a time.
func (a *App) sittingOperations() {
	public := func(method, path, id, summary string) operation {
		return operation{method: method, path: path, id: id, summary: summary, tag: "polls", public: true, natural: true}
	}
	register(a, public(http.MethodPost, "/polls/{slug}/sets", "begin-sitting",
		"Get the duels or best–worst sets that this voter compares: always the same, as long as the cookie is kept"), a.beginSitting)
	register(a, public(http.MethodGet, "/polls/{slug}/sets", "find-sitting",
		"Read the sets of this voter, and what has been answered so far"), a.findSitting)
	register(a, public(http.MethodPut, "/polls/{slug}/sets", "answer-sets",
		"Keep answers to go on with later. They are no ballot: vote hands them in"), a.answerSets)
	register(a, public(http.MethodGet, "/polls/{slug}/round", "read-round",
		"Read the round of a bracket that ballots are taken for"), a.readRound)
}

// sittingAnswer is what one voter is asked.
type sittingAnswer struct {
	Sets     []pickBody `json:"sets" doc:"In the order in which they are shown, and so are the options of each; best and worst are left out where there is no answer yet."`
	Answered int        `json:"answered"`
}

type sittingResponse struct {
	CacheControl string `header:"Cache-Control"`
	Body         sittingAnswer
}

type answerSetsRequest struct {
	Slug string `path:"slug"`
	Body struct {
		Picks []pickBody `json:"picks" maxItems:"100" doc:"Each in place of a former answer to the same set."`
	}
}

func (a *App) beginSitting(ctx context.Context, in *pollRequest) (*sittingResponse, error) {
	p, err := a.Polls.Find(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	voter, err := a.voterByAPI(ctx, p)
	if err != nil {
		return nil, err
	}
	return tellSitting(a.Polls.Sit(ctx, p, voter))
}

func (a *App) findSitting(ctx context.Context, in *pollRequest) (*sittingResponse, error) {
	p, voter, err := a.pollAndVoter(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	return tellSitting(a.Polls.FindSitting(ctx, p, voter))
}

func (a *App) answerSets(ctx context.Context, in *answerSetsRequest) (*sittingResponse, error) {
	p, voter, err := a.pollAndVoter(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	return tellSitting(a.Polls.Answer(ctx, p, voter, pickedIn(in.Body.Picks)))
}

func tellSitting(s polls.Sitting, err error) (*sittingResponse, error) {
	if err != nil {
		return nil, err
	}
	return &sittingResponse{CacheControl: "no-store", Body: sittingAnswer{Sets: tellPicks(s.Picks), Answered: s.Answered()}}, nil
}

// roundBody is a round of a bracket.
type roundBody struct {
	Number int        `json:"number" doc:"From 1."`
	Rounds int        `json:"rounds" doc:"How many there are in all."`
	Pairs  [][]string `json:"pairs" doc:"Who meets, the better seed first. A ballot picks the best of each pair, or of some."`
	EndsAt time.Time  `json:"ends_at" doc:"From then on no ballot of this round is taken or changed."`
}

type roundResponse struct {
	Body roundBody
}

func (a *App) readRound(ctx context.Context, in *pollRequest) (*roundResponse, error) {
	p, err := a.Polls.Find(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	round, err := a.Polls.Playing(ctx, p)
	if err != nil {
		return nil, err
	}
	out := &roundResponse{Body: roundBody{Number: round.Number, Rounds: p.Rounds(), Pairs: [][]string{}, EndsAt: round.Ends}}
	for _, pair := range round.Pairs {
		out.Body.Pairs = append(out.Body.Pairs, optionTexts(pair))
	}
	return out, nil
}
