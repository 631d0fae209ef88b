package handlers

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests/draw"
	"kermesse/frontend"
	"kermesse/internal/evlog"
	"kermesse/internal/evlog/leaf"
	"kermesse/polls/record"
)

// logRoutes are the public log: its files in the form of c2sp.org/tlog-tiles, a proof of
// each record, and a page for people.
func (a *App) logRoutes() {
	r := a.fiber
	r.Get("/log/checkpoint", a.logCheckpoint)
	r.Get("/log/tile/*", a.logTile)
	r.Get("/log/record/:index", a.logRecord)
	r.Get("/log/proof/:index", a.logProof)
	r.Get("/log/keys", a.logKeys)
	r.Get(frontend.LogPath, a.logPage)
}

// logPageSize is how many records one page shows.
const logPageSize = 20

// logPage shows the log to people, the latest records first. ?before=N shows those
// before record N.
func (a *App) logPage(c *fiber.Ctx) error {
	ctx := c.UserContext()
	head, err := a.Evlog.Head(ctx)
	if err != nil {
		return err
	}
	before := head.Size
	if n, err := strconv.ParseInt(c.Query("before"), 10, 64); err == nil && n > 0 {
		before = min(n, head.Size)
	}
	first := max(0, before-logPageSize)
	lines, err := a.Evlog.List(ctx, first, int(before-first))
	if err != nil {
		return err
	}
	page := frontend.LogPage{
		Frame: a.frame(c), Origin: a.Evlog.Origin(), Root: fmt.Sprintf("%x", head.Root),
		Pager: frontend.Pager{From: int(head.Size - before + 1), To: int(head.Size - first), Total: int(head.Size)},
	}
	if first > 0 {
		page.Pager.Next = logBefore(c, first)
	}
	if before < head.Size {
		page.Pager.Previous = logBefore(c, before+logPageSize)
	}
	for _, e := range slices.Backward(lines) {
		page.Records = append(page.Records, logRecordView(e))
	}
	if err := a.nameLogKeys(c, &page); err != nil {
		return err
	}
	return a.render(c, fiber.StatusOK, page)
}

func logBefore(c *fiber.Ctx, index int64) string {
	return frontend.LocalPath(lang(c), frontend.LogPath) + "?before=" + strconv.FormatInt(index, 10)
}

// nameLogKeys fills in who signs and who cosigns, and what people type to check either.
func (a *App) nameLogKeys(c *fiber.Ctx, page *frontend.LogPage) error {
	ctx := c.UserContext()
	keys, err := a.Evlog.Keys(ctx)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if k.Signing {
			page.Keys = append(page.Keys, frontend.LogKey{Key: k.VerifierKey, First: k.FirstSize})
		}
	}
	last, err := a.Evlog.LastCosigned(ctx)
	if err != nil {
		return err
	}
	for i, w := range a.Evlog.Witnesses() {
		page.Witnesses = append(page.Witnesses, frontend.LogWitness{
			Name: w.Name, Key: w.VerifierKey, Size: last[i].Size, At: last[i].At,
		})
	}
	page.VerifyCommand = "kermesse verify log " + a.Config.BaseURL + frontend.LogPath + " --log-key " + page.Key()
	page.WitnessLine = "kermesse witness new-key witness.example\nkermesse witness --addr 0.0.0.0:8090 --log " + page.Key()
	return nil
}

// maxDetail keeps a first line that somebody wrote from filling the page.
const maxDetail = 100

// logRecordView tells what a record is about, by its first lines.
func logRecordView(e evlog.Line) frontend.LogRecord {
	view := frontend.LogRecord{Index: e.Index, Kind: frontend.LogOther, At: e.At.In(time.UTC)}
	head, rest, _ := strings.Cut(string(e.Head), "\n")
	kind := frontend.LogKind(draw.RecordKind(e.Head))
	switch {
	case leaf.IsRotation(e.Head):
		view.Kind = frontend.LogRotate
	case record.Is(e.Head):
		view.Kind = frontend.LogKind(strings.ReplaceAll(strings.TrimPrefix(head, "kermesse/"), "/", "_"))
		view.Detail, _, _ = strings.Cut(rest, "\n") // "poll <id>"
		if !slices.Contains(frontend.LogKinds, view.Kind) {
			view.Kind = frontend.LogOther
		}
	case slices.Contains(frontend.LogKinds, kind):
		view.Kind = kind
		view.Detail, _, _ = strings.Cut(rest, "\n") // "draw <id>"
	default:
		view.Detail = strings.ToValidUTF8(head[:min(len(head), maxDetail)], "")
	}
	return view
}
