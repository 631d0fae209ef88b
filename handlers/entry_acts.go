package handlers

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
	"kermesse/internal/fault"
	"kermesse/internal/picture"
)

const prefixAct = "play."

// actsIn are the answers to what is played in the form.
func actsIn(typed url.Values) map[string]string {
	acts := map[string]string{}
	for name := range typed {
		if id, ok := strings.CutPrefix(name, prefixAct); ok {
			acts[id] = typed.Get(name)
		}
	}
	return acts
}

// answerPictures reads the pictures of a form. They are kept with the entry, and nowhere else.
func (a *App) answerPictures(c *fiber.Ctx, contest contests.Contest) (map[string]picture.Picture, error) {
	pictures := map[string]picture.Picture{}
	for _, q := range contest.Entry.Questions {
		if q.Kind != contests.QuestionPicture {
			continue
		}
		p, err := a.sentPicture(c, prefixAnswer+q.ID)
		if k := fault.KindOf(err); k == fault.Invalid || k == fault.TooLarge {
			return nil, fault.Invalids(fault.From(err).At("answers." + q.ID))
		}
		if err != nil {
			return nil, err
		}
		if p != nil {
			pictures[q.ID] = *p
		}
	}
	return pictures, nil
}

// sentPicture reads the picture of one field of a form; nil where no file was chosen.
func (a *App) sentPicture(c *fiber.Ctx, field string) (*picture.Picture, error) {
	part, err := c.FormFile(field)
	if err != nil || part.Size == 0 {
		return nil, nil // a form without that file is a form without a picture
	}
	file, err := part.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	p, err := a.Contests.ReadPicture(c.UserContext(), file)
	return &p, err
}

// actForm does an action of an entry, from its exit screen.
func (a *App) actForm(c *fiber.Ctx, s stand) error {
	action := c.Params("action")
	sent, err := a.sentPicture(c, "picture")
	if err != nil {
		return a.refuseAct(c, s, action, err)
	}
	form := contests.ActForm{Answer: formValue(c, "answer"), Picture: sent}
	r, err := a.Contests.Act(c.UserContext(), s.contest.Slug, c.Params("key"), action, form)
	if err != nil {
		return a.refuseAct(c, s, action, err)
	}
	return a.redirect(c, frontend.ContestPath(s.contest.Slug, "receipt", r.Key)+"#act-"+action, frontend.NoticeActDone)
}

// refuseAct shows the exit screen again, with what is wrong at the action.
func (a *App) refuseAct(c *fiber.Ctx, s stand, action string, err error) error {
	f := faultOf(err)
	if !slices.Contains([]fault.Kind{fault.Invalid, fault.Conflict, fault.Limited, fault.TooLarge}, f.Kind) {
		return err
	}
	r, findErr := a.Contests.FindReceipt(c.UserContext(), s.contest.Slug, c.Params("key"))
	if findErr != nil {
		return findErr
	}
	message := f.Message
	if len(f.Fields) > 0 {
		message = f.Fields[0].Fault.Message
	}
	form := frontend.Form{
		Values: values("act", action, "answer", formValue(c, "answer")),
		Errors: []frontend.FieldError{{Field: "answer-" + action, Message: message.In(lang(c))}},
	}
	return a.renderExit(c, kindStatus[f.Kind], s, r, form)
}

// actsView is what an entrant has done and may do.
func (a *App) actsView(c *fiber.Ctx, s stand, r contests.Receipt) (frontend.ActsView, error) {
	ctx, zone := c.UserContext(), s.contest.Location()
	standing, err := a.Contests.FindStanding(ctx, s.contest, r.Entry)
	if err != nil {
		return frontend.ActsView{}, err
	}
	view := frontend.ActsView{Ready: !r.Entry.ReadyAt.IsZero(), OneChance: s.contest.Entry.OneChance}
	if r.Entry.Status == contests.EntryPending {
		view.Missing = len(standing.Missing)
	}
	if r.Entry.Status == contests.EntryPending || r.Entry.Status == contests.EntryConfirmed {
		for _, line := range standing.Acts {
			act := actView(s.contest, lang(c), line.Action)
			act.State, act.Sent, act.Reason, act.Times = string(line.State), string(line.Sent), line.Reason, line.Times
			act.BackAt = in(line.BackAt, zone)
			view.Acts = append(view.Acts, act)
		}
	}
	if standing.Friend != "" {
		view.Friend = a.friendAddress(lang(c), s.contest, standing.Friend)
	}
	odds, known, err := a.Contests.FindOdds(ctx, s.contest, r.Entry)
	if known {
		view.Odds = frontend.OddsView{Tickets: int(odds.Tickets), All: int(odds.All), At: in(odds.At, zone)}
	}
	return view, err
}

// friendAddress is the link that an entrant passes on.
func (a *App) friendAddress(lang string, c contests.Contest, code string) string {
	return a.Config.BaseURL + frontend.LocalPath(lang, frontend.ContestPath(c.Slug)) + "?friend=" + code
}

func actView(c contests.Contest, lang string, a contests.Action) frontend.ActView {
	return frontend.ActView{
		Shown: c.ActChoicesIn(lang, a),
		ID:    a.ID, Kind: string(a.Kind), Label: a.Label, Tickets: a.Tickets, Mandatory: a.Mandatory, Every: string(a.Every),
		Most: a.Most, URL: a.URL, Choices: a.Choices, Tier: a.Tier, Proof: string(a.Proof),
	}
}

// formActs are the actions that are done in the form itself.
func formActs(c contests.Contest, lang string) []frontend.ActView {
	var acts []frontend.ActView
	for _, a := range c.Entry.Actions {
		if a.InForm() {
			acts = append(acts, actView(c, lang, a))
		}
	}
	return acts
}

// boundWords says between what an answer must lie.
func (a *App) boundWords(lang string, q contests.Question) string {
	from, to := q.Min, q.Max
	between, least, most := "acts.between", "acts.at_least", "acts.at_most"
	if q.Kind == contests.QuestionDate {
		from, to = dayWords(lang, from), dayWords(lang, to)
		between, least, most = "acts.between_days", "acts.not_before", "acts.not_after"
	}
	switch {
	case from != "" && to != "":
		return a.Pages.Text(lang, between, "Min", from, "Max", to)
	case from != "":
		return a.Pages.Text(lang, least, "Min", from)
	case to != "":
		return a.Pages.Text(lang, most, "Max", to)
	}
	return ""
}

// dayWords writes a day as people read it; what is none stays as it is.
func dayWords(lang, day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return frontend.ShortDay(lang, t)
}
