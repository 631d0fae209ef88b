package contests

import (
	"context"
	"errors"
	"slices"
	"time"

	"kermesse/contests/claims"
	"kermesse/contests/draw"
	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fault"
	"kermesse/internal/mail"
)

// ClaimRules are what a contest promises about handing its prizes over, beside how each prize
// is handed over (Prize.Handing) and how long winners have to answer (ClaimDays).
type ClaimRules struct {
	KeepDays     int  // how long an address is kept after the hand-over; 0: claims.KeepDays
	AskPublicity bool // ask winners, apart, whether their win may be shown with their name
}

const maxKeepDays = 730

func (r ClaimRules) check(wrong *problems) {
	if r.KeepDays < 0 || r.KeepDays > maxKeepDays {
		wrong.add("entry.claims.keep_days", ErrKeepDays.With(maxKeepDays))
	}
}

// handsOver reports whether the contest says how its prizes are handed over. One that does
// not promises nothing: brand and winner arrange it, and no address is asked for.
func (c Contest) handsOver() bool {
	for _, p := range c.won() {
		if !p.Handing.IsZero() {
			return true
		}
	}
	return c.Entry.Claims != ClaimRules{}
}

// claimTerms is what rules.json says of it.
func (c Contest) claimTerms() map[string]any {
	handing := make([]map[string]any, len(c.won()))
	for j, p := range c.won() {
		handing[j] = p.Handing.Terms()
	}
	return map[string]any{
		"handing": handing, "address_kept_days": c.claimed().KeptFor(), "publicity_asked": c.Entry.Claims.AskPublicity,
	}
}

// claiming writes the clauses about it.
func (w *rulesWriter) claiming() {
	c := w.contest
	if !c.handsOver() {
		return
	}
	w.in(chapterClaims)
	for _, p := range c.won() {
		how := p.Handing.Text()
		w.paragraphf("- «\u00a0%s\u00a0» est %s.", "- “%s” is %s.", literal(p.Name), fault.Text{
			FR: markdownEscapes.Replace(how.FR), EN: markdownEscapes.Replace(how.EN),
		})
	}
	w.paragraphf(
		"Pour répondre, le gagnant prouve que le contact de sa participation est le sien, puis accepte ou refuse. Une réponse compte jusqu’à la dernière seconde du délai\u00a0; ensuite le lot passe au suppléant. Une adresse n’est demandée qu’au gagnant d’un lot à envoyer\u00a0; elle est conservée chiffrée et effacée %s après la remise du lot. La page /c/%s/prizes montre combien de lots ont été remis, et quand, sans nommer personne.",
		"To answer, the winner proves that the contact of their entry is theirs, then accepts or declines. An answer counts until the last second of the time there is; after it the prize goes to the alternate. An address is asked only of the winner of a prize that is sent; it is kept encrypted and deleted %s after the prize was handed over. The page /c/%s/prizes shows how many prizes were handed over, and when, and names nobody.",
		plural(c.claimed().KeptFor(), "jour", "jours", "day", "days"), same(c.Slug))
	if c.Entry.Claims.AskPublicity {
		w.paragraph("On demande à part au gagnant si son gain peut être montré avec son prénom. Refuser ne change rien au lot.",
			"Winners are asked apart whether their win may be shown with their first name. Refusing changes nothing about the prize.")
	}
}

// checkHanding puts right how a prize is handed over, and tells every wrong field.
func (p *Prize) checkHanding(at string, wrong *problems) {
	checked, fields := p.Handing.Check()
	p.Handing = checked
	for _, f := range fields {
		f.Name = at + ".handing." + f.Name
		wrong.fields = append(wrong.fields, f)
	}
}

// ErrKeepDays says that addresses would be kept for no time, or for too long.
var ErrKeepDays = fault.New(fault.Invalid, "keep_days_out_of_range",
	"Les adresses se conservent au plus %d\u00a0jours après la remise.",
	"Addresses are kept for %d days at most after the hand-over.")

// Claims is what becomes of prizes once they are won.
func (s *Service) Claims() *claims.Service { return s.claims }

// claimed is the contest as claims know it.
func (c Contest) claimed() claims.Contest {
	at := claims.Contest{
		ID: string(c.ID), Slug: c.Slug, Locale: c.Locale, Title: c.Title, Also: c.Also.Title, Brand: c.Brand, Zone: c.Location(), ClaimDays: c.ClaimDays,
		KeepDays: c.Entry.Claims.KeepDays, AskPublicity: c.Entry.Claims.AskPublicity, MinAge: c.Entry.MinAge, Countries: c.Entry.Countries,
		Drawn: !c.DrawnAt.IsZero(),
	}
	for _, p := range c.won() {
		at.Prizes = append(at.Prizes, claims.Prize{Name: p.Name, Also: p.Also, Units: p.Winners, Handing: p.Handing})
	}
	return at
}

// won are the prizes by the numbers under which they are won and claimed.
func (c Contest) won() []Prize {
	all := slices.Clone(c.Prizes)
	if c.Entry.Instant != nil {
		for j := range c.Entry.Instant.Prizes {
			all = append(all, c.PrizeAt(len(c.Prizes)+j))
		}
	}
	return all
}

// host is the contests that claims belong to, and the draws where prizes are won.
type host struct{ *Service }

var (
	_ claims.Host   = host{}
	_ claims.Origin = host{}
)

// Describe implements claims.Host.
func (h host) Describe(ctx context.Context, d *db.DB, id string) (claims.Contest, error) {
	c, err := selectContest(ctx, d, "WHERE id = ?", id)
	return c.claimed(), err
}

// FindContest implements claims.Host.
func (h host) FindContest(ctx context.Context, d *db.DB, slug string) (claims.Contest, error) {
	c, err := selectBySlug(ctx, d, slug)
	if err == nil && c.PublishedAt.IsZero() {
		err = ErrNotFound
	}
	return c.claimed(), err
}

// SecretWord implements claims.Host. Imported names have none: nobody was there to be told.
func (h host) SecretWord(ctx context.Context, d *db.DB, entry string) (string, error) {
	e, err := selectEntry(ctx, d, "WHERE id = ?", entry)
	if errors.Is(err, ErrEntryNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return h.wordOf(e.Entry)
}

// FormerWords implements claims.Host.
func (h host) FormerWords(ctx context.Context, d *db.DB, entry string) ([]string, error) {
	e, err := selectEntry(ctx, d, "WHERE id = ?", entry)
	if errors.Is(err, ErrEntryNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return h.formerWords(e.Entry)
}

// EntryNumbered implements claims.Host.
func (h host) EntryNumbered(ctx context.Context, d *db.DB, brand account.BrandID, number string) (string, error) {
	e, err := selectEntry(ctx, d, "WHERE number = ? AND contest_id IN (SELECT id FROM contests WHERE brand_id = ?)", number, string(brand))
	if errors.Is(err, ErrEntryNotFound) {
		return "", nil
	}
	return string(e.ID), err
}

var claimEvents = map[claims.News]EventKind{
	claims.NewsAccepted: EventAccepted, claims.NewsDeclined: EventDeclined, claims.NewsExpired: EventExpired, claims.NewsReceived: EventReceived,
}

// Tell implements claims.Host.
func (h host) Tell(ctx context.Context, tx *db.DB, what claims.News, c claims.Claim, at time.Time) error {
	contest, err := selectContest(ctx, tx, "WHERE id = ?", c.Contest)
	if err != nil {
		return err
	}
	return h.inform(ctx, tx, Event{
		Kind: claimEvents[what], Contest: contest, At: at, Entry: Entry{Number: c.Number}, Fan: c.Fan,
		Attempt: c.Attempt, Prize: contest.PrizeAt(c.Prize).Name, Place: c.Slot + 1,
	})
}

// Note implements claims.Host.
func (h host) Note(ctx context.Context, tx *db.DB, c claims.Claim, kind mail.Kind, recipient string) error {
	return insertLetter(ctx, tx, Entry{ID: EntryID(c.Entry), Contest: ID(c.Contest), Locale: c.Locale}, kind, recipient, h.clock.Now())
}

// Hold implements claims.Origin.
func (h host) Hold(ctx context.Context, tx *db.DB, w claims.Won) error {
	_, err := lockByID(ctx, tx, ID(w.Contest))
	return err
}

// Keep implements claims.Origin: the winner is confirmed in the draw.
func (h host) Keep(ctx context.Context, tx *db.DB, actor account.Actor, w claims.Won, handed bool) error {
	reason := ReasonClaimed
	if handed {
		reason = ReasonDelivered
	}
	err := h.judgeWon(ctx, tx, actor, w, Decision{Kind: draw.EventAccept, Reason: reason}, h.accept)
	if errors.Is(err, ErrAccepted) { // staff have confirmed the winner on the page of the draw
		return nil
	}
	return err
}

// PassOn implements claims.Origin: the winner is replaced, by the one replacement there is.
func (h host) PassOn(ctx context.Context, tx *db.DB, actor account.Actor, w claims.Won, why claims.Outcome) error {
	reason := ReasonNoAnswer
	if why == claims.OutcomeDeclined {
		reason = ReasonDeclined
	}
	return h.judgeWon(ctx, tx, actor, w, Decision{Kind: draw.EventDisqualify, Reason: reason}, h.disqualify)
}

// judgeWon decides about a slot in the caller's transaction, which holds the contest.
func (h host) judgeWon(
	ctx context.Context, tx *db.DB, actor account.Actor, w claims.Won, d Decision, decide func(context.Context, *db.DB, Contest, judged) error,
) error {
	c, err := selectContest(ctx, tx, "WHERE id = ?", w.Contest)
	if err != nil {
		return err
	}
	return h.judgeIn(ctx, tx, actor, c, Place{Attempt: w.Attempt, Prize: w.Prize, Slot: w.Slot}, d, decide)
}

// wonAt names a slot to claims.
func (c Contest) wonAt(attempt int, slot Slot) claims.Won {
	return claims.Won{Contest: string(c.ID), Origin: claims.FromDraw, Attempt: attempt, Prize: slot.Prize, Slot: slot.Slot}
}
