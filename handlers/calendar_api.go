package handlers

import (
	"context"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/agenda"
	"kermesse/internal/fault"
)

// maxCalendarDays is how much of a calendar one request reads.
const maxCalendarDays = 400

var errCalendarRange = fault.New(fault.Invalid, "calendar_range",
	"Donnez deux jours, le premier avant le second, à 400 jours l’un de l’autre au plus.", "Give two days, the first before the second, at most 400 days apart.")

type calendarRequest struct {
	BrandRequest
	From string `query:"from" required:"true" doc:"First day, in the brand's zone." example:"2026-11-01"`
	To   string `query:"to" required:"true" doc:"Last day." example:"2026-11-30"`
}

type calendarResponse struct {
	Body struct {
		Campaigns []calendarCampaign `json:"campaigns" doc:"Those that run on one of the days, by opening."`
		Draws     []calendarDraw     `json:"draws"`
		Posts     []postShape        `json:"posts"`
		KeyDays   []keyDayShape      `json:"key_days"`
		Overlaps  []overlapShape     `json:"overlaps" doc:"When several campaigns run at once."`
	}
}

type calendarCampaign struct {
	Kind     string    `json:"kind" enum:"contest,poll,survey"`
	Slug     string    `json:"slug"`
	Title    string    `json:"title"`
	State    string    `json:"state"`
	OpensAt  time.Time `json:"opens_at"`
	ClosesAt time.Time `json:"closes_at"`
}

type calendarDraw struct {
	Contest string    `json:"contest"`
	Title   string    `json:"title"`
	At      time.Time `json:"at"`
}

type keyDayShape struct {
	Key       string   `json:"key"`
	Name      string   `json:"name"`
	On        string   `json:"on" format:"date"`
	Countries []string `json:"countries" doc:"Of those that the brand follows (ISO 3166-1)."`
	Holiday   []string `json:"holiday" doc:"Where it is a public holiday."`
	Tentative bool     `json:"tentative" doc:"Announced shortly before: may move by a day."`
	Source    string   `json:"source"`
}

type overlapShape struct {
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	Titles []string  `json:"titles"`
}

// PostFields are what staff may write of a post.
type PostFields struct {
	Title      string    `json:"title" maxLength:"120"`
	Body       string    `json:"body,omitempty" maxLength:"5000"`
	Channel    string    `json:"channel" enum:"facebook,instagram,tiktok,whatsapp,youtube,x,linkedin,newsletter,shop,elsewhere"`
	At         time.Time `json:"at"`
	State      string    `json:"state" enum:"idea,draft,ready,published,dropped"`
	Remind     int       `json:"remind_minutes,omitempty" minimum:"0" maximum:"20160" doc:"Before the time; 0: no reminder."`
	Picture    string    `json:"picture,omitempty" maxLength:"64" doc:"As the pictures chapter answered it."`
	PictureAlt string    `json:"picture_alt,omitempty" maxLength:"300"`
}

type postShape struct {
	PostFields
	ID         string     `json:"id"`
	Revision   int64      `json:"revision"`
	RemindedAt *time.Time `json:"reminded_at,omitempty"`
}

// PostRequest names the post that a request is about.
type PostRequest struct {
	BrandRequest
	Post string `path:"post" maxLength:"64"`
}

type planPostRequest struct {
	BrandRequest
	Body PostFields
}

type editPostRequest struct {
	PostRequest
	Body struct {
		PostFields
		Revision int64 `json:"revision,omitempty" doc:"The one that was read: another's change in the meantime is then refused. 0: overwrite."`
	}
}

type movePostRequest struct {
	PostRequest
	Body struct {
		State string `json:"state" enum:"idea,draft,ready,published,dropped"`
	}
}

type postResponse struct{ Body postShape }

func (f PostFields) terms() agenda.Terms {
	return agenda.Terms{
		Title: f.Title, Body: f.Body, Channel: f.Channel, At: f.At, State: agenda.State(f.State), Remind: time.Duration(f.Remind) * time.Minute,
		Picture: f.Picture, PictureAlt: f.PictureAlt,
	}
}

func tellPost(p agenda.Post) postShape {
	shape := postShape{ID: string(p.ID), Revision: p.Revision, PostFields: PostFields{
		Title: p.Title, Body: p.Body, Channel: p.Channel, At: p.At, State: string(p.State), Remind: int(p.Remind / time.Minute),
		Picture: p.Picture, PictureAlt: p.PictureAlt,
	}}
	if !p.RemindedAt.IsZero() {
		shape.RemindedAt = &p.RemindedAt
	}
	return shape
}

func answerPost(p agenda.Post, err error) (*postResponse, error) {
	if err != nil {
		return nil, err
	}
	return &postResponse{Body: tellPost(p)}, nil
}

func (a *App) planPost(ctx context.Context, in *planPostRequest) (*postResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	return answerPost(a.Agenda.Plan(ctx, actor, in.Body.terms()))
}

func (a *App) findPost(ctx context.Context, in *PostRequest) (*postResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	return answerPost(a.Agenda.Find(ctx, actor, agenda.PostID(in.Post)))
}

func (a *App) editPost(ctx context.Context, in *editPostRequest) (*postResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	return answerPost(a.Agenda.Edit(ctx, actor, agenda.PostID(in.Post), in.Body.Revision, in.Body.terms()))
}

func (a *App) movePost(ctx context.Context, in *movePostRequest) (*postResponse, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	return answerPost(a.Agenda.Move(ctx, actor, agenda.PostID(in.Post), agenda.State(in.Body.State)))
}

func (a *App) deletePost(ctx context.Context, in *PostRequest) (*struct{}, error) {
	actor, _, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	return nil, a.Agenda.Delete(ctx, actor, agenda.PostID(in.Post))
}

func (a *App) readCalendar(ctx context.Context, in *calendarRequest) (*calendarResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	if err := actor.Require(account.ViewCampaigns, brand.ID); err != nil {
		return nil, err
	}
	from, errFrom := time.ParseInLocation(time.DateOnly, in.From, brand.Location())
	to, errTo := time.ParseInLocation(time.DateOnly, in.To, brand.Location())
	if errFrom != nil || errTo != nil || to.Before(from) || to.After(from.AddDate(0, 0, maxCalendarDays)) {
		return nil, fault.Invalids(errCalendarRange.At("to"))
	}
	language := requestFrom(ctx).lang
	s, err := a.calendarSpan(ctx, actor, brand, language, from, to.AddDate(0, 0, 1))
	if err != nil {
		return nil, err
	}
	return tellCalendar(s, language), nil
}

func tellCalendar(s span, language string) *calendarResponse {
	out := &calendarResponse{}
	out.Body.Campaigns, out.Body.Draws, out.Body.Posts = []calendarCampaign{}, []calendarDraw{}, []postShape{}
	out.Body.KeyDays, out.Body.Overlaps = []keyDayShape{}, []overlapShape{}
	for _, k := range s.campaigns {
		out.Body.Campaigns = append(out.Body.Campaigns, calendarCampaign{
			Kind: string(k.kind), Slug: k.slug, Title: k.title, State: string(k.state), OpensAt: k.opensAt, ClosesAt: k.closesAt,
		})
	}
	for _, e := range s.events {
		if e.kind == "draw" {
			out.Body.Draws = append(out.Body.Draws, calendarDraw{Contest: e.campaign.slug, Title: e.campaign.title, At: e.at})
		}
	}
	for _, p := range s.posts {
		out.Body.Posts = append(out.Body.Posts, tellPost(p))
	}
	for _, d := range s.keyDays {
		shape := keyDayShape{Key: d.Key, Name: d.Name.In(language), On: d.On.Format(time.DateOnly), Tentative: d.Tentative, Source: d.Source.In(language), Countries: []string{}, Holiday: []string{}}
		for _, c := range d.Countries {
			shape.Countries = append(shape.Countries, string(c))
		}
		for _, c := range d.Holiday {
			shape.Holiday = append(shape.Holiday, string(c))
		}
		out.Body.KeyDays = append(out.Body.KeyDays, shape)
	}
	for _, o := range s.overlaps() {
		out.Body.Overlaps = append(out.Body.Overlaps, overlapShape{From: o.From, To: o.To, Titles: o.Titles})
	}
	return out
}
