package handlers

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"kermesse/contests"
	"kermesse/internal/fault"
	"kermesse/internal/picture"
)

// actOperations are what entrants do beside entering, and what staff do about it.
func (a *App) actOperations() {
	register(a, operation{
		method: http.MethodGet, path: "/contests/{slug}/receipts/{key}/actions", id: "list-actions", tag: "entries", public: true,
		summary: "Read how one's own actions stand, what is left to do, the own link for friends and the odds",
	}, a.listActions)
	register(a, operation{
		method: http.MethodPost, path: "/contests/{slug}/receipts/{key}/actions/{action}", id: "do-action", tag: "entries", public: true, natural: true,
		summary: "Do an action of one's own entry. Doing again what is done changes nothing",
	}, a.doAction)
	register(a, operation{
		method: http.MethodGet, path: "/contests/{slug}/proofs", id: "list-proofs", tag: "entries",
		summary: "List what entrants sent and staff have not looked at, the oldest first. Whoever may see people",
	}, a.listProofs)
	register(a, operation{
		method: http.MethodPost, path: "/contests/{slug}/proofs/{proof}/review", id: "review-proof", tag: "entries", status: http.StatusNoContent,
		summary: "Accept what an entrant sent, or refuse it with a reason that they read. Whoever may moderate",
	}, a.reviewProof)
	register(a, operation{
		method: http.MethodPut, path: "/contests/{slug}/contacts/{list}", id: "set-contacts", tag: "contests",
		summary: "Replace the list of who is invited, or of who is excluded; only keyed hashes are kept. Whoever may edit campaigns",
	}, a.setContacts)
}

// actionsAnswer is how the actions of an entry stand.
type actionsAnswer struct {
	Status  string         `json:"status"`
	Tickets uint64         `json:"tickets"`
	Missing []string       `json:"missing,omitempty" doc:"Mandatory actions that are not done: without them the entry does not count."`
	Actions []actionAnswer `json:"actions"`
	Friend  string         `json:"friend_url,omitempty" doc:"The entrant's own link, where friends count."`
	Odds    *oddsAnswer    `json:"odds,omitempty" doc:"Absent while they are not known."`
}

type actionAnswer struct {
	ID     string     `json:"id"`
	Kind   string     `json:"kind"`
	Label  string     `json:"label,omitempty"`
	State  string     `json:"state" enum:"locked,open,waiting,closed"`
	Sent   string     `json:"sent,omitempty" enum:"done,wrong,review,refused" doc:"What became of the last try."`
	Reason string     `json:"reason,omitempty" doc:"Of a refusal."`
	Times  int        `json:"times" doc:"How often it counts by now."`
	BackAt *time.Time `json:"back_at,omitempty" doc:"When it opens again."`
}

type oddsAnswer struct {
	Tickets uint64    `json:"tickets"`
	All     uint64    `json:"all"`
	At      time.Time `json:"at" doc:"The figures are those of this moment."`
}

type actionsResponse struct{ Body actionsAnswer }

func (a *App) listActions(ctx context.Context, in *receiptRequest) (*actionsResponse, error) {
	r, err := a.Contests.FindReceipt(ctx, in.Slug, in.Key)
	if err != nil {
		return nil, err
	}
	return a.answerActions(ctx, r)
}

func (a *App) answerActions(ctx context.Context, r contests.Receipt) (*actionsResponse, error) {
	standing, err := a.Contests.FindStanding(ctx, r.Contest, r.Entry)
	if err != nil {
		return nil, err
	}
	out := &actionsResponse{Body: actionsAnswer{
		Status: string(r.Entry.Status), Tickets: r.Entry.Tickets, Missing: standing.Missing, Actions: []actionAnswer{},
	}}
	for _, line := range standing.Acts {
		act := actionAnswer{
			ID: line.ID, Kind: string(line.Kind), Label: line.Label, State: string(line.State), Sent: string(line.Sent), Reason: line.Reason, Times: line.Times,
		}
		if !line.BackAt.IsZero() {
			at := line.BackAt.UTC()
			act.BackAt = &at
		}
		out.Body.Actions = append(out.Body.Actions, act)
	}
	if standing.Friend != "" {
		out.Body.Friend = a.friendAddress(r.Entry.Locale, r.Contest, standing.Friend)
	}
	odds, known, err := a.Contests.FindOdds(ctx, r.Contest, r.Entry)
	if known {
		out.Body.Odds = &oddsAnswer{Tickets: odds.Tickets, All: odds.All, At: odds.At.UTC()}
	}
	return out, err
}

type doActionRequest struct {
	Slug   string `path:"slug"`
	Key    string `path:"key" doc:"Last part of the receipt's address."`
	Action string `path:"action"`
	Body   struct {
		Answer  string `json:"answer,omitempty" doc:"A code, an answer, a text or a link."`
		Picture []byte `json:"picture,omitempty" doc:"A file, in base64; at most 190 kB here, 10 MB by the form of the page."`
	}
}

func (a *App) doAction(ctx context.Context, in *doActionRequest) (*actionsResponse, error) {
	form := contests.ActForm{Answer: in.Body.Answer}
	if len(in.Body.Picture) > 0 {
		p, err := a.Contests.ReadPicture(ctx, bytes.NewReader(in.Body.Picture))
		if err != nil {
			return nil, err
		}
		form.Picture = &p
	}
	r, err := a.Contests.Act(ctx, in.Slug, in.Key, in.Action, form)
	if err != nil {
		return nil, err
	}
	return a.answerActions(ctx, r)
}

// readPictures reads the pictures of an entry that a program sends.
func (a *App) readPictures(ctx context.Context, sent map[string][]byte) (map[string]picture.Picture, error) {
	pictures := make(map[string]picture.Picture, len(sent))
	for id, file := range sent {
		p, err := a.Contests.ReadPicture(ctx, bytes.NewReader(file))
		if err != nil {
			return nil, fault.Invalids(fault.From(err).At("pictures." + id))
		}
		pictures[id] = p
	}
	return pictures, nil
}

type listProofsRequest struct {
	Slug   string `path:"slug"`
	Cursor string `query:"cursor"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type listProofsResponse struct {
	Body struct {
		Items []proofAnswer `json:"items"`
		Next  string        `json:"next,omitempty"`
	}
}

type proofAnswer struct {
	ID      string    `json:"id"`
	EntryID string    `json:"entry_id"`
	Number  string    `json:"number"`
	Name    string    `json:"name,omitempty"`
	Action  string    `json:"action"`
	Label   string    `json:"label"`
	Text    string    `json:"text,omitempty" doc:"The text or the link that was sent."`
	Picture string    `json:"picture_url,omitempty" doc:"For staff, as find-entry-picture."`
	SentAt  time.Time `json:"sent_at"`
}

func (a *App) listProofs(ctx context.Context, in *listProofsRequest) (*listProofsResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	page, err := a.Contests.ListProofs(ctx, actor, in.Slug, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &listProofsResponse{}
	out.Body.Items, out.Body.Next = make([]proofAnswer, len(page.Items)), page.Next
	for i, p := range page.Items {
		out.Body.Items[i] = proofAnswer{
			ID: p.ID, EntryID: string(p.Entry.ID), Number: p.Entry.Number, Name: p.Entry.Name, Action: p.Action.ID, Label: p.Action.Label,
			Text: p.Text, SentAt: p.SentAt.UTC(),
		}
		if p.Picture != "" {
			out.Body.Items[i].Picture = a.Config.BaseURL + "/api/v1/contests/" + in.Slug + "/entries/" + string(p.Entry.ID) + "/pictures/" + url.PathEscape(p.Picture)
		}
	}
	return out, nil
}

type reviewProofRequest struct {
	Slug  string `path:"slug"`
	Proof string `path:"proof"`
	Body  struct {
		Accept bool   `json:"accept"`
		Reason string `json:"reason,omitempty" doc:"Needed for a refusal; the entrant reads it."`
	}
}

func (a *App) reviewProof(ctx context.Context, in *reviewProofRequest) (*struct{}, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	return nil, a.Contests.ReviewProof(ctx, actor, in.Slug, in.Proof, in.Body.Accept, in.Body.Reason)
}

type setContactsRequest struct {
	Slug string `path:"slug"`
	List string `path:"list" enum:"invited,excluded"`
	Body struct {
		Contacts []string `json:"contacts" doc:"E-mail addresses and telephone numbers with their country code. The panel takes longer lists, as a file."`
		Reason   string   `json:"reason,omitempty" doc:"Needed while people can enter: the rules are amended by it, and everybody reads it."`
	}
}

type setContactsResponse struct {
	Body struct {
		Contacts int `json:"contacts" doc:"How many the list has now."`
	}
}

func (a *App) setContacts(ctx context.Context, in *setContactsRequest) (*setContactsResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	// A blank first line keeps the first contact from passing for a line of titles.
	lines := "\n" + strings.Join(in.Body.Contacts, "\n")
	out := &setContactsResponse{}
	out.Body.Contacts, err = a.Contests.SetContacts(ctx, actor, in.Slug, contests.ContactList(in.List), in.Body.Reason, strings.NewReader(lines))
	return out, err
}
