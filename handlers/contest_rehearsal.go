package handlers

import (
	"encoding/csv"
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/fault"
	"kermesse/internal/text"
)

// A rehearsal shows a contest as fans will see it, before they can: the page with its form,
// what becomes of an entry, a draw among invented people. Its pages stand in a place of
// their own in the panel, so that the links and forms of the contest's page lead to one
// another there and never to the real ones.

// atRehearsal finds the contest of the address as if it were open.
func (a *App) atRehearsal(h func(*fiber.Ctx, desk, stand) error) fiber.Handler {
	return a.inBrand(func(c *fiber.Ctx, d desk) error {
		contest, err := a.Contests.Rehearsed(c.UserContext(), d.Actor, c.Params("slug"))
		if err != nil {
			return err
		}
		return h(c, d, stand{contest.In(lang(c)), d.Brand})
	})
}

func (a *App) rehearsalFrame(c *fiber.Ctx, d desk) frontend.Frame {
	f := a.frame(c)
	f.Brand, f.Within, f.Rehearsal = brandView(d.Brand), frontend.RehearsalPath(d.Brand.Slug), true
	return f
}

// rehearseContest shows the contest's page.
func (a *App) rehearseContest(c *fiber.Ctx, d desk, s stand) error {
	return a.renderRehearsal(c, fiber.StatusOK, d, s, frontend.Form{})
}

func (a *App) renderRehearsal(c *fiber.Ctx, status int, d desk, s stand, form frontend.Form) error {
	view, err := a.contestView(c.UserContext(), s.contest, lang(c))
	if err != nil {
		return err
	}
	if view.Photo = a.photoAsk(c, s); view.Photo != nil {
		view.TakesFiles, view.Photo.Uploads, view.Photo.Ended = true, "", false // a photo goes with the form, and nowhere else
	}
	return a.render(c, status, frontend.ContestPage{Frame: a.rehearsalFrame(c, d), Contest: view, State: frontend.StateOpen, Form: form})
}

// rehearseEntry takes the form as the real page would, and keeps nothing of it.
func (a *App) rehearseEntry(c *fiber.Ctx, d desk, s stand) error {
	typed := formValues(c)
	form, err := a.entryForm(c, s, typed)
	if err != nil {
		return err
	}
	in, err := a.Contests.RehearseEntry(c.UserContext(), d.Actor, s.contest.Slug, form)
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			for i := range form.Errors {
				form.Errors[i].Field = entryField(form.Errors[i].Field)
			}
			form.Values.Del(fieldCSRF)
			return a.renderRehearsal(c, status, d, s, form)
		})
	}
	return a.render(c, fiber.StatusOK, frontend.RehearsedEntryPage{
		Frame: a.rehearsalFrame(c, d), Slug: s.contest.Slug, Title: s.contest.Title, Name: in.Name, Confirm: in.Confirm, Ranked: in.Contest.Ranked(),
		ClosesAt: in.Contest.ClosesAt.In(s.contest.Location()), DrawAt: in.Contest.DrawAt.In(s.contest.Location()),
	})
}

// rehearseRules shows the rules as publication would freeze them now.
func (a *App) rehearseRules(c *fiber.Ctx, d desk, s stand) error {
	_, rules, err := a.Contests.Preview(c.UserContext(), d.Actor, s.contest.Slug)
	if err != nil {
		return c.Redirect(frontend.LocalPath(lang(c), d.contestPath(s.contest.Slug, "publish")), fiber.StatusSeeOther) // which says why
	}
	view, err := a.contestView(c.UserContext(), s.contest, lang(c))
	if err != nil {
		return err
	}
	body, err := markdown(rules.Text.In(lang(c)))
	if err != nil {
		return err
	}
	return a.render(c, fiber.StatusOK, frontend.RehearsedRulesPage{Frame: a.rehearsalFrame(c, d), Contest: view, Body: body})
}

// rehearseDraw draws among invented people: a page, or a file that says what it is.
func (a *App) rehearseDraw(c *fiber.Ctx, d desk, s stand) error {
	held, err := a.rehearsedDraw(c, d, s.contest.Slug)
	if err != nil {
		return a.refuseRehearsedDraw(c, d, s, err)
	}
	page := frontend.RehearsedDrawPage{
		Frame: a.rehearsalFrame(c, d), Slug: s.contest.Slug, Title: s.contest.Title, Entries: held.Entries,
		Form: frontend.Form{Values: url.Values{"entries": {strconv.Itoa(held.Entries)}}},
	}
	for j, p := range held.Contest.In(lang(c)).Prizes {
		prize := frontend.RehearsedPrize{Name: p.Name}
		for _, slot := range held.Slots {
			if slot.Prize == j {
				prize.Places = append(prize.Places, frontend.RehearsedPlace{Alternate: slot.Alternate, Place: slot.Place + 1, Number: slot.Number, Name: slot.Name})
			}
		}
		page.Prizes = append(page.Prizes, prize)
	}
	return a.render(c, fiber.StatusOK, page)
}

func (a *App) rehearsedDraw(c *fiber.Ctx, d desk, slug string) (contests.RehearsedDraw, error) {
	n := 0
	if typed := strings.TrimSpace(c.Query("entries")); typed != "" {
		var err error
		if n, err = strconv.Atoi(typed); err != nil {
			return contests.RehearsedDraw{}, fault.Invalids(errNumber.At("entries"))
		}
		if n == 0 {
			n = -1 // asked for, and not the usual number
		}
	}
	return a.Contests.RehearseDraw(c.UserContext(), d.Actor, slug, n)
}

func (a *App) refuseRehearsedDraw(c *fiber.Ctx, d desk, s stand, err error) error {
	f := faultOf(err)
	if f.Kind != fault.Invalid {
		return err
	}
	return a.render(c, fiber.StatusUnprocessableEntity, frontend.RehearsedDrawPage{
		Frame: a.rehearsalFrame(c, d), Slug: s.contest.Slug, Title: s.contest.Title,
		Form: frontend.Form{Values: url.Values{"entries": {c.Query("entries")}}, Errors: fieldErrors(c, err)},
	})
}

// sendRehearsedDraw sends the result as a table in which every line says what it is.
func (a *App) sendRehearsedDraw(c *fiber.Ctx, d desk, s stand) error {
	held, err := a.rehearsedDraw(c, d, s.contest.Slug)
	if err != nil {
		return err
	}
	mark := a.Pages.Text(lang(c), "rehearsal.mark")
	var out strings.Builder
	w := csv.NewWriter(&out)
	_ = w.Write([]string{mark, a.Pages.Text(lang(c), "rehearsal.csv_prize"), a.Pages.Text(lang(c), "rehearsal.csv_place"), a.Pages.Text(lang(c), "rehearsal.csv_number"), a.Pages.Text(lang(c), "rehearsal.csv_name")})
	shown := held.Contest.In(lang(c))
	for _, slot := range held.Slots {
		place := a.Pages.Text(lang(c), "rehearsal.csv_winner", "Place", strconv.Itoa(slot.Place+1))
		if slot.Alternate {
			place = a.Pages.Text(lang(c), "rehearsal.csv_alternate", "Place", strconv.Itoa(slot.Place+1))
		}
		_ = w.Write([]string{mark, text.Cell(shown.Prizes[slot.Prize].Name), place, slot.Number, text.Cell(slot.Name)})
	}
	w.Flush()
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="repetition-`+s.contest.Slug+`.csv"`)
	return c.SendString("\ufeff" + out.String())
}
