package handlers

import (
	"math"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/picture"
	"kermesse/polls"
	"kermesse/polls/tally"
)

// pollBody is a poll as staff write it.
type pollBody struct {
	Slug         string           `json:"slug" example:"summer-flavour" doc:"Last part of the public address: /p/{slug}."`
	Title        words            `json:"title" doc:"The question."`
	Intro        words            `json:"intro,omitempty"`
	Method       string           `json:"method" example:"irv" doc:"plurality, approval, score, star, borda, irv, condorcet, schulze, ranked_pairs, stv, dots, duels, maxdiff or bracket."`
	Options      []pollOptionBody `json:"options,omitempty" doc:"In the brand's order."`
	Seats        *int             `json:"seats,omitempty" doc:"Winners sought; 1 if left out."`
	MaxChoices   int              `json:"max_choices,omitempty" doc:"Options a voter may name; 0: no limit."`
	MaxScore     int              `json:"max_score,omitempty" doc:"Highest score of one option; 0: 5."`
	Points       int              `json:"points,omitempty" doc:"Points a voter shares out, by dots."`
	PointsCap    int              `json:"points_cap,omitempty" doc:"Points that one option gets from a voter, by dots; 0: no cap."`
	Sets         int              `json:"sets,omitempty" doc:"Duels or best–worst sets that a voter is shown; 0: 10 duels, or each option three times in 20 sets at most."`
	SetSize      int              `json:"set_size,omitempty" doc:"Options of a best–worst set, 3 to 6; 0: 4, and 5 from 17 options on."`
	Seeds        string           `json:"seeds,omitempty" doc:"Who seeds a bracket: lot, or brand for the order of the options; lot if left out."`
	RoundEnds    []time.Time      `json:"round_ends,omitempty" doc:"Ends of a bracket's rounds but the last; none: rounds are equally long, which publishing spells out."`
	OpensAt      *time.Time       `json:"opens_at,omitempty" doc:"Left out: when it is published."`
	ClosesAt     *time.Time       `json:"closes_at,omitempty" doc:"First instant at which no ballot is taken. Needed to publish."`
	TimeZone     string           `json:"time_zone,omitempty" example:"Indian/Mauritius" doc:"Zone in which times are said; the brand's if left out."`
	Access       string           `json:"access,omitempty" example:"cookie" doc:"Who may vote: open, cookie, network, proof_of_work, email, code or member; cookie if left out."`
	NetworkCap   int              `json:"network_cap,omitempty" doc:"With network and proof_of_work: ballots of one network and day before the next ones are set aside; 200 if left out."`
	Results      string           `json:"results,omitempty" example:"always" doc:"Who sees figures: always, after_vote, after_close, sealed (after_close for staff too) or staff; always if left out."`
	Changes      *bool            `json:"changes,omitempty" doc:"Whether a ballot may be changed or withdrawn until closing; true if left out."`
	Shuffle      *bool            `json:"shuffle,omitempty" doc:"Whether each voter sees the options in another order; true if left out."`
	Quorum       int64            `json:"quorum,omitempty" doc:"Ballots without which there is no winner."`
	MinimumShare float64          `json:"minimum_share,omitempty" minimum:"0" maximum:"1" doc:"Share of the ballots that a winner needs, from 0 to 1 in thousandths."`
	NoneOption   string           `json:"none_option,omitempty" doc:"Id of the option “none of these”, which a winner must beat."`
	WriteIns     bool             `json:"write_ins,omitempty" doc:"A ballot may name what is not an option, by methods whose ballots name options; held until staff have read it."`
	Comments     string           `json:"comments,omitempty" doc:"Whether a vote may come with a reason, and when staff read it: off, before (publication) or after; off if left out."`
	ProposeUntil *time.Time       `json:"proposals_until,omitempty" doc:"Fans propose options until then, once they are called to."`
	Tie          string           `json:"tie,omitempty" doc:"What becomes of a tie that the votes cannot break: lot or declare; lot if left out."`
	Revision     int64            `json:"revision,omitempty" doc:"On an update, the revision that was read: another one means that somebody else was faster."`
}

// pollOptionBody is one option as staff write it.
type pollOptionBody struct {
	ID    string         `json:"id,omitempty" example:"mango" doc:"Made from the label if left out."`
	Label words          `json:"label"`
	Note  words          `json:"note,omitempty" doc:"One line of taste."`
	Image *pollImageBody `json:"image,omitempty"`
}

// pollImageBody is an option's picture.
type pollImageBody struct {
	Picture string `json:"picture" doc:"Name of a picture, from POST /api/v1/brands/{brand}/pictures."`
	Alt     words  `json:"alt,omitempty" doc:"What it shows, for who does not see it. Needed to publish."`
}

// terms are the domain's view of the body, with what was left out as the brand has it.
func (b pollBody) terms(brand account.Brand) polls.Terms {
	text := func(w words) polls.Text {
		fr, en := w.in(brand.Locale)
		return polls.Text{FR: fr, EN: en}
	}
	t := polls.Terms{
		Slug: b.Slug, Title: text(b.Title), Intro: text(b.Intro), Method: tally.Method(b.Method),
		Seats: or(b.Seats, 1), MaxChoices: b.MaxChoices, MaxScore: b.MaxScore, Points: b.Points,
		OpensAt: or(b.OpensAt, time.Time{}), ClosesAt: or(b.ClosesAt, time.Time{}), TimeZone: orElse(b.TimeZone, brand.TimeZone),
		NetworkCap: b.NetworkCap, Access: polls.Access(orElse(b.Access, string(polls.AccessCookie))), Visibility: polls.Visibility(orElse(b.Results, string(polls.Always))),
		Changes: or(b.Changes, true), Shuffle: or(b.Shuffle, true), Quorum: b.Quorum,
		MinShareMilli: int(math.Round(b.MinimumShare * 1000)), NoneOption: tally.OptionID(b.NoneOption), Tie: polls.Tie(orElse(b.Tie, string(polls.TieByLot))),
	}
	t.WriteIns, t.ProposalsUntil = b.WriteIns, or(b.ProposeUntil, time.Time{})
	t.Comments = polls.CommentPolicy(b.Comments)
	t.PointsCap, t.Sets, t.SetSize, t.Seeds, t.RoundEnds = b.PointsCap, b.Sets, b.SetSize, polls.Seeds(b.Seeds), b.RoundEnds
	for _, o := range b.Options {
		option := polls.Option{ID: tally.OptionID(o.ID), Label: text(o.Label), Note: text(o.Note)}
		if o.Image != nil {
			option.Picture = &polls.Picture{Hash: o.Image.Picture, Alt: text(o.Image.Alt)}
		}
		t.Options = append(t.Options, option)
	}
	return t
}

func or[T any](given *T, otherwise T) T {
	if given == nil {
		return otherwise
	}
	return *given
}

func orElse(given, otherwise string) string {
	if given == "" {
		return otherwise
	}
	return given
}

// pollAnswer is a poll as the API tells it.
type pollAnswer struct {
	ID           string             `json:"id"`
	Slug         string             `json:"slug"`
	Status       string             `json:"status" enum:"draft,calling,sifting,published,open,closed,cancelled,void"`
	Title        string             `json:"title" doc:"In the language asked for."`
	Titles       words              `json:"titles"`
	Intro        string             `json:"intro,omitempty"`
	Method       string             `json:"method"`
	Ballot       string             `json:"ballot" enum:"choices,ranking,scores,picks" doc:"What a vote of this poll holds."`
	Options      []pollOptionAnswer `json:"options" doc:"In the order in which this voter is to see them."`
	Seats        int                `json:"seats"`
	MaxChoices   int                `json:"max_choices,omitempty"`
	MaxScore     int                `json:"max_score,omitempty"`
	Points       int                `json:"points,omitempty"`
	PointsCap    int                `json:"points_cap,omitempty"`
	Sets         int                `json:"sets,omitempty"`
	SetSize      int                `json:"set_size,omitempty"`
	SetsEach     int                `json:"sets_per_voter,omitempty" doc:"How many sets a voter is shown: see begin-sitting."`
	Seeds        string             `json:"seeds,omitempty"`
	RoundEnds    []time.Time        `json:"round_ends,omitempty"`
	Rounds       int                `json:"rounds,omitempty" doc:"Of a bracket: see read-round."`
	OpensAt      *time.Time         `json:"opens_at,omitempty"`
	ClosesAt     *time.Time         `json:"closes_at,omitempty"`
	TimeZone     string             `json:"time_zone"`
	Access       string             `json:"access"`
	AccessLevel  int                `json:"access_level" doc:"0 open to 6 member; no level is one person, one vote."`
	NetworkCap   int                `json:"network_cap,omitempty"`
	Codes        int                `json:"codes,omitempty" doc:"Unique codes in circulation."`
	Results      string             `json:"results"`
	Changes      bool               `json:"changes"`
	Shuffle      bool               `json:"shuffle"`
	Quorum       int64              `json:"quorum,omitempty"`
	MinimumShare float64            `json:"minimum_share,omitempty"`
	NoneOption   string             `json:"none_option,omitempty"`
	WriteIns     bool               `json:"write_ins,omitempty"`
	Comments     string             `json:"comments" enum:"off,before,after" doc:"Whether a vote may come with a reason, and when staff read it."`
	ProposeUntil *time.Time         `json:"proposals_until,omitempty"`
	CalledAt     *time.Time         `json:"called_at,omitempty" doc:"When fans were called to propose options."`
	Tie          string             `json:"tie"`
	Lots         lotsAnswer         `json:"lots"`
	Revision     int64              `json:"revision"`
	CancelReason string             `json:"cancel_reason,omitempty"`
	VoidReason   string             `json:"void_reason,omitempty"`
	URL          string             `json:"url" doc:"Public page."`
}

// lotsAnswer is the tie-break order and where it comes from.
type lotsAnswer struct {
	Source     string     `json:"source,omitempty" doc:"beacon: a round of a public beacon, named at publication and due before the opening; committed: a seed drawn at publication, its hash published at once."`
	Commitment string     `json:"commitment,omitempty" doc:"From publication on, in hexadecimal: SHA-256 of the seed; of the publish record in the public log, where a beacon gives the seed."`
	Chain      string     `json:"chain,omitempty" doc:"Hash of the beacon's chain."`
	Round      uint64     `json:"round,omitempty" doc:"Of the beacon."`
	RoundAt    *time.Time `json:"round_at,omitempty" doc:"When the round exists."`
	Seed       string     `json:"seed,omitempty" doc:"From the opening on; of a beacon, once its round is known."`
	Order      []string   `json:"order,omitempty" doc:"Strongest first: the options by ascending SHA-256(seed + line feed + id). From the opening on."`
}

type pollOptionAnswer struct {
	ID     string       `json:"id"`
	Label  string       `json:"label"`
	Labels words        `json:"labels"`
	Note   string       `json:"note,omitempty"`
	Image  *imageAnswer `json:"image,omitempty"`

	Proposed bool `json:"proposed,omitempty" doc:"By fans."`
}

type imageAnswer struct {
	Picture string   `json:"picture"`
	Alt     string   `json:"alt"`
	Width   int      `json:"width" doc:"Of the widest file, in pixels."`
	Height  int      `json:"height"`
	URLs    []string `json:"urls" doc:"Narrowest first."`
}

func bothWords(t polls.Text) words { return words{FR: t.FR, EN: t.EN} }

func optionalTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// tellPoll tells a poll in one language, its options in the order given.
func (a *App) tellPoll(p polls.Poll, offered []polls.Option, lang string) pollAnswer {
	now := a.Clock.Now()
	answer := pollAnswer{
		ID: string(p.ID), Slug: p.Slug, Status: string(p.Status(now)), Title: p.Title.In(lang), Titles: bothWords(p.Title),
		Intro: p.Intro.In(lang), Method: string(p.Method), Ballot: string(polls.FormOf(p.Method)), Options: []pollOptionAnswer{},
		Seats: p.Seats, MaxChoices: p.MaxChoices, MaxScore: p.MaxScore, Points: p.Points,
		OpensAt: optionalTime(p.OpensAt), ClosesAt: optionalTime(p.ClosesAt), TimeZone: p.TimeZone,
		Access: string(p.Access), AccessLevel: p.Access.Level(), NetworkCap: p.NetworkCap, Results: string(p.Visibility), Changes: p.Changes, Shuffle: p.Shuffle,
		Quorum: p.Quorum, MinimumShare: float64(p.MinShareMilli) / 1000, NoneOption: string(p.NoneOption), Tie: string(p.Tie),
		Lots: a.tellLots(p), Revision: p.Revision, CancelReason: p.CancelReason, VoidReason: p.VoidReason, URL: a.Config.BaseURL + "/p/" + p.Slug,
	}
	answer.WriteIns, answer.ProposeUntil, answer.CalledAt = p.WriteIns, optionalTime(p.ProposalsUntil), optionalTime(p.CalledAt)
	answer.Comments = string(p.Comments)
	answer.PointsCap, answer.Sets, answer.SetSize, answer.SetsEach = p.PointsCap, p.Sets, p.SetSize, p.SetsPerVoter()
	answer.Seeds, answer.RoundEnds, answer.Rounds = string(p.Seeds), p.RoundEnds, p.Rounds()
	for _, o := range offered {
		answer.Options = append(answer.Options, a.tellOption(o, lang))
	}
	return answer
}

func (a *App) tellLots(p polls.Poll) lotsAnswer {
	now := a.Clock.Now()
	answer := lotsAnswer{
		Source: string(p.Lots.Source), Commitment: p.Lots.Commitment, Seed: p.LotSeed(now), Order: optionTexts(p.LotOrder(now)),
	}
	if p.Lots.Source == polls.LotBeacon {
		answer.Chain, answer.Round, answer.RoundAt = p.Lots.Round.Chain.String(), p.Lots.Round.Number, optionalTime(p.Lots.Round.Due.UTC())
	}
	return answer
}

func (a *App) tellOption(o polls.Option, lang string) pollOptionAnswer {
	answer := pollOptionAnswer{ID: string(o.ID), Label: o.Label.In(lang), Labels: bothWords(o.Label), Note: o.Note.In(lang), Proposed: o.Proposed}
	if o.Picture != nil {
		answer.Image = &imageAnswer{
			Picture: o.Picture.Hash, Alt: o.Picture.Alt.In(lang), Width: o.Picture.Width, Height: o.Picture.Height,
			URLs: a.pictureURLs(o.Picture.Hash, o.Picture.Width),
		}
	}
	return answer
}

func (a *App) pictureURLs(hash string, widest int) []string {
	var urls []string
	for _, width := range picture.Widths(widest) {
		urls = append(urls, a.Config.BaseURL+picture.Path(hash, width))
	}
	return urls
}

func optionTexts(ids []tally.OptionID) []string {
	if ids == nil {
		return nil
	}
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = string(id)
	}
	return texts
}
