package claims

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"kermesse/contests/claims/postal"
	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/mail"
	"kermesse/internal/text"
)

// Key names a claim and shows that its holder is the winner.
type Key struct {
	Brand account.BrandID
	Code  string
	Pass  string
}

// Answer is a winner's yes.
type Answer struct {
	Method    Method // may be left out where there is only one
	Place     string
	Choice    string
	Address   postal.Address // for Delivery
	Adult     bool           // they say that they have the age that the rules ask for
	Publicity bool           // they agree that their win is shown with their name
	Consent   string         // the words beside that box; empty: the standard ones
}

// Own is a claim as its winner sees it.
type Own struct {
	Message
	Address postal.Address // empty until given, and once purged
	Pickup  string         // token of the QR code; empty: there is nothing to fetch
	Word    string         // the secret word of the entry
}

// Mine returns a claim to its winner. Faults: ErrNotFound, ErrPass.
func (s *Service) Mine(ctx context.Context, key Key) (Own, error) {
	c, _, err := s.findIn(ctx, s.db, key.Brand, key.Code)
	if err != nil {
		return Own{}, err
	}
	if err := s.checkPass(c.ID, key.Pass); err != nil {
		return Own{}, err
	}
	own := Own{}
	if own.Message, err = s.message(ctx, c); err != nil {
		return Own{}, err
	}
	if own.Address, err = s.address(c); err != nil {
		return Own{}, err
	}
	if c.Method == Pickup && (c.State == Accepted || c.State == ToSend) {
		own.Pickup = s.pickupToken(c.ID)
	}
	own.Word, err = s.host.SecretWord(ctx, s.db, c.Entry)
	return own, err
}

// Accept takes a winner's yes. It counts until the moment that was announced and not after
// it, whatever a job has noted. Faults: those of Mine; ErrLate, ErrDeclined, ErrVoid,
// ErrAnswered; invalid fields method, place, choice, adult, address.….
func (s *Service) Accept(ctx context.Context, key Key, a Answer) error {
	return s.answer(ctx, key, func(tx *db.DB, c Claim, at Contest) error {
		return s.accept(ctx, tx, "", c, at, a)
	})
}

// answer does something as the winner, with the contest held.
func (s *Service) answer(ctx context.Context, key Key, do func(*db.DB, Claim, Contest) error) error {
	return s.db.InTx(ctx, func(tx *db.DB) error {
		c, at, err := s.findIn(ctx, tx, key.Brand, key.Code)
		if err != nil {
			return err
		}
		if err := s.checkPass(c.ID, key.Pass); err != nil {
			return err
		}
		if c, err = s.hold(ctx, tx, c); err != nil {
			return err
		}
		return do(tx, c, at)
	})
}

// hold keeps everybody else from the contest's prizes and from this claim, and returns it as
// it is now: first the origin, then the claim, so that nobody waits for each other.
func (s *Service) hold(ctx context.Context, tx *db.DB, c Claim) (Claim, error) {
	origin, err := s.origin(c)
	if err != nil {
		return Claim{}, err
	}
	if err := origin.Hold(ctx, tx, c.Won); err != nil {
		return Claim{}, err
	}
	return selectClaim(ctx, tx, "WHERE id = ?"+tx.ForUpdate(), string(c.ID))
}

var errOrigin = errors.New("claims: a prize of an origin that is not wired")

func (s *Service) origin(c Claim) (Origin, error) {
	if o, ok := s.origins[c.Origin]; ok {
		return o, nil
	}
	return nil, errOrigin
}

// accept is Accept by the winner, or by staff for them.
func (s *Service) accept(ctx context.Context, tx *db.DB, by string, c Claim, at Contest, a Answer) error {
	now := s.clock.Now()
	if err := c.open(at, now); err != nil {
		return err
	}
	a, err := a.check(at, c)
	if err != nil {
		return err
	}
	set, err := s.chosen(c, a)
	if err != nil {
		return err
	}
	set.with(columns{"state": string(Accepted), "accepted_at": db.Millis(now), "publicity": a.Publicity})
	if c.IdentifiedAt.IsZero() {
		set["identified_at"] = db.Millis(now)
	}
	moved, err := updateFrom(ctx, tx, c.ID, set, Told, Identified)
	if err != nil {
		return err
	}
	if !moved {
		return ErrTooFar
	}
	if err := s.step(ctx, tx, c, StepKind(Accepted), by, ""); err != nil {
		return err
	}
	if err := s.agreed(ctx, tx, c, at, a); err != nil {
		return err
	}
	c.AcceptedAt = now
	if err := s.host.Tell(ctx, tx, NewsAccepted, c, now); err != nil {
		return err
	}
	return s.write(ctx, tx, c, func(l letterhead) mail.Letter {
		return mail.PrizeAccepted{Win: winOf(l, c), Pickup: a.Place, Sent: a.Method == Delivery, Link: s.claimPage(l.brand, c)}
	})
}

// open is nil while the winner can answer.
func (c Claim) open(at Contest, now time.Time) error {
	if err := c.alive(at, now); err != nil {
		return err
	}
	if c.State.Yes() {
		when := momentOf(at, c.AcceptedAt)
		return ErrAnswered.With(when.FR, when.EN)
	}
	return nil
}

func momentOf(at Contest, t time.Time) fault.Text { return text.Moment(t, at.Zone) }

// check returns the answer as it is stored, and tells every wrong field.
func (a Answer) check(at Contest, c Claim) (Answer, error) {
	prize := at.Prizes[c.Prize]
	var wrong []fault.Field
	if methods := prize.Methods(); a.Method == "" && len(methods) == 1 {
		a.Method = methods[0]
	}
	switch {
	case !prize.offers(a.Method):
		wrong = append(wrong, ErrMethod.At("method"))
	case a.Method == Pickup:
		if a.Place == "" && len(prize.Handing.Pickup) == 1 {
			a.Place = prize.Handing.Pickup[0]
		}
		if !slices.Contains(prize.Handing.Pickup, a.Place) {
			wrong = append(wrong, ErrPlace.At("place"))
		}
	}
	if a.Method != Pickup {
		a.Place = ""
	}
	if len(prize.Options) > 0 && !slices.Contains(prize.Options, a.Choice) {
		wrong = append(wrong, ErrChoice.At("choice"))
	}
	if len(prize.Options) == 0 {
		a.Choice = ""
	}
	if at.MinAge > 0 && !a.Adult {
		wrong = append(wrong, ErrAdult.With(at.MinAge).At("adult"))
	}
	if a.Method == Delivery {
		var more []fault.Field
		a.Address, more = checkAddress(at, a.Address)
		wrong = append(wrong, more...)
	}
	if len(wrong) > 0 {
		return a, fault.Invalids(wrong...)
	}
	return a, nil
}

// maxAddressLine is what a label bears.
const maxAddressLine = 80

func checkAddress(at Contest, given postal.Address) (postal.Address, []fault.Field) {
	if len(given.Country) != 2 || len(at.Countries) > 0 && !slices.Contains(at.Countries, given.Country) {
		return given, []fault.Field{ErrCountry.At("address.country")}
	}
	var wrong []fault.Field
	clean := postal.Address{Country: given.Country, Values: map[postal.Field]string{}}
	for field, value := range given.Values {
		line, f := text.Line(value, maxAddressLine)
		if f != nil {
			wrong = append(wrong, f.At("address."+string(field)))
		}
		clean.Values[field] = line
	}
	checked, troubles := clean.Check()
	for _, t := range troubles {
		f := text.ErrRequired
		if !t.Missing {
			f = ErrPostcode.With(postal.Of(given.Country).Example)
		}
		wrong = append(wrong, f.At("address."+string(t.Field)))
	}
	return checked, wrong
}

// chosen are the columns of where a prize goes.
func (s *Service) chosen(c Claim, a Answer) (columns, error) {
	set := columns{"method": string(a.Method), "place": a.Place, "choice": a.Choice, "country": "", "address_sealed": nil, "pickup_hash": nil}
	switch a.Method {
	case Delivery:
		plain, err := json.Marshal(a.Address)
		if err != nil {
			return nil, err
		}
		sealed, err := s.box.Seal(plain, c.addressRow())
		if err != nil {
			return nil, err
		}
		// Also of somebody who was forgotten since: what is given anew goes with the rest.
		set["country"], set["address_sealed"], set["purged_at"] = a.Address.Country, sealed, 0
	case Pickup:
		set["pickup_hash"] = pickupHash(s.pickupToken(c.ID))
	}
	return set, nil
}

// address opens the address of a claim; it is empty where there is none.
func (s *Service) address(c Claim) (postal.Address, error) {
	var a postal.Address
	if len(c.sealed) == 0 {
		return a, nil
	}
	plain, err := s.box.Open(c.sealed, c.addressRow())
	if err != nil {
		return a, err
	}
	err = json.Unmarshal(plain, &a)
	return a, err
}

// publicityTick are the words beside the box, where a form brings none of its own.
var publicityTick = fault.Text{
	FR: "J’accepte que mon prénom et mon lot soient montrés pour annoncer le résultat (facultatif).",
	EN: "I agree that my first name and my prize are shown to announce the result (optional).",
}

// PublicityWords are the standard words of the separate consent.
func PublicityWords() fault.Text { return publicityTick }

// agreed puts the separate consent on record, given or refused: nothing hangs on it.
func (s *Service) agreed(ctx context.Context, tx *db.DB, c Claim, at Contest, a Answer) error {
	if !at.AskPublicity || c.Fan == "" {
		return nil
	}
	if a.Consent == "" {
		a.Consent = publicityTick.In(c.Locale)
	}
	return s.fans.RecordConsent(ctx, tx, c.Fan, fan.Consent{
		Purpose: fan.PublicityPurpose + at.Slug, Granted: a.Publicity, Text: a.Consent, Locale: c.Locale, Source: "contest:" + at.Slug,
	})
}

// Redirect changes where an accepted prize goes, as long as it has not left. Faults: those of
// Mine, ErrTooFar, invalid fields.
func (s *Service) Redirect(ctx context.Context, key Key, a Answer) error {
	return s.answer(ctx, key, func(tx *db.DB, c Claim, at Contest) error {
		if c.State != Accepted && c.State != ToSend {
			return ErrTooFar
		}
		a.Adult = true // they have said so when they accepted
		a, err := a.check(at, c)
		if err != nil {
			return err
		}
		set, err := s.chosen(c, a)
		if err != nil {
			return err
		}
		moved, err := updateFrom(ctx, tx, c.ID, set, Accepted, ToSend)
		if err != nil {
			return err
		}
		if !moved {
			return ErrTooFar
		}
		return s.step(ctx, tx, c, stepAddress, "", "")
	})
}

// Decline takes a winner's no: the prize goes on to the next person at once, in public. It
// can be said until the prize is theirs for good. Faults: those of Mine, ErrLate,
// ErrDeclined, ErrVoid, ErrTooFar.
func (s *Service) Decline(ctx context.Context, key Key) error {
	return s.answer(ctx, key, func(tx *db.DB, c Claim, at Contest) error {
		return s.decline(ctx, tx, account.SystemActor(c.Brand), "", "", c, at)
	})
}

func (s *Service) decline(ctx context.Context, tx *db.DB, actor account.Actor, by, how string, c Claim, at Contest) error {
	now := s.clock.Now()
	if err := c.alive(at, now); err != nil {
		return err
	}
	set := forgotten().with(columns{"state": string(Declined), "ended_at": db.Millis(now)})
	moved, err := updateFrom(ctx, tx, c.ID, set, Told, Identified, Accepted)
	if err != nil {
		return err
	}
	if !moved {
		return ErrTooFar
	}
	if err := s.step(ctx, tx, c, StepKind(Declined), by, how); err != nil {
		return err
	}
	if err := s.host.Tell(ctx, tx, NewsDeclined, c, now); err != nil {
		return err
	}
	return s.passOn(ctx, tx, actor, c, OutcomeDeclined)
}

// passOn gives the prize of a claim that has ended to whoever comes next. An origin takes
// prizes from an entry, not one by one: whoever has another claim that lives by the same
// entry loses nothing, and this prize stays where it is.
func (s *Service) passOn(ctx context.Context, tx *db.DB, actor account.Actor, c Claim, why Outcome) error {
	if c.Entry != "" {
		others, err := selectClaims(ctx, tx, `WHERE contest_id = ? AND origin = ? AND attempt = ? AND entry_id = ?
			AND state NOT IN ('declined', 'expired', 'void')`, c.Contest, string(c.Origin), c.Attempt, c.Entry)
		if err != nil {
			return err
		}
		if len(others) > 0 {
			return s.step(ctx, tx, c, stepStays, houseName, "")
		}
	}
	origin, err := s.origin(c)
	if err != nil {
		return err
	}
	return origin.PassOn(ctx, tx, actor, c.Won, why)
}

// Confirm takes a winner's word that they have the prize. Saying it again changes nothing.
// Faults: those of Mine, ErrNotYet.
func (s *Service) Confirm(ctx context.Context, key Key) error {
	return s.answer(ctx, key, func(tx *db.DB, c Claim, _ Contest) error {
		switch c.State {
		case Received:
			return nil
		case ToSend, Sent:
			return s.receive(ctx, tx, "", c, receipt{})
		}
		return ErrNotYet
	})
}
