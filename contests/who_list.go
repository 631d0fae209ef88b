package contests

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/fault"
)

// ContactList names a list of contacts that a brand sends for one contest.
type ContactList string

// The lists.
const (
	ListInvited  ContactList = "invited"  // only they may enter, where the rules say so
	ListExcluded ContactList = "excluded" // staff who are not on the brand's team here, and their families
)

// maxContacts bounds a list.
const maxContacts = 100_000

// SetContacts replaces a list of a contest by a file with one e-mail address or telephone
// number on a line; what follows a comma, a semicolon or a tab is not read. Only keyed hashes
// are kept, so that the list cannot be read again. A list may be sent until the entries are
// sealed, since people are invited and hired meanwhile; each sending is in the journal. While
// people can enter it is public as well, with its reason, which may be left out before.
// It returns how many contacts there are now. Faults: ErrContactLines on the field file,
// ErrContactListLong, ErrContactList, ErrSealed, invalid field reason.
func (s *Service) SetContacts(ctx context.Context, actor account.Actor, slug string, list ContactList, reason string, file io.Reader) (int, error) {
	if list != ListInvited && list != ListExcluded {
		return 0, ErrContactList
	}
	c, err := s.find(ctx, s.db, actor, account.EditCampaigns, slug)
	if err != nil {
		return 0, err
	}
	hashes, err := s.readContacts(c.Brand, file)
	if err != nil {
		return 0, err
	}
	err = s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := lockByID(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		now := s.clock.Now()
		if !c.PublishedAt.IsZero() && c.Sealed(now) {
			return ErrSealed
		}
		before, err := countContacts(ctx, tx, c.ID, list)
		if err != nil {
			return err
		}
		if err := replaceContacts(ctx, tx, c.ID, list, hashes); err != nil {
			return err
		}
		if err := s.onRecord(ctx, tx, actor, c, listChange(list, before, len(hashes)), reason); err != nil {
			return err
		}
		return account.Record(ctx, tx, actor, account.Change{
			Action: "contest.contacts_set", Subject: c.subject(), At: now, After: map[string]any{"list": list, "contacts": len(hashes)},
		})
	})
	return len(hashes), err
}

// listChange says that a list was replaced, and names nobody.
func listChange(list ContactList, before, after int) whileOpen {
	was, is := plural(before, "contact", "contacts", "contact", "contacts"), plural(after, "contact", "contacts", "contact", "contacts")
	what := fault.Text{FR: "des personnes invitées", EN: "of people who are invited"}
	if list == ListExcluded {
		what = fault.Text{FR: "des personnes qui ne participent pas (personnel et familles)", EN: "of people who do not enter (staff and their families)"}
	}
	return whileOpen{AmendLists, fault.Text{
		FR: "La liste " + what.FR + " est remplacée\u00a0: " + is.FR + ", au lieu de " + was.FR + ".",
		EN: "The list " + what.EN + " is replaced: " + is.EN + " instead of " + was.EN + ".",
	}}
}

// readContacts hashes each line as it is read, and keeps none.
func (s *Service) readContacts(brand account.BrandID, file io.Reader) ([][]byte, error) {
	seen := map[string]bool{}
	var hashes [][]byte
	lines := bufio.NewScanner(file)
	n := 1
	for ; lines.Scan(); n++ {
		typed, _, _ := strings.Cut(strings.NewReplacer(";", ",", "\t", ",").Replace(lines.Text()), ",")
		typed = strings.Trim(strings.TrimPrefix(strings.TrimSpace(typed), "\ufeff"), `"`)
		if typed == "" {
			continue
		}
		contact, ok := readContact(typed)
		if !ok {
			if n == 1 {
				continue // a line of titles
			}
			return nil, contactsUnreadable(n)
		}
		hash := s.contactHash(brand, contact)
		if !seen[string(hash)] {
			seen[string(hash)] = true
			hashes = append(hashes, hash)
		}
		if len(hashes) > maxContacts {
			return nil, ErrContactListLong.With(maxContacts)
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return nil, contactsUnreadable(n)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("contests: reading a list of contacts: %w", err)
	}
	return hashes, nil
}

func contactsUnreadable(line int) error {
	var wrong problems
	wrong.add("file", ErrContactLines.With(line))
	return wrong.err()
}

func readContact(typed string) (fan.Contact, bool) {
	var contact fan.Contact
	var err error
	if strings.Contains(typed, "@") {
		contact, err = fan.ParseContact(typed, "", "")
	} else {
		contact, err = fan.ParseContact("", typed, "")
	}
	return contact, err == nil
}

// CountContacts is how many contacts a list of a contest has.
func (s *Service) CountContacts(ctx context.Context, c Contest, list ContactList) (int, error) {
	return countContacts(ctx, s.db, c.ID, list)
}

// contactsKept is how long after the winners have answered, or after a contest is called off,
// its lists of contacts are kept: an alternate may still be looked at.
const contactsKept = 30 * 24 * time.Hour

// PurgeContacts removes lists that are needed no longer, the marks of winners whose days are
// over, what was won in years that are, and former secret words once winners have answered. It
// is a job, for any number of servers.
func (s *Service) PurgeContacts(ctx context.Context) error {
	now := s.clock.Now()
	return s.db.InTx(ctx, func(tx *db.DB) error {
		if err := deleteRests(ctx, tx, now); err != nil {
			return err
		}
		if err := deleteWinnerYears(ctx, tx, now); err != nil {
			return err
		}
		if err := deleteFormerWords(ctx, tx, now); err != nil {
			return err
		}
		return deleteContacts(ctx, tx, now.Add(-contactsKept))
	})
}
