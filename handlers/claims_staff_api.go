package handlers

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests/claims"
)

type listClaimsRequest struct {
	Brand   string `path:"brand"`
	Contest string `query:"contest" doc:"Slug. Left out: all contests."`
	Group   string `query:"group" enum:"waiting,accepted,to-send,sent,received,over" doc:"What the prizes call for. Left out: all."`
	Method  string `query:"method" enum:"delivery,pickup,arranged"`
	Query   string `query:"q" doc:"Name, number of the entry, or code."`
	Offset  int    `query:"offset" minimum:"0"`
	Limit   int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type listClaimsResponse struct {
	Body struct {
		Items []claimAnswerLine `json:"items"`
		Total int               `json:"total"`
	}
}

// claimAnswerLine is a claim as staff read it.
type claimAnswerLine struct {
	ID         string     `json:"id"`
	Code       string     `json:"code"`
	Contest    string     `json:"contest" doc:"Slug."`
	Entry      string     `json:"entry" doc:"Its number."`
	Name       string     `json:"name,omitempty"`
	Contact    string     `json:"contact,omitempty"`
	ByMail     bool       `json:"by_mail" doc:"The winner has an e-mail address; else the brand writes to them."`
	Prize      string     `json:"prize"`
	Place      int        `json:"place"`
	Origin     string     `json:"origin" enum:"draw,instant"`
	State      string     `json:"state" enum:"told,identified,accepted,to-send,sent,received,declined,expired,void"`
	Method     string     `json:"method,omitempty"`
	Where      string     `json:"pickup_place,omitempty"`
	Choice     string     `json:"choice,omitempty"`
	Country    string     `json:"country,omitempty"`
	Publicity  bool       `json:"publicity"`
	Carrier    string     `json:"carrier,omitempty"`
	Tracking   string     `json:"tracking,omitempty"`
	ToldAt     time.Time  `json:"told_at"`
	Due        *time.Time `json:"due,omitempty"`
	AcceptedAt *time.Time `json:"accepted_at,omitempty"`
	SentAt     *time.Time `json:"sent_at,omitempty"`
	ReceivedAt *time.Time `json:"received_at,omitempty"`
	EndedAt    *time.Time `json:"ended_at,omitempty"`
}

func tellClaim(l claims.Line) claimAnswerLine {
	return claimAnswerLine{
		ID: string(l.ID), Code: l.Code, Contest: l.Contest.Slug, Entry: l.Number, Name: l.Name, Contact: l.Contact, ByMail: l.ByMail,
		Prize: l.Contest.Prizes[l.Prize].Name, Place: l.Slot + 1, Origin: string(l.Origin), State: string(l.State), Method: string(l.Method),
		Where: l.Place, Choice: l.Choice, Country: l.Country, Publicity: l.Publicity, Carrier: l.Carrier, Tracking: l.Tracking,
		ToldAt: l.ToldAt.UTC(), Due: optionalTime(l.Due), AcceptedAt: optionalTime(l.AcceptedAt), SentAt: optionalTime(l.SentAt),
		ReceivedAt: optionalTime(l.ReceivedAt), EndedAt: optionalTime(l.EndedAt),
	}
}

func (a *App) listClaims(ctx context.Context, in *listClaimsRequest) (*listClaimsResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	page, err := a.Contests.Claims().List(ctx, actor, claims.Filter{
		Contest: in.Contest, Group: claims.Group(in.Group), Method: claims.Method(in.Method), Query: in.Query, Offset: in.Offset, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	out := &listClaimsResponse{}
	out.Body.Items, out.Body.Total = make([]claimAnswerLine, len(page.Lines)), page.Total
	for i, l := range page.Lines {
		out.Body.Items[i] = tellClaim(l)
	}
	return out, nil
}

type claimIDRequest struct {
	Brand string `path:"brand"`
	ID    string `path:"id"`
}

type inspectClaimResponse struct {
	Body struct {
		Claim      claimAnswerLine `json:"claim"`
		SecretWord string          `json:"secret_word,omitempty"`
		Address    *addressBody    `json:"address,omitempty"`
		LetterFR   string          `json:"letter_fr,omitempty" doc:"To be written to a winner without e-mail."`
		LetterEN   string          `json:"letter_en,omitempty"`
		History    []claimStepBody `json:"history"`
		Year       *yearAnswer     `json:"year,omitempty" doc:"What the winner has won of the brand in the calendar year, where a law counts it."`
	}
}

type yearAnswer struct {
	Year       int    `json:"year"`
	Prizes     int    `json:"prizes"`
	TotalMinor int64  `json:"total_minor"`
	Currency   string `json:"currency"`
	OverMinor  int64  `json:"over_minor" doc:"What is above has to be reported."`
	Reached    bool   `json:"reached"`
	Says       string `json:"says" doc:"What is to be done then; no legal advice."`
}

type claimStepBody struct {
	At    time.Time `json:"at"`
	Step  string    `json:"step"`
	Actor string    `json:"actor,omitempty" doc:"Absent: the winner."`
	Note  string    `json:"note,omitempty"`
}

func (a *App) inspectClaim(ctx context.Context, in *claimIDRequest) (*inspectClaimResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	seen, err := a.Contests.Claims().Inspect(ctx, actor, claims.ID(in.ID))
	if err != nil {
		return nil, err
	}
	out := &inspectClaimResponse{}
	out.Body.Claim = tellClaim(claims.Line{Claim: seen.Claim, Contest: seen.Contest, Contact: seen.Contact, ByMail: seen.ByMail})
	out.Body.SecretWord, out.Body.Address, out.Body.History = seen.Word, tellAddress(seen.Address), make([]claimStepBody, len(seen.Steps))
	for i, s := range seen.Steps {
		out.Body.History[i] = claimStepBody{At: s.At.UTC(), Step: string(s.Kind), Actor: s.Actor, Note: s.Note}
	}
	total, counted, err := a.Contests.YearOf(ctx, actor, seen.Claim)
	if err != nil {
		return nil, err
	}
	if counted {
		out.Body.Year = &yearAnswer{
			Year: total.Year, Prizes: total.Prizes, TotalMinor: total.Minor, Currency: total.Currency, OverMinor: total.Over,
			Reached: total.Reached(), Says: total.Says.In(requestFrom(ctx).lang),
		}
	}
	if !seen.ByMail && seen.Standing == claims.StandsOpen && seen.Word != "" {
		letter := a.Contests.Claims().Letter(brand, seen, "")
		out.Body.LetterFR, out.Body.LetterEN = letter.FR, letter.EN
	}
	return out, nil
}

type actOnClaimsRequest struct {
	Brand string `path:"brand"`
	Body  struct {
		IDs      []string `json:"ids" maxItems:"500"`
		Act      string   `json:"act" enum:"keep,send,received" doc:"keep: they meet the conditions, the prize is theirs for good."`
		Carrier  string   `json:"carrier,omitempty"`
		Tracking string   `json:"tracking,omitempty"`
		Note     string   `json:"note,omitempty" doc:"Needed for received: how it is known."`
	}
}

type actOnClaimsResponse struct {
	Body struct {
		Done    int            `json:"done"`
		Refused []refusedClaim `json:"refused"`
	}
}

type refusedClaim struct {
	ID     string `json:"id"`
	Entry  string `json:"entry"`
	Code   string `json:"code" doc:"Of the fault."`
	Detail string `json:"detail"`
}

func (a *App) actOnClaims(ctx context.Context, in *actOnClaimsRequest) (*actOnClaimsResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	ids := make([]claims.ID, len(in.Body.IDs))
	for i, id := range in.Body.IDs {
		ids[i] = claims.ID(id)
	}
	done, refused, err := a.Contests.Claims().DoAll(ctx, actor, ids, claims.Doing{
		Act: claims.Act(in.Body.Act), Carrier: in.Body.Carrier, Tracking: in.Body.Tracking, Note: in.Body.Note,
	})
	if err != nil {
		return nil, err
	}
	out := &actOnClaimsResponse{}
	out.Body.Done, out.Body.Refused = done, make([]refusedClaim, len(refused))
	for i, r := range refused {
		out.Body.Refused[i] = refusedClaim{
			ID: string(r.Claim.ID), Entry: r.Claim.Number, Code: r.Fault.Code, Detail: r.Fault.Message.In(requestFrom(ctx).lang),
		}
	}
	return out, nil
}

type makeHandCodeResponse struct {
	Body struct {
		Code string `json:"code" doc:"Works once, for three days."`
	}
}

func (a *App) makeHandCode(ctx context.Context, in *claimIDRequest) (*makeHandCodeResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	out := &makeHandCodeResponse{}
	out.Body.Code, err = a.Contests.Claims().MakeHandCode(ctx, actor, claims.ID(in.ID))
	return out, err
}

type assistRequest struct {
	Brand string `path:"brand"`
	ID    string `path:"id"`
	Body  struct {
		How     string `json:"how" doc:"How staff know that it is the winner; kept in the journal."`
		Decline bool   `json:"decline,omitempty"`
		AnswerBody
	}
}

func (a *App) assistWinner(ctx context.Context, in *assistRequest) (*inspectClaimResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	var answer *claims.Answer
	if !in.Body.Decline {
		yes := in.Body.answer()
		answer = &yes
	}
	if err := a.Contests.Claims().Assist(ctx, actor, claims.ID(in.ID), in.Body.How, answer); err != nil {
		return nil, err
	}
	return a.inspectClaim(ctx, &claimIDRequest{Brand: in.Brand, ID: in.ID})
}

type handOverRequest struct {
	Brand string `path:"brand"`
	Body  struct {
		Token string `json:"token" doc:"As it was scanned or typed."`
		Place string `json:"place,omitempty" doc:"Where; told to whoever tries a second time."`
	}
}

type handOverResponse struct{ Body claimAnswerLine }

func (a *App) handOverByAPI(ctx context.Context, in *handOverRequest) (*handOverResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	m, err := a.Contests.Claims().HandOver(ctx, actor, scanned(in.Body.Token), in.Body.Place)
	if err != nil {
		return nil, err
	}
	return &handOverResponse{tellClaim(claims.Line{Claim: m.Claim, Contest: m.Contest, ByMail: m.ByMail})}, nil
}

type warningsRequest struct {
	Brand string `path:"brand"`
}

type warningsResponse struct {
	Body struct {
		Items []warningBody `json:"items"`
	}
}

type warningBody struct {
	Network string `json:"network"`
	Most    int    `json:"most,omitempty" doc:"Characters that the network takes."`
	FR      string `json:"fr"`
	EN      string `json:"en"`
}

func (a *App) readWarnings(ctx context.Context, in *warningsRequest) (*warningsResponse, error) {
	_, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	out := &warningsResponse{}
	for _, w := range a.Contests.Claims().Warnings(brand) {
		out.Body.Items = append(out.Body.Items, warningBody{Network: w.Network, Most: w.Most, FR: w.Text.FR, EN: w.Text.EN})
	}
	return out, nil
}

// exportClaimsByAPI answers addresses as a file, as the panel does.
func (a *App) exportClaimsByAPI(c *fiber.Ctx) error {
	actor, brand, err := a.actorIn(c.UserContext(), c.Params("brand"))
	if err != nil {
		return err
	}
	filter := claimFilter(c)
	filter.Contest = c.Query("contest")
	return a.sendClaims(c, desk{Actor: actor, Brand: brand}, filter)
}
