package contests

import (
	"context"
	"crypto/sha256"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"kermesse/contests/draw"
	"kermesse/internal/db"
	"kermesse/internal/fan"
)

// newEntry makes the entry of a fan, with a fresh secret.
func (s *Service) newEntry(c Contest, f fan.Fan, read entryRead) (newRow, error) {
	now := s.clock.Now()
	n := newRow{
		Entry: Entry{
			Fan: f.ID, Source: read.form.Source, Place: read.form.Place, Status: EntryConfirmed, Name: read.form.Name, Locale: read.form.Locale,
			Answers: read.kept(), CreatedAt: now, AcceptedAt: now.Truncate(time.Second),
		},
		Holder:   "fan:" + string(f.ID),
		Consents: c.consents(read.form),
	}
	n.Via = read.form.Via
	proved := read.form.As != ""
	if c.Entry.Confirm && !proved && read.form.Source != FromStaff {
		n.Status, n.AcceptedAt = EntryPending, time.Time{}
	}
	if f.Disposable {
		n.Flags = append(n.Flags, FlagDisposable)
	}
	if n.Status == EntryConfirmed && !f.Verified() {
		n.Flags = append(n.Flags, FlagUnproved)
	}
	if n.Status == EntryConfirmed && len(c.Entry.Actions) > 0 {
		// It counts with what the form brought, which is looked at once it is stored.
		n.Status, n.AcceptedAt, n.ready = EntryPending, time.Time{}, true
	}
	if read.form.Key != "" {
		sum := sha256.Sum256([]byte(read.form.Key))
		n.FormKey = sum[:]
	}
	name := read.form.Name
	if read.form.Alias != "" {
		name = read.form.Alias
	}
	if err := s.commit(c, &n, Mask(name), identityOf(f.Contact)); err != nil {
		return n, err
	}
	var err error
	n.wordSealed, err = s.chooseWord(n.ID, read.form.Word)
	return n, err
}

// kept are the answers as an entry has them: none is nil.
func (r entryRead) kept() map[string]string {
	if len(r.answers) == 0 {
		return nil
	}
	return r.answers
}

// commit gives an entry its id, number, secret and commitment. identity is who it is;
// alias is the name that is published, or empty to go by the number.
func (s *Service) commit(c Contest, n *newRow, alias, identity string) error {
	drawID, err := c.drawID()
	if err != nil {
		return err
	}
	n.ID, n.Contest, n.Tickets, n.Revision = EntryID(db.NewID()), c.ID, 1, 1
	entryID, err := draw.ParseID(string(n.ID))
	if err != nil {
		return err
	}
	secret, err := draw.NewSecret(s.random)
	if err != nil {
		return err
	}
	n.Number = numberOf(entryID)
	if n.Alias = norm.NFC.String(alias); n.Alias == "" {
		n.Alias = n.Number
	}
	return s.blind(n, draw.Opening{Draw: drawID, Entry: entryID, Secret: secret, Alias: n.Alias, Identity: norm.NFC.String(identity)})
}

// blind makes the commitment of an opening that of an entry, and keeps its secret sealed.
func (s *Service) blind(n *newRow, opening draw.Opening) (err error) {
	n.Commitment, n.IdentityCommit = opening.Commitment(), opening.Disclose().IdentityCommitment
	n.SecretSealed, err = s.vault.Seal(opening.Secret[:], secretRow(n.ID))
	return err
}

// place notes where an entry that counts from now on begins: in the next state of the
// list that goes on record, and with the log as it is known at this moment, which its
// receipt states. c is held, so that the state cannot end meanwhile.
func (s *Service) place(ctx context.Context, tx *db.DB, c Contest, e *Entry) error {
	head, err := s.log.HeadIn(ctx, tx)
	if err != nil {
		return err
	}
	e.listedFrom, e.logSize, e.logRoot = c.listing+1, head.Size, draw.Hash(head.Root)
	return nil
}

// secretRow is what an entry's sealed secret is bound to.
func secretRow(id EntryID) string { return "secret of " + string(id) }

// identityOf is the contact as the commitment holds it.
func identityOf(c fan.Contact) string { return strings.ToLower(c.Value) }
