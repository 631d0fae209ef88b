package handlers

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"kermesse/internal/text"
	"kermesse/polls"
	"kermesse/polls/tally"
)

// ballotsFile is the anonymised ballots of a closed poll, in the shape that "kermesse
// count" and published elections have, with what it takes to count them again.
type ballotsFile struct {
	Title        string             `json:"title"`
	Source       string             `json:"source"`
	Method       string             `json:"method"`
	Seats        int                `json:"seats"`
	Candidates   []string           `json:"candidates"`
	Labels       map[string]words   `json:"labels"`
	Lot          []string           `json:"lot"`
	LotSeed      string             `json:"lot_seed" doc:"What the order of lots follows from."`
	LotSource    string             `json:"lot_source"`
	Commitment   string             `json:"lot_commitment" doc:"Published before the vote: SHA-256 of the seed; of the publish record where a beacon gives the seed."`
	Beacon       json.RawMessage    `json:"beacon,omitempty" doc:"The round from which the seed follows, as kermesse verify poll verifies it."`
	Rules        ballotsRules       `json:"rules"`
	TotalBallots int                `json:"total_ballots"`
	Ballots      []publishedBallot  `json:"ballots"`
	Receipts     []string           `json:"receipts" doc:"Of the votes that were counted, in alphabetical order: nothing leads from one to its ballot."`
	Aside        int64              `json:"set_aside,omitempty" doc:"Ballots under review, not counted and not in the list."`
	Poll         string             `json:"poll" doc:"Id that the records of the log name."`
	Records      []loggedRecord     `json:"records" doc:"What the public log says of the poll, the oldest first."`
	Notices      []pollNoticeAnswer `json:"notices" doc:"What was told about the poll after its publication; the records hold a hash of each."`
	LogKeys      []string           `json:"log_keys" doc:"Verifier keys of the log. Who does not know them from elsewhere takes this file's word."`
	Result       publishedResult    `json:"result" doc:"What was published of the count; kermesse verify poll compares it with the ballots."`
}

type ballotsRules struct {
	MaxChoices   int      `json:"max_choices,omitempty"`
	MaxScore     int      `json:"max_score,omitempty"`
	Points       int      `json:"points,omitempty"`
	PointsCap    int      `json:"points_cap,omitempty"`
	Seeds        []string `json:"seeds,omitempty" doc:"Of a bracket, where the brand fixed them: best first."`
	Quorum       int64    `json:"quorum,omitempty"`
	MinimumShare float64  `json:"minimum_share,omitempty"`
	NoneOption   string   `json:"none_option,omitempty"`
	Tie          string   `json:"tie"`
	AllRounds    bool     `json:"all_rounds" doc:"An instant run-off goes on to the last two."`
}

type publishedBallot struct {
	Tracker string           `json:"tracker" doc:"Which line is whose is told to its voter alone, after closing."`
	Choices []string         `json:"choices,omitempty"`
	Ranking [][]string       `json:"ranking,omitempty"`
	Scores  map[string]int64 `json:"scores,omitempty"`
	Picks   []pickBody       `json:"picks,omitempty"`
	Count   int              `json:"count"`
}

// publishedResult is what a recount must give again.
type publishedResult struct {
	Winners   []string          `json:"winners"`
	Ranking   [][]string        `json:"ranking"`
	NoWinner  string            `json:"no_winner,omitempty"`
	ByLot     bool              `json:"decided_by_lot"`
	Counted   int64             `json:"counted"`
	Blank     int64             `json:"blank"`
	Exhausted int64             `json:"exhausted"`
	Scores    map[string]figure `json:"scores,omitempty"`
}

func publishedResultOf(r tally.Result) publishedResult {
	published := publishedResult{
		Winners: someTexts(r.Winners), Ranking: [][]string{}, NoWinner: string(r.NoWinner), ByLot: r.LotDecided,
		Counted: r.Counted, Blank: r.Blank, Exhausted: r.Exhausted, Scores: figures(r.Scores),
	}
	for _, group := range r.Ranking {
		published.Ranking = append(published.Ranking, optionTexts(group))
	}
	return published
}

// readBallots answers the ballots as JSON, or as a table with ?format=csv.
func (a *App) readBallots(c *fiber.Ctx) error {
	p, reader, err := a.pollAndReader(c)
	if err != nil {
		return err
	}
	return a.sendBallots(c, p, reader)
}

func (a *App) sendBallots(c *fiber.Ctx, p polls.Poll, reader polls.Reader) error {
	box, err := a.Polls.OpenBox(c.UserContext(), p, reader)
	if err != nil {
		return err
	}
	if c.Query("format") == "csv" {
		return sendCSV(c, p.Slug+"-ballots.csv", ballotTable(p, box.Ballots))
	}
	c.Set(fiber.HeaderCacheControl, "no-cache")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+p.Slug+`.json"`)
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
	final, err := a.Polls.Results(c.UserContext(), p, reader)
	if err != nil {
		return err
	}
	file := a.ballotsFileOf(p, final, box)
	if err := a.showLog(c.UserContext(), &file, p, box.Records); err != nil {
		return err
	}
	body, err := json.Marshal(file)
	if err != nil {
		return fmt.Errorf("ballots of %s: %w", p.Slug, err)
	}
	return c.Send(body)
}

func (a *App) ballotsFileOf(p polls.Poll, final polls.Snapshot, box polls.Box) ballotsFile {
	now := a.Clock.Now()
	file := ballotsFile{
		Title: p.Title.In(langFR), Source: a.Config.BaseURL + "/p/" + p.Slug, Method: string(p.Method), Seats: p.Seats,
		Candidates: []string{}, Labels: map[string]words{}, Lot: someTexts(p.LotOrder(now)), LotSeed: p.LotSeed(now),
		LotSource: string(p.Lots.Source), Commitment: p.Lots.Commitment,
		Rules: ballotsRules{
			MaxChoices: p.MaxChoices, MaxScore: p.MaxScore, Points: p.Points, PointsCap: p.PointsCap, Quorum: p.Quorum,
			MinimumShare: float64(p.MinShareMilli) / 1000, NoneOption: string(p.NoneOption), Tie: string(p.Tie),
			AllRounds: true,
		},
		TotalBallots: len(box.Ballots), Ballots: []publishedBallot{}, Receipts: append([]string{}, box.Receipts...),
		Aside: final.Aside, Result: publishedResultOf(final.Result),
	}
	if p.Seeds == polls.SeedsByBrand {
		for _, o := range p.Options {
			file.Rules.Seeds = append(file.Rules.Seeds, string(o.ID))
		}
	}
	for _, o := range p.Options {
		file.Candidates = append(file.Candidates, string(o.ID))
		file.Labels[string(o.ID)] = bothWords(o.Label)
	}
	file.Notices = make([]pollNoticeAnswer, len(box.Notices))
	for i, n := range box.Notices {
		file.Notices[i] = tellNotice(n)
	}
	for _, b := range box.Ballots {
		said := tellBallot(b.Ballot)
		file.Ballots = append(file.Ballots, publishedBallot{
			Tracker: b.Tracker, Choices: said.Choices, Ranking: said.Ranking, Scores: said.Scores, Picks: said.Picks, Count: 1,
		})
	}
	return file
}

// pickTable is a row a pick, with the number of its ballot in the published order.
func pickTable(ballots []polls.PublishedBallot) [][]string {
	rows := [][]string{{"ballot", "shown", "best", "worst"}}
	for i, b := range ballots {
		for _, pick := range b.Ballot.Picks {
			rows = append(rows, []string{strconv.Itoa(i + 1), strings.Join(optionTexts(pick.Shown), " | "), string(pick.Best), string(pick.Worst)})
		}
	}
	return rows
}

// ballotTable is a row a ballot and a column an option: its place, 1 for an option that
// was named, or its score.
func ballotTable(p polls.Poll, ballots []polls.PublishedBallot) [][]string {
	if polls.FormOf(p.Method) == polls.Picks {
		return pickTable(ballots)
	}
	head := make([]string, len(p.Options))
	for i, o := range p.Options {
		head[i] = string(o.ID)
	}
	rows := [][]string{head}
	for _, b := range ballots {
		cells := ballotCells(b.Ballot)
		row := make([]string, len(p.Options))
		for i, o := range p.Options {
			row[i] = cells[o.ID]
		}
		rows = append(rows, row)
	}
	return rows
}

func ballotCells(b tally.Ballot) map[tally.OptionID]string {
	cells := map[tally.OptionID]string{}
	for _, id := range b.Choices {
		cells[id] = "1"
	}
	for place, group := range b.Ranking {
		for _, id := range group {
			cells[id] = strconv.Itoa(place + 1)
		}
	}
	for id, score := range b.Scores {
		cells[id] = strconv.FormatInt(score, 10)
	}
	return cells
}

// sendCSV answers a table that a spreadsheet opens: UTF-8 with its mark, no cell a formula.
func sendCSV(c *fiber.Ctx, name string, rows [][]string) error {
	table, err := writeCSV(rows)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	c.Set(fiber.HeaderContentType, contentTypeCSV)
	return c.Send(table)
}

const contentTypeCSV = "text/csv; charset=utf-8"

func writeCSV(rows [][]string) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString("\ufeff")
	w := csv.NewWriter(&out)
	for _, row := range rows {
		safe := make([]string, len(row))
		for i, cell := range row {
			safe[i] = text.Cell(cell)
		}
		if err := w.Write(safe); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

// recountLine counts the published ballots again, at a terminal.
func recountLine(p polls.Poll) string { return "kermesse verify poll " + p.Slug + ".json" }

// pollFileOperations describes the plain handlers beside the operations that register
// themselves.
func (a *App) pollFileOperations() {
	slug := &huma.Param{Name: "slug", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}}
	describe := func(path, id, summary, contentType string, schema *huma.Schema, params ...*huma.Param) {
		a.api.OpenAPI().AddOperation(&huma.Operation{
			Method: http.MethodGet, Path: "/api/v1/polls/{slug}" + path, OperationID: id, Tags: []string{"polls"}, Summary: summary,
			Security:   []map[string][]string{}, // as public as the results
			Parameters: append([]*huma.Param{slug}, params...),
			Responses: map[string]*huma.Response{
				"200": {Description: "OK", Content: map[string]*huma.MediaType{contentType: {Schema: schema}}},
				"4XX": a.problemResponse(),
			},
		})
	}
	describe("/results/stream", "stream-results", "Follow the figures: server-sent events, whole snapshots with a growing version",
		"text/event-stream", a.schemaOf(figuresMessage{}))
	describe("/results/figures", "read-figures", "Read one message of the stream", "application/json", a.schemaOf(figuresMessage{}))
	describe("/ballots", "list-ballots", "Read the anonymised ballots, once the poll is closed, as kermesse count reads them",
		"application/json", a.schemaOf(ballotsFile{}), &huma.Param{
			Name: "format", In: "query", Description: "csv for a table with a row per ballot.",
			Schema: &huma.Schema{Type: huma.TypeString, Enum: []any{"json", "csv"}},
		})
}
