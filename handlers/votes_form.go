package handlers

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/polls"
	"kermesse/polls/tally"
)

const (
	fieldChoice  = "choice"
	fieldWriteIn = "write_in"
	fieldComment = "comment"
	prefixPlace  = "place."
	prefixScore  = "score."
	prefixBest   = "best."
	prefixWorst  = "worst."
	fieldRound   = "round"
	fieldTrap    = "website" // must stay empty: people do not see it
)

var (
	errTrap = fault.New(fault.Invalid, "form_trap",
		"Un champ caché de ce formulaire a été rempli, peut-être par votre navigateur. Videz-le, ou rechargez la page.",
		"A hidden field of this form was filled in, perhaps by your browser. Empty it, or reload the page.")
	errPlace = fault.New(fault.Invalid, "bad_place",
		"Une place est un nombre entier, à partir de 1.", "A place is a whole number, from 1 on.")
	errScore = fault.New(fault.Invalid, "bad_score",
		"Une note est un nombre entier.", "A score is a whole number.")
)

// castOf reads the form of the vote page.
func (a *App) castOf(c *fiber.Ctx, b booth, values url.Values) (polls.Cast, error) {
	cast := polls.Cast{Locale: lang(c), Network: a.clientNetwork(c), Code: values.Get("code"), Work: values.Get("work")}
	if values.Get(fieldTrap) != "" {
		return cast, fault.Invalids(errTrap.At(fieldTrap))
	}
	var err error
	if cast.Ballot, err = a.ballotIn(c, b, values); err != nil {
		return cast, err
	}
	if b.poll.Comments != polls.CommentsOff {
		said := values.Get(fieldComment)
		cast.Comment = &said
	}
	// Where one option is chosen among others, the words beside "other" count if it is that one.
	if b.poll.Method != tally.Plurality || len(cast.Ballot.Choices) == 0 {
		cast.WriteIn = values.Get(fieldWriteIn)
	}
	switch {
	case b.poll.Access == polls.AccessWork && cast.Work == "" && values.Get("email") != "":
		cast.Contact, err = fan.ParseContact(values.Get("email"), "", "")
		return cast, err
	case b.poll.Access != polls.AccessEmail || b.voter.Fan.Verified():
		return cast, nil
	}
	if cast.Contact, err = fan.ParseContact(values.Get("email"), "", ""); err != nil {
		return cast, err
	}
	if answer := values.Get("newsletter"); answer == "yes" || answer == "no" {
		cast.Consents = append(cast.Consents, fan.Consent{
			Purpose: "newsletter", Granted: answer == "yes", Text: a.Pages.Text(lang(c), "law.newsletter", "Brand", b.brand.Name),
			Locale: lang(c), Source: "poll:" + b.poll.Slug,
		})
	}
	return cast, nil
}

// ballotOf reads a ballot from fields: choice, place.<option>, score.<option>.
func ballotOf(values url.Values) (tally.Ballot, error) {
	ballot := tally.Ballot{Choices: optionIDs(slices.DeleteFunc(slices.Clone(values[fieldChoice]), func(id string) bool { return id == "" }))}
	places := map[int][]tally.OptionID{}
	for id, place := range filledFields(values, prefixPlace) {
		n, err := strconv.Atoi(place)
		if err != nil || n < 1 {
			return ballot, fault.Invalids(errPlace.At(string(polls.Ranking)))
		}
		places[n] = append(places[n], tally.OptionID(id))
	}
	for _, place := range slices.Sorted(maps.Keys(places)) {
		ballot.Ranking = append(ballot.Ranking, places[place])
	}
	for id, score := range filledFields(values, prefixScore) {
		n, err := strconv.ParseInt(score, 10, 32)
		if err != nil {
			return ballot, fault.Invalids(errScore.At(string(polls.Scores)))
		}
		if ballot.Scores == nil {
			ballot.Scores = map[tally.OptionID]int64{}
		}
		ballot.Scores[tally.OptionID(id)] = n
	}
	return ballot, nil
}

// filledFields are the fields of a prefix that are not empty, by the rest of their names.
func filledFields(values url.Values, prefix string) map[string]string {
	filled := map[string]string{}
	for name := range values {
		rest, ok := strings.CutPrefix(name, prefix)
		if value := strings.TrimSpace(values.Get(name)); ok && value != "" {
			filled[rest] = value
		}
	}
	return filled
}
