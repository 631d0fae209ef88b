package handlers

import (
	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
)

// maxSteps is how many reveals a stage has: nobody watches more.
const maxSteps = 500

// stagePage shows a draw to an audience: led by the console while names are held or with
// the stage's key, by whoever looks afterwards.
func (a *App) stagePage(c *fiber.Ctx, s stand) error {
	ctx := c.UserContext()
	d, err := a.Contests.DrawOf(ctx, s.contest)
	if err != nil {
		return err
	}
	page, err := a.stageOf(c, s, d)
	if err != nil {
		return err
	}
	key := c.Query("key")
	live := key != "" && key == a.Contests.StageKey(s.contest)
	switch {
	case live || d.Counts() && heldNames(d) > 0:
		page.Mode, page.CuesHref = frontend.StageLive, page.DrawHref+"/stage/cues"
		if live {
			page.CuesHref += "?key=" + key
			page.SeenHref = "/api/v1/contests/" + s.contest.Slug + "/stage/seen?key=" + key
		}
	case d.Counts():
		page.Mode, page.NamesHref = frontend.StageReplay, page.DrawHref+"/stage/names"
	default:
		page.Mode = frontend.StageNothing
	}
	if page.Mode != frontend.StageNothing {
		if page.Roll, err = a.Contests.RollNames(ctx, d.Contest); err != nil {
			return err
		}
	}
	if live {
		if page.Wheel, err = a.Contests.WheelNames(ctx, d.Contest, d.Seal); err != nil {
			return err
		}
	}
	c.Set(fiber.HeaderReferrerPolicy, "no-referrer") // the key is in the address
	return a.render(c, fiber.StatusOK, page)
}

// stageOf is a stage with what it always shows.
func (a *App) stageOf(c *fiber.Ctx, s stand, d contests.Draw) (frontend.StagePage, error) {
	page := frontend.StagePage{
		Frame: a.standFrame(c, s), Slug: s.contest.Slug, Title: s.contest.Title, Format: frontend.StageAuto,
		Picture: a.sharePicture(c, s),
	}
	page.DrawHref = page.Href(frontend.ContestPath(s.contest.Slug, "draw"))
	switch format := frontend.StageFormat(c.Query("format")); format {
	case frontend.StageWide, frontend.StageVertical:
		page.Format = format
	}
	if d.Seal.Record == nil {
		return page, nil
	}
	page.Entries, page.Fingerprint = int(d.Seal.Entries), d.Seal.Commit.String()
	if d.Counts() {
		page.Steps = stageSteps(d, lang(c))
	}
	return page, nil
}

func stageSteps(d contests.Draw, lang string) []frontend.StageStep {
	prizes := d.Contest.In(lang).Prizes
	var steps []frontend.StageStep
	for _, step := range d.Steps() {
		if len(steps) == maxSteps {
			break
		}
		steps = append(steps, frontend.StageStep{Prize: prizes[step.Prize].Name, Of: len(step.Slots)})
	}
	return steps
}

func heldNames(d contests.Draw) int {
	held := 0
	for _, s := range d.Slots {
		if s.Held && s.Holds() {
			held++
		}
	}
	return held
}

// stageNames answers the names of one reveal when it is time to show them.
func (a *App) stageNames(c *fiber.Ctx, s stand) error {
	step, err := c.ParamsInt("step")
	if err != nil {
		return contests.ErrStepNotFound
	}
	names, err := a.Contests.NamesOf(c.UserContext(), s.contest.Slug, step)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(namesMessageOf(names))
}

// namesMessage is who has what was just shown. A null is somebody whose name is not published.
type namesMessage struct {
	Names []*string `json:"names"`
}

func namesMessageOf(slots []contests.Slot) namesMessage {
	m := namesMessage{Names: make([]*string, len(slots))}
	for i, s := range slots {
		if s.Alias != "" {
			m.Names[i] = &s.Alias
		}
	}
	return m
}
