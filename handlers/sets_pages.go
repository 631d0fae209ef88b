package handlers

import (
	"errors"
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"kermesse/frontend"
	"kermesse/internal/fault"
	"kermesse/polls"
	"kermesse/polls/tally"
)

// ballotIn reads the ballot of the vote page: from its fields, or from the answers that were
// kept where a few options are shown at a time.
func (a *App) ballotIn(c *fiber.Ctx, b booth, values url.Values) (tally.Ballot, error) {
	switch {
	case b.poll.InSets():
		sitting, err := a.Polls.FindSitting(c.UserContext(), b.poll, b.voter)
		return sitting.Ballot(), err
	case b.poll.Rounds() > 0:
		return a.roundBallot(c, b, values)
	}
	return ballotOf(values)
}

// roundBallot reads a ballot of a bracket's round: best.N for the pair N, from 1.
func (a *App) roundBallot(c *fiber.Ctx, b booth, values url.Values) (tally.Ballot, error) {
	round, err := a.Polls.Playing(c.UserContext(), b.poll)
	if err != nil {
		return tally.Ballot{}, err
	}
	if typed := values.Get(fieldRound); typed != "" && typed != strconv.Itoa(round.Number) {
		return tally.Ballot{}, polls.ErrRoundOver
	}
	var ballot tally.Ballot
	for i, pair := range round.Pairs {
		if best := values.Get(prefixBest + strconv.Itoa(i+1)); best != "" {
			ballot.Picks = append(ballot.Picks, tally.Pick{Shown: pair, Best: tally.OptionID(best)})
		}
	}
	return ballot, nil
}

// roundFilledIn fills in the form of a round as it would be to cast the visitor's ballot again.
func (a *App) roundFilledIn(c *fiber.Ctx, b booth, v polls.Vote, values url.Values) error {
	round, err := a.Polls.Playing(c.UserContext(), b.poll)
	if err != nil {
		return nothingToPlay(err)
	}
	for i, pair := range round.Pairs {
		for _, pick := range v.Ballot.Picks {
			if samePair(pair, pick.Shown) {
				values.Set(prefixBest+strconv.Itoa(i+1), string(pick.Best))
			}
		}
	}
	return nil
}

// playedNow reports whether a filled-in form answers anything of the round at hand.
func playedNow(filled url.Values) bool { return len(filledFields(filled, prefixBest)) > 0 }

func samePair(a polls.Set, b []tally.OptionID) bool {
	return len(b) == 2 && (a[0] == b[0] && a[1] == b[1] || a[0] == b[1] && a[1] == b[0])
}

// nothingToPlay takes it that a poll plays no round now, which its page says in its own way.
func nothingToPlay(err error) error {
	if k := fault.KindOf(err); k == fault.Conflict || k == fault.Unavailable || k == fault.Gone {
		return nil
	}
	return err
}

// fillPicks puts on the page what is compared a few options at a time.
func (a *App) fillPicks(c *fiber.Ctx, b booth, page *frontend.VotePage) error {
	switch {
	case b.poll.Status(a.Clock.Now()) != polls.Open:
		return nil
	case b.poll.InSets():
		return a.fillSets(c, b, page)
	case b.poll.Rounds() > 0:
		round, err := a.Polls.Playing(c.UserContext(), b.poll)
		if err == nil {
			page.Round = a.roundView(b.poll, round, lang(c))
		}
		return nothingToPlay(err)
	}
	return nil
}

func (a *App) roundView(p polls.Poll, round polls.BracketRound, lang string) *frontend.RoundView {
	view := &frontend.RoundView{Number: round.Number, Of: p.Rounds(), Ends: inZone(round.Ends, p.TimeZone)}
	for i, pair := range round.Pairs {
		view.Pairs = append(view.Pairs, setView(p, i, tally.Pick{Shown: pair}, lang))
	}
	return view
}

// fillSets shows the set that the address asks for, else the first without an answer, else
// all the answers to look over.
func (a *App) fillSets(c *fiber.Ctx, b booth, page *frontend.VotePage) error {
	page.Sets = &frontend.SetsView{Of: b.poll.SetsPerVoter(), Plain: byFormAlone(b)}
	sitting, err := a.Polls.FindSitting(c.UserContext(), b.poll, b.voter)
	if errors.Is(err, polls.ErrNoSitting) {
		return nil
	}
	if err != nil {
		return err
	}
	view := page.Sets
	view.Begun, view.Of, view.Answered = true, len(sitting.Sets), sitting.Answered()
	for i, pick := range sitting.Picks {
		view.Items = append(view.Items, setView(b.poll, i, pick, lang(c)))
	}
	at, err := strconv.Atoi(c.Query("set", page.Form.Value("set")))
	switch {
	case err == nil && at >= 1 && at <= view.Of:
		view.At = at
	case c.Query("review") == "" && c.Method() == fiber.MethodGet && sitting.Next(0) < view.Of:
		view.At = sitting.Next(0) + 1
	}
	return nil
}

func setView(p polls.Poll, i int, pick tally.Pick, lang string) frontend.SetView {
	view := frontend.SetView{Number: i + 1, Best: string(pick.Best), Worst: string(pick.Worst)}
	for _, id := range pick.Shown {
		o, _ := p.Option(id)
		view.Options = append(view.Options, frontend.PollOption{
			ID: string(id), Label: o.Label.In(lang), Description: o.Note.In(lang), Picture: optionPicture(o, lang), Proposed: o.Proposed,
		})
	}
	if pick.Best != "" {
		view.Said = pickLine(p, pick, lang)
	}
	return view
}

// pickLine says one answer in words.
func pickLine(p polls.Poll, pick tally.Pick, lang string) string {
	var others []string
	for _, id := range pick.Shown {
		if id != pick.Best && id != pick.Worst {
			others = append(others, label(p, id, lang))
		}
	}
	worst := ""
	if pick.Worst != "" {
		worst = label(p, pick.Worst, lang)
	}
	return frontend.PickSentence(lang, label(p, pick.Best, lang), worst, others)
}

// beginSetsForm begins a sitting.
func (a *App) beginSetsForm(c *fiber.Ctx, b booth) error {
	if b.poll.Access == polls.AccessOpen { // where nothing is asked, cookies are not either
		id, err := a.newDevice(c)
		if err != nil {
			return err
		}
		b.voter.Device = string(id)
	}
	sitting, err := a.Polls.Sit(c.UserContext(), b.poll, b.voter)
	if err != nil {
		return a.refusedVote(c, b, url.Values{}, err)
	}
	if byFormAlone(b) {
		return a.followOn(c, b, sitting.Next(0), len(sitting.Sets))
	}
	return a.redirect(c, frontend.PollPath(b.poll.Slug), "")
}

// byFormAlone holds where nothing but the form says whose answers they are: an address that
// leads on would lead somebody new there.
func byFormAlone(b booth) bool { return b.voter.Unkept || b.voter.Source == polls.AtKiosk }

// followOn answers a form with the next page itself.
func (a *App) followOn(c *fiber.Ctx, b booth, next, of int) error {
	values := url.Values{}
	if next < of {
		values.Set("set", strconv.Itoa(next+1))
	}
	return a.renderVote(c, fiber.StatusOK, b, frontend.Form{Values: values})
}

// answerSetsForm keeps answers and leads to the next set without one, or to all the answers.
// A script sends several at once and does not follow.
func (a *App) answerSetsForm(c *fiber.Ctx, b booth) error {
	ctx, values := c.UserContext(), formValues(c)
	sitting, err := a.Polls.FindSitting(ctx, b.poll, b.voter)
	if err != nil {
		return a.refusedVote(c, b, values, err)
	}
	back := frontend.PollPath(b.poll.Slug)
	if values.Get("clear") == "yes" {
		if _, err := a.Polls.StartOver(ctx, b.poll, b.voter); err != nil {
			return a.refusedVote(c, b, values, err)
		}
		if byFormAlone(b) {
			return a.followOn(c, b, 0, len(sitting.Sets))
		}
		return a.redirect(c, back, "")
	}
	picks, last := picksSent(values, sitting)
	if sitting, err = a.Polls.Answer(ctx, b.poll, b.voter, picks); err != nil {
		return a.refusedVote(c, b, values, err)
	}
	next := sitting.Next(last)
	if byFormAlone(b) {
		return a.followOn(c, b, next, len(sitting.Sets))
	}
	if next < len(sitting.Sets) {
		return a.redirect(c, back+"?set="+strconv.Itoa(next+1), "")
	}
	return a.redirect(c, back+"?review=1", "")
}

// picksSent reads best.N and worst.N, for set N from 1, and the set that was on the screen.
// One of the two alone is an answer that is wrong.
func picksSent(values url.Values, sitting polls.Sitting) (picks []tally.Pick, last int) {
	last, _ = strconv.Atoi(values.Get("set"))
	for i, set := range sitting.Sets {
		n := strconv.Itoa(i + 1)
		best, worst := values.Get(prefixBest+n), values.Get(prefixWorst+n)
		if best != "" || worst != "" || values.Get("set") == n {
			if best == "" && worst == "" {
				worst = nobody
			}
			picks = append(picks, tally.Pick{Shown: set, Best: tally.OptionID(best), Worst: tally.OptionID(worst)})
		}
	}
	return picks, last
}

// nobody is no option: an empty answer is a mistake to be told, and takes none back.
const nobody = "?"
