package contests

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"fmt"
	"strings"

	"kermesse/contests/draw"
	"kermesse/contests/photos"
	"kermesse/internal/account"
	"kermesse/internal/db"
	"kermesse/internal/fan"
	"kermesse/internal/mail"
	"kermesse/internal/secret"
)

// Receipt is what an entrant holds: the organiser's word that they are in, and what
// opens their own commitment and nobody else's.
type Receipt struct {
	Contest Contest
	Entry   Entry
	Contact string // masked
	Key     string // last part of the receipt's address; whoever has it may see the receipt
	Note    []byte // vdraw1/receipt, signed with the log's key; empty until confirmed
	Private string // exact text that opens the commitment; empty until confirmed
	Codes   int    // of packs, that were used for the entry
	Word    string // by which the entrant knows our messages; never shown to anybody else
}

// ReceiptOf returns what the holder of an entry may see: the caller has made sure that
// it is them, by Enter or Confirm.
func (s *Service) ReceiptOf(ctx context.Context, id EntryID) (Receipt, error) {
	e, err := selectEntry(ctx, s.db, "WHERE id = ?", string(id))
	if err != nil {
		return Receipt{}, err
	}
	c, err := selectContest(ctx, s.db, "WHERE id = ?", string(e.Contest))
	if err != nil {
		return Receipt{}, err
	}
	return s.receipt(ctx, c, e)
}

// FindReceipt returns the receipt that a link leads to. Faults: ErrEntryNotFound, also
// for a forged key and for somebody who has been forgotten.
func (s *Service) FindReceipt(ctx context.Context, slug, key string) (Receipt, error) {
	id, ok := s.readKey(key)
	if !ok {
		return Receipt{}, ErrEntryNotFound
	}
	r, err := s.ReceiptOf(ctx, id)
	if err == nil && (r.Contest.Slug != slug || r.Entry.Forgotten()) {
		return Receipt{}, ErrEntryNotFound
	}
	return r, err
}

// Withdraw takes an entry back on its holder's word, while the list is not sealed.
// Faults: ErrEntryNotFound, ErrSealed, ErrEntryState.
func (s *Service) Withdraw(ctx context.Context, slug, key string) error {
	id, ok := s.readKey(key)
	if !ok {
		return ErrEntryNotFound
	}
	return s.db.InTx(ctx, func(tx *db.DB) error {
		c, err := holdBySlug(ctx, tx, slug)
		if err != nil {
			return err
		}
		e, err := selectEntry(ctx, tx, "WHERE id = ? AND contest_id = ?"+tx.ForUpdate(), string(id), string(c.ID))
		if err != nil {
			return err
		}
		now := s.clock.Now()
		if c.Sealed(now) {
			return ErrSealed
		}
		withdrawn, err := updateWithdrawn(ctx, tx, id)
		switch {
		case err != nil:
			return err
		case !withdrawn:
			return ErrEntryState
		}
		if err := deleteTraces(ctx, tx, id); err != nil { // its person is no double of themselves
			return err
		}
		if err := updateWaitingDropped(ctx, tx, id); err != nil {
			return err
		}
		if err := photos.Forget(ctx, tx, string(id)); err != nil || e.Status != EntryConfirmed {
			return err
		}
		return s.takeOut(ctx, tx, c, ReasonWithdrawn, now, e.Entry)
	})
}

// key is the address of a receipt: the entry's id and our word for it.
func (s *Service) key(id EntryID) string {
	return strings.ReplaceAll(string(id), "-", "") + "." + s.keySum(string(id))
}

func (s *Service) keySum(id string) string {
	return base64.RawURLEncoding.EncodeToString(secret.MAC(s.links, id)[:12])
}

func (s *Service) readKey(key string) (EntryID, bool) {
	plain, sum, _ := strings.Cut(key, ".")
	id, err := draw.ParseHexID(plain)
	if err != nil || !hmac.Equal([]byte(sum), []byte(s.keySum(id.String()))) {
		return "", false
	}
	return EntryID(id.String()), true
}

func (s *Service) receipt(ctx context.Context, c Contest, e stored) (Receipt, error) {
	r := Receipt{Contest: c, Entry: e.Entry, Key: s.key(e.ID)}
	var f fan.Fan
	if e.Fan != "" {
		var err error
		if f, err = s.fans.Find(ctx, c.Brand, e.Fan); err != nil {
			return r, err
		}
		r.Contact = f.Contact.Masked()
		if r.Word, err = s.wordOf(e.Entry); err != nil {
			return r, err
		}
	}
	if c.Entry.Codes != nil {
		var err error
		if r.Codes, err = countCodes(ctx, s.db, e.ID); err != nil {
			return r, err
		}
	}
	if e.AcceptedAt.IsZero() || e.row.SecretSealed == nil {
		return r, nil
	}
	var err error
	if r.Note, err = s.note(ctx, c, e.Entry); err != nil {
		return r, err
	}
	r.Private, err = s.privatePart(c, e, f.Contact)
	return r, err
}

// note writes the receipt: the record, with the state of the log that was known when the
// present revision was accepted, signed with the log's key.
func (s *Service) note(ctx context.Context, c Contest, e Entry) ([]byte, error) {
	if e.logRoot == (draw.Hash{}) {
		head, err := s.log.HeadAt(ctx, e.logSize)
		if err != nil {
			return nil, err
		}
		e.logRoot = draw.Hash(head.Root)
	}
	drawID, err := c.drawID()
	if err != nil {
		return nil, err
	}
	entryID, err := draw.ParseID(string(e.ID))
	if err != nil {
		return nil, err
	}
	rules, err := s.rulesAt(ctx, c, e.accepted())
	if err != nil {
		return nil, err
	}
	r := draw.Receipt{
		Draw: drawID, Entry: entryID, Commitment: e.Commitment, Tickets: e.Tickets, Revision: e.Revision,
		Rules: rules, AcceptedAt: e.accepted(), LogSize: uint64(e.logSize), LogRoot: e.logRoot,
	}
	return r.Sign(s.log.Signer())
}

// ReceiptKey is the key with which others check the signature on a receipt: the log's.
func (s *Service) ReceiptKey() string { return s.log.VerifierKey() }

// privatePart is the exact text that, with the protocol, opens a commitment.
func (s *Service) privatePart(c Contest, e stored, contact fan.Contact) (string, error) {
	opening, err := s.opening(c, e, contact)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("draw %s\nentry %s\nsecret %x\nalias %s\nidentity %s\n",
		opening.Draw, opening.Entry.Hex(), opening.Secret[:], opening.Alias, opening.Identity), nil
}

// opening is everything that opens the commitment of an entry that is not forgotten.
func (s *Service) opening(c Contest, e stored, contact fan.Contact) (draw.Opening, error) {
	drawID, err := c.drawID()
	if err != nil {
		return draw.Opening{}, err
	}
	entryID, err := draw.ParseID(string(e.ID))
	if err != nil {
		return draw.Opening{}, err
	}
	opened, err := s.vault.Open(e.row.SecretSealed, secretRow(e.ID))
	if err != nil {
		return draw.Opening{}, err
	}
	o := draw.Opening{Draw: drawID, Entry: entryID, Alias: e.Alias, Identity: e.Author}
	copy(o.Secret[:], opened)
	if e.Fan != "" {
		o.Identity = identityOf(contact)
	}
	return o, nil
}

// mailReceipt sends the receipt to an entrant who has an e-mail address.
func (s *Service) mailReceipt(ctx context.Context, tx *db.DB, c Contest, f fan.Fan, e Entry) error {
	if f.Contact.Kind != fan.ContactEmail {
		return nil
	}
	if !f.Verified() { // a stranger may have typed it: the receipt is on the page in any case
		if bears, err := s.fans.Bears(ctx, tx, f.Contact); err != nil || !bears {
			return err
		}
	}
	brand, err := account.FindBrand(ctx, tx, c.Brand)
	if err != nil {
		return err
	}
	text, err := s.note(ctx, c, e)
	if err != nil {
		return err
	}
	word, err := s.wordOf(e)
	if err != nil {
		return err
	}
	m := mail.Compose(mail.EntryReceipt{
		Brand: brand.Name, Contest: c.In(e.Locale).Title, Number: e.Number, Tickets: int(e.Tickets),
		DrawnOn: momentWords(c.DrawAt, c.Location()).In(e.Locale), Link: s.page(c, e.Locale, "receipt", s.key(e.ID)),
		DataLink: s.base + "/" + e.Locale + "/m/" + brand.Slug + "/data", Note: string(text), Word: word,
	}, f.Contact.Value, e.Locale)
	m.Brand, m.ReplyTo = string(brand.ID), brand.ContactEmail
	return s.post(ctx, tx, e, f.Contact, m)
}

// page is the absolute address of a contest's page, or of one under it.
func (s *Service) page(c Contest, locale string, under ...string) string {
	return s.base + "/" + locale + "/c/" + strings.Join(append([]string{c.Slug}, under...), "/")
}
