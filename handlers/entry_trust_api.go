package handlers

import (
	"context"
	"net/http"
	"time"

	"kermesse/contests"
	"kermesse/internal/fan"
)

func (a *App) entryTrustOperations() {
	op := func(method, path, id, summary string, status int) operation {
		return operation{method: method, path: path, id: id, summary: summary, tag: "entries", status: status}
	}
	appeal := op(http.MethodPost, "/contests/{slug}/receipts/{key}/appeal", "appeal-entry", "Ask for an entry that is excluded or flagged to be looked at again; for whoever has its receipt", http.StatusNoContent)
	appeal.public = true
	register(a, appeal, a.appealEntryByAPI)
	register(a, op(http.MethodGet, "/contests/{slug}/review", "review-entries", "How many entries wait to be looked at, by reason, and one of them with what it has in common with others; for moderators", 0), a.reviewEntries)
	register(a, op(http.MethodPost, "/contests/{slug}/entries/{entry}/dismiss-appeal", "dismiss-appeal", "Answer an appeal: the entry stays excluded; for moderators", http.StatusNoContent), a.dismissAppeal)
	register(a, op(http.MethodPost, "/contests/{slug}/entries/{entry}/bar", "bar-entry", "Exclude an entry and block its entrant for a year, both or neither; for moderators", 0), a.barEntry)
	register(a, op(http.MethodPost, "/contests/{slug}/entries/{entry}/undo", "undo-review", "Take the last decision about an entry back, before closing; for moderators", http.StatusNoContent), a.undoReview)
	register(a, op(http.MethodPost, "/contests/{slug}/entries/{entry}/wave", "settle-wave", "Accept or exclude all flagged entries of the same network and day as one, at most 200 at a time; for moderators", 0), a.settleWave)
	register(a, op(http.MethodGet, "/brands/{brand}/blocks", "list-blocks", "List whom the brand keeps out of its campaigns or has looked at; for moderators", 0), a.listBlocks)
	register(a, op(http.MethodPost, "/brands/{brand}/blocks", "add-block", "Block an address, a telephone number or a domain for a time; for moderators", http.StatusCreated), a.addBlock)
	register(a, op(http.MethodDelete, "/brands/{brand}/blocks/{block}", "lift-block", "Lift a block; for moderators", http.StatusNoContent), a.liftBlock)
}

type appealEntryRequest struct {
	Slug string `path:"slug"`
	Key  string `path:"key" doc:"Last part of the receipt's address."`
	Body struct {
		Text string `json:"text,omitempty" doc:"At most 500 characters; may be left out."`
	}
}

func (a *App) appealEntryByAPI(ctx context.Context, in *appealEntryRequest) (*struct{}, error) {
	return nil, a.Contests.Appeal(ctx, in.Slug, in.Key, in.Body.Text)
}

type reviewEntriesRequest struct {
	Slug    string `path:"slug"`
	Flag    string `query:"flag" doc:"Only entries with this reason."`
	Appeals bool   `query:"appeals" doc:"Only entries with an appeal that waits."`
	At      string `query:"at" doc:"Id of an entry: it, or the next after it, is shown."`
}

type reviewEntriesResponse struct {
	Body struct {
		Flagged  int            `json:"flagged"`
		Appeals  int            `json:"appeals"`
		ByFlag   map[string]int `json:"by_flag"`
		Doubt    *doubtAnswer   `json:"doubt,omitempty" doc:"The entry to look at; none where nothing waits."`
		Previous string         `json:"previous,omitempty"`
		Next     string         `json:"next,omitempty"`
	}
}

type doubtAnswer struct {
	Entry    entryLine      `json:"entry"`
	InCommon map[string]int `json:"in_common,omitempty" doc:"By flag: other entries that share what it is about."`
	Wave     int            `json:"wave,omitempty" doc:"Flagged entries of the same network and day, this one included."`
	Appeal   *appealAnswer  `json:"appeal,omitempty"`
}

type appealAnswer struct {
	Text      string     `json:"text"`
	MadeAt    time.Time  `json:"made_at"`
	DecidedAt *time.Time `json:"decided_at,omitempty"`
	Upheld    bool       `json:"upheld"`
}

func (a *App) reviewEntries(ctx context.Context, in *reviewEntriesRequest) (*reviewEntriesResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	page, err := a.Contests.Review(ctx, actor, in.Slug, contests.ReviewFilter{Flag: contests.Flag(in.Flag), Appeals: in.Appeals, At: contests.EntryID(in.At)})
	if err != nil {
		return nil, err
	}
	out := &reviewEntriesResponse{}
	out.Body.Flagged, out.Body.Appeals = page.Flagged, page.Appeals
	out.Body.Previous, out.Body.Next = string(page.Previous), string(page.Next)
	out.Body.ByFlag = make(map[string]int, len(page.ByFlag))
	for flag, n := range page.ByFlag {
		out.Body.ByFlag[string(flag)] = n
	}
	if page.Doubt != nil {
		out.Body.Doubt = tellDoubt(*page.Doubt)
	}
	return out, nil
}

func tellDoubt(d contests.Doubt) *doubtAnswer {
	out := &doubtAnswer{Entry: tellEntryLine(d.EntryLine), Wave: d.Wave, InCommon: make(map[string]int, len(d.Kin))}
	for _, kin := range d.Kin {
		out.InCommon[string(kin.Flag)] = kin.Count
	}
	if d.Appeal != nil {
		out.Appeal = &appealAnswer{Text: d.Appeal.Said, MadeAt: d.Appeal.MadeAt, Upheld: d.Appeal.Upheld}
		if !d.Appeal.Waits() {
			out.Appeal.DecidedAt = &d.Appeal.DecidedAt
		}
	}
	return out
}

func (a *App) dismissAppeal(ctx context.Context, in *entryRequest) (*struct{}, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	return nil, a.Contests.Dismiss(ctx, actor, in.Slug, contests.EntryID(in.Entry))
}

func (a *App) undoReview(ctx context.Context, in *entryRequest) (*struct{}, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	return nil, a.Contests.Undo(ctx, actor, in.Slug, contests.EntryID(in.Entry))
}

type settleWaveRequest struct {
	Slug  string `path:"slug"`
	Entry string `path:"entry" doc:"Id of one of the entries."`
	Body  struct {
		Reason string `json:"reason,omitempty" enum:"not-eligible,duplicate-person,fraud" doc:"They are excluded for it. Left out: they are accepted."`
	}
}

type settleWaveResponse struct {
	Body struct {
		Settled int `json:"settled"`
	}
}

func (a *App) settleWave(ctx context.Context, in *settleWaveRequest) (*settleWaveResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	out := &settleWaveResponse{}
	out.Body.Settled, err = a.Contests.SettleWave(ctx, actor, in.Slug, contests.WaveVerdict{
		Entry: contests.EntryID(in.Entry), Reason: contests.Reason(in.Body.Reason),
	})
	return out, err
}

type listBlocksRequest struct {
	Brand  string `path:"brand"`
	Cursor string `query:"cursor"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type listBlocksResponse struct {
	Body struct {
		Items []blockAnswer `json:"items"`
		Next  string        `json:"next,omitempty"`
	}
}

type blockAnswer struct {
	ID        string    `json:"id"`
	Kind      string    `json:"kind" enum:"contact,domain"`
	Label     string    `json:"label" doc:"Masked; a domain in full. The address itself is not kept."`
	Effect    string    `json:"effect" enum:"flag,refuse"`
	Reason    string    `json:"reason"`
	Until     time.Time `json:"until"`
	CreatedAt time.Time `json:"created_at"`
}

func tellBlock(b fan.Block) blockAnswer {
	return blockAnswer{
		ID: b.ID, Kind: string(b.Kind), Label: b.Label, Effect: string(b.Effect), Reason: b.Reason, Until: b.Until, CreatedAt: b.CreatedAt,
	}
}

func (a *App) listBlocks(ctx context.Context, in *listBlocksRequest) (*listBlocksResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	blocks, err := a.Fans.ListBlocks(ctx, actor, in.Cursor, in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := &listBlocksResponse{}
	if len(blocks) > in.Limit {
		blocks = blocks[:in.Limit]
		out.Body.Next = blocks[in.Limit-1].ID
	}
	out.Body.Items = make([]blockAnswer, len(blocks))
	for i, b := range blocks {
		out.Body.Items[i] = tellBlock(b)
	}
	return out, nil
}

type addBlockRequest struct {
	Brand string `path:"brand"`
	Body  struct {
		Target string `json:"target" doc:"An e-mail address, a telephone number with its country code, or a domain."`
		Effect string `json:"effect" enum:"flag,refuse" doc:"flag: entries count and are looked at. refuse: they are refused, with the reason."`
		Reason string `json:"reason" doc:"Told to whoever is refused."`
		Days   int    `json:"days" minimum:"1" maximum:"730"`
	}
}

type addBlockResponse struct {
	Body blockAnswer
}

func (a *App) addBlock(ctx context.Context, in *addBlockRequest) (*addBlockResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	b, err := a.Fans.Block(ctx, actor, fan.BlockForm{
		Target: in.Body.Target, Effect: fan.BlockEffect(in.Body.Effect), Reason: in.Body.Reason, Days: in.Body.Days,
	})
	return &addBlockResponse{Body: tellBlock(b)}, err
}

type liftBlockRequest struct {
	Brand string `path:"brand"`
	Block string `path:"block" doc:"Id of the block."`
}

func (a *App) liftBlock(ctx context.Context, in *liftBlockRequest) (*struct{}, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	return nil, a.Fans.Lift(ctx, actor, in.Block)
}

type barEntryResponse struct {
	Body struct {
		Block string `json:"block" doc:"Id of the block; undo-review does not lift it by itself."`
	}
}

func (a *App) barEntry(ctx context.Context, in *excludeEntryRequest) (*barEntryResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	out := &barEntryResponse{}
	out.Body.Block, err = a.Contests.Bar(ctx, actor, in.Slug, contests.EntryID(in.Entry), contests.Reason(in.Body.Reason))
	return out, err
}
