package contests

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
	"kermesse/internal/secret"
)

func ageWord(years int) string { return strconv.Itoa(years) + "+" }

// contactHash names a contact of a brand in lists: who has the list alone reads nobody out
// of it, and two spellings of one mailbox are one.
func (s *Service) contactHash(brand account.BrandID, c fan.Contact) []byte {
	return secret.MAC(s.people, string(brand), string(c.Kind), c.Mailbox())
}

// barred is nil where a contact may enter, by the lists of the contest and of the brand as
// they are now. Faults: ErrExcludedBefore, ErrNotInvited, ErrStaff, ErrResting.
func (s *Service) barred(ctx context.Context, d *db.DB, c Contest, contact fan.Contact) error {
	out, err := s.did(ctx, d, c, contact, deedOut, "")
	if err != nil {
		return err
	}
	if out {
		return ErrExcludedBefore
	}
	who := c.Entry.Who
	hash := s.contactHash(c.Brand, contact)
	if who.Invited {
		listed, err := hasContact(ctx, d, c.ID, ListInvited, hash)
		if err != nil {
			return err
		}
		if !listed {
			return ErrNotInvited
		}
	}
	if who.NoStaff {
		staff, err := s.isStaff(ctx, d, c, contact, hash)
		if err != nil {
			return err
		}
		if staff {
			return ErrStaff
		}
	}
	if who.RestDays == 0 {
		return nil
	}
	return s.resting(ctx, d, c, hash)
}

// isStaff reports whether a contact is of the brand's team, of one of its domains, or on
// the list that it sent.
func (s *Service) isStaff(ctx context.Context, d *db.DB, c Contest, contact fan.Contact, hash []byte) (bool, error) {
	if contact.Kind == fan.ContactEmail {
		if onDomain(contact.Value, c.Entry.Who.Domains) {
			return true, nil
		}
		if team, err := account.OnTeam(ctx, d, c.Brand, contact.Value); err != nil || team {
			return team, err
		}
	}
	return hasContact(ctx, d, c.ID, ListExcluded, hash)
}

// onDomain reports whether an address is of one of the domains, or below one.
func onDomain(address string, domains []string) bool {
	_, host, _ := strings.Cut(strings.ToLower(address), "@")
	for _, domain := range domains {
		if host == domain || strings.HasSuffix(host, "."+domain) {
			return true
		}
	}
	return false
}

// resting says until when somebody who won lately lets others go first.
func (s *Service) resting(ctx context.Context, d *db.DB, c Contest, hash []byte) error {
	now := s.clock.Now()
	won, err := selectLastWin(ctx, d, c, hash, now)
	if err != nil || won.IsZero() {
		return err
	}
	until := won.AddDate(0, 0, c.Entry.Who.RestDays)
	if !until.After(now) {
		return nil
	}
	at := momentWords(until, c.Location())
	return ErrResting.With(at.FR, at.EN)
}

// rest remembers that a contact has won, for as long as the rules of the contest say.
func (s *Service) rest(ctx context.Context, tx *db.DB, c Contest, e Entry, now time.Time) error {
	if c.Entry.Who.RestDays == 0 || e.Fan == "" {
		return nil
	}
	f, err := s.fans.FindIn(ctx, tx, c.Brand, e.Fan)
	switch {
	case errors.Is(err, fan.ErrNotFound):
		return nil // forgotten since: nothing is kept of them
	case err != nil:
		return err
	}
	return insertRest(ctx, tx, c, s.contactHash(c.Brand, f.Contact), now, now.AddDate(0, 0, c.Entry.Who.RestDays))
}

// Unfit is why somebody who was drawn may not be eligible any more.
type Unfit struct {
	Place Place
	Why   *fault.Error // of who may enter
}

// FindUnfit looks again at those who were drawn, with the lists as they are now: somebody may
// have joined the team or won another contest since they entered. It decides nothing; a
// disqualification is a person's act, with its public reason. It needs ViewPeople.
func (s *Service) FindUnfit(ctx context.Context, actor account.Actor, slug string) ([]Unfit, error) {
	c, err := s.find(ctx, s.db, actor, account.ViewPeople, slug)
	if err != nil || c.DrawnAt.IsZero() {
		return nil, err
	}
	slots, err := slotsOf(ctx, s.db, c, c.Attempt)
	if err != nil {
		return nil, err
	}
	var found []Unfit
	for _, slot := range slots {
		if slot.Entry == "" || slot.State == SlotDisqualified || !slot.AcceptedAt.IsZero() {
			continue
		}
		why, err := s.unfit(ctx, c, slot.Entry)
		if err != nil {
			return nil, err
		}
		if why != nil {
			found = append(found, Unfit{Place: Place{Attempt: c.No, Prize: slot.Prize, Slot: slot.Slot}, Why: why})
		}
	}
	return found, nil
}

// unfit says why the person of an entry could not enter today; nil where they could, or
// are forgotten.
func (s *Service) unfit(ctx context.Context, c Contest, id EntryID) (*fault.Error, error) {
	e, err := selectEntry(ctx, s.db, "WHERE id = ?", string(id))
	if err != nil || e.Fan == "" {
		return nil, err
	}
	f, err := s.fans.Find(ctx, c.Brand, e.Fan)
	if err != nil {
		return nil, err
	}
	err = s.barred(ctx, s.db, c, f.Contact)
	if fault.KindOf(err) == fault.Forbidden {
		return fault.From(err), nil
	}
	return nil, err
}
