package handlers

import (
	"context"
	"net/http"
	"time"

	"kermesse/contests"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
)

func (a *App) entryOperations() {
	public := func(method, path, id, summary string, status int) operation {
		return operation{method: method, path: path, id: id, summary: summary, tag: "entries", status: status, public: true}
	}
	register(a, public(http.MethodPost, "/contests/{slug}/entries/confirm", "confirm-entry", "Confirm an entry by the code or the token that was mailed", 0), a.confirmEntryByAPI)
	register(a, public(http.MethodGet, "/contests/{slug}/receipts/{key}", "find-receipt", "Read one's own receipt", 0), a.findReceipt)
	register(a, public(http.MethodDelete, "/contests/{slug}/receipts/{key}", "withdraw-entry", "Take one's own entry back, before closing", http.StatusNoContent), a.withdrawEntry)
	register(a, public(http.MethodGet, "/receipt-key", "receipt-key", "Read the key with which signatures on receipts are checked", 0), a.receiptKey)
	register(a, public(http.MethodGet, "/contests/{slug}/check", "check-entry", "Is this entry in the list, and was it drawn?", 0), a.checkEntryByAPI)

	staff := func(method, path, id, summary string, status int) operation {
		return operation{method: method, path: path, id: id, summary: summary, tag: "entries", status: status}
	}
	register(a, staff(http.MethodPost, "/contests/{slug}/entries/manual", "add-entry", "Enter somebody on their behalf; the entry counts at once", http.StatusCreated), a.addEntry)
	register(a, staff(http.MethodGet, "/contests/{slug}/entries", "list-entries", "List entries with their contacts, the newest first", 0), a.listEntries)
	register(a, staff(http.MethodPost, "/contests/{slug}/entries/{entry}/exclude", "exclude-entry", "Take an entry out before closing; its holder can read the reason", http.StatusNoContent), a.excludeEntry)
	register(a, staff(http.MethodPost, "/contests/{slug}/entries/{entry}/tickets", "give-tickets", "Raise the tickets of an entry before closing; its holder gets a receipt of a new revision", http.StatusNoContent), a.giveTickets)
	register(a, staff(http.MethodPost, "/contests/{slug}/entries/{entry}/include", "include-entry", "Take an excluded entry back in, or settle the flags of one", http.StatusNoContent), a.includeEntry)
}

type entryFormBody struct {
	Email    string            `json:"email,omitempty"`
	Phone    string            `json:"phone,omitempty" doc:"With its country code, as +230 5712 3456."`
	Name     string            `json:"name,omitempty" doc:"To go by; published masked if they win, where no alias is asked."`
	Alias    string            `json:"alias,omitempty" doc:"The name to publish if they win; it is masked."`
	Consents consentsBody      `json:"consents,omitempty"`
	Answers  map[string]string `json:"answers,omitempty" doc:"By the id of the question."`
	Pictures map[string][]byte `json:"pictures,omitempty" doc:"Answers that are a picture, in base64; at most 190 kB in all here, 10 MB by the form of the page."`
	Who      *whoFormBody      `json:"who,omitempty" doc:"Where the contest asks it."`
	Actions  map[string]string `json:"actions,omitempty" doc:"Answers to quizzes and secret codes, by the id of the action. What is wrong refuses no entry."`
	Friend   string            `json:"friend,omitempty" doc:"What the link of the one who told of the contest carries."`
	Locale   string            `json:"locale,omitempty" enum:"fr,en" doc:"Language of mails. Left out: the contest's."`
	Photo    *photoBody        `json:"photo,omitempty" doc:"Where the contest takes one."`
	Code     string            `json:"code,omitempty" maxLength:"80" doc:"Of a pack, where the contest takes codes."`

	SecretWord string `json:"secret_word,omitempty" doc:"By which the entrant knows the brand's messages. Left out: they are given one, which their receipt states."`
}

// whoFormBody is what somebody says of themselves.
type whoFormBody struct {
	OldEnough bool   `json:"old_enough,omitempty"`
	Birth     string `json:"birth_date,omitempty" example:"1990-12-31"`
	Country   string `json:"country,omitempty" doc:"ISO 3166-1."`
}

type consentsBody struct {
	Rules      bool `json:"rules,omitempty" doc:"Needed."`
	Newsletter bool `json:"newsletter,omitempty" doc:"Recorded only if true, and only once the entry counts."`
}

type enterContestRequest struct {
	Slug string `path:"slug"`
	Body entryFormBody
}

type enterContestResponse struct {
	Body entryAnswer
}

// entryAnswer is an entry as its entrant may see it. The receipt and what opens it are
// told only to somebody who has just made or confirmed the entry. Where an address is to be
// proved first the answer is a status and a challenge, whether it is in the contest or not.
type entryAnswer struct {
	EntryID    string            `json:"entry_id,omitempty" doc:"Absent, as all but status and challenge, until the address is proved where the contest asks for that."`
	Number     string            `json:"number,omitempty" doc:"What people quote: 4F7K-92QM-X3."`
	Status     string            `json:"status" enum:"pending,confirmed,excluded,withdrawn"`
	Tickets    uint64            `json:"tickets,omitempty"`
	Alias      string            `json:"alias,omitempty" doc:"As published if they win."`
	Repeated   bool              `json:"repeated" doc:"This person had entered already; nothing was added."`
	Challenge  string            `json:"challenge,omitempty" doc:"Goes back with the code that was mailed."`
	Commitment string            `json:"commitment,omitempty"`
	Receipt    string            `json:"receipt,omitempty" doc:"The signed receipt, word for word; empty until the entry is confirmed."`
	Private    string            `json:"private,omitempty" doc:"What opens the commitment; for the entrant alone."`
	ReceiptURL string            `json:"receipt_url,omitempty" doc:"For the entrant alone."`
	Answers    map[string]string `json:"answers,omitempty"`
	Reason     string            `json:"reason,omitempty" doc:"Of an exclusion."`
	Revision   int               `json:"revision,omitempty" doc:"Of the receipt: more tickets make a new one."`
	AcceptedAt *time.Time        `json:"accepted_at,omitempty"`
}

func (b entryFormBody) form() contests.EntryForm {
	var who contests.WhoForm
	if b.Who != nil {
		who = contests.WhoForm{OldEnough: b.Who.OldEnough, Birth: b.Who.Birth, Country: b.Who.Country}
	}
	return contests.EntryForm{
		Who: who, Acts: b.Actions, Friend: b.Friend,
		Email: b.Email, Phone: b.Phone, Name: b.Name, Alias: b.Alias, Answers: b.Answers,
		Rules: contests.Tick{Given: b.Consents.Rules}, Newsletter: contests.Tick{Given: b.Consents.Newsletter},
		Locale: b.Locale, Source: contests.FromAPI, Code: contests.CodeForm{Typed: b.Code},
		Word: b.SecretWord, Photo: b.Photo.form(),
	}
}

func (a *App) enterContest(ctx context.Context, in *enterContestRequest) (*enterContestResponse, error) {
	form := in.Body.form()
	form.Code = a.codeFrom(ctx, in.Body.Code)
	var err error
	if form.Pictures, err = a.readPictures(ctx, in.Body.Pictures); err != nil {
		return nil, err
	}
	if form.Name == "" {
		form.Name = form.Alias
	}
	entered, err := a.Contests.Enter(ctx, in.Slug, form)
	if err == nil && entered.Challenge != "" {
		// Whoever is told no more cannot tell who has entered: a number or an id would be that of
		// the entry there was.
		return &enterContestResponse{Body: entryAnswer{Status: string(contests.EntryPending), Challenge: entered.Challenge}}, nil
	}
	return a.answerEntered(ctx, entered, err)
}

func (a *App) answerEntered(ctx context.Context, in contests.Entered, err error) (*enterContestResponse, error) {
	if err != nil {
		return nil, err
	}
	e := in.Entry
	out := &enterContestResponse{Body: entryAnswer{
		EntryID: string(e.ID), Number: e.Number, Status: string(e.Status), Tickets: e.Tickets,
		Repeated: in.Repeated, Challenge: in.Challenge, Commitment: e.Commitment.String(), Revision: e.Revision,
	}}
	if !in.Own {
		return out, nil
	}
	r, err := a.Contests.ReceiptOf(ctx, e.ID)
	if err != nil {
		return nil, err
	}
	out.Body = a.tellReceipt(r)
	out.Body.Repeated, out.Body.Challenge = in.Repeated, in.Challenge
	return out, nil
}

func (a *App) tellReceipt(r contests.Receipt) entryAnswer {
	e := r.Entry
	out := entryAnswer{
		EntryID: string(e.ID), Number: e.Number, Status: string(e.Status), Tickets: e.Tickets, Alias: e.Alias,
		Revision: e.Revision, Commitment: e.Commitment.String(), Receipt: string(r.Note), Private: r.Private,
		ReceiptURL: a.Config.BaseURL + "/c/" + r.Contest.Slug + "/receipt/" + r.Key, Answers: e.Answers, Reason: e.Reason,
	}
	if !e.AcceptedAt.IsZero() {
		out.AcceptedAt = &e.AcceptedAt
	}
	return out
}

type confirmEntryRequest struct {
	Slug string `path:"slug"`
	Body struct {
		Token     string `json:"token,omitempty" doc:"Of the link. Either this, or challenge and code."`
		Challenge string `json:"challenge,omitempty" doc:"As the entry was answered with."`
		Code      string `json:"code,omitempty" doc:"Six digits."`
	}
}

func (a *App) confirmEntryByAPI(ctx context.Context, in *confirmEntryRequest) (*enterContestResponse, error) {
	token := in.Body.Token
	if token == "" {
		var err error
		if token, err = a.Fans.Guess(ctx, in.Body.Challenge, in.Body.Code); err != nil {
			return nil, atField("code", err)
		}
	}
	entered, err := a.Contests.Confirm(ctx, in.Slug, token)
	return a.answerEntered(ctx, entered, err)
}

// atField says of which input a wrong code was.
func atField(name string, err error) error {
	if f := fault.From(err); f.Kind == fault.Invalid {
		return f.Field(name, f)
	}
	return err
}

type receiptRequest struct {
	Slug string `path:"slug"`
	Key  string `path:"key" doc:"Last part of the receipt's address."`
}

func (a *App) findReceipt(ctx context.Context, in *receiptRequest) (*enterContestResponse, error) {
	r, err := a.Contests.FindReceipt(ctx, in.Slug, in.Key)
	if err != nil {
		return nil, err
	}
	return &enterContestResponse{Body: a.tellReceipt(r)}, nil
}

func (a *App) withdrawEntry(ctx context.Context, in *receiptRequest) (*struct{}, error) {
	return nil, a.Contests.Withdraw(ctx, in.Slug, in.Key)
}

type receiptKeyResponse struct {
	Body struct {
		Key string `json:"key" doc:"As golang.org/x/mod/sumdb/note writes it; empty where receipts go out unsigned."`
	}
}

func (a *App) receiptKey(context.Context, *struct{}) (*receiptKeyResponse, error) {
	out := &receiptKeyResponse{}
	out.Body.Key = a.Contests.ReceiptKey()
	return out, nil
}

type checkEntryRequest struct {
	Slug   string `path:"slug"`
	Number string `query:"number" required:"true" doc:"Of the entry, as on its receipt."`
}

type checkEntryResponse struct {
	Body struct {
		Number     string       `json:"number"`
		Status     string       `json:"status"`
		Commitment string       `json:"commitment"`
		Sealed     bool         `json:"sealed"`
		Index      *int         `json:"index,omitempty" doc:"In the sealed list, from 0."`
		Start      *uint64      `json:"start,omitempty" doc:"Its first ticket, from 0."`
		Tickets    uint64       `json:"tickets"`
		Path       []string     `json:"path,omitempty" doc:"RFC 6962 inclusion proof, hex."`
		Slots      []slotAnswer `json:"slots,omitempty" doc:"What it was drawn for."`
	}
}

func (a *App) checkEntryByAPI(ctx context.Context, in *checkEntryRequest) (*checkEntryResponse, error) {
	check, err := a.Contests.CheckEntry(ctx, in.Slug, in.Number)
	if err != nil {
		return nil, err
	}
	out := &checkEntryResponse{}
	b := &out.Body
	b.Number, b.Status, b.Commitment = check.Number, string(check.Status), check.Commitment.String()
	b.Sealed, b.Tickets = check.Sealed, check.Tickets
	if check.Proof.Size > 0 {
		b.Index, b.Start = &check.Proof.Index, &check.Proof.Start
		for _, h := range check.Proof.Path {
			b.Path = append(b.Path, h.String())
		}
	}
	b.Slots = slotAnswers(check.Slots)
	return out, nil
}

func (a *App) addEntry(ctx context.Context, in *enterContestRequest) (*enterContestResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	entered, err := a.Contests.AddEntry(ctx, actor, in.Slug, in.Body.form())
	return a.answerEntered(ctx, entered, err)
}

type listEntriesRequest struct {
	Slug    string `path:"slug"`
	Status  string `query:"status" enum:"pending,confirmed,excluded,withdrawn"`
	Source  string `query:"source" enum:"form,api,staff,import"`
	Flagged bool   `query:"flagged" doc:"Only those with a reason to look twice."`
	Query   string `query:"q" doc:"Part of a name or number, or a whole address or telephone number."`
	Cursor  string `query:"cursor"`
	Limit   int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type listEntriesResponse struct {
	Body struct {
		Items []entryLine `json:"items"`
		Next  string      `json:"next,omitempty"`
	}
}

type entryLine struct {
	EntryID    string            `json:"entry_id"`
	Number     string            `json:"number"`
	Status     string            `json:"status"`
	Source     string            `json:"source"`
	Name       string            `json:"name,omitempty"`
	Alias      string            `json:"alias,omitempty"`
	Author     string            `json:"author,omitempty" doc:"Of an imported comment."`
	Contact    string            `json:"contact,omitempty"`
	FanID      fan.ID            `json:"fan_id,omitempty"`
	Tickets    uint64            `json:"tickets"`
	Flags      []contests.Flag   `json:"flags,omitempty"`
	Answers    map[string]string `json:"answers,omitempty"`
	Reason     string            `json:"reason,omitempty"`
	CreatedAt  time.Time         `json:"created_at"`
	AcceptedAt *time.Time        `json:"accepted_at,omitempty"`
}

func (a *App) listEntries(ctx context.Context, in *listEntriesRequest) (*listEntriesResponse, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	page, err := a.Contests.ListEntries(ctx, actor, in.Slug, contests.EntryFilter{
		Status: contests.EntryStatus(in.Status), Source: contests.EntrySource(in.Source), Flagged: in.Flagged,
		Query: in.Query, Cursor: in.Cursor, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	out := &listEntriesResponse{}
	out.Body.Items, out.Body.Next = make([]entryLine, len(page.Items)), page.Next
	for i, e := range page.Items {
		out.Body.Items[i] = tellEntryLine(e)
	}
	return out, nil
}

func tellEntryLine(e contests.EntryLine) entryLine {
	line := entryLine{
		EntryID: string(e.ID), Number: e.Number, Status: string(e.Status), Source: string(e.Source), Name: e.Name,
		Alias: e.Alias, Author: e.Author, Contact: e.Contact, FanID: e.Fan, Tickets: e.Tickets, Flags: e.Flags,
		Answers: e.Answers, Reason: e.Reason, CreatedAt: e.CreatedAt,
	}
	if !e.AcceptedAt.IsZero() {
		line.AcceptedAt = &e.AcceptedAt
	}
	return line
}

type entryRequest struct {
	Slug  string `path:"slug"`
	Entry string `path:"entry" doc:"Id of the entry."`
}

type excludeEntryRequest struct {
	Slug  string `path:"slug"`
	Entry string `path:"entry" doc:"Id of the entry."`
	Body  struct {
		Reason string `json:"reason" enum:"not-eligible,duplicate-person,fraud" doc:"On record for ever, if the entry counted."`
	}
}

func (a *App) excludeEntry(ctx context.Context, in *excludeEntryRequest) (*struct{}, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	return nil, a.Contests.Exclude(ctx, actor, in.Slug, contests.EntryID(in.Entry), contests.Reason(in.Body.Reason))
}

type giveTicketsRequest struct {
	Slug  string `path:"slug"`
	Entry string `path:"entry" doc:"Id of the entry."`
	Body  struct {
		Tickets uint64 `json:"tickets" doc:"In all; at most what the rules allow, never fewer than before."`
	}
}

func (a *App) giveTickets(ctx context.Context, in *giveTicketsRequest) (*struct{}, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	return nil, a.Contests.GiveTickets(ctx, actor, in.Slug, contests.EntryID(in.Entry), in.Body.Tickets)
}

func (a *App) includeEntry(ctx context.Context, in *entryRequest) (*struct{}, error) {
	actor, err := a.contestActor(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	return nil, a.Contests.Include(ctx, actor, in.Slug, contests.EntryID(in.Entry))
}
