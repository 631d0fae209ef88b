package handlers

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/contests/instant"
	"kermesse/frontend"
)

// entryPlay is the game on the exit screen; nil where there is none.
func (a *App) entryPlay(c *fiber.Ctx, s stand, r contests.Receipt) (*frontend.EntryPlay, error) {
	rules := s.contest.Entry.Instant
	if rules == nil || r.Entry.AcceptedAt.IsZero() {
		return nil, nil
	}
	game, err := a.Contests.FindInstants(c.UserContext(), s.contest.Slug)
	if err != nil {
		return nil, err
	}
	view := &frontend.EntryPlay{
		Action: frontend.ContestPath(s.contest.Slug, "receipt", r.Key, "play"), Dress: string(rules.Dress), Left: game.AllLeft(),
		Open: s.contest.Status(a.Clock.Now()) == contests.Open && r.Entry.Status == contests.EntryConfirmed,
	}
	for _, p := range rules.Prizes {
		view.Prizes = append(view.Prizes, p.Name)
	}
	played, err := a.Contests.FindPlay(c.UserContext(), s.contest.Slug, r.Key)
	switch {
	case errors.Is(err, contests.ErrNotPlayed):
		if !view.Open {
			return nil, nil
		}
		return view, nil
	case err != nil:
		return nil, err
	}
	token, err := played.Token()
	if err != nil {
		return nil, err
	}
	view.Played, view.Fresh, view.Token, view.Code = true, c.Query("played") != "", token.String(), played.Code
	view.Next, view.Sector = in(played.Next, s.contest.Location()), len(rules.Prizes)
	if played.Prize != nil {
		view.Prize = played.Prize.Name
		for j, p := range rules.Prizes {
			if p.Name == view.Prize {
				view.Sector = j
			}
		}
	}
	return view, nil
}

// playForm plays, and leads to what came of it: sent again it leads to the same.
func (a *App) playForm(c *fiber.Ctx, s stand) error {
	key := c.Params("key")
	played, err := a.Contests.Play(c.UserContext(), s.contest.Slug, key)
	if err != nil {
		return err
	}
	path := frontend.ContestPath(s.contest.Slug, "receipt", key)
	if !played.Repeated {
		path += "?played=yes"
	}
	return a.redirect(c, path+"#play", "")
}

// instantPage shows what can be won at once, and how it is checked.
func (a *App) instantPage(c *fiber.Ctx, s stand) error {
	ctx := c.UserContext()
	game, err := a.Contests.FindInstants(ctx, s.contest.Slug)
	if err != nil {
		return err
	}
	view, err := a.contestView(ctx, s.contest, lang(c))
	if err != nil {
		return err
	}
	rules := s.contest.Entry.Instant
	address := a.Config.BaseURL + "/api/v1/contests/" + s.contest.Slug + "/instant.zip"
	page := frontend.InstantPage{
		Frame: a.standFrame(c, s), Contest: view, State: a.standState(s), Everyone: rules.Mode == instant.Everyone, Daily: rules.Daily,
		From: rules.FromHour, To: rules.ToHour, Wait: rules.WaitMinutes, Prizes: instantLines(game), Left: game.AllLeft(),
		Seal: game.Seal.String(), RevealedAt: in(game.RevealedAt, s.contest.Location()),
		ProofHref: address, VerifyLine: "kermesse verify instant " + address,
	}
	if game.LogIndex >= 0 && !game.RevealedAt.IsZero() {
		page.LogHref = "/log/" + strconv.FormatInt(game.LogIndex, 10)
	}
	return a.render(c, fiber.StatusOK, page)
}

func instantLines(game contests.Instants) []frontend.InstantLine {
	rules := game.Contest.Entry.Instant
	lines := make([]frontend.InstantLine, len(rules.Prizes))
	for j, p := range rules.Prizes {
		lines[j] = frontend.InstantLine{Name: p.Name, Units: p.Units, Left: game.Left(j), ValueMinor: p.ValueMinor, Currency: p.Currency}
	}
	return lines
}

// adminInstantPage shows staff who has won at once.
func (a *App) adminInstantPage(c *fiber.Ctx, d desk) error {
	game, slots, err := a.Contests.InstantWinners(c.UserContext(), d.Actor, c.Params("slug"))
	if err != nil {
		return err
	}
	contest := game.Contest
	page := frontend.AdminInstantPage{
		AdminFrame: a.adminFrame(c, d), Slug: contest.Slug, Title: contest.Title, Prizes: instantLines(game), Left: game.AllLeft(),
		Public: a.publicAddress(c, contest, "instant"),
	}
	for _, s := range slots {
		page.Rows = append(page.Rows, frontend.InstantWinRow{
			At: in(s.ToldAt, contest.Location()), Prize: contest.PrizeAt(s.Prize).Name, Number: s.Number, Alias: s.Alias, Code: s.Code,
		})
	}
	return a.render(c, fiber.StatusOK, page)
}

// sendInstantProof answers all that a game is checked from, once it is over.
func (a *App) sendInstantProof(c *fiber.Ctx) error {
	proof, err := a.Contests.FindInstantProof(c.UserContext(), c.Params("slug"))
	if err != nil {
		return err
	}
	var out bytes.Buffer
	packed := zip.NewWriter(&out)
	for _, file := range []struct {
		name string
		text []byte
	}{
		{instant.RulesFile, proof.Rules}, {instant.ScheduleFile, proof.Schedule}, {instant.PlaysFile, proof.Plays}, {instant.RevealFile, proof.Reveal},
	} {
		w, err := packed.Create(file.name)
		if err == nil {
			_, err = w.Write(file.text)
		}
		if err != nil {
			return err
		}
	}
	if err := packed.Close(); err != nil {
		return err
	}
	return sendFile(c, c.Params("slug")+"-instant.zip", "application/zip", out.Bytes())
}

type playRequest struct {
	Slug string `path:"slug"`
	Key  string `path:"key" doc:"Last part of the receipt's address."`
}

type playAnswer struct {
	ID       string `json:"id" doc:"Of the play, for the player alone: SHA-256 of \"vinstant1/play\\n\" and its 16 bytes stands in the published list."`
	PlayedAt string `json:"played_at"`
	Won      bool   `json:"won"`
	Prize    string `json:"prize,omitempty"`
	Code     string `json:"code,omitempty" doc:"Of the message about the prize: anybody can check it on the brand's page."`
	Next     string `json:"next,omitempty" doc:"When they may play again; left out: not any more."`
	Repeated bool   `json:"repeated" doc:"It was played before: this is what came of it then."`
}

type playResponse struct{ Body playAnswer }

func (a *App) playByAPI(ctx context.Context, in *playRequest) (*playResponse, error) {
	p, err := a.Contests.Play(ctx, in.Slug, in.Key)
	return tellPlay(p), err
}

func (a *App) findPlayByAPI(ctx context.Context, in *playRequest) (*playResponse, error) {
	p, err := a.Contests.FindPlay(ctx, in.Slug, in.Key)
	return tellPlay(p), err
}

func tellPlay(p contests.Played) *playResponse {
	out := playAnswer{ID: p.ID, PlayedAt: p.At.UTC().Format(timeFormat), Won: p.Prize != nil, Code: p.Code, Repeated: p.Repeated}
	if p.Prize != nil {
		out.Prize = p.Prize.Name
	}
	if !p.Next.IsZero() {
		out.Next = p.Next.UTC().Format(timeFormat)
	}
	return &playResponse{out}
}

const timeFormat = "2006-01-02T15:04:05.000Z"

type instantsResponse struct {
	Body struct {
		Schedule   string             `json:"schedule_sha256" doc:"Of the moments, sealed at publication."`
		Left       int                `json:"left" doc:"Prizes that nobody has won yet."`
		Prizes     []instantPrizeLeft `json:"prizes"`
		RevealedAt string             `json:"revealed_at,omitempty" doc:"When the moments were revealed; left out: they are sealed."`
		LogIndex   *int64             `json:"log_index" doc:"Where the public log has the record of the end; null before."`
	}
}

type instantPrizeLeft struct {
	Name  string `json:"name"`
	Units int    `json:"units"`
	Left  int    `json:"left"`
}

func (a *App) findInstants(ctx context.Context, in *contestRequest) (*instantsResponse, error) {
	game, err := a.Contests.FindInstants(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	out := &instantsResponse{}
	out.Body.Schedule, out.Body.Left, out.Body.LogIndex = game.Seal.String(), game.AllLeft(), placeInLog(game.LogIndex)
	for _, line := range instantLines(game) {
		out.Body.Prizes = append(out.Body.Prizes, instantPrizeLeft{line.Name, line.Units, line.Left})
	}
	if !game.RevealedAt.IsZero() {
		out.Body.RevealedAt = game.RevealedAt.UTC().Format(timeFormat)
	}
	return out, nil
}
