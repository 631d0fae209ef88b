package handlers

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"kermesse/contests/photos"
	"kermesse/frontend"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
)

// photoOperations are photo contests, in the API.
func (a *App) photoOperations() {
	op := func(method, path, id, summary string, status int, public bool) operation {
		return operation{method: method, path: "/contests/{slug}" + path, id: id, summary: summary, tag: "photos", status: status, public: public, natural: true}
	}
	register(a, op(http.MethodGet, "/photos", "list-photos", "Read a page of the gallery, in an order at random. Open to all", 0, true), a.listPhotos)
	register(a, op(http.MethodGet, "/photos/ranking", "photo-ranking", "Read the ranking that a contest came to at closing. Open to all", 0, true), a.photoRanking)
	register(a, op(http.MethodGet, "/photos/{photo}", "find-photo", "Read one photo. Open to all", 0, true), a.findPhoto)
	register(a, op(http.MethodPost, "/photos/{photo}/votes", "vote-photo", "Vote for a photo; the vote counts once the address is confirmed by the code or the token that is mailed. Open to all", http.StatusAccepted, true), a.votePhoto)
	register(a, op(http.MethodPost, "/photo-votes/confirm", "confirm-photo-vote", "Confirm a vote. For whoever reads the mail", 0, true), a.confirmPhotoVote)
	register(a, op(http.MethodGet, "/receipts/{key}/photo", "find-own-photo", "Read what became of one's own photo. For whoever holds the receipt of the entry", 0, true), a.findOwnPhoto)
	register(a, op(http.MethodPost, "/receipts/{key}/photo", "send-own-photo", "Send another photo in place of one that was refused or withdrawn. For whoever holds the receipt of the entry", http.StatusCreated, true), a.sendOwnPhotoByAPI)
	register(a, op(http.MethodDelete, "/receipts/{key}/photo", "withdraw-own-photo", "Withdraw one's own photo: its files are deleted, its votes void. For whoever holds the receipt of the entry", http.StatusNoContent, true), a.withdrawOwnPhoto)
	register(a, op(http.MethodGet, "/jury/{key}", "sit-in-jury", "Read photos to mark, without their authors. For whoever holds a juror's key", 0, true), a.sitInJury)
	register(a, op(http.MethodPut, "/jury/{key}/marks", "mark-photos", "Give marks, in place of those before. For whoever holds a juror's key", http.StatusNoContent, true), a.markPhotos)

	register(a, op(http.MethodGet, "/photos/review/next", "next-photo", "Read the photo that staff look at next. For moderators", 0, false), a.nextPhoto)
	register(a, op(http.MethodPost, "/photos/{photo}/review", "review-photo", "Publish a photo, refuse it with a reason, or put it back to those that wait; its author is told. For moderators", http.StatusNoContent, false), a.reviewPhoto)
	register(a, op(http.MethodGet, "/photo-votes/aside", "list-votes-aside", "List votes that were set aside. For moderators", 0, false), a.listVotesAside)
	register(a, op(http.MethodPost, "/photo-votes/aside", "settle-votes-aside", "Let votes count that were set aside, or refuse them. For moderators", http.StatusNoContent, false), a.settleVotesAside)
	register(a, op(http.MethodGet, "/photos/ranking/preview", "preview-photo-ranking", "Read the ranking as it would be now. For staff", 0, false), a.previewPhotoRanking)
	register(a, op(http.MethodGet, "/jurors", "list-jurors", "List the jury and how far each has got. For staff", 0, false), a.listJurors)
	register(a, op(http.MethodPost, "/jurors", "invite-juror", "Invite a juror; the key is told once. For those who edit campaigns", http.StatusCreated, false), a.inviteJuror)
	register(a, op(http.MethodDelete, "/jurors/{juror}", "dismiss-juror", "Dismiss a juror: their marks count no longer. For those who edit campaigns", http.StatusNoContent, false), a.dismissJuror)
}

func (a *App) tellPhoto(at photos.Contest, p photos.Photo) photoAnswer {
	out := photoAnswer{
		ID: string(p.ID), Author: p.Author, Alt: p.Alt, Width: p.Width, Height: p.Height, SentAt: p.SentAt,
		URL: a.Config.BaseURL + frontend.ContestPath(at.Slug, "photos", string(p.ID)),
	}
	for _, width := range p.Widths() {
		out.Images = append(out.Images, out.URL+"/"+strconv.Itoa(width)+".jpg")
	}
	if at.ShowsVotes(a.Clock.Now()) {
		out.Votes = &p.Votes
	}
	return out
}

type listPhotosRequest struct {
	Slug  string `path:"slug"`
	Order string `query:"order" maxLength:"16" doc:"As the first page answered, so that further pages go on in the same order."`
	Page  int    `query:"page" minimum:"1" default:"1"`
}

type listPhotosResponse struct {
	Body struct {
		Items []photoAnswer `json:"items"`
		Order string        `json:"order"`
		Page  int           `json:"page"`
		Pages int           `json:"pages"`
		Total int           `json:"total"`
	}
}

func (a *App) listPhotos(ctx context.Context, in *listPhotosRequest) (*listPhotosResponse, error) {
	g, err := a.Contests.Photos().Gallery(ctx, in.Slug, in.Order, requestFrom(ctx).id, in.Page)
	if err != nil {
		return nil, err
	}
	out := &listPhotosResponse{}
	out.Body.Items, out.Body.Order, out.Body.Page, out.Body.Pages, out.Body.Total = []photoAnswer{}, g.Order, g.Page, g.Pages, g.Total
	for _, p := range g.Photos {
		out.Body.Items = append(out.Body.Items, a.tellPhoto(g.Contest, p))
	}
	return out, nil
}

// PhotoRequest names a photo.
type PhotoRequest struct {
	Slug  string `path:"slug"`
	Photo string `path:"photo"`
}

type photoResponse struct{ Body photoAnswer }

func (a *App) findPhoto(ctx context.Context, in *PhotoRequest) (*photoResponse, error) {
	at, p, err := a.Contests.Photos().FindPhoto(ctx, in.Slug, photos.ID(in.Photo))
	return &photoResponse{Body: a.tellPhoto(at, p)}, err
}

type photoContestRequest struct {
	Slug string `path:"slug"`
}

type photoRankingResponse struct {
	Body struct {
		Items  []photoPlaceAnswer `json:"items" doc:"The best first."`
		Record string             `json:"record,omitempty" doc:"The figures as they were published, word for word; left out of a preview."`
		SHA256 string             `json:"sha256,omitempty" doc:"Of record."`
	}
}

func (a *App) photoRanking(ctx context.Context, in *photoContestRequest) (*photoRankingResponse, error) {
	r, err := a.Contests.Photos().FindRanking(ctx, in.Slug)
	return rankingResponse(r), err
}

func rankingResponse(r photos.Ranking) *photoRankingResponse {
	out := &photoRankingResponse{}
	out.Body.Items, out.Body.Record, out.Body.SHA256 = tellPlaces(r.Places), string(r.File), r.Hash
	return out
}

func (a *App) previewPhotoRanking(ctx context.Context, in *photoContestRequest) (*photoRankingResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	r, err := a.Contests.Photos().Preview(ctx, actor, in.Slug)
	return rankingResponse(r), err
}

type votePhotoRequest struct {
	PhotoRequest
	Body struct {
		Email  string `json:"email"`
		Locale string `json:"locale,omitempty" enum:"fr,en" doc:"Of the mail."`
	}
}

type photoVoteResponse struct {
	Body struct {
		Vote      string     `json:"vote"`
		Photo     string     `json:"photo"`
		State     string     `json:"state" enum:"pending,counted,aside,void"`
		Challenge string     `json:"challenge,omitempty" doc:"Goes back with the code that was mailed."`
		MailAt    *time.Time `json:"mail_at,omitempty" doc:"While pending: the mail leaves then, because many were sent from this network."`
	}
}

func photoVoteAnswer(v photos.Vote) *photoVoteResponse {
	out := &photoVoteResponse{}
	out.Body.Vote, out.Body.Photo, out.Body.State, out.Body.Challenge = v.ID, string(v.Photo), string(v.State), v.Challenge
	out.Body.MailAt = optionalTime(v.MailAt)
	return out
}

func (a *App) votePhoto(ctx context.Context, in *votePhotoRequest) (*photoVoteResponse, error) {
	if in.Body.Email == "" {
		return nil, fault.Invalids(fan.ErrContactMissing.At("email"))
	}
	v, err := a.Contests.Photos().Vote(ctx, in.Slug, photos.ID(in.Photo), photos.Ballot{
		Email: in.Body.Email, Network: a.clientNetwork(requestFrom(ctx).c), Locale: in.Body.Locale,
	})
	return photoVoteAnswer(v), err
}

type confirmPhotoVoteRequest struct {
	Slug string `path:"slug"`
	Body struct {
		Token     string `json:"token,omitempty" doc:"Of the link; or"`
		Challenge string `json:"challenge,omitempty"`
		Code      string `json:"code,omitempty"`
	}
}

func (a *App) confirmPhotoVote(ctx context.Context, in *confirmPhotoVoteRequest) (*photoVoteResponse, error) {
	token := in.Body.Token
	if token == "" {
		var err error
		if token, err = a.Fans.Guess(ctx, in.Body.Challenge, in.Body.Code); err != nil {
			return nil, err
		}
	}
	v, err := a.Contests.Photos().ConfirmVote(ctx, in.Slug, token)
	return photoVoteAnswer(v), err
}

type ownPhotoResponse struct{ Body ownPhotoAnswer }

func (a *App) findOwnPhoto(ctx context.Context, in *receiptRequest) (*ownPhotoResponse, error) {
	own, err := a.Contests.Photos().FindOwn(ctx, in.Slug, in.Key)
	return &ownPhotoResponse{Body: tellOwnPhoto(own.Photo)}, err
}

type sendOwnPhotoRequest struct {
	Slug string `path:"slug"`
	Key  string `path:"key"`
	Body photoBody
}

func (a *App) sendOwnPhotoByAPI(ctx context.Context, in *sendOwnPhotoRequest) (*ownPhotoResponse, error) {
	if err := a.Contests.Photos().Send(ctx, in.Slug, in.Key, in.Body.form()); err != nil {
		return nil, err
	}
	return a.findOwnPhoto(ctx, &receiptRequest{Slug: in.Slug, Key: in.Key})
}

func (a *App) withdrawOwnPhoto(ctx context.Context, in *receiptRequest) (*struct{}, error) {
	return nil, a.Contests.Photos().Withdraw(ctx, in.Slug, in.Key)
}

type sitRequest struct {
	Slug string `path:"slug"`
	Key  string `path:"key"`
	Page int    `query:"page" minimum:"1" default:"1"`
}

type juryPhotoAnswer struct {
	ID     string   `json:"id"`
	Alt    string   `json:"alt"`
	Images []string `json:"images"`
	Marks  []int    `json:"marks" doc:"One for each criterion; 0: none yet."`
}

type sitResponse struct {
	Body struct {
		Criteria []string          `json:"criteria" doc:"None: one mark for the whole."`
		Items    []juryPhotoAnswer `json:"items"`
		Marked   int               `json:"marked"`
		Total    int               `json:"total"`
		Page     int               `json:"page"`
		Pages    int               `json:"pages"`
		Open     bool              `json:"open" doc:"Marks are taken."`
	}
}

func (a *App) sitInJury(ctx context.Context, in *sitRequest) (*sitResponse, error) {
	s, err := a.Contests.Photos().Sit(ctx, in.Slug, in.Key, in.Page)
	if err != nil {
		return nil, err
	}
	out := &sitResponse{}
	b := &out.Body
	b.Criteria, b.Marked, b.Total, b.Page, b.Pages, b.Open = append([]string{}, s.Contest.Rules.Criteria...), s.Juror.Marked, s.Total, s.Page, s.Pages, s.Open
	b.Items = []juryPhotoAnswer{}
	for _, p := range s.Photos {
		b.Items = append(b.Items, juryPhotoAnswer{ID: string(p.ID), Alt: p.Alt, Images: a.tellPhoto(s.Contest, p).Images, Marks: s.Marks[p.ID]})
	}
	return out, nil
}

type markPhotosRequest struct {
	Slug string `path:"slug"`
	Key  string `path:"key"`
	Body struct {
		Marks map[string][]int `json:"marks" doc:"By the id of the photo: one mark from 1 to 10 for each criterion; 0 leaves one as it is."`
	}
}

func (a *App) markPhotos(ctx context.Context, in *markPhotosRequest) (*struct{}, error) {
	given := make(map[photos.ID]photos.Marks, len(in.Body.Marks))
	for id, marks := range in.Body.Marks {
		given[photos.ID(id)] = marks
	}
	return nil, a.Contests.Photos().Mark(ctx, in.Slug, in.Key, given)
}

type nextPhotoRequest struct {
	Slug  string `path:"slug"`
	After string `query:"after" doc:"Id of a photo: the first that waits after it."`
}

type nextPhotoResponse struct {
	Body struct {
		Waiting int             `json:"waiting"`
		Photo   *ownPhotoAnswer `json:"photo" doc:"null: none."`
	}
}

func (a *App) nextPhoto(ctx context.Context, in *nextPhotoRequest) (*nextPhotoResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	q, err := a.Contests.Photos().NextToReview(ctx, actor, in.Slug, in.After)
	if err != nil {
		return nil, err
	}
	out := &nextPhotoResponse{}
	if out.Body.Waiting = q.Counts[photos.Waiting]; q.Next != nil {
		told := tellOwnPhoto(q.Next.Photo)
		told.Entry, told.Author, told.Twins = q.Next.Number, q.Next.Author, q.Next.Twins
		out.Body.Photo = &told
	}
	return out, nil
}

type reviewPhotoRequest struct {
	PhotoRequest
	Body struct {
		Act    string `json:"act" enum:"publish,refuse,undo"`
		Reason string `json:"reason,omitempty" enum:"off-topic,unreadable,people,not-own,unsuitable,publicity" doc:"Of a refusal."`
	}
}

func (a *App) reviewPhoto(ctx context.Context, in *reviewPhotoRequest) (*struct{}, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	if in.Body.Act == "undo" {
		return nil, a.Contests.Photos().Undo(ctx, actor, in.Slug, photos.ID(in.Photo))
	}
	return nil, a.Contests.Photos().Decide(ctx, actor, in.Slug, photos.ID(in.Photo), in.Body.Act == "publish", photos.Reason(in.Body.Reason))
}

type asideAnswer struct {
	Photo string `json:"photo"`
	Why   string `json:"why" enum:"disposable-email,network-burst,blocked"`
	Votes int    `json:"votes"`
}

type votesAsideResponse struct {
	Body struct {
		Items []asideAnswer `json:"items"`
	}
}

func (a *App) listVotesAside(ctx context.Context, in *photoContestRequest) (*votesAsideResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	_, aside, err := a.Contests.Photos().ListAside(ctx, actor, in.Slug)
	out := &votesAsideResponse{}
	out.Body.Items = make([]asideAnswer, len(aside))
	for i, row := range aside {
		out.Body.Items[i] = asideAnswer{Photo: string(row.Photo.ID), Why: row.Why, Votes: row.Votes}
	}
	return out, err
}

type settleVotesRequest struct {
	Slug string `path:"slug"`
	Body struct {
		Photo string `json:"photo"`
		Why   string `json:"why" enum:"disposable-email,network-burst,blocked"`
		Count bool   `json:"count"`
	}
}

func (a *App) settleVotesAside(ctx context.Context, in *settleVotesRequest) (*struct{}, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	return nil, a.Contests.Photos().SettleAside(ctx, actor, in.Slug, photos.ID(in.Body.Photo), in.Body.Why, in.Body.Count)
}

type jurorAnswer struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Marked    int    `json:"marked" doc:"Photos, completely."`
	Dismissed bool   `json:"dismissed,omitempty"`
}

type listJurorsResponse struct {
	Body struct {
		Items  []jurorAnswer `json:"items"`
		Photos int           `json:"photos" doc:"To mark."`
	}
}

func (a *App) listJurors(ctx context.Context, in *photoContestRequest) (*listJurorsResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	_, jurors, total, err := a.Contests.Photos().ListJurors(ctx, actor, in.Slug)
	out := &listJurorsResponse{}
	out.Body.Items, out.Body.Photos = make([]jurorAnswer, len(jurors)), total
	for i, j := range jurors {
		out.Body.Items[i] = jurorAnswer{ID: j.ID, Name: j.Name, Marked: j.Marked, Dismissed: j.Dismissed}
	}
	return out, err
}

type inviteJurorRequest struct {
	Slug string `path:"slug"`
	Body struct {
		Name   string `json:"name" maxLength:"60"`
		Email  string `json:"email,omitempty" doc:"Where the link is mailed."`
		Locale string `json:"locale,omitempty" enum:"fr,en" doc:"Of the mail."`
	}
}

type inviteJurorResponse struct {
	Body struct {
		Key string `json:"key" doc:"Told this once. Whoever has it marks in the juror's name."`
		URL string `json:"url"`
	}
}

func (a *App) inviteJuror(ctx context.Context, in *inviteJurorRequest) (*inviteJurorResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	locale := in.Body.Locale
	if locale == "" {
		locale = requestFrom(ctx).lang
	}
	key, err := a.Contests.Photos().Invite(ctx, actor, in.Slug, in.Body.Name, in.Body.Email, locale)
	out := &inviteJurorResponse{}
	out.Body.Key, out.Body.URL = key, a.Config.BaseURL+frontend.LocalPath(locale, frontend.ContestPath(in.Slug, "jury", key))
	return out, err
}

type dismissJurorRequest struct {
	Slug  string `path:"slug"`
	Juror string `path:"juror"`
}

func (a *App) dismissJuror(ctx context.Context, in *dismissJurorRequest) (*struct{}, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	return nil, a.Contests.Photos().Dismiss(ctx, actor, in.Slug, in.Juror)
}
