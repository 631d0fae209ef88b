package handlers

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests/photos"
	"kermesse/frontend"
	"kermesse/internal/fault"
)

// juryPage shows a juror photos to mark.
func (a *App) juryPage(c *fiber.Ctx, s stand) error {
	return a.renderJury(c, fiber.StatusOK, s, frontend.Form{})
}

func (a *App) renderJury(c *fiber.Ctx, status int, s stand, form frontend.Form) error {
	key := c.Params("key")
	number, _ := strconv.Atoi(c.Query("page", "1"))
	sitting, err := a.Contests.Photos().Sit(c.UserContext(), s.contest.Slug, key, number)
	if err != nil {
		return err
	}
	view, err := a.contestView(c.UserContext(), s.contest, lang(c))
	if err != nil {
		return err
	}
	page := frontend.JuryPage{
		Frame: a.standFrame(c, s), Contest: view, Action: frontend.ContestPath(s.contest.Slug, "jury", key), Name: sitting.Juror.Name,
		Marked: sitting.Juror.Marked, Total: sitting.Total, Page: sitting.Page, Pages: sitting.Pages, Open: sitting.Open,
		Until: in(sitting.Contest.ClosesAt, s.contest.Location()), Form: form,
	}
	for i, p := range sitting.Photos {
		page.Photos = append(page.Photos, frontend.JuryPhoto{
			PhotoView: a.photoView(sitting.Contest, p, 720), No: (sitting.Page-1)*photos.JuryPage + i + 1, Marks: a.juryMarks(c, sitting, p),
		})
	}
	turn := func(n int) string { return frontend.LocalPath(lang(c), page.Action) + "?page=" + strconv.Itoa(n) }
	if sitting.Page > 1 {
		page.Previous = turn(sitting.Page - 1)
	}
	if sitting.Page < sitting.Pages {
		page.Next = turn(sitting.Page + 1)
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set("X-Robots-Tag", "noindex")
	return a.render(c, status, page)
}

const prefixMark = "mark."

func (a *App) juryMarks(c *fiber.Ctx, sitting photos.Sitting, p photos.Photo) []frontend.JuryMark {
	marks := make([]frontend.JuryMark, len(sitting.Marks[p.ID]))
	for i, mark := range sitting.Marks[p.ID] {
		marks[i] = frontend.JuryMark{Field: fmt.Sprintf("%s%s.%d", prefixMark, p.ID, i), Label: a.Pages.Text(lang(c), "jury.mark")}
		if i < len(sitting.Contest.Rules.Criteria) {
			marks[i].Label = sitting.Contest.Rules.Criteria[i]
		}
		if mark > 0 {
			marks[i].Value = strconv.Itoa(mark)
		}
	}
	return marks
}

// juryForm keeps the marks of a page and leads on to the next.
func (a *App) juryForm(c *fiber.Ctx, s stand) error {
	key := c.Params("key")
	given, err := marksIn(formValues(c), s.contest.Entry.Photos)
	if err == nil {
		err = a.Contests.Photos().Mark(c.UserContext(), s.contest.Slug, key, given)
	}
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error { return a.renderJury(c, status, s, form) })
	}
	next, _ := strconv.Atoi(c.Query("page", "1"))
	return a.redirect(c, frontend.ContestPath(s.contest.Slug, "jury", key)+"?page="+strconv.Itoa(next+1), frontend.NoticeSaved)
}

// marksIn reads mark.<photo>.<criterion>.
func marksIn(typed url.Values, rules *photos.Rules) (map[photos.ID]photos.Marks, error) {
	given := map[photos.ID]photos.Marks{}
	if rules == nil {
		return given, nil
	}
	for name, value := range filledFields(typed, prefixMark) {
		id, criterion, _ := strings.Cut(name, ".")
		at, err := strconv.Atoi(criterion)
		mark, markErr := strconv.Atoi(value)
		if err != nil || markErr != nil || at < 0 || at >= rules.Marks() {
			return nil, fault.Invalids(photos.ErrMark.At(prefixMark + name))
		}
		if given[photos.ID(id)] == nil {
			given[photos.ID(id)] = make(photos.Marks, rules.Marks())
		}
		given[photos.ID(id)][at] = mark
	}
	return given, nil
}
