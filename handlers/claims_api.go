package handlers

import (
	"context"
	"net/http"
	"time"

	"kermesse/contests/claims"
	"kermesse/contests/claims/postal"
	"kermesse/internal/account"
)

func (a *App) claimOperations() {
	public := func(method, path, id, summary string) operation {
		return operation{method: method, path: path, id: id, summary: summary, tag: "claims", public: true, natural: true}
	}
	register(a, public(http.MethodPost, "/brands/{brand}/messages/check", "check-message", "Is a winner’s message real? By its code, or by the number of the entry and the secret word that it states"), a.checkMessageByAPI)
	register(a, public(http.MethodGet, "/brands/{brand}/claims/{code}", "find-claim", "Read what anybody may know of a winner’s message"), a.findClaim)
	register(a, public(http.MethodPost, "/brands/{brand}/claims/{code}/identify", "identify-winner", "Send a code to the address of the entry that won"), a.identifyByAPI)
	register(a, public(http.MethodPost, "/brands/{brand}/claims/{code}/prove", "prove-winner", "Exchange the code, the token of its link, or a code given by staff for a pass of two hours"), a.proveByAPI)
	register(a, public(http.MethodPost, "/brands/{brand}/claims/{code}/mine", "read-own-claim", "Read one’s own claim: needs a pass"), a.ownClaim)
	register(a, public(http.MethodPost, "/brands/{brand}/claims/{code}/accept", "accept-prize", "Accept a prize, until the very moment that was announced: needs a pass"), a.acceptByAPI)
	register(a, public(http.MethodPost, "/brands/{brand}/claims/{code}/redirect", "redirect-prize", "Change where an accepted prize goes, as long as it has not left: needs a pass"), a.redirectByAPI)
	register(a, public(http.MethodPost, "/brands/{brand}/claims/{code}/decline", "decline-prize", "Decline a prize, which goes on to the next person: needs a pass"), a.declineByAPI)
	register(a, public(http.MethodPost, "/brands/{brand}/claims/{code}/received", "confirm-received", "Say that the prize has come: needs a pass"), a.receivedByAPI)
	register(a, public(http.MethodGet, "/contests/{slug}/prizes", "read-prize-ledger", "Read how many prizes of a contest were handed over, and when; nobody is named"), a.readLedger)

	staff := func(method, path, id, summary string) operation {
		return operation{method: method, path: path, id: id, summary: summary, tag: "claims"}
	}
	register(a, staff(http.MethodGet, "/brands/{brand}/claims", "list-claims", "List prizes on their way. For who may hand prizes over; contacts are for who may see people"), a.listClaims)
	register(a, staff(http.MethodGet, "/brands/{brand}/claims/{id}/desk", "inspect-claim", "Read one prize with its history; contact, address and secret word are for who may see people"), a.inspectClaim)
	register(a, staff(http.MethodPost, "/brands/{brand}/claims/acts", "act-on-claims", "Confirm, mark as sent, or mark as received many prizes at once; each by itself. For who may hand prizes over"), a.actOnClaims)
	once := staff(http.MethodPost, "/brands/{brand}/claims/{id}/hand-code", "make-hand-code", "Make a code that identifies a winner without e-mail; shown once. For who may hand prizes over and see people")
	once.natural = true
	register(a, once, a.makeHandCode)
	register(a, staff(http.MethodPost, "/brands/{brand}/claims/{id}/assist", "assist-winner", "Answer for a winner who cannot do it alone. For who may hand prizes over and see people"), a.assistWinner)
	register(a, staff(http.MethodPost, "/brands/{brand}/handovers", "hand-over", "Hand the prize of a pick-up code over, once. For who may hand prizes over"), a.handOverByAPI)
	register(a, staff(http.MethodGet, "/brands/{brand}/impostor-warnings", "read-impostor-warnings", "Read texts against impostors, for each network and in both languages. For any member of the brand’s staff who sees campaigns"), a.readWarnings)
	a.fiber.Get("/api/v1/brands/:brand/claims.csv", a.exportClaimsByAPI)
}

type claimRequest struct {
	Brand string `path:"brand"`
	Code  string `path:"code" doc:"Of the message."`
}

type passRequest struct {
	Brand string `path:"brand"`
	Code  string `path:"code"`
	Body  struct {
		Pass string `json:"pass"`
	}
}

type checkMessageRequest struct {
	Brand string `path:"brand"`
	Body  struct {
		Code  string `json:"code,omitempty" doc:"Of the message."`
		Entry string `json:"entry,omitempty" doc:"Number of the entry, with word."`
		Word  string `json:"word,omitempty" doc:"The secret word that the message states."`
	}
}

type checkMessageResponse struct {
	Body struct {
		Genuine bool           `json:"genuine"`
		Former  bool           `json:"former,omitempty" doc:"The word is one that the entrant had before: a message of earlier days may state it."`
		Message *messageAnswer `json:"message,omitempty" doc:"Of a code that is the brand’s."`
	}
}

type messageAnswer struct {
	Code     string     `json:"code"`
	Standing string     `json:"standing" enum:"open,answered,received,declined,expired,void" doc:"What the message is worth now."`
	Contest  string     `json:"contest" doc:"Slug."`
	Title    string     `json:"title"`
	Prize    string     `json:"prize"`
	SentAt   time.Time  `json:"sent_at"`
	Due      *time.Time `json:"due,omitempty" doc:"The first moment at which it is too late to answer."`
	URL      string     `json:"url" doc:"Where it is answered."`
}

func (a *App) tellMessage(b account.Brand, m claims.Message) *messageAnswer {
	return &messageAnswer{
		Code: m.Claim.Code, Standing: string(m.Standing), Contest: m.Contest.Slug, Title: m.Contest.Title, Prize: m.Prize().Name,
		SentAt: m.Claim.ToldAt.UTC(), Due: optionalTime(m.Claim.Due), URL: a.Config.BaseURL + "/w/" + b.Slug + "/" + m.Claim.Code,
	}
}

func (a *App) checkMessageByAPI(ctx context.Context, in *checkMessageRequest) (*checkMessageResponse, error) {
	b, err := a.Accounts.FindBrandBySlug(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	out, network := &checkMessageResponse{}, a.clientNetwork(requestFrom(ctx).c)
	if in.Body.Code == "" {
		fit, err := a.Contests.Claims().CheckWord(ctx, b.ID, in.Body.Entry, in.Body.Word, network)
		out.Body.Genuine, out.Body.Former = fit != claims.WordWrong, fit == claims.WordFormer
		return out, err
	}
	m, err := a.Contests.Claims().CheckMessage(ctx, b.ID, in.Body.Code, network)
	if err != nil {
		return nil, err
	}
	out.Body.Genuine, out.Body.Message = true, a.tellMessage(b, m.In(requestFrom(ctx).lang))
	return out, nil
}

type findClaimResponse struct{ Body messageAnswer }

func (a *App) findClaim(ctx context.Context, in *claimRequest) (*findClaimResponse, error) {
	b, err := a.Accounts.FindBrandBySlug(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	m, err := a.Contests.Claims().CheckMessage(ctx, b.ID, in.Code, a.clientNetwork(requestFrom(ctx).c))
	if err != nil {
		return nil, err
	}
	return &findClaimResponse{*a.tellMessage(b, m.In(requestFrom(ctx).lang))}, nil
}

type identifyRequest struct {
	Brand string `path:"brand"`
	Code  string `path:"code"`
	Body  struct {
		Locale string `json:"locale,omitempty" enum:"fr,en" doc:"Of the mail. Left out: that of the request."`
	}
}

type identifyResponse struct {
	Body struct {
		Challenge string `json:"challenge" doc:"Goes back with the code."`
		Contact   string `json:"contact" doc:"Masked."`
	}
}

func (a *App) identifyByAPI(ctx context.Context, in *identifyRequest) (*identifyResponse, error) {
	b, err := a.Accounts.FindBrandBySlug(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	locale := in.Body.Locale
	if locale == "" {
		locale = requestFrom(ctx).lang
	}
	asked, err := a.Contests.Claims().Identify(ctx, b.ID, in.Code, locale)
	if err != nil {
		return nil, err
	}
	out := &identifyResponse{}
	out.Body.Challenge, out.Body.Contact = asked.Challenge, asked.Contact
	return out, nil
}

type proveRequest struct {
	Brand string `path:"brand"`
	Code  string `path:"code"`
	Body  struct {
		Challenge string `json:"challenge,omitempty"`
		Code      string `json:"code,omitempty" doc:"Of the mail, with challenge."`
		Token     string `json:"token,omitempty" doc:"Of the link in the mail, instead."`
		Hand      string `json:"hand,omitempty" doc:"Given by staff, instead."`
	}
}

type proveResponse struct {
	Body struct {
		Pass string `json:"pass" doc:"Good for two hours, for this claim alone."`
	}
}

func (a *App) proveByAPI(ctx context.Context, in *proveRequest) (*proveResponse, error) {
	b, err := a.Accounts.FindBrandBySlug(ctx, in.Brand)
	if err != nil {
		return nil, err
	}
	out := &proveResponse{}
	if in.Body.Hand != "" {
		out.Body.Pass, err = a.Contests.Claims().ProveByHand(ctx, b.ID, in.Code, in.Body.Hand)
		return out, err
	}
	token := in.Body.Token
	if token == "" {
		if token, err = a.Fans.Guess(ctx, in.Body.Challenge, in.Body.Code); err != nil {
			return nil, err
		}
	}
	out.Body.Pass, err = a.Contests.Claims().Prove(ctx, b.ID, in.Code, token)
	return out, err
}

// keyOf names a claim and its pass.
func (a *App) keyOf(ctx context.Context, brand, code, pass string) (account.Brand, claims.Key, error) {
	b, err := a.Accounts.FindBrandBySlug(ctx, brand)
	return b, claims.Key{Brand: b.ID, Code: code, Pass: pass}, err
}

type ownClaimResponse struct{ Body ownClaimAnswer }

type ownClaimAnswer struct {
	Message    messageAnswer `json:"message"`
	State      string        `json:"state" enum:"told,identified,accepted,to-send,sent,received,declined,expired,void"`
	Entry      string        `json:"entry" doc:"Its number."`
	SecretWord string        `json:"secret_word,omitempty" doc:"By which its winner knows the brand’s messages."`
	Methods    []string      `json:"methods" doc:"How the prize can be handed over."`
	Places     []string      `json:"places,omitempty"`
	Asks       string        `json:"asks,omitempty" doc:"What is chosen."`
	Options    []string      `json:"options,omitempty"`
	Method     string        `json:"method,omitempty"`
	Place      string        `json:"place,omitempty"`
	Choice     string        `json:"choice,omitempty"`
	Address    *addressBody  `json:"address,omitempty"`
	Pickup     string        `json:"pickup,omitempty" doc:"Code of a prize to fetch; it works once."`
	Tracking   string        `json:"tracking,omitempty"`
	AcceptedAt *time.Time    `json:"accepted_at,omitempty"`
	SentAt     *time.Time    `json:"sent_at,omitempty"`
	ReceivedAt *time.Time    `json:"received_at,omitempty"`
	KeptDays   int           `json:"address_kept_days" doc:"After the hand-over."`
}

type addressBody struct {
	Country  string `json:"country" doc:"ISO 3166-1."`
	Name     string `json:"name,omitempty"`
	Line1    string `json:"line1,omitempty"`
	Line2    string `json:"line2,omitempty"`
	Quarter  string `json:"quarter,omitempty"`
	Postcode string `json:"postcode,omitempty"`
	City     string `json:"city,omitempty"`
	Region   string `json:"region,omitempty"`
	Phone    string `json:"phone,omitempty"`
}

func (b *addressBody) address() postal.Address {
	if b == nil {
		return postal.Address{}
	}
	return postal.Address{Country: b.Country, Values: map[postal.Field]string{
		postal.Name: b.Name, postal.Line1: b.Line1, postal.Line2: b.Line2, postal.Quarter: b.Quarter, postal.Code: b.Postcode,
		postal.City: b.City, postal.Region: b.Region, postal.Phone: b.Phone,
	}}
}

func tellAddress(a postal.Address) *addressBody {
	if a.Country == "" {
		return nil
	}
	return &addressBody{
		Country: a.Country, Name: a.Values[postal.Name], Line1: a.Values[postal.Line1], Line2: a.Values[postal.Line2],
		Quarter: a.Values[postal.Quarter], Postcode: a.Values[postal.Code], City: a.Values[postal.City], Region: a.Values[postal.Region],
		Phone: a.Values[postal.Phone],
	}
}

func (a *App) ownClaim(ctx context.Context, in *passRequest) (*ownClaimResponse, error) {
	b, key, err := a.keyOf(ctx, in.Brand, in.Code, in.Body.Pass)
	if err != nil {
		return nil, err
	}
	return a.answerOwn(ctx, b, key)
}

func (a *App) answerOwn(ctx context.Context, b account.Brand, key claims.Key) (*ownClaimResponse, error) {
	own, err := a.Contests.Claims().Mine(ctx, key)
	if err != nil {
		return nil, err
	}
	own.Message = own.In(requestFrom(ctx).lang)
	c, prize := own.Claim, own.Prize()
	out := &ownClaimResponse{ownClaimAnswer{
		Message: *a.tellMessage(b, own.Message), State: string(c.State), Entry: c.Number, SecretWord: own.Word, Places: prize.Pickup,
		Asks: prize.Asks, Options: prize.Options, Method: string(c.Method), Place: c.Place, Choice: c.Choice, Address: tellAddress(own.Address),
		Pickup: own.Pickup, Tracking: c.Tracking, AcceptedAt: optionalTime(c.AcceptedAt), SentAt: optionalTime(c.SentAt),
		ReceivedAt: optionalTime(c.ReceivedAt), KeptDays: own.Contest.KeptFor(),
	}}
	for _, m := range prize.Methods() {
		out.Body.Methods = append(out.Body.Methods, string(m))
	}
	return out, nil
}

// AnswerBody is a winner's yes. It is embedded in requests, and so exported.
type AnswerBody struct {
	Method    string       `json:"method,omitempty" enum:"delivery,pickup,arranged" doc:"Left out: the only one there is."`
	Place     string       `json:"place,omitempty"`
	Choice    string       `json:"choice,omitempty"`
	Address   *addressBody `json:"address,omitempty" doc:"For delivery: the fields that its country has."`
	Adult     bool         `json:"adult,omitempty" doc:"They say that they have the age that the rules ask for."`
	Publicity bool         `json:"publicity,omitempty" doc:"They agree that their win is shown with their first name."`
	Consent   string       `json:"consent_text,omitempty" doc:"The words beside that box. Left out: the standard ones."`
}

func (b AnswerBody) answer() claims.Answer {
	return claims.Answer{
		Method: claims.Method(b.Method), Place: b.Place, Choice: b.Choice, Address: b.Address.address(), Adult: b.Adult,
		Publicity: b.Publicity, Consent: b.Consent,
	}
}

type acceptPrizeRequest struct {
	Brand string `path:"brand"`
	Code  string `path:"code"`
	Body  struct {
		Pass string `json:"pass"`
		AnswerBody
	}
}

func (a *App) acceptByAPI(ctx context.Context, in *acceptPrizeRequest) (*ownClaimResponse, error) {
	b, key, err := a.keyOf(ctx, in.Brand, in.Code, in.Body.Pass)
	if err != nil {
		return nil, err
	}
	if err := a.Contests.Claims().Accept(ctx, key, in.Body.answer()); err != nil {
		return nil, err
	}
	return a.answerOwn(ctx, b, key)
}

func (a *App) redirectByAPI(ctx context.Context, in *acceptPrizeRequest) (*ownClaimResponse, error) {
	b, key, err := a.keyOf(ctx, in.Brand, in.Code, in.Body.Pass)
	if err != nil {
		return nil, err
	}
	if err := a.Contests.Claims().Redirect(ctx, key, in.Body.answer()); err != nil {
		return nil, err
	}
	return a.answerOwn(ctx, b, key)
}

func (a *App) declineByAPI(ctx context.Context, in *passRequest) (*ownClaimResponse, error) {
	b, key, err := a.keyOf(ctx, in.Brand, in.Code, in.Body.Pass)
	if err != nil {
		return nil, err
	}
	if err := a.Contests.Claims().Decline(ctx, key); err != nil {
		return nil, err
	}
	return a.answerOwn(ctx, b, key)
}

func (a *App) receivedByAPI(ctx context.Context, in *passRequest) (*ownClaimResponse, error) {
	b, key, err := a.keyOf(ctx, in.Brand, in.Code, in.Body.Pass)
	if err != nil {
		return nil, err
	}
	if err := a.Contests.Claims().Confirm(ctx, key); err != nil {
		return nil, err
	}
	return a.answerOwn(ctx, b, key)
}

type prizesResponse struct {
	Body struct {
		Units  int             `json:"units" doc:"That were to win."`
		Handed int             `json:"handed_over"`
		Last   *time.Time      `json:"last,omitempty" doc:"When the latest was handed over."`
		Lines  []prizeStanding `json:"lines"`
	}
}

type prizeStanding struct {
	Prize  string    `json:"prize"`
	Place  int       `json:"place" doc:"In the order of the draw for this prize, from 1."`
	Origin string    `json:"origin" enum:"draw,instant"`
	State  string    `json:"state"`
	Since  time.Time `json:"since"`
}

func (a *App) readLedger(ctx context.Context, in *contestRequest) (*prizesResponse, error) {
	l, err := a.Contests.Claims().FindLedger(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	out := &prizesResponse{}
	out.Body.Units, out.Body.Handed, out.Body.Last, out.Body.Lines = l.Units, l.HandedOn, optionalTime(l.Last), []prizeStanding{}
	l.Contest = l.Contest.In(requestFrom(ctx).lang)
	for _, line := range l.Lines {
		out.Body.Lines = append(out.Body.Lines, prizeStanding{
			Prize: l.Contest.Prizes[line.Prize].Name, Place: line.Place, Origin: string(line.Origin), State: string(line.State), Since: line.Since.UTC(),
		})
	}
	return out, nil
}
