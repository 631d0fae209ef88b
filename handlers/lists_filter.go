package handlers

import (
	"context"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/fault"
)

// siftList counts a list again, goes on to its draw, or throws it away.
func (a *App) siftList(c *fiber.Ctx, d desk) error {
	ctx, id := c.UserContext(), contests.NameListID(c.Params("list"))
	if formValue(c, "act") == "discard" {
		if err := a.Contests.DiscardNameList(ctx, d.Actor, id); err != nil {
			return err
		}
		return a.redirect(c, listPath(d, "new"), frontend.NoticeRemoved)
	}
	_, err := a.sift(c, d, id)
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			l, err := a.Contests.FindNameList(ctx, d.Actor, id)
			if err != nil {
				return err
			}
			for i := range form.Errors {
				form.Errors[i].Field = listField(form.Errors[i].Field)
			}
			return a.renderList(c, status, d, l, form)
		})
	}
	if formValue(c, "act") == "draw" {
		return a.redirect(c, listPath(d, string(id), "draw"), "")
	}
	return a.redirect(c, listPath(d, string(id)), frontend.NoticeSaved)
}

func (a *App) sift(c *fiber.Ctx, d desk, id contests.NameListID) (contests.NameList, error) {
	filter := contests.ListFilter{
		Columns: contests.ImportColumns{Author: formValue(c, "column.author"), Content: formValue(c, "column.text"), Date: formValue(c, "column.date")},
		Before:  formValue(c, "before"), Contains: formValue(c, "contains"), OnePerAuthor: formValue(c, "one_per_author") == "yes",
	}
	var wrong []fault.Field
	if typed := strings.TrimSpace(formValue(c, "mentions")); typed != "" {
		n, err := strconv.Atoi(typed)
		if err != nil {
			wrong = append(wrong, errNumber.At("mentions"))
		}
		filter.Mentions = n
	}
	if typed := strings.TrimSpace(formValue(c, "shown")); typed != "" {
		n, err := strconv.Atoi(strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "").Replace(typed))
		if err != nil {
			wrong = append(wrong, errNumber.At("shown"))
		}
		filter.Shown = n
	}
	if typed := strings.TrimSpace(formValue(c, "drop")); typed != "" {
		condition, f := contests.ParseCondition(typed)
		if f != nil {
			wrong = append(wrong, f.At("drop"))
		}
		filter.Drop = []contests.Condition{condition}
	}
	if len(wrong) > 0 {
		return contests.NameList{}, fault.Invalids(wrong...)
	}
	_, exclude, done, err := sentText(c, "exclude_file", "exclude")
	if err != nil {
		return contests.NameList{}, err
	}
	defer done()
	if exclude == nil && formValue(c, "exclude_none") == "yes" {
		exclude = strings.NewReader("")
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), importTime)
	defer cancel()
	const whicheverVersion = 0 // what is frozen is what was seen, not what is counted
	return a.Contests.SiftNameList(ctx, d.Actor, id, whicheverVersion, filter, exclude)
}
