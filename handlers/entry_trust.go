package handlers

import (
	"github.com/gofiber/fiber/v2"

	"kermesse/contests"
	"kermesse/frontend"
)

// trail is what is known of how an entry form came. Nothing is, at a tablet and where the
// contest welcomes shared phones and networks.
func (a *App) trail(c *fiber.Ctx, s stand) (contests.Trail, error) {
	if s.contest.Entry.Trust.Shared || placeOf(c) == frontend.KioskPath {
		return contests.Trail{}, nil
	}
	trail := contests.Trail{Network: a.clientNetwork(c)}
	var err error
	if placeOf(c) == "" {
		trail.Device, err = a.newDevice(c)
	} else if id, kept := a.placeDevice(c); kept { // else each form of the frame would be a browser
		trail.Device = id
	}
	return trail, err
}

// entryDoubt says on a receipt why the entry is excluded or looked at; nil where it is not.
func (a *App) entryDoubt(c *fiber.Ctx, s stand, r contests.Receipt, form frontend.Form) (*frontend.EntryDoubt, error) {
	e := r.Entry
	doubts := e.Doubts()
	appeal, err := a.Contests.FindAppeal(c.UserContext(), e.ID)
	if err != nil {
		return nil, err
	}
	excluded := e.Status == contests.EntryExcluded
	if e.Reason == string(contests.ReasonInstant) || !excluded && len(doubts) == 0 { // whoever has won at once is in no doubt
		return nil, nil
	}
	sealed := s.contest.Sealed(a.Clock.Now())
	view := &frontend.EntryDoubt{
		Excluded: excluded, Open: !sealed && e.Reason != string(contests.ReasonInstant), Sealed: sealed, Action: frontend.ContestPath(s.contest.Slug, "receipt", r.Key, "appeal"),
	}
	if excluded {
		view.Reasons = []string{exclusionWords(e.Reason, lang(c))}
	} else {
		for _, flag := range doubts {
			view.Reasons = append(view.Reasons, flag.Text().In(lang(c)))
		}
	}
	if appeal != nil {
		view.Appeal = &frontend.EntryAppeal{Said: appeal.Said, Answered: !appeal.Waits(), Upheld: appeal.Upheld}
		view.Open = view.Open && appeal.Waits()
		view.Form.Values = values("appeal", appeal.Said)
	}
	if form.Failed() {
		view.Form = form
	}
	return view, nil
}

// entryAppealForm takes what an entrant says to their entry being excluded or looked at.
func (a *App) entryAppealForm(c *fiber.Ctx, s stand) error {
	err := a.Contests.Appeal(c.UserContext(), s.contest.Slug, c.Params("key"), formValue(c, "appeal"))
	if err != nil {
		return a.refuseForm(c, err, func(status int, form frontend.Form) error {
			r, err := a.Contests.FindReceipt(c.UserContext(), s.contest.Slug, c.Params("key"))
			if err != nil {
				return err
			}
			return a.renderExit(c, status, s, r, form)
		})
	}
	return a.redirect(c, frontend.ContestPath(s.contest.Slug, "receipt", c.Params("key")), frontend.NoticeAppealed)
}
