package handlers

import (
	"context"
	"net/http"

	"kermesse/contests"
	"kermesse/contests/share"
	"kermesse/internal/account"
	"kermesse/places"
)

// contestMakingOperations are what a contest goes through before it is published, and what
// is posted about it.
func (a *App) contestMakingOperations() {
	staff := func(method, path, id, summary string, status int) operation {
		return operation{method: method, path: path, id: id, summary: summary, tag: "contests", status: status}
	}
	register(a, staff(http.MethodPost, "/brands/{brand}/contests/begin", "begin-contest", "Begin a contest with a template: an unfinished draft with dates, texts and settings filled in", http.StatusCreated), a.beginContest)
	register(a, staff(http.MethodPost, "/contests/{slug}/duplicate", "duplicate-contest", "Make a draft that says what a contest says, its dates moved on by weeks; no person is copied", http.StatusCreated), a.copyContest)
	register(a, staff(http.MethodPut, "/contests/{slug}/schedule", "schedule-contest", "Have a draft publish itself at a moment, or no more", 0), a.scheduleContest)
	register(a, staff(http.MethodGet, "/contests/{slug}/share", "contest-share-texts", "Write the posts for each network, with what it asks for", 0), a.shareTexts)
	register(a, staff(http.MethodPost, "/contests/{slug}/share/lint", "lint-share-text", "Look for what a post may not say, and for what it lacks", 0).repeatable(), a.lintText)
	register(a, staff(http.MethodPost, "/contests/{slug}/rehearsal/entries", "rehearse-entry", "Read an entry as a draft would; nothing is kept and nobody is told", 0).repeatable(), a.rehearseEntryByAPI)
	register(a, staff(http.MethodPost, "/contests/{slug}/rehearsal/draw", "rehearse-draw", "Draw among invented entries by a draft's prizes; no draw, and the same each time", 0).repeatable(), a.rehearseDrawByAPI)
}

// repeatable marks an operation that keeps nothing, so that its answers are not stored.
func (o operation) repeatable() operation {
	o.natural = true
	return o
}

type beginContestRequest struct {
	Brand string `path:"brand" doc:"Slug of the brand."`
	Body  struct {
		Template  string `json:"template" enum:"giveaway,question,codes,event"`
		Title     string `json:"title" doc:"In the brand's language."`
		AlsoTitle string `json:"also_title,omitempty" doc:"In the other one. Left out: the contest is written in one language."`
	}
}

func (a *App) beginContest(ctx context.Context, in *beginContestRequest) (*contestResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	c, err := a.Contests.Begin(ctx, actor, contests.FromTemplate(contests.Template(in.Body.Template), brand, a.Clock.Now(), in.Body.Title, in.Body.AlsoTitle))
	return a.answerContest(ctx, c, err)
}

func (a *App) copyContest(ctx context.Context, in *contestRequest) (*contestResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	c, err := a.Contests.Duplicate(ctx, actor, in.Slug)
	return a.answerContest(ctx, c, err)
}

type scheduleContestRequest struct {
	Slug string `path:"slug"`
	Body struct {
		PublishAt string `json:"publish_at,omitempty" doc:"RFC 3339, or a local time of the contest's zone. Left out: by hand." example:"2026-12-01T09:00"`
	}
}

func (a *App) scheduleContest(ctx context.Context, in *scheduleContestRequest) (*contestResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	c, err := a.Contests.Schedule(ctx, actor, in.Slug, in.Body.PublishAt)
	return a.answerContest(ctx, c, err)
}

type shareTextsResponse struct {
	Body struct {
		Items []shareTextAnswer `json:"items"`
	}
}

type shareTextAnswer struct {
	Network  string `json:"network"`
	Language string `json:"language"`
	Text     string `json:"text"`
	Length   int    `json:"length" doc:"As the network counts."`
	Max      int    `json:"max" doc:"0: no limit that a post reaches."`
	URL      string `json:"url,omitempty" doc:"Opens the network's own window, where it has one."`
}

func (a *App) shareTexts(ctx context.Context, in *contestRequest) (*shareTextsResponse, error) {
	contest, err := a.contestOfStaff(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	brand, err := a.Accounts.FindBrand(ctx, contest.Brand)
	if err != nil {
		return nil, err
	}
	out := &shareTextsResponse{}
	for _, n := range share.Networks() {
		terms, _ := share.TermsOf(n)
		for _, language := range a.shareLanguages(contest) {
			words := share.Text(n, a.shareFacts(contest, brand, language))
			out.Body.Items = append(out.Body.Items, shareTextAnswer{
				Network: string(n), Language: language, Text: words, Length: share.Length(n, words), Max: terms.MaxChars, URL: a.shareHref(n, words, contest, language),
			})
		}
	}
	return out, nil
}

// contestOfStaff finds a contest, drafts included, for whoever works for its brand.
func (a *App) contestOfStaff(ctx context.Context, slug string) (contests.Contest, error) {
	actor, err := a.contestActor(ctx, slug)
	if err != nil {
		return contests.Contest{}, err
	}
	return a.Contests.Inspect(ctx, actor, slug)
}

type lintTextRequest struct {
	Slug string `path:"slug"`
	Body struct {
		Network string `json:"network" enum:"facebook,instagram,whatsapp,tiktok,x,linkedin,youtube"`
		Text    string `json:"text" maxLength:"70000"`
	}
}

type lintTextResponse struct {
	Body struct {
		Findings []postFinding `json:"findings" doc:"Empty: nothing was found. What is not found is not thereby allowed."`
	}
}

type postFinding struct {
	Rule   string `json:"rule" enum:"tag_friends,share_post,follow_account,purchase_condition,false_free,cost_to_winner,personal_data,lottery_words,no_disclaimer,no_rules,too_long"`
	Level  string `json:"level" enum:"forbidden,advised" doc:"forbidden by the network or the law, or advised against."`
	Detail string `json:"detail" doc:"In words, in the language asked for."`
	Quote  string `json:"quote,omitempty" doc:"The sentence; absent where something is missing."`
}

func (a *App) lintText(ctx context.Context, in *lintTextRequest) (*lintTextResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	contest, err := a.Contests.Inspect(ctx, actor, in.Slug)
	if err != nil {
		return nil, err
	}
	findings, err := a.lintPost(ctx, actor, contest, share.Network(in.Body.Network), in.Body.Text)
	if err != nil {
		return nil, err
	}
	out := &lintTextResponse{}
	out.Body.Findings = []postFinding{}
	for _, f := range findings {
		out.Body.Findings = append(out.Body.Findings, postFinding{
			Rule: string(f.Rule), Level: string(f.Level), Quote: f.Quote, Detail: a.Pages.Text(requestFrom(ctx).lang, "share_rule."+string(f.Rule)),
		})
	}
	return out, nil
}

// lintPost looks at a text about a contest. All addresses of the contest count as its link.
func (a *App) lintPost(ctx context.Context, actor account.Actor, contest contests.Contest, n share.Network, words string) ([]share.Finding, error) {
	links, err := a.Places.ListLinks(ctx, actor, places.Campaign{Kind: places.Contest, ID: string(contest.ID), Brand: contest.Brand, Slug: contest.Slug})
	if err != nil {
		return nil, err
	}
	return share.Lint(share.Post{
		Text: words, Network: n, Links: sharePostLinks(a.Config.BaseURL, contest, links), Countries: contest.Entry.Countries,
		Purchase: contest.PurchaseLinked(), Unfree: !contest.Cost().Free(),
	}), nil
}

type rehearseEntryRequest struct {
	Slug string `path:"slug"`
	Body entryFormBody
}

type rehearsedEntryResponse struct {
	Body struct {
		Mark    string `json:"mark" doc:"Says that nothing of it is real."`
		Confirm bool   `json:"confirm" doc:"The entry would wait for its address to be confirmed."`
	}
}

func (a *App) rehearseEntryByAPI(ctx context.Context, in *rehearseEntryRequest) (*rehearsedEntryResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	entry, err := a.Contests.RehearseEntry(ctx, actor, in.Slug, in.Body.form())
	if err != nil {
		return nil, err
	}
	out := &rehearsedEntryResponse{}
	out.Body.Mark, out.Body.Confirm = rehearsalMark, entry.Confirm
	return out, nil
}

// rehearsalMark stands in every answer of a rehearsal, in capitals and in both languages.
const rehearsalMark = "RÉPÉTITION / REHEARSAL"

type rehearseDrawRequest struct {
	Slug string `path:"slug"`
	Body struct {
		Entries int `json:"entries,omitempty" doc:"How many entries are invented, 1 to 5000. Left out: 200."`
	}
}

type rehearsedDrawResponse struct {
	Body struct {
		Mark    string            `json:"mark" doc:"Says that nothing of it is real."`
		Entries int               `json:"entries"`
		Slots   []rehearsedAnswer `json:"slots" doc:"In the order of the draw."`
	}
}

type rehearsedAnswer struct {
	Prize     string `json:"prize"`
	Place     int    `json:"place" doc:"Among the winners or the alternates of the prize, from 1."`
	Alternate bool   `json:"alternate"`
	Entry     string `json:"entry" doc:"Invented number; empty where nobody was left."`
	Mark      string `json:"mark"`
}

func (a *App) rehearseDrawByAPI(ctx context.Context, in *rehearseDrawRequest) (*rehearsedDrawResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	held, err := a.Contests.RehearseDraw(ctx, actor, in.Slug, in.Body.Entries)
	if err != nil {
		return nil, err
	}
	out := &rehearsedDrawResponse{}
	out.Body.Mark, out.Body.Entries = rehearsalMark, held.Entries
	for _, s := range held.Slots {
		out.Body.Slots = append(out.Body.Slots, rehearsedAnswer{
			Prize: held.Contest.Prizes[s.Prize].Name, Place: s.Place + 1, Alternate: s.Alternate, Entry: s.Number, Mark: rehearsalMark,
		})
	}
	return out, nil
}
