package handlers

import (
	"context"
	"strings"
	"time"

	"kermesse/contests"
	"kermesse/contests/draw"
	"kermesse/contests/tickets"
)

// money is an amount as the API writes it.
type money struct {
	AmountMinor int64  `json:"amount_minor" doc:"In minor units: cents, or whole francs where there are none." example:"1250"`
	Currency    string `json:"currency" doc:"ISO 4217." example:"MUR"`
}

// contestBody is a contest as clients write it. What is left out takes the value that
// its line names; the domain says what is wrong, all of it at once.
type contestBody struct {
	Slug        string       `json:"slug,omitempty" doc:"Its address, one for all brands: /c/{slug}. Left out: made from the title."`
	Title       string       `json:"title,omitempty"`
	Description string       `json:"description,omitempty" doc:"Plain text; blank lines part paragraphs."`
	Locale      string       `json:"locale,omitempty" doc:"Language it is written in, fr or en. Left out: the brand's."`
	OpensAt     string       `json:"opens_at,omitempty" doc:"RFC 3339, or a local time of time_zone." example:"2026-12-01T09:00:00Z"`
	ClosesAt    string       `json:"closes_at,omitempty" doc:"Likewise. Nobody can enter from this moment on." example:"2026-12-31T23:59"`
	TimeZone    string       `json:"time_zone,omitempty" doc:"IANA name. Left out: the brand's." example:"Indian/Mauritius"`
	Picture     *pictureBody `json:"picture,omitempty"`
	Prizes      []prizeBody  `json:"prizes,omitempty" doc:"By rank."`
	Draw        drawBody     `json:"draw,omitempty"`
	Entry       entryBody    `json:"entry,omitempty"`
	Law         *LawTerms    `json:"law,omitempty" doc:"What it says of law."`
	Also        *alsoBody    `json:"also,omitempty" doc:"Title and texts in the other language: English beside fr, French beside en."`
	Rules       string       `json:"rules,omitempty" doc:"The brand's own clauses, Markdown. The rules proper are generated."`
	Unfinished  bool         `json:"unfinished,omitempty" doc:"Keep the draft although it lacks what publication asks for; missing tells what."`
	Version     int64        `json:"version,omitempty" doc:"Of the draft that is edited, as it was read. Another one means that somebody changed it since; nothing is overwritten."`
}

type alsoBody struct {
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
	Rules       string `json:"rules,omitempty"`
	PictureAlt  string `json:"picture_alt,omitempty"`
}

type pictureBody struct {
	Hash string `json:"hash" doc:"As POST …/pictures answered."`
	Alt  string `json:"alt" doc:"What it shows, for those who do not see it."`
}

type prizeBody struct {
	Name       string `json:"name,omitempty"`
	Also       string `json:"also,omitempty" doc:"Its name in the other language."`
	Winners    int    `json:"winners,omitempty" doc:"How many are to win, 1 or more."`
	Alternates int    `json:"alternates,omitempty" doc:"How many stand by, 0 or more."`
	Value      *money `json:"value,omitempty" doc:"Of one."`

	Handing *handingBody `json:"handing,omitempty" doc:"How it gets to its winner. Left out: as brand and winner agree."`
}

type drawBody struct {
	Mode          string `json:"mode,omitempty" enum:"one-win,many-wins" doc:"Left out: one-win, at most one prize per entry."`
	Source        string `json:"source,omitempty" enum:"drand,operator,test" doc:"Left out: drand."`
	MarginSeconds int    `json:"margin_seconds,omitempty" doc:"From closing to the random number, at least. Left out: 600 for drand, 30 for others."`
	ClaimDays     int    `json:"claim_days,omitempty" doc:"How long winners have to answer. Left out: 15."`
}

type entryBody struct {
	Contact      string            `json:"contact,omitempty" enum:"email,phone,either" doc:"Left out: email."`
	Confirm      *bool             `json:"confirm,omitempty" doc:"An entry counts once its address is confirmed. Left out: true for email, false otherwise."`
	FoldAliases  bool              `json:"fold_aliases,omitempty" doc:"awa+a@… and awa+b@… are one person."`
	MinAge       int               `json:"min_age,omitempty"`
	Countries    []string          `json:"countries,omitempty" doc:"Of residence, ISO 3166-1. Left out: anywhere."`
	MaxTickets   int               `json:"max_tickets,omitempty" doc:"Of an entry, with all bonuses. Left out: one."`
	PointTickets int               `json:"point_tickets,omitempty" doc:"Of these, how many points of the loyalty programme may buy; at most max_tickets less one."`
	AskAlias     bool              `json:"ask_alias,omitempty" doc:"Let entrants choose the name that is published if they win."`
	Questions    []questionBody    `json:"questions,omitempty"`
	Claims       *claimRulesBody   `json:"claims,omitempty" doc:"About handing prizes over."`
	Codes        *codeRulesBody    `json:"codes,omitempty" doc:"Of packs. Left out: none are taken."`
	Instant      *instantRulesBody `json:"instant,omitempty" doc:"Prizes that are won at once. Left out: none."`
	Slips        *slipRulesBody    `json:"slips,omitempty" doc:"Till receipts, for more tickets. Left out: none are taken."`
	Photos       *photoRulesBody   `json:"photos,omitempty" doc:"A photo contest. Left out: people enter without a photo."`
	Trust        *trustBody        `json:"trust,omitempty" doc:"How entries are looked at."`
	Actions      []actionBody      `json:"actions,omitempty" doc:"What entrants may do for more tickets, or must do, in the order in which it opens."`
	Again        string            `json:"again_every,omitempty" enum:"day,week" doc:"Whoever comes back in each period has one more ticket."`
	OneChance    bool              `json:"one_person_one_chance,omitempty" doc:"Everybody has one ticket: nothing earns any."`
	Who          *whoBody          `json:"who,omitempty" doc:"Who may enter, beyond age and country."`
}

type questionBody struct {
	ID       string        `json:"id"`
	Label    string        `json:"label"`
	Choices  []string      `json:"choices,omitempty" doc:"Left out: a free answer."`
	Also     *questionAlso `json:"also,omitempty" doc:"The same in the other language; answers are the choices above."`
	Required bool          `json:"required,omitempty"`
	Kind     string        `json:"kind,omitempty" enum:"text,choice,number,date,picture" doc:"Left out: a choice where there are choices, else a text. A picture is seen by staff alone."`
	Min      string        `json:"min,omitempty" doc:"Of a number, or of a date as 2026-12-31."`
	Max      string        `json:"max,omitempty"`
}

type questionAlso struct {
	Label   string   `json:"label,omitempty"`
	Choices []string `json:"choices,omitempty"`
}

func (b *questionAlso) wording() contests.QuestionWording {
	if b == nil {
		return contests.QuestionWording{}
	}
	return contests.QuestionWording{Label: b.Label, Choices: b.Choices}
}

func questionAlsoOf(w contests.QuestionWording) *questionAlso {
	if w.Label == "" && len(w.Choices) == 0 {
		return nil
	}
	return &questionAlso{w.Label, w.Choices}
}

func (b *alsoBody) wording() contests.Wording {
	if b == nil {
		return contests.Wording{}
	}
	return contests.Wording{Title: b.Title, Description: b.Description, OwnRules: b.Rules, Alt: b.PictureAlt}
}

func alsoBodyOf(w contests.Wording) *alsoBody {
	if w == (contests.Wording{}) {
		return nil
	}
	return &alsoBody{w.Title, w.Description, w.OwnRules, w.Alt}
}

func (b contestBody) form() contests.Form {
	f := contests.Form{
		Slug: b.Slug, Title: b.Title, Description: b.Description, Locale: b.Locale, TimeZone: b.TimeZone,
		OpensAt: b.OpensAt, ClosesAt: b.ClosesAt, Mode: draw.Mode(b.Draw.Mode), Source: contests.SourceKind(b.Draw.Source),
		MarginS: b.Draw.MarginSeconds, ClaimDays: b.Draw.ClaimDays, OwnRules: b.Rules, Entry: b.Entry.rules(), Law: b.Law.terms(), Unfinished: b.Unfinished, Also: b.Also.wording(),
	}
	if b.Picture != nil {
		f.Picture = &contests.Picture{Hash: b.Picture.Hash, Alt: b.Picture.Alt}
	}
	for _, p := range b.Prizes {
		prize := contests.Prize{Name: p.Name, Also: p.Also, Winners: p.Winners, Alternates: p.Alternates, Handing: p.Handing.handing()}
		if p.Value != nil {
			prize.ValueMinor, prize.Currency = p.Value.AmountMinor, p.Value.Currency
		}
		f.Prizes = append(f.Prizes, prize)
	}
	return f
}

func (b entryBody) rules() contests.EntryRules {
	r := contests.EntryRules{
		Contact: contests.ContactRule(b.Contact), FoldAliases: b.FoldAliases, MinAge: b.MinAge, Countries: b.Countries,
		MaxTickets: b.MaxTickets, PointTickets: b.PointTickets, AskAlias: b.AskAlias, Confirm: b.Contact == "" || b.Contact == string(contests.ContactEmail),
	}
	if b.Confirm != nil {
		r.Confirm = *b.Confirm
	}
	r.Trust = b.Trust.terms()
	r.Codes, r.Instant, r.Slips = b.Codes.rules(), b.Instant.rules(), b.Slips.rules()
	r.Photos = b.Photos.rules()
	r.Claims = b.Claims.rules()
	r.Actions, r.Again, r.OneChance, r.Who = b.actions(), tickets.Every(b.Again), b.OneChance, b.Who.terms()
	for _, q := range b.Questions {
		r.Questions = append(r.Questions, contests.Question{ID: q.ID, Label: q.Label, Choices: q.Choices, Also: q.Also.wording(), Required: q.Required, Kind: contests.QuestionKind(q.Kind), Min: q.Min, Max: q.Max})
	}
	return r
}

// contestAnswer is a contest as the API tells it.
type contestAnswer struct {
	Slug        string           `json:"slug"`
	Brand       string           `json:"brand" doc:"Slug of the brand."`
	Status      string           `json:"status" enum:"draft,published,open,closed,awaiting-beacon,drawn,cancelled" doc:"By the clock."`
	Version     int64            `json:"version" doc:"Goes back with an edit of a draft."`
	Title       string           `json:"title"`
	Description string           `json:"description"`
	Locale      string           `json:"locale"`
	TimeZone    string           `json:"time_zone"`
	OpensAt     *time.Time       `json:"opens_at" doc:"Null in a draft without one."`
	ClosesAt    *time.Time       `json:"closes_at" doc:"Likewise."`
	PublishAt   *time.Time       `json:"publish_at,omitempty" doc:"Of a draft: when it publishes itself."`
	Missing     []missingAnswer  `json:"missing,omitempty" doc:"Of a draft: what publication would refuse now, field by field."`
	Picture     *pictureBody     `json:"picture,omitempty"`
	Also        *alsoBody        `json:"also,omitempty" doc:"In the other language."`
	Prizes      []prizeBody      `json:"prizes"`
	Entry       entryBody        `json:"entry"`
	Draw        drawTerms        `json:"draw"`
	Law         *lawAnswer       `json:"law,omitempty" doc:"What it says of law. Absent for a draw from a list and for contests from before there were such terms."`
	Cost        string           `json:"cost" enum:"nothing,extras,either,code,purchase" doc:"What entering takes. nothing: free, no purchase; extras: free, codes or till receipts add tickets; either: a purchase or a code, or the same for the asking; code: a code, with no promise of a free one; purchase: a purchase."`
	Entries     int              `json:"entries" doc:"Confirmed entries."`
	RulesHash   string           `json:"rules_hash,omitempty" doc:"SHA-256 of the frozen rules, hex. Absent for a draft."`
	Round       uint64           `json:"round,omitempty" doc:"Of the random source, named in the rules."`
	LogIndex    *int64           `json:"log_index" doc:"Where the publication stands in the public event log; null while there is none."`
	PublishedAt *time.Time       `json:"published_at,omitempty"`
	Close       *closeAnswer     `json:"close,omitempty" doc:"Once the list is sealed."`
	Cancelled   *cancelledAnswer `json:"cancelled,omitempty"`
	URL         string           `json:"url" doc:"Of its page."`
}

// drawTerms is how the winners are, or will be, drawn.
type drawTerms struct {
	Mode          string     `json:"mode"`
	Source        string     `json:"source"`
	Label         string     `json:"label" doc:"What its randomness is worth: A1, A2, B, unsealed, C or Test."`
	Statement     string     `json:"statement" doc:"The label in words."`
	MarginSeconds int        `json:"margin_seconds"`
	ClaimDays     int        `json:"claim_days"`
	ChainHash     string     `json:"chain_hash,omitempty"`
	DrawAt        *time.Time `json:"draw_at,omitempty" doc:"When the random number is due."`
}

// closeAnswer is what was sealed at closing.
type closeAnswer struct {
	Record   string    `json:"record" doc:"vdraw1/close, word for word."`
	Commit   string    `json:"commit" doc:"SHA-256 of record, hex: the fingerprint of the sealed list."`
	Root     string    `json:"root"`
	Entries  uint64    `json:"entries"`
	Tickets  uint64    `json:"tickets"`
	ClosedAt time.Time `json:"closed_at" doc:"Whose list it is: that of the closing, or of an earlier record where the list was sealed too late."`
	SealedAt time.Time `json:"sealed_at"`
	LogIndex *int64    `json:"log_index" doc:"Where the record stands in the public log; null for one from before there was a log."`
	Late     bool      `json:"late" doc:"It was made when the random number was due, and copies the last list that was on record before."`
}

// missingAnswer is something that a draft needs before it can be published.
type missingAnswer struct {
	Field  string `json:"field"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

func (a *App) missingAnswers(ctx context.Context, c contests.Contest) []missingAnswer {
	var missing []missingAnswer
	for _, f := range a.Contests.Missing(c) {
		missing = append(missing, missingAnswer{f.Name, f.Fault.Code, f.Fault.Message.In(requestFrom(ctx).lang)})
	}
	return missing
}

// tellContest reads what a contest's own row does not hold and puts it in words.
func (a *App) tellContest(ctx context.Context, c contests.Contest) (contestAnswer, error) {
	brand, err := a.Accounts.FindBrand(ctx, c.Brand)
	if err != nil {
		return contestAnswer{}, err
	}
	entries, err := a.Contests.CountConfirmed(ctx, c)
	if err != nil {
		return contestAnswer{}, err
	}
	out := contestAnswer{
		Slug: c.Slug, Brand: brand.Slug, Status: string(c.Status(a.Clock.Now())), Version: c.Version, Title: c.Title,
		Description: c.Description, Locale: c.Locale, TimeZone: c.TimeZone, OpensAt: optionalTime(c.OpensAt), ClosesAt: optionalTime(c.ClosesAt),
		PublishAt: optionalTime(c.PublishAt), Missing: a.missingAnswers(ctx, c), Also: alsoBodyOf(c.Also), Prizes: prizeBodies(c.Prizes), Entry: entryBodyOf(c.Entry), Draw: drawTermsOf(c, requestFrom(ctx).lang), Cost: string(c.Cost()), Law: lawAnswerOf(c),
		Entries: entries, Round: c.Round, URL: a.Config.BaseURL + "/c/" + c.Slug,
	}
	if c.Picture != nil {
		out.Picture = &pictureBody{Hash: c.Picture.Hash, Alt: c.Picture.Alt}
	}
	if !c.PublishedAt.IsZero() {
		out.RulesHash, out.PublishedAt = c.RulesHash.String(), &c.PublishedAt
	}
	if !c.CancelledAt.IsZero() {
		out.Cancelled = &cancelledAnswer{c.CancelledAt, string(c.CancelCode), c.CancelReason}
	}
	if out.LogIndex, err = a.publishedAt(ctx, c); err != nil {
		return out, err
	}
	seal, sealed, err := a.Contests.FindSeal(ctx, c)
	if sealed {
		out.Close = closeAnswerOf(seal)
		out.Close.LogIndex, out.Close.Late = placeInLog(c.CloseIndex), c.Late
	}
	return out, err
}

// publishedAt is where the publication of a contest stands in the log.
func (a *App) publishedAt(ctx context.Context, c contests.Contest) (*int64, error) {
	index, err := a.Contests.PublicationIndex(ctx, c)
	return placeInLog(index), err
}

func closeAnswerOf(s contests.Seal) *closeAnswer {
	return &closeAnswer{
		Record: string(s.Record), Commit: s.Commit.String(), Root: s.Root.String(),
		Entries: s.Entries, Tickets: s.Tickets, ClosedAt: s.ClosedAt, SealedAt: s.SealedAt,
	}
}

func prizeBodies(prizes []contests.Prize) []prizeBody {
	bodies := make([]prizeBody, len(prizes))
	for j, p := range prizes {
		bodies[j] = prizeBody{Name: p.Name, Also: p.Also, Winners: p.Winners, Alternates: p.Alternates, Handing: tellHanding(p.Handing)}
		if p.ValueMinor > 0 {
			bodies[j].Value = &money{p.ValueMinor, p.Currency}
		}
	}
	return bodies
}

func entryBodyOf(r contests.EntryRules) entryBody {
	b := entryBody{
		Contact: string(r.Contact), Confirm: &r.Confirm, FoldAliases: r.FoldAliases, MinAge: r.MinAge,
		Countries: r.Countries, MaxTickets: r.MaxTickets, PointTickets: r.PointTickets, AskAlias: r.AskAlias,
	}
	b.Trust = trustBodyOf(r.Trust)
	b.Codes, b.Instant, b.Slips = codeRulesBodyOf(r.Codes), instantRulesBodyOf(r.Instant), slipRulesBodyOf(r.Slips)
	b.Photos = photoRulesBodyOf(r.Photos)
	b.Claims = tellClaimRules(r.Claims)
	b.Actions, b.Again, b.OneChance, b.Who = actionBodies(r.Actions), string(r.Again), r.OneChance, whoBodyOf(r.Who)
	for _, q := range r.Questions {
		b.Questions = append(b.Questions, questionBody{ID: q.ID, Label: q.Label, Choices: q.Choices, Also: questionAlsoOf(q.Also), Required: q.Required, Kind: string(q.Kind), Min: q.Min, Max: q.Max})
	}
	return b
}

func drawTermsOf(c contests.Contest, lang string) drawTerms {
	t := drawTerms{
		Mode: string(c.Mode), Source: string(c.Source), Label: labelWord(c), Statement: c.Statement().In(lang),
		MarginSeconds: int(c.Margin.Seconds()), ClaimDays: c.ClaimDays,
	}
	if !c.DrawAt.IsZero() {
		t.DrawAt = &c.DrawAt
	}
	if c.Round > 0 {
		t.ChainHash = c.Chain.String()
	}
	return t
}

// labelWord is the label as the protocol's documents write it.
func labelWord(c contests.Contest) string {
	label := string(c.Label())
	if label == "test" {
		return strings.ToUpper(label[:1]) + label[1:]
	}
	return label
}
