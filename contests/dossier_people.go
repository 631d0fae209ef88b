package contests

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kermesse/internal/account"
	"kermesse/internal/mail"
)

// mails writes which mails went out, and the texts of their kinds.
func (d *dossier) mails(ctx context.Context) error {
	err := d.table("messages/sent.csv", []string{"queued_at", "kind", "language", "entry_number", "recipient"}, func(add func(...string) error) error {
		return eachLetter(ctx, d.db, d.contest.ID, func(l sentLetter) error {
			return add(utc(l.QueuedAt), string(l.Kind), l.Locale, l.Number, l.Recipient)
		})
	})
	if err != nil {
		return err
	}
	brand, err := account.FindBrand(ctx, d.db, d.contest.Brand)
	if err != nil {
		return err
	}
	for _, letter := range d.contest.specimens(brand.Name) {
		for _, lang := range []string{"fr", "en"} {
			m := mail.Compose(letter, "", lang)
			if err := d.text("messages/"+string(m.Kind)+"."+lang+".txt", m.Subject+"\n\n"+m.Text); err != nil {
				return err
			}
		}
	}
	return nil
}

// consents writes the texts that people agreed to, and how many did when.
func (d *dossier) consents(ctx context.Context) error {
	counts, err := d.fans.CountConsents(ctx, d.db, d.contest.subject())
	if err != nil {
		return err
	}
	titles := []string{"purpose", "language", "text", "granted", "count", "first_at", "last_at"}
	return d.table("consents.csv", titles, func(add func(...string) error) error {
		for _, c := range counts {
			err := add(c.Purpose, c.Locale, c.Text, strconv.FormatBool(c.Granted), strconv.FormatInt(c.Acts, 10), utc(c.FirstAt), utc(c.LastAt))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// journal writes who of the staff did what to the contest, the oldest act first.
func (d *dossier) journal(ctx context.Context) error {
	var lines []account.JournalLine
	for cursor := ""; ; {
		page, err := account.ListJournal(ctx, d.db, d.actor, account.JournalFilter{
			Subject: d.contest.subject(), Before: cursor, Limit: account.MaxJournalPage,
		})
		if err != nil {
			return err
		}
		lines = append(lines, page.Lines...)
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	slices.Reverse(lines)
	return d.table("journal.csv", []string{"at", "who", "act", "changes"}, func(add func(...string) error) error {
		for _, line := range lines {
			var changes bytes.Buffer
			for _, c := range line.Changes {
				fmt.Fprintf(&changes, "%s: %s → %s\n", c.Field, c.Before, c.After)
			}
			if err := add(utc(line.At), line.Name, line.Action, strings.TrimSpace(changes.String())); err != nil {
				return err
			}
		}
		return nil
	})
}
