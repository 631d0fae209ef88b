package handlers

import (
	"context"
	"net/http"
	"time"

	"kermesse/frontend"
	"kermesse/internal/account"
	"kermesse/places"
)

// placesOperations are the same for polls, contests and surveys.
func (a *App) placesOperations() {
	register(a, operation{
		method: http.MethodGet, path: "/brands/{brand}/sites", id: "list-sites", tag: "places",
		summary: "Tell which other sites may show what a brand does",
	}, a.listSites)
	register(a, operation{
		method: http.MethodPut, path: "/brands/{brand}/sites", id: "set-sites", tag: "places",
		summary: "Name the sites that may show what a brand does; browsers refuse all others",
	}, a.setSites)
	for room, one := range map[string]string{"polls": "poll", "contests": "contest", "surveys": "survey"} {
		kind := rooms[room]
		of := func(method, path, id, summary string, status int) operation {
			return operation{method: method, path: "/" + room + "/{slug}" + path, id: id, summary: summary, tag: "places", status: status}
		}
		register(a, of(http.MethodGet, "/links", "list-"+one+"-links", "List the short links of a "+one+", and how often each was followed", 0),
			func(ctx context.Context, in *placeRequest) (*linksResponse, error) {
				return a.listLinks(ctx, kind, in.Slug)
			})
		register(a, of(http.MethodPost, "/links", "add-"+one+"-link", "Make one more short link of a "+one, http.StatusCreated),
			func(ctx context.Context, in *addLinkRequest) (*linkResponse, error) { return a.addLink(ctx, kind, in) })
		if kind != places.Survey {
			a.kioskOperations(kind, of, one)
		}
		register(a, of(http.MethodGet, "/sites", "list-"+one+"-sites", "Tell which other sites may show a "+one, 0),
			func(ctx context.Context, in *placeRequest) (*sitesResponse, error) {
				return a.listSitesOf(ctx, kind, in.Slug)
			})
		register(a, of(http.MethodPut, "/sites", "set-"+one+"-sites", "Give a "+one+" a list of sites of its own, or the brand's again", 0),
			func(ctx context.Context, in *setSitesOfRequest) (*sitesResponse, error) {
				return a.setSitesOf(ctx, kind, in)
			})
	}
}

type placeRequest struct {
	Slug string `path:"slug"`
}

type sitesResponse struct {
	Body struct {
		Sites []string `json:"sites" doc:"Origins; * alone: any site."`
		Own   bool     `json:"own,omitempty" doc:"The campaign has a list of its own: the brand's does not matter."`
	}
}

func tellSites(sites places.Sites, own bool) *sitesResponse {
	out := &sitesResponse{}
	out.Body.Sites, out.Body.Own = append([]string{}, sites...), own
	return out
}

type brandSitesRequest struct {
	Brand string `path:"brand"`
}

func (a *App) listSites(ctx context.Context, in *brandSitesRequest) (*sitesResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	sites, err := a.Places.BrandSites(ctx, actor, brand.ID)
	return tellSites(sites, false), err
}

type setSitesRequest struct {
	Brand string `path:"brand"`
	Body  struct {
		Sites []string `json:"sites" maxItems:"100" doc:"Like https://www.example.com or https://*.example.com; * alone: any site; none: no site."`
	}
}

func (a *App) setSites(ctx context.Context, in *setSitesRequest) (*sitesResponse, error) {
	actor, brand, err := a.actorIn(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	if err := a.Places.SetBrandSites(ctx, actor, brand, in.Body.Sites); err != nil {
		return nil, err
	}
	sites, err := a.Places.BrandSites(ctx, actor, brand.ID)
	return tellSites(sites, false), err
}

// placeAt finds a campaign for whoever is signed in.
func (a *App) placeAt(ctx context.Context, kind places.Kind, slug string) (met, account.Actor, error) {
	brand, err := a.brandOfCampaign(ctx, kind, slug)
	if err != nil {
		return met{}, account.Actor{}, err
	}
	actor, err := a.actorOf(ctx, brand)
	if err != nil {
		return met{}, actor, err
	}
	m, err := a.metBy(ctx, actor, kind, slug, requestFrom(ctx).lang)
	return m, actor, err
}

// brandOfCampaign tells as whom the caller asks, of drafts too.
func (a *App) brandOfCampaign(ctx context.Context, kind places.Kind, slug string) (account.BrandID, error) {
	switch kind {
	case places.Poll:
		return a.Polls.BrandOf(ctx, slug)
	case places.Contest:
		return a.Contests.BrandOf(ctx, slug)
	}
	return a.Surveys.BrandOf(ctx, slug)
}

func (a *App) listSitesOf(ctx context.Context, kind places.Kind, slug string) (*sitesResponse, error) {
	m, _, err := a.placeAt(ctx, kind, slug)
	if err != nil {
		return nil, err
	}
	rule, err := a.Places.SitesOf(ctx, m.Campaign)
	return tellSites(rule.Sites, rule.Own), err
}

type setSitesOfRequest struct {
	Slug string `path:"slug"`
	Body struct {
		Own   bool     `json:"own" doc:"false: the brand's list holds."`
		Sites []string `json:"sites,omitempty" maxItems:"100"`
	}
}

func (a *App) setSitesOf(ctx context.Context, kind places.Kind, in *setSitesOfRequest) (*sitesResponse, error) {
	m, actor, err := a.placeAt(ctx, kind, in.Slug)
	if err != nil {
		return nil, err
	}
	if in.Body.Own {
		err = a.Places.SetSites(ctx, actor, m.Campaign, in.Body.Sites)
	} else {
		err = a.Places.InheritSites(ctx, actor, m.Campaign)
	}
	if err != nil {
		return nil, err
	}
	rule, err := a.Places.SitesOf(ctx, m.Campaign)
	return tellSites(rule.Sites, rule.Own), err
}

type linkAnswer struct {
	Code     string    `json:"code" doc:"Never given to anything else."`
	URL      string    `json:"url" doc:"In capitals, as codes to scan pack it best; it can be typed in small letters too."`
	Label    string    `json:"label,omitempty" doc:"Where it hangs; none: the campaign's first link."`
	Followed int64     `json:"followed" doc:"How often, previews of messengers left out. Of who followed it nothing is kept."`
	MadeAt   time.Time `json:"made_at"`
}

func (a *App) tellLink(l places.Link) linkAnswer {
	return linkAnswer{Code: l.Code, URL: a.shortAddress(l), Label: l.Label, Followed: l.Hits, MadeAt: l.CreatedAt}
}

type linksResponse struct {
	Body struct {
		Items []linkAnswer `json:"items"`
		Embed *embedAnswer `json:"embed,omitempty" doc:"How another site shows the campaign; none for surveys."`
	}
}

type embedAnswer struct {
	Script string `json:"script" doc:"HTML: a frame as high as what it shows."`
	Frame  string `json:"frame" doc:"HTML: a frame of a fixed height."`
}

func (a *App) listLinks(ctx context.Context, kind places.Kind, slug string) (*linksResponse, error) {
	m, actor, err := a.placeAt(ctx, kind, slug)
	if err != nil {
		return nil, err
	}
	if _, err := a.Places.FirstLink(ctx, m.Campaign); err != nil {
		return nil, err
	}
	links, err := a.Places.ListLinks(ctx, actor, m.Campaign)
	if err != nil {
		return nil, err
	}
	out := &linksResponse{}
	for _, l := range links {
		out.Body.Items = append(out.Body.Items, a.tellLink(l))
	}
	if kind != places.Survey {
		view := a.embedView(m, requestFrom(ctx).lang)
		out.Body.Embed = &embedAnswer{Script: view.Script(), Frame: view.Frame()}
	}
	return out, nil
}

type addLinkRequest struct {
	Slug string `path:"slug"`
	Body struct {
		Label string `json:"label" doc:"Where it hangs: up to 80 characters."`
	}
}

type linkResponse struct{ Body linkAnswer }

func (a *App) addLink(ctx context.Context, kind places.Kind, in *addLinkRequest) (*linkResponse, error) {
	m, actor, err := a.placeAt(ctx, kind, in.Slug)
	if err != nil {
		return nil, err
	}
	l, err := a.Places.AddLink(ctx, actor, m.Campaign, in.Body.Label)
	if err != nil {
		return nil, err
	}
	return &linkResponse{Body: a.tellLink(l)}, nil
}

// kioskOperations are tablets at a stall.
func (a *App) kioskOperations(kind places.Kind, of func(method, path, id, summary string, status int) operation, one string) {
	register(a, of(http.MethodGet, "/kiosks", "list-"+one+"-kiosks", "List the open kiosks of a "+one, 0),
		func(ctx context.Context, in *placeRequest) (*kiosksResponse, error) {
			return a.listKiosks(ctx, kind, in.Slug)
		})
	register(a, of(http.MethodPost, "/kiosks", "open-"+one+"-kiosk", "Open a kiosk: tablets are unlocked with its code and PIN", http.StatusCreated),
		func(ctx context.Context, in *openKioskRequest) (*kioskResponse, error) {
			return a.openKioskOf(ctx, kind, in)
		})
	register(a, of(http.MethodPost, "/kiosks/{kiosk}/close", "close-"+one+"-kiosk", "Close a kiosk: its tablets are locked at once", http.StatusNoContent),
		func(ctx context.Context, in *closeKioskRequest) (*struct{}, error) {
			return a.closeKiosk(ctx, kind, in)
		})
}

type kioskAnswer struct {
	KioskID  string    `json:"kiosk_id"`
	Code     string    `json:"code" doc:"Typed on the tablet, with the PIN."`
	Name     string    `json:"name"`
	Assisted bool      `json:"assisted,omitempty" doc:"Staff type for people: an entry counts at once, in the name of who opened the kiosk."`
	Tablets  int       `json:"tablets" doc:"That are unlocked now."`
	URL      string    `json:"url" doc:"Where a tablet is unlocked."`
	MadeAt   time.Time `json:"made_at"`
}

func (a *App) tellKiosk(k places.Kiosk) kioskAnswer {
	return kioskAnswer{
		KioskID: k.ID, Code: k.Code, Name: k.Name, Assisted: k.Assisted, Tablets: k.Tablets,
		URL: a.Config.BaseURL + frontend.KioskPath + "?code=" + k.Code, MadeAt: k.CreatedAt,
	}
}

type kiosksResponse struct {
	Body struct {
		Items []kioskAnswer `json:"items"`
	}
}

func (a *App) listKiosks(ctx context.Context, kind places.Kind, slug string) (*kiosksResponse, error) {
	m, actor, err := a.placeAt(ctx, kind, slug)
	if err != nil {
		return nil, err
	}
	open, err := a.Places.ListKiosks(ctx, actor, m.Campaign)
	out := &kiosksResponse{}
	out.Body.Items = []kioskAnswer{}
	for _, k := range open {
		out.Body.Items = append(out.Body.Items, a.tellKiosk(k))
	}
	return out, err
}

type openKioskRequest struct {
	Slug string `path:"slug"`
	Body struct {
		Name     string `json:"name" doc:"Where it stands: up to 80 characters."`
		PIN      string `json:"pin" doc:"6 to 12 digits; kept as a keyed hash."`
		Assisted bool   `json:"assisted,omitempty" doc:"Of contests: staff type for people."`
	}
}

type kioskResponse struct{ Body kioskAnswer }

func (a *App) openKioskOf(ctx context.Context, kind places.Kind, in *openKioskRequest) (*kioskResponse, error) {
	m, actor, err := a.placeAt(ctx, kind, in.Slug)
	if err != nil {
		return nil, err
	}
	k, err := a.openKiosk(ctx, actor, m, places.NewKiosk{Name: in.Body.Name, PIN: in.Body.PIN, Assisted: in.Body.Assisted})
	if err != nil {
		return nil, err
	}
	return &kioskResponse{Body: a.tellKiosk(k)}, nil
}

type closeKioskRequest struct {
	Slug  string `path:"slug"`
	Kiosk string `path:"kiosk"`
}

func (a *App) closeKiosk(ctx context.Context, kind places.Kind, in *closeKioskRequest) (*struct{}, error) {
	m, actor, err := a.placeAt(ctx, kind, in.Slug)
	if err != nil {
		return nil, err
	}
	return nil, a.Places.CloseKiosk(ctx, actor, m.Campaign, in.Kiosk)
}
